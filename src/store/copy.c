/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * copy: see copy.h. */
#include "config.h"

#include "store/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "store/schema.h"
#include "store/store_inside.h"
#include "store/store_words.h"

static const char *of(struct arena *arena, const char *path, const char *end)
{
    return arena_printf(arena, "%s%s", path, end);
}

static const char *wrong_of(struct arena *arena, const char *path, sqlite3 *db)
{
    return arena_printf(arena, "%s: %s", path, db != NULL ? sqlite3_errmsg(db) : "out of memory");
}

/* Opens a file that must be a store; it is not upgraded, and closing it does not empty its log. */
static sqlite3 *open_store_file(struct arena *arena, const char *path, const char **why)
{
    sqlite3 *db = NULL;
    struct stat st;
    const char *kind;
    if (stat(path, &st) != 0)
        *why = of(arena, path, arena_printf(arena, ": %s", strerror(errno)));
    else if ((kind = file_wrong_kind(st.st_mode)) != NULL)
        *why = of(arena, path, arena_printf(arena, ": %s", kind));
    else if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK ||
             store_words_register(db) != SQLITE_OK)
        *why = wrong_of(arena, path, db);
    else {
        sqlite3_busy_timeout(db, BUSY_MS);
        sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        int is_store = store_number(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'conversation'");
        if (is_store == 1)
            return db;
        *why = is_store < 0 && sqlite3_errcode(db) != SQLITE_NOTADB
                   ? wrong_of(arena, path, db)
                   : of(arena, path, ": the file is not a store of frontdesk");
    }
    sqlite3_close(db);
    return NULL;
}

/* ---- to examine ---- */

static int64_t number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt;
    int64_t n = -1;
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
        return -1;
    if (sqlite3_step(stmt) == SQLITE_ROW)
        n = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return n;
}

/* Returns the first row of a check as text, in the arena; NULL when SQLite fails, "" when there is no row. */
static const char *first_row(struct arena *arena, sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt;
    const char *text = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
        return NULL;
    int rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW)
        text = arena_strdup(arena, (const char *)sqlite3_column_text(stmt, 0));
    else if (rc == SQLITE_DONE)
        text = "";
    sqlite3_finalize(stmt);
    return text;
}

/* Whether a file says that it has a log (the bytes 18 and 19 of the file format of SQLite are 2), and none lies beside
 * it. A store that was closed in order has none either, but then nothing is in it, and nobody can tell. So this is said
 * of copies only. */
static bool is_without_log(struct arena *arena, const char *path)
{
    unsigned char head[20] = {0};
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool wal = fd >= 0 && pread(fd, head, sizeof head, 0) == sizeof head && head[18] == 2;
    if (fd >= 0)
        close(fd);
    return wal && stat(of(arena, path, "-wal"), &st) != 0;
}

static void take_facts(sqlite3 *db, struct copy_facts *f)
{
    f->version = store_number(db, "PRAGMA user_version");
    f->bytes = number(db, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
    f->messages = number(db, "SELECT count(*) FROM message");
    f->conversations = number(db, "SELECT count(*) FROM conversation");
    f->unsent = number(db, "SELECT count(*) FROM outbox");
    f->last_ms = number(db, "SELECT at_ms FROM message ORDER BY id DESC LIMIT 1");
    f->last_ms = f->last_ms < 0 ? 0 : f->last_ms;
}

static bool examine(struct arena *arena, const char *path, sqlite3 *db, struct copy_facts *f,
                    const char **why)
{
    const char *pages = first_row(arena, db, "PRAGMA integrity_check(1)");
    const char *references =
        pages == NULL ? NULL : first_row(arena, db, "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1");
    if (pages == NULL || references == NULL) {
        *why = of(arena, wrong_of(arena, path, db), ": the store is damaged; restore a copy");
        return false;
    }
    take_facts(db, f);
    if (strcmp(pages, "ok") != 0)
        *why = arena_printf(arena, "%s: the store is damaged (%s): restore a copy", path, pages);
    else if (references[0] != '\0')
        *why = arena_printf(
            arena,
            "%s: the store is damaged (the table %s refers to rows that are not there): restore a copy", path,
            references);
    else if (f->version > SQL_MIGRATIONS)
        *why = arena_printf(
            arena,
            "%s: the store has schema version %d, and this frontdesk supports versions up to %d: use "
            "the newer frontdesk that wrote it",
            path, f->version, SQL_MIGRATIONS);
    else {
        const char *wrong = schema_wrong(arena, db, f->version);
        if (wrong == NULL)
            return true;
        *why = arena_printf(arena, STORE_ANOTHER_SCHEMA, path, f->version, wrong);
    }
    return false;
}

bool copy_examine(struct arena *arena, const char *path, struct copy_facts *f, const char **why)
{
    *f = (struct copy_facts){.without_log = is_without_log(arena, path)};
    sqlite3 *db = open_store_file(arena, path, why);
    /* At one moment: somebody may be upgrading it. */
    bool begun = db != NULL && sqlite3_exec(db, "BEGIN", NULL, NULL, NULL) == SQLITE_OK,
         sound = begun && examine(arena, path, db, f, why);
    if (db != NULL && !begun)
        *why = wrong_of(arena, path, db);
    sqlite3_close(db);
    return sound;
}

/* ---- to copy ---- */

static bool sync_path(const char *path, int flags)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | flags);
    bool done = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return done;
}

static bool sync_directory_of(struct arena *arena, const char *path)
{
    char *copy = arena_strdup(arena, path), *slash = strrchr(copy, '/');
    if (slash == NULL)
        return sync_path(".", O_DIRECTORY);
    slash[slash == copy ? 1 : 0] = '\0';
    return sync_path(copy, O_DIRECTORY);
}

static bool is_one_of(struct arena *arena, const char *path, const char *to)
{
    static const char *const ends[] = {"", "-wal", "-shm", ".lock"};
    struct stat a, b;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (stat(of(arena, path, ends[i]), &a) == 0 && stat(to, &b) == 0 && a.st_dev == b.st_dev &&
            a.st_ino == b.st_ino)
            return true;
    return false;
}

/* Copies all pages in one step, which is one transaction of reading: a daemon goes on writing meanwhile, and what it
 * writes waits in the log. In several steps the copy would begin again after each write. */
static bool copy_pages(sqlite3 *from, sqlite3 *to)
{
    sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
    if (b == NULL)
        return false;
    sqlite3_backup_step(b, -1);
    return sqlite3_backup_finish(b) == SQLITE_OK;
}

/* Writes the copy of the store that is named to `to`, which is a new file. The copy gets no log of its own, so that it is one file. */
static bool copy_into(struct arena *arena, sqlite3 *from, const char *named, const char *to, const char *also,
                      bool examined, struct copy_facts *f, const char **why)
{
    sqlite3 *db = NULL;
    const char *wrong;
    int fd = file_create(to, &wrong);
    if (fd < 0) {
        *why = arena_printf(arena, "%s: %s", to, wrong != NULL ? wrong : strerror(errno));
        return false;
    }
    close(fd);
    bool done = sqlite3_open_v2(to, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK &&
                store_words_register(db) == SQLITE_OK && copy_pages(from, db) &&
                sqlite3_exec(db, "PRAGMA journal_mode = DELETE; PRAGMA foreign_keys = ON", NULL, NULL,
                             NULL) == SQLITE_OK &&
                sqlite3_exec(db, also, NULL, NULL, NULL) == SQLITE_OK;
    int rc = db == NULL ? SQLITE_NOMEM : sqlite3_errcode(db);
    f->damaged = !done && (rc == SQLITE_CORRUPT || rc == SQLITE_NOTADB);
    if (!done)
        *why = f->damaged ? of(arena, wrong_of(arena, named, db), ": the store is damaged; restore a copy")
                          : of(arena, wrong_of(arena, to, db),
                               ": the copy was not made; check the room on that disk");
    else if (examined)
        done = examine(arena, named, db, f, why);
    sqlite3_close(db);
    if (done && !sync_path(to, 0)) {
        *why = arena_printf(arena, "%s: %s", to, strerror(errno));
        done = false;
    }
    if (!done) {
        unlink(of(arena, to, "-journal"));
        unlink(to);
    }
    return done;
}

bool copy_make(struct arena *arena, const char *path, const char *to, bool examined, struct copy_facts *f,
               const char **why)
{
    const char *unfinished = arena_printf(arena, "%s.new-%ld", to, (long)getpid());
    *f = (struct copy_facts){0};
    if (is_one_of(arena, path, to)) {
        *why = of(arena, to, ": this is the store itself: name another file");
        return false;
    }
    sqlite3 *from = open_store_file(arena, path, why);
    bool done = from != NULL && copy_into(arena, from, path, unfinished, "", examined, f, why);
    sqlite3_close(from);
    if (done && rename(unfinished, to) != 0) {
        *why = arena_printf(arena, "%s: %s", to, strerror(errno));
        unlink(unfinished);
        return false;
    }
    return done && (sync_directory_of(arena, to) || true); /* the file itself is on the disk */
}

/* ---- to restore ---- */

/* Writes the log of a store into it, so that it is one file. A damaged store keeps its log. */
static void empty_log(const char *path)
{
    sqlite3 *db = NULL;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK)
        sqlite3_exec(db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL);
    sqlite3_close(db);
}

/* Gives the old store another name as well, so that there is a store under its own name at any moment. On a file system
 * without links it is renamed. */
static bool keep_old(struct arena *arena, const char *path, const char *kept, const char **why)
{
    empty_log(path);
    const char *log = of(arena, path, "-wal"), *index = of(arena, path, "-shm");
    if (link(path, kept) != 0 && (errno == EEXIST || rename(path, kept) != 0))
        *why = arena_printf(arena, "%s: %s", kept, strerror(errno));
    else if (rename(log, of(arena, kept, "-wal")) != 0 && errno != ENOENT)
        *why = arena_printf(arena, "%s: %s", log, strerror(errno));
    else if (unlink(index) != 0 && errno != ENOENT)
        *why = arena_printf(arena, "%s: %s", index, strerror(errno));
    else
        return true;
    return false;
}

/* What root has made belongs to whom the old store, or its directory, belongs. fd: of the file, because somebody who owns the
 * directory could put another file under its name. */
static void give_to_owner(struct arena *arena, const char *path, int fd)
{
    struct stat st;
    char *directory = arena_strdup(arena, path), *slash = strrchr(directory, '/');
    if (slash != NULL)
        slash[slash == directory ? 1 : 0] = '\0';
    if (geteuid() == 0 && (stat(path, &st) == 0 || stat(slash != NULL ? directory : ".", &st) == 0) &&
        fchown(fd, st.st_uid, st.st_gid) != 0)
        return; /* the daemon reports that it cannot open it */
}

static void give_file_to_owner(struct arena *arena, const char *path, const char *name)
{
    struct stat st;
    int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink == 1)
        give_to_owner(arena, path, fd);
    if (fd >= 0)
        close(fd);
}

/* A copy of an old version has no keys. */
static const char *what_to_drop(sqlite3 *db)
{
    return store_number(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'omemo_session'") == 1
               ? "DELETE FROM outbox; DELETE FROM omemo_session; DELETE FROM omemo_prekey"
               : "DELETE FROM outbox";
}

bool copy_restore(struct arena *arena, const char *from, const char *path, bool drop_unsent,
                  const char *kept_suffix, struct copy_facts *f, const char **kept, const char **why)
{
    const char *unfinished = arena_printf(arena, "%s.new-%ld", path, (long)getpid());
    struct stat st;
    bool without_log = is_without_log(arena, from);
    *f = (struct copy_facts){0};
    *kept = "";
    if (is_one_of(arena, path, from)) {
        *why = of(arena, from, ": this is the store itself: name a copy of it");
        return false;
    }
    int lock = store_lock_alone(arena, path, why);
    if (lock < 0)
        return false;
    sqlite3 *db = open_store_file(arena, from, why);
    bool done = db != NULL &&
                copy_into(arena, db, from, unfinished, drop_unsent ? what_to_drop(db) : "", true, f, why);
    sqlite3_close(db);
    if (done) {
        give_file_to_owner(arena, path, unfinished);
        give_to_owner(arena, path, lock);
        if (stat(path, &st) == 0)
            *kept = of(arena, path, kept_suffix);
        done = ((*kept)[0] == '\0' || keep_old(arena, path, *kept, why));
        if (done && rename(unfinished, path) != 0) {
            *why = arena_printf(arena, "%s: %s", path, strerror(errno));
            done = false;
        }
        if (!done)
            unlink(unfinished);
        sync_directory_of(arena, path);
    }
    f->without_log = without_log;
    close(lock);
    return done;
}
