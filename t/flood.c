/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * flood: the limit of messages in a period, as a table of messages and what becomes of each. */
#include "flood.h"

#include <stdlib.h>

#include "log.h"
#include "tap.h"

enum { LIMIT = 3, PERIOD_MS = 10000 };

/* Two customers who share a place of the table. */
enum { JANE = 7, TOM = JANE + FLOOD_PLACES, ANN = 8 };

static const struct step {
    const char *what;
    long long customer, at_ms;
    bool pass, tell; /* tell: is this the moment to say so */
} steps[] = {
    {"the first message", JANE, 1000, true, false},
    {"the second, at once", JANE, 1000, true, false},
    {"the last within the limit", JANE, 10999, true, false},
    {"one too many, in the last moment of the period", JANE, 10999, false, true},
    {"another: it was said already", JANE, 10999, false, false},
    {"somebody else meanwhile", ANN, 10999, true, false},
    {"the period is over", JANE, 11000, true, false},
    {"a new period is counted from its first message", JANE, 20999, true, false},
    {"its third", JANE, 20999, true, false},
    {"its fourth", JANE, 20999, false, true},
    {"the clock goes back: a new period", JANE, 500, true, false},
    {"and is counted", JANE, 600, true, false},
    {"to its limit", JANE, 700, true, false},
    {"and over it", JANE, 800, false, true},
    {"who shares the place starts afresh", TOM, 900, true, false},
    {"and is not limited for another's messages", TOM, 900, true, false},
    {"the first one then starts afresh, too", JANE, 900, true, false},
    {"long after", JANE, 1LL << 50, true, false},
    {"before all time", ANN, -5, true, false},
};

int main(void)
{
    struct flood *f = xcalloc(1, sizeof *f);
    plan_none();
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        const struct step *s = &steps[i];
        bool pass = flood_pass(f, s->customer, s->at_ms, LIMIT, PERIOD_MS);
        ok(pass == s->pass, "%s: %s", s->what, s->pass ? "passes" : "is over the limit");
        if (!pass)
            ok(flood_tell(f, s->customer) == s->tell, "%s: %s", s->what, s->tell ? "told" : "not told again");
    }

    /* Whoever goes on and on is not let in again by a counter that overflows. */
    struct flood_place *p = &f->place[ANN % FLOOD_PLACES];
    p->n = UINT32_MAX - 1;
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
