/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf_text: the text of a configuration file, read, looked over, and made safe for libConfuse.
 *
 * libConfuse miscounts lines after comments of the C kind, keeps waiting inside a text without a closing
 * quote even when the next file is read, accepts a file that ends within a block, and replaces ${NAME} by the
 * environment. So the bytes are looked over here first: comments become spaces, ${ is masked, and what it
 * would misread is named as a mistake, with the line where it begins. */
#ifndef FRONTDESK_CONF_TEXT_H
#define FRONTDESK_CONF_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

struct mistakes;

enum { CONF_FILE_MAX = 1024 * 1024 }; /* bytes of a configuration file */

/* The bytes of the file in the arena of the mistakes; NULL when it cannot be read (then that is a mistake).
 */
char *conf_text_read(struct mistakes *, const char *file, size_t *len, struct stat *st);

/* A vetted copy with the same lines, or NULL when there were mistakes. */
char *conf_text_vet(struct mistakes *, const char *text, size_t len);

/* Blanks the statement that begins with the word on that line of a vetted text: NAME = VALUE, or NAME [TITLE] { … },
 * a block; *block says which. False when there is none. */
bool conf_text_cut(char *vetted, int line, const char *word, bool *block);

#endif
