/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fuzz: see fuzz.h. */
#include "fuzz.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "store/store.h"

void fuzz_fail(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fputs("fuzz: ", stderr);
    vfprintf(stderr, fmt, args);
    fputc('\n', stderr);
    va_end(args);
    abort();
}

static char scratch[512];

static void remove_scratch(void)
{
    DIR *dir = opendir(scratch);
    if (dir == NULL)
        return;
    for (struct dirent *e; (e = readdir(dir)) != NULL;)
        if (e->d_name[0] != '.')
            unlinkat(dirfd(dir), e->d_name, 0);
    closedir(dir);
    rmdir(scratch);
}

char *fuzz_file(const char *name)
{
    if (scratch[0] == '\0') {
        const char *tmp = getenv("TMPDIR");
        snprintf(scratch, sizeof scratch, "%s/fuzz.XXXXXX", tmp == NULL ? "/tmp" : tmp);
        if (mkdtemp(scratch) == NULL)
            fatal("%s: %m", scratch);
        atexit(remove_scratch);
    }
    char *path = NULL;
    if (asprintf(&path, "%s/%s", scratch, name) < 0)
        fatal("%m");
    return path;
}

void fuzz_write(const char *path, const void *bytes, size_t size)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    for (size_t done = 0; done < size || fd < 0;) {
        ssize_t n = fd < 0 ? -1 : write(fd, (const char *)bytes + done, size - done);
        if (n < 0)
            fatal("%s: %m", path);
        done += (size_t)n;
    }
    close(fd);
}

char *fuzz_read(const char *path, size_t *size)
{
    FILE *in = fopen(path, "r");
    char *bytes = NULL;
    size_t room = 0;
    *size = 0;
    for (size_t n = 1; in != NULL && n > 0; *size += n) {
        if (room - *size < 2)
            bytes = xrealloc(bytes, room = 2 * room + 4096);
        n = fread(bytes + *size, 1, room - *size - 1, in);
    }
    if (in == NULL || ferror(in) || fclose(in) != 0)
        fatal("%s: %m", path);
    bytes[*size] = '\0';
    return bytes;
}

static char *make_store(const char *path, size_t *size)
{
    const char *why = "";
    struct arena *arena = arena_new();
    struct store *store = store_open(path, STORE_DAEMON, arena, &why);
    if (store == NULL)
        fatal("%s", why);
    store_close(store);
    arena_free(arena);
    return fuzz_read(path, size);
}

char *fuzz_new_store(void)
{
    static const char *const beside[] = {"new.db-wal", "new.db-shm"};
    static char *bytes; /* of one that was closed */
    static size_t size;
    char *path = fuzz_file("new.db");
    if (bytes == NULL)
        bytes = make_store(path, &size);
    for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
        char *file = fuzz_file(beside[i]);
        unlink(file);
        free(file);
    }
    fuzz_write(path, bytes, size);
    return path;
}
