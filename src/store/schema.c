/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * schema: see schema.h. The tables of a store are compared with those that the migrations make in an empty database, so
 * nothing has to be written down that could be wrong itself. */
#include "store/schema.h"

#include <ctype.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <string.h>

#define SQL_TEXTS
#include "store/sql.h"

#include "base/arena.h"
#include "store/store_words.h"

const char *schema_migration(int version)
{
    return sql_migration[version];
}

/* Names and their definitions; the tables that FTS5 makes for itself belong to SQLite. */
static const char objects[] =
    "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name NOT IN "
    "(SELECT name FROM pragma_table_list WHERE type = 'shadow') ORDER BY type, name";
static const char object[] = "SELECT sql FROM sqlite_schema WHERE type = ?1 AND name = ?2";

/* SQLite keeps a definition as it was written, but rewrites parts of it when a table or column is renamed, and its
 * releases differ in that. So comments, blanks and quotation marks do not count. */
static bool is_same(const char *a, const char *b)
{
    for (;; a++, b++) {
        const char **side[] = {&a, &b};
        for (size_t i = 0; i < 2; i++)
            for (const char *p = *side[i];; *side[i] = p) {
                if (strncmp(p, "--", 2) == 0)
                    p += strcspn(p, "\n");
                else if (*p != '\0' && (isspace((unsigned char)*p) || strchr("\"`[]", *p) != NULL))
                    p++;
                else
                    break;
            }
        if (*a != *b)
            return false;
        if (*a == '\0')
            return true;
    }
}

static const char *compare(struct arena *arena, sqlite3_stmt *expected, sqlite3_stmt *there)
{
    while (sqlite3_step(expected) == SQLITE_ROW) {
        const char *type = (const char *)sqlite3_column_text(expected, 0);
        const char *name = (const char *)sqlite3_column_text(expected, 1);
        const char *sql = (const char *)sqlite3_column_text(expected, 2);
        sqlite3_reset(there);
        sqlite3_bind_text(there, 1, type, -1, SQLITE_TRANSIENT);
        sqlite3_bind_text(there, 2, name, -1, SQLITE_TRANSIENT);
        bool found = sqlite3_step(there) == SQLITE_ROW;
        const char *has = found ? (const char *)sqlite3_column_text(there, 0) : NULL;
        if (!found)
            return arena_printf(arena, "the %s %s is missing", type, name);
        if (has == NULL || !is_same(sql, has))
            return arena_printf(arena, "the %s %s is another one", type, name);
    }
    return NULL;
}

static sqlite3 *made(int version)
{
    sqlite3 *db;
    if (sqlite3_open(":memory:", &db) != SQLITE_OK || store_words_register(db) != SQLITE_OK) {
        sqlite3_close(db);
        return NULL;
    }
    sqlite3_exec(db, "PRAGMA synchronous = OFF; BEGIN", NULL, NULL, NULL);
    for (int i = 0; i < version; i++)
        if (sqlite3_exec(db, sql_migration[i], NULL, NULL, NULL) != SQLITE_OK) {
            sqlite3_close(db);
            return NULL;
        }
    sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    return db;
}

const char *schema_wrong(struct arena *arena, struct sqlite3 *db, int version)
{
    sqlite3 *model = made(version);
    sqlite3_stmt *expected = NULL, *there = NULL;
    const char *wrong = NULL;
    if (model != NULL && sqlite3_prepare_v2(model, objects, -1, &expected, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(db, object, -1, &there, NULL) == SQLITE_OK)
        wrong = compare(arena, expected, there);
    sqlite3_finalize(expected);
    sqlite3_finalize(there);
    sqlite3_close(model);
    return wrong;
}
