/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * house: see house.h. Messages that a customer writes before choosing a queue are kept, and go to that queue
 * with the choice. */
#include "intake/house.h"

#include <string.h>

#include "base/choice.h"
#include "bot/responder.h"
#include "conf/notice.h"
#include "desk/archiving.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/dropped.h"
#include "desk/letter.h"
#include "desk/line.h"
#include "desk/mail.h"
#include "desk/meaning.h"
#include "desk/prune.h"
#include "desk/say.h"
#include "desk/share.h"
#include "desk/transition.h"
#include "desk/welcome.h"
#include "intake/backlog.h"
#include "intake/customer_message.h"
#include "intake/gate.h"
#include "intake/limit.h"
#include "intake/reaction.h"
#include "intake/unreadable.h"

enum {
    MENU_KEEPS = 20,
    MENU_AGAIN_MS = 24 * 60 * 60 * 1000,
    MENU_NEW_MS = 60 * 60 * 1000, /* how long a newcomer counts in the limit of the menu */
};

static const char *language_of(struct desk *d, const struct customer *u)
{
    return customer_language(d, u, &d->conf->queues[0]);
}

static void tell_customer(struct desk *d, const struct customer *u, const char *text)
{
    struct letter l = {
        .from = "", .channel = u->channel, .to = u->address, .lang = language_of(d, u), .body = text};
    letter_send(d, &l);
}

static const char *queues_text(struct desk *d)
{
    struct text text = text_new(d->arena);
    for (size_t i = 0; i < d->conf->n_queues; i++)
        text_add(&text, "%s%zu  %s", i > 0 ? "\n" : "", i + 1, d->conf->queues[i].title);
    return text.s;
}

static const char *menu_text(struct desk *d, const struct customer *u, enum notice n)
{
    const char *max = say_number(d, (int64_t)d->conf->n_queues);
    return notice_say(d->arena, d->conf, n, language_of(d, u),
                      (struct notice_value[]){{"max", max}, {"queues", queues_text(d)}, {0}});
}

static struct share menu_share(struct desk *d)
{
    return (struct share){
        .what = "house: menu",
        .setting = "max_waiting",
        .used = store_int(d->store, SQL_menu_newcomers, 0, INT(d->now_ms - MENU_NEW_MS), INT(d->now_ms)),
        .limit = d->conf->queues[0].max_waiting,
    };
}

/* Keeps a message that was written before a queue was chosen. Only a message that is kept is confirmed to the
 * sender. */
static bool keep(struct desk *d, const struct customer *u, const struct mail *m)
{
    int64_t before = store_int(d->store, SQL_menu_count, 0, INT(u->id));
    if (before >= MENU_KEEPS) {
        mail_refuse(d, m, REFUSAL_NO_ROOM, menu_text(d, u, NOTICE_MENU_AGAIN), language_of(d, u));
        return false;
    }
    struct value values[9 + MEANING_VALUES] = {
        INT(u->id),
        INT(d->now_ms),
        TEXT(m->id),
        TEXT(m->content.origin_id != NULL ? m->content.origin_id : ""),
        TEXT(m->content.body != NULL ? m->content.body : ""),
        TEXT(m->content.payload),
        TEXT(m->from.domain),
        TEXT(mail_said(m)),
        m->stamp_ms != 0 ? INT(m->stamp_ms) : TEXT(NULL),
    };
    meaning_values(&m->content.means, m->lang, values + 9);
    store_run_values(d->store, SQL_menu_add, values, sizeof values / sizeof values[0]);
    prune_customer_later(d, u->id);
    if (before == 0) {
        struct share s = menu_share(d);
        share_note(d, &s);
    }
    mail_kept(d, m);
    mail_receipt(d, m);
    return true;
}

/* Returns the queue that the customer chose, by its number in the menu, its title or its name; NULL: none. */
static const struct conf_queue *chosen(struct desk *d, const char *said)
{
    struct choice c = choice_read(d->arena, said);
    bool is_number = c.number > 0 && (size_t)c.number <= d->conf->n_queues;
    return is_number ? &d->conf->queues[c.number - 1] : line_called(d, &c);
}

/* The choice itself is not archived in the conversation; the messages before it are. */
static void choose(struct desk *d, const struct mail *m, const struct customer *u, const struct conf_queue *q)
{
    struct conversation t = conversation_of_customer(d, u->jid, q->name);
    bool is_new = t.id == 0, reopened = false;
    if (is_new && limit_line_full(d, m, u, q))
        return; /* the messages stay kept, for another choice or for later */
    mail_receipt(d, m);
    if (is_new)
        t = customer_begins(d, u, q, &reopened);
    store_run(d->store, SQL_conversation_via_house, INT(t.id));
    conversation_archive_kept(d, &t);
    tell_customer(
        d, u,
        notice_say(d->arena, d->conf, NOTICE_MENU_CHOSEN, language_of(d, u),
                   (struct notice_value[]){{"queue", q->title}, {"address", desk_address(d, q->name)}, {0}}));
    if (t.state == CONVERSATION_ACTIVE)
        backlog_deliver(d, &t);
    if (t.state == CONVERSATION_BOT)
        responder_heard(d, &t, NULL, is_new && !reopened);
    else if (is_new)
        conversation_welcome(d, &t, reopened);
}

/* Refuses a newcomer if as many came to the menu within the last hour as may stand in the first queue's line.
 * Those who came earlier do not count: many never choose, and what they wrote is kept. */
static bool menu_full(struct desk *d, const struct mail *m, const struct customer *u)
{
    if (store_int(d->store, SQL_menu_count, 0, INT(u->id)) > 0)
        return false;
    int64_t mine = store_int(d->store, SQL_menu_of_domain, 0, TEXT(m->from.domain),
                             INT(d->now_ms - MENU_NEW_MS), INT(d->now_ms));
    struct share s = menu_share(d);
    if (!share_refuses(d, &s, m->from.domain, mine))
        return false;
    dropped_add(d, "the menu", "too many customers have not chosen a queue");
    const char *language = language_of(d, u);
    mail_refuse(d, m, REFUSAL_NO_ROOM, notice_say(d->arena, d->conf, NOTICE_LINE_FULL, language, NULL),
                language);
    return true;
}

/* Only for customers without an open conversation that began here; see house_message(). */
static void menu(struct desk *d, const struct mail *sent)
{
    struct mail typed;
    const struct mail *m = reaction_to_menu(d, sent, &typed);
    if (m->content.body == NULL && !m->content.means.file.present && !m->content.encrypted)
        return;
    if (gate_blocks(d, m, &d->conf->queues[0]) || gate_has_no_room(d, m, &d->conf->queues[0]))
        return;
    struct customer known = customer_of_mail(d, m);
    if (limit_exceeded(d, m, &known, &d->conf->queues[0]))
        return;
    if (!m->content.encrypted && customer_says_nothing(d, m, &d->conf->queues[0]))
        return;
    if (menu_full(d, m, &known))
        return;
    struct customer u = customer_note(d, m);
    if (m->content.encrypted) {
        unreadable_of_customer(d, m, &u, &d->conf->queues[0]);
        return;
    }
    int64_t since = store_int(d->store, SQL_menu_since, 0, INT(u.id));
    const struct conf_queue *q = since != 0 ? chosen(d, m->content.said) : NULL;
    if (q != NULL && unreadable_plain(d, m, q))
        return;
    if (q != NULL) {
        choose(d, m, &u, q);
        return;
    }
    if (!keep(d, &u, m))
        return;
    bool again = since != 0 && d->now_ms - since < MENU_AGAIN_MS;
    tell_customer(d, &u, menu_text(d, &u, again ? NOTICE_MENU_AGAIN : NOTICE_MENU));
}

void house_message(struct desk *d, const struct mail *m)
{
    const struct conf_queue *q = conf_queue(d->conf, d->conf->component.default_queue);
    if (q == NULL && d->conf->n_queues == 1)
        q = &d->conf->queues[0];
    if (q == NULL) {
        /* A customer who has chosen a queue before may go on writing to the house. */
        struct customer u = customer_find(d, &m->from);
        struct cursor *c = store_query(d->store, SQL_menu_choice, INT(u.id));
        if (cursor_next(c)) {
            q = conf_queue(d->conf, cursor_text(c, 0));
            cursor_end(c);
        }
    }
    if (q != NULL)
        customer_message(d, m, q);
    else
        menu(d, m);
}
