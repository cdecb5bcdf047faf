/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * hostile: what strangers can do to the desk, as bytes through the real wire into the real core and store,
 * beside ordinary messages in the same run.
 *
 *     hostile          all attacks, as a test, and a table of what each cost
 *     hostile TEXT     only those with TEXT in their name
 *     hostile past=300000 [TEXT]    with so many conversations in the archive
 *
 * The store holds a past (hostile_past.c), because what costs nothing in an empty store may cost much there.
 * Each attack runs in a process of its own, so that its memory is its own: once to look at every stanza that
 * is sent, and twice to count its CPU time, of which the smaller is taken; with sanitizers, which look at the
 * memory and say little of the time, only once. Right behind it a customer who is being served says something,
 * and the agent must be given it. A turn takes as many bytes as a read of the link; the clock is virtual: an
 * attack lasts as long as its bytes take at 100 Mbit/s. */
#include "hostile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "t/tap.h"
#include "t/turn.h"

enum {
    RUNS = SANITIZED ? 0 : 2, /* of which the quicker counts */
    TIMES = 20,               /* what hostile bytes or stanzas may cost, as a multiple of ordinary ones */
    LEAST_MS = 20,            /* what took less is not measured against anything */
};

/* ---- the table ---- */

/* "1000 message to the sender, 9000 resource-constraint" */
static const char *say_kinds(const struct kind kinds[KINDS], char text[400])
{
    text[0] = '\0';
    for (size_t i = 0; i < KINDS; i++)
        if (kinds[i].n != 0)
            snprintf(text + strlen(text), 400 - strlen(text), "%s%ld %s", text[0] != '\0' ? ", " : "",
                     kinds[i].n, kinds[i].name);
    return text;
}

struct cost {
    struct figures seen; /* of the run that looked */
    double cpu_ms;       /* the least of the others, or of this one if there are none */
    long memory_kb;      /* their most */
    double turn_ms;      /* the longest turn, the shortest of all runs */
    double times;        /* … as much as ordinary messages */
    size_t bytes;
    long stanzas;
};

static struct cost cost_of(const struct attack *a)
{
    struct figures seen = run_apart(a, true);
    struct cost c = {
        .seen = seen, .cpu_ms = seen.cpu_ms, .turn_ms = seen.turn_ms, .memory_kb = seen.memory_kb};
    struct bytes b = {0};
    for (int i = 0; i < RUNS; i++) {
        struct figures f = run_apart(a, false);
        if (i == 0 || f.cpu_ms < c.cpu_ms)
            c.cpu_ms = f.cpu_ms;
        if (i == 0 || f.turn_ms < c.turn_ms)
            c.turn_ms = f.turn_ms;
        if (i == 0 || f.memory_kb > c.memory_kb)
            c.memory_kb = f.memory_kb;
    }
    a->make(&b);
    c.bytes = b.len;
    c.stanzas = b.stanzas;
    return c;
}

/* Beside as many ordinary messages as there were stanzas, or as fill the same bytes. */
static void compare(struct cost *c, const struct cost *normal)
{
    double one_ms = normal->cpu_ms / (double)normal->stanzas,
           by_bytes = (double)c->bytes / ((double)normal->bytes / (double)normal->stanzas);
    c->times = c->cpu_ms / (one_ms * ((double)c->stanzas > by_bytes ? (double)c->stanzas : by_bytes));
}

static const char *say_answers(const struct cost *c, char text[400])
{
    say_kinds(c->seen.answer, text);
    if (c->seen.broken > 0)
        snprintf(text, 400, "%ld broken", c->seen.broken);
    return text;
}

static void print_head(void)
{
    diag("%-40s %7s %7s %7s %7s %6s %6s %6s  %s", "", "KiB", "stanzas", "CPU ms", "longest", "times", "KiB",
         "log", "answers; rows");
    diag("%-40s %7s %7s %7s %7s %6s %6s %6s", "", "in", "in", "", "turn", "ordin.", "more", "lines");
}

static void print_cost(const struct attack *a, const struct cost *c)
{
    char answers[400], rows[400];
    say_answers(c, answers);
    say_kinds(c->seen.row, rows);
    diag("%-40s %7zu %7ld %7.1f %7.1f %6.2f %6ld %6ld  %s; %s", a->name, c->bytes / 1024, c->stanzas,
         c->cpu_ms, c->turn_ms, c->times, c->memory_kb, c->seen.logged,
         answers[0] != '\0' ? answers : "nothing", rows[0] != '\0' ? rows : "none");
}

static void check_cost(const struct attack *a, struct cost *c)
{
    char answers[400], rows[400];
    int times = a->times != 0 ? a->times : TIMES;
    is_str(say_answers(c, answers), a->answers, "%s: what is answered", a->name);
    is_str(say_kinds(c->seen.row, rows), a->rows, "%s: what is stored", a->name);
    is_str(c->seen.wrong, "", "%s: every answer is correct", a->name);
    ok(c->seen.served, "%s: a customer right behind is served", a->name);
    ok(c->cpu_ms < LEAST_MS * SLOWER || c->times <= times,
       "%s: %.1f ms, %.2f times as much as ordinary messages, of at most %d", a->name, c->cpu_ms, c->times,
       times);
    ok(c->turn_ms <= TURN_MS * SLOWER, "%s: the longest turn takes %.1f ms, of at most %d", a->name,
       c->turn_ms, TURN_MS * SLOWER);
    ok(SANITIZED || c->memory_kb <= a->memory_mb * 1024, "%s: %ld KiB more memory, of at most %ld MiB",
       a->name, c->memory_kb, a->memory_mb);
}

static void test_attacks(const char *only)
{
    struct cost normal = cost_of(&ordinary);
    compare(&normal, &normal);
    print_head();
    print_cost(&ordinary, &normal);
    check_cost(&ordinary, &normal);
    for (const struct attack *a = attacks; a->name != NULL; a++) {
        if (only != NULL && strstr(a->name, only) == NULL)
            continue;
        struct cost c = cost_of(a);
        compare(&c, &normal);
        print_cost(a, &c);
        check_cost(a, &c);
    }
}

/* ---- what grows with the customers that are there already ---- */

enum { BLOCK = 500, BLOCKS = FLOOD / BLOCK, GROWTH = 5 };

static void test_growth(void)
{
    static const struct attack all = {.name = "new customers", .make = make_newcomers, .wide = true};
    struct bytes b = bytes_of(&all);
    struct lab *l = lab_new(true);
    double first = 0, last = 0;
    const char *at = b.at;
    for (int i = 0; i < BLOCKS; i++) {
        double start = cpu_ms();
        size_t len = i + 1 < BLOCKS ? b.len / BLOCKS : (size_t)(b.at + b.len - at);
        lab_feed(l, at, len);
        at += len;
        last = cpu_ms() - start;
        if (i == 1) /* the first warms up */
            first = last;
    }
    diag("a new customer costs %.1f us with %d there, %.1f us with %d", first * 1000 / BLOCK, BLOCK,
         last * 1000 / BLOCK, FLOOD - BLOCK);
    ok(last < LEAST_MS * SLOWER || last <= GROWTH * first,
       "the last of %d new customers cost %.2f times as much as the first, of at most %d", FLOOD,
       last / first, GROWTH);
    free(b.at);
    lab_free(l);
}

int main(int argc, char **argv)
{
    const char *only = argc > 1 ? argv[1] : NULL;
    if (only != NULL && strncmp(only, "past=", 5) == 0) {
        past_conversations = atol(only + 5);
        only = argc > 2 ? argv[2] : NULL;
    }
    plan_none();
    test_attacks(only);
    if (only == NULL)
        test_growth();
    return done();
}
