/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base64: RFC 4648 section 10, and what is not base64. */
#include "base/base64.h"

#include <string.h>

#include "base/arena.h"
#include "t/tap.h"

static const struct {
    const char *text, *bytes;
} rows[] = {
    {"", ""},
    {"Zg==", "f"},
    {"Zm8=", "fo"},
    {"Zm9v", "foo"},
    {"Zm9vYg==", "foob"},
    {"Zm9vYmE=", "fooba"},
    {"Zm9vYmFy", "foobar"},
};

static const struct {
    const char *text, *bytes;
} odd[] = {
    {"Zm9v\n Ym\tFy\r\n", "foobar"},
    {"Zg", "f"},
    {"Zm8", "fo"},
};

static const char *const refused[] = {"Z",     "Zm9vY",    "Zg=",  "Zg===", "=",     "====",
                                      "Zm9v=", "Zg==Zg==", "Zm9-", "Zm9_",  "Zm9v!", "\xc3\xa4"};

int main(void)
{
    plan_none();
    struct arena *arena = arena_new();
    size_t n;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        is_str(base64_encode(arena, rows[i].bytes, strlen(rows[i].bytes)), rows[i].text, "\"%s\" is encoded",
               rows[i].bytes);
        const unsigned char *bytes = base64_decode(arena, rows[i].text, &n);
        ok(bytes != NULL && n == strlen(rows[i].bytes) && memcmp(bytes, rows[i].bytes, n) == 0,
           "\"%s\" is decoded", rows[i].text);
    }
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        const unsigned char *bytes = base64_decode(arena, odd[i].text, &n);
        ok(bytes != NULL && n == strlen(odd[i].bytes) && memcmp(bytes, odd[i].bytes, n) == 0,
           "with white space or without padding: %zu", i);
    }
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        ok(base64_decode(arena, refused[i], &n) == NULL, "\"%s\" is refused", refused[i]);
    arena_free(arena);
    return done();
}
