/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * picking: a language model that only chooses (choose_only). It gets the question and the passages that may answer
 * it, and says the number of one, or "none". What the customer gets is the passage, word for word. */
#ifndef FRONTDESK_PICKING_H
#define FRONTDESK_PICKING_H

#include <stdbool.h>

struct conversation;
struct desk;
struct model_news;
struct responder_state;
struct task;

/* Asks the model which passage answers the question. If it cannot be asked, decides as the type faq does. */
void picking_ask(struct desk *, struct conversation *, struct responder_state *, const char *question);
/* Says whether a task is such a question. */
bool picking_is(const struct task *);
/* Handles what the model says. Anything else than the number of a passage counts as "none"; if the model failed,
 * decides as the type faq does. */
void picking_came(struct desk *, const struct task *, struct conversation *, struct responder_state *,
                  const struct model_news *);

#endif
