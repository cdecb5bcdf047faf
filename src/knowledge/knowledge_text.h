/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_text: the bytes of a file as passages. No file is opened here, so it can be fuzzed.
 *
 * Markdown and plain text: a passage is the text below a heading (# … ######, or underlined with === or ---), its
 * title the headings from the outermost to it. Lines that begin with "Q:" and "A:" (Question, Answer, Frage, F,
 * Antwort, 问, 答 …, also in bold) make a passage each; several questions before an answer are its other
 * wordings. What has no heading is titled by the file's name. CSV: a question, its answer, a line. Longer texts are
 * divided at paragraphs. Whatever the bytes are, the answer is passages or a mistake with its line. */
#ifndef FRONTDESK_KNOWLEDGE_TEXT_H
#define FRONTDESK_KNOWLEDGE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum {
    PASSAGE_BYTES = 2000, /* a longer one is divided */
    TITLE_CHARACTERS = 300,
    HEADINGS = 6,
    SYNONYM_LINES = 5000,
    SYNONYM_PHRASES = 32, /* of a line */
};

struct passage_text {
    const char *title;   /* "Returns › How long may I keep it?"; what is shown */
    const char *heading; /* the innermost of it, and a question's other wordings: what counts most */
    const char *above;   /* the headings above that */
    const char *body;
    int line; /* of the heading */
};

struct passage_list {
    struct passage_text *at;
    size_t n, room;
};

struct text_mistake {
    int line; /* 0: there is none */
    const char *what;
};

enum knowledge_kind { KNOWLEDGE_NOTHING, KNOWLEDGE_MARKDOWN, KNOWLEDGE_TEXT, KNOWLEDGE_CSV, KNOWLEDGE_SYNONYMS };

#define KNOWLEDGE_SYNONYMS_FILE "synonyms.txt"

/* By its name; KNOWLEDGE_NOTHING for what is none of ours. */
enum knowledge_kind knowledge_kind(const char *name);

/* Reads the text (len bytes; need not end in NUL) of the file `name` into list; all in the arena. A mistake leaves the
 * list as it happens to be: the file is then not used. */
void knowledge_parse(struct arena *, enum knowledge_kind, const char *name, const char *bytes, size_t len,
                     struct passage_list *list, struct text_mistake *);

/* The lines of synonyms.txt: phrases divided by commas; `#` begins a remark. Calls phrase() for each. */
void knowledge_parse_synonyms(struct arena *, const char *bytes, size_t len, struct text_mistake *,
                              void (*phrase)(void *arg, int line, int number, const char *text), void *arg);

#endif
