/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * notice: the built-in catalogues, the administrator's overrides, and the filling of placeholders. */
#include "conf/notice.h"

#include "base/arena.h"
#include "base/utf8.h"
#include "conf/conf.h"

#include <string.h>
#include <strings.h>

#include "conf/notices.inc"

/* Compares the first len bytes of a tag with a language: "de" of "de-AT", or of "de_AT", as operating systems
 * write it. */
static bool same_tag(const char *tag, size_t len, const char *language)
{
    for (size_t i = 0; i < len && language[i] != '\0'; i++) {
        char a = tag[i] == '_' ? '-' : tag[i], b = language[i] == '_' ? '-' : language[i];
        if (strncasecmp(&a, &b, 1) != 0) {
            return false;
        }
    }
    return strlen(language) == len;
}

/* Returns the length of the tag without its last subtag; 0 when there is only one. RFC 4647 section 3.4,
 * "lookup". */
static size_t shorter(const char *tag, size_t len)
{
    while (len > 0 && tag[len - 1] != '-' && tag[len - 1] != '_') {
        len--;
    }
    return len > 0 ? len - 1 : 0;
}

static const char *known(const struct conf *conf, const char *tag, size_t len)
{
    for (size_t i = 0; conf != NULL && i < conf->n_messages; i++) {
        if (same_tag(tag, len, conf->messages[i].language)) {
            return conf->messages[i].language;
        }
    }
    for (size_t i = 0; notice_languages[i] != NULL; i++) {
        if (same_tag(tag, len, notice_languages[i])) {
            return notice_languages[i];
        }
    }
    return NULL;
}

const char *notice_language(const struct conf *conf, const char *tag)
{
    const char *found = NULL;

    for (size_t len = tag == NULL ? 0 : strlen(tag); len > 0 && found == NULL; len = shorter(tag, len)) {
        found = known(conf, tag, len);
    }
    return found;
}

static const char *template_in(const struct conf *conf, enum notice notice, const char *tag, size_t len)
{
    for (size_t i = 0; conf != NULL && i < conf->n_messages; i++) {
        if (same_tag(tag, len, conf->messages[i].language) &&
            strcmp(conf->messages[i].key, notice_table[notice].key) == 0) {
            return conf->messages[i].text;
        }
    }
    for (size_t i = 0; notice_languages[i] != NULL; i++) {
        if (same_tag(tag, len, notice_languages[i]))
            return texts[i][notice];
    }
    return NULL;
}

const char *notice_template(const struct conf *conf, enum notice notice, const char *language)
{
    const char *found = NULL;

    for (size_t len = language == NULL ? 0 : strlen(language); len > 0 && found == NULL;
         len = shorter(language, len)) {
        found = template_in(conf, notice, language, len);
    }
    return found != NULL ? found : template_in(conf, notice, "en", 2);
}

/* Returns the length of the placeholder at the beginning of text, including the braces; 0 when there is none.
 */
static size_t placeholder(const char *text)
{
    size_t len = *text == '{' ? strspn(text + 1, "abcdefghijklmnopqrstuvwxyz_") : 0;

    return len > 0 && text[len + 1] == '}' ? len + 2 : 0;
}

/* Returns the value for a placeholder. Without a value, returns the placeholder itself, so that the missing
 * value is visible in the notice. */
static const char *value_of(struct arena *arena, const char *mark, size_t len,
                            const struct notice_value *values)
{
    for (; values != NULL && values->name != NULL; values++) {
        if (strlen(values->name) == len - 2 && strncmp(values->name, mark + 1, len - 2) == 0) {
            return values->value == NULL ? "" : values->value;
        }
    }
    return arena_strndup(arena, mark, len);
}

static char *fill(struct arena *arena, const char *text, const struct notice_value *values)
{
    size_t size = 0, room = strlen(text) + 256;
    char *out = arena_alloc(arena, room);

    while (*text != '\0') {
        size_t mark = placeholder(text);
        size_t plain = mark > 0 ? 0 : 1 + strcspn(text + 1, "{");
        const char *piece = mark > 0 ? value_of(arena, text, mark, values) : text;
        size_t len = mark > 0 ? strlen(piece) : plain;
        if (size + len + 1 > room) {
            out = arena_grow(arena, out, room, 2 * (size + len + 1));
            room = 2 * (size + len + 1);
        }
        memcpy(out + size, piece, len);
        size += len;
        text += mark + plain;
    }
    out[size] = '\0';
    return out;
}

char *notice_say(struct arena *arena, const struct conf *conf, enum notice notice, const char *language,
                 const struct notice_value *values)
{
    return fill(arena, notice_template(conf, notice, language), values);
}

/* Whether the word is one of the placeholders of the row. */
static bool has_placeholder(const struct notice_row *row, const char *word, size_t len)
{
    for (const char *p = row->placeholders; *p != '\0'; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");
        if (n == len && strncmp(p, word, len) == 0)
            return true;
        p += n;
    }
    return false;
}

/* "{queue} {position}", or "none". */
static const char *say_placeholders(struct arena *arena, const struct notice_row *row)
{
    const char *out = "";

    for (const char *p = row->placeholders; *p != '\0'; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");
        out = arena_printf(arena, "%s%s{%.*s}", out, *out == '\0' ? "" : " ", (int)n, p);
        p += n;
    }
    return *out == '\0' ? "none" : out;
}

/* Every opening brace is taken for a placeholder, so that a typing error such as {Queue} does not reach
 * customers. */
bool notice_check(struct arena *arena, enum notice notice, const char *text, const char **why)
{
    const struct notice_row *row = &notice_table[notice];

    for (const char *p = text; (p = strchr(p, '{')) != NULL; p++) {
        size_t len = placeholder(p);
        if (len > 0 && has_placeholder(row, p + 1, len - 2))
            continue;
        size_t shown = len > 0 ? len : strcspn(p, "}") + 1;
        const char *mark = utf8_printable(arena, arena_strndup(arena, p, strnlen(p, shown)), 30);
        *why = arena_printf(arena, "no such placeholder: %s; this notice has: %s", mark,
                            say_placeholders(arena, row));
        return false;
    }
    return true;
}

void notice_print(FILE *out)
{
    for (size_t i = 0; i < NOTICE_COUNT; i++)
        fprintf(out, "%s\t%s\t%s\n", notice_table[i].key, notice_table[i].placeholders, notice_table[i].help);
}
