/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * styling: what Markdown becomes (XEP-0393), and that nothing of it grows without end. */
#include "base/styling.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/log.h"
#include "t/tap.h"

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
    {"a heading", "# Returns\nWithin 30 days.\n## How\nBy post.",
     "*Returns*\nWithin 30 days.\n\n*How*\nBy post."},
    {"a link", "See [our page](https://shop.example/a?b=c&d).",
     "See our page (https://shop.example/a?b=c&d)."},
    {"a link that is its address", "<https://shop.example/> or https://shop.example/",
     "https://shop.example/ or https://shop.example/"},
    {"an address of mail", "[info@shop.example](mailto:info@shop.example)", "info@shop.example"},
    {"an image", "![the label](label.png)", "the label (label.png)"},
    {"a list", "Bring:\n\n* a pen\n* **paper**\n* ink\n\nThen come.",
     "Bring:\n\n- a pen\n- *paper*\n- ink\n\nThen come."},
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
    {"entities", "&amp; &lt;b&gt; &#8364; &#x4f60; &unknown; &#0; &#xd800; &nbsp;",
     "& <b> € 你 &unknown; ? ?  "},
    {"escapes", "\\*not\\* \\_this\\_", "*not* _this_"},
};

/* Whatever is repeated, 64 KiB of it: the text does not grow, nor does the memory, and it takes no time. */
static void try(struct arena *arena, const char *begin, const char *seed)
{
    enum {
        SIZE = 64 * 1024,
        MARGIN = 40
    }; /* the table of lines, the links and the arena's own doubling are in it */
    size_t len = strlen(seed), at = strlen(begin), n = (SIZE - at) / len, depth = 0, deepest = 0;
    char *text = xmalloc(SIZE + 1);
    strcpy(text, begin);
    for (size_t k = 0; k < n; k++, at += len)
        memcpy(text + at, seed, len);
    text[at] = '\0';
    clock_t started = clock();
    const char *styled = styling_from_markdown(arena, text);
    int ms = (int)((clock() - started) * 1000 / CLOCKS_PER_SEC);
    bool begins = true;
    for (const char *p = styled; *p != '\0'; p++) {
        depth = *p == '\n' ? 0 : depth + (begins && *p == '>');
        begins = *p == '\n' || (begins && (*p == '>' || *p == ' '));
        deepest = depth > deepest ? depth : deepest;
    }
    const char *what = arena_printf(arena, "%.12s, and %.12s again", begin, seed);
    for (char *p = (char *)what; *p != '\0'; p++)
        *p = *p == '\n' || *p == '#' ? ' ' : *p;
    ok(strlen(styled) <= 4 * at + 1024, "the length of %s", what);
    ok(arena_used(arena) <= MARGIN * at, "the memory of %s: %zu bytes", what, arena_used(arena));
    ok(deepest <= 8, "the depth of %s: %zu", what, deepest);
    ok(ms < 200, "the time of %s: %d ms", what, ms);
    free(text);
    arena_reset(arena);
}

static void test_growth(struct arena *arena)
{
    static const char *const seeds[] = {
        "*",        "_",       "`",        "[",     "](",     "> ",        ">",     ">\n",     "- ",
        "1. ",      "|",       "\n",       "```",   "&",      "<",         "#",     "~~",      "![",
        "**a",      "- a\n  ", "\\\n",     "a\\\n", "a  \n",  "a|",        "|a\n",  "[a](b) ", "![a](b) ",
        "[a]: b\n", "[a]",     "<a@b.c> ", "a@a",   "www.a.", "http://a ", "a*_",   "_*a ",    "*a_ ",
        "~a",       "`a``",    "&amp;",    "<!--",  "<?",     "<![CDATA[", "# a\n", "***\n",   "\t",
        "a\n=\n",   "1) \n",   "+\n",      "](b)",  "\\",     "\"",        "(",     "<a b=",   "> - ",
        "- > ",     "1. > - ", "> > a\\\n"};
    static char deep[16 * 1024 + 8], images[20 * 1024 + 8];
    for (size_t i = 0; i < sizeof deep - 8; i++)
        deep[i] = '>';
    strcat(deep, "a\\\n");
    for (size_t i = 0; i + 2 < sizeof images - 8; i += 2)
        memcpy(images + i, "![", 2);
    for (size_t i = 0; i < sizeof seeds / sizeof seeds[0]; i++)
        try(arena, "", seeds[i]);
    try(arena, deep, "a\\\n");
    try(arena, deep, "\n>");
    try(arena, images, "](b)");
    try(arena, "|a|b|c|d|e|f|g|h|i|j|k|l|m|n|\n|-|-|-|-|-|-|-|-|-|-|-|-|-|-|\n", "|\n");
    try(arena, "[a]: http://long.example/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/v/w/x/y/z\n\n", "[a]");
    is_str(styling_from_markdown(arena, ">>>>>>>>>>>> deep"), "> > > > > > > > deep",
           "quotations are eight deep");
}

int main(void)
{
    struct arena *arena = arena_new();
    plan_none();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        is_str(styling_from_markdown(arena, cases[i].markdown), cases[i].styled, "%s", cases[i].what);
    test_growth(arena);
    arena_free(arena);
    return done();
}
