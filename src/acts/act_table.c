/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * act_table: reads the tables of patterns. The head of conf/acts.en explains their language. A pattern becomes
 * states of an automaton, built from its end to its beginning. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "acts/act_inside.h"
#include "acts/tables.inc"
#include "base/arena.h"
#include "base/name_list.h"

enum { DEPTH_MAX = 20, GAP_MAX = 6, LISTS_MAX = 200 };

static const struct name_list kinds = NAME_LIST(
    [ACT_NONE] = "none", [ACT_THANKS] = "thanks", [ACT_OK] = "ok", [ACT_HELLO] = "hello", [ACT_BYE] = "bye",
    [ACT_YES] = "yes", [ACT_NO] = "no", [ACT_REJECT] = "reject", [ACT_DONE] = "done", [ACT_CHOICE] = "choice",
    [ACT_NEITHER] = "neither", [ACT_PERSON] = "person", [ACT_ANGER] = "anger", [ACT_UNCLEAR] = "unclear",
    [ACT_FILLER] = "filler", [ACT_STOP] = "beside");

const char *act_name(enum act act)
{
    return name_in(&kinds, act);
}

/* A list: `please = please | pls`, which patterns name as {please}. */
struct list {
    const char *name, *pattern;
    struct list *next;
};

struct act_reader {
    struct arena *arena, *scratch; /* scratch: for a line, and at the end */
    struct words *words;
    struct acts *acts;
    struct list *lists;
    size_t n_lists;
    const char *wrong; /* what is wrong with this line */
};

/* What a piece of a pattern is, before it becomes states. */
struct node {
    enum {
        NODE_WORDS,
        NODE_ALTERNATIVES,
        NODE_OPTIONAL,
        NODE_GAP,
        NODE_REST,
        NODE_NUMBER,
        NODE_ASKS,
        NODE_ROW
    } kind;
    struct tokens words;
    int gap;
    struct node *child, *next; /* children of one node are a list */
};

struct parsing {
    struct act_reader *r;
    const char *p;
    int depth;
};

struct act_reader *act_reader_new(struct arena *arena, struct words *words)
{
    struct act_reader *r = arena_alloc(arena, sizeof *r);
    *r = (struct act_reader){
        .arena = arena, .scratch = arena_new(), .words = words, .acts = arena_alloc(arena, sizeof *r->acts)};
    r->acts->lexicon = lexicon_new(arena);
    return r;
}

/* ---- the pattern as a tree ---- */

static struct node *parse_alternatives(struct parsing *p, const char *ends);

static struct node *new_node(struct parsing *p, int kind)
{
    struct node *n = arena_alloc(p->r->scratch, sizeof *n);
    n->kind = kind;
    return n;
}

static struct node *fail(struct parsing *p, const char *wrong)
{
    if (p->r->wrong == NULL)
        p->r->wrong = wrong;
    return new_node(p, NODE_ROW);
}

static struct node *parse_group(struct parsing *p, const char *close, int kind)
{
    struct node *n = new_node(p, kind);
    p->p++;
    n->child = parse_alternatives(p, close);
    if (*p->p != close[0])
        return fail(p, close[0] == ')' ? "a ( has no )" : "a [ has no ]");
    p->p++;
    return n;
}

static struct node *parse_named(struct parsing *p)
{
    size_t len = strcspn(++p->p, "}");
    const char *name = arena_strndup(p->r->scratch, p->p, len);
    if (p->p[len] != '}')
        return fail(p, "a { has no }");
    p->p += len + 1;
    for (const struct list *l = p->r->lists; l != NULL; l = l->next)
        if (strcmp(l->name, name) == 0) {
            struct parsing inner = {.r = p->r, .p = l->pattern, .depth = p->depth + 1};
            struct node *n = new_node(p, NODE_ALTERNATIVES);
            if (inner.depth > DEPTH_MAX)
                return fail(p, "lists within lists are too deep");
            n->child = parse_alternatives(&inner, "");
            return n;
        }
    return fail(p,
                arena_printf(p->r->arena, "{%s} is not a list of this table; write %s = word | word above it",
                             name, name));
}

static struct node *parse_gap(struct parsing *p)
{
    struct node *n = new_node(p, NODE_GAP);
    p->p++;
    n->gap = *p->p >= '1' && *p->p <= '9' ? *p->p++ - '0' : 1;
    return n->gap <= GAP_MAX ? n : fail(p, "a gap has at most 6 words: *6");
}

static struct node *parse_words(struct parsing *p)
{
    struct node *n = new_node(p, NODE_WORDS);
    size_t len = strcspn(p->p, "()[]{}|*#? \t");
    n->words = act_tokens(p->r->scratch, p->r->words, arena_strndup(p->r->scratch, p->p, len));
    p->p += len;
    return n->words.n > 0 ? n : fail(p, "here is punctuation, which patterns do not have");
}

static struct node *parse_item(struct parsing *p)
{
    if (++p->depth > DEPTH_MAX)
        return fail(p, "brackets within brackets are too deep");
    struct node *n = NULL;
    if (*p->p == '(')
        n = parse_group(p, ")", NODE_ALTERNATIVES);
    else if (*p->p == '[')
        n = parse_group(p, "]", NODE_OPTIONAL);
    else if (*p->p == '{')
        n = parse_named(p);
    else if (*p->p == '*')
        n = parse_gap(p);
    else if (*p->p == '#' || *p->p == '?')
        n = new_node(p, *p->p++ == '#' ? NODE_NUMBER : NODE_ASKS);
    else if (strncmp(p->p, "..", 2) == 0) {
        n = new_node(p, NODE_REST);
        p->p += 2;
    } else
        n = parse_words(p);
    p->depth--;
    return n;
}

/* Returns the alternatives as a list of rows, up to the end or one of `ends`. */
static struct node *parse_alternatives(struct parsing *p, const char *ends)
{
    struct node *first = new_node(p, NODE_ROW), *row = first, **last = &row->child;
    while (p->r->wrong == NULL) {
        p->p += strspn(p->p, " \t");
        if (*p->p == '\0' || strchr(ends, *p->p) != NULL)
            break;
        if (strchr(")]}", *p->p) != NULL)
            return fail(p, "a bracket closes that was not opened");
        if (*p->p == '|') {
            p->p++;
            row = row->next = new_node(p, NODE_ROW);
            last = &row->child;
            continue;
        }
        *last = parse_item(p);
        last = &(*last)->next;
    }
    for (row = first; row != NULL && p->r->wrong == NULL; row = row->next)
        if (row->child == NULL)
            return fail(p, "an alternative is empty; what may be left out stands in [ ]");
    return first;
}

/* ---- the tree as states ---- */

static uint32_t add_state(struct act_reader *r, struct state state)
{
    struct acts *a = r->acts;
    if (a->states == ACT_STATES) {
        r->wrong = "the tables are too large";
        return 0;
    }
    if (a->states == a->room) {
        a->room = ACT_STATES; /* at once: an arena keeps what has been outgrown */
        a->state = arena_alloc(r->arena, a->room * sizeof *a->state);
    }
    a->state[a->states] = state;
    return (uint32_t)a->states++;
}

static uint32_t build_row(struct act_reader *r, const struct node *row, uint32_t next);

static uint32_t build_alternatives(struct act_reader *r, const struct node *rows, uint32_t next)
{
    uint32_t entry = build_row(r, rows->child, next);
    for (const struct node *row = rows->next; row != NULL; row = row->next)
        entry = add_state(
            r, (struct state){.kind = STATE_SPLIT, .next = build_row(r, row->child, next), .other = entry});
    return entry;
}

static uint32_t build_words(struct act_reader *r, const struct tokens *words, uint32_t next)
{
    for (size_t i = words->n; i-- > 0;) {
        const struct token *t = &words->token[i];
        next = add_state(r, (struct state){.kind = STATE_WORD,
                                           .word = lexicon_add(r->acts->lexicon, t->text),
                                           .next = next});
    }
    return next;
}

static uint32_t build_gap(struct act_reader *r, int words, uint32_t next)
{
    uint32_t entry = next;
    for (int i = 0; i < words; i++) {
        uint32_t any = add_state(r, (struct state){.kind = STATE_ANY, .next = entry});
        entry = add_state(r, (struct state){.kind = STATE_SPLIT, .next = any, .other = next});
    }
    return entry;
}

static uint32_t build_rest(struct act_reader *r, uint32_t next)
{
    uint32_t any = add_state(r, (struct state){.kind = STATE_ANY});
    uint32_t split = add_state(r, (struct state){.kind = STATE_SPLIT, .next = any, .other = next});
    r->acts->state[any].next = split;
    return split;
}

static uint32_t build_node(struct act_reader *r, const struct node *n, uint32_t next)
{
    switch (n->kind) {
    case NODE_WORDS:
        return build_words(r, &n->words, next);
    case NODE_ROW:
    case NODE_ALTERNATIVES:
        return build_alternatives(r, n->child, next);
    case NODE_OPTIONAL:
        return add_state(r, (struct state){.kind = STATE_SPLIT,
                                           .next = build_alternatives(r, n->child, next),
                                           .other = next});
    case NODE_GAP:
        return build_gap(r, n->gap, next);
    case NODE_REST:
        return build_rest(r, next);
    case NODE_NUMBER:
        return add_state(r, (struct state){.kind = STATE_NUMBER, .next = next});
    case NODE_ASKS:
        return add_state(r, (struct state){.kind = STATE_ASKS, .next = next});
    }
    return next;
}

static uint32_t build_row(struct act_reader *r, const struct node *row, uint32_t next)
{
    if (row == NULL || r->wrong != NULL)
        return next;
    return build_node(r, row, build_row(r, row->next, next));
}

/* ---- lines ---- */

/* Takes the word at *p, if it is this one. */
static bool take(const char **p, const char *word)
{
    size_t len = strlen(word);
    if (strncmp(*p, word, len) != 0 || isalnum((unsigned char)(*p)[len]))
        return false;
    *p += len + strspn(*p + len, " \t");
    return true;
}

/* Returns false when there is no further entry. */
static bool take_entry(const char **p, unsigned *entries)
{
    static const struct {
        const char *word;
        unsigned entry;
    } words[] = {{"#", CHOICE_NUMBER}, {"last", CHOICE_LAST}, {"both", CHOICE_BOTH}, {"all", CHOICE_ALL}};
    if (**p >= '1' && **p <= '9') {
        *entries |= 1u << (*(*p)++ - '0');
        *p += strspn(*p, " \t");
        return true;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (take(p, words[i].word)) {
            *entries |= words[i].entry;
            return true;
        }
    return false;
}

static bool take_when(const char **p, unsigned *when)
{
    static const struct {
        const char *word;
        unsigned when;
    } words[] = {{"offer", WHEN_OFFER}, {"list", WHEN_LIST}, {"answer", WHEN_ANSWER}, {"more", WHEN_MORE}};
    for (;;) {
        size_t i = 0;
        while (i < sizeof words / sizeof words[0] && !take(p, words[i].word))
            i++;
        if (i == sizeof words / sizeof words[0])
            return *when != 0;
        *when |= words[i].when;
    }
}

static const char *read_list(struct act_reader *r, const char *name, const char *pattern)
{
    if (r->n_lists++ == LISTS_MAX)
        return "too many lists";
    struct parsing p = {.r = r, .p = pattern};
    parse_alternatives(&p, "");
    if (r->wrong != NULL)
        return r->wrong;
    struct list *l = arena_alloc(r->arena, sizeof *l);
    *l = (struct list){.name = name, .pattern = arena_strdup(r->arena, pattern), .next = r->lists};
    r->lists = l;
    return NULL;
}

static void add_line(struct act_reader *r, const struct pattern_line *line, uint32_t first)
{
    struct acts *a = r->acts;
    if (a->lines == a->line_room) {
        size_t room = a->line_room == 0 ? 256 : 2 * a->line_room;
        a->line = arena_grow(r->arena, a->line, a->line_room * sizeof *a->line, room * sizeof *a->line);
        a->first = arena_grow(r->arena, a->first, a->line_room * sizeof *a->first, room * sizeof *a->first);
        a->line_room = room;
    }
    a->line[a->lines] = *line;
    a->first[a->lines++] = first;
}

static int take_kind(const char **p)
{
    for (int i = ACT_THANKS; i < ACT_KINDS; i++)
        if (take(p, kinds.names[i]))
            return i;
    return -1;
}

/* What stands before the colon. Returns what is wrong with it. */
static const char *read_head(const char **p, struct pattern_line *line)
{
    line->not_it = take(p, "not");
    line->act = take_kind(p);
    if (line->act < 0)
        return "a line is: ACT: PATTERN, not ACT: PATTERN, or NAME = PATTERN; the acts are thanks, ok, hello, bye, "
               "yes, no, reject, done, choice, neither, person, anger, unclear, filler and beside";
    while (line->act == ACT_CHOICE && take_entry(p, &line->entries))
        ;
    if (line->act == ACT_CHOICE && !line->not_it && line->entries == 0)
        return "a choice is: choice 1 (to 9), choice last, choice both, choice all or choice #";
    *p += strspn(*p, " \t");
    if (take(p, "when") && !take_when(p, &line->when))
        return "after when stand some of: offer, list, answer, more";
    return **p == ':' ? NULL : "a colon stands between the act and the pattern";
}

static const char *read_line(struct act_reader *r, const char *text, bool added)
{
    const char *p = text + strspn(text, " \t");
    size_t name = strcspn(p, " \t=:|()[]{}*#?"), blanks = strspn(p + name, " \t");
    struct pattern_line line = {.added = added};
    r->wrong = NULL;
    if (*p == '\0' || (*p == '#' && p == text))
        return NULL;
    if (strlen(p) > ACT_LINE_BYTES)
        return "the line is longer than 4000 bytes";
    if (name > 0 && p[name + blanks] == '=')
        return read_list(r, arena_strndup(r->arena, p, name), p + name + blanks + 1);
    const char *wrong = read_head(&p, &line);
    if (wrong != NULL)
        return wrong;
    struct parsing parsing = {.r = r, .p = p + 1};
    struct node *tree = parse_alternatives(&parsing, "");
    if (r->wrong != NULL)
        return r->wrong;
    uint32_t end = add_state(r, (struct state){.kind = STATE_END, .word = (uint32_t)r->acts->lines});
    uint32_t first = build_alternatives(r, tree, end);
    if (r->wrong == NULL)
        add_line(r, &line, first);
    return r->wrong;
}

const char *act_reader_line(struct act_reader *r, const char *line, bool added)
{
    const char *wrong = read_line(r, line, added);
    arena_reset(r->scratch);
    return wrong;
}

const char *act_reader_text(struct act_reader *r, const char *text, int *at)
{
    *at = 0;
    while (*text != '\0') {
        size_t len = strcspn(text, "\n"), cut = len > 0 && text[len - 1] == '\r' ? len - 1 : len;
        ++*at;
        const char *wrong = act_reader_line(r, arena_strndup(r->arena, text, cut), true);
        if (wrong != NULL)
            return wrong;
        text += len + (text[len] == '\n');
    }
    return NULL;
}

void act_reader_shipped(struct act_reader *r)
{
    for (size_t i = 0; i < sizeof shipped / sizeof shipped[0]; i++) {
        r->lists = NULL; /* each table has its own */
        r->n_lists = 0;
        for (const char *const *line = shipped[i]; *line != NULL; line++)
            act_reader_line(r, *line, false);
    }
    r->lists = NULL;
    r->n_lists = 0;
}

/* ---- where patterns begin ---- */

static int by_word(const void *a, const void *b, void *arg)
{
    const struct acts *acts = arg;
    const struct state *x = &acts->state[*(const uint32_t *)a], *y = &acts->state[*(const uint32_t *)b];
    bool wx = x->kind == STATE_WORD, wy = y->kind == STATE_WORD;
    if (wx != wy)
        return wx ? -1 : 1;
    return (x->word > y->word) - (x->word < y->word);
}

/* act: of this one only; 0: of all but ACT_STOP. */
static struct starts starts_of(struct act_reader *r, int act, bool nots)
{
    struct acts *a = r->acts;
    struct state_set set = act_state_set(r->scratch, a, a->states);
    for (size_t i = 0; i < a->lines; i++) {
        const struct pattern_line *line = &a->line[i];
        if (line->not_it == nots && (act == 0 ? line->act != ACT_STOP : line->act == act))
            act_state_add(a, &set, a->first[i], false);
    }
    struct starts s = {.state = arena_alloc(r->arena, set.n * sizeof *s.state + 1), .n = set.n};
    memcpy(s.state, set.state, set.n * sizeof *s.state);
    qsort_r(s.state, s.n, sizeof *s.state, by_word, a);
    while (s.words < s.n && a->state[s.state[s.words]].kind == STATE_WORD)
        s.words++;
    return s;
}

const struct acts *act_reader_end(struct act_reader *r)
{
    r->acts->all = starts_of(r, 0, false);
    r->acts->persons = starts_of(r, ACT_PERSON, false);
    r->acts->beside = starts_of(r, ACT_STOP, false);
    r->acts->nots = starts_of(r, 0, true);
    arena_free(r->scratch);
    return r->acts;
}
