/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * dropped: counts the messages that were not let in, by sender and reason, for the supervisors. */
#ifndef FRONTDESK_DROPPED_H
#define FRONTDESK_DROPPED_H

struct conf_hours;
struct desk;

/* Counts one more dropped message. who: a bare JID, a domain, a pattern of the block list, or a queue; why:
 * the reason, in a few words. Counts are kept for at most 1000 pairs of sender and reason. Of a
 * domain with 20 such rows, further senders are counted under the domain. */
void dropped_add(struct desk *, const char *who, const char *why);
/* Returns the 30 latest counts for a supervisor, one a line, in the arena; "" if there are none. */
const char *dropped_text(struct desk *, const struct conf_hours *zone);

#endif
