/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * share: how much one domain may use of something that is limited for all customers: places in a line, at the
 * menu and with a responder, a day's tokens, and a day's bytes of the archive.
 *
 * A domain is refused more if three things are true: more than half of the limit is used; the domain has more
 * than domain_share percent of what is used; and another domain needs the rest, because it has some of it
 * now, or was refused within the last ten minutes. So a domain that is alone may use everything, and senders
 * from many domains are not limited by domain. The agents' own domains and customer_domains are exempt,
 * because one such domain stands for many people. The limit itself holds for everybody. */
#ifndef FRONTDESK_SHARE_H
#define FRONTDESK_SHARE_H

#include <stdbool.h>
#include <stdint.h>

struct desk;

/* One limit, and how much of it is used. */
struct share {
    const char *what;    /* as in "queue sales: line"; names the limit in the log and in the store */
    const char *setting; /* as in "max_waiting" */
    int64_t used, limit;
    int64_t
        blur; /* how far `used` may exceed the sum of all domains, see budget_blur(); 0 if rows are counted */
};

/* Says whether a domain is one of the agents' own, or one of customer_domains. */
bool share_exempt(const struct desk *, const char *domain);

/* Returns how many conversations in that state ("waiting" or "bot") a domain has in a queue. */
int64_t share_mine(struct desk *, const char *queue, const char *state, const char *domain);

/* Says whether one more is refused to this domain, because the limit is reached or the domain has its share.
 * mine: how much the domain has. Remembers a refused domain for ten minutes as one that needs more. */
bool share_refuses(struct desk *, const struct share *, const char *domain, int64_t mine);
/* Logs a warning when 50 or 90 percent of the limit are reached, and again only after the use has fallen to
 * ten percent below that mark. */
void share_note(struct desk *, const struct share *);

#endif
