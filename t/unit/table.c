/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tests of tables and of text on a screen. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "cli/screen.h"
#include "cli/table.h"
#include "t/tap.h"

static const struct table_column columns[] = {
    {.title = "NAME", .shrink = true},
    {.title = "N", .right = true},
    {.title = "STATE"},
};

static struct arena *arena;

/* What print() writes, in the arena. */
static const char *written(void (*print)(const struct screen *, FILE *), int width, bool colour)
{
    struct screen screen = {.columns = width, .colour = colour};
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    print(&screen, out);
    fclose(out);
    const char *kept = arena_strdup(arena, text);
    free(text);
    return kept;
}

static void two_rows(const struct screen *screen, FILE *out)
{
    struct table *t = table_new(arena, columns, 3);
    table_row(t);
    table_cell(t, INK_PLAIN, "a rather long name");
    table_number(t, 12);
    table_cell(t, INK_GOOD, "open");
    table_row(t);
    table_cell(t, INK_PLAIN, "退款和退货的问题在这里");
    table_number(t, 0);
    table_print(t, screen, out);
}

static void hostile(const struct screen *screen, FILE *out)
{
    struct table *t = table_new(arena, columns, 3);
    table_row(t);
    table_cell(t, INK_PLAIN, "x\033[2J\ny");
    table_print(t, screen, out);
}

static void empty(const struct screen *screen, FILE *out)
{
    table_print(table_new(arena, columns, 3), screen, out);
}

static void many(const struct screen *screen, FILE *out)
{
    struct table *t = table_new(arena, columns + 1, 1);
    for (int i = 0; i < 1000; i++) {
        table_row(t);
        table_number(t, i);
    }
    table_print(t, screen, out);
}

static const char *words;
static void wrap(const struct screen *screen, FILE *out)
{
    screen_wrap(screen, out, arena, words, 4);
}

/* Every line fits. */
static bool fits(const char *text, size_t width)
{
    for (const char *line = text; *line != '\0';) {
        size_t len = strcspn(line, "\n");
        if (utf8_columns(arena_strndup(arena, line, len)) > width)
            return false;
        line += len + (line[len] == '\n');
    }
    return true;
}

static void tables(void)
{
    is_str(written(two_rows, 0, false),
           "NAME                     N  STATE\n"
           "a rather long name      12  open\n"
           "退款和退货的问题在这里   0  \n",
           "as wide as it needs to be; wide characters take two columns");
    is_str(written(two_rows, 25, false),
           "NAME             N  STATE\n"
           "a rather long…  12  open\n"
           "退款和退货的…    0  \n",
           "the column that may shrink is cut");
    is_str(written(two_rows, 18, false),
           "NAME   a rather\n"
           "       long name\n"
           "N      12\n"
           "STATE  open\n"
           "\n"
           "NAME   退款和退货\n"
           "       的问题在这\n"
           "       里\n"
           "N      0\n"
           "STATE  \n",
           "where that is not enough a row is a record");
    for (int width = 12; width < 40; width++)
        ok(fits(written(two_rows, width, false), (size_t)width), "it fits %d columns", width);
    is_str(written(two_rows, 0, true),
           "\033[1mNAME\033[0m                     \033[1mN\033[0m  \033[1mSTATE\033[0m\n"
           "a rather long name      12  \033[32mopen\033[0m\n"
           "退款和退货的问题在这里   \033[2m0\033[0m  \n",
           "colours do not count");
    is_str(written(hostile, 0, false), "NAME     N  STATE\nx?[2J?y     \n",
           "a stranger's text is made printable");
    is_str(written(empty, 0, false), "", "no row, no table");
    const char *text = written(many, 0, false);
    ok(strlen(text) == 1001 * 4 && strcmp(text + 4000, "999\n") == 0, "a thousand rows");
}

static const struct {
    int width;
    const char *text, *want;
} wraps[] = {
    {0, "a line as long as it likes", "a line as long as it likes\n"},
    {12, "one two three", "one two\n    three\n"},
    {12, "12345678", "12345678\n"},
    {12, "12345678 9", "12345678\n    9\n"},
    {12, "123456789", "12345678\n    9\n"},
    {12, "我要申请退款", "我要申请\n    退款\n"},
    {12, "e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301",
     "e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301\n"},
    {12, "a\nb\n\nc", "a\n    b\n    \n    c\n"},
    {12, "", "\n"},
    {12, "a\n", "a\n    \n"},
    {3, "ab", "a\n    b\n"}, /* less room than the margin */
    {3, "退款", "退\n    款\n"},
    {12, "\033[2J\xff\xfe", "?[2J??\n"},
};

static const struct {
    int columns;
    const char *text, *want;
} cuts[] = {
    {0, "anything", "anything"}, {8, "anything", "anything"}, {7, "anything", "anythi…"},
    {1, "anything", "…"},        {5, "退款单", "退款…"},      {4, "退款单", "退…"},
};

int main(void)
{
    arena = arena_new();
    plan_none();
    tables();
    for (size_t i = 0; i < sizeof wraps / sizeof wraps[0]; i++) {
        words = wraps[i].text;
        is_str(written(wrap, wraps[i].width, false), wraps[i].want, "\"%s\" wrapped to %d columns",
               wraps[i].text, wraps[i].width);
    }
    for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++)
        is_str(screen_cut(arena, cuts[i].text, cuts[i].columns), cuts[i].want, "\"%s\" cut to %d columns",
               cuts[i].text, cuts[i].columns);
    arena_free(arena);
    return done();
}
