/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * embedding: see embedding.h. */
#include "model/embedding.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/base64.h"
#include "base/utf8.h"
#include "conf/conf.h"
#include "model/completion_inside.h"
#include "model/filter.h"

const char *embedding_url(struct arena *arena, const struct conf_responder *r)
{
    return arena_printf(arena, "%s/embeddings", r->embeddings);
}

const char *embedding_model(const struct conf_responder *r)
{
    return r->embeddings_model[0] != '\0' ? r->embeddings_model : r->embeddings;
}

const char *embedding_request(struct arena *arena, const struct conf_responder *r, const char *const *texts,
                              size_t n)
{
    json_t *input = json_array();
    struct redaction *redaction = redaction_open(&r->redact);
    bool fits = true;
    for (size_t i = 0; i < n && fits; i++) {
        const char *text = redaction_apply(redaction, arena, texts[i]);
        fits = text != NULL;
        /* Services refuse empty texts. */
        if (fits)
            json_array_append_new(input, completion_json(utf8_trim(arena, text)[0] != '\0' ? text : "-"));
    }
    redaction_close(redaction);
    json_t *whole = json_object();
    if (r->embeddings_model[0] != '\0')
        json_object_set_new(whole, "model", completion_json(r->embeddings_model));
    json_object_set_new(whole, "input", input);
    json_object_set_new(whole, "encoding_format", json_string("float"));
    char *text = fits ? json_dumps(whole, JSON_COMPACT) : NULL;
    const char *copy = text != NULL ? arena_strdup(arena, text) : NULL;
    free(text);
    json_decref(whole);
    return copy;
}

/* ---- a vector ---- */

struct reading {
    struct arena *arena;
    struct embedding *out;
    double *components; /* of the vector at work */
    const char *why;
};

/* Notes the number of components of a vector: all have as many as the first. */
static bool takes_dimension(struct reading *r, size_t n)
{
    if (r->out->dimension == 0 && n > 0 && n <= EMBEDDING_DIMENSION) {
        r->out->dimension = n;
        r->out->values = arena_alloc(r->arena, r->out->n * n);
    }
    if (r->out->dimension != n || n == 0)
        r->why = arena_printf(r->arena, "a vector has %zu components instead of %s", n,
                              r->out->dimension != 0
                                  ? arena_printf(r->arena, "%zu, as others have", r->out->dimension)
                                  : "1 to 4096");
    return r->why == NULL;
}

/* Scales the components to whole numbers from -127 to 127. */
static void quantise(struct reading *r, size_t at)
{
    size_t n = r->out->dimension;
    double most = 0;
    uint32_t norm = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(r->components[i])) {
            r->why = "a vector has a component that is not a number";
            return;
        }
        most = fabs(r->components[i]) > most ? fabs(r->components[i]) : most;
    }
    if (most < 1e-30) {
        r->why = "a vector is zero";
        return;
    }
    for (size_t i = 0; i < n; i++) {
        int8_t value = (int8_t)lround(r->components[i] / most * 127);
        r->out->values[at * n + i] = value;
        norm += (uint32_t)(value * value);
    }
    r->out->norms[at] = norm;
}

static void read_numbers(struct reading *r, const json_t *list)
{
    size_t n = json_array_size(list);
    /* An older form of llama.cpp puts the vector into another list. */
    if (n == 1 && json_is_array(json_array_get(list, 0))) {
        list = json_array_get(list, 0);
        n = json_array_size(list);
    }
    if (!takes_dimension(r, n))
        return;
    for (size_t i = 0; i < n; i++) {
        const json_t *number = json_array_get(list, i);
        r->components[i] = json_is_number(number) ? json_number_value(number) : NAN;
    }
}

/* Numbers of 32 bits, the lowest byte first (IEEE 754), in base64. */
static void read_base64(struct reading *r, const char *text)
{
    size_t len = 0;
    const unsigned char *bytes = base64_decode(r->arena, text, &len);
    if (bytes == NULL || len % 4 != 0) {
        r->why = "a vector is neither a list of numbers nor base64";
        return;
    }
    if (!takes_dimension(r, len / 4))
        return;
    for (size_t i = 0; i < len / 4; i++) {
        const unsigned char *b = bytes + 4 * i;
        uint32_t bits = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
        float number;
        memcpy(&number, &bits, sizeof number);
        r->components[i] = (double)number;
    }
}

/* ---- the response ---- */

/* The rows may come in any order: their index says which text a vector is of. */
static void read_row(struct reading *r, const json_t *row, size_t otherwise)
{
    const json_t *index = json_object_get(row, "index"), *vector = json_object_get(row, "embedding");
    json_int_t at = json_is_integer(index) ? json_integer_value(index) : (json_int_t)otherwise;
    if (at < 0 || (size_t)at >= r->out->n || r->out->norms[at] != 0) {
        r->why = "the vectors are not numbered as the texts are";
        return;
    }
    if (json_is_string(vector))
        read_base64(r, json_string_value(vector));
    else
        read_numbers(r, vector);
    if (r->why == NULL)
        quantise(r, (size_t)at);
}

static void read_rows(struct reading *r, const json_t *whole)
{
    const json_t *rows = json_is_array(whole) ? whole : json_object_get(whole, "data");
    const json_t *error = json_object_get(whole, "error");
    const json_t *message = json_is_object(error) ? json_object_get(error, "message") : error;
    if (json_is_string(message)) {
        r->why = arena_printf(r->arena, "the service reports: %s",
                              utf8_printable(r->arena, json_string_value(message), 200));
        return;
    }
    if (json_array_size(rows) != r->out->n) {
        r->why = arena_printf(r->arena, "%zu vectors instead of %zu", json_array_size(rows), r->out->n);
        return;
    }
    for (size_t i = 0; i < r->out->n && r->why == NULL; i++)
        read_row(r, json_array_get(rows, i), i);
}

bool embedding_read(struct arena *arena, const char *json, size_t len, size_t n, struct embedding *out,
                    const char **why)
{
    json_error_t error;
    *out = (struct embedding){.n = n, .norms = arena_alloc(arena, (n + 1) * sizeof *out->norms)};
    memset(out->norms, 0, (n + 1) * sizeof *out->norms);
    struct reading r = {.arena = arena,
                        .out = out,
                        .components = arena_alloc(arena, EMBEDDING_DIMENSION * sizeof *r.components)};
    json_t *whole = len <= EMBEDDING_BYTES ? json_loadb(json, len, 0, &error) : NULL;
    if (whole != NULL)
        read_rows(&r, whole);
    else
        r.why = "the response is not JSON";
    json_decref(whole);
    *why = r.why;
    return r.why == NULL;
}
