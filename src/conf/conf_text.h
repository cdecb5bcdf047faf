/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf_text: reads the text of a configuration file and prepares it for libConfuse.
 *
 * libConfuse miscounts lines after C comments, stays inside a string without a closing quote even when it
 * reads the next file, accepts a file that ends within a block, and replaces ${NAME} by the environment. So
 * the bytes are checked here first: comments become spaces, ${ is masked, and whatever libConfuse would
 * misread is added as a mistake, with the line where it begins. */
#ifndef FRONTDESK_CONF_TEXT_H
#define FRONTDESK_CONF_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

struct mistakes;

enum { CONF_FILE_MAX = 1024 * 1024 }; /* bytes of a configuration file */

/* Returns the bytes of the file, in the arena of the mistakes. NULL when it cannot be read; that is added as
 * a mistake. */
char *conf_text_read(struct mistakes *, const char *file, size_t *len, struct stat *st);

/* Returns a vetted copy with the same line numbers; NULL when there were mistakes. */
char *conf_text_vet(struct mistakes *, const char *text, size_t len);

/* Overwrites with spaces the statement that begins with `word` on that line of a vetted text: NAME = VALUE,
 * or a block NAME [TITLE] { … }. *block says which of the two it was. Returns false when there is no such
 * statement. */
bool conf_text_cut(char *vetted, int line, const char *word, bool *block);

#endif
