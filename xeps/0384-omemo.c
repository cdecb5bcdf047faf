/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0384-omemo: the desk has no OMEMO keys, because it archives messages and must be able to read them. Clients
 * switch OMEMO on for a new contact and then ask for the contact's devices. They get an empty list at once,
 * so that they send plain text. (After an error, some clients ask again and hold the message back.) The body
 * of an encrypted message is only a fallback text. */
#include "xeps/xep.h"

static const struct xep_payload payloads[] = {
    {.ns = "eu.siacs.conversations.axolotl", .from_customer = TREAT_REFUSE, .from_agent = TREAT_REFUSE},
    {.ns = "urn:xmpp:omemo:0", .from_customer = TREAT_REFUSE, .from_agent = TREAT_REFUSE},
    {.ns = "urn:xmpp:omemo:1", .from_customer = TREAT_REFUSE, .from_agent = TREAT_REFUSE},
    {.ns = "urn:xmpp:omemo:2", .from_customer = TREAT_REFUSE, .from_agent = TREAT_REFUSE},
    {0},
};

static const struct xep_node nodes[] = {
    {.node = "eu.siacs.conversations.axolotl.devicelist", .at = AT_ALL},
    {.node = "urn:xmpp:omemo:1:devices", .at = AT_ALL},
    {.node = "urn:xmpp:omemo:2:devices", .at = AT_ALL},
    {0},
};

const struct xep xep_0384 = {
    .number = "0384",
    .name = "OMEMO Encryption",
    .payloads = payloads,
    .nodes = nodes,
};
