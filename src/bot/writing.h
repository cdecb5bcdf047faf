/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * writing: the parts of an answer that the customer reads while the model still writes it. */
#ifndef FRONTDESK_WRITING_H
#define FRONTDESK_WRITING_H

#include <stddef.h>

struct conversation;
struct desk;
struct responder_state;
struct task;

/* Shows the customer what is complete of the text so far. If the filter refuses it, hands over. */
void writing_show(struct desk *, struct task *, struct conversation *, struct responder_state *,
                  const char *written);

/* Returns where the last complete sentence or paragraph of the text ends; 0 if there is none, or if the text
 * ends within a block of code. */
size_t writing_sentence_end(const char *text);

#endif
