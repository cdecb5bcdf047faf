/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store_open: opens a store: takes the lock, checks that the file is a store, upgrades it, sets SQLite up.
 * Also closes and reopens it. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "store/store_inside.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "store/copy.h"
#include "store/schema.h"
#include "store/store_words.h"

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

/* Retries for BUSY_SHORT_MS, because a command that checks whether a daemon runs holds the lock for a moment.
 * A daemon keeps the lock. */
static bool lock_for_good(int fd)
{
    for (int ms = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; ms += BUSY_STEP_MS) {
        if (errno != EWOULDBLOCK || ms >= BUSY_SHORT_MS)
            return false;
        sqlite3_sleep(BUSY_STEP_MS);
    }
    return true;
}

/* Returns the descriptor of the lock; -1 with a sentence and the kind of the trouble. */
static int lock_alone(struct arena *arena, const char *path, enum store_trouble *trouble, const char **why)
{
    const char *name = lock_path(arena, path), *wrong;
    int lock = file_open_lock(name, true, &wrong);
    if (lock < 0 && wrong != NULL) {
        *trouble = STORE_BROKEN;
        *why = arena_printf(arena, "%s: %s", name, wrong);
        return -1;
    }
    if (lock < 0) {
        *trouble = errno == ENOSPC || errno == EDQUOT ? STORE_FULL : STORE_DENIED;
        *why = arena_printf(
            arena, "%s: %s: the store's directory must exist and belong to the user that runs frontdesk",
            name, strerror(errno));
        return -1;
    }
    if (lock_for_good(lock))
        return lock;
    close(lock);
    *why = arena_printf(arena,
                        "%s: another frontdesk is running on this store: stop it first, or set store.path to "
                        "another file",
                        path);
    return -1;
}

int store_lock_alone(struct arena *arena, const char *path, const char **why)
{
    enum store_trouble trouble;
    return lock_alone(arena, path, &trouble, why);
}

static bool take_lock(struct store *st, const char *path, const char **why)
{
    st->lock = lock_alone(st->arena, path, &st->trouble, why);
    if (st->lock < 0)
        return false;
    store_set_waiting(st, "the store is being opened"); /* replaces the sentence of an earlier run */
    return true;
}

/* Always writes the same bytes of the file, so that this works while the disk is full. */
enum { WAITING_BYTES = 256 };

void store_set_waiting(struct store *st, const char *sentence)
{
    char all[WAITING_BYTES] = "";
    if (st->lock < 0)
        return;
    snprintf(all, sizeof all, "%s", sentence);
    if (pwrite(st->lock, all, sizeof all, 0) != (ssize_t)sizeof all)
        log_debug("store: the reason for waiting cannot be written to the lock file: %s", strerror(errno));
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

/* Returns the number that a query gives; -1 when SQLite fails. */
int store_number(sqlite3 *db, const char *sql)
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
    return store_number(db, "PRAGMA user_version");
}

/* Returns what the administrator can do about the last error of SQLite. */
static const char *remedy(struct store *st)
{
    switch (sqlite3_errcode(st->db) & 0xff) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
        return "check whether the disk is full or failing";
    case SQLITE_BUSY:
        return "another program has locked the store: end that program first";
    }
    return "check that the file is a frontdesk store and that this user can write it";
}

static const char *unusable(struct store *st, const char *path)
{
    return arena_printf(st->arena, "%s: %s: %s", path, sqlite3_errmsg(st->db), remedy(st));
}

/* The comparison of the tables takes 10 ms. A command that changes none of them trusts the daemon. */
static bool looks_closely(const struct store *st, int version)
{
    return version < SQL_MIGRATIONS || (st->mode == STORE_DAEMON && !st->place[0].known);
}

/* Checks before anything is written, so that a file that is not a store stays unchanged. Other programs use
 * user_version too, so a store must also have the table `conversation`. */
static bool recognise_at_once(struct store *st, const char *path, const char **why)
{
    int version = user_version(st->db);
    const char *wrong;
    int foreign =
        store_number(st->db, "SELECT CASE user_version WHEN 0 THEN (SELECT count(*) FROM sqlite_schema) "
                             "ELSE (SELECT count(*) = 0 FROM sqlite_schema WHERE name = 'conversation') "
                             "END FROM pragma_user_version");
    if (version < 0 || foreign < 0)
        *why = unusable(st, path);
    else if (version > SQL_MIGRATIONS)
        *why = arena_printf(
            st->arena,
            "%s: the store has schema version %d, and this frontdesk supports versions up to %d: "
            "run the newer frontdesk that wrote it",
            path, version, SQL_MIGRATIONS);
    else if (foreign != 0)
        *why = arena_printf(st->arena,
                            "%s: the file is a database of another program: set store.path to another file",
                            path);
    else if (version > 0 && looks_closely(st, version) &&
             (wrong = schema_wrong(st->arena, st->db, version)) != NULL)
        *why = arena_printf(st->arena, STORE_ANOTHER_SCHEMA, path, version, wrong);
    else
        return true;
    return false;
}

/* All of that is read at one moment, because another command may be upgrading the store. After a failure the store is
 * closed, which ends the transaction. */
static bool recognise(struct store *st, const char *path, const char **why)
{
    bool begun = store_exec(st, "BEGIN");
    if (begun && !recognise_at_once(st, path, why))
        return false;
    if (begun && store_exec(st, "COMMIT"))
        return true;
    *why = unusable(st, path);
    return false;
}

/* Runs one migration and sets its version number in one transaction, so that a stop between two migrations
 * loses nothing. Reads the version inside the transaction, because another command may have upgraded the
 * store meanwhile. */
static bool migrate_once(struct store *st)
{
    if (!store_exec(st, "BEGIN IMMEDIATE"))
        return false;
    int version = user_version(st->db);
    if (version >= SQL_MIGRATIONS)
        return store_exec(st, "COMMIT");
    return version >= 0 && store_exec(st, schema_migration(version)) &&
           store_exec(st, arena_printf(st->arena, "PRAGMA user_version = %d", version + 1)) &&
           store_exec(st, "COMMIT");
}

/* An older frontdesk cannot read an upgraded store: the copy of before is the way back. Nobody else upgrades the store
 * meanwhile. */
static bool keep_a_copy(struct store *st, const char *path, const char **why)
{
    struct copy_facts facts;
    if (strcmp(path, ":memory:") == 0 || user_version(st->db) <= 0 || user_version(st->db) >= SQL_MIGRATIONS)
        return true;
    if (!store_exec(st, "BEGIN IMMEDIATE")) {
        *why = unusable(st, path);
        return false;
    }
    int version = user_version(st->db);
    const char *to = arena_printf(st->arena, "%s.version-%d", path, version), *wrong;
    bool needless = version >= SQL_MIGRATIONS,
         kept = needless || copy_make(st->arena, path, to, false, &facts, &wrong);
    if (kept && !needless)
        log_info("store: schema version %d is upgraded to %d; the store of before is kept as %s", version,
                 SQL_MIGRATIONS, to);
    if (!kept) {
        st->trouble = facts.damaged ? STORE_BROKEN : STORE_FULL; /* when there is no room it is tried again */
        *why = arena_printf(st->arena, "no copy could be kept before the upgrade of the store: %s", wrong);
    }
    return store_exec(st, "COMMIT") && kept;
}

static bool migrate(struct store *st, const char *path, const char **why)
{
    if (!keep_a_copy(st, path, why))
        return false;
    while (user_version(st->db) < SQL_MIGRATIONS) {
        if (migrate_once(st))
            continue;
        const char *reason = arena_printf(st->arena, "%s: %s", sqlite3_errmsg(st->db), remedy(st));
        st->trouble = store_trouble_of(st->db); /* before the rollback, which sets its own error code */
        sqlite3_exec(st->db, "ROLLBACK", NULL, NULL, NULL);
        *why = arena_printf(st->arena, "%s: migrating the store to schema version %d: %s", path,
                            user_version(st->db) + 1, reason);
        return false;
    }
    return true;
}

/* Retries, because two processes that do this to an old file at the same time wait for each other, and SQLite
 * then fails at once in one of them, without its busy timeout. */
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

/* Makes SQLite overwrite what is deleted from the index of messages, where it can (3.42). The index
 * remembers the setting. An older SQLite can read such an index until something was deleted from it in this
 * way. Nothing is deleted from it yet, so a store can still be used on an older system; decide this again
 * when deletion is added. The index of passages does not need the setting: its texts are public, and passages
 * are deleted from it every day. */
static void delete_securely(struct store *st)
{
    if (store_number(st->db, "SELECT count(*) FROM message_words_config WHERE k = 'secure-delete'") == 0 &&
        sqlite3_exec(st->db, "INSERT INTO message_words (message_words, rank) VALUES ('secure-delete', 1)",
                     NULL, NULL, NULL) != SQLITE_OK)
        log_debug("store: this SQLite has no secure-delete in its full-text indexes");
}

static bool set_up(struct store *st, const char *path, enum store_mode mode, const char **why)
{
    if (sqlite3_db_config(st->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) != SQLITE_OK)
        log_debug("store: this SQLite has no defensive mode");
    /* Prevents a schema that another program changed from calling functions that could do harm. */
    if (sqlite3_db_config(st->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL) != SQLITE_OK)
        log_debug("store: this SQLite cannot distrust the schema");
    sqlite3_busy_timeout(st->db, st->never_waits ? BUSY_SHORT_MS : BUSY_MS);
    if (store_words_register(st->db) != SQLITE_OK) {
        *why = arena_printf(st->arena, "%s: the full-text tokenizer: %s: SQLite must be built with FTS5",
                            path, sqlite3_errmsg(st->db));
        return false;
    }
    if (!recognise(st, path, why))
        return false;
    st->was_version = user_version(st->db);
    if (mode == STORE_READER) {
        *why = arena_printf(st->arena, "%s: the store has schema version %d, and not %d", path,
                            st->was_version, SQL_MIGRATIONS);
        return st->was_version == SQL_MIGRATIONS;
    }
    if (!begin_wal(st) || !store_exec(st, "PRAGMA synchronous = FULL") ||
        !store_exec(st, "PRAGMA foreign_keys = ON") || !store_exec(st, "PRAGMA temp_store = MEMORY") ||
        !store_exec(st, "PRAGMA secure_delete = ON") || /* keys that were removed; the default on Debian */
        !store_exec(st, "PRAGMA cache_size = -4096") ||
        !store_exec(st, "PRAGMA wal_autocheckpoint = 16000") ||
        !store_exec(st, "PRAGMA journal_size_limit = 67108864")) {
        *why = unusable(st, path);
        return false;
    }
    if (mode == STORE_TOOL && user_version(st->db) < SQL_MIGRATIONS && store_daemon_runs(path)) {
        *why = arena_printf(st->arena,
                            "%s: the running frontdesk is older than this program: restart the daemon first",
                            path);
        return false;
    }
    if (!migrate(st, path, why))
        return false;
    if (mode == STORE_DAEMON)
        delete_securely(st);
    return true;
}

/* Does not create a file again that was opened before, because it may have been moved away and may be put
 * back. */
static int open_flags(const struct store *st)
{
    bool may_create = st->mode == STORE_DAEMON && !st->place[0].known;
    if (st->mode == STORE_READER)
        return SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX;
    return SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (may_create ? SQLITE_OPEN_CREATE : 0);
}

static bool open_file(struct store *st, const char *path, enum store_mode mode, const char **why)
{
    bool memory = strcmp(path, ":memory:") == 0, first = !st->place[0].known;
    if (!memory && mode != STORE_DAEMON && access(path, F_OK) != 0) {
        const char *remedy =
            errno == ENOENT ? "start `frontdesk run` with this configuration once, which creates the store"
                            : "run this as the user that runs frontdesk";
        *why = arena_printf(st->arena, "%s: %s: %s", path, strerror(errno), remedy);
        return false;
    }
    if (!memory && !store_are_files(st, path, why))
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
        store_look_at_rights(st, path);
    for (size_t i = 0; i < sizeof st->place / sizeof st->place[0]; i++)
        st->place[i].known = false;
    store_note_places(st);
    store_open_shm(st);
    return true;
}

static struct store *open_store(const char *path, enum store_mode mode, bool never_waits, struct arena *arena,
                                const char **why, enum store_trouble *trouble)
{
    /* Works only before the first use of SQLite; later calls fail and change nothing. The program has one
     * thread. */
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
    *trouble = st->trouble != STORE_SOUND ? st->trouble : store_trouble_of(st->db);
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

/* Keeps the log of a file that has replaced the store: SQLite would remove it on closing. */
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
        st->trouble = store_trouble_of(st->db);
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
        close(st->lock); /* the file is not removed, because that would race with the next daemon */
    for (size_t i = 0; i < sizeof st->place / sizeof st->place[0]; i++)
        free(st->place[i].path);
    free(st->path);
    free(st->error);
    free(st);
}

int store_was_version(const struct store *st)
{
    return st->was_version;
}

int store_version(const struct store *st)
{
    return user_version(st->db);
}
