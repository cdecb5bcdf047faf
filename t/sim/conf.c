/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf: the configuration that the seed made, and what becomes of it at a reload: agents leave and join,
 * queues vanish and come back, strategies and capacities change. */
#include "sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "conf/conf.h"
#include "conf/notice.h"

enum { DAY_MIN = 24 * 60 };

static const char *const strategies[] = {"least-busy", "round-robin", "ring-all", "priority"};

static int pick(struct sim *s, const int *from, int n)
{
    return from[sim_between(&s->plan, 0, n - 1)];
}

#define PICK(s, ...) \
    pick(s, (const int[]){__VA_ARGS__}, (int)(sizeof((const int[]){__VA_ARGS__}) / sizeof(int)))

static void make_queue(struct sim *s, struct sim_queue *q, int n)
{
    *q = (struct sim_queue){
        .name = arena_printf(s->arena, "queue%d", n),
        .strategy = strategies[sim_between(&s->plan, 0, 3)],
        .skill = sim_chance(&s->plan, 15) ? "wine" : NULL,
        .here = true,
        .steady = true,
        .offer_timeout_s = PICK(s, 5, 10, 20, 40),
        .round_pause_s = PICK(s, 3, 10, 30, 60),
        .offline_grace_s = PICK(s, 0, 5, 20, 60),
        .reopen_s = PICK(s, 0, 60, 600, 1800),
        .idle_s = PICK(s, 0, 0, 60, 300),
        .abandon_s = PICK(s, 0, 0, 120, 900),
        .position_s = PICK(s, 2, 10, 30),
        .first_reply_s = PICK(s, 0, 20, 60, 180),
        .max_waiting = PICK(s, 3, 10, 1000, 1000),
    };
    for (int i = 0; i < s->n_agents; i++)
        q->serves[i] = sim_chance(&s->plan, 70);
    q->serves[sim_between(&s->plan, 0, s->n_agents - 1)] = true;
}

static void make_agent(struct sim *s, struct sim_agent_conf *a)
{
    *a = (struct sim_agent_conf){
        .here = true,
        .supervisor = sim_chance(&s->plan, 15),
        .skilled = sim_chance(&s->plan, 60),
        .max_chats = PICK(s, 1, 2, 2, 4),
    };
}

/* ---- opening hours ---- */

/* Open for hours_open_min of every hours_cycle minutes, UTC; a day has a whole number of cycles. Counted
 * here, and not with the calendar that hours.c asks. */
static bool is_open_at(const struct sim_queue *q, int64_t minute)
{
    return (minute + q->hours_shift) % q->hours_cycle < q->hours_open_min;
}

bool conf_is_open(const struct sim *s, const struct sim_queue *q)
{
    return q->hours == NULL || is_open_at(q, sim_wall_ms(s) / (60 * 1000));
}

/* The same for the configuration, in the time of its zone: "daily 00:10-00:30", "daily 00:50-01:10"… */
static const char *hours_text(struct sim *s, const struct sim_queue *q, int zone_min)
{
    const char *text = "", *comma = "";
    for (int m = 0, from = 0; m < DAY_MIN; m++) {
        bool open = is_open_at(q, m + DAY_MIN - zone_min);
        if (open && (m == 0 || !is_open_at(q, m - 1 + DAY_MIN - zone_min)))
            from = m;
        if (!open || (m + 1 < DAY_MIN && is_open_at(q, m + 1 + DAY_MIN - zone_min)))
            continue;
        text = arena_printf(s->arena, "%s%s\"daily %02d:%02d-%02d:%02d\"", text, comma, from / 60, from % 60,
                            (m + 1) / 60, (m + 1) % 60);
        comma = ", ";
    }
    return text;
}

/* Zones without daylight saving. The queue opens or closes a few minutes after the run began. */
static void make_hours(struct sim *s, struct sim_queue *q)
{
    static const struct {
        const char *name;
        int ahead_min;
    } zones[] = {{"UTC", 0}, {"Asia/Shanghai", 480}, {"Asia/Kolkata", 330}, {"America/Phoenix", -420}};
    int zone = (int)sim_between(&s->plan, 0, 3);
    q->hours_cycle = PICK(s, 40, 40, 120, 240);
    q->hours_open_min = q->hours_cycle * PICK(s, 30, 50, 80) / 100;
    int64_t start = sim_wall_ms(s) / (60 * 1000), turns = sim_chance(&s->plan, 50) ? q->hours_open_min : 0;
    q->hours_shift = (int)((turns - start - sim_between(&s->plan, 1, 8)) % q->hours_cycle) + q->hours_cycle;
    q->timezone = zones[zone].name;
    q->hours = hours_text(s, q, zones[zone].ahead_min);
}

void conf_make(struct sim *s)
{
    s->n_agents = (int)sim_between(&s->plan, 1, AGENTS_MAX);
    s->n_queues = (int)sim_between(&s->plan, 1, QUEUES_MAX);
    s->default_queue = sim_chance(&s->plan, 50);
    for (int i = 0; i < s->n_agents; i++)
        make_agent(s, &s->agents[i]);
    s->agents[0].skilled = true;
    for (int i = 0; i < s->n_queues; i++) {
        make_queue(s, &s->queues[i], i);
        if (s->queues[i].skill != NULL)
            s->queues[i].serves[0] = true;
        if (sim_chance(&s->plan, 25))
            make_hours(s, &s->queues[i]);
    }
    responders_make(s);
}

/* ---- the file ---- */

static const char *duration(struct sim *s, int seconds)
{
    return seconds == 0 ? "off" : arena_printf(s->arena, "%ds", seconds);
}

static void print_agents(const struct sim *s, FILE *out)
{
    for (int i = 0; i < s->n_agents; i++)
        if (s->agents[i].here)
            fprintf(out,
                    "agent \"ag%02d@" SIM_AGENTS "\" { name = \"Agent%d\" max_chats = %d role = \"%s\"%s }\n",
                    i, i, s->agents[i].max_chats, s->agents[i].supervisor ? "supervisor" : "agent",
                    s->agents[i].skilled ? " skills = {\"wine\"}" : "");
}

static void print_queue(struct sim *s, const struct sim_queue *q, FILE *out)
{
    const char *comma = "";
    fprintf(out, "queue \"%s\" { title = \"The %s\" strategy = \"%s\"\n  agents = {", q->name, q->name,
            q->strategy);
    for (int i = 0; i < s->n_agents; i++)
        if (q->serves[i] && s->agents[i].here) {
            fprintf(out, "%s\"ag%02d@" SIM_AGENTS "\"", comma, i);
            comma = ", ";
        }
    fprintf(out, "}\n");
    if (q->hours != NULL)
        fprintf(out, "  hours = {%s} timezone = \"%s\"\n", q->hours, q->timezone);
    if (q->skill != NULL)
        fprintf(out, "  skills = {\"%s\"}\n", q->skill);
    fprintf(out,
            "  offer_timeout = \"%ds\" round_pause = \"%ds\" offline_grace = \"%s\" reopen_within = \"%s\"\n",
            q->offer_timeout_s, q->round_pause_s, duration(s, q->offline_grace_s), duration(s, q->reopen_s));
    fprintf(
        out,
        "  idle_close = \"%s\" abandon_after = \"%s\" position_every = \"%ds\" agent_first_reply = \"%s\"\n",
        duration(s, q->idle_s), duration(s, q->abandon_s), q->position_s, duration(s, q->first_reply_s));
    responders_print_of(q, out);
    fprintf(out, "  max_waiting = %d }\n", q->max_waiting);
}

/* The rules know notices by their English words: they are the same in every language here. */
static void write_notices(FILE *out, const char *language)
{
    fprintf(out, "messages \"%s\" {\n", language);
    for (int i = 0; i < NOTICE_COUNT; i++) {
        fprintf(out, "  %s = \"", notice_table[i].key);
        for (const char *p = notice_template(NULL, (enum notice)i, "en"); *p != '\0'; p++)
            fprintf(out, *p == '\n' ? "\\n" : *p == '"' ? "\\\"" : "%c", *p);
        fprintf(out, "\"\n");
    }
    fprintf(out, "}\n");
}

static void print_conf(struct sim *s, FILE *out)
{
    const char *first = NULL;
    for (int i = 0; i < s->n_queues && first == NULL; i++)
        if (s->queues[i].here)
            first = s->queues[i].name;
    fprintf(out, "component { domain = \"" SIM_DOMAIN "\" server = \"127.0.0.1:5347\" secret = \"secret\"");
    if (s->default_queue)
        fprintf(out, " default_queue = \"%s\"", first);
    fprintf(out, "%s }\nstore { path = \"/nowhere/frontdesk.db\" }\n", contacts_setting(s));
    write_notices(out, "de");
    write_notices(out, "zh");
    print_agents(s, out);
    responders_print(s, out);
    for (int i = 0; i < s->n_queues; i++)
        if (s->queues[i].here)
            print_queue(s, &s->queues[i], out);
}

struct conf *conf_load(struct sim *s)
{
    char *mistakes = NULL;
    size_t size, n = 0;
    unlink(s->conf_path);
    FILE *out = fopen(s->conf_path, "wx");
    if (out == NULL || fchmod(fileno(out), 0600) != 0)
        fatal("%s: %m", s->conf_path);
    print_conf(s, out);
    fclose(out);
    FILE *errors = open_memstream(&mistakes, &size);
    struct conf *conf = conf_read(s->conf_path, conf_checks, errors, &n);
    fclose(errors);
    if (conf == NULL)
        sim_violation(s, "the simulation's configuration is wrong: %s", mistakes);
    free(mistakes);
    return conf;
}

/* ---- reloads ---- */

static bool somebody_serves(const struct sim *s, const struct sim_queue *q)
{
    for (int i = 0; i < s->n_agents; i++)
        if (q->serves[i] && s->agents[i].here && (q->skill == NULL || s->agents[i].skilled))
            return true;
    return false;
}

static void vary_agent(struct sim *s, struct sim_agent_conf *a)
{
    struct sim_agent_conf before = *a;
    if (sim_chance(&s->faults_rng, a->here ? 12 : 60))
        a->here = !a->here;
    if (sim_chance(&s->faults_rng, 15))
        a->max_chats = (int)sim_between(&s->faults_rng, 1, 4);
    for (int i = 0; i < s->n_queues; i++)
        if (!somebody_serves(s, &s->queues[i]))
            *a = before;
}

static int queues_here(const struct sim *s)
{
    int n = 0;
    for (int i = 0; i < s->n_queues; i++)
        n += s->queues[i].here;
    return n;
}

static void vary_periods(struct sim *s, struct sim_queue *q)
{
    static const int graces[] = {0, 5, 20, 60}, silences[] = {0, 60, 300}, waits[] = {0, 120, 300, 900},
                     replies[] = {0, 20, 60, 180};
    q->offline_grace_s = graces[sim_between(&s->faults_rng, 0, 3)];
    q->idle_s = silences[sim_between(&s->faults_rng, 0, 2)];
    q->abandon_s = waits[sim_between(&s->faults_rng, 0, 3)];
    q->first_reply_s = replies[sim_between(&s->faults_rng, 0, 3)];
}

static void vary_queue(struct sim *s, struct sim_queue *q)
{
    if (!q->here && sim_chance(&s->faults_rng, 60))
        q->here = true;
    else if (q->here && queues_here(s) > 1 && sim_chance(&s->faults_rng, 8))
        q->here = q->steady = false;
    if (sim_chance(&s->faults_rng, 15))
        q->strategy = strategies[sim_between(&s->faults_rng, 0, 3)];
    if (sim_chance(&s->faults_rng, 30))
        vary_periods(s, q);
}

void conf_vary(struct sim *s)
{
    for (int i = 0; i < s->n_agents; i++)
        vary_agent(s, &s->agents[i]);
    for (int i = 0; i < s->n_queues; i++)
        vary_queue(s, &s->queues[i]);
    responders_vary(s);
    sim_note(s, "a new configuration");
    process_new_conf(s);
}

void conf_restore(struct sim *s)
{
    for (int i = 0; i < s->n_agents; i++)
        s->agents[i].here = true;
    for (int i = 0; i < s->n_queues; i++)
        s->queues[i].here = true;
    responders_restore(s);
    sim_note(s, "the whole configuration");
    process_new_conf(s);
}

/* ---- as rows, for the checks ---- */

/* A clock that was set back stands before an opening that the desk has seen already. */
static bool is_surely_open(const struct sim *s, const struct sim_queue *q)
{
    return q->hours == NULL || (conf_is_open(s, q) && s->result.faults[FAULT_CLOCK_BACK] == 0);
}

void conf_show_to_eye(struct sim *s)
{
    eye_run(s, "CREATE TEMP TABLE IF NOT EXISTS serves (queue TEXT, jid TEXT, able INT);"
               "CREATE TEMP TABLE IF NOT EXISTS staff (jid TEXT PRIMARY KEY, max INT, supervisor INT);"
               "CREATE TEMP TABLE IF NOT EXISTS line (queue TEXT PRIMARY KEY, one INT, steady INT, idle INT, "
               "abandon INT, reply INT, offer INT, every INT, open INT, always INT);"
               "DELETE FROM serves; DELETE FROM staff; DELETE FROM line");
    for (int i = 0; i < s->n_agents; i++)
        if (s->agents[i].here)
            eye_run(s, arena_printf(s->arena, "INSERT INTO staff VALUES ('%s', %d, %d)", s->people[i].jid,
                                    s->agents[i].max_chats, s->agents[i].supervisor));
    for (int i = 0; i < s->n_queues; i++) {
        const struct sim_queue *q = &s->queues[i];
        if (!q->here)
            continue;
        eye_run(s,
                arena_printf(s->arena, "INSERT INTO line VALUES ('%s', %d, %d, %d, %d, %d, %d, %d, %d, %d)",
                             q->name, strcmp(q->strategy, "ring-all") != 0, q->steady, q->idle_s,
                             q->abandon_s, q->first_reply_s, q->offer_timeout_s, q->position_s,
                             is_surely_open(s, q), q->hours == NULL));
        s->queues[i].shown_open = is_surely_open(s, q);
        for (int k = 0; k < s->n_agents; k++)
            if (q->serves[k] && s->agents[k].here)
                eye_run(s, arena_printf(s->arena, "INSERT INTO serves VALUES ('%s', '%s', %d)", q->name,
                                        s->people[k].jid, q->skill == NULL || s->agents[k].skilled));
    }
    responders_show_to_eye(s);
}

void conf_show_hours(struct sim *s)
{
    for (int i = 0; i < s->n_queues; i++) {
        struct sim_queue *q = &s->queues[i];
        bool open = is_surely_open(s, q);
        if (open == q->shown_open)
            continue;
        sim_note(s, "%s %s", q->name, open ? "opens" : "closes");
        eye_run(s, arena_printf(s->arena, "UPDATE line SET open = %d WHERE queue = '%s'", open, q->name));
        q->shown_open = open;
    }
}
