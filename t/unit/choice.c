/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * choice: numbers and titles, as people write them. */
#include "base/choice.h"

#include <string.h>

#include "base/arena.h"
#include "t/tap.h"

static const struct {
    const char *text;
    int64_t number; /* 0: none */
} numbers[] = {
    {"2", 2},
    {"12", 12},
    {"2.", 2},
    {" 2 ", 2},
    {"2)", 2},
    {"2!", 2},
    {"02", 2},
    {"\xef\xbc\x92", 2},                          /* full width */
    {"\xef\xbc\x91\xef\xbc\x92\xe3\x80\x82", 12}, /* with an ideographic full stop */
    {"2 \xf0\x9f\x91\x8d", 2},                    /* a thumb after it */
    {"999999999999999999", 999999999999999999},
    {"1000000000000000000", 0}, /* too long, and never negative */
    {"99999999999999999999999999", 0},
    {"0", 0},
    {"-2", 0},
    {"+2", 0},
    {"2 of them", 0},
    {"2.5", 0},
    {"0x2", 0},
    {"two", 0},
    {"", 0},
    {".", 0},
    {"\xff", 0},
};

static const struct {
    const char *text, *title;
    bool is; /* entry 2 with this title */
} answers[] = {
    {"2", "Billing", true},
    {"3", "Billing", false},
    {"billing", "Billing", true},
    {" BILLING. ", "Billing", true},
    {"\xef\xbd\x82illing", "Billing", true}, /* one letter of full width */
    {"Billing please", "Billing", false},
    {"\xe9\x80\x80\xe6\xac\xbe\xe3\x80\x82", "\xe9\x80\x80\xe6\xac\xbe", true},
    {"Wo?", "Wo?", true},
    {"", "", false},
    {"?", "\xe2\x98\x8e", false}, /* nothing of either can be compared */
};

int main(void)
{
    struct arena *arena = arena_new();
    plan_none();
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        is_int(choice_number(arena, numbers[i].text), numbers[i].number, "the number in \"%s\"",
               numbers[i].text);
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        struct choice c = choice_read(arena, answers[i].text);
        ok(choice_is(arena, &c, 2, answers[i].title) == answers[i].is, "\"%s\" and entry 2, \"%s\"",
           answers[i].text, answers[i].title);
    }
    struct choice none = choice_read(arena, NULL);
    ok(none.number == 0 && !choice_is_name(arena, &none, ""), "no text chooses nothing");
    char *long_text = arena_alloc(arena, 4002);
    memset(long_text, '0', 4001);
    long_text[4000] = '2';
    long_text[4001] = '\0';
    is_int(choice_number(arena, long_text), 0, "a text of more than 4000 characters is not looked at");
    arena_free(arena);
    return done();
}
