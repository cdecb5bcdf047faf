/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge: a file of a directory of knowledge. The first byte says which kind of file the rest is; it is parsed,
 * read into a store, and asked for.
 *
 * Whatever the bytes are: a passage has a title and a text, is no longer than it may be, is UTF-8 and has its line; its
 * terms are divided by blanks only; a second pass changes nothing. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/utf8.h"
#include "base/words.h"
#include "fuzz.h"
#include "knowledge/knowledge.h"
#include "knowledge/knowledge_terms.h"
#include "knowledge/knowledge_text.h"
#include "store/store.h"

static const char *const names[] = {"a.md", "a.txt", "a.csv", "synonyms.txt"};

static void check_utf8(const char *what, const char *s)
{
    for (size_t i = 0, len = strlen(s); i < len;) {
        uint32_t c;
        i += utf8_decode(s + i, len - i, &c);
        fuzz_check(c != UINT32_MAX, "ill-formed UTF-8 in a %s", what);
    }
}

static void check_terms(struct arena *arena, struct words *words, const char *text)
{
    struct term term[64];
    const char *terms = terms_of_text(arena, words, terms_language(words, text), "1_", text);
    fuzz_check(terms[0] == ' ' && terms[strlen(terms) - 1] == ' ' && strstr(terms, "  ") == NULL,
               "terms \"%s\"", terms);
    check_utf8("term", terms);
    size_t n = terms_of_question(arena, words, text, term, 64);
    for (size_t i = 0; i < n; i++) {
        fuzz_check(term[i].text[0] != '\0' && strpbrk(term[i].text, " \"'_\n") == NULL, "the term \"%s\"",
                   term[i].text);
        check_utf8("term", term[i].text);
    }
}

static void check_passages(struct arena *arena, struct words *words, enum knowledge_kind kind,
                           const char *bytes, size_t size)
{
    struct passage_list list = {.n = 0};
    struct text_mistake wrong;
    knowledge_parse(arena, kind, "a.md", bytes, size, &list, &wrong);
    fuzz_check(wrong.line >= 0 && (wrong.line == 0) == (wrong.what == NULL), "a mistake in line %d",
               wrong.line);
    for (size_t i = 0; i < list.n && wrong.line == 0; i++) {
        const struct passage_text *p = &list.at[i];
        fuzz_check(p->title[0] != '\0' && p->body[0] != '\0' && p->line >= 1, "an empty passage");
        fuzz_check(strlen(p->body) <= PASSAGE_BYTES, "a passage of %zu bytes", strlen(p->body));
        fuzz_check(utf8_length(p->title) <= TITLE_CHARACTERS + 1, "a title of %zu characters",
                   utf8_length(p->title));
        check_utf8("title", p->title);
        check_utf8("body", p->body);
        check_terms(arena, words, p->heading);
        check_terms(arena, words, p->body);
    }
}

static void on_mistake(void *arg, const char *text)
{
    (void)arg, (void)text;
}

static struct knowledge_report pass(struct store *store, const char *directory)
{
    struct knowledge_pass *p = knowledge_pass_new(store, directory, on_mistake, NULL);
    for (int steps = 0; knowledge_pass_step(p); steps++) {
        fuzz_check(steps < 100000, "a pass without end");
    }
    struct knowledge_report report = knowledge_pass_report(p);
    knowledge_pass_free(p);
    return report;
}

static void check_store(struct arena *arena, struct words *words, const char *directory, const char *question)
{
    const char *why = "";
    char *path = fuzz_new_store();
    struct store *store = store_open(path, STORE_DAEMON, arena, &why);
    if (store == NULL) {
        fatal("%s", why);
    }
    struct knowledge_report first = pass(store, directory), second = pass(store, directory);
    fuzz_check(second.read == 0 && second.passages == first.passages, "a second pass read %zu files",
               second.read);
    struct knowledge_answer answer;
    knowledge_ask(store, arena, words, directory, question, &answer);
    for (size_t i = 0; i < answer.n; i++) {
        fuzz_check(answer.hit[i].score >= 0 && answer.hit[i].score <= 1.0001, "a score of %f",
                   answer.hit[i].score);
    }
    fuzz_check(store_error(store) == NULL, "%s", store_error(store));
    fuzz_check(store_ask(store, "SELECT count(*) FROM knowledge_file WHERE state <> 'live'")[0] == '0',
               "what is dead is still there");
    store_close(store);
    free(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const size_t kinds = sizeof names / sizeof names[0];
    if (size == 0) {
        return 0;
    }
    struct arena *arena = arena_new();
    struct words *words = words_new();
    const char *name = names[data[0] % kinds];
    const char *bytes = (const char *)data + 1;
    char *scratch = fuzz_file("");
    for (size_t i = 0; i < kinds; i++) {
        char *path = arena_printf(arena, "%s%s", scratch, names[i]);
        if (strcmp(names[i], name) == 0) {
            fuzz_write(path, bytes, size - 1);
        } else {
            fuzz_write(path, i == 0 ? "# Refund\nMoney.\n" : "", i == 0 ? 16 : 0);
        }
    }
    check_passages(arena, words, knowledge_kind(name), bytes, size - 1);
    check_store(arena, words, scratch, arena_strndup(arena, bytes, size - 1));
    free(scratch);
    words_free(words);
    arena_free(arena);
    return 0;
}
