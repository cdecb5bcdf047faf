/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agent_message: see agent_message.h. */
#include "intake/agent_message.h"

#include <string.h>

#include "base/log.h"
#include "base/quotes.h"
#include "base/utf8.h"
#include "command/command.h"
#include "command/lone.h"
#include "command/relay.h"
#include "desk/agent.h"
#include "desk/archiving.h"
#include "desk/authority.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/front.h"
#include "desk/letter.h"
#include "desk/mail.h"
#include "desk/moment.h"
#include "desk/offer.h"
#include "desk/reopen.h"
#include "desk/say.h"
#include "desk/voice.h"
#include "desk/withdrawn.h"
#include "intake/reaction.h"
#include "intake/unreadable.h"

/* !accept and !close need only a few rows, so they work; messages would need as many as agents write. */
static const char no_room_text[] =
    "Not sent: the desk's disk is full, so nothing can be saved. Send it again later. !close and !accept still work.";

/* Returns why words that were written at another time do not take what they would take now. */
static const char *too_old(struct desk *d, const struct conversation *t, const struct mail *m,
                           const struct agent *a, const char *instead)
{
    return arena_printf(d->arena, "Not sent: you wrote this at %s, and it arrived only now. %s",
                        moment_say(d, moment_zone(d, a, t), m->stamp_ms), instead);
}

/* Returns the sentence that tells the agent why these words were not sent. */
static const char *not_sent(struct desk *d, const struct conversation *t)
{
    switch (t->state) {
    case CONVERSATION_ACTIVE:
        return arena_printf(d->arena, "Not sent: %s has this conversation.", t->agent_name);
    case CONVERSATION_BOT:
        return "Not sent: the responder has this conversation. !accept takes it.";
    case CONVERSATION_WAITING:
    case CONVERSATION_OFFERED:
    case CONVERSATION_SNOOZED:
        return "Not sent: the customer waits in line, and you do not have this conversation. !accept takes "
               "it.";
    case CONVERSATION_CLOSED:
        break;
    }
    return "Not sent: this conversation is closed. It opens again when the customer writes.";
}

static void note_unsent(struct desk *d, const struct conversation *t, const struct agent *a,
                        const struct mail *m, enum referent fate)
{
    const struct content *c = &m->content;
    reference_unsent(d, t, a, m->id, c->origin_id, c->refers[REFERS_CORRECTS].id, fate);
}

/* Tells the agent why a message is not sent, and notes that, so that nothing which refers to it is sent
 * either. */
static void refuse(struct desk *d, const struct conversation *t, const struct mail *m, const struct agent *a,
                   enum referent fate, const char *why)
{
    relay_paused(d, t, m, a);
    conversation_tell_agent(d, t, a->jid, why);
    note_unsent(d, t, a, m, fate);
}

/* An answer takes the conversation, also a moment too late. Returns why it does not; NULL: it does. */
static const char *take_why_not(struct desk *d, const struct conversation *t, const struct mail *m,
                                const struct agent *a)
{
    int64_t offer = offer_to(d, t, a->id);
    if (offer == 0 && !offer_just_missed(d, t, a))
        return not_sent(d, t);
    if (m->stamp_ms == 0)
        return NULL;
    return too_old(d, t, m, a,
                   offer != 0 ? "The offer is still open: answer it or !accept."
                              : "The customer still waits: answer or !accept.");
}

static void take(struct desk *d, struct conversation *t, const struct agent *a)
{
    int64_t offer = offer_to(d, t, a->id);
    offer_take(d, t, offer, a->id, "answered", offer != 0 ? NULL : "the offer had just run out");
}

/* The agent who had the conversation goes on. Returns why not; NULL: words open it again. */
static const char *go_on_why_not(struct desk *d, const struct conversation *t, const struct mail *m,
                                 const struct agent *a)
{
    const char *why = reopen_why_not(d, t, a);
    if (why != NULL)
        return arena_printf(d->arena, "Not sent: %s", why);
    return m->stamp_ms == 0 ? NULL
                            : too_old(d, t, m, a, "The conversation is closed: !reopen opens it again.");
}

static void go_on(struct desk *d, struct conversation *t, const struct agent *a)
{
    reopen_for_agent(d, t, a);
    conversation_tell_agent(d, t, a->jid, "The conversation is open again, and you have it.");
}

/* Returns why the message is not sent; NULL: it is. Beside a thumb up (reaction.h) only new words accept an offer, not a
 * correction of an older message. */
static const char *why_not(struct desk *d, const struct conversation *t, const struct mail *m,
                           const struct agent *a)
{
    if (conversation_held_by(t, a->id))
        return NULL;
    if (!mail_says(m) || m->content.correction)
        return not_sent(d, t);
    return t->state == CONVERSATION_CLOSED ? go_on_why_not(d, t, m, a) : take_why_not(d, t, m, a);
}

/* The agent has the conversation from now on, and what was held before goes first. */
static void begin(struct desk *d, struct conversation *t, const struct mail *m, const struct agent *a)
{
    if (t->state == CONVERSATION_CLOSED)
        go_on(d, t, a);
    else if (!conversation_held_by(t, a->id))
        take(d, t, a);
    lone_send(d, t, m, a);
}

static void send(struct desk *d, struct conversation *t, const struct mail *m, const struct agent *a,
                 const char *body)
{
    if (lone_is_held(d, t, m, a))
        return;
    bool holds_back = lone_is_new(d, m, a);
    if (!holds_back || lone_any(d, t, a))
        begin(d, t, m, a);
    if (holds_back) {
        relay_paused(d, t, m, a);
        lone_hold(d, t, m, a);
    } else {
        relay_words(d, t, m, a, body);
    }
}

static void message_to_customer(struct desk *d, struct conversation *t, const struct mail *m,
                                const struct agent *a, const char *body)
{
    bool holds = conversation_held_by(t, a->id);
    if (holds && m->content.receipt)
        confirm_came(d, t, CONFIRM_AGENT);
    if (body == NULL && !m->content.keeps) {
        if (holds && m->content.carries)
            relay_words(d, t, m, a, NULL);
        if (holds)
            relay_live(d, t, m, a);
        return;
    }
    const char *why = why_not(d, t, m, a);
    if (why == NULL)
        send(d, t, m, a, body);
    else if (m->content.said != NULL || m->content.means.file.present ||
             m->content.refers[REFERS_RETRACTS].id != NULL)
        refuse(d, t, m, a, REFERENT_REFUSED, why);
}

/* ---- messages for the desk alone ---- */

/* Carries out a command. A correction is carried out only if it corrects a command that did nothing, or a
 * message that was not sent. */
static void command(struct desk *d, struct conversation *t, const struct mail *m, const struct agent *a)
{
    switch (m->content.refers[REFERS_CORRECTS].fate) {
    case REFERENT_SENT:
    case REFERENT_UNKNOWN:
        refuse(d, t, m, a, REFERENT_FAILED,
               "Not sent: a correction cannot become a command. Write the command as a new message.");
        return;
    case REFERENT_DONE:
        refuse(d, t, m, a, REFERENT_DONE,
               "Not done: the command that you correct was already carried out. Write a new one.");
        return;
    case REFERENT_NONE:
    case REFERENT_FAILED:
    case REFERENT_REFUSED:
        break;
    }
    if (m->stamp_ms != 0) {
        refuse(d, t, m, a, REFERENT_FAILED, mail_too_old(d, m, moment_zone(d, a, t), "the command"));
        return;
    }
    relay_paused(d, t, m, a);
    note_unsent(d, t, a, m, command_chat(d, m, a, t) ? REFERENT_DONE : REFERENT_FAILED);
}

static size_t starts(const char *line, const char *with)
{
    size_t len = strlen(with);
    return strncmp(line, with, len) == 0 ? len : 0;
}

/* Says whether a line looks like a note that say_notes() wrote. Its author may have left the configuration. */
static bool is_note(const struct desk *d, const char *quoted)
{
    size_t len = starts(quoted, "Note of ");
    return len > 0 && store_int(d->store, SQL_agent_signs, 0, TEXT(quoted + len)) != 0;
}

static bool is_private(const struct desk *d, const char *quoted)
{
    return voice_is_signed(quoted) || starts(quoted, "Briefing: ") > 0 || is_note(d, quoted) ||
           command_is(quoted);
}

/* Says whether the text quotes a line that was never for the customer. The quoted line may stand anywhere,
 * and may begin with the name of its author. */
static bool quotes_private(const struct desk *d, const char *text)
{
    for (const char *line = text; (line = quotes_next(line)) != NULL; line += strcspn(line, "\r\n")) {
        size_t len = strcspn(line, "\r\n");
        const char *quoted = quotes_text(line), *colon = memmem(line, len, ": ", 2);
        if (is_private(d, quoted) || (colon != NULL && is_private(d, colon + 2)) ||
            memmem(line, len, " (note): ", strlen(" (note): ")) != NULL)
            return true;
    }
    return false;
}

/* Says whether the text contains a copied line of the desk, without a quotation mark. */
static bool copies_private(const char *text)
{
    for (const char *line = utf8_skip_unseen(text); line[0] != '\0';
         line = utf8_skip_unseen(line + strcspn(line, "\r\n")))
        if (voice_is_signed(line))
            return true;
    return false;
}

/* Returns the part of the message whose quotes may come from lines that only agents have. A reply to a
 * message that the customer has quotes that message, so there only the agent's own words are looked at. */
static const char *unknown_quotes(const struct content *c)
{
    bool known = c->refers[REFERS_REPLIES].fate == REFERENT_SENT || (c->said == NULL && c->shows);
    const char *text = known ? c->said : c->body;
    return text != NULL ? text : "";
}

/* Says whether a command stands after quoted lines, anywhere in the text. */
static bool quotes_before_command(const char *text)
{
    while ((text = quotes_next(text)) != NULL)
        if (command_is(text = quotes_skip(text)))
            return true;
    return false;
}

/* Returns why words are not sent because they seem to hide a command; NULL: they may be sent. */
static const char *hides(struct desk *d, const struct content *c)
{
    const char *said = c->said != NULL ? c->said : "", *body = c->body != NULL ? c->body : "";
    const char *nearly = command_nearly(quotes_skip(said));
    if (nearly != NULL)
        return arena_printf(
            d->arena,
            "Not sent: did you mean !%s? Write it without a blank after the mark. If it is for the customer, "
            "begin with \"!!\".",
            nearly);
    if (command_is(body) || quotes_before_command(said) || quotes_before_command(body))
        return "Not sent: a command follows your quote. Write the command alone, or without its mark if it is for the "
               "customer.";
    return NULL;
}

/* Returns why a message that refers to something the customer never got is not sent: a sentence for the
 * agent; "": it is dropped silently; NULL: it may be sent. */
static const char *strays(const struct content *c)
{
    enum referent corrects = c->refers[REFERS_CORRECTS].fate, replies = c->refers[REFERS_REPLIES].fate;
    if (corrects == REFERENT_UNKNOWN)
        return "Not sent: you correct a message that the customer does not have from you, or that is too old. Write a new one.";
    if (corrects > REFERENT_SENT)
        return "Not sent: the message that you correct never reached the customer. Write a new one.";
    if (c->shows && c->refers[REFERS_RETRACTS].fate > REFERENT_SENT)
        return "The customer never got the message that you take back. A note or a command stays as it is.";
    if (c->refers[REFERS_REACTS].fate > REFERENT_SENT)
        return "";
    if (replies > REFERENT_UNKNOWN)
        return "Not sent: the message that you reply to never reached the customer. Write it without the reply.";
    return NULL;
}

/* Refuses words, corrections and reactions in a conversation that has left the agent's queues. Chat states
 * and receipts get no answer. */
static void refuse_past(struct desk *d, struct conversation *t, const struct mail *m, const struct agent *a)
{
    if (m->content.body != NULL || m->content.keeps)
        refuse(d, t, m, a, REFERENT_REFUSED, arena_printf(d->arena, "Not sent: %s", authority_past));
}

/* On a phone it is natural to reply to a line of the desk. The quote is for agents only and is taken out; the agent's own
 * words are sent. Returns false if there are none. */
static bool has_own_words(struct content *c)
{
    if (c->refers[REFERS_REPLIES].fate != REFERENT_UNKNOWN)
        return true;
    c->body = c->said = c->said != NULL ? utf8_skip_unseen(quotes_skip(c->said)) : NULL;
    return c->said == NULL || c->said[0] != '\0';
}

/* Returns why the words do not go to the customer; "": they are dropped silently; NULL: they go. fate: what becomes of a
 * message that refers to them. */
static const char *withheld(struct desk *d, struct content *c, enum referent *fate)
{
    *fate = REFERENT_FAILED;
    const char *why = hides(d, c);
    if (why != NULL)
        return why;
    *fate = c->refers[REFERS_CORRECTS].fate == REFERENT_DONE ? REFERENT_DONE : REFERENT_REFUSED;
    why = strays(c);
    if (why != NULL)
        return why;
    *fate = REFERENT_REFUSED;
    if (!has_own_words(c))
        return "Not sent: your message only quotes the desk, and that text is for you alone.";
    if (quotes_private(d, unknown_quotes(c)))
        return "Not sent: your quote is for you alone, and the customer would read it. Write it without the quote.";
    if (copies_private(unknown_quotes(c)))
        return "Not sent: a line that begins with ▸ is the desk's, for you alone. If it is for the customer, write it "
               "without that sign.";
    return NULL;
}

/* Handles what is not for the customer: a message that cannot be read or is too long, a command, a reaction that does
 * something, and words of an agent who may only look on. Returns false if the message may be for the customer. */
static bool stays_here(struct desk *d, struct mail *m, const struct agent *a, struct conversation *t,
                       const struct authority *may)
{
    const struct content *c = &m->content;
    if (c->encrypted) {
        unreadable_of_agent(d, m, a, t);
        return true;
    }
    const struct conf_queue *q = conversation_queue(d, t);
    if (mail_too_large(m, q)) {
        mail_refuse(d, m, REFUSAL_TOO_LONG,
                    arena_printf(d->arena, "Not sent: longer than %lld characters.",
                                 (long long)q->max_message),
                    "en");
        return true;
    }
    if (c->said != NULL && command_is(c->said)) {
        lone_commanded(d, t, m, a);
        command(d, t, m, a);
        return true;
    }
    if (!may->acts) {
        refuse_past(d, t, m, a);
        return true;
    }
    if (reaction_of_agent(d, m, a, t))
        return true;
    if (d->disk_low && (c->keeps || c->body != NULL)) {
        mail_refuse(d, m, REFUSAL_NO_ROOM, no_room_text, "en");
        return true;
    }
    return lone_changes(d, t, m, a);
}

void agent_message(struct desk *d, struct mail *m, const struct agent *a, struct conversation *t,
                   const struct authority *may)
{
    struct content *c = &m->content;
    if (may->upto == 0) {
        if (c->body != NULL)
            mail_refuse(d, m, REFUSAL_NOWHERE, NULL, NULL);
        return;
    }
    if (stays_here(d, m, a, t, may))
        return;
    enum referent fate;
    const char *why = withheld(d, c, &fate);
    if (why != NULL) {
        if (why[0] != '\0')
            refuse(d, t, m, a, fate, why);
        return;
    }
    /* "!!" at the start is a "!" for the customer. */
    message_to_customer(d, t, m, a,
                        c->said != NULL ? command_unescaped(d->arena, c->body, c->said) : c->body);
}

void agent_message_to_house(struct desk *d, const struct mail *m, const struct agent *a)
{
    if (m->content.body != NULL)
        command_house(d, m, a);
}
