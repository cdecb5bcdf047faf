/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * loop: see loop.h. */
#include "config.h"

#include "daemon/loop.h"

#include <signal.h>
#include <string.h>

#include <event2/event.h>
#include <strophe.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/rng.h"
#include "conf/conf.h"
#include "daemon/chores.h"
#include "daemon/clocks.h"
#include "daemon/embedder.h"
#include "daemon/guard.h"
#include "daemon/library.h"
#include "daemon/loop_inside.h"
#include "daemon/notify.h"
#include "daemon/recovery.h"
#include "daemon/signals.h"
#include "daemon/turn.h"
#include "desk/desk.h"
#include "model/model.h"
#include "store/store.h"
#include "xmpp/link.h"

enum {
    QUIET_MS = 1000,
    NEWS_MS = 5, /* a turn with an answer of a model waits this long for more events */
};

/* ---- callbacks of the link ---- */

/* The link calls this before each read. All stanzas of a read are one turn. */
static bool on_ready(void *arg)
{
    return turn_begin(arg);
}

static void on_up(void *arg)
{
    struct loop *l = arg;
    if (strcmp(link_domain(l->link), l->conf->component.domain) != 0)
        conf_swap_labels(l->conf);
    turn_take(arg, (struct desk_event){.kind = EVENT_LINK_UP});
    notify_status("link up");
    notify_ready();
}

static void on_trouble(void *arg, const char *sentence)
{
    turn_take(arg, (struct desk_event){.kind = EVENT_LINK_TROUBLE, .why = sentence});
    notify_ready();
}

static void on_down(void *arg, const char *why)
{
    (void)why; /* on_trouble() has reported it */
    turn_take(arg, (struct desk_event){.kind = EVENT_LINK_DOWN});
    turn_end(arg);
    notify_status("link down");
}

static void on_stanza(void *arg, xmpp_stanza_t *stanza)
{
    turn_take(arg, (struct desk_event){.kind = EVENT_STANZA, .stanza = stanza});
}

static void on_refused(void *arg, const struct wire_refusal *refusal)
{
    turn_take(arg, (struct desk_event){.kind = EVENT_REFUSED, .refusal = refusal});
}

static void on_full(void *arg)
{
    turn_take(arg, (struct desk_event){.kind = EVENT_LINK_FULL});
    turn_end(arg);
}

static void on_room(void *arg)
{
    turn_take(arg, (struct desk_event){.kind = EVENT_LINK_ROOM});
    turn_end(arg);
}

static void on_idle(void *arg)
{
    turn_end(arg);
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

/* ---- callbacks of the models ---- */

/* The turn ends with the next turn of the link or after NEWS_MS, so that under load an answer does not cost
 * a commit of its own. */
static void on_news(void *arg, const struct model_news *news)
{
    struct loop *l = arg;
    struct timeval tv = clocks_after_ms(NEWS_MS);
    turn_take(l, (struct desk_event){.kind = EVENT_MODEL, .news = news}); /* on_ready() was asked */
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
    turn_end(arg);
}

/* ---- time and signals ---- */

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    struct loop *l = arg;
    if (!turn_take(l, (struct desk_event){.kind = EVENT_TICK}))
        l->owed |= OWED_TICK;
    turn_end(l);
}

static void on_watchdog(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    (void)arg;
    notify_alive();
}

/* ---- setting up ---- */

static void start_watchdog(struct loop *l)
{
    int64_t every = notify_watchdog_ms();
    if (every <= 0)
        return;
    l->watchdog = event_new(l->base, -1, EV_PERSIST, on_watchdog, l);
    struct timeval tv = clocks_after_ms(every / 2);
    event_add(l->watchdog, &tv);
}

static void start_events(struct loop *l)
{
    l->timer = evtimer_new(l->base, on_timer, l);
    l->quiet = event_new(l->base, -1, EV_PERSIST, chores_on_quiet, l);
    l->index = evtimer_new(l->base, chores_on_index, l);
    l->library_timer = evtimer_new(l->base, chores_on_library, l);
    l->news = evtimer_new(l->base, on_news_taken, l);
    l->retry = evtimer_new(l->base, recovery_on_retry, l);
    l->give_up = evtimer_new(l->base, signals_on_give_up, l);
    l->term = evsignal_new(l->base, SIGTERM, signals_on_term, l);
    l->interrupt = evsignal_new(l->base, SIGINT, signals_on_term, l);
    l->hup = evsignal_new(l->base, SIGHUP, signals_on_hup, l);
    struct timeval tv = clocks_after_ms(QUIET_MS);
    if (l->retry == NULL || l->give_up == NULL || l->timer == NULL || l->quiet == NULL || l->index == NULL ||
        l->library_timer == NULL || l->news == NULL || l->term == NULL || l->interrupt == NULL ||
        l->hup == NULL || event_add(l->quiet, &tv) != 0 || event_add(l->term, NULL) != 0 ||
        event_add(l->interrupt, NULL) != 0 || event_add(l->hup, NULL) != 0)
        fatal("libevent cannot create timers or signals");
    chores_read_library_in(l, 0);
    signals_release();
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
    struct loop l = {.conf = conf, .store = store, .arena = arena, .ahead_ms = clocks_ahead_ms()};
    signal(SIGPIPE, SIG_IGN);
    l.base = event_base_new();
    l.ctx = xmpp_ctx_new(NULL, NULL);
    if (l.base == NULL || l.ctx == NULL)
        fatal("libevent or libstrophe cannot be initialised");
    effects_clear(&l.effects);
    store_on_failure(store, turn_on_store_failure, &l);
    rng_seed(&l.seeds, seed);
    l.guard = guard_new(store, arena);
    l.library = library_new(store, conf);
    l.model = model_new(l.base, &model_ops, &l);
    l.embedder = embedder_new(l.base, store, &chores_embedder_ops, &l);
    struct link_conf lc = {
        .domain = conf->component.domain,
        .other = conf->component.other,
        .host = conf->component.host,
        .secret = conf->component.secret,
        .port = (int)conf->component.port,
    };
    l.link = link_new(l.base, l.ctx, &lc, &link_ops, &l);
    start_events(&l);
    embedder_configure(l.embedder, conf);
    recovery_make_desk(&l);
    /* Reports ready at the end of the first attempt to connect, however that ends; and at once while it waits for the store:
     * the service runs, and its status says what it waits for. */
    if (!l.started)
        notify_ready();
    event_base_dispatch(l.base);
    if (l.in_turn)
        store_rollback(store);
    link_free(l.link);
    end_events(&l);
    embedder_free(l.embedder);
    model_free(l.model);
    library_free(l.library);
    desk_free(l.desk);
    guard_free(l.guard);
    xmpp_ctx_free(l.ctx);
    event_base_free(l.base);
    conf_free(l.conf);
    return l.status;
}
