/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * snippet: see snippet.h. */
#include "config.h"

#include "cli/snippet.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "base/words.h"

struct word {
    const char *folded;
    size_t len, start, end; /* bytes of the text */
};

struct word_list {
    struct arena *arena;
    struct word *word;
    size_t n, room;
};

struct span {
    size_t start, end;
};

static bool keep_word(void *arg, const char *folded, size_t len, size_t start, size_t end)
{
    struct word_list *list = arg;
    if (list->n == list->room) {
        size_t room = list->room * 2 + 32;
        list->word =
            arena_grow(list->arena, list->word, list->room * sizeof *list->word, room * sizeof *list->word);
        list->room = room;
    }
    list->word[list->n++] = (struct word){
        .folded = arena_strndup(list->arena, folded, len), .len = len, .start = start, .end = end};
    return true;
}

static struct word_list break_up(struct arena *arena, struct words *words, const char *text, size_t len)
{
    struct word_list list = {.arena = arena};
    words_break(words, text, len, keep_word, &list);
    return list;
}

static bool phrase_at(const struct word_list *body, size_t at, const struct word_list *phrase)
{
    if (phrase->n == 0 || body->n - at < phrase->n)
        return false;
    for (size_t i = 0; i < phrase->n; i++) {
        if (strcmp(body->word[at + i].folded, phrase->word[i].folded) != 0)
            return false;
    }
    return true;
}

/* Returns the number of words in the longest phrase of the query that begins at that word; 0 when none does.
 */
static size_t longest_at(const struct word_list *body, size_t at, const struct word_list *phrases, size_t n)
{
    size_t longest = 0;
    for (size_t i = 0; i < n; i++) {
        if (phrases[i].n > longest && phrase_at(body, at, &phrases[i]))
            longest = phrases[i].n;
    }
    return longest;
}

static size_t break_query(struct arena *arena, struct words *words, const char *query, struct word_list **out)
{
    static const char blanks[] = " \t\r\n";
    size_t n = 0;
    struct word_list *phrases = arena_alloc(arena, (strlen(query) / 2 + 1) * sizeof *phrases);
    for (const char *piece = query + strspn(query, blanks); *piece != '\0';) {
        size_t len = strcspn(piece, blanks);
        phrases[n++] = break_up(arena, words, piece, len);
        piece += len;
        piece += strspn(piece, blanks);
    }
    *out = phrases;
    return n;
}

static struct span *find_hits(struct arena *arena, struct words *words, const char *query, const char *body,
                              size_t *n)
{
    struct word_list *phrases, list = break_up(arena, words, body, strlen(body));
    size_t n_phrases = break_query(arena, words, query, &phrases);
    struct span *hits = arena_alloc(arena, (list.n + 1) * sizeof *hits);
    *n = 0;
    for (size_t at = 0; at < list.n;) {
        size_t len = longest_at(&list, at, phrases, n_phrases);
        if (len > 0)
            hits[(*n)++] = (struct span){.start = list.word[at].start, .end = list.word[at + len - 1].end};
        at += len > 0 ? len : 1;
    }
    return hits;
}

/* Returns the offset that is this many characters before `at`, or 0. Skips a word that would be cut, if a
 * blank follows before `at`.
 */
static size_t some_before(const char *body, size_t at, size_t characters)
{
    size_t start = at;
    while (start > 0 && characters > 0) {
        start--;
        while (start > 0 && ((unsigned char)body[start] & 0xc0) == 0x80)
            start--;
        characters--;
    }
    if (start == 0)
        return 0;
    const char *blank = memchr(body + start, ' ', at - start);
    return blank == NULL ? start : (size_t)(blank - body) + 1;
}

static size_t some_after(const char *body, size_t at, size_t columns)
{
    for (size_t used = 0; body[at] != '\0';) {
        uint32_t cp;
        char one[5] = "?"; /* replaces a character that cannot be printed */
        size_t bytes = utf8_decode(body + at, strlen(body + at), &cp);
        if (utf8_is_printable(cp))
            one[utf8_encode(cp, one)] = '\0';
        used += utf8_columns(one);
        if (used > columns)
            break;
        at += bytes;
    }
    return at;
}

static void add_part(struct arena *arena, struct snippet *s, const char *body, size_t start, size_t end,
                     bool hit)
{
    if (end > start)
        s->parts[s->n++] = (struct snippet_part){
            .text = utf8_printable(arena, arena_strndup(arena, body + start, end - start), SIZE_MAX),
            .hit = hit};
}

/* Replaces line breaks by blanks, which keeps every offset. */
static char *one_line(struct arena *arena, const char *body)
{
    char *line = arena_strdup(arena, body);
    for (char *p = line; *p != '\0'; p++) {
        if (*p == '\n' || *p == '\r' || *p == '\t')
            *p = ' ';
    }
    return line;
}

struct snippet snippet_cut(struct arena *arena, struct words *words, const char *query, const char *body,
                           size_t columns)
{
    size_t n;
    struct span *hits = find_hits(arena, words, query, body, &n);
    const char *line = one_line(arena, body);
    size_t at = n == 0 ? 0 : some_before(line, hits[0].start, columns / 3);
    size_t end = some_after(line, at, columns);
    struct snippet s = {.parts = arena_alloc(arena, (2 * n + 3) * sizeof *s.parts)};
    if (at > 0)
        s.parts[s.n++] = (struct snippet_part){.text = "…"};
    for (size_t i = 0; i < n && hits[i].start < end; i++) {
        size_t stop = hits[i].end < end ? hits[i].end : end;
        add_part(arena, &s, line, at, hits[i].start, false);
        add_part(arena, &s, line, hits[i].start, stop, true);
        at = stop;
    }
    add_part(arena, &s, line, at, end, false);
    if (line[end] != '\0')
        s.parts[s.n++] = (struct snippet_part){.text = "…"};
    return s;
}
