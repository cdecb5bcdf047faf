/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * limit: see limit.h. */
#include "intake/limit.h"

#include "base/arena.h"
#include "base/log.h"
#include "bot/responder.h"
#include "conf/hours_say.h"
#include "conf/notice.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/dropped.h"
#include "desk/limited_log.h"
#include "desk/line.h"
#include "desk/mail.h"
#include "desk/say.h"
#include "desk/transition.h"
#include "intake/gate.h"

static void refuse_customer(struct desk *d, const struct mail *m, const struct customer *u,
                            const struct conf_queue *q, enum refusal why, enum notice n,
                            const struct notice_value *values)
{
    const char *language = customer_language(d, u, q);
    mail_refuse(d, m, why, notice_say(d->arena, d->conf, n, language, values), language);
}

static void refuse_flood(struct desk *d, const struct mail *m, const struct customer *u,
                         const struct conf_queue *q)
{
    limited_log(d, LOG_LEVEL_WARN, u->jid,
                "flood: %s wrote more than %lld messages in %lld s; further messages are refused", u->jid,
                (long long)q->flood_messages, (long long)(q->flood_period_ms / 1000));
    refuse_customer(d, m, u, q, REFUSAL_TOO_FAST, NOTICE_FLOOD,
                    (struct notice_value[]){{"max", say_number(d, q->flood_messages)},
                                            {"period", hours_say_period(d->arena, customer_language(d, u, q),
                                                                        q->flood_period_ms)},
                                            {0}});
}

/* A phone that was offline sends at once all that was written meanwhile. Each refused message gets an error,
 * so that the phone shows it as not sent; only the first error has a sentence. */
static void answer_flood(struct desk *d, const struct mail *m, const struct customer *u,
                         const struct conf_queue *q)
{
    switch (
        flood_answer(&d->flood, flood_number(&d->flood_key, u->jid), q->flood_messages, q->flood_period_ms)) {
    case FLOOD_EXPLAIN:
        refuse_flood(d, m, u, q);
        break;
    case FLOOD_LAST:
        limited_log(d, LOG_LEVEL_WARN, u->jid,
                    "flood: %s keeps writing; further messages are dropped without an error for up to %lld s",
                    u->jid, (long long)(q->flood_period_ms / 1000));
        mail_refuse(d, m, REFUSAL_TOO_FAST, NULL, NULL);
        break;
    case FLOOD_REFUSE:
        mail_refuse(d, m, REFUSAL_TOO_FAST, NULL, NULL);
        break;
    case FLOOD_SILENT:
        break;
    }
}

bool limit_exceeded(struct desk *d, const struct mail *m, const struct customer *u,
                    const struct conf_queue *q)
{
    if (gate_too_fast(d, u->jid, q)) {
        answer_flood(d, m, u, q);
        return true;
    }
    if (gate_crowded(d, m, q))
        return true;
    if (mail_too_large(m, q)) {
        dropped_add(d, u->jid, "too long");
        refuse_customer(d, m, u, q, REFUSAL_TOO_LONG, NOTICE_TOO_LONG,
                        (struct notice_value[]){{"max", say_number(d, q->max_message)}, {0}});
        return true;
    }
    return gate_over_budget(d, m, q);
}

bool limit_line_full(struct desk *d, const struct mail *m, const struct customer *u,
                     const struct conf_queue *q)
{
    const char *why;
    if (conversation_to_reopen(d, u, q).id != 0 ||
        !(responder_begins(d, q, u->jid, &why) ? responder_full(d, q, u->jid) : line_full(d, q, u->jid)))
        return false;
    dropped_add(d, q->name, "the line was full");
    refuse_customer(d, m, u, q, REFUSAL_NO_ROOM, NOTICE_LINE_FULL, NULL);
    return true;
}
