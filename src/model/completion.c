/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * completion: see completion.h. */
#include "model/completion.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/utf8.h"

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

/* Reads only the text of the answer. Leaves out reasoning_content, reasoning and thinking, and parts of such
 * types. */
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
        fail(r, "the answer has more than 8 tool calls");
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
    } else if (json_is_object(arguments)) { /* the form that Ollama uses */
        char *text = json_dumps(arguments, JSON_COMPACT);
        fits = fits && put(&c->arguments, text, strlen(text));
        free(text);
    }
    if (!fits)
        fail(r, "a tool call is too long");
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
    fail(r, arena_printf(r->arena, "the service reports: %s", utf8_printable(r->arena, text, 200)));
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
        fail(r, "the response of the service is not a JSON object");
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

/* The HTML standard, section 9.2.6: "data: …"; lines that begin with a colon are comments, and other fields
 * are ignored. */
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

/* Decides by the first character that is not white space whether the response is an object or a stream.
 * Returns its offset. */
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
        fail(r, "the response of the service is neither JSON nor an event stream");
    r->line.max = r->is_object ? COMPLETION_BYTES : COMPLETION_LINE;
    return i;
}

bool completion_read(struct completion_reader *r, const char *bytes, size_t len)
{
    if (len > COMPLETION_BYTES - r->bytes)
        fail(r, "the response of the service is larger than 4 MiB");
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
        fail(r, "the answer ended before it was complete");
    struct completion_result result = {
        .text = held(&r->text), .n_calls = r->n_calls, .cut = r->cut, .tokens = r->tokens, .error = r->error};
    for (size_t i = 0; i < r->n_calls; i++)
        result.call[i] = (struct completion_call){held(&r->call[i].name), held(&r->call[i].arguments)};
    return result;
}
