/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ground_word: see ground_inside.h. All tables are in the folded form: lower case, ss for ß. */
#include <string.h>

#include <unicode/uchar.h>

#include "base/utf8.h"
#include "bot/ground_inside.h"

size_t ground_han(const char *text)
{
    uint32_t cp;
    size_t n = utf8_first(text, &cp);
    bool han = cp == 0x3007 || (cp >= 0x3400 && cp <= 0x4dbf) || (cp >= 0x4e00 && cp <= 0x9fff);
    return n > 0 && han ? n : 0;
}

size_t ground_word(const char *text)
{
    size_t len = 0;
    for (;;) {
        uint32_t cp;
        size_t n = utf8_first(text + len, &cp);
        if (n == 0 || cp == UINT32_MAX || !u_isalpha((UChar32)cp) || ground_han(text + len) > 0)
            return len;
        len += n;
    }
}

/* Copies the word at the beginning with ae, oe and ue for umlauts. Returns its length in the text; 0: it is too long to be
 * in a table, or there is none. */
size_t ground_plain_word(const char *text, char out[GROUND_WORD + 1])
{
    size_t len = ground_word(text), n = 0;
    if (len > GROUND_WORD)
        len = 0;
    for (size_t i = 0; i < len && n + 2 < GROUND_WORD; i++) {
        unsigned char next = (unsigned char)text[i + 1];
        if ((unsigned char)text[i] == 0xc3 && (next == 0xa4 || next == 0xb6 || next == 0xbc)) {
            out[n++] = next == 0xa4 ? 'a' : next == 0xb6 ? 'o' : 'u';
            out[n++] = 'e';
            i++;
        } else
            out[n++] = text[i];
    }
    out[n] = '\0';
    return n + 2 < GROUND_WORD ? len : 0;
}

/* ---- months and days ---- */

/* Each text of the list has the words of one name, with blanks between. */
static size_t named(const char *text, const char *const *names, int n, int *which)
{
    char word[GROUND_WORD + 1];
    size_t len = ground_plain_word(text, word), plain = strlen(word);
    for (int i = 0; len > 0 && i < n; i++)
        for (const char *at = names[i]; (at = strstr(at, word)) != NULL; at += plain)
            if ((at == names[i] || at[-1] == ' ') && (at[plain] == ' ' || at[plain] == '\0')) {
                *which = i + 1;
                return len;
            }
    return 0;
}

size_t ground_month(const char *text, int *month)
{
    static const char *const months[] = {
        "january jan januar jaenner",
        "february feb februar",
        "march mar maerz mrz",
        "april apr",
        "may mai",
        "june jun juni",
        "july jul juli",
        "august aug",
        "september sep sept",
        "october oct oktober okt",
        "november nov",
        "december dec dezember dez",
    };
    return named(text, months, 12, month);
}

size_t ground_weekday(const char *text, bool range, int *day)
{
    static const char *const full[] = {
        "monday mondays montag montags",           "tuesday tuesdays dienstag dienstags",
        "wednesday wednesdays mittwoch mittwochs", "thursday thursdays donnerstag donnerstags",
        "friday fridays freitag freitags",         "saturday saturdays samstag samstags sonnabend",
        "sunday sundays sonntag sonntags",
    };
    static const char *const brief[] = {"mon mo", "tue tues di", "wed mi", "thu thur thurs do",
                                        "fri fr", "sat sa",      "sun so"};
    static const char *const han[] = {"一", "二", "三", "四", "五", "六", "日", "天"};
    static const char *const before[] = {"星期", "礼拜", "周"};
    size_t n = named(text, full, 7, day);
    if (n == 0 && range)
        n = named(text, brief, 7, day);
    for (size_t i = 0; n == 0 && i < sizeof before / sizeof before[0]; i++)
        if (strncmp(text, before[i], strlen(before[i])) == 0)
            for (int j = 0; n == 0 && j < 8; j++)
                if (strncmp(text + strlen(before[i]), han[j], 3) == 0) {
                    *day = j < 7 ? j + 1 : 7;
                    n = strlen(before[i]) + 3;
                }
    return n;
}

/* ---- numbers in words ---- */

struct number_row {
    const char *word;
    int64_t value;
};

static const struct number_row german_small[] = {
    {"eine", 1}, {"eins", 1},  {"ein", 1},   {"zwei", 2},   {"zwo", 2},  {"drei", 3},
    {"vier", 4}, {"fuenf", 5}, {"sechs", 6}, {"sieben", 7}, {"acht", 8}, {"neun", 9},
};
static const struct number_row german_teens[] = {
    {"zehn", 10},      {"elf", 11},      {"zwoelf", 12},   {"dreizehn", 13}, {"vierzehn", 14},
    {"fuenfzehn", 15}, {"sechzehn", 16}, {"siebzehn", 17}, {"achtzehn", 18}, {"neunzehn", 19},
};
static const struct number_row german_tens[] = {
    {"zwanzig", 20}, {"dreissig", 30}, {"vierzig", 40}, {"fuenfzig", 50},
    {"sechzig", 60}, {"siebzig", 70},  {"achtzig", 80}, {"neunzig", 90},
};

static size_t number_row(const char *text, const struct number_row *rows, size_t n, int64_t *value)
{
    for (size_t i = 0; i < n; i++)
        if (strncmp(text, rows[i].word, strlen(rows[i].word)) == 0) {
            *value = rows[i].value;
            return strlen(rows[i].word);
        }
    return 0;
}
#define NUMBER_ROW(text, rows, value) number_row(text, rows, sizeof rows / sizeof rows[0], value)

static size_t german_under_100(const char *text, int64_t *value)
{
    size_t n = NUMBER_ROW(text, german_teens, value), m;
    int64_t tens;
    if (n > 0 || (n = NUMBER_ROW(text, german_tens, value)) > 0 ||
        (n = NUMBER_ROW(text, german_small, value)) == 0)
        return n;
    if (strncmp(text + n, "und", 3) == 0 && (m = NUMBER_ROW(text + n + 3, german_tens, &tens)) > 0) {
        *value += tens;
        return n + 3 + m;
    }
    return n;
}

/* "zweihundertfünfzig": before the word of the place and after it. */
static size_t german_place(const char *text, const char *place, int64_t times,
                           size_t (*part)(const char *, int64_t *), int64_t *value)
{
    int64_t before = 1, after = 0;
    size_t n = part(text, &before);
    if (strncmp(text + n, place, strlen(place)) != 0) {
        *value = before;
        return n;
    }
    n += strlen(place);
    size_t und = strncmp(text + n, "und", 3) == 0 ? 3 : 0, m = part(text + n + und, &after);
    *value = before * times + (m > 0 ? after : 0);
    return n + (m > 0 ? und + m : 0);
}

static size_t german_under_1000(const char *text, int64_t *value)
{
    return german_place(text, "hundert", 100, german_under_100, value);
}

static size_t german_number(const char *text, int64_t *value, enum ground_unit *unit)
{
    char word[GROUND_WORD + 1];
    size_t len = ground_plain_word(text, word);
    size_t n = len == 0 ? 0 : german_place(word, "tausend", 1000, german_under_1000, value);
    if (n == 0)
        return 0;
    *unit = ground_unit_of_stem(word + n);
    return word[n] == '\0' || *unit != UNIT_NONE ||
                   (strncmp(word, "eine", 4) == 0 && word[4] != '\0' && word[5] == '\0' &&
                    strchr("nrsm", word[4]) != NULL)
               ? len
               : 0;
}

static const struct number_row english_small[] = {
    {"zero", 0},      {"one", 1},       {"two", 2},       {"three", 3},    {"four", 4},     {"five", 5},
    {"six", 6},       {"seven", 7},     {"eight", 8},     {"nine", 9},     {"ten", 10},     {"eleven", 11},
    {"twelve", 12},   {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15}, {"sixteen", 16}, {"seventeen", 17},
    {"eighteen", 18}, {"nineteen", 19}, {"twenty", 20},   {"thirty", 30},  {"forty", 40},   {"fifty", 50},
    {"sixty", 60},    {"seventy", 70},  {"eighty", 80},   {"ninety", 90},
};

static bool english_word(const char *word, int64_t *value)
{
    for (size_t i = 0; i < sizeof english_small / sizeof english_small[0]; i++)
        if (strcmp(english_small[i].word, word) == 0) {
            *value = english_small[i].value;
            return true;
        }
    return false;
}

/* Reads at most twelve words. */
static size_t english_number(const char *text, int64_t *value)
{
    int64_t sum = 0, part = 0, one;
    size_t len = 0, at = 0;
    for (int i = 0; i < 12; i++) {
        char word[GROUND_WORD + 1];
        size_t n = ground_plain_word(text + at, word);
        bool is_and = len > 0 && strcmp(word, "and") == 0, small = n > 0 && english_word(word, &one);
        if (n == 0 || (small && part % 100 != 0 && !(part % 10 == 0 && part % 100 >= 20 && one < 10)))
            break;
        if (small)
            part += one;
        else if (strcmp(word, "hundred") == 0 && len > 0 && part < 100)
            part *= 100;
        else if (strcmp(word, "thousand") == 0 && len > 0) {
            sum += part * 1000;
            part = 0;
        } else if (!is_and || (part % 100 != 0 && sum == 0))
            break;
        at += n;
        if (!is_and)
            len = at;
        if (text[at] != ' ' && text[at] != '-')
            break;
        at++;
    }
    *value = sum + part;
    return len;
}

static int han_digit(const char *text)
{
    static const char digits[] = "〇一二三四五六七八九";
    static const char more[] = "零壹贰叁肆伍陆柒捌玖";
    for (int i = 0; i < 10; i++)
        if (strncmp(text, digits + 3 * i, 3) == 0 || strncmp(text, more + 3 * i, 3) == 0)
            return i;
    return strncmp(text, "两", 3) == 0 || strncmp(text, "兩", 3) == 0 ? 2 : -1;
}

static int64_t han_place(const char *text)
{
    static const struct number_row places[] = {
        {"十", 10}, {"百", 100}, {"千", 1000}, {"万", 10000}, {"萬", 10000}};
    int64_t value = 0;
    return NUMBER_ROW(text, places, &value) > 0 ? value : 0;
}

/* Reads at most twelve characters: 一百零五, 二零二六, 十四. */
static size_t han_number(const char *text, int64_t *value)
{
    int64_t sum = 0, low = 0, digit = -1, row = 0;
    bool placed = false;
    size_t len = 0;
    for (int i = 0; i < 12 && ground_han(text + len) == 3; i++, len += 3) {
        int next = han_digit(text + len);
        int64_t place = next < 0 ? han_place(text + len) : 0;
        if (next < 0 && (place == 0 || (len == 0 && place != 10)))
            break;
        if (next >= 0) {
            row = row * 10 + next;
            digit = next;
            continue;
        }
        placed = true;
        if (place == 10000) {
            sum = (sum + low + (digit > 0 ? digit : 0)) * 10000;
            low = 0;
        } else
            low += (digit > 0 ? digit : 1) * place;
        digit = -1;
    }
    *value = placed ? sum + low + (digit > 0 ? digit : 0) : row;
    return len;
}

size_t ground_words(const char *text, int64_t *value, enum ground_unit *unit)
{
    *unit = UNIT_NONE;
    if (ground_han(text) > 0)
        return han_number(text, value);
    size_t n = english_number(text, value);
    return n > 0 ? n : german_number(text, value, unit);
}
