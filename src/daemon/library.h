/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * library: keeps the knowledge of the responders up to date while the daemon runs. It looks at the
 * configured directories again and again, and reads what has changed, a little at a time between the turns
 * of the loop. */
#ifndef FRONTDESK_LIBRARY_H
#define FRONTDESK_LIBRARY_H

#include <stdint.h>

struct conf;
struct library;
struct store;

/* Makes a library. Both arguments are borrowed and must outlive it. */
struct library *library_new(struct store *, const struct conf *);
void library_free(struct library *);

/* Switches to a new configuration, which is borrowed; the old one may be freed. All its directories are
 * looked at again. */
void library_configure(struct library *, const struct conf *);

/* Takes a short step in a transaction of its own; must not be called within a turn. Logs mistakes that are
 * new. Returns the milliseconds until the next step; -1 when no directory is configured. */
int64_t library_step(struct library *);

#endif
