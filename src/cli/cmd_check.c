/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_check: `frontdesk check`: reports every mistake in the configuration, and prints the tables of the
 * program. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/utf8.h"
#include "cli/cmd.h"
#include "cli/cmd_json.h"
#include "cli/keys.h"
#include "command/command.h"
#include "conf/conf.h"
#include "conf/notice.h"
#include "knowledge/knowledge_directory.h"
#include "model/filter.h"
#include "store/store.h"
#include "xeps/route.h"

/* The tables that the options print instead of checking. */
static const struct {
    const char *option;
    void (*print)(FILE *);
} tables[] = {
    {"settings", conf_print_settings},
    {"commands", command_print},
    {"notices", notice_print},
    {"xeps", xep_print},
};

struct judgement {
    struct conf *conf; /* NULL when conf_read() found a mistake */
    char *text;        /* the lines of conf_read(); from malloc */
    size_t mistakes;
};

/* Notes when the directory of knowledge cannot be read or is not safe. That is not a mistake of the
 * configuration: the directory may be created later, and the daemon may run as another user. */
static void note_knowledge(FILE *out, const char *file, const struct conf *conf,
                           const struct conf_responder *r)
{
    struct stat st;
    if (r->knowledge[0] == '\0')
        return;
    struct arena *arena = arena_new();
    const char *name = utf8_printable(arena, r->name, 60), *exposed;
    if (stat(r->knowledge, &st) != 0 || !S_ISDIR(st.st_mode))
        fprintf(out,
                "%s:%d: note: responder \"%s\": knowledge = \"%s\": not a readable directory, so the "
                "responder will find no answers\n",
                file, r->line, name, utf8_printable(arena, r->knowledge, 200));
    else if ((exposed = knowledge_exposed(arena, conf, r->knowledge)) != NULL)
        fprintf(out, "%s:%d: note: responder \"%s\": knowledge: %s\n", file, r->line, name, exposed);
    arena_free(arena);
}

/* Tries the expressions of redact, and reports the slow ones. The daemon accepts them, and sends no prompt
 * for a text for which one is too slow. It does not try them itself, because it serves nobody during the
 * trial. */
static size_t try_expressions(FILE *out, const char *file, const struct conf_responder *r)
{
    struct arena *arena = arena_new();
    size_t slow = 0;
    for (size_t i = 0; (r->type == RESPONDER_OPENAI || r->embeddings[0] != '\0') && i < r->redact.n; i++) {
        const char *why = "";
        if (filter_try(arena, r->redact.item[i], &why))
            continue;
        fprintf(out, "%s:%d: redact: \"%s\": %s\n", file, r->redact_line,
                utf8_printable(arena, r->redact.item[i], 60), why);
        slow++;
    }
    arena_free(arena);
    return slow;
}

/* Reports that the desk would not start, because it cannot read its keys. Only reads the store, and reports nothing when
 * there is none yet, or one of another version. */
static size_t try_keys(FILE *out, const char *file, const struct conf *conf)
{
    struct arena *arena = arena_new();
    const char *why, *trouble = NULL;
    struct store *store = store_open(conf->store_path, STORE_READER, arena, &why);
    if (store != NULL) {
        struct omemo *keys = keys_new(conf, store, arena);
        enum omemo_fit fit = omemo_fit(keys);
        trouble = store_error(store) == NULL ? keys_trouble(conf, arena, fit) : NULL;
        omemo_free(keys);
    }
    if (trouble != NULL)
        fprintf(out, "%s:%d: %s\n", file, conf->omemo_key_line, trouble);
    store_close(store);
    arena_free(arena);
    return trouble != NULL;
}

static struct judgement judge(const char *file)
{
    struct judgement v = {.text = NULL};
    size_t size;
    FILE *errors = open_memstream(&v.text, &size);
    if (errors == NULL)
        fatal("out of memory");
    v.conf = conf_read(file, conf_checks, errors, &v.mistakes);
    for (size_t i = 0; v.conf != NULL && i < v.conf->n_responders; i++) {
        note_knowledge(errors, file, v.conf, &v.conf->responders[i]);
        v.mistakes += try_expressions(errors, file, &v.conf->responders[i]);
    }
    if (v.conf != NULL)
        v.mistakes += try_keys(errors, file, v.conf);
    if (fclose(errors) != 0)
        fatal("out of memory");
    return v;
}

static void judgement_free(struct judgement *v)
{
    conf_free(v->conf);
    free(v->text);
}

/* Adds "FILE:12: note: text" as an object. Its line is 0 when the text has no line number. */
static void add_line(struct arena *arena, json_t *mistakes, json_t *notes, const char *file, const char *line)
{
    int64_t number = 0;
    size_t len = strlen(file);
    if (strncmp(line, file, len) == 0 && line[len] == ':') {
        line += len + 1;
        size_t digits = strspn(line, "0123456789");
        if (digits > 0 && line[digits] == ':') {
            cmd_read_integer(arena_strndup(arena, line, digits), 0, INT32_MAX, &number);
            line += digits + 1;
        }
        line += strspn(line, " ");
    }
    bool note = strncmp(line, "note: ", 6) == 0;
    json_array_append_new(note ? notes : mistakes, json_pack("{s:I, s:o}", "line", (json_int_t)number, "text",
                                                             cmd_json_text(arena, note ? line + 6 : line)));
}

static int print_json(const char *file, const struct judgement *v)
{
    struct arena *arena = arena_new();
    json_t *mistakes = json_array(), *notes = json_array();
    for (const char *line = v->text, *end; *line != '\0'; line = *end == '\0' ? end : end + 1) {
        end = strchrnul(line, '\n');
        add_line(arena, mistakes, notes, file, arena_strndup(arena, line, (size_t)(end - line)));
    }
    int status = cmd_json_print(json_pack("{s:o, s:b, s:o, s:o}", "file", cmd_json_text(arena, file), "ok",
                                          v->mistakes == 0, "mistakes", mistakes, "notes", notes));
    arena_free(arena);
    return status;
}

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

static void print_sizes(const char *file, const struct conf *conf)
{
    printf("%s: no mistakes: %zu queue%s, %zu agent%s", file, conf->n_queues, plural(conf->n_queues),
           conf->n_agents, plural(conf->n_agents));
    if (conf->n_responders > 0)
        printf(", %zu responder%s", conf->n_responders, plural(conf->n_responders));
    putchar('\n');
}

static int print_text(const char *file, const struct judgement *v)
{
    fputs(v->text, stderr);
    if (v->mistakes == 0)
        print_sizes(file, v->conf);
    else
        fprintf(stderr, "%s: %zu mistake%s\n", file, v->mistakes, plural(v->mistakes));
    return cmd_flush(stdout, "standard output", CMD_DONE);
}

int cmd_check(int argc, char **argv)
{
    struct cmd_args args;
    int status;
    if (!cmd_parse(argc, argv, &args, &status))
        return status;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        if (cmd_given(&args, tables[i].option)) {
            tables[i].print(stdout);
            return cmd_flush(stdout, "standard output", CMD_DONE);
        }
    }
    struct judgement v = judge(cmd_conf_file(&args));
    status = cmd_given(&args, "json") ? print_json(cmd_conf_file(&args), &v)
                                      : print_text(cmd_conf_file(&args), &v);
    if (v.mistakes > 0)
        status = CMD_USAGE;
    judgement_free(&v);
    return status;
}
