/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * farewell: see farewell.h. */
#include "intake/farewell.h"

#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "bot/responder.h"
#include "bot/smalltalk.h"
#include "conf/conf.h"
#include "conf/phrase.h"
#include "desk/core.h"
#include "desk/desk.h"
#include "desk/mail.h"

bool farewell_is_goodbye(struct desk *d, const struct conf_queue *q, const char *words)
{
    size_t longest = 0;
    for (size_t i = 0; i < q->goodbye.n; i++)
        if (strlen(q->goodbye.item[i]) > longest)
            longest = strlen(q->goodbye.item[i]);
    /* Folding may change the length in bytes a little; nearly every message is far longer, and this is its
     * only price. */
    if (words == NULL || strlen(words) > 2 * longest + 8)
        return false;
    const char *said = utf8_word(d->arena, words);
    for (size_t i = 0; i < q->goodbye.n; i++)
        if (strcmp(said, utf8_word(d->arena, q->goodbye.item[i])) == 0)
            return true;
    return false;
}

/* The next part of a sentence, which begins at *rest: up to a comma, a stop or a dash, as any script writes
 * them. */
static const char *next_part(struct desk *d, const char **rest)
{
    static const uint32_t dividers[] = {',',    ';',    '.',    '!',    '~',   '\n',
                                        0x2013, 0x2014, 0x2026, 0x3001, 0x3002};
    const char *from = *rest, *p = from;
    for (size_t len; *p != '\0'; p += len) {
        uint32_t cp;
        len = utf8_first(p, &cp);
        uint32_t folded = utf8_folded(cp);
        bool divides = folded == '-' && p > from && p[-1] == ' ';
        for (size_t i = 0; i < sizeof dividers / sizeof dividers[0]; i++)
            divides |= folded == dividers[i];
        if (!divides)
            continue;
        *rest = p + len;
        return arena_strndup(d->arena, from, (size_t)(p - from));
    }
    *rest = NULL;
    return from;
}

/* Says whether each part is one of the queue's words. */
static bool is_of_words(struct desk *d, const struct conf_queue *q, const char *said)
{
    bool any = false;
    for (const char *rest = said; rest != NULL;) {
        const char *part = next_part(d, &rest);
        if (utf8_word(d->arena, part)[0] == '\0')
            continue;
        if (!farewell_is_goodbye(d, q, part) && !phrase_is(d->arena, desk_words(d), &q->thanks, part))
            return false;
        any = true;
    }
    return any || farewell_is_goodbye(d, q, said);
}

bool farewell_is(struct desk *d, const struct conf_queue *q, const struct content *c)
{
    enum { LONGEST = 200 };
    const char *said = c->said;
    if (said == NULL || c->means.file.present || strlen(said) > LONGEST)
        return false;
    const struct conf_responder *r = responder_of(d, q);
    return is_of_words(d, q, said) || (r != NULL && smalltalk_is_farewell(d, r, said));
}
