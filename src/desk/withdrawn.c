/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * withdrawn: see withdrawn.h. Whether the reader's client knows retractions is not asked. It would be the answer
 * of one of several devices; and one stanza with both elements is right for all: Converse, Gajim 2, Monal and Dino
 * 0.5 look for the retraction first and ignore the rest or end with it, Conversations, Profanity, Gajim 1 and Dino
 * 0.4 see the correction alone. Of two stanzas, Converse would lose the message's origin-id to the first and not
 * find it for the second. */
#include "desk/withdrawn.h"

#include <string.h>

#include "desk/channel.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/letter.h"

/* Agents read English. */
static const char for_agents[] = "(withdrawn)";

static bool is_last(struct desk *d, const struct conversation *t, enum sql last, const char *id,
                    int64_t before)
{
    struct cursor *c = store_query(d->store, last, INT(t->id), INT(before));
    bool is = cursor_next(c) && strcmp(cursor_text(c, 0), id) == 0;
    cursor_end(c);
    return is;
}

static void withdraw(struct letter *l, const char *id, const char *text, const char *lang)
{
    l->withdraws = id;
    l->body = text;
    l->lang = lang;
}

static bool takes_back(const char *retracts)
{
    return retracts != NULL && retracts[0] != '\0';
}

void withdrawn_for_customer(struct desk *d, const struct conversation *t, const char *retracts,
                            struct letter *l)
{
    const char *language = conversation_language(d, t);
    if (takes_back(retracts) && strcmp(t->channel, CHANNEL_XMPP) == 0 &&
        is_last(d, t, SQL_message_last_to_customer, retracts, INT64_MAX))
        withdraw(l, retracts, notice_say(d->arena, d->conf, NOTICE_WITHDRAWN, language, NULL), language);
}

void withdrawn_for_agent(struct desk *d, const struct conversation *t, const char *retracts, int64_t before,
                         struct letter *l)
{
    if (takes_back(retracts) && is_last(d, t, SQL_message_last_of_customer, retracts, before))
        withdraw(l, retracts, for_agents, "en");
}
