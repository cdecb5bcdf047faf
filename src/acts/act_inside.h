/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * act_inside: what the files of this room share: tokens of a text, and patterns as the states of an automaton.
 */
#ifndef FRONTDESK_ACT_INSIDE_H
#define FRONTDESK_ACT_INSIDE_H

#include <stdint.h>

#include "acts/act.h"

enum {
    ACT_FIRST = 500,        /* characters of a text that are looked at: the first … */
    ACT_LAST = 1000,        /* … and the last ones */
    ACT_TOKENS = 60,        /* a longer message is a question, or the wish for a person */
    ACT_WORD = 40,          /* bytes of a token; a longer word is of no pattern */
    ACT_STATES = 90000,     /* of all patterns together */
    ACT_LINE_BYTES = 4000,  /* of a line of a table */
    ACT_FILE_BYTES = 65536, /* of a table of the administrator */
    ACT_NUMBER = 99,        /* the largest number that may be a choice */
};

/* ---- tokens ---- */

enum token_kind { TOKEN_WORD, TOKEN_SIGN /* one character of a script without spaces */, TOKEN_EMOJI };

struct token {
    char text[ACT_WORD]; /* folded */
    enum token_kind kind;
    int breaks;    /* what is before it: 0 nothing, 1 a comma or the like, 2 the end of a sentence */
    bool asks;     /* a question mark follows */
    int number;    /* 0: not a number */
    uint32_t word; /* its number in the lexicon; 0: no pattern has it */
};

struct tokens {
    struct token *token;
    size_t n;
    bool asks; /* there is a question mark somewhere */
};

/* Cuts a text into tokens: words without apostrophes, in the form of NFKC_Casefold, with ae for ä; each
 * Chinese character alone, simplified; emoji without tone and variation, ":)" as one. */
struct tokens act_tokens(struct arena *, struct words *, const char *text);

/* ---- the lexicon: words of the patterns ---- */

struct lexicon;
struct lexicon *lexicon_new(struct arena *);
uint32_t lexicon_add(struct lexicon *, const char *word);
/* Returns the number of the word. Stretched letters make no difference; with `near`, nor does one slip of
 * the finger in a word of five letters or more. 0: none. */
uint32_t lexicon_find(const struct lexicon *, const char *word, bool near);

/* ---- patterns ---- */

/* Acts of the tables that are not for anybody else. */
enum {
    ACT_FILLER = ACT_COUNT, /* means nothing by itself: "please" */
    ACT_STOP,               /* may stand beside words of a title: "the one about" */
    ACT_KINDS,
};

enum { WHEN_OFFER = 1, WHEN_LIST = 2, WHEN_ANSWER = 4, WHEN_MORE = 8 };
/* Entries of a list are bits 1 to 9; beside them: */
enum { CHOICE_NUMBER = 1 << 10, CHOICE_LAST = 1 << 11, CHOICE_BOTH = 1 << 12, CHOICE_ALL = 1 << 13 };

struct pattern_line {
    int act;
    unsigned entries; /* of a choice */
    unsigned when;
    bool not_it; /* forbids the act in its clause */
    bool added;  /* by the administrator */
};

enum state_kind { STATE_WORD, STATE_ANY, STATE_NUMBER, STATE_SPLIT, STATE_ASKS, STATE_END };

struct state {
    uint8_t kind;
    uint32_t word; /* STATE_WORD; STATE_END: the line */
    uint32_t next, other;
};

/* Where patterns begin: states that consume a token, by their word. */
struct starts {
    uint32_t *state;
    size_t n, words; /* the first `words` ones are sorted by word; the others take any token or a number */
};

struct acts {
    struct lexicon *lexicon;
    struct state *state;
    size_t states, room;
    struct pattern_line *line;
    size_t lines, line_room;
    uint32_t *first; /* of each line */
    struct starts all, persons, beside, nots;
};

/* Reads tables one after the other, line by line, and then finds where their patterns begin. The result is in the arena.
 * act_reader_end() must be called. A line returns NULL, or what is wrong with it. */
struct act_reader;
struct act_reader *act_reader_new(struct arena *, struct words *);
const char *act_reader_line(struct act_reader *, const char *line, bool added);
const struct acts *act_reader_end(struct act_reader *);
/* Reads the tables that ship. They are right, as a test shows. */
void act_reader_shipped(struct act_reader *);
/* Reads a text of lines. Returns NULL, or what is wrong with line *at. */
const char *act_reader_text(struct act_reader *, const char *text, int *at);

/* A set of states, and which are in it. */
struct state_set {
    uint32_t *state;
    size_t n, room;
    uint8_t *has; /* a bit for each state of the automaton */
};
struct state_set act_state_set(struct arena *, const struct acts *, size_t room);
/* Adds a state and all that it leads to without a token, as far as there is room. asked: a question mark is
 * here. */
void act_state_add(const struct acts *, struct state_set *, uint32_t state, bool asked);

/* ---- matching ---- */

/* What covers a message. */
struct cover {
    bool whole;
    unsigned acts;   /* ACT_BIT() of each */
    unsigned chosen; /* entries of a choice; bit 0: a number that no list has */
};
struct cover act_cover(const struct acts *, struct arena *, const struct tokens *, unsigned when);
/* Says whether a clause of the message wants a person. */
bool act_wants_person(const struct acts *, struct arena *, const struct tokens *, unsigned when);
/* Returns the bit of the entry whose title the message names by its words; 0: of none, or of several. */
unsigned act_title(const struct acts *, struct arena *, struct words *, const struct tokens *,
                   const struct act_context *);

#endif
