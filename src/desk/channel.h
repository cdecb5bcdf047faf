/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * channel: a way to customers, and what the core asks of it. XMPP (src/xmpp/) is one. A channel is a row in
 * src/wiring.c. The core knows messages, not stanzas. Agents are always on the first channel, XMPP.
 *
 * A channel reports with EVENT_MAIL what customers write, and also that a message was taken or read (`mark`
 * in meaning.h), and with EVENT_GONE that a customer has left. */
#ifndef FRONTDESK_CHANNEL_H
#define FRONTDESK_CHANNEL_H

#include <stdbool.h>

struct contact;
struct conversation;
struct desk;
struct front;
struct letter;
struct mail;

#define CHANNEL_XMPP "xmpp"

/* Why a message is refused. */
enum refusal {
    REFUSAL_BLOCKED,  /* its author is blocked */
    REFUSAL_NOWHERE,  /* nobody is at that address, as far as the author may know */
    REFUSAL_TOO_LONG, /* sending it again unchanged will not help */
    REFUSAL_PLAIN,    /* only encrypted messages are taken there */
    REFUSAL_TOO_FAST, /* too many messages in a period: the author may try again later */
    REFUSAL_NO_ROOM,  /* something is full: the author may try again later */
    REFUSAL_COUNT
};

/* RFC 6121 sections 3 and 4. */
enum presence_kind {
    PRESENCE_AVAILABLE, /* with the state that the address has now */
    PRESENCE_UNAVAILABLE,
    PRESENCE_SUBSCRIBE, /* asks to see the agent's presence */
    PRESENCE_PROBE,     /* asks what it is now */
    PRESENCE_KINDS
};

struct channel {
    const char *name; /* as the store has it: CHANNEL_XMPP */
    /* Sends a letter. It is kept from the commit until the other side has it; after a fault it is sent again,
     * with the same id. */
    void (*send)(struct desk *, const struct letter *);
    /* Sends a letter that matters only at this moment, such as typing. It is never kept: a reader who is not
     * online does not get it. */
    void (*send_live)(struct desk *, const struct letter *);
    /* Tells the author that a message is refused. text: the reason in words, in the language lang; NULL: no
     * text. */
    void (*refuse)(struct desk *, const struct mail *, enum refusal, const char *text, const char *lang);
    /* Sends the author of a message that could not be decrypted (content.broken) the request to send it again, in a way
     * that lets the next one be decrypted. NULL: nothing of this channel is encrypted. */
    void (*ask_again)(struct desk *, const struct mail *, const struct letter *request);
    /* Confirms to the author that the desk has the message, if the author's client asked for that. */
    void (*receipt)(struct desk *, const struct mail *);
    /* Finds out whether the customer's client, at its address device, shows corrections of messages. When the
     * answer is yes, SQL_bot_corrects stores it, whenever it comes. NULL: the clients of this channel do not.
     */
    void (*ask_corrections)(struct desk *, const struct conversation *, const char *device);
    /* Asks the server whether the customer's address still exists; the customer sees nothing. An answer that it
     * does not leads to gone_for_good(). NULL: this channel reports it without being asked. */
    void (*ask_here)(struct desk *, const struct conversation *);
    /* Sends presence from our address with the local part from_local ("": the house) to an agent. Only the
     * channel of the agents has this. */
    void (*presence)(struct desk *, const char *from_local, const char *to, enum presence_kind);
    /* Shows an agent what a customer's chat is from now on (contact.h). Only the channel of the agents has
     * this. */
    void (*contact)(struct desk *, const struct contact *);
    /* Shows the customer of the conversation what the queue is from now on (front.h). named: the name and the
     * picture too. NULL: this channel shows no such thing. */
    void (*front)(struct desk *, const struct conversation *, const struct front *, bool named);
};

/* Returns the channel of that name; XMPP if the name is NULL, "" or unknown to this program. */
const struct channel *channel_find(const struct desk *, const char *name);

#endif
