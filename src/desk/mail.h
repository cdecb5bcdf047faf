/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mail: a message that a person wrote, on its way through the desk. */
#ifndef FRONTDESK_MAIL_H
#define FRONTDESK_MAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "desk/channel.h"
#include "desk/content.h"
#include "desk/party.h"

struct conf_hours;
struct conf_queue;
struct conversation;
struct desk;
struct letter;

struct mail {
    struct party from;
    const char *to;   /* localpart of the desk's address: a queue, a face, or "" for the house */
    const char *id;   /* used on both legs; never empty: the desk makes one if the client gave none */
    const char *lang; /* language of the words; NULL: not given */
    struct content content;
    bool stored;      /* the payload was read from the store, so it may be damaged and must be checked */
    int64_t stamp_ms; /* when it was written, if the author's side says that it was delayed; 0: now */
    void *origin;     /* what the channel needs to answer it; borrowed, for the channel alone */
};

/* Says whether the message has visible words or a file. */
bool mail_says(const struct mail *);
/* Returns what the archive stores as the author's words: NULL if they are the whole body, "" if there are
 * none. */
const char *mail_said(const struct mail *);
/* Says whether the message is a text without a visible character. */
bool mail_is_blank(const struct mail *);
/* Returns the sentence that tells an agent why a delayed command is not carried out, in the arena. again:
 * what the agent should write again, as in "the command". */
const char *mail_too_old(struct desk *, const struct mail *, const struct conf_hours *zone,
                         const char *again);
/* Returns the body for the other side's clients: NULL for a reaction, whose body is only for clients that do not
 * know reactions, and would be shown as if it had been said. */
const char *mail_shown(const struct mail *, const char *body);
/* Confirms to the author that the desk has the message, if the author's client asked for that. Do not call it
 * for an agent's message to a customer: the customer's client confirms that one. */
void mail_receipt(struct desk *, const struct mail *);
/* Adds to a letter what travels beside the message's body: the payload if the reader is on the same channel,
 * else its meaning and whether the author is typing. live: only what is for a reader who is online. */
void mail_travels(struct desk *, const struct mail *, struct letter *, bool live);
/* Says whether the message has something that is only for a reader who is online. */
bool mail_is_live(const struct mail *);
/* Bytes that may travel beside a body. Servers close the stream when a stanza is too large. */
enum { PAYLOAD_MAX = 64 * 1024 };

/* Says whether the body is longer than the queue's max_message (characters), or the payload than
 * PAYLOAD_MAX. */
bool mail_too_large(const struct mail *, const struct conf_queue *);

/* Asks the author of a broken message to send it again; see `ask_again` in channel.h. */
void mail_ask_again(struct desk *, const struct mail *, const struct letter *request);
/* Tells the author that the message is refused; see `refuse` in channel.h. */
void mail_refuse(struct desk *, const struct mail *, enum refusal, const char *text, const char *lang);

/* Returns how many bytes the message counts (kept.h); mail_kept() counts them. */
int64_t mail_bytes(const struct mail *);
void mail_kept(struct desk *, const struct mail *);

#endif
