/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * gate: what is decided before anything is written of a stranger's message: is the sender listened to at all? And
 * what was not let in, of whom and why, for the supervisors. */
#ifndef FRONTDESK_GATE_H
#define FRONTDESK_GATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/log.h"

struct conf_queue;
struct desk;
struct jid;
struct mail;

/* True when the message goes no further, because its sender is blocked. Who wrote words has been told, once in an hour.
 * q: whose language and settings count. */
bool gate_blocks(struct desk *, const struct mail *, const struct conf_queue *q);
/* True when so much comes from that domain that this one has to wait. Counts only what is within its sender's own limit,
 * so that one account cannot shut out the others. Each message gets an error, up to FLOOD_ERRORS times the limit, a hundred at least. */
bool gate_crowded(struct desk *, const struct mail *, const struct conf_queue *q);

/* The same for what is never answered, as an error: counted, and nobody is told. */
bool gate_ignores(struct desk *, const struct jid *from);
bool gate_overrun(struct desk *, const struct jid *from);
/* True when no new words can be taken, because there is little room left for the store: each is answered with an error that
 * says to try again later; why is said once a minute. q: whose language and settings count. */
bool gate_has_no_room(struct desk *, const struct mail *, const struct conf_queue *q);

/* True when of its sender, or of all customers, so much was kept within a day that this message is not: its sender has
 * got an error. */
bool gate_over_budget(struct desk *, const struct mail *, const struct conf_queue *q);
/* Bytes were kept of what this customer caused, the answers of the desk among them; gate_kept_mail(): of a message. */
enum { KEPT_CUSTOMER = 200, KEPT_CONVERSATION = 1000, KEPT_MESSAGE = 100 /* beside its texts */ };
void gate_kept(struct desk *, const char *bare_jid, int64_t bytes);
void gate_kept_mail(struct desk *, const struct mail *);
/* What a message of the archive counts; each text may be NULL. */
int64_t gate_bytes(const char *id, const char *origin_id, const char *body, const char *payload);

/* A line of the log that a stranger causes. In a minute at most 3 of a kind (one fmt) for each address, 10 for each domain
 * that is not exempt (share.h), and 20 for all: nobody can hide what others cause, and no kind the others. What is left
 * out is counted, and said with the next line of that kind. who: a bare JID, or a domain. */
void gate_log(struct desk *, enum log_level, const char *who, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* One more was dropped. who: a bare JID, a domain, a pattern or a queue; why: a few words. */
void gate_dropped(struct desk *, const char *who, const char *why);
/* The latest, a line each, for a supervisor; "" when there is nothing. */
const char *gate_text(struct desk *);

#endif
