/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * end: what must hold at the end: whatever was accepted is in the archive, and whatever is in the archive
 * arrived, in order. */
#include "sim.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "mail.h"

/* One message of the archive. */
struct row {
    int64_t id, conversation, relayed;
    const char *author, *stanza_id;
    int customer;
};

/* A message that arrived at an agent. */
struct heard {
    int64_t id;
    long n; /* its first arrival */
    const char *stanza_id;
    bool twice;
};

/* Of this conversation's messages so far: those that arrived at each agent, in the order of the archive, and the latest
 * first arrival at the customer. */
struct so_far {
    int64_t conversation;
    struct heard *agents[AGENTS_MAX];
    size_t n[AGENTS_MAX];
    long customer;
};

static bool came_twice(struct sim *s, const char *stanza_id)
{
    const struct said *said = said_find(s, stanza_id);
    return said != NULL && said->stepped > 1; /* the archive has it at two places */
}

/* An offer shows the ten newest messages; those before them come when the agent takes the conversation. So a message comes
 * before all that follow it, or after ten of them. */
static void in_order_at(struct sim *s, const struct so_far *o, int who)
{
    enum { SHOWN = 10 };
    const struct heard *list = o->agents[who];
    for (size_t i = 0; i < o->n[who]; i++) {
        int newer = 0;
        bool wrong = false;
        for (size_t k = i + 1; k < o->n[who]; k++)
            if (list[k].n < list[i].n) {
                wrong = wrong || !(list[i].twice || list[k].twice);
                newer++;
            }
        if (wrong && newer < SHOWN)
            sim_violation(s, "conversation %lld: %s got message %lld (%s) too early or too late",
                          (long long)o->conversation, s->people[who].jid, (long long)list[i].id,
                          list[i].stanza_id);
    }
}

static void all_in_order(struct sim *s, struct so_far *o)
{
    for (int i = 0; i < s->n_agents; i++) {
        in_order_at(s, o, i);
        free(o->agents[i]);
    }
}

static void hear(struct sim *s, struct so_far *o, int who, const struct row *m, long n)
{
    o->agents[who] = xrealloc(o->agents[who], (o->n[who] + 1) * sizeof *o->agents[who]);
    o->agents[who][o->n[who]++] =
        (struct heard){.id = m->id, .n = n, .stanza_id = m->stanza_id, .twice = came_twice(s, m->stanza_id)};
}

static void from_customer(struct sim *s, const struct row *m, struct so_far *o)
{
    bool arrived = false;
    for (int i = 0; i < s->n_agents; i++) {
        long n = i == m->customer ? 0 : mail_when(s, i, m->stanza_id);
        if (n == 0)
            continue;
        arrived = true;
        hear(s, o, i, m, n);
    }
    if (m->id <= m->relayed && !arrived)
        sim_violation(s, "conversation %lld: no agent ever got message %lld (%s)", (long long)m->conversation,
                      (long long)m->id, m->stanza_id);
}

static void to_customer(struct sim *s, const struct row *m, struct so_far *o)
{
    long n = mail_when(s, m->customer, m->stanza_id);
    if (n == 0)
        sim_violation(s, "conversation %lld: %s never got message %lld (%s of %s)",
                      (long long)m->conversation, s->people[m->customer].jid, (long long)m->id, m->stanza_id,
                      m->author);
    else if (!came_twice(s, m->stanza_id) && n < o->customer)
        sim_violation(s, "conversation %lld: %s got message %lld (%s) too early or too late",
                      (long long)m->conversation, s->people[m->customer].jid, (long long)m->id, m->stanza_id);
    else if (!came_twice(s, m->stanza_id))
        o->customer = n;
}

static void check_archive(struct sim *s)
{
    struct so_far order = {0};
    sqlite3_stmt *rows = eye_query(
        s, "SELECT m.id, m.conversation, t.relayed, m.author, m.stanza_id, t.customer_jid FROM message m"
           " JOIN talk t ON t.id = m.conversation WHERE m.kind = 'chat' ORDER BY m.conversation, m.id");
    while (sqlite3_step(rows) == SQLITE_ROW) {
        struct row m = {
            .id = sqlite3_column_int64(rows, 0),
            .conversation = sqlite3_column_int64(rows, 1),
            .relayed = sqlite3_column_int64(rows, 2),
            .author = (const char *)sqlite3_column_text(rows, 3),
            .stanza_id = (const char *)sqlite3_column_text(rows, 4),
            .customer = person_find(s, (const char *)sqlite3_column_text(rows, 5)),
        };
        if (m.conversation != order.conversation) {
            all_in_order(s, &order);
            order = (struct so_far){.conversation = m.conversation};
        }
        m.stanza_id = arena_strdup(s->arena, m.stanza_id);
        if (strcmp(m.author, "customer") == 0)
            from_customer(s, &m, &order);
        else
            to_customer(s, &m, &order);
    }
    sqlite3_reset(rows);
    all_in_order(s, &order);
}

static void check_receipts(struct sim *s)
{
    for (const struct said *said = s->said; said != NULL; said = said->hh.next)
        if (said->receipted && !said->command && !said->may_vanish &&
            eye_count(s,
                      "SELECT (SELECT count(*) FROM message WHERE stanza_id = ?1) + (SELECT count(*) FROM "
                      "menu WHERE"
                      " stanza_id = ?1)",
                      said->id) == 0)
            sim_violation(s, "%s was said to be received and is gone", said->id);
}

/* Whoever lets the desk see presence is known to be here. */
static void check_presence(struct sim *s)
{
    for (int i = 0; i < s->n_agents; i++)
        if (s->agents[i].here && s->people[i].subscribed &&
            eye_int(s,
                    arena_printf(s->arena, "SELECT show = 'available' FROM agent WHERE jid = '%s'",
                                 s->people[i].jid),
                    0) == 0)
            sim_violation(s, "%s is here and the desk does not know", s->people[i].jid);
}

void check_end(struct sim *s)
{
    check_receipts(s);
    check_archive(s);
    mail_check_arrived(s);
    check_presence(s);
    sealing_end(s);
}
