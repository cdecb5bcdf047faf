/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * speech_code: see speech_code.h. */
#include "model/speech_code.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include <jansson.h>

#include "model/speech.h"
#include "model/speech_call.h"
#include "model/speech_inside.h"
#include "model/speech_mark.h"

#define N(list) (sizeof(list) / sizeof(list)[0])

/* Code that is shown as it is: no call is in it, and reasoning that begins in it ends in it, after other
 * words; or it is nothing but one mark. */
static bool is_harmless(struct speech_reader *r, size_t from, size_t end)
{
    struct mark_text code = {.s = r->in.s, .len = end, .whole = true};
    struct mark_found f;
    int depth = 0;
    bool any = false, enough;
    if (!speech_is_worth(r, end - from))
        return false;
    for (size_t i = from; i < end; i++) {
        if ((code.s[i] == '{' || code.s[i] == '[') && speech_call_begins_json(&code, i, &enough) &&
            speech_call_is_likely(code.s + i, end - i))
            return false;
        if (!mark_at(&code, i, &f))
            continue;
        if (i == from && f.len == end - from)
            return true;
        if (f.mark == SPEECH_MARK_CALL)
            return false;
        depth += (f.mark == SPEECH_MARK_THINK) - (f.mark == SPEECH_MARK_THOUGHT);
        if (depth < 0)
            return false;
        any = true;
        i += f.len - 1;
    }
    return depth == 0 && (!any || r->out_len > 0);
}

bool speech_code_is_line_start(const struct speech_reader *r, size_t at)
{
    while (at > 0 && isblank((unsigned char)r->in.s[at - 1]))
        at--;
    return at == 0 || r->in.s[at - 1] == '\n';
}

/* Where the block of code ends that begins at `at` with so many backticks; 0: it does not. *inner: its
 * contents. */
static size_t fence_end(const struct speech_reader *r, size_t at, size_t ticks, size_t *inner,
                        size_t *inner_end)
{
    const struct mark_text *t = &r->in;
    const char *line = memchr(t->s + at, '\n', t->len - at);
    *inner = line == NULL ? t->len : (size_t)(line + 1 - t->s);
    for (size_t i = *inner; i < t->len; i++) {
        size_t from = i, n = 0;
        while (i < t->len && isblank((unsigned char)t->s[i]))
            i++;
        while (i + n < t->len && t->s[i + n] == '`')
            n++;
        size_t end = i + n;
        while (end < t->len && isblank((unsigned char)t->s[end]))
            end++;
        if (n >= ticks && (end == t->len ? t->whole : t->s[end] == '\n' || t->s[end] == '\r')) {
            *inner_end = from;
            return i + n;
        }
        const char *next = memchr(t->s + i, '\n', t->len - i);
        if (next == NULL)
            return 0;
        i = (size_t)(next - t->s);
    }
    return 0;
}

static bool names_calls(const char *info, size_t len)
{
    static const char *const names[] = {"tool_call", "tool_calls",    "tool_code", "tool_use",
                                        "tool",      "function_call", "function"};
    while (len > 0 && isspace((unsigned char)info[len - 1]))
        len--;
    for (size_t i = 0; i < N(names); i++)
        if (strlen(names[i]) == len && strncasecmp(names[i], info, len) == 0)
            return true;
    return false;
}

/* ```thinking: what such a block has is no code. */
static bool thinks(const char *info, size_t len)
{
    char name[MARK_NAME + 1] = "";
    for (size_t i = 0; i < len && i < MARK_NAME; i++)
        name[i] = (char)tolower((unsigned char)info[i]);
    name[strcspn(name, " \t\r\n")] = '\0';
    return mark_names_reasoning(name);
}

/* A block that is nothing but "handoff(…)". */
static bool is_handoff(const struct speech_reader *r, size_t from, size_t end)
{
    static const char call[] = "handoff(";
    const char *s = r->in.s;
    while (from < end && isspace((unsigned char)s[from]))
        from++;
    while (end > from && (isspace((unsigned char)s[end - 1]) || s[end - 1] == ';'))
        end--;
    return end - from > strlen(call) && memcmp(s + from, call, strlen(call)) == 0 && s[end - 1] == ')';
}

/* Adds the calls of a block: named as such, or JSON that begins at first. Returns false if there are none in it. */
static bool add_calls(struct speech_reader *r, size_t inner, size_t inner_end, size_t first, bool named,
                      bool json)
{
    size_t before = r->speech->n_calls, n;
    json_t *value = json ? speech_call_json_at(r, first, inner_end, &n) : NULL;
    if (named)
        speech_call_add_region(r, inner, inner_end);
    else if (value != NULL)
        speech_call_add_json(r, value, false, r->in.s + first, inner_end - first);
    else if (speech_call_is_likely(r->in.s + first, inner_end - first))
        speech_call_add(r, "", "", r->in.s + first, inner_end - first);
    json_decref(value);
    return r->speech->n_calls > before;
}

/* A call in a block of code takes the block with it. */
static enum speech_step take_fence(struct speech_reader *r, size_t ticks)
{
    if (r->effort == 0)
        return r->in.whole ? STEP_NONE : STEP_WAIT;
    size_t inner, inner_end = r->in.len, end = fence_end(r, r->at + ticks, ticks, &inner, &inner_end);
    speech_is_worth(r, (end == 0 ? r->in.len : end) - r->at);
    if (end == 0 && !r->in.whole)
        return STEP_WAIT;
    const char *info = r->in.s + r->at + ticks;
    size_t info_len = inner > r->at + ticks ? (size_t)(r->in.s + inner - info) : 0;
    if (r->source == NULL && thinks(info, info_len)) {
        r->speech->marked = true;
        r->at = end != 0 ? end : r->in.len;
        return STEP_TAKEN;
    }
    bool calls = names_calls(info, info_len) || is_handoff(r, inner, inner_end), enough;
    size_t first = inner;
    while (first < inner_end && isspace((unsigned char)r->in.s[first]))
        first++;
    if (r->source != NULL && strchr(r->source, '{') != NULL)
        first = inner_end;
    bool json = first < inner_end &&
                speech_call_begins_json(&(struct mark_text){r->in.s, inner_end, true}, first, &enough);
    if (calls || json) {
        if (!r->in.whole)
            return STEP_WAIT;
        if (add_calls(r, inner, inner_end, first, calls, json)) {
            r->at = end != 0 ? end : r->in.len;
            return STEP_TAKEN;
        }
    }
    if (end == 0 || !is_harmless(r, inner, inner_end))
        return STEP_NONE;
    speech_put(r, r->at, end - r->at);
    r->at = end;
    return STEP_TAKEN;
}

enum speech_step speech_code_take(struct speech_reader *r)
{
    size_t ticks = 0;
    while (r->at + ticks < r->in.len && r->in.s[r->at + ticks] == '`')
        ticks++;
    if (r->at + ticks == r->in.len && !r->in.whole)
        return STEP_WAIT;
    if (ticks >= 3 && speech_code_is_line_start(r, r->at)) {
        enum speech_step step = take_fence(r, ticks);
        if (step != STEP_NONE)
            return step;
    } else {
        size_t from = r->at + ticks, i = from;
        while (r->effort > 0 && i < r->in.len && r->in.s[i] != '\n') {
            size_t n = 0;
            while (i + n < r->in.len && r->in.s[i + n] == '`')
                n++;
            if (n == ticks && (i + n < r->in.len || r->in.whole)) {
                if (!is_harmless(r, from, i))
                    break;
                speech_put(r, r->at, i + n - r->at);
                r->at = i + n;
                return STEP_TAKEN;
            }
            i += n > 0 ? n : 1;
        }
        speech_is_worth(r, i - from);
        if (i == r->in.len && !r->in.whole)
            return STEP_WAIT;
    }
    speech_put(r, r->at, ticks);
    r->at += ticks;
    return STEP_TAKEN;
}
