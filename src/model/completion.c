/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * completion: see completion.h. */
#include "model/completion.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/utf8.h"
#include "model/completion_parts.h"

struct completion_reader {
    /* Holds the error text; NULL until there is one, because an arena is large and readers may be many. */
    struct arena *arena;
    struct buffer line, event, text;
    struct completion_parts calls;
    size_t bytes, bom; /* bom: bytes of a byte order mark that were read */
    bool is_stream, is_object, ended, finished, cut, refused, after_cr, over;
    int64_t tokens;
    const char *error;
};

/* error NULL: nothing failed. */
static void fail(struct completion_reader *r, const char *error)
{
    if (r->error == NULL)
        r->error = error;
}

struct completion_reader *completion_reader_new(void)
{
    struct completion_reader *r = xcalloc(1, sizeof *r);
    r->tokens = -1;
    r->line.max = COMPLETION_LINE;
    r->event.max = COMPLETION_LINE;
    r->text.max = COMPLETION_TEXT;
    return r;
}

void completion_reader_free(struct completion_reader *r)
{
    free(r->line.text);
    free(r->event.text);
    free(r->text.text);
    completion_parts_free(&r->calls);
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
    if (json_is_string(content) &&
        !buffer_put(&r->text, json_string_value(content), json_string_length(content)))
        fail(r, "the answer is longer than 64 KiB");
}

/* whole: the message came at once. */
static void read_message(struct completion_reader *r, const json_t *message, bool whole)
{
    add_text(r, json_object_get(message, "content"));
    const json_t *calls = json_object_get(message, "tool_calls"),
                 *old = json_object_get(message, "function_call");
    for (size_t i = 0; i < json_array_size(calls) && r->error == NULL; i++)
        fail(r, completion_parts_add(&r->calls, json_array_get(calls, i), whole));
    if (json_is_object(old))
        fail(r, completion_parts_add(&r->calls, old, whole));
    r->refused = r->refused || json_string_length(json_object_get(message, "refusal")) > 0;
}

static struct arena *own_arena(struct completion_reader *r)
{
    if (r->arena == NULL)
        r->arena = arena_new();
    return r->arena;
}

/* Returns the sentence in what services send as an error: a text, an object with a message, or a list of
 * mistakes. NULL: there is none. */
static const char *sentence_of(const json_t *error)
{
    static const char *const keys[] = {"message", "msg", "detail", "error"};
    const json_t *inner = json_is_array(error) ? json_array_get(error, 0) : NULL;
    for (size_t i = 0; inner == NULL && i < sizeof keys / sizeof keys[0]; i++)
        inner = json_object_get(error, keys[i]);
    return json_is_string(error) ? json_string_value(error) : inner != NULL ? sentence_of(inner) : NULL;
}

static void read_error(struct completion_reader *r, const json_t *error)
{
    const char *text = sentence_of(error);
    struct arena *arena = own_arena(r);
    fail(r, arena_printf(arena, "the service reports: %s",
                         utf8_printable(arena, text != NULL ? text : "without a message", 200)));
}

static void read_usage(struct completion_reader *r, const json_t *usage)
{
    const json_t *total = json_object_get(usage, "total_tokens"),
                 *in = json_object_get(usage, "prompt_tokens"),
                 *out = json_object_get(usage, "completion_tokens");
    json_int_t n = json_is_integer(total) ? json_integer_value(total)
                   : json_is_integer(in) && json_is_integer(out) && json_integer_value(in) < INT32_MAX
                       ? json_integer_value(in) + json_integer_value(out)
                       : -1;
    if (n >= 0 && n < INT32_MAX)
        r->tokens = n;
}

/* Why a service says that an answer is over. Reasons that are not listed mean that it is complete. */
static void read_reason(struct completion_reader *r, const char *reason)
{
    static const char *const cut[] = {"length", "max_tokens", "model_length", "max_output_tokens"};
    static const char *const withheld[] = {"content_filter", "safety", "recitation", "prohibited_content",
                                           "blocklist"};
    r->finished = true;
    r->cut = false;
    for (size_t i = 0; i < sizeof cut / sizeof cut[0]; i++)
        r->cut = r->cut || strcasecmp(reason, cut[i]) == 0;
    for (size_t i = 0; i < sizeof withheld / sizeof withheld[0]; i++)
        if (strcasecmp(reason, withheld[i]) == 0)
            fail(r, "the service withheld the answer (content filter)");
}

/* Returns the first choice; further ones, of a service that gives several, are ignored. */
static const json_t *choice_of(const json_t *whole)
{
    const json_t *choices = json_object_get(whole, "choices");
    for (size_t i = 0; i < json_array_size(choices); i++) {
        const json_t *choice = json_array_get(choices, i), *index = json_object_get(choice, "index");
        if (!json_is_integer(index) || json_integer_value(index) == 0)
            return choice;
    }
    return NULL;
}

static void read_object(struct completion_reader *r, const json_t *whole)
{
    const json_t *error = json_object_get(whole, "error"), *choice = choice_of(whole);
    const char *kind = json_string_value(json_object_get(whole, "object"));
    bool is_error = (kind != NULL && strcmp(kind, "error") == 0) || json_object_get(whole, "detail") != NULL;
    if (is_error || (error != NULL && !json_is_null(error))) {
        read_error(r, is_error ? whole : error);
        return;
    }
    read_usage(r, json_object_get(whole, "usage"));
    const json_t *delta = json_object_get(choice, "delta"), *message = json_object_get(choice, "message"),
                 *reason = json_object_get(choice, "finish_reason");
    bool parts = json_is_object(delta);
    read_message(r, parts ? delta : message, !parts);
    if (json_string_length(reason) > 0)
        read_reason(r, json_string_value(reason));
}

static void read_json(struct completion_reader *r, const char *text, size_t len)
{
    json_error_t error;
    json_t *whole = json_loadb(text, len, 0, &error);
    const json_t *object =
        json_is_array(whole) ? json_array_get(whole, 0) : whole; /* Gemini's errors are lists */
    if (json_is_object(object))
        read_object(r, object);
    else
        fail(r, "the response of the service is not a JSON object");
    json_decref(whole);
}

/* An empty line ends an event. */
static void end_event(struct completion_reader *r)
{
    if (r->event.len == 0)
        return;
    if (strcmp(buffer_text(&r->event), "[DONE]") == 0)
        r->ended = true;
    else
        read_json(r, buffer_text(&r->event), r->event.len);
    buffer_empty(&r->event);
}

/* The HTML standard, section 9.2.6: "data: …"; lines that begin with a colon are comments, and other fields
 * are ignored. */
static void end_line(struct completion_reader *r)
{
    const char *line = buffer_text(&r->line);
    if (r->line.len == 0) {
        end_event(r);
    } else if (strncmp(line, "error: {", 8) == 0) { /* of llama.cpp */
        json_t *error = json_loads(line + 7, 0, NULL);
        read_error(r, error);
        json_decref(error);
    } else if (strncmp(line, "data:", 5) == 0) {
        const char *data = line + 5 + (line[5] == ' ');
        if ((r->event.len > 0 && !buffer_put(&r->event, "\n", 1)) ||
            !buffer_put(&r->event, data, strlen(data)))
            fail(r, "an event of the stream is longer than 256 KiB");
    }
    buffer_empty(&r->line);
}

static void take_stream(struct completion_reader *r, const char *bytes, size_t len)
{
    while (len > 0 && r->error == NULL && !r->ended) {
        size_t n = 0;
        while (n < len && bytes[n] != '\n' && bytes[n] != '\r')
            n++;
        if (memchr(bytes, '\0', n) != NULL || !buffer_put(&r->line, bytes, n)) {
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

/* Decides by the first character that is not white space or a byte order mark whether the response is JSON or
 * a stream. Returns its offset. */
static size_t look_at_start(struct completion_reader *r, const char *bytes, size_t len)
{
    static const char bom[] = "\xef\xbb\xbf";
    size_t i = 0;
    while (i < len && r->bom < strlen(bom) && bytes[i] == bom[r->bom]) {
        r->bom++;
        i++;
    }
    while (i < len && strchr(" \t\r\n", bytes[i]) != NULL && bytes[i] != '\0')
        i++;
    if (i == len)
        return i;
    r->is_object = bytes[i] == '{' || bytes[i] == '[';
    r->is_stream = !r->is_object && (strchr("<\"", bytes[i]) == NULL || bytes[i] == '\0');
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
        buffer_put(&r->line, bytes, len);
    else if (r->error == NULL && r->is_stream)
        take_stream(r, bytes, len);
    return r->error == NULL && !r->ended;
}

const char *completion_text(const struct completion_reader *r)
{
    return buffer_text(&r->text);
}

struct completion_result completion_end(struct completion_reader *r)
{
    bool again = r->over; /* what is left was read already */
    r->over = true;
    if (!again && r->error == NULL && r->is_object)
        read_json(r, buffer_text(&r->line), r->line.len);
    if (!again && r->is_stream && r->error == NULL && !r->ended) {
        end_line(r);
        end_event(r);
    }
    bool nothing = r->text.len == 0 && r->calls.n == 0;
    if (r->error == NULL && nothing && r->refused)
        fail(r, "the model refused to answer");
    else if (r->error == NULL && !r->ended && !r->finished && nothing)
        fail(r, "the service sent no answer");
    else if (r->error == NULL && r->is_stream && !r->ended && !r->finished)
        fail(r, "the answer ended before it was complete");
    struct completion_result result = {.text = buffer_text(&r->text),
                                       .n_calls = r->calls.n,
                                       .cut = r->cut,
                                       .tokens = r->tokens,
                                       .error = r->error};
    for (size_t i = 0; i < r->calls.n; i++)
        result.call[i] = completion_parts_call(&r->calls, i, own_arena(r));
    return result;
}
