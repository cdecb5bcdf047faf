/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * file: opens the files of the administrator, and reads what they hold. All files of the program but the store are opened
 * here, so that none of them can be what it should not be: a pipe never keeps anybody waiting. */
#ifndef FRONTDESK_FILE_H
#define FRONTDESK_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

struct arena;

/* Opens a file to read; links are followed, for secrets and configurations are often behind one. st is what it is, all 0
 * when that is not known. -1: *why says what is wrong with it, or it is NULL and errno does. What the program was given
 * open (/dev/stdin, /dev/fd/3) may be of any kind. Never waits for whoever is on the other side of a pipe. */
int file_open(const char *path, struct stat *st, const char **why);

/* Where an open file is, without links on the way, in the arena; NULL when that cannot be told. Of the file itself, not of the
 * name, which may stand for another one by now. */
const char *file_real_path(struct arena *, int fd, const char *path);

/* Makes a file that only its owner may read, in the place of one that is there; a link is not followed. -1 as above. */
int file_create(const char *path, const char **why);

/* Opens the file of a lock, and makes it when it is ours to make; a link is not followed. -1 as above. */
int file_open_lock(const char *path, bool make, const char **why);

/* What is wrong with the kind of a file, "is a directory, …"; NULL: it is an ordinary one. */
const char *file_wrong_kind(mode_t mode);

/* Who has it, when that is neither root, nor we, nor that user ("": none is meant): a name or a number, in the arena. */
const char *file_stranger(struct arena *, const struct stat *, const char *user);

/* What is in whose hands that should not be, in the arena: others than the owner have one of those bits of
 * the mode, or the owner is a stranger, as above. NULL: nothing is. */
const char *file_exposed(struct arena *, const struct stat *, mode_t bits, const char *user);

/* All that can still be read of fd, with a NUL behind it that *len does not count. expected bytes are made room for at once;
 * it may be more by now, and of a pipe nobody knows. NULL with errno, EFBIG when there are more than most bytes. */
char *file_read(struct arena *, int fd, size_t expected, size_t most, size_t *len);

#endif
