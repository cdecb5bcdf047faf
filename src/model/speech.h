/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * speech: what a language model says, apart from what it thinks, from the marks of its chat template, and
 * from calls of tools that it wrote as text. Services differ in how much of this they take out themselves;
 * nobody may read what is left.
 *
 * Left out are:
 * - reasoning: <think>…</think> and its like (speech.c has the names), all before an end that has no
 * beginning, the channels of Harmony but "final", and what was begun and not ended;
 * - marks: <|im_end|>, </s>, [INST] and their like; after the end of a turn that said something, the rest;
 * - calls: <tool_call>…</tool_call> and its like, a call as JSON, bare or in a block of code.
 *
 * Kept is a mark that is quoted: alone between quotation marks or in `code`, or balanced in a closed block of
 * code after other words. Everything that is in doubt is left out: an answer with a word too few is better
 * than a customer who reads what was not meant for anybody. */
#ifndef FRONTDESK_SPEECH_H
#define FRONTDESK_SPEECH_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum { SPEECH_CALLS = 8 };

struct speech_call {
    const char *name;      /* "": it cannot be read */
    const char *arguments; /* JSON; "" when there are none */
    const char *text;      /* as it was written */
};

struct speech {
    const char *text; /* what may be shown, without white space before it */
    struct speech_call call[SPEECH_CALLS];
    size_t n_calls;
    bool marked;    /* something was left out */
    bool lone_end;  /* reasoning ended that had not begun: all before it was reasoning */
    size_t dropped; /* bytes of it that a SPEECH_PART of this answer may have given as text */
};

/* SPEECH_PART: the model still writes; of more of the same answer text is the same and more of it, unless
 * there is a lone end. What may still become something that is left out is not in it. */
enum speech_length { SPEECH_PART, SPEECH_WHOLE };

/* source: NULL, or the text of a person that `said` translates: marks of that are that person's words, and so
 * is JSON. */
struct speech speech_read(struct arena *, const char *said, enum speech_length, const char *source);

/* As a source, for what is meant to be JSON. */
#define SPEECH_JSON "{"

/* Is nothing in it that speech_read() would leave out? */
bool speech_is_clean(struct arena *, const char *text, const char *source);

/* Does a text that the model was given have the same call in it, or one of the same name? White space,
 * quotation marks and case do not matter. */
bool speech_is_copied(struct arena *, const struct speech_call *, const char *given);

#endif
