/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * speech_inside: the pass over what a model says, for the files of speech. No other file includes this. */
#ifndef FRONTDESK_SPEECH_INSIDE_H
#define FRONTDESK_SPEECH_INSIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "model/speech.h"
#include "model/speech_mark.h"

/* The pass: `at` is its place in the text, `out` what may be shown. */
struct speech_reader {
    struct arena *arena;
    struct mark_text in;
    const char *source;
    size_t at, out_len;
    char *out;
    int depth; /* of reasoning */
    enum { VOICE_OURS, VOICE_OTHERS, VOICE_HEADER } voice;
    size_t header; /* where it begins */
    bool header_line, channel, over;
    int attempts;
    size_t known;  /* up to here there is no call as JSON */
    size_t effort; /* bytes that may still be looked at */
    struct speech *speech;
};

/* What became of a place in the text. STEP_WAIT: more text is needed. */
enum speech_step { STEP_NONE, STEP_TAKEN, STEP_WAIT };

/* Adds n bytes of the text from this place to what may be shown, unless they are reasoning or somebody
 * else's. */
void speech_put(struct speech_reader *, size_t from, size_t n);

/* Takes so many bytes from what may still be looked at. Returns false when nothing is left of it. */
bool speech_is_worth(struct speech_reader *, size_t bytes);

#endif
