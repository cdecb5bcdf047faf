/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * file: opens and reads the administrator's files. Every file of the program except the store is opened
 * here, so that a pipe, a device or a directory under an expected name can never make the program wait or
 * misread it. */
#ifndef FRONTDESK_FILE_H
#define FRONTDESK_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

struct arena;

/* Opens a file for reading. Follows links, because secrets and configurations are often behind a link. Sets
 * *st to the file's properties, or to zeros when they are not known. Returns -1 on failure: *why says what
 * is wrong with the file, or *why is NULL and errno says it. A path that stands for a file that was opened
 * by whoever started the program (/dev/stdin, /dev/fd/3) may be of any kind except a directory. Never waits
 * for the other end of a pipe. */
int file_open(const char *path, struct stat *st, const char **why);

/* Returns the real path of an open file, with all links resolved, in the arena; NULL when it cannot be found
 * out. The answer belongs to the open file itself, not to path, which may lead to another file by now. */
const char *file_real_path(struct arena *, int fd, const char *path);

/* Creates a file that only its owner may read, and replaces a file that is already there. A link is refused,
 * not followed. A character device (/dev/null) is opened as it is. Returns -1 as file_open() does. */
int file_create(const char *path, const char **why);

/* Opens a lock file. With make, opens it for writing and creates it when it is not there. Does not follow a
 * link. Returns -1 as file_open() does. */
int file_open_lock(const char *path, bool make, const char **why);

/* Says what is wrong with the kind of a file: "is a directory, …". NULL when it is an ordinary file. */
const char *file_wrong_kind(mode_t mode);

/* Returns the owner (a name or a number, in the arena) when the file belongs neither to root, nor to the
 * user of this process, nor to `user` ("": nobody else). NULL otherwise. */
const char *file_stranger(struct arena *, const struct stat *, const char *user);

/* Says, in the arena, why a file is not safe: group or others have one of `bits` of the mode, or the owner
 * is a stranger as in file_stranger(). NULL when it is safe. */
const char *file_exposed(struct arena *, const struct stat *, mode_t bits, const char *user);

/* Reads fd to its end, in the arena, and adds a NUL that *len does not count. expected is the size to make
 * room for at first; the file may be longer, and the size of a pipe is not known. Returns NULL with errno;
 * EFBIG when there are more than `most` bytes. */
char *file_read(struct arena *, int fd, size_t expected, size_t most, size_t *len);

#endif
