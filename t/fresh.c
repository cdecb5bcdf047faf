/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fresh: see fresh.h. */
#include "fresh.h"

#include <fcntl.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "store/store.h"

#define SQL_TEXTS
#include "store/sql.h"

/* The migrated store, as the bytes of its file. */
static struct {
    unsigned char *bytes;
    sqlite3_int64 len;
} image;

static sqlite3 *original; /* holds the image; NULL: stores are not filled */
static sqlite3 *latest;   /* the last that was opened */

static void hash_text(uint64_t *hash, const char *text)
{
    for (const char *c = text; *c != '\0'; c++)
        *hash = (*hash ^ (unsigned char)*c) * UINT64_C(1099511628211);
}

/* The name says what the copy was made from, so that it is never one of other sources. */
static char *image_path(void)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    char *path;
    for (int i = 0; i < SQL_MIGRATIONS; i++)
        hash_text(&hash, sql_migration[i]);
    hash_text(&hash, sqlite3_sourceid());
    if (asprintf(&path, "t/fresh-%016" PRIx64 ".store", hash) < 0)
        fatal("out of memory");
    return path;
}

static bool read_image(const char *path)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    if (fstat(fd, &st) != 0 || (image.bytes = sqlite3_malloc64((sqlite3_uint64)st.st_size)) == NULL ||
        read(fd, image.bytes, (size_t)st.st_size) != st.st_size)
        fatal("%s: %m", path);
    image.len = st.st_size;
    close(fd);
    return true;
}

/* Others may do the same at this moment. Nothing is kept where there is no t/, or where it is read-only. */
static void keep_image(const char *path)
{
    char *mine;
    if (asprintf(&mine, "%s.%d", path, (int)getpid()) < 0)
        fatal("out of memory");
    FILE *file = fopen(mine, "wx");
    if (file != NULL) {
        bool whole = fwrite(image.bytes, (size_t)image.len, 1, file) == 1;
        if (fclose(file) != 0 || !whole || rename(mine, path) != 0)
            unlink(mine);
    }
    free(mine);
}

/* As SQLite calls it for each file that is opened. */
static int on_open(sqlite3 *db, const char **error, const struct sqlite3_api_routines *api)
{
    (void)error, (void)api;
    const char *name = sqlite3_db_filename(db, "main");
    latest = db;
    if (original == NULL || (name != NULL && name[0] != '\0'))
        return SQLITE_OK;
    sqlite3_backup *copy = sqlite3_backup_init(db, "main", original, "main");
    if (copy == NULL)
        return sqlite3_errcode(db);
    int rc = sqlite3_backup_step(copy, -1);
    sqlite3_backup_finish(copy);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static void make_image(void)
{
    struct arena *arena = arena_new();
    const char *why = "";
    struct store *st = store_open(":memory:", STORE_DAEMON, arena, &why);
    if (st == NULL)
        fatal("%s", why);
    image.bytes = sqlite3_serialize(latest, "main", &image.len, 0);
    if (image.bytes == NULL)
        fatal("the new store cannot be copied");
    store_close(st);
    arena_free(arena);
}

static void get_image(void)
{
    char *path = image_path();
    if (!read_image(path)) {
        make_image();
        keep_image(path);
    }
    free(path);
}

static void forget(void)
{
    sqlite3_close(original); /* and the image with it */
}

void fresh_use(void)
{
    if (original != NULL)
        return;
    /* As store_open() does it, which may be called before and after. */
    sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    if (sqlite3_auto_extension((void (*)(void))on_open) != SQLITE_OK)
        fatal("SQLite takes no extension");
    get_image();
    sqlite3 *db;
    if (sqlite3_open(":memory:", &db) != SQLITE_OK ||
        sqlite3_deserialize(db, "main", image.bytes, image.len, image.len, SQLITE_DESERIALIZE_FREEONCLOSE) !=
            SQLITE_OK)
        fatal("the copy of a new store cannot be opened: %s", sqlite3_errmsg(db));
    original = db;
    atexit(forget);
}

void fresh_write(const char *path)
{
    fresh_use();
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, image.bytes, (size_t)image.len) != image.len || close(fd) != 0)
        fatal("%s: %m", path);
}
