/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0092-version: the program's name and version. The operating system is not told to anybody. */
#include "config.h"

#include "xeps/xep.h"

#define NS_VERSION "jabber:iq:version"

static enum verdict get(struct iq *q)
{
    xml_open(q->reply, "query", NS_VERSION);
    xml_leaf(q->reply, "name", NULL, "frontdesk");
    xml_leaf(q->reply, "version", NULL, PACKAGE_VERSION);
    xml_close(q->reply);
    return VERDICT_RESULT;
}

static const struct xep_feature features[] = {
    {.var = NS_VERSION, .at = AT_ALL},
    {0},
};

static const struct xep_iq iqs[] = {
    {.type = "get", .name = "query", .ns = NS_VERSION, .at = AT_ALL, .handle = get},
    {0},
};

const struct xep xep_0092 = {
    .number = "0092",
    .name = "Software Version",
    .features = features,
    .iqs = iqs,
};
