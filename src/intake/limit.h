/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * limit: how much a customer may write, and what is answered to more. What is dropped is counted: `frontdesk status` shows
 * it. */
#ifndef FRONTDESK_LIMIT_H
#define FRONTDESK_LIMIT_H

#include <stdbool.h>

struct conf_queue;
struct conversation;
struct customer;
struct desk;
struct mail;

/* Return true if the message must not be handled further. The sender has then got an error, unless there were
 * too many errors already. limit_exceeded: a flood limit of the sender or the domain, the length, or the
 * bytes of a day. limit_line_full: a new conversation would find no room in the line or with the
 * responder. */
bool limit_exceeded(struct desk *, const struct mail *, const struct customer *, const struct conf_queue *);
bool limit_line_full(struct desk *, const struct mail *, const struct customer *, const struct conf_queue *);

#endif
