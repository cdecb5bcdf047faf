/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * gate: see gate.h. */
#include "intake/gate.h"

#include <string.h>

#include "base/datetime.h"
#include "conf/notice.h"
#include "desk/block.h"
#include "desk/core.h"
#include "desk/say.h"
#include "desk/share.h"
#include "intake/message.h"

enum {
    DROPPED_KEPT = 1000, /* rows of what was dropped */
    DROPPED_OF_DOMAIN = 20,
    DROPPED_SHOWN = 30,
    TOLD_EVERY_MS = 60 * 60 * 1000,
    NO_ROOM_EVERY_MS = 60 * 1000,
};

static void refuse(struct desk *d, const struct mail *m, const struct conf_queue *q, enum verdict v,
                   enum notice n)
{
    const char *language = notice_language(d->conf, m->lang != NULL ? m->lang : "");
    if (language == NULL)
        language = q->language;
    mail_refuse(d, m, v, notice_say(d->arena, d->conf, n, language, NULL), language);
}

bool gate_ignores(struct desk *d, const struct jid *from)
{
    const char *pattern;
    if (!block_applies(d, from, &pattern))
        return false;
    gate_dropped(d, pattern, "blocked");
    return true;
}

bool gate_blocks(struct desk *d, const struct mail *m, const struct conf_queue *q)
{
    bool words = m->content.body != NULL || m->content.keeps || m->content.encrypted;
    if (!gate_ignores(d, m->from))
        return false;
    if (words &&
        flood_pass(&d->refused, flood_number(&d->flood_key, m->from->bare), d->now_ms, 1, TOLD_EVERY_MS))
        refuse(d, m, q, VERDICT_FORBIDDEN, NOTICE_BLOCKED);
    return true;
}

enum { LINES_MS = 60 * 1000, LINES_OF_ADDRESS = 3, LINES_OF_DOMAIN = 10, LINES_OF_KIND = 20 };

static bool may_log(struct desk *d, const char *fmt, const char *who, int64_t limit, int64_t *left_out)
{
    int64_t number = flood_number(&d->flood_key, arena_printf(d->arena, "%s\n%s", fmt, who));
    *left_out += flood_left_out(&d->lines, number, d->now_ms, limit, LINES_MS);
    return flood_pass(&d->lines, number, d->now_ms, limit, LINES_MS);
}

void gate_log(struct desk *d, enum log_level level, const char *who, const char *fmt, ...)
{
    const char *domain = share_domain(who);
    int64_t left_out = 0;
    if (!may_log(d, fmt, who, LINES_OF_ADDRESS, &left_out) ||
        (!share_exempt(d, domain) &&
         !may_log(d, fmt, arena_printf(d->arena, "@%s", domain), LINES_OF_DOMAIN, &left_out)) ||
        !may_log(d, fmt, "", LINES_OF_KIND, &left_out))
        return;
    va_list ap;
    va_start(ap, fmt);
    const char *line = arena_vprintf(d->arena, fmt, ap);
    va_end(ap);
    const char *more = arena_printf(d->arena, " (%lld more like it were left out)", (long long)left_out);
    log_at(level, "%s%s", line, left_out > 0 ? more : "");
}

/* Each of the crowd may get an error for each message, until all of them together are too many. */
static void log_crowd(struct desk *d, const struct jid *from, enum flood_answer answer)
{
    const struct conf_component *c = &d->conf->component;
    if (answer == FLOOD_EXPLAIN)
        gate_log(d, LOG_LEVEL_WARN, from->domain, "flood: more than %lld messages in %lld s from %s: the rest is refused",
                 (long long)c->flood_domain_messages, (long long)(c->flood_domain_period_ms / 1000), from->domain);
    if (answer == FLOOD_LAST)
        gate_log(d, LOG_LEVEL_WARN, from->domain, "flood: %s goes on: more is dropped without an error for up to %lld s", from->domain,
                 (long long)(c->flood_domain_period_ms / 1000));
}

/* *answer: when it is over. */
static bool is_over(struct desk *d, const struct jid *from, enum flood_answer *answer)
{
    const struct conf_component *c = &d->conf->component;
    int64_t domain = flood_number(&d->flood_key, from->domain);
    if (flood_pass(&d->domains, domain, d->now_ms, c->flood_domain_messages, c->flood_domain_period_ms) ||
        share_exempt(d, from->domain))
        return false;
    gate_dropped(d, from->domain, "too much from this domain");
    *answer = flood_answer(&d->domains, domain, c->flood_domain_messages, c->flood_domain_period_ms);
    log_crowd(d, from, *answer);
    return true;
}

bool gate_overrun(struct desk *d, const struct jid *from)
{
    enum flood_answer answer;
    return is_over(d, from, &answer);
}

bool gate_crowded(struct desk *d, const struct mail *m, const struct conf_queue *q)
{
    enum flood_answer answer;
    if (!is_over(d, m->from, &answer))
        return false;
    if (answer != FLOOD_SILENT)
        refuse(d, m, q, VERDICT_RESOURCE_CONSTRAINT, NOTICE_LINE_FULL);
    return true;
}

int64_t gate_bytes(const char *id, const char *origin_id, const char *body, const char *payload)
{
    const char *texts[] = {id, origin_id, body, payload};
    int64_t bytes = KEPT_MESSAGE;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        bytes += texts[i] != NULL ? (int64_t)strlen(texts[i]) : 0;
    return bytes;
}

static int64_t bytes_of(const struct mail *m)
{
    return gate_bytes(m->id, m->content.origin_id, m->content.body, m->content.payload);
}

static struct share archive_share(struct desk *d, int64_t more)
{
    return (struct share){
        .what = "archive: bytes of the last 24 h",
        .setting = "archive_day",
        .used = budget_used(d, "bytes of all", "") + more,
        .limit = d->conf->component.archive_day,
        .blur = budget_blur(d->conf->component.archive_day),
    };
}

/* A little more than the limit may be kept: rows of conversations are not refused any more. */
bool gate_over_budget(struct desk *d, const struct mail *m, const struct conf_queue *q)
{
    const struct conf_component *c = &d->conf->component;
    int64_t more = bytes_of(m);
    if (c->customer_bytes_day > 0 && budget_used(d, "bytes", m->from->bare) + more > c->customer_bytes_day) {
        gate_dropped(d, m->from->bare, "too much in a day");
        refuse(d, m, q, VERDICT_RESOURCE_CONSTRAINT, NOTICE_DAY_FULL);
        return true;
    }
    struct share s = archive_share(d, more - 1);
    int64_t mine = budget_used(d, "bytes of a domain", m->from->domain) + more - 1;
    if (s.limit == 0 || !share_refuses(d, &s, m->from->domain, mine))
        return false;
    gate_dropped(d, m->from->domain, "too much of all customers in a day");
    refuse(d, m, q, VERDICT_RESOURCE_CONSTRAINT, NOTICE_LINE_FULL);
    return true;
}

void gate_kept(struct desk *d, const char *bare_jid, int64_t bytes)
{
    const struct conf_component *c = &d->conf->component;
    budget_add(d, "bytes", bare_jid, bytes, c->customer_bytes_day);
    budget_add(d, "bytes of a domain", share_domain(bare_jid), bytes, c->archive_day);
    if (!budget_add(d, "bytes of all", "", bytes, c->archive_day) || c->archive_day == 0)
        return;
    struct share s = archive_share(d, 0);
    share_note(d, &s);
}

void gate_kept_mail(struct desk *d, const struct mail *m)
{
    gate_kept(d, m->from->bare, bytes_of(m));
}

/* Of a domain with many accounts only so many are told apart: else a thousand of them would push out what others did. */
static const char *dropped_who(struct desk *d, const char *who)
{
    const char *domain = share_domain(who);
    bool crowd = store_int(d->store, SQL_dropped_of_domain, 0, TEXT(domain), INT(DROPPED_OF_DOMAIN)) >= DROPPED_OF_DOMAIN;
    return crowd ? domain : who;
}

/* Nothing is counted: that would be written. */
bool gate_has_no_room(struct desk *d, const struct mail *m, const struct conf_queue *q)
{
    if (!d->disk_low)
        return false;
    if (flood_pass(&d->refused, flood_number(&d->flood_key, m->from->bare), d->now_ms, 1, NO_ROOM_EVERY_MS))
        refuse(d, m, q, VERDICT_RESOURCE_CONSTRAINT, NOTICE_NO_ROOM);
    else
        mail_refuse(d, m, VERDICT_RESOURCE_CONSTRAINT, NULL, NULL);
    return true;
}

void gate_dropped(struct desk *d, const char *who, const char *why)
{
    store_run(d->store, SQL_fact_count, TEXT("dropped"));
    if (store_run(d->store, SQL_dropped_more, TEXT(who), TEXT(why), INT(d->now_ms)) > 0)
        return;
    const char *as = dropped_who(d, who);
    if (as != who && store_run(d->store, SQL_dropped_more, TEXT(as), TEXT(why), INT(d->now_ms)) > 0)
        return;
    who = as;
    store_run(d->store, SQL_dropped_add, TEXT(who), TEXT(why), INT(d->now_ms));
    store_run(d->store, SQL_dropped_trim, INT(DROPPED_KEPT));
}

const char *gate_text(struct desk *d)
{
    struct text text = text_new(d->arena);
    struct cursor *c = store_query(d->store, SQL_dropped_list, INT(DROPPED_SHOWN));
    while (cursor_next(c)) {
        const char *who = cursor_text(c, 0), *face = cursor_text(c, 4), *at = strchr(who, '@');
        if (face[0] != '\0' && at != NULL)
            who = arena_printf(d->arena, "%s (%s)", face, at + 1);
        text_add(&text, "%s%lld  %s: %s, last %.16s", text.s[0] != '\0' ? "\n" : "",
                 (long long)cursor_int(c, 2), who, cursor_text(c, 1), datetime_utc(d->arena, cursor_int(c, 3)));
    }
    return text.s;
}
