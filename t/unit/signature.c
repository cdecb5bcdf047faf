/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * signature: the example of Standard Webhooks, bodies of any bytes (computed with Python's hmac), and what is a secret. */
#include "base/signature.h"

#include <string.h>

#include "base/arena.h"
#include "t/tap.h"

#define SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define OTHER "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

static const struct {
    const char *what, *secret, *id;
    int64_t at_s;
    const char *body;
    size_t len;
    const char *signature;
} rows[] = {
    {"the example of the specification", SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
     "{\"test\": 2432232314}", 20, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
    {"an empty body", SECRET, "msg_1", 1772445600, "", 0, "v1,1YQGv3PlWkrQ9wzrPYztQrIWSU27uv83SamNmOk/YS4="},
    {"a later time gives another", SECRET, "msg_1", 1772445601, "", 0,
     "v1,hLNZrWnXXk9FFBTiRJVmMgX21GNQASur4KktLdvwshY="},
    {"another secret", OTHER, "msg_1", 1772445600, "", 0, "v1,p5QbJXmariacfKAnuS5KiErSBN6WnHNb8Ojdu+1p2kc="},
    {"UTF-8", OTHER, "msg_2", 1772445600, "{\"x\":\"é 退款\"}", 17,
     "v1,0KOCPmpGb3Wc7tsX1PWmHdorBiR/WVTMWySUZTWmbzE="},
    {"a NUL within", OTHER, "msg_2", 0,
     "a\0"
     "b",
     3, "v1,Xbk1TZ2Z+pgqT0V4sZQRCtMimsvVRTl7tRNdsrgunlw="},
    {"a time before 1970", OTHER, "msg_2", -5, "x", 1, "v1,FWjrCvorJ5A3kXOtiyina8ONFOea9FKjqf3w+BH143Y="},
};

static const struct {
    const char *what, *secret;
    bool good;
} secrets[] = {
    {"24 bytes", SECRET, true},
    {"32 bytes", OTHER, true},
    {"without the prefix", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false},
    {"23 bytes", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", false},
    {"64 bytes",
     "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", true},
    {"65 bytes",
     "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", false},
    {"not base64", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa!!", false},
    {"with a blank", "whsec_MfKQ9r8GKYqrTwjUPD8I LPZIo2LaLaSw", false},
    {"nothing behind the prefix", "whsec_", false},
    {"nothing", "", false},
};

int main(void)
{
    plan_none();
    struct arena *arena = arena_new();
    char out[SIGNATURE_SIZE];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        signature_write(out, rows[i].secret, rows[i].id, rows[i].at_s, rows[i].body, rows[i].len);
        is_str(out, rows[i].signature, "%s", rows[i].what);
    }
    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++)
        ok(signature_secret_is_good(arena, secrets[i].secret) == secrets[i].good, "a secret: %s",
           secrets[i].what);
    arena_free(arena);
    return done();
}
