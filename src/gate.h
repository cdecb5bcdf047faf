/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * gate: what is decided before anything is written of a stranger's message: is the sender listened to at all? And
 * what was not let in, of whom and why, for the supervisors. */
#ifndef FRONTDESK_GATE_H
#define FRONTDESK_GATE_H

#include <stdbool.h>
#include <stdint.h>

struct conf_queue;
struct desk;
struct mail;

/* True when the message goes no further: its sender is blocked, or so much comes from that domain that the rest has to
 * wait. Who wrote words has been told then, the blocked once in an hour. q: whose language and settings count. */
bool gate_stops(struct desk *, const struct mail *, const struct conf_queue *q);

/* One more was dropped. who: a bare JID, a domain, a pattern or a queue; why: a few words. */
void gate_dropped(struct desk *, const char *who, const char *why);
/* The latest, a line each, for a supervisor; "" when there is nothing. */
const char *gate_text(struct desk *);

#endif
