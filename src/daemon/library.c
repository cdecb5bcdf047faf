/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * library: see library.h. */
#include "daemon/library.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "conf/conf.h"
#include "knowledge/knowledge.h"

enum {
    STEP_MS = 20,         /* pause between two steps of a pass, for the program's other work */
    AGAIN_MS = 10 * 1000, /* pause between the last directory and the next look at the first */
};

struct shelf {
    const char *directory;
    char *mistakes; /* the mistakes that were logged, "" at first; from malloc */
};

struct library {
    struct store *store;
    const struct conf *conf;
    struct arena *arena; /* the names of the directories */
    struct shelf *shelves;
    const char **directories; /* the names of the directories of the shelves */
    /* at: the shelf being looked at; at == n: directories that are not configured are removed from the
     * store. */
    size_t n, at;
    struct knowledge_pass *pass; /* NULL: none has begun */
    char *mistakes;              /* of the pass */
    size_t mistakes_len;
};

static void take_mistake(void *arg, const char *text)
{
    struct library *l = arg;
    size_t len = strlen(text);
    l->mistakes = xrealloc(l->mistakes, l->mistakes_len + len + 2);
    memcpy(l->mistakes + l->mistakes_len, text, len);
    l->mistakes_len += len;
    l->mistakes[l->mistakes_len++] = '\n';
    l->mistakes[l->mistakes_len] = '\0';
}

/* Logs the mistakes of a pass when they have changed, because each pass, every ten seconds, finds the same
 * ones again. */
static void log_mistakes(struct library *l, struct shelf *s)
{
    const char *now = l->mistakes != NULL ? l->mistakes : "";
    if (strcmp(s->mistakes, now) != 0) {
        for (const char *line = now; *line != '\0'; line = strchr(line, '\n') + 1)
            log_warn("knowledge: %.*s", (int)strcspn(line, "\n"), line);
        s->mistakes = xrealloc(s->mistakes, strlen(now) + 1);
        strcpy(s->mistakes, now);
    }
    free(l->mistakes);
    l->mistakes = NULL;
    l->mistakes_len = 0;
}

static void end_pass(struct library *l)
{
    struct shelf *s = &l->shelves[l->at];
    struct knowledge_report r = knowledge_pass_report(l->pass);
    knowledge_pass_free(l->pass);
    l->pass = NULL;
    if (r.read > 0 || r.removed > 0)
        log_info("knowledge: %s: %zu passage%s in %zu file%s (%zu read, %zu removed)", s->directory,
                 r.passages, r.passages == 1 ? "" : "s", r.files, r.files == 1 ? "" : "s", r.read, r.removed);
    log_mistakes(l, s);
}

static struct knowledge_pass *begin_pass(struct library *l)
{
    struct knowledge_pass *pass = knowledge_pass_new(l->store, l->shelves[l->at].directory, take_mistake, l);
    knowledge_pass_guard(pass, l->conf);
    return pass;
}

int64_t library_step(struct library *l)
{
    if (l->at == l->n) {
        if (knowledge_forget_others(l->store, l->directories, l->n))
            return STEP_MS;
        l->at = 0;
        return l->n > 0 ? AGAIN_MS : -1;
    }
    if (l->pass == NULL)
        l->pass = begin_pass(l);
    if (!knowledge_pass_step(l->pass)) {
        end_pass(l);
        l->at++;
    }
    return STEP_MS;
}

static bool has_shelf(const struct library *l, const char *directory)
{
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->shelves[i].directory, directory) == 0)
            return true;
    return false;
}

static void clear(struct library *l)
{
    if (l->pass != NULL)
        knowledge_pass_free(l->pass);
    l->pass = NULL;
    for (size_t i = 0; i < l->n; i++)
        free(l->shelves[i].mistakes);
    free(l->shelves);
    free(l->mistakes);
    l->shelves = NULL;
    l->mistakes = NULL;
    l->mistakes_len = l->n = l->at = 0;
    arena_reset(l->arena);
}

void library_configure(struct library *l, const struct conf *conf)
{
    clear(l);
    l->conf = conf;
    l->shelves = xcalloc(conf->n_responders + 1, sizeof *l->shelves);
    l->directories = arena_alloc(l->arena, (conf->n_responders + 1) * sizeof *l->directories);
    for (size_t i = 0; i < conf->n_responders; i++) {
        const char *directory = conf->responders[i].knowledge;
        if (directory[0] == '\0' || has_shelf(l, directory))
            continue;
        l->directories[l->n] = arena_strdup(l->arena, directory);
        l->shelves[l->n] = (struct shelf){.directory = l->directories[l->n], .mistakes = xcalloc(1, 1)};
        l->n++;
    }
}

struct library *library_new(struct store *store, const struct conf *conf)
{
    struct library *l = xcalloc(1, sizeof *l);
    l->store = store;
    l->arena = arena_new();
    library_configure(l, conf);
    return l;
}

void library_free(struct library *l)
{
    clear(l);
    arena_free(l->arena);
    free(l);
}
