/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store_inside: what the files of the store have in common. Nobody else includes this. */
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

/* What a name stood for when the store was opened. */
struct place {
    char *path;
    bool known;
    dev_t device;
    ino_t inode;
    off_t size; /* the largest that was seen */
};

struct store {
    sqlite3 *db; /* NULL: store_reopen() found no store that can be used */
    struct arena *arena;
    struct cursor cursor[SQL_COUNT];
    char *path;
    enum store_mode mode;
    char *error; /* sticky */
    enum store_trouble trouble; /* … its kind */
    struct place place[3];
    int shm;         /* file descriptor of the index of the log, to ask who holds the write lock; -1: none */
    int was_version; /* the form that the file had; 0: it was empty */
    bool never_waits;
    void (*on_failure)(void *);
    void *on_failure_arg;
    int lock; /* file descriptor of the lock, -1 when there is none */
    bool in_transaction;
    bool fail_next_commit;
};

/* Ten seconds: a search that catches up its index writes small batches beside the daemon. */
enum { BUSY_MS = 10000, BUSY_STEP_MS = 20, BUSY_SHORT_MS = 100 };

/* ---- store.c ---- */

/* What SQLite's last error is of. */
enum store_trouble store_trouble_of(sqlite3 *);

/* ---- store_open.c ---- */

/* The number that a query gives; -1 when SQLite does not answer. */
int store_number(sqlite3 *, const char *sql);

/* ---- store_file.c ---- */

/* Remembers which files the names lead to, of those that are not known yet. */
void store_note_places(struct store *);
/* For the daemon, once. */
void store_open_shm(struct store *);
/* False with a sentence: something that is no file has one of the names. */
bool store_are_files(struct store *, const char *path, const char **why);
/* Says in the log that others may read or write it. */
void store_look_at_rights(struct store *, const char *path);

#endif
