/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_directory: finds the files of a directory of knowledge, with those below it, and what is wrong
 * with them. Follows links only to where the guard lets them lead. */
#ifndef FRONTDESK_KNOWLEDGE_DIRECTORY_H
#define FRONTDESK_KNOWLEDGE_DIRECTORY_H

#include <stdbool.h>

struct arena;
struct conf;
struct knowledge_pass;

/* What is said of a link that may not be followed. */
extern const char knowledge_leading_out[];

/* Lists the files of the directory into the pass, sorted by name, with a mistake for each that cannot be
 * read. */
void knowledge_directory_list(struct knowledge_pass *);

/* Says whether the list has this file, and it may be in the store. */
bool knowledge_directory_has(const struct knowledge_pass *, const char *name);

/* Says whether an open file or directory is where it must not be: somebody may have put a link in its place
 * since it was looked at. */
bool knowledge_directory_elsewhere(struct knowledge_pass *, int fd, const char *path);

/* Returns a sentence about the first file or directory there that others than root and the user that runs
 * the daemon can change, and about what to do; NULL when there is none. In the arena. Needs no store. */
const char *knowledge_exposed(struct arena *, const struct conf *, const char *directory);

#endif
