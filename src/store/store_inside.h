/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store_inside: declarations that the files of the store share. No other room includes this. */
#ifndef FRONTDESK_STORE_INSIDE_H
#define FRONTDESK_STORE_INSIDE_H

#include <sqlite3.h>
#include <sys/stat.h>

#include "store/store.h"

struct cursor {
    struct store *store;
    sqlite3_stmt *stmt;
    enum sql sql;
    bool open;
};

/* The file that had this name when the store was opened. */
struct watched_file {
    char *path;
    bool known;
    dev_t device;
    ino_t inode;
    off_t size; /* the size when it was last looked at */
};

struct store {
    sqlite3 *db; /* NULL: store_reopen() found no usable store */
    struct arena *arena;
    struct cursor cursor[SQL_COUNT];
    char *path;
    enum store_mode mode;
    char *error;                /* sticky */
    enum store_trouble trouble; /* the kind of the sticky error */
    struct watched_file place[3];
    int shm;         /* descriptor of the log's index, to ask who holds the write lock; -1: none */
    int was_version; /* schema version of the file before it was upgraded; 0: it was empty */
    bool never_waits;
    void (*on_failure)(void *);
    void *on_failure_arg;
    int lock; /* descriptor of the lock file; -1: none */
    bool in_transaction;
    bool fail_next_commit;
};

/* How long to wait for another program's lock. A command waits up to 10 s: a search that adds to the
 * full-text index writes small batches beside the daemon. BUSY_SHORT_MS is for the daemon. */
enum { BUSY_MS = 10000, BUSY_STEP_MS = 20, BUSY_SHORT_MS = 100 };

/* ---- store.c ---- */

/* Returns the kind of SQLite's last error. */
enum store_trouble store_trouble_of(sqlite3 *);

/* ---- store_open.c ---- */

/* Takes the lock of the daemon. Returns its descriptor, which the caller closes; -1 with a sentence in *why. */
int store_lock_alone(struct arena *, const char *path, const char **why);

/* A sentence about a store whose tables are not those of its version: path, version, what differs. */
#define STORE_ANOTHER_SCHEMA                                                                                          \
    "%s: the tables are not those of schema version %d (%s): a build between two releases wrote the store; use that " \
    "build, or restore a copy that a release wrote"

/* Returns the number that a query gives; -1 when SQLite fails. */
int store_number(sqlite3 *, const char *sql);

/* ---- store_file.c ---- */

/* Notes which files the names lead to, for names that are not known yet. */
void store_note_places(struct store *);
/* Opens the log's index (struct store, shm). For the daemon; does nothing when it is open. */
void store_open_shm(struct store *);
/* Whether the names of the store and its companions lead to ordinary files or to nothing. Returns false with
 * a sentence in *why when one of them leads to something else. */
bool store_are_files(struct store *, const char *path, const char **why);
/* Logs a warning when other users may read or write the store. */
void store_look_at_rights(struct store *, const char *path);

#endif
