/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * share: see share.h. */
#include "desk/share.h"

#include <string.h>

#include "base/log.h"
#include "desk/core.h"
#include "desk/party.h"
#include "desk/say.h"

enum {
    WANT_MS = 10 * 60 * 1000,
    WANT_NEWS_MS = 60 * 1000, /* a refusal is written again only after this time */
    WANT_KEPT = 2,
    SLACK = 10, /* after the use has fallen so many percent below a mark, the mark may be logged again */
};

static const int64_t marks[] = {90, 50};

bool share_exempt(const struct desk *d, const char *domain)
{
    const struct conf_list *more = &d->conf->component.customer_domains;
    for (size_t i = 0; i < d->conf->n_agents; i++)
        if (strcmp(party_domain(d->arena, d->conf->agents[i].jid), domain) == 0)
            return true;
    for (size_t i = 0; i < more->n; i++)
        if (strcmp(more->item[i], domain) == 0)
            return true;
    return false;
}

int64_t share_mine(struct desk *d, const char *queue, const char *state, const char *domain)
{
    return store_int(d->store, SQL_share_get, 0, TEXT(queue), TEXT(state), TEXT(domain));
}

static void want(struct desk *d, const struct share *s, const char *domain)
{
    if (store_run(d->store, SQL_want_put, TEXT(s->what), TEXT(domain), INT(d->now_ms), INT(WANT_NEWS_MS)) > 0)
        store_run(d->store, SQL_want_trim, TEXT(s->what), INT(WANT_KEPT));
}

static bool others_want(struct desk *d, const struct share *s, const char *domain, int64_t mine)
{
    return s->used - s->blur > mine || store_int(d->store, SQL_want_other, 0, TEXT(s->what), TEXT(domain),
                                                 INT(d->now_ms - WANT_MS), INT(d->now_ms)) != 0;
}

bool share_refuses(struct desk *d, const struct share *s, const char *domain, int64_t mine)
{
    int64_t percent = d->conf->component.domain_share;
    bool full = s->used >= s->limit;
    bool too_much = s->used > s->limit / 2 && percent < 100 && 100 * mine > percent * s->used &&
                    !share_exempt(d, domain) && others_want(d, s, domain, mine);
    if (full || too_much)
        want(d, s, domain);
    return full || too_much;
}

void share_note(struct desk *d, const struct share *s)
{
    const char *fact = arena_printf(d->arena, "level of %s", s->what);
    int64_t percent = 100 * s->used / s->limit, was = store_int(d->store, SQL_fact_number, 0, TEXT(fact)),
            now = 0;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0] && now == 0; i++)
        if (percent >= marks[i] - (was >= marks[i] ? SLACK : 0))
            now = marks[i];
    if (now == was)
        return;
    store_run(d->store, SQL_fact_set, TEXT(fact), TEXT(say_number(d, now)));
    if (now > was)
        log_warn("%s at %lld %% of %s (%lld of %lld)", s->what, (long long)now, s->setting,
                 (long long)s->used, (long long)s->limit);
}
