/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0425-moderation: belongs to group chats. It is removed, because a chat of two people has no moderator. */
#include "xeps/xep.h"

static const struct xep_payload payloads[] = {
    {.ns = "urn:xmpp:message-moderate:0", .from_customer = TREAT_STRIP, .from_agent = TREAT_STRIP},
    {.ns = "urn:xmpp:message-moderate:1", .from_customer = TREAT_STRIP, .from_agent = TREAT_STRIP},
    {0},
};

const struct xep xep_0425 = {
    .number = "0425",
    .name = "Moderated Message Retraction",
    .payloads = payloads,
};
