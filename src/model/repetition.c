/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * repetition: see repetition.h. */
#include "model/repetition.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

enum {
    PERIOD_SENTENCES = 8, /* that are repeated together, at most */
    SENTENCES_BYTES = 12, /* of what is repeated, at least */
    TIMES = 3,            /* that sentences come one after the other */
    TAIL = 8192,          /* bytes at the end in which words are looked for */
    PERIOD_BYTES = 1000,  /* of words that are repeated, at most */
    WORDS_BYTES = 120,    /* of all repeated words, at least */
    WORDS_TIMES = 4,
    SHORT_BYTES = 20, /* shorter words are repeated in earnest too */
    SHORT_TIMES = 8,
};

struct sentence {
    const char *text;
    size_t len, end; /* end: in the text, with what follows it */
};

/* Returns the length of the mark that ends a sentence at this place; 0: none does. */
static size_t ends_sentence(const char *p)
{
    static const char *const wide[] = {"。", "！", "？"};
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
        if (strncmp(p, wide[i], strlen(wide[i])) == 0)
            return strlen(wide[i]);
    return p[0] == '\n' || (strchr(".!?", p[0]) != NULL && (p[1] == '\0' || isspace((unsigned char)p[1])));
}

static bool has_letter(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (isalpha((unsigned char)text[i]) || (unsigned char)text[i] >= 0x80)
            return true;
    return false;
}

/* Whether the text is one byte, over and over: no words, as in "hmmmmm". */
static bool is_one_byte(const char *text, size_t len)
{
    for (size_t i = 1; i < len; i++)
        if (text[i] != text[0])
            return false;
    return true;
}

/* Divides the text; returns how many sentences there are. They must have room for one more than the text has
 * bytes in pairs. */
static size_t divide(const char *text, struct sentence *out)
{
    size_t n = 0;
    for (const char *p = text; *p != '\0';) {
        while (isspace((unsigned char)*p))
            p++;
        const char *from = p;
        while (*p != '\0' && ends_sentence(p) == 0)
            p++;
        p += *p != '\0' ? ends_sentence(p) : 0;
        size_t len = (size_t)(p - from);
        while (len > 0 && isspace((unsigned char)from[len - 1]))
            len--;
        if (len > 1)
            out[n++] = (struct sentence){from, len, (size_t)(p - text)};
    }
    return n;
}

static bool are_same(const struct sentence *a, const struct sentence *b)
{
    return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
}

/* Returns where the first of so many sentences ends that are repeated together; 0: none are. */
static size_t find_period(const struct sentence *s, size_t n, size_t period)
{
    size_t same = 0;
    for (size_t i = period; i < n; i++) {
        same = are_same(&s[i], &s[i - period]) ? same + 1 : 0;
        if (same < (TIMES - 1) * period)
            continue;
        const struct sentence *first = &s[i + 1 - same - period], *last = &s[i - same];
        if (last->end - (size_t)(first->text - s[0].text) >= SENTENCES_BYTES &&
            has_letter(first->text, (size_t)(last->text + last->len - first->text)))
            return last->end;
    }
    return 0;
}

static size_t find_sentences(const char *text)
{
    struct sentence *s = xcalloc(strlen(text) / 2 + 1, sizeof *s);
    size_t n = divide(text, s), found = 0;
    for (size_t period = 1; period <= PERIOD_SENTENCES; period++) {
        size_t end = find_period(s, n, period);
        if (end != 0 && (found == 0 || end < found))
            found = end;
    }
    free(s);
    return found;
}

/* Sets same[i] to how many bytes before i bytes before the end are those before the end (the Z algorithm). */
static void compare_tail(const char *text, size_t len, size_t n, uint16_t *same)
{
    const char *last = text + len - 1;
    size_t from = 0, to = 0;
    for (size_t i = 1; i < n; i++) {
        size_t z = 0;
        if (i < to)
            z = same[i - from] < to - i ? same[i - from] : to - i;
        while (i + z < n && *(last - z) == *(last - i - z))
            z++;
        same[i] = (uint16_t)z;
        if (i + z > to) {
            from = i;
            to = i + z;
        }
    }
}

/* Returns where the sentence ends that is in this part of the text; else the end of its last word. */
static size_t end_in(const char *text, size_t from, size_t end, size_t max)
{
    for (size_t i = end > from ? end - 1 : from; i < max; i++)
        if (ends_sentence(text + i) > 0)
            return i + ends_sentence(text + i);
    while (end > from && !isspace((unsigned char)text[end]))
        end--;
    return end > 0 ? end : 1;
}

static size_t find_words(const char *text)
{
    size_t len = strlen(text), n = len < TAIL ? len : TAIL, found = 0;
    if (n < WORDS_BYTES)
        return 0;
    uint16_t *same = xcalloc(n, sizeof *same);
    compare_tail(text, len, n, same);
    for (size_t period = 1; found == 0 && period < n && period <= PERIOD_BYTES; period++) {
        size_t all = same[period] + period, times = all / period;
        bool many = times >= (period < SHORT_BYTES ? SHORT_TIMES : WORDS_TIMES);
        if (many && all >= WORDS_BYTES && has_letter(text + len - period, period) &&
            !is_one_byte(text + len - period, period))
            found = end_in(text, len - all, len - all + period, len - all + 2 * period);
    }
    free(same);
    return found;
}

size_t repetition_find(const char *text)
{
    size_t end = find_sentences(text);
    return end != 0 ? end : find_words(text);
}
