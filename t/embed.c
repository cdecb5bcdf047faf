/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * embed: see embed.h. */
#include "t/embed.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/log.h"
#include "knowledge/vectors.h"
#include "model/embedding.h"

static const char *const same[][2] = {{"couch", "sofa"},        {"settee", "sofa"},
                                      {"kanapee", "sofa"},      {"cash", "money"},
                                      {"reimbursed", "refund"}, {"postage", "shipping"},
                                      {"parcel", "delivery"}};
static const char small[] =
    " a an and are at can do does for how i in is it me my of on the to what when where you "
    "your with ";

static uint64_t hash_of(const char *bytes, size_t len)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
    return hash ^ hash >> 29;
}

static void add_word(double *out, size_t dimension, const char *word)
{
    char padded[80], key[80];
    snprintf(key, sizeof key, " %.60s ", word);
    double weight = strstr(small, key) != NULL ? 0.1 : 1;
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        word = strcmp(word, same[i][0]) == 0 ? same[i][1] : word;
    snprintf(padded, sizeof padded, "  %.60s ", word);
    for (size_t i = 0; i + 3 <= strlen(padded); i++) {
        uint64_t hash = hash_of(padded + i, 3);
        out[hash % dimension] += hash >> 40 & 1 ? weight : -weight;
    }
}

static void make(double *out, size_t dimension, const char *text)
{
    char word[64];
    size_t n = 0;
    bool any = false;
    memset(out, 0, dimension * sizeof *out);
    for (const char *at = text;; at++) {
        bool part = isalnum((unsigned char)*at) || (unsigned char)*at >= 0x80;
        if (part && n < sizeof word - 1)
            word[n++] = (char)tolower((unsigned char)*at);
        if (!part && n > 0) {
            word[n] = '\0';
            add_word(out, dimension, word);
            n = 0;
        }
        if (*at == '\0')
            break;
    }
    for (size_t i = 0; i < dimension; i++)
        any |= out[i] > 0 || out[i] < 0;
    out[0] = any ? out[0] : 1;
}

const char *embed_answer(struct arena *arena, const char *request, size_t dimension)
{
    json_t *asked = json_loads(request, 0, NULL), *input = json_object_get(asked, "input"),
           *rows = json_array();
    double *vector = xmalloc(dimension * sizeof *vector);
    for (size_t i = json_array_size(input); i-- > 0;) { /* in another order, as services may */
        json_t *numbers = json_array();
        make(vector, dimension, json_string_value(json_array_get(input, i)));
        for (size_t k = 0; k < dimension; k++)
            json_array_append_new(numbers, json_real(vector[k]));
        json_array_append_new(rows, json_pack("{s:i, s:o}", "index", (int)i, "embedding", numbers));
    }
    json_t *whole = json_pack("{s:o}", "data", rows);
    char *text = json_dumps(whole, JSON_COMPACT);
    const char *copy = arena_strdup(arena, text);
    free(text);
    free(vector);
    json_decref(whole);
    json_decref(asked);
    return copy;
}

void embed_texts(struct arena *arena, const char *const *texts, size_t n, size_t dimension,
                 struct vectors_made *made)
{
    json_t *input = json_array();
    struct embedding e;
    const char *why = NULL;
    for (size_t i = 0; i < n; i++)
        json_array_append_new(input, json_string(texts[i]));
    json_t *whole = json_pack("{s:o}", "input", input);
    char *request = json_dumps(whole, JSON_COMPACT);
    const char *answer = embed_answer(arena, request, dimension);
    if (!embedding_read(arena, answer, strlen(answer), n, &e, &why))
        fatal("embed: %s", why);
    free(request);
    json_decref(whole);
    *made = (struct vectors_made){e.n, e.dimension, e.values, e.norms};
}

size_t embed_directory(struct store *st, const char *directory, const char *model, size_t dimension)
{
    struct vectors_batch batch;
    enum vectors_step step;
    struct arena *arena = arena_new();
    size_t n = 0;
    while ((step = vectors_next(st, arena, directory, model, VECTORS_TEXTS, &batch)) != VECTORS_NONE) {
        struct vectors_made made;
        if (step == VECTORS_ASK) {
            embed_texts(arena, batch.text, batch.n, dimension, &made);
            vectors_put(st, arena, &batch, &made);
            n += batch.n;
        }
        arena_reset(arena);
    }
    arena_free(arena);
    return n;
}
