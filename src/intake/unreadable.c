/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * unreadable: see unreadable.h. */
#include "intake/unreadable.h"

#include "conf/notice.h"
#include "desk/agent.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/customer.h"
#include "desk/encrypted.h"
#include "desk/letter.h"
#include "desk/mail.h"
#include "intake/limit.h"

enum { EVERY_MS = 60 * 60 * 1000, BROKEN_EVERY_MS = 60 * 1000 };

static void send_notice(struct desk *d, const struct mail *m, const struct letter *l)
{
    if (m->content.broken)
        mail_ask_again(d, m, l);
    else
        letter_send(d, l);
}

/* When a new session has not helped within an hour, the customer has to switch encryption off. */
void unreadable_of_customer(struct desk *d, const struct mail *m, const struct customer *u,
                            const struct conf_queue *q)
{
    int64_t since_ms = d->now_ms - u->told_encrypted_ms; /* negative when the clock was set back */
    bool lately = u->told_encrypted_ms != 0 && since_ms >= 0 && since_ms < EVERY_MS;
    if (lately && !m->content.broken)
        return;
    if (lately && since_ms < BROKEN_EVERY_MS) {
        mail_refuse(d, m, REFUSAL_TOO_FAST, NULL, NULL); /* it was meant for the desk, and is lost */
        return;
    }
    store_run(d->store, SQL_customer_told_encrypted, INT(u->id), INT(d->now_ms));
    const char *language = customer_language(d, u, q);
    enum notice n = m->content.broken && !lately ? NOTICE_ENCRYPTED_AGAIN : NOTICE_ENCRYPTED;
    struct letter l = {.from = m->to,
                       .channel = u->channel,
                       .to = u->address,
                       .lang = language,
                       .body = notice_say(d->arena, d->conf, n, language, NULL),
                       .open = true};
    send_notice(d, m, &l);
}

bool unreadable_plain(struct desk *d, const struct mail *m, const struct conf_queue *q)
{
    if (!m->content.plain || q->omemo != ENCRYPTION_REQUIRE)
        return false;
    struct customer u = customer_of_mail(d, m);
    if (limit_exceeded(d, m, &u, q))
        return true;
    const char *language = customer_language(d, &u, q),
               *text = notice_say(d->arena, d->conf, NOTICE_ENCRYPTION_REQUIRED, language, NULL);
    int64_t sender = flood_number(&d->flood_key, arena_printf(d->arena, "plain %s", m->from.key));
    mail_refuse(d, m, REFUSAL_PLAIN, text, language);
    if (!flood_pass(&d->refused, sender, d->now_ms, 1, EVERY_MS))
        return true;
    struct letter l = {
        .from = q->name, .channel = u.channel, .to = u.address, .lang = language, .body = text, .open = true};
    letter_send(d, &l);
    return true;
}

void unreadable_of_agent(struct desk *d, const struct mail *m, const struct agent *a,
                         const struct conversation *t)
{
    struct letter l = conversation_desk_line(d, t, a->jid, encrypted_refusal(d, a, &m->content, "Not sent"));
    l.open = true;
    send_notice(d, m, &l);
}
