/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0356-privilege: a server says what it grants the desk: urn:xmpp:privilege:1 (ejabberd 23.01) and :2
 * (Prosody, later ejabberd) differ in nothing that concerns rosters. What is done with it is in
 * src/xmpp/privilege.c. */
#include "xmpp/privilege.h"

#include "xeps/xep.h"

/* Only a server speaks for itself; from others the element means nothing. */
static bool receive(struct desk *d, const struct errand *e)
{
    if (e->from->local[0] != '\0' || e->from->resource[0] != '\0' || e->to->local[0] != '\0')
        return false;
    privilege_told(d, e->from, e->child);
    return true;
}

static const struct xep_take takes[] = {
    {.name = "privilege", .ns = "urn:xmpp:privilege:", .what = "privileges of a server", .receive = receive},
    {0},
};

const struct xep xep_0356 = {
    .number = "0356",
    .name = "Privileged Entity",
    .takes = takes,
};
