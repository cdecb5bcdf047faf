/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge: brings files into the store. */
#include "knowledge/knowledge.h"

#include <ctype.h>
#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "base/utf8.h"
#include "base/words.h"
#include "conf/conf.h"
#include "knowledge/knowledge_directory.h"
#include "knowledge/knowledge_guard.h"
#include "knowledge/knowledge_inside.h"
#include "knowledge/knowledge_terms.h"
#include "knowledge/knowledge_text.h"
#include "knowledge/pieces.h"
#include "knowledge/vectors.h"
#include "knowledge/vocabulary.h"
#include "store/store.h"

void knowledge_pass_mistake(struct knowledge_pass *p, const char *name, int line, const char *what)
{
    const char *at = line > 0 ? arena_printf(p->arena, ":%d", line) : "";
    p->report.mistakes++;
    p->on_mistake(p->arg, arena_printf(p->arena, "%s%s%s%s: %s", p->directory, name[0] == '\0' ? "" : "/",
                                       utf8_printable(p->arena, name, 1000), at, what));
}

struct knowledge_pass *knowledge_pass_new(struct store *store, const char *directory,
                                          void (*on_mistake)(void *arg, const char *text), void *arg)
{
    struct knowledge_pass *p = xcalloc(1, sizeof *p);
    p->store = store;
    p->arena = arena_new();
    p->text = arena_new();
    p->words = words_new();
    p->directory = arena_strdup(p->arena, directory);
    p->on_mistake = on_mistake;
    p->arg = arg;
    p->guard = knowledge_guard_new(p->arena, NULL, p->directory);
    p->user = "";
    return p;
}

/* Returns the user that runs the daemon: the configured user, else the owner of the store. Root may run a
 * command for that user. */
static const char *daemon_user(struct knowledge_pass *p, const struct conf *conf)
{
    struct stat st;
    if (conf->user[0] != '\0' || stat(conf->store_path, &st) != 0)
        return arena_strdup(p->arena, conf->user);
    const struct passwd *owner = getpwuid(st.st_uid);
    return owner != NULL ? arena_strdup(p->arena, owner->pw_name) : "";
}

void knowledge_pass_guard(struct knowledge_pass *p, const struct conf *conf)
{
    p->guard = knowledge_guard_new(p->arena, conf, p->directory);
    p->user = daemon_user(p, conf);
}

void knowledge_pass_free(struct knowledge_pass *p)
{
    words_free(p->words);
    arena_free(p->text);
    arena_free(p->arena);
    free(p);
}

/* ---- the directory ---- */

/* Creates the row of the directory when there is none. */
static void add_directory(struct knowledge_pass *p)
{
    p->id = store_int(p->store, SQL_knowledge_directory_find, 0, TEXT(p->directory));
    if (p->id == 0) {
        store_run(p->store, SQL_knowledge_directory_add, TEXT(p->directory));
        p->id = store_last_id(p->store);
    }
}

/* ---- a file ---- */

static char *read_file(struct knowledge_pass *p, const char *name, size_t *len)
{
    const char *path = arena_printf(p->text, "%s/%s", p->directory, name);
    struct stat st;
    const char *wrong;
    int fd = file_open(path, &st, &wrong);
    if (fd < 0) {
        knowledge_pass_mistake(p, name, 0,
                               wrong != NULL
                                   ? wrong
                                   : arena_printf(p->text,
                                                  "%s; the user that runs frontdesk must be able to read it",
                                                  strerror(errno)));
        return NULL;
    }
    if (knowledge_directory_elsewhere(p, fd, path)) {
        knowledge_pass_mistake(p, name, 0, knowledge_leading_out);
        close(fd);
        return NULL;
    }
    char *bytes = file_read(p->text, fd, (size_t)st.st_size, KNOWLEDGE_FILE_BYTES, len);
    const char *why = bytes != NULL    ? NULL
                      : errno == EFBIG ? "larger than 4 MiB, the limit for a file: divide it"
                                       : strerror(errno);
    close(fd);
    if (why != NULL) {
        knowledge_pass_mistake(p, name, 0, why);
        return NULL;
    }
    return bytes;
}

/* Removes backslashes by which Markdown may write "a\\_b" for a_b. Keeps line breaks. */
static const char *without_escapes(struct arena *arena, const char *bytes, size_t *len)
{
    char *copy = arena_alloc(arena, *len + 1);
    size_t n = 0;
    for (size_t i = 0; i < *len; i++) {
        if (bytes[i] != '\\' || i + 1 == *len || !ispunct((unsigned char)bytes[i + 1])) {
            copy[n++] = bytes[i];
        }
    }
    *len = n;
    return copy;
}

/* Whether the file holds a secret, which customers would be told. Such a file is not read, and is removed
 * from the store as if it were gone. */
static bool has_secret(struct knowledge_pass *p, const char *bytes, size_t len)
{
    size_t at;
    int line = 1;
    struct found *file = &p->found[p->at];
    const char *setting = knowledge_guard_secret(p->guard, bytes, len, &at);
    if (setting == NULL) {
        bytes = without_escapes(p->text, bytes, &len);
        setting = knowledge_guard_secret(p->guard, bytes, len, &at);
    }
    if (setting == NULL) {
        return false;
    }
    for (size_t i = 0; i < at; i++) {
        line += bytes[i] == '\n';
    }
    knowledge_pass_mistake(
        p, file->name, line,
        arena_printf(p->text,
                     "contains %s, so it is not read: remove the secret from the file, and replace it by "
                     "a new one",
                     setting));
    file->refused = true;
    return true;
}

/* Returns an FNV-1a hash, by which a file that was only touched need not be indexed again. A collision would
 * not help an attacker. */
static const char *hash_of(struct arena *arena, const char *bytes, size_t len)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < len; i++) {
        hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
    }
    return arena_printf(arena, KNOWLEDGE_FORM " %016llx", (unsigned long long)hash);
}

/* A question's wordings, one a line. */
static const char *wordings_as_pieces(struct knowledge_pass *p, const char *wordings)
{
    char *rest = arena_strdup(p->text, wordings);
    const char *all = "";
    for (char *line; (line = strsep(&rest, "\n")) != NULL;)
        all = arena_printf(p->text, "%s%s%s", all, all[0] != '\0' ? "\n" : "",
                           pieces_text(p->text, p->words, line));
    return all;
}

static void write_passage(struct knowledge_pass *p, const struct passage_text *text, const char *prefix,
                          struct vocabulary *v)
{
    enum terms_language language =
        terms_language(p->words, arena_printf(p->text, "%s\n%s", text->heading, text->body));
    const char *title = terms_of_title(p->text, p->words, language, prefix, text->heading);
    const char *body = terms_of_text(p->text, p->words, language, prefix,
                                     arena_printf(p->text, "%s\n%s", text->above, text->body));
    const char *wordings = wordings_as_pieces(p, text->heading);
    const char *plain =
        pieces_text(p->text, p->words, arena_printf(p->text, "%s\n%s", text->above, text->body));
    if (store_run(p->store, SQL_passage_add, INT(p->file), INT(text->line), TEXT(text->title),
                  TEXT(text->body), TEXT(terms_language_name(language)), TEXT(title), TEXT(body),
                  TEXT(wordings), TEXT(plain)) == 1) {
        store_run(p->store, SQL_passage_words_add, INT(store_last_id(p->store)), TEXT(title), TEXT(body));
        vocabulary_note(v, title, body, wordings, plain);
        p->terms += terms_count(title) + terms_count(body);
    }
}

/* Writes a batch of passages of the current file. With the last batch, the new passages replace the old ones.
 */
static void write_some(struct knowledge_pass *p)
{
    const struct found *file = &p->found[p->at];
    const char *prefix = arena_printf(p->text, "%lld_", (long long)p->id);
    struct arena *batch = arena_new();
    struct vocabulary v = vocabulary_new(batch, p->id);
    for (size_t i = 0; i < KNOWLEDGE_BATCH && p->written < p->list.n; i++) {
        write_passage(p, &p->list.at[p->written++], prefix, &v);
    }
    vocabulary_add(&v, p->store);
    arena_free(batch);
    if (p->written < p->list.n) {
        return;
    }
    store_run(p->store, SQL_knowledge_file_replace, INT(p->id), TEXT(file->name), INT(p->file));
    /* Another program may have taken the half-written file for the remains of a broken pass, and removed it.
     * Then that program has written the file, or the next pass reads it again. */
    p->report.read +=
        (size_t)store_run(p->store, SQL_knowledge_file_live, INT(p->file), INT(p->list.n), INT(p->terms));
    p->file = 0;
    p->at++;
}

static void on_phrase(void *arg, int line, int number, const char *text)
{
    struct knowledge_pass *p = arg;
    struct term term[16];
    const char *terms = "";
    size_t n = terms_of_question(p->text, p->words, text, term, sizeof term / sizeof term[0]);
    for (size_t i = 0; i < n; i++) {
        if (term[i].kind != TERM_ACROSS) {
            terms = arena_printf(p->text, "%s%s%s", terms, terms[0] == '\0' ? "" : " ", term[i].text);
        }
    }
    if (terms[0] != '\0') {
        store_run(p->store, SQL_synonym_add, INT(p->file), INT(line), INT(number), TEXT(terms));
    }
}

/* Returns false when the store already has this version of the file. Otherwise reads the file, if possible.
 */
static bool read_changed(struct knowledge_pass *p)
{
    const struct found *file = &p->found[p->at];
    const char *old_stamp = "", *old_hash = "";
    struct cursor *c = store_query(p->store, SQL_knowledge_file_find, INT(p->id), TEXT(file->name));
    if (cursor_next(c)) {
        p->old = cursor_int(c, 0);
        old_stamp = cursor_text(c, 1);
        old_hash = cursor_text(c, 2);
        cursor_end(c);
    }
    if (strcmp(old_stamp, file->stamp) == 0) {
        return false;
    }
    p->bytes = read_file(p, file->name, &p->len);
    if (p->bytes == NULL || has_secret(p, p->bytes, p->len)) {
        return true;
    }
    p->hash = hash_of(p->text, p->bytes, p->len);
    p->work = strcmp(p->hash, old_hash) == 0 ? WORK_STAMP : WORK_WRITE;
    return true;
}

static bool parse(struct knowledge_pass *p)
{
    const struct found *file = &p->found[p->at];
    struct text_mistake wrong = {0, NULL};
    p->list = (struct passage_list){.n = 0};
    p->written = 0;
    p->terms = 0;
    knowledge_parse(p->text, file->kind, file->name, p->bytes, p->len, &p->list, &wrong);
    if (wrong.line == 0 && store_int(p->store, SQL_knowledge_passages, 0, INT(p->id)) + (int64_t)p->list.n >
                               KNOWLEDGE_PASSAGES) {
        wrong = (struct text_mistake){1, "more than 200000 passages in this directory: the file is not read"};
    }
    if (wrong.line != 0) {
        knowledge_pass_mistake(p, file->name, wrong.line, wrong.what);
    }
    return wrong.line == 0;
}

static bool look_at_file(struct knowledge_pass *p)
{
    bool was_read = read_changed(p);
    if (p->work == WORK_WRITE && !parse(p)) {
        p->work = WORK_NONE;
    }
    if (p->work == WORK_NONE) {
        p->at++;
    }
    return was_read;
}

/* Looks at files up to the next one that has changed. Uses no transaction, because reading a large file
 * takes longer than writing a batch. */
static void look_at_files(struct knowledge_pass *p)
{
    arena_reset(p->text);
    for (int i = 0; i < KNOWLEDGE_BATCH && p->at < p->n && !look_at_file(p); i++)
        ;
}

/* The first batch of a file. */
static void begin_file(struct knowledge_pass *p)
{
    const struct found *file = &p->found[p->at];
    struct text_mistake wrong = {0, NULL};
    store_run(p->store, SQL_knowledge_file_add, INT(p->id), TEXT(file->name), TEXT(file->stamp),
              TEXT(p->hash));
    p->file = store_last_id(p->store);
    if (file->kind == KNOWLEDGE_SYNONYMS) {
        knowledge_parse_synonyms(p->text, p->bytes, p->len, &wrong, on_phrase, p);
    }
    if (wrong.line == 0) {
        write_some(p);
        return;
    }
    store_run(p->store, SQL_knowledge_file_drop, INT(p->file));
    p->file = 0;
    knowledge_pass_mistake(p, file->name, wrong.line, wrong.what);
    p->at++;
}

static void do_work(struct knowledge_pass *p)
{
    if (p->work == WORK_WRITE) {
        begin_file(p);
    } else {
        store_run(p->store, SQL_knowledge_file_stamp, INT(p->old), TEXT(p->found[p->at].stamp));
        p->at++;
    }
    p->work = WORK_NONE;
}

/* ---- what is no more ---- */

static void drop_missing(struct knowledge_pass *p)
{
    struct cursor *c = store_query(p->store, SQL_knowledge_file_names, INT(p->id));
    int64_t gone[KNOWLEDGE_BATCH];
    size_t n = 0;
    while (n < KNOWLEDGE_BATCH && cursor_next(c)) {
        if (!knowledge_directory_has(p, cursor_text(c, 1))) {
            gone[n++] = cursor_int(c, 0);
        }
    }
    cursor_end(c);
    for (size_t i = 0; i < n; i++) {
        store_run(p->store, SQL_knowledge_file_drop, INT(gone[i]));
    }
    p->report.removed += n;
    p->whole = n == KNOWLEDGE_BATCH; /* otherwise all files were handled */
}

static void forget_terms(struct store *st, int64_t file)
{
    struct arena *arena = arena_new();
    struct vocabulary v = vocabulary_new(arena, store_int(st, SQL_knowledge_file_directory, 0, INT(file)));
    struct cursor *c = store_query(st, SQL_passage_batch, INT(file), INT(KNOWLEDGE_BATCH));
    while (cursor_next(c)) {
        vocabulary_note(&v, cursor_text(c, 0), cursor_text(c, 1), cursor_text(c, 2), cursor_text(c, 3));
    }
    cursor_end(c);
    vocabulary_remove(&v, st);
    arena_free(arena);
}

/* Removes a batch of passages that belong to no file any more. Returns false when there is none. */
static bool clear_some(struct store *st)
{
    int64_t file = store_int(st, SQL_knowledge_file_dead, 0);
    if (file == 0) {
        return false;
    }
    /* Prevents a pass that is still writing this file from taking it for complete. */
    store_run(st, SQL_knowledge_file_drop, INT(file));
    forget_terms(st, file);
    store_run(st, SQL_passage_words_drop, INT(file), INT(KNOWLEDGE_BATCH));
    vectors_forget_passages(st, file, KNOWLEDGE_BATCH);
    if (store_run(st, SQL_passage_drop, INT(file), INT(KNOWLEDGE_BATCH)) < KNOWLEDGE_BATCH) {
        store_run(st, SQL_synonym_drop, INT(file));
        vectors_forget_file(st, file);
        store_run(st, SQL_knowledge_file_forget, INT(file));
    }
    return true;
}

static void count(struct knowledge_pass *p)
{
    struct cursor *c = store_query(p->store, SQL_knowledge_size, INT(p->id));
    if (cursor_next(c)) {
        p->report.files = (size_t)cursor_int(c, 0);
        p->report.passages = (size_t)cursor_int(c, 1);
        cursor_end(c);
    }
}

bool knowledge_pass_step(struct knowledge_pass *p)
{
    if (!p->listed) {
        knowledge_directory_list(p);
        return store_error(p->store) == NULL;
    }
    bool more = true, at_files = p->id != 0 && p->at < p->n;
    if (p->file == 0 && p->work == WORK_NONE && at_files) {
        look_at_files(p);
        if (p->work == WORK_NONE) {
            return store_error(p->store) == NULL;
        }
    }
    if (!store_begin(p->store)) {
        return true;
    }
    if (p->id == 0 && (p->whole || p->n > 0)) {
        add_directory(p);
    } else if (p->file != 0) {
        write_some(p);
    } else if (p->work != WORK_NONE) {
        do_work(p);
    } else if (p->id != 0 && p->whole) {
        drop_missing(p);
    } else if (!clear_some(p->store)) {
        count(p);
        more = false;
    }
    return store_commit(p->store) && more;
}

struct knowledge_report knowledge_pass_report(const struct knowledge_pass *p)
{
    return p->report;
}

static bool among(const char *path, const char *const *directories, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(path, directories[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Returns the first directory that is not among the given ones; 0: none. */
static int64_t other_directory(struct store *st, const char *const *directories, size_t n)
{
    struct cursor *c = store_query_values(st, SQL_knowledge_directory_all, NULL, 0);
    int64_t other = 0;
    while (other == 0 && cursor_next(c)) {
        other = among(cursor_text(c, 1), directories, n) ? 0 : cursor_int(c, 0);
    }
    cursor_end(c);
    return other;
}

bool knowledge_forget_others(struct store *st, const char *const *directories, size_t n)
{
    if (!store_begin(st)) {
        return true;
    }
    bool more = clear_some(st);
    int64_t other = more ? 0 : other_directory(st, directories, n);
    if (other != 0) {
        more = true;
        if (!vectors_forget_directory(st, other) &&
            store_run(st, SQL_knowledge_file_drop_all, INT(other)) == 0) {
            store_run(st, SQL_knowledge_pieces_drop, INT(other));
            store_run(st, SQL_knowledge_directory_drop, INT(other));
        }
    }
    return store_commit(st) && more;
}
