/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * who: the addresses that the words of a scene stand for, and the {holes} that are filled with them. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "conf/conf.h"
#include "store/store.h"
#include "t/memory.h"
#include "t/player/player.h"
#include "t/world.h"

static const char *bare_of(struct scene *s, const char *address)
{
    return arena_strndup(s->arena, address, strcspn(address, "/"));
}

const char *person(struct scene *s, const char *word)
{
    const char *bare = bare_of(s, word);
    size_t len = strlen(bare);
    if (strchr(bare, '@') != NULL)
        return bare;
    for (size_t i = 0; i < s->w->conf->n_agents; i++) {
        const char *jid = s->w->conf->agents[i].jid;
        if (strncmp(jid, bare, len) == 0 && jid[len] == '@')
            return jid;
    }
    return arena_printf(s->arena, "%s@customer.example", bare);
}

const char *person_full(struct scene *s, const char *word)
{
    const char *slash = strchr(word, '/');
    return arena_printf(s->arena, "%s/%s", person(s, word), slash == NULL ? "x" : slash + 1);
}

/* "" when she has no face there yet. */
static const char *face_address(struct scene *s, const char *who, const char *queue)
{
    const char *sql = arena_printf(
        s->arena,
        "SELECT localpart FROM face JOIN customer ON customer.id = face.customer WHERE jid IN ('%s', '" MEMORY
        ":%s') "
        "AND queue = '%s'",
        person(s, who), person(s, who), queue);
    const char *localpart = store_ask(s->w->store, sql);
    return localpart == NULL ? "" : arena_printf(s->arena, "%s@" SCENE_DOMAIN, localpart);
}

/* One of the desk's addresses: house, a queue, jane@sales; anything else with an @ is itself. */
const char *desk_side(struct scene *s, const char *word)
{
    if (strcmp(word, "house") == 0)
        return SCENE_DOMAIN;
    const char *at = strrchr(word, '@');
    if (at != NULL && strchr(at, '.') == NULL) /* also of a queue that is no more */
        return face_address(s, arena_strndup(s->arena, word, (size_t)(at - word)), at + 1);
    if (at != NULL || strchr(word, '.') != NULL)
        return word;
    return arena_printf(s->arena, "%s@" SCENE_DOMAIN, word);
}

/* Absolute, because a path in a configuration counts from the configuration. */
static const char *source_directory(struct scene *s)
{
    char *path = realpath(getenv("srcdir") != NULL ? getenv("srcdir") : ".", NULL);
    const char *kept = arena_strdup(s->arena, path != NULL ? path : "");
    free(path);
    return kept;
}

static const char *hole_value(struct scene *s, const char *hole)
{
    const char *at;
    if (strcmp(hole, "domain") == 0)
        return SCENE_DOMAIN;
    if (strcmp(hole, "device") == 0)
        return store_ask(s->w->store, "SELECT device FROM omemo_identity");
    if (strcmp(hole, "knowledge") == 0)
        return world_knowledge(s->w);
    if (strcmp(hole, "srcdir") == 0)
        return source_directory(s);
    if (strncmp(hole, "jid:", 4) == 0)
        return strchr(hole, '/') != NULL ? person_full(s, hole + 4) : person(s, hole + 4);
    if (strncmp(hole, "face:", 5) == 0 && (at = strrchr(hole, '@')) != NULL)
        return face_address(s, arena_strndup(s->arena, hole + 5, (size_t)(at - hole - 5)), at + 1);
    if (strncmp(hole, "id:", 3) == 0)
        return store_ask(s->w->store,
                         arena_printf(s->arena, "SELECT stanza_id FROM message WHERE body %s '%s'",
                                      hole[strlen(hole) - 1] == '*' ? "GLOB" : "=", hole + 3));
    return NULL;
}

/* Braces that are none of ours stay. */
const char *fill(struct scene *s, const char *text)
{
    const char *out = "";
    for (const char *open; (open = strchr(text, '{')) != NULL;) {
        size_t len = strcspn(open, "}");
        const char *value =
            open[len] == '}' ? hole_value(s, arena_strndup(s->arena, open + 1, len - 1)) : NULL;
        size_t before = (size_t)(open - text);
        out = arena_printf(s->arena, "%s%.*s%s", out, (int)before, text, value == NULL ? "{" : value);
        text = value == NULL ? open + 1 : open + len + 1;
    }
    return out[0] == '\0' ? text : arena_printf(s->arena, "%s%s", out, text);
}
