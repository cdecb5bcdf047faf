/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * disk: a disk that can be full. SQLite's own file system with one wrapper around it: what makes a file
 * longer is counted, and refused where a full disk would refuse it: in the middle of a frame of the WAL, at
 * a page of the database in a checkpoint, at the index in shared memory. What is written over costs nothing,
 * as on a real disk. */
#include "sim.h"

#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "store/store.h"

/* One process plays one run at a time; a VFS is the process's own. */
static struct {
    sqlite3_vfs vfs, *real;
    int64_t left; /* bytes, -1: no end */
    bool refused;
} disk = {.left = -1};

struct disk_file {
    sqlite3_file base;
    sqlite3_file *real;
};

static sqlite3_file *real_of(sqlite3_file *f)
{
    return ((struct disk_file *)f)->real;
}

static bool has_room(int64_t bytes)
{
    if (disk.left < 0)
        return true;
    if (bytes > disk.left) {
        disk.refused = true;
        return false;
    }
    disk.left -= bytes;
    return true;
}

static int disk_close(sqlite3_file *f)
{
    return real_of(f)->pMethods->xClose(real_of(f));
}

static int disk_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
    return real_of(f)->pMethods->xRead(real_of(f), to, n, at);
}

static int disk_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at)
{
    const sqlite3_io_methods *real = real_of(f)->pMethods;
    sqlite3_int64 size = 0;
    if (disk.left < 0 || real->xFileSize(real_of(f), &size) != SQLITE_OK || at + n <= size)
        return real->xWrite(real_of(f), from, n, at);
    int64_t grows = at >= size ? n : at + n - size, left = disk.left;
    if (has_room(grows))
        return real->xWrite(real_of(f), from, n, at);
    disk.left = 0; /* the part that fits is written, as write(2) does */
    if (n - grows + left > 0)
        real->xWrite(real_of(f), from, (int)(n - grows + left), at);
    return SQLITE_FULL;
}

static int disk_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    return real_of(f)->pMethods->xTruncate(real_of(f), size);
}

static int disk_sync(sqlite3_file *f, int flags)
{
    return real_of(f)->pMethods->xSync(real_of(f), flags);
}

static int disk_size(sqlite3_file *f, sqlite3_int64 *size)
{
    return real_of(f)->pMethods->xFileSize(real_of(f), size);
}

static int disk_lock(sqlite3_file *f, int level)
{
    return real_of(f)->pMethods->xLock(real_of(f), level);
}

static int disk_unlock(sqlite3_file *f, int level)
{
    return real_of(f)->pMethods->xUnlock(real_of(f), level);
}

static int disk_check_reserved(sqlite3_file *f, int *out)
{
    return real_of(f)->pMethods->xCheckReservedLock(real_of(f), out);
}

static int disk_control(sqlite3_file *f, int op, void *arg)
{
    return real_of(f)->pMethods->xFileControl(real_of(f), op, arg);
}

static int disk_sector(sqlite3_file *f)
{
    return real_of(f)->pMethods->xSectorSize(real_of(f));
}

static int disk_device(sqlite3_file *f)
{
    return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
}

static int disk_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
    const sqlite3_io_methods *real = real_of(f)->pMethods;
    int rc = real->xShmMap(real_of(f), page, size, 0, out);
    if (rc != SQLITE_OK || *out != NULL || !extend)
        return rc;
    return has_room(size) ? real->xShmMap(real_of(f), page, size, 1, out) : SQLITE_IOERR_SHMSIZE;
}

static int disk_shm_lock(sqlite3_file *f, int from, int n, int flags)
{
    return real_of(f)->pMethods->xShmLock(real_of(f), from, n, flags);
}

static void disk_shm_barrier(sqlite3_file *f)
{
    real_of(f)->pMethods->xShmBarrier(real_of(f));
}

static int disk_shm_unmap(sqlite3_file *f, int drop)
{
    return real_of(f)->pMethods->xShmUnmap(real_of(f), drop);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2, /* no memory-mapped pages: every write comes through here */
    .xClose = disk_close,
    .xRead = disk_read,
    .xWrite = disk_write,
    .xTruncate = disk_truncate,
    .xSync = disk_sync,
    .xFileSize = disk_size,
    .xLock = disk_lock,
    .xUnlock = disk_unlock,
    .xCheckReservedLock = disk_check_reserved,
    .xFileControl = disk_control,
    .xSectorSize = disk_sector,
    .xDeviceCharacteristics = disk_device,
    .xShmMap = disk_shm_map,
    .xShmLock = disk_shm_lock,
    .xShmBarrier = disk_shm_barrier,
    .xShmUnmap = disk_shm_unmap,
};

static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
    struct disk_file *file = (struct disk_file *)f;
    (void)vfs;
    file->real = (sqlite3_file *)(file + 1);
    file->real->pMethods = NULL;
    int rc = disk.real->xOpen(disk.real, name, file->real, flags, out);
    file->base.pMethods = file->real->pMethods != NULL ? &methods : NULL;
    return rc;
}

void disk_make(void)
{
    if (disk.real != NULL)
        return;
    /* What store.c asks for comes too late once the file system is registered. */
    sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    disk.real = sqlite3_vfs_find(NULL);
    if (disk.real == NULL)
        fatal("SQLite has no file system");
    disk.vfs = *disk.real;
    disk.vfs.pNext = NULL;
    disk.vfs.zName = "disk";
    disk.vfs.szOsFile += (int)sizeof(struct disk_file);
    disk.vfs.xOpen = disk_open;
    if (sqlite3_vfs_register(&disk.vfs, 1) != SQLITE_OK)
        fatal("SQLite takes no file system of ours");
}

const char *disk_without_limit(void)
{
    return disk.real->zName;
}

void disk_limit(int64_t bytes)
{
    disk.left = bytes;
    disk.refused = false;
}

/* ---- a full disk, for a while ---- */

/* Nearly no cache: pages go to the disk before the commit, and a statement in the middle of a turn is what
 * finds no room. */
void disk_limit_store(struct sim *s)
{
    if (s->disk_pages > 0)
        store_exec(s->store,
                   arena_printf(s->arena, "PRAGMA max_page_count = %lld", (long long)s->disk_pages));
    else
        store_exec(s->store, "PRAGMA cache_size = 1");
}

static void disk_has_room(struct sim *s, const struct happening *h)
{
    (void)h;
    sim_note(s, "the disk has room again");
    disk_limit(-1);
    s->disk_full = false;
    if (s->store == NULL)
        return;
    store_exec(s->store, "PRAGMA max_page_count = 1000000");
    store_exec(s->store, "PRAGMA cache_size = -4096");
}

/* Either no file may grow any more, or the database has its largest size. */
void disk_fills(struct sim *s)
{
    int64_t wait = sim_between(&s->faults_rng, 100, 60000), bytes = sim_between(&s->faults_rng, 0, 60000);
    bool pages = sim_chance(&s->faults_rng, 30);
    if (s->disk_full || s->store == NULL)
        return;
    s->disk_full = true;
    s->disk_pages = pages ? eye_int(s, "PRAGMA page_count", 0) : 0;
    if (s->disk_pages == 0)
        disk_limit(bytes);
    disk_limit_store(s);
    sim_note(s, "the disk is full for %lld ms", (long long)wait);
    sim_later(s, wait, disk_has_room, 0, 0, NULL, NULL);
}

/* False, and a violation, when the store failed although the disk has room. */
bool disk_excuses(struct sim *s)
{
    bool full = disk.refused || (s->disk_full && s->disk_pages > 0 &&
                                 strstr(store_error(s->store), "database or disk is full") != NULL);
    if (!full)
        sim_violation(s, "the store: %s", store_error(s->store));
    return full;
}
