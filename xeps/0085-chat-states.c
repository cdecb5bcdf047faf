/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0085-chat-states: who is typing. Chat states are relayed only while both sides are online, and are never
 * stored, by the desk or by a server. */
#include "xeps/reading.h"
#include "xeps/xep.h"

#define NS_CHAT_STATES "http://jabber.org/protocol/chatstates"

static void note_composing(struct reading *r, struct arena *arena, const xmpp_stanza_t *state)
{
    (void)arena, (void)state;
    r->content.typing = TYPING_COMPOSING;
}

static void note_paused(struct reading *r, struct arena *arena, const xmpp_stanza_t *state)
{
    (void)arena, (void)state;
    r->content.typing = TYPING_PAUSED;
}

static const struct xep_feature features[] = {
    {.var = NS_CHAT_STATES, .at = AT_CHAT},
    {0},
};

static const struct xep_payload payloads[] = {
    {.name = "active",
     .ns = NS_CHAT_STATES,
     .from_customer = TREAT_LIVE,
     .from_agent = TREAT_LIVE,
     .note = note_paused},
    {.name = "composing",
     .ns = NS_CHAT_STATES,
     .from_customer = TREAT_LIVE,
     .from_agent = TREAT_LIVE,
     .note = note_composing},
    {.name = "gone",
     .ns = NS_CHAT_STATES,
     .from_customer = TREAT_LIVE,
     .from_agent = TREAT_LIVE,
     .note = note_paused},
    {.name = "inactive",
     .ns = NS_CHAT_STATES,
     .from_customer = TREAT_LIVE,
     .from_agent = TREAT_LIVE,
     .note = note_paused},
    {.name = "paused",
     .ns = NS_CHAT_STATES,
     .from_customer = TREAT_LIVE,
     .from_agent = TREAT_LIVE,
     .note = note_paused},
    {0},
};

const struct xep xep_0085 = {
    .number = "0085",
    .name = "Chat State Notifications",
    .features = features,
    .payloads = payloads,
};
