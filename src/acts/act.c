/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * act: see act.h. Here the same words get their meaning from what they come after. */
#include "acts/act.h"

#include <string.h>

#include "acts/act_inside.h"
#include "base/arena.h"
#include "base/utf8.h"

enum { SKIPPED_MAX = 4 /* parts of a text */ };

static bool has(unsigned acts, enum act act)
{
    return (acts & ACT_BIT(act)) != 0;
}

static unsigned situation(const struct act_context *c)
{
    return (c->offered ? WHEN_OFFER : 0u) | (c->n_listed > 0 ? WHEN_LIST : 0u) |
           (c->answered ? WHEN_ANSWER : 0u) | (c->more ? WHEN_MORE : 0u);
}

/* Returns the bits of the chosen entries; 0: one that is not there. */
static unsigned chosen_of(const struct cover *cover, const struct act_context *c)
{
    unsigned all = (2u << c->n_listed) - 2, chosen = cover->chosen;
    if ((chosen & CHOICE_LAST) != 0)
        chosen |= 1u << c->n_listed;
    if ((chosen & CHOICE_ALL) != 0)
        chosen |= all;
    if ((chosen & CHOICE_BOTH) != 0)
        chosen |= c->n_listed == 2 ? all : 1u; /* of three, who knows which */
    chosen &= ~(unsigned)(CHOICE_LAST | CHOICE_ALL | CHOICE_BOTH);
    return (chosen & ~all) != 0 ? 0 : chosen;
}

/* What "no" means. */
static enum act no_means(const struct act_context *c, bool thanks)
{
    if (c->offered)
        return ACT_NO;
    if (c->n_listed > 0)
        return ACT_NEITHER;
    if (c->more || (c->answered && thanks))
        return ACT_DONE;
    return c->answered ? ACT_REJECT : ACT_NO;
}

static enum act yes_means(const struct act_context *c, unsigned acts)
{
    if (c->offered || c->n_listed > 0 || c->more)
        return ACT_YES;
    return has(acts, ACT_THANKS) ? ACT_THANKS : ACT_OK;
}

/* Several acts in one message: the one that asks for most counts. */
static enum act act_in_context(const struct act_context *c, unsigned acts)
{
    static const enum act first[] = {ACT_PERSON, ACT_ANGER,  ACT_CHOICE, ACT_NEITHER, ACT_BYE,
                                     ACT_DONE,   ACT_REJECT, ACT_HELLO,  ACT_UNCLEAR};
    if (!c->answered && !c->more && !c->offered && c->n_listed == 0)
        acts &= ~ACT_BIT(ACT_REJECT); /* of nothing: "it does not work" is about something else */
    for (size_t i = 0; i < sizeof first / sizeof first[0]; i++)
        if (has(acts, first[i]))
            return first[i];
    if (has(acts, ACT_NO))
        return no_means(c, has(acts, ACT_THANKS));
    if (has(acts, ACT_YES) || (c->offered && has(acts, ACT_OK)))
        return yes_means(c, acts);
    return has(acts, ACT_THANKS) ? ACT_THANKS
           : has(acts, ACT_OK)   ? (c->n_listed > 0 || c->more ? ACT_YES : ACT_OK)
                                 : ACT_NONE;
}

/* Without a list, "the first one" chooses nothing, and "none of these" is about the answer. A number alone may
 * be one of an order. */
static struct act_found without_list(struct act_found found, const struct act_context *c, bool number)
{
    if (found.act == ACT_CHOICE)
        found.act = number ? ACT_NONE : ACT_UNCLEAR;
    else if (found.act == ACT_NEITHER)
        found.act = c->answered ? ACT_REJECT : ACT_UNCLEAR;
    return found;
}

static bool has_number(const struct tokens *t)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->token[i].number != 0)
            return true;
    return false;
}

static void find_words(const struct acts *a, const struct tokens *t)
{
    bool near = t->n <= ACT_TOKENS;
    for (size_t i = 0; i < t->n; i++)
        t->token[i].word = lexicon_find(a->lexicon, t->token[i].text, near && t->token[i].kind == TOKEN_WORD);
}

static bool only_emoji(const struct tokens *t)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->token[i].kind != TOKEN_EMOJI)
            return false;
    return true;
}

static struct act_found from_cover(const struct cover *cover, const struct tokens *t,
                                   const struct act_context *c)
{
    struct act_found found = {.acts = cover->acts != 0 || !only_emoji(t) ? cover->acts : ACT_BIT(ACT_OK)};
    found.act = act_in_context(c, found.acts);
    if (c->n_listed == 0)
        return without_list(found, c, has_number(t));
    if (found.act == ACT_CHOICE)
        found.chosen = chosen_of(cover, c);
    return found;
}

struct act_found act_of(const struct acts *a, struct arena *arena, struct words *words,
                        const struct act_context *c, const char *text, unsigned known)
{
    if (known != 0 || a == NULL)
        return (struct act_found){.act = act_in_context(c, known), .acts = known};
    struct tokens t = act_tokens(arena, words, text);
    if (t.n == 0) /* "?", "..." */
        return (struct act_found){.act = ACT_UNCLEAR, .acts = ACT_BIT(ACT_UNCLEAR)};
    find_words(a, &t);
    struct cover cover = act_cover(a, arena, &t, situation(c));
    struct act_found found = {.act = ACT_NONE};
    if (cover.whole)
        found = from_cover(&cover, &t, c);
    else if (act_wants_person(a, arena, &t, situation(c)))
        found = (struct act_found){.act = ACT_PERSON, .acts = ACT_BIT(ACT_PERSON)};
    if (found.act == ACT_NONE && c->n_listed > 0) {
        found.chosen = act_title(a, arena, words, &t, c);
        if (found.chosen != 0)
            found =
                (struct act_found){.act = ACT_CHOICE, .acts = ACT_BIT(ACT_CHOICE), .chosen = found.chosen};
    }
    return found;
}

/* Returns the byte after the punctuation at which a part of the text ends; the end of the text. */
static const char *part_end(const char *text)
{
    const char *p = text;
    while (*p != '\0') {
        uint32_t cp;
        p += utf8_first(p, &cp);
        if (cp == '\n' || cp == 0x3002 || cp == 0xff01 || cp == 0xff0c || cp == 0xff1a || cp == 0xff1f)
            break;
        if (cp < 0x80 && strchr(",.!?:;", (int)cp) != NULL && (*p == ' ' || *p == '\n'))
            break;
    }
    return p;
}

const char *act_skip(const struct acts *a, struct arena *arena, struct words *words, const char *text)
{
    static const struct act_context nothing = {.offered = false};
    const char *rest = text;
    for (int parts = 0; a != NULL && parts < SKIPPED_MAX; parts++) {
        const char *end = part_end(rest);
        const char *part = arena_strndup(arena, rest, (size_t)(end - rest));
        enum act act = act_of(a, arena, words, &nothing, part, 0).act;
        if (act == ACT_NONE || act == ACT_PERSON)
            break;
        rest = end;
    }
    return utf8_is_blank(rest) ? text : rest + strspn(rest, " ");
}
