/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mail: one message that a person wrote, on its way through the desk. */
#ifndef FRONTDESK_MAIL_H
#define FRONTDESK_MAIL_H

#include <stdbool.h>
#include <stdint.h>

#include <strophe.h>

#include "xeps/route.h"

struct conf_queue;
struct conversation;
struct desk;
struct jid;

/* One message on its way through the desk. */
struct mail {
    xmpp_stanza_t *stanza;
    const struct jid *from, *to;
    const char *id; /* never empty: one is made up where the sender gave none; both legs carry it */
    const char *lang;
    struct content content;
    int64_t stamp_ms; /* when it was written, where the sender's server says that this was long ago (XEP-0203); 0: now */
};

/* Reads what both sides have in common. */
struct mail mail_read(struct desk *, xmpp_stanza_t *, const struct jid *from, const struct jid *to, enum side,
                      const struct conversation *);
/* Somebody says something: words that can be seen, or a file. */
bool mail_says(const struct mail *);
/* What is kept of what was said, where that is not the body; NULL: it is. */
const char *mail_said(const struct mail *);
/* A text of which nothing can be seen. */
bool mail_is_blank(const struct mail *);
/* Why a command of a while ago is not carried out. again: what to write. */
const char *mail_too_old(struct desk *, const struct mail *, const char *again);
/* XEP-0184, if it was asked for: "your message is with us". Performed after the commit, like everything. Not
 * for an agent's message to a customer, whose own client answers. */
void mail_receipt(struct desk *, const struct mail *);
/* What travels with it to somebody who is there now: a chat state too, beside a body. */
const char *mail_payload(struct desk *, const struct mail *);
enum {
    PAYLOAD_MAX = 64 * 1024
}; /* bytes that travel beside a body; the servers close a stream for too large a stanza */

/* A body longer than the queue's max_message, or a payload over PAYLOAD_MAX. */
bool mail_too_large(const struct mail *, const struct conf_queue *);

/* An error to its sender (RFC 6120 section 8.3). */
void mail_refuse(struct desk *, const struct mail *, enum verdict, const char *text, const char *lang);

/* What it counts of a day's bytes (kept.h), and that it was kept. */
int64_t mail_bytes(const struct mail *);
void mail_kept(struct desk *, const struct mail *);
/* Puts it into the archive; its id there. body: as it goes to the other side. */
int64_t mail_archive(struct desk *, const struct conversation *, const char *author, const struct mail *, const char *body);

#endif
