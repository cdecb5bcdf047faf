/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tool: see tool.h. */
#include "model/tool.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/language_tag.h"
#include "base/utf8.h"
#include "conf/conf.h"
#include "model/completion_inside.h"

static const struct {
    const char *name;
    size_t offset;
} facts[] = {
    {"desk.customer", offsetof(struct tool_facts, customer)},
    {"desk.queue", offsetof(struct tool_facts, queue)},
    {"desk.conversation", offsetof(struct tool_facts, conversation)},
    {"desk.channel", offsetof(struct tool_facts, channel)},
};

bool tool_is_fact(const char *name)
{
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++)
        if (strcmp(facts[i].name, name) == 0)
            return true;
    return false;
}

const char *tool_fact(const struct tool_facts *f, const char *name)
{
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++)
        if (strcmp(facts[i].name, name) == 0)
            return *(const char *const *)((const char *)f + facts[i].offset);
    return NULL;
}

static const char *meaning_of(const char *parameter)
{
    const char *colon = strchr(parameter, ':');
    return colon == NULL ? "" : colon + 1;
}

bool tool_is_told(const char *parameter)
{
    return strstr(meaning_of(parameter), "{desk.") != NULL;
}

/* Says whether the request has this parameter in it. */
static bool is_sent(const struct conf_tool *t, const char *parameter)
{
    struct arena *arena = arena_new();
    const char *mark = arena_printf(arena, "{%s}", completion_parameter(arena, parameter));
    bool sent = t->post || strstr(t->url, mark) != NULL;
    arena_free(arena);
    return sent;
}

bool tool_tells_customer(const struct conf_tool *t)
{
    static const char who[] = "{desk.customer}";
    bool tells = strstr(t->url, who) != NULL;
    for (size_t i = 0; i < t->headers.n; i++)
        tells = tells || strstr(t->headers.item[i], who) != NULL;
    for (size_t i = 0; i < t->parameters.n; i++)
        tells = tells ||
                (strstr(meaning_of(t->parameters.item[i]), who) != NULL && is_sent(t, t->parameters.item[i]));
    return tells;
}

struct completion_tool tool_for_model(struct arena *arena, const struct conf_tool *t)
{
    const char **list = arena_alloc(arena, (t->parameters.n + 1) * sizeof *list);
    struct completion_tool tool = {.name = t->name, .description = t->description, .parameters = list};
    for (size_t i = 0; i < t->parameters.n; i++)
        if (!tool_is_told(t->parameters.item[i]))
            list[tool.n++] = t->parameters.item[i];
    return tool;
}

/* Percent-encodes every byte but letters, digits and those in `also`. */
static const char *encoded(struct arena *arena, const char *text, const char *also)
{
    static const char hex[] = "0123456789ABCDEF";
    char *out = arena_alloc(arena, 3 * strlen(text) + 1), *end = out;
    for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++) {
        bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') ||
                     strchr(also, *p) != NULL;
        if (plain)
            *end++ = (char)*p;
        else {
            *end++ = '%';
            *end++ = hex[*p >> 4];
            *end++ = hex[*p & 15];
        }
    }
    *end = '\0';
    return out;
}

/* Returns the text with facts in place of their names, encoded unless also is NULL. Other {names} stay. */
static char *told(struct arena *arena, const char *text, const struct tool_facts *f, const char *also)
{
    char *out = arena_strdup(arena, "");
    const char *open, *close;
    while ((open = strchr(text, '{')) != NULL && (close = strchr(open, '}')) != NULL) {
        const char *value = tool_fact(f, arena_strndup(arena, open + 1, (size_t)(close - open - 1)));
        if (value == NULL) {
            out = arena_printf(arena, "%s%.*s", out, (int)(close + 1 - text), text);
        } else {
            out = arena_printf(arena, "%s%.*s%s", out, (int)(open - text), text,
                               also != NULL ? encoded(arena, value, also) : value);
        }
        text = close + 1;
    }
    return arena_printf(arena, "%s%s", out, text);
}

/* Puts the facts into the URL in place of parameters that the desk fills. */
static const char *told_url(struct arena *arena, const struct conf_tool *t, const struct tool_facts *f)
{
    const char *url = told(arena, t->url, f, "-_~.");
    for (size_t i = 0; i < t->parameters.n; i++) {
        const char *parameter = t->parameters.item[i], *at;
        if (!tool_is_told(parameter))
            continue;
        const char *mark = arena_printf(arena, "{%s}", completion_parameter(arena, parameter));
        const char *value =
            encoded(arena, told(arena, utf8_trim(arena, meaning_of(parameter)), f, NULL), "-_~.");
        while ((at = strstr(url, mark)) != NULL)
            url = arena_printf(arena, "%.*s%s%s", (int)(at - url), url, value, at + strlen(mark));
    }
    return url;
}

char *tool_url(struct arena *arena, const struct conf_tool *t, const struct tool_facts *f,
               const struct completion_call *c, const char **why)
{
    return completion_tool_url(arena, told_url(arena, t, f), c, why);
}

char *tool_body(struct arena *arena, const struct conf_tool *t, const struct tool_facts *f,
                const struct completion_call *c, const char **why)
{
    struct completion_tool tool = tool_for_model(arena, t);
    const char *given = completion_tool_body(arena, &tool, c, why);
    if (given == NULL)
        return NULL;
    json_t *body = json_loads(given, 0, NULL);
    for (size_t i = 0; i < t->parameters.n; i++) {
        const char *parameter = t->parameters.item[i];
        if (tool_is_told(parameter))
            json_object_set_new(body, completion_parameter(arena, parameter),
                                completion_json(
                                    told(arena, utf8_trim(arena, meaning_of(parameter)), f, NULL)));
    }
    char *text = json_dumps(body, JSON_COMPACT), *copy = arena_strdup(arena, text);
    free(text);
    json_decref(body);
    return copy;
}

char *tool_headers(struct arena *arena, const struct conf_tool *t, const struct tool_facts *f)
{
    char *lines = arena_strdup(arena, "");
    for (size_t i = 0; i < t->headers.n; i++)
        lines = arena_printf(arena, "%s%s%s", lines, i > 0 ? "\n" : "",
                             told(arena, t->headers.item[i], f, "!\"#$&'()*+,-./:;<=>?@[\\]^_`{|}~"));
    return lines;
}

const char *tool_value(struct arena *arena, const struct completion_call *c, const char *name)
{
    const char *why = NULL, *parameters[] = {name};
    struct completion_tool one = {.name = "", .description = "", .parameters = parameters, .n = 1};
    const char *body = completion_tool_body(arena, &one, c, &why);
    if (body == NULL)
        return NULL;
    struct completion_call only = {.name = "", .arguments = body};
    return completion_argument(arena, &only, completion_parameter(arena, name));
}

const char *tool_tagged(struct arena *arena, const char *item, const char *tag)
{
    size_t len = strcspn(item, ":");
    const char *own = item[len] == ':' ? arena_strndup(arena, item, len) : "";
    if (!language_tag_is(own))
        own = "";
    if (strcasecmp(own, tag) != 0)
        return NULL;
    return utf8_trim(arena, own[0] == '\0' ? item : item + len + 1);
}

bool tool_changes(const struct conf_tool *t)
{
    return t->post || t->confirm;
}
