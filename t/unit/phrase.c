/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * phrase: words of customers, as they write them. */
#include "conf/phrase.h"

#include <string.h>

#include "base/arena.h"
#include "base/words.h"
#include "conf/conf.h"
#include "t/tap.h"

static char *items[] = {(char *)"human", (char *)"a person",  (char *)"Mitarbeiter",
                        (char *)"人工",  (char *)"다른 사람", (char *)"?!"};
static const struct conf_list list = {.item = items, .n = sizeof items / sizeof items[0]};

static const struct {
    const char *text, *in; /* NULL: none */
    bool is;
} cases[] = {
    {"human", "human", true},
    {"  HUMAN!!! ", "human", true},
    {"ｈｕｍａｎ", "human", true},
    {"A  person.", "a person", true},
    {"a\nperson", "a person", true},
    {"may I talk to a person please", "a person", false},
    {"Human, please", "human", false},
    {"humanity", NULL, false},
    {"a superhuman effort", NULL, false},
    {"two persons", NULL, false},
    {"MITARBEITER", "Mitarbeiter", true},
    {"ein Mitarbeiter?", "Mitarbeiter", false},
    {"人工", "人工", true},
    {"人工。", "人工", true},
    {"我要转人工客服", "人工", false},
    {"工人", NULL, false},
    {"请转人工", "人工", false},
    {"能不能帮我转人工服务？", "人工", false},
    {"有人工吗", "人工", false},
    {"human 👍🏽", "human", true},
    {"人工❤️", "人工", true},
    {"我是个人工作室，可以开发票吗", NULL, false},
    {"这个机器人工作多久需要充电", NULL, false},
    {"个人工资", NULL, false},
    {"다른 사람은", "다른 사람", false},
    {"다른 사람", "다른 사람", true},
    {"", NULL, false},
    {"?!", NULL, false},
    {"☺", NULL, false},
    {"\xff\xfe human", "human", true},
};

int main(void)
{
    struct arena *arena = arena_new();
    struct words *words = words_new();
    static const struct conf_list none = {.n = 0};
    plan_none();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *in = phrase_in(arena, words, &list, cases[i].text);
        is_str(in == NULL ? "none" : in, cases[i].in == NULL ? "none" : cases[i].in, "in %zu", i);
        ok(phrase_is(arena, words, &list, cases[i].text) == cases[i].is, "is %zu", i);
    }
    ok(phrase_in(arena, words, &none, "human") == NULL && !phrase_is(arena, words, &none, "human"),
       "an empty list");
    static char *hellos[] = {(char *)"hello", (char *)"good morning", (char *)"你好", (char *)"hi"};
    static const struct conf_list hello = {.item = hellos, .n = 4};
    static const char *const skips[][2] = {
        {"Hello! Where is it?", "Where is it?"},
        {"good  morning, hi", "hi"},
        {"Hello", "Hello"},
        {"Good Morning!", "Good Morning!"},
        {"hidden costs", "hidden costs"},
        {"good evening", "good evening"},
        {"你好，在哪里？", "在哪里？"},
        {"hi\n42?", "42?"},
        {"", ""},
        {"Helloween", "Helloween"},
        {"Where? Hello", "Where? Hello"},
        {"HELLO - Ünder", "Ünder"},
    };
    for (size_t i = 0; i < sizeof skips / sizeof skips[0]; i++)
        is_str(phrase_skip(arena, words, &hello, skips[i][0]), skips[i][1], "without its greeting: %s",
               skips[i][0]);
    char *late = arena_alloc(arena, PHRASE_TEXT + 20);
    memset(late, 'x', PHRASE_TEXT);
    strcpy(late + PHRASE_TEXT, " human");
    ok(phrase_in(arena, words, &list, late) == NULL, "behind the characters that are looked at");
    words_free(words);
    arena_free(arena);
    return done();
}
