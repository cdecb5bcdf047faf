/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * speech: see speech.h. One pass over the text; speech_mark.c finds the marks, speech_code.c and
 * speech_call.c what is in blocks of code and in calls. */
#include "model/speech.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <jansson.h>

#include "base/arena.h"
#include "model/completion_call.h"
#include "model/speech_call.h"
#include "model/speech_code.h"
#include "model/speech_inside.h"
#include "model/speech_mark.h"

#define N(list) (sizeof(list) / sizeof(list)[0])

/* How often the whole text is searched for quotes around a mark; after that, no mark counts as quoted. */
enum { EFFORT = 32 };

bool speech_is_worth(struct speech_reader *r, size_t bytes)
{
    r->effort -= bytes < r->effort ? bytes : r->effort;
    return r->effort > 0;
}

void speech_put(struct speech_reader *r, size_t from, size_t n)
{
    if (r->voice != VOICE_OURS || r->depth > 0 || r->over)
        return;
    while (r->out_len == 0 && n > 0 && isspace((unsigned char)r->in.s[from])) {
        from++;
        n--;
    }
    memcpy(r->out + r->out_len, r->in.s + from, n);
    r->out_len += n;
}

/* Handles reasoning that began at the beginning of the answer or before it, in the template of the service.
 */
static void drop_all(struct speech_reader *r)
{
    struct speech *s = r->speech;
    s->lone_end = true;
    s->dropped += r->out_len;
    s->n_calls = 0;
    r->out_len = 0;
    r->over = false;
    r->voice = VOICE_OURS;
}

/* Who speaks, and in which channel. Of Harmony's only "final" is for the customer; "commentary
 * to=functions.NAME" is a call. */
static void end_header(struct speech_reader *r, size_t end)
{
    const char *header = arena_strndup(r->arena, r->in.s + r->header, end - r->header),
               *to = strstr(header, "to=");
    bool ours = r->channel ? strstr(header, "final") != NULL
                           : strstr(header, "assistant") != NULL || strstr(header, "model") != NULL ||
                                 strstr(header, "ipython") != NULL;
    r->voice = ours ? VOICE_OURS : VOICE_OTHERS;
    if (to == NULL || r->depth > 0)
        return;
    struct mark_found none = {.mark = SPEECH_MARK_CALL};
    size_t next, stop = speech_call_region_end(r, &none, &next), n = strcspn(to + 3, " \t\r\n<");
    size_t open = r->at;
    while (open < stop && r->in.s[open] != '{')
        open++;
    const char *name = completion_plain_name(r->arena, arena_strndup(r->arena, to + 3, n));
    speech_call_add(r, speech_call_is_name(name) ? name : "",
                    arena_strndup(r->arena, r->in.s + open, stop - open), r->in.s + r->header,
                    stop - r->header);
    r->at = next;
}

static void begin_header(struct speech_reader *r, enum speech_mark mark)
{
    bool goes_on = mark == SPEECH_MARK_CHANNEL && r->voice == VOICE_HEADER;
    r->channel = mark == SPEECH_MARK_CHANNEL;
    r->header_line = mark == SPEECH_MARK_TURN_LINE;
    if (!goes_on)
        r->header = r->at;
    r->voice = VOICE_HEADER;
}

/* Adds the calls that a mark begins, when they are ours to make. Returns false when the rest must wait for more text. */
static bool take_call(struct speech_reader *r, const struct mark_found *f, size_t at)
{
    size_t next;
    if (r->depth > 0 || r->voice != VOICE_OURS)
        return true;
    if (!r->in.whole)
        return false;
    speech_call_add_region(r, f->is_tag ? at : r->at, speech_call_region_end(r, f, &next));
    r->at = next;
    return true;
}

/* Returns false when the rest must wait for more text. */
static bool take_mark(struct speech_reader *r, const struct mark_found *f)
{
    size_t at = r->at;
    r->speech->marked = true;
    r->at += f->len;
    switch (f->mark) {
    case SPEECH_MARK_NONE:
    case SPEECH_MARK_PLAIN:
        break;
    case SPEECH_MARK_THINK:
        r->depth++;
        break;
    case SPEECH_MARK_THOUGHT:
        if (r->depth > 0)
            r->depth--;
        else
            drop_all(r);
        break;
    case SPEECH_MARK_TURN_ENDS:
        r->voice = VOICE_OURS;
        r->over = r->over || (r->out_len > 0 && r->depth == 0);
        break;
    case SPEECH_MARK_TURN:
    case SPEECH_MARK_TURN_LINE:
    case SPEECH_MARK_CHANNEL:
        begin_header(r, f->mark);
        break;
    case SPEECH_MARK_HEADER_ENDS:
        if (r->voice == VOICE_HEADER)
            end_header(r, at);
        break;
    case SPEECH_MARK_OTHERS:
        r->voice = VOICE_OTHERS;
        r->over = r->over || r->out_len > 0;
        break;
    case SPEECH_MARK_OURS:
        r->voice = VOICE_OURS;
        break;
    case SPEECH_MARK_CALL:
        return take_call(r, f, at);
    case SPEECH_MARK_CALL_ENDS:
        break;
    }
    return true;
}

/* Whether the mark is alone between quotation marks, which makes it a word. *enough is false when more text
 * decides that. */
static bool is_quoted(const struct speech_reader *r, const struct mark_found *f, bool *enough)
{
    static const struct {
        const char *before, *after;
    } pairs[] = {{"`", "`"}, {"\"", "\""}, {"'", "'"}, {"“", "”"}, {"„", "“"},
                 {"„", "”"}, {"‘", "’"},   {"«", "»"}, {"»", "«"}, {"「", "」"}};
    *enough = true;
    for (size_t i = 0; i < N(pairs); i++) {
        size_t n = strlen(pairs[i].before);
        if (r->at < n || memcmp(r->in.s + r->at - n, pairs[i].before, n) != 0)
            continue;
        if (mark_starts(&r->in, r->at + f->len, pairs[i].after))
            return true;
        if (!r->in.whole && mark_may_start(&r->in, r->at + f->len, pairs[i].after))
            *enough = false;
    }
    return false;
}

static size_t count(const char *text, size_t len, const char *what, size_t n)
{
    size_t times = 0;
    for (size_t i = 0; i + n <= len; i++)
        if (strncasecmp(text + i, what, n) == 0)
            times++;
    return times;
}

/* Of a translation: the last of these are the person's own. */
static bool is_of_source(struct speech_reader *r, const struct mark_found *f)
{
    if (r->source == NULL || !speech_is_worth(r, r->in.len - r->at))
        return false;
    const char *mark = r->in.s + r->at;
    size_t theirs = count(r->source, strlen(r->source), mark, f->len);
    return theirs > 0 && count(mark, r->in.len - r->at, mark, f->len) <= theirs;
}

/* Reasoning without any mark, from the beginning on: what Harmony's marks leave behind where the service
 * takes out only these, "analysisThe customer …assistantfinalHello"; and "Thought: … Action: … Final Answer:
 * Hello". */
static const struct {
    const char *begin, *end;
    bool glued; /* a capital letter follows directly; otherwise it is a word */
} bare_forms[] = {{"analysis", "assistantfinal", true}, {"Thought:", "Final Answer:", false}};

static bool skip_bare_form(struct speech_reader *r)
{
    if (r->at > 0)
        return true;
    for (size_t i = 0; i < N(bare_forms); i++) {
        size_t n = strlen(bare_forms[i].begin);
        if (!r->in.whole && (mark_may_start(&r->in, 0, bare_forms[i].begin) ||
                             (r->in.len == n && mark_starts(&r->in, 0, bare_forms[i].begin))))
            return false;
        if (!mark_starts(&r->in, 0, bare_forms[i].begin))
            continue;
        unsigned char next = (unsigned char)r->in.s[n];
        if (bare_forms[i].glued && !isupper(next) && next < 0x80)
            continue;
        const char *end = strstr(r->in.s, bare_forms[i].end);
        r->at = end == NULL ? r->in.len : (size_t)(end - r->in.s) + strlen(bare_forms[i].end);
        r->speech->marked = r->speech->lone_end = true;
        return end != NULL || r->in.whole;
    }
    return true;
}

/* Handles a header of Harmony whose beginning is in the template: the answer begins with "analysis<|message|>".
 * Returns false when the rest must wait for more text. */
static bool open_header(struct speech_reader *r)
{
    static const char *const words[] = {"analysis", "commentary", "final", "assistant"};
    static const char *const after[] = {"<|", " to=", " <|"};
    for (size_t i = 0; i < N(words); i++) {
        size_t n = strlen(words[i]);
        if (!r->in.whole && mark_may_start(&r->in, 0, words[i]))
            return false;
        for (size_t k = 0; mark_starts(&r->in, 0, words[i]) && k < N(after); k++) {
            if (!r->in.whole && mark_may_start(&r->in, n, after[k]))
                return false;
            if (!mark_starts(&r->in, n, after[k]))
                continue;
            r->voice = VOICE_HEADER;
            r->channel = strcmp(words[i], "assistant") != 0;
            r->at = n;
            return true;
        }
    }
    return true;
}

/* Of the end of <details> only one that began as reasoning is a mark. */
static bool is_word(const struct speech_reader *r, const struct mark_found *f)
{
    return f->mark == SPEECH_MARK_THOUGHT && r->depth == 0 && strcmp(f->name, mark_details) == 0;
}

/* Takes one character or more. Returns false when more text is needed. */
static bool step(struct speech_reader *r)
{
    struct mark_found f;
    char c = r->in.s[r->at];
    bool spoken = r->depth == 0 && r->voice == VOICE_OURS, enough = true;
    enum speech_step taken = STEP_NONE;
    if (r->voice == VOICE_HEADER && r->header_line && c == '\n') {
        size_t end = r->at++;
        end_header(r, end);
        return true;
    }
    if (spoken && c == '`')
        taken = speech_code_take(r);
    else if (spoken && (c == '{' || c == '['))
        taken = speech_call_take_json(r);
    if (taken == STEP_NONE && spoken && (isalpha((unsigned char)c) || c == '[') &&
        speech_code_is_line_start(r, r->at))
        taken = c == 'A' ? speech_call_take_action(r) : speech_call_take_written_out(r);
    if (taken != STEP_NONE)
        return taken == STEP_TAKEN;
    if (mark_at(&r->in, r->at, &f)) {
        if (f.pending)
            return false;
        bool quoted =
            is_word(r, &f) || (is_quoted(r, &f, &enough) && r->voice == VOICE_OURS) || is_of_source(r, &f);
        if (!enough)
            return false;
        if (!quoted)
            return take_mark(r, &f);
        speech_put(r, r->at, f.len);
        r->at += f.len;
        return true;
    }
    speech_put(r, r->at++, 1);
    return true;
}

static const char handoff[] = "handoff";

static bool is_sign(char c)
{
    return (unsigned char)c < 0x80 && !isalnum((unsigned char)c);
}

/* Nothing but "handoff", whatever signs of ASCII are around it; or what may become that. */
static bool is_lone_handoff(const struct speech_reader *r)
{
    size_t from = 0, to = r->out_len;
    while (from < to && is_sign(r->out[from]))
        from++;
    while (to > from && is_sign(r->out[to - 1]))
        to--;
    size_t n = to - from, len = strlen(handoff);
    return r->source == NULL && r->out_len > 0 && (r->in.whole ? n == len : n <= len) &&
           memcmp(r->out + from, handoff, n) == 0;
}

/* Returns the text of an object that is an answer without the name of the tool: {"text": "…", "sentiment": 0},
 * {"answer": "…"}. NULL: it is something else. */
static const json_t *text_of_answer(const json_t *object)
{
    static const char *const keys[] = {"text", "answer", "response", "message"};
    size_t others = json_object_get(object, "sentiment") != NULL;
    for (size_t i = 0; i < N(keys); i++) {
        const json_t *text = json_object_get(object, keys[i]);
        if (json_is_string(text) && json_object_size(object) == 1 + others)
            return text;
    }
    return NULL;
}

/* Whether the answer is only a JSON object, which is not a text for a customer: it may be the arguments of a
 * call whose name is missing. */
static void look_at_rest(struct speech_reader *r)
{
    size_t end = r->out_len;
    json_error_t error;
    while (end > 0 && isspace((unsigned char)r->out[end - 1]))
        end--;
    if (is_lone_handoff(r)) {
        speech_call_add(r, handoff, "", r->out, end);
        r->out_len = 0;
        return;
    }
    if (end == 0 || r->out[0] != '{' || r->out[end - 1] != '}' || r->source != NULL)
        return;
    json_t *value = json_loadb(r->out, end, 0, &error);
    const json_t *text = json_is_object(value) ? text_of_answer(value) : NULL;
    if (text != NULL)
        json_object_set(value, "text", (json_t *)text);
    char *arguments = text != NULL ? json_dumps(value, JSON_COMPACT) : NULL;
    if (json_is_object(value)) {
        speech_call_add(r, arguments != NULL ? "answer" : "", arguments != NULL ? arguments : "", r->out,
                        end);
        r->out_len = 0;
    }
    free(arguments);
    json_decref(value);
}

struct speech speech_read(struct arena *arena, const char *said, enum speech_length length,
                          const char *source)
{
    struct speech s = {.text = ""};
    size_t len = strlen(said);
    struct speech_reader r = {
        .arena = arena,
        .in = {.s = said, .len = len, .whole = length == SPEECH_WHOLE},
        .source = source,
        .out = arena_alloc(arena, len + 1),
        .effort = EFFORT * len + 1,
        .speech = &s,
    };
    bool more = len > 0 && open_header(&r) && skip_bare_form(&r);
    while (more && r.at < len)
        more = step(&r);
    if (r.in.whole)
        look_at_rest(&r);
    else if (is_lone_handoff(&r))
        r.out_len = 0;
    r.out[r.out_len] = '\0';
    s.text = r.out;
    return s;
}

bool speech_is_clean(struct arena *arena, const char *text, const char *source)
{
    struct speech s = speech_read(arena, text, SPEECH_WHOLE, source);
    return !s.marked;
}

/* Returns only the letters and digits, in lower case, so that white space and quotation marks make no
 * difference. */
static const char *bare(struct arena *arena, const char *text)
{
    char *out = arena_alloc(arena, strlen(text) + 1), *end = out;
    for (const char *p = text; *p != '\0'; p++)
        if (isalnum((unsigned char)*p) || (unsigned char)*p >= 0x80)
            *end++ = (char)tolower((unsigned char)*p);
    *end = '\0';
    return out;
}

/* Whether the text has the name as a program has it: quoted, or before a bracket. */
static bool has_identifier(const char *given, const char *name)
{
    size_t len = strlen(name);
    for (const char *at = given; len > 0 && (at = strstr(at, name)) != NULL; at += len)
        if ((at > given && strchr("\"'`", at[-1]) != NULL) ||
            (at[len] != '\0' && strchr("\"'`({", at[len]) != NULL))
            return true;
    return false;
}

bool speech_is_copied(struct arena *arena, const struct speech_call *call, const char *given)
{
    const char *text = bare(arena, call->text);
    if (text[0] != '\0' && strstr(bare(arena, given), text) != NULL)
        return true;
    if (!speech_call_is_own(call->name) && has_identifier(given, call->name))
        return true;
    struct speech s = speech_read(arena, given, SPEECH_WHOLE, NULL);
    for (size_t i = 0; i < s.n_calls; i++)
        if (strcmp(s.call[i].name, call->name) == 0)
            return true;
    return false;
}
