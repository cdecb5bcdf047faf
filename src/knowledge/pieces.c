/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pieces: see pieces.h. */
#include "knowledge/pieces.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "base/words.h"

enum { SHORTEST = 3, LONGEST = 5, BEST = 3 /* wordings that count */ };

/* ---- the text ---- */

struct folding {
    struct arena *arena;
    char *out;
    size_t len, room;
};

static void put(struct folding *f, const char *s, size_t len)
{
    if (f->len + len + 1 > f->room) {
        size_t room = 2 * (f->room + len);
        f->out = arena_grow(f->arena, f->out, f->room, room);
        f->room = room;
    }
    memcpy(f->out + f->len, s, len);
    f->len += len;
    f->out[f->len] = '\0';
}

static bool put_word(void *arg, const char *folded, size_t len, size_t start, size_t end)
{
    static const char *const plain[][2] = {{"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"}};
    struct folding *f = arg;
    (void)start, (void)end;
    for (size_t i = 0, step; i < len; i += step) {
        step = 1;
        const char *as = NULL;
        for (size_t k = 0; k < sizeof plain / sizeof plain[0] && i + 1 < len; k++)
            if (memcmp(folded + i, plain[k][0], 2) == 0)
                as = plain[k][1];
        if (as != NULL)
            step = 2;
        put(f, as != NULL ? as : folded + i, step);
    }
    put(f, " ", 1);
    return true;
}

char *pieces_text(struct arena *arena, struct words *words, const char *text)
{
    text = words_simplified(arena, words, text);
    size_t len = strlen(text);
    struct folding f = {.arena = arena, .room = 2 * len + 8};
    f.out = arena_alloc(arena, f.room);
    put(&f, " ", 1);
    words_break(words, text, len, put_word, &f);
    return f.out;
}

/* ---- the pieces of a text ---- */

static bool is_east_asian(uint32_t c)
{
    return (c >= 0x3040 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3134f);
}

/* FNV-1a over characters instead of bytes. */
static uint64_t longer(uint64_t hash, uint32_t c)
{
    return (hash ^ c) * UINT64_C(0x100000001b3);
}

static uint32_t bucket_of(uint64_t hash)
{
    return (uint32_t)((hash ^ hash >> 29) >> 5) & (PIECE_BUCKETS - 1);
}

/* The last characters of a text. */
struct window {
    uint32_t c[LONGEST];
    size_t n;
};

static void pieces_that_end(const struct window *w, bool han, void (*bucket)(void *, uint32_t), void *arg)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    size_t shortest = han ? 1 : SHORTEST;
    for (size_t size = 1; size <= w->n; size++) {
        hash = longer(hash, w->c[w->n - size]);
        if (size >= shortest)
            bucket(arg, bucket_of(hash));
    }
}

static void scan(const char *text, void (*bucket)(void *, uint32_t), void *arg)
{
    struct window w = {.n = 0};
    bool han = false;
    uint32_t c;
    for (size_t size; (size = utf8_first(text, &c)) > 0; text += size) {
        if (c == '\n')
            w.n = 0;
        if (c == '\n' || (c == ' ' && han))
            continue; /* where a Chinese word ends is a guess */
        if (han != is_east_asian(c))
            w.n = 0;
        han = is_east_asian(c);
        size_t most = han ? 2 : LONGEST;
        if (w.n == most)
            memmove(w.c, w.c + 1, (--w.n) * sizeof w.c[0]);
        w.c[w.n++] = c;
        pieces_that_end(&w, han, bucket, arg);
    }
}

struct once {
    uint8_t *seen;
    void (*bucket)(void *, uint32_t);
    void *arg;
};

static void report_once(void *arg, uint32_t bucket)
{
    struct once *o = arg;
    if (!o->seen[bucket]) {
        o->seen[bucket] = 1;
        o->bucket(o->arg, bucket);
    }
}

void pieces_each(uint8_t *seen, const char *const *texts, size_t n, void (*bucket)(void *, uint32_t),
                 void *arg)
{
    struct once o = {.seen = seen, .bucket = bucket, .arg = arg};
    memset(seen, 0, PIECE_BUCKETS);
    for (size_t i = 0; i < n; i++)
        scan(texts[i], report_once, &o);
}

/* ---- comparing ---- */

/* How often a text has each piece. */
struct bag {
    uint16_t count[PIECE_BUCKETS];
    uint32_t has[1 << 14]; /* its buckets; those of a longer text do not count */
    size_t n;
};

struct pieces {
    const uint32_t *frequent;
    double passages;
    float weight[PIECE_BUCKETS];   /* of a piece by its rarity; 0: not computed yet */
    float question[PIECE_BUCKETS]; /* the vector of the question, of length 1 */
    struct bag body, wording;
};

/* What one text contributes: the product with the question, and the square of its length. */
struct sums {
    double product, square;
};

static void count(void *arg, uint32_t bucket)
{
    struct bag *b = arg;
    if (b->count[bucket] == 0) {
        if (b->n == sizeof b->has / sizeof b->has[0])
            return;
        b->has[b->n++] = bucket;
    }
    if (b->count[bucket] < UINT16_MAX)
        b->count[bucket]++;
}

static void empty(struct bag *b)
{
    for (size_t i = 0; i < b->n; i++)
        b->count[b->has[i]] = 0;
    b->n = 0;
}

static double weight_of(struct pieces *p, uint32_t bucket)
{
    /* Passages of a file that is being read count already. */
    double frequent = (double)p->frequent[bucket] < p->passages ? (double)p->frequent[bucket] : p->passages;
    if (p->weight[bucket] == 0)
        p->weight[bucket] = (float)(log((1 + p->passages) / (1 + frequent)) + 1);
    return (double)p->weight[bucket];
}

static double strength(unsigned times)
{
    return times == 0 ? 0 : times == 1 ? 1 : 1 + log((double)times);
}

/* Adds a piece that a text has so many times. */
static void sum(struct pieces *p, struct sums *s, uint32_t bucket, unsigned times, int sign)
{
    double value = strength(times) * weight_of(p, bucket);
    s->square += sign * value * value;
    s->product += sign * value * (double)p->question[bucket];
}

static struct sums sums_of(struct pieces *p, const struct bag *b)
{
    struct sums s = {0, 0};
    for (size_t i = 0; i < b->n; i++)
        sum(p, &s, b->has[i], b->count[b->has[i]], 1);
    return s;
}

static double cosine(struct sums s)
{
    return s.square > 0 ? s.product / sqrt(s.square) : 0;
}

struct pieces *pieces_new(struct arena *arena, const uint32_t *frequent, int64_t passages)
{
    struct pieces *p = arena_alloc(arena, sizeof *p);
    memset(p, 0, sizeof *p);
    p->frequent = frequent;
    p->passages = (double)passages;
    return p;
}

void pieces_ask(struct pieces *p, const char *question)
{
    double square = 0;
    memset(p->question, 0, sizeof p->question);
    scan(question, count, &p->body);
    for (size_t i = 0; i < p->body.n; i++) {
        uint32_t b = p->body.has[i];
        /* A piece that no passage has says only that the question is about something else. */
        p->question[b] = p->frequent[b] == 0 ? 0 : (float)(strength(p->body.count[b]) * weight_of(p, b));
        square += (double)p->question[b] * (double)p->question[b];
    }
    for (size_t i = 0; i < p->body.n && square > 0; i++)
        p->question[p->body.has[i]] /= (float)sqrt(square);
    empty(&p->body);
}

/* The best few of many. */
struct best {
    double at[BEST];
    size_t n;
};

static void best_add(struct best *b, double value)
{
    size_t at = b->n < BEST ? b->n++ : BEST;
    for (; at > 0 && b->at[at - 1] < value; at--)
        if (at < BEST)
            b->at[at] = b->at[at - 1];
    if (at < BEST)
        b->at[at] = value;
}

static double best_mean(const struct best *b)
{
    double all = 0;
    for (size_t i = 0; i < b->n; i++)
        all += b->at[i];
    return b->n == 0 ? 0 : all / (double)b->n;
}

/* The sums of the body with a wording before it. */
static struct sums joined(struct pieces *p, struct sums body)
{
    for (size_t i = 0; i < p->wording.n; i++) {
        uint32_t b = p->wording.has[i];
        sum(p, &body, b, p->body.count[b], -1);
        sum(p, &body, b, (unsigned)p->body.count[b] + p->wording.count[b], 1);
    }
    return body;
}

struct pieces_fit pieces_compare(struct pieces *p, const char *wordings, const char *body)
{
    struct best wording = {.n = 0}, unit = {.n = 0};
    struct pieces_fit fit;
    char line[8192];
    scan(body, count, &p->body);
    struct sums of_body = sums_of(p, &p->body);
    for (const char *at = wordings; *at != '\0';) {
        size_t len = strcspn(at, "\n");
        if (len > 0 && len < sizeof line) {
            memcpy(line, at, len);
            line[len] = '\0';
            scan(line, count, &p->wording);
            best_add(&wording, cosine(sums_of(p, &p->wording)));
            best_add(&unit, cosine(joined(p, of_body)));
            empty(&p->wording);
        }
        at += len + (at[len] == '\n');
    }
    scan(wordings, count, &p->body);
    fit = (struct pieces_fit){.whole = cosine(sums_of(p, &p->body)),
                              .wording = best_mean(&wording),
                              .best = wording.n > 0 ? wording.at[0] : 0,
                              .unit = unit.n > 0 ? best_mean(&unit) : cosine(of_body)};
    empty(&p->body);
    return fit;
}
