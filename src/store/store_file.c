/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store_file: the store's file and its companions: checks their kinds, whether they are still the files that
 * were opened, and who locks them. */
#include "config.h"

#include <fcntl.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "store/store_inside.h"

void store_note_places(struct store *st)
{
    struct stat now;
    for (size_t i = 0; i < sizeof st->place / sizeof st->place[0]; i++) {
        struct watched_file *p = &st->place[i];
        if (p->known || stat(p->path, &now) != 0)
            continue;
        *p = (struct watched_file){
            .path = p->path,
            .known = true,
            .device = now.st_dev,
            .inode = now.st_ino,
            .size = now.st_size,
        };
    }
}

/* Closing any descriptor of this file would release the locks that SQLite holds in it (fcntl(2)), so it
 * stays open until the store is closed. */
void store_open_shm(struct store *st)
{
    if (st->mode == STORE_DAEMON && st->shm < 0)
        st->shm = open(st->place[2].path, O_RDONLY | O_CLOEXEC);
}

/* Whether another program has overwritten the file, as `cp` and `>` do: the inode stays the same, and SQLite
 * could continue for hours from its cache. A file that became smaller by a VACUUM has as many pages as SQLite
 * says. */
static bool is_cut(struct store *st, off_t size)
{
    struct watched_file *p = &st->place[0];
    bool shrank = size < p->size;
    p->size = size;
    if (!shrank)
        return false;
    int pages = store_number(st->db, "PRAGMA page_count"); /* -1: SQLite cannot read the file */
    return size == 0 || pages < 0 || size / store_number(st->db, "PRAGMA page_size") < pages;
}

enum store_place store_look(struct store *st, const char **name)
{
    struct stat now;
    if (strcmp(st->path, ":memory:") == 0)
        return STORE_IN_PLACE;
    for (size_t i = 0; i < sizeof st->place / sizeof st->place[0]; i++) {
        const struct watched_file *p = &st->place[i];
        bool there = stat(p->path, &now) == 0;
        bool same = there && p->device == now.st_dev && p->inode == now.st_ino;
        if (!p->known || (same && (i > 0 || !is_cut(st, now.st_size))))
            continue;
        *name = p->path;
        return same ? STORE_CUT : there ? STORE_REPLACED : STORE_REMOVED;
    }
    store_note_places(st);
    return STORE_IN_PLACE;
}

bool store_is_same(struct store *st)
{
    struct stat now;
    const struct watched_file *p = &st->place[0];
    return stat(p->path, &now) == 0 && p->device == now.st_dev && p->inode == now.st_ino;
}

/* SQLite's locks are bytes in the log's index; the first is the writer's ("wal-index" in SQLite's
 * description of its file format). */
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

/* If one of these names were a pipe, SQLite would wait for a writer and could not be stopped. */
bool store_are_files(struct store *st, const char *path, const char **why)
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

/* The store holds all messages of customers, and nothing else would warn the administrator. */
void store_look_at_rights(struct store *st, const char *path)
{
    struct stat file;
    if (stat(path, &file) != 0)
        return;
    const char *exposed = file_exposed(st->arena, &file, S_IRWXG | S_IRWXO, "");
    if (exposed != NULL)
        log_warn("store: %s: %s, and it holds all messages of customers; chown it to the user that "
                 "runs frontdesk, and chmod 600 it",
                 path, exposed);
}
