/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ask: what it costs to find an answer in so many passages.
 *
 *     ask CONF QUESTIONS
 *
 * The knowledge of the first responder of CONF is read into the store that CONF names, in this process;
 * QUESTIONS is a file of one question a line. It prints "read passages=… seconds=… longest_ms=…" (of the step
 * of a pass that took longest, for the daemon does nothing else meanwhile) and then obeys lines on its
 * standard input:
 *
 *     ask TIMES
 *     vectors          every text gets a vector of 768 components, made up
 *     near TIMES       like ask, with the vectors: of each question all vectors are compared, in slices
 *
 * The questions are asked in turn, from where the line before has come to. What is timed is knowledge_ask(), and
 * with vectors also the comparison. slice_ms is the longest slice: the desk does nothing else meanwhile.
 * All times are the processor's: that is what the desk cannot do anything else in. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/words.h"
#include "conf/conf.h"
#include "knowledge/knowledge.h"
#include "knowledge/vectors_find.h"
#include "measure.h"
#include "store/store.h"

enum { QUESTIONS = 10000, DIMENSION = 768 };

struct bench {
    struct conf *conf;
    struct store *store;
    struct arena *arena;
    struct words *words;
    const char *directory;
    char *question[QUESTIONS];
    size_t n, next;
    struct sample times;
    int64_t slice_ns; /* the longest */
    int decided[KNOWLEDGE_ANSWER + 1];
};

static int64_t cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void on_mistake(void *arg, const char *text)
{
    (void)arg;
    die("%s", text);
}

static void read_directory(struct bench *b)
{
    struct knowledge_pass *pass = knowledge_pass_new(b->store, b->directory, on_mistake, NULL);
    int64_t begin = cpu_ns(), longest = 0;
    for (bool more = true; more;) {
        int64_t from = cpu_ns();
        more = knowledge_pass_step(pass);
        longest = cpu_ns() - from > longest ? cpu_ns() - from : longest;
        arena_reset(b->arena);
    }
    if (store_error(b->store) != NULL)
        die("%s", store_error(b->store));
    printf("read passages=%zu seconds=%.2f longest_ms=%.1f\n", knowledge_pass_report(pass).passages,
           (double)(cpu_ns() - begin) / 1e9, (double)longest / 1e6);
    fflush(stdout);
    knowledge_pass_free(pass);
}

static void read_questions(struct bench *b, const char *path)
{
    char line[4096];
    FILE *file = fopen(path, "r");
    while (file != NULL && b->n < QUESTIONS && fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        b->question[b->n++] = strdup(line);
    }
    if (b->n == 0)
        die("%s: no questions", path);
    fclose(file);
}

static void ask(struct bench *b)
{
    struct knowledge_answer answer;
    int64_t begin = cpu_ns();
    knowledge_ask(b->store, b->arena, b->words, b->directory, b->question[b->next++ % b->n], &answer);
    sample_add(&b->times, cpu_ns() - begin);
    b->decided[answer.decision]++;
    arena_reset(b->arena);
}

/* ---- vectors ---- */

/* Makes up n vectors: numbers that the seed decides. */
static struct vectors_made made_up(struct bench *b, size_t n, uint64_t seed)
{
    int8_t *values = arena_alloc(b->arena, n * DIMENSION);
    uint32_t *norms = arena_alloc(b->arena, n * sizeof *norms);
    for (size_t i = 0; i < n; i++) {
        norms[i] = 0;
        for (size_t k = 0; k < DIMENSION; k++) {
            seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            values[i * DIMENSION + k] = (int8_t)(seed >> 56);
            norms[i] += (uint32_t)(values[i * DIMENSION + k] * values[i * DIMENSION + k]);
        }
    }
    return (struct vectors_made){n, DIMENSION, values, norms};
}

static void make_vectors(struct bench *b)
{
    struct vectors_batch batch;
    enum vectors_step step;
    int64_t begin = cpu_ns(), longest = 0;
    for (uint64_t seed = 1; (step = vectors_next(b->store, b->arena, b->directory, "bench", VECTORS_TEXTS,
                                                 &batch)) != VECTORS_NONE;
         seed++) {
        if (step == VECTORS_ASK) {
            struct vectors_made made = made_up(b, batch.n, seed);
            int64_t from = cpu_ns();
            vectors_put(b->store, b->arena, &batch, &made);
            longest = cpu_ns() - from > longest ? cpu_ns() - from : longest;
        }
        arena_reset(b->arena);
    }
    struct vectors_count count = vectors_count(b->store, b->directory, "bench");
    printf("vectors made=%lld seconds=%.2f longest_ms=%.1f\n", (long long)count.made,
           (double)(cpu_ns() - begin) / 1e9, (double)longest / 1e6);
    fflush(stdout);
    arena_reset(b->arena);
}

static void ask_near(struct bench *b)
{
    struct vectors_near near;
    struct knowledge_before before = {.question = "", .title = "", .source = "", .near = &near};
    struct knowledge_answer answer;
    struct vectors_scan *scan = arena_alloc(b->arena, sizeof *scan);
    struct vectors_made made = made_up(b, 1, b->next);
    int64_t begin = cpu_ns();
    vectors_scan_begin(b->store, vectors_count(b->store, b->directory, "bench").set, &made, scan);
    for (bool more = true; more;) {
        int64_t from = cpu_ns();
        more = vectors_scan_some(b->store, b->arena, scan);
        b->slice_ns = cpu_ns() - from > b->slice_ns ? cpu_ns() - from : b->slice_ns;
    }
    vectors_scan_end(b->store, scan, &near);
    knowledge_ask_after(b->store, b->arena, b->words, b->directory, &before, b->question[b->next++ % b->n],
                        &answer);
    sample_add(&b->times, cpu_ns() - begin);
    b->decided[answer.decision]++;
    arena_reset(b->arena);
}

static void obey(struct bench *b, const char *line)
{
    int times = 0;
    if (strcmp(line, "vectors\n") == 0) {
        make_vectors(b);
        return;
    }
    bool near = sscanf(line, "near %d", &times) == 1;
    if (!near && sscanf(line, "ask %d", &times) != 1)
        die("not understood: %s", line);
    sample_clear(&b->times);
    b->slice_ns = 0;
    memset(b->decided, 0, sizeof b->decided);
    for (int i = 0; i < times; i++)
        near ? ask_near(b) : ask(b);
    printf("ask p50_us=%.1f p99_us=%.1f max_us=%.1f answered=%d asked=%d slice_ms=%.1f\n",
           sample_percentile_us(&b->times, 50), sample_percentile_us(&b->times, 99),
           sample_percentile_us(&b->times, 100), b->decided[KNOWLEDGE_ANSWER], b->decided[KNOWLEDGE_ASK],
           (double)b->slice_ns / 1e6);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    static struct bench b;
    size_t mistakes = 0;
    const char *why = "";
    char line[64];
    if (argc != 3)
        die("usage: ask CONF QUESTIONS");
    log_set_level(LOG_LEVEL_ERROR);
    b.arena = arena_new();
    b.words = words_new();
    b.conf = conf_read(argv[1], conf_checks, stderr, &mistakes);
    if (b.conf == NULL || b.conf->n_responders == 0)
        die("%s has mistakes, or no responder", argv[1]);
    b.directory = b.conf->responders[0].knowledge;
    b.store = store_open(b.conf->store_path, STORE_DAEMON, b.arena, &why);
    if (b.store == NULL)
        die("%s", why);
    read_questions(&b, argv[2]);
    read_directory(&b);
    while (fgets(line, sizeof line, stdin) != NULL)
        obey(&b, line);
    sample_free(&b.times);
    for (size_t i = 0; i < b.n; i++)
        free(b.question[i]);
    store_close(b.store);
    conf_free(b.conf);
    words_free(b.words);
    arena_free(b.arena);
    return 0;
}
