/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * speech_mark: see speech_mark.h. Each mark is a row of a table. */
#include "model/speech_mark.h"

#include <ctype.h>
#include <string.h>

#define N(list) (sizeof(list) / sizeof(list)[0])

enum { ATTRIBUTES = 256 /* bytes of what may follow the name of a mark within its brackets */ };

struct mark_row {
    const char *name;
    enum speech_mark mark, end; /* of <name>, of </name> */
};

/* <name …>, [NAME], ◁name▷: names that mean something; others are words. A prefix up to a colon does not
 * count. */
static const struct mark_row tags[] = {
    {"details", SPEECH_MARK_THINK, SPEECH_MARK_THOUGHT}, /* see read_tag(), and is_word() in speech.c */
    {"reflect", SPEECH_MARK_THINK, SPEECH_MARK_THOUGHT},
    {"analysis", SPEECH_MARK_THINK, SPEECH_MARK_THOUGHT},
    {"cot", SPEECH_MARK_THINK, SPEECH_MARK_THOUGHT},
    {"|channel", SPEECH_MARK_THINK, SPEECH_MARK_PLAIN}, /* <|channel>thought …<channel|>: not Harmony's */
    {"channel|", SPEECH_MARK_THOUGHT, SPEECH_MARK_PLAIN},
    {"unused94", SPEECH_MARK_THINK, SPEECH_MARK_PLAIN},
    {"unused95", SPEECH_MARK_THOUGHT, SPEECH_MARK_PLAIN},
    {"answer", SPEECH_MARK_PLAIN, SPEECH_MARK_PLAIN},
    {"final_answer", SPEECH_MARK_PLAIN, SPEECH_MARK_PLAIN},
    {"final", SPEECH_MARK_PLAIN, SPEECH_MARK_PLAIN},
    {"response", SPEECH_MARK_PLAIN, SPEECH_MARK_PLAIN},
    {"s", SPEECH_MARK_PLAIN, SPEECH_MARK_TURN_ENDS},
    {"bos", SPEECH_MARK_PLAIN, SPEECH_MARK_PLAIN},
    {"pad", SPEECH_MARK_PLAIN, SPEECH_MARK_PLAIN},
    {"unk", SPEECH_MARK_PLAIN, SPEECH_MARK_PLAIN},
    {"eos", SPEECH_MARK_TURN_ENDS, SPEECH_MARK_PLAIN},
    {"eot", SPEECH_MARK_TURN_ENDS, SPEECH_MARK_PLAIN},
    {"end_of_turn", SPEECH_MARK_TURN_ENDS, SPEECH_MARK_PLAIN},
    {"turn|", SPEECH_MARK_TURN_ENDS, SPEECH_MARK_PLAIN},
    {"end_of_text", SPEECH_MARK_TURN_ENDS, SPEECH_MARK_PLAIN},
    {"endoftext", SPEECH_MARK_TURN_ENDS, SPEECH_MARK_PLAIN},
    {"start_of_turn", SPEECH_MARK_TURN_LINE, SPEECH_MARK_PLAIN},
    {"|turn", SPEECH_MARK_TURN_LINE, SPEECH_MARK_PLAIN},
    {"tool_call", SPEECH_MARK_CALL, SPEECH_MARK_CALL_ENDS},
    {"tool_calls", SPEECH_MARK_CALL, SPEECH_MARK_CALL_ENDS},
    {"|tool_call", SPEECH_MARK_CALL, SPEECH_MARK_PLAIN},
    {"tool_call|", SPEECH_MARK_CALL_ENDS, SPEECH_MARK_PLAIN},
    {"tool_use", SPEECH_MARK_CALL, SPEECH_MARK_CALL_ENDS},
    {"tool", SPEECH_MARK_CALL, SPEECH_MARK_CALL_ENDS},
    {"tool_code", SPEECH_MARK_CALL, SPEECH_MARK_CALL_ENDS},
    {"function", SPEECH_MARK_CALL, SPEECH_MARK_CALL_ENDS},
    {"function_call", SPEECH_MARK_CALL, SPEECH_MARK_CALL_ENDS},
    {"function_calls", SPEECH_MARK_CALL, SPEECH_MARK_CALL_ENDS},
    {"functioncall", SPEECH_MARK_CALL, SPEECH_MARK_CALL_ENDS},
    {"toolcall", SPEECH_MARK_CALL, SPEECH_MARK_CALL_ENDS},
    {"tools", SPEECH_MARK_CALL, SPEECH_MARK_CALL_ENDS},
    {"start_function_call", SPEECH_MARK_CALL, SPEECH_MARK_PLAIN},
    {"end_function_call", SPEECH_MARK_CALL_ENDS, SPEECH_MARK_PLAIN},
    {"invoke", SPEECH_MARK_CALL, SPEECH_MARK_CALL_ENDS},
    {"handoff", SPEECH_MARK_CALL, SPEECH_MARK_CALL_ENDS},
    {"tool_response", SPEECH_MARK_OTHERS, SPEECH_MARK_OURS},
    {"tool_result", SPEECH_MARK_OTHERS, SPEECH_MARK_OURS},
};

/* <|name|>, with bars of any width: whatever has no row is SPEECH_MARK_PLAIN. */
static const struct mark_row tokens[] = {
    {"im_end", SPEECH_MARK_TURN_ENDS, SPEECH_MARK_PLAIN},
    {"im_sep", SPEECH_MARK_HEADER_ENDS, SPEECH_MARK_PLAIN},
    {"im_start", SPEECH_MARK_TURN_LINE, SPEECH_MARK_PLAIN},
    {"end", SPEECH_MARK_TURN_ENDS, SPEECH_MARK_PLAIN},
    {"return", SPEECH_MARK_TURN_ENDS, SPEECH_MARK_PLAIN},
    {"call", SPEECH_MARK_TURN_ENDS, SPEECH_MARK_PLAIN},
    {"eot_id", SPEECH_MARK_TURN_ENDS, SPEECH_MARK_PLAIN},
    {"eom_id", SPEECH_MARK_TURN_ENDS, SPEECH_MARK_PLAIN},
    {"eot", SPEECH_MARK_TURN_ENDS, SPEECH_MARK_PLAIN},
    {"eom", SPEECH_MARK_TURN_ENDS, SPEECH_MARK_PLAIN},
    {"endoftext", SPEECH_MARK_TURN_ENDS, SPEECH_MARK_PLAIN},
    {"end_of_text", SPEECH_MARK_TURN_ENDS, SPEECH_MARK_PLAIN},
    {"end_of_sentence", SPEECH_MARK_TURN_ENDS, SPEECH_MARK_PLAIN},
    {"end_of_turn_token", SPEECH_MARK_TURN_ENDS, SPEECH_MARK_PLAIN},
    {"eos", SPEECH_MARK_TURN_ENDS, SPEECH_MARK_PLAIN},
    {"start", SPEECH_MARK_TURN, SPEECH_MARK_PLAIN},
    {"start_header_id", SPEECH_MARK_TURN, SPEECH_MARK_PLAIN},
    {"header_start", SPEECH_MARK_TURN, SPEECH_MARK_PLAIN},
    {"end_header_id", SPEECH_MARK_HEADER_ENDS, SPEECH_MARK_PLAIN},
    {"header_end", SPEECH_MARK_HEADER_ENDS, SPEECH_MARK_PLAIN},
    {"channel", SPEECH_MARK_CHANNEL, SPEECH_MARK_PLAIN},
    {"message", SPEECH_MARK_HEADER_ENDS, SPEECH_MARK_PLAIN},
    {"user", SPEECH_MARK_OTHERS, SPEECH_MARK_PLAIN},
    {"system", SPEECH_MARK_OTHERS, SPEECH_MARK_PLAIN},
    {"observation", SPEECH_MARK_OTHERS, SPEECH_MARK_PLAIN},
    {"user_token", SPEECH_MARK_OTHERS, SPEECH_MARK_PLAIN},
    {"system_token", SPEECH_MARK_OTHERS, SPEECH_MARK_PLAIN},
    {"assistant", SPEECH_MARK_OURS, SPEECH_MARK_PLAIN},
    {"chatbot_token", SPEECH_MARK_OURS, SPEECH_MARK_PLAIN},
    {"python_tag", SPEECH_MARK_CALL, SPEECH_MARK_PLAIN},
    {"tool_call", SPEECH_MARK_CALL, SPEECH_MARK_CALL_ENDS},
    {"tool_calls", SPEECH_MARK_CALL, SPEECH_MARK_CALL_ENDS},
    {"tool_call_begin", SPEECH_MARK_CALL, SPEECH_MARK_PLAIN},
    {"tool_calls_begin", SPEECH_MARK_CALL, SPEECH_MARK_PLAIN},
    {"tool_calls_section_begin", SPEECH_MARK_CALL, SPEECH_MARK_PLAIN},
    {"tool_calls_section_end", SPEECH_MARK_CALL_ENDS, SPEECH_MARK_PLAIN},
    {"tool_calls_end", SPEECH_MARK_CALL_ENDS, SPEECH_MARK_PLAIN},
    {"tool_call_end", SPEECH_MARK_CALL_ENDS, SPEECH_MARK_PLAIN},
    {"tool_call_start", SPEECH_MARK_CALL, SPEECH_MARK_PLAIN},
    {"tools_prefix", SPEECH_MARK_CALL, SPEECH_MARK_PLAIN},
    {"tools_suffix", SPEECH_MARK_CALL_ENDS, SPEECH_MARK_PLAIN},
    {"start_action", SPEECH_MARK_CALL, SPEECH_MARK_PLAIN},
    {"end_action", SPEECH_MARK_CALL_ENDS, SPEECH_MARK_PLAIN},
    {"action_start", SPEECH_MARK_CALL, SPEECH_MARK_PLAIN},
    {"action_end", SPEECH_MARK_CALL_ENDS, SPEECH_MARK_PLAIN},
    {"plugin", SPEECH_MARK_CALL, SPEECH_MARK_PLAIN},
};

/* [NAME] and [/NAME], in capitals only: [think] is a word. */
static const struct mark_row brackets[] = {
    {"THINK", SPEECH_MARK_THINK, SPEECH_MARK_THOUGHT},
    {"INST", SPEECH_MARK_OTHERS, SPEECH_MARK_OURS},
    {"SYSTEM_PROMPT", SPEECH_MARK_OTHERS, SPEECH_MARK_OURS},
    {"AVAILABLE_TOOLS", SPEECH_MARK_OTHERS, SPEECH_MARK_OURS},
    {"TOOL_RESULTS", SPEECH_MARK_OTHERS, SPEECH_MARK_OURS},
    {"TOOL_CONTENT", SPEECH_MARK_PLAIN, SPEECH_MARK_PLAIN},
    {"TOOL_CALLS", SPEECH_MARK_CALL, SPEECH_MARK_CALL_ENDS},
};

static enum speech_mark row_of(const struct mark_row *rows, size_t n, const char *name, bool end,
                               enum speech_mark otherwise)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(rows[i].name, name) == 0)
            return end ? rows[i].end : rows[i].mark;
    return otherwise;
}

static const char *const reasoning[] = {"think",      "thought",    "reasoning",
                                        "reflection", "scratchpad", "monologue"};

bool mark_names_reasoning(const char *name)
{
    for (size_t i = 0; i < N(reasoning); i++)
        if (strstr(name, reasoning[i]) != NULL)
            return true;
    return false;
}

static enum speech_mark token_of(const char *name, bool end)
{
    bool ends = end || strstr(name, "end") != NULL || strstr(name, "stop") != NULL;
    enum speech_mark otherwise = !mark_names_reasoning(name) ? SPEECH_MARK_PLAIN
                                 : ends                      ? SPEECH_MARK_THOUGHT
                                                             : SPEECH_MARK_THINK;
    return row_of(tokens, N(tokens), name, end, otherwise);
}

static enum speech_mark tag_of(const char *name, bool end)
{
    return row_of(tags, N(tags), name, end,
                  !mark_names_reasoning(name) ? SPEECH_MARK_NONE
                  : end                       ? SPEECH_MARK_THOUGHT
                                              : SPEECH_MARK_THINK);
}

bool mark_names_call(const char *name)
{
    return row_of(tags, N(tags), name, false, SPEECH_MARK_NONE) == SPEECH_MARK_CALL;
}

const char mark_details[] = "details";

size_t mark_starts(const struct mark_text *t, size_t at, const char *with)
{
    size_t len = strlen(with);
    return t->len - at >= len && memcmp(t->s + at, with, len) == 0 ? len : 0;
}

bool mark_may_start(const struct mark_text *t, size_t at, const char *with)
{
    size_t left = t->len - at;
    return left < strlen(with) && memcmp(t->s + at, with, left) == 0;
}

static size_t bar_at(const struct mark_text *t, size_t at)
{
    size_t n = mark_starts(t, at, "|");
    return n != 0 ? n : mark_starts(t, at, "｜");
}

/* The name that begins there, into f->name; how long it is. "▁", as in DeepSeek's, is "_". */
static size_t read_name(const struct mark_text *t, size_t at, struct mark_found *f)
{
    size_t i = at, n = 0;
    while (i < t->len && n < MARK_NAME) {
        size_t low = mark_starts(t, i, "▁");
        if (low == 0 && !isalnum((unsigned char)t->s[i]) && strchr("_.-:", t->s[i]) == NULL)
            break;
        f->name[n++] = low != 0 ? '_' : (char)tolower((unsigned char)t->s[i]);
        i += low != 0 ? low : 1;
    }
    f->name[n] = '\0';
    return i - at;
}

/* <|name|> at the bar; false: it is none. */
static bool read_token(const struct mark_text *t, size_t at, struct mark_found *f)
{
    size_t i = at + bar_at(t, at);
    bool end = i < t->len && t->s[i] == '/';
    i += end;
    size_t n = read_name(t, i, f), bar = 0;
    i += n;
    if (i == t->len && n < MARK_NAME) {
        f->pending = true;
        return true;
    }
    bar = bar_at(t, i);
    if (n == 0 || (bar == 0 && t->s[i] != '>'))
        return f->pending = n > 0 && !t->whole && (mark_may_start(t, i, "｜") || mark_may_start(t, i, "▁"));
    i += bar;
    if (i == t->len) {
        f->pending = true;
        return true;
    }
    if (t->s[i] != '>')
        return false;
    f->mark = token_of(f->name, end);
    if (bar == 0) { /* <|name>: only what is known */
        char half[MARK_NAME + 2] = "|";
        strcat(half, f->name);
        f->mark = row_of(tags, N(tags), half, end, SPEECH_MARK_NONE);
    }
    f->len = i + 1;
    return f->mark != SPEECH_MARK_NONE;
}

/* Without a prefix, as in <seed:think>. */
static const char *local_name(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon == NULL ? name : colon + 1;
}

static bool begins_a_tag(const char *name, bool whole)
{
    const char *local = local_name(name);
    size_t len = strlen(local);
    for (size_t i = 0; i < N(tags); i++)
        if (strncmp(tags[i].name, local, len) == 0)
            return true;
    for (size_t i = 0; i < N(reasoning); i++)
        if (strncmp(reasoning[i], local, len) == 0)
            return true;
    return mark_names_reasoning(local) || !whole; /* a prefix may be anything, and <deep_thinking> is one */
}

static const char dsml[] = "｜DSML｜";

/* <name …> after the angle; <｜DSML｜name …> is the same. */
static bool read_tag(const struct mark_text *t, size_t at, struct mark_found *f)
{
    size_t i = at;
    while (i < t->len && isblank((unsigned char)t->s[i]))
        i++;
    bool end = i < t->len && t->s[i] == '/';
    i += end;
    while (i < t->len && isblank((unsigned char)t->s[i]))
        i++;
    if (i < t->len && mark_may_start(t, i, dsml))
        return f->pending = true;
    i += mark_starts(t, i, dsml);
    size_t n = read_name(t, i, f);
    i += n;
    if (i == t->len)
        return f->pending = n < MARK_NAME && begins_a_tag(f->name, t->whole);
    if (n > 0 && bar_at(t, i) != 0) { /* <name|> */
        strcat(f->name, n < MARK_NAME ? "|" : "");
        i += bar_at(t, i);
        if (i == t->len)
            return f->pending = true;
    }
    const char *name = local_name(f->name);
    enum speech_mark mark = tag_of(name, end);
    if (mark == SPEECH_MARK_NONE ||
        (t->s[i] != '>' && t->s[i] != '/' && t->s[i] != '=' && !isspace((unsigned char)t->s[i])))
        return false;
    memmove(f->name, name, strlen(name) + 1);
    f->rest = t->s + i;
    while (i < t->len && t->s[i] != '>' && t->s[i] != '<' && i - at < ATTRIBUTES)
        i++;
    f->rest_len = (size_t)(t->s + i - f->rest);
    if (i < t->len && t->s[i] != '>')
        return false;
    if (!end && strcmp(name, mark_details) == 0 &&
        memmem(f->rest, f->rest_len, "reasoning", strlen("reasoning")) == NULL)
        return f->pending = i == t->len && !t->whole;
    f->pending = i == t->len;
    f->is_tag = true;
    f->mark = f->rest_len > 0 && f->rest[f->rest_len - 1] == '/' && mark == SPEECH_MARK_THINK
                  ? SPEECH_MARK_PLAIN
                  : mark;
    f->len = i == t->len ? i : i + 1;
    return true;
}

static bool read_angle(const struct mark_text *t, size_t at, struct mark_found *f)
{
    static const char *const systems[] = {"<<SYS>>", "<</SYS>>"};
    for (size_t i = 0; i < N(systems); i++) {
        if (mark_may_start(t, at, systems[i]) && t->len - at > 1)
            return f->pending = true;
        if (mark_starts(t, at, systems[i])) {
            f->mark = i == 0 ? SPEECH_MARK_OTHERS : SPEECH_MARK_PLAIN; /* it stands within [INST] */
            f->len = at + strlen(systems[i]);
            return true;
        }
    }
    if (mark_starts(t, at + 1, dsml) != 0 ||
        (!t->whole && at + 1 < t->len && mark_may_start(t, at + 1, dsml)))
        return read_tag(t, at + 1, f);
    if (bar_at(t, at + 1) != 0)
        return read_token(t, at + 1, f);
    if (at + 1 < t->len && mark_may_start(t, at + 1, "｜"))
        return f->pending = true;
    return read_tag(t, at + 1, f);
}

static bool read_framed(const struct mark_text *t, size_t at, struct mark_found *f)
{
    static const char open[] = "◁", close[] = "▷";
    size_t i = at + strlen(open);
    bool end = i < t->len && t->s[i] == '/';
    i += end;
    i += read_name(t, i, f);
    if (i == t->len || mark_may_start(t, i, close))
        return f->pending = true;
    if (!mark_starts(t, i, close))
        return false;
    f->mark = tag_of(f->name, end);
    f->len = i + strlen(close);
    return f->mark != SPEECH_MARK_NONE;
}

static bool read_bracket(const struct mark_text *t, size_t at, struct mark_found *f)
{
    size_t i = at + 1;
    bool end = i < t->len && t->s[i] == '/';
    i += end;
    size_t from = i;
    while (i < t->len && (isupper((unsigned char)t->s[i]) || t->s[i] == '_') && i - from < MARK_NAME)
        i++;
    if (i == t->len)
        return f->pending = true;
    memcpy(f->name, t->s + from, i - from);
    f->name[i - from] = '\0';
    f->mark =
        t->s[i] == ']' ? row_of(brackets, N(brackets), f->name, end, SPEECH_MARK_NONE) : SPEECH_MARK_NONE;
    f->len = i + 1;
    return f->mark != SPEECH_MARK_NONE;
}

bool mark_at(const struct mark_text *t, size_t at, struct mark_found *f)
{
    *f = (struct mark_found){.mark = SPEECH_MARK_NONE};
    bool is = false;
    if (t->s[at] == '<')
        is = read_angle(t, at, f);
    else if (t->s[at] == '[')
        is = read_bracket(t, at, f);
    else if (mark_starts(t, at, "◁"))
        is = read_framed(t, at, f);
    else if (mark_may_start(t, at, "◁"))
        is = f->pending = true;
    if (!is)
        return false;
    if (f->pending && t->whole) {
        f->pending = false;
        if (f->mark == SPEECH_MARK_NONE && t->len - at < 3)
            return false; /* "a <" */
        f->mark = f->mark == SPEECH_MARK_NONE ? SPEECH_MARK_PLAIN : f->mark;
        f->len = t->len;
    }
    f->len -= f->pending ? 0 : at;
    return true;
}
