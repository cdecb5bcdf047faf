/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * act_match: which patterns cover a message. The patterns are one automaton; the set of its states moves on with
 * each token, so the time does not depend on how a pattern or a text is made. */
#include <string.h>

#include "acts/act_inside.h"
#include "base/arena.h"

enum {
    SET_ROOM = 4096,    /* states at one place of a text */
    COST_PATTERN = 100, /* fewer, longer patterns are better */
    COST_VAGUE = 1,
    COST_FILLER = 2, /* … what says much is better than an ok, and that than a filler */
    COST_SITUATION = -4,
    COST_ADDED = -8,   /* … a pattern for just this situation, or by the administrator, is better */
    CLAUSES_MAX = 200, /* of a long text that are looked at */
};

struct state_set act_state_set(struct arena *arena, const struct acts *a, size_t room)
{
    return (struct state_set){.state = arena_alloc(arena, (room + 1) * sizeof(uint32_t)),
                              .room = room,
                              .has = arena_alloc(arena, a->states / 8 + 1)};
}

static void clear(struct state_set *s)
{
    for (size_t i = 0; i < s->n; i++)
        s->has[s->state[i] / 8] = 0;
    s->n = 0;
}

/* Splits are marked like the others, which ends a circle of them, but they take no room of the list when it is
 * full. */
void act_state_add(const struct acts *a, struct state_set *s, uint32_t state, bool asked)
{
    uint8_t bit = (uint8_t)(1u << state % 8);
    if ((s->has[state / 8] & bit) != 0 || s->n == s->room)
        return;
    const struct state *st = &a->state[state];
    if (st->kind == STATE_ASKS && !asked)
        return;
    s->has[state / 8] |= bit;
    s->state[s->n++] = state;
    if (st->kind == STATE_SPLIT) {
        act_state_add(a, s, st->next, asked);
        act_state_add(a, s, st->other, asked);
    } else if (st->kind == STATE_ASKS)
        act_state_add(a, s, st->next, asked);
}

/* A walk over the text from one token on. */
struct walk {
    const struct acts *a;
    const struct tokens *t;
    struct state_set now, next;
    int number; /* the last that a # has taken */
};

static struct walk walk_of(const struct acts *a, struct arena *arena, const struct tokens *t)
{
    return (struct walk){
        .a = a, .t = t, .now = act_state_set(arena, a, SET_ROOM), .next = act_state_set(arena, a, SET_ROOM)};
}

/* A gap does not reach over punctuation; words of a pattern may have some between them. */
static bool takes(struct walk *w, const struct state *s, size_t at, bool first)
{
    const struct token *token = &w->t->token[at];
    switch ((enum state_kind)s->kind) {
    case STATE_WORD:
        return s->word == token->word;
    case STATE_ANY:
        return first || token->breaks == 0;
    case STATE_NUMBER:
        if (token->number > 0)
            w->number = token->number;
        return token->number > 0;
    case STATE_SPLIT:
    case STATE_ASKS:
    case STATE_END:
        return false;
    }
    return false;
}

static void move(struct walk *w, uint32_t state, size_t at, bool first)
{
    const struct state *s = &w->a->state[state];
    if (takes(w, s, at, first))
        act_state_add(w->a, &w->next, s->next, w->t->token[at].asks);
}

static void swap(struct walk *w)
{
    struct state_set was = w->now;
    w->now = w->next;
    w->next = was;
    clear(&w->next);
}

/* The first token: only states that begin with this word are looked at. */
static void walk_begin(struct walk *w, const struct starts *starts, size_t at)
{
    uint32_t word = w->t->token[at].word;
    size_t low = 0, high = starts->words;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (w->a->state[starts->state[middle]].word < word)
            low = middle + 1;
        else
            high = middle;
    }
    w->number = 0;
    for (; word != 0 && low < starts->words && w->a->state[starts->state[low]].word == word; low++)
        move(w, starts->state[low], at, true);
    for (size_t i = starts->words; i < starts->n; i++)
        move(w, starts->state[i], at, true);
    clear(&w->now);
    swap(w);
}

static void walk_on(struct walk *w, size_t at)
{
    for (size_t i = 0; i < w->now.n; i++)
        move(w, w->now.state[i], at, false);
    swap(w);
}

/* ---- what a clause cannot be ---- */

static size_t clause_end(const struct tokens *t, size_t from)
{
    size_t end = from + 1;
    while (end < t->n && t->token[end].breaks == 0)
        end++;
    return end;
}

/* Returns the acts that a `not` line forbids in [from, to). */
static unsigned forbidden(struct walk *w, size_t from, size_t to)
{
    unsigned acts = 0;
    for (size_t i = from; i < to; i++) {
        walk_begin(w, &w->a->nots, i);
        for (size_t at = i;;) {
            for (size_t k = 0; k < w->now.n; k++) {
                const struct state *s = &w->a->state[w->now.state[k]];
                if (s->kind == STATE_END)
                    acts |= ACT_BIT(w->a->line[s->word].act);
            }
            if (++at >= to || w->now.n == 0)
                break;
            walk_on(w, at);
        }
    }
    return acts;
}

/* ---- the cover ---- */

struct step {
    int cost; /* of the best way to here; INT32_MAX: there is none */
    size_t from;
    uint32_t line; /* UINT32_MAX: an emoji that no pattern has */
    int number;
};

struct covering {
    struct walk walk;
    struct step step[ACT_TOKENS + 1];
    unsigned no[ACT_TOKENS]; /* the acts that are forbidden in the clause of a token */
    unsigned when;
};

static void reach(struct covering *c, size_t from, size_t to, uint32_t line, int cost)
{
    struct step *s = &c->step[to];
    cost += c->step[from].cost;
    if (cost < s->cost)
        *s = (struct step){.cost = cost, .from = from, .line = line, .number = c->walk.number};
}

static bool may(const struct covering *c, const struct pattern_line *line, size_t from, size_t to)
{
    if (line->when != 0 && (line->when & c->when) == 0)
        return false;
    for (size_t i = from; i < to; i++)
        if ((c->no[i] & ACT_BIT(line->act)) != 0)
            return false;
    return true;
}

/* A choice without a list is the last thing that words may mean. */
static int cost_of(const struct covering *c, const struct pattern_line *line)
{
    bool no_list = (c->when & WHEN_LIST) == 0 && (line->act == ACT_CHOICE || line->act == ACT_NEITHER);
    bool vague = line->act == ACT_OK || line->act == ACT_YES || line->act == ACT_NO;
    return COST_PATTERN + (line->act == ACT_FILLER ? COST_FILLER : 0) + (vague ? COST_VAGUE : 0) +
           (no_list ? 2 * COST_FILLER : 0) + (line->when != 0 ? COST_SITUATION : 0) +
           (line->added ? COST_ADDED : 0);
}

static void note_ends(struct covering *c, size_t from, size_t to)
{
    const struct walk *w = &c->walk;
    for (size_t i = 0; i < w->now.n; i++) {
        const struct state *s = &w->a->state[w->now.state[i]];
        const struct pattern_line *line = &w->a->line[s->kind == STATE_END ? s->word : 0];
        if (s->kind == STATE_END && may(c, line, from, to))
            reach(c, from, to, s->word, cost_of(c, line));
    }
}

static void cover_from(struct covering *c, size_t from)
{
    const struct tokens *t = c->walk.t;
    if (t->token[from].kind == TOKEN_EMOJI)
        reach(c, from, from + 1, UINT32_MAX, COST_PATTERN + COST_FILLER);
    walk_begin(&c->walk, &c->walk.a->all, from);
    for (size_t at = from; c->walk.now.n > 0;) {
        note_ends(c, from, at + 1);
        if (++at >= t->n)
            break;
        walk_on(&c->walk, at);
    }
    clear(&c->walk.now);
}

static unsigned chosen_by(unsigned entries, int number)
{
    if ((entries & CHOICE_NUMBER) == 0)
        return entries;
    return (entries & ~(unsigned)CHOICE_NUMBER) | (number <= ACT_LISTED ? 1u << number : 1u);
}

static struct cover read_back(const struct covering *c, size_t n)
{
    struct cover found = {.whole = true};
    for (size_t at = n; at > 0; at = c->step[at].from) {
        const struct step *s = &c->step[at];
        if (s->line == UINT32_MAX)
            continue;
        const struct pattern_line *line = &c->walk.a->line[s->line];
        if (line->act != ACT_FILLER)
            found.acts |= ACT_BIT(line->act);
        if (line->act == ACT_CHOICE)
            found.chosen |= chosen_by(line->entries, s->number);
    }
    return found;
}

struct cover act_cover(const struct acts *a, struct arena *arena, const struct tokens *t, unsigned when)
{
    if (t->n == 0 || t->n > ACT_TOKENS)
        return (struct cover){.whole = false};
    struct covering *c = arena_alloc(arena, sizeof *c);
    c->walk = walk_of(a, arena, t);
    c->when = when;
    for (size_t from = 0, to; from < t->n; from = to) {
        to = clause_end(t, from);
        unsigned no = forbidden(&c->walk, from, to);
        for (size_t i = from; i < to; i++)
            c->no[i] = no;
    }
    for (size_t i = 1; i <= t->n; i++)
        c->step[i].cost = INT32_MAX;
    for (size_t i = 0; i < t->n; i++)
        if (c->step[i].cost != INT32_MAX)
            cover_from(c, i);
    return c->step[t->n].cost == INT32_MAX ? (struct cover){.whole = false} : read_back(c, t->n);
}

/* ---- a clause among others ---- */

/* Says whether a pattern takes [from, to), all of it. */
static bool clause_is(struct walk *w, const struct starts *starts, size_t from, size_t to)
{
    bool found = false;
    walk_begin(w, starts, from);
    for (size_t at = from + 1; at < to && w->now.n > 0; at++)
        walk_on(w, at);
    for (size_t i = 0; i < w->now.n; i++)
        found |= w->a->state[w->now.state[i]].kind == STATE_END;
    clear(&w->now);
    return found;
}

bool act_wants_person(const struct acts *a, struct arena *arena, const struct tokens *t, unsigned when)
{
    struct walk w = walk_of(a, arena, t);
    size_t from = 0, clauses = 0;
    (void)when;
    for (size_t i = t->n; i > 0 && clauses < CLAUSES_MAX; i--)
        if (t->token[i - 1].breaks > 0) {
            from = i - 1;
            clauses++;
        }
    for (size_t to; from < t->n; from = to) {
        to = clause_end(t, from);
        if (clause_is(&w, &a->persons, from, to) && (forbidden(&w, from, to) & ACT_BIT(ACT_PERSON)) == 0)
            return true;
    }
    return false;
}

/* ---- a word of a title ---- */

static bool is_beside(struct walk *w, size_t at)
{
    return clause_is(w, &w->a->beside, at, at + 1);
}

static size_t common(const char *a, const char *b)
{
    size_t n = 0;
    while (a[n] != '\0' && a[n] == b[n])
        n++;
    return n;
}

/* The same word, or another form of it: "returns", "return". */
static bool is_form(const struct token *said, const struct token *of_title)
{
    enum { STEM = 4, ENDING = 3 };
    size_t same = common(said->text, of_title->text);
    if (said->text[same] == '\0' && of_title->text[same] == '\0')
        return true;
    return said->kind == TOKEN_WORD && same >= STEM && strlen(said->text + same) <= ENDING &&
           strlen(of_title->text + same) <= ENDING;
}

static bool has_token(const struct tokens *title, const struct token *said)
{
    for (size_t i = 0; i < title->n; i++)
        if (is_form(said, &title->token[i]))
            return true;
    return false;
}

/* A Chinese character alone says too little: two in a row must stand so in the title. */
static bool has_pair(const struct tokens *title, const struct token *first)
{
    for (size_t i = 0; i + 1 < title->n; i++)
        if (strcmp(title->token[i].text, first[0].text) == 0 &&
            strcmp(title->token[i + 1].text, first[1].text) == 0)
            return true;
    return false;
}

/* Says whether the title has all words of the message but those beside a title. */
static bool names(const struct tokens *t, const bool *beside, const struct tokens *title)
{
    bool any = false;
    for (size_t i = 0; i < t->n; i++) {
        const struct token *said = &t->token[i];
        if (beside[i])
            continue;
        if (!has_token(title, said))
            return false;
        bool row = said->kind == TOKEN_SIGN && i + 1 < t->n && !beside[i + 1] && said[1].kind == TOKEN_SIGN;
        if (row && !has_pair(title, said))
            return false;
        any |= said->kind == TOKEN_WORD ? strlen(said->text) > 1 : row;
    }
    return any;
}

/* Returns the bit of the only title that has the words of [from, to); 0: none, or several. */
static unsigned title_of(const struct tokens *t, const bool *beside, size_t from, size_t to,
                         const struct tokens *title, size_t n)
{
    struct tokens part = {.token = t->token + from, .n = to - from};
    unsigned found = 0;
    for (size_t i = 0; i < n; i++)
        if (names(&part, beside + from, &title[i]))
            found |= 1u << (i + 1);
    return (found & (found - 1)) == 0 ? found : 0;
}

static bool is_and(const struct token *token)
{
    static const char *const words[] = {"and", "und", "u", "n", "plus", "\u548c", "\u8ddf", "\u4e0e"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(token->text, words[i]) == 0)
            return true;
    return false;
}

unsigned act_title(const struct acts *a, struct arena *arena, struct words *words, const struct tokens *t,
                   const struct act_context *context)
{
    enum { WORDS_MAX = 20 };
    bool beside[WORDS_MAX];
    struct tokens title[ACT_LISTED];
    size_t n = context->n_listed < ACT_LISTED ? context->n_listed : ACT_LISTED, from = 0;
    if (t->n == 0 || t->n > WORDS_MAX)
        return 0;
    struct walk w = walk_of(a, arena, t);
    for (size_t i = 0; i < t->n; i++)
        beside[i] = t->token[i].kind == TOKEN_EMOJI || is_beside(&w, i);
    for (size_t i = 0; i < n; i++)
        title[i] = act_tokens(arena, words, context->listed[i]);
    unsigned found = title_of(t, beside, 0, t->n, title, n), each = 1, all = 0;
    for (size_t i = 0; found == 0 && i <= t->n && each != 0; i++) { /* "Norway and Sweden" */
        if (i < t->n && !is_and(&t->token[i]))
            continue;
        each = title_of(t, beside, from, i, title, n);
        all |= each;
        from = i + 1;
    }
    return found != 0 || each == 0 ? found : all;
}
