/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * channel: a way to customers, and what the core asks of it. XMPP (src/xmpp/) is one; a channel is a row in
 * src/wiring.c. The core knows messages, not stanzas. Agents are always on the first channel, XMPP. */
#ifndef FRONTDESK_CHANNEL_H
#define FRONTDESK_CHANNEL_H

struct desk;
struct letter;
struct mail;

#define CHANNEL_XMPP "xmpp"

/* Why a message is not taken. */
enum refusal {
    REFUSAL_BLOCKED,   /* its author is not listened to */
    REFUSAL_NOWHERE,   /* there is nobody at that address, as far as its author may know */
    REFUSAL_TOO_LONG,  /* it will never be taken like this */
    REFUSAL_TOO_FAST,  /* too many messages in a while: later */
    REFUSAL_NO_ROOM,   /* something is full: later */
    REFUSAL_COUNT
};

struct channel {
    const char *name; /* as the store has it: CHANNEL_XMPP */
    /* Kept from the commit until the other side has it: after a fault it goes again, with the same id. */
    void (*send)(struct desk *, const struct letter *);
    /* Shown only to a reader who is there at this moment, and never kept: typing. */
    void (*send_live)(struct desk *, const struct letter *);
    /* Tells the author that a message is not taken. text: why, for people; NULL: nothing. lang: of the text. */
    void (*refuse)(struct desk *, const struct mail *, enum refusal, const char *text, const char *lang);
    /* "Your message is with us", if the author's client wants to know. */
    void (*receipt)(struct desk *, const struct mail *);
};

/* The channel of that name. NULL, "", or a name that this program does not know: XMPP. */
const struct channel *channel_find(const struct desk *, const char *name);

#endif
