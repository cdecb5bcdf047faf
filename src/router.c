/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * router: see router.h. */
#include "router.h"

#include <string.h>

#include "agent.h"
#include "conversation.h"
#include "core.h"
#include "hours.h"
#include "line.h"
#include "offer.h"
#include "say.h"
#include "timer.h"

enum {
    HEADS = 16,      /* conversations of a line that are read in one go */
    LOOKED_AT = 500, /* … and looked at in one run, of all lines: it comes to those behind later */
    WHY_AGENTS = 12, /* candidates named in the reason */
};

struct head {
    int64_t id, priority, place, round, pause_ms, only_agent;
};

struct line {
    const struct conf_queue *queue;
    struct head head[HEADS];
    size_t n, next;
};

struct routing {
    struct desk *desk;
    struct agent *agents; /* in the order of the configuration */
    struct line *lines;
    size_t n_lines;
};

/* ---- who may be asked ---- */

struct question {
    struct desk *desk;
    const struct conf_queue *queue;
    const struct head *head;
    const char *customer_jid;
};

static bool on_duty(const struct question *q, const struct agent *a)
{
    (void)q;
    return a->state == AGENT_AVAILABLE;
}

static bool has_room(const struct question *q, const struct agent *a)
{
    (void)q;
    return a->chats + a->offers < a->conf->max_chats;
}

static bool no_open_offer(const struct question *q, const struct agent *a)
{
    (void)q;
    return a->offers == 0;
}

static bool has_skills(const struct question *q, const struct agent *a)
{
    for (size_t i = 0; i < q->queue->skills.n; i++) {
        bool has = false;
        for (size_t k = 0; k < a->conf->skills.n; k++)
            has = has || strcmp(q->queue->skills.item[i], a->conf->skills.item[k]) == 0;
        if (!has)
            return false;
    }
    return true;
}

static bool is_meant(const struct question *q, const struct agent *a)
{
    return q->head->only_agent == 0 || q->head->only_agent == a->id;
}

static bool is_not_the_customer(const struct question *q, const struct agent *a)
{
    return strcmp(q->customer_jid, a->jid) != 0;
}

/* During the pause between two rounds those of the last one are left in peace; who came since may be asked.
 */
static bool not_asked_yet(const struct question *q, const struct agent *a)
{
    int64_t since = q->head->pause_ms > q->desk->now_ms ? q->head->round - 1 : q->head->round;
    return store_int(q->desk->store, SQL_offer_asked, 0, INT(q->head->id), INT(since), INT(a->id)) == 0;
}

static const char asked_already[] = "was asked in this round", open_already[] = "has an open offer";

/* In this order: the first that fails is the one that is named. The last costs a look into the store. */
static const struct predicate {
    bool (*holds)(const struct question *, const struct agent *);
    const char *otherwise;
} predicates[] = {
    {on_duty, "not on duty"},
    {is_meant, "meant for somebody else"},
    {is_not_the_customer, "is the customer"},
    {has_skills, "lacks a skill"},
    {has_room, "has no room"},
    {no_open_offer, open_already},
    {not_asked_yet, asked_already},
};

/* NULL when a may be asked. */
static const char *why_not(const struct question *q, const struct agent *a)
{
    for (size_t i = 0; i < sizeof predicates / sizeof predicates[0]; i++)
        if (!predicates[i].holds(q, a))
            return predicates[i].otherwise;
    return NULL;
}

/* ---- whom of them ---- */

static int by_chats(const struct agent *a, const struct agent *b)
{
    int64_t left = a->chats + a->offers, right = b->chats + b->offers;
    return left < right ? -1 : left > right;
}

static int by_idle(const struct agent *a, const struct agent *b)
{
    return a->idle_ms < b->idle_ms ? -1 : a->idle_ms > b->idle_ms;
}

static int by_served(const struct agent *a, const struct agent *b)
{
    return a->served < b->served ? -1 : a->served > b->served;
}

/* A tie on all rules goes to the one who stands first in the configuration. */
static const struct strategy_row {
    bool all; /* everybody who may be asked is asked at once */
    struct rule {
        int (*compare)(const struct agent *, const struct agent *); /* negative: the first is better */
        const char *name;
    } rules[3];
} strategies[] = {
    [STRATEGY_LEAST_BUSY] = {.rules = {{by_chats, "fewest chats"}, {by_idle, "longest idle"}}},
    [STRATEGY_ROUND_ROBIN] = {.rules = {{by_served, "whose turn it is"}}},
    [STRATEGY_RING_ALL] = {.all = true, .rules = {{by_chats, "everybody is asked"}}},
    [STRATEGY_PRIORITY] = {.rules = {{NULL, NULL}}},
};

static const struct agent *better(const struct strategy_row *s, const struct agent *best,
                                  const struct agent *a, const char **rule)
{
    if (best == NULL) {
        *rule = "the only one";
        return a;
    }
    for (const struct rule *r = s->rules; r->compare != NULL; r++) {
        int order = r->compare(a, best);
        if (order != 0) {
            *rule = r->name;
            return order < 0 ? a : best;
        }
    }
    *rule = "first in the configuration";
    return best;
}

/* Eligible agents of the queue, and the best of them; *exhausted: the round is what stands in the way. */
struct choice {
    const struct agent *best;
    const struct agent **eligible;
    size_t n;
    bool exhausted, anybody_free;
    const char *why;
};

static struct choice choose(struct routing *r, const struct question *q)
{
    struct desk *d = r->desk;
    const struct strategy_row *s = &strategies[q->queue->strategy];
    struct choice c = {.eligible = arena_alloc(d->arena, q->queue->n_agents * sizeof *c.eligible)};
    struct text why = text_new(d->arena);
    const char *rule = "nobody";
    bool asked_somebody = false;
    for (size_t i = 0; i < q->queue->n_agents; i++) {
        const struct agent *a = &r->agents[q->queue->agents[i]];
        if (a->id == 0)
            continue;
        const char *reason = why_not(q, a);
        if (i < WHY_AGENTS)
            text_add(&why, "%s%s %lld/%lld%s%s", i > 0 ? "; " : "", a->jid, (long long)a->chats,
                     (long long)a->conf->max_chats, reason != NULL ? " " : "", reason != NULL ? reason : "");
        asked_somebody = asked_somebody || reason == asked_already;
        c.anybody_free = c.anybody_free || (on_duty(q, a) && has_room(q, a) && no_open_offer(q, a));
        if (reason != NULL)
            continue;
        c.eligible[c.n++] = a;
        c.best = better(s, c.best, a, &rule);
    }
    c.exhausted = c.n == 0 && asked_somebody;
    if (c.best != NULL)
        c.why = arena_printf(d->arena, "%s: %s; chosen %s (%s)", strategy_name(q->queue->strategy), why.s,
                             c.best->jid, rule);
    return c;
}

/* ---- the lines ---- */

/* The next of a line, behind those that were looked at. */
static void load_line(struct desk *d, struct line *line)
{
    struct head last = line->n > 0 ? line->head[line->n - 1] : (struct head){.priority = INT64_MAX};
    struct cursor *c = store_query(d->store, SQL_line_head, TEXT(line->queue->name), INT(last.priority),
                                   INT(last.place), INT(HEADS));
    line->n = line->next = 0;
    while (line->n < HEADS && cursor_next(c))
        line->head[line->n++] = (struct head){
            .id = cursor_int(c, 0),
            .priority = cursor_int(c, 1),
            .place = cursor_int(c, 2),
            .round = cursor_int(c, 3),
            .pause_ms = cursor_int(c, 4),
            .only_agent = cursor_int(c, 5),
        };
    cursor_end(c);
}

static void load_lines(struct routing *r)
{
    struct desk *d = r->desk;
    r->lines = arena_alloc(d->arena, d->conf->n_queues * sizeof *r->lines);
    for (size_t i = 0; i < d->conf->n_queues; i++) {
        const struct conf_queue *q = &d->conf->queues[i];
        if (line_waiting(d, q->name) == 0)
            continue;
        bool open = hours_open(q, d->now_ms);
        int64_t turns = open ? hours_next_close_ms(q, d->now_ms) : hours_next_open_ms(q, d->now_ms);
        if (turns > d->now_ms)
            timer_set_earlier(d, TIMER_HOURS, 0, turns);
        if (!open)
            continue;
        r->lines[r->n_lines].queue = q;
        load_line(d, &r->lines[r->n_lines++]);
    }
}

/* Agents may serve several queues: among the heads of the lines goes first whom an agent has had already,
 * then who came first (a place is the number of the event that made it, so places of all lines compare). */
static struct line *next_line(struct routing *r)
{
    struct line *best = NULL;
    for (size_t i = 0; i < r->n_lines; i++) {
        struct line *l = &r->lines[i];
        if (l->next >= l->n)
            continue;
        const struct head *h = &l->head[l->next];
        if (best == NULL || h->priority > best->head[best->next].priority ||
            (h->priority == best->head[best->next].priority && h->place < best->head[best->next].place))
            best = l;
    }
    return best;
}

/* Everybody who could be was asked in vain: a pause, then all over again. */
static void end_round(struct desk *d, const struct head *h, const struct conf_queue *q)
{
    int64_t until = d->now_ms + q->round_pause_ms;
    store_run(d->store, SQL_conversation_next_round, INT(h->id), INT(until));
    timer_set(d, TIMER_ROUND, h->id, until);
}

/* Handed over to one agent who cannot take it after all: then it is everybody's. */
static void free_if_meant_cannot(struct routing *r, const struct question *q, struct head *h)
{
    const char *reason = "gone";
    for (size_t i = 0; h->only_agent != 0 && i < q->queue->n_agents; i++) {
        const struct agent *a = &r->agents[q->queue->agents[i]];
        if (a->id == h->only_agent)
            reason = why_not(q, a);
    }
    if (h->only_agent == 0 || reason == NULL || reason == open_already)
        return;
    store_run(r->desk->store, SQL_conversation_only, INT(h->id), TEXT(NULL));
    h->only_agent = 0;
}

/* True when nobody of this queue could take anything now. */
static bool offer_head(struct routing *r, struct line *line)
{
    struct desk *d = r->desk;
    struct head *h = &line->head[line->next++];
    struct conversation t = conversation_by_id(d, h->id);
    struct question q = {.desk = d, .queue = line->queue, .head = h, .customer_jid = t.customer_jid};
    free_if_meant_cannot(r, &q, h);
    struct choice c = choose(r, &q);
    if (c.n == 0) {
        if (c.exhausted && h->pause_ms <= d->now_ms)
            end_round(d, h, line->queue);
        return !c.anybody_free;
    }
    if (!strategies[line->queue->strategy].all) {
        c.eligible[0] = c.best;
        c.n = 1;
    }
    for (size_t i = 0; i < c.n; i++) {
        struct agent *a = &r->agents[c.eligible[i]->conf - d->conf->agents];
        offer_make(d, &t, a->id, a->jid, c.why);
        a->offers++;
    }
    return false;
}

void router_run(struct desk *d)
{
    d->route = false;
    if (!d->link_up || store_int(d->store, SQL_tally_waiting, 0) == 0)
        return;
    struct routing r = {.desk = d};
    size_t n;
    r.agents = agents_all(d, &n);
    load_lines(&r);
    struct line *line;
    for (int looked = 0; looked < LOOKED_AT && (line = next_line(&r)) != NULL; looked++) {
        bool full_page = line->n == HEADS;
        if (offer_head(&r, line))
            line->n = line->next = 0;
        else if (line->next == line->n && full_page)
            load_line(d, line);
    }
}

const char *router_why_not(struct desk *d, const struct conversation *t, const struct agent *a)
{
    const struct conf_queue *queue = conversation_queue(d, t);
    struct head head = {.id = t->id, .round = t->round + 1};
    struct agent counted = *a;
    agent_count(d, &counted);
    struct question q = {.desk = d, .queue = queue, .head = &head, .customer_jid = t->customer_jid};
    if (!agent_serves(d, a, queue->name))
        return "does not serve this queue";
    return hours_open(queue, d->now_ms) ? why_not(&q, &counted) : "the queue is closed";
}

bool router_on_duty(struct desk *d, const struct conf_queue *q)
{
    size_t n;
    struct agent *all = agents_all(d, &n);
    for (size_t i = 0; i < q->n_agents; i++)
        if (all[q->agents[i]].id != 0 && all[q->agents[i]].state == AGENT_AVAILABLE)
            return true;
    return false;
}

void router_round_over(struct desk *d, int64_t conversation)
{
    /* Said in the row, not left to the clock, which may be set back. */
    store_run(d->store, SQL_conversation_unpause, INT(conversation));
    d->route = true;
}

/* A queue opened or closed: the next run sets the timer anew. */
void router_hours(struct desk *d, int64_t ref)
{
    (void)ref;
    d->route = true;
}
