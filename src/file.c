/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * file: see file.h. */
#include "file.h"

#include <errno.h>
#include <unistd.h>

#include "arena.h"

enum { LEAST = 4096 };

char *file_read(struct arena *arena, int fd, size_t expected, size_t most, size_t *len)
{
    if (expected > most) {
        errno = EFBIG;
        return NULL;
    }
    size_t room = expected < LEAST ? LEAST : expected + 1;
    char *bytes = arena_alloc(arena, room);
    for (*len = 0; *len <= most;) {
        ssize_t n = read(fd, bytes + *len, room - *len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n == 0 ? bytes : NULL;
        *len += (size_t)n;
        if (*len == room) {
            bytes = arena_grow(arena, bytes, room, 2 * room);
            room *= 2;
        }
    }
    errno = EFBIG;
    return NULL;
}
