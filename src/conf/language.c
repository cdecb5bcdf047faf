/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * language: see language.h.
 *
 * Each word of the text gives points to all languages that have it: the more languages have it, the fewer.
 * The language with the most points is the answer if no other comes near it and if it knows enough of the
 * words. ICU has no function that tells the language of a text in UTF-8 (its charset detector is for bytes of
 * unknown encoding, and tells Western languages by three letters, which needs long texts). */
#include "conf/language.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/utf8.h"
#include "base/words.h"
#include "conf/conf.h"
#include "conf/notice.h"

enum {
    LANGUAGES_MAX = 64, /* bits of a mask; those of the administrator that are over it are left out */
    TAG_BYTES = 9,
    POINTS_WORD = 4,      /* for a word that one language has; two: half of it each; more: a quarter */
    POINTS_CHARACTER = 4, /* of a script whose characters are syllables or words */
    /* A likely answer has so many times the words of another language of the desk; a sure one so many. */
    LEAD_LIKELY = 2,
    LEAD_SURE = 4,
    SURE_WORDS = 3,
    SURE_POINTS = 8,
    PART_LIKELY = 6, /* at least one of so many words is known to the language */
    PART_SURE = 4,
    CHARACTERS_WORD = 2, /* of such a script count as a word */
    WORDS_MAX = LANGUAGE_BYTES / 2,
    KANA_PART = 6, /* Japanese has at least one kana for so many Han; Chinese uses の as an ornament */
};

struct word_place {
    const char *word; /* NULL: the place is free */
    size_t len;
    uint64_t languages;
};

struct languages {
    struct arena *arena;
    size_t n;
    char tag[LANGUAGES_MAX][TAG_BYTES];
    bool catalogue[LANGUAGES_MAX];
    struct word_place *entry; /* open addressing; more than half of the places are free */
    size_t room;
};

/* ---- scripts of one language ---- */

static const struct {
    UScriptCode script;
    const char *tag;
    int points;
} scripts[] = {
    {USCRIPT_HAN, "zh", POINTS_CHARACTER},
    {USCRIPT_HIRAGANA, "ja", POINTS_CHARACTER},
    {USCRIPT_KATAKANA, "ja", POINTS_CHARACTER},
    {USCRIPT_HANGUL, "ko", POINTS_CHARACTER},
    {USCRIPT_THAI, "th", 1},
    {USCRIPT_GREEK, "el", 1},
    {USCRIPT_HEBREW, "he", 1},
    {USCRIPT_ARMENIAN, "hy", 1},
    {USCRIPT_GEORGIAN, "ka", 1},
    {USCRIPT_KHMER, "km", 1},
    {USCRIPT_LAO, "lo", 1},
    {USCRIPT_MYANMAR, "my", 1},
    {USCRIPT_TAMIL, "ta", 1},
};
enum { SCRIPTS = sizeof scripts / sizeof scripts[0], SCRIPT_HAN = 0 };

/* Returns the row of a letter's script; -1: a script that several languages share, or no letter. */
static int script_of(uint32_t cp)
{
    if (cp < 0x370 || cp > 0x10ffff)
        return -1;
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript((UChar32)cp, &status);
    for (int i = 0; i < SCRIPTS; i++)
        if (scripts[i].script == script)
            return i;
    return -1;
}

/* ---- the tables ---- */

static size_t subtag_length(const char *tag)
{
    size_t len = strcspn(tag, "-_");
    return len < TAG_BYTES ? len : TAG_BYTES - 1;
}

static int language_number(const struct languages *l, const char *tag)
{
    size_t len = subtag_length(tag);
    for (size_t i = 0; i < l->n; i++)
        if (strncasecmp(l->tag[i], tag, len) == 0 && l->tag[i][len] == '\0')
            return (int)i;
    return -1;
}

/* Returns the number of a language, or -1 when there are too many. */
static int language_add(struct languages *l, const char *tag)
{
    int known = language_number(l, tag);
    if (known >= 0 || l->n == LANGUAGES_MAX)
        return known;
    size_t len = subtag_length(tag);
    for (size_t i = 0; i < len; i++)
        l->tag[l->n][i] = (char)(tag[i] >= 'A' && tag[i] <= 'Z' ? tag[i] + ('a' - 'A') : tag[i]);
    return (int)l->n++;
}

static struct word_place *entry_at(const struct languages *l, const char *word, size_t len)
{
    uint64_t hash =
        0xcbf29ce484222325; /* FNV-1a: the words are ours and the administrator's, no stranger's */
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)word[i]) * 0x100000001b3;
    size_t at = (size_t)(hash & (l->room - 1));
    while (l->entry[at].word != NULL &&
           (l->entry[at].len != len || memcmp(l->entry[at].word, word, len) != 0))
        at = (at + 1) & (l->room - 1);
    return &l->entry[at];
}

struct adding {
    struct languages *l;
    uint64_t language;
};

static bool add_word(void *arg, const char *folded, size_t len, size_t start, size_t end)
{
    (void)start, (void)end;
    struct adding *a = arg;
    struct word_place *entry = entry_at(a->l, folded, len);
    if (entry->word == NULL)
        *entry = (struct word_place){.word = arena_strndup(a->l->arena, folded, len), .len = len};
    entry->languages |= a->language;
    return true;
}

static void add_words(struct languages *l, struct words *words, const char *tag, const char *list)
{
    int number = language_add(l, tag);
    struct adding a = {.l = l, .language = number >= 0 ? 1ull << number : 0};
    /* "j'" and "qu'" end with an apostrophe, which ICU would leave out. */
    for (const char *p = list + strspn(list, " "); number >= 0 && *p != '\0'; p += strspn(p, " ")) {
        size_t len = strcspn(p, " ");
        if (p[len - 1] == '\'')
            add_word(&a, p, len, 0, len);
        else
            words_break(words, p, len, add_word, &a);
        p += len;
    }
}

static bool is_words(const struct conf_message *message)
{
    return strcmp(message->key, LANGUAGE_SETTING) == 0;
}

/* Returns how many words there are at most. Of ours each begins after a space or a hyphen; of the
 * administrator's each has a character at least. */
static size_t words_max(const struct conf *conf)
{
    size_t n = 0;
    for (const struct language_words *row = language_words; row->tag != NULL; row++, n++)
        for (const char *p = row->words; (p = strpbrk(p, " -")) != NULL; p++)
            n++;
    for (size_t i = 0; conf != NULL && i < conf->n_messages; i++)
        if (is_words(&conf->messages[i]))
            n += strlen(conf->messages[i].text);
    return n;
}

static void note_catalogue(struct languages *l, const char *tag)
{
    int number = language_add(l, tag);
    if (number >= 0)
        l->catalogue[number] = true;
}

struct languages *languages_new(struct words *words, const struct conf *conf)
{
    struct languages *l = xcalloc(1, sizeof *l);
    l->arena = arena_new();
    for (l->room = 1024; l->room < 2 * words_max(conf);)
        l->room *= 2;
    l->entry = xcalloc(l->room, sizeof *l->entry);
    for (size_t i = 0; notice_languages[i] != NULL; i++)
        note_catalogue(l, notice_languages[i]);
    for (const struct language_words *row = language_words; row->tag != NULL; row++)
        add_words(l, words, row->tag, row->words);
    for (int i = 0; i < SCRIPTS; i++)
        language_add(l, scripts[i].tag);
    for (size_t i = 0; conf != NULL && i < conf->n_messages; i++) {
        note_catalogue(l, conf->messages[i].language);
        if (is_words(&conf->messages[i]))
            add_words(l, words, conf->messages[i].language, conf->messages[i].text);
    }
    return l;
}

void languages_free(struct languages *l)
{
    if (l == NULL)
        return;
    arena_free(l->arena);
    free(l->entry);
    free(l);
}

bool language_is_told(const char *tag)
{
    size_t len = subtag_length(tag);
    for (const struct language_words *row = language_words; row->tag != NULL; row++)
        if (strlen(row->tag) == len && strncasecmp(row->tag, tag, len) == 0)
            return true;
    for (int i = 0; i < SCRIPTS; i++)
        if (strlen(scripts[i].tag) == len && strncasecmp(scripts[i].tag, tag, len) == 0)
            return true;
    return false;
}

/* ---- a text ---- */

static bool begins_address(const char *p)
{
    return *p == '@' || (*p == ':' && strncmp(p, "://", 3) == 0) ||
           ((*p == 'w' || *p == 'W') && strncasecmp(p, "www.", 4) == 0);
}

/* Blanks what is not written in any language: addresses of pages and people, and file names with a path. A
 * piece ends at the first character that is not ASCII, because Chinese leaves no space after it. */
static void blank_addresses(char *text)
{
    for (char *p = text; *p != '\0';) {
        size_t len = 0;
        bool address = false;
        for (; p[len] > ' ' && p[len] <= '~'; len++)
            address |= begins_address(p + len);
        if (address)
            memset(p, ' ', len);
        p += len > 0 ? len : 1;
    }
}

/* Returns the beginning of the text, with straight apostrophes and without addresses. */
static char *beginning(struct arena *arena, const char *text)
{
    size_t len = strnlen(text, LANGUAGE_BYTES);
    while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
        len--;
    char *copy = arena_strndup(arena, text, len), *out = copy;
    for (const char *in = copy; *in != '\0';) {
        bool curly = *in == '\xe2' && strncmp(in, "\xe2\x80\x99", 3) == 0;
        *out++ = curly ? '\'' : *in;
        in += curly ? 3 : 1;
    }
    *out = '\0';
    blank_addresses(copy);
    return copy;
}

struct counting {
    const struct languages *l;
    const char *text;
    uint64_t word[WORDS_MAX]; /* the languages of each word that some language has */
    size_t n;
    int points[LANGUAGES_MAX], known[LANGUAGES_MAX];
    int letters[LANGUAGES_MAX]; /* of scripts that only one language uses; four of an alphabet are one */
    int total;                  /* words that say something: not names, not numbers */
};

static int points_of(uint64_t languages)
{
    uint64_t but_one = languages & (languages - 1), but_two = but_one & (but_one - 1);
    return but_one == 0 ? POINTS_WORD : but_two == 0 ? POINTS_WORD / 2 : POINTS_WORD / 4;
}

static bool has_language(uint64_t languages, size_t number)
{
    return (languages >> number & 1) != 0;
}

static void count_word(struct counting *c, uint64_t languages)
{
    c->total++;
    if (languages == 0)
        return;
    c->word[c->n++] = languages;
    int points = points_of(languages);
    for (uint64_t rest = languages; rest != 0; rest &= rest - 1) {
        int number = __builtin_ctzll(rest);
        c->points[number] += points;
        c->known[number]++;
    }
}

/* Returns the languages of a word, or of what it begins with: "j'" of "j'ai". */
static uint64_t languages_of(const struct languages *l, const char *folded, size_t len)
{
    const struct word_place *entry = entry_at(l, folded, len);
    const char *apostrophe = entry->word == NULL ? memchr(folded, '\'', len) : NULL;
    if (apostrophe != NULL)
        entry = entry_at(l, folded, (size_t)(apostrophe - folded) + 1);
    return entry->word == NULL ? 0 : entry->languages;
}

static bool has_digit(const char *word, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (word[i] >= '0' && word[i] <= '9')
            return true;
    return false;
}

static bool begins_upper(const char *word)
{
    uint32_t first;
    utf8_first(word, &first);
    return u_isupper((UChar32)first);
}

static bool on_word(void *arg, const char *folded, size_t len, size_t start, size_t end)
{
    (void)end;
    struct counting *c = arg;
    uint32_t cp;
    utf8_decode(folded, len, &cp);
    if (has_digit(folded, len) || !u_isalpha((UChar32)cp) || script_of(cp) >= 0)
        return true;
    uint64_t languages = languages_of(c->l, folded, len);
    if (languages == 0 && begins_upper(c->text + start))
        return true; /* a name, of a product or a person, as far as we know; or a German noun */
    count_word(c, languages);
    return c->n < WORDS_MAX;
}

static void count_script(struct counting *c, const char *tag, int letters, int points)
{
    int number = letters == 0 ? -1 : language_number(c->l, tag);
    if (number < 0)
        return;
    int words = (letters + CHARACTERS_WORD - 1) / CHARACTERS_WORD;
    c->points[number] += letters * points;
    c->letters[number] += letters * points / POINTS_CHARACTER;
    c->known[number] += words;
    c->total += words;
}

static void count_scripts(struct counting *c)
{
    int letters[SCRIPTS] = {0}, kana = 0;
    uint32_t cp;
    for (const char *p = c->text; *p != '\0';) {
        if ((unsigned char)*p < 0x80) {
            p++;
            continue;
        }
        p += utf8_first(p, &cp);
        int row = script_of(cp);
        if (row >= 0)
            letters[row]++;
        kana += row >= 0 && strcmp(scripts[row].tag, "ja") == 0;
    }
    bool japanese = kana * KANA_PART > letters[SCRIPT_HAN];
    for (int i = 0; i < SCRIPTS; i++)
        count_script(c, i == SCRIPT_HAN && japanese ? "ja" : scripts[i].tag, letters[i], scripts[i].points);
}

/* Of two languages with as many points, the one with a catalogue. */
static size_t best_of(const struct counting *c)
{
    size_t best = 0;
    for (size_t i = 1; i < c->l->n; i++)
        if (c->points[i] > c->points[best] ||
            (c->points[i] == c->points[best] && c->l->catalogue[i] && !c->l->catalogue[best]))
            best = i;
    return best;
}

/* Returns how many words one language has and another does not. A character of a script of its own counts as
 * a word. */
static int words_alone(const struct counting *c, size_t number, size_t other)
{
    int words = c->letters[number];
    for (size_t i = 0; i < c->n; i++)
        words += has_language(c->word[i], number) && !has_language(c->word[i], other);
    return words;
}

/* Returns the points of a language for the words that another does not have. */
static int points_alone(const struct counting *c, size_t number, size_t other)
{
    int points = c->points[number];
    for (size_t i = 0; i < c->n; i++)
        if (has_language(c->word[i], number) && has_language(c->word[i], other))
            points -= points_of(c->word[i]);
    return points;
}

/* Says how far the best language is ahead of another. One without a catalogue is none that the desk could
 * answer in: it only shows that the text may be in it, by words that the best one does not have. */
static enum language_sureness lead_over(const struct counting *c, size_t best, size_t other)
{
    if (!c->l->catalogue[other])
        return c->points[best] < LEAD_LIKELY * points_alone(c, other, best) ? LANGUAGE_NO_EVIDENCE
                                                                            : LANGUAGE_SURE;
    int ours = words_alone(c, best, other), theirs = words_alone(c, other, best);
    if (ours == 0 || ours < LEAD_LIKELY * theirs)
        return LANGUAGE_NO_EVIDENCE;
    return ours < LEAD_SURE * theirs ? LANGUAGE_LIKELY : LANGUAGE_SURE;
}

/* A sentence, in which the language has enough of the words. */
static enum language_sureness enough(const struct counting *c, size_t best)
{
    int points = c->points[best], known = c->known[best];
    if (points < POINTS_WORD / 2 || known * PART_LIKELY < c->total)
        return LANGUAGE_NO_EVIDENCE;
    return known >= SURE_WORDS && points >= SURE_POINTS && known * PART_SURE >= c->total ? LANGUAGE_SURE
                                                                                         : LANGUAGE_LIKELY;
}

/* Says whether a language has a word or a character of the text; then it is far ahead of each that has none. */
static bool has_any(const struct counting *c, size_t number)
{
    bool any = c->letters[number] > 0;
    for (size_t i = 0; i < c->n && !any; i++)
        any = has_language(c->word[i], number);
    return any;
}

static enum language_sureness sureness_of(const struct counting *c, size_t best)
{
    enum language_sureness least = c->l->catalogue[best] ? enough(c, best) : LANGUAGE_NO_EVIDENCE;
    bool any = has_any(c, best);
    for (size_t i = 0; i < c->l->n && least > LANGUAGE_NO_EVIDENCE; i++) {
        bool ahead = i == best || (any && c->points[i] == 0);
        enum language_sureness lead = ahead ? LANGUAGE_SURE : lead_over(c, best, i);
        least = lead < least ? lead : least;
    }
    return least;
}

struct language_found language_of_text(const struct languages *l, struct words *words, struct arena *arena,
                                       const char *text)
{
    struct counting c = {.l = l, .text = beginning(arena, text)};
    count_scripts(&c);
    words_break(words, c.text, strlen(c.text), on_word, &c);
    size_t best = best_of(&c);
    enum language_sureness sureness = sureness_of(&c, best);
    return (struct language_found){.sureness = sureness,
                                   .tag = sureness == LANGUAGE_NO_EVIDENCE ? "" : l->tag[best]};
}
