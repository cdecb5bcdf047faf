/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * process: limits what the daemon may do on the machine to what it needs. */
#ifndef FRONTDESK_PROCESS_H
#define FRONTDESK_PROCESS_H

#include <stdbool.h>

struct arena;

/* Gives up for good: new privileges by execve(2), core dumps, and access to the process's memory, which
 * holds the secret, by other processes of the same user. (A build with AddressSanitizer keeps the last, for
 * its leak checker.) Steps that the system refuses are left out. */
void process_harden(void);

/* Raises the limit of open files as far as the system allows, because each call to a language model is a
 * connection. */
void process_open_files(void);

/* When started as root, switches to that user and the user's groups for good. Does nothing when user is ""
 * or already runs the process. Returns false with a sentence in *why (in the arena). */
bool process_become(const char *user, struct arena *, const char **why);

#endif
