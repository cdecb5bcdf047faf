/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * file: what a file holds, in an arena. */
#ifndef FRONTDESK_FILE_H
#define FRONTDESK_FILE_H

#include <stddef.h>

struct arena;

/* All that can still be read of fd, with a NUL behind it that *len does not count. expected bytes are made room for at once;
 * it may be more by now, and of a pipe nobody knows. NULL with errno, EFBIG when there are more than most bytes. */
char *file_read(struct arena *, int fd, size_t expected, size_t most, size_t *len);

#endif
