/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base64: see base64.h. */
#include "base/base64.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

char *base64_encode(struct arena *arena, const void *bytes, size_t n)
{
    const unsigned char *in = bytes;
    char *text = arena_alloc(arena, (n + 2) / 3 * 4 + 1), *out = text;
    for (size_t i = 0; i < n; i += 3) {
        size_t have = n - i < 3 ? n - i : 3;
        uint32_t bits = (uint32_t)in[i] << 16;
        if (have > 1)
            bits |= (uint32_t)in[i + 1] << 8;
        if (have > 2)
            bits |= in[i + 2];
        for (size_t j = 0; j < 4; j++)
            *out++ = j <= have ? digits[bits >> (18 - 6 * j) & 63] : '=';
    }
    *out = '\0';
    return text;
}

static bool is_ascii_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Returns the value of a digit; -1 for another character. */
static int value_of(char c)
{
    const char *at = c != '\0' ? strchr(digits, c) : NULL;
    return at != NULL ? (int)(at - digits) : -1;
}

unsigned char *base64_decode(struct arena *arena, const char *text, size_t *n)
{
    unsigned char *bytes = arena_alloc(arena, strlen(text) / 4 * 3 + 3), *out = bytes;
    uint32_t bits = 0;
    size_t have = 0, filled = 0;
    for (; *text != '\0'; text++) {
        if (is_ascii_space(*text))
            continue;
        int value = value_of(*text);
        if (*text == '=' ? have + filled < 2 || have + ++filled > 4 : value < 0 || filled > 0)
            return NULL;
        if (*text == '=')
            continue;
        bits = bits << 6 | (uint32_t)value;
        if (++have < 4)
            continue;
        *out++ = (unsigned char)(bits >> 16);
        *out++ = (unsigned char)(bits >> 8 & 0xff);
        *out++ = (unsigned char)(bits & 0xff);
        have = 0;
        bits = 0;
    }
    if (have == 1 || (filled > 0 && have + filled != 4))
        return NULL;
    if (have >= 2)
        *out++ = (unsigned char)(bits >> (have == 2 ? 4 : 10) & 0xff);
    if (have == 3)
        *out++ = (unsigned char)(bits >> 2 & 0xff);
    *n = (size_t)(out - bytes);
    return bytes;
}
