/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rejection: see rejection.h. */
#include "model/rejection.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <jansson.h>

#include "base/log.h"

#define N(list) (sizeof(list) / sizeof(list)[0])

static const char limit[] = "max_tokens", other_limit[] = "max_completion_tokens";

/* ---- what an error is about ---- */

static bool is_word_sign(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* Whether the text has this word; quoted: between quotation marks. */
static bool has_word(const char *text, const char *word, bool quoted)
{
    size_t len = strlen(word);
    for (const char *at = text; (at = strcasestr(at, word)) != NULL; at++) {
        bool begins = at == text || !is_word_sign(at[-1]), ends = !is_word_sign(at[len]);
        bool in_quotes = at > text && strchr("'\"`", at[-1]) != NULL;
        if (begins && ends && (!quoted || in_quotes))
            return true;
    }
    return false;
}

static bool has_any(const char *text, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (has_word(text, words[i], false))
            return true;
    return false;
}

static bool has_role(const json_t *whole, const char *role)
{
    const json_t *messages = json_object_get(whole, "messages");
    for (size_t i = 0; i < json_array_size(messages); i++) {
        const char *of = json_string_value(json_object_get(json_array_get(messages, i), "role"));
        if (of != NULL && strcmp(of, role) == 0)
            return true;
    }
    return false;
}

static bool is_known(const struct rejection *r, const char *name)
{
    for (size_t i = 0; i < r->n; i++)
        if (strcmp(r->name[i], name) == 0)
            return true;
    return false;
}

static const char *add(struct rejection *r, const char *name)
{
    if (r->n == REJECTION_NAMES || strlen(name) >= REJECTION_NAME || is_known(r, name))
        return NULL;
    return strcpy(r->name[r->n++], name);
}

/* Returns the member of the request that the error names. Tools come last: an error about something else may
 * mention them, as in "cannot stream with tools". */
static const char *member_of(const json_t *whole, const char *error)
{
    const char *key;
    const json_t *value;
    void *at;
    for (at = json_object_iter((json_t *)whole); at != NULL;
         at = json_object_iter_next((json_t *)whole, at)) {
        key = json_object_iter_key(at);
        value = json_object_iter_value(at);
        if (strcmp(key, "model") == 0 || strcmp(key, "messages") == 0 || strcmp(key, "tools") == 0 ||
            (strcmp(key, "stream") == 0 && json_is_false(value)))
            continue;
        /* Short names are words of any sentence. */
        if (has_word(error, key, strlen(key) < 6 && strchr(key, '_') == NULL))
            return key;
    }
    return NULL;
}

const char *rejection_learn(struct rejection *r, const char *request, const char *error, bool bad)
{
    static const char *const tools[] = {"tools",       "'tools'",       "tool use",
                                        "tool calls",  "tool calling",  "tool choice",
                                        "tool_choice", "function call", "function calling",
                                        "functions"};
    static const char *const systems[] = {"system", "developer instruction", "role", "roles"};
    json_t *whole = json_loads(request, 0, NULL);
    const char *member = member_of(whole, error), *name = NULL;
    if (member != NULL)
        name = add(r, member);
    if (name == NULL && json_object_get(whole, "tools") != NULL && !has_role(whole, "tool") &&
        has_any(error, tools, N(tools)))
        name = add(r, "tools");
    if (name == NULL && has_role(whole, "system") && has_any(error, systems, N(systems)))
        name = add(r, "system");
    if (name == NULL && bad && json_object_get(whole, "stream_options") != NULL)
        name = add(r, "stream_options");
    json_decref(whole);
    return name;
}

/* ---- the request without it ---- */

static void rename_member(json_t *whole, const char *from, const char *to)
{
    json_t *value = json_object_get(whole, from);
    if (value == NULL)
        return;
    json_object_set(whole, to, value);
    json_object_del(whole, from);
}

static bool has_role_of(const json_t *message, const char *role)
{
    const char *of = json_string_value(json_object_get(message, "role"));
    return of != NULL && strcmp(of, role) == 0;
}

/* Puts the system's text before the first text of the user. */
static void fold_system(json_t *whole)
{
    json_t *messages = json_object_get(whole, "messages"), *first = json_array_get(messages, 0),
           *second = json_array_get(messages, 1);
    if (!has_role_of(first, "system"))
        return;
    const char *system = json_string_value(json_object_get(first, "content")),
               *user = json_string_value(json_object_get(second, "content"));
    if (!has_role_of(second, "user") || user == NULL || system == NULL) {
        json_object_set_new(first, "role", json_string("user"));
        return;
    }
    size_t size = strlen(system) + strlen(user) + 3;
    char *text = xmalloc(size);
    snprintf(text, size, "%s\n\n%s", system, user);
    json_object_set_new(second, "content", json_string(text));
    free(text);
    json_array_remove(messages, 0);
}

static void leave_out(json_t *whole, const char *name)
{
    if (strcmp(name, limit) == 0) {
        rename_member(whole, limit, other_limit);
    } else if (strcmp(name, other_limit) == 0) {
        rename_member(whole, other_limit, limit);
    } else if (strcmp(name, "system") == 0) {
        fold_system(whole);
    } else if (strcmp(name, "stream") == 0) {
        json_object_set_new(whole, "stream", json_false());
        json_object_del(whole, "stream_options");
    } else {
        json_object_del(whole, name);
        if (strcmp(name, "tools") == 0) {
            json_object_del(whole, "tool_choice");
            json_object_del(whole, "parallel_tool_calls");
        }
    }
}

char *rejection_apply(const struct rejection *r, const char *request)
{
    json_t *whole = r->n > 0 ? json_loads(request, 0, NULL) : NULL;
    if (whole == NULL)
        return xstrdup(request);
    for (size_t i = 0; i < r->n; i++)
        leave_out(whole, r->name[i]);
    char *text = json_dumps(whole, JSON_COMPACT | JSON_REAL_PRECISION(12));
    json_decref(whole);
    return text;
}

const char *rejection_setting(const char *name)
{
    static const struct {
        const char *name, *setting;
    } rows[] = {
        {"max_tokens", "set max_tokens_name = \"max_completion_tokens\""},
        {"max_completion_tokens", "set max_tokens_name = \"max_tokens\""},
        {"tools", "set tools = false"},
        {"stream", "set extra = '{\"stream\": false, \"stream_options\": null}'"},
        {"stream_options", "set extra = '{\"stream_options\": null}'"},
        {"system", ""},
    };
    for (size_t i = 0; i < N(rows); i++)
        if (strcmp(rows[i].name, name) == 0)
            return rows[i].setting;
    return "take it out of extra";
}
