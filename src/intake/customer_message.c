/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * customer_message: see customer_message.h. Archives a customer's message, and passes it on to the agent who
 * holds the conversation. */
#include "intake/customer_message.h"

#include <string.h>

#include "base/utf8.h"
#include "bot/copilot.h"
#include "bot/responder.h"
#include "bot/task.h"
#include "conf/notice.h"
#include "desk/agent.h"
#include "desk/archiving.h"
#include "desk/authority.h"
#include "desk/contact.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/kept.h"
#include "desk/letter.h"
#include "desk/mail.h"
#include "desk/reference.h"
#include "desk/say.h"
#include "desk/shown.h"
#include "desk/tongue.h"
#include "desk/transition.h"
#include "desk/voice.h"
#include "desk/welcome.h"
#include "desk/withdrawn.h"
#include "intake/backlog.h"
#include "intake/farewell.h"
#include "intake/gate.h"
#include "intake/limit.h"
#include "intake/passing.h"
#include "intake/reaction.h"
#include "intake/unreadable.h"

enum {
    POLITE_EVERY_MS = 60 * 60 * 1000,
};

/* Sends the sender of a message a notice that is not part of a conversation, so it is not in the archive. */
static void tell_outside(struct desk *d, const struct mail *m, const struct customer *u,
                         const struct conf_queue *q, enum notice n)
{
    const char *language = customer_language(d, u, q);
    struct letter l = {.from = m->to,
                       .channel = u->channel,
                       .to = u->address,
                       .lang = language,
                       .body = notice_say(d->arena, d->conf, n, language, NULL)};
    letter_send(d, &l);
}

/* A goodbye ends the conversation: a customer who was waiting has given up ("abandoned"); else the matter is
 * done. */
static void goodbye(struct desk *d, struct conversation *t)
{
    bool waited = conversation_state_in_line(t->state);
    tasks_drop(d, t->id,
               TASK_ANSWER); /* the part that the customer has seen is archived before the goodbye */
    copilot_say_rest(d, t);
    conversation_tell(d, t, NOTICE_CLOSED_CUSTOMER, NULL);
    if (t->state == CONVERSATION_ACTIVE)
        contact_say_closed(d, t, "The customer said goodbye: the conversation is closed.");
    conversation_close(d, t, waited ? "abandoned" : "customer");
}

struct conversation customer_begins(struct desk *d, const struct customer *u, const struct conf_queue *q,
                                    bool *reopened)
{
    struct conversation last = conversation_to_reopen(d, u, q);
    *reopened = last.id != 0;
    if (*reopened) {
        conversation_reopen(d, &last, responder_goes_on(d, &last) ? CONVERSATION_BOT : CONVERSATION_WAITING);
        return last;
    }
    const char *why = NULL;
    bool bot = responder_begins(d, q, u->jid, &why);
    kept_add(d, u->jid, KEPT_CONVERSATION);
    return conversation_begin(d, u, q, bot ? CONVERSATION_BOT : CONVERSATION_WAITING, why);
}

/* Returns the sender as a customer, from the conversation's row, as far as an answer needs it. */
static struct customer sender_of(const struct conversation *t)
{
    return (struct customer){.id = t->customer,
                             .channel = t->channel,
                             .address = t->customer_address,
                             .jid = t->customer_jid,
                             .full_jid = t->customer_full,
                             .nick = "",
                             .lang = t->lang,
                             .speaks = t->speaks,
                             .speaks_next = t->speaks_next};
}

/* Nearly every message belongs to a conversation, comes from the same device as before and is in the same
 * language: then the conversation's row has all about its sender, and nothing is written. */
static struct customer note_sender(struct desk *d, const struct mail *m, struct conversation *t)
{
    bool known = t->id != 0 && m->content.nick == NULL && !m->content.encrypted &&
                 strcmp(m->from.device, t->customer_full) == 0;
    struct tongue tongue = known ? tongue_hear(d, TONGUE_OF(t), m) : TONGUE_OF(t);
    struct customer u = known && tongue_same(tongue, TONGUE_OF(t)) ? sender_of(t) : customer_note(d, m);
    TONGUE_SET(t, TONGUE_OF(&u));
    if (t->id != 0 && m->content.nick != NULL) /* perhaps a new one */
        t->face_name = conversation_by_id(d, t->id).face_name;
    return u;
}

/* Archives a message, and sends it to the holder, or to those who are asked. While the holder is still being
 * given the backlog, the message waits and is sent after it. */
static void say(struct desk *d, const struct mail *m, struct conversation *t)
{
    bool now = t->state == CONVERSATION_ACTIVE && !t->behind;
    int64_t id = mail_archive(d, t, "customer", m, m->content.body);
    reaction_rates(d, m, t);
    conversation_customer_wrote(d, t, now ? id : 0);
    if (now)
        passing_on(d, t, m);
    else
        shown_pass_on(d, t);
    if (now && m->content.said != NULL)
        copilot_translate(d, t, "customer", m->content.said);
    mail_receipt(d, m);
}

/* ---- messages that begin no conversation ---- */

/* At most once an hour, so that two programs do not thank each other for ever. */
static void answer_politely(struct desk *d, const struct mail *m, const struct conf_queue *q, enum notice n)
{
    int64_t sender = flood_number(&d->flood_key, arena_printf(d->arena, "%s %d", m->from.key, (int)n));
    if (!flood_pass(&d->refused, sender, d->now_ms, 1, POLITE_EVERY_MS))
        return;
    struct customer u = customer_of_mail(d, m);
    tell_outside(d, m, &u, q, n);
}

static bool refers_to(struct desk *d, const struct conversation *t, const struct mail *m)
{
    static const enum refers kinds[] = {REFERS_CORRECTS, REFERS_RETRACTS, REFERS_REACTS};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const char *id = m->content.refers[kinds[i]].id;
        if (id != NULL && (reference_is_customers(d, t, id) || (kinds[i] == REFERS_REACTS && t->id != 0)))
            return true;
    }
    return false;
}

bool customer_says_nothing(struct desk *d, const struct mail *m, const struct conf_queue *q)
{
    if (mail_says(m) && !farewell_is(d, q, &m->content))
        return false;
    if (!m->content.shows)
        answer_politely(d, m, q, mail_says(m) ? NOTICE_FAREWELL : NOTICE_BLANK);
    return true;
}

/* Shows thanks and goodbyes to the agent who had the conversation last, who may want to answer. Returns false if
 * there is no such agent, or if the conversation ended too long ago. The message itself is passed on only if the
 * agent has all that was written before it: else it is quoted, and stays in the backlog. message: its number in the
 * archive. */
static bool show_farewell(struct desk *d, const struct conversation *last, const struct mail *m,
                          int64_t message)
{
    enum { SHOWN = 200 };
    struct agent a = agent_by_id(d, last->agent);
    if (!conversation_may_reopen(d, last) || !authority_over(d, last, &a).acts)
        return false;
    bool next = store_int(d->store, SQL_conversation_next_relayed, 0, INT(last->id), INT(message)) != 0;
    conversation_tell_agent(
        d, last, a.jid,
        next ? "After the end the customer wrote this. The conversation stays closed:"
             : arena_printf(d->arena, "After the end the customer wrote: %s\nThe conversation stays closed.",
                            utf8_printable(d->arena, m->content.said, SHOWN)));
    if (!next)
        return true;
    passing_send(d, last, m, false);
    store_run(d->store, SQL_conversation_relayed, INT(last->id), INT(message));
    shown_message(d, last, a.id, message);
    return true;
}

/* Handles a message outside an open conversation that is no reason to begin one: it is archived in the last
 * conversation, if there was one. Returns true if the message needs no further handling. */
static bool came_after(struct desk *d, const struct mail *m, const struct conf_queue *q)
{
    struct conversation last = conversation_last_of_customer(d, m->from.key, q->name);
    bool refers = refers_to(d, &last, m), shown = false;
    if (!refers && mail_says(m) && !farewell_is(d, q, &m->content))
        return false;
    struct customer known = customer_of_mail(d, m);
    if (limit_exceeded(d, m, &known, q))
        return true;
    if (last.id != 0 && (refers || mail_says(m))) {
        int64_t message = mail_archive(d, &last, "customer", m, m->content.body);
        reaction_rates(d, m, &last);
        shown = !refers && show_farewell(d, &last, m, message);
        mail_receipt(d, m);
    }
    if (!refers && !shown)
        customer_says_nothing(d, m, q);
    return true;
}

/* Says whether a message may end the conversation. A delayed message may not, if it was written before the
 * conversation began, before an agent first took it, or before the agent's last message. */
static bool is_of_now(const struct conversation *t, const struct mail *m)
{
    return m->stamp_ms == 0 ||
           (m->stamp_ms >= t->opened_ms && m->stamp_ms >= t->accepted_ms && m->stamp_ms >= t->agent_ms);
}

/* A file with "bye" below it is something for the agent to look at. */
static bool ends(struct desk *d, const struct conversation *t, const struct mail *m,
                 const struct conf_queue *q)
{
    return !m->content.correction && !m->content.means.file.present && is_of_now(t, m) &&
           farewell_is_goodbye(d, q, m->content.said);
}

void customer_message(struct desk *d, const struct mail *m, const struct conf_queue *q)
{
    if (gate_blocks(d, m, q))
        return;
    struct conversation t = conversation_of_customer(d, m->from.key, q->name);
    customer_goes_on(d, m, q, &t);
}

void customer_goes_on(struct desk *d, const struct mail *sent, const struct conf_queue *q,
                      struct conversation *t)
{
    struct mail typed;
    const struct mail *m = reaction_to_choices(d, t, sent, &typed);
    bool message = m->content.body != NULL || m->content.keeps;
    if (!message && !m->content.encrypted) {
        passing_signs(d, m, t, q);
        return;
    }
    if (gate_has_no_room(d, m, q) || unreadable_plain(d, m, q))
        return;
    if (t->id == 0 && !m->content.encrypted && came_after(d, m, q))
        return;
    bool is_new = t->id == 0, reopened = false;
    struct customer known = is_new ? customer_of_mail(d, m) : sender_of(t);
    if (limit_exceeded(d, m, &known, q) ||
        (is_new && !m->content.encrypted && limit_line_full(d, m, &known, q)))
        return; /* nothing about a stranger was stored */
    struct customer u = note_sender(d, m, t);
    if (m->content.encrypted) {
        unreadable_of_customer(d, m, &u, q);
        return;
    }
    if (is_new) {
        *t = customer_begins(d, &u, q, &reopened);
        conversation_archive_kept(d, t);
        if (t->state == CONVERSATION_ACTIVE)
            backlog_deliver(d,
                            t); /* reopened with the same agent, who gets the kept messages before this one */
    }
    say(d, m, t);
    if (ends(d, t, m, q))
        goodbye(d, t);
    else if (t->state == CONVERSATION_BOT || !is_new)
        responder_heard(d, t, m, is_new && !reopened);
    else
        conversation_welcome(d, t, reopened);
}
