/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base64: see base64.h. */
#include "base/base64.h"

#include <stdint.h>

#include "base/arena.h"

char *base64_encode(struct arena *arena, const void *bytes, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
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
