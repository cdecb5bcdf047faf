/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * process: what the daemon may do to the machine: as little as it needs, and less than it was started with. */
#ifndef FRONTDESK_PROCESS_H
#define FRONTDESK_PROCESS_H

#include <stdbool.h>

struct arena;

/* For good: no new privileges by execve(2), no core dump and no other process of the same user that looks into the
 * memory, where the secret is. (A build with AddressSanitizer stays open to its own leak checker.) Harmless to anybody;
 * what the system refuses is left out. */
void process_harden(void);

/* As many files as the system lets it have: each call to a language model is a connection. */
void process_open_files(void);

/* Started as root: becomes that user, with the user's groups, for good. "" or already that user: nothing. False with a
 * sentence in *why (in the arena). */
bool process_become(const char *user, struct arena *, const char **why);

#endif
