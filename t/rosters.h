/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rosters: the contact lists of agents at the server of a scene, and clients that change them. */
#ifndef FRONTDESK_T_ROSTERS_H
#define FRONTDESK_T_ROSTERS_H

#include <stdbool.h>

struct world;

/* What the server lets the desk do, by XEP-0356: "both", "get", "none"; "refused": it says both, and refuses
 * changes, as ejabberd 23.01; "silent": it says both, and answers nothing. After it: the version of the
 * namespace, 2 if none is given. False when it is something else. */
bool rosters_grant(struct world *, const char *words);
/* This client, a full address, takes suggestions (XEP-0144): does them, "refuses" or is "silent". */
void rosters_client(struct world *, const char *full_jid, const char *how);
/* The agent has, changes or (subscription='remove') removes the item. False when it is not well-formed. */
bool rosters_change(struct world *, const char *bare_jid, const char *item);
/* "Jane · Sales [With you, VIP] both; …", in the order in which they came; "-": nobody. */
const char *rosters_text(struct world *, const char *bare_jid);

#endif
