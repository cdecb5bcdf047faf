/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bounce: see bounce.h. */
#include "xmpp/bounce.h"

#include <string.h>

#include "base/log.h"
#include "desk/agent.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/front.h"
#include "desk/gone.h"
#include "desk/letter.h"
#include "desk/limited_log.h"
#include "desk/meaning.h"
#include "desk/offer.h"
#include "desk/offer_line.h"
#include "desk/party.h"
#include "desk/period.h"
#include "desk/say.h"
#include "desk/shown.h"
#include "desk/timer.h"
#include "desk/transition.h"
#include "intake/backlog.h"
#include "intake/gate.h"
#include "xml/stanza.h"
#include "xmpp/client.h"
#include "xmpp/live.h"

#define NS_STANZAS "urn:ietf:params:xml:ns:xmpp-stanzas"

enum {
    ERRORS_A_MESSAGE = 10, /* errors that are accepted for each message that a customer may write */
    SAID_A_MINUTE = 3,     /* reports for one conversation: anybody can send errors for messages */
    SAID_EVERY_MS = 60 * 1000,
    /* For how long errors for messages of a closed conversation are reported. */
    CLOSED_FOR_MS = 5 * 60 * 1000,
};

enum kind {
    KIND_GONE,    /* the recipient does not exist or is offline */
    KIND_REFUSED, /* the recipient refuses our messages */
    KIND_LATER,   /* a later retry may succeed */
    KIND_OURS,    /* our stanza was not accepted: a retry would fail in the same way */
};

/* The conditions of RFC 6120 section 8.3.3. Other words come from strangers and are not shown to anybody.
 * Servers answer service-unavailable for a recipient who does not exist, is offline without offline storage,
 * or has blocked us (XEP-0191). */
static const struct condition {
    const char *name;
    enum kind kind;
} conditions[] = {
    {"service-unavailable", KIND_GONE},
    {"recipient-unavailable", KIND_GONE},
    {"item-not-found", KIND_GONE},
    {"gone", KIND_GONE},
    {"redirect", KIND_GONE},
    {"forbidden", KIND_REFUSED},
    {"not-allowed", KIND_REFUSED},
    {"not-authorized", KIND_REFUSED},
    {"policy-violation", KIND_REFUSED},
    {"registration-required", KIND_REFUSED},
    {"subscription-required", KIND_REFUSED},
    {"remote-server-not-found", KIND_LATER},
    {"remote-server-timeout", KIND_LATER},
    {"resource-constraint", KIND_LATER},
    {"internal-server-error", KIND_LATER},
    {"bad-request", KIND_OURS},
    {"conflict", KIND_OURS},
    {"feature-not-implemented", KIND_OURS},
    {"jid-malformed", KIND_OURS},
    {"not-acceptable", KIND_OURS},
    {"unexpected-request", KIND_OURS},
};

/* Kinds for errors without such a condition, by their type. */
static const struct condition types[] = {
    {"wait", KIND_LATER},
    {"auth", KIND_REFUSED},
};

static const struct condition undefined = {"undefined-condition", KIND_OURS};

struct bounce {
    struct conversation conversation;
    const char *id;        /* the id of the message that was returned */
    const char *writer;    /* of a message to a customer: the agent who wrote it; "" for the desk itself */
    const char *condition; /* one of RFC 6120 */
    enum kind kind;
};

static const struct condition *find(const struct condition *rows, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(rows[i].name, name) == 0)
            return &rows[i];
    return NULL;
}

#define FIND(rows, name) find(rows, sizeof(rows) / sizeof(rows)[0], name)

/* Returns the first condition of RFC 6120. Other children of the error are defined by applications or
 * strangers. */
static const struct condition *condition_of(xmpp_stanza_t *error)
{
    for (xmpp_stanza_t *child = error != NULL ? st_first(error) : NULL; child != NULL;
         child = st_next(child)) {
        const struct condition *c =
            strcmp(st_ns(child), NS_STANZAS) == 0 ? FIND(conditions, st_name(child)) : NULL;
        if (c != NULL)
            return c;
    }
    return &undefined;
}

static struct bounce read_bounce(xmpp_stanza_t *stanza)
{
    xmpp_stanza_t *error = st_child(stanza, "error", NULL);
    const struct condition *c = condition_of(error), *by_type = NULL;
    if (c == &undefined && error != NULL)
        by_type = FIND(types, st_attr_or(error, "type", ""));
    return (struct bounce){
        .id = st_attr_or(stanza, "id", ""),
        .writer = "",
        .condition = c->name,
        .kind = by_type != NULL ? by_type->kind : c->kind,
    };
}

/* Whether this is the first error for this sending of the message: only that one counts, because anybody can
 * send any number of errors. who: the agent, 0 for a customer. */
static bool is_first(struct desk *d, int64_t message, int64_t who)
{
    return store_run(d->store, SQL_message_bounced, INT(message), INT(who != 0 ? who : -1)) > 0;
}

/* Reports to an agent, at most SAID_A_MINUTE times a minute for one conversation, so that errors are not a
 * way to write to agents. The last report of a minute says that there were more. */
static void say_to(struct desk *d, const struct conversation *t, const char *agent_jid, const char *text)
{
    int64_t number = flood_number(&d->flood_key, arena_printf(d->arena, "bounce %lld", (long long)t->id));
    if (flood_pass(&d->refused, number, d->now_ms, SAID_A_MINUTE, SAID_EVERY_MS))
        conversation_tell_agent(d, t, agent_jid, text);
    else if (flood_answer(&d->refused, number, SAID_A_MINUTE, SAID_EVERY_MS) == FLOOD_EXPLAIN)
        conversation_tell_agent(
            d, t, agent_jid,
            "More messages in this conversation could not be delivered. For a minute, you will "
            "not be told about each of them.");
}

/* ---- from an agent ---- */

/* The agent's server drops messages of strangers. Further offers would fail too, so the agent is paused. */
static void agent_refuses(struct desk *d, const struct agent *a, const struct bounce *b)
{
    log_warn("agent %s gets no offers: the agent's server returns our messages (%s); see REACHING AGENTS in "
             "frontdesk(8)",
             a->jid, b->condition);
    agent_pause(d, a, arena_printf(d->arena, "messages are returned: %s", b->condition));
    agent_tell(
        d, a->jid,
        arena_printf(d->arena,
                     "Your server refuses customers' messages to you (%s), so you get no offers for now. "
                     "It probably blocks messages from strangers: add %s to your contacts and accept its "
                     "request, or ask your administrator to allow that domain. Then write ready here.",
                     b->condition, d->conf->component.domain));
}

static int64_t customers_message(struct desk *d, const struct conversation *t, const char *stanza_id)
{
    return store_int(d->store, SQL_message_by_customer, 0, INT(t->id), TEXT(stanza_id));
}

/* Makes the next agent get this message too, and all messages after it. */
static void take_back(struct desk *d, const struct conversation *t, int64_t message)
{
    if (message != 0 && message <= t->relayed)
        store_run(d->store, SQL_conversation_relayed, INT(t->id), INT(message - 1));
}

/* Makes this agent get it again, with an offer or the conversation. The next offer is a new message, because a
 * correction of a line that did not arrive would not be seen either. */
static void not_shown(struct desk *d, const struct conversation *t, const struct agent *a, int64_t message)
{
    if (message != 0)
        shown_take_back(d, t, a->id, message);
    offer_show_anew(d, t, a);
}

static void give_back(struct desk *d, struct conversation *t, const struct bounce *b, const struct agent *a)
{
    int64_t message = customers_message(d, t, b->id);
    take_back(d, t, message);
    conversation_requeue(d, t, t->queue,
                         arena_printf(d->arena, "agent cannot be reached (%s)", b->condition));
    not_shown(d, t, a, message);
    conversation_tell(d, t, NOTICE_REQUEUED_SILENT, (struct notice_value[]){{"agent", t->agent_name}, {0}});
}

/* The agent has just gone offline, perhaps for a moment: offline_grace decides, as without an error.
 * Messages that did not arrive, and those that come meanwhile, are given to the agent on return or to the
 * next agent. */
static void keep_for_return(struct desk *d, const struct conversation *t, const struct bounce *b,
                            const struct agent *a)
{
    int64_t message = customers_message(d, t, b->id);
    take_back(d, t, message);
    not_shown(d, t, a, message);
    backlog_hold_back(d, t);
}

/* Only reports a customer's message. A report about our own message could come back too, and so on for
 * ever. */
static void say_not_brought(struct desk *d, const struct bounce *b, const struct agent *a)
{
    int64_t message = customers_message(d, &b->conversation, b->id);
    if (message != 0 && is_first(d, message, a->id))
        say_to(
            d, &b->conversation, a->jid,
            arena_printf(d->arena,
                         "A message in this conversation could not be delivered to you (%s). Use !history to "
                         "see it.",
                         b->condition));
}

static void from_agent(struct desk *d, struct bounce *b, const struct agent *a, const struct jid *from,
                       const struct jid *to)
{
    struct conversation *t = &b->conversation;
    int64_t offer = t->id != 0 ? offer_to(d, t, a->id) : 0;
    int64_t message = t->id != 0 ? customers_message(d, t, b->id) : 0;
    bool holds = conversation_held_by(t, a->id);
    if (!holds && t->id != 0 && b->kind != KIND_OURS)
        not_shown(d, t, a, message);
    if (!holds && offer == 0)
        return; /* the error is about an offer or a conversation that has ended */
    log_warn("bounce: a message from %s to %s was returned: %s", to->bare, from->bare, b->condition);
    /* Each agent's server would return this message of the customer. If the offer moved on each time, nobody could
     * take the customer. */
    if (b->kind == KIND_OURS && (holds || message != 0))
        say_not_brought(d, b, a);
    else if (holds && a->gone_ms != 0 && b->kind != KIND_REFUSED)
        keep_for_return(d, t, b, a);
    else if (holds)
        give_back(d, t, b, a);
    else
        offer_withdraw_from(d, a->id, arena_printf(d->arena, "agent cannot be reached (%s)", b->condition));
    if (b->kind == KIND_REFUSED)
        agent_refuses(d, a, b);
}

/* ---- from a customer ---- */

/* Tells the agent who has the conversation; when nobody has it, the agent who wrote. */
static void tell_agent(struct desk *d, const struct bounce *b, const char *text)
{
    const struct conversation *t = &b->conversation;
    if (t->state == CONVERSATION_ACTIVE)
        say_to(d, t, t->agent_jid, text);
    else if (agent_find(d, b->writer).id != 0)
        say_to(d, t, b->writer, text);
}

/* mine: the name of the message for the agent who wrote it. */
static const char *subject(struct desk *d, const struct bounce *b, const char *mine)
{
    const struct conversation *t = &b->conversation;
    if (b->writer[0] == '\0')
        return "A message from the desk";
    if (t->state != CONVERSATION_ACTIVE || strcmp(t->agent_jid, b->writer) == 0)
        return mine;
    struct agent a = agent_find(d, b->writer);
    return a.id != 0 ? arena_printf(d->arena, "A message from %s", a.name) : "A message from a colleague";
}

/* Starts to wait for a sign of the customer. Further errors do not change the wait. */
static void wait_for_customer(struct desk *d, struct bounce *b)
{
    struct conversation *t = &b->conversation;
    if (b->kind == KIND_GONE && gone_for_good(d, t))
        return;
    const char *what =
        b->kind == KIND_REFUSED ? "was refused on the customer's side" : "did not reach the customer";
    bool first = gone_wait(d, t);
    if (b->writer[0] == '\0' && !first)
        return; /* a notice to a customer who is known to be gone */
    tell_agent(d, b,
               arena_printf(d->arena, "%s %s (%s).%s%s", subject(d, b, "Your message"), what, b->condition,
                            first ? " " : "", first ? gone_notice(d, t) : ""));
}

/* The back-off before each retry, RESEND_FOR_MS in total. Retries are counted instead of timed, because the
 * clock may be set, and because a message may have waited for the link before it was first sent. */
static const int waits_ms[] = {RESEND_FIRST_MS, RESEND_FIRST_MS, 60 * 1000,
                               120 * 1000,      240 * 1000,      420 * 1000};

static void try_again(struct desk *d, struct bounce *b, int64_t message, int64_t tries)
{
    if (tries >= (int64_t)(sizeof waits_ms / sizeof waits_ms[0])) {
        tell_agent(d, b,
                   arena_printf(d->arena, "%s did not reach the customer (%s), and will not be sent again.",
                                subject(d, b, "One of your messages"), b->condition));
        return;
    }
    store_run(d->store, SQL_message_tried, INT(message));
    timer_set(d, TIMER_RESEND, message, d->now_ms + waits_ms[tries]);
    if (tries == 0)
        tell_agent(d, b,
                   arena_printf(d->arena,
                                "%s did not reach the customer yet (%s). It will be sent again for %s.",
                                subject(d, b, "Your message"), b->condition, say_seconds(d, RESEND_FOR_MS)));
}

/* Whether the conversation is over, so that errors are not reported any more. A message that is still being
 * sent again is reported. */
static bool is_over(const struct desk *d, const struct conversation *t, int64_t tries)
{
    int64_t since_ms = d->now_ms - t->closed_ms; /* negative when the clock was set back */
    return t->state == CONVERSATION_CLOSED &&
           (strcmp(t->reason, "blocked") == 0 || (tries == 0 && (since_ms < 0 || since_ms > CLOSED_FOR_MS)));
}

/* Whether the error is accepted: only if a message of this sender would be accepted too, and at most as many
 * errors as an outage returns at once. */
static bool passes(struct desk *d, const struct conversation *t, const struct jid *from)
{
    const struct conf_queue *q = conversation_queue(d, t);
    struct party author = party_of_jid(from);
    return !gate_ignores(d, &author) &&
           flood_pass(&d->errors, flood_number(&d->flood_key, from->bare), d->now_ms,
                      ERRORS_A_MESSAGE * q->flood_messages, q->flood_period_ms) &&
           !gate_overrun(d, &author);
}

/* Returns the message that came back; 0 when it was a receipt or a chat state, or was not sent by us. */
static int64_t find_message(struct desk *d, struct bounce *b, int64_t *tries)
{
    struct cursor *c = store_query(d->store, SQL_message_to_customer, INT(b->conversation.id), TEXT(b->id));
    if (!cursor_next(c))
        return 0;
    int64_t message = cursor_int(c, 0);
    *tries = cursor_int(c, 1);
    b->writer = strcmp(cursor_text(c, 2), "agent") == 0 ? cursor_text(c, 3) : "";
    cursor_end(c);
    return message;
}

static void from_customer(struct desk *d, struct bounce *b, const struct jid *from, const struct jid *to)
{
    int64_t tries, message;
    if (client_is_here(b->id)) {
        if (b->kind == KIND_GONE)
            gone_for_good(d, &b->conversation);
        return;
    }
    if (b->conversation.id == 0 || !passes(d, &b->conversation, from) ||
        (message = find_message(d, b, &tries)) == 0 || is_over(d, &b->conversation, tries) ||
        !is_first(d, message, 0))
        return;
    limited_log(d, LOG_LEVEL_WARN, from->bare, "bounce: a message from %s to %s was returned: %s", to->bare,
                from->bare, b->condition);
    bool agents = b->writer[0] != '\0';
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
                       arena_printf(d->arena, "%s did not reach the customer (%s).",
                                    subject(d, b, "Your message"), b->condition));
        break;
    }
}

/* A receipt or a marker of the other side, which has its author's id. A server that echoes it shows that nothing
 * that was said is lost: ejabberd returns them for everybody who is offline. */
static bool is_sign(const xmpp_stanza_t *stanza)
{
    return st_body(stanza) == NULL && (st_child(stanza, "received", "urn:xmpp:receipts") != NULL ||
                                       st_child(stanza, "displayed", "urn:xmpp:chat-markers:0") != NULL);
}

void bounce_message(struct desk *d, xmpp_stanza_t *stanza, const struct jid *from, const struct jid *to)
{
    struct bounce b = read_bounce(stanza);
    if (live_is(b.id) || is_sign(stanza))
        return;
    struct agent a = agent_find(d, from->bare);
    const struct conf_queue *q;
    switch (desk_place(d, to, &q)) {
    case PLACE_FACE:
        b.conversation = conversation_of_face(d, to->local);
        if (a.id != 0)
            from_agent(d, &b, &a, from, to);
        break;
    case PLACE_QUEUE:
    case PLACE_UNKNOWN: /* a queue that was removed from the configuration */
        b.conversation = conversation_last_of_customer(d, from->bare, to->local);
        from_customer(d, &b, from, to);
        break;
    case PLACE_HOUSE: /* an answer to a command or a menu; its recipient notices that it is missing */
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
        .from = t.queue_address,
        .channel = t.channel,
        .to = t.customer_address,
        .id = cursor_text(c, 2),
        .nick = a.conf != NULL ? front_name(d, &t, a.conf->name) : NULL,
        .body = cursor_text(c, 3),
        .payload = cursor_text(c, 4),
        .means = &(struct meaning){.replaces = cursor_text(c, 6)},
        .stamp_ms = cursor_int(c, 5),
    };
    cursor_end(c);
    store_run(d->store, SQL_message_bounced, INT(message),
              INT(0)); /* errors from now on are about this retry */
    letter_send(d, &l);
}
