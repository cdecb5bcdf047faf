/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * library: keeps what the responders know up to date while the daemon runs. It looks at the directories of the
 * configuration again and again, and reads what has changed, a little at a time between the turns of the loop. */
#ifndef FRONTDESK_LIBRARY_H
#define FRONTDESK_LIBRARY_H

#include <stdint.h>

struct conf;
struct library;
struct store;

/* Both are borrowed and must outlive it. */
struct library *library_new(struct store *, const struct conf *);
void library_free(struct library *);

/* A new configuration, borrowed as the old one, which may be freed: other directories, perhaps, and all are looked at anew. */
void library_configure(struct library *, const struct conf *);

/* A short step, in a transaction of its own: never within a turn. Mistakes are logged when they are new. Returns the
 * milliseconds until the next step; -1: there is nothing to look after. */
int64_t library_step(struct library *);

#endif
