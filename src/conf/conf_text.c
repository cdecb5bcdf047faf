/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf_text: checks the text of a configuration file before libConfuse parses it. */
#include "conf/conf_text.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/utf8.h"
#include "conf/mistake.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BRACES_MAX = 64 }; /* open braces; a correct file has at most two */

char *conf_text_read(struct mistakes *m, const char *file, size_t *len, struct stat *st)
{
    const char *why;
    int fd = file_open(file, st, &why);
    char *text = NULL;

    if (S_ISDIR(st->st_mode)) {
        mistake_add(m, 0, "is a directory; name the configuration file in it");
    } else if (fd < 0 && why != NULL) {
        mistake_add(m, 0, "%s", why);
    } else if (fd < 0) {
        mistake_add(m, 0, "cannot be opened: %s", strerror(errno));
    } else {
        text = file_read(m->arena, fd, (size_t)st->st_size, CONF_FILE_MAX, len);
        if (text == NULL && errno == EFBIG) {
            mistake_add(m, 0, "is larger than %d bytes, the limit for a configuration file", CONF_FILE_MAX);
        } else if (text == NULL) {
            mistake_add(m, 0, "cannot be read: %s", strerror(errno));
        }
    }
    if (fd >= 0) {
        close(fd);
    }
    return text;
}

/* The state of one pass over the text. A NUL follows the end of the input. conf_text_vet() gives `out` enough
 * room. */
struct vetting {
    struct mistakes *m;
    const char *begin, *in, *end;
    char *out;
    int line, bracket;    /* bracket: the last line on which one was reported */
    int open[BRACES_MAX]; /* the lines of the open braces */
    int n_open;
};

static void copy(struct vetting *v, size_t n)
{
    memcpy(v->out, v->in, n);
    v->out += n;
    v->in += n;
}

static void blank(struct vetting *v, size_t n)
{
    memset(v->out, ' ', n);
    v->out += n;
    v->in += n;
}

/* Reports bytes that do not belong in a text file, at most once per line. */
static void vet_bytes(struct mistakes *m, const char *text, size_t len)
{
    int line = 1, told = 0;

    for (size_t i = 0; i < len;) {
        uint32_t cp;
        i += utf8_decode(text + i, len - i, &cp);
        const char *what = NULL;
        if (cp == UINT32_MAX) {
            what = "a byte that is not valid UTF-8; save the file in UTF-8";
        } else if (!utf8_is_xml(cp) || (cp >= 0x7f && cp <= 0x9f)) {
            what = "a control character, which no setting may contain; remove it";
        }
        if (what != NULL && told != line) {
            mistake_add(m, line, "%s", what);
            told = line;
        }
        line += cp == '\n';
    }
}

static void skip_line_comment(struct vetting *v)
{
    while (v->in < v->end && *v->in != '\n') {
        blank(v, 1);
    }
}

static bool skip_block_comment(struct vetting *v)
{
    int begin = v->line;

    blank(v, 2);
    while (v->in < v->end) {
        if (v->in[0] == '*' && v->in[1] == '/') {
            blank(v, 2);
            return true;
        }
        if (*v->in == '\n') {
            v->line++;
            copy(v, 1);
        } else {
            blank(v, 1);
        }
    }
    mistake_add(v->m, begin, "the comment that begins here with /* has no */ at its end");
    return false;
}

/* Checks the character after a backslash in double quotes. libConfuse also accepts octal, hexadecimal and \e,
 * and silently drops any other backslash. */
static bool vet_escape(struct vetting *v)
{
    if (v->in[1] != '\0' && strchr("\\\"'nt$", v->in[1]) != NULL) {
        copy(v, 2);
        return true;
    }
    mistake_add(v->m, v->line,
                "in double quotes, a backslash may stand only before \\ \" n or t (\\n is a line "
                "break); write \\\\ for a backslash");
    blank(v, 1);
    return false;
}

/* A quoted text must end on the line on which it begins. Otherwise its closing quote is missing, which is
 * reported on that line; the parser would only report an error some lines later. */
static void vet_quoted(struct vetting *v)
{
    char quote = *v->in;
    const char *begin = v->in;

    copy(v, 1);
    while (v->in < v->end && *v->in != '\n') {
        if (*v->in == quote) {
            copy(v, 1);
            return;
        }
        if (*v->in == '\\' && quote == '"') {
            vet_escape(v);
        } else if (*v->in == '\\' && (v->in[1] == '\'' || v->in[1] == '\\')) {
            copy(v, 2);
        } else if (v->in[0] == '$' && v->in[1] == '{' && quote == '"') {
            *v->out++ = '\\';
            copy(v, 1);
        } else {
            copy(v, 1);
        }
    }
    mistake_add(v->m, v->line,
                "the text that begins with %s has no closing %c on its line; write \\n for a line break",
                utf8_printable(v->m->arena, arena_strndup(v->m->arena, begin, (size_t)(v->in - begin)), 24),
                quote);
}

static bool is_word(char c)
{
    return c != '\0' && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                         strchr("_-.:@/", c) != NULL);
}

static bool vet_brace(struct vetting *v)
{
    if (*v->in == '{' && v->n_open == BRACES_MAX) {
        mistake_add(v->m, v->line, "more than %d braces are open here; blocks do not nest", BRACES_MAX);
        return false;
    }
    if (*v->in == '}' && v->n_open == 0) {
        mistake_add(v->m, v->line, "this } has no matching {; remove it, or add the { before it");
        return false;
    }
    if (*v->in == '{') {
        v->open[v->n_open++] = v->line;
    } else {
        v->n_open--;
    }
    copy(v, 1);
    return true;
}

/* Says whether nothing stands before this place on its line. */
static bool is_first(const struct vetting *v)
{
    const char *p = v->in;
    while (p > v->begin && (p[-1] == ' ' || p[-1] == '\t')) {
        p--;
    }
    return p == v->begin || p[-1] == '\n';
}

/* Refuses any other character outside of quotes, because libConfuse would silently skip some of them. */
static void vet_stray(struct vetting *v)
{
    uint32_t cp;
    size_t n = utf8_decode(v->in, (size_t)(v->end - v->in), &cp);
    const char *stray = arena_strndup(v->m->arena, v->in, n);

    if (*stray == ';') {
        mistake_add(v->m, v->line,
                    is_first(v) ? "a comment begins with #, not with ;"
                                : "a ; after a setting is not allowed; remove it");
        if (is_first(v)) {
            skip_line_comment(v);
            return;
        }
    } else if (*stray == '[' || *stray == ']') {
        if (v->line != v->bracket) {
            mistake_add(
                v->m, v->line,
                "a list is written in braces, as in agents = {\"bob@example.com\"}; a text with a %s in it must "
                "be in double quotes",
                stray);
        }
        v->bracket = v->line;
    } else if (cp == 0xfeff) {
        mistake_add(v->m, v->line, "the file begins with a byte order mark; save it as UTF-8 without one");
    } else if (cp == 0x201c || cp == 0x201d || cp == 0x201e) {
        mistake_add(v->m, v->line, "a text must be in straight double quotes (\"…\"), not in %s", stray);
    } else {
        mistake_add(v->m, v->line, "%s cannot stand outside of quotes; put the text in double quotes",
                    utf8_printable(v->m->arena, stray, 8));
    }
    blank(v, n);
}

static bool vet_next(struct vetting *v)
{
    char c = *v->in;

    if (c == '\n') {
        v->line++;
        copy(v, 1);
    } else if (c == ' ' || c == '\t' || c == '\r') {
        blank(v, 1);
    } else if (c == '#' && v->in > v->begin && is_word(v->in[-1])) {
        mistake_add(
            v->m, v->line,
            "a # directly behind a text begins a comment; put the text in double quotes, or a blank before the "
            "comment");
        skip_line_comment(v);
    } else if (c == '#' || (c == '/' && v->in[1] == '/')) {
        skip_line_comment(v);
    } else if (c == '/' && v->in[1] == '*') {
        return skip_block_comment(v);
    } else if (c == '"' || c == '\'') {
        vet_quoted(v);
    } else if (c == '{' || c == '}') {
        return vet_brace(v);
    } else if (c == '=' || c == ',') {
        copy(v, 1);
    } else if (is_word(c)) {
        while (v->in < v->end && is_word(*v->in)) {
            copy(v, 1);
        }
    } else {
        vet_stray(v);
    }
    return true;
}

char *conf_text_vet(struct mistakes *m, const char *text, size_t len)
{
    vet_bytes(m, text, len);
    if (mistake_any(m)) {
        return NULL; /* the code below takes a NUL for the end of the text */
    }
    char *vetted = arena_alloc(m->arena, 2 * len + 1); /* a backslash is added before each ${ */
    struct vetting v = {.m = m, .begin = text, .in = text, .end = text + len, .out = vetted, .line = 1};
    bool going = true;
    while (going && v.in < v.end) {
        going = vet_next(&v);
    }
    if (going && v.n_open > 0 && !mistake_any(m)) {
        mistake_add(m, v.open[v.n_open - 1], "the { on this line is never closed; a } is missing");
    }
    return mistake_any(m) ? NULL : vetted;
}

/* A token of a vetted text: '=' ',' '{' '}', 'w' for a word or a quoted text, 0 at the end. */
struct token {
    char kind;
    char *begin, *end;
};

static struct token token_at(char *p)
{
    while (*p == ' ' || *p == '\n') {
        p++;
    }
    struct token t = {.kind = *p, .begin = p, .end = p + (*p != '\0')};
    if (*p == '"' || *p == '\'') {
        while (*t.end != *p) {
            t.end += *t.end == '\\' ? 2 : 1;
        }
        t.end++;
        t.kind = 'w';
    } else if (*p != '\0' && is_word(*p)) {
        while (*t.end != '\0' && is_word(*t.end)) {
            t.end++;
        }
        t.kind = 'w';
    }
    return t;
}

/* Returns the end of the braces that t opens. */
static char *closing(struct token t)
{
    for (int depth = 1; depth > 0 && t.kind != '\0';) {
        t = token_at(t.end);
        depth += (t.kind == '{') - (t.kind == '}');
    }
    return t.end;
}

/* Returns the end of the statement whose name is t; NULL when t does not begin a statement. */
static char *statement_end(struct token t)
{
    struct token next = token_at(t.end);
    bool assigns = next.kind == '=';

    if (assigns || next.kind == 'w') {
        next = token_at(next.end);
    }
    if (next.kind == '{') {
        return closing(next);
    }
    return assigns && next.kind == 'w' ? next.end : NULL;
}

static bool token_is(struct token t, const char *word)
{
    bool quoted = *t.begin == '"' || *t.begin == '\'';
    size_t len = (size_t)(t.end - t.begin) - 2 * quoted;

    return t.kind == 'w' && strlen(word) == len && memcmp(t.begin + quoted, word, len) == 0;
}

bool conf_text_cut(char *vetted, int line, const char *word, bool *block)
{
    char *p = vetted;

    for (int at = 1; at < line && p != NULL; at++) {
        p = strchr(p, '\n');
        p = p == NULL ? NULL : p + 1;
    }
    for (struct token t = {.kind = 'w', .end = p}; p != NULL && t.kind != '\0';) {
        t = token_at(t.end);
        if (memchr(p, '\n', (size_t)(t.begin - p)) != NULL) {
            return false; /* the statement begins on a later line */
        }
        char *end = token_is(t, word) ? statement_end(t) : NULL;
        *block = end != NULL && token_at(t.end).kind != '=';
        for (char *c = t.begin; end != NULL && c < end; c++) {
            *c = *c == '\n' ? '\n' : ' ';
        }
        if (end != NULL) {
            return true;
        }
    }
    return false;
}
