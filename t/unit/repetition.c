/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * repetition: where a model repeats itself, and what is no repetition. */
#include "model/repetition.h"

#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "t/tap.h"

static struct arena *arena;

static const char *times(const char *before, const char *what, int n, const char *after)
{
    const char *text = before;
    for (int i = 0; i < n; i++)
        text = arena_printf(arena, "%s%s", text, what);
    return arena_printf(arena, "%s%s", text, after);
}

/* want: up to where the text is kept. */
static void repeats(const char *text, const char *want, const char *what)
{
    size_t end = repetition_find(text);
    is_str(arena_strndup(arena, text, end), want, "%s", what);
}

static void test_repeated(void)
{
    repeats(times("Yes. ", "You can send it back. ", 3, ""), "Yes. You can send it back.", "a sentence");
    repeats(times("Yes. ", "You can send it back. ", 3, "So it is."), "Yes. You can send it back.",
            "a sentence in the middle");
    repeats(times("", "It takes two days. It costs nothing. ", 3, ""), "It takes two days. It costs nothing.",
            "two in turn");
    repeats(times("好。", "您可以在三十天内退货。", 3, ""), "好。您可以在三十天内退货。", "in Chinese");
    repeats(times("List:\n", "- Send it back to the shop\n", 3, ""), "List:\n- Send it back to the shop\n",
            "a line");
    repeats(times("Well, ", "and then you go and ", 8, "and th"), "Well, and then you go and",
            "words, cut off");
    repeats(times("", "ha ", 60, ""), "ha", "a short word, too often");
}

static void test_not_repeated(void)
{
    static const char *const texts[] = {
        "",
        "Yes. Yes. Yes.",
        "No, no, no!",
        "ha ha ha ha ha",
        "| a | b |\n|---|---|\n|---|---|\n|---|---|\n| 1 | 2 |",
        "---------------------------------------------------------------------------------------------------------------------------------------",
        "hmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm",
        "You can send it back. You can send it back.",
        "1. Monday: 9 to 17\n2. Tuesday: 9 to 17\n3. Wednesday: 9 to 17\n4. Thursday: 9 to 17\n5. Friday: 9 to 17\n",
        "Row, row, row your boat. Gently down the stream. Merrily, merrily, merrily, merrily. Life is but a dream.",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        ok(repetition_find(texts[i]) == 0, "no repetition: %.40s", texts[i]);
}

static void test_time(void)
{
    static const char *const units[] = {"a", ". ", "a. ", "ab", "\n", "。"};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        size_t n = 64000 / strlen(units[i]);
        char *text = arena_alloc(arena, 64001), *end = text;
        for (size_t k = 0; k < n; k++)
            end = stpcpy(end, units[i]);
        clock_t begin = clock();
        repetition_find(text);
        ok((clock() - begin) * 1000 / CLOCKS_PER_SEC < 500, "64 kB of one thing, %zu", i);
    }
}

int main(void)
{
    arena = arena_new();
    plan_none();
    test_repeated();
    test_not_repeated();
    test_time();
    arena_free(arena);
    return done();
}
