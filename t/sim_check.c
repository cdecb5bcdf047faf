/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sim_check: what must hold after each turn, as questions to the store that must have no answer. A second
 * connection asks them: it sees what was committed and nothing else. */
#include "sim.h"

#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "desk.h"
#include "log.h"
#include "sim_rules.h"

enum { STATEMENTS = 24 };

struct eye {
    sqlite3_stmt *rules[SIM_RULES_MAX];
    struct {
        const char *sql;
        sqlite3_stmt *stmt;
    } others[STATEMENTS];
    struct patience {
        int64_t since_ms;
        char what[100];
    } patience[SIM_RULES_MAX];
};

/* ---- the second connection ---- */

static sqlite3_stmt *prepare(struct sim *s, const char *sql)
{
    sqlite3_stmt *stmt;
    if (sqlite3_prepare_v3(s->eye, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) != SQLITE_OK)
        fatal("%s: %s", sql, sqlite3_errmsg(s->eye));
    return stmt;
}

static int64_t last(struct sim *s, const char *table)
{
    return eye_int(s, arena_printf(s->arena, "SELECT coalesce(max(id), 0) FROM %s", table), 0);
}

void check_open(struct sim *s)
{
    if (s->mind == NULL)
        s->mind = arena_alloc(s->arena, sizeof *s->mind);
    conf_show_to_eye(s);
    for (int i = 0; sim_rules[i].what != NULL; i++)
        s->mind->rules[i] = prepare(s, sim_rules[i].sql);
    s->seen_offer = last(s, "offer");
    s->seen_event = last(s, "event");
    s->seen_message = last(s, "message");
    s->seen_row = last(s, "outbox"); /* the desk numbers them anew when there are none left */
}

void check_close(struct sim *s)
{
    if (s->eye == NULL)
        return;
    for (int i = 0; sim_rules[i].what != NULL; i++)
        sqlite3_finalize(s->mind->rules[i]);
    for (int i = 0; i < STATEMENTS; i++) {
        sqlite3_finalize(s->mind->others[i].stmt);
        s->mind->others[i].stmt = NULL;
        s->mind->others[i].sql = NULL;
    }
}

sqlite3_stmt *eye_query(struct sim *s, const char *sql)
{
    for (int i = 0; i < STATEMENTS; i++) {
        if (s->mind->others[i].sql == NULL) {
            s->mind->others[i].sql = sql;
            s->mind->others[i].stmt = prepare(s, sql);
        }
        if (s->mind->others[i].sql == sql)
            return s->mind->others[i].stmt;
    }
    fatal("too many statements");
}

static void bind_text(sqlite3_stmt *stmt, int n, const char *text)
{
    if (n <= sqlite3_bind_parameter_count(stmt))
        sqlite3_bind_text(stmt, n, text, -1, SQLITE_TRANSIENT);
}

int64_t eye_count(struct sim *s, const char *sql, const char *text)
{
    sqlite3_stmt *stmt = eye_query(s, sql);
    bind_text(stmt, 1, text);
    int64_t n = sqlite3_step(stmt) == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_reset(stmt);
    return n;
}

bool eye_finds(struct sim *s, const char *sql, const char *a, const char *b, const char *c, int64_t n)
{
    sqlite3_stmt *stmt = eye_query(s, sql);
    bind_text(stmt, 1, a);
    bind_text(stmt, 2, b);
    bind_text(stmt, 3, c);
    if (sqlite3_bind_parameter_count(stmt) >= 4)
        sqlite3_bind_int64(stmt, 4, n);
    bool found = sqlite3_step(stmt) == SQLITE_ROW;
    sqlite3_reset(stmt);
    return found;
}

bool eye_between(struct sim *s, int64_t after, int64_t before)
{
    sqlite3_stmt *stmt = eye_query(s, "SELECT 1 FROM outbox WHERE id > ?1 AND id < ?2 LIMIT 1");
    sqlite3_bind_int64(stmt, 1, after);
    sqlite3_bind_int64(stmt, 2, before);
    bool found = sqlite3_step(stmt) == SQLITE_ROW;
    sqlite3_reset(stmt);
    return found;
}

int64_t eye_int(struct sim *s, const char *sql, int64_t otherwise)
{
    if (s->eye == NULL)
        return otherwise;
    sqlite3_stmt *stmt = prepare(s, sql);
    int64_t n = sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_type(stmt, 0) != SQLITE_NULL
                    ? sqlite3_column_int64(stmt, 0)
                    : otherwise;
    sqlite3_finalize(stmt);
    return n;
}

const char *eye_text(struct sim *s, const char *sql)
{
    if (s->eye == NULL)
        return NULL;
    sqlite3_stmt *stmt = prepare(s, sql);
    const char *text = NULL;
    if (sqlite3_step(stmt) == SQLITE_ROW)
        text = arena_strdup(s->arena, (const char *)sqlite3_column_text(stmt, 0));
    sqlite3_finalize(stmt);
    return text;
}

/* ---- after a turn ---- */

static bool is_rested(const struct sim *s)
{
    int64_t due = desk_due_ms(s->desk);
    return s->told_up && !s->full && !s->stopping && (due < 0 || due > sim_wall_ms(s));
}

static void fails(struct sim *s, int i, const char *answer)
{
    struct patience *p = &s->mind->patience[i];
    if (sim_rules[i].patience_s > 0 && strcmp(p->what, answer) != 0) {
        snprintf(p->what, sizeof p->what, "%s", answer);
        p->since_ms = s->mono_ms;
        return;
    }
    if (sim_rules[i].patience_s > 0 && s->mono_ms - p->since_ms < sim_rules[i].patience_s * 1000)
        return;
    sim_violation(s, "%s: %s", sim_rules[i].what, answer);
}

static void ask(struct sim *s, int i)
{
    int64_t up = s->jumped_ms < s->up_ms ? s->up_ms + s->wall_ahead_ms : 0;
    const int64_t values[] = {sim_wall_ms(s), s->seen_offer, s->seen_event, s->seen_message, up};
    sqlite3_stmt *stmt = s->mind->rules[i];
    for (int k = 0; k < sqlite3_bind_parameter_count(stmt); k++)
        sqlite3_bind_int64(stmt, k + 1, values[k]);
    int rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW)
        fails(s, i, (const char *)sqlite3_column_text(stmt, 0));
    else if (rc != SQLITE_DONE)
        fatal("%s: %s", sim_rules[i].sql, sqlite3_errmsg(s->eye));
    else
        s->mind->patience[i].what[0] = '\0';
    sqlite3_reset(stmt);
}

static bool is_asked(const struct sim *s, const struct rule *r, bool rested)
{
    switch (r->when) {
    case ALWAYS:
        break;
    case STEADY:
        return s->result.faults[FAULT_CLOCK_BACK] == 0;
    case ALONE:
        return !s->together;
    case RESTED:
        return rested;
    }
    return true;
}

enum { SETTLED_MS = 20 * 1000 }; /* more than STALE_AFTER_MS of agent.c */

static const char *best_seen(const struct person *p)
{
    static const char *const shows[] = {"available", "away", "dnd", "offline"};
    size_t best = 3;
    for (int i = 0; i < DEVICES; i++) {
        const char *seen = p->devices[i].seen;
        size_t is = seen == NULL                                           ? 3
                    : strcmp(seen, "dnd") == 0                             ? 2
                    : strcmp(seen, "away") == 0 || strcmp(seen, "xa") == 0 ? 1
                                                                           : 0;
        best = is < best ? is : best;
    }
    return shows[best];
}

/* The desk's picture of those who let it see their presence is the server's, once all that is on its way
 * has arrived. A clock that was set back makes it wait longer for those who do not answer. */
static void check_presence(struct sim *s)
{
    int64_t since = s->conf_ms > s->up_ms ? s->conf_ms : s->up_ms;
    if (s->link != LINK_UP || s->to_server_ms >= s->mono_ms || s->to_desk_ms >= s->mono_ms ||
        s->mono_ms < since + SETTLED_MS || s->result.faults[FAULT_CLOCK_BACK] > 0)
        return;
    for (int i = 0; i < s->n_agents; i++) {
        const struct person *p = &s->people[i];
        if (!p->subscribed || !s->agents[i].here)
            continue;
        const char *show = best_seen(p);
        if (!eye_finds(s, "SELECT 1 FROM agent WHERE jid = ?1 AND show = ?2", p->jid, show, NULL, 0))
            sim_violation(s, "is not what the desk thinks: %s is %s", p->jid, show);
    }
}

void check_turn(struct sim *s)
{
    bool rested = is_rested(s);
    conf_show_hours(s);
    for (int i = 0; sim_rules[i].what != NULL; i++) {
        if (is_asked(s, &sim_rules[i], rested))
            ask(s, i);
    }
    if (rested)
        check_presence(s);
    s->seen_offer = last(s, "offer");
    s->seen_event = last(s, "event");
    s->seen_message = last(s, "message");
}
