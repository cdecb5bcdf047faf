/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * party: see party.h. */
#include "desk/party.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/jid.h"
#include "desk/channel.h"

struct party party_of_jid(const struct jid *jid)
{
    return (struct party){.channel = CHANNEL_XMPP,
                          .address = jid->bare,
                          .device = jid->full,
                          .key = jid->bare,
                          .domain = jid->domain};
}

const char *party_domain(struct arena *arena, const char *key)
{
    size_t channel = strcspn(key, ":@[/");
    if (key[channel] == ':')
        return arena_strndup(arena, key, channel);
    return key[channel] == '@' ? key + channel + 1 : key;
}

struct party party_of(struct arena *arena, const char *channel, const char *address, const char *device)
{
    bool xmpp = strcmp(channel, CHANNEL_XMPP) == 0;
    struct party p = {.channel = channel, .address = address, .device = device != NULL ? device : address};
    p.key = xmpp ? address : arena_printf(arena, "%s:%s", channel, address);
    p.domain = party_domain(arena, p.key);
    return p;
}
