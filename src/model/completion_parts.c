/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * completion_parts: see completion_parts.h. */
#include "model/completion_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "model/completion_call.h"

enum { NAME = 128, ID = 256, EXTRA = 16 * 1024 /* bytes */ };

/* ---- texts that grow ---- */

bool buffer_put(struct buffer *b, const char *text, size_t len)
{
    if (len > b->max - b->len)
        return false;
    if (b->len + len + 1 > b->room) {
        b->room = 2 * (b->len + len) + 64;
        b->text = xrealloc(b->text, b->room);
    }
    memcpy(b->text + b->len, text, len);
    b->len += len;
    b->text[b->len] = '\0';
    return true;
}

void buffer_empty(struct buffer *b)
{
    b->len = 0;
    if (b->text != NULL)
        b->text[0] = '\0';
}

const char *buffer_text(const struct buffer *b)
{
    return b->text != NULL ? b->text : "";
}

static bool put_json(struct buffer *b, const json_t *value)
{
    if (json_is_string(value))
        return buffer_put(b, json_string_value(value), json_string_length(value));
    if (!json_is_object(value) && !json_is_array(value))
        return true;
    char *text = json_dumps(value, JSON_COMPACT | JSON_REAL_PRECISION(12));
    bool fits = buffer_put(b, text, strlen(text));
    free(text);
    return fits;
}

/* ---- which call a part belongs to ---- */

static bool is_complete(const struct buffer *arguments)
{
    json_t *value = json_loads(buffer_text(arguments), 0, NULL);
    json_decref(value);
    return value != NULL;
}

static struct completion_part *by_index(struct completion_parts *p, json_int_t index)
{
    for (size_t i = p->n; i > 0; i--)
        if (p->call[i - 1].index == index)
            return &p->call[i - 1];
    return NULL;
}

/* Whether a part begins a call of its own, though one with its index is there: services that give all calls
 * index 0 give each an id, or send each at once. A service may also repeat the name in each part, or send the
 * name in pieces. */
static bool begins(const struct completion_part *c, const char *id, const char *name, const json_t *arguments)
{
    if (id[0] != '\0' && c->id.len > 0)
        return strcmp(id, buffer_text(&c->id)) != 0;
    if (name[0] == '\0' || c->name.len == 0)
        return false;
    bool same = strcmp(name, buffer_text(&c->name)) == 0;
    if (c->arguments.len == 0)
        return c->index < 0 && !same;
    const char *text = json_string_value(arguments);
    bool opens = json_is_object(arguments) || (text != NULL && text[strspn(text, " \t\r\n")] == '{');
    return same ? opens && is_complete(&c->arguments) : true;
}

static struct completion_part *part_of(struct completion_parts *p, const json_t *piece, const char *id,
                                       const char *name, const json_t *arguments, bool whole)
{
    const json_t *number = json_object_get(piece, "index");
    json_int_t index = json_is_integer(number) ? json_integer_value(number) : -1;
    struct completion_part *c = whole ? NULL : by_index(p, index);
    if (c == NULL && !whole && index < 0 && name[0] == '\0' && id[0] == '\0' && p->n > 0)
        c = &p->call[p->n - 1];
    if (c != NULL && !begins(c, id, name, arguments))
        return c;
    if (p->n == COMPLETION_CALLS)
        return NULL;
    c = &p->call[p->n++];
    c->index = index;
    c->id.max = ID;
    c->name.max = NAME;
    c->arguments.max = COMPLETION_ARGUMENTS;
    c->extra.max = EXTRA;
    return c;
}

static const char *text_of(const json_t *value)
{
    return json_is_string(value) ? json_string_value(value) : "";
}

const char *completion_parts_add(struct completion_parts *p, const json_t *piece, bool whole)
{
    const json_t *function = json_object_get(piece, "function");
    const json_t *named = json_is_object(function) ? function : piece;
    const char *id = text_of(json_object_get(piece, "id")), *name = text_of(json_object_get(named, "name"));
    const json_t *arguments = json_object_get(named, "arguments"),
                 *extra = json_object_get(piece, "extra_content");
    struct completion_part *c = part_of(p, piece, id, name, arguments, whole);
    if (c == NULL)
        return "the answer has more than 8 tool calls";
    bool repeated = strcmp(name, buffer_text(&c->name)) == 0;
    bool fits = repeated || buffer_put(&c->name, name, strlen(name));
    if (c->id.len == 0)
        buffer_put(&c->id, id, strlen(id)); /* one that is too long is replaced by ours */
    if (c->extra.len == 0)
        put_json(&c->extra, extra);
    return fits && put_json(&c->arguments, arguments) ? NULL : "a tool call is too long";
}

/* ---- what they are in the end ---- */

/* Returns the text between the fences of a block of code; a text without them as it is. */
static const char *unfenced(struct arena *arena, const char *text)
{
    static const char fence[] = "```";
    const char *open = text + strspn(text, " \t\r\n");
    if (strncmp(open, fence, strlen(fence)) != 0)
        return text;
    open += strcspn(open, "\n{");
    const char *close = strstr(open, fence);
    return close == NULL ? open : arena_strndup(arena, open, (size_t)(close - open));
}

/* Returns the object of the arguments; what cannot be read as one stays as it is, so that its reader finds
 * the mistake. */
static const char *tidy(struct arena *arena, const char *text)
{
    enum { ENCODED = 3 /* times, at most */ };
    const char *inner = text;
    for (int i = 0; i < ENCODED; i++) {
        json_t *value = json_loads(unfenced(arena, inner), JSON_DECODE_ANY | JSON_DISABLE_EOF_CHECK, NULL);
        if (json_is_object(value)) {
            bool as_is = i == 0 && is_complete(&(struct buffer){.text = (char *)text});
            char *dump = as_is ? NULL : json_dumps(value, JSON_COMPACT | JSON_REAL_PRECISION(12));
            const char *out = as_is ? text : arena_strdup(arena, dump);
            free(dump);
            json_decref(value);
            return out;
        }
        inner = json_is_string(value) ? arena_strdup(arena, json_string_value(value)) : "";
        json_decref(value);
    }
    return text;
}

struct completion_call completion_parts_call(const struct completion_parts *p, size_t i, struct arena *arena)
{
    const struct completion_part *c = &p->call[i];
    return (struct completion_call){
        .name = completion_plain_name(arena, buffer_text(&c->name)),
        .arguments = tidy(arena, buffer_text(&c->arguments)),
        .id = buffer_text(&c->id),
        .extra = buffer_text(&c->extra),
    };
}

void completion_parts_free(struct completion_parts *p)
{
    for (size_t i = 0; i < p->n; i++) {
        free(p->call[i].id.text);
        free(p->call[i].name.text);
        free(p->call[i].arguments.text);
        free(p->call[i].extra.text);
    }
}
