/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf_tree: turns libConfuse's grammar into a list of blocks with line numbers. */
#include "conf/conf_tree.h"

#include "base/arena.h"
#include "base/spelling.h"
#include "base/utf8.h"
#include "conf/conf_text.h"
#include "conf/mistake.h"

#include <confuse.h>
#include <stdlib.h>
#include <string.h>

/* The name of an option that is in the schema of every block. No file can contain it, because conf_text_vet()
 * refuses the character. It is a list with a default. libConfuse parses the default at the opening brace of a
 * block, and thereby calls on_begin() at the only moment when the line of that brace is known. */
#define BEGIN_NAME "\001"

enum { UNKNOWN_MAX = 100 };

/* The state of the callbacks. It is global because libConfuse passes them no argument. libConfuse's lexer is
 * global too, so only one file can be read at a time in any case. */
static struct conf_parse {
    struct mistakes *m;
    const struct conf_schema *schema;
    struct conf_tree *tree;
    cfg_t *section; /* the section of the current block; NULL outside of all blocks */
    char *unknown;  /* the unknown name at which the parser stopped; NULL if it stopped at an error of the
                       grammar */
    int unknown_line;
    int stopped_line;
    int lines_cut[UNKNOWN_MAX]; /* the first line of each block from which a statement was cut; 0: outside of
                                   all blocks */
    size_t n_cut;
    bool broken;
} reading;

static const struct conf_schema *schema_row(const char *kind)
{
    for (const struct conf_schema *row = reading.schema; row->kind != NULL; row++) {
        if (strcmp(row->kind, kind) == 0) {
            return row;
        }
    }
    return NULL;
}

static struct conf_block *current(void)
{
    return &reading.tree->blocks[reading.section == NULL ? 0 : reading.tree->n - 1];
}

static struct conf_block *add_block(const char *kind, const char *title, int line)
{
    struct conf_tree *tree = reading.tree;
    struct arena *arena = reading.m->arena;

    if (tree->n == tree->room) {
        size_t room = tree->room == 0 ? 16 : tree->room * 2;
        tree->blocks =
            arena_grow(arena, tree->blocks, tree->room * sizeof *tree->blocks, room * sizeof *tree->blocks);
        tree->room = room;
    }
    struct conf_block *block = &tree->blocks[tree->n++];
    *block = (struct conf_block){.kind = arena_strdup(arena, kind),
                                 .title = arena_strdup(arena, title),
                                 .line = line};
    for (size_t i = 0; i < reading.n_cut; i++) {
        block->cut |= reading.lines_cut[i] == line;
    }
    return block;
}

static struct conf_written *add_setting(struct conf_block *block, const char *name, int line)
{
    struct arena *arena = reading.m->arena;

    if (block->n == block->room) {
        size_t room = block->room == 0 ? 8 : block->room * 2;
        block->settings = arena_grow(arena, block->settings, block->room * sizeof *block->settings,
                                     room * sizeof *block->settings);
        block->room = room;
    }
    struct conf_written *w = &block->settings[block->n++];
    *w = (struct conf_written){.name = arena_strdup(arena, name), .line = line};
    return w;
}

static int on_begin(cfg_t *cfg, cfg_opt_t *opt, const char *value, void *result)
{
    (void)opt;
    reading.section = cfg;
    add_block(cfg_name(cfg), cfg_title(cfg) == NULL ? "" : cfg_title(cfg), cfg->line);
    *(const char **)result = value;
    return 0;
}

/* libConfuse calls this after it has counted the value, so one value means that an assignment begins. */
static int on_value(cfg_t *cfg, cfg_opt_t *opt, const char *value, void *result)
{
    struct conf_block *block = current();
    struct conf_written *w = block->n == 0 ? NULL : &block->settings[block->n - 1];

    if (w == NULL || opt->nvalues == 1) {
        w = add_setting(block, opt->name, cfg->line);
    }
    w->values =
        arena_grow(reading.m->arena, w->values, w->n * sizeof *w->values, (w->n + 1) * sizeof *w->values);
    w->values[w->n++] = arena_strdup(reading.m->arena, value);
    w->list = w->n > 1;
    *(const char **)result = value;
    return 0;
}

/* libConfuse calls no callback for an empty list. But it sets CFGF_RESET, so that the next value replaces the
 * old ones; this shows that the list was written. */
static void note_empty_lists(const cfg_t *section, int line)
{
    for (const cfg_opt_t *opt = section->opts; opt->name != NULL; opt++) {
        if (opt->type == CFGT_STR && opt->nvalues == 0 && (opt->flags & CFGF_RESET) != 0) {
            add_setting(current(), opt->name, line)->list = true;
        }
    }
}

static int on_end(cfg_t *cfg, cfg_opt_t *opt)
{
    (void)cfg;
    (void)opt;
    note_empty_lists(reading.section, current()->line);
    reading.section = NULL;
    return 0;
}

/* The error messages of libConfuse about the grammar, and the messages that replace them. Each of
 * libConfuse's formats has one %s. */
static const struct grammar {
    const char *theirs, *ours;
} grammar[] = {
    {"missing equal sign after option '%s'", "an = is missing after %s, as in %s = \"…\""},
    {"missing opening brace for section '%s'", "an opening { is missing after %s"},
    {"missing title for section '%s'", "%s needs a name, as in %s \"…\" { … }"},
    {"unexpected token '%s'",
     "\"%s\" is not expected here; an =, a comma or a quote may be missing before it"},
};

static const char *replace(struct arena *arena, const char *format, const char *with)
{
    const char *mark = strstr(format, "%s");

    if (mark == NULL) {
        return format;
    }
    const char *rest = replace(arena, mark + 2, with);
    return arena_printf(arena, "%.*s%s%s", (int)(mark - format), format, with, rest);
}

/* A secret without quotes can break the grammar, and an error message would show the part that is not
 * understood. This message is used instead, so that no part of a secret gets into a log. */
static const char secret_in_pieces[] =
    "something follows the secret on its line; put the whole secret in double quotes";

static bool after_secret(int line)
{
    const struct conf_block *block = current();
    const struct conf_written *last = block->n == 0 ? NULL : &block->settings[block->n - 1];

    return last != NULL && last->line == line && strncmp(last->name, "secret", 6) == 0;
}

static void on_error(cfg_t *cfg, const char *fmt, va_list ap)
{
    struct arena *arena = reading.m->arena;
    bool has_word = strstr(fmt, "%s") != NULL;
    const char *word = has_word ? va_arg(ap, const char *) : "";
    const char *text = replace(arena, fmt, utf8_printable(arena, word, 60));

    if (strcmp(fmt, "no such option '%s'") == 0) {
        reading.unknown = arena_strdup(arena, word);
        reading.unknown_line = cfg->line;
        return;
    }
    for (size_t i = 0; i < sizeof grammar / sizeof grammar[0]; i++) {
        if (strcmp(grammar[i].theirs, fmt) == 0) {
            text = replace(arena, grammar[i].ours, utf8_printable(arena, word, 60));
        }
    }
    reading.broken = true;
    mistake_add(reading.m, cfg->line, "%s", after_secret(cfg->line) ? secret_in_pieces : text);
}

/* Returns the options of one block for libConfuse, with room for `more` options after them. *at is the index
 * of the first of these. */
static cfg_opt_t *options(const struct conf_schema *row, size_t more, size_t *at)
{
    size_t n = 0;

    while (row->names[n] != NULL) {
        n++;
    }
    cfg_opt_t *opts = arena_alloc(reading.m->arena, (n + more + 1) * sizeof *opts);
    for (size_t i = 0; i < n; i++) {
        opts[i] = (cfg_opt_t){
            .name = row->names[i],
            .type = CFGT_STR,
            .flags = CFGF_LIST | CFGF_NODEFAULT,
            .parsecb = on_value,
        };
    }
    *at = n;
    return opts;
}

static cfg_opt_t block_option(const struct conf_schema *row)
{
    static char one_value[] = "{x}";
    size_t at;
    cfg_opt_t *inner = options(row, 1, &at);

    inner[at] = (cfg_opt_t){
        .name = BEGIN_NAME,
        .type = CFGT_STR,
        .flags = CFGF_LIST,
        .def = {.parsed = one_value},
        .parsecb = on_begin,
    };
    return (cfg_opt_t){
        .name = row->kind,
        .type = CFGT_SEC,
        .flags = CFGF_MULTI | (row->titled ? CFGF_TITLE : 0),
        .subopts = inner,
        .validcb = on_end,
    };
}

static cfg_opt_t *schema_options(void)
{
    size_t n_rows = 0, at;

    while (reading.schema[n_rows].kind != NULL) {
        n_rows++;
    }
    cfg_opt_t *top = options(schema_row(""), n_rows, &at);
    for (const struct conf_schema *row = reading.schema; row->kind != NULL; row++) {
        if (row->kind[0] != '\0') {
            top[at++] = block_option(row);
        }
    }
    return top;
}

/* Parses the text once. Returns true when it was read to its end. */
static bool pass(const char *text)
{
    cfg_t *cfg = cfg_init(schema_options(), CFGF_NONE);

    reading.tree = arena_alloc(reading.m->arena, sizeof *reading.tree);
    reading.section = NULL;
    reading.unknown = NULL;
    add_block("", "", 0);
    cfg_set_error_function(cfg, on_error);
    bool whole = cfg_parse_buf(cfg, text) == CFG_SUCCESS;
    if (whole) {
        note_empty_lists(cfg, 1);
    }
    reading.stopped_line = reading.section != NULL ? reading.section->line : cfg->line;
    cfg_free(cfg);
    return whole;
}

const char *conf_tree_nearest(const char *word, const char *const *names)
{
    size_t least = (strlen(word) + 2) / 4 + 1; /* with so many differences it is a different word */
    const char *found = NULL;

    for (; *names != NULL; names++) {
        size_t d = spelling_distance(word, *names);
        if (d < least) {
            least = d;
            found = *names;
        }
    }
    return found;
}

static bool has_name(const struct conf_schema *row, const char *name)
{
    for (const char *const *n = row->names; *n != NULL; n++) {
        if (strcmp(*n, name) == 0) {
            return true;
        }
    }
    return false;
}

/* Returns a kind of block that has a setting of this name; NULL when there is none. */
static const char *home_of(const char *name)
{
    for (const struct conf_schema *row = reading.schema; row->kind != NULL; row++) {
        if (row->kind[0] != '\0' && has_name(row, name)) {
            return row->kind;
        }
    }
    return NULL;
}

/* Returns the known name that is most similar to the word. Outside of all blocks, that may be a setting or a
 * block. */
static const char *nearest(const char *word, const struct conf_block *block)
{
    const char *kinds[32];
    size_t n = 0;
    const char *found = conf_tree_nearest(word, schema_row(block->kind)->names);

    for (const struct conf_schema *row = reading.schema; row->kind != NULL && n < 31; row++) {
        if (row->kind[0] != '\0') {
            kinds[n++] = row->kind;
        }
    }
    kinds[n] = NULL;
    return found == NULL && block->kind[0] == '\0' ? conf_tree_nearest(word, kinds) : found;
}

/* Says whether a setting was begun on the line on which the parser stopped: then what it does not know may be the rest of
 * a text without quotes. */
static const struct conf_written *begun_on_line(const struct conf_block *block)
{
    const struct conf_written *last = block->n == 0 ? NULL : &block->settings[block->n - 1];
    return last != NULL && last->line == reading.unknown_line && last->n == 1 && !last->list ? last : NULL;
}

/* Reports what other programs' files have. Returns false when the name is none of it. */
static bool tell_foreign(const char *inside, const char *colon, const char *name, const char *shown)
{
    size_t len = strlen(name);
    bool ends = len > 1 && name[len - 1] == ':';
    if (ends) {
        mistake_add(reading.m, reading.unknown_line, "%s%swrite = instead of a colon, as in %.*s = \"…\"",
                    inside, colon, (int)strlen(shown) - 1, shown);
    } else if (strcmp(name, "include") == 0) {
        mistake_add(reading.m, reading.unknown_line,
                    "%s%sa configuration is one file: nothing can be included", inside, colon);
    }
    return ends || strcmp(name, "include") == 0;
}

static void tell_unknown(const struct conf_block *block, const char *name, bool begins)
{
    const char *shown = utf8_printable(reading.m->arena, name, 60);
    const char *inside = block->kind[0] == '\0' ? "" : conf_tree_title(reading.m, block);
    const char *colon = inside[0] == '\0' ? "" : ": ",
               *kind = inside[0] == '\0' ? "setting or block" : "setting";
    const char *home = home_of(name), *like = nearest(name, block);

    const struct conf_written *last = begins ? NULL : begun_on_line(block);

    if (tell_foreign(inside, colon, name, shown)) {
        return;
    }
    if (last != NULL) {
        mistake_add(reading.m, reading.unknown_line,
                    "%s%sa text of several words must be in double quotes, as in %s = \"%s %s\"", inside,
                    colon, last->name, utf8_printable(reading.m->arena, last->values[0], 60), shown);
    } else if (schema_row(name) != NULL && block->kind[0] != '\0') {
        mistake_add(reading.m, reading.unknown_line,
                    "%s%sa block \"%s\" cannot be inside another block; a } may be missing before it", inside,
                    colon, shown);
    } else if (home != NULL) {
        mistake_add(reading.m, reading.unknown_line, "%s%s\"%s\" belongs in a block \"%s\"", inside, colon,
                    shown, home);
    } else if (like != NULL) {
        mistake_add(reading.m, reading.unknown_line, "%s%sno such %s: \"%s\"; did you mean \"%s\"?", inside,
                    colon, kind, shown, like);
    } else {
        mistake_add(reading.m, reading.unknown_line,
                    "%s%sno such %s: \"%s\"; frontdesk.conf(5) lists them all", inside, colon, kind, shown);
    }
}

/* Reports the unknown name at which the parser stopped, and cuts its statement out of the text, so that the
 * next pass gets further. Returns false when it cannot be cut: a name that begins no statement is an error of
 * the grammar. */
static bool cut_unknown(char *text)
{
    const struct conf_block *block = current();
    bool is_block, cut = conf_text_cut(text, reading.unknown_line, reading.unknown, &is_block);

    if (!cut && after_secret(reading.unknown_line)) {
        mistake_add(reading.m, reading.unknown_line, "%s", secret_in_pieces);
        return false;
    }
    tell_unknown(block, reading.unknown, cut);
    if (cut && reading.n_cut == UNKNOWN_MAX) {
        mistake_add(reading.m, reading.unknown_line,
                    "too many unknown names; the rest of the file was not read");
        return false;
    }
    /* Remembers the block, whose missing settings must not be reported then. Outside of all blocks no setting
     * is required, but a misspelt block may be a required one. */
    if (cut && (is_block || block->kind[0] != '\0')) {
        reading.lines_cut[reading.n_cut++] = block->line;
    }
    return cut;
}

struct conf_tree *conf_tree_read(struct mistakes *m, char *vetted, const struct conf_schema *schema)
{
    bool whole;

    reading = (struct conf_parse){.m = m, .schema = schema};
    while (!(whole = pass(vetted)) && !reading.broken && reading.unknown != NULL) {
        if (!cut_unknown(vetted)) {
            break;
        }
    }
    if (!whole && !mistake_any(m)) { /* libConfuse does not report a name that is "" */
        mistake_add(m, reading.stopped_line,
                    "\"\" is not expected here; an =, a comma or a quote may be missing before it");
    }
    struct conf_tree *tree = whole ? reading.tree : NULL;
    reading = (struct conf_parse){.m = NULL};
    return tree;
}

const struct conf_written *conf_tree_find(const struct conf_block *block, const char *name)
{
    const struct conf_written *found = NULL;

    for (size_t i = 0; i < block->n; i++) {
        found = strcmp(block->settings[i].name, name) == 0 ? &block->settings[i] : found;
    }
    return found;
}

const struct conf_block **conf_tree_blocks(struct mistakes *m, const struct conf_tree *tree, const char *kind)
{
    const struct conf_block **found = arena_alloc(m->arena, (tree->n + 1) * sizeof *found);
    size_t n = 0;

    for (size_t i = 0; i < tree->n; i++) {
        if (strcmp(tree->blocks[i].kind, kind) == 0) {
            found[n++] = &tree->blocks[i];
        }
    }
    return found;
}

const char *conf_tree_title(struct mistakes *m, const struct conf_block *block)
{
    if (block->title[0] == '\0') {
        return block->kind;
    }
    return arena_printf(m->arena, "%s \"%s\"", block->kind, utf8_printable(m->arena, block->title, 60));
}
