/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * flood: the limit of messages in a period, as a table of messages and what becomes of each. */
#include "desk/flood.h"

#include <stdlib.h>

#include "base/log.h"
#include "t/tap.h"

enum { LIMIT = 3, PERIOD_MS = 10000 };

enum { JANE = 7, ANN = 8 };

static const struct step {
    const char *what;
    long long customer, at_ms;
    bool pass;
    enum flood_answer answer;
} steps[] = {
    {"the first message", JANE, 1000, true, 0},
    {"the second, at once", JANE, 1000, true, 0},
    {"the last within the limit", JANE, 10999, true, 0},
    {"one too many, in the last moment of the period", JANE, 10999, false, FLOOD_EXPLAIN},
    {"another: it was said already", JANE, 10999, false, FLOOD_REFUSE},
    {"somebody else meanwhile", ANN, 10999, true, 0},
    {"the period is over", JANE, 11000, true, 0},
    {"a new period is counted from its first message", JANE, 20999, true, 0},
    {"its third", JANE, 20999, true, 0},
    {"its fourth", JANE, 20999, false, FLOOD_EXPLAIN},
    {"the clock goes back: a new period", JANE, 500, true, 0},
    {"and is counted", JANE, 600, true, 0},
    {"to its limit", JANE, 700, true, 0},
    {"and over it", JANE, 800, false, FLOOD_EXPLAIN},
    {"long after", JANE, 1LL << 50, true, 0},
    {"before all time", ANN, -5, true, 0},
};

/* So many further messages of one sender, at that moment; how many pass. */
static int passing(struct flood *f, int64_t sender, int64_t at_ms, int n)
{
    int pass = 0;
    for (int i = 0; i < n; i++)
        pass += flood_pass(f, sender, at_ms, LIMIT, PERIOD_MS);
    return pass;
}

/* The numbers of these have one set of places. */
static int64_t neighbour(int64_t i)
{
    return JANE + i * FLOOD_SETS;
}

static void errors_end(struct flood *f)
{
    int n[FLOOD_SILENT + 1] = {0};
    passing(f, JANE, 0, LIMIT);
    for (int i = 0; i < 150; i++)
        if (!flood_pass(f, JANE, 0, LIMIT, PERIOD_MS))
            n[flood_answer(f, JANE, LIMIT, PERIOD_MS)]++;
    is_int(n[FLOOD_EXPLAIN], 1, "one of the refused gets a sentence");
    is_int(n[FLOOD_REFUSE], FLOOD_ERRORS_LEAST - 2, "the others an error");
    is_int(n[FLOOD_LAST], 1, "until there are as many as a phone may have kept, however few may pass");
    is_int(n[FLOOD_SILENT], 150 - FLOOD_ERRORS_LEAST, "then none");
    is_int(flood_left_out(f, JANE, PERIOD_MS - 1, LIMIT, PERIOD_MS), 0, "in the period nothing is over");
    is_int(flood_left_out(f, JANE, PERIOD_MS, LIMIT, PERIOD_MS), 150,
           "afterwards it is known how many were left out");
    is_int(passing(f, JANE, PERIOD_MS, LIMIT + 1), LIMIT, "and a new period begins");
    is_int(flood_left_out(f, JANE, PERIOD_MS, LIMIT, PERIOD_MS), 0, "of which nothing is over");
    is_int(flood_left_out(f, ANN, PERIOD_MS, LIMIT, PERIOD_MS), 0,
           "of somebody who never wrote nothing was left out");
}

/* However many take turns, nobody's count begins again. */
static void neighbours(struct flood *f)
{
    for (int i = 0; i < FLOOD_WAYS; i++)
        is_int(passing(f, neighbour(i), 0, LIMIT + 1), LIMIT, "neighbour %d has a limit of his own", i);
    int pass = 0;
    for (int round = 0; round < 10; round++)
        for (int i = 0; i < 3 * FLOOD_WAYS; i++)
            pass += passing(f, neighbour(i), 1, 1);
    is_int(pass, 0, "those who are more than the places of their set free nobody");
    is_int(passing(f, ANN, 1, 1), 1, "others are not concerned");
    is_int(passing(f, neighbour(20), PERIOD_MS, 1), 1, "when the period is over there is room again");
}

/* A place is taken from whoever has written least: who is at the limit stays there. */
static void quiet_goes_first(struct flood *f)
{
    for (int i = 0; i < FLOOD_WAYS; i++)
        passing(f, neighbour(i), 0, i == 1 ? 1 : LIMIT + 1);
    is_int(passing(f, neighbour(9), 0, LIMIT), LIMIT - 1, "a newcomer goes on from the smallest count");
    is_int(passing(f, neighbour(0), 0, 1) + passing(f, neighbour(2), 0, 1), 0,
           "whoever is over the limit stays so");
}

static void periods(struct flood *f)
{
    is_int(passing(f, JANE, 0, LIMIT + 1), LIMIT, "over the limit");
    ok(flood_pass(f, JANE, 2000, LIMIT, 1000), "in another queue, with a shorter period, not");
    is_int(passing(f, JANE, 2000, 1), 0, "and that does not free her in the first");
    ok(flood_pass(f, JANE, 0, 1, INT64_MAX) && !flood_pass(f, JANE, 1000000, 1, INT64_MAX),
       "the longest period is twelve days");
}

static void holds(struct flood *f)
{
    ok(!flood_holds(f, JANE, 0, PERIOD_MS), "nobody is held who wrote nothing");
    flood_pass(f, JANE, 0, LIMIT, PERIOD_MS);
    ok(flood_holds(f, JANE, PERIOD_MS - 1, PERIOD_MS), "somebody is until the period is over");
    ok(!flood_holds(f, JANE, PERIOD_MS, PERIOD_MS), "and not longer");
    ok(!flood_holds(f, ANN, 0, PERIOD_MS), "others are not");
    flood_forget(f, ANN, PERIOD_MS);
    ok(flood_holds(f, JANE, 0, PERIOD_MS), "nor does it matter that they are forgotten");
    flood_forget(f, JANE, PERIOD_MS);
    ok(!flood_holds(f, JANE, 0, PERIOD_MS), "who is forgotten is not held");
}

int main(void)
{
    struct flood *f = xcalloc(1, sizeof *f);
    plan_none();
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        const struct step *s = &steps[i];
        bool pass = flood_pass(f, s->customer, s->at_ms, LIMIT, PERIOD_MS);
        ok(pass == s->pass, "%s: %s", s->what, s->pass ? "passes" : "is over the limit");
        if (!pass)
            ok(flood_answer(f, s->customer, LIMIT, PERIOD_MS) == s->answer, "%s: is answered so", s->what);
    }
    void (*const parts[])(struct flood *) = {errors_end, neighbours, quiet_goes_first, periods, holds};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        *f = (struct flood){0};
        parts[i](f);
    }

    /* Whoever goes on and on is not let in again by a counter that overflows. */
    *f = (struct flood){0};
    flood_pass(f, ANN, 0, LIMIT, PERIOD_MS);
    f->place[ANN % FLOOD_SETS][0].n = UINT32_MAX - 1;
    bool any = false;
    for (int i = 0; i < 10; i++)
        any |= flood_pass(f, ANN, 0, LIMIT, PERIOD_MS);
    ok(!any, "four thousand million messages in one period are over the limit, and so is the next");
    ok(flood_pass(f, ANN, PERIOD_MS, LIMIT, PERIOD_MS), "the next period is a new one");

    ok(!flood_pass(f, ANN + 1, 0, 0, PERIOD_MS), "a limit of none lets none pass");
    ok(flood_pass(f, ANN + 2, 0, INT64_MAX, PERIOD_MS), "the largest limit");
    ok(flood_pass(f, -1, 0, LIMIT, PERIOD_MS) && flood_pass(f, INT64_MAX, 0, LIMIT, PERIOD_MS),
       "any number is a customer's");

    /* Computed by another program from the paper; the first is in its authors' list, too. */
    const struct flood_key key = {{0x0706050403020100u, 0x0f0e0d0c0b0a0908u}}, other = {{1, 2}};
    const char *jane = "jane@customer.example", *jano = "jano@customer.example";
    ok(flood_number(&key, "") == (0x726fdb47dd0e0e31 & INT64_MAX), "SipHash-2-4 of nothing");
    ok(flood_number(&key, jane) == 0x53427b0ad9c48d65, "SipHash-2-4 of an address");
    ok(flood_number(&key, jane) != flood_number(&key, jano), "another has another");
    ok(flood_number(&key, jane) != flood_number(&other, jane), "and at another desk it has another");
    free(f);
    return done();
}
