/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * speech_form: see speech_form.h. */
#include "model/speech_form.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/arena.h"
#include "model/speech_mark.h"

#define N(list) (sizeof(list) / sizeof(list)[0])

enum { ARGUMENTS = 32 };

static const char name_signs[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

/* ---- names ---- */

/* Replaces by blanks what is between the marks in the text, which is changed: tokens, fences and their
 * language, and Mistral's names in brackets with the id after them. */
static void blank_marks(char *text)
{
    static const struct {
        const char *open, *close;
        bool keep; /* the closing mark, which begins the next thing */
    } marks[] = {{"<|", ">", false},
                 {"<｜", ">", false},
                 {"```", "\n", true},
                 {"[CALL_ID]", "[", true},
                 {"[", "]", false}};
    for (char *p = text; *p != '\0'; p++)
        for (size_t i = 0; i < N(marks); i++) {
            if (strncmp(p, marks[i].open, strlen(marks[i].open)) != 0)
                continue;
            char *from = p + strlen(marks[i].open), *close = strstr(from, marks[i].close);
            if (close == NULL && marks[i].open[0] == '[')
                return; /* no bracket closes from here on */
            char *end = close == NULL ? p + strlen(p) : close + (marks[i].keep ? 0 : strlen(marks[i].close));
            memset(p, ' ', (size_t)(end - p)); /* to the end where it is not closed: so this is linear */
            break;
        }
}

/* Takes ｜DSML｜ out of the text, which is changed: <｜DSML｜invoke name="NAME"> is a tag. */
static void drop_prefixes(char *text)
{
    static const char prefix[] = "｜DSML｜";
    char *end = text;
    for (const char *p = text; *p != '\0';) {
        size_t n = strncmp(p, prefix, strlen(prefix)) == 0 ? strlen(prefix) : 0;
        if (n == 0)
            *end++ = *p;
        p += n == 0 ? 1 : n;
    }
    *end = '\0';
}

/* Returns the length of the text without the number of a call or Llama's ".call" at its end. */
static size_t without_suffix(const char *text)
{
    static const char call[] = ".call";
    size_t len = strlen(text);
    while (len > 0 && isspace((unsigned char)text[len - 1]))
        len--;
    size_t digits = len;
    while (digits > 0 && isdigit((unsigned char)text[digits - 1]))
        digits--;
    if (digits < len && digits > 0 && text[digits - 1] == ':')
        return digits - 1;
    bool has = len > strlen(call) && strncmp(text + len - strlen(call), call, strlen(call)) == 0;
    return has ? len - strlen(call) : len;
}

const char *speech_form_name(struct arena *arena, const char *text, size_t len)
{
    char *copy = arena_strndup(arena, text, len);
    drop_prefixes(copy);
    blank_marks(copy);
    char *end = copy + without_suffix(copy);
    while (end > copy && strchr(name_signs, end[-1]) == NULL)
        end--;
    char *from = end;
    while (from > copy && (strchr(name_signs, from[-1]) != NULL || from[-1] == '-'))
        from--;
    return end - from > MARK_NAME ? "" : arena_strndup(arena, from, (size_t)(end - from));
}

/* ---- arguments as tags ---- */

struct form {
    const char *open, *middle, *close; /* open KEY middle VALUE close */
};

static const struct form forms[] = {
    {"<parameter=", ">", "</parameter>"},
    {"<parameter name=\"", ">", "</parameter>"},
    {"<｜DSML｜parameter name=\"", ">", "</｜DSML｜parameter>"},
    {"<arg_key>", "<arg_value>", "</arg_value>"},
};

static void set(json_t *object, const char *key, size_t key_len, const char *value, size_t len)
{
    char name[MARK_NAME + 1];
    while (key_len > 0 && isspace((unsigned char)key[0])) {
        key++;
        key_len--;
    }
    size_t n = strspn(key, name_signs);
    n = n < key_len ? n : key_len;
    if (n == 0 || n > MARK_NAME || json_object_size(object) >= ARGUMENTS)
        return;
    memcpy(name, key, n);
    name[n] = '\0';
    while (len > 0 && isspace((unsigned char)value[0])) {
        value++;
        len--;
    }
    while (len > 0 && isspace((unsigned char)value[len - 1]))
        len--;
    json_t *text = json_stringn(value, len);
    if (text != NULL)
        json_object_set_new(object, name, text);
}

static void read_tags(json_t *object, const char *text, const struct form *f)
{
    const char *at = text;
    while ((at = strstr(at, f->open)) != NULL) {
        const char *key = at + strlen(f->open), *middle = strstr(key, f->middle);
        const char *value = middle == NULL ? NULL : middle + strlen(f->middle);
        const char *close = value == NULL ? NULL : strstr(value, f->close);
        if (close == NULL)
            return;
        set(object, key, (size_t)(middle - key), value, (size_t)(close - value));
        at = close + strlen(f->close);
    }
}

/* {day:<escape>monday<escape>,n:2} */
static void read_escaped(json_t *object, const char *text)
{
    static const char mark[] = "<escape>";
    for (const char *at = text; (at = strstr(at, mark)) != NULL;) {
        const char *value = at + strlen(mark), *close = strstr(value, mark), *key = at;
        while (key > text && key[-1] == ':')
            key--;
        size_t n = 0;
        while (key > text && strchr(name_signs, key[-1]) != NULL) {
            key--;
            n++;
        }
        if (close == NULL)
            return;
        set(object, key, n, value, (size_t)(close - value));
        at = close + strlen(mark);
    }
}

/* ---- arguments as in Python ---- */

/* Returns the length of the literal that begins there: up to the comma or the bracket that ends it. */
static size_t literal_length(const char *text, size_t len)
{
    int depth = 0;
    char quote = '\0';
    for (size_t i = 0; i < len; i++) {
        char c = text[i];
        if (quote != '\0') {
            if (c == '\\')
                i++;
            else if (c == quote)
                quote = '\0';
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '(' || c == '[' || c == '{') {
            depth++;
        } else if (depth == 0 && (c == ')' || c == ',')) {
            return i;
        } else if (c == ')' || c == ']' || c == '}') {
            depth--;
        }
    }
    return len;
}

/* Returns the value of a literal; the texts 'a' and "a" without their quotation marks. */
static json_t *literal(struct arena *arena, const char *text, size_t len)
{
    static const struct {
        const char *python, *json;
    } words[] = {{"True", "true"}, {"False", "false"}, {"None", "null"}};
    while (len > 0 && isspace((unsigned char)text[len - 1]))
        len--;
    char *copy = arena_strndup(arena, text, len);
    for (size_t i = 0; i < N(words); i++)
        if (strcmp(copy, words[i].python) == 0)
            copy = arena_strdup(arena, words[i].json);
    if (len < 2 || text[0] != '\'' || text[len - 1] != '\'')
        return json_loads(copy, JSON_DECODE_ANY, NULL);
    char *end = copy;
    for (size_t i = 1; i + 1 < len; i++) {
        i += text[i] == '\\' && i + 2 < len;
        *end++ = text[i - 1] == '\\' && text[i] == 'n' ? '\n' : text[i];
    }
    return json_stringn(copy, (size_t)(end - copy));
}

/* Reads KEY=VALUE, …) and returns where the bracket closes; NULL: this is something else. */
static const char *read_python(struct arena *arena, json_t *object, const char *p, const char *end)
{
    for (size_t n = 0; n <= ARGUMENTS; n++) {
        while (p < end && isspace((unsigned char)*p))
            p++;
        if (p < end && *p == ')')
            return p;
        size_t key = 0;
        while (p + key < end && strchr(name_signs, p[key]) != NULL)
            key++;
        const char *value = p + key;
        while (value < end && *value == ' ')
            value++;
        if (key == 0 || key > MARK_NAME || value >= end || *value != '=')
            return NULL;
        value++;
        while (value < end && isspace((unsigned char)*value))
            value++;
        size_t len = literal_length(value, (size_t)(end - value));
        json_t *v = object != NULL ? literal(arena, value, len) : NULL;
        if (v != NULL)
            json_object_set_new(object, arena_strndup(arena, p, key), v);
        p = value + len;
        if (p < end && *p == ',')
            p++;
    }
    return NULL;
}

size_t speech_form_python(const char *text, size_t len)
{
    size_t n = 0;
    while (n < len && (strchr(name_signs, text[n]) != NULL || text[n] == '.'))
        n++;
    if (n == 0 || n == len || text[n] != '(' || isdigit((unsigned char)text[0]))
        return 0;
    const char *close = read_python(NULL, NULL, text + n + 1, text + len);
    return close == NULL ? 0 : (size_t)(close + 1 - text);
}

const char *speech_form_arguments(struct arena *arena, const char *text, size_t len)
{
    const char *copy = arena_strndup(arena, text, len), *open = strchr(copy, '(');
    json_t *object = json_object();
    for (size_t i = 0; i < N(forms); i++)
        read_tags(object, copy, &forms[i]);
    if (json_object_size(object) == 0)
        read_escaped(object, copy);
    if (json_object_size(object) == 0 && open != NULL)
        read_python(arena, object, open + 1, copy + strlen(copy));
    char *json = json_object_size(object) == 0 ? NULL : json_dumps(object, JSON_COMPACT);
    const char *arguments = json == NULL ? "" : arena_strdup(arena, json);
    free(json);
    json_decref(object);
    return arguments;
}
