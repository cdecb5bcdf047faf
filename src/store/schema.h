/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * schema: the migrations, and whether the tables of a store are those that they make. For this room. */
#ifndef FRONTDESK_SCHEMA_H
#define FRONTDESK_SCHEMA_H

struct arena;
struct sqlite3;

/* Returns the SQL that leads from this version of the schema to the next. version: 0 to SQL_MIGRATIONS - 1. */
const char *schema_migration(int version);

/* Returns what differs in the schema of the database from what the migrations up to this version make, as a sentence
 * without a full stop in the arena; NULL if all of it is there as it should be. Tables and indexes that somebody has
 * added do not matter. */
const char *schema_wrong(struct arena *, struct sqlite3 *, int version);

#endif
