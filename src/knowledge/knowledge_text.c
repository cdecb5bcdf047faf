/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_text: see knowledge_text.h. */
#include "knowledge/knowledge_text.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "knowledge/page.h"
#include "knowledge/passage.h"

#define LENGTH(a) (sizeof(a) / sizeof(a)[0])

enum knowledge_kind knowledge_kind(const char *name)
{
    static const struct {
        const char *end;
        enum knowledge_kind kind;
    } kinds[] = {
        {".md", KNOWLEDGE_MARKDOWN},
        {".markdown", KNOWLEDGE_MARKDOWN},
        {".txt", KNOWLEDGE_TEXT},
        {".csv", KNOWLEDGE_CSV},
    };
    if (strcasecmp(name, KNOWLEDGE_SYNONYMS_FILE) == 0) {
        return KNOWLEDGE_SYNONYMS;
    }
    for (size_t i = 0; i < LENGTH(kinds); i++) {
        size_t len = strlen(name), end = strlen(kinds[i].end);
        if (len > end && strcasecmp(name + len - end, kinds[i].end) == 0) {
            return kinds[i].kind;
        }
    }
    return KNOWLEDGE_NOTHING;
}

/* ---- what is common: text that is UTF-8, in lines ---- */

/* Returns a copy that is UTF-8 without NUL and whose lines end with \n; NULL with the mistake when the bytes
 * are not UTF-8 text. */
static char *as_text(struct arena *arena, const char *bytes, size_t len, struct text_mistake *mistake)
{
    int line = 1;
    if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        bytes += 3;
        len -= 3;
    }
    char *text = arena_alloc(arena, len + 1), *out = text;
    for (size_t i = 0; i < len;) {
        uint32_t c;
        size_t size = utf8_decode(bytes + i, len - i, &c);
        if (c == UINT32_MAX || c == 0) {
            *mistake = (struct text_mistake){line, "this is not UTF-8 text; save the file as UTF-8"};
            return NULL;
        }
        if (c == '\r') {
            *out++ = '\n';
            size += i + 1 < len && bytes[i + 1] == '\n';
        } else {
            memcpy(out, bytes + i, size);
            out += size;
        }
        line += c == '\r' || c == '\n';
        i += size;
    }
    *out = '\0';
    return text;
}

/* ---- CSV (RFC 4180) ---- */

/* The next field, unquoted, and what ended it: a separator, \n or 0. False: a quotation mark was not closed.
 */
static bool csv_field(struct arena *arena, char **at, char separator, const char **field, char *ended,
                      int *line)
{
    char *s = *at, *out = s, *to = s; /* in place, because the text only becomes shorter */
    bool quoted = *s == '"';
    s += quoted;
    for (; *s != '\0'; s++) {
        if (quoted && *s == '"') {
            if (s[1] != '"') {
                quoted = false;
                continue;
            }
            s++;
        } else if (!quoted && (*s == separator || *s == '\n')) {
            break;
        }
        *line += *s == '\n';
        *to++ = *s;
    }
    *ended = *s;
    *at = *s == '\0' ? s : s + 1;
    *to = '\0';
    *field = utf8_trim(arena, out);
    return !quoted;
}

/* Returns the separator: the first candidate in the first line, outside of quotation marks. */
static char csv_separator(const char *text)
{
    bool quoted = false;
    for (; *text != '\0' && (quoted || *text != '\n'); text++) {
        quoted ^= *text == '"';
        if (!quoted && strchr(",;\t", *text) != NULL) {
            return *text;
        }
    }
    return ',';
}

static bool is_header(const char *question)
{
    static const char *const headers[] = {"question", "questions", "q",  "frage",
                                          "fragen",   "问题",      "问", "問題"};
    for (size_t i = 0; i < LENGTH(headers); i++) {
        if (strcasecmp(question, headers[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void parse_csv(struct arena *arena, char *text, struct passage_list *list,
                      struct text_mistake *mistake)
{
    char separator = csv_separator(text);
    for (int line = 1; *text != '\0'; line++) {
        const char *field[2] = {"", ""}, *other;
        int n = 0, begin = line;
        char ended;
        do {
            if (!csv_field(arena, &text, separator, n < 2 ? &field[n] : &other, &ended, &line)) {
                *mistake = (struct text_mistake){
                    begin, "a quotation mark is not closed; write a quotation mark inside a text twice"};
                return;
            }
            n++;
        } while (ended == separator);
        if (field[0][0] == '\0' && field[1][0] == '\0') {
            continue;
        }
        if (begin == 1 && is_header(field[0])) {
            continue;
        }
        if (field[0][0] == '\0' || field[1][0] == '\0') {
            *mistake =
                (struct text_mistake){begin,
                                      "a line must be a question and its answer, with a comma between them"};
            return;
        }
        passage_list_add(arena, list,
                         (struct passage_text){.title = field[0],
                                               .heading = utf8_head(arena, field[0], TITLE_CHARACTERS),
                                               .above = "",
                                               .body = field[1],
                                               .line = begin});
    }
}

void knowledge_parse(struct arena *arena, enum knowledge_kind kind, const char *name, const char *bytes,
                     size_t len, struct passage_list *list, struct text_mistake *mistake)
{
    *mistake = (struct text_mistake){0, NULL};
    char *text = as_text(arena, bytes, len, mistake);
    if (text == NULL) {
        return;
    }
    switch (kind) {
    case KNOWLEDGE_MARKDOWN:
        page_blank_comments(text);
        page_parse(arena, name, text, list);
        break;
    case KNOWLEDGE_TEXT:
        page_parse(arena, name, text, list);
        break;
    case KNOWLEDGE_CSV:
        parse_csv(arena, text, list, mistake);
        break;
    case KNOWLEDGE_SYNONYMS:
    case KNOWLEDGE_NOTHING:
        break;
    }
}

/* ---- synonyms ---- */

static void parse_phrases(struct arena *arena, char *line, int number, struct text_mistake *mistake,
                          void (*phrase)(void *arg, int line, int number, const char *text), void *arg)
{
    int n = 0;
    while (line != NULL && mistake->line == 0) {
        char *comma = line + strcspn(line, ",;");
        char *wide = strstr(line, "，"), *next;
        char *end = wide != NULL && wide < comma ? wide : comma;
        next = *end == '\0' ? NULL : end + (end == wide ? strlen("，") : 1);
        *end = '\0';
        const char *text = utf8_trim(arena, line);
        line = next;
        if (text[0] == '\0') {
            continue;
        }
        if (n == SYNONYM_PHRASES) {
            *mistake = (struct text_mistake){number, "more than 32 phrases in a line; divide the line"};
            return;
        }
        phrase(arg, number, n++, text);
    }
}

void knowledge_parse_synonyms(struct arena *arena, const char *bytes, size_t len,
                              struct text_mistake *mistake,
                              void (*phrase)(void *arg, int line, int number, const char *text), void *arg)
{
    *mistake = (struct text_mistake){0, NULL};
    char *text = as_text(arena, bytes, len, mistake);
    int number = 0;
    for (char *line; (line = strsep(&text, "\n")) != NULL && mistake->line == 0;) {
        line[strcspn(line, "#")] = '\0';
        if (++number > SYNONYM_LINES) {
            *mistake = (struct text_mistake){number, "more than 5000 lines of synonyms; remove some"};
            return;
        }
        parse_phrases(arena, line, number, mistake, phrase, arg);
    }
}
