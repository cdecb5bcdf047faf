/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * period: each line of db/periods is a duration of the configuration, kept where the configuration keeps it;
 * and each duration of a queue or a responder is such a line, or stands here with the reason why not. What a
 * line makes is t/columns.t; that open conversations follow a changed setting, t/scenes/reload-*.scene. */
#include "desk/period.h"

#include <string.h>

#include "base/name_list.h"
#include "conf/conf.h"
#include "desk/timer.h"
#include "t/tap.h"

static const struct {
    const char *setting;
    bool of_responder;
    size_t offset;
    enum timer timer;
    enum sql set, end;
    bool kept, opening, zero_is_at_once, fallback;
} periods[PERIOD_COUNT] = {SQL_PERIODS};

static const struct {
    const char *setting, *why;
} others[] = {
    {"queue.flood_period", "of a customer, counted in memory"},
    {"queue.reopen_within", "looked at when the customer writes"},
    {"queue.position_every", "of a line"},
    {"queue.receipt_timeout", "of what waits for a receipt, in memory"},
    {"responder.connect_timeout", "of a request"},
    {"responder.first_token_timeout", "of a request"},
    {"responder.total_timeout", "of a request"},
    {"responder.embeddings_timeout", "of a request"},
};

static bool is(const struct conf_setting *s, const char *block, const char *name)
{
    return strcmp(s->block, block) == 0 && strcmp(s->name, name) == 0;
}

static void test_lines(void)
{
    for (enum period n = 0; n < PERIOD_COUNT; n++) {
        const char *block = periods[n].of_responder ? "responder" : "queue";
        const struct conf_setting *s = NULL;
        while ((s = conf_setting_next(s)) != NULL && !is(s, block, periods[n].setting))
            ;
        ok(s != NULL && s->type == CONF_DURATION && s->offset == periods[n].offset,
           "%s.%s is a duration, and kept there", block, periods[n].setting);
        ok(timer_name(periods[n].timer) != NULL && (periods[n].set == periods[n].end) == periods[n].kept,
           "it has a timer, and two statements unless what runs keeps its time");
    }
}

static bool is_period(const struct conf_setting *s)
{
    for (enum period n = 0; n < PERIOD_COUNT; n++)
        if (is(s, periods[n].of_responder ? "responder" : "queue", periods[n].setting))
            return true;
    return false;
}

static bool is_other(const struct conf_setting *s)
{
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strncmp(others[i].setting, s->block, strlen(s->block)) == 0 &&
            strcmp(strchr(others[i].setting, '.') + 1, s->name) == 0)
            return true;
    return false;
}

static void test_durations(void)
{
    for (const struct conf_setting *s = NULL; (s = conf_setting_next(s)) != NULL;)
        if (s->type == CONF_DURATION &&
            (strcmp(s->block, "queue") == 0 || strcmp(s->block, "responder") == 0))
            ok(is_period(s) != is_other(s), "%s.%s is a line of db/periods, or listed here with the reason",
               s->block, s->name);
}

int main(void)
{
    plan_none();
    test_lines();
    test_durations();
    return done();
}
