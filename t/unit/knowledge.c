/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge: tables of files and the passages they become, of words and their terms; then a directory that is read,
 * changed, spoilt and mended, and questions to it. */
#include "knowledge/knowledge.h"
#include "knowledge/knowledge_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/words.h"
#include "conf/conf.h"
#include "knowledge/knowledge_directory.h"
#include "knowledge/knowledge_follow.h"
#include "knowledge/knowledge_part.h"
#include "knowledge/knowledge_terms.h"
#include "knowledge/knowledge_text.h"
#include "store/store.h"
#include "t/tap.h"

#define LENGTH(a) (sizeof(a) / sizeof(a)[0])

static struct arena *arena;
static struct words *words;

/* ---- files ---- */

static const struct {
    const char *what, *name, *text;
    const char *want; /* "LINE title|body" joined by " / ", \n as a blank; or "LINE: mistake" */
} files[] = {
    {"nothing", "a.md", "", ""},
    {"a text without headings", "terms-of_use.txt", "No refunds.\n", "1 terms of use|No refunds."},
    {"headings", "a.md", "# Shop\nHello.\n## Returns\n30 days.\n## Delivery ##\nFree.\n# Us\nHere.\n",
     "1 Shop|Hello. / 3 Shop › Returns|30 days. / 5 Shop › Delivery|Free. / 7 Us|Here."},
    {"a heading without a text is none", "a.md", "# A\n## B\n\n## C\nc", "4 A › C|c"},
    {"seven marks, and none before a blank, are no heading", "a.md", "####### x\n#y\n", "1 a|####### x #y"},
    {"underlined", "a.md", "Shop\n====\n\nReturns\n-------\n30 days.\n", "4 Shop › Returns|30 days."},
    {"a line is no heading", "a.md", "\n---\n", "1 a|---"},
    {"code", "a.md", "# A\n```\n# no\nQ: no\n```\n", "1 A|``` # no Q: no ```"},
    {"front matter", "a.md", "---\ntitle: x\n---\n# A\na", "4 A|a"},
    {"line ends and a mark of bytes", "a.md", "\xef\xbb\xbf# A\r\na\r\n", "1 A|a"},
    {"questions and answers", "a.md", "# FAQ\nQ: How long?\nA: 30 days.\nReally.\nQ: Who?\nA: We.\n",
     "2 FAQ › How long?|30 days. Really. / 5 FAQ › Who?|We."},
    {"other wordings", "a.md", "Q: How long?\nQ: Until when?\nA: 30 days.\n", "1 How long?|30 days."},
    {"in bold", "a.md", "**Q: How long?**\n\n**A:** 30 days.\n", "1 How long?|30 days."},
    {"in German", "a.txt", "Frage: Wie lange?\nAntwort: 30 Tage.\n", "1 Wie lange?|30 Tage."},
    {"in Chinese", "a.txt", "问：多久？\n答：三天。\n", "1 多久？|三天。"},
    {"somebody called A.", "a.md", "Q: Who?\nA: A. Smith\nA. Miller\n", "1 Who?|A. Smith A. Miller"},
    {"a question without text", "a.md", "Q:\nA: yes\n", "1 a|yes"},
    {"CSV", "a.csv", "question,answer\nHow long?,\"30 days,\n\"\"really\"\"\"\nWho?,We\n",
     "2 How long?|30 days, \"really\" / 4 Who?|We"},
    {"CSV with semicolons", "a.csv", "How long?;30, or 60, days\n", "1 How long?|30, or 60, days"},
    {"CSV with tabs and a third column", "a.csv", "Who?\tWe\tnobody\n\n", "1 Who?|We"},
    {"CSV without an answer", "a.csv", "Who?,We\nWhere?\n",
     "2: a line must be a question and its answer, with a comma between them"},
    {"CSV that is never closed", "a.csv", "Who?,We\nWhere?,\"Here\n",
     "2: a quotation mark is not closed; write a quotation mark inside a text twice"},
    {"Latin-1", "a.md",
     "# A\nR\xfc"
     "ckgabe\n",
     "2: this is not UTF-8 text; save the file as UTF-8"},
    {"a NUL is not written here, but an overlong one", "a.md", "\xc0\x80",
     "1: this is not UTF-8 text; save the file as UTF-8"},
};

static const char *parsed(const char *name, const char *text)
{
    struct passage_list list = {.n = 0};
    struct text_mistake wrong;
    char *all = arena_strdup(arena, "");
    knowledge_parse(arena, knowledge_kind(name), name, text, strlen(text), &list, &wrong);
    if (wrong.line != 0)
        return arena_printf(arena, "%d: %s", wrong.line, wrong.what);
    for (size_t i = 0; i < list.n; i++)
        all = arena_printf(arena, "%s%s%d %s|%s", all, i == 0 ? "" : " / ", list.at[i].line, list.at[i].title,
                           list.at[i].body);
    for (char *c = all; *c != '\0'; c++)
        *c = *c == '\n' ? ' ' : *c;
    return all;
}

static void test_files(void)
{
    for (size_t i = 0; i < LENGTH(files); i++)
        is_str(parsed(files[i].name, files[i].text), files[i].want, "%s", files[i].what);
    static const struct {
        const char *name;
        enum knowledge_kind kind;
    } kinds[] = {{"a.md", KNOWLEDGE_MARKDOWN},
                 {"A.MARKDOWN", KNOWLEDGE_MARKDOWN},
                 {"a.txt", KNOWLEDGE_TEXT},
                 {"a.csv", KNOWLEDGE_CSV},
                 {"synonyms.txt", KNOWLEDGE_SYNONYMS},
                 {".md", KNOWLEDGE_NOTHING},
                 {"a.pdf", KNOWLEDGE_NOTHING},
                 {"md", KNOWLEDGE_NOTHING}};
    for (size_t i = 0; i < LENGTH(kinds); i++)
        is_int(knowledge_kind(kinds[i].name), kinds[i].kind, "the kind of %s", kinds[i].name);
}

static void test_long(void)
{
    struct passage_list list = {.n = 0};
    struct text_mistake wrong;
    char *text = arena_strdup(arena, "# A\n");
    for (int i = 0; i < 200; i++)
        text = arena_printf(arena, "%sParagraph %d says something.\n\n", text, i);
    knowledge_parse(arena, KNOWLEDGE_MARKDOWN, "a.md", text, strlen(text), &list, &wrong);
    ok(list.n == 4, "a text of %zu bytes is divided: %zu", strlen(text), list.n);
    bool whole = true;
    for (size_t i = 0; i < list.n; i++)
        whole &= strlen(list.at[i].body) <= PASSAGE_BYTES &&
                 strncmp(list.at[i].body, "Paragraph ", 10) == 0 && strcmp(list.at[i].title, "A") == 0;
    ok(whole, "at the ends of paragraphs");
    list.n = 0;
    text = arena_strdup(arena, "");
    for (int i = 0; i < 10; i++)
        text = arena_printf(
            arena,
            "%s%0100d退款退款退款退款退款退款退款退款退款退款退款退款退款退款退款退款退款退款退款退款退款",
            text, i);
    knowledge_parse(arena, KNOWLEDGE_TEXT, "a.txt", text, strlen(text), &list, &wrong);
    ok(list.n > 1 && strlen(list.at[0].body) >= PASSAGE_BYTES - 3,
       "a text without any mark is divided at a character");
}

/* ---- terms ---- */

static const struct {
    const char *language, *text, *terms;
} texts[] = {
    {"en", "The returns of the delivered parcels", " return deliv parcel "},
    {"en", "cancelled, cancelling, cancellation", " cancel cancel cancel "},
    {"en", "paid payments", " pai pai "},
    {"en", "It’s Anna's; 1,234.50 isn't", " anna 123450 "},
    {"de", "Die Lieferung wird geliefert, wir liefern", " liefer liefer liefer "},
    {"de", "Die Rückgabe der Schuhe für mich", " ruckgab schuh "},
    {"zh", "申请退款", " 申 申请 请 请退 退 退款 款 "},
    {"zh", "退款，谢谢", " 退 退款 款 谢 谢谢 谢 "},
    {"en", "?!", " "},
};

static void test_terms(void)
{
    for (size_t i = 0; i < LENGTH(texts); i++) {
        enum terms_language language = terms_language(words, texts[i].text);
        is_str(terms_language_name(language), texts[i].language, "the language of %s", texts[i].text);
        is_str(terms_of_text(arena, words, language, "", texts[i].text), texts[i].terms, "the terms of %s",
               texts[i].text);
    }
    is_str(terms_of_text(arena, words, TERMS_EN, "3_", "my Returns"), " 3_return ",
           "a term begins with its directory");
    struct term term[8];
    size_t n = terms_of_question(arena, words, "Lieferungen?", term, LENGTH(term));
    ok(n == 1 && term[0].other != NULL && strcmp(term[0].other, "liefer") == 0,
       "a question's word has a German stem too");
    n = terms_of_question(arena, words, "how long 什么时候退款", term, LENGTH(term));
    bool right = n >= 4 && term[0].kind == TERM_STOP && term[1].kind == TERM_STOP &&
                 term[n - 1].kind == TERM_WORD && strcmp(term[n - 1].text, "退款") == 0;
    ok(right, "stop words are known in both");
    is_int((long long)terms_of_question(arena, words, "a b c d e f g h i j k", term, LENGTH(term)),
           LENGTH(term), "a question is cut where there is no room");
}

/* ---- a directory ---- */

static char *dir;
static struct store *st;
static char mistakes[2000];

static void put(const char *name, const char *text)
{
    FILE *out = fopen(arena_printf(arena, "%s/%s", dir, name), "w");
    if (out == NULL || fputs(text, out) < 0 || fclose(out) != 0)
        fatal("%s/%s: %m", dir, name);
}

static void on_mistake(void *arg, const char *text)
{
    (void)arg;
    if (strncmp(text, dir, strlen(dir)) == 0)
        text += strlen(dir);
    snprintf(mistakes + strlen(mistakes), sizeof mistakes - strlen(mistakes), "%s\n", text);
}

static struct knowledge_report pass(const char *directory)
{
    mistakes[0] = '\0';
    struct knowledge_pass *p = knowledge_pass_new(st, directory, on_mistake, NULL);
    while (knowledge_pass_step(p))
        continue;
    struct knowledge_report report = knowledge_pass_report(p);
    knowledge_pass_free(p);
    return report;
}

static void passes(size_t read, size_t removed, size_t passages, const char *what)
{
    struct knowledge_report r = pass(dir);
    if (!ok(r.read == read && r.removed == removed && r.passages == passages, "%s", what))
        diag("read %zu, removed %zu, passages %zu; %s", r.read, r.removed, r.passages, mistakes);
}

static const char *asked(const char *question)
{
    struct knowledge_answer answer;
    knowledge_ask(st, arena, words, dir, question, &answer);
    return arena_printf(arena, "%s %s", knowledge_decision_name(answer.decision),
                        answer.n == 0 ? "-" : answer.hit[0].title);
}

/* The vocabulary is what FTS5 says when it counts. */
static void is_counted(const char *when)
{
    static const char differs[] =
        "SELECT (SELECT count(*) FROM (SELECT term, doc FROM vocab EXCEPT SELECT term, doc FROM passage_term)) + "
        "(SELECT count(*) FROM (SELECT term, doc FROM passage_term EXCEPT SELECT term, doc FROM vocab))";
    store_exec(st,
               "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocab USING fts5vocab (main, passage_words, row)");
    is_str(store_ask(st, differs), "0", "the vocabulary is right %s", when);
}

static void test_directory(void)
{
    put("shop.md",
        "# Shop\n## Returns\nYou may bring everything back within 30 days.\n## Delivery\nThe parcel comes after "
        "three days.\n## Warranty\nWe repair what breaks within two years.\n");
    put("zh.txt", "问：多久可以退货？\n答：三十天之内。\n问：怎么付款？\n答：银行转账。\n");
    put("picture.png", "no text");
    put(".hidden.md", "# Hidden\nnothing\n");
    passes(2, 0, 5, "two files are read, others are not");
    passes(0, 0, 5, "nothing has changed");
    ok(store_exec(st, "UPDATE knowledge_file SET terms = 0"), "as an older program read them");
    passes(2, 0, 5, "what an older program read is read again");
    is_str(asked("returns"), "answer Shop › Returns", "a word of a title");
    is_str(asked("How do I RETURN this?"), "answer Shop › Returns", "… in a sentence");
    is_str(asked("warrantee"), "answer Shop › Warranty", "… misspelt");
    is_str(asked("退货要多久"), "answer 多久可以退货？", "in Chinese");
    is_str(asked("postage"), "none -", "a word that is not known");
    is_str(asked("我多久可以退貨"), "answer 多久可以退货？", "in traditional characters");
    is_str(asked("delivery"), "answer Shop › Delivery", "one word that is the whole heading");
    is_str(asked("Hello, my name is Peter Miller and I live in Leeds. How do I return this? Thank you!"),
           "answer Shop › Returns", "what comes before and after the question does not matter");
    is_str(asked("It rains. My dog is ill! What a day"), "none Shop › Delivery",
           "sentences that ask nothing");
    is_str(asked("two years"), "answer Shop › Warranty", "two words of a text");
    is_str(asked("postage to the moon for a parcel of cheese"), "none Shop › Delivery",
           "one word of many is not enough");
    is_str(asked(""), "none -", "an empty question");
    is_str(asked("what is it?"), "none Shop › Warranty", "a question of stop words");
    is_str(asked("\xff\xfe \"OR\" * NEAR( ' \\"), "none Shop › Warranty", "a question of rubbish");

    put("de.md",
        "# Rückgabe\nWir erstatten den Kaufpreis innerhalb von fünf Tagen.\n# Versand\nDie Lieferung ist kostenlos.\n");
    passes(1, 0, 7, "a German file is added");
    is_str(asked("Wann wird der Kaufpreis erstattet?"), "answer Rückgabe", "German by its stems");
    is_str(asked("Rückgabefrist"), "answer Rückgabe", "… and by the first part of a long word");
    is_str(asked("Rükgabe"), "answer Rückgabe", "… misspelt");
    is_str(asked("Haben Sie Fahrräder?"), "none Rückgabe", "… and what is not known");
    unlink(arena_printf(arena, "%s/de.md", dir));
    passes(0, 1, 5, "and removed");

    put("synonyms.txt", "postage, delivery\nmoney back, returns # as people say\n");
    passes(1, 0, 5, "synonyms are read");
    is_str(asked("postage"), "answer Shop › Delivery", "… and known");
    is_str(asked("I want my money back"), "answer Shop › Returns", "… of two words too");

    put("shop.md", "# Shop\n## Opening hours\nFrom nine to five.\n");
    passes(1, 0, 3, "a changed file is read anew");
    is_str(asked("returns"), "none -", "what it said before is forgotten");
    is_str(asked("opening hours"), "answer Shop › Opening hours", "what it says now is known");
    is_str(store_ask(st, "SELECT count(*) FROM passage"), "3", "nothing of before is left");
    ok(store_exec(st, "INSERT INTO passage_words (passage_words) VALUES ('integrity-check')"),
       "the index is sound");
    is_counted("after a change");

    put("shop.md", "# Shop\n## Opening hours\nF\xfcnf.\n");
    struct knowledge_report r = pass(dir);
    is_str(mistakes, "/shop.md:3: this is not UTF-8 text; save the file as UTF-8\n",
           "a mistake has file, line and remedy");
    ok(r.mistakes == 1 && r.passages == 3, "the file stays as it was");
    is_str(asked("opening hours"), "answer Shop › Opening hours", "… and answers");
    unlink(arena_printf(arena, "%s/shop.md", dir));
    passes(0, 1, 2, "a file that is no more is removed");
    is_str(asked("opening hours"), "none -", "… and answers no more");
    is_counted("after a removal");

    char *large = arena_alloc(arena, KNOWLEDGE_FILE_BYTES + 2);
    memset(large, 'x', KNOWLEDGE_FILE_BYTES + 1);
    put("large.md", large);
    pass(dir);
    is_str(mistakes, "/large.md: larger than 4 MiB, the limit for a file: divide it\n",
           "a file that is too large");
    unlink(arena_printf(arena, "%s/large.md", dir));
}

/* The daemon holds a file and one batch of it, not what each passage needs for a moment. */
static void test_memory(void)
{
    struct arena *rows = arena_new();
    const char *text = "question,answer\n";
    for (int i = 0; i < 20; i++) {
        const char *block = "";
        for (int k = 0; k < 100; k++)
            block =
                arena_printf(rows, "%sWhat is thing %d?,It is thing %d of many.\n", block, 100 * i + k, k);
        text = arena_printf(rows, "%s%s", text, block);
    }
    put("many.csv", text);
    size_t most = 0;
    struct knowledge_pass *p = knowledge_pass_new(st, dir, on_mistake, NULL);
    while (knowledge_pass_step(p))
        most = arena_used(p->text) > most ? arena_used(p->text) : most;
    is_int((long long)knowledge_pass_report(p).passages, 2002, "a file of 2000 passages is read");
    if (!ok(most < 32 << 20, "in less than 32 MiB"))
        diag("%zu bytes", most);
    knowledge_pass_free(p);
    unlink(arena_printf(arena, "%s/many.csv", dir));
    arena_free(rows);
}

/* Somebody puts a link in the place of a file, or of its directory, between the look at it and the reading. */
static void test_link_in_between(void)
{
    static const char *const places[] = {"between.md", "between/deep.md"};
    const char *outside = arena_printf(arena, "%s.outside", dir),
               *file = arena_printf(arena, "%s/deep.md", outside);
    mkdir(outside, 0700);
    mkdir(arena_printf(arena, "%s/between", dir), 0700);
    FILE *f = fopen(file, "w");
    if (f == NULL || fputs("# Zebra crossing\nFar away.\n", f) < 0 || fclose(f) != 0)
        fatal("%s: %m", file);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        const char *path = arena_printf(arena, "%s/%s", dir, places[i]),
                   *above = arena_printf(arena, "%s/between", dir);
        put(places[i], "# Nothing\nHere.\n");
        mistakes[0] = '\0';
        struct knowledge_pass *p = knowledge_pass_new(st, dir, on_mistake, NULL);
        knowledge_pass_step(p);
        unlink(path);
        if (i == 1)
            rmdir(above);
        if (symlink(i == 0 ? file : outside, i == 0 ? path : above) != 0)
            fatal("%s: %m", path);
        while (knowledge_pass_step(p))
            continue;
        knowledge_pass_free(p);
        ok(strstr(mistakes, "a link that leads out of the directory") != NULL, "a link put in between: %s",
           mistakes);
        is_str(asked("zebra crossing"), "none -", "is not followed");
        unlink(i == 0 ? path : above);
    }
    unlink(file);
    rmdir(outside);
    pass(dir);
}

static long count(const char *table)
{
    return strtol(store_ask(st, arena_printf(arena, "SELECT count(*) FROM %s", table)), NULL, 10);
}

/* More passages than a step writes: who asks between two steps finds the old form whole. */
static void test_batches(void)
{
    char *text = arena_strdup(arena, "# New\n");
    put("many.md", "# Many\n## Old ones\nThe old word.\n");
    pass(dir);
    for (int i = 0; i < 3 * KNOWLEDGE_BATCH; i++)
        text = arena_printf(arena, "%s## Thing %d\nA thing.\n", text, i);
    put("many.md", text);
    struct knowledge_pass *p = knowledge_pass_new(st, dir, on_mistake, NULL);
    int steps = 0, old = 0;
    long most = 0, before = count("passage");
    while (knowledge_pass_step(p)) {
        long now = count("passage");
        most = now - before > most ? now - before : most;
        before = now;
        steps++;
        old += strcmp(asked("old ones"), "answer Many › Old ones") == 0;
    }
    knowledge_pass_free(p);
    is_int(most, KNOWLEDGE_BATCH, "a step, which is a transaction, writes so many passages");
    ok(steps > 4 && old >= 3, "the old form answers while the new one is loaded: %d of %d steps", old, steps);
    is_str(asked("thing 599"), "answer New › Thing 599", "then the new one does");
    is_str(store_ask(st, "SELECT count(*) FROM knowledge_file WHERE state <> 'live'"), "0",
           "and the old one is gone");

    /* A pass that was broken off, as by a crash. */
    text = arena_printf(arena, "%s## Last\nThe end.\n", text);
    put("many.md", text);
    p = knowledge_pass_new(st, dir, on_mistake, NULL);
    while (strcmp(store_ask(st, "SELECT count(*) FROM knowledge_file WHERE state = 'loading'"), "0") == 0 &&
           knowledge_pass_step(p))
        continue;
    knowledge_pass_free(p);
    is_str(asked("the end"), "none -", "a pass that was broken off has changed nothing");
    passes(1, 0, 3 * KNOWLEDGE_BATCH + 3, "the next one does it all");
    is_str(asked("the end"), "answer New › Last", "… and its answer is there");
    is_str(store_ask(st, "SELECT count(*) FROM knowledge_file WHERE state <> 'live'"), "0",
           "nothing of the broken one is left");
    is_counted("after a pass that was broken off");

    /* Two at once: each may remove what the other has begun. */
    put("many.md", arena_printf(arena, "%s## Twice\nTwo.\n", text));
    struct knowledge_pass *one = knowledge_pass_new(st, dir, on_mistake, NULL),
                          *two = knowledge_pass_new(st, dir, on_mistake, NULL);
    bool more_one = true, more_two = true;
    while (more_one || more_two) {
        more_one = more_one && knowledge_pass_step(one);
        more_two = more_two && knowledge_pass_step(two);
    }
    knowledge_pass_free(one);
    knowledge_pass_free(two);
    pass(dir);
    ok(store_error(st) == NULL, "two passes at once do no harm");
    is_counted("after two at once");
    is_str(asked("twice"), "answer New › Twice", "and the file is known");
    is_str(store_ask(st, "SELECT count(*) FROM passage"), arena_printf(arena, "%d", 3 * KNOWLEDGE_BATCH + 4),
           "once");
    unlink(arena_printf(arena, "%s/many.md", dir));
}

/* What is forgotten goes in batches too. */
static void test_batches_removed(void)
{
    char *text = arena_strdup(arena, "# New\n");
    for (int i = 0; i < 3 * KNOWLEDGE_BATCH; i++)
        text = arena_printf(arena, "%s## Thing %d\nA thing.\n", text, i);
    put("many.md", text);
    pass(dir);
    unlink(arena_printf(arena, "%s/many.md", dir));
    struct knowledge_pass *p = knowledge_pass_new(st, dir, on_mistake, NULL);
    long most = 0, before = count("passage");
    for (bool more = true; more;) {
        more = knowledge_pass_step(p);
        long now = count("passage");
        most = before - now > most ? before - now : most;
        before = now;
    }
    knowledge_pass_free(p);
    is_int(most, KNOWLEDGE_BATCH, "a step removes so many passages");
}

/* Another program has the write lock: all that is read is read before it is asked for, so a large file is not
 * read while we have it. */
static void test_locked(void)
{
    const char *path = arena_printf(arena, "%s/.store.db", dir), *why;
    enum store_trouble trouble;
    struct arena *rows = arena_new();
    struct store *memory = st, *other;
    st = store_open_at_once(path, rows, &why, &trouble);
    other = store_open(path, STORE_TOOL, rows, &why);
    put("lock.md", "# Tiger\nStripes.\n");
    put("lock-bad.md", "\xff");
    pass(dir);
    put("lock.md", "# Tiger\nStripes of black.\n");
    struct knowledge_pass *p = knowledge_pass_new(st, dir, on_mistake, NULL);
    mistakes[0] = '\0';
    ok(store_begin(other), "another program has the lock");
    for (int i = 0; i < 20; i++)
        knowledge_pass_step(p);
    ok(strstr(mistakes, "/lock-bad.md:1: this is not UTF-8 text") != NULL, "files are read meanwhile: %s",
       mistakes);
    is_str(store_ask(st, "SELECT body FROM passage WHERE title = 'Tiger'"), "Stripes.", "nothing is written");
    store_rollback(other);
    while (knowledge_pass_step(p))
        continue;
    is_str(store_ask(st, "SELECT body FROM passage WHERE title = 'Tiger'"), "Stripes of black.",
           "then it is");
    is_int(knowledge_pass_report(p).read, 1, "once");
    knowledge_pass_free(p);
    store_close(other);
    store_close(st);
    st = memory;
    arena_free(rows);
    static const char *const left[] = {"lock.md", "lock-bad.md", ".store.db", ".store.db.lock"};
    for (size_t i = 0; i < LENGTH(left); i++)
        unlink(arena_printf(arena, "%s/%s", dir, left[i]));
}

/* The first 10,000 are read, also where none was before. */
static void test_too_many(void)
{
    const char *many = arena_printf(arena, "%s/many", dir);
    mkdir(many, 0700);
    for (int i = 0; i <= KNOWLEDGE_FILES; i++)
        put(arena_printf(arena, "many/%d.md", i), "# One\nx\n");
    struct knowledge_pass *p = knowledge_pass_new(st, many, on_mistake, NULL);
    long before = count("passage");
    mistakes[0] = '\0';
    for (int i = 0; i < 10; i++)
        knowledge_pass_step(p);
    knowledge_pass_free(p);
    ok(strstr(mistakes, "more than 10000 files; the others are not read") != NULL &&
           count("passage") > before,
       "of too many files the first are read: %s", mistakes);
    for (int i = 0; i <= KNOWLEDGE_FILES; i++)
        unlink(arena_printf(arena, "%s/%d.md", many, i));
    rmdir(many);
    while (knowledge_forget_others(st, (const char *const[]){dir}, 1))
        continue;
}

#define REMEDY                                                                                         \
    ", and customers are told what it says: chown everything in the directory to root or to the user " \
    "that runs frontdesk, and chmod -R go-w it\n"

/* What a pass says of a file or directory with such a mode; the text is read all the same. */
static const char *hands(const char *name, mode_t bits, mode_t after)
{
    const char *path = arena_printf(arena, "%s%s", dir, name);
    if (chmod(path, bits) != 0)
        fatal("%s: %m", path);
    struct knowledge_report r = pass(dir);
    if (r.mistakes != 0)
        diag("%s with mode %03o is counted as a mistake", name, (unsigned)bits);
    chmod(path, after);
    return mistakes;
}

static void test_hands(void)
{
    mkdir(arena_printf(arena, "%s/below", dir), 0755);
    put("below/a.md", "# Elephant\nGrey.\n");
    is_str(hands("/below/a.md", 0644, 0644), "", "a file that others may read");
    is_str(hands("/below/a.md", 0666, 0644), "/below/a.md: other users may change it (mode 666)" REMEDY,
           "one that others may change");
    is_str(hands("/below/a.md", 0664, 0644), "/below/a.md: other users may change it (mode 664)" REMEDY,
           "… or those of a group");
    is_str(hands("/below", 0777, 0755), "/below: other users may change it (mode 777)" REMEDY,
           "a directory below");
    is_str(hands("", 0702, 0700), ": other users may change it (mode 702)" REMEDY, "the directory itself");
    is_str(hands("/picture.png", 0666, 0644), "", "a file that is not read");
    is_str(asked("elephant"), "answer Elephant", "what others may change is read all the same");
    const char *path = arena_printf(arena, "%s/below/a.md", dir);
    if (geteuid() != 0 || chown(path, 54321, (gid_t)-1) != 0) {
        ok(true, "a file of somebody else # SKIP this is not root");
    } else {
        pass(dir);
        is_str(mistakes, "/below/a.md: it belongs to user 54321" REMEDY, "a file of somebody else");
    }
    struct conf conf = {.user = "", .store_path = "/nowhere", .component.secret = ""};
    const char *found = knowledge_exposed(arena, &conf, arena_printf(arena, "%s/below", dir));
    ok((found != NULL) == (geteuid() == 0), "it is found without a store too");
    unlink(path);
    rmdir(arena_printf(arena, "%s/below", dir));
    pass(dir);
}

/* ---- questions that follow others ---- */

static void test_references(void)
{
    static const struct {
        const char *question;
        enum knowledge_reference reference;
    } rows[] = {
        {"and how long does that take?", REFERENCE_BARE},
        {"how much is it", REFERENCE_BARE},
        {"How long?", REFERENCE_MADE},
        {"what about the blue one?", REFERENCE_MADE},
        {"does it fit a bicycle?", REFERENCE_MADE},
        {"express", REFERENCE_SHORT},
        {"How do I return shoes that I bought abroad?", REFERENCE_NONE},
        {"and can I pay my monthly invoice with a credit card?", REFERENCE_NONE},
        {"und wie teuer ist das?", REFERENCE_BARE},
        {"wie lange dauert das", REFERENCE_BARE},
        {"was kostet das Paket", REFERENCE_SHORT},
        {"gilt das auch für Gas", REFERENCE_MADE},
        {"und samstags?", REFERENCE_MADE},
        {"Wo finde ich meine Rechnung vom letzten Jahr?", REFERENCE_NONE},
        {"那多少钱?", REFERENCE_BARE},
        {"多久", REFERENCE_MADE},
        {"小班呢？", REFERENCE_MADE},
        {"保留多久", REFERENCE_SHORT},
        {"怎么申请电子发票和退款", REFERENCE_NONE},
        {"那要怎么申请增值税专用发票", REFERENCE_NONE},
        {"", REFERENCE_NONE},
        {"?", REFERENCE_NONE},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct part_wanted wanted = part_wanted(arena, words, rows[i].question);
        is_int(knowledge_reference(arena, words, rows[i].question, &wanted), rows[i].reference,
               "\"%s\" refers", rows[i].question);
    }
}

static const char *part_for(const char *question, const char *body)
{
    struct part_wanted wanted = part_wanted(arena, words, question);
    const char *part = part_of(arena, words, &wanted, "", body).text;
    return part == NULL ? "-" : part;
}

static void test_parts(void)
{
    static const char
        en[] = "Print the label. Returns are\nfree. The money comes within five days.\n\n- Boxes: "
               "48 hours\n- Letters: never",
        de[] = "Das ist z. B. am 24. und 31. möglich. Die Abholung kostet 25 €. Termin in 3 Wochen.",
        zh[] = "保留180天，不支持下载。手续费是2元。小班课不能调课。";
    is_str(part_for("how long does that take", en), "The money comes within five days.",
           "the sentence with a time");
    is_str(part_for("and what does it cost", en), "Returns are free.", "… with a price, over two lines");
    is_str(part_for("how long for boxes", en), "- Boxes: 48 hours", "… with a word too");
    is_str(part_for("what about whales", en), "-", "… none");
    is_str(part_for("", en), "-", "… for nothing");
    is_str(part_for("und wie teuer ist die Abholung", de), "Die Abholung kostet 25 €.", "… in German");
    is_str(part_for("ist das am 31. möglich", de), "Das ist z. B. am 24. und 31. möglich.",
           "… with full stops in it");
    is_str(part_for("那多少钱", zh), "手续费是2元。", "… in Chinese");
    is_str(part_for("小班呢", zh), "小班课不能调课。", "… by a word");
}

static const char *asked_after(const char *previous, const char *title, const char *question)
{
    struct knowledge_before before = {.question = previous, .title = title, .source = "shop.md"};
    struct knowledge_answer answer;
    knowledge_ask_after(st, arena, words, dir, &before, question, &answer);
    return arena_printf(arena, "%s%s %s", answer.follows ? "follows: " : "",
                        knowledge_decision_name(answer.decision), answer.n == 0 ? "-" : answer.hit[0].title);
}

static void test_follows(void)
{
    put("shop.md",
        "# Shop\n## Returns\nYou may bring shoes back within 30 days.\n## Delivery\nThe parcel comes after "
        "three days, for 5 euros.\n## Warranty\nWe repair what breaks within two years.\n");
    pass(dir);
    is_str(asked_after("how about returns", "Shop › Returns", "and how long?"),
           "follows: answer Shop › Returns", "a time in the last answer");
    is_str(asked_after("how about delivery", "Shop › Delivery", "and how long?"),
           "follows: answer Shop › Delivery", "… in another");
    is_str(asked_after("how about returns", "Shop › Returns", "how much is that?"),
           "follows: none Shop › Returns", "a price that it has not");
    is_str(asked_after("how about returns", "Shop › Returns", "and the warranty?"), "answer Shop › Warranty",
           "a question of its own");
    is_str(asked_after("how about returns", "Shop › Returns", "do you sell bicycles"), "none Shop › Returns",
           "a question about something else");
    is_str(asked_after("", "", "and how long?"), "none Shop › Returns", "nothing was said before");
}

static void test_others(void)
{
    const char *none = arena_printf(arena, "%s/none", dir);
    pass(none);
    ok(strstr(mistakes, "/none: No such file or directory; the directory of `knowledge` must exist") ==
           mistakes,
       "a directory that does not exist");
    const char *other = arena_printf(arena, "%s/other", dir);
    mkdir(other, 0700);
    put("other/a.md", "# Cheese\nFrom the moon.\n");
    pass(other);
    pass(dir);
    is_str(asked("cheese"), "answer Cheese", "a directory below is read with the one above");
    while (knowledge_forget_others(st, (const char *const[]){dir}, 1))
        continue;
    is_str(store_ask(st, "SELECT group_concat(path) FROM knowledge_directory"), dir,
           "a directory that nobody names is forgotten");
    is_str(asked("cheese"), "answer Cheese", "the other is not");
    ok(store_error(st) == NULL, "all without an error");
    unlink(arena_printf(arena, "%s/other/a.md", dir));
    rmdir(other);
}

int main(void)
{
    static const char *const left[] = {"zh.txt", "picture.png", ".hidden.md", "synonyms.txt"};
    char template[] = "/tmp/frontdesk-knowledge.XXXXXX";
    const char *why = "";
    plan_none();
    umask(022); /* files that a group may change are said */
    arena = arena_new();
    words = words_new();
    dir = mkdtemp(template);
    if (dir == NULL)
        fatal("%s: %m", template);
    struct arena *rows = arena_new();
    st = store_open(":memory:", STORE_DAEMON, rows, &why);
    if (st == NULL)
        fatal("%s", why);
    test_files();
    test_long();
    test_terms();
    test_directory();
    test_memory();
    test_link_in_between();
    test_batches();
    test_batches_removed();
    test_locked();
    test_too_many();
    test_hands();
    test_references();
    test_parts();
    test_follows();
    test_others();
    for (size_t i = 0; i < LENGTH(left); i++)
        unlink(arena_printf(arena, "%s/%s", dir, left[i]));
    rmdir(dir);
    store_close(st);
    words_free(words);
    arena_free(rows);
    arena_free(arena);
    return done();
}
