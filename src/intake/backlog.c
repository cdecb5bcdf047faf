/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * backlog: see backlog.h. */
#include "intake/backlog.h"

#include <string.h>

#include "base/log.h"
#include "desk/channel.h"
#include "desk/contact.h"
#include "desk/core.h"
#include "desk/letter.h"
#include "desk/meaning.h"
#include "desk/timer.h"
#include "desk/voice.h"
#include "desk/withdrawn.h"

enum { DELIVER = 200 }; /* messages that an agent is given in one turn; more follow */

/* Sends the holder one archived message, and returns its number. */
static int64_t deliver_one(struct desk *d, const struct conversation *t, struct cursor *c)
{
    const struct meaning means = {
        .replaces = cursor_text(c, 6),
        .retracts = cursor_text(c, 7),
        .replies = cursor_text(c, 8),
        .file = {.present = cursor_text(c, 9)[0] != '\0', .url = cursor_text(c, 9)},
    };
    struct letter l = {
        .from = t->localpart,
        .to = t->agent_jid,
        .id = cursor_text(c, 2),
        .lang = cursor_text(c, 3),
        .nick = contact_name(d, t),
        .body = voice_words(d, cursor_text(c, 4)),
        .stamp_ms = cursor_int(c, 1),
    };
    if (strcmp(t->channel, CHANNEL_XMPP) == 0) {
        l.payload = cursor_text(c, 5);
        l.stored = true;
    } else {
        l.means = &means;
    }
    l.receipt = l.body[0] != '\0';
    withdrawn_for_agent(d, t, means.retracts, cursor_int(c, 0), &l);
    letter_send(d, &l);
    if (l.receipt)
        confirm_asked(d, t, CONFIRM_AGENT);
    return cursor_int(c, 0);
}

void backlog_deliver(struct desk *d, struct conversation *t)
{
    int n = 0;
    int64_t relayed = t->relayed;
    struct cursor *c =
        store_query(d->store, SQL_message_unrelayed, INT(t->id), INT(t->relayed), INT(DELIVER));
    for (; cursor_next(c); n++)
        relayed = deliver_one(d, t, c);
    store_run(d->store, SQL_conversation_relayed, INT(t->id), INT(relayed));
    bool behind = n == DELIVER;
    if (behind)
        timer_set(d, TIMER_DELIVER, t->id, d->now_ms + 1); /* another turn */
    if (behind != t->behind)
        store_run(d->store, SQL_conversation_behind, INT(t->id), INT(behind));
    *t = conversation_by_id(d, t->id);
}

void backlog_entered(struct desk *d, struct conversation *t, const struct conversation *was)
{
    (void)was;
    if (t->state == CONVERSATION_ACTIVE)
        backlog_deliver(d, t);
}

void backlog_hold_back(struct desk *d, const struct conversation *t)
{
    if (!t->behind)
        store_run(d->store, SQL_conversation_behind, INT(t->id), INT(1));
}

void backlog_deliver_more(struct desk *d, int64_t id)
{
    struct conversation t = conversation_by_id(d, id);
    if (t.state == CONVERSATION_ACTIVE)
        backlog_deliver(d, &t);
}
