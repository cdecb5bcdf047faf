/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * party: who writes. A customer is known by a channel and an address in it. */
#ifndef FRONTDESK_PARTY_H
#define FRONTDESK_PARTY_H

struct arena;
struct jid;

struct party {
    const char *channel; /* its name, see channel.h */
    const char *address; /* within the channel: a bare JID, for XMPP */
    const char *device;  /* the device that it is written from: a full JID; where a channel does not tell
                            devices apart, the  address */
    /* Both in one text, for limits, block lists and logs: the address for XMPP, "channel:address" for others.
     * A JID cannot look like that: its localpart has no ':' (RFC 7622 section 3.3.1). */
    const char *key;
    const char *domain; /* what shares the limits of a domain: the address' domain for XMPP, else the
                           channel's name */
};

/* Borrows the JID's texts. */
struct party party_of_jid(const struct jid *);
/* On any channel; device NULL: the address. In the arena. */
struct party party_of(struct arena *, const char *channel, const char *address, const char *device);

/* The domain of a key. In the arena, or inside of the key. */
const char *party_domain(struct arena *, const char *key);

#endif
