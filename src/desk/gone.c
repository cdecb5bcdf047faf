/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * gone: see gone.h. */
#include "desk/gone.h"

#include "base/arena.h"
#include "base/log.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/limited_log.h"
#include "desk/party.h"
#include "desk/period.h"
#include "desk/say.h"
#include "desk/transition.h"

bool gone_wait(struct desk *d, const struct conversation *t)
{
    const struct conf_queue *q = conversation_queue(d, t);
    if (t->state == CONVERSATION_CLOSED || t->gone_ms != 0 || q->customer_gone_ms == 0)
        return false;
    store_run(d->store, SQL_conversation_gone, INT(t->id), INT(d->now_ms));
    period_start(d, PERIOD_CUSTOMER_GONE, q, t->id, d->now_ms);
    return true;
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
    struct cursor *c = store_query(d->store, SQL_block_conversations_of, TEXT(customer->key), INT(MANY));
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
        conversation_tell_agent(d, &t, t.agent_jid,
                                "The customer cannot be reached, and has not been heard of since: the "
                                "conversation is closed. It opens again when the customer writes.");
    limited_log(d, LOG_LEVEL_INFO, t.customer_jid,
                "conversation %lld is closed: the customer cannot be reached", (long long)id);
    conversation_close(d, &t, served || t.state == CONVERSATION_BOT ? "customer" : "abandoned");
}
