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

/* The server says that the customer's address is gone. Closes the conversation at once if no person has answered
 * yet, nobody has it, and the address is an anonymous visitor's, who cannot come back under it: so it does not
 * count in the line. Returns false otherwise. */
bool gone_for_good(struct desk *, struct conversation *);
/* Listener, and the handler of TIMER_HERE: asks after 30 s, and then less and less often, at most every four
 * minutes, whether an anonymous visitor whom no person has answered is still there. */
void gone_entered(struct desk *, struct conversation *, const struct conversation *was);
void gone_ask(struct desk *, int64_t conversation);

/* Returns the sentence that tells an agent about the wait, in the arena. */
const char *gone_notice(struct desk *, const struct conversation *);

/* A channel reports that the customer cannot be reached there (EVENT_GONE): waits in each of the customer's
 * open conversations, and tells the agents. */
void gone_report(struct desk *, const struct party *customer);

/* Handler of a timer: closes the conversation if there was no sign of the customer. */
void gone_over(struct desk *, int64_t conversation);

#endif
