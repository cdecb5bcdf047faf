/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * reaction: see reaction.h. A reaction says all signs that its author has put on a message, so one more sign
 * brings the earlier ones again, and so does a server that delivers twice. The table `reacted` has those that
 * were carried out, until their author takes them away. */
#include "intake/reaction.h"

#include <stddef.h>

#include "base/emoji.h"
#include "command/command.h"
#include "desk/agent.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/customer.h"
#include "desk/mail.h"
#include "desk/moment.h"
#include "desk/offer.h"
#include "desk/say.h"

enum { REACTED_KEPT = 200 /* of each agent */ };

/* What a sign of an agent means to the desk. */
struct meant {
    enum emoji emoji;
    const char *word; /* of a command; also in the store */
};

static const struct meant accepts = {EMOJI_THUMB_UP, "accept"}, closes = {EMOJI_CHECK, "close"};

/* A reaction of an agent in a customer's chat. */
struct tap {
    struct desk *desk;
    struct mail *mail;
    const struct agent *agent;
    struct conversation *conversation;
};

static const char *target_of(const struct tap *p)
{
    const char *id = p->mail->content.refers[REFERS_REACTS].id;
    return id != NULL ? id : "";
}

static bool has(const struct tap *p, const struct meant *meant)
{
    return emoji_among(p->mail->content.means.signs, meant->emoji);
}

/* ---- what was carried out ---- */

static void note(const struct tap *p, const struct meant *meant)
{
    struct store *s = p->desk->store;
    store_run(s, SQL_reacted_add, INT(p->agent->id), INT(p->conversation->face), TEXT(target_of(p)),
              TEXT(meant->word));
    store_run(s, SQL_reacted_trim, INT(p->agent->id), INT(REACTED_KEPT));
}

/* Takes a sign that was carried out before out of the message; forgets it if its author took it away. */
static void leave_out(const struct tap *p, const struct meant *meant)
{
    struct content *c = &p->mail->content;
    struct value agent = INT(p->agent->id), face = INT(p->conversation->face), target = TEXT(target_of(p));
    if (store_int(p->desk->store, SQL_reacted_any, 0, agent, face, target, TEXT(meant->word)) == 0)
        return;
    if (!has(p, meant)) {
        store_run(p->desk->store, SQL_reacted_drop, agent, face, target, TEXT(meant->word));
        return;
    }
    c->means.signs = emoji_without(p->desk->arena, c->means.signs, meant->emoji);
    c->payload = "";
}

/* ---- an agent's ---- */

static void tell_agent(const struct tap *p, const char *text)
{
    conversation_tell_agent(p->desk, p->conversation, p->agent->jid, text);
}

static void carry_out(const struct tap *p, const struct meant *meant)
{
    if (p->mail->stamp_ms != 0) {
        tell_agent(
            p, arena_printf(p->desk->arena,
                            "Not done: you put your reaction there at %s, and it arrived only now. Write !%s "
                            "if you still want it.",
                            moment_say(p->desk, moment_zone(p->desk, p->agent, p->conversation),
                                       p->mail->stamp_ms),
                            meant->word));
        return;
    }
    note(p, meant);
    command_word(p->desk, p->agent, p->conversation, meant->word);
}

/* The agent had an offer, and has tapped too late. */
static void explain_missed(const struct tap *p)
{
    const struct conversation *t = p->conversation;
    note(p, &accepts);
    if (t->state == CONVERSATION_ACTIVE || t->state == CONVERSATION_CLOSED)
        command_word(p->desk, p->agent, p->conversation, accepts.word); /* which says so */
    else
        tell_agent(p, "Not done: this offer is over. !accept takes the conversation.");
}

static bool is_desk_line(const struct tap *p)
{
    return p->mail->content.refers[REFERS_REACTS].fate == REFERENT_UNKNOWN && desk_is_new_id(target_of(p));
}

static bool missed_offer(const struct tap *p)
{
    return store_int(p->desk->store, SQL_offer_missed, 0, INT(p->conversation->id), INT(p->agent->id)) != 0;
}

/* Says whether signs of this agent on this message have gone to the customer. */
static bool was_relayed(const struct tap *p)
{
    const char *id = p->mail->content.means.reacts;
    return id != NULL && store_int(p->desk->store, SQL_reaction_relayed, 0, INT(p->conversation->face),
                                   TEXT(p->agent->jid), TEXT(id)) != 0;
}

static bool is_for_desk(const struct tap *p)
{
    bool holds = conversation_held_by(p->conversation, p->agent->id);
    if (has(p, &accepts) && offer_to(p->desk, p->conversation, p->agent->id) != 0)
        carry_out(p, &accepts);
    else if (has(p, &accepts) && !holds && missed_offer(p))
        explain_missed(p);
    else if (has(p, &closes) && holds && is_desk_line(p))
        carry_out(p, &closes);
    else
        return false;
    return true;
}

bool reaction_of_agent(struct desk *d, struct mail *m, const struct agent *a, struct conversation *t)
{
    struct tap p = {.desk = d, .mail = m, .agent = a, .conversation = t};
    if (m->content.means.signs == NULL || target_of(&p)[0] == '\0')
        return false;
    leave_out(&p, &accepts);
    leave_out(&p, &closes);
    return is_for_desk(&p) || (m->content.means.signs[0] == '\0' && !was_relayed(&p));
}

/* ---- a customer's ---- */

static int64_t number_of(struct desk *d, const struct mail *m)
{
    const struct meaning *means = &m->content.means;
    return means->signs != NULL && means->reacts != NULL ? emoji_last_number(d->arena, means->signs) : 0;
}

static const struct mail *as_typed(struct desk *d, const struct mail *m, int64_t number, struct mail *typed)
{
    struct content *c = &typed->content;
    *typed = *m;
    c->body = c->said = say_number(d, number);
    c->payload = c->live = "";
    c->shows = c->keeps = c->carries = false;
    c->means.signs = NULL;
    return typed;
}

const struct mail *reaction_to_choices(struct desk *d, const struct conversation *t, const struct mail *m,
                                       struct mail *typed)
{
    int64_t number = t->state == CONVERSATION_BOT ? number_of(d, m) : 0;
    if (number == 0 ||
        store_int(d->store, SQL_choice_asked, 0, INT(t->id), INT(number), TEXT(m->content.means.reacts)) == 0)
        return m;
    return as_typed(d, m, number, typed);
}

const struct mail *reaction_to_menu(struct desk *d, const struct mail *m, struct mail *typed)
{
    int64_t number = number_of(d, m);
    if (number == 0 || (size_t)number > d->conf->n_queues || !desk_is_new_id(m->content.means.reacts))
        return m;
    struct customer u = customer_find(d, &m->from);
    return store_int(d->store, SQL_menu_since, 0, INT(u.id)) != 0 ? as_typed(d, m, number, typed) : m;
}

void reaction_rates(struct desk *d, const struct mail *m, const struct conversation *t)
{
    const struct meaning *means = &m->content.means;
    if (means->signs == NULL || means->reacts == NULL)
        return;
    int64_t answer = store_int(d->store, SQL_message_of_bot, 0, INT(t->face), TEXT(means->reacts));
    enum emoji thumb = emoji_last_thumb(means->signs);
    if (answer == 0)
        return;
    if (thumb == EMOJI_OTHER)
        store_run(d->store, SQL_rating_drop, INT(answer));
    else
        store_run(d->store, SQL_rating_set, INT(answer), INT(thumb == EMOJI_THUMB_UP), INT(d->now_ms));
}
