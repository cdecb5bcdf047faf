/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store: see store.h. */
#include "config.h"

#include "store/store.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define SQL_TEXTS
#include "store/sql.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "store/store_words.h"

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

/* Of text that one batch puts into the full-text index. Chinese is the dearest: 260 us a KB on the machine of
 * t/README, with the words and the index; what the index merges now and then comes to that. */
enum { INDEX_BYTES = 64 * 1024 };

/* Ten seconds: a search that catches up its index writes small batches beside the daemon. */
enum { BUSY_MS = 10000, BUSY_STEP_MS = 20, BUSY_SHORT_MS = 100 };

static enum store_trouble trouble_of(sqlite3 *db)
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
        st->trouble = trouble_of(st->db);
        log_error("store: %s", st->error);
    }
}

/* In the middle of a turn. */
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

static char *lock_path(struct arena *arena, const char *path)
{
    return arena_printf(arena, "%s.lock", path);
}

bool store_daemon_runs(const char *path)
{
    struct arena *arena = arena_new();
    const char *why;
    int fd = file_open_lock(lock_path(arena, path), false, &why);
    arena_free(arena);
    if (fd < 0)
        return false;
    bool held = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(fd);
    return held;
}

/* Always the same bytes of the file, so that they are there when the disk is full. */
enum { WAITING_BYTES = 256 };

void store_set_waiting(struct store *st, const char *sentence)
{
    char all[WAITING_BYTES] = "";
    if (st->lock < 0)
        return;
    snprintf(all, sizeof all, "%s", sentence);
    if (pwrite(st->lock, all, sizeof all, 0) != (ssize_t)sizeof all)
        log_debug("store: what it waits for cannot be written beside it: %s", strerror(errno));
}

const char *store_waiting(struct arena *arena, const char *path)
{
    const char *why;
    char all[WAITING_BYTES];
    int fd = file_open_lock(lock_path(arena, path), false, &why);
    ssize_t n = fd < 0 ? -1 : pread(fd, all, sizeof all, 0);
    if (fd >= 0)
        close(fd);
    return n <= 0 ? "" : arena_strndup(arena, all, strnlen(all, (size_t)n));
}

/* A command that asks whether a daemon runs has the lock for a moment; a daemon keeps it. */
static bool lock_for_good(int fd)
{
    for (int ms = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; ms += BUSY_STEP_MS) {
        if (errno != EWOULDBLOCK || ms >= BUSY_SHORT_MS)
            return false;
        sqlite3_sleep(BUSY_STEP_MS);
    }
    return true;
}

static bool take_lock(struct store *st, const char *path, const char **why)
{
    const char *name = lock_path(st->arena, path), *wrong;
    st->lock = file_open_lock(name, true, &wrong);
    if (st->lock < 0 && wrong != NULL) {
        st->trouble = STORE_BROKEN;
        *why = arena_printf(st->arena, "%s: %s", name, wrong);
        return false;
    }
    if (st->lock < 0) {
        st->trouble = errno == ENOSPC || errno == EDQUOT ? STORE_FULL : STORE_DENIED;
        *why = arena_printf(
            st->arena, "%s: %s: the store's directory must exist and belong to the user that runs frontdesk",
            name, strerror(errno));
        return false;
    }
    if (!lock_for_good(st->lock)) {
        *why = arena_printf(
            st->arena,
            "%s: another frontdesk runs on this store: stop it first, or give this one a store of its own",
            path);
        return false;
    }
    store_set_waiting(st, "the store is being opened"); /* what is in it is of an earlier run */
    return true;
}

/* The number that a query gives; -1 when SQLite does not answer. */
static int number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt;
    int n = -1;
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
        return -1;
    if (sqlite3_step(stmt) == SQLITE_ROW)
        n = sqlite3_column_int(stmt, 0);
    sqlite3_finalize(stmt);
    return n;
}

static int user_version(sqlite3 *db)
{
    return number(db, "PRAGMA user_version");
}

/* What may be done about what SQLite just said. */
static const char *remedy(struct store *st)
{
    switch (sqlite3_errcode(st->db) & 0xff) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
        return "is there room on the disk, and is it sound?";
    case SQLITE_BUSY:
        return "another program holds it for itself: end that first";
    }
    return "is this a frontdesk store, and may this user write it?";
}

static const char *unusable(struct store *st, const char *path)
{
    return arena_printf(st->arena, "%s: %s: %s", path, sqlite3_errmsg(st->db), remedy(st));
}

/* Looks before anything is written, so that a file that is not ours stays as it is. Other programs count
 * their forms in user_version too: what has one and is a store also has conversations. */
static bool recognise(struct store *st, const char *path, const char **why)
{
    int version = user_version(st->db);
    int foreign = number(st->db, "SELECT CASE user_version WHEN 0 THEN (SELECT count(*) FROM sqlite_schema) "
                                 "ELSE (SELECT count(*) = 0 FROM sqlite_schema WHERE name = 'conversation') "
                                 "END FROM pragma_user_version");
    if (version < 0 || foreign < 0)
        *why = unusable(st, path);
    else if (version > SQL_MIGRATIONS)
        *why = arena_printf(
            st->arena,
            "%s: the store has form %d, this frontdesk knows up to %d: run the newer frontdesk that wrote it",
            path, version, SQL_MIGRATIONS);
    else if (foreign != 0)
        *why = arena_printf(st->arena, "%s: a database of another program: give frontdesk a file of its own",
                            path);
    else
        return true;
    return false;
}

/* One migration in a transaction of its own, with the number it makes, so that a stop between two loses
 * nothing. The form is read inside, because another command may have upgraded the store meanwhile. */
static bool migrate_once(struct store *st)
{
    if (!store_exec(st, "BEGIN IMMEDIATE"))
        return false;
    int version = user_version(st->db);
    if (version >= SQL_MIGRATIONS)
        return store_exec(st, "COMMIT");
    return version >= 0 && store_exec(st, sql_migration[version]) &&
           store_exec(st, arena_printf(st->arena, "PRAGMA user_version = %d", version + 1)) &&
           store_exec(st, "COMMIT");
}

static bool migrate(struct store *st, const char *path, const char **why)
{
    while (user_version(st->db) < SQL_MIGRATIONS) {
        if (migrate_once(st))
            continue;
        const char *reason = arena_printf(st->arena, "%s: %s", sqlite3_errmsg(st->db), remedy(st));
        st->trouble = trouble_of(st->db); /* before the rollback, which has an outcome of its own */
        sqlite3_exec(st->db, "ROLLBACK", NULL, NULL, NULL);
        *why = arena_printf(st->arena, "%s: bringing the store to form %d: %s", path,
                            user_version(st->db) + 1, reason);
        return false;
    }
    return true;
}

/* Two who do this to an old file at once wait for each other; SQLite then fails at once in one of them, without its busy
 * timeout. */
static bool begin_wal(struct store *st)
{
    for (int ms = 0; !store_exec(st, "PRAGMA journal_mode = WAL"); ms += BUSY_STEP_MS) {
        if ((sqlite3_errcode(st->db) & 0xff) != SQLITE_BUSY ||
            ms >= (st->never_waits ? BUSY_SHORT_MS : BUSY_MS))
            return false;
        sqlite3_sleep(BUSY_STEP_MS);
    }
    return true;
}

/* What is deleted from the index of messages leaves nothing there, where SQLite can do that (3.42). It is told once, and the
 * index remembers. An older SQLite reads such an index until something was deleted from it so; nothing is deleted yet, so
 * that a store may go back to an older system, and whoever builds that decides it anew. Not for the index of passages:
 * what it held is in files that anybody may be told, and it is deleted from every day. */
static void delete_securely(struct store *st)
{
    if (number(st->db, "SELECT count(*) FROM message_words_config WHERE k = 'secure-delete'") == 0 &&
        sqlite3_exec(st->db, "INSERT INTO message_words (message_words, rank) VALUES ('secure-delete', 1)", NULL, NULL,
                     NULL) != SQLITE_OK)
        log_debug("store: this SQLite has no secure-delete in its full-text indexes");
}

/* ---- the file and its companions: are they still what was opened? ---- */

static void note_places(struct store *st)
{
    struct stat now;
    for (size_t i = 0; i < sizeof st->place / sizeof st->place[0]; i++) {
        struct place *p = &st->place[i];
        if (p->known || stat(p->path, &now) != 0)
            continue;
        *p = (struct place){
            .path = p->path,
            .known = true,
            .device = now.st_dev,
            .inode = now.st_ino,
            .size = now.st_size,
        };
    }
}

/* To close any descriptor of this file would end the locks that SQLite has in it (fcntl(2)): so it stays open
 * until the store is closed. */
static void open_shm(struct store *st)
{
    if (st->mode == STORE_DAEMON && st->shm < 0)
        st->shm = open(st->place[2].path, O_RDONLY | O_CLOEXEC);
}

/* Whether somebody wrote over the file, as with `cp` or `>`: the inode stays, and SQLite goes on for hours
 * with what it remembers. A file that VACUUM has made smaller is as long as SQLite says. */
static bool is_cut(struct store *st, off_t size)
{
    struct place *p = &st->place[0];
    bool shrank = size < p->size;
    p->size = size;
    if (!shrank)
        return false;
    int pages = number(st->db, "PRAGMA page_count"); /* -1: SQLite cannot read what stands there */
    return size == 0 || pages < 0 || size / number(st->db, "PRAGMA page_size") < pages;
}

enum store_place store_look(struct store *st, const char **name)
{
    struct stat now;
    if (strcmp(st->path, ":memory:") == 0)
        return STORE_IN_PLACE;
    for (size_t i = 0; i < sizeof st->place / sizeof st->place[0]; i++) {
        const struct place *p = &st->place[i];
        bool there = stat(p->path, &now) == 0;
        bool same = there && p->device == now.st_dev && p->inode == now.st_ino;
        if (!p->known || (same && (i > 0 || !is_cut(st, now.st_size))))
            continue;
        *name = p->path;
        return same ? STORE_CUT : there ? STORE_REPLACED : STORE_REMOVED;
    }
    note_places(st);
    return STORE_IN_PLACE;
}

bool store_is_same(struct store *st)
{
    struct stat now;
    const struct place *p = &st->place[0];
    return stat(p->path, &now) == 0 && p->device == now.st_dev && p->inode == now.st_ino;
}

/* SQLite locks bytes of the index of its log: the first is the writer's (walindex in its documentation of the
 * file format). */
enum { WRITE_LOCK_BYTE = 120, READ_LOCK_BYTE = 123, READ_LOCKS = 5 };

static int holder(const struct store *st, int byte, int n)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = byte, .l_len = n};
    if (st->shm < 0 || fcntl(st->shm, F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK)
        return 0;
    return lock.l_pid > 0 ? (int)lock.l_pid : 0;
}

int store_lock_holder(const struct store *st)
{
    return holder(st, WRITE_LOCK_BYTE, 1);
}

int store_log_reader(const struct store *st)
{
    return holder(st, READ_LOCK_BYTE, READ_LOCKS);
}

int64_t store_log_bytes(const struct store *st)
{
    struct stat now;
    return stat(st->place[1].path, &now) == 0 ? (int64_t)now.st_size : 0;
}

static bool set_up(struct store *st, const char *path, enum store_mode mode, const char **why)
{
    if (sqlite3_db_config(st->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) != SQLITE_OK)
        log_debug("store: this SQLite has no defensive mode");
    /* What somebody else wrote into the schema of the file calls no function that could do harm. */
    if (sqlite3_db_config(st->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL) != SQLITE_OK)
        log_debug("store: this SQLite trusts every schema");
    sqlite3_busy_timeout(st->db, st->never_waits ? BUSY_SHORT_MS : BUSY_MS);
    if (store_words_register(st->db) != SQLITE_OK) {
        *why = arena_printf(st->arena, "%s: the full-text tokenizer: %s: SQLite must be built with FTS5",
                            path, sqlite3_errmsg(st->db));
        return false;
    }
    if (!recognise(st, path, why))
        return false;
    if (!begin_wal(st) || !store_exec(st, "PRAGMA synchronous = FULL") ||
        !store_exec(st, "PRAGMA foreign_keys = ON") || !store_exec(st, "PRAGMA temp_store = MEMORY") ||
        !store_exec(st, "PRAGMA cache_size = -4096") ||
        !store_exec(st, "PRAGMA wal_autocheckpoint = 16000") ||
        !store_exec(st, "PRAGMA journal_size_limit = 67108864")) {
        *why = unusable(st, path);
        return false;
    }
    if (mode == STORE_TOOL && user_version(st->db) < SQL_MIGRATIONS && store_daemon_runs(path)) {
        *why = arena_printf(st->arena,
                            "%s: the running frontdesk is older than this program: restart it first", path);
        return false;
    }
    st->was_version = user_version(st->db);
    if (!migrate(st, path, why))
        return false;
    if (mode == STORE_DAEMON)
        delete_securely(st);
    return true;
}

/* A file that was opened before is not made anew: whoever removed it may bring it back. */
static int open_flags(const struct store *st)
{
    bool may_create = st->mode == STORE_DAEMON && !st->place[0].known;
    return SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (may_create ? SQLITE_OPEN_CREATE : 0);
}

/* SQLite would wait for somebody to write into a pipe, and could not be ended: also in the place of a companion. */
static bool are_files(struct store *st, const char *path, const char **why)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        struct stat file;
        const char *name = arena_printf(st->arena, "%s%s", path, ends[i]);
        const char *wrong = stat(name, &file) == 0 ? file_wrong_kind(file.st_mode) : NULL;
        if (wrong == NULL)
            continue;
        st->trouble = STORE_BROKEN;
        *why = arena_printf(st->arena, "%s: %s", name, wrong);
        return false;
    }
    return true;
}

/* It holds every word of the customers, and nothing else would tell the administrator. */
static void look_at_rights(struct store *st, const char *path)
{
    struct stat file;
    if (stat(path, &file) != 0)
        return;
    const char *exposed = file_exposed(st->arena, &file, S_IRWXG | S_IRWXO, "");
    if (exposed != NULL)
        log_warn("store: %s: %s; it holds all that customers wrote: let it belong to the user that runs "
                 "frontdesk, and chmod "
                 "600 it",
                 path, exposed);
}

static bool open_file(struct store *st, const char *path, enum store_mode mode, const char **why)
{
    bool memory = strcmp(path, ":memory:") == 0, first = !st->place[0].known;
    if (!memory && mode == STORE_TOOL && access(path, F_OK) != 0) {
        const char *remedy = errno == ENOENT ? "has `frontdesk run` been started with this configuration yet?"
                                             : "run this as the user that runs frontdesk";
        *why = arena_printf(st->arena, "%s: %s: %s", path, strerror(errno), remedy);
        return false;
    }
    if (!memory && !are_files(st, path, why))
        return false;
    if (!memory && mode == STORE_DAEMON && st->lock < 0 && !take_lock(st, path, why))
        return false;
    mode_t old = umask(0177); /* SQLite gives -wal and -shm the mode of the file */
    int rc = sqlite3_open_v2(path, &st->db, open_flags(st), NULL);
    umask(old);
    if (rc != SQLITE_OK) {
        *why = arena_printf(st->arena,
                            "%s: %s: the file and its directory must belong to the user that runs frontdesk",
                            path, st->db != NULL ? sqlite3_errmsg(st->db) : "out of memory");
        return false;
    }
    if (!set_up(st, path, mode, why))
        return false;
    if (memory)
        return true;
    if (mode == STORE_DAEMON && first)
        look_at_rights(st, path);
    for (size_t i = 0; i < sizeof st->place / sizeof st->place[0]; i++)
        st->place[i].known = false;
    note_places(st);
    open_shm(st);
    return true;
}

static struct store *open_store(const char *path, enum store_mode mode, bool never_waits, struct arena *arena,
                                const char **why, enum store_trouble *trouble)
{
    /* Before the first use only; later it is refused, and nothing changes. We have one thread. */
    sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    struct store *st = xcalloc(1, sizeof *st);
    *st = (struct store){
        .arena = arena,
        .path = xstrdup(path),
        .mode = mode,
        .shm = -1,
        .lock = -1,
        .never_waits = never_waits,
    };
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof st->place / sizeof st->place[0]; i++)
        st->place[i].path = xstrdup(arena_printf(arena, "%s%s", path, suffixes[i]));
    for (int i = 0; i < SQL_COUNT; i++)
        st->cursor[i] = (struct cursor){.store = st, .sql = (enum sql)i};
    if (open_file(st, path, mode, why)) {
        if (never_waits)
            sqlite3_busy_timeout(st->db, 0);
        return st;
    }
    *trouble = st->trouble != STORE_SOUND ? st->trouble : trouble_of(st->db);
    store_close(st);
    return NULL;
}

struct store *store_open(const char *path, enum store_mode mode, struct arena *arena, const char **why)
{
    enum store_trouble trouble;
    return open_store(path, mode, false, arena, why, &trouble);
}

struct store *store_open_at_once(const char *path, struct arena *arena, const char **why,
                                 enum store_trouble *trouble)
{
    return open_store(path, STORE_DAEMON, true, arena, why, trouble);
}

/* Where something else has one of our names, SQLite would remove a log that is not ours when it closes. */
static void keep_what_is_not_ours(struct store *st)
{
    const char *name;
    int keep = 1;
    if (st->db != NULL && store_look(st, &name) != STORE_IN_PLACE)
        sqlite3_file_control(st->db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
}

static void close_file(struct store *st)
{
    for (int i = 0; i < SQL_COUNT; i++) {
        sqlite3_finalize(st->cursor[i].stmt);
        st->cursor[i].stmt = NULL;
        st->cursor[i].open = false;
    }
    keep_what_is_not_ours(st);
    sqlite3_close(st->db);
    st->db = NULL;
    if (st->shm >= 0)
        close(st->shm); /* SQLite has no lock there any more */
    st->shm = -1;
    st->in_transaction = false;
}

bool store_reopen(struct store *st, const char **why)
{
    close_file(st);
    free(st->error);
    st->error = NULL;
    st->trouble = STORE_SOUND;
    if (open_file(st, st->path, st->mode, why)) {
        if (st->never_waits)
            sqlite3_busy_timeout(st->db, 0);
        return true;
    }
    if (st->trouble == STORE_SOUND)
        st->trouble = trouble_of(st->db);
    st->error = xstrdup(*why);
    close_file(st);
    return false;
}

void store_close(struct store *st)
{
    if (st == NULL)
        return;
    close_file(st);
    if (st->lock >= 0)
        close(st->lock); /* the file stays: to remove it would race with the next daemon */
    for (size_t i = 0; i < sizeof st->place / sizeof st->place[0]; i++)
        free(st->place[i].path);
    free(st->path);
    free(st->error);
    free(st);
}

enum store_trouble store_trouble(const struct store *st)
{
    return st->trouble;
}

int store_was_version(const struct store *st)
{
    return st->was_version;
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
    if (!begun && st->never_waits && trouble_of(st->db) == STORE_LOCKED)
        return false;
    st->in_transaction = true;
    if (!begun)
        statement_failed(st, "begin");
    return true;
}

/* An unfinished read would keep its snapshot of the WAL for ever. */
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
            /* NULL text binds SQL's NULL. The caller's text outlives the statement's run: it is the turn's.
             */
            rc = sqlite3_bind_text(c->stmt, at, values[i].s, -1, SQLITE_STATIC);
            break;
        case VALUE_NULL:
            rc = sqlite3_bind_null(c->stmt, at);
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
    sqlite3_reset(c->stmt); /* its code repeats the error of the step, which is known */
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

/* Puts messages behind *at into the index: as many as INDEX_BYTES hold, one at least. True when there are
 * more. */
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

/* To make it empty is tried only when all of it was written back, and waits for nobody. */
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

int store_version(const struct store *st)
{
    return user_version(st->db);
}
