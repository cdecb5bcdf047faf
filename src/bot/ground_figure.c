/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ground_figure: see ground_inside.h. Figures: their forms, what they count, and what only looks like one. */
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "bot/ground_inside.h"

enum { DIGITS = 40 /* of one figure */ };

/* ---- figures ---- */

/* Returns the number without what does not change its value. */
static const char *canonical(struct arena *arena, const char *whole, const char *fraction)
{
    while (whole[0] == '0' && whole[1] != '\0')
        whole++;
    size_t n = strlen(fraction);
    while (n > 0 && fraction[n - 1] == '0')
        n--;
    return n == 0 ? arena_strdup(arena, whole) : arena_printf(arena, "%s.%.*s", whole, (int)n, fraction);
}

static const char *shifted(struct arena *arena, const char *number, int zeros)
{
    const char *dot = strchr(number, '.');
    const char *whole = dot == NULL ? number : arena_strndup(arena, number, (size_t)(dot - number));
    const char *fraction = dot == NULL ? "" : dot + 1;
    for (; zeros > 0; zeros--) {
        whole = arena_printf(arena, "%s%c", whole, *fraction != '\0' ? *fraction : '0');
        fraction += *fraction != '\0';
    }
    return canonical(arena, whole, fraction);
}

/* Copies the digits of a part of a number. */
static const char *digits_of(struct arena *arena, const char *at, size_t len)
{
    char *out = arena_alloc(arena, len + 1), *end = out;
    for (size_t i = 0; i < len; i++)
        if (ground_is_digit(at[i]))
            *end++ = at[i];
    *end = '\0';
    return out;
}

static bool is_separator(const char *at)
{
    return (*at == '.' || *at == ',' || *at == '\'') && ground_is_digit(at[1]);
}

/* Says whether groups of three follow: from the separator at `at` on, up to len. */
static bool by_thousands(const char *at, size_t from, size_t len)
{
    for (size_t i = from; i < len; i += 4)
        if (len - i < 4 || ground_is_digit(at[i]) || (i + 4 < len && ground_is_digit(at[i + 4])))
            return false;
    return from >= 1 && from <= 3;
}

/* Adds the forms of a figure of this length, which has no blank in it. */
static void figure_forms(struct ground_reading *r, struct ground_item *i, const char *at, size_t len,
                         int zeros)
{
    size_t first = strcspn(at, ".,'"), last = 0, n = 0;
    for (size_t k = 0; k < len; k++)
        if (!ground_is_digit(at[k])) {
            last = k;
            n++;
        }
    struct arena *arena = r->arena;
    if (n == 0 || first >= len) {
        ground_form_add(i, GROUND_NUMBER,
                        shifted(arena, canonical(arena, digits_of(arena, at, len), ""), zeros));
        return;
    }
    bool mixed = at[first] != at[last], thousands = by_thousands(at, first, len) && !mixed;
    bool decimal = at[last] != '\'' && (n == 1 || (mixed && by_thousands(at, first, last)));
    if (thousands && at[0] != '0')
        ground_form_add(i, GROUND_NUMBER,
                        shifted(arena, canonical(arena, digits_of(arena, at, len), ""), zeros));
    if (decimal)
        ground_form_add(i, GROUND_NUMBER,
                        shifted(arena,
                                canonical(arena, digits_of(arena, at, last),
                                          arena_strndup(arena, at + last + 1, len - last - 1)),
                                zeros));
    if (i->n == 0)
        ground_form_add(i, GROUND_CODE, arena_strndup(arena, at, len)); /* 3.5.2, 192.168.0.1 */
}

static bool is_list_number(const struct ground_reading *r, const char *at, size_t len)
{
    const char *line = at;
    while (line > r->text && line[-1] != '\n' && strchr(" \t*_->#([", line[-1]) != NULL)
        line--;
    bool begins = line == r->text || line[-1] == '\n';
    uint32_t cp;
    utf8_first(at + len, &cp);
    return len <= 2 && ((begins && (at[len] == '.' || at[len] == ')' || at[len] == ']') &&
                         (at[len + 1] == ' ' || at[len + 1] == '\t' || at[len + 1] == '\n' ||
                          at[len + 1] == '*' || at[len + 1] == '\0')) ||
                        cp == 0x20e3);
}

void ground_set_unit(struct ground_reading *r, struct ground_item *i, size_t *len)
{
    size_t after = 0;
    i->unit = ground_unit_after(r->text + r->at + *len, &after);
    if (i->unit <= UNIT_OTHER && r->before != UNIT_NONE && r->before_at == r->at) {
        i->unit = r->before;
        after = 0;
    }
    *len += after;
}

static void read_figure(struct ground_reading *r)
{
    struct ground_item i = {.kind = GROUND_NUMBER};
    const char *at = r->text + r->at;
    size_t len = 0, more = 0;
    while (ground_is_digit(at[len]) || is_separator(at + len))
        len++;
    size_t figure = len;
    if (is_list_number(r, at, strspn(at, "0123456789")) && figure <= 2) {
        r->at += figure + 1;
        return;
    }
    if (len > DIGITS)
        ground_form_add(&i, GROUND_CODE, arena_strndup(r->arena, at, len));
    else {
        int zeros = ground_zeros(at + len, &more);
        figure_forms(r, &i, at, len, zeros);
        len += more;
    }
    if (strncmp(at + len, ",-", 2) == 0 || strncmp(at + len, ".-", 2) == 0)
        len += 2;
    ground_set_unit(r, &i, &len);
    if (r->named && i.unit <= UNIT_OTHER && figure <= 2) {
        r->at += len;
        r->named = false;
        return;
    }
    ground_give(r, &i, len);
}

/* "1 000 000": the length of groups of three after a first one; 0: there are none. */
static size_t spaced_length(const char *at)
{
    size_t first = strspn(at, "0123456789"), len = first;
    while (first <= 3 && len < DIGITS && at[len] == ' ' && strspn(at + len + 1, "0123456789") == 3)
        len += 4;
    return len > first && first > 0 && at[0] != '0' ? len : 0;
}

/* Letters and digits without a blank: "a4711", "14kg", "2nd", "eur14". Returns false if it is a plain figure. */
bool ground_code(struct ground_reading *r)
{
    const char *at = r->text + r->at;
    size_t len = 0, digits = 0, letters = 0, unit_len = 0, figure = strspn(at, "0123456789");
    while (ground_is_plain(at[len]) || (unsigned char)at[len] == 0xc3) {
        digits += ground_is_digit(at[len]);
        letters += !ground_is_digit(at[len]);
        len++;
        if (len > DIGITS * 2)
            break;
    }
    if (digits == 0 || letters == 0)
        return false;
    enum ground_unit unit = figure > 0 ? ground_unit_after(at + figure, &unit_len) : UNIT_NONE;
    size_t zeros_len = 0;
    bool shift = figure > 0 && ground_zeros(at + figure, &zeros_len) > 0;
    static const char *const ordinal[] = {"st", "nd", "rd", "th", "er", "te", "ten", "x", "mal"};
    bool ordinary = figure > 0 && (unit > UNIT_OTHER || shift);
    for (size_t i = 0; figure > 0 && i < sizeof ordinal / sizeof ordinal[0]; i++)
        ordinary = ordinary || (strlen(ordinal[i]) == len - figure &&
                                strncmp(at + figure, ordinal[i], len - figure) == 0);
    if (ordinary)
        return false;
    struct ground_item i = {.kind = GROUND_CODE};
    ground_form_add(&i, GROUND_CODE, arena_strndup(r->arena, at, len));
    if (r->source) /* the figures in it stand there too */
        for (size_t k = 0; k < len; k++) {
            size_t n = strspn(at + k, "0123456789");
            if (n > 0)
                ground_form_add(&i, GROUND_NUMBER,
                                canonical(r->arena, arena_strndup(r->arena, at + k, n), ""));
            k += n;
        }
    if (digits == 1 && !r->source) /* MP3, A4, B2B */
        r->at += len;
    else
        ground_give(r, &i, len);
    return true;
}

/* "5 Main Street": a figure and one to three words before one that ends a street. */
static void read_english_street(struct ground_reading *r, size_t figure)
{
    static const struct {
        const char *word, *name;
    } ends[] = {{"street", "street"},       {"st", "street"},  {"road", "road"}, {"rd", "road"},
                {"avenue", "avenue"},       {"ave", "avenue"}, {"lane", "lane"}, {"square", "square"},
                {"boulevard", "boulevard"}, {"drive", "drive"}};
    const char *at = r->text + r->at + figure;
    size_t n = 0;
    for (int words = 0; words < 4 && at[n] == ' '; words++) {
        size_t word = ground_word(at + n + 1);
        for (size_t i = 0; word > 0 && words > 0 && i < sizeof ends / sizeof ends[0]; i++)
            if (strlen(ends[i].word) == word && strncmp(ends[i].word, at + n + 1, word) == 0) {
                struct ground_item street = {.kind = GROUND_STREET,
                                             .start = r->at,
                                             .end = r->at + figure + n + 1 + word};
                ground_form_add(&street, GROUND_STREET,
                                arena_printf(r->arena, "%.*s %s", (int)n - 1, at + 1, ends[i].name));
                r->found(r->arg, &street);
                return;
            }
        if (word == 0)
            return;
        n += 1 + word;
    }
}

/* A telephone number, a figure with blanks, or a plain one. What is not surely a telephone number is also given as the
 * figures that it is made of. */
void ground_digits(struct ground_reading *r)
{
    const char *at = r->text + r->at;
    bool sure = false;
    size_t phone = ground_phone_length(at, &sure), spaced = ground_is_digit(*at) ? spaced_length(at) : 0;
    if (phone > 0)
        ground_phone(r, phone, sure);
    if (phone > 0 && sure) {
        r->at += phone;
        return;
    }
    if (spaced > 0) {
        struct ground_item i = {.kind = GROUND_NUMBER};
        size_t len = spaced;
        ground_form_add(&i, GROUND_NUMBER, canonical(r->arena, digits_of(r->arena, at, spaced), ""));
        ground_set_unit(r, &i, &len);
        if (r->source) {
            i.start = i.end = r->at;
            r->found(r->arg, &i);
        } else {
            ground_give(r, &i, len);
            return;
        }
    }
    if (!ground_is_digit(*at)) {
        r->at++;
        return;
    }
    read_english_street(r, strspn(at, "0123456789"));
    if (!ground_code(r))
        read_figure(r);
}
