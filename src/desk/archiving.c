/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * archiving: see archiving.h. */
#include "desk/archiving.h"

#include <string.h>

#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/kept.h"
#include "desk/letter.h"
#include "desk/mail.h"
#include "desk/meaning.h"

/* The customer causes what the desk and a responder say, so these messages count as the customer's bytes
 * (kept.h). */
static int64_t add_message(struct desk *d, const struct conversation *t, const char *author, const char *kind,
                           const char *jid, const char *stanza_id, const char *body, const char *replaces)
{
    store_run(d->store, SQL_message_add, INT(t->id), INT(d->now_ms), TEXT(author), TEXT(kind), TEXT(jid),
              TEXT(stanza_id), TEXT(body != NULL ? body : ""), TEXT(replaces));
    int64_t id = store_last_id(d->store);
    if (strcmp(author, "agent") != 0)
        kept_add(d, t->customer_jid, kept_bytes(stanza_id, NULL, body, replaces));
    return id;
}

int64_t conversation_archive(struct desk *d, const struct conversation *t, const char *author,
                             const char *kind, const char *jid, const char *stanza_id, const char *body)
{
    return add_message(d, t, author, kind, jid, stanza_id, body, "");
}

void conversation_send(struct desk *d, const struct conversation *t, const char *author,
                       const struct letter *l)
{
    conversation_archive(d, t, author, "chat", desk_address(d, t->queue_address), l->id, l->body);
    letter_send(d, l);
}

int64_t conversation_archive_correction(struct desk *d, const struct conversation *t, const char *stanza_id,
                                        const char *body, const char *replaces)
{
    return add_message(d, t, "bot", "chat", desk_address(d, t->queue_address), stanza_id, body, replaces);
}

int64_t mail_archive(struct desk *d, const struct conversation *t, const char *author, const struct mail *m,
                     const char *body)
{
    const struct content *c = &m->content;
    struct value values[10 + MEANING_VALUES] = {
        INT(t->id),
        INT(d->now_ms),
        TEXT(author),
        TEXT(m->from.key),
        TEXT(m->id),
        TEXT(c->origin_id != NULL ? c->origin_id : ""),
        TEXT(body != NULL ? body : ""),
        TEXT(c->payload),
        TEXT(mail_said(m)),
        m->stamp_ms != 0 ? INT(m->stamp_ms) : TEXT(NULL),
    };
    meaning_values(&c->means, m->lang, values + 10);
    if (meaning_is_empty(&c->means))
        store_run_values(d->store, SQL_message_add_words, values, 11);
    else
        store_run_values(d->store, SQL_message_add_meaning, values, sizeof values / sizeof values[0]);
    int64_t id = store_last_id(d->store);
    if (strcmp(author, "agent") != 0)
        mail_kept(d, m);
    return id;
}

void conversation_archive_kept(struct desk *d, const struct conversation *t)
{
    store_run(d->store, SQL_menu_archive, INT(t->id), TEXT(t->customer_jid), INT(t->customer));
    store_run(d->store, SQL_menu_clear, INT(t->customer));
}
