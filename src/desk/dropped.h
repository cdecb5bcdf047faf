/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * dropped: what was not let in, of whom and why, for the supervisors. */
#ifndef FRONTDESK_DROPPED_H
#define FRONTDESK_DROPPED_H

struct desk;

/* One more was dropped. who: a bare JID, a domain, a pattern or a queue; why: a few words. */
void dropped_add(struct desk *, const char *who, const char *why);
/* The latest, a line each, for a supervisor; "" when there is nothing. */
const char *dropped_text(struct desk *);

#endif
