/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * end: what must hold at the end: whatever was accepted is in the archive, and whatever is in the archive
 * arrived, in order. */
#include "sim.h"

#include <string.h>

#include "base/arena.h"
#include "mail.h"

/* One message of the archive. */
struct row {
    int64_t id, conversation, relayed;
    const char *author, *stanza_id;
    int customer;
};

/* The latest first arrival at each person of this conversation's messages so far. */
struct command_call {
    int64_t conversation;
    long agents[AGENTS_MAX], customer;
};

static void in_order(struct sim *s, const struct row *m, int who, long n, long *latest)
{
    const struct said *said = said_find(s, m->stanza_id);
    if (said != NULL && said->stepped > 1)
        return; /* it came twice: the archive has it at two places */
    if (n < *latest)
        sim_violation(s, "conversation %lld: %s got message %lld (%s) too early or too late",
                      (long long)m->conversation, s->people[who].jid, (long long)m->id, m->stanza_id);
    *latest = n;
}

static void from_customer(struct sim *s, const struct row *m, struct command_call *o)
{
    bool arrived = false;
    for (int i = 0; i < s->n_agents; i++) {
        long n = i == m->customer ? 0 : mail_when(s, i, m->stanza_id);
        if (n == 0)
            continue;
        arrived = true;
        in_order(s, m, i, n, &o->agents[i]);
    }
    if (m->id <= m->relayed && !arrived)
        sim_violation(s, "conversation %lld: no agent ever got message %lld (%s)", (long long)m->conversation,
                      (long long)m->id, m->stanza_id);
}

static void to_customer(struct sim *s, const struct row *m, struct command_call *o)
{
    long n = mail_when(s, m->customer, m->stanza_id);
    if (n == 0)
        sim_violation(s, "conversation %lld: %s never got message %lld (%s of %s)",
                      (long long)m->conversation, s->people[m->customer].jid, (long long)m->id, m->stanza_id,
                      m->author);
    else
        in_order(s, m, m->customer, n, &o->customer);
}

static void check_archive(struct sim *s)
{
    struct command_call order = {0};
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
        if (m.conversation != order.conversation)
            order = (struct command_call){.conversation = m.conversation};
        if (strcmp(m.author, "customer") == 0)
            from_customer(s, &m, &order);
        else
            to_customer(s, &m, &order);
    }
    sqlite3_reset(rows);
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
}
