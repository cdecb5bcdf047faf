/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * answered: see answered.h. */
#include "desk/answered.h"

#include "base/utf8.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/letter.h"
#include "desk/meaning.h"

enum { QUOTED = 120 /* characters of the message that are quoted */ };

int64_t answered_newest(struct desk *d, const struct conversation *t)
{
    return store_int(d->store, SQL_answered_newest, 0, INT(t->id));
}

void answered_refer(struct desk *d, const struct conversation *t, int64_t upto, struct letter *l)
{
    if (upto == 0)
        return;
    struct cursor *c = store_query(d->store, SQL_answered_older, INT(t->id), INT(upto));
    if (cursor_next(c)) {
        struct meaning *means = arena_alloc(d->arena, sizeof *means);
        *means = (struct meaning){.replies = cursor_text(c, 0)};
        l->means = means;
        /* One line: it only reminds the customer of what was asked. */
        l->quotes = utf8_line(d->arena, utf8_head(d->arena, cursor_text(c, 1), QUOTED));
    }
    cursor_end(c);
}
