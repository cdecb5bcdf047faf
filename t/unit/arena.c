/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The arena: what it gives out is zeroed and aligned, survives growth, and is forgotten at the end of the
 * turn. */
#include "base/arena.h"

#include "t/tap.h"

#include <stdalign.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static bool all_zero(const char *p, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (p[i] != 0) {
            return false;
        }
    }
    return true;
}

static void test_alloc(void)
{
    static const size_t sizes[] = {0, 1, 7, 8, 15, 16, 17, 1000, 65535, 65536, 65537, 1024 * 1024};
    struct arena *a = arena_new();

    for (int turn = 0; turn < 3; turn++) {
        bool zeroed = true, aligned = true;
        size_t sum = 0;
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            char *p = arena_alloc(a, sizes[i]);
            zeroed &= all_zero(p, sizes[i]);
            aligned &= (uintptr_t)p % alignof(max_align_t) == 0;
            memset(p, 0xff, sizes[i]); /* what the next turn must not see */
            sum += sizes[i];
        }
        ok(zeroed, "turn %d: every allocation is zeroed", turn);
        ok(aligned, "turn %d: every allocation is aligned", turn);
        is_int((long long)arena_used(a), (long long)sum, "turn %d: used counts the bytes given out", turn);
        arena_reset(a);
        is_int((long long)arena_used(a), 0, "turn %d: reset forgets them", turn);
    }
    arena_free(a);
    arena_free(NULL);
}

static void test_grow(void)
{
    struct arena *a = arena_new();
    char *first = arena_strdup(a, "first");
    char *grown = arena_grow(a, first, 6, 100);

    ok(grown == first, "the last allocation grows in place");
    is_str(grown, "first", "and keeps what it holds");
    ok(all_zero(grown + 6, 94), "the new bytes are zero");
    is_int((long long)arena_used(a), 100, "and only they are counted");
    ok(arena_grow(a, grown, 100, 50) == grown, "nothing shrinks");

    char *other = arena_strdup(a, "other");
    char *moved = arena_grow(a, grown, 100, 200);
    ok(moved != grown, "what is not the last allocation moves");
    is_str(moved, "first", "with what it holds");
    is_str(other, "other", "and its neighbour is untouched");

    char *big = arena_grow(a, moved, 200, 300000);
    is_str(big, "first", "growth beyond a block keeps what it holds");
    ok(all_zero(big + 6, 300000 - 6), "and is zeroed to its end");
    ok(arena_grow(a, NULL, 0, 10) != NULL, "growing NULL is an allocation");
    arena_free(a);
}

static void test_grow_slowly(void)
{
    struct arena *a = arena_new();
    char *p = NULL;
    bool same = true;

    for (size_t size = 1; size <= 3000; size++) {
        p = arena_grow(a, p, size - 1, size);
        p[size - 1] = (char)('a' + size % 26);
    }
    for (size_t i = 0; i < 3000; i++) {
        same &= p[i] == (char)('a' + (i + 1) % 26);
    }
    ok(same, "a buffer grown 3000 times by one byte holds all of them");
    arena_free(a);
}

static void test_strings(void)
{
    struct arena *a = arena_new();
    char long_text[5000];

    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    ok(arena_strdup(a, NULL) == NULL, "a copy of NULL is NULL");
    is_str(arena_strdup(a, ""), "", "a copy of nothing is empty");
    is_str(arena_strndup(a, "abcdef", 3), "abc", "strndup copies so many bytes");
    ok(memcmp(arena_strndup(a, "a\0b", 3), "a\0b", 4) == 0, "and looks at none of them");
    is_str(arena_printf(a, "%s-%d", "queue", 7), "queue-7", "printf");
    is_str(arena_printf(a, "%s", long_text), long_text, "printf of a long text");
    long_text[256] = '\0';
    for (size_t len = 254; len <= 256; len++) { /* around the size of the buffer for brief texts */
        is_str(arena_printf(a, "%.*s", (int)len, long_text), arena_strndup(a, long_text, len),
               "printf of %zu bytes", len);
    }
    arena_free(a);
}

static void test_out_of_memory(void)
{
    static const size_t sizes[] = {SIZE_MAX, SIZE_MAX - 64, SIZE_MAX / 2};

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        int status = 0;
        pid_t pid = fork();
        if (pid == 0) {
            close(STDERR_FILENO);
            arena_alloc(arena_new(), sizes[i]);
            _exit(0);
        }
        waitpid(pid, &status, 0);
        ok(WIFEXITED(status) && WEXITSTATUS(status) == 1, "asking for %zu bytes ends the program", sizes[i]);
    }
}

int main(void)
{
    plan_none();
    test_alloc();
    test_grow();
    test_grow_slowly();
    test_strings();
    test_out_of_memory();
    return done();
}
