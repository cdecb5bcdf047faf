/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * guard: see guard.h. */
#include "daemon/guard.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <time.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/utf8.h"
#include "conf/conf.h"
#include "daemon/notify.h"
#include "store/store.h"

enum {
    LOCK_RETRY_MS = 20,
    LOCK_SAY_MS = 1000,       /* a lock that is held for less time is not logged */
    SAY_AGAIN_MS = 60 * 1000, /* a trouble that lasts is logged again after this time */
    MEND_FIRST_MS = 250,      /* the first retry; the back-off doubles with each retry */
    MEND_MOST_MS = 8000,
    STABLE_MS = 60 * 1000, /* after this time without trouble, the back-off starts at MEND_FIRST_MS again */
    GONE_LOOK_MS = 250,
    GONE_WAIT_MS = 5000, /* for a file that is moved away and back */
    SPACE_EVERY_MS = 1000,
    LOG_LARGE_MIB =
        256, /* size of the write-ahead log that is reported; without readers it stays below 64 MiB */
};

static const uint64_t mib = 1024 * 1024;

struct guard {
    struct store *store;
    struct arena *arena;
    enum guard_state state;
    int64_t since_ms; /* when the state began; all times here are since boot */
    int64_t said_ms;  /* when the state was logged last; 0: not yet */
    int64_t held_ms;  /* guard_held_ms() */
    int64_t mend_ms;  /* back-off between two attempts */
    int64_t tried_ms; /* when the last attempt, or the failure, was */
    bool low;
    bool log_large;   /* the log is large, and that was logged */
    int64_t space_ms; /* when the free space was read */
};

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_BOOTTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Reports the reason for waiting to `systemctl status` and `frontdesk status`. The loop reports when the
 * program continues. */
static void tell(struct guard *g, const char *sentence)
{
    notify_status(arena_printf(g->arena, "waiting: %s", sentence));
    store_set_waiting(g->store, sentence);
}

static void become(struct guard *g, enum guard_state state)
{
    g->state = state;
    g->since_ms = now_ms();
    g->said_ms = 0;
}

/* ---- the lock ---- */

/* Returns the name of a process in printable form, because its owner may choose it freely. */
static const char *process_name(struct guard *g, int pid)
{
    char path[64], name[32] = "";
    snprintf(path, sizeof path, "/proc/%d/comm", pid);
    FILE *f = fopen(path, "re");
    if (f != NULL) {
        if (fgets(name, sizeof name, f) != NULL)
            name[strcspn(name, "\n")] = '\0';
        fclose(f);
    }
    return name[0] == '\0' ? "" : arena_printf(g->arena, " (%s)", utf8_printable(g->arena, name, 16));
}

static void say_locked(struct guard *g)
{
    int64_t now = now_ms(), held = now - g->since_ms;
    if (held < LOCK_SAY_MS || (g->said_ms != 0 && now - g->said_ms < SAY_AGAIN_MS))
        return;
    g->said_ms = now;
    int pid = store_lock_holder(g->store);
    const char *who =
        pid != 0 ? arena_printf(g->arena, "process %d%s", pid, process_name(g, pid)) : "another program";
    log_warn("store: %s holds the write lock (for %" PRId64
             " s so far): frontdesk accepts nothing until the lock is free, and then continues by "
             "itself",
             who, held / 1000);
    tell(g, arena_printf(g->arena, "%s holds the write lock of the store", who));
}

static void note_free(struct guard *g)
{
    g->held_ms = now_ms() - g->since_ms;
    if (g->said_ms != 0)
        log_info("store: the write lock became free after %" PRId64 ".%" PRId64 " s: frontdesk continues",
                 g->held_ms / 1000, g->held_ms % 1000 / 100);
    become(g, GUARD_OPEN);
}

/* ---- the end of a turn ---- */

static void wait_longer(struct guard *g)
{
    g->mend_ms = g->mend_ms * 2 < MEND_MOST_MS ? g->mend_ms * 2 : MEND_MOST_MS;
}

static void failed(struct guard *g)
{
    bool passes = store_trouble(g->store) != STORE_BROKEN;
    log_error("store: the last changes could not be written and were not sent (%s); %s",
              store_error(g->store),
              passes
                  ? "frontdesk accepts nothing until it can write again: free space on the disk or repair it"
                  : "frontdesk stops: restore the store from a backup, or report this");
    if (g->mend_ms == 0 || now_ms() - g->since_ms > STABLE_MS)
        g->mend_ms = MEND_FIRST_MS;
    else
        wait_longer(g);
    become(g, passes ? GUARD_FAILED : GUARD_OVER);
    g->tried_ms = g->since_ms;
    tell(g, "the store cannot be written");
}

static const char *what_happened(enum store_place place)
{
    switch (place) {
    case STORE_IN_PLACE:
        break;
    case STORE_REMOVED:
        return "removed";
    case STORE_REPLACED:
        return "replaced by another file";
    case STORE_CUT:
        return "overwritten or truncated";
    }
    return "left alone";
}

/* Whether the store is still the file that was opened. When it is not, logs that. */
static bool in_place(struct guard *g)
{
    const char *name = "";
    enum store_place place = store_look(g->store, &name);
    if (place == STORE_IN_PLACE)
        return true;
    const char *then =
        store_is_same(g->store)
            ? "until the store is open again"
            : arena_printf(
                  g->arena,
                  "any more; put the file back within %d s, or frontdesk exits and must be started again",
                  GONE_WAIT_MS / 1000);
    log_error("store: %s was %s while frontdesk was running: nothing is accepted %s", name,
              what_happened(place), then);
    become(g, GUARD_GONE);
    tell(g, "the store was removed or replaced");
    return false;
}

static bool is_sound(const struct guard *g)
{
    return g->state == GUARD_OPEN || g->state == GUARD_LOCKED;
}

/* ---- the write-ahead log ---- */

/* Logs when the write-ahead log has become large. Does nothing else, because another program may read for as
 * long as it wants. */
static void look_at_log(struct guard *g)
{
    int64_t has_mib = store_log_bytes(g->store) / (int64_t)mib;
    if (has_mib < LOG_LARGE_MIB / 2)
        g->log_large = false;
    if (g->log_large || has_mib < LOG_LARGE_MIB)
        return;
    g->log_large = true;
    int pid = store_log_reader(g->store);
    const char *who =
        pid != 0 ? arena_printf(g->arena, "process %d%s", pid, process_name(g, pid)) : "another program";
    log_warn("store: its write-ahead log has %" PRId64
             " MiB and grows while %s reads from the store: it shrinks when that process (a "
             "backup, an open sqlite3 shell) has ended",
             has_mib, who);
}

void guard_look(struct guard *g)
{
    if (!is_sound(g))
        return;
    if (store_error(g->store) != NULL)
        failed(g);
    else if (in_place(g))
        look_at_log(g);
}

bool guard_begin(struct guard *g)
{
    if (store_error(g->store) != NULL || !is_sound(g)) {
        guard_look(g);
        return false;
    }
    if (store_begin(g->store)) {
        if (g->state == GUARD_LOCKED)
            note_free(g);
        return true;
    }
    if (g->state == GUARD_OPEN)
        become(g, GUARD_LOCKED);
    say_locked(g);
    return false;
}

int64_t guard_held_ms(struct guard *g)
{
    int64_t held = g->held_ms;
    g->held_ms = 0;
    return held;
}

bool guard_commit(struct guard *g)
{
    if (!store_commit(g->store)) {
        failed(g);
        return false;
    }
    return in_place(g); /* a message in a file that was removed must not be acknowledged */
}

/* ---- recovery ---- */

static uint64_t free_bytes(struct guard *g, const char *path)
{
    struct statvfs fs;
    char *copy = arena_strdup(g->arena, path), *slash = strrchr(copy, '/');
    if (slash != NULL)
        slash[slash == copy ? 1 : 0] = '\0';
    if (statvfs(slash != NULL ? copy : ".", &fs) != 0)
        return UINT64_MAX;
    return (uint64_t)fs.f_bavail * fs.f_frsize;
}

/* Tries whether the store can be written. Returns NULL, or why not. A transaction that changes a row may
 * find room in the log although the disk is full, so the free space is checked too. */
static const char *cannot_write(struct guard *g, const char *path)
{
    if (free_bytes(g, path) < mib)
        return "its disk is full";
    if (!store_begin(g->store))
        return "another program holds the write lock";
    store_run(g->store, SQL_fact_set, TEXT("link"), TEXT("down"));
    return store_commit(g->store) ? NULL : store_error(g->store);
}

static void say_still(struct guard *g, const char *why)
{
    int64_t now = now_ms();
    if (g->said_ms != 0 && now - g->said_ms < SAY_AGAIN_MS)
        return;
    g->said_ms = now;
    log_warn("store: it still cannot be written (%s); frontdesk retries within %d s", why,
             MEND_MOST_MS / 1000);
}

/* Whether the store's own file is in its place again: it was moved away and back, or only its log or the
 * log's index is gone, which the store does not need. After GONE_WAIT_MS the trouble is final. */
static bool is_back(struct guard *g)
{
    if (store_is_same(g->store))
        return true;
    if (now_ms() - g->since_ms < GONE_WAIT_MS)
        return false;
    log_error("store: the file was not put back: frontdesk exits");
    become(g, GUARD_OVER);
    return false;
}

bool guard_mend(struct guard *g, const char *path)
{
    const char *why = NULL;
    if (g->state == GUARD_GONE && !is_back(g))
        return false;
    if (g->state == GUARD_OVER || (g->state == GUARD_FAILED && now_ms() - g->tried_ms < g->mend_ms))
        return false;
    g->tried_ms = now_ms();
    if (store_reopen(g->store, &why))
        why = cannot_write(g, path);
    if (why == NULL) {
        log_info("store: it can be written again: frontdesk continues from the state in the store");
        become(g, GUARD_OPEN);
        return true;
    }
    if (store_trouble(g->store) == STORE_BROKEN) {
        log_error("store: %s; frontdesk stops", store_error(g->store));
        become(g, GUARD_OVER);
        return false;
    }
    say_still(g, why);
    wait_longer(g);
    return false;
}

/* Returns the rest of the wait, so that a timer that fires a moment early does not wait the whole time
 * again. */
int64_t guard_wait_ms(const struct guard *g)
{
    int64_t left = g->tried_ms + g->mend_ms - now_ms();
    switch (g->state) {
    case GUARD_OPEN:
    case GUARD_OVER:
        return 0;
    case GUARD_LOCKED:
        return LOCK_RETRY_MS;
    case GUARD_FAILED:
        return left > 0 ? left : 0;
    case GUARD_GONE:
        return GONE_LOOK_MS;
    }
    return 0;
}

enum guard_state guard_state(const struct guard *g)
{
    return g->state;
}

/* The state ends an eighth above the limit, so that it does not change with each message. */
bool guard_is_low(struct guard *g, const struct conf *conf)
{
    int64_t now = now_ms();
    if (g->space_ms != 0 && now - g->space_ms < SPACE_EVERY_MS)
        return g->low;
    g->space_ms = now;
    uint64_t least = (uint64_t)conf->store_min_free * mib, left = free_bytes(g, conf->store_path);
    bool low = left < (g->low ? least + least / 8 : least);
    if (low != g->low && low)
        log_error("store: only %" PRIu64 " MiB are free on its disk, and min_free is %" PRId64
                  " MiB: new messages are refused until more space is free",
                  left / mib, conf->store_min_free);
    else if (low != g->low)
        log_info("store: %" PRIu64 " MiB are free on its disk: messages are accepted again", left / mib);
    g->low = low;
    return low;
}

struct guard *guard_new(struct store *store, struct arena *arena)
{
    struct guard *g = xcalloc(1, sizeof *g);
    g->store = store;
    g->arena = arena;
    become(g, GUARD_OPEN);
    return g;
}

void guard_free(struct guard *g)
{
    free(g);
}
