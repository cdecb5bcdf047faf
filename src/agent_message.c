/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agent_message: an agent's words in a customer's chat: a command, an accept by answering, or an answer. */
#include <string.h>

#include "agent.h"
#include "command.h"
#include "conversation.h"
#include "copilot.h"
#include "core.h"
#include "letter.h"
#include "log.h"
#include "message.h"
#include "offer.h"
#include "say.h"
#include "stanza.h"
#include "utf8.h"

/* !accept and !close need a few rows; words as many as somebody writes. */
static const char no_room_text[] =
    "Not sent: the desk's disk is full, and nothing can be kept. Send it again later. !close and !accept work.";

static void relay(struct desk *d, struct conversation *t, const struct mail *m, const struct agent *a,
                  const char *body)
{
    if (body != NULL || m->content.keeps) {
        conversation_archive(d, t, "agent", "chat", a->jid, m->id, m->content.origin_id, body,
                             m->content.payload);
        conversation_agent_wrote(d, t, m->from->full);
    }
    struct letter l = {
        .from = t->desk,
        .to = t->customer_jid,
        .id = m->id,
        .lang = m->lang,
        .nick = a->conf->name,
        .body = body,
        .payload = mail_payload(d, m),
    };
    letter_send(d, &l);
    if (body != NULL && m->content.receipt_wanted)
        confirm_asked(d, t, CONFIRM_CUSTOMER);
    if (body != NULL)
        copilot_translate(d, t, "agent", body);
}

static void relay_live(struct desk *d, const struct conversation *t, const struct mail *m,
                       const struct agent *a)
{
    struct letter l = {
        .from = t->desk, .to = t->customer_full, .nick = a->conf->name, .payload = m->content.live};
    if (m->content.live[0] != '\0')
        letter_send_live(d, &l);
}

/* Why these words went to nobody, in the agent's terms. */
static const char *not_sent(struct desk *d, const struct conversation *t)
{
    switch (t->state) {
    case STATE_ACTIVE:
        return arena_printf(d->arena, "Not sent: %s has this conversation.", t->agent_name);
    case STATE_BOT:
        return "Not sent: the responder has this conversation. !accept takes it.";
    case STATE_WAITING:
    case STATE_OFFERED:
    case STATE_SNOOZED:
        return "Not sent: the customer waits in line, and you do not have this conversation. !accept takes "
               "it.";
    case STATE_CLOSED:
        break;
    }
    return "Not sent: this conversation is closed. It opens again when the customer writes.";
}

static void message_to_customer(struct desk *d, struct conversation *t, const struct mail *m,
                                const struct agent *a, const char *body)
{
    bool holds = t->state == STATE_ACTIVE && t->agent == a->id;
    if (holds && m->content.receipt)
        confirm_came(d, t, CONFIRM_AGENT);
    if (body == NULL && !m->content.keeps) {
        if (holds && m->content.carries)
            relay(d, t, m, a, NULL);
        if (holds)
            relay_live(d, t, m, a);
        return;
    }
    /* Only words take an offer: a reaction to it, or a correction of an older message, does not. */
    int64_t offer = holds || body == NULL || m->content.correction ? 0 : offer_to(d, t, a->id);
    if (offer != 0) {
        offer_accept(d, t, offer, a->id, "answered");
        holds = true;
    }
    if (holds)
        relay(d, t, m, a, body);
    else if (body != NULL)
        conversation_tell_agent(d, t, a->jid, not_sent(d, t));
}

void agent_message(struct desk *d, const struct mail *raw, const struct agent *a)
{
    struct conversation t = conversation_last_of_face(d, raw->to->local);
    struct mail m = mail_read(d, raw->stanza, raw->from, raw->to, FROM_AGENT, &t);
    if (!conversation_concerns(d, &t, a)) {
        if (m.content.body != NULL)
            mail_refuse(d, &m, VERDICT_ITEM_NOT_FOUND, NULL, NULL);
        return;
    }
    if (m.content.encrypted) {
        conversation_tell_agent(d, &t, a->jid,
                                "Not sent: this message was encrypted, and the desk cannot read it. Switch "
                                "OMEMO off for this chat.");
        return;
    }
    const struct conf_queue *q = conversation_queue(d, &t);
    if (mail_too_large(&m, q)) {
        mail_refuse(
            d, &m, VERDICT_NOT_ACCEPTABLE,
            arena_printf(d->arena, "Not sent: longer than %lld characters.", (long long)q->max_message),
            "en");
        return;
    }
    if (d->disk_low && (m.content.keeps || (m.content.body != NULL && !command_is(m.content.body)))) {
        mail_refuse(d, &m, VERDICT_RESOURCE_CONSTRAINT, no_room_text, "en");
        return;
    }
    if (m.content.body == NULL) {
        message_to_customer(d, &t, &m, a, NULL);
        return;
    }
    const char *body = m.content.body;
    if (command_is(body)) {
        if (m.content.correction)
            conversation_tell_agent(d, &t, a->jid,
                                    "Not sent: a correction cannot become a command. Write it anew.");
        else
            command_chat(d, &m, a, &t);
        return;
    }
    /* "!!" at the start is a "!" for the customer. */
    message_to_customer(d, &t, &m, a, command_unescaped(body));
}
