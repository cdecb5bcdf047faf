/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * gone: see gone.h. */
#include "desk/gone.h"

#include <string.h>

#include "base/arena.h"
#include "base/jid.h"
#include "base/log.h"
#include "desk/channel.h"
#include "desk/contact.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/limited_log.h"
#include "desk/party.h"
#include "desk/period.h"
#include "desk/say.h"
#include "desk/timer.h"
#include "desk/transition.h"
#include "desk/visitor.h"

enum { ASK_FIRST_MS = 30 * 1000, ASK_LAST_MS = 4 * 60 * 1000 };

bool gone_wait(struct desk *d, const struct conversation *t)
{
    const struct conf_queue *q = conversation_queue(d, t);
    if (t->state == CONVERSATION_CLOSED || t->gone_ms != 0 || q->customer_gone_ms == 0)
        return false;
    store_run(d->store, SQL_conversation_gone, INT(t->id), INT(d->now_ms));
    period_start(d, PERIOD_CUSTOMER_GONE, q, t->id, d->now_ms);
    return true;
}

/* Nobody logs in to an anonymous address twice: after a reload of the page the visitor has another one. */
static bool has_no_return(struct desk *d, const struct conversation *t)
{
    struct jid jid;
    return strcmp(t->channel, CHANNEL_XMPP) == 0 && jid_parse(d->arena, t->customer_jid, &jid) &&
           visitor_is(jid.local);
}

static bool is_unanswered(const struct conversation *t)
{
    return t->id != 0 && t->replied_ms == 0 &&
           (t->state == CONVERSATION_BOT || conversation_state_in_line(t->state));
}

bool gone_for_good(struct desk *d, struct conversation *t)
{
    if (!is_unanswered(t) || !has_no_return(d, t))
        return false;
    limited_log(d, LOG_LEVEL_INFO, t->customer_jid, "conversation %lld is closed: the visitor has left",
                (long long)t->id);
    conversation_close(d, t, t->state == CONVERSATION_BOT ? "customer" : "abandoned");
    return true;
}

void gone_entered(struct desk *d, struct conversation *t, const struct conversation *was)
{
    if ((was->id == 0 || was->state == CONVERSATION_CLOSED) && is_unanswered(t) && has_no_return(d, t))
        timer_set(d, TIMER_HERE, t->id, d->now_ms + ASK_FIRST_MS);
}

/* Less and less often. */
static int64_t next_ask_ms(const struct desk *d, const struct conversation *t)
{
    int64_t since_ms = d->now_ms - t->customer_ms;
    return d->now_ms + (since_ms < ASK_FIRST_MS  ? ASK_FIRST_MS
                        : since_ms > ASK_LAST_MS ? ASK_LAST_MS
                                                 : since_ms);
}

void gone_ask(struct desk *d, int64_t conversation)
{
    struct conversation t = conversation_by_id(d, conversation);
    const struct channel *channel = channel_find(d, t.channel);
    if (!is_unanswered(&t) || channel->ask_here == NULL)
        return;
    channel->ask_here(d, &t);
    timer_set(d, TIMER_HERE, t.id, next_ask_ms(d, &t));
}

const char *gone_notice(struct desk *d, const struct conversation *t)
{
    return arena_printf(d->arena, "Without a sign of the customer the conversation will be closed in %s.",
                        say_seconds(d, conversation_queue(d, t)->customer_gone_ms));
}

void gone_report(struct desk *d, const struct party *customer)
{
    enum { MANY = 64 }; /* open conversations of one customer: one a queue */
    int64_t ids[MANY];
    size_t n = 0;
    struct cursor *c = store_query(d->store, SQL_gone_conversations, TEXT(customer->key), INT(MANY));
    while (cursor_next(c))
        ids[n++] = cursor_int(c, 0);
    cursor_end(c);
    for (size_t i = 0; i < n; i++) {
        struct conversation t = conversation_by_id(d, ids[i]);
        if (gone_wait(d, &t) && t.state == CONVERSATION_ACTIVE)
            conversation_tell_agent(d, &t, t.agent_jid,
                                    arena_printf(d->arena, "The customer has left. %s", gone_notice(d, &t)));
    }
}

void gone_over(struct desk *d, int64_t id)
{
    struct conversation t = conversation_by_id(d, id);
    if (t.id == 0 || t.state == CONVERSATION_CLOSED || t.gone_ms == 0)
        return; /* heard of since */
    bool served = t.state == CONVERSATION_ACTIVE;
    if (served)
        contact_say_closed(d, &t,
                           "The customer cannot be reached, and has not been heard of since: the "
                           "conversation is closed. It opens again when the customer writes.");
    limited_log(d, LOG_LEVEL_INFO, t.customer_jid,
                "conversation %lld is closed: the customer cannot be reached", (long long)id);
    conversation_close(d, &t, served || t.state == CONVERSATION_BOT ? "customer" : "abandoned");
}
