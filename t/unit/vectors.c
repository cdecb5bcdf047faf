/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vectors: the vectors of a directory are made, kept, found and forgotten; what they change in an answer. */
#include "knowledge/vectors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/words.h"
#include "desk/say.h"
#include "knowledge/knowledge.h"
#include "knowledge/vectors_find.h"
#include "store/store.h"
#include "t/embed.h"
#include "t/fresh.h"
#include "t/tap.h"

enum { MANY = 10000 };

static struct arena *arena;
static struct store *st;
static struct words *words;
static char dir[] = "/tmp/vectors.XXXXXX";

static void put(const char *name, const char *text)
{
    FILE *out = fopen(arena_printf(arena, "%s/%s", dir, name), "w");
    if (out == NULL || fputs(text, out) < 0 || fclose(out) != 0)
        fatal("%s: %m", name);
}

static void on_mistake(void *arg, const char *text)
{
    (void)arg;
    diag("%s", text);
}

static void pass(void)
{
    struct knowledge_pass *p = knowledge_pass_new(st, dir, on_mistake, NULL);
    while (knowledge_pass_step(p))
        ;
    knowledge_pass_free(p);
}

static void counts(long long passages, long long made, const char *what)
{
    struct vectors_count c = vectors_count(st, dir, "small");
    if (!ok(c.passages == passages && c.made == made, "%s", what))
        diag("%lld passages, %lld with vectors", (long long)c.passages, (long long)c.made);
}

/* Every place of a block that is counted has a vector, and every vector has a passage. */
static void is_sound(const char *when)
{
    is_str(
        store_ask(
            st,
            "SELECT count(*) FROM vector_block b WHERE used <> (SELECT count(*) FROM vector WHERE id / 256 = b.id)"),
        "0", "the blocks are counted rightly %s", when);
    is_str(store_ask(st, "SELECT count(*) FROM pragma_foreign_key_check"), "0", "nothing dangles %s", when);
}

static void near_of(const char *question, size_t dimension, struct vectors_near *near)
{
    struct vectors_count c = vectors_count(st, dir, "small");
    struct vectors_made made;
    struct vectors_scan *scan = arena_alloc(arena, sizeof *scan);
    near->n = 0;
    embed_texts(arena, &question, 1, dimension, &made);
    if (!vectors_scan_begin(st, c.set, &made, scan))
        return;
    while (vectors_scan_some(st, arena, scan))
        ;
    vectors_scan_end(st, scan, near);
}

static const char *asked(const char *question)
{
    struct vectors_near near;
    struct knowledge_answer a;
    near_of(question, EMBED_DIMENSION, &near);
    struct knowledge_before alone = {.question = "", .title = "", .source = "", .near = &near};
    knowledge_ask_after(st, arena, words, dir, &alone, question, &a);
    return arena_printf(arena, "%s %s", knowledge_decision_name(a.decision), a.n == 0 ? "-" : a.hit[0].title);
}

static const char shop[] =
    "# Shop\n## Price of a sofa\nA sofa costs 400 euros.\n## Returns\nYou may return goods within 30 days.\n"
    "## Shipping\nWe ship within 3 days by courier.\n## Opening hours\nOpen monday to friday nine to six.\n"
    "## Payment by invoice\nCompanies may pay by invoice.\n## Repair of chairs\nWe repair chairs in our workshop.\n";

static void test_answers(void)
{
    struct vectors_near near;
    struct knowledge_answer a;
    put("shop.md", shop);
    pass();
    near_of("couch", EMBED_DIMENSION, &near);
    is_int((long long)near.n, 0, "without vectors nothing is near");
    knowledge_ask(st, arena, words, dir, "what does the couch cost", &a);
    is_str(knowledge_decision_name(a.decision), "none", "by the words alone, nobody sells a couch");
    is_int((long long)embed_directory(st, dir, "small", EMBED_DIMENSION), 6, "six passages, six texts");
    counts(6, 6, "all have their vectors");
    is_str(asked("couch"), "ask Shop › Price of a sofa", "a word of the same meaning");
    is_str(asked("what does the couch cost"), "ask Shop › Price of a sofa", "… in a sentence");
    is_str(asked("price of a couch"), "answer Shop › Price of a sofa", "… with a word in common");
    is_str(asked("when may I return goods"), "answer Shop › Returns",
           "what the words have is answered as before");
    is_str(asked("who won the game"), "none Shop › Repair of chairs", "what nothing covers stays unanswered");
    near_of("couch", 128, &near);
    is_int((long long)near.n, 0, "a vector of another dimension is compared with none");
    is_sound("after the first texts");
}

static void test_changes(void)
{
    is_int((long long)embed_directory(st, dir, "small", EMBED_DIMENSION), 0, "nothing is asked for twice");
    put("shop.md", arena_printf(arena, "%s## Vouchers\nA voucher is valid for three years.\n", shop));
    pass();
    is_int((long long)embed_directory(st, dir, "small", EMBED_DIMENSION), 1,
           "when a file changes, only new texts are asked for");
    counts(7, 7, "… and all have their vectors");
    is_str(asked("price of a couch"), "answer Shop › Price of a sofa", "what was there is found still");
    put("faq.txt",
        "Q: Do you have a shop in Rome?\nQ: Is there a branch in Italy?\nQ: Rome?\nA: Yes, near the station.\n");
    pass();
    is_int((long long)embed_directory(st, dir, "small", EMBED_DIMENSION), 3,
           "other wordings have vectors of their own");
    counts(8, 8, "… and count as one passage");
    is_str(asked("Is there a branch in Italy"), "answer Do you have a shop in Rome?",
           "a wording finds its passage");
    unlink(arena_printf(arena, "%s/shop.md", dir));
    pass();
    embed_directory(st, dir, "small", EMBED_DIMENSION);
    is_str(store_ask(st, "SELECT count(*) FROM vector"), "3",
           "the vectors of a file that is gone are removed");
    is_sound("after a file has gone");
    put("shop.md", shop);
    pass();
    embed_directory(st, dir, "small", EMBED_DIMENSION);
    is_str(store_ask(st, "SELECT count(*) FROM vector_block"), "1", "freed places are used again");
    is_sound("after a file has come back");
}

static void test_models(void)
{
    const char *one = dir, *models[] = {"small", "large"};
    is_int((long long)embed_directory(st, dir, "large", 128), 9, "another model makes vectors of its own");
    is_str(store_ask(st, "SELECT group_concat(dimension) FROM vector_set"), "256,128",
           "… of its own dimension");
    is_str(asked("price of a couch"), "answer Shop › Price of a sofa",
           "and those of the first one are not mixed with them");
    const char *both[] = {one, one};
    ok(!vectors_forget_others(st, both, models, 2), "what is in use is kept");
    while (vectors_forget_others(st, &one, models, 1))
        ;
    is_str(store_ask(st, "SELECT group_concat(model) FROM vector_set"), "small",
           "what is not in use is removed");
    is_sound("after a model has gone");
    put("new.md", "# Parking\nYou can park behind the house.\n");
    pass();
    struct vectors_batch batch;
    struct vectors_made made;
    ok(vectors_next(st, arena, dir, "small", 8, &batch) == VECTORS_ASK, "a new text");
    embed_texts(arena, batch.text, batch.n, 128, &made);
    ok(vectors_put(st, arena, &batch, &made) == VECTORS_REPLACED, "its vector has another dimension");
    counts(0, 0, "so all are made again");
    while (vectors_forget_others(st, &one, models, 1))
        ;
    is_int((long long)embed_directory(st, dir, "small", 128), 10, "… by the model that answers now");
    counts(8, 8, "… until all are there");
    is_sound("after the dimension has changed");
}

/* Between the request and its answer the file is gone, and another has taken the numbers of its passages. */
static void test_late(void)
{
    struct vectors_batch batch;
    struct vectors_made made;
    put("late.md", "# Lifts\nThere is a lift.\n");
    pass();
    ok(vectors_next(st, arena, dir, "small", 8, &batch) == VECTORS_ASK, "a text is asked for");
    unlink(arena_printf(arena, "%s/late.md", dir));
    pass();
    put("other.md", "# Toilets\nThey are in the cellar.\n");
    pass();
    embed_texts(arena, batch.text, batch.n, 128, &made);
    ok(vectors_put(st, arena, &batch, &made) == VECTORS_WRITTEN, "its vector comes late");
    is_str(
        store_ask(
            st,
            "SELECT count(*) FROM vector_of v JOIN passage p ON p.id = v.passage WHERE p.title = 'Toilets'"),
        "0", "no other passage gets it");
    embed_directory(st, dir, "small", 128);
    is_sound("after a late vector");
    ok(vectors_next(st, arena, dir, "small", 8, &batch) == VECTORS_NONE, "nothing is left to do");
    put("twice.md", "# Bells\nThere are two bells.\n# Doors\nThere are three doors.\n");
    pass();
    struct vectors_batch other;
    ok(vectors_next(st, arena, dir, "small", 1, &batch) == VECTORS_ASK &&
           vectors_next(st, arena, dir, "small", 1, &other) == VECTORS_ASK,
       "two programs ask for the same text");
    embed_texts(arena, batch.text, batch.n, 128, &made);
    vectors_put(st, arena, &batch, &made);
    vectors_put(st, arena, &other, &made);
    is_int((long long)embed_directory(st, dir, "small", 128), 1, "the next text is not forgotten");
    is_str(
        store_ask(
            st,
            "SELECT count(*) FROM vector_file v JOIN knowledge_file f ON f.id = v.file WHERE v.passages <> f.passages"),
        "0", "and none is counted twice");
    put("bad.md", "# Bad\nThe service refuses this.\n");
    pass();
    ok(vectors_next(st, arena, dir, "small", 1, &batch) == VECTORS_ASK, "a text that the service refuses");
    vectors_skip(st, &batch);
    ok(vectors_next(st, arena, dir, "small", 8, &batch) == VECTORS_NONE, "is not asked for again");
}

static void test_many(void)
{
    struct text text = text_new(arena);
    for (int i = 0; i < MANY; i++)
        text_add(&text, "## Part %d\nNumber %d, word%d, and shelf%d.\n", i, i * 7, i * 13, i % 97);
    put("many.md", text.s);
    pass();
    struct vectors_batch batch;
    struct vectors_made made;
    for (int i = 0; i < 20; i++)
        if (vectors_next(st, arena, dir, "small", VECTORS_TEXTS, &batch) == VECTORS_ASK) {
            embed_texts(arena, batch.text, batch.n, 128, &made);
            vectors_put(st, arena, &batch, &made);
        }
    struct vectors_count c = vectors_count(st, dir, "small");
    ok(c.made > 0 && c.made < MANY && !vectors_enough(&c),
       "in the middle there are too few to compare questions with");
    arena_reset(arena);
    embed_directory(st, dir, "small", 128);
    c = vectors_count(st, dir, "small");
    ok(c.made == c.passages && vectors_enough(&c), "all of %d passages have theirs", MANY);
    const char *question = "shelf5 word65";
    struct vectors_near near;
    struct vectors_scan *scan = arena_alloc(arena, sizeof *scan), *copy = arena_alloc(arena, sizeof *scan);
    embed_texts(arena, &question, 1, 128, &made);
    vectors_scan_begin(st, c.set, &made, scan);
    size_t slices = 1;
    while (vectors_scan_some(st, arena, scan)) {
        memcpy(copy, scan, sizeof *scan); /* as it is kept in the store between two turns */
        memset(scan, 0, sizeof *scan);
        memcpy(scan, copy, sizeof *scan);
        slices++;
    }
    vectors_scan_end(st, scan, &near);
    ok(scan->n >= MANY && slices <= 2, "%lld vectors of 128 bytes are compared in %zu slices",
       (long long)scan->n, slices);
    is_str(store_ask(st, arena_printf(arena, "SELECT title FROM passage WHERE id = %lld",
                                      (long long)near.at[0].passage)),
           "Part 5", "and the nearest is found");
    unlink(arena_printf(arena, "%s/many.md", dir));
    pass();
    embed_directory(st, dir, "small", 128);
    is_sound("after many have gone");
    const char *none[] = {NULL};
    while (knowledge_forget_others(st, none, 0))
        ;
    is_str(
        store_ask(
            st,
            "SELECT (SELECT count(*) FROM vector_set) + (SELECT count(*) FROM vector_block) + (SELECT count(*) "
            "FROM vector) + (SELECT count(*) FROM vector_of) + (SELECT count(*) FROM vector_file)"),
        "0", "with the directory, all of it goes");
}

int main(void)
{
    const char *why;
    plan_none();
    arena = arena_new();
    struct arena *rows = arena_new();
    words = words_new();
    if (mkdtemp(dir) == NULL)
        fatal("%s: %m", dir);
    fresh_use();
    st = store_open(":memory:", STORE_DAEMON, rows, &why);
    if (st == NULL)
        fatal("%s", why);
    test_answers();
    test_changes();
    test_models();
    test_late();
    test_many();
    ok(store_error(st) == NULL, "the store is sound");
    store_close(st);
    words_free(words);
    if (system(arena_printf(arena, "rm -r '%s'", dir)) != 0)
        diag("the scratch directory is left");
    arena_free(arena);
    arena_free(rows);
    return done();
}
