/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * wishes: what models were asked, as rows for the checks that stay when the task is gone; and who may read what
 * came of it, by its token. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "desk/voice.h"
#include "mail.h"
#include "model.h"
#include "model/news.h"
#include "xml/stanza.h"

/* One that was asked, as it is known again when the desk has been started again. */
struct wish {
    int64_t id, conversation, agent;
    const char *kind, *source, *question;
    bool anew; /* begun again, or after a tool: what was said of it before is no answer */
    struct wish *next;
};

/* ---- rows ---- */

static void show(struct sim *s, const struct wish *w)
{
    sqlite3_stmt *stmt = eye_query(s, "INSERT INTO wish VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, ?7)");
    sqlite3_bind_int64(stmt, 1, w->id);
    sqlite3_bind_int64(stmt, 2, w->conversation);
    sqlite3_bind_text(stmt, 3, w->kind, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(stmt, 4, w->agent);
    sqlite3_bind_text(stmt, 5, w->source, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(stmt, 6, w->question, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int(stmt, 7, w->anew);
    sqlite3_step(stmt);
    sqlite3_reset(stmt);
}

static void learn(struct sim *s)
{
    sqlite3_stmt *rows = eye_query(
        s, "SELECT id, conversation, kind, coalesce(agent, 0), source, question, rounds > 0 FROM task t"
           " WHERE NOT EXISTS (SELECT 1 FROM wish w WHERE w.id = t.id)");
    struct wish *first = s->wishes;
    while (sqlite3_step(rows) == SQLITE_ROW) {
        struct wish *w = arena_alloc(s->arena, sizeof *w);
        *w = (struct wish){
            .id = sqlite3_column_int64(rows, 0),
            .conversation = sqlite3_column_int64(rows, 1),
            .kind = arena_strdup(s->arena, (const char *)sqlite3_column_text(rows, 2)),
            .agent = sqlite3_column_int64(rows, 3),
            .source = arena_strdup(s->arena, (const char *)sqlite3_column_text(rows, 4)),
            .question = arena_strdup(s->arena, (const char *)sqlite3_column_text(rows, 5)),
            .anew = sqlite3_column_int(rows, 6) != 0,
            .next = s->wishes,
        };
        s->wishes = w;
        sim_note(s, "task %lld of conversation %lld: %s", (long long)w->id, (long long)w->conversation,
                 w->kind);
    }
    sqlite3_reset(rows);
    for (struct wish *w = s->wishes; w != first; w = w->next)
        show(s, w);
}

/* alive: its row was there before the turn, or its translation that waits for another; said: so much of the answer had been
 * told. */
static void look_at_tasks(struct sim *s)
{
    learn(s);
    eye_run(
        s,
        "UPDATE wish SET alive = 0 WHERE alive AND id NOT IN (SELECT id FROM task UNION SELECT task FROM translation);"
        "UPDATE wish SET alive = 1, said = (SELECT t.said FROM task t WHERE t.id = wish.id) WHERE id IN"
        " (SELECT id FROM task);"
        "UPDATE wish SET alive = 1 WHERE id IN (SELECT task FROM translation);"
        "DELETE FROM news");
}

/* Where there are responders, so that what is known of them can be asked in one way. */
void wishes_open(struct sim *s)
{
    if (s->n_responders == 0)
        return;
    eye_run(
        s,
        "CREATE TEMP TABLE wish (id INTEGER PRIMARY KEY, conversation INT, kind TEXT, agent INT, source TEXT,"
        " question TEXT, said INT, alive INT, anew INT); CREATE TEMP TABLE news (task INT, done INT, failed INT)");
    for (struct wish *w = s->wishes; w != NULL; w = w->next) {
        w->anew = w->anew || eye_finds(s, "SELECT 1 FROM task WHERE id = ?4", NULL, NULL, NULL, w->id);
        show(s, w);
    }
    if (s->models != NULL)
        look_at_tasks(s);
}

void wishes_turn(struct sim *s, const struct step *steps, size_t n)
{
    for (size_t i = 0; i < n && s->models != NULL; i++) {
        const struct model_news *news = steps[i].event.news;
        if (steps[i].event.kind == EVENT_MODEL)
            eye_run(s, arena_printf(s->arena, "INSERT INTO news VALUES (%lld, %d, %d)", (long long)news->task,
                                    news->done, news->done && news->result == NULL && news->fetched == NULL));
    }
}

void wishes_turned(struct sim *s)
{
    if (s->models != NULL)
        look_at_tasks(s);
}

/* ---- who reads what ---- */

/* It was waited for before the turn, and the agent who waits held the conversation then. */
#define HELD                                                                                                            \
    "(w.alive AND (SELECT e.to_state || ' ' || coalesce(e.agent, 0) FROM event e WHERE e.conversation = w.conversation" \
    " AND e.id <= ?4 ORDER BY e.id DESC LIMIT 1) = 'active ' || w.agent)"

static const char customer_sql[] =
    "SELECT 1 FROM wish w JOIN talk t ON t.id = w.conversation AND t.customer_jid = ?2 WHERE w.id = CAST(?1 AS INTEGER)"
    " AND ((w.kind = 'answer' AND w.alive AND (SELECT e.to_state FROM event e WHERE e.conversation = w.conversation AND"
    " e.id <= ?4 ORDER BY e.id DESC LIMIT 1) = 'bot') OR (w.kind = 'translate' AND w.source = 'agent' AND " HELD
    ") OR (w.kind = 'suggest' AND EXISTS (SELECT 1 FROM message m WHERE m.conversation = w.conversation AND m.stanza_id ="
    " ?3 AND m.author = 'agent')))";
static const char agent_sql[] =
    "SELECT 1 FROM wish w JOIN agent a ON a.id = w.agent AND a.jid = ?2 WHERE w.id = CAST(?1 AS INTEGER) AND " HELD
    " AND w.kind = ?3 AND w.source <> 'agent'";
static const char draft_sql[] = "SELECT 1 FROM wish WHERE id = CAST(?1 AS INTEGER) AND kind = 'suggest'";

/* What the desk says to the agent of a task: the kind of it. */
static const char *kind_of(const char *body)
{
    static const char *const rows[][2] = {{VOICE_SIGN "Draft (", "suggest"},
                                          {VOICE_SIGN "Summary:", "summary"},
                                          {VOICE_SIGN "Translation:", "translate"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strncmp(body, rows[i][0], strlen(rows[i][0])) == 0)
            return rows[i][1];
    return NULL;
}

static void read_token(struct sim *s, const char *token, const char *kind, int who, const char *id,
                       bool to_customer, const char *xml)
{
    const char *jid = s->people[who].jid;
    if (to_customer && !eye_finds(s, customer_sql, token, jid, id, s->seen_event))
        sim_violation(s, "%s reads what a model said to nobody: %s", jid, xml);
    if (to_customer && !s->said_send && eye_finds(s, draft_sql, token, NULL, NULL, 0))
        sim_violation(s, "%s reads a draft: %s", jid, xml);
    if (!to_customer && kind != NULL && !eye_finds(s, agent_sql, token, jid, kind, s->seen_event))
        sim_violation(s, "%s is told what a model said to nobody, or to somebody else: %s", jid, xml);
}

void wishes_read(struct sim *s, const char *xml, const char *from, int who, const char *id, const char *body)
{
    if (s->models == NULL || body == NULL)
        return;
    bool to_customer = !s->people[who].agent ||
                       (strchr(from, '@') != NULL && !read_is_face(from) && strcmp(from, SIM_HOUSE) != 0);
    for (const char *at = body; (at = strstr(at, "[=")) != NULL; at++) {
        size_t len = strspn(at + 2, "0123456789");
        if (at[2 + len] == ']')
            read_token(s, arena_strndup(s->arena, at + 2, len), kind_of(body), who, id, to_customer, xml);
    }
    if (!to_customer &&
        (strstr(body, VOICE_SIGN "[desk] lie") != NULL || strstr(body, "\n[desk] lie") != NULL))
        sim_violation(s, "%s may take a model's words for the desk's: %s", s->people[who].jid, xml);
}
