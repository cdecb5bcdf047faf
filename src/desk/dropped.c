/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * dropped: see dropped.h. */
#include "desk/dropped.h"

#include <string.h>

#include "desk/core.h"
#include "desk/moment.h"
#include "desk/party.h"
#include "desk/say.h"
#include "desk/share.h"

enum {
    DROPPED_KEPT = 1000, /* rows, one for each sender and reason */
    DROPPED_OF_DOMAIN = 20,
    DROPPED_SHOWN = 30,
};

/* Returns under which name a sender is counted. If a domain has DROPPED_OF_DOMAIN rows already, it is the
 * domain: else a domain with a thousand accounts would push out the rows of all others. */
static const char *dropped_who(struct desk *d, const char *who)
{
    const char *domain = party_domain(d->arena, who);
    bool crowd = store_int(d->store, SQL_dropped_of_domain, 0, TEXT(domain), INT(DROPPED_OF_DOMAIN)) >=
                 DROPPED_OF_DOMAIN;
    return crowd ? domain : who;
}

void dropped_add(struct desk *d, const char *who, const char *why)
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

const char *dropped_text(struct desk *d, const struct conf_hours *zone)
{
    struct text text = text_new(d->arena);
    struct cursor *c = store_query(d->store, SQL_dropped_list, INT(DROPPED_SHOWN));
    while (cursor_next(c)) {
        const char *who = cursor_text(c, 0), *face = cursor_text(c, 4), *at = strchr(who, '@');
        if (face[0] != '\0' && at != NULL)
            who = arena_printf(d->arena, "%s (%s)", face, at + 1);
        text_add(&text, "%s%lld  %s: %s, last %s", text.s[0] != '\0' ? "\n" : "", (long long)cursor_int(c, 2),
                 who, cursor_text(c, 1), moment_say(d, zone, cursor_int(c, 3)));
    }
    return text.s;
}
