/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * speech_call: see speech_call.h. */
#include "model/speech_call.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/arena.h"
#include "model/completion_call.h"
#include "model/speech.h"
#include "model/speech_form.h"
#include "model/speech_inside.h"
#include "model/speech_mark.h"

#define N(list) (sizeof(list) / sizeof(list)[0])

enum { ATTEMPTS = 32 /* objects that are read as JSON; further ones are ignored */ };

/* ---- calls as JSON ---- */

static const char *const own[] = {"handoff", "ask", "close", "answer"};
static const char *const name_keys[] = {"name", "tool", "tool_name", "function", "function_name", "action"};
static const char *const argument_keys[] = {"arguments",      "parameters",   "args",       "params",
                                            "kwargs",         "input",        "tool_input", "action_input",
                                            "tool_arguments", "function_args"};

bool speech_call_is_own(const char *name)
{
    for (size_t i = 0; i < N(own); i++)
        if (strcmp(own[i], name) == 0)
            return true;
    return false;
}

bool speech_call_is_name(const char *name)
{
    size_t len = strlen(name);
    return len > 0 && len <= MARK_NAME &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-:") == len;
}

static const json_t *first_of(const json_t *object, const char *const *keys, size_t n, size_t *which)
{
    for (size_t i = 0; i < n; i++) {
        const json_t *value = json_object_get(object, keys[i]);
        if (value != NULL) {
            *which = i;
            return value;
        }
    }
    return NULL;
}

void speech_call_add(struct speech_reader *r, const char *name, const char *arguments, const char *text,
                     size_t len)
{
    struct speech *s = r->speech;
    s->marked = true;
    if (s->n_calls == SPEECH_CALLS) {
        s->call[0] =
            (struct speech_call){.name = "", .arguments = "", .text = ""}; /* more than anybody reads */
        return;
    }
    s->call[s->n_calls++] = (struct speech_call){.name = arena_strdup(r->arena, name),
                                                 .arguments = arena_strdup(r->arena, arguments),
                                                 .text = arena_strndup(r->arena, text, len)};
}

static const char *arguments_text(struct speech_reader *r, const json_t *value)
{
    if (json_is_string(value))
        return arena_strdup(r->arena, json_string_value(value));
    if (!json_is_object(value))
        return "";
    char *text = json_dumps(value, JSON_COMPACT);
    const char *copy = arena_strdup(r->arena, text);
    free(text);
    return copy;
}

static bool add_list(struct speech_reader *r, const json_t *list, bool marked, const char *text, size_t len)
{
    bool any = false;
    for (size_t i = 0; i < json_array_size(list); i++)
        any = speech_call_add_json(r, json_array_get(list, i), marked, text, len) || any;
    return any;
}

bool speech_call_add_json(struct speech_reader *r, const json_t *value, bool marked, const char *text,
                          size_t len)
{
    if (json_is_array(value))
        return add_list(r, value, marked, text, len);
    if (!json_is_object(value))
        return false;
    const json_t *inner = json_object_get(value, "tool_calls"),
                 *function = json_object_get(value, "function");
    if (inner == NULL)
        inner = json_is_object(function) ? function : json_object_get(value, "function_call");
    if (json_is_array(inner) || json_is_object(inner))
        return speech_call_add_json(r, inner, true, text, len);
    size_t key = 0, other;
    const char *name = json_string_value(first_of(value, name_keys, N(name_keys), &key));
    const json_t *arguments = first_of(value, argument_keys, N(argument_keys), &other);
    if (name != NULL && speech_call_is_name(name) &&
        (marked || arguments != NULL || key > 0 || speech_call_is_own(name) ||
         json_object_size(value) == 1)) {
        speech_call_add(r, completion_plain_name(r->arena, name), arguments_text(r, arguments), text, len);
        return true;
    }
    for (size_t i = 0; json_object_size(value) == 1 && i < N(own); i++)
        if ((arguments = json_object_get(value, own[i])) != NULL && (json_is_object(arguments) || marked)) {
            speech_call_add(r, own[i], arguments_text(r, arguments), text, len);
            return true;
        }
    return false;
}

bool speech_call_is_likely(const char *text, size_t len)
{
    size_t i = 0;
    while (i < len && strchr("[{ \t\r\n", text[i]) != NULL)
        i++;
    if (i == len || (text[i] != '"' && text[i] != '\''))
        return false;
    const char *key = text + ++i;
    size_t n = 0;
    while (i + n < len && (isalpha((unsigned char)key[n]) || key[n] == '_'))
        n++;
    bool known = n == 10 && memcmp(key, "tool_calls", 10) == 0;
    for (size_t k = 0; k < N(name_keys); k++)
        known = known || (strlen(name_keys[k]) == n && memcmp(name_keys[k], key, n) == 0);
    for (size_t k = 0; k < N(own); k++)
        known = known || (strlen(own[k]) == n && memcmp(own[k], key, n) == 0);
    return known;
}

bool speech_call_begins_json(const struct mark_text *t, size_t at, bool *enough)
{
    size_t i = at, braces = 0;
    while (i < t->len && (strchr(" \t\r\n", t->s[i]) != NULL || (t->s[i] == '[' && i == at) ||
                          (t->s[i] == '{' && braces == 0)))
        braces += t->s[i++] == '{';
    *enough = t->whole || i < t->len;
    return braces > 0 && i < t->len && (t->s[i] == '"' || t->s[i] == '\'');
}

json_t *speech_call_json_at(struct speech_reader *r, size_t at, size_t end, size_t *len)
{
    json_error_t error;
    if (++r->attempts > ATTEMPTS)
        return NULL;
    json_t *value = json_loadb(r->in.s + at, end - at, JSON_DISABLE_EOF_CHECK, &error);
    *len = value == NULL ? 0 : (size_t)error.position;
    return value;
}

enum speech_step speech_call_take_json(struct speech_reader *r)
{
    bool enough, is = speech_call_begins_json(&r->in, r->at, &enough),
                 wanted = r->source != NULL && strchr(r->source, '{') != NULL;
    if (r->at < r->known || (wanted && strcmp(r->source, SPEECH_JSON) != 0))
        return STEP_NONE;
    if (!enough)
        return STEP_WAIT;
    if (!is)
        return STEP_NONE;
    if (!r->in.whole)
        return STEP_WAIT;
    size_t len = 0, left = r->in.len - r->at;
    json_t *value = speech_call_json_at(r, r->at, r->in.len, &len);
    const char *text = r->in.s + r->at;
    bool taken = !wanted && value != NULL && speech_call_add_json(r, value, false, text, len);
    if (!wanted && value == NULL && (speech_call_is_likely(text, left) || r->attempts > ATTEMPTS)) {
        speech_call_add(r, "", "", text, left);
        len = left;
        taken = true;
    }
    if (wanted && value != NULL) {
        speech_put(r, r->at, len);
        taken = true;
    }
    json_decref(value);
    r->known = r->at + len; /* so that no part of it is read again */
    r->at += taken ? len : 0;
    return taken ? STEP_TAKEN : STEP_NONE;
}

/* ---- calls between marks ---- */

static const char *own_name_in(const char *text, size_t len)
{
    for (size_t i = 0; i < N(own); i++) {
        size_t n = strlen(own[i]);
        for (size_t at = 0; at + n <= len; at++) {
            bool begins = at == 0 || (!isalnum((unsigned char)text[at - 1]) && text[at - 1] != '_');
            bool ends = at + n == len || (!isalnum((unsigned char)text[at + n]) && text[at + n] != '_');
            if (begins && ends && memcmp(text + at, own[i], n) == 0)
                return own[i];
        }
    }
    return NULL;
}

/* Returns the name in the text before the arguments of a call: one of our own, or else the last word. */
static const char *name_in(struct speech_reader *r, const char *head, size_t len)
{
    const char *own_name = own_name_in(head, len);
    return own_name != NULL ? own_name : speech_form_name(r->arena, head, len);
}

/* Adds the call of a JSON value that has no name in itself: the name stands before it, or is its only key. */
static void add_unnamed(struct speech_reader *r, const json_t *value, const char *head, size_t head_len,
                        const char *text, size_t len)
{
    const char *name = name_in(r, head, head_len);
    for (size_t i = 0; i < json_array_size(value); i++)
        add_unnamed(r, json_array_get(value, i), "", 0, text, len);
    if (!json_is_object(value))
        return;
    void *only = json_object_iter((json_t *)value);
    if (name[0] == '\0' && json_object_size(value) == 1 && json_is_object(json_object_iter_value(only)) &&
        speech_call_is_name(json_object_iter_key(only))) {
        name = json_object_iter_key(only);
        value = json_object_iter_value(only);
    }
    if (name[0] != '\0')
        speech_call_add(r, name, arguments_text(r, value), text, len);
}

static void add_values(struct speech_reader *r, size_t from, size_t end)
{
    const char *text = r->in.s + from;
    size_t len = end - from, head = 0, n;
    for (size_t at = 0; at < len;) {
        bool list = text[at] == '[' && at + 1 + strspn(text + at + 1, " \t\r\n") < len &&
                    text[at + 1 + strspn(text + at + 1, " \t\r\n")] == '{';
        json_t *value = text[at] == '{' || list ? speech_call_json_at(r, from + at, end, &n) : NULL;
        if (value == NULL) {
            at++;
            continue;
        }
        if (!speech_call_add_json(r, value, true, text, len))
            add_unnamed(r, value, text + head, at - head, text, len);
        json_decref(value);
        at += n;
        head = at;
    }
}

/* Returns where the next <invoke …> or <function=…> begins after this place; the end when there is none. */
static size_t next_invoke(const char *text, size_t at, size_t len)
{
    static const char *const tags[] = {"<invoke", "<function=", "<｜DSML｜invoke"};
    for (; at < len; at++)
        for (size_t i = 0; text[at] == '<' && i < N(tags); i++)
            if (strlen(tags[i]) <= len - at && memcmp(text + at, tags[i], strlen(tags[i])) == 0)
                return at;
    return len;
}

/* Adds the call of a piece without JSON: the name is in its first tag, or before its arguments. */
static void add_piece(struct speech_reader *r, const char *piece, size_t len)
{
    const char *copy = arena_strndup(r->arena, piece, len);
    bool tag = next_invoke(copy, 0, len) == 0;
    size_t head = tag ? strcspn(copy, ">") : strcspn(copy, "({");
    static const char *const stops[] = {"<arg_key>", "<parameter"};
    for (size_t i = 0; i < N(stops); i++) {
        const char *stop = strstr(copy, stops[i]);
        if (stop != NULL && (size_t)(stop - copy) < head)
            head = (size_t)(stop - copy);
    }
    const char *name = name_in(r, copy, head);
    if (mark_names_call(name) && !speech_call_is_own(name))
        name = ""; /* the mark, and nothing after it */
    speech_call_add(r, name, speech_form_arguments(r->arena, copy, len), piece, len);
}

void speech_call_add_region(struct speech_reader *r, size_t from, size_t end)
{
    const char *text = r->in.s + from;
    size_t len = end - from, before = r->speech->n_calls, at = next_invoke(text, 0, len);
    add_values(r, from, end);
    if (r->speech->n_calls > before)
        return;
    if (at == len || len == 0)
        add_piece(r, text, len);
    for (size_t next; at < len; at = next) {
        next = next_invoke(text, at + 1, len);
        add_piece(r, text + at, next - at);
    }
}

/* Whether this mark ends what that one began: </tool_call> and <tool_call>, <end_…> and <start_…>. */
static bool is_end_of(const struct mark_found *f, const struct mark_found *open)
{
    static const char start[] = "start_", end[] = "end_";
    if (f->mark != SPEECH_MARK_CALL_ENDS || !open->is_tag)
        return f->mark == SPEECH_MARK_CALL_ENDS;
    bool framed = strncmp(open->name, start, strlen(start)) == 0 && strncmp(f->name, end, strlen(end)) == 0;
    return framed ? strcmp(f->name + strlen(end), open->name + strlen(start)) == 0
                  : strcmp(f->name, open->name) == 0;
}

size_t speech_call_region_end(struct speech_reader *r, const struct mark_found *open, size_t *next)
{
    struct mark_found f;
    const char *s = r->in.s;
    for (size_t i = r->at; i < r->in.len; i++) {
        if (!mark_at(&r->in, i, &f) || f.pending)
            continue;
        bool is_value = i > r->at && s[i - 1] == '"' && s[i + f.len] == '"'; /* of JSON: a word */
        if (is_value) {
            i += f.len - 1;
            continue;
        }
        if (is_end_of(&f, open) || f.mark == SPEECH_MARK_TURN_ENDS || f.mark == SPEECH_MARK_TURN ||
            f.mark == SPEECH_MARK_TURN_LINE) {
            *next = f.mark == SPEECH_MARK_CALL_ENDS ? i + f.len : i;
            return i;
        }
        i += f.len - 1;
    }
    *next = r->in.len;
    return r->in.len;
}

/* ---- calls written out ---- */

enum speech_step speech_call_take_action(struct speech_reader *r)
{
    static const char action[] = "Action:", input[] = "Action Input:";
    const struct mark_text *t = &r->in;
    if (!t->whole && mark_may_start(t, r->at, action))
        return STEP_WAIT;
    size_t i = r->at + mark_starts(t, r->at, action), n, len;
    if (i == r->at)
        return STEP_NONE;
    if (!t->whole)
        return STEP_WAIT;
    i += strspn(t->s + i, " \t\r\n");
    if (i < t->len && strchr("`[{", t->s[i]) != NULL) { /* as Cohere has it: a list of calls, fenced */
        size_t before = r->speech->n_calls;
        add_values(r, i, t->len);
        r->at = r->speech->n_calls > before ? t->len : r->at;
        return r->speech->n_calls > before ? STEP_TAKEN : STEP_NONE;
    }
    n = strcspn(t->s + i, "\r\n ");
    const char *name = arena_strndup(r->arena, t->s + i, n);
    size_t next = i + n + strspn(t->s + i + n, "\r\n ");
    bool has_input = mark_starts(t, next, input) != 0;
    if (!speech_call_is_name(name) || (!has_input && (!speech_call_is_own(name) || next < t->len)))
        return STEP_NONE;
    next += strcspn(t->s + next, "{");
    json_t *value = next < t->len ? speech_call_json_at(r, next, t->len, &len) : NULL;
    speech_call_add(r, name, arguments_text(r, value), t->s + r->at, t->len - r->at);
    json_decref(value);
    r->at = t->len;
    return STEP_TAKEN;
}

/* What follows the bracket is an argument of ours, not one of a program: "close(fd)" is a line of that. */
static bool is_argument(const char *p)
{
    p += strspn(p, " \t");
    size_t name = strspn(p, "abcdefghijklmnopqrstuvwxyz_");
    return name == 0 ? p[0] != '\0' && strchr(")\"'{", p[0]) != NULL
                     : p[name + strspn(p + name, " \t")] == '=';
}

/* A line "handoff(…)" of our own. */
static enum speech_step take_own(struct speech_reader *r, size_t i, const char *name)
{
    const struct mark_text *t = &r->in;
    char call[16];
    strcat(strcpy(call, name), "(");
    if (mark_may_start(t, i, call) && !t->whole)
        return STEP_WAIT;
    if (!mark_starts(t, i, call))
        return STEP_NONE;
    const char *end = memchr(t->s + i, '\n', t->len - i);
    size_t stop = end == NULL ? t->len : (size_t)(end - t->s);
    if (end == NULL && !t->whole)
        return STEP_WAIT;
    size_t last = stop;
    while (last > i && strchr(" \t\r];", t->s[last - 1]) != NULL)
        last--;
    if (t->s[last - 1] != ')' || !is_argument(t->s + i + strlen(call)))
        return STEP_NONE;
    if (!t->whole)
        return STEP_WAIT;
    size_t n, open = i + strlen(call);
    json_t *object = t->s[open] == '{' ? speech_call_json_at(r, open, stop, &n) : NULL;
    speech_call_add(r, name,
                    object != NULL ? arguments_text(r, object)
                                   : speech_form_arguments(r->arena, t->s + i, stop - i),
                    t->s + r->at, stop - r->at);
    json_decref(object);
    r->at = stop;
    return STEP_TAKEN;
}

#define NAME_SIGNS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

/* Whether this is NAME(KEY=… or NAME(), or more text may make it one. */
static bool may_be_python(const struct mark_text *t, size_t i)
{
    i += strspn(t->s + i, NAME_SIGNS ".");
    if (i == t->len || t->s[i] != '(')
        return i == t->len;
    i++;
    i += strspn(t->s + i, " \t\r\n");
    i += strspn(t->s + i, NAME_SIGNS);
    i += strspn(t->s + i, " ");
    return i == t->len || t->s[i] == '=' || t->s[i] == ')';
}

/* An answer that is nothing but calls of whatever tools, as Llama writes them: [NAME(KEY="…"), NAME(…)]. */
static enum speech_step take_python(struct speech_reader *r)
{
    const struct mark_text *t = &r->in;
    bool list = t->s[r->at] == '[';
    size_t i = r->at + list, n, before = r->speech->n_calls, first = i;
    if (r->out_len > 0)
        return STEP_NONE;
    if (!t->whole)
        return may_be_python(t, i) ? STEP_WAIT : STEP_NONE;
    for (; (n = speech_form_python(t->s + i, t->len - i)) > 0; i += n, i += strspn(t->s + i, ", ;\t\r\n"))
        ;
    if (i == first || (list && t->s[i] != ']'))
        return STEP_NONE;
    i += list;
    struct mark_found f;
    size_t rest = i + strspn(t->s + i, " \t\r\n");
    if (rest < t->len && !mark_at(t, rest, &f))
        return STEP_NONE;
    for (size_t at = first;
         r->speech->n_calls - before < SPEECH_CALLS && (n = speech_form_python(t->s + at, t->len - at)) > 0;
         at += n, at += strspn(t->s + at, ", ;\t\r\n")) {
        const char *name = arena_strndup(r->arena, t->s + at, strcspn(t->s + at, "("));
        speech_call_add(r, completion_plain_name(r->arena, name),
                        speech_form_arguments(r->arena, t->s + at, n), t->s + at, n);
    }
    r->at = i;
    return STEP_TAKEN;
}

enum speech_step speech_call_take_written_out(struct speech_reader *r)
{
    const struct mark_text *t = &r->in;
    size_t i = r->at + (r->at < t->len && t->s[r->at] == '[');
    if (mark_may_start(t, i, "functions.") && !t->whole)
        return STEP_WAIT;
    i += mark_starts(t, i, "functions.");
    enum speech_step step = STEP_NONE;
    for (size_t k = 0; step == STEP_NONE && k < N(own); k++)
        step = take_own(r, i, own[k]);
    return step != STEP_NONE ? step : take_python(r);
}
