/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * process: the desk's process: what the loop (src/daemon) does, and how it dies. Its store is a file; a death
 * leaves the files as they were at that moment, WAL included. */
#include "sim.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "conf/conf.h"
#include "daemon/library.h"
#include "desk/desk.h"
#include "store/store.h"
#include "t/record.h"
#include "t/turn.h"
#include "xml/stanza.h"
#include "xmpp/outbox.h"

enum { TICK_MAX_MS = 60 * 1000, JUMP_MS = 1000 }; /* as TIMER_MAX_MS and JUMP_MS of turn.c */

static const char *const suffixes[] = {"", "-wal", "-shm", ".lock", ".kept", "-wal.kept"};

void process_make(struct sim *s)
{
    const char *tmp = getenv("TMPDIR");
    if (tmp == NULL)
        tmp = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    s->dir = arena_printf(s->arena, "%s/sim.XXXXXX", tmp);
    if (mkdtemp(s->dir) == NULL)
        fatal("%s: %m", s->dir);
    s->db_path = arena_printf(s->arena, "%s/desk.db", s->dir);
    s->conf_path = arena_printf(s->arena, "%s/desk.conf", s->dir);
    disk_make();
    disk_limit(-1);
    s->turn = arena_new();
    s->ctx = xmpp_ctx_new(NULL, NULL);
}

/* ---- birth and death ---- */

static void close_desk(struct sim *s)
{
    check_close(s);
    sqlite3_close(s->eye);
    s->eye = NULL;
    desk_free(s->desk);
    s->desk = NULL;
    if (s->library != NULL)
        library_free(s->library);
    s->library = NULL;
    s->told_up = s->full = s->stopping = false;
    s->tick_ms = INT64_MAX;
    s->locked_until_ms = 0;
    arena_reset(s->turn);
}

static void close_all(struct sim *s)
{
    close_desk(s);
    store_close(s->store);
    s->store = NULL;
}

static void copy(const char *from, const char *to)
{
    char buf[65536];
    ssize_t n;
    int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (in < 0 || out < 0)
        fatal("%s: %m", from);
    while ((n = read(in, buf, sizeof buf)) > 0)
        if (write(out, buf, (size_t)n) != n)
            fatal("%s: %m", to);
    close(in);
    close(out);
}

static char *file(struct sim *s, const char *suffix)
{
    return arena_printf(s->arena, "%s%s", s->db_path, suffix);
}

/* sqlite3_close() would tidy up; a killed process does not. So the files are set aside first. */
void process_die(struct sim *s, const char *how)
{
    sim_note(s, "the desk dies: %s", how);
    copy(s->db_path, file(s, ".kept"));
    copy(file(s, "-wal"), file(s, "-wal.kept"));
    close_all(s);
    if (rename(file(s, ".kept"), s->db_path) != 0 || rename(file(s, "-wal.kept"), file(s, "-wal")) != 0)
        fatal("%s: %m", s->db_path);
    unlink(file(s, "-shm"));
    net_process_died(s);
    sim_later(s, sim_between(&s->net, 50, s->calm ? 500 : 4000), process_born, s->process, 0, NULL, NULL);
}

/* The store failed, and the process goes on: what the desk remembered is void, and another one is made when the store opens
 * again. To all others it is as if the desk had died. */
static void process_mends(struct sim *s, const char *why)
{
    sim_note(s, "the desk is made anew: %s", why);
    effects_clear(&s->effects);
    store_on_failure(s->store, NULL, NULL);
    store_rollback(s->store);
    close_desk(s);
    net_process_died(s);
    sim_later(s, sim_between(&s->net, 50, s->calm ? 500 : 4000), process_born, s->process, 0, NULL, NULL);
}

static void store_failed(struct sim *s, const char *why)
{
    if (sim_chance(&s->faults_rng, 70))
        process_mends(s, why);
    else
        process_die(s, why);
}

/* ---- a lock ---- */

bool process_is_locked(const struct sim *s)
{
    return s->mono_ms < s->locked_until_ms;
}

bool process_waits(struct sim *s, const struct happening *h)
{
    if (process_is_locked(s))
        sim_again(s, h, s->locked_until_ms + 1);
    return process_is_locked(s);
}

static void is_free(struct sim *s, const struct happening *h)
{
    if (h->guard != s->process || s->desk == NULL)
        return;
    sim_note(s, "the lock is free");
    if (s->excused_ms + FENCE_TIMEOUT_MS > s->locked_ms)
        s->excused_ms = s->mono_ms; /* a fence that was lost before is waited for once more */
    process_turn(s, &(struct step){.event = {.kind = EVENT_HELD}}, 1);
}

void process_lock(struct sim *s)
{
    int64_t wait = sim_between(&s->faults_rng, 100, 40000);
    if (s->desk == NULL)
        return;
    s->locked_ms = s->mono_ms;
    s->locked_until_ms = s->mono_ms + wait;
    sim_note(s, "another program has the lock for %lld ms", (long long)wait);
    sim_later(s, wait, is_free, s->process, 0, NULL, NULL);
}

static void open_eye(struct sim *s)
{
    if (sqlite3_open_v2(s->db_path, &s->eye, SQLITE_OPEN_READWRITE, disk_without_limit()) != SQLITE_OK)
        fatal("%s: %s", s->db_path, sqlite3_errmsg(s->eye));
    check_open(s);
}

void process_born(struct sim *s, const struct happening *h)
{
    if (h->guard == s->process && s->desk == NULL)
        process_start(s);
}

/* A statement fails: what runs ends there. */
static void store_broke(void *arg)
{
    struct sim *s = arg;
    (void)disk_excuses(s);
    longjmp(s->way_out, 1);
}

/* A desk that cannot start ends; whatever watches it starts it again. */
static void cannot_start(struct sim *s, const char *why)
{
    if (!s->disk_full)
        sim_violation(s, "the store does not open: %s", why);
    sim_note(s, "the desk does not start: %s", why);
    sim_later(s, sim_between(&s->net, 1000, 4000), process_born, s->process, 0, NULL, NULL);
}

void process_start(struct sim *s)
{
    const char *why = "";
    s->process++;
    s->known_ahead_ms = s->wall_ahead_ms;
    for (int i = 0; i < s->n_people; i++)
        s->people[i].n_recent = 0; /* the desk does not remember a flood either */
    struct conf *conf = conf_load(s);
    if (conf == NULL)
        return;
    conf_free(s->conf);
    s->conf = conf;
    if (s->store != NULL) {
        if (!store_reopen(s->store, &why)) {
            cannot_start(s, why);
            return;
        }
    } else {
        s->store = store_open(s->db_path, STORE_DAEMON, s->turn, &why);
    }
    if (s->store == NULL) {
        cannot_start(s, why);
        return;
    }
    /* Our deaths are of the process, not of the machine. */
    store_exec(s->store, "PRAGMA synchronous = OFF");
    const char *sound = store_ask(s->store, "PRAGMA integrity_check");
    if (sound == NULL || strcmp(sound, "ok") != 0 || store_ask(s->store, "PRAGMA foreign_key_check") != NULL)
        sim_violation(s, "the store is damaged: %s", sound == NULL ? "no answer" : sound);
    if (s->n_responders > 0)
        s->library = library_new(s->store, s->conf);
    if (s->library != NULL && s->process == 1)
        responders_learn(s);
    if (s->disk_full)
        disk_limit_store(s);
    open_eye(s);
    s->desk = desk_new(s->store, s->conf, s->turn, rng_next(&s->plan));
    sealing_wire(s);
    store_on_failure(s->store, store_broke, s);
    sim_note(s, "the desk runs (%lld)", (long long)s->process);
    process_turn(s, &(struct step){.event = {.kind = EVENT_LINK_DOWN}}, 1);
    if (s->desk != NULL)
        net_make(s, sim_between(&s->net, 20, 1500));
}

/* SIGTERM: everything that was written arrives. */
void process_stop(struct sim *s)
{
    if (s->desk == NULL || process_is_locked(s))
        return;
    sim_note(s, "the desk is stopped");
    s->stopping = true;
    process_turn(s, &(struct step){.event = {.kind = EVENT_STOP}}, 1);
    if (s->desk == NULL)
        return;
    net_flush(s);
    close_all(s);
    net_process_died(s);
    sim_later(s, sim_between(&s->net, 50, 4000), process_born, s->process, 0, NULL, NULL);
}

void process_end(struct sim *s)
{
    if (s->options->keep)
        printf("%s\n", s->db_path);
    if (s->options->keep && s->desk != NULL)
        process_die(s, "at the end");
    else
        close_all(s);
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++)
        if (!s->options->keep)
            unlink(file(s, suffixes[i]));
    unlink(s->conf_path);
    if (!s->options->keep)
        responders_forget(s);
    if (!s->options->keep && rmdir(s->dir) != 0)
        fatal("%s: %m", s->dir);
    conf_free(s->conf);
    xmpp_ctx_free(s->ctx);
    arena_free(s->turn);
}

/* ---- turns ---- */

/* The effects of a turn, one after the other; the link or the process may end in between. */
static void perform(struct sim *s)
{
    bool dies = s->effects.n > 0 && sim_fault(s, FAULT_KILL_WRITING, 3);
    bool breaks = s->effects.n > 0 && !dies && sim_fault(s, FAULT_CUT_WRITING, 3);
    int64_t left = dies || breaks ? sim_between(&s->faults_rng, 0, (int64_t)s->effects.n - 1) : INT64_MAX;
    const char *relink = NULL;
    for (const struct effect *e = s->effects.first; e != NULL; e = e->next) {
        bool cut = left-- <= 0;
        if (cut && dies)
            break;
        if (e->kind == EFFECT_RELINK)
            relink = cut ? relink : e->text;
        else if (e->kind != EFFECT_SEND)
            model_perform(s, e); /* over no link of ours */
        else if (!cut)
            net_to_server(s, e->text);
    }
    if (dies) {
        process_die(s, "between two effects");
        return;
    }
    if (breaks)
        net_break(s, "while writing");
    else if (relink != NULL)
        net_relink(s, relink);
}

static void set_tick(struct sim *s)
{
    int64_t due = desk_due_ms(s->desk), wait = TICK_MAX_MS;
    if (due >= 0 && due - sim_wall_ms(s) < wait)
        wait = due - sim_wall_ms(s);
    s->tick_ms = s->mono_ms + (wait > 0 ? wait : 0);
}

static void committed(struct sim *s, const struct step *steps, size_t n)
{
    for (const struct effect *e = s->effects.first; e != NULL; e = e->next) {
        s->result.hash = record_effect(s->result.hash, e);
        if (e->kind == EFFECT_SEND && strlen(e->text) != e->len)
            sim_violation(s, "an effect's length is wrong: %s", e->text);
    }
    s->together = n > 1;
    eye_run(s, "BEGIN"); /* one look for all the questions: each lock is a call of the system */
    mail_turn(s, steps, n);
    wishes_turn(s, steps, n);
    check_turn(s);
    contacts_turn(s);
    eye_run(s, "COMMIT");
}

static void step_one(struct sim *s, struct desk_event e)
{
    e.now_ms = sim_wall_ms(s);
    desk_step(s->desk, &e, &s->effects);
    sim_check_mirror(s);
}

/* As turn.c does. */
static void look_at_clock(struct sim *s)
{
    int64_t jump_ms = s->wall_ahead_ms - s->known_ahead_ms;
    if (jump_ms > -JUMP_MS && jump_ms < JUMP_MS)
        return;
    s->known_ahead_ms += jump_ms;
    step_one(s, (struct desk_event){.kind = EVENT_CLOCK, .jump_ms = jump_ms});
}

static bool step(struct sim *s, const struct step *steps, size_t n)
{
    if (setjmp(s->way_out) != 0)
        return false;
    effects_clear(&s->effects);
    store_begin(s->store);
    look_at_clock(s);
    for (size_t i = 0; i < n; i++)
        step_one(s, steps[i].event);
    return true;
}

/* What chores.c does in a second in which nothing happens. */
static void quiet_second(struct sim *s)
{
    store_index_some(s->store, 50);
    store_checkpoint(s->store);
}

/* … and now and then between two turns. */
static void read_on(struct sim *s)
{
    library_step(s->library);
}

/* False: the store has failed. */
static bool between_turns(struct sim *s, void (*does)(struct sim *))
{
    if (setjmp(s->way_out) != 0)
        return false;
    does(s);
    if (store_error(s->store) == NULL)
        return true;
    (void)disk_excuses(s);
    return false;
}

void process_turn(struct sim *s, const struct step *steps, size_t n)
{
    if (s->desk == NULL)
        return;
    s->result.turns++;
    int64_t began_ms = turn_cpu_ms();
    if (!step(s, steps, n)) {
        store_failed(s, "a statement failed");
        return;
    }
    if (sim_fault(s, FAULT_KILL, 2)) {
        process_die(s, "before the commit");
        return;
    }
    bool fails = sim_fault(s, FAULT_COMMIT, 2);
    if (fails)
        store_fail_next_commit(s->store);
    if (!store_commit(s->store)) {
        if (!fails)
            (void)disk_excuses(s);
        store_failed(s, "the commit failed");
        return;
    }
    int64_t took_ms = turn_cpu_ms() - began_ms;
    if (took_ms > TURN_MS * SLOWER)
        sim_violation(s, "a turn took %lld ms of processor time", (long long)took_ms);
    committed(s, steps, n);
    if (sim_fault(s, FAULT_KILL_COMMITTED, 4)) {
        process_die(s, "after the commit, before the effects");
        return;
    }
    perform(s);
    if (s->desk == NULL)
        return;
    model_check(s);
    arena_reset(s->turn);
    effects_clear(&s->effects);
    if (sim_chance(&s->net, 3) && !between_turns(s, quiet_second)) {
        store_failed(s, "the index could not be written");
        return;
    }
    if (s->library != NULL && sim_chance(&s->net, 10) && !between_turns(s, read_on)) {
        store_failed(s, "the knowledge could not be written");
        return;
    }
    set_tick(s);
}

void process_new_conf(struct sim *s)
{
    struct conf *conf = conf_load(s), *old = s->conf;
    if (conf == NULL)
        return;
    s->conf = conf;
    s->conf_ms = s->mono_ms;
    if (s->desk != NULL) {
        conf_show_to_eye(s);
        if (s->library != NULL)
            library_configure(s->library, conf);
        process_turn(s, &(struct step){.event = {.kind = EVENT_CONF, .conf = conf}}, 1);
    }
    conf_free(old);
}
