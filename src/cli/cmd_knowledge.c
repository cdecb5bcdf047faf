/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_knowledge: `frontdesk knowledge index`, `search` and `eval`. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/utf8.h"
#include "base/words.h"
#include "cli/cmd.h"
#include "cli/cmd_embeddings.h"
#include "cli/cmd_json.h"
#include "cli/screen.h"
#include "conf/conf.h"
#include "knowledge/knowledge.h"
#include "knowledge/vectors_find.h"
#include "store/store.h"

/* ---- opening or creating the store ---- */

static const char *directory_of(struct arena *arena, const char *path)
{
    char *copy = arena_strdup(arena, path), *slash = strrchr(copy, '/');
    if (slash == NULL) {
        return ".";
    }
    slash[slash == copy ? 1 : 0] = '\0';
    return copy;
}

/* Creates the store when there is none, so that knowledge can be tried before the first start of the daemon.
 * When root creates it, it gets the owner of its directory, because that user will run the daemon. */
static int make_store(const struct conf *conf)
{
    struct arena *arena = arena_new();
    struct stat st;
    const char *why = NULL;
    bool missing = access(conf->store_path, F_OK) != 0 && errno == ENOENT;
    bool as_owner =
        missing && geteuid() == 0 && stat(directory_of(arena, conf->store_path), &st) == 0 && st.st_uid != 0;
    if (as_owner && (setegid(st.st_gid) != 0 || seteuid(st.st_uid) != 0)) {
        fatal("%s: %s", conf->store_path, strerror(errno));
    }
    struct store *store = missing ? store_open(conf->store_path, STORE_DAEMON, arena, &why) : NULL;
    if (as_owner && (seteuid(0) != 0 || setegid(0) != 0)) {
        fatal("%s: %s", conf->store_path, strerror(errno));
    }
    if (missing && store == NULL) {
        cmd_say("%s", why);
    }
    store_close(store);
    arena_free(arena);
    return missing && why != NULL ? CMD_FAILED : CMD_DONE;
}

static int open_new_store(struct cmd_session *s)
{
    FILE *quiet = fopen("/dev/null", "w");
    size_t mistakes;
    struct conf *conf =
        quiet == NULL ? NULL : conf_read(cmd_conf_file(&s->args), conf_checks, quiet, &mistakes);
    int status = conf == NULL ? CMD_DONE : make_store(conf); /* cmd_open() reports the mistakes */
    if (conf != NULL) {
        conf_free(conf);
    }
    if (quiet != NULL) {
        fclose(quiet);
    }
    return status == CMD_DONE ? cmd_open(s) : status;
}

/* ---- the directories ---- */

static void on_mistake(void *arg, const char *text)
{
    (void)arg;
    cmd_say("%s", text);
}

static struct knowledge_report read_directory(struct cmd_session *s, const char *directory)
{
    struct knowledge_pass *pass = knowledge_pass_new(s->store, directory, on_mistake, NULL);
    int64_t begin_ms = 0;
    knowledge_pass_guard(pass, s->conf);
    while (knowledge_pass_step(pass)) {
        cmd_give_way(s, &begin_ms);
    }
    struct knowledge_report report = knowledge_pass_report(pass);
    knowledge_pass_free(pass);
    return report;
}

/* Lists the directories of all responders, each once. */
static size_t directories(struct cmd_session *s, const char ***out)
{
    const char **list = arena_alloc(s->arena, (s->conf->n_responders + 1) * sizeof *list);
    size_t n = 0;
    for (size_t i = 0; i < s->conf->n_responders; i++) {
        const char *path = s->conf->responders[i].knowledge;
        bool known = path[0] == '\0';
        for (size_t k = 0; k < n; k++) {
            known |= strcmp(list[k], path) == 0;
        }
        if (!known) {
            list[n++] = path;
        }
    }
    *out = list;
    return n;
}

static int no_knowledge(const struct cmd_session *s)
{
    cmd_say(
        "%s: no responder has `knowledge`; add responder \"faq\" { type = \"faq\"  knowledge = \"DIRECTORY\" }",
        s->conf->file);
    return CMD_USAGE;
}

static int index_all(struct cmd_session *s)
{
    const char **list;
    int status = open_new_store(s);
    if (status != CMD_DONE) {
        return status;
    }
    size_t n = directories(s, &list), mistakes = 0;
    if (n == 0) {
        return no_knowledge(s);
    }
    int64_t begin_ms = 0;
    while (knowledge_forget_others(s->store, list, n)) {
        cmd_give_way(s, &begin_ms);
    }
    json_t *rows = json_array();
    for (size_t i = 0; i < n; i++) {
        struct knowledge_report r = read_directory(s, list[i]);
        mistakes += r.mistakes;
        json_array_append_new(rows, json_pack("{s:o, s:I, s:I, s:I, s:I, s:I}", "directory",
                                              cmd_json_text(s->arena, list[i]), "files", (json_int_t)r.files,
                                              "passages", (json_int_t)r.passages, "read", (json_int_t)r.read,
                                              "removed", (json_int_t)r.removed, "mistakes",
                                              (json_int_t)r.mistakes));
        if (!cmd_given(&s->args, "json")) {
            printf("%s: %zu passages of %zu files; %zu read, %zu removed\n",
                   utf8_printable(s->arena, list[i], SIZE_MAX), r.passages, r.files, r.read, r.removed);
        }
    }
    bool made = cmd_embeddings_make(s);
    json_t *vectors = cmd_embeddings_state(s->arena, s->conf, s->store);
    if (!cmd_given(&s->args, "json"))
        cmd_embeddings_print(s->arena, vectors);
    status = cmd_given(&s->args, "json")
                 ? cmd_json_print(json_array_size(vectors) == 0
                                      ? json_pack("{s:O}", "directories", rows)
                                      : json_pack("{s:O, s:O}", "directories", rows, "vectors", vectors))
                 : cmd_flush(stdout, "standard output", CMD_DONE);
    json_decref(rows);
    json_decref(vectors);
    if (store_error(s->store) != NULL) {
        cmd_say("the store could not be written: the knowledge was not read completely");
        return CMD_FAILED;
    }
    return status == CMD_DONE && (mistakes > 0 || !made) ? CMD_FAILED : status;
}

int cmd_knowledge_index(int argc, char **argv)
{
    struct cmd_session s = {.conf = NULL};
    int status;
    if (!cmd_parse(argc, argv, &s.args, &status)) {
        return status;
    }
    status = index_all(&s);
    cmd_close(&s);
    return status;
}

int cmd_knowledge_open(struct cmd_session *s, const struct conf_responder **responder)
{
    const char *name = cmd_value(&s->args, "responder"), **list;
    int status = open_new_store(s);
    if (status != CMD_DONE) {
        return status;
    }
    size_t n = directories(s, &list);
    if (n == 0) {
        return no_knowledge(s);
    }
    *responder = NULL;
    const char *names = "";
    for (size_t i = 0; i < s->conf->n_responders; i++) {
        const struct conf_responder *r = &s->conf->responders[i];
        if (r->knowledge[0] == '\0') {
            continue;
        }
        names = arena_printf(s->arena, "%s%s%s", names, names[0] == '\0' ? "" : ", ",
                             utf8_printable(s->arena, r->name, 64));
        if (name != NULL ? strcmp(r->name, name) == 0 : n == 1 && *responder == NULL) {
            *responder = r;
        }
    }
    if (*responder == NULL && name == NULL) {
        return cmd_misused(s->args.cmd->name,
                           "several responders have knowledge; choose one with --responder: %s", names);
    }
    if (*responder == NULL) {
        return cmd_misused(s->args.cmd->name,
                           "--responder %s: no responder with `knowledge` has this name; choose one of: %s",
                           utf8_printable(s->arena, name, 64), names);
    }
    read_directory(s, (*responder)->knowledge); /* mistakes were reported; the passages in the store can still
                                                   be searched */
    return CMD_DONE;
}

/* ---- search ---- */

static int print_json(struct cmd_session *s, const struct knowledge_answer *answer, bool by_meaning)
{
    json_t *passages = json_array();
    for (size_t i = 0; i < answer->n; i++) {
        const struct knowledge_hit *hit = &answer->hit[i];
        json_t *row = json_pack("{s:o, s:o, s:f}", "title", cmd_json_text(s->arena, hit->title), "source",
                                cmd_json_text(s->arena, hit->source), "score", hit->score);
        if (by_meaning) {
            json_object_set_new(row, "words", json_real(hit->words));
            json_object_set_new(row, "meaning", json_real(hit->meaning));
        }
        json_array_append_new(passages, row);
    }
    return cmd_json_print(
        json_pack("{s:s, s:o}", "decision", knowledge_decision_name(answer->decision), "passages", passages));
}

/* "0.42", and with vectors "0.42 (words 0.30, meaning 0.97)". */
static const char *say_score(struct cmd_session *s, const struct knowledge_hit *hit, bool by_meaning)
{
    return by_meaning ? arena_printf(s->arena, "%.2f (words %.2f, meaning %.2f)", hit->score, hit->words,
                                     hit->meaning)
                      : arena_printf(s->arena, "%.2f", hit->score);
}

static int print_answer(struct cmd_session *s, const struct knowledge_answer *answer, bool by_meaning)
{
    struct screen screen = screen_of(stdout);
    static const char *const saying[] = {
        [KNOWLEDGE_NONE] = "none: the knowledge has no answer to this question",
        [KNOWLEDGE_ASK] = "ask: the responder offers these passages to choose from",
        [KNOWLEDGE_ANSWER] = "answer: the responder sends the first of these passages",
    };
    printf("%s\n", saying[answer->decision]);
    for (size_t i = 0; i < answer->n; i++) {
        const struct knowledge_hit *hit = &answer->hit[i];
        printf("\n%s%s  %s%s  (%s)\n", screen_ink(&screen, INK_BOLD), say_score(s, hit, by_meaning),
               utf8_printable(s->arena, hit->title, SIZE_MAX), screen_plain(&screen, INK_BOLD),
               utf8_printable(s->arena, hit->source, SIZE_MAX));
        if (i == 0 && answer->decision == KNOWLEDGE_ANSWER) {
            char *body = arena_strdup(s->arena, hit->body);
            for (char *line; (line = strsep(&body, "\n")) != NULL;) {
                printf("      %s\n", utf8_printable(s->arena, line, SIZE_MAX));
            }
        }
    }
    return cmd_flush(stdout, "standard output", CMD_DONE);
}

static int answer_question(struct cmd_session *s, struct words *words)
{
    struct knowledge_answer answer;
    struct vectors_near near;
    const struct conf_responder *responder;
    const char *question = s->args.operand[0];
    int status = cmd_knowledge_open(s, &responder);
    if (status != CMD_DONE) {
        return status;
    }
    for (int i = 1; i < s->args.n_operands; i++) {
        question = arena_printf(s->arena, "%s %s", question, s->args.operand[i]);
    }
    cmd_embeddings_near(s, responder, question, &near);
    struct knowledge_before alone = {.question = "", .title = "", .source = "", .near = &near};
    knowledge_ask_responder_after(s->store, s->arena, words, responder, &alone, question, &answer);
    status = cmd_store_status(s);
    if (status != CMD_DONE) {
        return status;
    }
    return cmd_given(&s->args, "json") ? print_json(s, &answer, near.n > 0)
                                       : print_answer(s, &answer, near.n > 0);
}

int cmd_knowledge_search(int argc, char **argv)
{
    struct cmd_session s = {.conf = NULL};
    int status;
    if (!cmd_parse(argc, argv, &s.args, &status)) {
        return status;
    }
    struct words *words = words_new();
    status = answer_question(&s, words);
    words_free(words);
    cmd_close(&s);
    return status;
}
