/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * completion_call: see completion_call.h. */
#include "model/completion_call.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "model/completion_inside.h"

char *completion_plain_name(struct arena *arena, const char *name)
{
    static const char *const prefixes[] = {"functions.", "default_api."};
    name += strspn(name, " \t\r\n\"'`");
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
        if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
            name += strlen(prefixes[i]);
    return arena_strndup(arena, name, strcspn(name, ":<|[({\"'` \t\r\n"));
}

char *completion_call_text(struct arena *arena, const struct completion_call *c, const char *said)
{
    json_t *call = json_pack("{s:o, s:o, s:o}", "name", completion_json(c->name), "arguments",
                             completion_json(c->arguments), "said", completion_json(said));
    if (c->id != NULL && c->id[0] != '\0')
        json_object_set_new(call, "id", completion_json(c->id));
    json_t *extra = c->extra != NULL ? json_loads(c->extra, 0, NULL) : NULL;
    if (extra != NULL)
        json_object_set_new(call, "extra", extra);
    char *text = json_dumps(call, JSON_COMPACT), *copy = arena_strdup(arena, text);
    free(text);
    json_decref(call);
    return copy;
}

char *completion_call_name(struct arena *arena, const char *call)
{
    json_t *whole = json_loads(call, 0, NULL);
    const char *name = json_string_value(json_object_get(whole, "name"));
    char *copy = arena_strdup(arena, name == NULL ? "" : name);
    json_decref(whole);
    return copy;
}

static const char *member_of(struct arena *arena, const char *call, const char *name)
{
    json_t *whole = json_loads(call, 0, NULL);
    const char *text = json_string_value(json_object_get(whole, name));
    const char *copy = arena_strdup(arena, text == NULL ? "" : text);
    json_decref(whole);
    return copy;
}

struct completion_call completion_call_read(struct arena *arena, const char *call)
{
    json_t *whole = json_loads(call, 0, NULL), *extra = json_object_get(whole, "extra");
    char *text = extra != NULL ? json_dumps(extra, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
    const char *copy = arena_strdup(arena, text == NULL ? "" : text);
    free(text);
    json_decref(whole);
    return (struct completion_call){.name = member_of(arena, call, "name"),
                                    .arguments = member_of(arena, call, "arguments"),
                                    .id = member_of(arena, call, "id"),
                                    .extra = copy};
}

const char *completion_call_said(struct arena *arena, const char *call)
{
    return member_of(arena, call, "said");
}

static json_t *arguments_of(const struct completion_call *c)
{
    return json_loads(c->arguments, 0, NULL);
}

bool completion_is_whole(const struct completion_call *c)
{
    json_t *whole = arguments_of(c);
    bool is = json_is_object(whole);
    json_decref(whole);
    return is;
}

const char *completion_argument(struct arena *arena, const struct completion_call *c, const char *name)
{
    json_t *whole = arguments_of(c), *value = json_object_get(whole, name);
    const char *text = json_is_string(value) ? arena_strdup(arena, json_string_value(value)) : "";
    json_decref(whole);
    return text;
}

double completion_number(const struct completion_call *c, const char *name, double otherwise)
{
    json_t *whole = arguments_of(c), *value = json_object_get(whole, name);
    double number = json_is_number(value) ? json_number_value(value) : otherwise;
    char *end = NULL;
    if (json_is_string(value)) /* "-0.5": some models quote numbers */
        number = strtod(json_string_value(value), &end);
    if (end != NULL && (end == json_string_value(value) || *end != '\0' || number != number))
        number = otherwise;
    json_decref(whole);
    return number;
}

/* Returns the argument as text, also if it is a number; NULL when it is missing or cannot be written into a
 * URL. */
static const char *argument_text(struct arena *arena, const json_t *value)
{
    if (json_is_string(value))
        return arena_strdup(arena, json_string_value(value));
    if (json_is_integer(value))
        return arena_printf(arena, "%lld", (long long)json_integer_value(value));
    return json_is_real(value) ? arena_printf(arena, "%.12g", json_real_value(value)) : NULL;
}

static const char *percent_encoded(struct arena *arena, const char *text)
{
    char *out = arena_alloc(arena, 3 * strlen(text) + 1), *end = out;
    for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++) {
        bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') ||
                     *p == '-' || *p == '_' || *p == '~' || *p == '.';
        if (plain)
            *end++ = (char)*p;
        else
            end += sprintf(end, "%%%02X", *p);
    }
    *end = '\0';
    return out;
}

char *completion_parameter(struct arena *arena, const char *parameter)
{
    return utf8_trim(arena, arena_strndup(arena, parameter, strcspn(parameter, ":")));
}

#define MISSING "the parameter %s is missing"

char *completion_tool_url(struct arena *arena, const char *url, const struct completion_call *c,
                          const char **why)
{
    json_t *whole = arguments_of(c);
    char *out = arena_strdup(arena, "");
    const char *open, *close;
    for (; out != NULL && (open = strchr(url, '{')) != NULL && (close = strchr(open, '}')) != NULL;
         url = close + 1) {
        const char *name = arena_strndup(arena, open + 1, (size_t)(close - open - 1));
        const char *value = argument_text(arena, json_object_get(whole, name));
        /* An empty value, "." or ".." would change the path of the URL. */
        if (value != NULL && (value[0] == '\0' || strcmp(value, ".") == 0 || strcmp(value, "..") == 0))
            value = NULL;
        if (value == NULL)
            *why = arena_printf(arena, MISSING, name);
        out = value == NULL ? NULL
                            : arena_printf(arena, "%s%.*s%s", out, (int)(open - url), url,
                                           percent_encoded(arena, value));
    }
    json_decref(whole);
    return out == NULL ? NULL : arena_printf(arena, "%s%s", out, url);
}

char *completion_tool_body(struct arena *arena, const struct completion_tool *t,
                           const struct completion_call *c, const char **why)
{
    json_t *whole = arguments_of(c), *body = json_object();
    for (size_t i = 0; i < t->n; i++) {
        const char *name = completion_parameter(arena, t->parameters[i]),
                   *value = argument_text(arena, json_object_get(whole, name));
        if (value == NULL) {
            *why = arena_printf(arena, MISSING, name);
            json_decref(body);
            json_decref(whole);
            return NULL;
        }
        json_object_set_new(body, name, completion_json(value));
    }
    char *text = json_dumps(body, JSON_COMPACT), *copy = arena_strdup(arena, text);
    free(text);
    json_decref(body);
    json_decref(whole);
    return copy;
}
