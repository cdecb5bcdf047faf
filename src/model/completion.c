/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * completion: see completion.h. */
#include "model/completion.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/utf8.h"

/* ---- the request ---- */

static const char *const roles[] = {
    [COMPLETION_SYSTEM] = "system", [COMPLETION_USER] = "user", [COMPLETION_ASSISTANT] = "assistant"};

/* What a model may decide, besides simply writing its answer. */
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

static json_t *text_of(const char *text);

char *completion_parameter(struct arena *arena, const char *parameter)
{
    return utf8_trim(arena, arena_strndup(arena, parameter, strcspn(parameter, ":")));
}

static json_t *tool_of(struct arena *arena, const struct completion_tool *t)
{
    json_t *properties = json_object(), *required = json_array();
    for (size_t i = 0; i < t->n; i++) {
        const char *name = completion_parameter(arena, t->parameters[i]),
                   *means = strchr(t->parameters[i], ':');
        json_object_set_new(properties, name,
                            json_pack("{s:s, s:o}", "type", "string", "description",
                                      text_of(means == NULL ? "" : utf8_trim(arena, means + 1))));
        json_array_append_new(required, text_of(name));
    }
    return json_pack("{s:s, s:{s:s, s:o, s:{s:s, s:o, s:o}}}", "type", "function", "function", "name",
                     t->name, "description", text_of(t->description), "parameters", "type", "object",
                     "properties", properties, "required", required);
}

static json_t *tools_of(struct arena *arena, const struct completion_prompt *p)
{
    json_t *list = json_loads(tools, 0, NULL);
    for (size_t i = 0; i < p->n_more; i++)
        json_array_append_new(list, tool_of(arena, &p->more[i]));
    return list;
}

static json_t *text_of(const char *text)
{
    json_t *value = json_string(text);
    return value != NULL ? value : json_string(""); /* no UTF-8: nothing of ours is that */
}

static json_t *messages_of(const struct completion_prompt *p)
{
    json_t *list = json_array();
    for (size_t i = 0; i < p->n; i++)
        json_array_append_new(list, json_pack("{s:s, s:o}", "role", roles[p->messages[i].role], "content",
                                              text_of(p->messages[i].text)));
    return list;
}

char *completion_request(struct arena *arena, const struct completion_prompt *p, const char **why)
{
    json_error_t error;
    json_t *extra =
        p->extra[0] != '\0' ? json_loads(p->extra, JSON_REJECT_DUPLICATES, &error) : json_object();
    if (!json_is_object(extra)) {
        json_decref(extra);
        *why = "no JSON object; write it as in '{\"temperature\": 0.2}'";
        return NULL;
    }
    json_t *whole = json_object();
    if (p->model[0] != '\0')
        json_object_set_new(whole, "model", text_of(p->model));
    json_object_set_new(whole, "messages", messages_of(p));
    json_object_set_new(whole, p->max_tokens_name, json_integer(p->max_tokens));
    json_object_set_new(whole, "stream", json_boolean(p->stream));
    if (p->stream)
        json_object_set_new(whole, "stream_options", json_pack("{s:b}", "include_usage", 1));
    if (p->tools)
        json_object_set_new(whole, "tools", tools_of(arena, p));
    json_object_update(whole, extra);
    json_decref(extra);
    char *text = json_dumps(whole, JSON_COMPACT | JSON_REAL_PRECISION(12)), *copy = arena_strdup(arena, text);
    free(text);
    json_decref(whole);
    return copy;
}

char *completion_call_text(struct arena *arena, const struct completion_call *c, const char *said)
{
    json_t *call = json_pack("{s:o, s:o, s:o}", "name", text_of(c->name), "arguments", text_of(c->arguments),
                             "said", text_of(said));
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

char *completion_request_again(struct arena *arena, const char *request, const char *call, const char *result)
{
    json_t *whole = json_loads(request, 0, NULL), *messages = json_object_get(whole, "messages");
    const char *id = arena_printf(arena, "call_%zu", json_array_size(messages));
    json_t *function = json_loads(call, 0, NULL), *said = json_incref(json_object_get(function, "said"));
    json_object_del(function, "said"); /* it stands beside the call */
    if (json_string_length(said) == 0) {
        json_decref(said);
        said = json_null();
    }
    json_array_append_new(messages,
                          json_pack("{s:s, s:o, s:[{s:s, s:s, s:o}]}", "role", "assistant", "content", said,
                                    "tool_calls", "id", id, "type", "function", "function", function));
    json_array_append_new(messages, json_pack("{s:s, s:s, s:o}", "role", "tool", "tool_call_id", id,
                                              "content", text_of(result)));
    char *text = json_dumps(whole, JSON_COMPACT | JSON_REAL_PRECISION(12)), *copy = arena_strdup(arena, text);
    free(text);
    json_decref(whole);
    return copy;
}

/* The passages come after the words of the desk and of the administrator (prompt.c). */
static const char *data_of(const json_t *message)
{
    const char *role = json_string_value(json_object_get(message, "role"));
    const char *content = json_string_value(json_object_get(message, "content"));
    if (role == NULL || content == NULL || strcmp(role, "assistant") == 0)
        return "";
    const char *passages = strcmp(role, "system") == 0 ? strstr(content, "\n<passage title=") : content;
    return passages == NULL ? "" : passages;
}

char *completion_request_data(struct arena *arena, const char *request)
{
    json_t *whole = json_loads(request, 0, NULL), *messages = json_object_get(whole, "messages");
    size_t len = 1;
    for (size_t i = 0; i < json_array_size(messages); i++)
        len += strlen(data_of(json_array_get(messages, i))) + 1;
    char *text = arena_alloc(arena, len), *end = text;
    for (size_t i = 0; i < json_array_size(messages); i++)
        end = stpcpy(stpcpy(end, data_of(json_array_get(messages, i))), "\n");
    json_decref(whole);
    return text;
}

/* ---- the answer ---- */

struct buffer {
    char *text; /* from malloc; NULL while empty */
    size_t len, room, max;
};

struct completion_reader {
    /* Holds the error text; NULL until there is one, because an arena is large and readers may be many. */
    struct arena *arena;
    struct buffer line, event, text;
    struct call {
        struct buffer name, arguments;
    } call[COMPLETION_CALLS];
    size_t n_calls, bytes;
    bool is_stream, is_object, ended, finished, cut, after_cr;
    int64_t tokens;
    const char *error;
};

static void fail(struct completion_reader *r, const char *error)
{
    if (r->error == NULL)
        r->error = error;
}

static bool put(struct buffer *b, const char *text, size_t len)
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

static void empty(struct buffer *b)
{
    b->len = 0;
    if (b->text != NULL)
        b->text[0] = '\0';
}

static const char *held(const struct buffer *b)
{
    return b->text != NULL ? b->text : "";
}

struct completion_reader *completion_reader_new(void)
{
    struct completion_reader *r = xcalloc(1, sizeof *r);
    r->tokens = -1;
    r->line.max = COMPLETION_LINE;
    r->event.max = COMPLETION_LINE;
    r->text.max = COMPLETION_TEXT;
    for (size_t i = 0; i < COMPLETION_CALLS; i++) {
        r->call[i].name.max = 64;
        r->call[i].arguments.max = COMPLETION_ARGUMENTS;
    }
    return r;
}

void completion_reader_free(struct completion_reader *r)
{
    free(r->line.text);
    free(r->event.text);
    free(r->text.text);
    for (size_t i = 0; i < COMPLETION_CALLS; i++) {
        free(r->call[i].name.text);
        free(r->call[i].arguments.text);
    }
    if (r->arena != NULL)
        arena_free(r->arena);
    free(r);
}

/* Reads only text that is meant for the reader. What services put into reasoning_content, reasoning or
 * thinking, or into parts of such a type, is left out. */
static void add_text(struct completion_reader *r, const json_t *content)
{
    for (size_t i = 0; json_is_array(content) && i < json_array_size(content); i++) {
        const json_t *part = json_array_get(content, i);
        const char *type = json_string_value(json_object_get(part, "type"));
        const json_t *text = json_object_get(part, "text");
        if (type != NULL && strcmp(type, "text") == 0 && json_is_string(text))
            add_text(r, text);
    }
    if (json_is_string(content) && !put(&r->text, json_string_value(content), json_string_length(content)))
        fail(r, "the answer is longer than 64 KiB");
}

/* In a stream each piece names its call by its index; some services leave the index out when there is only
 * one call. */
static void add_call(struct completion_reader *r, const json_t *piece, size_t otherwise)
{
    const json_t *index = json_object_get(piece, "index"), *function = json_object_get(piece, "function");
    json_int_t i = json_is_integer(index) ? json_integer_value(index) : (json_int_t)otherwise;
    if (i < 0 || i >= COMPLETION_CALLS) {
        fail(r, "the answer has more than 8 calls of tools");
        return;
    }
    struct call *c = &r->call[i];
    const json_t *name = json_object_get(function, "name"),
                 *arguments = json_object_get(function, "arguments");
    bool fits = true;
    if (json_is_string(name))
        fits = put(&c->name, json_string_value(name), json_string_length(name));
    if (json_is_string(arguments)) {
        fits = fits && put(&c->arguments, json_string_value(arguments), json_string_length(arguments));
    } else if (json_is_object(arguments)) { /* Ollama's own way */
        char *text = json_dumps(arguments, JSON_COMPACT);
        fits = fits && put(&c->arguments, text, strlen(text));
        free(text);
    }
    if (!fits)
        fail(r, "a call of a tool is too long");
    if ((size_t)i >= r->n_calls)
        r->n_calls = (size_t)i + 1;
}

static void read_message(struct completion_reader *r, const json_t *message)
{
    add_text(r, json_object_get(message, "content"));
    const json_t *calls = json_object_get(message, "tool_calls");
    for (size_t i = 0; i < json_array_size(calls) && r->error == NULL; i++)
        add_call(r, json_array_get(calls, i), i);
}

static void read_error(struct completion_reader *r, const json_t *error)
{
    const json_t *message = json_is_object(error) ? json_object_get(error, "message") : error;
    const char *text = json_is_string(message) ? json_string_value(message) : "without a message";
    if (r->arena == NULL)
        r->arena = arena_new();
    fail(r, arena_printf(r->arena, "the service says: %s", utf8_printable(r->arena, text, 200)));
}

static void read_usage(struct completion_reader *r, const json_t *usage)
{
    const json_t *total = json_object_get(usage, "total_tokens");
    if (json_is_integer(total) && json_integer_value(total) >= 0 && json_integer_value(total) < INT32_MAX)
        r->tokens = json_integer_value(total);
}

static void read_object(struct completion_reader *r, const json_t *whole)
{
    const json_t *error = json_object_get(whole, "error"),
                 *choice = json_array_get(json_object_get(whole, "choices"), 0);
    if (error != NULL && !json_is_null(error)) {
        read_error(r, error);
        return;
    }
    read_usage(r, json_object_get(whole, "usage"));
    const json_t *delta = json_object_get(choice, "delta"),
                 *reason = json_object_get(choice, "finish_reason");
    read_message(r, delta != NULL ? delta : json_object_get(choice, "message"));
    if (json_is_string(reason)) {
        r->finished = true;
        r->cut = strcmp(json_string_value(reason), "length") == 0;
    }
}

static void read_json(struct completion_reader *r, const char *text, size_t len)
{
    json_error_t error;
    json_t *whole = json_loadb(text, len, 0, &error);
    if (json_is_object(whole))
        read_object(r, whole);
    else
        fail(r, "what the service sends is no JSON object");
    json_decref(whole);
}

/* An empty line ends an event. */
static void end_event(struct completion_reader *r)
{
    if (r->event.len == 0)
        return;
    if (strcmp(held(&r->event), "[DONE]") == 0)
        r->ended = true;
    else
        read_json(r, held(&r->event), r->event.len);
    empty(&r->event);
}

/* The HTML standard, section 9.2.6: "data: …"; comments begin with a colon, other fields do not matter. */
static void end_line(struct completion_reader *r)
{
    const char *line = held(&r->line);
    if (r->line.len == 0) {
        end_event(r);
    } else if (strncmp(line, "data:", 5) == 0) {
        const char *data = line + 5 + (line[5] == ' ');
        if ((r->event.len > 0 && !put(&r->event, "\n", 1)) || !put(&r->event, data, strlen(data)))
            fail(r, "an event of the stream is longer than 256 KiB");
    }
    empty(&r->line);
}

static void take_stream(struct completion_reader *r, const char *bytes, size_t len)
{
    while (len > 0 && r->error == NULL && !r->ended) {
        size_t n = 0;
        while (n < len && bytes[n] != '\n' && bytes[n] != '\r')
            n++;
        if (memchr(bytes, '\0', n) != NULL || !put(&r->line, bytes, n)) {
            fail(r, "a line of the stream is longer than 256 KiB, or has a zero byte");
            return;
        }
        bool second = n == 0 && bytes[0] == '\n' && r->after_cr; /* of "\r\n" */
        if (n < len && !second)
            end_line(r);
        r->after_cr = n < len && bytes[n] == '\r';
        n += n < len;
        bytes += n;
        len -= n;
    }
}

/* The first character that is no white space tells an object from a stream; where it is. */
static size_t look_at_start(struct completion_reader *r, const char *bytes, size_t len)
{
    size_t i = 0;
    while (i < len && strchr(" \t\r\n", bytes[i]) != NULL && bytes[i] != '\0')
        i++;
    if (i == len)
        return i;
    r->is_object = bytes[i] == '{';
    r->is_stream = strchr("{[<\"", bytes[i]) == NULL || bytes[i] == '\0';
    if (!r->is_object && !r->is_stream)
        fail(r, "what the service sends is neither JSON nor a stream of events");
    r->line.max = r->is_object ? COMPLETION_BYTES : COMPLETION_LINE;
    return i;
}

bool completion_read(struct completion_reader *r, const char *bytes, size_t len)
{
    if (len > COMPLETION_BYTES - r->bytes)
        fail(r, "the service sends more than 4 MiB");
    else
        r->bytes += len;
    size_t skip = r->error == NULL && !r->is_object && !r->is_stream ? look_at_start(r, bytes, len) : 0;
    bytes += skip;
    len -= skip;
    if (r->error == NULL && r->is_object)
        put(&r->line, bytes, len);
    else if (r->error == NULL && r->is_stream)
        take_stream(r, bytes, len);
    return r->error == NULL && !r->ended;
}

const char *completion_text(const struct completion_reader *r)
{
    return held(&r->text);
}

struct completion_result completion_end(struct completion_reader *r)
{
    if (r->error == NULL && r->is_object)
        read_json(r, held(&r->line), r->line.len);
    if (r->is_stream && r->error == NULL && !r->ended) {
        end_line(r);
        end_event(r);
    }
    if (r->error == NULL && !r->ended && !r->finished && r->text.len == 0 && r->n_calls == 0)
        fail(r, "the service sent no answer");
    else if (r->error == NULL && r->is_stream && !r->ended && !r->finished)
        fail(r, "the answer broke off");
    struct completion_result result = {
        .text = held(&r->text), .n_calls = r->n_calls, .cut = r->cut, .tokens = r->tokens, .error = r->error};
    for (size_t i = 0; i < r->n_calls; i++)
        result.call[i] = (struct completion_call){held(&r->call[i].name), held(&r->call[i].arguments)};
    return result;
}

/* ---- what the model wrote into a call ---- */

static json_t *arguments_of(const struct completion_call *c)
{
    return json_loads(c->arguments, 0, NULL);
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
    json_decref(whole);
    return number;
}

/* As text, whatever it is; NULL: it is not there, or nothing that could be written into a URL. */
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
        /* An empty value, "." and ".." would make the URL that of something else. */
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
        json_object_set_new(body, name, text_of(value));
    }
    char *text = json_dumps(body, JSON_COMPACT), *copy = arena_strdup(arena, text);
    free(text);
    json_decref(body);
    json_decref(whole);
    return copy;
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
