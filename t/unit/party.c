/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * party: who writes, on XMPP and on other channels. */
#include "desk/party.h"

#include "base/arena.h"
#include "base/jid.h"
#include "t/tap.h"

static const struct {
    const char *channel, *address, *key, *domain;
} parties[] = {
    {"xmpp", "jane@customer.example", "jane@customer.example", "customer.example"},
    {"xmpp", "gateway.example", "gateway.example", "gateway.example"},
    {"xmpp", "jane@[::1]", "jane@[::1]", "[::1]"},
    {"xmpp", "[::1]", "[::1]", "[::1]"},
    {"web", "17", "web:17", "web"},
    {"mail", "jane@customer.example", "mail:jane@customer.example", "mail"},
    {"web", "a:b/c", "web:a:b/c", "web"},
};

int main(void)
{
    struct arena *arena = arena_new();
    plan_none();
    for (size_t i = 0; i < sizeof parties / sizeof parties[0]; i++) {
        struct party p = party_of(arena, parties[i].channel, parties[i].address, NULL);
        is_str(p.key, parties[i].key, "the key of %s on %s", parties[i].address, parties[i].channel);
        is_str(p.domain, parties[i].domain, "its domain");
        is_str(party_domain(arena, p.key), p.domain, "and that of the key alone");
        is_str(p.device, parties[i].address, "its device, where none is told");
    }
    struct jid jid;
    ok(jid_parse(arena, "jane@customer.example/phone", &jid), "a JID");
    struct party p = party_of_jid(&jid);
    is_str(p.key, "jane@customer.example", "is known by the bare one");
    is_str(p.device, "jane@customer.example/phone", "and writes from the full one");
    arena_free(arena);
    return done();
}
