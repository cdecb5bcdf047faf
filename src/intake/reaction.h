/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * reaction: reactions (XEP-0444) that do something. An agent takes a conversation or closes it with one tap;
 * a customer chooses a number or rates an answer. */
#ifndef FRONTDESK_REACTION_H
#define FRONTDESK_REACTION_H

#include <stdbool.h>

struct agent;
struct conversation;
struct desk;
struct mail;

/* Carries out an agent's reaction if it is for the desk: a thumb up takes an offer, a check mark on a line of
 * the desk closes. Returns true if the message goes no further. A sign that was for the desk is taken out of a
 * message that does. */
bool reaction_of_agent(struct desk *, struct mail *, const struct agent *, struct conversation *);

/* Return the message as if the customer had typed the number of a keycap (in *typed), if that chooses from
 * the responder's list or from the house's menu; else the message itself. */
const struct mail *reaction_to_choices(struct desk *, const struct conversation *, const struct mail *,
                                       struct mail *typed);
const struct mail *reaction_to_menu(struct desk *, const struct mail *, struct mail *typed);

/* Stores what a customer's reaction says about an answer of the responder. */
void reaction_rates(struct desk *, const struct mail *, const struct conversation *);

#endif
