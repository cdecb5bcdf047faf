/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bounce: see bounce.h. */
#include "bounce.h"

#include <string.h>

#include "agent.h"
#include "conversation.h"
#include "core.h"
#include "letter.h"
#include "log.h"
#include "offer.h"
#include "say.h"
#include "stanza.h"
#include "timer.h"
#include "utf8.h"

enum { ERRORS_A_MESSAGE = 10 }; /* so many may come back for each message that a customer may write */

enum kind {
    KIND_GONE,    /* nobody is there */
    KIND_REFUSED, /* somebody does not want to hear from us */
    KIND_LATER,   /* it may work in a while */
    KIND_OURS,    /* it was not understood: another try would end in the same way */
};

/* RFC 6120 section 8.3.3. Servers say service-unavailable for whoever does not exist, is offline without a store, or
 * has blocked us (XEP-0191): nobody is there. */
static const struct condition {
    const char *name;
    enum kind kind;
} conditions[] = {
    {"service-unavailable", KIND_GONE},     {"recipient-unavailable", KIND_GONE},
    {"item-not-found", KIND_GONE},          {"gone", KIND_GONE},
    {"redirect", KIND_GONE},                {"forbidden", KIND_REFUSED},
    {"not-allowed", KIND_REFUSED},          {"not-authorized", KIND_REFUSED},
    {"policy-violation", KIND_REFUSED},     {"registration-required", KIND_REFUSED},
    {"subscription-required", KIND_REFUSED}, {"remote-server-not-found", KIND_LATER},
    {"remote-server-timeout", KIND_LATER},  {"resource-constraint", KIND_LATER},
    {"internal-server-error", KIND_LATER},
};

/* What a condition that is not in the table means, by the error's type. */
static const struct condition types[] = {
    {"wait", KIND_LATER},
    {"auth", KIND_REFUSED},
};

struct bounce {
    struct conversation talk;
    const char *id;        /* of the message that came back */
    const char *writer;    /* of one to a customer: the agent; "" for the desk itself */
    const char *condition; /* printable */
    enum kind kind;
};

static enum kind kind_of(const char *condition, const char *type)
{
    for (size_t i = 0; i < sizeof conditions / sizeof conditions[0]; i++)
        if (strcmp(conditions[i].name, condition) == 0)
            return conditions[i].kind;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (strcmp(types[i].name, type) == 0)
            return types[i].kind;
    return KIND_OURS;
}

static struct bounce read_bounce(struct desk *d, xmpp_stanza_t *stanza)
{
    xmpp_stanza_t *error = st_child(stanza, "error", NULL);
    const char *condition = st_first(error) != NULL ? st_name(st_first(error)) : "undefined-condition";
    struct bounce b = {
        .id = st_attr_or(stanza, "id", ""),
        .writer = "",
        .condition = utf8_printable(d->arena, condition, 60),
    };
    b.kind = kind_of(b.condition, error != NULL ? st_attr_or(error, "type", "") : "");
    return b;
}

/* ---- from an agent ---- */

/* The server of an agent drops strangers. There is no use in asking again until something was done about it. */
static void agent_refuses(struct desk *d, const struct agent *a, const struct bounce *b)
{
    log_warn("agent %s gets no offers: the agent's server returns our messages (%s); see REACHING AGENTS in "
             "frontdesk(8)",
             a->jid, b->condition);
    agent_pause(d, a, arena_printf(d->arena, "messages come back: %s", b->condition));
    agent_tell(d, a->jid,
               arena_printf(d->arena,
                            "Your server does not let customers' messages through to you (%s), so you get no "
                            "offers for now. It probably drops messages of strangers: add %s to your contacts "
                            "and accept its request, or ask your administrator to let that domain pass. Then "
                            "write ready here.",
                            b->condition, d->conf->component.domain));
}

static int64_t customers_message(struct desk *d, const struct conversation *t, const char *stanza_id)
{
    return store_int(d->store, SQL_message_by_customer, 0, INT(t->id), TEXT(stanza_id));
}

/* The next agent is given this message too, and what came after it. */
static void take_back(struct desk *d, struct conversation *t, const char *stanza_id)
{
    int64_t message = customers_message(d, t, stanza_id);
    if (message == 0 || message > t->relayed)
        return;
    t->relayed = message - 1;
    store_run(d->store, SQL_conversation_relayed, INT(t->id), INT(t->relayed));
}

static void give_back(struct desk *d, struct conversation *t, const struct bounce *b)
{
    take_back(d, t, b->id);
    conversation_requeue(d, t, t->queue,
                         arena_printf(d->arena, "agent cannot be reached (%s)", b->condition));
    conversation_tell(d, t, NOTICE_REQUEUED_SILENT, (struct notice_value[]){{"agent", t->agent_name}, {0}});
}

/* Just gone, perhaps for a moment: offline_grace decides, as without a bounce. What did not arrive, and what comes
 * meanwhile, is given on coming back, or to the next agent. */
static void keep_for_return(struct desk *d, struct conversation *t, const struct bounce *b)
{
    take_back(d, t, b->id);
    conversation_hold_back(d, t);
}

/* Said of the customer's words only: what is said here may come back in the same way, and that would be for ever. */
static void say_not_brought(struct desk *d, const struct bounce *b, const struct agent *a)
{
    if (customers_message(d, &b->talk, b->id) != 0)
        conversation_tell_agent(d, &b->talk, a->jid,
                                arena_printf(d->arena,
                                             "Something of this conversation could not be brought to you "
                                             "(%s): !history shows it.",
                                             b->condition));
}

static void from_agent(struct desk *d, struct bounce *b, const struct agent *a)
{
    struct conversation *t = &b->talk;
    int64_t offer = t->id != 0 ? offer_to(d, t, a->id) : 0;
    bool holds = t->id != 0 && t->state == STATE_ACTIVE && t->agent == a->id;
    if (!holds && offer == 0)
        return; /* of something that is over */
    if (holds && b->kind == KIND_OURS)
        say_not_brought(d, b, a);
    else if (holds && a->gone_ms != 0 && b->kind != KIND_REFUSED)
        keep_for_return(d, t, b);
    else if (holds)
        give_back(d, t, b);
    else
        offer_withdraw_from(d, a->id, arena_printf(d->arena, "agent cannot be reached (%s)", b->condition));
    if (b->kind == KIND_REFUSED)
        agent_refuses(d, a, b);
}

/* ---- from a customer ---- */

/* Whoever has the conversation now can do something about it; where nobody has, whoever wrote. */
static void tell_agent(struct desk *d, const struct bounce *b, const char *text)
{
    const struct conversation *t = &b->talk;
    if (t->state == STATE_ACTIVE)
        conversation_tell_agent(d, t, t->agent_jid, text);
    else if (agent_find(d, b->writer).id != 0)
        conversation_tell_agent(d, t, b->writer, text);
}

/* mine: what it is to whoever wrote it. */
static const char *subject(struct desk *d, const struct bounce *b, const char *mine)
{
    const struct conversation *t = &b->talk;
    if (b->writer[0] == '\0')
        return "What the desk says";
    if (t->state != STATE_ACTIVE || strcmp(t->agent_jid, b->writer) == 0)
        return mine;
    struct agent a = agent_find(d, b->writer);
    return a.id != 0 ? arena_printf(d->arena, "A message of %s", a.name) : "A message of a colleague";
}

/* Waits for a sign of life; each new bounce changes nothing. */
static void wait_for_customer(struct desk *d, struct bounce *b)
{
    struct conversation *t = &b->talk;
    const struct conf_queue *q = conversation_queue(d, t);
    const char *what = b->kind == KIND_REFUSED ? "is refused by the customer's side" : "did not reach the customer";
    bool first = t->state != STATE_CLOSED && t->gone_ms == 0 && q->customer_gone_ms > 0;
    if (first) {
        store_run(d->store, SQL_conversation_gone, INT(t->id), INT(d->now_ms));
        timer_set(d, TIMER_GONE, t->id, d->now_ms + q->customer_gone_ms);
    }
    if (b->writer[0] == '\0' && !first)
        return; /* one more notice to somebody who is gone */
    tell_agent(d, b,
               arena_printf(d->arena, "%s %s (%s).%s", subject(d, b, "Your message"), what, b->condition,
                            first ? arena_printf(d->arena,
                                                 " Without a sign of the customer the conversation will be "
                                                 "closed in %s.",
                                                 say_seconds(d, q->customer_gone_ms))
                                  : ""));
}

/* How long until each new try: RESEND_FOR_MS in all. Counted, not timed: a clock may be set, and a message may have
 * waited for the link before it was sent at all. */
static const int waits_ms[] = {RESEND_FIRST_MS, RESEND_FIRST_MS, 60 * 1000, 120 * 1000, 240 * 1000, 420 * 1000};

static void try_again(struct desk *d, struct bounce *b, int64_t message, int64_t tries)
{
    if (tries >= (int64_t)(sizeof waits_ms / sizeof waits_ms[0])) {
        tell_agent(d, b,
                   arena_printf(d->arena, "%s did not reach the customer (%s), and is given up.",
                                subject(d, b, "A message of yours"), b->condition));
        return;
    }
    store_run(d->store, SQL_message_tried, INT(message));
    timer_set(d, TIMER_RESEND, message, d->now_ms + waits_ms[tries]);
    if (tries == 0)
        tell_agent(d, b,
                   arena_printf(d->arena, "%s did not reach the customer yet (%s). It is tried again for %s.",
                                subject(d, b, "Your message"), b->condition, say_seconds(d, RESEND_FOR_MS)));
}

static void from_customer(struct desk *d, struct bounce *b)
{
    struct conversation *t = &b->talk;
    if (t->id == 0)
        return;
    /* Anybody can write an error; what an outage brings back at once is less than this. */
    const struct conf_queue *q = conversation_queue(d, t);
    if (!flood_pass(&d->errors, flood_number(&d->flood_key, t->customer_jid), d->now_ms,
                    ERRORS_A_MESSAGE * q->flood_messages, q->flood_period_ms))
        return;
    struct cursor *c = store_query(d->store, SQL_message_to_customer, INT(t->id), TEXT(b->id));
    if (!cursor_next(c))
        return; /* a receipt, a chat state: nobody misses it */
    int64_t message = cursor_int(c, 0), tries = cursor_int(c, 1);
    bool agents = strcmp(cursor_text(c, 2), "agent") == 0;
    b->writer = agents ? cursor_text(c, 3) : "";
    cursor_end(c);
    switch (b->kind) {
    case KIND_GONE:
    case KIND_REFUSED:
        wait_for_customer(d, b);
        break;
    case KIND_LATER:
        if (agents)
            try_again(d, b, message, tries);
        break;
    case KIND_OURS:
        if (agents)
            tell_agent(d, b,
                       arena_printf(d->arena, "%s did not reach the customer (%s).", subject(d, b, "Your message"),
                                    b->condition));
        break;
    }
}

void bounce_message(struct desk *d, xmpp_stanza_t *stanza, const struct jid *from, const struct jid *to)
{
    struct bounce b = read_bounce(d, stanza);
    if (letter_is_live(b.id))
        return;
    log_warn("a message from %s to %s came back: %s", to->bare, from->bare, b.condition);
    struct agent a = agent_find(d, from->bare);
    const struct conf_queue *q;
    switch (desk_place(d, to, &q)) {
    case PLACE_FACE:
        b.talk = conversation_of_face(d, to->local);
        if (a.id != 0)
            from_agent(d, &b, &a);
        break;
    case PLACE_QUEUE:
    case PLACE_UNKNOWN: /* a queue that left the configuration */
        b.talk = conversation_last_of_customer(d, from->bare, to->local);
        from_customer(d, &b);
        break;
    case PLACE_HOUSE: /* an answer to a command, a menu: whoever asked sees that none comes */
        break;
    }
}

/* ---- timers ---- */

void bounce_resend(struct desk *d, int64_t message)
{
    struct cursor *c = store_query(d->store, SQL_message_by_id, INT(message));
    if (!cursor_next(c))
        return;
    struct conversation t = conversation_by_id(d, cursor_int(c, 0));
    if (strcmp(t.reason, "blocked") == 0) {
        cursor_end(c);
        return;
    }
    struct agent a = agent_find(d, cursor_text(c, 1));
    struct letter l = {
        .from = t.desk,
        .to = t.customer_jid,
        .id = cursor_text(c, 2),
        .nick = a.conf != NULL ? a.conf->name : NULL,
        .body = cursor_text(c, 3),
        .payload = cursor_text(c, 4),
        .stamp_ms = cursor_int(c, 5),
    };
    cursor_end(c);
    letter_send(d, &l);
}

void bounce_customer_gone(struct desk *d, int64_t id)
{
    struct conversation t = conversation_by_id(d, id);
    if (t.id == 0 || t.state == STATE_CLOSED || t.gone_ms == 0)
        return; /* heard of since */
    bool served = t.state == STATE_ACTIVE;
    if (served)
        conversation_tell_agent(d, &t, t.agent_jid,
                                "The customer cannot be reached, and has not been heard of since: the "
                                "conversation is closed. It opens again when the customer writes.");
    log_info("conversation %lld is closed: the customer cannot be reached", (long long)id);
    conversation_close(d, &t, served || t.state == STATE_BOT ? "customer" : "abandoned");
}
