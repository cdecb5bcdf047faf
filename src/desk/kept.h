/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * kept: how many bytes were stored because of customers in the last 24 hours. */
#ifndef FRONTDESK_KEPT_H
#define FRONTDESK_KEPT_H

#include <stdint.h>

struct desk;
struct share;

/* What the rows of a customer, of a conversation and of a message count, in bytes; a message's texts come on
 * top. */
enum { KEPT_CUSTOMER = 200, KEPT_CONVERSATION = 1000, KEPT_MESSAGE = 100 };
/* Counts bytes that were stored because of this customer. The desk's answers to the customer count too. */
void kept_add(struct desk *, const char *bare_jid, int64_t bytes);
/* Returns how many bytes an archived message counts. Each text may be NULL. */
int64_t kept_bytes(const char *id, const char *origin_id, const char *body, const char *payload);
/* Returns how much of archive_day all customers would have used after `more` further bytes. */
struct share kept_share(struct desk *, int64_t more);

#endif
