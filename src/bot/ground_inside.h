/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ground_inside: what the files of ground share. No other file includes this. */
#ifndef FRONTDESK_GROUND_INSIDE_H
#define FRONTDESK_GROUND_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* What a figure counts. NONE: nothing is said. OTHER: a thing without a row in the table of units. */
enum ground_unit {
    UNIT_NONE,
    UNIT_OTHER,
    UNIT_EUR,
    UNIT_CENT,
    UNIT_USD,
    UNIT_GBP,
    UNIT_CHF,
    UNIT_CNY,
    UNIT_JPY,
    UNIT_PERCENT,
    UNIT_SECOND,
    UNIT_MINUTE,
    UNIT_HOUR,
    UNIT_DAY,
    UNIT_WEEK,
    UNIT_MONTH,
    UNIT_YEAR,
    UNIT_KM,
    UNIT_METRE,
    UNIT_CM,
    UNIT_MM,
    UNIT_KG,
    UNIT_GRAM,
    UNIT_LITRE,
};

enum ground_kind {
    GROUND_NUMBER,
    GROUND_TIME,
    GROUND_DATE,
    GROUND_PHONE,
    GROUND_LINK,
    GROUND_CODE,
    GROUND_WEEKDAY,
    GROUND_STREET
};

enum { GROUND_FORMS = 12 /* of one figure, at most */ };

struct ground_form {
    enum ground_kind kind;
    const char *text;
};

/* A figure in a text, with the forms that it may have: "1.234" is 1234 or 1.234. */
struct ground_item {
    enum ground_kind kind;
    enum ground_unit unit;
    struct ground_form form[GROUND_FORMS];
    size_t n;
    size_t start, end; /* in the folded text */
};

/* Reads a folded text, and calls found() for each figure. source: also for what only a source counts, such as "two"
 * without a unit. A telephone number of unit NONE may be none: the figures in it follow. */
void ground_read(struct arena *, const char *folded, bool source,
                 void (*found)(void *arg, const struct ground_item *), void *arg);
/* Returns a text in the form in which it is read, in the arena: NFKC, case-folded. */
const char *ground_fold(struct arena *, const char *text);

/* ---- reading ---- */

struct ground_reading {
    struct arena *arena;
    const char *text;
    size_t at;
    bool source;
    void (*found)(void *arg, const struct ground_item *);
    void *arg;
    enum ground_unit before; /* a unit that stands just before this place */
    size_t before_at;
    bool named; /* a word that names things stands before this place: "step" */
    bool lead;  /* ... or one that goes before a length of time: "within" */
};

bool ground_is_digit(char);
bool ground_is_plain(char); /* a digit, or a letter of ASCII */
/* Adds a form to a figure. */
void ground_form_add(struct ground_item *, enum ground_kind, const char *text);
/* Tells of a figure of so many bytes, and goes on after it. */
void ground_give(struct ground_reading *, struct ground_item *, size_t len);
/* Returns the length of the first of the words with which the text begins; 0: with none. */
size_t ground_skip(const char *at, const char *const *words, size_t n);

/* Each of these reads at the place of the reading, and goes on after what it has found. ground_link.c: */
size_t ground_link_length(const char *at, size_t *host); /* 0: none begins here; *host: where its host does */
void ground_link(struct ground_reading *, size_t len, size_t host);
size_t ground_phone_length(const char *at,
                           bool *sure); /* 0: none begins here; *sure: it can be nothing else */
void ground_phone(struct ground_reading *, size_t len, bool sure); /* does not go on */
/* ground_date.c: */
bool ground_date(struct ground_reading *);
bool ground_time(struct ground_reading *);
/* ground_figure.c: */
void ground_digits(struct ground_reading *);
bool ground_code(struct ground_reading *); /* false: it is a plain figure */
void ground_set_unit(struct ground_reading *, struct ground_item *,
                     size_t *len); /* *len: grows by that of the unit */

/* ---- ground_unit.c, ground_word.c: words that are numbers, units, months and days ---- */

enum { GROUND_WORD = 48 /* bytes of the longest word that is in a table */ };
/* Copies the word at the beginning, with ae, oe and ue for umlauts. Returns its length in the text; 0: it is too long to be in a
 * table, or there is none. */
size_t ground_plain_word(const char *text, char out[GROUND_WORD + 1]);
/* Returns the unit with which a part of a German word begins: of "jährig" the year; NONE: with none. */
enum ground_unit ground_unit_of_stem(const char *text);
/* Reads a number in words at the beginning: English ("one hundred and five"), German ("einhundertfünf") or Chinese
 * ("一百零五"). Returns its length in bytes; 0: there is none. *unit: set if the word has one in it ("zweijährig"). */
size_t ground_words(const char *text, int64_t *value, enum ground_unit *unit);
/* Reads what follows a figure; returns the unit and sets *len to the bytes that belong to it. */
enum ground_unit ground_unit_after(const char *text, size_t *len);
/* Reads a unit before a figure ("EUR"). Returns its length; 0: there is none. */
size_t ground_unit_before(const char *text, enum ground_unit *unit);
/* Read a name at the beginning. Return its length; 0: there is none. Months are 1 to 12, days 1 (Monday) to 7; range: the
 * short forms of weekdays count too. */
size_t ground_month(const char *text, int *month);
size_t ground_weekday(const char *text, bool range, int *day);
/* Returns the zeros that a word after a figure adds ("million": 6), and its length. */
int ground_zeros(const char *text, size_t *len);
/* Says whether a figure after this word only names a thing: "step", "Schritt". */
bool ground_names(const char *word, size_t len);

/* The length of the word at the beginning: letters but Chinese ones. */
size_t ground_word(const char *text);
/* The length of a Chinese character at the beginning; 0: there is none. */
size_t ground_han(const char *text);

#endif
