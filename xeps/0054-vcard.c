/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0054-vcard: the name and the picture of an address. Converse reads names only from here, and prefers NICKNAME to FN. The
 * note has the fingerprint of the desk's keys, once there are some. */
#include "omemo/omemo.h"
#include "xeps/portrait.h"
#include "xeps/xep.h"
#include "xmpp/sealing.h"

#define NS_VCARD "vcard-temp"

static enum verdict get(struct iq *q)
{
    struct portrait s = portrait_in(q);
    xml_open(q->reply, "vCard", NS_VCARD);
    xml_leaf(q->reply, "FN", NULL, s.name);
    xml_leaf(q->reply, "NICKNAME", NULL, s.name);
    xml_leaf(q->reply, "JABBERID", NULL, q->to->bare);
    if (sealing_is_on(q->desk, q->to->local, q->from->bare) && omemo_device_found(q->desk->omemo) != 0)
        xml_leaf(q->reply, "NOTE", NULL,
                 arena_printf(q->desk->arena, "OMEMO fingerprint: %s\nThe encryption ends at this desk.",
                              omemo_fingerprint(q->desk->omemo, q->desk->now_ms)));
    if (s.picture != NULL) {
        xml_open(q->reply, "PHOTO", NULL);
        xml_leaf(q->reply, "TYPE", NULL, s.picture->type);
        xml_leaf(q->reply, "BINVAL", NULL, s.picture->base64);
        xml_close(q->reply);
    }
    xml_close(q->reply);
    return VERDICT_RESULT;
}

/* Nobody may change the vCard of an address of the desk. */
static enum verdict set(struct iq *q)
{
    (void)q;
    return VERDICT_FORBIDDEN;
}

static const struct xep_feature features[] = {
    {.var = NS_VCARD, .at = AT_ALL},
    {0},
};

static const struct xep_iq iqs[] = {
    {.type = "get", .name = "vCard", .ns = NS_VCARD, .at = AT_ALL, .handle = get},
    {.type = "set", .name = "vCard", .ns = NS_VCARD, .at = AT_ALL, .handle = set},
    {0},
};

const struct xep xep_0054 = {
    .number = "0054",
    .name = "vcard-temp",
    .features = features,
    .iqs = iqs,
};
