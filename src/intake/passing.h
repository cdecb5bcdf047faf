/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * passing: a customer's messages, and what clients send by themselves, on their way to the agent. */
#ifndef FRONTDESK_PASSING_H
#define FRONTDESK_PASSING_H

#include <stdbool.h>

struct conf_queue;
struct conversation;
struct desk;
struct mail;

/* Sends a message to the agent who has or had the conversation. receipt: the agent's client is asked for one, as far as
 * there are words. */
void passing_send(struct desk *, const struct conversation *, const struct mail *, bool receipt);
/* Sends it if somebody holds the conversation, and asks for a receipt. */
void passing_on(struct desk *, const struct conversation *, const struct mail *);
/* Passes on signs: receipts, markers and chat states. Does nothing if there is no conversation. */
void passing_signs(struct desk *, const struct mail *, struct conversation *, const struct conf_queue *);

#endif
