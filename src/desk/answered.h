/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * answered: an answer to an older message than the customer's last one is a reply (XEP-0461), so that the
 * customer sees what it answers. Clients that know no replies show the quote above it. The archive has only the
 * answer. */
#ifndef FRONTDESK_ANSWERED_H
#define FRONTDESK_ANSWERED_H

#include <stdint.h>

struct conversation;
struct desk;
struct letter;

/* Returns the number of the customer's last message with words in the archive; 0: there is none. */
int64_t answered_newest(struct desk *, const struct conversation *);

/* Makes a letter to the customer a reply to the last message up to number `upto`, if the customer has written
 * more since then, and nobody has said anything after that. upto 0: not known. Call it before the answer is
 * archived. */
void answered_refer(struct desk *, const struct conversation *, int64_t upto, struct letter *);

#endif
