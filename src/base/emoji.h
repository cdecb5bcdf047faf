/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * emoji: the few emoji that mean something to the desk, whatever their colour and style. */
#ifndef FRONTDESK_EMOJI_H
#define FRONTDESK_EMOJI_H

#include <stdbool.h>
#include <stdint.h>

struct arena;

enum emoji {
    EMOJI_OTHER,    /* any other sign, and what is no emoji */
    EMOJI_THUMB_UP, /* in any skin tone */
    EMOJI_THUMB_DOWN,
    EMOJI_CHECK,  /* a check mark, white on green or alone */
    EMOJI_KEYCAP, /* a number from 1 to 10 on a key */
};

/* Reads one sign. number (NULL: not wanted): that of a keycap; else 0. The variation selectors U+FE0E and
 * U+FE0F make no difference. A sequence joined by U+200D is another sign. */
enum emoji emoji_read(const char *sign, int64_t *number);

/* These look at a list of signs with a space between. */
bool emoji_among(const char *signs, enum emoji);
/* Returns the list without this sign, in the arena. */
const char *emoji_without(struct arena *, const char *signs, enum emoji);
/* Returns the last thumb, up or down; EMOJI_OTHER: there is none. */
enum emoji emoji_last_thumb(const char *signs);
/* Returns the number of the last sign, if that is a keycap; else 0. Clients add new signs at the end. */
int64_t emoji_last_number(struct arena *, const char *signs);

#endif
