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

/* Returns the English name of the language of a tag, in the arena: "German" for "de-AT". NULL: nobody knows it. */
const char *language_tag_name(struct arena *, const char *tag);

/* Tags with names, for people who do not know how to write them. */
#define LANGUAGE_TAG_SOME                                                                                                \
    "ar Arabic, cs Czech, da Danish, de German, el Greek, en English, es Spanish, fi Finnish, fr French, hi Hindi, it "  \
    "Italian, ja Japanese, ko Korean, nl Dutch, no Norwegian, pl Polish, pt Portuguese, pt-BR Brazilian Portuguese, ro " \
    "Romanian, ru Russian, sv Swedish, tr Turkish, uk Ukrainian, vi Vietnamese, zh Chinese, zh-Hant Traditional Chinese"

#endif
