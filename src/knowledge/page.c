/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * page: see page.h. */
#include "knowledge/page.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "knowledge/passage.h"

#define LENGTH(a) (sizeof(a) / sizeof(a)[0])

static const char *file_title(struct arena *arena, const char *name)
{
    const char *slash = strrchr(name, '/');
    char *title = arena_strdup(arena, slash == NULL ? name : slash + 1);
    char *dot = strrchr(title, '.');
    if (dot != NULL && dot > title) {
        *dot = '\0';
    }
    for (char *c = title; *c != '\0'; c++) {
        if (*c == '_' || *c == '-') {
            *c = ' ';
        }
    }
    return title;
}

enum { HEADINGS = 6 };

struct page {
    struct arena *arena;
    struct passage_list *list;
    const char *file;              /* title of the page */
    const char *heading[HEADINGS]; /* NULL: there is no heading of this level */
    const char *question, *wordings;
    bool in_answer;
    char *body;
    size_t len, room;
    int line;
};

static void page_append(struct page *p, const char *line, size_t len)
{
    if (p->len + len + 2 > p->room) {
        size_t room = (p->room + len + 2) * 2;
        p->body = arena_grow(p->arena, p->body, p->room, room);
        p->room = room;
    }
    memcpy(p->body + p->len, line, len);
    p->len += len;
    p->body[p->len++] = '\n';
    p->body[p->len] = '\0';
}

enum { WORDINGS_BYTES = 4000 }; /* wordings of one question; further ones are ignored */

/* Makes a passage of the text so far. */
static void page_flush(struct page *p, int line)
{
    const char *above = "", *inner = NULL;
    for (int i = 0; i < HEADINGS; i++) {
        if (p->heading[i] == NULL) {
            continue;
        }
        if (inner != NULL) {
            above = above[0] == '\0' ? inner : arena_printf(p->arena, "%s › %s", above, inner);
        }
        inner = p->heading[i];
    }
    if (p->question != NULL) {
        above = inner == NULL      ? above
                : above[0] == '\0' ? inner
                                   : arena_printf(p->arena, "%s › %s", above, inner);
        inner = p->question;
    }
    inner = inner == NULL || inner[0] == '\0' ? p->file : inner;
    struct passage_text passage = {
        .title = above[0] == '\0' ? inner : arena_printf(p->arena, "%s › %s", above, inner),
        .heading = p->question != NULL ? p->wordings : inner,
        .above = above,
        .body = p->len == 0 ? "" : arena_strdup(p->arena, p->body),
        .line = p->line,
    };
    passage_list_add(p->arena, p->list, passage);
    p->len = 0;
    p->line = line;
}

static void page_heading(struct page *p, int level, const char *text, int line)
{
    page_flush(p, line);
    p->question = NULL;
    p->in_answer = false;
    p->heading[level - 1] = text[0] == '\0' ? NULL : utf8_head(p->arena, text, TITLE_CHARACTERS);
    for (int i = level; i < HEADINGS; i++) {
        p->heading[i] = NULL;
    }
}

/* Returns the level of a heading that begins with marks, and its text without them; 0 when the line is not a
 * heading. */
static int marked_heading(struct arena *arena, const char *line, const char **text)
{
    size_t level = strspn(line, "#");
    if (level == 0 || level > HEADINGS ||
        (line[level] != ' ' && line[level] != '\t' && line[level] != '\0')) {
        return 0;
    }
    char *title = utf8_trim(arena, line + level);
    size_t len = strlen(title), end = len;
    while (end > 0 && title[end - 1] == '#') {
        end--;
    }
    if (end < len && (end == 0 || title[end - 1] == ' ')) {
        title[end] = '\0';
    }
    *text = utf8_trim(arena, title);
    return (int)level;
}

static int underline(const char *line)
{
    size_t n = strspn(line, "="), m = strspn(line, "-");
    return n >= 2 && line[n + strspn(line + n, " \t")] == '\0'   ? 1
           : m >= 3 && line[m + strspn(line + m, " \t")] == '\0' ? 2
                                                                 : 0;
}

static const char *const question_marks[] = {"question", "frage", "q", "f", "问题", "问", "問"};
static const char *const answer_marks[] = {"answer", "antwort", "a", "答案", "回答", "答"};

/* Returns the text after "**Q:** "; NULL when the line does not begin with such a mark. */
static const char *behind_mark(const char *line, const char *const *marks, size_t n)
{
    static const char *const colons[] = {":", "：", ".", "、"};
    line += strspn(line, " \t*_-");
    for (size_t i = 0; i < n; i++) {
        size_t len = strlen(marks[i]);
        if (strncasecmp(line, marks[i], len) != 0) {
            continue;
        }
        const char *rest = line + len + strspn(line + len, "*_");
        for (size_t c = 0; c < LENGTH(colons); c++) {
            size_t size = strlen(colons[c]);
            /* "A. Smith" is a person's name. */
            if (strncmp(rest, colons[c], size) == 0 && (colons[c][0] != '.' || len > 1)) {
                rest += size;
                return rest + strspn(rest, " \t*_");
            }
        }
    }
    return NULL;
}

static char *without_bold(struct arena *arena, const char *text)
{
    char *trimmed = utf8_trim(arena, text);
    size_t len = strlen(trimmed);
    while (len > 0 && (trimmed[len - 1] == '*' || trimmed[len - 1] == '_')) {
        trimmed[--len] = '\0';
    }
    return trimmed;
}

static bool page_pair(struct page *p, const char *line, int number)
{
    const char *text = behind_mark(line, question_marks, LENGTH(question_marks));
    if (text != NULL) {
        text = utf8_head(p->arena, without_bold(p->arena, text), TITLE_CHARACTERS);
        if (p->question != NULL && !p->in_answer) {
            if (strlen(p->wordings) < WORDINGS_BYTES) {
                p->wordings = arena_printf(p->arena, "%s\n%s", p->wordings, text);
            }
            return true;
        }
        page_flush(p, number);
        p->question = p->wordings = text;
        p->in_answer = false;
        return true;
    }
    text = p->question == NULL || p->in_answer ? NULL : behind_mark(line, answer_marks, LENGTH(answer_marks));
    if (text == NULL) {
        return false;
    }
    p->in_answer = true;
    page_append(p, text, strlen(text));
    return true;
}

static bool is_fence(const char *line)
{
    line += strspn(line, " ");
    return strncmp(line, "```", 3) == 0 || strncmp(line, "~~~", 3) == 0;
}

/* Returns the end of the code span that begins here (CommonMark 6.1). The same number of backticks closes it,
 * in the same paragraph. */
static char *behind_code(char *p)
{
    size_t n = strspn(p, "`");
    for (char *end = p + n; *end != '\0' && strncmp(end, "\n\n", 2) != 0;) {
        size_t m = strspn(end, "`");
        if (m == n)
            return end + m;
        end += m > 0 ? m : 1;
    }
    return p + n;
}

/* Returns the end of the comment that begins here (CommonMark 4.6 and 6.6); the same place when there is
 * none. A comment that begins a line and has no end goes to the end of the text. */
static char *behind_comment(char *p, bool begins)
{
    char *end = strncmp(p, "<!--", 4) == 0 ? strstr(p + 4, "-->") : p;
    if (end == NULL)
        return begins ? p + strlen(p) : p;
    return end == p ? p : end + 3;
}

void page_blank_comments(char *text)
{
    bool fenced = false, begins = true, margin = true; /* margin: only spaces since the line began */
    for (char *p = text; *p != '\0';) {
        if (begins) {
            fenced ^= is_fence(p);
            margin = true;
        }
        char *end = fenced ? p : behind_comment(p, margin);
        bool comment = end > p;
        if (!comment)
            end = !fenced && *p == '`' ? behind_code(p) : p + 1;
        for (; p < end; p++) {
            margin = margin && *p == ' ';
            begins = *p == '\n';
            if (comment && !begins)
                *p = ' ';
        }
    }
}

void page_parse(struct arena *arena, const char *name, char *text, struct passage_list *list)
{
    struct page p = {.arena = arena, .list = list, .file = file_title(arena, name), .line = 1};
    bool fenced = false, front = strncmp(text, "---\n", 4) == 0 && strstr(text + 4, "\n---") != NULL;
    const char *before = NULL; /* a line that an underline would make a heading */
    int number = 0;
    for (char *line; (line = strsep(&text, "\n")) != NULL;) {
        const char *title;
        int level = 0;
        number++;
        if (front) {
            front = number == 1 || strcmp(line, "---") != 0;
            continue;
        }
        fenced ^= is_fence(line);
        if (!fenced && before != NULL && (level = underline(line)) > 0) {
            p.len -= strlen(before) + 1;
            p.body[p.len] = '\0';
            page_heading(&p, level, utf8_trim(arena, before), number - 1);
            before = NULL;
            continue;
        }
        before = NULL;
        if (!fenced && (level = marked_heading(arena, line, &title)) > 0) {
            page_heading(&p, level, title, number);
        } else if (fenced || !page_pair(&p, line, number)) {
            page_append(&p, line, strlen(line));
            before = fenced || line[strspn(line, " \t")] == '\0' ? NULL : line;
        }
    }
    page_flush(&p, number);
}

bool page_begins_something(const char *line)
{
    size_t blank = strspn(line, " \t"), same = strspn(line + blank, "=-");
    return line[blank] == '#' || strncmp(line + blank, "<!--", 4) == 0 ||
           (same > 0 && utf8_is_blank(line + blank + same)) || is_fence(line) ||
           behind_mark(line, question_marks, LENGTH(question_marks)) != NULL;
}
