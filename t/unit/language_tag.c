/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * language_tag: language tags, as clients and people write them. */
#include "base/language_tag.h"

#include "base/arena.h"
#include "t/tap.h"

static const struct {
    const char *text, *read; /* NULL: not a tag */
    bool is_tag;             /* as it is written */
} cases[] = {
    {"de", "de", true},
    {"DE", "DE", true},
    {"tlh", "tlh", true},
    {"pt-BR", "pt-BR", true},
    {"zh-Hant-TW", "zh-Hant-TW", true},
    {"de-1996", "de-1996", true},
    {"en-x-1", "en-x-1", true},
    {"de_DE", "de-DE", false},
    {"de_AT.UTF-8", "de-AT", false},
    {"ca_ES@valencia", "ca-ES", false},
    {"C", NULL, false},
    {"POSIX", NULL, false},
    {"german", NULL, false},
    {"", NULL, false},
    {"-de", NULL, false},
    {"de-", NULL, false},
    {"de--AT", NULL, false},
    {"d1", NULL, false},
    {"12", NULL, false},
    {"de AT", NULL, false},
    {"de-ninechars", NULL, false},
    {"en\nNote", NULL, false},
    {"e\xe2\x80\xaen", NULL, false},
    {"\xef\xbd\x84\xef\xbd\x85", NULL, false},
    {"en-aaaaaaaa-bbbbbbbb-cccccccc-ddddd", "en-aaaaaaaa-bbbbbbbb-cccccccc-ddddd", true}, /* 35 */
    {"en-aaaaaaaa-bbbbbbbb-cccccccc-dddddd", NULL, false},
};

int main(void)
{
    struct arena *arena = arena_new();
    plan_none();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        is_str(language_tag_read(arena, cases[i].text), cases[i].read, "read \"%s\"", cases[i].text);
        ok(language_tag_is(cases[i].text) == cases[i].is_tag, "and whether it is a tag as it stands");
    }
    is_str(language_tag_read(arena, NULL), NULL, "NULL");
    arena_free(arena);
    return done();
}
