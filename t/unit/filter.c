/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * filter: what is redacted, and that no expression and no text makes it slow. */
#include "model/filter.h"

#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "conf/conf.h"
#include "t/tap.h"

enum { LONG = 20000 };

static struct arena *arena;

static const char *redacted(const char *expression, const char *text)
{
    char *item[] = {arena_strdup(arena, expression)};
    const char *out = filter_redact(arena, &(struct conf_list){.item = item, .n = 1}, text);
    return out == NULL ? "(too slow)" : out;
}

/* The one in the sample: the numbers of cards, with blanks and dashes in them or without. */
#define CARD "\\b[0-9](?:[ -]?[0-9]){12,18}\\b"

static const struct {
    const char *expression, *text, *redacted;
} cases[] = {
    {"\\b[0-9]{16}\\b", "card 1234567890123456!", "card […]!"},
    {CARD, "card 1234567890123456!", "card […]!"},
    {CARD, "card 1234 5678 9012 3456, 12/27", "card […], 12/27"},
    {CARD, "card 1234-5678-9012-3456.", "card […]."},
    {CARD, "card 3782 822463 10005", "card […]"},
    {CARD, "order 123 456 789, +49 30 123456", "order 123 456 789, +49 30 123456"},
    {"[0-9]{4,}", "1234 123 12345", "[…] 123 […]"},
    {"straße", "STRASSE Straße", "[…] […]"},
    {"x*", "ab", "[…]a[…]b[…]"},
    {"(a)(b)?", "$1 ab", "$1 […]"},
    {"你+", "我你你他", "我[…]他"},
};

/* A text of one kind, with an end that nothing expects. */
static const char *run(char c)
{
    char *text = arena_alloc(arena, LONG + 2);
    memset(text, c, LONG);
    text[LONG] = '!';
    return text;
}

static int milliseconds(clock_t since)
{
    return (int)((clock() - since) * 1000 / CLOCKS_PER_SEC);
}

static void test_time(void)
{
    /* The first takes every number of steps that may be taken back, the others take none. */
    static const char *const slow[] = {"(a+)+$",       "[a-z]+9", "[a-z]*+9",         "(?>[a-z]+)9",
                                       "(?=[a-z]*9)a", "(a|a)*b", "(.*)(.*)(.*)(.*)9"};
    for (size_t i = 0; i < sizeof slow / sizeof slow[0]; i++) {
        clock_t begin = clock();
        const char *out = redacted(slow[i], run('a'));
        int ms = milliseconds(begin);
        is_str(out, "(too slow)", "%s: nothing passes", slow[i]);
        ok(ms < 150, "%s: after %d ms", slow[i], ms);
    }
    clock_t begin = clock();
    is_int((long long)strlen(redacted("\\b[0-9]{16}\\b", run('0'))), LONG + 1, "what is quick goes on");
    ok(milliseconds(begin) < 150, "at once");
}

/* Many texts of a prompt have one limit. */
static void test_budget(void)
{
    char *item[] = {arena_strdup(arena, "[a-z]+9")};
    struct redaction *r = redaction_open(&(struct conf_list){.item = item, .n = 1});
    const char *text = arena_strndup(arena, run('a'), 3000);
    clock_t begin = clock();
    int passed = 0;
    while (passed < 1000 && redaction_apply(r, arena, text) != NULL)
        passed++;
    ok(passed < 1000 && milliseconds(begin) < 150, "%d texts passed in %d ms", passed, milliseconds(begin));
    ok(redaction_apply(r, arena, "short") == NULL, "after that none does");
    redaction_close(r);
}

static void test_tried(void)
{
    static const char *const quick[] = {CARD,
                                        "\\b[0-9]{16}\\b",
                                        "\\b\\d{4} ?\\d{4} ?\\d{4} ?\\d{4}\\b",
                                        "secret",
                                        "\\b[\\w.]{1,64}@[\\w.-]{1,64}\\b",
                                        "comm[a-z]*",
                                        "\\+[0-9 ]{6,20}",
                                        "\\bDE[0-9]{2}( ?[0-9]{4}){4} ?[0-9]{2}\\b"};
    static const char *const slow[] = {"(a+)+$",   "[a-z]+9",     "[a-z]*+9", "(\\w+\\s?)*:",
                                       "(x+x+)+y", "(你|你你)+x", "(%+)+;"};
    for (size_t i = 0; i < sizeof quick / sizeof quick[0]; i++) {
        const char *why = "";
        ok(filter_try(arena, quick[i], &why), "%s is quick", quick[i]);
    }
    for (size_t i = 0; i < sizeof slow / sizeof slow[0]; i++) {
        const char *why = "";
        ok(!filter_try(arena, slow[i], &why) &&
               strncmp(why, "takes more than 25 ms for a text of 10000 characters", 52) == 0,
           "%s: %s", slow[i], why);
    }
}

int main(void)
{
    arena = arena_new();
    plan_none();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        is_str(redacted(cases[i].expression, cases[i].text), cases[i].redacted, "%s", cases[i].expression);
    test_time();
    test_budget();
    test_tried();
    arena_free(arena);
    return done();
}
