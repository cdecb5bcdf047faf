/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * emoji: which signs mean something to the desk, as clients write them. */
#include "base/emoji.h"

#include <string.h>

#include "base/arena.h"
#include "t/tap.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const struct {
    const char *what, *sign;
    enum emoji want;
    int64_t number;
} signs[] = {
    {"a thumb", "\U0001F44D", EMOJI_THUMB_UP, 0},
    {"a light thumb", "\U0001F44D\U0001F3FB", EMOJI_THUMB_UP, 0},
    {"a dark thumb", "\U0001F44D\U0001F3FF", EMOJI_THUMB_UP, 0},
    {"a thumb with VS16", "\U0001F44D\uFE0F", EMOJI_THUMB_UP, 0},
    {"a thumb with VS15", "\U0001F44D\uFE0E", EMOJI_THUMB_UP, 0},
    {"a toned thumb with VS16", "\U0001F44D\U0001F3FD\uFE0F", EMOJI_THUMB_UP, 0},
    {"two thumbs in one sign", "\U0001F44D\U0001F44D", EMOJI_OTHER, 0},
    {"two tones", "\U0001F44D\U0001F3FB\U0001F3FB", EMOJI_OTHER, 0},
    {"a thumb joined with something", "\U0001F44D\u200D\u2642\uFE0F", EMOJI_OTHER, 0},
    {"a thumb with a word", "\U0001F44Dok", EMOJI_OTHER, 0},
    {"a thumb down", "\U0001F44E", EMOJI_THUMB_DOWN, 0},
    {"a dark thumb down", "\U0001F44E\U0001F3FE", EMOJI_THUMB_DOWN, 0},
    {"a tone alone", "\U0001F3FB", EMOJI_OTHER, 0},
    {"a heavy check mark button", "\u2705", EMOJI_CHECK, 0},
    {"... with VS16", "\u2705\uFE0F", EMOJI_CHECK, 0},
    {"a check mark", "\u2714", EMOJI_CHECK, 0},
    {"... with VS16", "\u2714\uFE0F", EMOJI_CHECK, 0},
    {"... with VS15", "\u2714\uFE0E", EMOJI_CHECK, 0},
    {"a check mark takes no tone", "\u2705\U0001F3FB", EMOJI_OTHER, 0},
    {"a ballot box", "\u2611\uFE0F", EMOJI_OTHER, 0},
    {"key 1", "1\uFE0F\u20E3", EMOJI_KEYCAP, 1},
    {"key 1 without VS16", "1\u20E3", EMOJI_KEYCAP, 1},
    {"key 1 as GTK's picker and Dino write it", "1\uFE0F\u20E3\uFE0F", EMOJI_KEYCAP, 1},
    {"key 1 with a word", "1\uFE0F\u20E3\uFE0Fok", EMOJI_OTHER, 0},
    {"key 9", "9\uFE0F\u20E3", EMOJI_KEYCAP, 9},
    {"key 10", "\U0001F51F", EMOJI_KEYCAP, 10},
    {"key 0 is no choice", "0\uFE0F\u20E3", EMOJI_OTHER, 0},
    {"key #", "#\uFE0F\u20E3", EMOJI_OTHER, 0},
    {"a digit", "1", EMOJI_OTHER, 0},
    {"a digit with VS16", "1\uFE0F", EMOJI_OTHER, 0},
    {"two keys",
     "1\uFE0F\u20E3"
     "2\uFE0F\u20E3",
     EMOJI_OTHER, 0},
    {"a heart", "\u2764\uFE0F", EMOJI_OTHER, 0},
    {"a word", "yes", EMOJI_OTHER, 0},
    {"nothing", "", EMOJI_OTHER, 0},
    {"a thumb cut off", "\xf0\x9f\x91", EMOJI_OTHER, 0},
    {"bytes that are no text", "\xff\xfe", EMOJI_OTHER, 0},
};

static const struct {
    const char *signs;
    bool thumb;
    const char *rest;
    int64_t number;
} lists[] = {
    {"", false, "", 0},
    {"\U0001F44D", true, "", 0},
    {"\u2764 \U0001F44D\U0001F3FB", true, "\u2764", 0},
    {"\U0001F44D \u2764 \U0001F389", true, "\u2764 \U0001F389", 0},
    {"\u2764 \U0001F389", false, "\u2764 \U0001F389", 0},
    {"1\uFE0F\u20E3 2\uFE0F\u20E3", false, "1\uFE0F\u20E3 2\uFE0F\u20E3", 2},
    {"2\u20E3 \u2764", false, "2\u20E3 \u2764", 0},
    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa \U0001F44D", true,
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 0},
};

int main(void)
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(signs); i++) {
        int64_t number;
        ok(emoji_read(signs[i].sign, &number) == signs[i].want && number == signs[i].number, "%s",
           signs[i].what);
    }
    for (size_t i = 0; i < COUNT(lists); i++) {
        is_int(emoji_among(lists[i].signs, EMOJI_THUMB_UP), lists[i].thumb, "list %zu: a thumb", i);
        is_str(emoji_without(arena, lists[i].signs, EMOJI_THUMB_UP), lists[i].rest, "list %zu: the rest", i);
        is_int(emoji_last_thumb(lists[i].signs), lists[i].thumb ? EMOJI_THUMB_UP : EMOJI_OTHER,
               "list %zu: the last thumb", i);
        is_int(emoji_last_number(arena, lists[i].signs), lists[i].number, "list %zu: the number", i);
    }
    is_int(emoji_last_thumb("\U0001F44D \u2764 \U0001F44E"), EMOJI_THUMB_DOWN,
           "of two thumbs the last counts");
    arena_free(arena);
    return done();
}
