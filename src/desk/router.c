/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * router: see router.h. */
#include "desk/router.h"

#include <string.h>

#include "conf/hours.h"
#include "desk/agent.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/line.h"
#include "desk/offer.h"
#include "desk/offer_line.h"
#include "desk/period.h"
#include "desk/say.h"
#include "desk/strategy/strategy.h"
#include "desk/timer.h"
#include "store/view.h"

enum {
    HEADS = 16,      /* conversations of a line that are read in one go */
    LOOKED_AT = 100, /* conversations of all lines that one run looks at, from the heads; it looks at as many
                        again from where the last run stopped */
    GO_ON_MS = 50,   /* until the next run goes on after those */
    WHY_AGENTS = 12, /* candidates named in the reason */
};

struct head {
    HEAD_FIELDS; /* db/columns */
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
    struct made {
        int64_t conversation, agent;
    } *made; /* nobody has two offers: at most one an agent */
    size_t n_made;
};

/* ---- who may be asked ---- */

struct question {
    struct desk *desk;
    const struct conf_queue *queue;
    const struct head *head;
    const char *customer_jid;
    struct asked {
        bool known;
        int64_t *agents;
        size_t n;
    } *asked; /* read when the first agent is compared with it */
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
    return conf_queue_suits_agent(q->queue, a->conf);
}

static bool is_meant(const struct question *q, const struct agent *a)
{
    return q->head->only_agent == 0 || q->head->only_agent == a->id;
}

static bool is_not_the_customer(const struct question *q, const struct agent *a)
{
    return strcmp(q->customer_jid, a->jid) != 0;
}

/* Reads which agents were asked in this round. During the pause between two rounds the agents of the last
 * round count too, so that only agents who have come since are asked. One query reads them for all agents:
 * with a query for each agent, a look at 300 paused conversations took 100 ms. */
static void read_asked(const struct question *q)
{
    struct desk *d = q->desk;
    int64_t since = q->head->pause_ms > d->now_ms ? q->head->round - 1 : q->head->round;
    size_t room = 2 * d->conf->n_agents + 1;
    *q->asked =
        (struct asked){.known = true, .agents = arena_alloc(d->arena, room * sizeof *q->asked->agents)};
    struct cursor *c = store_query(d->store, SQL_offer_asked, INT(q->head->id), INT(since));
    while (q->asked->n < room && cursor_next(c))
        q->asked->agents[q->asked->n++] = cursor_int(c, 0);
    cursor_end(c);
}

static bool not_asked_yet(const struct question *q, const struct agent *a)
{
    if (!q->asked->known)
        read_asked(q);
    for (size_t i = 0; i < q->asked->n; i++)
        if (q->asked->agents[i] == a->id)
            return false;
    return true;
}

static const char asked_already[] = "was asked in this round", open_already[] = "has an open offer";

/* The first predicate that fails is the reason that is given. The last one comes last because it costs a
 * query. */
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

/* Returns why the agent may not be asked; NULL: may be asked. */
static const char *why_not(const struct question *q, const struct agent *a)
{
    for (size_t i = 0; i < sizeof predicates / sizeof predicates[0]; i++)
        if (!predicates[i].holds(q, a))
            return predicates[i].otherwise;
    return NULL;
}

/* ---- which of them is asked ---- */

static const struct agent *better(const struct strategy *s, const struct agent *best, const struct agent *a,
                                  const char **rule)
{
    if (best == NULL) {
        *rule = "the only one";
        return a;
    }
    for (const struct strategy_rule *r = s->rules; r->compare != NULL; r++) {
        int order = r->compare(a, best);
        if (order != 0) {
            *rule = r->why;
            return order < 0 ? a : best;
        }
    }
    *rule = "first in the configuration";
    return best;
}

/* The eligible agents of the queue, and the best of them. exhausted: nobody is eligible, and some agents were
 * asked in this round already. */
struct selection {
    const struct agent *best;
    const struct agent **eligible;
    size_t n;
    bool exhausted, anybody_free;
    const char *rule;
    const char *reason[WHY_AGENTS]; /* of the first agents of the queue; NULL: may be asked */
};

static struct selection choose(struct routing *r, const struct question *q)
{
    const struct strategy *s = strategy_of(q->queue->strategy);
    struct selection c = {.eligible = arena_alloc(r->desk->arena, q->queue->n_agents * sizeof *c.eligible),
                          .rule = "nobody"};
    bool asked_somebody = false;
    for (size_t i = 0; i < q->queue->n_agents; i++) {
        const struct agent *a = &r->agents[q->queue->agents[i]];
        if (a->id == 0)
            continue;
        const char *reason = why_not(q, a);
        if (i < WHY_AGENTS)
            c.reason[i] = reason;
        asked_somebody = asked_somebody || reason == asked_already;
        c.anybody_free = c.anybody_free || (on_duty(q, a) && has_room(q, a) && no_open_offer(q, a));
        if (reason != NULL)
            continue;
        c.eligible[c.n++] = a;
        c.best = better(s, c.best, a, &c.rule);
    }
    c.exhausted = c.n == 0 && asked_somebody;
    return c;
}

/* For the event log: the candidates, and what decided. */
static const char *say_choice(struct routing *r, const struct question *q, const struct selection *c)
{
    struct text why = text_new(r->desk->arena);
    for (size_t i = 0; i < q->queue->n_agents && i < WHY_AGENTS; i++) {
        const struct agent *a = &r->agents[q->queue->agents[i]];
        if (a->id != 0)
            text_add(&why, "%s%s %lld/%lld%s%s", i > 0 ? "; " : "", a->jid, (long long)a->chats,
                     (long long)a->conf->max_chats, c->reason[i] != NULL ? " " : "",
                     c->reason[i] != NULL ? c->reason[i] : "");
    }
    return arena_printf(r->desk->arena, "%s: %s; chosen %s (%s)", strategy_of(q->queue->strategy)->name,
                        why.s, c->best->jid, c->rule);
}

/* ---- the lines ---- */

static const struct view heads = VIEW(HEAD_COLUMNS(struct head));

/* Reads the next conversations of a line, after (priority, place). */
static void load_line(struct desk *d, struct line *line, int64_t priority, int64_t place)
{
    struct cursor *c =
        store_query(d->store, SQL_line_head, TEXT(line->queue->name), INT(priority), INT(place), INT(HEADS));
    line->n = line->next = 0;
    while (line->n < HEADS && cursor_next(c))
        view_read(&heads, c, 0, &line->head[line->n++]);
    cursor_end(c);
}

static void find_lines(struct routing *r)
{
    struct desk *d = r->desk;
    r->lines = arena_alloc(d->arena, d->conf->n_queues * sizeof *r->lines);
    if (agents_turn_ms(d) != INT64_MAX)
        timer_set_earlier(d, TIMER_HOURS, 0, agents_turn_ms(d));
    for (size_t i = 0; i < d->conf->n_queues; i++) {
        const struct conf_queue *q = &d->conf->queues[i];
        if (line_waiting(d, q->name) == 0)
            continue;
        bool open = hours_open(&q->hours, d->now_ms);
        int64_t turns =
            open ? hours_next_close_ms(&q->hours, d->now_ms) : hours_next_open_ms(&q->hours, d->now_ms);
        if (turns > d->now_ms)
            timer_set_earlier(d, TIMER_HOURS, 0, turns);
        if (!open)
            continue;
        r->lines[r->n_lines++].queue = q;
    }
}

/* Agents may serve several queues, so the next conversation is chosen among the heads of all lines: by
 * priority, then by place. Places of different lines can be compared, because they are made of the numbers of
 * events; those of conversations that an agent has had are the smallest. */
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

/* All eligible agents were asked in vain: after a pause the next round begins. */
static void end_round(struct desk *d, const struct head *h, const struct conf_queue *q)
{
    int64_t until = period_over_ms(d, PERIOD_ROUND_PAUSE, q, d->now_ms);
    store_run(d->store, SQL_conversation_next_round, INT(h->id), INT(until), TEXT(NULL));
    period_start(d, PERIOD_ROUND_PAUSE, q, h->id, d->now_ms);
}

/* If a conversation was transferred to one agent, and that agent cannot take it for another reason than an
 * open offer, it is offered to everybody. */
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

/* Offers one conversation if it can be offered. Returns true if no agent of this queue could take anything
 * now. */
static bool offer_head(struct routing *r, const struct line *line, struct head *h)
{
    struct desk *d = r->desk;
    struct conversation t = conversation_by_id(d, h->id);
    struct question q = {.desk = d,
                         .queue = line->queue,
                         .head = h,
                         .customer_jid = t.customer_jid,
                         .asked = &(struct asked){0}};
    free_if_meant_cannot(r, &q, h);
    struct selection c = choose(r, &q);
    if (c.n == 0) {
        if (c.exhausted && h->pause_ms <= d->now_ms)
            end_round(d, h, line->queue);
        return !c.anybody_free;
    }
    if (!strategy_of(line->queue->strategy)->all) {
        c.eligible[0] = c.best;
        c.n = 1;
    }
    const char *why = say_choice(r, &q, &c);
    for (size_t i = 0; i < c.n; i++) {
        struct agent *a = &r->agents[c.eligible[i]->conf - d->conf->agents];
        offer_make(d, &t, a->id, why);
        a->offers++;
        r->made[r->n_made++] = (struct made){t.id, a->id};
    }
    return false;
}

/* Looks at up to LOOKED_AT conversations of all lines, after (*priority, *place), and sets these to the last
 * one that it has looked at. Returns true if there may be more. */
static bool offer_some(struct routing *r, int64_t *priority, int64_t *place)
{
    struct line *line;
    for (size_t i = 0; i < r->n_lines; i++)
        load_line(r->desk, &r->lines[i], *priority, *place);
    for (int looked = 0; (line = next_line(r)) != NULL; looked++) {
        if (looked == LOOKED_AT)
            return true;
        struct head *h = &line->head[line->next++];
        bool full_page = line->n == HEADS;
        *priority = h->priority;
        *place = h->place;
        if (offer_head(r, line, h))
            line->n = line->next = 0;
        else if (line->next == line->n && full_page)
            load_line(r->desk, line, *priority, *place);
    }
    return false;
}

/* Only now it is known who else waits, and is not offered to a colleague. */
static void show_made(const struct routing *r)
{
    struct desk *d = r->desk;
    for (size_t i = 0; i < r->n_made; i++) {
        struct conversation t = conversation_by_id(d, r->made[i].conversation);
        struct agent a = agent_by_id(d, r->made[i].agent);
        offer_show(d, &t, &a);
    }
}

/* Each run begins at the heads of the lines. If all conversations there were offered in vain, the others
 * would never be looked at. So each run also looks at some of those, from where the last run stopped. */
void router_run(struct desk *d)
{
    struct resume *on = &d->resume;
    d->route = false;
    if (!d->link_up || store_int(d->store, SQL_tally_waiting, 0) == 0) {
        on->on = false;
        return;
    }
    struct routing r = {.desk = d};
    size_t n;
    r.agents = agents_all(d, &n);
    r.made = arena_alloc(d->arena, (d->conf->n_agents + 1) * sizeof *r.made);
    find_lines(&r);
    int64_t priority = INT64_MAX, place = INT64_MIN;
    bool more = offer_some(&r, &priority, &place);
    if (more && on->on && (on->priority < priority || (on->priority == priority && on->place > place))) {
        priority = on->priority;
        place = on->place;
    }
    if (more)
        more = offer_some(&r, &priority, &place);
    show_made(&r);
    *on = (struct resume){.on = more, .priority = priority, .place = place, .due_ms = d->now_ms + GO_ON_MS};
}

const char *router_why_not(struct desk *d, const struct conversation *t, const struct agent *a)
{
    const struct conf_queue *queue = conversation_queue(d, t);
    struct head head = {.id = t->id, .round = t->round + 1};
    struct agent counted = *a;
    agent_count(d, &counted);
    struct question q = {.desk = d,
                         .queue = queue,
                         .head = &head,
                         .customer_jid = t->customer_jid,
                         .asked = &(struct asked){0}};
    if (!agent_serves(d, a, queue->name))
        return "does not serve this queue";
    return hours_open(&queue->hours, d->now_ms) ? why_not(&q, &counted) : "the queue is closed";
}

/* An agent may have become free, or another conversation may have become the first of its line. */
void router_left(struct desk *d, const struct conversation *was, enum conversation_state to)
{
    if (was->state != CONVERSATION_CLOSED && to != CONVERSATION_OFFERED && to != CONVERSATION_ACTIVE)
        d->route = true;
}

void router_entered(struct desk *d, struct conversation *t, const struct conversation *was)
{
    (void)was;
    if (t->state == CONVERSATION_WAITING)
        d->route = true;
}

void router_round_over(struct desk *d, int64_t conversation)
{
    /* The end of the pause is written to the row, because the clock may be set back. */
    store_run(d->store, SQL_conversation_unpause, INT(conversation));
    d->route = true;
}

/* A queue opened or closed: the next run sets the timer anew. */
void router_hours(struct desk *d, int64_t ref)
{
    (void)ref;
    d->route = true;
}
