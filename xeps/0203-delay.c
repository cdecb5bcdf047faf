/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0203-delay: when a message was written, if it was delayed. The element itself is not passed on. The desk
 * writes its own stamp on messages that a customer wrote before an agent took over, and on messages that the
 * sender's server delayed. src/xmpp/message.c decides which stamp is trusted. */
#include "base/arena.h"
#include "xeps/reading.h"
#include "xeps/xep.h"
#include "xml/stanza.h"

static void note(struct reading *r, struct arena *arena, const xmpp_stanza_t *delay)
{
    struct delay *one = arena_alloc(arena, sizeof *one);
    *one = (struct delay){.from = st_attr_or(delay, "from", ""),
                          .stamp = st_attr_or(delay, "stamp", ""),
                          .next = r->delays};
    r->delays = one;
}

static const struct xep_payload payloads[] = {
    {.name = "delay",
     .ns = "urn:xmpp:delay",
     .from_customer = TREAT_STRIP,
     .from_agent = TREAT_STRIP,
     .note = note},
    {0},
};

const struct xep xep_0203 = {
    .number = "0203",
    .name = "Delayed Delivery",
    .payloads = payloads,
};
