/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tests of pieces: which of two passages is more like a question, and the bounds of the measure. */
#include "config.h"

#include <string.h>

#include "base/arena.h"
#include "base/words.h"
#include "knowledge/pieces.h"
#include "t/tap.h"

static struct arena *arena;
static struct words *words;
static uint32_t frequent[PIECE_BUCKETS];
static uint8_t room[PIECE_BUCKETS];

static void seen(void *arg, uint32_t bucket)
{
    (*(size_t *)arg)++;
    frequent[bucket]++;
}

static size_t learn(const char *text)
{
    size_t n = 0;
    pieces_each(room, (const char *const[]){pieces_text(arena, words, text)}, 1, seen, &n);
    return n;
}

/* Returns how alike a question and a passage are, of which the wordings are divided by '|'. */
static struct pieces_fit fit(const char *question, const char *wordings, const char *body)
{
    char *rest = arena_strdup(arena, wordings);
    const char *lines = "";
    for (char *line; (line = strsep(&rest, "|")) != NULL;)
        lines = arena_printf(arena, "%s%s%s", lines, lines[0] != '\0' ? "\n" : "",
                             pieces_text(arena, words, line));
    struct pieces *p = pieces_new(arena, frequent, 10);
    pieces_ask(p, "of another question");
    pieces_ask(p, pieces_text(arena, words, question));
    return pieces_compare(p, lines, pieces_text(arena, words, body));
}

static bool near(double a, double b)
{
    return a - b < 1e-4 && b - a < 1e-4;
}

static const struct {
    const char *what, *question, *closer, *farther;
} pairs[] = {
    {"a part of a compound", "Rückgabefrist", "Rückgabe", "Lieferung"},
    {"a compound of which a part is asked for", "Termin", "Besuchstermine", "Besuchsrechte"},
    {"a misspelt word", "recieve", "receive", "revise"},
    {"umlauts written out", "Muellabfuhr", "Müllabfuhr", "Mullbinden"},
    {"the order of words", "dog bites man", "a dog bites man", "a man bites dog"},
    {"Chinese, without a common word", "退款政策", "退货款项", "营业时间"},
    {"traditional characters", "營業時間", "营业时间", "经营"},
    {"capitals and full width", "ＲＥＦＵＮＤ", "refund", "refuse"},
};

static void test_pairs(void)
{
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        memset(frequent, 0, sizeof frequent);
        learn(pairs[i].closer);
        learn(pairs[i].farther);
        double closer = fit(pairs[i].question, pairs[i].closer, "").whole,
               farther = fit(pairs[i].question, pairs[i].farther, "").whole;
        if (!ok(closer > farther && closer > 0 && closer < 1.0001, "%s", pairs[i].what))
            diag("%f and %f", closer, farther);
    }
}

static void test_fields(void)
{
    memset(frequent, 0, sizeof frequent);
    learn("when do you open in the morning, on which days are you here");
    learn("from nine to five");
    struct pieces_fit same = fit("when do you open", "when do you open", "");
    ok(near(same.whole, 1) && near(same.wording, 1) && near(same.best, 1) && near(same.unit, 1),
       "a text is like itself");
    struct pieces_fit two = fit("when do you open", "when do you open|on which days are you here", "");
    ok(near(two.best, 1) && two.wording < 0.9 && two.wording > 0.4 && two.whole < 1,
       "each wording is compared by itself");
    struct pieces_fit four =
        fit("when do you open", "when do you open|when do you open|when do you open|from nine to five", "");
    ok(near(four.wording, 1), "the best three wordings count");
    struct pieces_fit body = fit("from nine", "when do you open", "from nine to five");
    ok(body.unit > body.wording && body.whole > 0.3, "the body counts with its wording");
    ok(near(fit("from nine", "", "from nine").unit, 1), "a passage without a heading");
}

static void test_reading(void)
{
    memset(frequent, 0, sizeof frequent);
    for (int i = 0; i < 500; i++)
        learn("when do you open");
    struct pieces_fit same = fit("when do you open", "when do you open", "");
    ok(same.whole > 0.99 && same.whole < 1.0001,
       "while a file is read more passages are counted than there are");
}

static void test_bounds(void)
{
    struct pieces_fit none = fit("", "when do you open", "from nine");
    ok(none.whole <= 0 && none.best <= 0, "an empty question");
    none = fit("when do you open", "", "");
    ok(none.whole <= 0 && none.unit <= 0, "an empty passage");
    none = fit("xylophone", "when do you open", "");
    ok(none.whole <= 0, "a question of pieces that no passage has");
    none = fit("\xff\xfe when \xc3", "when \x80", "\n\n");
    ok(none.whole >= 0 && none.whole < 1.0001, "bytes that are not UTF-8");
    char *text = arena_alloc(arena, 60001);
    for (size_t i = 0; i < 60000; i++)
        text[i] = i % 7 == 6 ? ' ' : (char)('a' + (i * i / 7 + i) % 26);
    text[60000] = '\0';
    learn(text);
    struct pieces_fit longest = fit(text, text, text);
    ok(longest.whole > 0.99 && longest.whole < 1.0001, "a long text is like itself");
    is_int((long long)learn("退款"), 3, "Chinese has characters and pairs");
    is_int((long long)learn("退 款"), 3, "… whatever words it is divided into");
    is_int((long long)learn("a"), 1, "a word of one letter has the blanks around it");
}

int main(void)
{
    arena = arena_new();
    words = words_new();
    test_pairs();
    test_fields();
    test_reading();
    test_bounds();
    words_free(words);
    arena_free(arena);
    return done();
}
