/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * shown: see shown.h. */
#include "desk/shown.h"

#include <string.h>

#include "desk/agent.h"
#include "desk/channel.h"
#include "desk/confirm.h"
#include "desk/contact.h"
#include "desk/core.h"
#include "desk/letter.h"
#include "desk/meaning.h"
#include "desk/reference.h"
#include "desk/voice.h"
#include "desk/withdrawn.h"
#include "store/view.h"

enum {
    GIVEN_MESSAGES = 10,
    GIVEN_BYTES = 16 * 1024,
    COUNTED = 1000,
    OFFERS_MAX = 1000,
    JUST_NOW_MS = 1000,
};

static const struct view view = VIEW(SHOWN_COLUMNS(struct shown));

struct shown shown_to(struct desk *d, const struct conversation *t, int64_t agent)
{
    struct shown s;
    view_first(&view, store_query(d->store, SQL_shown_to, INT(t->face), INT(agent)), &s);
    return s;
}

/* ---- one message ---- */

int64_t shown_stamp(const struct desk *d, int64_t at_ms, int64_t floor_ms)
{
    return at_ms >= floor_ms && at_ms <= d->now_ms - JUST_NOW_MS ? at_ms : 0;
}

int64_t shown_late_stamp(struct desk *d, const struct conversation *t, int64_t at_ms)
{
    if (at_ms == 0)
        return 0;
    int64_t floor_ms = shown_to(d, t, t->agent).said_ms;
    const int64_t heard_ms[] = {t->customer_ms, t->agent_ms, t->held_ms};
    for (size_t i = 0; i < sizeof heard_ms / sizeof heard_ms[0]; i++)
        if (heard_ms[i] > floor_ms)
            floor_ms = heard_ms[i];
    return shown_stamp(d, at_ms, floor_ms);
}

int64_t shown_send(struct desk *d, const struct conversation *t, const char *agent_jid, struct cursor *c,
                   int64_t *floor_ms, bool receipt)
{
    const struct meaning means = {
        .replaces = cursor_text(c, 6),
        .retracts = cursor_text(c, 7),
        .replies = cursor_text(c, 8),
        .file = {.present = cursor_text(c, 9)[0] != '\0', .url = cursor_text(c, 9)},
    };
    struct letter l = {
        .from = t->localpart,
        .to = agent_jid,
        .id = cursor_text(c, 2),
        .lang = cursor_text(c, 3),
        .nick = contact_name(d, t),
        .body = voice_words(d, cursor_text(c, 4)),
        .stamp_ms = shown_stamp(d, cursor_int(c, 1), *floor_ms),
    };
    if (strcmp(t->channel, CHANNEL_XMPP) == 0) {
        l.payload = cursor_text(c, 5);
        l.stored = true;
    } else {
        l.means = &means;
    }
    if (means.replies[0] != '\0')
        l.answers =
            reference_newest_is_customers(d, t, means.replies) ? desk_address(d, t->localpart) : agent_jid;
    l.receipt = receipt && l.body[0] != '\0';
    withdrawn_for_agent(d, t, means.retracts, cursor_int(c, 0), &l);
    letter_send(d, &l);
    if (l.receipt)
        confirm_asked(d, t, CONFIRM_AGENT);
    *floor_ms = l.stamp_ms != 0 ? l.stamp_ms : d->now_ms;
    return cursor_int(c, 0);
}

/* ---- those who are asked ---- */

static int64_t between(struct desk *d, const struct conversation *t, int64_t after, int64_t upto,
                       int64_t most)
{
    return store_int(d->store, SQL_message_between, 0, INT(t->id), INT(after), INT(upto), INT(most));
}

/* Whether the agent has seen some of the messages that nobody held. Then nothing between is left out: the row has
 * room for one gap. */
static bool has_seen_some(struct desk *d, const struct conversation *t, const struct shown *s)
{
    int64_t after = s->before > t->relayed ? s->before : t->relayed;
    return s->upto > after && between(d, t, after, s->upto, 1) > 0;
}

struct pending shown_pending(struct desk *d, const struct conversation *t, const struct shown *s)
{
    int64_t since = s->upto > t->relayed ? s->upto : t->relayed, bytes = 0;
    struct pending p = {.after = since};
    struct cursor *c =
        store_query(d->store, SQL_message_pending, INT(t->id), INT(since), INT(GIVEN_MESSAGES + 1));
    while (cursor_next(c)) {
        bytes += cursor_int(c, 2);
        if (p.n == GIVEN_MESSAGES || (p.n > 0 && bytes > GIVEN_BYTES)) {
            p.after = cursor_int(c, 0);
            break;
        }
        p.first_ms = cursor_int(c, 1);
        p.n++;
    }
    cursor_end(c);
    if (p.after > since && has_seen_some(d, t, s)) {
        p.after = since; /* the rest follows the next message */
        p.first_ms = 0;
    } else if (p.after > since)
        p.left_out = between(d, t, since, p.after, COUNTED);
    return p;
}

void shown_give(struct desk *d, const struct conversation *t, const struct agent *a, struct shown *s,
                const struct pending *p)
{
    int64_t upto = s->upto, before = p->left_out > 0 ? p->after : s->upto > t->relayed ? s->before : 0;
    struct cursor *c = store_query(d->store, SQL_message_unrelayed, INT(t->id), INT(p->after),
                                   INT(GIVEN_MESSAGES), INT(0), INT(0));
    while (cursor_next(c))
        upto = shown_send(d, t, a->jid, c, &s->said_ms, false);
    cursor_end(c);
    if (upto == s->upto)
        return;
    s->upto = upto;
    store_run(d->store, SQL_shown_given, INT(t->face), INT(a->id), INT(upto), INT(before), INT(d->now_ms),
              INT(d->now_ms) /* they ring too */);
}

void shown_pass_on(struct desk *d, const struct conversation *t)
{
    if (t->state != CONVERSATION_OFFERED)
        return;
    int64_t *agents = arena_alloc(d->arena, OFFERS_MAX * sizeof *agents);
    size_t n = 0;
    struct cursor *c = store_query(d->store, SQL_offer_open_of, INT(t->id));
    while (n < OFFERS_MAX && cursor_next(c))
        agents[n++] = cursor_int(c, 1);
    cursor_end(c);
    for (size_t i = 0; i < n; i++) {
        struct agent a = agent_by_id(d, agents[i]);
        struct shown s = shown_to(d, t, a.id);
        struct pending p = shown_pending(d, t, &s);
        shown_give(d, t, &a, &s, &p);
    }
}

/* ---- others ---- */

void shown_message(struct desk *d, const struct conversation *t, int64_t agent, int64_t message)
{
    store_run(d->store, SQL_shown_given, INT(t->face), INT(agent), INT(message), INT(0), INT(d->now_ms),
              INT(0));
}

void shown_take_back(struct desk *d, const struct conversation *t, int64_t agent, int64_t message)
{
    store_run(d->store, SQL_shown_take_back, INT(t->face), INT(agent), INT(message - 1));
}

void shown_left(struct desk *d, const struct conversation *was, enum conversation_state to)
{
    (void)to;
    if (was->state == CONVERSATION_ACTIVE)
        store_run(d->store, SQL_shown_lost, INT(was->id), INT(was->agent), INT(d->now_ms));
}
