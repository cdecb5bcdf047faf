/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * gone: customers who cannot be reached any more. Their conversations are closed after the queue's
 * customer_gone, unless there is a sign of the customer before. */
#ifndef FRONTDESK_GONE_H
#define FRONTDESK_GONE_H

#include <stdbool.h>
#include <stdint.h>

struct conversation;
struct desk;
struct party;

/* Starts to wait for a sign of the customer. Returns false if the desk waits already, or if there is nothing
 * to wait for: the conversation is closed, or the queue never closes such conversations. */
bool gone_wait(struct desk *, const struct conversation *);

/* Returns the sentence that tells an agent about the wait, in the arena. */
const char *gone_notice(struct desk *, const struct conversation *);

/* A channel reports that the customer cannot be reached there (EVENT_GONE): waits in each of the customer's
 * open conversations, and tells the agents. */
void gone_report(struct desk *, const struct party *customer);

/* Handler of a timer: closes the conversation if there was no sign of the customer. */
void gone_over(struct desk *, int64_t conversation);

#endif
