/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * completion_request: see completion_request.h. */
#include "model/completion_request.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "model/completion_call.h"
#include "model/completion_inside.h"

static const char *const roles[] = {
    [COMPLETION_SYSTEM] = "system", [COMPLETION_USER] = "user", [COMPLETION_ASSISTANT] = "assistant"};

/* The tools by which a model can decide something, instead of only writing its answer. */
static const char tools[] =
    "[{\"type\":\"function\",\"function\":{\"name\":\"answer\",\"description\":\"Answer the customer.\","
    "\"parameters\":{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"},"
    "\"sentiment\":{\"type\":\"number\",\"description\":\"of the customer, from -1 to 1\"}},\"required\":[\"text\"]}}},"
    "{\"type\":\"function\",\"function\":{\"name\":\"ask\",\"description\":\"Ask the customer for what is missing.\","
    "\"parameters\":{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"},"
    "\"sentiment\":{\"type\":\"number\",\"description\":\"of the customer, from -1 to 1\"}},\"required\":[\"text\"]}}},"
    "{\"type\":\"function\",\"function\":{\"name\":\"handoff\",\"description\":\"Pass the customer on to a person of the "
    "company: when the customer wants one, is angry, or needs what you cannot know or do.\","
    "\"parameters\":{\"type\":\"object\",\"properties\":{\"reason\":{\"type\":\"string\"},"
    "\"category\":{\"type\":\"string\"},\"summary\":{\"type\":\"string\",\"description\":\"for the colleague who takes "
    "over\"},\"sentiment\":{\"type\":\"number\"}},\"required\":[\"reason\",\"summary\"]}}},"
    "{\"type\":\"function\",\"function\":{\"name\":\"close\",\"description\":\"End the conversation: only when the "
    "customer has said that nothing is left to do.\",\"parameters\":{\"type\":\"object\",\"properties\":{\"text\":"
    "{\"type\":\"string\",\"description\":\"last words to the customer\"}},\"required\":[]}}}]";

json_t *completion_json(const char *text)
{
    json_t *value = json_string(text);
    return value != NULL ? value
                         : json_string(""); /* only text that is not UTF-8 fails, and none of ours is */
}

static json_t *tool_of(struct arena *arena, const struct completion_tool *t)
{
    json_t *properties = json_object(), *required = json_array();
    for (size_t i = 0; i < t->n; i++) {
        const char *name = completion_parameter(arena, t->parameters[i]),
                   *means = strchr(t->parameters[i], ':');
        json_object_set_new(properties, name,
                            json_pack("{s:s, s:o}", "type", "string", "description",
                                      completion_json(means == NULL ? "" : utf8_trim(arena, means + 1))));
        json_array_append_new(required, completion_json(name));
    }
    return json_pack("{s:s, s:{s:s, s:o, s:{s:s, s:o, s:o}}}", "type", "function", "function", "name",
                     t->name, "description", completion_json(t->description), "parameters", "type", "object",
                     "properties", properties, "required", required);
}

static json_t *tools_of(struct arena *arena, const struct completion_prompt *p)
{
    json_t *list = json_loads(tools, 0, NULL);
    for (size_t i = 0; i < p->n_more; i++)
        json_array_append_new(list, tool_of(arena, &p->more[i]));
    return list;
}

static json_t *messages_of(const struct completion_prompt *p)
{
    json_t *list = json_array();
    for (size_t i = 0; i < p->n; i++)
        json_array_append_new(list, json_pack("{s:s, s:o}", "role", roles[p->messages[i].role], "content",
                                              completion_json(p->messages[i].text)));
    return list;
}

/* A member of extra that is null is left out of the request: not every service takes what we send. */
static void leave_out_nulls(json_t *whole, json_t *extra)
{
    const char *key;
    json_t *value;
    json_object_foreach(extra, key, value) if (json_is_null(value)) json_object_del(whole, key);
}

char *completion_request(struct arena *arena, const struct completion_prompt *p, const char **why)
{
    json_error_t error;
    json_t *extra =
        p->extra[0] != '\0' ? json_loads(p->extra, JSON_REJECT_DUPLICATES, &error) : json_object();
    if (!json_is_object(extra)) {
        json_decref(extra);
        *why = "not a JSON object; write it as in '{\"temperature\": 0.2}'";
        return NULL;
    }
    json_t *whole = json_object();
    if (p->model[0] != '\0')
        json_object_set_new(whole, "model", completion_json(p->model));
    json_object_set_new(whole, "messages", messages_of(p));
    json_object_set_new(whole, p->max_tokens_name, json_integer(p->max_tokens));
    json_object_set_new(whole, "stream", json_boolean(p->stream));
    if (p->stream)
        json_object_set_new(whole, "stream_options", json_pack("{s:b}", "include_usage", 1));
    if (p->tools)
        json_object_set_new(whole, "tools", tools_of(arena, p));
    json_object_update(whole, extra);
    leave_out_nulls(whole, extra);
    json_decref(extra);
    char *text = json_dumps(whole, JSON_COMPACT | JSON_REAL_PRECISION(12)), *copy = arena_strdup(arena, text);
    free(text);
    json_decref(whole);
    return copy;
}

/* Returns the id of a call: the service's, or else nine letters and digits, because Mistral refuses others. */
static const char *id_of(struct arena *arena, const json_t *function, size_t number)
{
    const char *id = json_string_value(json_object_get(function, "id"));
    return id != NULL ? arena_strdup(arena, id) : arena_printf(arena, "call%05zu", number % 100000);
}

/* Returns the call as the API has it. Arguments that are not an object become one, because services refuse
 * to read others again. */
static json_t *call_of(const json_t *function, const char *id)
{
    const char *arguments = json_string_value(json_object_get(function, "arguments"));
    json_t *value = arguments != NULL ? json_loads(arguments, 0, NULL) : NULL;
    json_t *call =
        json_pack("{s:s, s:s, s:{s:O*, s:s}}", "id", id, "type", "function", "function", "name",
                  json_object_get(function, "name"), "arguments", json_is_object(value) ? arguments : "{}");
    if (json_object_get(function, "extra") != NULL)
        json_object_set(call, "extra_content", json_object_get(function, "extra"));
    json_decref(value);
    return call;
}

char *completion_request_again(struct arena *arena, const char *request, const char *call, const char *result)
{
    json_t *whole = json_loads(request, 0, NULL), *messages = json_object_get(whole, "messages");
    json_t *function = json_loads(call, 0, NULL), *said = json_object_get(function, "said");
    const char *id = id_of(arena, function, json_array_size(messages));
    json_array_append_new(messages, json_pack("{s:s, s:O?, s:[o]}", "role", "assistant", "content",
                                              json_string_length(said) > 0 ? said : NULL, "tool_calls",
                                              call_of(function, id)));
    json_array_append_new(messages,
                          json_pack("{s:s, s:s, s:o}", "role", "tool", "tool_call_id", id, "content",
                                    completion_json(result[0] != '\0' ? result : "(nothing)")));
    char *text = json_dumps(whole, JSON_COMPACT | JSON_REAL_PRECISION(12)), *copy = arena_strdup(arena, text);
    free(text);
    json_decref(function);
    json_decref(whole);
    return copy;
}

static const char go_on[] =
    "Your answer was cut off after these words. Go on with the next word. Repeat nothing.";

char *completion_request_go_on(struct arena *arena, const char *request, const char *begun)
{
    json_t *whole = json_loads(request, 0, NULL), *messages = json_object_get(whole, "messages");
    json_array_append_new(messages,
                          json_pack("{s:s, s:o}", "role", "assistant", "content", completion_json(begun)));
    json_array_append_new(messages, json_pack("{s:s, s:s}", "role", "user", "content", go_on));
    char *text = json_dumps(whole, JSON_COMPACT | JSON_REAL_PRECISION(12)), *copy = arena_strdup(arena, text);
    free(text);
    json_decref(whole);
    return copy;
}

const char *completion_request_begun(struct arena *arena, const char *request)
{
    json_t *whole = json_loads(request, 0, NULL), *messages = json_object_get(whole, "messages");
    size_t n = json_array_size(messages);
    const char *last = json_string_value(json_object_get(json_array_get(messages, n - 1), "content"));
    const char *begun = n < 2 || last == NULL || strcmp(last, go_on) != 0
                            ? NULL
                            : json_string_value(json_object_get(json_array_get(messages, n - 2), "content"));
    const char *copy = begun == NULL ? "" : arena_strdup(arena, begun);
    json_decref(whole);
    return copy;
}

/* The customer's name and the passages come after the instructions of the desk and of the administrator
 * (prompt.c). */
static const char *data_of(const json_t *message)
{
    static const char *const marks[] = {"\n<customer ", "\n<passage title="};
    const char *role = json_string_value(json_object_get(message, "role"));
    const char *content = json_string_value(json_object_get(message, "content"));
    if (role == NULL || content == NULL || strcmp(role, "assistant") == 0)
        return "";
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (strcmp(role, "system") == 0 && strstr(content, marks[i]) != NULL)
            return strstr(content, marks[i]);
    return strcmp(role, "system") == 0 ? "" : content;
}

/* What the model says beside a call is not known to be said. */
static const char *given_of(const json_t *message)
{
    const char *content = json_string_value(json_object_get(message, "content"));
    return content == NULL || json_object_get(message, "tool_calls") != NULL ? "" : content;
}

/* Joins what the function takes from the messages, without the last `but` of them. */
static char *joined(struct arena *arena, const char *request, const char *(*part)(const json_t *), size_t but)
{
    json_t *whole = json_loads(request, 0, NULL), *messages = json_object_get(whole, "messages");
    size_t len = 1, n = json_array_size(messages) - but;
    for (size_t i = 0; i < n; i++)
        len += strlen(part(json_array_get(messages, i))) + 1;
    char *text = arena_alloc(arena, len), *end = text;
    for (size_t i = 0; i < n; i++)
        end = stpcpy(stpcpy(end, part(json_array_get(messages, i))), "\n");
    json_decref(whole);
    return text;
}

char *completion_request_data(struct arena *arena, const char *request)
{
    return joined(arena, request, data_of, 0);
}

char *completion_request_given(struct arena *arena, const char *request)
{
    return joined(arena, request, given_of, completion_request_begun(arena, request)[0] != '\0' ? 2 : 0);
}

/* A word of English is about 1.3 tokens, a Chinese character up to one and a half. */
int64_t completion_tokens(const char *text)
{
    int64_t narrow = 0, wide = 0;
    for (const char *p = text; *p != '\0'; p++) {
        narrow += (unsigned char)*p < 0x80;
        wide += (unsigned char)*p >= 0xc0;
    }
    return narrow / 3 + wide + wide / 2 + 1;
}
