/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * file: see file.h. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"

enum { LEAST = 4096 };

const char *file_wrong_kind(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFREG:
        return NULL;
    case S_IFDIR:
        return "is a directory, not a file";
    case S_IFIFO:
        return "is a pipe, not a file";
    case S_IFSOCK:
        return "is a socket, not a file";
    }
    return "is a device, not a file";
}

/* Whether the path stands for a descriptor that was open when the program started; whoever started the
 * program chose its kind. Only a number may follow the last slash; /dev/fd/../../pipe is an ordinary name. */
static bool is_given(const char *path)
{
    static const char *const directories[] = {"/dev/fd/", "/proc/self/fd/"};
    for (size_t i = 0; i < sizeof directories / sizeof directories[0]; i++) {
        size_t len = strlen(directories[i]);
        if (strncmp(path, directories[i], len) == 0)
            return path[len] != '\0' && path[len + strspn(path + len, "0123456789")] == '\0';
    }
    return strcmp(path, "/dev/stdin") == 0;
}

/* Returns fd; or closes it and returns -1, with the reason in *why or errno. */
static int checked_kind(int fd, struct stat *st, const char **why)
{
    *why = NULL;
    if (fstat(fd, st) == 0 && (*why = file_wrong_kind(st->st_mode)) == NULL)
        return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

int file_open(const char *path, struct stat *st, const char **why)
{
    bool given = is_given(path);
    *why = NULL;
    memset(st, 0, sizeof *st);
    /* O_NONBLOCK only keeps open() from waiting; it does not change how an ordinary file is read. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | (given ? 0 : O_NONBLOCK));
    if (fd < 0 || (given && fstat(fd, st) == 0 && !S_ISDIR(st->st_mode)))
        return fd;
    return checked_kind(fd, st, why);
}

/* Asks the kernel. Without /proc, resolves the name, which must still lead to the open file. */
const char *file_real_path(struct arena *arena, int fd, const char *path)
{
    char real[PATH_MAX];
    struct stat open_file, named;
    ssize_t len = readlink(arena_printf(arena, "/proc/self/fd/%d", fd), real, sizeof real);
    if (len > 0 && (size_t)len < sizeof real && real[0] == '/')
        return arena_strndup(arena, real, (size_t)len);
    if (realpath(path, real) == NULL || fstat(fd, &open_file) != 0 || lstat(real, &named) != 0 ||
        open_file.st_dev != named.st_dev || open_file.st_ino != named.st_ino)
        return NULL;
    return arena_strdup(arena, real);
}

/* Removes a file that has the name of a new one. Returns true when the name is free. */
static bool make_room(const char *path, const char **why)
{
    struct stat st;
    if (lstat(path, &st) != 0)
        return errno == ENOENT;
    *why = S_ISLNK(st.st_mode) ? "is a symbolic link, which is not followed; name the file itself"
                               : file_wrong_kind(st.st_mode);
    return *why == NULL && unlink(path) == 0;
}

/* Opens /dev/null, /dev/full and similar devices. Does not wait for a reader of a pipe. */
static int open_device(const char *path, const char **why)
{
    struct stat st;
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK);
    if (fd >= 0 && fstat(fd, &st) == 0 && S_ISCHR(st.st_mode))
        return fd;
    if (fd >= 0)
        close(fd);
    *why = "is a device that cannot be written";
    return -1;
}

int file_create(const char *path, const char **why)
{
    enum { TRIES = 3 }; /* another process may create a file of that name meanwhile */
    struct stat st;
    *why = NULL;
    if (lstat(path, &st) == 0 && S_ISCHR(st.st_mode))
        return open_device(path, why);
    for (int i = 0; i < TRIES; i++) {
        int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
        if (fd >= 0 || errno != EEXIST)
            return fd;
        if (!make_room(path, why))
            return -1;
    }
    return -1;
}

int file_open_lock(const char *path, bool make, const char **why)
{
    struct stat st;
    *why = NULL;
    int fd = open(path, (make ? O_RDWR | O_CREAT : O_RDONLY) | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK,
                  S_IRUSR | S_IWUSR);
    if (fd >= 0)
        return checked_kind(fd, &st, why);
    *why = errno == ELOOP ? "is a symbolic link, which is not followed" : NULL;
    return -1;
}

const char *file_stranger(struct arena *arena, const struct stat *st, const char *user)
{
    if (st->st_uid == 0 || st->st_uid == geteuid())
        return NULL;
    const struct passwd *p = user[0] != '\0' ? getpwnam(user) : NULL;
    if (p != NULL && st->st_uid == p->pw_uid)
        return NULL;
    p = getpwuid(st->st_uid);
    return p != NULL ? arena_strdup(arena, p->pw_name)
                     : arena_printf(arena, "user %lld", (long long)st->st_uid);
}

const char *file_exposed(struct arena *arena, const struct stat *st, mode_t bits, const char *user)
{
    const char *owner = file_stranger(arena, st, user),
               *may = (bits & S_IROTH) != 0 ? "read or write" : "change";
    const char *others = (st->st_mode & bits) == 0 ? ""
                                                   : arena_printf(arena, "other users may %s it (mode %03o)",
                                                                  may, (unsigned)st->st_mode & 0777);
    if (owner == NULL)
        return others[0] != '\0' ? others : NULL;
    return arena_printf(arena, "%s%sit belongs to %s", others, others[0] != '\0' ? ", and " : "", owner);
}

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
