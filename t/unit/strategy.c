/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * strategy: the rows of src/desk/strategy/: each has its own name, which the configuration knows, and its
 * comparisons decide as they say. */
#include "desk/strategy/strategy.h"

#include <string.h>

#include "base/arena.h"
#include "conf/conf.h"
#include "conf/conf_value.h"
#include "desk/agent.h"
#include "t/tap.h"

static const struct conf_setting *setting(void)
{
    const struct conf_setting *s = NULL;
    while ((s = conf_setting_next(s)) != NULL &&
           (strcmp(s->block, "queue") != 0 || strcmp(s->name, "strategy") != 0))
        ;
    return s;
}

static void test_names(void)
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < strategy_names.n; i++) {
        const char *name = strategy_of((unsigned)i)->name, *why = "";
        struct conf_queue q = {.strategy = 99};
        ok(conf_value_store(arena, setting(), &name, 1, false, &q, &why) && q.strategy == i,
           "the configuration knows %s", name);
        ok(strstr(conf_value_range(arena, setting()), name) != NULL, "and its help names it");
    }
    arena_free(arena);
}

/* Which of two agents is asked, and by which words; chats, open offers, idle since, number of the last
 * assignment. */
static const struct {
    const char *strategy;
    struct agent first, second;
    int order;
    const char *why;
} cases[] = {
    {"least-busy", {.chats = 1}, {.chats = 2}, -1, "fewest chats"},
    {"least-busy", {.chats = 2}, {.chats = 1, .offers = 0}, 1, "fewest chats"},
    {"least-busy", {.chats = 1}, {.chats = 0, .offers = 1, .idle_ms = 5}, -1, "longest idle"},
    {"least-busy", {.idle_ms = 9}, {.idle_ms = 5}, 1, "longest idle"},
    {"least-busy", {.idle_ms = 5, .served = 7}, {.idle_ms = 5}, 0, NULL},
    {"round-robin", {.chats = 3, .served = 1}, {.served = 2}, -1, "whose turn it is"},
    {"round-robin", {.served = 3}, {.served = 2}, 1, "whose turn it is"},
    {"ring-all", {.chats = 1}, {.chats = 2}, -1, "everybody is asked"},
    {"priority", {.chats = 3, .idle_ms = 9, .served = 9}, {.chats = 1}, 0, NULL},
};

static void test_comparisons(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct strategy *s = strategy_of((unsigned)name_find(&strategy_names, cases[i].strategy));
        const char *why = NULL;
        int order = 0;
        for (const struct strategy_rule *r = s->rules; r->compare != NULL && order == 0; r++) {
            order = r->compare(&cases[i].first, &cases[i].second);
            why = order != 0 ? r->why : NULL;
        }
        is_int(order, cases[i].order, "%s, case %zu: who is better", s->name, i);
        is_str(why, cases[i].why, "… and why");
    }
}

static void test_all(void)
{
    for (size_t i = 0; i < strategy_names.n; i++) {
        const struct strategy *s = strategy_of((unsigned)i);
        is_int(s->all, strcmp(s->name, "ring-all") == 0, "%s asks %s", s->name, s->all ? "everybody" : "one");
    }
}

int main(void)
{
    plan_none();
    test_names();
    test_comparisons();
    test_all();
    return done();
}
