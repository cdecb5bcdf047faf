/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * arena: a chain of blocks with a bump pointer in the newest.
 *
 * Under AddressSanitizer, memory that is not allocated is poisoned and there are gaps between allocations, so
 * that a test notices an overrun or a pointer kept past the end of its turn, as it would with malloc. */
#include "base/arena.h"

#include "base/log.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#endif

#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define HIDE(p, n) ASAN_POISON_MEMORY_REGION(p, n)
#define SHOW(p, n) ASAN_UNPOISON_MEMORY_REGION(p, n)
enum { GAP = 16 };
#else
#define HIDE(p, n) ((void)(p), (void)(n))
#define SHOW(p, n) ((void)(p), (void)(n))
enum { GAP = 0 };
#endif

enum { BLOCK_SIZE = 64 * 1024, ALIGN = _Alignof(max_align_t) };

struct block {
    struct block *older;
    size_t size; /* of data */
    size_t used; /* from the start of data; a multiple of ALIGN */
    _Alignas(max_align_t) char data[];
};

struct arena {
    struct block *newest; /* never NULL; the oldest of the chain always has BLOCK_SIZE */
    size_t used;
};

static struct block *block_new(struct block *older, size_t size)
{
    struct block *b = xmalloc(sizeof *b + size);

    b->older = older;
    b->size = size;
    b->used = 0;
    HIDE(b->data, size);
    return b;
}

/* Returns the bytes that an allocation takes from its block. A size near SIZE_MAX is the result of an
 * arithmetic error; it ends the program, like any other lack of memory. */
static size_t footprint(size_t size)
{
    if (size > SIZE_MAX / 4) {
        fatal("out of memory (%zu bytes asked for)", size);
    }
    return (size + GAP + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

struct arena *arena_new(void)
{
    struct arena *a = xmalloc(sizeof *a);

    a->newest = block_new(NULL, BLOCK_SIZE);
    a->used = 0;
    return a;
}

void arena_reset(struct arena *a)
{
    while (a->newest->older != NULL) {
        struct block *b = a->newest;
        a->newest = b->older;
        free(b);
    }
    HIDE(a->newest->data, a->newest->size);
    a->newest->used = 0;
    a->used = 0;
}

void arena_free(struct arena *a)
{
    if (a == NULL) {
        return;
    }
    arena_reset(a);
    free(a->newest);
    free(a);
}

size_t arena_used(const struct arena *a)
{
    return a->used;
}

static void *take_bytes(struct arena *a, size_t size)
{
    size_t need = footprint(size);
    struct block *b = a->newest;

    if (need > b->size - b->used) {
        b = a->newest = block_new(b, need > BLOCK_SIZE ? need : BLOCK_SIZE);
    }
    void *p = b->data + b->used;
    b->used += need;
    a->used += size;
    SHOW(p, size);
    return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
    void *p = take_bytes(a, size);

    memset(p, 0, size);
    return p;
}

void *arena_grow(struct arena *a, void *old, size_t old_size, size_t new_size)
{
    struct block *b = a->newest;
    char *p = old;

    if (new_size <= old_size) {
        return old;
    }
    if (old == NULL) {
        return arena_alloc(a, new_size);
    }
    size_t had = footprint(old_size), need = footprint(new_size);
    if (had <= b->used && p == b->data + b->used - had && need - had <= b->size - b->used) {
        b->used += need - had;
        a->used += new_size - old_size;
        SHOW(p, new_size);
    } else {
        p = memcpy(take_bytes(a, new_size), old, old_size);
    }
    memset(p + old_size, 0, new_size - old_size);
    return p;
}

char *arena_strndup(struct arena *a, const char *s, size_t len)
{
    char *copy = take_bytes(a, len + 1);

    memcpy(copy, s, len);
    copy[len] = '\0';
    return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
    return s == NULL ? NULL : arena_strndup(a, s, strlen(s));
}

char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
    char brief[256]; /* most texts fit and are formatted once */
    va_list again;

    va_copy(again, ap);
    int len = vsnprintf(brief, sizeof brief, fmt, ap);
    if (len < 0) {
        fatal("cannot format \"%s\"", fmt);
    }
    char *text = take_bytes(a, (size_t)len + 1);
    if ((size_t)len < sizeof brief) {
        memcpy(text, brief, (size_t)len + 1);
    } else {
        vsnprintf(text, (size_t)len + 1, fmt, again);
    }
    va_end(again);
    return text;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    char *text = arena_vprintf(a, fmt, ap);
    va_end(ap);
    return text;
}
