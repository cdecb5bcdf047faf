/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0144-exchange: the desk suggests changes of their contact lists to clients of agents (src/xmpp/exchange.c).
 * It has no contact list, so what others suggest to it is not relayed. */
#include "xeps/xep.h"

static const struct xep_payload payloads[] = {
    {.name = "x",
     .ns = "http://jabber.org/protocol/rosterx",
     .from_customer = TREAT_STRIP,
     .from_agent = TREAT_STRIP},
    {0},
};

const struct xep xep_0144 = {
    .number = "0144",
    .name = "Roster Item Exchange",
    .payloads = payloads,
};
