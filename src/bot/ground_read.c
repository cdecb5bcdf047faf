/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ground_read: see ground_inside.h. Walks once along a text. What is longest goes first: a link before a date, a date
 * before a telephone number, that before a figure. */
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "bot/ground_inside.h"

enum { ORDINARY = 12 /* up to here a number in words is a figure only with a unit */ };

bool ground_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool ground_is_plain(char c)
{
    return ground_is_digit(c) || (c >= 'a' && c <= 'z');
}

void ground_form_add(struct ground_item *i, enum ground_kind kind, const char *text)
{
    if (i->n < GROUND_FORMS)
        i->form[i->n++] = (struct ground_form){.kind = kind, .text = text};
}

void ground_give(struct ground_reading *r, struct ground_item *i, size_t len)
{
    i->start = r->at;
    i->end = r->at + len;
    r->at += len;
    r->named = r->lead = false;
    r->found(r->arg, i);
}

size_t ground_skip(const char *at, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strncmp(at, words[i], strlen(words[i])) == 0)
            return strlen(words[i]);
    return 0;
}

/* ---- words ---- */

static bool is_measured(enum ground_unit unit)
{
    return unit > UNIT_OTHER;
}

/* "within a week": then it is one. */
static size_t read_article(struct ground_reading *r, struct ground_item *i)
{
    const char *at = r->text + r->at;
    size_t n = strncmp(at, "a ", 2) == 0 ? 1 : strncmp(at, "an ", 3) == 0 ? 2 : 0, after = 0;
    if (n == 0 || !r->lead)
        return 0;
    i->unit = ground_unit_after(at + n, &after);
    if (i->unit < UNIT_SECOND || i->unit > UNIT_YEAR)
        return 0;
    ground_form_add(i, GROUND_NUMBER, "1");
    return n + after;
}

static size_t read_words(struct ground_reading *r)
{
    struct ground_item i = {.kind = GROUND_NUMBER};
    const char *at = r->text + r->at;
    enum ground_unit inside;
    int64_t value = 0;
    size_t percent = strncmp(at, "百分之", 9) == 0 ? 9 : 0, len = ground_words(at + percent, &value, &inside),
           whole;
    if (len == 0)
        return 0;
    whole = percent + len;
    ground_set_unit(r, &i, &whole);
    if (percent > 0)
        i.unit = UNIT_PERCENT;
    else if (inside != UNIT_NONE)
        i.unit = inside;
    bool several = ground_han(at + percent) > 0 && len == 6 && value < 100 &&
                   strncmp(at + percent, "十", 3) != 0 &&
                   strncmp(at + percent + 3, "十", 3) != 0; /* 两三天: two or three */
    bool counts =
        r->source ? is_measured(i.unit) || value > 1 : !r->named && (is_measured(i.unit) || value > ORDINARY);
    if (!counts) {
        r->at += percent + len;
        return percent + len;
    }
    ground_form_add(&i, GROUND_NUMBER,
                    arena_printf(r->arena, "%lld", (long long)(several ? value / 10 : value)));
    if (several) {
        struct ground_item second = {.kind = GROUND_NUMBER, .unit = i.unit};
        ground_form_add(&second, GROUND_NUMBER, arena_printf(r->arena, "%lld", (long long)(value % 10)));
        second.start = r->at;
        second.end = r->at + whole;
        r->found(r->arg, &second);
    }
    ground_give(r, &i, whole);
    return whole;
}

static bool read_weekday(struct ground_reading *r)
{
    int day, to;
    const char *at = r->text + r->at;
    size_t n = ground_weekday(at, r->source, &day);
    if (n == 0)
        return false;
    struct ground_item i = {.kind = GROUND_WEEKDAY};
    ground_form_add(&i, GROUND_WEEKDAY, arena_printf(r->arena, "%d", day));
    static const char *const until[] = {".-",    ".–",      " - ",    " – ",       "-",  "–", " to ",
                                        " bis ", " until ", " till ", " through ", "到", "至"};
    size_t between = ground_skip(at + n, until, sizeof until / sizeof until[0]);
    if (r->source && between > 0 && ground_weekday(at + n + between, true, &to) > 0)
        for (int k = day % 7 + 1; k != to; k = k % 7 + 1) {
            struct ground_item in = {.kind = GROUND_WEEKDAY};
            ground_form_add(&in, GROUND_WEEKDAY, arena_printf(r->arena, "%d", k));
            r->found(r->arg, &in);
        }
    ground_give(r, &i, n);
    return true;
}

/* Hauptstraße 5, Marktplatz 1: the street goes with its number. */
static bool read_street(struct ground_reading *r, size_t word)
{
    static const char *const ends[] = {"strasse", "str", "platz", "allee", "gasse", "ufer", "damm"};
    const char *at = r->text + r->at;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        size_t n = strlen(ends[i]);
        if (word < n + 3 || strncmp(at + word - n, ends[i], n) != 0)
            continue;
        size_t blank = word + (at[word] == '.');
        if (at[blank] != ' ' || !ground_is_digit(at[blank + 1]))
            return false;
        struct ground_item street = {.kind = GROUND_STREET};
        ground_form_add(&street, GROUND_STREET,
                        arena_printf(r->arena, "%.*s%s", (int)(word - n), at,
                                     strcmp(ends[i], "str") == 0 ? "strasse" : ends[i]));
        ground_give(r, &street, word);
        return true;
    }
    return false;
}

/* ---- the walk ---- */

static void read_word(struct ground_reading *r)
{
    static const char *const leads[] = {"within", "in",   "after", "for",   "about", "takes",
                                        "least",  "most", "than",  "every", "each"};
    const char *at = r->text + r->at;
    struct ground_item article = {.kind = GROUND_NUMBER};
    size_t n = read_article(r, &article), unit_len, word = ground_word(at);
    enum ground_unit unit;
    if (n > 0) {
        ground_give(r, &article, n);
        return;
    }
    bool lead = false;
    if (read_weekday(r) || read_street(r, word) || read_words(r) > 0)
        return;
    unit_len = ground_unit_before(at, &unit);
    if (unit_len > 0) {
        r->before = unit;
        r->before_at = r->at + unit_len + (at[unit_len] == ' ');
    }
    for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++)
        lead = lead || (strlen(leads[i]) == word && strncmp(leads[i], at, word) == 0);
    uint32_t cp;
    size_t step = unit_len > 0 ? unit_len : word > 0 ? word : utf8_first(at, &cp);
    bool blank = word == 0 && (*at == ' ' || *at == '\t');
    r->named = ground_names(at, step) || (blank && r->named);
    r->lead = lead || (blank && r->lead);
    if (word > 0 && ground_is_digit(at[word]) && unit_len == 0 && ground_code(r))
        return;
    r->at += step;
}

void ground_read(struct arena *arena, const char *folded, bool source,
                 void (*found)(void *arg, const struct ground_item *), void *arg)
{
    struct ground_reading r = {.arena = arena, .text = folded, .source = source, .found = found, .arg = arg};
    while (folded[r.at] != '\0') {
        const char *at = folded + r.at;
        char before = r.at > 0 ? at[-1] : ' ';
        bool begins = !ground_is_plain(before) && before != '@';
        size_t host = 0, link = begins && ground_is_plain(*at) ? ground_link_length(at, &host) : 0;
        if (link > 0)
            ground_link(&r, link, host);
        else if ((begins || ground_is_digit(*at)) && (ground_date(&r) || ground_time(&r)))
            continue;
        else if (ground_is_digit(*at) || ((*at == '+' || *at == '(') && ground_is_digit(at[1])))
            ground_digits(&r);
        else
            read_word(&r);
    }
}

const char *ground_fold(struct arena *arena, const char *text)
{
    size_t len = strlen(text);
    char *apart = arena_alloc(arena, 2 * len + 1), *end = apart;
    for (size_t i = 0; i < len; i++) { /* "days.We": a stop that begins no host */
        *end++ = text[i];
        if (text[i] == '.' && i > 0 && text[i - 1] >= 'a' && text[i - 1] <= 'z' && text[i + 1] >= 'A' &&
            text[i + 1] <= 'Z')
            *end++ = ' ';
    }
    *end = '\0';
    return utf8_key(arena, apart);
}
