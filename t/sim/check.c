/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * check: what must hold after each turn, as questions to the store that must have no answer. A second
 * connection asks them: it sees what was committed and nothing else. */
#include "sim.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "desk/desk.h"
#include "rules.h"

enum { STATEMENTS = 48 };

struct question {
    const struct rule *rule;
    sqlite3_stmt *stmt;
    int64_t since_ms; /* it has had this answer */
    char answer[100];
};

struct eye {
    struct question questions[SIM_RULES_MAX];
    int n_questions;
    struct {
        const char *sql;
        sqlite3_stmt *stmt;
    } others[STATEMENTS];
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

static void add_questions(struct sim *s, const struct rule *rules)
{
    for (; rules->what != NULL; rules++) {
        if (s->mind->n_questions == SIM_RULES_MAX)
            fatal("too many rules");
        struct question *q = &s->mind->questions[s->mind->n_questions++];
        q->rule = rules;
        q->stmt = prepare(s, rules->sql);
    }
}

void check_open(struct sim *s)
{
    if (s->mind == NULL)
        s->mind = arena_alloc(s->arena, sizeof *s->mind);
    conf_show_to_eye(s);
    wishes_open(s);
    add_questions(s, sim_rules);
    if (s->n_responders > 0)
        add_questions(s, sim_rules_bot);
    if (s->models != NULL)
        add_questions(s, sim_rules_model);
    s->seen_offer = last(s, "offer");
    s->seen_event = last(s, "event");
    s->seen_message = last(s, "message");
    s->seen_question = last(s, "question");
    s->seen_row = last(s, "outbox"); /* the desk numbers them anew when there are none left */
}

void check_close(struct sim *s)
{
    if (s->eye == NULL)
        return;
    for (int i = 0; i < s->mind->n_questions; i++)
        sqlite3_finalize(s->mind->questions[i].stmt);
    s->mind->n_questions = 0;
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

void eye_run(struct sim *s, const char *sql)
{
    if (sqlite3_exec(s->eye, sql, NULL, NULL, NULL) != SQLITE_OK)
        fatal("%s: %s", sql, sqlite3_errmsg(s->eye));
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

static void fails(struct sim *s, struct question *q, const char *answer)
{
    const struct rule *r = q->rule;
    if (r->patience_s > 0 && strcmp(q->answer, answer) != 0) {
        snprintf(q->answer, sizeof q->answer, "%s", answer);
        q->since_ms = s->mono_ms;
        return;
    }
    if (r->patience_s > 0 && s->mono_ms - q->since_ms < r->patience_s * 1000)
        return;
    sim_violation(s, "%s: %s", r->what, answer);
}

static void ask(struct sim *s, struct question *q)
{
    int64_t up = s->jumped_ms < s->up_ms ? s->up_ms + s->wall_ahead_ms : 0;
    const int64_t values[] = {sim_wall_ms(s),  s->seen_offer, s->seen_event, s->seen_message, up,
                              s->seen_question};
    for (int k = 0; k < sqlite3_bind_parameter_count(q->stmt); k++)
        sqlite3_bind_int64(q->stmt, k + 1, values[k]);
    int rc = sqlite3_step(q->stmt);
    if (rc == SQLITE_ROW)
        fails(s, q, (const char *)sqlite3_column_text(q->stmt, 0));
    else if (rc != SQLITE_DONE)
        fatal("%s: %s", q->rule->sql, sqlite3_errmsg(s->eye));
    else
        q->answer[0] = '\0';
    sqlite3_reset(q->stmt);
}

static bool is_asked(const struct sim *s, const struct rule *r, bool rested)
{
    return ((r->when & STEADY) == 0 || s->result.faults[FAULT_CLOCK_BACK] == 0) &&
           ((r->when & ALONE) == 0 || !s->together) && ((r->when & RESTED) == 0 || rested);
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
 * has arrived. After a lock it gives them a moment more. A clock that was set back makes it wait longer for those who do not answer. */
static void check_presence(struct sim *s)
{
    int64_t since = s->conf_ms > s->up_ms ? s->conf_ms : s->up_ms;
    if (since < s->locked_until_ms)
        since = s->locked_until_ms;
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
    for (int i = 0; i < s->mind->n_questions; i++)
        if (is_asked(s, s->mind->questions[i].rule, rested))
            ask(s, &s->mind->questions[i]);
    if (rested)
        check_presence(s);
    s->seen_offer = last(s, "offer");
    s->seen_event = last(s, "event");
    s->seen_message = last(s, "message");
    if (s->n_responders > 0)
        s->seen_question = last(s, "question");
    wishes_turned(s);
}
