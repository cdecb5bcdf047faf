/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * withheld: what a model must not tell a customer: figures that are in no text that it was given (ground.h), and its
 * instructions, word for word. */
#ifndef FRONTDESK_WITHHELD_H
#define FRONTDESK_WITHHELD_H

struct conversation;
struct desk;
struct responder_state;
struct task;

/* Returns why a part of the answer may not be said, for the log, which must have no word of it; NULL: it may. */
const char *withheld_why(struct desk *, const struct conversation *, const struct responder_state *,
                         const struct task *, const char *text);

/* Archives the draft that is withheld as a note, which the briefing repeats for the agent. */
void withheld_note(struct desk *, const struct conversation *, const struct responder_state *,
                   const struct task *, const char *draft);

#endif
