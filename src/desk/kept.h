/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * kept: how many bytes the store got of what customers cause, within a day. */
#ifndef FRONTDESK_KEPT_H
#define FRONTDESK_KEPT_H

#include <stdint.h>

struct desk;
struct share;

/* Bytes were kept of what this customer caused, the answers of the desk among them. */
enum { KEPT_CUSTOMER = 200, KEPT_CONVERSATION = 1000, KEPT_MESSAGE = 100 /* beside its texts */ };
void kept_add(struct desk *, const char *bare_jid, int64_t bytes);
/* What a message of the archive counts; each text may be NULL. */
int64_t kept_bytes(const char *id, const char *origin_id, const char *body, const char *payload);
/* What all customers have of archive_day, if so many bytes come on top. */
struct share kept_share(struct desk *, int64_t more);

#endif
