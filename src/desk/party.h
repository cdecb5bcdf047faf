/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * party: the sender of a message. A customer is known by a channel and an address in it. */
#ifndef FRONTDESK_PARTY_H
#define FRONTDESK_PARTY_H

struct arena;
struct jid;

struct party {
    const char *channel; /* the channel's name, see channel.h */
    const char *address; /* within the channel; for XMPP a bare JID */
    const char *device;  /* the sending device; for XMPP a full JID; the address if the channel does not tell
                            devices apart */
    /* Channel and address in one text, for limits, block lists and logs: the address for XMPP,
     * "channel:address" for others. A JID cannot look like that, because its localpart has no ':' (RFC 7622
     * section 3.3.1). */
    const char *key;
    const char *domain; /* for limits that all senders of a domain share: the domain of the address for XMPP,
                           else the channel's name */
};

/* Makes the party of an XMPP address. Borrows the JID's texts. */
struct party party_of_jid(const struct jid *);
/* Makes a party on any channel. device NULL: the address. New texts are in the arena, the others are
 * borrowed. */
struct party party_of(struct arena *, const char *channel, const char *address, const char *device);

/* Returns the domain of a key: in the arena, or a pointer into the key. */
const char *party_domain(struct arena *, const char *key);

#endif
