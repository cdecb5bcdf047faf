/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * styling: what Markdown becomes (XEP-0393), and that nothing of it grows without end. */
#include "styling.h"

#include <string.h>

#include "arena.h"
#include "tap.h"

static const struct {
    const char *what, *markdown, *styled;
} cases[] = {
    {"plain text", "Just text.", "Just text."},
    {"nothing", "", ""},
    {"white space", " \n\n ", ""},
    {"strong and emphasis", "**now** and *soon*, __then__ _so_", "*now* and _soon_, *then* _so_"},
    {"struck out", "~~old~~ new", "~old~ new"},
    {"code", "Run `frontdesk check` first.", "Run `frontdesk check` first."},
    {"a word with underscores", "set max_chats to 4 * 2 * 1", "set max_chats to 4 * 2 * 1"},
    {"lines of a paragraph", "one\ntwo\nthree", "one two three"},
    {"lines of Chinese", "我们会\n退款。", "我们会退款。"},
    {"Korean writes spaces", "환불\n가능", "환불 가능"},
    {"a hard break", "one  \ntwo\\\nthree", "one\ntwo\nthree"},
    {"paragraphs", "one\n\n\n\ntwo", "one\n\ntwo"},
    {"a heading", "# Returns\nWithin 30 days.\n## How\nBy post.", "*Returns*\nWithin 30 days.\n\n*How*\nBy post."},
    {"a link", "See [our page](https://shop.example/a?b=c&d).", "See our page (https://shop.example/a?b=c&d)."},
    {"a link that is its address", "<https://shop.example/> or https://shop.example/", "https://shop.example/ or https://shop.example/"},
    {"an address of mail", "[info@shop.example](mailto:info@shop.example)", "info@shop.example"},
    {"an image", "![the label](label.png)", "the label (label.png)"},
    {"a list", "Bring:\n\n* a pen\n* **paper**\n* ink\n\nThen come.", "Bring:\n\n- a pen\n- *paper*\n- ink\n\nThen come."},
    {"a numbered list", "3. three\n4. four", "3. three\n4. four"},
    {"a list in a list", "- a\n  - b\n  - c\n- d", "- a\n  - b\n  - c\n- d"},
    {"a loose list", "- a\n\n- b", "- a\n\n- b"},
    {"a quotation", "> one\n> two\n\nthree", "> one two\n\nthree"},
    {"a block of code", "```c\nint i;\n\n  i++;\n```\nso", "```\nint i;\n\n  i++;\n```\n\nso"},
    {"an open block of code", "```\nint i;", "```\nint i;\n```"},
    {"an empty block of code", "```\n```", "```\n```"},
    {"a table", "| a | b |\n|---|---|\n| 1 | 2 |", "a | b\n1 | 2"},
    {"a rule", "a\n\n---\n\nb", "a\n\n---\n\nb"},
    {"HTML is text", "<b>bold</b> & <script>x</script>", "<b>bold</b> & <script>x</script>"},
    {"entities", "&amp; &lt;b&gt; &#8364; &#x4f60; &unknown; &#0; &#xd800; &nbsp;", "& <b> € 你 &unknown; ? ?  "},
    {"escapes", "\\*not\\* \\_this\\_", "*not* _this_"},
};

int main(void)
{
    struct arena *arena = arena_new();
    plan_none();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        is_str(styling_from_markdown(arena, cases[i].markdown), cases[i].styled, "%s", cases[i].what);
    static const char *const seeds[] = {"*", "_", "`", "[", "](", "> ", "- ", "1. ", "|", "\n", "```", "&", "<", "#", "~~", "![", "**a", "- a\n  "};
    for (size_t i = 0; i < sizeof seeds / sizeof seeds[0]; i++) {
        size_t len = strlen(seeds[i]), n = 20000 / len;
        char *text = arena_alloc(arena, n * len + 1);
        for (size_t k = 0; k < n; k++)
            memcpy(text + k * len, seeds[i], len);
        ok(strlen(styling_from_markdown(arena, text)) <= 7 * n * len + 16, "20000 bytes of \"%s\"", i == 9 || i == 17 ? "…" : seeds[i]);
        arena_reset(arena);
    }
    arena_free(arena);
    return done();
}
