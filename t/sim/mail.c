/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mail: every message that was written, what the desk made of it, and where it was seen. */
#include "mail.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "sim.h"
#include "xml/stanza.h"

/* Rows of the outbox by their text: the same text may be two rows when a person's stanza came twice. */
struct emitted {
    const char *xml, *id;
    int who;
    int64_t *rows;
    int n;
    UT_hash_handle hh;
};

/* The first time that somebody got a message. */
struct arrival {
    const char *key; /* "who id" */
    long n;
    UT_hash_handle hh;
};

struct said *said_new(struct sim *s, int author, const char *to)
{
    struct person *p = &s->people[author];
    struct said *said = arena_alloc(s->arena, sizeof *said);
    said->id = arena_printf(s->arena, "%c%d-%d", p->agent ? 'a' : 'c', author, ++p->n_said);
    said->author = author;
    said->to = arena_strdup(s->arena, to);
    HASH_ADD_KEYPTR(hh, s->said, said->id, strlen(said->id), said);
    return said;
}

struct said *said_find(struct sim *s, const char *id)
{
    struct said *said;
    HASH_FIND_STR(s->said, id, said);
    return said;
}

void mail_free(struct sim *s)
{
    HASH_CLEAR(hh, s->said);
    HASH_CLEAR(hh, s->emitted);
    HASH_CLEAR(hh, s->arrivals);
}

static void row_is_new(struct sim *s, int64_t row, const char *xml, int who, const char *id)
{
    struct emitted *e;
    HASH_FIND_STR(s->emitted, xml, e);
    if (e == NULL) {
        e = arena_alloc(s->arena, sizeof *e);
        e->xml = xml;
        e->who = who;
        e->id = arena_strdup(s->arena, id);
        HASH_ADD_KEYPTR(hh, s->emitted, e->xml, strlen(e->xml), e);
    }
    e->rows =
        arena_grow(s->arena, e->rows, (size_t)e->n * sizeof *e->rows, (size_t)(e->n + 1) * sizeof *e->rows);
    e->rows[e->n++] = row;
}

static void mail_emitted(struct sim *s, int64_t row, const char *text)
{
    const char *xml = arena_strdup(s->arena, text);
    xmpp_stanza_t *st = st_parse(s->ctx, xml);
    const char *from = st_attr_or(st, "from", ""), *to = st_attr_or(st, "to", ""),
               *id = st_attr_or(st, "id", "");
    int who = person_find(s, to);
    struct said *said = said_find(s, id);
    const char *body = st_child_text(s->arena, st, "body", NULL),
               *read = who >= 0 && st != NULL ? sealing_looks(s, who, st, xml, body) : body;
    const char *whole = read != body ? arena_printf(s->arena, "%s %s", xml, read) : xml;
    row_is_new(s, row, xml, who, id);
    if (st == NULL || who < 0)
        sim_violation(s, "kept for nobody: %s", xml);
    if (who >= 0 && read_is_face(from) && !s->people[who].agent)
        sim_violation(s, "a face writes to a customer: %s", xml);
    if (who >= 0 && said != NULL)
        read_message(s, said, from, who, xml);
    if (who >= 0)
        read_tokens(s, whole, from, who, id);
    if (who >= 0)
        wishes_read(s, whole, from, who, id, read);
    if (st != NULL)
        xmpp_stanza_release(st);
}

/* ---- a turn ---- */

static const char archived_sql[] =
    "SELECT (SELECT count(*) FROM message WHERE stanza_id = ?1 AND kind = 'chat') +"
    " (SELECT count(*) FROM menu WHERE stanza_id = ?1)";

static void receipt(struct sim *s, xmpp_stanza_t *received)
{
    struct said *said = said_find(s, st_attr_or(received, "id", ""));
    if (said == NULL)
        return;
    said->receipted = true;
    if (!said->command && !said->may_vanish && eye_count(s, archived_sql, said->id) == 0)
        sim_violation(s, "%s has a receipt and is not in the archive", said->id);
}

static void look_at_effect(struct sim *s, const char *xml, const char *sender, bool *answered)
{
    if (strncmp(xml, "<message", 8) != 0) {
        xmpp_stanza_t *st = st_parse(s->ctx, xml);
        read_address(s, xml, st_attr_or(st, "from", ""), st_attr_or(st, "to", ""));
        sealing_effect(s, st);
        xmpp_stanza_release(st);
        return;
    }
    xmpp_stanza_t *st = st_parse(s->ctx, xml), *received = st_child(st, "received", "urn:xmpp:receipts");
    const char *to = st_attr_or(st, "to", "");
    read_address(s, xml, st_attr_or(st, "from", ""), to);
    if (sender != NULL && strncmp(to, sender, strlen(sender)) == 0)
        *answered = true;
    if (strcmp(st_attr_or(st, "type", ""), "error") == 0) {
        struct said *said = said_find(s, st_attr_or(st, "id", ""));
        if (said != NULL)
            said->refused++;
    } else if (received != NULL && person_find(s, to) >= 0) {
        receipt(s, received);
    }
    xmpp_stanza_release(st);
}

/* May the desk have dropped it as one too many? When its period began is not known here: what was not listened to is not
 * counted there. But it has counted as many as the limit allows before. */
static bool is_flood(struct sim *s, struct person *p)
{
    int64_t now = sim_wall_ms(s), *place = &p->recent_ms[p->n_recent % SIM_FLOOD];
    bool flood = p->n_recent >= SIM_FLOOD && now - *place < 10000;
    *place = now;
    p->n_recent++;
    return flood;
}

/* What a person said, NULL for other stanzas and for errors. */
static struct said *said_of(struct sim *s, const struct step *step)
{
    const xmpp_stanza_t *st = step->event.stanza;
    if (step->xml == NULL || !st_is(st, "message", NULL) || strcmp(st_attr_or(st, "type", ""), "error") == 0)
        return NULL;
    return said_find(s, st_attr_or(st, "id", ""));
}

static void check_kept(struct sim *s, struct said *said, bool alone, bool answered)
{
    bool flood = is_flood(s, &s->people[said->author]);
    int64_t kept = eye_count(s, archived_sql, said->id);
    bool settled = sealing_turned(s, said, alone, kept);
    if (alone && !answered && !settled && !flood && !said->may_vanish && !said->farewell && kept == 0)
        sim_violation(s, "%s was neither kept nor answered", said->id);
    if (kept > said->stepped)
        sim_violation(s, "%s is %lld times in the archive and came %d times", said->id, (long long)kept,
                      said->stepped);
}

static const char held_sql[] =
    "SELECT 1 FROM talk WHERE localpart || '@" SIM_DOMAIN "' = ?1 AND state = 'active' AND agent_jid = ?2";
static const char noted_sql[] =
    "SELECT count(*) FROM message WHERE kind = 'note' AND instr(body, '[#' || ?1 || ']') > 0";

/* The desk carries out a command of the agent who holds the conversation, although a quote stands before it: the quote is
 * marked, so it is not what the agent says. */
static void check_obeyed(struct sim *s, const struct said *said)
{
    const char *text = said->after_quote;
    bool leaves = text != NULL && (strncmp(text, "!close", 6) == 0 || strcmp(text, "!leave") == 0);
    bool notes = text != NULL && strncmp(text, "!note", 5) == 0;
    if ((!leaves && !notes) || !eye_finds(s, held_sql, said->to, s->people[said->author].jid, NULL, 0))
        return;
    if (leaves || eye_count(s, noted_sql, said->id) == 0)
        sim_violation(s, "a command after a quote is not carried out: %s %s", said->id, text);
}

void mail_turn(struct sim *s, const struct step *steps, size_t n)
{
    const char *sender = NULL;
    struct said *said;
    bool answered = false;
    s->said_send = false;
    sealing_turn(s);
    for (size_t i = 0; i < n; i++) {
        if ((said = said_of(s, &steps[i])) == NULL)
            continue;
        s->said_send = s->said_send || said->sends;
        said->stepped++;
    }
    if (n == 1 && steps[0].xml != NULL && strncmp(steps[0].xml, "<message", 8) == 0) {
        sender = st_attr_or(steps[0].event.stanza, "from", "");
        sender = arena_strndup(s->arena, sender, strcspn(sender, "/"));
    }
    sqlite3_stmt *rows = eye_query(s, "SELECT id, xml FROM outbox WHERE id > ?1 ORDER BY id");
    sqlite3_bind_int64(rows, 1, s->seen_row);
    while (sqlite3_step(rows) == SQLITE_ROW) {
        s->seen_row = sqlite3_column_int64(rows, 0);
        const char *xml = (const char *)sqlite3_column_text(rows, 1);
        mail_emitted(s, s->seen_row, xml);
        if (sender != NULL && strstr(xml, sender) != NULL)
            answered = true;
    }
    sqlite3_reset(rows);
    for (const struct effect *e = s->effects.first; e != NULL; e = e->next)
        if (e->kind == EFFECT_SEND)
            look_at_effect(s, e->text, sender, &answered);
    for (size_t i = 0; i < n; i++)
        if ((said = said_of(s, &steps[i])) != NULL) {
            check_kept(s, said, n == 1, answered);
            if (n == 1)
                check_obeyed(s, said);
        }
}

/* ---- on the wire ---- */

void mail_link(struct sim *s)
{
    s->last_row = 0;
}

/* Rows go over one link once, in order, and none is left out. */
void mail_performed(struct sim *s, const char *xml)
{
    struct emitted *e;
    HASH_FIND_STR(s->emitted, xml, e);
    if (e == NULL) {
        if (strstr(xml, "<body") != NULL && strstr(xml, "type=\"error\"") == NULL)
            sim_violation(s, "is shown to somebody and was not kept: %s", xml);
        return;
    }
    int64_t row = 0;
    if (s->full)
        sim_violation(s, "sent while the link is full: %s", xml);
    /* The same words may have been a row before, whose number is that of another now: the next of them is meant. */
    for (int i = 0; i < e->n; i++)
        if (e->rows[i] > s->last_row && (row == 0 || e->rows[i] < row) &&
            (e->n == 1 || eye_between(s, e->rows[i] - 1, e->rows[i] + 1)))
            row = e->rows[i];
    if (row == 0)
        sim_violation(s, "sent again or too late on one link (after row %lld): %s", (long long)s->last_row,
                      xml);
    else if (s->last_row != 0 && eye_between(s, s->last_row, row))
        sim_violation(s, "a row between %lld and %lld was left out: %s", (long long)s->last_row,
                      (long long)row, xml);
    s->last_row = row;
}

void mail_arrived(struct sim *s, int who, const char *from, const char *id, bool bounced)
{
    const char *key = arena_printf(s->arena, "%d %s", who, id);
    struct arrival *a;
    sim_note(s, "%s %s %s from %s", s->people[who].jid, bounced ? "refuses" : "gets", id, from);
    HASH_FIND_STR(s->arrivals, key, a);
    if (a != NULL)
        return;
    a = arena_alloc(s->arena, sizeof *a);
    a->key = key;
    a->n = ++s->n_arrivals;
    HASH_ADD_KEYPTR(hh, s->arrivals, a->key, strlen(a->key), a);
}

/* When who first got the message, 0: never. */
long mail_when(struct sim *s, int who, const char *id)
{
    struct arrival *a;
    const char *key = arena_printf(s->arena, "%d %s", who, id);
    HASH_FIND_STR(s->arrivals, key, a);
    return a == NULL ? 0 : a->n;
}

void mail_check_arrived(struct sim *s)
{
    for (const struct emitted *e = s->emitted; e != NULL; e = e->hh.next)
        if (e->who >= 0 && mail_when(s, e->who, e->id) == 0)
            sim_violation(s, "never arrived: %s", e->xml);
}
