/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0334-hints: hints for servers about storing a message. <store/> is passed on, because servers store a
 * message without a body (a reaction, a retraction) only if they are asked to. The hints against storing are
 * removed: the desk archives every message, and the other side gets it even if offline. The desk adds its own
 * hint to messages that must not be stored (chat states). */
#include "xeps/xep.h"

#define NS_HINTS "urn:xmpp:hints"

static const struct xep_payload payloads[] = {
    {.name = "no-copy", .ns = NS_HINTS, .from_customer = TREAT_STRIP, .from_agent = TREAT_STRIP},
    {.name = "no-permanent-store", .ns = NS_HINTS, .from_customer = TREAT_STRIP, .from_agent = TREAT_STRIP},
    {.name = "no-store", .ns = NS_HINTS, .from_customer = TREAT_STRIP, .from_agent = TREAT_STRIP},
    {.name = "store", .ns = NS_HINTS, .from_customer = TREAT_ALONG, .from_agent = TREAT_ALONG},
    {0},
};

const struct xep xep_0334 = {
    .number = "0334",
    .name = "Message Processing Hints",
    .payloads = payloads,
};
