/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * command_possible: which commands make sense now. Menus (XEP-0050) and !help list these; the answer of
 * any other explains why it was not carried out. */
#include <string.h>

#include "bot/copilot.h"
#include "bot/responder.h"
#include "command/command.h"
#include "desk/agent.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/offer.h"
#include "desk/reopen.h"

static bool is_held(const struct command_call *o)
{
    return conversation_held_by(o->conversation, o->agent->id);
}

static bool is_offered(const struct command_call *o)
{
    return offer_to(o->desk, o->conversation, o->agent->id) != 0;
}

static bool is_free(const struct command_call *o)
{
    const struct conversation *t = o->conversation;
    return t->state != CONVERSATION_CLOSED && t->state != CONVERSATION_ACTIVE &&
           (is_offered(o) || offer_no_room(o->desk, o->agent) == NULL);
}

static bool reopens(const struct command_call *o)
{
    return reopen_why_not(o->desk, o->conversation, o->agent) == NULL;
}

static bool is_mine(const struct command_call *o)
{
    return o->agent->conf->role == ROLE_SUPERVISOR || is_held(o);
}

static bool has_responder(const struct command_call *o)
{
    const struct conf_queue *q = conversation_queue(o->desk, o->conversation);
    return responder_of(o->desk, q) != NULL && !responder_full(o->desk, q, o->conversation->customer_jid);
}

static bool has_model(const struct command_call *o)
{
    return copilot_of(o->desk, conversation_queue(o->desk, o->conversation)) != NULL;
}

static bool has_draft(const struct command_call *o)
{
    return store_int(o->desk->store, SQL_draft_is_there, 0, INT(o->conversation->id), INT(o->agent->id)) != 0;
}

static bool has_knowledge(const struct command_call *o)
{
    return command_knowledge(o) != NULL;
}

static bool is_line(const char *state)
{
    return strcmp(state, conversation_state_name(CONVERSATION_WAITING)) == 0 ||
           strcmp(state, conversation_state_name(CONVERSATION_OFFERED)) == 0;
}

/* In a customer's chat, whether there is another one to take. */
static bool has_line(const struct command_call *o)
{
    const struct conversation *here = o->conversation;
    int64_t found = here != NULL && conversation_state_in_line(here->state) ? -1 : 0;
    if (offer_no_room(o->desk, o->agent) != NULL)
        return false;
    struct cursor *c = store_query(o->desk->store, SQL_tally_all);
    while (cursor_next(c)) {
        const struct conf_queue *q = conf_queue(o->desk->conf, cursor_text(c, 0));
        if (is_line(cursor_text(c, 1)) && q != NULL && command_may_look(o, q))
            found += cursor_int(c, 2);
    }
    cursor_end(c);
    return found > 0;
}

static bool is_not_ready(const struct command_call *o)
{
    return o->agent->state != AGENT_AVAILABLE;
}

static bool is_not_paused(const struct command_call *o)
{
    return o->agent->state != AGENT_PAUSED;
}

static bool has_blocks(const struct command_call *o)
{
    return o->desk->blocks > 0;
}

static const struct {
    unsigned flag;
    bool (*holds)(const struct command_call *);
} conditions[] = {
    {IF_HELD, is_held},      {IF_OFFERED, is_offered},     {IF_FREE, is_free},
    {IF_REOPENS, reopens},   {IF_MINE, is_mine},           {IF_RESPONDER, has_responder},
    {IF_MODEL, has_model},   {IF_DRAFT, has_draft},        {IF_KNOWLEDGE, has_knowledge},
    {IF_LINE, has_line},     {IF_NOT_READY, is_not_ready}, {IF_NOT_PAUSED, is_not_paused},
    {IF_BLOCKS, has_blocks},
};

bool command_possible(const struct command *c, const struct command_call *o)
{
    if (!command_allows(c, o->agent) || command_refused(c, o) != NULL)
        return false;
    for (size_t i = 0; i < sizeof conditions / sizeof conditions[0]; i++)
        if ((c->needs & conditions[i].flag) != 0 && !conditions[i].holds(o))
            return false;
    return true;
}
