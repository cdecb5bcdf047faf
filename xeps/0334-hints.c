/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0334-hints: what servers shall do with a message. <store/> goes on, because servers keep what has no body
 * (a reaction, a retraction) only when they are asked to. The hints against keeping are left out: what is
 * said at a desk is archived and reaches the other side also when that one is offline, whatever the sender
 * wishes. What the desk itself does not want stored (chat states) gets its own hint in letter.c. */
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
