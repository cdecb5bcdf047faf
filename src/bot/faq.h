/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * faq: what others need of the responder that answers from texts. */
#ifndef FRONTDESK_FAQ_H
#define FRONTDESK_FAQ_H

#include <stdbool.h>

#include "conf/notice.h"

struct conversation;
struct desk;
struct knowledge_hit;
struct responder_state;

/* Sends the customer a passage, as this notice says it. */
void faq_tell(struct desk *, const struct conversation *, const struct responder_state *, enum notice,
              const char *title, const char *source, const char *body);
/* Says whether the customer was sent this passage in this conversation, since the responder had it. */
bool faq_was_shown(struct desk *, const struct conversation *, const struct responder_state *,
                   const struct knowledge_hit *);

#endif
