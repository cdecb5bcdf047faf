/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conversation: see conversation.h. */
#include "desk/conversation.h"

#include <string.h>

#include "desk/agent.h"
#include "desk/archiving.h"
#include "desk/contact.h"
#include "desk/core.h"
#include "desk/letter.h"
#include "desk/listener.h"
#include "desk/say.h"
#include "desk/timer.h"
#include "desk/tongue.h"
#include "desk/voice.h"
#include "desk/wiring.h"
#include "store/view.h"

const struct name_list conversation_state_names = NAME_LIST(
    [CONVERSATION_BOT] = "bot", [CONVERSATION_WAITING] = "waiting", [CONVERSATION_OFFERED] = "offered",
    [CONVERSATION_ACTIVE] = "active", [CONVERSATION_SNOOZED] = "snoozed", [CONVERSATION_CLOSED] = "closed");

const char *conversation_state_name(enum conversation_state s)
{
    return name_in(&conversation_state_names, s);
}

bool conversation_state_in_line(enum conversation_state s)
{
    return s == CONVERSATION_WAITING || s == CONVERSATION_OFFERED;
}

static const struct view view = VIEW(CONVERSATION_COLUMNS(struct conversation));

struct conversation conversation_nothing(void)
{
    struct conversation t = {.state = CONVERSATION_CLOSED};
    view_clear(&view, &t);
    return t;
}

static struct conversation read_one(struct cursor *c)
{
    struct conversation t = {.state = CONVERSATION_CLOSED};
    view_first(&view, c, &t);
    return t;
}

struct conversation conversation_by_id(struct desk *d, int64_t id)
{
    return read_one(store_query(d->store, SQL_conversation_by_id, INT(id)));
}

struct conversation conversation_of_customer(struct desk *d, const char *bare_jid, const char *desk_queue)
{
    return read_one(store_query(d->store, SQL_conversation_of_customer, TEXT(bare_jid), TEXT(desk_queue)));
}

struct conversation conversation_of_face(struct desk *d, const char *localpart)
{
    return read_one(store_query(d->store, SQL_conversation_of_face, TEXT(localpart)));
}

struct conversation conversation_last_of_face(struct desk *d, const char *localpart)
{
    return read_one(store_query(d->store, SQL_conversation_last_of_localpart, TEXT(localpart)));
}

struct conversation conversation_last_of_customer(struct desk *d, const char *bare_jid,
                                                  const char *desk_queue)
{
    return read_one(
        store_query(d->store, SQL_conversation_last_of_customer, TEXT(bare_jid), TEXT(desk_queue)));
}

struct conversation conversation_last(struct desk *d, int64_t face)
{
    return read_one(store_query(d->store, SQL_conversation_last_of_face, INT(face)));
}

bool conversation_held_by(const struct conversation *t, int64_t agent)
{
    return t->id != 0 && t->state == CONVERSATION_ACTIVE && t->agent == agent;
}

const struct conf_queue *conversation_queue(const struct desk *d, const struct conversation *t)
{
    const struct conf_queue *q = conf_queue(d->conf, t->queue);
    return q != NULL ? q : &d->conf->queues[0];
}

const struct conf_queue *conversation_desk_queue(const struct desk *d, const struct conversation *t)
{
    const struct conf_queue *q = conf_queue(d->conf, t->queue_address);
    return q != NULL ? q : conversation_queue(d, t);
}

const char *conversation_language(const struct desk *d, const struct conversation *t)
{
    return tongue_of_notices(d, TONGUE_OF(t), conversation_queue(d, t));
}

const char *conversation_customer_tag(const struct conversation *t)
{
    return tongue_tag(TONGUE_OF(t));
}

const char *conversation_translation_tag(const struct desk *d, const struct conversation *t)
{
    const char *tag = tongue_tag(TONGUE_OF(t));
    return tag[0] != '\0' ? tag : conversation_queue(d, t)->language;
}

void conversation_tell(struct desk *d, const struct conversation *t, enum notice n,
                       const struct notice_value *values)
{
    const char *language = conversation_language(d, t);
    struct letter l = letter_to_customer(t, desk_new_id(d));
    l.lang = language;
    l.body = notice_say(d->arena, d->conf, n, language, values);
    if (l.body[0] == '\0')
        return; /* the administrator overrode it with nothing */
    conversation_send(d, t, "system", &l);
}

struct letter conversation_desk_line(struct desk *d, const struct conversation *t, const char *agent_jid,
                                     const char *text)
{
    return (struct letter){
        .from = t->localpart,
        .to = agent_jid,
        .nick = contact_name(d, t),
        .body = voice_signed(d->arena, text),
    };
}

void conversation_tell_agent(struct desk *d, const struct conversation *t, const char *agent_jid,
                             const char *text)
{
    struct letter l = conversation_desk_line(d, t, agent_jid, text);
    letter_send(d, &l);
    store_run(d->store, SQL_shown_said, INT(t->face), TEXT(agent_jid), INT(d->now_ms));
}

static bool is_long(const char *text)
{
    size_t lines = 1;
    for (const char *p = text; (p = strchr(p, '\n')) != NULL; p++)
        lines++;
    return lines > ANSWER_LINES || strlen(text) > ANSWER_BYTES;
}

void conversation_answer_agent(struct desk *d, const struct conversation *t, const char *agent_jid,
                               const char *asked, const char *text)
{
    if (!is_long(text)) {
        conversation_tell_agent(d, t, agent_jid, text);
        return;
    }
    agent_tell(d, agent_jid,
               arena_printf(d->arena, "%s, %s in %s, #%lld, %s\n%s", asked, t->face_name,
                            conversation_queue(d, t)->title, (long long)t->id, say_link(d, t), text));
    conversation_tell_agent(d, t, agent_jid,
                            arena_printf(d->arena,
                                         "The answer to %s is long: it is in the chat with the house, %s",
                                         asked, say_house(d)));
}

static void call_message(struct desk *d, const struct conversation *t, bool by_agent)
{
    for (size_t i = 0; i < d->wiring->n_listeners; i++)
        if (d->wiring->listeners[i].message != NULL)
            d->wiring->listeners[i].message(d, t, by_agent);
}

void conversation_customer_wrote(struct desk *d, const struct conversation *t, int64_t relayed)
{
    store_run(d->store, SQL_conversation_customer_wrote, INT(t->id), INT(d->now_ms), INT(relayed));
    call_message(d, t, false);
}

void conversation_agent_wrote(struct desk *d, const struct conversation *t, const char *full_jid)
{
    if (t->agent_ms <= t->held_ms) /* the first word since the accept */
        timer_clear(d, TIMER_FIRST_REPLY, t->id);
    store_run(d->store, SQL_conversation_agent_wrote, INT(t->id), INT(d->now_ms), TEXT(full_jid));
    call_message(d, t, true);
}
