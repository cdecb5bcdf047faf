/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * withdrawn: a message that its author takes back while it is the last line that the reader has. Many clients
 * know no retractions (XEP-0424), but all show corrections of the last line (XEP-0308), so such a retraction is
 * a correction as well. */
#ifndef FRONTDESK_WITHDRAWN_H
#define FRONTDESK_WITHDRAWN_H

#include <stdint.h>

struct conversation;
struct desk;
struct letter;

/* Makes the letter, which takes back the message with this id, a correction to "(withdrawn)" too, if that
 * message is the last line: to the customer, of those that are archived; to the agent, of the customer's lines
 * before the archived message `before`. retracts may be NULL or "". */
void withdrawn_for_customer(struct desk *, const struct conversation *, const char *retracts,
                            struct letter *);
void withdrawn_for_agent(struct desk *, const struct conversation *, const char *retracts, int64_t before,
                         struct letter *);

#endif
