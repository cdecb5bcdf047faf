/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0085-chat-states: who is typing. Only while both are there: never stored, by us or by a server. */
#include "xeps/xep.h"

#define NS_CHAT_STATES "http://jabber.org/protocol/chatstates"

static const struct xep_feature features[] = {
    {.var = NS_CHAT_STATES, .at = AT_CHAT},
    {0},
};

static const struct xep_payload payloads[] = {
    {.name = "active", .ns = NS_CHAT_STATES, .from_customer = TREAT_LIVE, .from_agent = TREAT_LIVE},
    {.name = "composing", .ns = NS_CHAT_STATES, .from_customer = TREAT_LIVE, .from_agent = TREAT_LIVE},
    {.name = "gone", .ns = NS_CHAT_STATES, .from_customer = TREAT_LIVE, .from_agent = TREAT_LIVE},
    {.name = "inactive", .ns = NS_CHAT_STATES, .from_customer = TREAT_LIVE, .from_agent = TREAT_LIVE},
    {.name = "paused", .ns = NS_CHAT_STATES, .from_customer = TREAT_LIVE, .from_agent = TREAT_LIVE},
    {0},
};

const struct xep xep_0085 = {
    .number = "0085",
    .name = "Chat State Notifications",
    .features = features,
    .payloads = payloads,
};
