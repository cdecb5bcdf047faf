/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * notice: the catalogues are whole and use only what each notice offers; languages fall back as they should;
 * values are data. */
#include "conf/notice.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "conf/conf.h"
#include "t/tap.h"

static struct conf_message overrides[] = {
    {.language = "de", .key = "nobody", .text = "Keiner da."},
    {.language = "de-AT", .key = "nobody", .text = "Niemand da."},
    {.language = "fr", .key = "nobody", .text = "Personne."},
    {.language = "en", .key = "accepted", .text = "Here comes {agent}."},
};
static const struct conf conf = {.messages = overrides, .n_messages = sizeof overrides / sizeof overrides[0]};

static void test_catalogues(struct arena *arena)
{
    for (size_t l = 0; notice_languages[l] != NULL; l++) {
        for (int i = 0; i < NOTICE_COUNT; i++) {
            const char *text = notice_template(NULL, (enum notice)i, notice_languages[l]), *why = "";
            if (!ok(text != NULL && text[0] != '\0', "%s: %s has a text", notice_languages[l],
                    notice_table[i].key)) {
                continue;
            }
            ok(notice_check(arena, (enum notice)i, text, &why), "%s: %s uses its placeholders %s",
               notice_languages[l], notice_table[i].key, why);
            ok(l == 0 || strcmp(text, notice_template(NULL, (enum notice)i, "en")) != 0,
               "%s: %s is no English", l == 0 ? "(en)" : notice_languages[l], notice_table[i].key);
        }
    }
}

/* Every notice says all it can: what the desk knows, the customer reads. But the file that an answer stands
 * in is for agents, unless an administrator wants to show it. */
static void test_all_used(struct arena *arena)
{
    for (size_t l = 0; notice_languages[l] != NULL; l++) {
        for (int i = 0; i < NOTICE_COUNT; i++) {
            char *rest = arena_strdup(arena, notice_table[i].placeholders);
            for (char *word; (word = strsep(&rest, " ")) != NULL && *word != '\0';) {
                const char *mark = arena_printf(arena, "{%s}", word);
                bool said = strcmp(word, "source") != 0;
                ok((strstr(notice_template(NULL, (enum notice)i, notice_languages[l]), mark) != NULL) == said,
                   "%s: %s says %s%s", notice_languages[l], notice_table[i].key, said ? "" : "nothing of ",
                   mark);
            }
        }
    }
}

static void test_languages(void)
{
    static const struct row {
        const char *tag, *ours, *built_in;
    } rows[] = {
        {"en", "en", "en"},    {"EN-gb", "en", "en"},      {"de", "de", "de"},    {"de-AT", "de-AT", "de"},
        {"de-CH", "de", "de"}, {"zh-Hant-TW", "zh", "zh"}, {"fr-CA", "fr", NULL}, {"nl", NULL, NULL},
        {"d", NULL, NULL},     {"deu", NULL, NULL},        {"-", NULL, NULL},     {"", NULL, NULL},
        {NULL, NULL, NULL},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *tag = rows[i].tag == NULL ? "(none)" : rows[i].tag;
        is_str(notice_language(&conf, rows[i].tag), rows[i].ours, "%s with overrides", tag);
        is_str(notice_language(NULL, rows[i].tag), rows[i].built_in, "%s as it ships", tag);
    }
}

static void test_templates(void)
{
    static const struct row {
        enum notice notice;
        const char *language, *text;
    } rows[] = {
        {NOTICE_NOBODY, "de", "Keiner da."},
        {NOTICE_NOBODY, "de-CH", "Keiner da."},
        {NOTICE_NOBODY, "de-AT", "Niemand da."},
        {NOTICE_NOBODY, "fr", "Personne."},
        {NOTICE_ACCEPTED, "de-AT", "{agent} ist jetzt für Sie da."},
        {NOTICE_ACCEPTED, "fr", "Here comes {agent}."},
        {NOTICE_ACCEPTED, NULL, "Here comes {agent}."},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        is_str(notice_template(&conf, rows[i].notice, rows[i].language), rows[i].text, "%s in %s",
               notice_table[rows[i].notice].key, rows[i].language == NULL ? "no language" : rows[i].language);
    }
}

/* What becomes of a text of the administrator's. */
static char *say(struct arena *arena, const char *text, const struct notice_value *values)
{
    struct conf_message message = {.language = "en", .key = "menu", .text = arena_strdup(arena, text)};
    const struct conf one = {.messages = &message, .n_messages = 1};

    return notice_say(arena, &one, NOTICE_MENU, "en", values);
}

static void test_fill(struct arena *arena)
{
    static const struct row {
        const char *text, *filled;
    } rows[] = {
        {"", ""},
        {"plain", "plain"},
        {"{agent}", "Bob {queue} & Co"},
        {"<{agent}{queue}>", "<Bob {queue} & Co销售>"},
        {"{wait}", "{wait}"},
        {"{empty}|{null}|", "||"},
        {"{", "{"},
        {"{{agent}}", "{Bob {queue} & Co}"},
        {"{agent", "{agent"},
        {"a{}b", "a{}b"},
    };
    static const struct notice_value values[] = {
        {"agent", "Bob {queue} & Co"}, {"queue", "销售"}, {"empty", ""}, {"null", NULL}, {NULL, NULL},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        is_str(say(arena, rows[i].text, values), rows[i].filled, "filled in: %s", rows[i].text);
    }
    char *large = arena_alloc(arena, 100001);
    memset(large, 'x', 100000);
    const struct notice_value big[] = {{"queues", large}, {NULL, NULL}};
    is_int((long long)strlen(say(arena, "{queues}{queues}", big)), 200000, "large values fit");
    is_str(notice_say(arena, NULL, NOTICE_ACCEPTED, "zh", values), "Bob {queue} & Co 现在为您服务。",
           "said in Chinese");
}

static void test_check(struct arena *arena)
{
    static const struct row {
        enum notice notice;
        const char *text, *why;
    } rows[] = {
        {NOTICE_WELCOME, "{queue} {position} {wait}", NULL},
        {NOTICE_WELCOME, "no placeholder", NULL},
        {NOTICE_WELCOME, "{agent}",
         "no such placeholder: {agent}; this notice has: {queue} {position} {wait}"},
        {NOTICE_WELCOME, "{ queue }",
         "no such placeholder: { queue }; this notice has: {queue} {position} {wait}"},
        {NOTICE_CLOSED_IDLE, "{x", "no such placeholder: {x; this notice has: none"},
        {NOTICE_POSITION, "{wai}", "no such placeholder: {wai}; this notice has: {position} {wait}"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *why = NULL;
        bool good = notice_check(arena, rows[i].notice, rows[i].text, &why);
        ok(good == (rows[i].why == NULL), "%s: %s", rows[i].text, good ? "good" : "refused");
        is_str(why, rows[i].why, "… and why");
    }
}

int main(void)
{
    struct arena *arena = arena_new();

    plan_none();
    test_catalogues(arena);
    test_all_used(arena);
    test_languages();
    test_templates();
    test_fill(arena);
    test_check(arena);
    arena_free(arena);
    return done();
}
