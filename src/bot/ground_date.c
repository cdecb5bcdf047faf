/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ground_date: see ground_inside.h. Dates and times of day, in the forms of three languages. */
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "bot/ground_inside.h"

/* ---- dates and times ---- */

/* Reads one to max digits, which are not followed by a further one. Returns their number; 0: there are others. */
static size_t small_number(const char *at, size_t max, int *value)
{
    size_t n = 0;
    *value = 0;
    while (ground_is_digit(at[n]) && n <= max)
        *value = *value * 10 + (at[n++] - '0');
    return n > max ? 0 : n;
}

static void date_forms(struct ground_reading *r, struct ground_item *i, int year, int month, int day)
{
    if (year > 0 && year < 100)
        year += 2000;
    if (month < 1 || month > 12 || day > 31)
        return;
    const char *plain = arena_printf(r->arena, "%d-%d", month, day),
               *whole = arena_printf(r->arena, "%d-%d-%d", year, month, day);
    if (day > 0 && (year == 0 || r->source))
        ground_form_add(i, GROUND_DATE, plain);
    if (day > 0 && year > 0)
        ground_form_add(i, GROUND_DATE, whole);
    if (day > 0 && (year > 0) != r->source) /* a date without a year is good for one with any */
        ground_form_add(i, GROUND_DATE, arena_printf(r->arena, "%s~", plain));
    if (year > 0 && (r->source || day == 0))
        ground_form_add(i, GROUND_DATE, arena_printf(r->arena, "%d-%d-", year, month));
    if (r->source && year > 0)
        ground_form_add(i, GROUND_NUMBER, arena_printf(r->arena, "%d", year));
    if (r->source && day > 0)
        ground_form_add(i, GROUND_NUMBER, arena_printf(r->arena, "%d", day));
}

/* ", 2026" */
static size_t year_after(const char *at, int *year)
{
    size_t blanks = strspn(at, " ,");
    size_t n = blanks > 0 && blanks <= 2 ? small_number(at + blanks, 4, year) : 0;
    if (n != 4 || *year < 1900 || *year > 2199) {
        *year = 0;
        return 0;
    }
    return blanks + n;
}

/* "3rd of May, 2026", "3. Mai" */
static size_t day_and_month(const char *at, int *year, int *month, int *day)
{
    static const char *const ordinal[] = {"st", "nd", "rd", "th", "."}, *const of[] = {" of ", " ", "-"};
    size_t n = small_number(at, 2, day), m;
    if (n == 0 || *day == 0)
        return 0;
    n += ground_skip(at + n, ordinal, 5);
    n += ground_skip(at + n, of, 3);
    if ((m = ground_month(at + n, month)) == 0)
        return 0;
    n += m;
    n += at[n] == '.';
    return n + year_after(at + n, year);
}

/* "May 3rd, 2026", "May 2026" */
static size_t month_and_day(const char *at, int *year, int *month, int *day)
{
    static const char *const ordinal[] = {"st", "nd", "rd", "th"};
    size_t n = ground_month(at, month), m;
    if (n == 0)
        return 0;
    size_t after = year_after(at + n, year);
    if (after > 0)
        return n + after;
    n += at[n] == '.';
    if (at[n] != ' ' || (m = small_number(at + n + 1, 2, day)) == 0 || *day == 0)
        return 0;
    n += 1 + m;
    n += ground_skip(at + n, ordinal, 4);
    return ground_is_plain(at[n]) || at[n] == ':' ? 0 : n + year_after(at + n, year);
}

/* "2026年5月3日", "5月3号" */
static size_t han_date(const char *at, int *year, int *month, int *day)
{
    int first;
    size_t n = small_number(at, 4, &first), m;
    if (n == 4 && strncmp(at + n, "年", 3) == 0) {
        *year = first;
        n += 3;
        if ((m = small_number(at + n, 2, month)) == 0 || strncmp(at + n + m, "月", 3) != 0)
            return 0;
        n += m + 3;
    } else if (n > 0 && n <= 2 && strncmp(at + n, "月", 3) == 0) {
        *month = first;
        n += 3;
    } else
        return 0;
    m = small_number(at + n, 2, day);
    if (m > 0 && (strncmp(at + n + m, "日", 3) == 0 || strncmp(at + n + m, "号", 3) == 0))
        return n + m + 3;
    *day = 0;
    return *year > 0 ? n : 0;
}

/* 2026-05-03, 2026/5/3, 03.05.2026, 3.5., 05/03/26: the order of the last is not known. */
static size_t plain_date(struct ground_reading *r, struct ground_item *i)
{
    const char *at = r->text + r->at;
    int a, b, c = 0;
    size_t n = small_number(at, 4, &a), m, k;
    char sep = at[n];
    if (n == 0 || n == 3 || strchr("-./", sep) == NULL || sep == '\0' ||
        (m = small_number(at + n + 1, 2, &b)) == 0)
        return 0;
    size_t len = n + 1 + m;
    if (at[len] != sep)
        return 0;
    k = small_number(at + len + 1, n == 4 ? 2 : 4, &c);
    bool third = k == 4 || k == 2 || (k == 1 && n == 4);
    len += 1 + (third ? k : 0);
    if (ground_is_digit(at[len]) || (at[len] == sep && ground_is_digit(at[len + 1])) ||
        (!third && (sep != '.' || k > 0)))
        return 0;
    if (n == 4)
        date_forms(r, i, a, b, c);
    else
        date_forms(r, i, third ? c : 0, b, a);
    if (n != 4 && sep == '/' && i->n + 3 <= GROUND_FORMS)
        date_forms(r, i, c, a, b);
    return i->n > 0 ? len : 0;
}

bool ground_date(struct ground_reading *r)
{
    struct ground_item i = {.kind = GROUND_DATE};
    const char *at = r->text + r->at;
    int year = 0, month = 0, day = 0;
    size_t len = plain_date(r, &i);
    if (len == 0) {
        len = ground_is_digit(*at) ? day_and_month(at, &year, &month, &day)
                                   : month_and_day(at, &year, &month, &day);
        if (len == 0 && ground_is_digit(*at))
            len = han_date(at, &year, &month, &day);
        if (len > 0)
            date_forms(r, &i, year, month, day);
    }
    if (len == 0 || i.n == 0)
        return false;
    ground_give(r, &i, len);
    return true;
}

static size_t half_of_day(const char *at, int *add)
{
    static const struct {
        const char *word;
        int add;
    } rows[] = {{"a.m.", 0}, {"p.m.", 12}, {"am", 0}, {"pm", 12}};
    size_t blank = *at == ' ';
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t n = strlen(rows[i].word);
        if (strncmp(at + blank, rows[i].word, n) == 0 && !ground_is_plain(at[blank + n])) {
            *add = rows[i].add;
            return blank + n;
        }
    }
    return 0;
}

/* "9:30", "9.30 Uhr", "5 pm", "17 Uhr 30", "9点30分". known: which half of the day is known. */
static size_t time_length(const char *at, int *hour, int *minute, bool *known)
{
    size_t n = small_number(at, 2, hour), m = 0, k;
    int add = -1;
    *minute = 0;
    if (n == 0 || *hour > 24)
        return 0;
    if ((at[n] == ':' || at[n] == '.') && (m = small_number(at + n + 1, 2, minute)) == 2 && *minute < 60)
        m++;
    else
        m = *minute = 0;
    size_t len = n + m, blank = at[len] == ' ';
    bool uhr = strncmp(at + len + blank, "uhr", 3) == 0 && !ground_is_plain(at[len + blank + 3]);
    bool han = m == 0 && (strncmp(at + len, "点", 3) == 0 || strncmp(at + len, "點", 3) == 0);
    if (!uhr && !han && (k = half_of_day(at + len, &add)) > 0)
        len += k;
    else if (uhr)
        len += blank + 3;
    else if (han)
        len += 3;
    else if (m == 0 || at[n] != ':' || ground_is_digit(at[len]) || at[len] == ':')
        return 0;
    if ((uhr || han) && m == 0 && (k = small_number(at + len + (at[len] == ' '), 2, minute)) == 2 &&
        *minute < 60)
        len += k + (at[len] == ' ');
    else if ((uhr || han) && m == 0)
        *minute = 0;
    if (han && strncmp(at + len, "分", 3) == 0)
        len += 3;
    *known = add >= 0 || *hour > 12;
    if (add >= 0)
        *hour = *hour % 12 + add;
    return len;
}

bool ground_time(struct ground_reading *r)
{
    static const char *const late[] = {"下午", "晚上", "傍晚"}, *const early[] = {"上午", "早上", "凌晨"};
    struct ground_item i = {.kind = GROUND_TIME};
    const char *at = r->text + r->at;
    size_t skipped = ground_skip(at, late, 3), n;
    bool pm = skipped > 0, known = false;
    int hour, minute;
    if (!pm)
        skipped = ground_skip(at, early, 3);
    n = time_length(at + skipped, &hour, &minute, &known);
    if (n == 0)
        return false;
    int written = hour;
    if (pm && hour < 12)
        hour += 12;
    known = known || skipped > 0;
    ground_form_add(&i, GROUND_TIME, arena_printf(r->arena, "%d:%02d", hour % 24, minute));
    if (!known)
        ground_form_add(&i, GROUND_TIME, arena_printf(r->arena, "%d:%02d", (hour + 12) % 24, minute));
    if (minute == 0) {
        ground_form_add(&i, GROUND_NUMBER, arena_printf(r->arena, "%d", hour));
        if (written != hour || (known && hour > 12))
            ground_form_add(&i, GROUND_NUMBER,
                            arena_printf(r->arena, "%d", written != hour ? written : hour - 12));
    }
    ground_give(r, &i, skipped + n);
    return true;
}
