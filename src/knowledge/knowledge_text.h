/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_text: parses the bytes of a file into passages. Opens no file, so that it can be fuzzed.
 *
 * Markdown and plain text: a passage is the text below a heading (# … ######, or underlined with === or
 * ---); its title is made of the headings from the outermost to that one. Lines that begin with "Q:" and
 * "A:" (Question, Answer, Frage, F, Antwort, 问, 答 …, also in bold) make a passage each; several questions
 * before an answer are other wordings of it. Text without a heading gets the file's name as its title. CSV:
 * each line has a question and its answer. Long texts are divided at paragraphs. Whatever the bytes are, the
 * result is passages or a mistake with its line. */
#ifndef FRONTDESK_KNOWLEDGE_TEXT_H
#define FRONTDESK_KNOWLEDGE_TEXT_H

#include <stddef.h>

#include "knowledge/passage.h"

struct arena;

enum {
    SYNONYM_LINES = 5000,
    SYNONYM_PHRASES = 32, /* in a line */
};

struct text_mistake {
    int line; /* 0: there is no mistake */
    const char *what;
};

enum knowledge_kind {
    KNOWLEDGE_NOTHING,
    KNOWLEDGE_MARKDOWN,
    KNOWLEDGE_TEXT,
    KNOWLEDGE_CSV,
    KNOWLEDGE_SYNONYMS
};

#define KNOWLEDGE_SYNONYMS_FILE "synonyms.txt"

/* Returns the kind of a file by its name; KNOWLEDGE_NOTHING for a file that is not read. */
enum knowledge_kind knowledge_kind(const char *name);

/* Parses the text of the file `name` (len bytes, which need not end in NUL) and adds its passages to list;
 * all in the arena. After a mistake the list is incomplete and must not be used. */
void knowledge_parse(struct arena *, enum knowledge_kind, const char *name, const char *bytes, size_t len,
                     struct passage_list *list, struct text_mistake *);

/* Parses the lines of synonyms.txt: phrases separated by commas; '#' begins a comment. Calls phrase() for
 * each phrase. */
void knowledge_parse_synonyms(struct arena *, const char *bytes, size_t len, struct text_mistake *,
                              void (*phrase)(void *arg, int line, int number, const char *text), void *arg);

#endif
