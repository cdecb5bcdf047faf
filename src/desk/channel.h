/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * channel: a way to customers, and what the core asks of it. XMPP (src/xmpp/) is one; a channel is a row in
 * src/wiring.c. The core knows messages, not stanzas. Agents are always on the first channel, XMPP. */
#ifndef FRONTDESK_CHANNEL_H
#define FRONTDESK_CHANNEL_H

struct desk;
struct letter;

struct channel {
    const char *name; /* as the store has it: "xmpp" */
    /* Kept from the commit until the other side has it: after a fault it goes again, with the same id. */
    void (*send)(struct desk *, const struct letter *);
    /* Shown only to a reader who is there at this moment, and never kept: typing. */
    void (*send_live)(struct desk *, const struct letter *);
};

/* The channel of that name. NULL, "", or a name that this program does not know: XMPP. */
const struct channel *channel_find(const struct desk *, const char *name);

#endif
