/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * house: a customer who writes to the house's own address: the default queue, or a numbered menu of the
 * queues. What was written before the choice is kept and goes with it. */
#include <stdlib.h>
#include <string.h>

#include "conversation.h"
#include "core.h"
#include "letter.h"
#include "message.h"
#include "notice.h"
#include "say.h"
#include "utf8.h"

enum { MENU_KEEPS = 20, MENU_FORGETS_MS = 24 * 60 * 60 * 1000 };

static const char *language_of(struct desk *d, const struct customer *u)
{
    const char *language = notice_language(d->conf, u->lang);
    return language != NULL ? language : d->conf->queues[0].language;
}

static void tell(struct desk *d, const struct customer *u, enum notice n, const struct notice_value *values)
{
    const char *language = language_of(d, u);
    struct letter l = {.from = "",
                       .to = u->jid,
                       .lang = language,
                       .body = notice_say(d->arena, d->conf, n, language, values)};
    letter_send(d, &l);
}

static const char *queues_text(struct desk *d)
{
    struct text text = text_new(d->arena);
    for (size_t i = 0; i < d->conf->n_queues; i++)
        text_add(&text, "%s%zu  %s", i > 0 ? "\n" : "", i + 1, d->conf->queues[i].title);
    return text.s;
}

static void keep(struct desk *d, const struct customer *u, const struct mail *m)
{
    if (store_int(d->store, SQL_menu_count, 0, INT(u->id)) >= MENU_KEEPS)
        return;
    store_run(d->store, SQL_menu_add, INT(u->id), INT(d->now_ms), TEXT(m->id),
              TEXT(m->content.origin_id != NULL ? m->content.origin_id : ""), TEXT(m->content.body),
              TEXT(m->content.payload));
}

/* "2", "2.", "２" or the queue's title or name; NULL: none of them. */
static const struct conf_queue *chosen(struct desk *d, const char *body)
{
    const char *said = utf8_fold(d->arena, utf8_trim(d->arena, utf8_head(d->arena, body, 100)));
    char *end;
    long n = strtol(said, &end, 10);
    if (end != said && (*end == '\0' || strcmp(end, ".") == 0) && n >= 1 && (size_t)n <= d->conf->n_queues)
        return &d->conf->queues[n - 1];
    for (size_t i = 0; i < d->conf->n_queues; i++) {
        const struct conf_queue *q = &d->conf->queues[i];
        if (strcmp(said, utf8_fold(d->arena, q->title)) == 0 ||
            strcmp(said, utf8_fold(d->arena, q->name)) == 0)
            return q;
    }
    return NULL;
}

/* The choice itself is no message of the conversation; what was written before it is. */
static void open_with_kept(struct desk *d, const struct mail *m, const struct customer *u,
                           const struct conf_queue *q)
{
    struct mail kept[MENU_KEEPS];
    size_t n = 0;
    struct cursor *c = store_query(d->store, SQL_menu_take, INT(u->id));
    while (n < MENU_KEEPS && cursor_next(c)) {
        kept[n] = *m;
        kept[n].id = cursor_text(c, 1);
        kept[n].content = (struct content){.origin_id = cursor_text(c, 2),
                                           .body = cursor_text(c, 3),
                                           .payload = cursor_text(c, 4),
                                           .live = "",
                                           .keeps = true};
        n++;
    }
    cursor_end(c);
    store_run(d->store, SQL_menu_clear, INT(u->id));
    tell(d, u, NOTICE_MENU_CHOSEN,
         (struct notice_value[]){{"queue", q->title}, {"address", desk_address(d, q->name)}, {0}});
    for (size_t i = 0; i < n; i++)
        customer_message(d, &kept[i], q);
}

static void menu(struct desk *d, const struct mail *m)
{
    struct customer u = customer_note(d, m->from, m->content.nick, m->lang);
    if (m->content.body == NULL || m->content.encrypted)
        return;
    int64_t since = store_int(d->store, SQL_menu_since, 0, INT(u.id));
    const char *queues = queues_text(d);
    if (since == 0 || d->now_ms - since > MENU_FORGETS_MS) {
        store_run(d->store, SQL_menu_clear, INT(u.id));
        keep(d, &u, m);
        mail_receipt(d, m);
        tell(d, &u, NOTICE_MENU, (struct notice_value[]){{"queues", queues}, {0}});
        return;
    }
    mail_receipt(d, m);
    const struct conf_queue *q = chosen(d, m->content.body);
    if (q != NULL) {
        open_with_kept(d, m, &u, q);
        return;
    }
    keep(d, &u, m);
    tell(d, &u, NOTICE_MENU_AGAIN,
         (struct notice_value[]){
             {"max", arena_printf(d->arena, "%zu", d->conf->n_queues)}, {"queues", queues}, {0}});
}

void house_message(struct desk *d, const struct mail *m)
{
    const struct conf_queue *q = conf_queue(d->conf, d->conf->component.default_queue);
    if (q == NULL && d->conf->n_queues == 1)
        q = &d->conf->queues[0];
    if (q == NULL) {
        /* Somebody who has chosen before and goes on writing here. */
        struct customer u = customer_find(d, m->from->bare);
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
