/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * loop: see loop.h. */
#include "config.h"

#include "daemon/loop.h"

#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <event2/event.h>
#include <strophe.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/rng.h"
#include "conf/conf.h"
#include "daemon/guard.h"
#include "daemon/library.h"
#include "daemon/notify.h"
#include "desk/desk.h"
#include "model/model.h"
#include "store/store.h"
#include "xmpp/link.h"

enum {
    TIMER_MAX_MS = 60 * 1000, /* the longest sleep, because the wall clock may be set */
    JUMP_MS = 1000,           /* a smaller difference is not a jump of the clock */
    QUIET_MS = 1000,
    NEWS_MS = 5, /* a turn with an answer of a model waits this long for more events */
    INDEX_ROWS = 200,
    /* While people write, indexing gets a tenth of the time: the pause after a batch is this many times as
     * long as the batch. */
    INDEX_PAUSE = 9,
    INDEX_PAUSE_MS = 5,
    LIBRARY_FIRST_MS = 2000, /* time for reading the knowledge before the link is made */
    LIBRARY_PAUSE_MS = 1000, /* a pause of at least this length means that everything was read */
    LIBRARY_LATER_MS = 1000, /* while the store cannot be written */
    HELD_MS = 1000,          /* a longer wait for the store is reported to the core */
    GIVE_UP_MS = 5000,       /* how long SIGTERM waits for the store */
};

/* Work that was put off while the store could not be written. */
enum owed {
    OWED_START = 1, /* the first turn of a core */
    OWED_CONF = 2,
    OWED_STOP = 4,
    OWED_TICK = 8,
};

struct loop {
    struct event_base *base;
    struct event *timer, *quiet, *index, *library_timer, *news, *watchdog, *term, *interrupt, *hup, *retry,
        *give_up;
    xmpp_ctx_t *ctx;
    struct link *link;
    /* NULL while the store has failed, because the core's memory may be ahead of the store. */
    struct desk *desk;
    struct guard *guard;
    struct store *store;
    struct library *library;
    struct model *model;
    struct arena *arena;
    struct conf *conf;
    struct effects effects;
    struct rng seeds; /* of the desks that are made */
    int64_t ahead_ms; /* of the time since boot: the wall clock, when the core last heard of it */
    unsigned owed;    /* enum owed */
    jmp_buf way_out;  /* of a step that met a failing store */
    bool in_step;
    bool in_turn, stopping, started;
    bool low;    /* the core knows that there is little room */
    bool busy;   /* something happened since the last look for a quiet second */
    bool turned; /* something happened since the store's log was last written back */
    int status;
};

static int64_t clock_ms(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t now_ms(void)
{
    return clock_ms(CLOCK_REALTIME);
}

/* How far the wall clock is ahead of CLOCK_BOOTTIME, which nobody sets. That clock runs on while the machine
 * sleeps, so a sleep is not a jump. */
static int64_t ahead_ms(void)
{
    return now_ms() - clock_ms(CLOCK_BOOTTIME);
}

static struct timeval after_ms(int64_t ms)
{
    return (struct timeval){.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};
}

/* ---- the turn ---- */

static void stop_now(struct loop *l, int status)
{
    l->status = status;
    event_base_loopbreak(l->base);
}

static void perform(struct loop *l)
{
    for (const struct effect *e = l->effects.first; e != NULL; e = e->next)
        switch (e->kind) {
        case EFFECT_SEND:
            link_write(l->link, e->text, e->len);
            break;
        case EFFECT_MODEL_ASK:
            model_ask(l->model, e->task, e->responder, &(struct model_asker){e->asker, e->domain});
            break;
        case EFFECT_FETCH:
            model_fetch(l->model, e->task, e->tool, e->text, e->body,
                        &(struct model_asker){e->asker, e->domain});
            break;
        case EFFECT_MODEL_DROP:
            model_drop(l->model, e->task);
            break;
        case EFFECT_RELINK:
            link_restart(l->link, e->text);
            break;
        }
}

static void set_timer(struct loop *l)
{
    int64_t due = desk_due_ms(l->desk), wait = TIMER_MAX_MS;
    if (due >= 0 && due - now_ms() < wait)
        wait = due - now_ms();
    struct timeval tv = after_ms(wait > 0 ? wait : 0);
    event_add(l->timer, &tv);
}

static void retry_in(struct loop *l, int64_t ms)
{
    struct timeval tv = after_ms(ms);
    event_add(l->retry, &tv);
}

/* Does not move a retry that is already scheduled: frequent callers would put it off for ever. */
static void retry_later(struct loop *l)
{
    if (!evtimer_pending(l->retry, NULL))
        retry_in(l, guard_wait_ms(l->guard));
}

/* A step cannot continue without the store, so it ends here, and this core with it, as after kill -9.
 * Everything it has is in the turn's arena and in the store. Outside of a step the error of the store
 * sticks, and the next turn finds it. */
static void on_store_failure(void *arg)
{
    struct loop *l = arg;
    if (l->in_step)
        longjmp(l->way_out, 1);
}

static bool is_sound(const struct loop *l)
{
    return store_error(l->store) == NULL;
}

static void step(struct loop *l, struct desk_event e)
{
    e.now_ms = now_ms();
    l->in_step = true;
    if (setjmp(l->way_out) == 0)
        desk_step(l->desk, &e, &l->effects);
    l->in_step = false;
}

/* Runs the timers that became due in the turn, such as those of offers. */
static void finish(struct loop *l)
{
    int64_t due = is_sound(l) ? desk_due_ms(l->desk) : -1;
    if (due >= 0 && due <= now_ms())
        step(l, (struct desk_event){.kind = EVENT_TICK});
}

/* Nothing is sent that was not stored. After a failed commit the core's memory may be ahead of the store, so
 * a new core is made from the store. */
static void end_turn(struct loop *l)
{
    if (!l->in_turn)
        return;
    l->in_turn = false;
    finish(l);
    if (!guard_commit(l->guard)) {
        retry_in(l, 0);
        return;
    }
    perform(l);
    effects_clear(&l->effects);
    arena_reset(l->arena);
    set_timer(l);
}

/* Tells the core that the clock was set. Small corrections (as by NTP) add up to a jump now and then. */
static void look_at_clock(struct loop *l)
{
    int64_t jump_ms = ahead_ms() - l->ahead_ms;
    if (jump_ms > -JUMP_MS && jump_ms < JUMP_MS)
        return;
    l->ahead_ms += jump_ms;
    step(l, (struct desk_event){.kind = EVENT_CLOCK, .jump_ms = jump_ms});
}

/* Tells the core, before anything else, what it has to know about the store. */
static void tell_of_store(struct loop *l)
{
    int64_t held_ms = guard_held_ms(l->guard);
    bool low = guard_is_low(l->guard, l->conf);
    if (held_ms >= HELD_MS)
        step(l, (struct desk_event){.kind = EVENT_HELD});
    if (low != l->low && is_sound(l))
        step(l, (struct desk_event){.kind = low ? EVENT_DISK_LOW : EVENT_DISK_ROOM});
    l->low = low;
}

/* Begins a turn, or continues one. Returns false when the store cannot be written now; then nothing may be
 * taken, and on_retry() finds out when it can. */
static bool begin(struct loop *l)
{
    if (l->in_turn)
        return is_sound(l);
    if (!guard_begin(l->guard)) {
        retry_later(l);
        return false;
    }
    l->in_turn = true;
    look_at_clock(l);
    if (is_sound(l))
        tell_of_store(l);
    return is_sound(l);
}

static bool take(struct loop *l, struct desk_event e)
{
    if (!begin(l))
        return false;
    l->busy = l->turned = true;
    look_at_clock(l);
    if (is_sound(l))
        step(l, e);
    return is_sound(l);
}

/* ---- what the link says ---- */

/* The link asks before each read; what is in it is one turn. */
static bool on_ready(void *arg)
{
    return begin(arg);
}

static void on_up(void *arg)
{
    struct loop *l = arg;
    if (strcmp(link_domain(l->link), l->conf->component.domain) != 0)
        conf_swap_labels(l->conf);
    take(arg, (struct desk_event){.kind = EVENT_LINK_UP});
    notify_status("link up");
}

static void on_trouble(void *arg, const char *sentence)
{
    take(arg, (struct desk_event){.kind = EVENT_LINK_TROUBLE, .why = sentence});
}

static void on_down(void *arg, const char *why)
{
    (void)why; /* on_trouble() */
    take(arg, (struct desk_event){.kind = EVENT_LINK_DOWN});
    end_turn(arg);
    notify_status("link down");
}

static void on_stanza(void *arg, xmpp_stanza_t *stanza)
{
    take(arg, (struct desk_event){.kind = EVENT_STANZA, .stanza = stanza});
}

static void on_refused(void *arg, const struct wire_refusal *refusal)
{
    take(arg, (struct desk_event){.kind = EVENT_REFUSED, .refusal = refusal});
}

static void on_full(void *arg)
{
    take(arg, (struct desk_event){.kind = EVENT_LINK_FULL});
    end_turn(arg);
}

static void on_room(void *arg)
{
    take(arg, (struct desk_event){.kind = EVENT_LINK_ROOM});
    end_turn(arg);
}

static void on_idle(void *arg)
{
    end_turn(arg);
}

static const struct link_ops link_ops = {
    .up = on_up,
    .trouble = on_trouble,
    .down = on_down,
    .stanza = on_stanza,
    .refused = on_refused,
    .full = on_full,
    .room = on_room,
    .idle = on_idle,
    .ready = on_ready,
};

/* ---- what language models say ---- */

/* The turn ends with the next turn of the link or after NEWS_MS, so that under load an answer does not cost
 * a commit of its own. */
static void on_news(void *arg, const struct model_news *news)
{
    struct loop *l = arg;
    struct timeval tv = after_ms(NEWS_MS);
    take(l, (struct desk_event){.kind = EVENT_MODEL, .news = news}); /* on_ready() was asked */
    if (!evtimer_pending(l->news, NULL))
        event_add(l->news, &tv);
}

/* Reads from the open turn, if there is one: a task that it has ended is not asked any more. */
static char *on_request(void *arg, int64_t task)
{
    struct loop *l = arg;
    char *request = NULL;
    struct cursor *c =
        store_error(l->store) == NULL ? store_query(l->store, SQL_task_request, INT(task)) : NULL;
    if (c != NULL && cursor_next(c)) {
        request = xstrdup(cursor_text(c, 0));
        cursor_end(c);
    }
    if (!l->in_turn)
        arena_reset(l->arena);
    return request;
}

static const struct model_ops model_ops = {.news = on_news, .may_tell = on_ready, .request = on_request};

static void on_news_taken(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    end_turn(arg);
}

/* ---- time and signals ---- */

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    struct loop *l = arg;
    if (!take(l, (struct desk_event){.kind = EVENT_TICK}))
        l->owed |= OWED_TICK;
    end_turn(l);
}

/* The full-text index is the dearest part of storing a message, so it is written apart from it: a batch, then
 * a pause in which the loop turns. In a quiet moment the pause is as long as the batch; under load it is
 * longer, but it ends: the index would else fall behind for ever. */
static void on_index(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    struct loop *l = arg;
    end_turn(l);
    if (guard_state(l->guard) != GUARD_OPEN || !is_sound(l) || l->stopping)
        return;
    int64_t from_ms = clock_ms(CLOCK_MONOTONIC);
    bool more = store_index_some(l->store, INDEX_ROWS);
    int64_t pause = INDEX_PAUSE_MS + (clock_ms(CLOCK_MONOTONIC) - from_ms) * (l->busy ? INDEX_PAUSE : 1);
    arena_reset(l->arena);
    if (!is_sound(l)) {
        retry_in(l, 0);
    } else if (more) {
        struct timeval tv = after_ms(pause);
        event_add(l->index, &tv);
    }
}

/* Once a second: is there something to index? And if nothing happened in it, the log of the store is written
 * back. */
static void on_quiet(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    struct loop *l = arg;
    end_turn(l);
    guard_look(l->guard);
    if (guard_state(l->guard) != GUARD_OPEN) {
        retry_later(l);
        return;
    }
    if (guard_is_low(l->guard, l->conf) != l->low && begin(l))
        end_turn(l);
    if (!evtimer_pending(l->index, NULL))
        event_active(l->index, 0, 0);
    if (!l->busy) {
        if (l->turned)
            store_checkpoint(l->store);
        l->turned = false;
    }
    guard_look(l->guard);
    if (guard_state(l->guard) != GUARD_OPEN)
        retry_in(l, 0);
    l->busy = false;
    arena_reset(l->arena);
}

static void read_library_in(struct loop *l, int64_t ms)
{
    struct timeval tv = after_ms(ms);
    if (ms >= 0)
        event_add(l->library_timer, &tv);
}

/* Reads the knowledge before the first customer comes, for at most LIBRARY_FIRST_MS. */
static void read_library_first(struct loop *l)
{
    int64_t begin = clock_ms(CLOCK_BOOTTIME), wait = 0;
    while (wait >= 0 && wait < LIBRARY_PAUSE_MS && store_error(l->store) == NULL &&
           clock_ms(CLOCK_BOOTTIME) - begin < LIBRARY_FIRST_MS)
        wait = library_step(l->library);
}

/* What the responders know: a little at a time, between two turns. */
static void on_library(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    struct loop *l = arg;
    end_turn(l);
    if (l->stopping)
        return;
    bool open = guard_state(l->guard) == GUARD_OPEN && is_sound(l);
    read_library_in(l, open ? library_step(l->library) : LIBRARY_LATER_MS);
    if (!is_sound(l))
        retry_in(l, 0);
}

static void on_watchdog(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    (void)arg;
    notify_alive();
}

static void stopped(void *arg, bool in_order)
{
    struct loop *l = arg;
    end_turn(l);
    if (in_order) {
        take(l, (struct desk_event){.kind = EVENT_STOPPED});
        end_turn(l);
    }
    stop_now(l, is_sound(l) ? EXIT_SUCCESS : EXIT_FAILURE);
}

static void say_goodbye(struct loop *l)
{
    take(l, (struct desk_event){.kind = EVENT_STOP});
    end_turn(l);
    if (is_sound(l))
        link_stop(l->link, stopped, l);
}

/* Another program holds the store and does not release it, so the program ends without saying goodbye. A
 * goodbye would only have told people a little sooner that we are gone. */
static void on_give_up(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    struct loop *l = arg;
    if ((l->owed & OWED_STOP) == 0)
        return;
    l->owed &= ~(unsigned)OWED_STOP;
    log_warn("store: another program still holds the write lock: frontdesk stops without saying goodbye");
    link_stop(l->link, stopped, l);
}

static void on_term(evutil_socket_t signal_number, short what, void *arg)
{
    (void)what;
    struct loop *l = arg;
    if (l->stopping || l->desk == NULL) {
        stop_now(l, EXIT_SUCCESS); /* asked twice, or there is nothing to end: at once */
        return;
    }
    l->stopping = true;
    log_info("signal %d: saying goodbye", (int)signal_number);
    notify_stopping();
    if (begin(l)) {
        say_goodbye(l);
        return;
    }
    struct timeval tv = after_ms(GIVE_UP_MS);
    l->owed |= OWED_STOP;
    event_add(l->give_up, &tv);
}

/* Only what the core uses can change while we run. */
static bool same_shell(const struct conf *a, const struct conf *b)
{
    return strcmp(a->component.domain, b->component.domain) == 0 &&
           strcmp(a->component.host, b->component.host) == 0 && a->component.port == b->component.port &&
           strcmp(a->component.secret, b->component.secret) == 0 && strcmp(a->store_path, b->store_path) == 0;
}

static struct conf *read_again(const char *file)
{
    char *text = NULL;
    size_t size = 0, mistakes = 0;
    FILE *errors = open_memstream(&text, &size);
    if (errors == NULL)
        return NULL;
    struct conf *conf = conf_read(file, conf_checks, errors, &mistakes);
    fclose(errors);
    char *save = NULL;
    for (char *line = strtok_r(text, "\n", &save); line != NULL; line = strtok_r(NULL, "\n", &save))
        log_warn("%s", line);
    free(text);
    return conf;
}

static void read_conf_again(struct loop *l)
{
    if (!begin(l)) { /* the core has to know of it, and cannot now */
        l->owed |= OWED_CONF;
        return;
    }
    struct conf *conf = read_again(l->conf->file);
    if (conf == NULL) {
        log_error(
            "the configuration was not read again: the old one stays in force until the mistakes are mended");
        return;
    }
    if (l->conf->a_labels)
        conf_swap_labels(conf);
    if (!same_shell(l->conf, conf)) {
        log_error(
            "domain, server or secret of component { }, or path of store { }, changed: that needs a restart, "
            "and until then all of the old configuration stays in force");
        conf_free(conf);
        return;
    }
    struct conf *old = l->conf;
    l->conf = conf;
    library_configure(l->library, conf);
    read_library_in(l, 0);
    log_set_level(conf->log_level);
    take(l, (struct desk_event){.kind = EVENT_CONF, .conf = conf});
    end_turn(l);
    conf_free(old);
    log_info("configuration read again from %s", conf->file);
}

static void on_hup(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    read_conf_again(arg);
}

/* ---- after a trouble of the store ---- */

static void start(struct loop *l)
{
    /* The state of the link that an earlier run has stored is no longer true. */
    take(l, (struct desk_event){.kind = EVENT_LINK_DOWN});
    end_turn(l);
    if (!is_sound(l))
        return; /* to connect would be to take messages and lose them */
    if (!l->started) {
        read_library_first(l);
        link_start(l->link);
    }
    l->started = true;
}

static bool pay(struct loop *l, enum owed what)
{
    bool owed = (l->owed & (unsigned)what) != 0;
    l->owed &= ~(unsigned)what;
    return owed;
}

/* Does the work that was put off, inside a turn. The link is read last. */
static void go_on(struct loop *l)
{
    if (pay(l, OWED_START))
        start(l);
    if (is_sound(l) && pay(l, OWED_CONF))
        read_conf_again(l);
    if (is_sound(l) && pay(l, OWED_TICK))
        take(l, (struct desk_event){.kind = EVENT_TICK});
    if (is_sound(l))
        model_go_on(l->model);
    end_turn(l);
    if (is_sound(l))
        link_go_on(l->link);
    if (is_sound(l) && pay(l, OWED_STOP))
        say_goodbye(l);
    if (!is_sound(l) || guard_state(l->guard) != GUARD_OPEN)
        return;
    store_set_waiting(l->store, "");
    notify_status(link_is_up(l->link) ? "link up" : "link down");
}

/* Drops the core, whose memory may be ahead of the store. Ends the link at once, so that the server sends
 * errors to people who write. */
static void forget_desk(struct loop *l)
{
    if (l->desk == NULL)
        return;
    if (l->in_turn)
        store_rollback(l->store);
    l->in_turn = false;
    effects_clear(&l->effects);
    arena_reset(l->arena);
    event_del(l->timer);
    event_del(l->news);
    desk_free(l->desk);
    l->desk = NULL;
    l->low = false;
    model_drop_all(l->model);
    library_configure(l->library, l->conf);
    link_pause(l->link);
}

static void make_desk(struct loop *l)
{
    l->desk = desk_new(l->store, l->conf, l->arena, rng_next(&l->seeds));
    l->owed |= OWED_START;
    if (begin(l))
        go_on(l);
}

static void mend(struct loop *l)
{
    forget_desk(l);
    if (l->stopping)
        stop_now(l, EXIT_FAILURE);
    else if (guard_mend(l->guard, l->conf->store_path))
        make_desk(l);
    else if (guard_state(l->guard) == GUARD_OVER)
        stop_now(l, EXIT_FAILURE);
    else
        retry_in(l, guard_wait_ms(l->guard));
    if (!l->in_turn)
        arena_reset(l->arena);
}

static void on_retry(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    struct loop *l = arg;
    end_turn(l);
    guard_look(l->guard);
    switch (guard_state(l->guard)) {
    case GUARD_OPEN:
    case GUARD_LOCKED:
        if (begin(l))
            go_on(l);
        else
            arena_reset(l->arena); /* between two turns: what the guard said */
        break;
    case GUARD_FAILED:
    case GUARD_GONE:
    case GUARD_OVER:
        mend(l);
        break;
    }
}

/* ---- setting up ---- */

static void mask_signals(int how)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigprocmask(how, &set, NULL);
}

void loop_hold_signals(void)
{
    mask_signals(SIG_BLOCK);
}

static void start_watchdog(struct loop *l)
{
    int64_t every = notify_watchdog_ms();
    if (every <= 0)
        return;
    l->watchdog = event_new(l->base, -1, EV_PERSIST, on_watchdog, l);
    struct timeval tv = after_ms(every / 2);
    event_add(l->watchdog, &tv);
}

static void start_events(struct loop *l)
{
    l->timer = evtimer_new(l->base, on_timer, l);
    l->quiet = event_new(l->base, -1, EV_PERSIST, on_quiet, l);
    l->index = evtimer_new(l->base, on_index, l);
    l->library_timer = evtimer_new(l->base, on_library, l);
    l->news = evtimer_new(l->base, on_news_taken, l);
    l->retry = evtimer_new(l->base, on_retry, l);
    l->give_up = evtimer_new(l->base, on_give_up, l);
    l->term = evsignal_new(l->base, SIGTERM, on_term, l);
    l->interrupt = evsignal_new(l->base, SIGINT, on_term, l);
    l->hup = evsignal_new(l->base, SIGHUP, on_hup, l);
    struct timeval tv = after_ms(QUIET_MS);
    if (l->retry == NULL || l->give_up == NULL || l->timer == NULL || l->quiet == NULL || l->index == NULL ||
        l->library_timer == NULL || l->news == NULL || l->term == NULL || l->interrupt == NULL ||
        l->hup == NULL || event_add(l->quiet, &tv) != 0 || event_add(l->term, NULL) != 0 ||
        event_add(l->interrupt, NULL) != 0 || event_add(l->hup, NULL) != 0)
        fatal("libevent refuses timers or signals");
    read_library_in(l, 0);
    mask_signals(SIG_UNBLOCK);
    start_watchdog(l);
}

static void end_events(struct loop *l)
{
    struct event *all[] = {l->timer, l->quiet,     l->index, l->library_timer, l->news,   l->watchdog,
                           l->term,  l->interrupt, l->hup,   l->retry,         l->give_up};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (all[i] != NULL)
            event_free(all[i]);
}

int loop_run(struct conf *conf, struct store *store, struct arena *arena, uint64_t seed)
{
    struct loop l = {.conf = conf, .store = store, .arena = arena, .ahead_ms = ahead_ms()};
    signal(SIGPIPE, SIG_IGN);
    l.base = event_base_new();
    l.ctx = xmpp_ctx_new(NULL, NULL);
    if (l.base == NULL || l.ctx == NULL)
        fatal("libevent or libstrophe cannot start");
    effects_clear(&l.effects);
    store_on_failure(store, on_store_failure, &l);
    rng_seed(&l.seeds, seed);
    l.guard = guard_new(store, arena);
    l.library = library_new(store, conf);
    l.model = model_new(l.base, &model_ops, &l);
    struct link_conf lc = {
        .domain = conf->component.domain,
        .other = conf->component.other,
        .host = conf->component.host,
        .secret = conf->component.secret,
        .port = (int)conf->component.port,
    };
    l.link = link_new(l.base, l.ctx, &lc, &link_ops, &l);
    start_events(&l);
    make_desk(&l);
    /* Reports ready even while waiting for the store: the service runs, and its status says what it waits
     * for. */
    notify_ready();
    event_base_dispatch(l.base);
    if (l.in_turn)
        store_rollback(store);
    link_free(l.link);
    end_events(&l);
    model_free(l.model);
    library_free(l.library);
    desk_free(l.desk);
    guard_free(l.guard);
    xmpp_ctx_free(l.ctx);
    event_base_free(l.base);
    conf_free(l.conf);
    return l.status;
}
