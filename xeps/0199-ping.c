/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0199-ping: answers pings. The desk's pings to itself are fences (outbox.h) and are not handled here. */
#include "xeps/xep.h"

#define NS_PING "urn:xmpp:ping"

static enum verdict get(struct iq *q)
{
    (void)q;
    return VERDICT_RESULT;
}

static const struct xep_feature features[] = {
    {.var = NS_PING, .at = AT_ALL},
    {0},
};

static const struct xep_iq iqs[] = {
    {.type = "get", .name = "ping", .ns = NS_PING, .at = AT_ALL, .handle = get},
    {0},
};

const struct xep xep_0199 = {
    .number = "0199",
    .name = "XMPP Ping",
    .features = features,
    .iqs = iqs,
};
