/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ground_unit: see ground_inside.h. What figures count. All tables are in the folded form: lower case, ss for ß. */
#include <string.h>

#include "bot/ground_inside.h"

/* ---- units ---- */

struct unit_row {
    const char *word;
    enum ground_unit unit;
};

static const struct unit_row signs[] = {
    {"€", UNIT_EUR}, {"us$", UNIT_USD}, {"$", UNIT_USD},
    {"£", UNIT_GBP}, {"¥", UNIT_CNY},   {"%", UNIT_PERCENT},
};

static const struct unit_row words[] = {
    {"eur", UNIT_EUR},
    {"euro", UNIT_EUR},
    {"euros", UNIT_EUR},
    {"cent", UNIT_CENT},
    {"cents", UNIT_CENT},
    {"usd", UNIT_USD},
    {"dollar", UNIT_USD},
    {"dollars", UNIT_USD},
    {"gbp", UNIT_GBP},
    {"pound", UNIT_GBP},
    {"pounds", UNIT_GBP},
    {"pfund", UNIT_GBP},
    {"chf", UNIT_CHF},
    {"franken", UNIT_CHF},
    {"francs", UNIT_CHF},
    {"cny", UNIT_CNY},
    {"rmb", UNIT_CNY},
    {"yuan", UNIT_CNY},
    {"jpy", UNIT_JPY},
    {"yen", UNIT_JPY},
    {"percent", UNIT_PERCENT},
    {"prozent", UNIT_PERCENT},
    {"second", UNIT_SECOND},
    {"seconds", UNIT_SECOND},
    {"sec", UNIT_SECOND},
    {"sekunde", UNIT_SECOND},
    {"sekunden", UNIT_SECOND},
    {"sek", UNIT_SECOND},
    {"minute", UNIT_MINUTE},
    {"minutes", UNIT_MINUTE},
    {"min", UNIT_MINUTE},
    {"mins", UNIT_MINUTE},
    {"minuten", UNIT_MINUTE},
    {"minuetig", UNIT_MINUTE},
    {"hour", UNIT_HOUR},
    {"hours", UNIT_HOUR},
    {"hr", UNIT_HOUR},
    {"hrs", UNIT_HOUR},
    {"h", UNIT_HOUR},
    {"stunde", UNIT_HOUR},
    {"stunden", UNIT_HOUR},
    {"std", UNIT_HOUR},
    {"day", UNIT_DAY},
    {"days", UNIT_DAY},
    {"tag", UNIT_DAY},
    {"tage", UNIT_DAY},
    {"tagen", UNIT_DAY},
    {"tages", UNIT_DAY},
    {"werktag", UNIT_DAY},
    {"werktage", UNIT_DAY},
    {"werktagen", UNIT_DAY},
    {"arbeitstag", UNIT_DAY},
    {"arbeitstage", UNIT_DAY},
    {"arbeitstagen", UNIT_DAY},
    {"kalendertage", UNIT_DAY},
    {"kalendertagen", UNIT_DAY},
    {"banktage", UNIT_DAY},
    {"banktagen", UNIT_DAY},
    {"week", UNIT_WEEK},
    {"weeks", UNIT_WEEK},
    {"woche", UNIT_WEEK},
    {"wochen", UNIT_WEEK},
    {"month", UNIT_MONTH},
    {"months", UNIT_MONTH},
    {"monat", UNIT_MONTH},
    {"monate", UNIT_MONTH},
    {"monaten", UNIT_MONTH},
    {"monats", UNIT_MONTH},
    {"year", UNIT_YEAR},
    {"years", UNIT_YEAR},
    {"yr", UNIT_YEAR},
    {"yrs", UNIT_YEAR},
    {"jahr", UNIT_YEAR},
    {"jahre", UNIT_YEAR},
    {"jahren", UNIT_YEAR},
    {"jahres", UNIT_YEAR},
    {"km", UNIT_KM},
    {"kilometer", UNIT_KM},
    {"kilometers", UNIT_KM},
    {"kilometres", UNIT_KM},
    {"kilometern", UNIT_KM},
    {"m", UNIT_METRE},
    {"meter", UNIT_METRE},
    {"meters", UNIT_METRE},
    {"metres", UNIT_METRE},
    {"metern", UNIT_METRE},
    {"cm", UNIT_CM},
    {"zentimeter", UNIT_CM},
    {"centimetres", UNIT_CM},
    {"centimeters", UNIT_CM},
    {"mm", UNIT_MM},
    {"millimeter", UNIT_MM},
    {"kg", UNIT_KG},
    {"kilo", UNIT_KG},
    {"kilos", UNIT_KG},
    {"kilogramm", UNIT_KG},
    {"kilograms", UNIT_KG},
    {"g", UNIT_GRAM},
    {"gramm", UNIT_GRAM},
    {"grams", UNIT_GRAM},
    {"l", UNIT_LITRE},
    {"liter", UNIT_LITRE},
    {"litre", UNIT_LITRE},
    {"litres", UNIT_LITRE},
    {"liters", UNIT_LITRE},
};

/* The ends of German adjectives and compounds: zweijährig, 14-tägig, Zweijahresgarantie. */
static const struct unit_row stems[] = {
    {"taegig", UNIT_DAY},        {"woechig", UNIT_WEEK},  {"woechentlich", UNIT_WEEK},
    {"monatig", UNIT_MONTH},     {"monats", UNIT_MONTH},  {"jaehrig", UNIT_YEAR},
    {"jahres", UNIT_YEAR},       {"stuendig", UNIT_HOUR}, {"stunden", UNIT_HOUR},
    {"minuetig", UNIT_MINUTE},   {"tage", UNIT_DAY},      {"wochen", UNIT_WEEK},
    {"prozentig", UNIT_PERCENT},
};

/* The longer ones come first. */
static const struct unit_row han_units[] = {
    {"个工作日", UNIT_DAY}, {"個工作日", UNIT_DAY}, {"个小时", UNIT_HOUR},  {"個小時", UNIT_HOUR},
    {"个星期", UNIT_WEEK},  {"個星期", UNIT_WEEK},  {"瑞士法郎", UNIT_CHF}, {"人民币", UNIT_CNY},
    {"工作日", UNIT_DAY},   {"自然日", UNIT_DAY},   {"个钟头", UNIT_HOUR},  {"小时", UNIT_HOUR},
    {"小時", UNIT_HOUR},    {"分钟", UNIT_MINUTE},  {"分鐘", UNIT_MINUTE},  {"个月", UNIT_MONTH},
    {"個月", UNIT_MONTH},   {"星期", UNIT_WEEK},    {"礼拜", UNIT_WEEK},    {"周年", UNIT_YEAR},
    {"欧元", UNIT_EUR},     {"歐元", UNIT_EUR},     {"美元", UNIT_USD},     {"美金", UNIT_USD},
    {"英镑", UNIT_GBP},     {"日元", UNIT_JPY},     {"块钱", UNIT_CNY},     {"公里", UNIT_KM},
    {"千米", UNIT_KM},      {"厘米", UNIT_CM},      {"毫米", UNIT_MM},      {"公斤", UNIT_KG},
    {"千克", UNIT_KG},      {"天", UNIT_DAY},       {"日", UNIT_DAY},       {"周", UNIT_WEEK},
    {"週", UNIT_WEEK},      {"年", UNIT_YEAR},      {"秒", UNIT_SECOND},    {"元", UNIT_CNY},
    {"块", UNIT_CNY},       {"塊", UNIT_CNY},       {"圆", UNIT_CNY},       {"米", UNIT_METRE},
    {"克", UNIT_GRAM},      {"升", UNIT_LITRE},
};

/* Words between a figure and what it counts: "14 full working days". */
static const char *const between[] = {"working", "business", "calendar", "full",   "whole", "consecutive",
                                      "volle",   "vollen",   "ganze",    "ganzen", "per"};
/* After these a figure counts nothing that is named. */
static const char *const function_words[] = {
    "and", "or",  "to",  "in",   "on",  "at",   "of",  "is",    "are",    "was",   "for",  "with", "from",
    "by",  "per", "if",  "as",   "the", "a",    "an",  "after", "before", "until", "till", "und",  "oder",
    "bis", "im",  "am",  "an",   "ist", "sind", "war", "fuer",  "mit",    "von",   "pro",  "je",   "auf",
    "der", "die", "das", "nach", "vor", "ab",   "zu",  "wenn",  "bei",    "uhr",   "um",
};

static bool is_one_of(const char *word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i], word) == 0)
            return true;
    return false;
}
#define IS_ONE_OF(word, list) is_one_of(word, list, sizeof list / sizeof list[0])

static const struct unit_row *row_of(const char *text, const struct unit_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strncmp(text, rows[i].word, strlen(rows[i].word)) == 0)
            return &rows[i];
    return NULL;
}
#define ROW_OF(text, rows) row_of(text, rows, sizeof rows / sizeof rows[0])

/* The unit that a word of letters is, or begins with; OTHER if it is a word of another kind. */
static enum ground_unit unit_of_word(const char *word)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i].word, word) == 0)
            return words[i].unit;
    const struct unit_row *stem = ROW_OF(word, stems);
    if (stem != NULL)
        return stem->unit;
    return IS_ONE_OF(word, function_words) ? UNIT_NONE : UNIT_OTHER;
}

enum ground_unit ground_unit_after(const char *text, size_t *len)
{
    const char *at = text;
    *len = 0;
    while (*at == ' ' || *at == '-' || strncmp(at, "‑", 3) == 0 || strncmp(at, "–", 3) == 0) {
        if (at - text > 3)
            return UNIT_NONE;
        at += *at == ' ' || *at == '-' ? 1 : 3;
    }
    for (int i = 0; i < 3; i++) {
        const struct unit_row *row = ROW_OF(at, signs);
        row = row != NULL ? row : ROW_OF(at, han_units);
        if (row != NULL) {
            *len = (size_t)(at - text) + strlen(row->word);
            return row->unit;
        }
        char word[GROUND_WORD + 1];
        size_t n = ground_plain_word(at, word);
        if (n == 0)
            return ground_han(at) > 0 ? UNIT_OTHER : UNIT_NONE;
        if (!IS_ONE_OF(word, between)) {
            enum ground_unit unit = unit_of_word(word);
            *len = unit > UNIT_OTHER ? (size_t)(at - text) + n : 0;
            return unit;
        }
        at += n;
        at += *at == ' ' || *at == '-';
    }
    return UNIT_NONE;
}

size_t ground_unit_before(const char *text, enum ground_unit *unit)
{
    static const char *const names[] = {"eur", "euro", "usd", "gbp", "chf", "cny", "rmb", "jpy"};
    const struct unit_row *row = ROW_OF(text, signs);
    if (row != NULL && row->unit != UNIT_PERCENT) {
        *unit = row->unit;
        return strlen(row->word);
    }
    char word[GROUND_WORD + 1];
    size_t n = ground_plain_word(text, word);
    if (n == 0 || !IS_ONE_OF(word, names))
        return 0;
    *unit = unit_of_word(word);
    return n;
}

int ground_zeros(const char *text, size_t *len)
{
    static const struct {
        const char *word;
        int zeros;
    } rows[] = {{"thousand", 3},  {"tausend", 3},   {"tsd", 3},        {"million", 6}, {"millions", 6},
                {"millionen", 6}, {"mio", 6},       {"mill", 6},       {"billion", 9}, {"billions", 9},
                {"bn", 9},        {"milliarde", 9}, {"milliarden", 9}, {"mrd", 9}};
    static const struct {
        const char *sign;
        int zeros;
    } han[] = {{"百万", 6}, {"千万", 7}, {"千", 3}, {"万", 4}, {"萬", 4}, {"亿", 8}, {"億", 8}};
    if (*text == 'k' && ground_word(text) == 1) {
        *len = 1;
        return 3;
    }
    size_t blank = *text == ' ';
    char word[GROUND_WORD + 1];
    size_t n = ground_plain_word(text + blank, word);
    for (size_t i = 0; n > 0 && i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(rows[i].word, word) == 0) {
            *len = blank + n;
            return rows[i].zeros;
        }
    for (size_t i = 0; n == 0 && i < sizeof han / sizeof han[0]; i++)
        if (strncmp(text + blank, han[i].sign, strlen(han[i].sign)) == 0) {
            *len = blank + strlen(han[i].sign);
            return han[i].zeros;
        }
    *len = 0;
    return 0;
}

bool ground_names(const char *word, size_t len)
{
    static const char *const names[] = {"step",    "option",   "point",        "part", "question",
                                        "answer",  "schritt",  "punkt",        "teil", "frage",
                                        "antwort", "variante", "moeglichkeit", "第"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strlen(names[i]) == len && strncmp(names[i], word, len) == 0)
            return true;
    return false;
}

enum ground_unit ground_unit_of_stem(const char *text)
{
    const struct unit_row *stem = ROW_OF(text, stems);
    return stem == NULL ? UNIT_NONE : stem->unit;
}
