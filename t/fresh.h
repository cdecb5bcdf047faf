/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fresh: new stores that are not migrated each time.
 *
 * Two thirds of the time of a scene was the migration of its new, empty store. The first test of a build
 * directory migrates one and keeps a copy of it in t/; new stores then begin as this copy. Tests about
 * opening and migrating stores do not use this. */
#ifndef FRONTDESK_FRESH_H
#define FRONTDESK_FRESH_H

/* From now on, stores in memory that this process opens begin as a migrated store. */
void fresh_use(void);

/* Makes a new store with this path, migrated and empty. */
void fresh_write(const char *path);

#endif
