/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * styling: see styling.h. md4c reads the Markdown; what it finds is written as XEP-0393 has it. */
#include "base/styling.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <md4c.h>

#include "base/arena.h"
#include "base/utf8.h"

enum {
    DEPTH = 8 /* of lists in lists, and of quotations */,
    TIMES = 4,
    MORE = 1024 /* bytes: what the text may grow by */
};

struct writing {
    struct arena *arena;
    char *text;
    size_t len, room, max;
    bool full;            /* more than max: nobody reads what it has become */
    int quotes;           /* blockquotes that are open */
    int lists;            /* … and lists, of which the first DEPTH are kept */
    unsigned next[DEPTH]; /* the number of an ordered list's next item; 0: not ordered */
    bool tight[DEPTH];    /* no empty line between its items */
    bool line_due, empty_line_due, code;
    bool cell;        /* not the first of its row */
    size_t link_from; /* where the text of the link begins that is open */
};

static void put(struct writing *w, const char *text, size_t len)
{
    w->full = w->full || len > w->max - w->len;
    if (w->full)
        return;
    if (w->len + len + 1 > w->room) {
        size_t room = 2 * (w->len + len) + 256;
        w->text = arena_grow(w->arena, w->text, w->room, room);
        w->room = room;
    }
    memcpy(w->text + w->len, text, len);
    w->len += len;
    w->text[w->len] = '\0';
}

static void say(struct writing *w, const char *text)
{
    put(w, text, strlen(text));
}

static void begin_line(struct writing *w)
{
    for (int i = 0; i < w->quotes && i < DEPTH; i++)
        say(w, "> ");
}

/* The line breaks that are due, now that something follows. */
static void begin(struct writing *w)
{
    bool first = w->len == 0;
    if (!w->line_due && !w->empty_line_due && !first)
        return;
    if (!first && w->empty_line_due) {
        say(w, "\n");
        begin_line(w);
        while (w->len > 0 && w->text[w->len - 1] == ' ')
            w->len--; /* "> " of an empty line is ">" */
    }
    if (!first)
        say(w, "\n");
    begin_line(w);
    w->line_due = w->empty_line_due = false;
}

static bool in_tight_list(const struct writing *w)
{
    return w->lists > 0 && (w->lists > DEPTH || w->tight[w->lists - 1]);
}

/* ---- blocks ---- */

static void open_list(struct writing *w, unsigned start, bool tight)
{
    if (w->lists < DEPTH) {
        w->next[w->lists] = start;
        w->tight[w->lists] = tight;
    }
    w->lists++;
    w->line_due = true;
}

static void open_item(struct writing *w)
{
    w->line_due = true;
    begin(w);
    for (int i = 1; i < w->lists && i < DEPTH; i++)
        say(w, "  ");
    unsigned *next = &w->next[w->lists > DEPTH ? DEPTH - 1 : w->lists - 1];
    if (*next == 0)
        say(w, "- ");
    else
        say(w, arena_printf(w->arena, "%u. ", (*next)++));
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *arg)
{
    struct writing *w = arg;
    switch (type) {
    case MD_BLOCK_QUOTE:
        w->quotes++;
        break;
    case MD_BLOCK_UL:
        open_list(w, 0, ((MD_BLOCK_UL_DETAIL *)detail)->is_tight);
        break;
    case MD_BLOCK_OL:
        open_list(w, ((MD_BLOCK_OL_DETAIL *)detail)->start, ((MD_BLOCK_OL_DETAIL *)detail)->is_tight);
        break;
    case MD_BLOCK_LI:
        open_item(w);
        break;
    case MD_BLOCK_H:
        begin(w);
        say(w, "*");
        break;
    case MD_BLOCK_CODE:
        begin(w);
        say(w, "```");
        w->line_due = w->code = true;
        break;
    case MD_BLOCK_HR:
        begin(w);
        say(w, "---");
        break;
    case MD_BLOCK_TR:
        w->line_due = true;
        w->cell = false;
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        begin(w);
        if (w->cell)
            say(w, " | ");
        w->cell = true;
        break;
    case MD_BLOCK_DOC:
    case MD_BLOCK_HTML:
    case MD_BLOCK_P:
    case MD_BLOCK_TABLE:
    case MD_BLOCK_THEAD:
    case MD_BLOCK_TBODY:
        break;
    }
    return w->full;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *arg)
{
    struct writing *w = arg;
    (void)detail;
    switch (type) {
    case MD_BLOCK_QUOTE:
        w->quotes--;
        w->empty_line_due = true;
        break;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
        w->lists--;
        w->line_due = true;
        w->empty_line_due = w->lists == 0;
        break;
    case MD_BLOCK_LI:
        w->line_due = true;
        w->empty_line_due = w->empty_line_due && !in_tight_list(w);
        break;
    case MD_BLOCK_H:
        say(w, "*");
        w->line_due = true;
        break;
    case MD_BLOCK_CODE:
        w->code = false;
        begin(w);
        say(w, "```");
        w->empty_line_due = true;
        break;
    case MD_BLOCK_P:
    case MD_BLOCK_HR:
    case MD_BLOCK_HTML:
    case MD_BLOCK_TABLE:
        w->empty_line_due = true;
        break;
    case MD_BLOCK_TR:
        w->line_due = true;
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
    case MD_BLOCK_DOC:
    case MD_BLOCK_THEAD:
    case MD_BLOCK_TBODY:
        break;
    }
    return w->full;
}

/* ---- spans ---- */

static const char *mark_of(MD_SPANTYPE type)
{
    switch (type) {
    case MD_SPAN_EM:
        return "_";
    case MD_SPAN_STRONG:
        return "*";
    case MD_SPAN_DEL:
        return "~";
    case MD_SPAN_CODE:
        return "`";
    case MD_SPAN_A:
    case MD_SPAN_IMG:
    case MD_SPAN_LATEXMATH:
    case MD_SPAN_LATEXMATH_DISPLAY:
    case MD_SPAN_WIKILINK:
    case MD_SPAN_U:
        break;
    }
    return "";
}

static int enter_span(MD_SPANTYPE type, void *detail, void *arg)
{
    struct writing *w = arg;
    (void)detail;
    begin(w);
    say(w, mark_of(type));
    if (type == MD_SPAN_A || type == MD_SPAN_IMG)
        w->link_from = w->len;
    return w->full;
}

static void put_target(struct writing *w, const MD_ATTRIBUTE *target)
{
    const char *url = arena_strndup(w->arena, target->text == NULL ? "" : target->text,
                                    target->text == NULL ? 0 : target->size);
    const char *plain = strncmp(url, "mailto:", 7) == 0 ? url + 7 : url;
    size_t from = w->link_from < w->len ? w->link_from : w->len;
    if (plain[0] == '\0' || strcmp(w->text + from, plain) == 0)
        return; /* an address that stands for itself */
    say(w, w->len == from ? plain : arena_printf(w->arena, " (%s)", plain));
}

static int leave_span(MD_SPANTYPE type, void *detail, void *arg)
{
    struct writing *w = arg;
    say(w, mark_of(type));
    if (type == MD_SPAN_A)
        put_target(w, &((MD_SPAN_A_DETAIL *)detail)->href);
    else if (type == MD_SPAN_IMG)
        put_target(w, &((MD_SPAN_IMG_DETAIL *)detail)->src);
    return w->full;
}

/* ---- text ---- */

/* Of an entity only those that somebody writes; any other stays as it is. */
static const char *entity(struct writing *w, const char *text, size_t len)
{
    static const struct {
        const char *name, *is;
    } named[] = {{"&amp;", "&"},  {"&lt;", "<"},    {"&gt;", ">"},    {"&quot;", "\""},  {"&apos;", "'"},
                 {"&nbsp;", " "}, {"&ndash;", "–"}, {"&mdash;", "—"}, {"&hellip;", "…"}, {"&euro;", "€"}};
    const char *name = arena_strndup(w->arena, text, len);
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
        if (strcmp(named[i].name, name) == 0)
            return named[i].is;
    if (name[1] != '#')
        return name;
    bool hex = name[2] == 'x' || name[2] == 'X';
    unsigned long cp = strtoul(name + (hex ? 3 : 2), NULL, hex ? 16 : 10);
    if (cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff) || !utf8_is_xml((uint32_t)cp))
        return "?";
    char *out = arena_alloc(w->arena, 5);
    utf8_encode((uint32_t)cp, out);
    return out;
}

/* Chinese and Japanese write no space where a line of the source ends. */
static bool ends_wide(const struct writing *w)
{
    size_t from = w->len;
    while (from > 0 && ((unsigned char)w->text[from - 1] & 0xc0) == 0x80)
        from--;
    if (from == 0)
        return false;
    uint32_t cp;
    utf8_decode(w->text + from - 1, w->len - from + 1, &cp);
    return cp >= 0x2e80 && cp != UINT32_MAX && !(cp >= 0xac00 && cp <= 0xd7a3);
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE len, void *arg)
{
    struct writing *w = arg;
    if (type == MD_TEXT_SOFTBR) {
        if (!ends_wide(w))
            say(w, " ");
        return w->full;
    }
    if (type == MD_TEXT_BR) {
        w->line_due = true;
        return w->full;
    }
    if (w->code && len == 1 && text[0] == '\n') { /* md4c gives each line's end apart */
        if (w->line_due)
            begin(w); /* an empty line of the code */
        w->line_due = true;
        return w->full;
    }
    begin(w);
    if (type == MD_TEXT_ENTITY)
        say(w, entity(w, text, len));
    else if (type != MD_TEXT_NULLCHAR)
        put(w, text, len);
    return w->full;
}

/* The text itself, its quotations no deeper than DEPTH. */
static char *unstyled(struct arena *arena, const char *markdown)
{
    char *out = arena_alloc(arena, strlen(markdown) + 1), *end = out;
    bool begins = true;
    int quotes = 0;
    for (const char *p = markdown; *p != '\0'; p++) {
        quotes = *p == '\n' ? 0 : quotes + (begins && *p == '>');
        begins = *p == '\n' || (begins && (*p == '>' || *p == ' '));
        if (!begins || quotes <= DEPTH || *p == '\n')
            *end++ = *p;
    }
    *end = '\0';
    return out;
}

char *styling_from_markdown(struct arena *arena, const char *markdown)
{
    struct writing w = {.arena = arena, .max = TIMES * strlen(markdown) + MORE};
    static const MD_PARSER parser = {
        .flags = MD_FLAG_PERMISSIVEAUTOLINKS | MD_FLAG_STRIKETHROUGH | MD_FLAG_TABLES | MD_FLAG_NOHTML,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = on_text,
    };
    say(&w, "");
    if (md_parse(markdown, (MD_SIZE)strlen(markdown), &parser, &w) != 0)
        return unstyled(arena, markdown); /* it grew too much, or memory is short */
    return w.text;
}
