/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0202-time: the desk's time, in UTC. A face does not answer, because agents' clients would show the answer
 * as the customer's local time, which the desk does not know. */
#include "base/datetime.h"
#include "xeps/xep.h"

#define NS_TIME "urn:xmpp:time"

static enum verdict get(struct iq *q)
{
    xml_open(q->reply, "time", NS_TIME);
    xml_leaf(q->reply, "tzo", NULL, "Z");
    xml_leaf(q->reply, "utc", NULL, datetime_utc(q->desk->arena, q->desk->now_ms));
    xml_close(q->reply);
    return VERDICT_RESULT;
}

static const struct xep_feature features[] = {
    {.var = NS_TIME, .at = AT_HOUSE | AT_QUEUE},
    {0},
};

static const struct xep_iq iqs[] = {
    {.type = "get", .name = "time", .ns = NS_TIME, .at = AT_HOUSE | AT_QUEUE, .handle = get},
    {0},
};

const struct xep xep_0202 = {
    .number = "0202",
    .name = "Entity Time",
    .features = features,
    .iqs = iqs,
};
