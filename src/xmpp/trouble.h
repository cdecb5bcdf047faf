/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trouble: what can go wrong with the link, and the sentence that an operator reads about it. */
#ifndef FRONTDESK_TROUBLE_H
#define FRONTDESK_TROUBLE_H

#include <stddef.h>

#include "base/log.h"

/* At most 32 values, because the link keeps a bit for each. */
enum trouble {
    TROUBLE_NONE,
    TROUBLE_SECRET,
    TROUBLE_UNKNOWN_HOST,
    TROUBLE_CONFLICT,
    TROUBLE_NAMESPACE,
    TROUBLE_SHUTDOWN,
    TROUBLE_STREAM_ERROR,
    TROUBLE_NO_NAME,
    TROUBLE_ABSENT,
    TROUBLE_UNREACHABLE,
    TROUBLE_SILENT,
    TROUBLE_NO_HANDSHAKE,
    TROUBLE_HUNG_UP,
    TROUBLE_LOST,
    TROUBLE_BROKEN_XML,
    TROUBLE_DEAF,
    N_TROUBLES,
};

/* The values of {server}, {domain} and {why} in a sentence. */
struct trouble_words {
    const char *server, *domain, *why;
};

/* Returns the trouble that the condition of a stream error means (RFC 6120 section 4.9.3);
 * TROUBLE_STREAM_ERROR for conditions without one of their own. */
enum trouble trouble_of_condition(const char *condition);
enum log_level trouble_level(enum trouble);
/* Writes the sentence that says what is wrong and what to change; cut to size. */
void trouble_sentence(enum trouble, const struct trouble_words *, char *buf, size_t size);

#endif
