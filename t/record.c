/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * record: see record.h. */
#include "record.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "conf/notice.h"
#include "desk/event.h"
#include "xml/xml.h"

/* A text that the catalogues have given, and what stands for it. */
struct said {
    char *text; /* as it stands in a stanza */
    char *name; /* "{welcome de queue=Sales position=1}" */
    size_t len;
};

static struct said *said; /* the longest first */
static size_t n_said, room;

static void remember(const char *text, const char *name)
{
    size_t len = strlen(text), at = 0;
    if (len == 0)
        return;
    while (at < n_said && said[at].len > len)
        at++;
    for (size_t i = at; i < n_said && said[i].len == len; i++)
        if (strcmp(said[i].text, text) == 0)
            return;
    if (n_said == room) {
        room = room == 0 ? 64 : 2 * room;
        said = xrealloc(said, room * sizeof *said);
    }
    memmove(said + at + 1, said + at, (n_said - at) * sizeof *said);
    said[at] = (struct said){.text = xstrdup(text), .name = xstrdup(name), .len = len};
    n_said++;
}

uint64_t record_begin(void)
{
    for (size_t i = 0; i < n_said; i++) {
        free(said[i].text);
        free(said[i].name);
    }
    n_said = 0;
    return 14695981039346656037ULL;
}

/* The linker puts these two in the place of notice_say() (--wrap). */
char *__real_notice_say(struct arena *, const struct conf *, enum notice, const char *,
                        const struct notice_value *);
char *__wrap_notice_say(struct arena *, const struct conf *, enum notice, const char *,
                        const struct notice_value *);

char *__wrap_notice_say(struct arena *arena, const struct conf *conf, enum notice notice,
                        const char *language, const struct notice_value *values)
{
    char *text = __real_notice_say(arena, conf, notice, language, values);
    const char *name =
        arena_printf(arena, "{%s %s", notice_table[notice].key, language == NULL ? "" : language);
    for (const struct notice_value *v = values; v != NULL && v->name != NULL; v++)
        name = arena_printf(arena, "%s %s=%s", name, v->name, v->value == NULL ? "" : v->value);
    name = arena_printf(arena, "%s}", name);
    struct xml *x = xml_new(arena);
    xml_leaf(x, "a", NULL, text);
    const char *leaf = xml_string(x), *begin = "<a>", *end = "</a>";
    if (strlen(leaf) > strlen("<a></a>"))
        remember(arena_strndup(arena, leaf + strlen(begin), strlen(leaf) - strlen(begin) - strlen(end)),
                 name);
    return text;
}

static uint64_t add(uint64_t hash, const void *data, size_t len)
{
    const unsigned char *p = data;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ p[i]) * 1099511628211ULL; /* FNV-1a */
    return hash;
}

/* The catalogues' text that p begins with. */
static const struct said *said_at(const char *p)
{
    for (size_t i = 0; i < n_said; i++)
        if (said[i].text[0] == p[0] && strncmp(said[i].text, p, said[i].len) == 0)
            return &said[i];
    return NULL;
}

static uint64_t add_text(uint64_t hash, const char *text)
{
    for (const char *p = text; p[0] != '\0';) {
        const struct said *s = said_at(p);
        hash = s == NULL ? add(hash, p, 1) : add(hash, s->name, strlen(s->name));
        p += s == NULL ? 1 : s->len;
    }
    return add(hash, "", 1);
}

uint64_t record_effect(uint64_t hash, const struct effect *e)
{
    char kind = (char)('A' + e->kind);
    hash = add(hash, &kind, 1);
    hash = add_text(hash, e->text == NULL ? "" : e->text);
    hash = add_text(hash, e->body == NULL ? "" : e->body);
    return add(hash, &e->task, sizeof e->task);
}
