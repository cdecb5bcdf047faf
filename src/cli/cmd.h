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
    const char *value; /* the name of the option's value for the help, as in "FILE"; NULL: a switch */
    const char *help;
};

struct cmd {
    const char *name;     /* "archive export": one word or two */
    const char *operands; /* "N", "TEXT…"; "" when there are none */
    int min_operands, max_operands;
    const char *help; /* one line */
    /* Runs the command; argv[0] is its name. Returns the exit status. */
    int (*run)(int argc, char **argv);
    struct cmd_option options[CMD_OPTIONS_MAX]; /* a row without a name ends them */
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
int cmd_knowledge_gaps(int argc, char **argv);
int cmd_knowledge_accept(int argc, char **argv);
int cmd_responder_try(int argc, char **argv);
int cmd_backup(int argc, char **argv);
int cmd_restore(int argc, char **argv);
int cmd_store_check(int argc, char **argv);
int cmd_omemo_fingerprint(int argc, char **argv);
int cmd_omemo_rotate(int argc, char **argv);
int cmd_omemo_devices(int argc, char **argv);
int cmd_omemo_trust(int argc, char **argv);

/* A parsed command line. */
struct cmd_args {
    const struct cmd *cmd;
    /* Indexed like cmd->options; NULL: not given; "" for a switch that was given. */
    const char *value[CMD_OPTIONS_MAX];
    char **operand;
    int n_operands;
};

/* The first line of every command:
 *     if (!cmd_parse(argc, argv, &args, &status))
 *         return status;
 * False after --help was answered (CMD_DONE) or a mistake was explained (CMD_USAGE). */
bool cmd_parse(int argc, char **argv, struct cmd_args *, int *status);

/* Returns the value of an option; NULL when it was not given. The option must be in the command's row. */
const char *cmd_value(const struct cmd_args *, const char *name);
bool cmd_given(const struct cmd_args *, const char *name);
/* Reads the value as a whole number from min to max. Returns false, after explaining it, when it is not one.
 * *out is unchanged when the option was not given. */
bool cmd_integer(const struct cmd_args *, const char *name, int64_t min, int64_t max, int64_t *out);
bool cmd_read_integer(const char *text, int64_t min, int64_t max, int64_t *out);

/* Returns the file of --config, or the default file. */
const char *cmd_conf_file(const struct cmd_args *);
/* Reads that file. Returns NULL after printing its mistakes; notes are printed by `frontdesk check`, not by every
 * command. */
struct conf *cmd_read_conf(const struct cmd_args *);

/* What commands that use the store share. All zero at first; args come from cmd_parse(). */
struct cmd_session {
    struct cmd_args args;
    struct conf *conf;
    struct arena *arena;
    struct store *store; /* its texts are in `arena` */
    bool told;           /* that a service for embeddings failed */
};

/* Reads the configuration and opens the store, also beside a running daemon. Returns CMD_DONE, CMD_USAGE
 * after printing the mistakes of the configuration, or CMD_FAILED after saying why the store cannot be
 * opened. */
int cmd_open(struct cmd_session *);
void cmd_close(struct cmd_session *); /* call it whatever cmd_open() returned */
/* Reads the command line, opens the store, runs the command and closes the store. Returns the exit status. */
int cmd_with_store(int argc, char **argv, int (*command)(struct cmd_session *));
/* Returns CMD_FAILED, after saying so, when reading the store failed; else CMD_DONE. */
int cmd_store_status(const struct cmd_session *);

/* Call it after each transaction of a long task, so that a running daemon goes first. While a daemon runs,
 * pauses for as long as the work since *begin_ms took, at least 30 ms (in which the daemon, which tries
 * every 20 ms, finds the store free) and at most 500 ms. Sets *begin_ms for the next transaction. */
void cmd_give_way(const struct cmd_session *, int64_t *begin_ms);
/* Prints "frontdesk: …" and a line break to standard error. */
void cmd_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Like cmd_say(), and points to --help. Returns CMD_USAGE. */
int cmd_misused(const char *name, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Flushes what was written to out. Returns CMD_FAILED, after saying so, when that failed; else `status`.
 * name is the name of the output, for the message. Prints no message when the reader went away (a pager that
 * was quit). */
int cmd_flush(FILE *, const char *name, int status);

#endif
