/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * also: the other customers whom an agent with room for several could take at the same time. The offer lists them, because
 * nobody has two offers at once. */
#ifndef FRONTDESK_ALSO_H
#define FRONTDESK_ALSO_H

struct agent;
struct desk;
struct text;

/* Adds a line that names the first five waiting customers of the agent's open queues, in the order in which they would be
 * offered, and counts the others. Adds nothing if there are none, or if the agent has no room beside the open offer. */
void also_waiting(struct desk *, struct text *, const struct agent *);

#endif
