/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_guard: see knowledge_guard.h. */
#include "knowledge/knowledge_guard.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/url.h"
#include "base/utf8.h"
#include "conf/conf.h"

enum {
    LEAST = 4, /* characters of a secret; a shorter one occurs in every text */
    WORD = 8,  /* a shorter secret must stand alone: "cat" is a part of "catalogue" */
};

struct secret {
    const char *text, *setting;
};

struct knowledge_guard {
    const char **roots; /* real paths, with all links resolved */
    size_t n_roots;
    struct secret *secrets;
    size_t n_secrets;
};

/* ---- places ---- */

static void add_root(struct knowledge_guard *g, struct arena *arena, const char *directory)
{
    char *real = realpath(directory, NULL);
    if (real != NULL)
        g->roots[g->n_roots++] = arena_strdup(arena, real);
    free(real);
}

static void find_roots(struct knowledge_guard *g, struct arena *arena, const struct conf *conf,
                       const char *directory)
{
    size_t n = 1;
    for (size_t i = 0; conf != NULL && i < conf->n_responders; i++)
        n += conf->responders[i].knowledge_also.n;
    g->roots = arena_alloc(arena, n * sizeof *g->roots);
    add_root(g, arena, directory);
    for (size_t i = 0; conf != NULL && i < conf->n_responders; i++) {
        const struct conf_responder *r = &conf->responders[i];
        for (size_t k = 0; strcmp(r->knowledge, directory) == 0 && k < r->knowledge_also.n; k++)
            add_root(g, arena, r->knowledge_also.item[k]);
    }
}

bool knowledge_guard_inside(const struct knowledge_guard *g, const char *real_path)
{
    for (size_t i = 0; i < g->n_roots; i++) {
        size_t len = strlen(g->roots[i]);
        if (strcmp(g->roots[i], "/") == 0)
            return true;
        if (strncmp(real_path, g->roots[i], len) == 0 && (real_path[len] == '/' || real_path[len] == '\0'))
            return true;
    }
    return false;
}

/* ---- secrets ---- */

static void add_secret(struct knowledge_guard *g, struct arena *arena, const char *text, const char *setting)
{
    if (utf8_length(text) >= LEAST)
        g->secrets[g->n_secrets++] = (struct secret){arena_strdup(arena, text), setting};
}

static void find_secrets(struct knowledge_guard *g, struct arena *arena, const struct conf *conf)
{
    enum { OF_RESPONDER = 5, OF_TOOL = 3 };
    g->secrets = arena_alloc(arena, (1 + OF_RESPONDER * conf->n_responders + OF_TOOL * conf->n_tools) *
                                        sizeof *g->secrets);
    add_secret(g, arena, conf->component.secret, "the secret of component");
    for (size_t i = 0; i < conf->n_responders; i++) {
        const struct conf_responder *r = &conf->responders[i];
        const char *name = utf8_printable(arena, r->name, 60);
        add_secret(g, arena, r->key, arena_printf(arena, "the key of responder \"%s\"", name));
        add_secret(g, arena, url_password(arena, r->url),
                   arena_printf(arena, "the password in url of responder \"%s\"", name));
        add_secret(g, arena, url_password(arena, r->proxy),
                   arena_printf(arena, "the password in proxy of responder \"%s\"", name));
        add_secret(g, arena, r->embeddings_key,
                   arena_printf(arena, "the key for embeddings of responder \"%s\"", name));
        add_secret(g, arena, url_password(arena, r->embeddings),
                   arena_printf(arena, "the password in embeddings of responder \"%s\"", name));
    }
    for (size_t i = 0; i < conf->n_tools; i++) {
        const struct conf_tool *t = &conf->tools[i];
        const char *name = utf8_printable(arena, t->name, 60);
        add_secret(g, arena, t->key, arena_printf(arena, "the key of tool \"%s\"", name));
        add_secret(g, arena, t->secret, arena_printf(arena, "the secret of tool \"%s\"", name));
        add_secret(g, arena, url_password(arena, t->url),
                   arena_printf(arena, "the password in url of tool \"%s\"", name));
    }
}

static bool is_part(const char *bytes, size_t len, size_t at)
{
    return at < len && (isalnum((unsigned char)bytes[at]) || (unsigned char)bytes[at] >= 0x80);
}

/* Returns the offset of the secret; len when the bytes do not contain it. */
static size_t find(const char *bytes, size_t len, const char *secret)
{
    size_t own = strlen(secret);
    bool anywhere = utf8_length(secret) >= WORD;
    for (size_t from = 0; from < len;) {
        const char *found = memmem(bytes + from, len - from, secret, own);
        if (found == NULL)
            return len;
        size_t at = (size_t)(found - bytes);
        if (anywhere || ((at == 0 || !is_part(bytes, len, at - 1)) && !is_part(bytes, len, at + own)))
            return at;
        from = at + 1;
    }
    return len;
}

const char *knowledge_guard_secret(const struct knowledge_guard *g, const char *bytes, size_t len, size_t *at)
{
    for (size_t i = 0; i < g->n_secrets; i++) {
        *at = find(bytes, len, g->secrets[i].text);
        if (*at < len)
            return g->secrets[i].setting;
    }
    return NULL;
}

unsigned knowledge_guard_mark(const struct knowledge_guard *g)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
    for (size_t i = 0; i < g->n_secrets; i++)
        for (const char *s = g->secrets[i].text; *s != '\0'; s++)
            hash = (hash ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
    return (unsigned)((hash >> 32 ^ hash) & 0xff);
}

struct knowledge_guard *knowledge_guard_new(struct arena *arena, const struct conf *conf,
                                            const char *directory)
{
    struct knowledge_guard *g = arena_alloc(arena, sizeof *g);
    *g = (struct knowledge_guard){.n_roots = 0};
    find_roots(g, arena, conf, directory);
    if (conf != NULL)
        find_secrets(g, arena, conf);
    return g;
}
