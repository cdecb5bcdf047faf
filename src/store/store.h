/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store: SQLite, which holds the only copy of the state. Only the files of this room include sqlite3.h.
 *
 * SQL statements are written in db/ and have names there. Callers give a name and values, and read columns.
 * One turn of the loop is one transaction.
 *
 * The first database error sticks: every later call does nothing and returns "no row", and store_commit()
 * refuses, so callers need not check each statement. A command then reports the error and exits; the next
 * start reads what was committed. The core relies on rows that must exist, so it does not continue at all
 * after an error: see store_on_failure(). */
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
    STORE_DAEMON, /* creates and upgrades the store and holds its lock: one daemon for each file */
    STORE_TOOL,   /* a command beside the daemon: opens an existing store, upgrades it if no daemon runs */
    STORE_READER, /* only reads an existing store, and refuses one of another version */
};

/* The kind of error that keeps a store from being used. All kinds except STORE_BROKEN may pass. */
enum store_trouble {
    STORE_SOUND,
    STORE_LOCKED,  /* another program holds a lock */
    STORE_FULL,    /* no room on the disk */
    STORE_FAILING, /* the disk or the memory fails */
    STORE_DENIED,  /* no permission, or the disk was made read-only */
    STORE_BROKEN,  /* the file is damaged or is not a store, or this program has a bug */
};

enum store_place { STORE_IN_PLACE, STORE_REMOVED, STORE_REPLACED, STORE_CUT };

/* Opens a store with WAL, synchronous=FULL and foreign keys. A new file gets mode 0600. The arena holds the
 * texts of rows until it is reset. Returns NULL on failure, with a sentence in *why (in the arena) that
 * names the file and the remedy. path ":memory:": a store that vanishes when it is closed. */
struct store *store_open(const char *path, enum store_mode, struct arena *, const char **why);
void store_close(struct store *);

/* Whether a daemon holds the store at path at this moment. */
bool store_daemon_runs(const char *path);

/* Keeps a sentence about what the daemon waits for; "" when it waits for nothing. The sentence is in the
 * lock file beside the store, so that it can be read and written while the store itself cannot be, even
 * while the disk is full. store_open() sets it to "the store is being opened". For the daemon; does nothing
 * for a command. */
void store_set_waiting(struct store *, const char *sentence);
/* Returns the sentence that the daemon of the store at path has set last, in the arena; "" when there is
 * none. */
const char *store_waiting(struct arena *, const char *path);

/* Like store_open(), for the daemon, which must not wait. While opening, waits at most 100 ms for a lock of
 * another program, and on failure sets *trouble. Afterwards store_begin() returns false at once while
 * another program holds the write lock. */
struct store *store_open_at_once(const char *path, struct arena *, const char **why,
                                 enum store_trouble *trouble);
/* Closes the file and opens it again, into the same struct, after an error that may have passed. Uncommitted
 * changes are lost, and values that callers have read from rows may no longer be true. Returns false with a
 * sentence in *why when the store cannot be used yet; store_error() is then set. */
bool store_reopen(struct store *, const char **why);

/* Whether the names of the store, of its write-ahead log and of the log's index still lead to the files that
 * were opened. Sets *name to the first that does not. STORE_CUT: the store's file is shorter than its
 * contents should be. */
enum store_place store_look(struct store *, const char **name);
/* Whether the store's own name still leads to the file that was opened. */
bool store_is_same(struct store *);
/* Returns the process that holds the write lock; 0 when none does or it cannot be found out. For the
 * daemon. */
int store_lock_holder(const struct store *);
/* Returns the schema version that the file had before it was opened and upgraded; 0 when a new store was
 * made. */
int store_was_version(const struct store *);

/* Begins a transaction. Returns false only after store_open_at_once(): another program holds the write lock,
 * and no transaction was begun. */
bool store_begin(struct store *);
/* Commits. Returns false when the commit or any statement before it failed: then nothing of the transaction
 * is in the file. */
bool store_commit(struct store *);
void store_rollback(struct store *);
/* Returns the sticky error; NULL when there is none. */
const char *store_error(const struct store *);
/* Returns the kind of the sticky error. */
enum store_trouble store_trouble(const struct store *);
/* Sets a function that is called at once when a statement fails, with store_error() set. The core cannot
 * continue a step without the rows it needs, so this function must leave the step and not return. It is not
 * called when a commit fails. NULL: no function; the error only sticks. */
void store_on_failure(struct store *, void (*fn)(void *arg), void *arg);
/* Reports that the caller has read rows that no sound store holds, and on which it would loop for ever. From
 * then on the store behaves as after a database error. */
void store_fail(struct store *, const char *why);
/* For tests: makes the next commit fail as if the disk were full. */
void store_fail_next_commit(struct store *);

struct value {
    enum { VALUE_INT, VALUE_TEXT, VALUE_NULL, VALUE_BYTES } kind;
    int64_t i;
    const char *s;
};
/* Values of a statement, in the order of ?1, ?2 … TEXT(NULL) is SQL's NULL. */
#define INT(x) ((struct value){.kind = VALUE_INT, .i = (int64_t)(x)})
#define TEXT(x) ((struct value){.kind = VALUE_TEXT, .s = (x)})
#define BYTES(x, n) ((struct value){.kind = VALUE_BYTES, .s = (const char *)(x), .i = (int64_t)(n)})
#define VALUES(...) \
    (const struct value[]){__VA_ARGS__}, sizeof((const struct value[]){__VA_ARGS__}) / sizeof(struct value)

/* Runs a statement that returns no rows. Returns the number of rows it changed. */
#define store_run(st, sql, ...) store_run_values((st), (sql), VALUES(__VA_ARGS__))
/* Starts a query. Each statement has one cursor: starting it again before the first use has ended is a
 * bug. */
#define store_query(st, sql, ...) store_query_values((st), (sql), VALUES(__VA_ARGS__))
/* Returns the first column of the first row; `otherwise` when there is no row or the column is NULL. */
#define store_int(st, sql, otherwise, ...) store_int_values((st), (sql), (otherwise), VALUES(__VA_ARGS__))

int64_t store_run_values(struct store *, enum sql, const struct value *, size_t n);
struct cursor *store_query_values(struct store *, enum sql, const struct value *, size_t n);
int64_t store_int_values(struct store *, enum sql, int64_t otherwise, const struct value *, size_t n);
int64_t store_last_id(const struct store *); /* the row id of the last INSERT */

/* Moves to the next row. Returns false at the end, and closes the cursor then. */
bool cursor_next(struct cursor *);
/* Closes a cursor before its end. Harmless when it is closed already. */
void cursor_end(struct cursor *);
/* Read a column of the current row; columns count from 0. Text is copied into the arena and is never NULL
 * ("" for SQL's NULL). A number beyond ±STORE_NUMBER_MAX is read as that limit. No sound store holds such a
 * number (as a time, the limit is the year 285428), but a damaged one could, and then the sum of two numbers
 * would overflow. */
#define STORE_NUMBER_MAX (INT64_C(1) << 53)
int64_t cursor_int(struct cursor *, int column);
const char *cursor_text(struct cursor *, int column);
bool cursor_null(struct cursor *, int column);
/* Copies a column's bytes to out, at most max. Returns how many it has. */
size_t cursor_bytes(struct cursor *, int column, void *out, size_t max);

/* Runs SQL that is not in db/. For tests only. Returns false when SQLite refuses it. */
bool store_exec(struct store *, const char *sql);
/* Runs SQL that is not in db/ and returns its first value as text in the arena; NULL when there is no row.
 * For tests only. */
const char *store_ask(struct store *, const char *sql);

/* Adds up to limit messages that are not yet in the full-text index to it, in a short transaction of its
 * own. The transaction stops before it holds more than 64 KiB of text, unless a single message is longer.
 * Returns true when there are more messages to add. */
bool store_index_some(struct store *, int limit);

/* Writes the write-ahead log (WAL) back into the file as far as no reader prevents it, and empties the log
 * when all of it was written back. For quiet moments: it costs two more flushes, so under load it only
 * happens when the log has reached 64 MB. */
void store_checkpoint(struct store *);
/* Returns the size of the write-ahead log in bytes; 0 when there is none. */
int64_t store_log_bytes(const struct store *);
/* Returns a process that is reading from the store; 0 when there is none. The write-ahead log grows for as
 * long as one reads, because it cannot start again from its beginning. */
int store_log_reader(const struct store *);

/* Returns the schema version of the file. */
int store_version(const struct store *);

#endif
