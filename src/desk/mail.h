/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mail: one message that a person wrote, on its way through the desk. */
#ifndef FRONTDESK_MAIL_H
#define FRONTDESK_MAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "desk/channel.h"
#include "desk/content.h"
#include "desk/party.h"

struct conf_queue;
struct conversation;
struct desk;
struct letter;

struct mail {
    struct party from;
    const char *to; /* localpart of ours that it was written to: a queue, a face, or "" for the house */
    const char *id; /* never empty: one is made up where the author's client gave none; both legs carry it */
    const char *lang; /* of the words; NULL: not said */
    struct content content;
    int64_t stamp_ms; /* when it was written, where the author's side says that this was long ago; 0: now */
    void *origin; /* what the channel needs to answer it: borrowed, only the channel looks at it */
};

/* Somebody says something: words that can be seen, or a file. */
bool mail_says(const struct mail *);
/* What is kept of what was said, where that is not the body; NULL: it is. */
const char *mail_said(const struct mail *);
/* A text of which nothing can be seen. */
bool mail_is_blank(const struct mail *);
/* Why a command of a while ago is not carried out. again: what to write. */
const char *mail_too_old(struct desk *, const struct mail *, const char *again);
/* "Your message is with us", if the author's client wants to know. Performed after the commit, like everything. Not for an
 * agent's message to a customer, whose own client answers. */
void mail_receipt(struct desk *, const struct mail *);
/* Puts beside a letter's body what travels with the message: as the author's client sent it where the reader is on the
 * same channel, else what it means. live: only what is for somebody who is there now. */
void mail_travels(struct desk *, const struct mail *, struct letter *, bool live);
/* Something travels that is for somebody who is there now. */
bool mail_is_live(const struct mail *);
enum {
    PAYLOAD_MAX = 64 * 1024
}; /* bytes that travel beside a body; the servers close a stream for too large a stanza */

/* A body longer than the queue's max_message, or a payload over PAYLOAD_MAX. */
bool mail_too_large(const struct mail *, const struct conf_queue *);

/* Tells its author that it is not taken; see channel.h. */
void mail_refuse(struct desk *, const struct mail *, enum refusal, const char *text, const char *lang);

/* What it counts of a day's bytes (kept.h), and that it was kept. */
int64_t mail_bytes(const struct mail *);
void mail_kept(struct desk *, const struct mail *);
/* Puts it into the archive; its id there. body: as it goes to the other side. */
int64_t mail_archive(struct desk *, const struct conversation *, const char *author, const struct mail *, const char *body);

#endif
