/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0384-omemo: encryption ends at the desk, because the desk archives messages and passes them on. It has one device
 * (src/omemo/), which is the only one of all its addresses, and is asked for here. Clients switch OMEMO on for a new
 * contact and then ask for the contact's devices. Where the setting is off, and for the newer versions of the extension,
 * they get an empty list at once, so that they send plain text. (After an error, some clients ask again and hold the
 * message back.) src/xmpp/sealing.c decrypts before this table is read; what arrives here could not be decrypted, and its
 * body is only a fallback text. */
#include <string.h>

#include "desk/core.h"
#include "desk/share.h"
#include "omemo/omemo.h"
#include "xeps/xep.h"
#include "xmpp/sealing.h"

enum {
    BUNDLES = 30,            /* keys given to one address in a minute */
    BUNDLES_OF_DOMAIN = 300, /* … to one domain */
    NEW_SETS = 100,          /* sets of prekeys made in a minute; whoever asks then gets the shared one */
    NEW_SETS_OF_DOMAIN = NEW_SETS / 2,
    MINUTE_MS = 60 * 1000,
};

static bool is_on(const struct iq *q)
{
    return sealing_is_on(q->desk, q->to->local, q->from->bare);
}

static enum verdict devices(struct iq *q, const char *rest)
{
    (void)rest;
    if (is_on(q))
        omemo_write_devices(q->desk->omemo, q->reply, q->desk->now_ms);
    return VERDICT_RESULT;
}

static bool passes(struct desk *d, const char *what, int64_t limit)
{
    return flood_pass(&d->refused, flood_number(&d->flood_key, what), d->now_ms, limit, MINUTE_MS);
}

/* The answer is large: up to 10 KB. */
static bool may_have_keys(struct desk *d, const struct jid *from)
{
    return passes(d, arena_printf(d->arena, "bundle %s", from->bare), BUNDLES) &&
           (share_exempt(d, from->domain) ||
            passes(d, arena_printf(d->arena, "bundles of %s", from->domain), BUNDLES_OF_DOMAIN));
}

/* To make a set takes a while. The limit of the domain is looked at first: whoever is over that one does not count for all. */
static bool may_have_set(struct desk *d, const struct jid *from)
{
    return omemo_has_set(d->omemo, from->bare) ||
           ((share_exempt(d, from->domain) ||
             passes(d, arena_printf(d->arena, "sets of %s", from->domain), NEW_SETS_OF_DOMAIN)) &&
            passes(d, "sets of prekeys", NEW_SETS));
}

/* Whoever asks for a device that does not exist makes none. */
static bool is_our_device(struct desk *d, const char *number)
{
    unsigned long device = omemo_device_found(d->omemo);
    return device != 0 && strcmp(number, arena_printf(d->arena, "%lu", device)) == 0;
}

static enum verdict bundle(struct iq *q, const char *number)
{
    struct desk *d = q->desk;
    if (!is_on(q) || !is_our_device(d, number))
        return VERDICT_ITEM_NOT_FOUND;
    if (!may_have_keys(d, q->from))
        return VERDICT_RESOURCE_CONSTRAINT;
    omemo_write_bundle(d->omemo, q->reply, may_have_set(d, q->from) ? q->from->bare : "", d->now_ms);
    return VERDICT_RESULT;
}

static const struct xep_payload payloads[] = {
    {.ns = "eu.siacs.conversations.axolotl", .from_customer = TREAT_REFUSE, .from_agent = TREAT_REFUSE},
    {.ns = "urn:xmpp:omemo:0", .from_customer = TREAT_REFUSE, .from_agent = TREAT_REFUSE},
    {.ns = "urn:xmpp:omemo:1", .from_customer = TREAT_REFUSE, .from_agent = TREAT_REFUSE},
    {.ns = "urn:xmpp:omemo:2", .from_customer = TREAT_REFUSE, .from_agent = TREAT_REFUSE},
    {0},
};

/* News of the lists of agents' devices: see src/xmpp/sealing_first.h. */
static const struct xep_feature features[] = {
    {.var = "eu.siacs.conversations.axolotl.devicelist+notify", .at = AT_HOUSE},
    {0},
};

static const struct xep_node nodes[] = {
    {.node = "eu.siacs.conversations.axolotl.devicelist", .at = AT_ALL, .answer = devices},
    {.node = "eu.siacs.conversations.axolotl.bundles:", .at = AT_ALL, .answer = bundle},
    {.node = "urn:xmpp:omemo:1:devices", .at = AT_ALL},
    {.node = "urn:xmpp:omemo:2:devices", .at = AT_ALL},
    {0},
};

const struct xep xep_0384 = {
    .number = "0384",
    .name = "OMEMO Encryption",
    .features = features,
    .payloads = payloads,
    .nodes = nodes,
};
