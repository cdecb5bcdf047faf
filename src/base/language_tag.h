/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * language_tag: reads language tags, as clients and people write them. */
#ifndef FRONTDESK_LANGUAGE_TAG_H
#define FRONTDESK_LANGUAGE_TAG_H

#include <stdbool.h>

struct arena;

/* Says whether the text is a language tag, as in "de", "pt-BR" or "zh-Hant-TW": a language code of two or
 * three letters, then parts of at most eight letters and digits after hyphens (RFC 5646 section 2.1). A tag
 * has at most 35 characters, the length that section 4.4.1 asks programs to support. */
bool language_tag_is(const char *);

/* Returns the tag that somebody wrote, in the arena. Also accepts the form of locales: "de_AT.UTF-8" gives
 * "de-AT". Returns NULL for any other text, and for NULL. */
const char *language_tag_read(struct arena *, const char *text);

#endif
