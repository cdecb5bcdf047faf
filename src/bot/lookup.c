/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lookup: see lookup.h. */
#include "bot/lookup.h"

#include "base/utf8.h"
#include "desk/core.h"
#include "desk/say.h"
#include "knowledge/knowledge.h"

enum { PASSAGE = 600 }; /* characters of each passage that are shown */

const char *lookup_text(struct desk *d, const struct conf_responder *r, const char *question)
{
    struct knowledge_answer a;
    knowledge_ask_responder(d->store, d->arena, desk_words(d), r, question, &a);
    if (a.n == 0)
        return "Nothing was found.";
    struct text text = text_new(d->arena);
    text_add(&text, "%s",
             a.decision == KNOWLEDGE_ANSWER ? "A customer would get this answer:"
             : a.decision == KNOWLEDGE_ASK  ? "A customer would be asked which of these:"
                                            : "No good match. The closest texts:");
    for (size_t i = 0; i < (a.decision == KNOWLEDGE_ANSWER ? 1 : a.n); i++)
        text_add(&text, "\n%s (%s)\n    %s", a.hit[i].title, a.hit[i].source,
                 utf8_indent(d->arena, utf8_head(d->arena, a.hit[i].body, PASSAGE), "    "));
    return text.s;
}
