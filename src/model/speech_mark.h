/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * speech_mark: the marks in what a language model writes: tags, tokens of chat templates and names in
 * brackets, of reasoning, turns and calls. Which names mean something is in the tables of speech_mark.c. */
#ifndef FRONTDESK_SPEECH_MARK_H
#define FRONTDESK_SPEECH_MARK_H

#include <stdbool.h>
#include <stddef.h>

enum { MARK_NAME = 64 /* bytes of the name of a mark */ };

enum speech_mark {
    SPEECH_MARK_NONE,
    SPEECH_MARK_PLAIN, /* says nothing */
    SPEECH_MARK_THINK,
    SPEECH_MARK_THOUGHT, /* … the end of it */
    SPEECH_MARK_TURN_ENDS,
    SPEECH_MARK_TURN_LINE, /* a turn begins: whose it is stands up to the end of the line */
    SPEECH_MARK_TURN,      /* … up to SPEECH_MARK_HEADER_ENDS */
    SPEECH_MARK_CHANNEL,   /* … and so does what it is for (Harmony) */
    SPEECH_MARK_HEADER_ENDS,
    SPEECH_MARK_OTHERS, /* somebody else speaks from here on */
    SPEECH_MARK_OURS,
    SPEECH_MARK_CALL,
    SPEECH_MARK_CALL_ENDS,
};

/* A mark that was found. */
struct mark_found {
    enum speech_mark mark;
    size_t len;   /* bytes of it */
    bool pending; /* with more text it may be one */
    bool is_tag;
    char name[MARK_NAME + 1]; /* in lower case, without a slash before it */
    const char *rest;         /* of its brackets, after the name */
    size_t rest_len;
};

/* A text of len bytes. whole: nothing follows; else the model is still writing. */
struct mark_text {
    const char *s;
    size_t len;
    bool whole;
};

/* Reads the mark that begins at this place. Returns false if none does. f->len counts from there. What the
 * text ends within is a mark, where the text is whole; else f->pending says that more text decides. */
bool mark_at(const struct mark_text *, size_t at, struct mark_found *f);

/* Returns the length of `with` if the text has it there, else 0. */
size_t mark_starts(const struct mark_text *, size_t at, const char *with);

/* Says whether the text ends within what would be this. */
bool mark_may_start(const struct mark_text *, size_t at, const char *with);

/* Says whether a mark of this name, in lower case, is one of reasoning, also of names that nobody listed:
 * <inner_thoughts>, <|start_of_thinking|>. */
bool mark_names_reasoning(const char *name);

/* Says whether a tag of this name begins a call, as <tool_call> does. */
bool mark_names_call(const char *name);

/* <details type="reasoning">, as web interfaces show it; any other is HTML. */
extern const char mark_details[];

#endif
