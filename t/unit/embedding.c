/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * embedding: requests for vectors, and what services answer. */
#include "model/embedding.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/base64.h"
#include "base/log.h"
#include "conf/conf.h"
#include "desk/say.h"
#include "t/tap.h"

static struct arena *arena;

/* ---- responses ---- */

static const char *read(const char *json, size_t len, size_t n)
{
    struct embedding e;
    const char *why = NULL;
    if (!embedding_read(arena, json, len, n, &e, &why))
        return why;
    const char *all = "";
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < e.dimension; k++)
            all = arena_printf(arena, "%s%s%d", all,
                               k > 0   ? " "
                               : i > 0 ? "; "
                                       : "",
                               e.values[i * e.dimension + k]);
        all = arena_printf(arena, "%s (%u)", all, e.norms[i]);
    }
    return all;
}

/* In base64, as four bytes each. */
static const char *packed(const float *numbers, size_t n)
{
    unsigned char *bytes = arena_alloc(arena, 4 * n);
    for (size_t i = 0; i < n; i++) {
        uint32_t bits;
        memcpy(&bits, &numbers[i], sizeof bits);
        for (size_t k = 0; k < 4; k++)
            bytes[4 * i + k] = (unsigned char)(bits >> (8 * k));
    }
    return arena_printf(arena, "{\"data\":[{\"embedding\":\"%s\"}]}", base64_encode(arena, bytes, 4 * n));
}

static const struct {
    const char *what, *json;
    size_t n;
    const char *want;
} responses[] = {
    {"one vector", "{\"data\":[{\"index\":0,\"embedding\":[0.5,-0.25]}]}", 1, "127 -64 (20225)"},
    {"another order", "{\"data\":[{\"index\":1,\"embedding\":[0,1]},{\"index\":0,\"embedding\":[1,0]}]}", 2,
     "127 0 (16129); 0 127 (16129)"},
    {"no index", "{\"data\":[{\"embedding\":[1,0]},{\"embedding\":[0,-2]}]}", 2,
     "127 0 (16129); 0 -127 (16129)"},
    {"the older form of llama.cpp", "[{\"index\":0,\"embedding\":[[3,3]]}]", 1, "127 127 (32258)"},
    {"small numbers", "{\"data\":[{\"embedding\":[1e-12,5e-13]}]}", 1, "127 64 (20225)"},
    {"large numbers", "{\"data\":[{\"embedding\":[1e300,-1e300]}]}", 1, "127 -127 (32258)"},
    {"an index twice", "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":0,\"embedding\":[1]}]}", 2,
     "the vectors are not numbered as the texts are"},
    {"an index that is too large", "{\"data\":[{\"index\":7,\"embedding\":[1]}]}", 1,
     "the vectors are not numbered as the texts are"},
    {"an index below zero", "{\"data\":[{\"index\":-1,\"embedding\":[1]}]}", 1,
     "the vectors are not numbered as the texts are"},
    {"too few", "{\"data\":[{\"embedding\":[1]}]}", 2, "1 vectors instead of 2"},
    {"too many", "{\"data\":[{\"embedding\":[1]},{\"embedding\":[1]}]}", 1, "2 vectors instead of 1"},
    {"none", "{\"data\":[]}", 1, "0 vectors instead of 1"},
    {"no data", "{}", 1, "0 vectors instead of 1"},
    {"no vector", "{\"data\":[{}]}", 1, "a vector has 0 components instead of 1 to 4096"},
    {"different lengths", "{\"data\":[{\"embedding\":[1,2]},{\"embedding\":[1]}]}", 2,
     "a vector has 1 components instead of 2, as others have"},
    {"a hole", "{\"data\":[{\"embedding\":[1,null]}]}", 1, "a vector has a component that is not a number"},
    {"text in a vector", "{\"data\":[{\"embedding\":[1,\"x\"]}]}", 1,
     "a vector has a component that is not a number"},
    {"zeros", "{\"data\":[{\"embedding\":[0,0.0,-0]}]}", 1, "a vector is zero"},
    {"a number beyond all", "{\"data\":[{\"embedding\":[1e999]}]}", 1, "the response is not JSON"},
    {"an error", "{\"error\":{\"message\":\"no such\\u0007 model\"}}", 1, NULL},
    {"an error as text", "{\"error\":\"busy\"}", 1, "the service reports: busy"},
    {"no JSON", "<html>", 1, "the response is not JSON"},
    {"nothing", "", 1, "the response is not JSON"},
    {"a list of nothing", "[null]", 1, "a vector has 0 components instead of 1 to 4096"},
    {"not base64", "{\"data\":[{\"embedding\":\"***\"}]}", 1,
     "a vector is neither a list of numbers nor base64"},
};

static void test_responses(void)
{
    for (size_t i = 0; i < sizeof responses / sizeof responses[0]; i++) {
        const char *got = read(responses[i].json, strlen(responses[i].json), responses[i].n);
        if (responses[i].want != NULL)
            is_str(got, responses[i].want, "%s", responses[i].what);
        else
            ok(strncmp(got, "the service reports: no such", 28) == 0 && strchr(got, 7) == NULL, "%s: %s",
               responses[i].what, got);
    }
    float good[] = {0.5F, -0.25F}, not[] = {1, 0.0F / 0.0F}, all[] = {1.0F / 0.0F, 1};
    const char *json = packed(good, 2);
    is_str(read(json, strlen(json), 1), "127 -64 (20225)", "base64");
    json = packed(not, 2);
    is_str(read(json, strlen(json), 1), "a vector has a component that is not a number",
           "no number in base64");
    json = packed(all, 2);
    is_str(read(json, strlen(json), 1), "a vector has a component that is not a number",
           "infinity in base64");
}

static void test_large(void)
{
    struct text many = text_new(arena);
    text_add(&many, "{\"data\":[{\"embedding\":[1");
    for (int i = 0; i < EMBEDDING_DIMENSION; i++)
        text_add(&many, ",0");
    text_add(&many, "]}]}");
    is_str(read(many.s, strlen(many.s), 1), "a vector has 4097 components instead of 1 to 4096",
           "too many dimensions");
    char *deep = arena_alloc(arena, 1000001), *long_one = arena_alloc(arena, EMBEDDING_BYTES + 2);
    memset(deep, '[', 1000000);
    is_str(read(deep, 1000000, 1), "the response is not JSON", "a million lists in each other");
    memset(long_one, ' ', EMBEDDING_BYTES + 1);
    is_str(read(long_one, EMBEDDING_BYTES + 1, 1), "the response is not JSON", "more than 4 MiB");
}

/* ---- requests ---- */

static void test_requests(void)
{
    static char *redact[] = {(char *)"[0-9]{4,}"};
    static char none[] = "", model[] = "small", url[] = "http://127.0.0.1:1/v1";
    struct conf_responder r = {.embeddings = url, .embeddings_model = model, .redact = {redact, 1}};
    const char *texts[] = {"My card is 4111111111111111", " "};
    is_str(embedding_url(arena, &r), "http://127.0.0.1:1/v1/embeddings", "the URL");
    is_str(embedding_model(&r), "small", "the name of the model");
    is_str(embedding_request(arena, &r, texts, 2),
           "{\"model\":\"small\",\"input\":[\"My card is […]\",\"-\"],\"encoding_format\":\"float\"}",
           "redacted, and no empty text");
    r.embeddings_model = none;
    is_str(embedding_model(&r), url, "without a name of the model, the URL stands for it");
    is_str(embedding_request(arena, &r, texts, 1),
           "{\"input\":[\"My card is […]\"],\"encoding_format\":\"float\"}",
           "without a name of the model, none is sent");
    static char *slow[] = {(char *)"(a+)+b"};
    r.redact = (struct conf_list){slow, 1};
    char *text = arena_alloc(arena, 60001);
    memset(text, 'a', 60000);
    text[60000] = '\0';
    texts[0] = text;
    ok(embedding_request(arena, &r, texts, 1) == NULL, "an expression that is too slow: nothing is sent");
}

int main(void)
{
    plan_none();
    arena = arena_new();
    test_responses();
    test_large();
    test_requests();
    arena_free(arena);
    return done();
}
