/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * encrypted: what an agent is told whose message was encrypted in a way that the desk cannot read, or not encrypted where it
 * had to be. */
#ifndef FRONTDESK_ENCRYPTED_H
#define FRONTDESK_ENCRYPTED_H

struct agent;
struct content;
struct desk;

/* Returns the sentence about a message of an agent, in the arena. refused: what has not happened, "Not sent". */
const char *encrypted_refusal(struct desk *, const struct agent *, const struct content *,
                              const char *refused);

/* Returns the sentence about one that was encrypted for other devices, when no new key could be had either. */
const char *encrypted_without_key(struct desk *, const char *refused);

#endif
