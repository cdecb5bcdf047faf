/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * speech: see speech.h. One pass over the text; each mark is a row of a table. */
#include "model/speech.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <jansson.h>

#include "base/arena.h"

enum {
    NAME = 64,        /* bytes of the name of a mark */
    ATTRIBUTES = 256, /* … and of what may follow within its brackets */
    ATTEMPTS = 32,    /* objects that are read as JSON; an answer with more is no answer */
    EFFORT =
        32, /* how often the whole text is looked through for what quotes a mark: after that nothing does */
};

/* ---- the marks ---- */

enum mark {
    MARK_NONE,
    MARK_PLAIN, /* says nothing */
    MARK_THINK,
    MARK_THOUGHT, /* … the end of it */
    MARK_TURN_ENDS,
    MARK_TURN_LINE, /* a turn begins: whose it is stands up to the end of the line */
    MARK_TURN,      /* … up to MARK_HEADER_ENDS */
    MARK_CHANNEL,   /* … and so does what it is for (Harmony) */
    MARK_HEADER_ENDS,
    MARK_OTHERS, /* somebody else speaks from here on */
    MARK_OURS,
    MARK_CALL,
    MARK_CALL_ENDS,
};

struct mark_row {
    const char *name;
    enum mark mark, end; /* of <name>, of </name> */
};

/* <name …>, [NAME], ◁name▷: names that mean something; others are words. A prefix up to a colon does not
 * count. */
static const struct mark_row tags[] = {
    {"details", MARK_THINK, MARK_THOUGHT}, /* see read_tag() and is_word() */
    {"reflect", MARK_THINK, MARK_THOUGHT},
    {"analysis", MARK_THINK, MARK_THOUGHT},
    {"cot", MARK_THINK, MARK_THOUGHT},
    {"|channel", MARK_THINK, MARK_PLAIN}, /* <|channel>thought …<channel|>: not Harmony's */
    {"channel|", MARK_THOUGHT, MARK_PLAIN},
    {"unused94", MARK_THINK, MARK_PLAIN},
    {"unused95", MARK_THOUGHT, MARK_PLAIN},
    {"answer", MARK_PLAIN, MARK_PLAIN},
    {"final_answer", MARK_PLAIN, MARK_PLAIN},
    {"final", MARK_PLAIN, MARK_PLAIN},
    {"response", MARK_PLAIN, MARK_PLAIN},
    {"s", MARK_PLAIN, MARK_TURN_ENDS},
    {"bos", MARK_PLAIN, MARK_PLAIN},
    {"pad", MARK_PLAIN, MARK_PLAIN},
    {"unk", MARK_PLAIN, MARK_PLAIN},
    {"eos", MARK_TURN_ENDS, MARK_PLAIN},
    {"eot", MARK_TURN_ENDS, MARK_PLAIN},
    {"end_of_turn", MARK_TURN_ENDS, MARK_PLAIN},
    {"turn|", MARK_TURN_ENDS, MARK_PLAIN},
    {"end_of_text", MARK_TURN_ENDS, MARK_PLAIN},
    {"endoftext", MARK_TURN_ENDS, MARK_PLAIN},
    {"start_of_turn", MARK_TURN_LINE, MARK_PLAIN},
    {"|turn", MARK_TURN_LINE, MARK_PLAIN},
    {"tool_call", MARK_CALL, MARK_CALL_ENDS},
    {"tool_calls", MARK_CALL, MARK_CALL_ENDS},
    {"|tool_call", MARK_CALL, MARK_PLAIN},
    {"tool_call|", MARK_CALL_ENDS, MARK_PLAIN},
    {"tool_use", MARK_CALL, MARK_CALL_ENDS},
    {"tool", MARK_CALL, MARK_CALL_ENDS},
    {"tool_code", MARK_CALL, MARK_CALL_ENDS},
    {"function", MARK_CALL, MARK_CALL_ENDS},
    {"function_call", MARK_CALL, MARK_CALL_ENDS},
    {"function_calls", MARK_CALL, MARK_CALL_ENDS},
    {"functioncall", MARK_CALL, MARK_CALL_ENDS},
    {"invoke", MARK_CALL, MARK_CALL_ENDS},
    {"handoff", MARK_CALL, MARK_CALL_ENDS},
    {"tool_response", MARK_OTHERS, MARK_OURS},
    {"tool_result", MARK_OTHERS, MARK_OURS},
};

/* <|name|>, with bars of any width: whatever has no row is MARK_PLAIN. */
static const struct mark_row tokens[] = {
    {"im_end", MARK_TURN_ENDS, MARK_PLAIN},
    {"im_sep", MARK_HEADER_ENDS, MARK_PLAIN},
    {"im_start", MARK_TURN_LINE, MARK_PLAIN},
    {"end", MARK_TURN_ENDS, MARK_PLAIN},
    {"return", MARK_TURN_ENDS, MARK_PLAIN},
    {"call", MARK_TURN_ENDS, MARK_PLAIN},
    {"eot_id", MARK_TURN_ENDS, MARK_PLAIN},
    {"eom_id", MARK_TURN_ENDS, MARK_PLAIN},
    {"eot", MARK_TURN_ENDS, MARK_PLAIN},
    {"eom", MARK_TURN_ENDS, MARK_PLAIN},
    {"endoftext", MARK_TURN_ENDS, MARK_PLAIN},
    {"end_of_text", MARK_TURN_ENDS, MARK_PLAIN},
    {"end_of_sentence", MARK_TURN_ENDS, MARK_PLAIN},
    {"end_of_turn_token", MARK_TURN_ENDS, MARK_PLAIN},
    {"eos", MARK_TURN_ENDS, MARK_PLAIN},
    {"start", MARK_TURN, MARK_PLAIN},
    {"start_header_id", MARK_TURN, MARK_PLAIN},
    {"header_start", MARK_TURN, MARK_PLAIN},
    {"end_header_id", MARK_HEADER_ENDS, MARK_PLAIN},
    {"header_end", MARK_HEADER_ENDS, MARK_PLAIN},
    {"channel", MARK_CHANNEL, MARK_PLAIN},
    {"message", MARK_HEADER_ENDS, MARK_PLAIN},
    {"user", MARK_OTHERS, MARK_PLAIN},
    {"system", MARK_OTHERS, MARK_PLAIN},
    {"observation", MARK_OTHERS, MARK_PLAIN},
    {"user_token", MARK_OTHERS, MARK_PLAIN},
    {"system_token", MARK_OTHERS, MARK_PLAIN},
    {"assistant", MARK_OURS, MARK_PLAIN},
    {"chatbot_token", MARK_OURS, MARK_PLAIN},
    {"python_tag", MARK_CALL, MARK_PLAIN},
    {"tool_call", MARK_CALL, MARK_CALL_ENDS},
    {"tool_calls", MARK_CALL, MARK_CALL_ENDS},
    {"tool_call_begin", MARK_CALL, MARK_PLAIN},
    {"tool_calls_begin", MARK_CALL, MARK_PLAIN},
    {"tool_calls_section_begin", MARK_CALL, MARK_PLAIN},
    {"tool_calls_section_end", MARK_CALL_ENDS, MARK_PLAIN},
    {"tool_calls_end", MARK_CALL_ENDS, MARK_PLAIN},
    {"start_action", MARK_CALL, MARK_PLAIN},
    {"end_action", MARK_CALL_ENDS, MARK_PLAIN},
    {"action_start", MARK_CALL, MARK_PLAIN},
    {"action_end", MARK_CALL_ENDS, MARK_PLAIN},
    {"plugin", MARK_CALL, MARK_PLAIN},
};

/* [NAME] and [/NAME], in capitals only: [think] is a word. */
static const struct mark_row brackets[] = {
    {"THINK", MARK_THINK, MARK_THOUGHT},       {"INST", MARK_OTHERS, MARK_OURS},
    {"SYSTEM_PROMPT", MARK_OTHERS, MARK_OURS}, {"AVAILABLE_TOOLS", MARK_OTHERS, MARK_OURS},
    {"TOOL_RESULTS", MARK_OTHERS, MARK_OURS},  {"TOOL_CONTENT", MARK_PLAIN, MARK_PLAIN},
    {"TOOL_CALLS", MARK_CALL, MARK_CALL_ENDS},
};

#define N(list) (sizeof(list) / sizeof(list)[0])

static enum mark row_of(const struct mark_row *rows, size_t n, const char *name, bool end,
                        enum mark otherwise)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(rows[i].name, name) == 0)
            return end ? rows[i].end : rows[i].mark;
    return otherwise;
}

static const char *const reasoning[] = {"think",      "thought",    "reasoning",
                                        "reflection", "scratchpad", "monologue"};

/* Also names that nobody listed: <inner_thoughts>, <|start_of_thinking|>. */
static bool names_reasoning(const char *name)
{
    for (size_t i = 0; i < N(reasoning); i++)
        if (strstr(name, reasoning[i]) != NULL)
            return true;
    return false;
}

static enum mark token_of(const char *name, bool end)
{
    bool ends = end || strstr(name, "end") != NULL || strstr(name, "stop") != NULL;
    enum mark otherwise = !names_reasoning(name) ? MARK_PLAIN : ends ? MARK_THOUGHT : MARK_THINK;
    return row_of(tokens, N(tokens), name, end, otherwise);
}

static enum mark tag_of(const char *name, bool end)
{
    return row_of(tags, N(tags), name, end,
                  !names_reasoning(name) ? MARK_NONE
                  : end                  ? MARK_THOUGHT
                                         : MARK_THINK);
}

/* <details type="reasoning">, as web interfaces show it; any other is HTML. */
static const char details[] = "details";

struct found {
    enum mark mark;
    size_t len;   /* bytes of it */
    bool pending; /* with more text it may be one */
    bool is_tag;
    char name[NAME + 1]; /* in lower case, without a slash before it */
    const char *rest;    /* of its brackets, after the name */
    size_t rest_len;
};

struct text {
    const char *s;
    size_t len;
    bool whole;
};

static size_t starts(const struct text *t, size_t at, const char *with)
{
    size_t len = strlen(with);
    return t->len - at >= len && memcmp(t->s + at, with, len) == 0 ? len : 0;
}

/* Does the text end within what would be this? */
static bool may_start(const struct text *t, size_t at, const char *with)
{
    size_t left = t->len - at;
    return left < strlen(with) && memcmp(t->s + at, with, left) == 0;
}

static size_t bar_at(const struct text *t, size_t at)
{
    size_t n = starts(t, at, "|");
    return n != 0 ? n : starts(t, at, "｜");
}

/* The name that begins there, into f->name; how long it is. "▁", as in DeepSeek's, is "_". */
static size_t read_name(const struct text *t, size_t at, struct found *f)
{
    size_t i = at, n = 0;
    while (i < t->len && n < NAME) {
        size_t low = starts(t, i, "▁");
        if (low == 0 && !isalnum((unsigned char)t->s[i]) && strchr("_.-:", t->s[i]) == NULL)
            break;
        f->name[n++] = low != 0 ? '_' : (char)tolower((unsigned char)t->s[i]);
        i += low != 0 ? low : 1;
    }
    f->name[n] = '\0';
    return i - at;
}

/* <|name|> at the bar; false: it is none. */
static bool read_token(const struct text *t, size_t at, struct found *f)
{
    size_t i = at + bar_at(t, at);
    bool end = i < t->len && t->s[i] == '/';
    i += end;
    size_t n = read_name(t, i, f), bar = 0;
    i += n;
    if (i == t->len && n < NAME) {
        f->pending = true;
        return true;
    }
    bar = bar_at(t, i);
    if (n == 0 || (bar == 0 && t->s[i] != '>'))
        return f->pending = n > 0 && !t->whole && (may_start(t, i, "｜") || may_start(t, i, "▁"));
    i += bar;
    if (i == t->len) {
        f->pending = true;
        return true;
    }
    if (t->s[i] != '>')
        return false;
    f->mark = token_of(f->name, end);
    if (bar == 0) { /* <|name>: only what is known */
        char half[NAME + 2] = "|";
        strcat(half, f->name);
        f->mark = row_of(tags, N(tags), half, end, MARK_NONE);
    }
    f->len = i + 1;
    return f->mark != MARK_NONE;
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
    return names_reasoning(local) || (!whole && local == name); /* a prefix may be anything */
}

/* <name …> after the angle. */
static bool read_tag(const struct text *t, size_t at, struct found *f)
{
    size_t i = at;
    while (i < t->len && isblank((unsigned char)t->s[i]))
        i++;
    bool end = i < t->len && t->s[i] == '/';
    i += end;
    while (i < t->len && isblank((unsigned char)t->s[i]))
        i++;
    size_t n = read_name(t, i, f);
    i += n;
    if (i == t->len)
        return f->pending = n < NAME && begins_a_tag(f->name, t->whole);
    if (n > 0 && bar_at(t, i) != 0) { /* <name|> */
        strcat(f->name, n < NAME ? "|" : "");
        i += bar_at(t, i);
        if (i == t->len)
            return f->pending = true;
    }
    const char *name = local_name(f->name);
    enum mark mark = tag_of(name, end);
    if (mark == MARK_NONE ||
        (t->s[i] != '>' && t->s[i] != '/' && t->s[i] != '=' && !isspace((unsigned char)t->s[i])))
        return false;
    memmove(f->name, name, strlen(name) + 1);
    f->rest = t->s + i;
    while (i < t->len && t->s[i] != '>' && t->s[i] != '<' && i - at < ATTRIBUTES)
        i++;
    f->rest_len = (size_t)(t->s + i - f->rest);
    if (i < t->len && t->s[i] != '>')
        return false;
    if (!end && strcmp(name, details) == 0 &&
        memmem(f->rest, f->rest_len, "reasoning", strlen("reasoning")) == NULL)
        return f->pending = i == t->len && !t->whole;
    f->pending = i == t->len;
    f->is_tag = true;
    f->mark = f->rest_len > 0 && f->rest[f->rest_len - 1] == '/' && mark == MARK_THINK ? MARK_PLAIN : mark;
    f->len = i == t->len ? i : i + 1;
    return true;
}

static bool read_angle(const struct text *t, size_t at, struct found *f)
{
    static const char *const systems[] = {"<<SYS>>", "<</SYS>>"};
    for (size_t i = 0; i < N(systems); i++) {
        if (may_start(t, at, systems[i]) && t->len - at > 1)
            return f->pending = true;
        if (starts(t, at, systems[i])) {
            f->mark = i == 0 ? MARK_OTHERS : MARK_PLAIN; /* it stands within [INST] */
            f->len = at + strlen(systems[i]);
            return true;
        }
    }
    if (bar_at(t, at + 1) != 0)
        return read_token(t, at + 1, f);
    if (at + 1 < t->len && may_start(t, at + 1, "｜"))
        return f->pending = true;
    return read_tag(t, at + 1, f);
}

static bool read_framed(const struct text *t, size_t at, struct found *f)
{
    static const char open[] = "◁", close[] = "▷";
    size_t i = at + strlen(open);
    bool end = i < t->len && t->s[i] == '/';
    i += end;
    i += read_name(t, i, f);
    if (i == t->len || may_start(t, i, close))
        return f->pending = true;
    if (!starts(t, i, close))
        return false;
    f->mark = tag_of(f->name, end);
    f->len = i + strlen(close);
    return f->mark != MARK_NONE;
}

static bool read_bracket(const struct text *t, size_t at, struct found *f)
{
    size_t i = at + 1;
    bool end = i < t->len && t->s[i] == '/';
    i += end;
    size_t from = i;
    while (i < t->len && (isupper((unsigned char)t->s[i]) || t->s[i] == '_') && i - from < NAME)
        i++;
    if (i == t->len)
        return f->pending = true;
    memcpy(f->name, t->s + from, i - from);
    f->name[i - from] = '\0';
    f->mark = t->s[i] == ']' ? row_of(brackets, N(brackets), f->name, end, MARK_NONE) : MARK_NONE;
    f->len = i + 1;
    return f->mark != MARK_NONE;
}

/* The mark that begins there, if any; f->len counts from there. What the text ends within is one, where it is
 * whole. */
static bool mark_at(const struct text *t, size_t at, struct found *f)
{
    *f = (struct found){.mark = MARK_NONE};
    bool is = false;
    if (t->s[at] == '<')
        is = read_angle(t, at, f);
    else if (t->s[at] == '[')
        is = read_bracket(t, at, f);
    else if (starts(t, at, "◁"))
        is = read_framed(t, at, f);
    else if (may_start(t, at, "◁"))
        is = f->pending = true;
    if (!is)
        return false;
    if (f->pending && t->whole) {
        f->pending = false;
        if (f->mark == MARK_NONE && t->len - at < 3)
            return false; /* "a <" */
        f->mark = f->mark == MARK_NONE ? MARK_PLAIN : f->mark;
        f->len = t->len;
    }
    f->len -= f->pending ? 0 : at;
    return true;
}

/* ---- calls as JSON ---- */

static const char *const own[] = {"handoff", "ask", "close", "answer"};
static const char *const name_keys[] = {"name", "tool", "tool_name", "function", "function_name", "action"};
static const char *const argument_keys[] = {"arguments",      "parameters",   "args",       "params",
                                            "kwargs",         "input",        "tool_input", "action_input",
                                            "tool_arguments", "function_args"};

static bool is_own(const char *name)
{
    for (size_t i = 0; i < N(own); i++)
        if (strcmp(own[i], name) == 0)
            return true;
    return false;
}

static bool is_name(const char *name)
{
    size_t len = strlen(name);
    return len > 0 && len <= NAME &&
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

struct reader {
    struct arena *arena;
    struct text in;
    const char *source;
    size_t at, out_len;
    char *out;
    int depth; /* of reasoning */
    enum { VOICE_OURS, VOICE_OTHERS, VOICE_HEADER } voice;
    size_t header; /* where it begins */
    bool header_line, channel, over;
    int attempts;
    size_t known;  /* up to here there is no call as JSON */
    size_t effort; /* bytes that may still be looked at */
    struct speech *speech;
};

static bool is_worth(struct reader *r, size_t bytes)
{
    r->effort -= bytes < r->effort ? bytes : r->effort;
    return r->effort > 0;
}

static void add_call(struct reader *r, const char *name, const char *arguments, const char *text, size_t len)
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

static const char *arguments_text(struct reader *r, const json_t *value)
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

/* "functions.handoff:0" is handoff. */
static const char *plain_name(struct reader *r, const char *name)
{
    if (strncmp(name, "functions.", 10) == 0)
        name += 10;
    return arena_strndup(r->arena, name, strcspn(name, ":"));
}

/* The calls of a JSON value; false: it has none. marked: it stands where only calls do. */
static bool add_json(struct reader *r, const json_t *value, bool marked, const char *text, size_t len);

static bool add_list(struct reader *r, const json_t *list, bool marked, const char *text, size_t len)
{
    bool any = false;
    for (size_t i = 0; i < json_array_size(list); i++)
        any = add_json(r, json_array_get(list, i), marked, text, len) || any;
    return any;
}

static bool add_json(struct reader *r, const json_t *value, bool marked, const char *text, size_t len)
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
        return add_json(r, inner, true, text, len);
    size_t key = 0, other;
    const char *name = json_string_value(first_of(value, name_keys, N(name_keys), &key));
    const json_t *arguments = first_of(value, argument_keys, N(argument_keys), &other);
    if (name != NULL && is_name(name) &&
        (marked || arguments != NULL || key > 0 || is_own(name) || json_object_size(value) == 1)) {
        add_call(r, plain_name(r, name), arguments_text(r, arguments), text, len);
        return true;
    }
    for (size_t i = 0; json_object_size(value) == 1 && i < N(own); i++)
        if ((arguments = json_object_get(value, own[i])) != NULL && (json_is_object(arguments) || marked)) {
            add_call(r, own[i], arguments_text(r, arguments), text, len);
            return true;
        }
    return false;
}

/* Looks like the beginning of a call, though it is no JSON: cut off, or with other quotation marks. */
static bool looks_like_call(const char *text, size_t len)
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

/* Is a text of so many bytes one that begins an object, or a list of objects? *enough is false where more
 * text decides. */
static bool begins_json(const struct text *t, size_t at, bool *enough)
{
    size_t i = at, braces = 0;
    while (i < t->len && (strchr(" \t\r\n", t->s[i]) != NULL || (t->s[i] == '[' && i == at) ||
                          (t->s[i] == '{' && braces == 0)))
        braces += t->s[i++] == '{';
    *enough = t->whole || i < t->len;
    return braces > 0 && i < t->len && (t->s[i] == '"' || t->s[i] == '\'');
}

/* What is JSON there, and how long it is; NULL: none is. */
static json_t *json_at(struct reader *r, size_t at, size_t end, size_t *len)
{
    json_error_t error;
    if (++r->attempts > ATTEMPTS)
        return NULL;
    json_t *value = json_loadb(r->in.s + at, end - at, JSON_DISABLE_EOF_CHECK, &error);
    *len = value == NULL ? 0 : (size_t)error.position;
    return value;
}

/* ---- calls between marks ---- */

/* The first of our names that is a word of the text; NULL: none is. */
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

/* text="…" or <parameter=text>…</parameter> as the JSON of the arguments; "" when there is none. */
static const char *text_parameter(struct reader *r, const char *text, size_t len)
{
    static const struct {
        const char *open, *close;
    } forms[] = {{"<parameter=text>", "</parameter>"},
                 {"<parameter name=\"text\">", "</parameter>"},
                 {"text=\"", "\""},
                 {"text='", "'"}};
    const char *copy = arena_strndup(r->arena, text, len);
    for (size_t i = 0; i < N(forms); i++) {
        const char *from = strstr(copy, forms[i].open),
                   *to = from == NULL ? NULL : strstr(from + strlen(forms[i].open), forms[i].close);
        if (to == NULL)
            continue;
        from += strlen(forms[i].open);
        json_t *value = json_pack("{s:s%}", "text", from, (size_t)(to - from));
        const char *arguments = arguments_text(r, value);
        json_decref(value);
        return arguments;
    }
    return "";
}

/* All that is between the marks of a call: JSON, or a name and perhaps its arguments behind it. */
static void add_region(struct reader *r, size_t from, size_t end)
{
    const char *text = r->in.s + from;
    size_t len = end - from, head = 0, n, before = r->speech->n_calls;
    while (head < len && text[head] != '{' &&
           !(text[head] == '[' && head + 1 < len && strchr("{ \n", text[head + 1]) != NULL))
        head++;
    const char *name = own_name_in(text, head);
    for (size_t at = head; at < len;) {
        json_t *value = text[at] == '{' || text[at] == '[' ? json_at(r, from + at, end, &n) : NULL;
        if (value == NULL) {
            at++;
            continue;
        }
        if (!add_json(r, value, true, text, len) && name != NULL && json_is_object(value))
            add_call(r, name, arguments_text(r, value), text, len);
        json_decref(value);
        at += n;
    }
    if (r->speech->n_calls > before)
        return;
    add_call(r, name != NULL ? name : "", name != NULL ? text_parameter(r, text, len) : "", text, len);
}

/* Where the region of a call ends that begins at r->at; *next: where the text goes on. */
static size_t region_end(struct reader *r, const struct found *open, size_t *next)
{
    struct found f;
    for (size_t i = r->at; i < r->in.len; i++) {
        if (!mark_at(&r->in, i, &f) || f.pending)
            continue;
        bool same = f.mark == MARK_CALL_ENDS && (!open->is_tag || strcmp(f.name, open->name) == 0);
        if (same || f.mark == MARK_TURN_ENDS || f.mark == MARK_TURN || f.mark == MARK_TURN_LINE) {
            *next = f.mark == MARK_CALL_ENDS ? i + f.len : i;
            return i;
        }
        i += f.len - 1;
    }
    *next = r->in.len;
    return r->in.len;
}

/* ---- the pass ---- */

static void put(struct reader *r, size_t from, size_t n)
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

/* Reasoning that began with the answer, or before it: in the template of the service. */
static void drop_all(struct reader *r)
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
static void end_header(struct reader *r, size_t end)
{
    const char *header = arena_strndup(r->arena, r->in.s + r->header, end - r->header),
               *to = strstr(header, "to=");
    bool ours = r->channel ? strstr(header, "final") != NULL
                           : strstr(header, "assistant") != NULL || strstr(header, "model") != NULL ||
                                 strstr(header, "ipython") != NULL;
    r->voice = ours ? VOICE_OURS : VOICE_OTHERS;
    if (to == NULL || r->depth > 0)
        return;
    struct found none = {.mark = MARK_CALL};
    size_t next, stop = region_end(r, &none, &next), n = strcspn(to + 3, " \t\r\n<");
    size_t open = r->at;
    while (open < stop && r->in.s[open] != '{')
        open++;
    const char *name = plain_name(r, arena_strndup(r->arena, to + 3, n));
    add_call(r, is_name(name) ? name : "", arena_strndup(r->arena, r->in.s + open, stop - open),
             r->in.s + r->header, stop - r->header);
    r->at = next;
}

static void begin_header(struct reader *r, enum mark mark)
{
    bool goes_on = mark == MARK_CHANNEL && r->voice == VOICE_HEADER;
    r->channel = mark == MARK_CHANNEL;
    r->header_line = mark == MARK_TURN_LINE;
    if (!goes_on)
        r->header = r->at;
    r->voice = VOICE_HEADER;
}

/* False: the rest has to wait for more text. */
static bool take_mark(struct reader *r, const struct found *f)
{
    size_t at = r->at, next;
    r->speech->marked = true;
    r->at += f->len;
    switch (f->mark) {
    case MARK_NONE:
    case MARK_PLAIN:
        break;
    case MARK_THINK:
        r->depth++;
        break;
    case MARK_THOUGHT:
        if (r->depth > 0)
            r->depth--;
        else
            drop_all(r);
        break;
    case MARK_TURN_ENDS:
        r->voice = VOICE_OURS;
        r->over = r->over || (r->out_len > 0 && r->depth == 0);
        break;
    case MARK_TURN:
    case MARK_TURN_LINE:
    case MARK_CHANNEL:
        begin_header(r, f->mark);
        break;
    case MARK_HEADER_ENDS:
        if (r->voice == VOICE_HEADER)
            end_header(r, at);
        break;
    case MARK_OTHERS:
        r->voice = VOICE_OTHERS;
        r->over = r->over || r->out_len > 0;
        break;
    case MARK_OURS:
        r->voice = VOICE_OURS;
        break;
    case MARK_CALL:
        if (r->depth > 0 || r->voice != VOICE_OURS)
            break;
        if (!r->in.whole)
            return false;
        add_region(r, f->is_tag ? at : r->at, region_end(r, f, &next));
        r->at = next;
        break;
    case MARK_CALL_ENDS:
        break;
    }
    return true;
}

/* Alone between quotation marks it is a word. *enough is false where more text decides. */
static bool is_quoted(const struct reader *r, const struct found *f, bool *enough)
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
        if (starts(&r->in, r->at + f->len, pairs[i].after))
            return true;
        if (!r->in.whole && may_start(&r->in, r->at + f->len, pairs[i].after))
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
static bool is_of_source(struct reader *r, const struct found *f)
{
    if (r->source == NULL || !is_worth(r, r->in.len - r->at))
        return false;
    const char *mark = r->in.s + r->at;
    size_t theirs = count(r->source, strlen(r->source), mark, f->len);
    return theirs > 0 && count(mark, r->in.len - r->at, mark, f->len) <= theirs;
}

/* Code that is shown as it is: no call is in it, and reasoning that begins in it ends in it, after other
 * words; or it is nothing but one mark. */
static bool is_harmless(struct reader *r, size_t from, size_t end)
{
    struct text code = {.s = r->in.s, .len = end, .whole = true};
    struct found f;
    int depth = 0;
    bool any = false, enough;
    if (!is_worth(r, end - from))
        return false;
    for (size_t i = from; i < end; i++) {
        if ((code.s[i] == '{' || code.s[i] == '[') && begins_json(&code, i, &enough) &&
            looks_like_call(code.s + i, end - i))
            return false;
        if (!mark_at(&code, i, &f))
            continue;
        if (i == from && f.len == end - from)
            return true;
        if (f.mark == MARK_CALL)
            return false;
        depth += (f.mark == MARK_THINK) - (f.mark == MARK_THOUGHT);
        if (depth < 0)
            return false;
        any = true;
        i += f.len - 1;
    }
    return depth == 0 && (!any || r->out_len > 0);
}

static bool is_line_start(const struct reader *r, size_t at)
{
    while (at > 0 && isblank((unsigned char)r->in.s[at - 1]))
        at--;
    return at == 0 || r->in.s[at - 1] == '\n';
}

/* Where the block of code ends that begins at `at` with so many backticks; 0: it does not. *inner: its
 * contents. */
static size_t fence_end(const struct reader *r, size_t at, size_t ticks, size_t *inner, size_t *inner_end)
{
    const struct text *t = &r->in;
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
    char name[NAME + 1] = "";
    for (size_t i = 0; i < len && i < NAME; i++)
        name[i] = (char)tolower((unsigned char)info[i]);
    name[strcspn(name, " \t\r\n")] = '\0';
    return names_reasoning(name);
}

/* A block that is nothing but "handoff(…)". */
static bool is_handoff(const struct reader *r, size_t from, size_t end)
{
    static const char call[] = "handoff(";
    const char *s = r->in.s;
    while (from < end && isspace((unsigned char)s[from]))
        from++;
    while (end > from && (isspace((unsigned char)s[end - 1]) || s[end - 1] == ';'))
        end--;
    return end - from > strlen(call) && memcmp(s + from, call, strlen(call)) == 0 && s[end - 1] == ')';
}

enum step { STEP_NONE, STEP_TAKEN, STEP_WAIT };

/* A call in a block of code takes the block with it. */
static enum step take_fence(struct reader *r, size_t ticks)
{
    if (r->effort == 0)
        return r->in.whole ? STEP_NONE : STEP_WAIT;
    size_t inner, inner_end = r->in.len, end = fence_end(r, r->at + ticks, ticks, &inner, &inner_end), n;
    is_worth(r, (end == 0 ? r->in.len : end) - r->at);
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
    bool json = first < inner_end && begins_json(&(struct text){r->in.s, inner_end, true}, first, &enough);
    if (calls || json) {
        if (!r->in.whole)
            return STEP_WAIT;
        size_t before = r->speech->n_calls;
        json_t *value = json ? json_at(r, first, inner_end, &n) : NULL;
        if (calls)
            add_region(r, inner, inner_end);
        else if (value == NULL ? looks_like_call(r->in.s + first, inner_end - first) : false)
            add_call(r, "", "", r->in.s + first, inner_end - first);
        else if (value != NULL)
            add_json(r, value, false, r->in.s + first, inner_end - first);
        json_decref(value);
        if (r->speech->n_calls > before) {
            r->at = end != 0 ? end : r->in.len;
            return STEP_TAKEN;
        }
    }
    if (end == 0 || !is_harmless(r, inner, inner_end))
        return STEP_NONE;
    put(r, r->at, end - r->at);
    r->at = end;
    return STEP_TAKEN;
}

static enum step take_code(struct reader *r)
{
    size_t ticks = 0;
    while (r->at + ticks < r->in.len && r->in.s[r->at + ticks] == '`')
        ticks++;
    if (r->at + ticks == r->in.len && !r->in.whole)
        return STEP_WAIT;
    if (ticks >= 3 && is_line_start(r, r->at)) {
        enum step step = take_fence(r, ticks);
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
                put(r, r->at, i + n - r->at);
                r->at = i + n;
                return STEP_TAKEN;
            }
            i += n > 0 ? n : 1;
        }
        is_worth(r, i - from);
        if (i == r->in.len && !r->in.whole)
            return STEP_WAIT;
    }
    put(r, r->at, ticks);
    r->at += ticks;
    return STEP_TAKEN;
}

static enum step take_json(struct reader *r)
{
    bool enough, is = begins_json(&r->in, r->at, &enough),
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
    json_t *value = json_at(r, r->at, r->in.len, &len);
    const char *text = r->in.s + r->at;
    bool taken = !wanted && value != NULL && add_json(r, value, false, text, len);
    if (!wanted && value == NULL && (looks_like_call(text, left) || r->attempts > ATTEMPTS)) {
        add_call(r, "", "", text, left);
        len = left;
        taken = true;
    }
    if (wanted && value != NULL) {
        put(r, r->at, len);
        taken = true;
    }
    json_decref(value);
    r->known = r->at + len; /* no part of it is read again */
    r->at += taken ? len : 0;
    return taken ? STEP_TAKEN : STEP_NONE;
}

/* "Action: handoff" and "Action Input: {…}" on the next line, as ReAct has it: all that follows belongs to
 * it. */
static enum step take_action(struct reader *r)
{
    static const char action[] = "Action:", input[] = "Action Input:";
    const struct text *t = &r->in;
    if (!t->whole && may_start(t, r->at, action))
        return STEP_WAIT;
    size_t i = r->at + starts(t, r->at, action), n, len;
    if (i == r->at)
        return STEP_NONE;
    if (!t->whole)
        return STEP_WAIT;
    while (i < t->len && isblank((unsigned char)t->s[i]))
        i++;
    n = strcspn(t->s + i, "\r\n ");
    const char *name = own_name_in(t->s + i, n);
    size_t next = i + n + strspn(t->s + i + n, "\r\n ");
    if (name == NULL || strlen(name) != n || (next < t->len && !starts(t, next, input)))
        return STEP_NONE;
    next += strcspn(t->s + next, "{");
    json_t *value = next < t->len ? json_at(r, next, t->len, &len) : NULL;
    add_call(r, name, arguments_text(r, value), t->s + r->at, t->len - r->at);
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

/* "handoff(reason="…")" on a line of its own, also in brackets. */
static enum step take_written_out(struct reader *r)
{
    const struct text *t = &r->in;
    size_t i = r->at + (r->at < t->len && t->s[r->at] == '[');
    if (may_start(t, i, "functions.") && !t->whole)
        return STEP_WAIT;
    i += starts(t, i, "functions.");
    for (size_t k = 0; k < N(own); k++) {
        char call[16];
        strcat(strcpy(call, own[k]), "(");
        if (may_start(t, i, call) && !t->whole)
            return STEP_WAIT;
        if (!starts(t, i, call))
            continue;
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
        add_call(r, own[k], text_parameter(r, t->s + i, stop - i), t->s + r->at, stop - r->at);
        r->at = stop;
        return STEP_TAKEN;
    }
    return STEP_NONE;
}

/* Reasoning without any mark, from the beginning on: what Harmony's marks leave behind where the service
 * takes out only these, "analysisThe customer …assistantfinalHello"; and "Thought: … Action: … Final Answer:
 * Hello". */
static const struct {
    const char *begin, *end;
    bool glued; /* a capital follows at once; else it is a word */
} bare_forms[] = {{"analysis", "assistantfinal", true}, {"Thought:", "Final Answer:", false}};

static bool skip_bare_form(struct reader *r)
{
    for (size_t i = 0; i < N(bare_forms); i++) {
        size_t n = strlen(bare_forms[i].begin);
        if (!r->in.whole && (may_start(&r->in, 0, bare_forms[i].begin) ||
                             (r->in.len == n && starts(&r->in, 0, bare_forms[i].begin))))
            return false;
        if (!starts(&r->in, 0, bare_forms[i].begin))
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

/* Of the end of <details> only one that began as reasoning is a mark. */
static bool is_word(const struct reader *r, const struct found *f)
{
    return f->mark == MARK_THOUGHT && r->depth == 0 && strcmp(f->name, details) == 0;
}

/* One character or more; false: more text is needed. */
static bool step(struct reader *r)
{
    struct found f;
    char c = r->in.s[r->at];
    bool spoken = r->depth == 0 && r->voice == VOICE_OURS, enough = true;
    enum step taken = STEP_NONE;
    if (r->voice == VOICE_HEADER && r->header_line && c == '\n') {
        size_t end = r->at++;
        end_header(r, end);
        return true;
    }
    if (spoken && c == '`')
        taken = take_code(r);
    else if (spoken && (c == '{' || c == '['))
        taken = take_json(r);
    if (taken == STEP_NONE && spoken && (isalpha((unsigned char)c) || c == '[') && is_line_start(r, r->at))
        taken = c == 'A' ? take_action(r) : take_written_out(r);
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
        put(r, r->at, f.len);
        r->at += f.len;
        return true;
    }
    put(r, r->at++, 1);
    return true;
}

/* Nothing but "handoff", whatever is around it; or what may become that. */
static bool is_lone_handoff(const struct reader *r)
{
    size_t from = 0, to = r->out_len;
    while (from < to && !isalnum((unsigned char)r->out[from]))
        from++;
    while (to > from && !isalnum((unsigned char)r->out[to - 1]))
        to--;
    size_t n = to - from, len = strlen(own[0]);
    return r->source == NULL && n > 0 && (r->in.whole ? n == len : n <= len) &&
           memcmp(r->out + from, own[0], n) == 0;
}

/* An answer that is nothing but an object is no sentence: the arguments of a call whose name is missing,
 * perhaps. */
static void look_at_rest(struct reader *r)
{
    size_t end = r->out_len;
    json_error_t error;
    while (end > 0 && isspace((unsigned char)r->out[end - 1]))
        end--;
    if (is_lone_handoff(r)) {
        add_call(r, own[0], "", r->out, end);
        r->out_len = 0;
        return;
    }
    if (end == 0 || r->out[0] != '{' || r->out[end - 1] != '}' || r->source != NULL)
        return;
    json_t *value = json_loadb(r->out, end, 0, &error);
    if (json_is_object(value)) {
        add_call(r, "", "", r->out, end);
        r->out_len = 0;
    }
    json_decref(value);
}

struct speech speech_read(struct arena *arena, const char *said, enum speech_length length,
                          const char *source)
{
    struct speech s = {.text = ""};
    size_t len = strlen(said);
    struct reader r = {
        .arena = arena,
        .in = {.s = said, .len = len, .whole = length == SPEECH_WHOLE},
        .source = source,
        .out = arena_alloc(arena, len + 1),
        .effort = EFFORT * len + 1,
        .speech = &s,
    };
    bool more = len > 0 && skip_bare_form(&r);
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

/* Letters and digits only, in lower case: neither white space nor another way of quoting makes it another
 * text. */
static const char *bare(struct arena *arena, const char *text)
{
    char *out = arena_alloc(arena, strlen(text) + 1), *end = out;
    for (const char *p = text; *p != '\0'; p++)
        if (isalnum((unsigned char)*p) || (unsigned char)*p >= 0x80)
            *end++ = (char)tolower((unsigned char)*p);
    *end = '\0';
    return out;
}

bool speech_is_copied(struct arena *arena, const struct speech_call *call, const char *given)
{
    const char *text = bare(arena, call->text);
    if (text[0] != '\0' && strstr(bare(arena, given), text) != NULL)
        return true;
    struct speech s = speech_read(arena, given, SPEECH_WHOLE, NULL);
    for (size_t i = 0; i < s.n_calls; i++)
        if (strcmp(s.call[i].name, call->name) == 0)
            return true;
    return false;
}
