/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lookup: shows an agent what the knowledge of a responder has for a question (!ask). */
#ifndef FRONTDESK_LOOKUP_H
#define FRONTDESK_LOOKUP_H

struct conf_responder;
struct desk;

/* Returns a text for the agent: what a customer would be told, and the passages. If nothing is found, a
 * sentence says so. In the arena. */
const char *lookup_text(struct desk *, const struct conf_responder *, const char *question);

#endif
