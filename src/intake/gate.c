/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * gate: see gate.h. */
#include "intake/gate.h"

#include <string.h>

#include "conf/notice.h"
#include "desk/block.h"
#include "desk/core.h"
#include "desk/customer.h"
#include "desk/dropped.h"
#include "desk/kept.h"
#include "desk/limited_log.h"
#include "desk/mail.h"
#include "desk/share.h"

enum {
    TOLD_EVERY_MS = 60 * 60 * 1000,
    NO_ROOM_EVERY_MS = 60 * 1000,
};

static void turn_away(struct desk *d, const struct mail *m, const struct conf_queue *q, enum refusal why,
                      enum notice n)
{
    struct customer u = customer_of_mail(d, m);
    const char *language = customer_language(d, &u, q);
    mail_refuse(d, m, why, notice_say(d->arena, d->conf, n, language, NULL), language);
}

bool gate_ignores(struct desk *d, const struct party *from)
{
    const char *pattern;
    if (!block_applies(d, from, &pattern))
        return false;
    dropped_add(d, pattern, "blocked");
    return true;
}

bool gate_blocks(struct desk *d, const struct mail *m, const struct conf_queue *q)
{
    bool words = m->content.body != NULL || m->content.keeps || m->content.encrypted;
    if (!gate_ignores(d, &m->from))
        return false;
    if (words &&
        flood_pass(&d->refused, flood_number(&d->flood_key, m->from.key), d->now_ms, 1, TOLD_EVERY_MS))
        turn_away(d, m, q, REFUSAL_BLOCKED, NOTICE_BLOCKED);
    return true;
}

/* Logs the first refusal of a domain in a period, and the last one that gets an error. */
static void log_crowd(struct desk *d, const struct party *from, enum flood_answer answer)
{
    const struct conf_component *c = &d->conf->component;
    if (answer == FLOOD_EXPLAIN)
        limited_log(d, LOG_LEVEL_WARN, from->domain,
                    "flood: more than %lld messages in %lld s from %s; further messages are refused",
                    (long long)c->flood_domain_messages, (long long)(c->flood_domain_period_ms / 1000),
                    from->domain);
    if (answer == FLOOD_LAST)
        limited_log(d, LOG_LEVEL_WARN, from->domain,
                    "flood: %s keeps writing; further messages are dropped without an error for up to %lld s",
                    from->domain, (long long)(c->flood_domain_period_ms / 1000));
}

/* Counts a message of the sender's domain, and returns true if the domain is over its limit. *answer is set
 * only then. */
static bool is_over(struct desk *d, const struct party *from, enum flood_answer *answer)
{
    const struct conf_component *c = &d->conf->component;
    int64_t domain = flood_number(&d->flood_key, from->domain);
    if (flood_pass(&d->domains, domain, d->now_ms, c->flood_domain_messages, c->flood_domain_period_ms) ||
        share_exempt(d, from->domain))
        return false;
    dropped_add(d, from->domain, "too much from this domain");
    *answer = flood_answer(&d->domains, domain, c->flood_domain_messages, c->flood_domain_period_ms);
    log_crowd(d, from, *answer);
    return true;
}

bool gate_overrun(struct desk *d, const struct party *from)
{
    enum flood_answer answer;
    return is_over(d, from, &answer);
}

/* Dropped messages are counted: `frontdesk status` shows them. */
bool gate_too_fast(struct desk *d, const char *jid, const struct conf_queue *q)
{
    if (flood_pass(&d->flood, flood_number(&d->flood_key, jid), d->now_ms, q->flood_messages,
                   q->flood_period_ms))
        return false;
    dropped_add(d, jid, "too many messages");
    return true;
}

bool gate_crowded(struct desk *d, const struct mail *m, const struct conf_queue *q)
{
    enum flood_answer answer;
    if (!is_over(d, &m->from, &answer))
        return false;
    if (answer != FLOOD_SILENT)
        turn_away(d, m, q, REFUSAL_NO_ROOM, NOTICE_LINE_FULL);
    return true;
}

/* A little more than the limit may be kept, because the rows of a conversation that begins are not
 * refused. */
bool gate_over_budget(struct desk *d, const struct mail *m, const struct conf_queue *q)
{
    const struct conf_component *c = &d->conf->component;
    int64_t more = mail_bytes(m);
    if (c->customer_bytes_day > 0 && budget_used(d, "bytes", m->from.key) + more > c->customer_bytes_day) {
        dropped_add(d, m->from.key, "too much in a day");
        turn_away(d, m, q, REFUSAL_NO_ROOM, NOTICE_DAY_FULL);
        return true;
    }
    struct share s = kept_share(d, more - 1);
    int64_t mine = budget_used(d, "bytes of a domain", m->from.domain) + more - 1;
    if (s.limit == 0 || !share_refuses(d, &s, m->from.domain, mine))
        return false;
    dropped_add(d, m->from.domain, "too much from all customers in a day");
    turn_away(d, m, q, REFUSAL_NO_ROOM, NOTICE_LINE_FULL);
    return true;
}

/* The refusal is not counted in the store, because that would need room. */
bool gate_has_no_room(struct desk *d, const struct mail *m, const struct conf_queue *q)
{
    if (!d->disk_low)
        return false;
    if (flood_pass(&d->refused, flood_number(&d->flood_key, m->from.key), d->now_ms, 1, NO_ROOM_EVERY_MS))
        turn_away(d, m, q, REFUSAL_NO_ROOM, NOTICE_NO_ROOM);
    else
        mail_refuse(d, m, REFUSAL_NO_ROOM, NULL, NULL);
    return true;
}
