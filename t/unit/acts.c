/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * acts: the messages of the sets in t/acts are recognised, and no question is taken for an act. The sets of which the tables
 * know nothing (kept.tsv) have to be right at 95 of a hundred. TAP.
 *
 *     acts [FILE]      prints each line of the file that is taken for something else
 *     acts --questions FILE    a question a line (or its first column): which are taken for an act
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "acts/act.h"
#include "acts/act_inside.h"
#include "base/arena.h"
#include "base/log.h"
#include "base/rng.h"
#include "base/words.h"
#include "t/tap.h"

static struct arena *arena, *scratch;
static struct words *words;
static const struct acts *acts;

static const char *const titles[3][3] = {
    {"What does delivery to Norway cost?", "What does delivery to Sweden cost?",
     "How long may I return something?"},
    {"Was kostet die Lieferung nach Norwegen?", "Was kostet die Lieferung nach Schweden?",
     "Wie lange ist eine Rückgabe möglich?"},
    {"寄到挪威要多少运费？", "寄到瑞典要多少运费？", "退货期限是多久？"},
};

struct row {
    char *act, *language, *context, *text;
};

static bool read_row(char *line, struct row *row)
{
    line[strcspn(line, "\n")] = '\0';
    if (line[0] == '#' || line[0] == '\0')
        return false;
    char **part[] = {&row->act, &row->language, &row->context, &row->text};
    for (size_t i = 0; i < 4; i++) {
        *part[i] = line;
        char *tab = i < 3 ? strchr(line, '\t') : NULL;
        if (i < 3 && tab == NULL)
            fatal("a row has four columns: %s", line);
        if (tab != NULL) {
            *tab = '\0';
            line = tab + 1;
        }
    }
    return true;
}

static struct act_context context_of(const struct row *row)
{
    int language = strcmp(row->language, "de") == 0 ? 1 : strcmp(row->language, "zh") == 0 ? 2 : 0;
    return (struct act_context){.offered = strcmp(row->context, "offer") == 0,
                                .answered = strcmp(row->context, "answer") == 0,
                                .more = strcmp(row->context, "more") == 0,
                                .listed = titles[language],
                                .n_listed = strcmp(row->context, "list") == 0 ? 3 : 0};
}

/* As in the files: "question", "thanks", "choice:1,3". */
static const char *found_name(const struct act_found *found)
{
    if (found->act == ACT_NONE)
        return "question";
    if (found->act == ACT_UNCLEAR)
        return "huh";
    if (found->act == ACT_NEITHER)
        return "none";
    if (found->act != ACT_CHOICE)
        return act_name(found->act);
    const char *name = "choice:";
    for (int i = 1; i <= ACT_LISTED; i++)
        if ((found->chosen & 1u << i) != 0)
            name = arena_printf(scratch, "%s%s%d", name, name[7] != '\0' ? "," : "", i);
    return name;
}

static const char *recognise(const struct row *row)
{
    struct act_context c = context_of(row);
    struct act_found found = act_of(acts, scratch, words, &c, row->text, 0);
    return found_name(&found);
}

struct score {
    int acts, right, questions, taken;
};

static struct score measure(const char *file, bool print)
{
    struct score s = {0};
    char line[8192];
    struct row row;
    FILE *f = fopen(file, "r");
    if (f == NULL)
        fatal("%s cannot be read", file);
    while (fgets(line, sizeof line, f) != NULL) {
        if (!read_row(line, &row))
            continue;
        const char *found = recognise(&row);
        bool question = strcmp(row.act, "question") == 0, same = strcmp(found, row.act) == 0;
        *(question ? &s.questions : &s.acts) += 1;
        *(question ? &s.taken : &s.right) += question ? !same : same;
        if (!same && print)
            printf("# %s %s %s: %s -> %s\n", row.act, row.language, row.context, row.text, found);
        arena_reset(scratch);
    }
    fclose(f);
    return s;
}

static void print_score(const char *file, const struct score *s)
{
    printf("# %s: %d of %d acts right (%.1f %%), %d of %d questions taken for an act\n", file, s->right,
           s->acts, s->acts > 0 ? 100.0 * s->right / s->acts : 0, s->taken, s->questions);
}

static int list_questions(const char *file)
{
    char line[8192];
    int n = 0, taken = 0;
    FILE *f = fopen(file, "r");
    while (f != NULL && fgets(line, sizeof line, f) != NULL) {
        char *right = strchr(line, '\t');
        line[strcspn(line, "\t\n")] = '\0';
        struct row row = {.act = line, .language = line, .context = line, .text = line};
        const char *found = recognise(&row);
        n++;
        if (strcmp(found, "question") != 0) {
            taken++;
            printf("%s\t%s\t%s", found, line, right != NULL ? right + 1 : "\n");
        }
        arena_reset(scratch);
    }
    printf("# %d of %d\n", taken, n);
    return 0;
}

static const char *path(const char *name)
{
    const char *top = getenv("srcdir");
    return arena_printf(arena, "%s/t/acts/%s", top != NULL ? top : ".", name);
}

static void test_set(const char *name, int least)
{
    struct score s = measure(path(name), false);
    print_score(name, &s);
    ok(s.acts > 0 && 100 * s.right >= least * s.acts, "%s: at least %d of a hundred acts are recognised",
       name, least);
    ok(100 * s.taken <= s.questions, "%s: at most one question in a hundred is taken for an act", name);
}

/* ---- the tables ---- */

static void test_shipped(void)
{
    struct act_reader *r = act_reader_new(arena, words);
    act_reader_shipped(r);
    acts = act_reader_end(r);
    printf("# the tables take %zu KiB\n", arena_used(arena) / 1024);
    ok(acts->lines > 100, "the tables that ship have %zu patterns, %zu states", acts->lines, acts->states);
    const char *wrong = NULL;
    for (int i = 0; i < 3 && wrong == NULL; i++) {
        static const char *const names[] = {"acts.en", "acts.de", "acts.zh"};
        const char *top = getenv("srcdir");
        FILE *f = fopen(arena_printf(arena, "%s/conf/%s", top != NULL ? top : ".", names[i]), "r");
        char line[16384];
        int n = 0;
        struct act_reader *each = act_reader_new(arena, words);
        while (f != NULL && wrong == NULL && fgets(line, sizeof line, f) != NULL) {
            line[strcspn(line, "\n")] = '\0';
            n++;
            wrong = act_reader_line(each, line, false);
            if (wrong != NULL)
                printf("# conf/%s:%d: %s\n", names[i], n, wrong);
        }
        act_reader_end(each);
        ok(f != NULL && wrong == NULL, "conf/%s has no mistake", names[i]);
        if (f != NULL)
            fclose(f);
    }
}

/* ---- hostile texts ---- */

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct act_found hear(const char *text)
{
    struct row row = {.language = (char *)"en", .context = (char *)"list"};
    struct act_context c = context_of(&row);
    return act_of(acts, scratch, words, &c, text, 0);
}

enum { LONGEST = 16384 };

/* Returns the longest that one of these texts took, in milliseconds. */
static double slowest_repeated(void)
{
    static const char *const pieces[] = {
        "a,",
        "转",
        "我要转人工",
        "i want to talk to ",
        "?",
        "no ",
        "thanks for ",
        "\xff",
        "connect me to ",
        "and ",
        "谢谢你的",
        "\xe2\x80\x8d",
        "can i, ",
        "not a human ",
        "1 2 3 ",
        "👍",
        "das ist ",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ",
        "do i have to talk to ",
        "mit einem menschen ",
        "ich möchte mit ",
        "的",
        "have ",
        "this is not what i "};
    double slowest = 0;
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        size_t len = strlen(pieces[i]);
        char *text = arena_alloc(arena, LONGEST);
        for (size_t at = 0; at + len < LONGEST; at += len)
            memcpy(text + at, pieces[i], len);
        double before = seconds();
        hear(text);
        double ms = 1000 * (seconds() - before);
        if (ms > slowest)
            slowest = ms;
        if (ms > 10)
            printf("# %s: %.1f ms, %zu KiB\n", pieces[i], ms, arena_used(scratch) / 1024);
        arena_reset(scratch);
    }
    return slowest;
}

/* Texts made of words and signs of the tables, and of bytes that mean nothing. */
static bool all_sane(void)
{
    static const char *const some[] = {"no",       "yes",    "the",   "first", "2",    "99",      ",",
                                       "?",        "\n",     "human", "talk",  "to",   "a",       "danke",
                                       "kein",     "mensch", "人",    "工",    "不",   "是",      "👍",
                                       "\xf0\x9f", "z",      "i",     "want",  "with", "none",    "of",
                                       "these",    "last",   "one",   "'",     "...",  "\xcc\x81"};
    struct rng rng;
    rng_seed(&rng, 14);
    for (int i = 0; i < 20000; i++) {
        char text[600] = "";
        size_t n = (size_t)rng_below(&rng, 40), len = 0;
        for (size_t k = 0; k < n; k++)
            len += (size_t)snprintf(text + len, sizeof text - len, "%s%s",
                                    some[rng_below(&rng, sizeof some / sizeof some[0])],
                                    rng_below(&rng, 4) != 0 ? " " : "");
        struct act_found found = hear(text);
        if (found.act >= ACT_COUNT || (found.chosen & ~0xeu) != 0 ||
            (found.act != ACT_CHOICE && found.chosen != 0))
            return false;
        arena_reset(scratch);
    }
    return true;
}

static void test_hostile(void)
{
    double ms = slowest_repeated();
    ok(ms < 20, "no text of 16 KiB takes 20 ms");
    printf("# the slowest takes %.1f ms\n", ms);
    ok(all_sane(), "no text gives an act or an entry that is not there");
}

int main(int argc, char **argv)
{
    arena = arena_new();
    scratch = arena_new();
    words = words_new();
    if (argc < 2)
        plan_none();
    if (argc >= 2) {
        struct act_reader *r = act_reader_new(arena, words);
        act_reader_shipped(r);
        acts = act_reader_end(r);
        if (argc == 3)
            return list_questions(argv[2]);
        struct score s = measure(argv[1], true);
        print_score(argv[1], &s);
        return 0;
    }
    test_shipped();
    test_set("dev.tsv", 99);
    test_set("kept.tsv", 95);
    test_hostile();
    arena_free(scratch);
    arena_free(arena);
    words_free(words);
    return done();
}
