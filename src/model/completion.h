/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * completion: reads responses of the Chat Completions API as their bytes arrive. Does no networking.
 *
 * A response may be a stream of events, one object, or anything at all: every part has a limit, and every
 * error is a sentence. */
#ifndef FRONTDESK_COMPLETION_H
#define FRONTDESK_COMPLETION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/completion_call.h"

enum {
    COMPLETION_TEXT = 64 * 1024,        /* bytes of an answer's text */
    COMPLETION_ARGUMENTS = 16 * 1024,   /* bytes of the arguments of a call */
    COMPLETION_BYTES = 4 * 1024 * 1024, /* bytes of the whole response */
    COMPLETION_LINE = 256 * 1024,       /* bytes of one event of the stream */
    COMPLETION_CALLS = 8,
};

struct completion_result {
    const char *text; /* "" when there is none */
    struct completion_call call[COMPLETION_CALLS];
    size_t n_calls;
    bool cut;          /* the answer was cut off at max_tokens */
    int64_t tokens;    /* of request and answer, as the service counted; -1: it did not report them */
    const char *error; /* a sentence; NULL: no error */
};

struct completion_reader;

struct completion_reader *completion_reader_new(void);
void completion_reader_free(struct completion_reader *);
/* Reads the next bytes. Returns false when nothing more needs to be read: the end was reached or an error
 * was found. */
bool completion_read(struct completion_reader *, const char *bytes, size_t len);
/* Returns the answer's text so far. Valid until the next completion_read(). */
const char *completion_text(const struct completion_reader *);
/* Ends the reading and returns the result; the same once more when it is called again. Its texts live as long as the reader. A stream that stopped
 * before its end mark is an error. */
struct completion_result completion_end(struct completion_reader *);

#endif
