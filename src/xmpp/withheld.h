/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * withheld: where omemo = "require" holds, nothing of a conversation is sent in plain text. This file tells the people
 * concerned that something is not sent: the reader, the agent who wrote it, and for an agent without a device the supervisors.
 * The archive has what was withheld; an agent reads it with !history. */
#ifndef FRONTDESK_WITHHELD_H
#define FRONTDESK_WITHHELD_H

#include <stdbool.h>

struct desk;
struct letter;

/* The letter from that address to this person (bare JID) can only be encrypted, and is not sent. Fills in the letter that is
 * sent instead; returns false if that was done within the hour. */
bool withheld(struct desk *, const struct letter *, const char *own, const char *peer,
              struct letter *instead);

#endif
