/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd: the table of the subcommands; parses their options and prints their --help. */
#include "config.h"

#include "cli/cmd.h"

#include <assert.h>
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/when.h"
#include "conf/conf.h"
#include "conf/conf_tree.h"
#include "store/store.h"

#define CONF_FILE SYSCONFDIR "/frontdesk/frontdesk.conf"

#define OPTION_CONFIG \
    {.name = "config", .letter = 'c', .value = "FILE", .help = "the configuration file; default: " CONF_FILE}
#define OPTION_JSON(what) {.name = "json", .help = what}
#define OPTION_GAPS_SINCE \
    {.name = "since",     \
     .value = "TIME",     \
     .help = "only questions at or after TIME: " WHEN_FORMS "; default: 90d"}
#define OPTION_RESPONDER {.name = "responder", .value = "NAME", .help = "use the knowledge of this responder"}
#define OPTION_HELP {.name = "help", .letter = 'h', .help = "print this help and exit"}

const struct cmd cmd_table[] = {
    {.name = "run",
     .operands = "",
     .help = "serve customers, in the foreground",
     .run = cmd_run,
     .options = {OPTION_CONFIG, OPTION_HELP}},
    {.name = "check",
     .operands = "",
     .help = "check the configuration and report every mistake in it",
     .run = cmd_check,
     .options = {OPTION_CONFIG,
                 OPTION_JSON("print the result as JSON"),
                 {.name = "settings", .help = "print all settings with default, range and meaning"},
                 {.name = "commands", .help = "print all chat commands of agents with their help"},
                 {.name = "notices", .help = "print all notices to customers with their placeholders"},
                 {.name = "xeps", .help = "print the XMPP extensions that the desk supports"},
                 OPTION_HELP}},
    {.name = "status",
     .operands = "",
     .help = "show the link, the queues and the agents",
     .run = cmd_status,
     .options = {OPTION_CONFIG,
                 OPTION_JSON("print them as JSON"),
                 {.name = "exit-code", .help = "exit with status 1 unless a daemon runs and its link is up"},
                 OPTION_HELP}},
    {.name = "archive export",
     .operands = "",
     .help = "write archived messages, one JSON object per line",
     .run = cmd_archive_export,
     .options = {OPTION_CONFIG,
                 {.name = "format",
                  .value = "FORMAT",
                  .help = "the output format: jsonl (the default, and the only one)"},
                 OPTION_JSON("the same as --format jsonl"),
                 {.name = "queue", .value = "NAME", .help = "only messages of this queue"},
                 {.name = "since", .value = "TIME", .help = "only messages at or after TIME: " WHEN_FORMS},
                 {.name = "until", .value = "TIME", .help = "only messages before TIME"},
                 {.name = "conversation", .value = "N", .help = "only messages of conversation N"},
                 {.name = "output",
                  .letter = 'o',
                  .value = "FILE",
                  .help = "write to FILE, which only you can read"},
                 OPTION_HELP}},
    {.name = "archive search",
     .operands = "TEXT…",
     .min_operands = 1,
     .max_operands = INT32_MAX,
     .help = "find messages by their words, newest first",
     .run = cmd_archive_search,
     .options =
         {OPTION_CONFIG,
          {.name = "limit", .letter = 'n', .value = "N", .help = "print at most N messages; default: 20"},
          OPTION_JSON("print the messages as JSON"),
          OPTION_HELP}},
    {.name = "archive show",
     .operands = "N",
     .min_operands = 1,
     .max_operands = 1,
     .help = "show all messages and changes of conversation N",
     .run = cmd_archive_show,
     .options = {OPTION_CONFIG, OPTION_JSON("print it as JSON"), OPTION_HELP}},
    {.name = "knowledge index",
     .operands = "",
     .help = "read the knowledge of the responders into the store",
     .run = cmd_knowledge_index,
     .options = {OPTION_CONFIG, OPTION_JSON("print the result as JSON"), OPTION_HELP}},
    {.name = "knowledge search",
     .operands = "QUESTION…",
     .min_operands = 1,
     .max_operands = INT32_MAX,
     .help = "show how the knowledge answers a question",
     .run = cmd_knowledge_search,
     .options = {OPTION_CONFIG, OPTION_RESPONDER, OPTION_JSON("print the decision and the passages as JSON"),
                 OPTION_HELP}},
    {.name = "knowledge eval",
     .operands = "FILE",
     .min_operands = 1,
     .max_operands = 1,
     .help = "measure how well the questions in FILE are answered",
     .run = cmd_knowledge_eval,
     .options = {OPTION_CONFIG, OPTION_RESPONDER, OPTION_JSON("print the figures as JSON"), OPTION_HELP}},
    {.name = "knowledge gaps",
     .operands = "",
     .help = "list what customers asked and the knowledge does not answer",
     .run = cmd_knowledge_gaps,
     .options = {OPTION_CONFIG, OPTION_RESPONDER, OPTION_GAPS_SINCE, OPTION_JSON("print the gaps as JSON"),
                 OPTION_HELP}},
    {.name = "knowledge accept",
     .operands = "N",
     .min_operands = 1,
     .max_operands = 1,
     .help = "write a text for gap N, to be reviewed",
     .run = cmd_knowledge_accept,
     .options = {OPTION_CONFIG,
                 OPTION_RESPONDER,
                 OPTION_GAPS_SINCE,
                 {.name = "into",
                  .value = "DIRECTORY",
                  .help =
                      "write it there; default: the directory of the knowledge with .review behind its name"},
                 OPTION_HELP}},
    {.name = "responder try",
     .operands = "NAME",
     .min_operands = 1,
     .max_operands = 1,
     .help = "talk to responder NAME in the terminal, and see what it asks and decides",
     .run = cmd_responder_try,
     .options = {OPTION_CONFIG,
                 {.name = "quiet", .letter = 'q', .help = "show only what is said"},
                 {.name = "verbose", .letter = 'v', .help = "show requests, answers and results as a whole"},
                 OPTION_JSON("print one JSON object per line for everything that happens"),
                 OPTION_HELP}},
    {.name = "backup",
     .operands = "FILE",
     .min_operands = 1,
     .max_operands = 1,
     .help = "copy the store to FILE, also while the daemon runs, and examine the copy",
     .run = cmd_backup,
     .options = {OPTION_CONFIG, OPTION_JSON("print what the copy holds as JSON"), OPTION_HELP}},
    {.name = "restore",
     .operands = "FILE",
     .min_operands = 1,
     .max_operands = 1,
     .help = "put the copy FILE in the place of the store, while no daemon runs",
     .run = cmd_restore,
     .options =
         {OPTION_CONFIG,
          {.name = "outbox",
           .value = "keep|drop",
           .help =
               "required: what the copy had not sent is sent (keep; people may get it twice), or never (drop)"},
          OPTION_JSON("print what the store holds as JSON"),
          OPTION_HELP}},
    {.name = "store check",
     .operands = "[FILE]",
     .max_operands = 1,
     .help = "examine the store, or a copy of it",
     .run = cmd_store_check,
     .options = {OPTION_CONFIG, OPTION_JSON("print what it holds as JSON"), OPTION_HELP}},
    {.name = "omemo fingerprint",
     .operands = "",
     .help = "print the fingerprint that clients show for the desk",
     .run = cmd_omemo_fingerprint,
     .options = {OPTION_CONFIG,
                 {.name = "qr", .help = "print it as a QR code too, which clients scan to trust the desk"},
                 {.name = "queue",
                  .value = "NAME",
                  .help = "with the address of this queue; default: the house"},
                 OPTION_JSON("print it as JSON"),
                 OPTION_HELP}},
    {.name = "omemo rotate",
     .operands = "",
     .help = "give the desk new keys, and forget all sessions",
     .run = cmd_omemo_rotate,
     .options = {OPTION_CONFIG, OPTION_JSON("print both fingerprints as JSON"), OPTION_HELP}},
    {.name = "omemo devices",
     .operands = "[ADDRESS]",
     .max_operands = 1,
     .help = "list the OMEMO keys of the agents' devices",
     .run = cmd_omemo_devices,
     .options = {OPTION_CONFIG, OPTION_JSON("print them as JSON"), OPTION_HELP}},
    {.name = "omemo trust",
     .operands = "ADDRESS [DEVICE]",
     .min_operands = 1,
     .max_operands = 2,
     .help = "confirm new keys of an agent's devices",
     .run = cmd_omemo_trust,
     .options = {OPTION_CONFIG, OPTION_JSON("print the confirmed keys as JSON"), OPTION_HELP}},
};
const size_t cmd_count = sizeof cmd_table / sizeof cmd_table[0];

void cmd_say(const char *fmt, ...)
{
    va_list ap;
    fputs("frontdesk: ", stderr);
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
}

int cmd_misused(const char *name, const char *fmt, ...)
{
    va_list ap;
    fprintf(stderr, "frontdesk %s: ", name);
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fprintf(stderr, "\nSee: frontdesk %s --help\n", name);
    return CMD_USAGE;
}

static const struct cmd *find(const char *name)
{
    for (size_t i = 0; i < cmd_count; i++) {
        if (strcmp(cmd_table[i].name, name) == 0)
            return &cmd_table[i];
    }
    return NULL;
}

static void print_help(const struct cmd *cmd)
{
    printf("Usage: frontdesk %s [OPTION…]%s%s\n", cmd->name, *cmd->operands == '\0' ? "" : " ",
           cmd->operands);
    printf("%c%s.\n\n", cmd->help[0] - 'a' + 'A', cmd->help + 1);
    for (const struct cmd_option *o = cmd->options; o->name != NULL; o++) {
        char left[64], letter[5] = "    ";
        if (o->letter != 0)
            snprintf(letter, sizeof letter, "-%c, ", o->letter);
        snprintf(left, sizeof left, "%s--%s%s%s", letter, o->name, o->value == NULL ? "" : " ",
                 o->value == NULL ? "" : o->value);
        printf("  %-26s  %s\n", left, o->help);
    }
}

static size_t count_options(const struct cmd *cmd)
{
    size_t n = 0;
    while (n < CMD_OPTIONS_MAX && cmd->options[n].name != NULL)
        n++;
    assert(n < CMD_OPTIONS_MAX); /* room for the row that ends the list */
    return n;
}

/* Converts the options of a command to the two tables of getopt_long(). getopt_long() returns the index of a
 * long option, and the letter of a short one; every letter is greater than any index. */
static void getopt_tables(const struct cmd *cmd, size_t n, struct option *longs, char *shorts)
{
    *shorts++ = ':'; /* getopt_long() then distinguishes a missing value from an unknown option, and prints
                        nothing itself */
    for (size_t i = 0; i < n; i++) {
        const struct cmd_option *o = &cmd->options[i];
        longs[i] = (struct option){.name = o->name,
                                   .has_arg = o->value == NULL ? no_argument : required_argument,
                                   .val = (int)i};
        if (o->letter != 0) {
            *shorts++ = o->letter;
            if (o->value != NULL)
                *shorts++ = ':';
        }
    }
    *shorts = '\0';
    longs[n] = (struct option){.name = NULL};
}

static size_t option_index(const struct cmd *cmd, size_t n, int code)
{
    for (size_t i = 0; i < n; i++) {
        if ((size_t)code == i || (cmd->options[i].letter != 0 && code == cmd->options[i].letter))
            return i;
    }
    return n;
}

/* Explains an unknown option. given: the option as written on the command line. */
static int wrong_option(const struct cmd *cmd, size_t n, const char *given)
{
    const char *names[CMD_OPTIONS_MAX + 1] = {NULL}, *meant = NULL;
    char word[32] = "";
    for (size_t i = 0; i < n; i++)
        names[i] = cmd->options[i].name;
    if (strncmp(given, "--", 2) == 0) {
        snprintf(word, sizeof word, "%.*s", (int)strcspn(given + 2, "="), given + 2);
        meant = conf_tree_nearest(word, names);
    }
    if (meant != NULL && strcmp(word, meant) == 0)
        return cmd_misused(cmd->name, "%s: this option takes no value", given);
    if (meant != NULL)
        return cmd_misused(cmd->name, "%s: no such option; did you mean --%s?", given, meant);
    return cmd_misused(cmd->name, "%s: no such option", given);
}

static bool check_operands(const struct cmd *cmd, const struct cmd_args *args, int *status)
{
    if (args->n_operands > cmd->max_operands)
        *status = cmd_misused(cmd->name, "%s: unexpected argument", args->operand[cmd->max_operands]);
    else if (args->n_operands < cmd->min_operands)
        *status = cmd_misused(cmd->name, "%s is missing", cmd->operands);
    else
        return true;
    return false;
}

bool cmd_parse(int argc, char **argv, struct cmd_args *args, int *status)
{
    const struct cmd *cmd = find(argv[0]);
    assert(cmd != NULL);
    size_t n = count_options(cmd);
    struct option longs[CMD_OPTIONS_MAX];
    char shorts[2 * CMD_OPTIONS_MAX + 2];
    getopt_tables(cmd, n, longs, shorts);
    *args = (struct cmd_args){.cmd = cmd};
    optind = 0; /* starts again: main() has parsed the options before the command */
    opterr = 0;
    for (int code; (code = getopt_long(argc, argv, shorts, longs, NULL)) != -1;) {
        size_t i = option_index(cmd, n, code);
        if (code == ':') {
            *status = cmd_misused(cmd->name, "%s needs a value", argv[optind - 1]);
            return false;
        }
        if (i == n) {
            char letter[3] = {'-', (char)optopt, '\0'};
            bool was_letter = optopt > CMD_OPTIONS_MAX;
            *status = wrong_option(cmd, n, was_letter ? letter : argv[optind - 1]);
            return false;
        }
        if (strcmp(cmd->options[i].name, "help") == 0) {
            print_help(cmd);
            *status = cmd_flush(stdout, "standard output", CMD_DONE);
            return false;
        }
        args->value[i] = optarg == NULL ? "" : optarg;
    }
    args->operand = argv + optind;
    args->n_operands = argc - optind;
    return check_operands(cmd, args, status);
}

const char *cmd_value(const struct cmd_args *args, const char *name)
{
    size_t i = 0;
    while (args->cmd->options[i].name != NULL && strcmp(args->cmd->options[i].name, name) != 0)
        i++;
    assert(args->cmd->options[i].name != NULL);
    return args->value[i];
}

bool cmd_given(const struct cmd_args *args, const char *name)
{
    return cmd_value(args, name) != NULL;
}

bool cmd_read_integer(const char *text, int64_t min, int64_t max, int64_t *out)
{
    char *end;
    errno = 0;
    long long n = strtoll(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || n < min || n > max)
        return false;
    *out = n;
    return true;
}

bool cmd_integer(const struct cmd_args *args, const char *name, int64_t min, int64_t max, int64_t *out)
{
    const char *text = cmd_value(args, name);
    if (text == NULL || cmd_read_integer(text, min, max, out))
        return true;
    if (max == INT64_MAX)
        cmd_misused(args->cmd->name, "--%s %s: not valid; give a number of at least %lld", name, text,
                    (long long)min);
    else
        cmd_misused(args->cmd->name, "--%s %s: not valid; give a number from %lld to %lld", name, text,
                    (long long)min, (long long)max);
    return false;
}

const char *cmd_conf_file(const struct cmd_args *args)
{
    const char *file = cmd_value(args, "config");
    return file != NULL ? file : CONF_FILE;
}

struct conf *cmd_read_conf(const struct cmd_args *args)
{
    const char *file = cmd_conf_file(args);
    char *text = NULL;
    size_t size, mistakes = 0;
    FILE *errors = open_memstream(&text, &size);
    if (errors == NULL)
        fatal("out of memory");
    struct conf *conf = conf_read(file, conf_checks, errors, &mistakes);
    fclose(errors);
    if (conf == NULL)
        fputs(text, stderr);
    free(text);
    return conf;
}

int cmd_open(struct cmd_session *s)
{
    const char *why = "";
    s->conf = cmd_read_conf(&s->args);
    if (s->conf == NULL)
        return CMD_USAGE;
    s->arena = arena_new();
    s->store = store_open(s->conf->store_path, STORE_TOOL, s->arena, &why);
    if (s->store != NULL)
        return CMD_DONE;
    cmd_say("%s", why);
    return CMD_FAILED;
}

void cmd_give_way(const struct cmd_session *s, int64_t *begin_ms)
{
    enum { LEAST_MS = 30, MOST_MS = 500 }; /* the daemon tries every 20 ms */
    int64_t took = *begin_ms == 0 ? 0 : when_monotonic_ms() - *begin_ms,
            wait = took < LEAST_MS ? LEAST_MS : took;
    wait = wait > MOST_MS ? MOST_MS : wait;
    if (store_daemon_runs(s->conf->store_path))
        nanosleep(&(struct timespec){.tv_sec = wait / 1000, .tv_nsec = wait % 1000 * 1000000}, NULL);
    *begin_ms = when_monotonic_ms();
}

void cmd_close(struct cmd_session *s)
{
    store_close(s->store);
    if (s->arena != NULL)
        arena_free(s->arena);
    if (s->conf != NULL)
        conf_free(s->conf);
}

int cmd_with_store(int argc, char **argv, int (*command)(struct cmd_session *))
{
    struct cmd_session s = {.conf = NULL};
    int status;
    if (!cmd_parse(argc, argv, &s.args, &status))
        return status;
    status = cmd_open(&s);
    if (status == CMD_DONE)
        status = command(&s);
    cmd_close(&s);
    return status;
}

/* The error itself was logged when it occurred. */
int cmd_store_status(const struct cmd_session *s)
{
    if (store_error(s->store) == NULL)
        return CMD_DONE;
    cmd_say("the store could not be read completely: the output is incomplete");
    return CMD_FAILED;
}

/* Whether fd is a pipe or socket whose reader has closed it. */
static bool reader_left(int fd)
{
    struct pollfd p = {.fd = fd};
    return poll(&p, 1, 0) == 1 && (p.revents & POLLERR) != 0;
}

int cmd_flush(FILE *out, const char *name, int status)
{
    errno = 0;
    bool failed = ferror(out) != 0; /* an earlier write failed; its errno is lost */
    if (fflush(out) == 0 && !failed)
        return status;
    if (!reader_left(fileno(out)))
        cmd_say("%s: %s: the output is incomplete", name, errno != 0 ? strerror(errno) : "a write failed");
    return status == CMD_DONE ? CMD_FAILED : status;
}
