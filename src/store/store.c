/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store: see store.h. Errors, transactions, statements and their rows. */
#include "config.h"

#include "store/store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SQL_TEXTS
#include "store/sql.h"

#include "base/arena.h"
#include "base/log.h"
#include "store/store_inside.h"

/* Bytes of text that one batch adds to the full-text index. Chinese costs most: 260 µs a KB on the machine
 * of t/README, for word breaking and index together, including the merges that the index makes now and
 * then. */
enum { INDEX_BYTES = 64 * 1024 };

enum store_trouble store_trouble_of(sqlite3 *db)
{
    if (db == NULL)
        return STORE_BROKEN;
    switch (sqlite3_errcode(db) & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_PROTOCOL:
        return STORE_LOCKED;
    case SQLITE_FULL:
        return STORE_FULL;
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
        return STORE_FAILING;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return STORE_DENIED;
    }
    return STORE_BROKEN;
}

static void store_failed(struct store *st, const char *doing)
{
    if (st->error == NULL) {
        char *text = arena_printf(st->arena, "%s: %s", doing, sqlite3_errmsg(st->db));
        st->error = xstrdup(text);
        st->trouble = store_trouble_of(st->db);
        log_error("store: %s", st->error);
    }
}

/* Fails within a turn, and leaves the turn by on_failure. */
static void statement_failed(struct store *st, const char *doing)
{
    store_failed(st, doing);
    if (st->on_failure != NULL)
        st->on_failure(st->on_failure_arg);
}

bool store_exec(struct store *st, const char *sql)
{
    if (st->error != NULL)
        return false;
    return sqlite3_exec(st->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

const char *store_ask(struct store *st, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    const char *answer = NULL;
    if (sqlite3_prepare_v2(st->db, sql, -1, &stmt, NULL) != SQLITE_OK)
        return arena_printf(st->arena, "error: %s", sqlite3_errmsg(st->db));
    if (sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_type(stmt, 0) != SQLITE_NULL)
        answer = arena_strdup(st->arena, (const char *)sqlite3_column_text(stmt, 0));
    sqlite3_finalize(stmt);
    return answer;
}

enum store_trouble store_trouble(const struct store *st)
{
    return st->trouble;
}

const char *store_error(const struct store *st)
{
    return st->error;
}

void store_on_failure(struct store *st, void (*fn)(void *), void *arg)
{
    st->on_failure = fn;
    st->on_failure_arg = arg;
}

void store_fail(struct store *st, const char *why)
{
    if (st->error != NULL)
        return;
    char *text = arena_printf(st->arena, "the store is damaged: %s", why);
    st->error = xstrdup(text);
    st->trouble = STORE_BROKEN;
    log_error("store: %s", st->error);
    if (st->on_failure != NULL)
        st->on_failure(st->on_failure_arg);
}

void store_fail_next_commit(struct store *st)
{
    st->fail_next_commit = true;
}

bool store_begin(struct store *st)
{
    assert(!st->in_transaction);
    bool begun = st->error != NULL || sqlite3_exec(st->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK;
    if (!begun && st->never_waits && store_trouble_of(st->db) == STORE_LOCKED)
        return false;
    st->in_transaction = true;
    if (!begun)
        statement_failed(st, "begin");
    return true;
}

/* Ends all reads. An unfinished read would keep its snapshot of the WAL for ever. */
static void end_cursors(struct store *st)
{
    for (int i = 0; i < SQL_COUNT; i++)
        cursor_end(&st->cursor[i]);
}

bool store_commit(struct store *st)
{
    assert(st->in_transaction);
    end_cursors(st);
    if (st->fail_next_commit) {
        st->fail_next_commit = false;
        store_rollback(st);
        st->error = xstrdup("commit: database or disk is full (as the test asked)");
        st->trouble = STORE_FULL;
        return false;
    }
    if (st->error == NULL && sqlite3_exec(st->db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
        store_failed(st, "commit");
    if (st->error != NULL) {
        store_rollback(st);
        return false;
    }
    st->in_transaction = false;
    return true;
}

void store_rollback(struct store *st)
{
    end_cursors(st);
    if (st->db != NULL && !sqlite3_get_autocommit(st->db))
        sqlite3_exec(st->db, "ROLLBACK", NULL, NULL, NULL);
    st->in_transaction = false;
}

static bool bind(struct cursor *c, const struct value *values, size_t n)
{
    assert((size_t)sqlite3_bind_parameter_count(c->stmt) == n);
    for (size_t i = 0; i < n; i++) {
        int at = (int)i + 1, rc = SQLITE_OK;
        switch (values[i].kind) {
        case VALUE_INT:
            rc = sqlite3_bind_int64(c->stmt, at, values[i].i);
            break;
        case VALUE_TEXT:
            /* NULL text binds SQL's NULL. The caller's text lives until the end of the turn, longer than the
             * statement runs.
             */
            rc = sqlite3_bind_text(c->stmt, at, values[i].s, -1, SQLITE_STATIC);
            break;
        case VALUE_NULL:
            rc = sqlite3_bind_null(c->stmt, at);
            break;
        case VALUE_BYTES:
            rc = sqlite3_bind_blob64(c->stmt, at, values[i].s, (sqlite3_uint64)values[i].i, SQLITE_STATIC);
            break;
        }
        if (rc != SQLITE_OK)
            return false;
    }
    return true;
}

struct cursor *store_query_values(struct store *st, enum sql sql, const struct value *values, size_t n)
{
    struct cursor *c = &st->cursor[sql];
    assert(!c->open);
    if (st->error != NULL)
        return c;
    if (c->stmt == NULL && sqlite3_prepare_v3(st->db, sql_statement[sql].text, -1, SQLITE_PREPARE_PERSISTENT,
                                              &c->stmt, NULL) != SQLITE_OK)
        statement_failed(st, sql_statement[sql].name);
    else if (!bind(c, values, n))
        statement_failed(st, sql_statement[sql].name);
    else
        c->open = true;
    return c;
}

bool cursor_next(struct cursor *c)
{
    if (!c->open)
        return false;
    int rc = sqlite3_step(c->stmt);
    if (rc == SQLITE_ROW)
        return true;
    if (rc != SQLITE_DONE)
        statement_failed(c->store, sql_statement[c->sql].name);
    cursor_end(c);
    return false;
}

void cursor_end(struct cursor *c)
{
    if (!c->open)
        return;
    sqlite3_reset(c->stmt); /* its result repeats the error of the step, which was reported */
    c->open = false;
}

int64_t cursor_int(struct cursor *c, int column)
{
    assert(c->open);
    int64_t n = sqlite3_column_int64(c->stmt, column);
    return n > STORE_NUMBER_MAX ? STORE_NUMBER_MAX : n < -STORE_NUMBER_MAX ? -STORE_NUMBER_MAX : n;
}

const char *cursor_text(struct cursor *c, int column)
{
    assert(c->open);
    const char *text = (const char *)sqlite3_column_text(c->stmt, column);
    return text == NULL ? ""
                        : arena_strndup(c->store->arena, text, (size_t)sqlite3_column_bytes(c->stmt, column));
}

size_t cursor_bytes(struct cursor *c, int column, void *out, size_t max)
{
    assert(c->open);
    const void *bytes = sqlite3_column_blob(c->stmt, column);
    size_t n = bytes == NULL ? 0 : (size_t)sqlite3_column_bytes(c->stmt, column);
    if (n > 0)
        memcpy(out, bytes, n < max ? n : max);
    return n;
}

bool cursor_null(struct cursor *c, int column)
{
    assert(c->open);
    return sqlite3_column_type(c->stmt, column) == SQLITE_NULL;
}

int64_t store_run_values(struct store *st, enum sql sql, const struct value *values, size_t n)
{
    struct cursor *c = store_query_values(st, sql, values, n);
    if (!c->open)
        return 0;
    bool row = cursor_next(c);
    assert(!row);
    (void)row;
    return st->error == NULL ? sqlite3_changes64(st->db) : 0;
}

int64_t store_int_values(struct store *st, enum sql sql, int64_t otherwise, const struct value *values,
                         size_t n)
{
    struct cursor *c = store_query_values(st, sql, values, n);
    int64_t answer = otherwise;
    if (cursor_next(c)) {
        if (!cursor_null(c, 0))
            answer = cursor_int(c, 0);
        cursor_end(c);
    }
    return answer;
}

int64_t store_last_id(const struct store *st)
{
    return sqlite3_last_insert_rowid(st->db);
}

/* Adds the messages after *at to the index: as many as INDEX_BYTES hold, at least one. Returns true when
 * there are more. */
static bool index_batch(struct store *st, int64_t *at, int limit)
{
    struct cursor *c = store_query(st, SQL_index_next, INT(*at), INT(limit));
    int rows = 0;
    bool full = false;
    for (size_t bytes = 0; !full && cursor_next(c); rows++) {
        const char *body = cursor_text(c, 1);
        bytes += strlen(body);
        full = rows > 0 && bytes > INDEX_BYTES;
        if (full)
            break;
        *at = cursor_int(c, 0);
        if (body[0] != '\0')
            store_run(st, SQL_index_add, INT(*at), TEXT(body));
    }
    cursor_end(c);
    return full || rows == limit;
}

bool store_index_some(struct store *st, int limit)
{
    if (!store_begin(st))
        return false;
    int64_t from = store_int(st, SQL_index_from, 0), at = from;
    bool more = index_batch(st, &at, limit);
    if (at > from)
        store_run(st, SQL_index_moved, INT(at));
    more = more && store_int(st, SQL_index_more, 0, INT(at)) != 0;
    return store_commit(st) && more;
}

/* Empties the log only when all of it was written back, and without waiting for a lock. */
void store_checkpoint(struct store *st)
{
    int frames = 0, back = 0;
    if (st->error != NULL || st->in_transaction ||
        sqlite3_wal_checkpoint_v2(st->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &frames, &back) != SQLITE_OK ||
        frames <= 0 || back < frames)
        return;
    sqlite3_busy_timeout(st->db, 0);
    sqlite3_wal_checkpoint_v2(st->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_busy_timeout(st->db, st->never_waits ? 0 : BUSY_MS);
}
