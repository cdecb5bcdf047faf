/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * speech: separates what a language model says from its reasoning, from the marks of its chat template, and
 * from tool calls that it wrote as text. Services remove these to different degrees; nobody may read what is
 * left of them.
 *
 * Left out are:
 * - reasoning: <think>…</think> and similar pairs (speech_mark.c has the names), everything before an end
 * that has no beginning, all channels of Harmony except "final", and reasoning that was begun and not ended;
 * - marks: <|im_end|>, </s>, [INST] and similar; after the end of a turn that said something, the rest;
 * - calls: <tool_call>…</tool_call> and similar pairs, and a call as JSON, bare or in a code block.
 *
 * A quoted mark is kept: alone between quotation marks or in `code`, or balanced in a closed code block
 * after other words. Everything doubtful is left out: an answer that lacks a word is better than a customer
 * who reads text that was not meant for anybody. */
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
    const char *text; /* the text that may be shown, without white space before it */
    struct speech_call call[SPEECH_CALLS];
    size_t n_calls;
    bool marked;   /* something was left out */
    bool lone_end; /* an end of reasoning without a beginning: everything before it was reasoning */
    /* Bytes of that reasoning that an earlier SPEECH_PART of this answer may have returned as text. */
    size_t dropped;
};

/* SPEECH_PART: the model is still writing. The text leaves out whatever may still turn out to be a mark, so
 * with more of the same answer the text only grows, unless there is a lone end. */
enum speech_length { SPEECH_PART, SPEECH_WHOLE };

/* Separates what the model says from the rest. source: NULL, or a person's text that `said` translates:
 * marks and JSON that are in it are that person's own words, and stay. */
struct speech speech_read(struct arena *, const char *said, enum speech_length, const char *source);

/* A source for speech_read() when the answer itself should be JSON. */
#define SPEECH_JSON "{"

/* Whether speech_read() would leave nothing out of the text. */
bool speech_is_clean(struct arena *, const char *text, const char *source);

/* Whether the text `given` to the model holds the same call, or a call with the same name. White space,
 * quotation marks and case do not count. */
bool speech_is_copied(struct arena *, const struct speech_call *, const char *given);

#endif
