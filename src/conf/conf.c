/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf: the configuration, built by the table of settings (conf_settings.c). */
#include "conf/conf.h"

#include "base/arena.h"
#include "base/latin.h"
#include "base/utf8.h"
#include "conf/conf_check.h"
#include "conf/conf_text.h"
#include "conf/conf_tree.h"
#include "conf/conf_value.h"
#include "conf/hours_zone.h"
#include "conf/language.h"
#include "conf/mistake.h"
#include "conf/notice.h"

#include <stddef.h>
#include <string.h>

/* The kinds of blocks. A kind without a title occurs once and is a struct inside struct conf. A titled kind
 * is an array; `size` is the size of an element, `line` the place of its line number. */
static const struct block_kind {
    const char *name;
    bool titled;
    size_t at, at_n;   /* where struct conf has the struct, or the array's pointer and its length */
    size_t size, line; /* titled only */
} kinds[] = {
    {.name = "component", .at = offsetof(struct conf, component)},
    {.name = "store", .at = 0},
    {.name = "process", .at = 0},
    {.name = "log", .at = 0},
    {
        .name = "agent",
        .titled = true,
        .at = offsetof(struct conf, agents),
        .at_n = offsetof(struct conf, n_agents),
        .size = sizeof(struct conf_agent),
        .line = offsetof(struct conf_agent, line),
    },
    {
        .name = "queue",
        .titled = true,
        .at = offsetof(struct conf, queues),
        .at_n = offsetof(struct conf, n_queues),
        .size = sizeof(struct conf_queue),
        .line = offsetof(struct conf_queue, line),
    },
    {
        .name = "responder",
        .titled = true,
        .at = offsetof(struct conf, responders),
        .at_n = offsetof(struct conf, n_responders),
        .size = sizeof(struct conf_responder),
        .line = offsetof(struct conf_responder, line),
    },
    {
        .name = "tool",
        .titled = true,
        .at = offsetof(struct conf, tools),
        .at_n = offsetof(struct conf, n_tools),
        .size = sizeof(struct conf_tool),
        .line = offsetof(struct conf_tool, line),
    },
};

enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

/* ── the schema for the parser ── */

static size_t n_settings(void)
{
    size_t n = 0;

    for (const struct conf_setting *s = NULL; (s = conf_setting_next(s)) != NULL;) {
        n++;
    }
    return n;
}

static bool is_among(const char *const *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static const char *const *names_of(struct arena *arena, const char *block, bool top)
{
    const char **names = arena_alloc(arena, (n_settings() + 1) * sizeof *names);
    size_t n = 0;

    for (const struct conf_setting *s = NULL; (s = conf_setting_next(s)) != NULL;) {
        if (top ? (s->flags & CONF_TOP) != 0 && !is_among(names, n, s->name) : strcmp(s->block, block) == 0) {
            names[n++] = s->name;
        }
    }
    return names;
}

static const char *const *notice_keys(struct arena *arena)
{
    const char **names = arena_alloc(arena, (NOTICE_COUNT + 2) * sizeof *names);

    for (size_t i = 0; i < NOTICE_COUNT; i++) {
        names[i] = notice_table[i].key;
    }
    names[NOTICE_COUNT] = LANGUAGE_SETTING;
    return names;
}

static const struct conf_schema *schema(struct arena *arena)
{
    struct conf_schema *rows = arena_alloc(arena, (N_KINDS + 3) * sizeof *rows);

    for (size_t i = 0; i < N_KINDS; i++) {
        rows[i] = (struct conf_schema){
            .kind = kinds[i].name,
            .titled = kinds[i].titled,
            .names = names_of(arena, kinds[i].name, false),
        };
    }
    rows[N_KINDS] = (struct conf_schema){.kind = "messages", .titled = true, .names = notice_keys(arena)};
    rows[N_KINDS + 1] = (struct conf_schema){.kind = "", .names = names_of(arena, "", true)};
    return rows;
}

/* ── from settings as written to structs ── */

struct building {
    struct conf *conf;
    const struct conf_check *checks;
    const struct conf_tree *tree;
    struct mistakes *m;
    const char *directory; /* of the file, with a slash at its end; "" for the current one */
};

/* Returns the setting of blocks of this kind that is written so, in such a block or (top) outside. A name outside may
 * belong to several kinds. */
static const struct conf_setting *setting_of(const char *kind, const char *name, bool top)
{
    for (const struct conf_setting *s = NULL; (s = conf_setting_next(s)) != NULL;) {
        if (strcmp(s->name, name) == 0 && strcmp(s->block, kind) == 0 &&
            (!top || (s->flags & CONF_TOP) != 0)) {
            return s;
        }
    }
    return NULL;
}

static char *resolved(struct building *b, char *path)
{
    return path[0] != '/' && path[0] != '\0' ? arena_printf(b->conf->arena, "%s%s", b->directory, path)
                                             : path;
}

static void resolve_path(struct building *b, const struct conf_setting *s, void *record)
{
    char *at = (char *)record + s->offset;

    if (s->type == CONF_STRING) {
        char **path = (char **)at;
        *path = resolved(b, *path);
        return;
    }
    struct conf_list *list = (struct conf_list *)at;
    for (size_t i = 0; i < list->n; i++) {
        list->item[i] = resolved(b, list->item[i]);
    }
}

static void store_setting(struct building *b, const struct conf_setting *s, const struct conf_written *w,
                          void *record)
{
    const char *why = NULL;

    if (conf_value_store(b->conf->arena, s, w->values, w->n, w->list, record, &why)) {
        if ((s->flags & CONF_PATH) != 0) {
            resolve_path(b, s, record);
        }
    } else if ((s->flags & CONF_SECRET) == 0 && w->n == 1) {
        mistake_add(b->m, w->line, "%s = \"%s\": %s", s->name, utf8_printable(b->m->arena, w->values[0], 60),
                    why);
    } else {
        mistake_add(b->m, w->line, "%s: %s", s->name, why);
    }
}

static void tell_repeated(struct building *b, const struct conf_block *block)
{
    for (size_t i = 1; i < block->n; i++) {
        for (size_t j = 0; j < i; j++) {
            const struct conf_written *first = &block->settings[j], *again = &block->settings[i];
            if (strcmp(first->name, again->name) == 0) {
                mistake_add(b->m, again->line, "%s: set twice in this block; first set on line %d",
                            again->name, first->line);
                break;
            }
        }
    }
}

/* Stores the settings of a block that belong to the kind. For the outer level, these are the settings that
 * blocks of the kind inherit. */
static void store_block(struct building *b, const char *kind, const struct conf_block *block, void *record)
{
    for (size_t i = 0; i < block->n; i++) {
        const struct conf_setting *s = setting_of(kind, block->settings[i].name, block->kind[0] == '\0');
        if (s != NULL) {
            store_setting(b, s, &block->settings[i], record);
        }
    }
}

static void tell_missing(struct building *b, const struct conf_block *block)
{
    for (const struct conf_setting *s = NULL; (s = conf_setting_next(s)) != NULL;) {
        if (strcmp(s->block, block->kind) == 0 && (s->flags & CONF_REQUIRED) != 0 && !block->cut &&
            conf_tree_find(block, s->name) == NULL) {
            mistake_add(b->m, block->line, "%s: %s is missing. %s", conf_tree_title(b->m, block), s->name,
                        s->help);
        }
    }
}

/* Stores the values of settings that a block does not set itself: first the defaults, then the settings
 * outside of all blocks. */
static void store_inherited(struct building *b, const char *kind, void *record)
{
    for (const struct conf_setting *s = NULL; (s = conf_setting_next(s)) != NULL;) {
        if (strcmp(s->block, kind) == 0) {
            conf_value_default(b->conf->arena, s, record);
        }
    }
    store_block(b, kind, &b->tree->blocks[0], record);
}

static void build_single(struct building *b, const struct block_kind *kind)
{
    const struct conf_block **blocks = conf_tree_blocks(b->m, b->tree, kind->name);
    void *record = (char *)b->conf + kind->at;

    store_inherited(b, kind->name, record);
    for (size_t i = 0; blocks[i] != NULL; i++) {
        store_block(b, kind->name, blocks[i], record);
        tell_missing(b, blocks[i]);
        if (i > 0) {
            mistake_add(b->m, blocks[i]->line,
                        "%s: a second block; only one is allowed, and the first is on line %d", kind->name,
                        blocks[0]->line);
        }
    }
}

static void build_array(struct building *b, const struct block_kind *kind)
{
    const struct conf_block **blocks = conf_tree_blocks(b->m, b->tree, kind->name);
    void *pattern = arena_alloc(b->m->arena, kind->size);
    size_t n = 0;

    store_inherited(b, kind->name, pattern);
    while (blocks[n] != NULL) {
        n++;
    }
    char *array = arena_alloc(b->conf->arena, (n + 1) * kind->size);
    for (size_t i = 0; i < n; i++) {
        char *record = array + i * kind->size;
        memcpy(record, pattern, kind->size);
        *(int *)(record + kind->line) = blocks[i]->line;
        store_block(b, kind->name, blocks[i], record);
        tell_missing(b, blocks[i]);
    }
    memcpy((char *)b->conf + kind->at, &array, sizeof array);
    memcpy((char *)b->conf + kind->at_n, &n, sizeof n);
}

static void build_messages(struct building *b)
{
    const struct conf_block **blocks = conf_tree_blocks(b->m, b->tree, "messages");
    struct arena *arena = b->conf->arena;
    size_t n = 0;

    for (size_t i = 0; blocks[i] != NULL; i++) {
        n += blocks[i]->n;
    }
    b->conf->messages = arena_alloc(arena, (n + 1) * sizeof *b->conf->messages);
    for (size_t i = 0; blocks[i] != NULL; i++) {
        for (size_t j = 0; j < blocks[i]->n; j++) {
            const struct conf_written *w = &blocks[i]->settings[j];
            if (w->list || w->values[0][0] == '\0') {
                mistake_add(b->m, w->line, "%s: expects one text that is not empty", w->name);
                continue;
            }
            b->conf->messages[b->conf->n_messages++] = (struct conf_message){
                .language = arena_strdup(arena, blocks[i]->title),
                .key = arena_strdup(arena, w->name),
                .text = arena_strdup(arena, w->values[0]),
                .line = w->line,
            };
        }
    }
}

static void build(struct building *b, const struct stat *st)
{
    for (size_t i = 0; i < b->tree->n; i++) {
        tell_repeated(b, &b->tree->blocks[i]);
    }
    for (size_t i = 0; i < N_KINDS; i++) {
        (kinds[i].titled ? build_array : build_single)(b, &kinds[i]);
    }
    build_messages(b);
    conf_check(b->conf, b->checks, b->tree, b->m, st);
}

static const char *directory_of(struct arena *arena, const char *file)
{
    const char *slash = strrchr(file, '/');

    return slash == NULL ? "" : arena_strndup(arena, file, (size_t)(slash + 1 - file));
}

static void read_into(struct conf *conf, const struct conf_check *checks, struct mistakes *m)
{
    struct stat st;
    size_t len = 0;
    char *text = conf_text_read(m, conf->file, &len, &st);
    char *vetted = text == NULL ? NULL : conf_text_vet(m, text, len);
    struct conf_tree *tree = vetted == NULL ? NULL : conf_tree_read(m, vetted, schema(m->arena));

    if (tree != NULL && tree->n == 1 && tree->blocks[0].n == 0 && !tree->blocks[0].cut) {
        mistake_add(m, 1,
                    "the file sets nothing; it needs at least a component, an agent and a queue, see "
                    "frontdesk.conf(5)");
    } else if (tree != NULL) {
        struct building b = {.conf = conf,
                             .checks = checks,
                             .tree = tree,
                             .m = m,
                             .directory = directory_of(m->arena, conf->file)};
        build(&b, &st);
    }
}

struct conf *conf_read(const char *file, const struct conf_check *checks, FILE *errors, size_t *n_mistakes)
{
    struct arena *arena = arena_new();
    struct conf *conf = arena_alloc(arena, sizeof *conf);
    struct mistakes m = {.arena = arena_new(), .file = file};

    conf->arena = arena;
    conf->file = arena_strdup(arena, file);
    conf->latin = arena_alloc(arena, sizeof *conf->latin);
    read_into(conf, checks, &m);
    *n_mistakes = mistake_print(&m, errors);
    arena_free(m.arena);
    if (*n_mistakes > 0) {
        conf_free(conf);
        conf = NULL;
    }
    return conf;
}

void conf_free(struct conf *conf)
{
    if (conf == NULL) {
        return;
    }
    for (size_t i = 0; i < conf->n_queues; i++) {
        hours_forget(&conf->queues[i].hours);
    }
    for (size_t i = 0; i < conf->n_agents; i++) {
        hours_forget(&conf->agents[i].hours);
    }
    latin_forget(conf->latin);
    arena_free(conf->arena);
}

/* ── look-ups ── */

const struct conf_queue *conf_queue(const struct conf *conf, const char *name)
{
    for (size_t i = 0; i < conf->n_queues; i++) {
        if (strcmp(conf->queues[i].name, name) == 0) {
            return &conf->queues[i];
        }
    }
    return NULL;
}

const struct conf_responder *conf_responder(const struct conf *conf, const char *name)
{
    for (size_t i = 0; i < conf->n_responders; i++) {
        if (strcmp(conf->responders[i].name, name) == 0) {
            return &conf->responders[i];
        }
    }
    return NULL;
}

const struct conf_responder *conf_responder_of(const struct conf *conf, const struct conf_queue *queue)
{
    return queue->responder_mode == RESPONDER_OFF ? NULL : conf_responder(conf, queue->responder);
}

const struct conf_tool *conf_tool(const struct conf *conf, const struct conf_responder *r, const char *name)
{
    for (size_t i = 0; i < r->use.n; i++) {
        for (size_t k = 0; strcmp(r->use.item[i], name) == 0 && k < conf->n_tools; k++) {
            if (strcmp(conf->tools[k].name, name) == 0) {
                return &conf->tools[k];
            }
        }
    }
    return NULL;
}

static void swap(char **a, char **b)
{
    char *was = *a;
    if (*b != NULL) {
        *a = *b;
        *b = was;
    }
}

void conf_swap_labels(struct conf *conf)
{
    conf->a_labels = !conf->a_labels;
    swap(&conf->component.domain, &conf->component.other);
    for (size_t i = 0; i < conf->n_agents; i++) {
        swap(&conf->agents[i].jid, &conf->agents[i].other);
    }
}

const struct conf_agent *conf_agent(const struct conf *conf, const char *bare_jid)
{
    for (size_t i = 0; i < conf->n_agents; i++) {
        if (strcmp(conf->agents[i].jid, bare_jid) == 0) {
            return &conf->agents[i];
        }
    }
    return NULL;
}

bool conf_queue_has_agent(const struct conf *conf, const struct conf_queue *queue,
                          const struct conf_agent *agent)
{
    for (size_t i = 0; i < queue->n_agents; i++) {
        if (&conf->agents[queue->agents[i]] == agent) {
            return true;
        }
    }
    return false;
}

static bool has_skill(const struct conf_agent *agent, const char *skill)
{
    for (size_t i = 0; i < agent->skills.n; i++) {
        if (strcmp(agent->skills.item[i], skill) == 0) {
            return true;
        }
    }
    return false;
}

bool conf_queue_suits_agent(const struct conf_queue *queue, const struct conf_agent *agent)
{
    for (size_t i = 0; i < queue->skills.n; i++) {
        if (!has_skill(agent, queue->skills.item[i])) {
            return false;
        }
    }
    return true;
}

void conf_print_settings(FILE *out)
{
    struct arena *arena = arena_new();

    for (const struct conf_setting *s = NULL; (s = conf_setting_next(s)) != NULL;) {
        fprintf(out, "%s.%s\t%s\t%s\t%s\t%s\n", s->block, s->name, conf_type_name(s), s->otherwise,
                conf_value_range(arena, s), s->help);
    }
    arena_free(arena);
}
