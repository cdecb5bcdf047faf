/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * choosing: see choosing.h. */
#include "bot/choosing.h"

#include <string.h>

#include "base/choice.h"
#include "bot/responder_kind.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/say.h"
#include "knowledge/passage.h"

/* Two lines to choose from must not look the same. */
static bool looks_like_another(const struct choosing *c, size_t n)
{
    for (size_t i = 0; i < c->n; i++)
        if (i != n && strcmp(passage_heading(c->entry[i].title), passage_heading(c->entry[n].title)) == 0)
            return true;
    return false;
}

struct choosing choosing_of(struct desk *d, const struct conversation *t)
{
    struct choosing c = {.n = 0};
    struct cursor *row = store_query(d->store, SQL_choice_all, INT(t->id));
    while (cursor_next(row)) {
        if (c.n == CHOOSING_MAX)
            continue;
        c.entry[c.n].title = arena_strdup(d->arena, cursor_text(row, 1));
        c.entry[c.n].source = arena_strdup(d->arena, cursor_text(row, 2));
        c.entry[c.n++].body = arena_strdup(d->arena, cursor_text(row, 3));
    }
    for (size_t i = 0; i < c.n; i++)
        c.heading[i] = looks_like_another(&c, i) ? passage_heading_full(d->arena, c.entry[i].title)
                                                 : passage_heading(c.entry[i].title);
    return c;
}

size_t choosing_line(struct desk *d, const struct choosing *c, const char *text)
{
    struct choice choice = choice_read(d->arena, text);
    for (size_t i = 0; i < c->n; i++) {
        const char *title = c->entry[i].title;
        if (choice_is(d->arena, &choice, (int64_t)i + 1, passage_heading(title)) ||
            choice_is_name(d->arena, &choice, passage_heading_full(d->arena, title)) ||
            choice_is_name(d->arena, &choice, title))
            return i + 1;
    }
    return 0;
}

void choosing_take(struct desk *d, struct conversation *t, struct responder_state *b,
                   const struct choosing *c, unsigned chosen)
{
    store_run(d->store, SQL_choice_drop, INT(t->id));
    for (size_t i = 0; i < c->n; i++)
        if ((chosen & 1u << (i + 1)) != 0)
            faq_give(d, t, b, c->entry[i].title, c->entry[i].title, c->entry[i].source, c->entry[i].body);
}

void choosing_repeat(struct desk *d, const struct conversation *t, const struct responder_state *b,
                     const struct choosing *c)
{
    struct text lines = text_new(d->arena);
    for (size_t i = 0; i < c->n; i++)
        text_add(&lines, "%s%zu. %s", i > 0 ? "\n" : "", i + 1, c->heading[i]);
    responder_tell(d, t, b, NOTICE_BOT_CHOICES, (struct notice_value[]){{"choices", lines.s}, {0}});
}
