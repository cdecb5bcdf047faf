/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store: SQLite, the only copy of the state. Only the files of this room include sqlite3.h.
 *
 * SQL is written in db/ and named there; callers give a name and values, and read columns. One turn of the
 * loop is one transaction. The first error of the database sticks: every later call does nothing and answers
 * "no row", and store_commit() refuses, so callers need not check each statement. What the caller then does
 * is: say so, exit, start again, read the truth. The core, to which a row that must be there is there, does
 * not go on at all: store_on_failure(). */
#ifndef FRONTDESK_STORE_H
#define FRONTDESK_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/sql.h"

struct arena;
struct store;
struct cursor;

enum store_mode {
    STORE_DAEMON, /* creates and upgrades; takes the lock: one daemon for one file */
    STORE_TOOL,   /* a command beside the daemon: opens an existing store, upgrades it if no daemon runs */
};

/* What keeps a store from being used. All but the last may pass. */
enum store_trouble {
    STORE_SOUND,
    STORE_LOCKED,  /* another program holds it */
    STORE_FULL,    /* no room on the disk */
    STORE_FAILING, /* the disk, or the memory */
    STORE_DENIED,  /* the rights, or a disk that was made read-only */
    STORE_BROKEN,  /* damaged, no store, or a mistake of ours */
};

enum store_place { STORE_IN_PLACE, STORE_REMOVED, STORE_REPLACED, STORE_CUT };

/* WAL, synchronous=FULL, foreign keys; a new file gets mode 0600. arena holds the texts of rows until it is
 * reset. NULL with a sentence in *why (in the arena) that names the file and the remedy. path ":memory:" for
 * tests. */
struct store *store_open(const char *path, enum store_mode, struct arena *, const char **why);
void store_close(struct store *);

/* True when a daemon holds the store at path at this moment. */
bool store_daemon_runs(const char *path);

/* What keeps the daemon waiting, in a sentence that stays beside the store, in the file of the lock: it can
 * be read while nothing can be written into the store, and written while the disk is full. "": nothing does;
 * at first it is being opened. For the daemon; does nothing for a command. */
void store_set_waiting(struct store *, const char *sentence);
/* … as the daemon that holds the store at path has left it; in the arena. */
const char *store_waiting(struct arena *, const char *path);

/* The same for the daemon, which waits for nobody: where another program holds the write lock, store_begin()
 * answers false at once, and so does this, with what it met in *trouble. */
struct store *store_open_at_once(const char *path, struct arena *, const char **why,
                                 enum store_trouble *trouble);
/* After a trouble that passed: closes the file and opens it again, in the same place; nothing that was not
 * committed is left, and what callers remember of rows is no longer true. False with a sentence: it cannot be
 * used yet, and store_error() is set. */
bool store_reopen(struct store *, const char **why);

/* Whether the names of the store, of its log or of the log's index still lead to the files that were opened;
 * the first that does not is in *name. STORE_CUT: the store is shorter than what is in it. */
enum store_place store_look(struct store *, const char **name);
/* The store's own name leads to the file that was opened. */
bool store_is_same(struct store *);
/* The process that holds the write lock; 0: none, or nobody can tell. For the daemon. */
int store_lock_holder(const struct store *);
/* The form that the file had before it was opened; 0: there was none, and a new store was made. */
int store_was_version(const struct store *);

/* False, only after store_open_at_once(): another program holds the write lock, and nothing was begun. */
bool store_begin(struct store *);
/* False when the commit or anything before it failed: nothing of the transaction is in the file. */
bool store_commit(struct store *);
void store_rollback(struct store *);
/* The sticky error, NULL when there is none. */
const char *store_error(const struct store *);
/* What the sticky error is of. */
enum store_trouble store_trouble(const struct store *);
/* Called at once when a statement fails, with store_error() set. In a step it does not return: one that went
 * on without its rows would trip over them. A commit that fails is only said. NULL: none, the error sticks.
 */
void store_on_failure(struct store *, void (*fn)(void *arg), void *arg);
/* The caller has read what no sound store says, and would go round in circles on it: from here on as after an error of the
 * database. */
void store_fail(struct store *, const char *why);
/* For tests: the next commit fails as if the disk were full. */
void store_fail_next_commit(struct store *);

struct value {
    enum { VALUE_INT, VALUE_TEXT, VALUE_NULL } kind;
    int64_t i;
    const char *s;
};
/* Values of a statement, in the order of ?1, ?2 … A TEXT of NULL is SQL's NULL. */
#define INT(x) ((struct value){.kind = VALUE_INT, .i = (int64_t)(x)})
#define TEXT(x) ((struct value){.kind = VALUE_TEXT, .s = (x)})
#define VALUES(...) \
    (const struct value[]){__VA_ARGS__}, sizeof((const struct value[]){__VA_ARGS__}) / sizeof(struct value)

/* Runs a statement that returns no rows; the number of rows it changed. */
#define store_run(st, sql, ...) store_run_values((st), (sql), VALUES(__VA_ARGS__))
/* Starts a query. One cursor for each statement at a time: a second one before the first has ended is a bug.
 */
#define store_query(st, sql, ...) store_query_values((st), (sql), VALUES(__VA_ARGS__))
/* The first column of the first row; otherwise when there is no row or it is NULL. */
#define store_int(st, sql, otherwise, ...) store_int_values((st), (sql), (otherwise), VALUES(__VA_ARGS__))

int64_t store_run_values(struct store *, enum sql, const struct value *, size_t n);
struct cursor *store_query_values(struct store *, enum sql, const struct value *, size_t n);
int64_t store_int_values(struct store *, enum sql, int64_t otherwise, const struct value *, size_t n);
int64_t store_last_id(const struct store *); /* of the last INSERT */

/* True while there is a row; at the end the cursor is closed by itself. */
bool cursor_next(struct cursor *);
/* Closes a cursor before its end; harmless when it is closed. */
void cursor_end(struct cursor *);
/* Columns count from 0. Text is copied into the arena and never NULL ("" for SQL's NULL). A number beyond
 * ±STORE_NUMBER_MAX is that: none of ours comes near it (as a time it is the year 285428), but a damaged one could, and
 * then a sum of two would overflow. */
#define STORE_NUMBER_MAX (INT64_C(1) << 53)
int64_t cursor_int(struct cursor *, int column);
const char *cursor_text(struct cursor *, int column);
bool cursor_null(struct cursor *, int column);

/* A statement that is not in db/: for tests only. False when SQLite refuses it. */
bool store_exec(struct store *, const char *sql);
/* The same with one value as text in the arena; NULL when there is no row. For tests only. */
const char *store_ask(struct store *, const char *sql);

/* Puts up to limit messages that are not yet in the full-text index into it, in a transaction of its own, which stays
 * short: it ends before it has more than 64 KiB of text, unless a single message is longer. True when there are more. */
bool store_index_some(struct store *, int limit);

/* Writes the log (WAL) back into the file as far as no reader is in the way, and then makes the log empty. In a quiet moment:
 * under load it is done only when the log has 64 MB, because it costs two more flushes. */
void store_checkpoint(struct store *);
/* The size of the log's file, in bytes; 0 when there is none. */
int64_t store_log_bytes(const struct store *);
/* A process that reads from the store just now: while one does, the log cannot be begun anew, and grows. 0: none. */
int store_log_reader(const struct store *);

/* The newest form that this program knows, and the one a file has. */
int store_version(const struct store *);

#endif
