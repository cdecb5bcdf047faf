/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * run: what happens next. Things to come wait in a heap; between them the desk's timer fires. */
#include "sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "t/record.h"

enum {
    REST_TURNS = 3000,            /* turns without time passing: more, and the desk never comes to rest */
    CALM_MS = 8 * 60 * 60 * 1000, /* until then every conversation must have ended */
    CALM_EVERY_MS = 5000,
    SETTLE_MS = 20000,       /* more than STALE_AFTER_MS of agent.c */
    FIRST_WALL = 1772445600, /* 2026-03-02T10:00:00Z */
};

static int64_t start_ms(void)
{
    return FIRST_WALL * 1000LL;
}

/* ---- what the reader of a failure sees ---- */

static const char *clock_text(const struct sim *s)
{
    static char text[64];
    int64_t t = s->mono_ms;
    snprintf(text, sizeof text, "%5lld.%03d turn %ld", (long long)(t / 1000), (int)(t % 1000),
             s->result.turns);
    return text;
}

static void remember(struct sim *s, const char *line)
{
    char **place = &s->diary[s->n_diary++ % DIARY];
    free(*place);
    *place = xmalloc(strlen(line) + 100);
    sprintf(*place, "%s: %s", clock_text(s), line);
    if (s->options->verbose)
        puts(*place);
}

void sim_note(struct sim *s, const char *fmt, ...)
{
    char line[1200];
    va_list args;
    va_start(args, fmt);
    vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    remember(s, line);
}

void sim_violation(struct sim *s, const char *fmt, ...)
{
    char line[3000];
    va_list args;
    va_start(args, fmt);
    vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    if (s->result.violation != NULL)
        return;
    s->result.violation = xstrdup(line);
    if (s->options->verbose)
        printf("VIOLATION: %s\n", line);
}

static char *diary_text(struct sim *s)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    long from = s->n_diary > DIARY ? s->n_diary - DIARY : 0;
    for (long i = from; i < s->n_diary; i++)
        fprintf(out, "%s\n", s->diary[i % DIARY]);
    fclose(out);
    for (int i = 0; i < DIARY; i++)
        free(s->diary[i]);
    return text;
}

static void on_log(void *arg, enum log_level level, const char *line)
{
    if (level <= LOG_LEVEL_INFO)
        sim_note(arg, "log: %s", line);
}

/* ---- chance ---- */

int64_t sim_between(struct rng *r, int64_t from, int64_t to)
{
    return from + (int64_t)rng_below(r, (uint64_t)(to - from + 1));
}

bool sim_chance(struct rng *r, int percent)
{
    return sim_between(r, 0, 99) < percent;
}

/* The dice fall whether the fault is wanted or not: leaving one kind out leaves the others where they were.
 */
bool sim_fault(struct sim *s, enum fault f, int permille)
{
    bool falls = sim_between(&s->faults_rng, 0, 999) < permille;
    if (!falls || s->calm || (s->options->faults >> f & 1) == 0 || (s->swarm >> f & 1) == 0)
        return false;
    s->result.faults[f]++;
    return true;
}

/* ---- the heap ---- */

static bool is_before(const struct happening *a, const struct happening *b)
{
    return a->at_ms < b->at_ms || (a->at_ms == b->at_ms && a->n < b->n);
}

static void swap(struct happening *a, struct happening *b)
{
    struct happening c = *a;
    *a = *b;
    *b = c;
}

static void put(struct sim *s, struct happening h)
{
    if (s->n_heap == s->heap_room) {
        s->heap_room = s->heap_room == 0 ? 256 : 2 * s->heap_room;
        s->heap = xrealloc(s->heap, s->heap_room * sizeof *s->heap);
    }
    size_t i = s->n_heap++;
    s->heap[i] = h;
    for (; i > 0 && is_before(&s->heap[i], &s->heap[(i - 1) / 2]); i = (i - 1) / 2)
        swap(&s->heap[i], &s->heap[(i - 1) / 2]);
}

void sim_later(struct sim *s, int64_t delay_ms, void (*happen)(struct sim *, const struct happening *),
               int64_t guard, int who, const char *text, const char *more)
{
    put(s, (struct happening){
               .at_ms = s->mono_ms + delay_ms,
               .n = s->n_happenings++,
               .happen = happen,
               .guard = guard,
               .who = who,
               .text = arena_strdup(s->arena, text),
               .more = arena_strdup(s->arena, more),
           });
}

void sim_again(struct sim *s, const struct happening *h, int64_t at_ms)
{
    struct happening again = *h;
    again.at_ms = at_ms;
    put(s, again);
}

static struct happening take_first(struct sim *s)
{
    struct happening first = s->heap[0];
    s->heap[0] = s->heap[--s->n_heap];
    for (size_t i = 0;;) {
        size_t least = i, left = 2 * i + 1, right = left + 1;
        if (left < s->n_heap && is_before(&s->heap[left], &s->heap[least]))
            least = left;
        if (right < s->n_heap && is_before(&s->heap[right], &s->heap[least]))
            least = right;
        if (least == i)
            return first;
        swap(&s->heap[i], &s->heap[least]);
        i = least;
    }
}

bool sim_take_next(struct sim *s, void (*happen)(struct sim *, const struct happening *), int64_t guard,
                   int64_t until_ms, struct happening *out)
{
    if (s->n_heap == 0 || s->heap[0].happen != happen || s->heap[0].guard != guard ||
        s->heap[0].at_ms > until_ms)
        return false;
    *out = take_first(s);
    return true;
}

/* ---- the course of a run ---- */

static void one_event(struct sim *s)
{
    if (s->tick_ms < s->locked_until_ms)
        s->tick_ms = s->locked_until_ms + 1; /* after is_free() */
    int64_t next = s->n_heap > 0 ? s->heap[0].at_ms : INT64_MAX, before = s->mono_ms;
    if (s->tick_ms <= next) {
        if (s->tick_ms > s->mono_ms)
            s->mono_ms = s->tick_ms;
        s->tick_ms = INT64_MAX;
        process_turn(s, &(struct step){.event = {.kind = EVENT_TICK}}, 1);
    } else {
        struct happening h = take_first(s);
        if (h.at_ms > s->mono_ms)
            s->mono_ms = h.at_ms;
        h.happen(s, &h);
    }
    s->restless = s->mono_ms > before ? 0 : s->restless + 1;
    if (s->restless > REST_TURNS)
        sim_violation(s, "the desk does not come to rest");
}

static void calm_down(struct sim *s, const struct happening *h)
{
    (void)h;
    agents_calm(s);
    sim_later(s, CALM_EVERY_MS, calm_down, 0, 0, NULL, NULL);
}

/* Everybody's presence has come in, and after a new link all were asked and had the time to answer. */
static bool is_settled(const struct sim *s)
{
    for (int i = 0; i < s->n_agents; i++)
        if (s->people[i].sent_ms + 1000 > s->mono_ms)
            return false;
    return s->mono_ms > s->settle_ms && s->mono_ms > s->up_ms + SETTLE_MS &&
           s->mono_ms > s->locked_until_ms + SETTLE_MS;
}

static bool is_over(struct sim *s)
{
    return s->desk != NULL && s->told_up && s->link == LINK_UP &&
           eye_int(s, "SELECT count(*) FROM conversation WHERE state <> 'closed'", 0) == 0 &&
           eye_int(s, "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM task)", 0) == 0 &&
           is_settled(s) && contacts_settled(s);
}

static void run_calm(struct sim *s)
{
    s->calm = true;
    if (s->fences_off)
        s->excused_ms = s->mono_ms; /* one that was lost is still waited for */
    s->fences_off = false;
    s->settle_ms = s->mono_ms + 3000;
    sim_note(s, "---- calm ----");
    if (sim_chance(&s->plan, 50))
        conf_restore(s);
    sim_later(s, 0, calm_down, 0, 0, NULL, NULL);
    int64_t limit = s->mono_ms + CALM_MS;
    while (s->result.violation == NULL && !is_over(s)) {
        one_event(s);
        if (s->mono_ms > limit)
            sim_violation(
                s, "after the calm: %s",
                eye_text(
                    s,
                    "SELECT coalesce((SELECT group_concat(id || ' ' || queue || ' ' || state || ' agent ' || "
                    "coalesce(agent_jid, '-')"
                    " || ' only ' || coalesce(only_agent, '-'), '; ') FROM talk WHERE state <> 'closed'), '')"
                    " || ' outbox ' || (SELECT count(*) FROM outbox) || ' tasks ' || (SELECT count(*) FROM task)"));
    }
    if (s->result.violation == NULL)
        check_end(s);
}

static void make_streams(struct sim *s, uint64_t seed)
{
    rng_seed(&s->bots_rng, seed * 5);
    rng_seed(&s->models_rng, ~seed);
    rng_seed(&s->plan, seed * 5 + 1);
    rng_seed(&s->faults_rng, seed * 5 + 2);
    rng_seed(&s->net, seed * 5 + 3);
    rng_seed(&s->people_rng, seed * 5 + 4);
}

static void troubles(struct sim *s, const struct happening *h)
{
    (void)h;
    if (s->calm)
        return;
    net_troubles(s);
    sim_later(s, sim_between(&s->faults_rng, 2000, 12000), troubles, 0, 0, NULL, NULL);
}

struct sim_result sim_run(const struct sim_options *options)
{
    struct sim *s = xcalloc(1, sizeof *s);
    s->options = options;
    s->arena = arena_new();
    s->mono_ms = 0;
    s->wall_ahead_ms = start_ms();
    s->tick_ms = INT64_MAX;
    s->result.hash = record_begin();
    make_streams(s, options->seed);
    s->swarm = (unsigned)rng_next(&s->plan) | (unsigned)rng_next(&s->plan);
    s->prosody = sim_chance(&s->plan, 50);
    log_set_level(LOG_LEVEL_INFO);
    log_set_sink(on_log, s);
    process_make(s);
    contacts_make(s);
    conf_make(s);
    people_make(s);
    sealing_make(s);
    process_start(s);
    sim_later(s, 5000, troubles, 0, 0, NULL, NULL);
    while (s->result.violation == NULL && s->result.turns < options->steps)
        one_event(s);
    if (s->result.violation == NULL)
        run_calm(s);
    process_end(s);
    log_set_sink(NULL, NULL);
    s->result.last = diary_text(s);
    struct sim_result result = s->result;
    mail_free(s);
    contacts_free(s);
    sealing_free(s);
    free(s->heap);
    arena_free(s->arena);
    free(s);
    return result;
}

int64_t sim_wall_ms(const struct sim *s)
{
    return s->mono_ms + s->wall_ahead_ms;
}
