/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_knowledge_eval: `frontdesk knowledge eval`: measures how well questions with known answers are
 * answered. */
#include "config.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/utf8.h"
#include "base/words.h"
#include "cli/cmd.h"
#include "cli/cmd_embeddings.h"
#include "cli/cmd_json.h"
#include "cli/cmd_knowledge.h"
#include "knowledge/knowledge.h"
#include "knowledge/passage.h"
#include "knowledge/vectors_find.h"
#include "store/store.h"

/* A row of the confusion matrix: how many questions got each decision, and for how many of them the expected
 * passage was sent (answer_right) or offered (ask_right). */
struct tally {
    int n, answer, answer_right, ask, ask_right, none;
};

struct evaluation {
    const char *file;
    struct tally inside, outside;
    int at_1, at_3;
    double reciprocal; /* the sum of 1/rank, for the mean reciprocal rank */
    json_t *wrong;
};

/* "returns.md" means any passage of this file; "How long may I keep it?" a passage by its title or its
 * innermost heading; "returns.md#How long may I keep it?" both. */
static bool is_expected(struct arena *arena, const struct knowledge_hit *hit, const char *expected)
{
    const char *inner = passage_heading(hit->title);
    const char *forms[] = {hit->source, hit->title, inner, arena_printf(arena, "%s#%s", hit->source, inner),
                           arena_printf(arena, "%s#%s", hit->source, hit->title)};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (strcmp(forms[i], expected) == 0) {
            return true;
        }
    }
    return false;
}

/* Returns the rank of the expected passage among the hits, from 1; 0 when it is not among them. */
static size_t rank_of(struct arena *arena, const struct knowledge_answer *answer, const char *expected)
{
    for (size_t i = 0; i < answer->n; i++) {
        if (is_expected(arena, &answer->hit[i], expected)) {
            return i + 1;
        }
    }
    return 0;
}

static void take(struct cmd_session *s, struct evaluation *e, const struct knowledge_answer *answer, int line,
                 const char *question, const char *expected)
{
    bool covered = strcmp(expected, "-") != 0;
    struct tally *t = covered ? &e->inside : &e->outside;
    size_t rank = covered ? rank_of(s->arena, answer, expected) : 0;
    bool right = covered ? answer->decision != KNOWLEDGE_NONE &&
                               (rank == 1 || (rank > 1 && answer->decision == KNOWLEDGE_ASK))
                         : answer->decision == KNOWLEDGE_NONE;
    t->n++;
    t->answer += answer->decision == KNOWLEDGE_ANSWER;
    t->answer_right += answer->decision == KNOWLEDGE_ANSWER && rank == 1;
    t->ask += answer->decision == KNOWLEDGE_ASK;
    t->ask_right += answer->decision == KNOWLEDGE_ASK && rank > 0;
    t->none += answer->decision == KNOWLEDGE_NONE;
    e->at_1 += rank == 1;
    e->at_3 += rank > 0;
    e->reciprocal += rank > 0 ? 1.0 / (double)rank : 0;
    if (!right) {
        json_array_append_new(e->wrong,
                              json_pack("{s:i, s:o, s:o, s:s, s:o, s:f}", "line", line, "question",
                                        cmd_json_text(s->arena, question), "expected",
                                        cmd_json_text(s->arena, covered ? expected : NULL), "decision",
                                        knowledge_decision_name(answer->decision), "best",
                                        cmd_json_text(s->arena, answer->n > 0 ? answer->hit[0].title : NULL),
                                        "score", answer->n > 0 ? answer->hit[0].score : 0.0));
    }
}

/* Cuts "QUESTION → PASSAGE" (also "->", or a tab) after the question. Returns the passage; NULL when there is
 * none. */
static char *divide(char *line)
{
    static const char *const marks[] = {"\t", " → ", " -> "};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        char *at = strstr(line, marks[i]);
        if (at != NULL) {
            *at = '\0';
            return at + strlen(marks[i]);
        }
    }
    return NULL;
}

/* Asks the question, after the previous one if there is one: that is answered first, as in a conversation. */
static void ask(struct cmd_session *s, struct words *words, const struct conf_responder *responder,
                const char *previous, const char *question, struct knowledge_answer *answer)
{
    struct vectors_near near;
    struct knowledge_before before = {
        .question = previous != NULL ? previous : "", .title = "", .source = "", .near = &near};
    if (previous != NULL) {
        knowledge_ask_responder(s->store, s->arena, words, responder, previous, answer);
        if (answer->decision != KNOWLEDGE_NONE) {
            before.title = answer->hit[0].title;
            before.source = answer->hit[0].source;
        }
    }
    cmd_embeddings_near(s, responder, question, &near);
    knowledge_ask_responder_after(s->store, s->arena, words, responder, &before, question, answer);
}

static int evaluate(struct cmd_session *s, struct evaluation *e, struct words *words,
                    const struct conf_responder *responder, FILE *in)
{
    char *line = NULL;
    size_t room = 0;
    int number = 0, status = CMD_DONE;
    for (ssize_t n; status == CMD_DONE && (n = getline(&line, &room, in)) >= 0;) {
        struct knowledge_answer answer;
        number++;
        char *question = utf8_trim(s->arena, line);
        if (question[0] == '\0' || question[0] == '#') {
            continue;
        }
        char *expected = divide(question);
        if (expected == NULL || expected[0] == '\0') {
            cmd_say("%s:%d: the expected passage is missing; write QUESTION, a tab, and a title, a file, "
                    "or - for a question that the knowledge does not cover",
                    e->file, number);
            status = CMD_USAGE;
            break;
        }
        char *tab = strchr(expected, '\t'), *previous = NULL;
        if (tab != NULL) {
            *tab = '\0';
            previous = question;
            question = expected;
            expected = tab + 1;
        }
        ask(s, words, responder, previous, question, &answer);
        take(s, e, &answer, number, question, utf8_trim(s->arena, expected));
    }
    free(line);
    return status;
}

static double share(double part, int all)
{
    return all == 0 ? 0 : part / all;
}

/* ---- how certain the shares are ---- */

struct interval {
    double low, high;
};

/* Returns the 95 % interval of a share (Wilson's score interval). Without questions it is all of 0 to 1. */
static struct interval interval(int part, int all)
{
    const double z = 1.959964;
    if (all == 0)
        return (struct interval){0, 1};
    double n = all, p = part / n, middle = p + z * z / (2 * n), over = 1 + z * z / n;
    double reach = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    return (struct interval){fmax(0, (middle - reach) / over), fmin(1, (middle + reach) / over)};
}

enum { SHARES = 6 };

struct counted {
    const char *name;
    int part, all;
};

static void count_shares(const struct evaluation *e, struct counted out[SHARES])
{
    const struct tally *in = &e->inside, *away = &e->outside;
    const struct counted shares[SHARES] = {
        {"recall@1", e->at_1, in->n},
        {"recall@3", e->at_3, in->n},
        {"answered rightly", in->answer_right, in->n},
        {"answered wrongly", in->answer - in->answer_right, in->n},
        {"asked back rightly", in->ask_right, in->n},
        {"silent on what is not covered", away->none, away->n},
    };
    memcpy(out, shares, sizeof shares);
}

static json_t *intervals_json(const struct evaluation *e)
{
    struct counted shares[SHARES];
    json_t *all = json_object();
    count_shares(e, shares);
    for (size_t i = 0; i < SHARES; i++) {
        struct interval around = interval(shares[i].part, shares[i].all);
        json_object_set_new(all, shares[i].name, json_pack("[f, f]", around.low, around.high));
    }
    return all;
}

static void print_intervals(const struct evaluation *e)
{
    struct counted shares[SHARES];
    count_shares(e, shares);
    printf("\n%-30s %7s  %s\n", "", "share", "95 % interval");
    for (size_t i = 0; i < SHARES; i++) {
        struct interval around = interval(shares[i].part, shares[i].all);
        if (shares[i].all > 0)
            printf("%-30s %7.3f  %.3f to %.3f\n", shares[i].name, share(shares[i].part, shares[i].all),
                   around.low, around.high);
    }
}

static json_t *tally_json(const struct tally *t)
{
    return json_pack("{s:i, s:i, s:i, s:i, s:i, s:i}", "questions", t->n, "answer", t->answer, "answer_right",
                     t->answer_right, "ask", t->ask, "ask_right", t->ask_right, "none", t->none);
}

static int print_json(const struct evaluation *e)
{
    int n = e->inside.n;
    return cmd_json_print(json_pack("{s:f, s:f, s:f, s:o, s:o, s:o, s:O}", "recall@1", share(e->at_1, n),
                                    "recall@3", share(e->at_3, n), "mrr", share(e->reciprocal, n), "inside",
                                    tally_json(&e->inside), "outside", tally_json(&e->outside), "intervals",
                                    intervals_json(e), "wrong", e->wrong));
}

static int print_tables(struct cmd_session *s, const struct evaluation *e)
{
    const struct tally *in = &e->inside, *out = &e->outside;
    printf("recall@1 %.3f  recall@3 %.3f  MRR %.3f  (%d questions that the knowledge covers)\n\n",
           share(e->at_1, in->n), share(e->at_3, in->n), share(e->reciprocal, in->n), in->n);
    printf("%-12s %9s %9s %9s %11s %9s %9s\n", "", "questions", "answered", "rightly", "asked back",
           "rightly", "silent");
    printf("%-12s %9d %9d %9d %11d %9d %9d\n", "covered", in->n, in->answer, in->answer_right, in->ask,
           in->ask_right, in->none);
    printf("%-12s %9d %9d %9s %11d %9s %9d\n", "not covered", out->n, out->answer, "", out->ask, "",
           out->none);
    print_intervals(e);
    size_t i;
    json_t *row;
    json_array_foreach(e->wrong, i, row)
    {
        const char *expected = json_string_value(json_object_get(row, "expected"));
        const char *best = json_string_value(json_object_get(row, "best"));
        printf("%s%s:%d: %s (%.2f%s%s) instead of %s: %s\n", i == 0 ? "\n" : "", e->file,
               (int)json_integer_value(json_object_get(row, "line")),
               json_string_value(json_object_get(row, "decision")),
               json_real_value(json_object_get(row, "score")), best == NULL ? "" : " ",
               best == NULL ? "" : utf8_printable(s->arena, best, 60),
               expected == NULL ? "none" : utf8_printable(s->arena, expected, 60),
               utf8_printable(s->arena, json_string_value(json_object_get(row, "question")), 100));
    }
    return cmd_flush(stdout, "standard output", CMD_DONE);
}

static int eval(struct cmd_session *s, struct evaluation *e, struct words *words)
{
    const struct conf_responder *responder;
    int status = cmd_knowledge_open(s, &responder);
    if (status != CMD_DONE) {
        return status;
    }
    struct stat st;
    const char *why;
    int fd = file_open(e->file, &st, &why);
    FILE *in = fd < 0 ? NULL : fdopen(fd, "r");
    if (in == NULL) {
        cmd_say("%s: %s", e->file, why != NULL ? why : strerror(errno));
        return CMD_FAILED;
    }
    status = evaluate(s, e, words, responder, in);
    fclose(in);
    if (status == CMD_DONE && e->inside.n + e->outside.n == 0) {
        cmd_say("%s: the file contains no questions", e->file);
        return CMD_FAILED;
    }
    if (status == CMD_DONE) {
        status = cmd_store_status(s);
    }
    if (status != CMD_DONE) {
        return status;
    }
    return cmd_given(&s->args, "json") ? print_json(e) : print_tables(s, e);
}

int cmd_knowledge_eval(int argc, char **argv)
{
    struct cmd_session s = {.conf = NULL};
    int status;
    if (!cmd_parse(argc, argv, &s.args, &status)) {
        return status;
    }
    struct evaluation e = {.file = s.args.operand[0], .wrong = json_array()};
    struct words *words = words_new();
    status = eval(&s, &e, words);
    words_free(words);
    json_decref(e.wrong);
    cmd_close(&s);
    return status;
}
