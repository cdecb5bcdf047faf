/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lookup: what the knowledge of a responder has for a question, for an agent. */
#ifndef FRONTDESK_LOOKUP_H
#define FRONTDESK_LOOKUP_H

struct conf_responder;
struct desk;

/* What a customer would be told, and the passages; a sentence when nothing is found. In the arena. */
const char *lookup_text(struct desk *, const struct conf_responder *, const char *question);

#endif
