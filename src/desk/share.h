/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * share: what one domain may have of something that is limited for all: places in a line, at the menu and
 * with a responder, a day's tokens, a day's bytes of the archive.
 *
 * A domain is refused more when three things come together: more than half of the limit is used; the domain
 * has more than domain_share percent of what is used; and another domain wants the rest: it has some of it at
 * this moment, or was refused within the last ten minutes because it was full. So one domain alone may have
 * everything, and a crowd that comes from everywhere is not sorted by domains. The agents' own domains and
 * customer_domains are exempt: there one domain is many people. The limit itself holds for everybody. */
#ifndef FRONTDESK_SHARE_H
#define FRONTDESK_SHARE_H

#include <stdbool.h>
#include <stdint.h>

struct desk;

/* One limit, and what is used of it. */
struct share {
    const char *what;    /* "queue sales: line"; for the log, and to know it by */
    const char *setting; /* "max_waiting" */
    int64_t used, limit;
    int64_t
        blur; /* so much of what is used may be nobody's: see budget_blur(); of rows that are counted, 0 */
};

/* One of the agents' own, or of customer_domains. */
bool share_exempt(const struct desk *, const char *domain);

/* How many conversations in that state ("waiting", "bot") a domain has in a queue. */
int64_t share_mine(struct desk *, const char *queue, const char *state, const char *domain);

/* The limit is reached, or that domain has its share of it; mine: what it has. Remembers that it wanted more.
 */
bool share_refuses(struct desk *, const struct share *, const char *domain, int64_t mine);
/* Says in the log that 50 or 90 percent are used, once, until it is less again by ten. */
void share_note(struct desk *, const struct share *);

#endif
