/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd: the subcommands of the program and what they share. A subcommand is a row of cmd_table[], a file
 * cmd_*.c and a section of frontdesk(8). */
#ifndef FRONTDESK_CMD_H
#define FRONTDESK_CMD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct arena;
struct conf;
struct store;

/* Exit status of every command. */
enum { CMD_DONE = 0, CMD_FAILED = 1, CMD_USAGE = 2 };

enum { CMD_OPTIONS_MAX = 12 };

struct cmd_option {
    const char *name;  /* "config": --config */
    char letter;       /* 'c': -c; 0: none */
    const char *value; /* "FILE": what its value is; NULL: a switch */
    const char *help;
};

struct cmd {
    const char *name;     /* "archive export": one word or two */
    const char *operands; /* "N", "TEXT…"; "" when there are none */
    int min_operands, max_operands;
    const char *help; /* one line */
    /* argv[0] is the name above. Returns the exit status. */
    int (*run)(int argc, char **argv);
    struct cmd_option options[CMD_OPTIONS_MAX]; /* an empty name ends them */
};

extern const struct cmd cmd_table[];
extern const size_t cmd_count;

int cmd_run(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_status(int argc, char **argv);
int cmd_archive_export(int argc, char **argv);
int cmd_archive_search(int argc, char **argv);
int cmd_archive_show(int argc, char **argv);
int cmd_knowledge_index(int argc, char **argv);
int cmd_knowledge_search(int argc, char **argv);
int cmd_knowledge_eval(int argc, char **argv);

/* A command line after its row was held against it. */
struct cmd_args {
    const struct cmd *cmd;
    const char *value[CMD_OPTIONS_MAX]; /* NULL: not given; a switch that was given has "" */
    char **operand;
    int n_operands;
};

/* The first line of every command:
 *     if (!cmd_parse(argc, argv, &args, &status))
 *         return status;
 * False after --help was answered (CMD_DONE) or a mistake was explained (CMD_USAGE). */
bool cmd_parse(int argc, char **argv, struct cmd_args *, int *status);

/* The value of an option of the row; NULL when it was not given. To ask for an option that is not in the row
 * is a bug. */
const char *cmd_value(const struct cmd_args *, const char *name);
bool cmd_given(const struct cmd_args *, const char *name);
/* The value as a whole number in min..max; false, explained, when it is none. Unchanged when it was not
 * given. */
bool cmd_integer(const struct cmd_args *, const char *name, int64_t min, int64_t max, int64_t *out);
bool cmd_read_integer(const char *text, int64_t min, int64_t max, int64_t *out);

/* The file of --config, or the default. */
const char *cmd_conf_file(const struct cmd_args *);

/* What the commands on the store have in common. Begin with an empty one; args come from cmd_parse(). */
struct cmd_session {
    struct cmd_args args;
    struct conf *conf;
    struct arena *arena;
    struct store *store; /* its texts are in the arena */
};

/* Reads the configuration and opens the store, beside a running daemon too. Returns CMD_DONE, or CMD_USAGE
 * after the mistakes of the configuration were printed, or CMD_FAILED after it was said why the store cannot
 * be opened. */
int cmd_open(struct cmd_session *);
void cmd_close(struct cmd_session *); /* whatever cmd_open() returned */
/* CMD_FAILED, explained, when the store gave up while it was read. */
int cmd_store_status(const struct cmd_session *);

/* "frontdesk: …" to standard error. */
/* While a daemon runs it comes before us: after each transaction of a longer work, pauses as long as that took since *begin_ms, and
 * at least long enough that the daemon's next attempt finds the store free. Sets *begin_ms for the next one. */
void cmd_give_way(const struct cmd_session *, int64_t *begin_ms);
void cmd_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* The same with a pointer to --help; returns CMD_USAGE. */
int cmd_misused(const char *name, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Forces out what was written. CMD_FAILED when that failed, else the status it was given. name is the
 * output's, for the message. A reader who went away (a pager that was left) is no reason for a message. */
int cmd_flush(FILE *, const char *name, int status);

#endif
