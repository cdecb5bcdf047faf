/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * main: finds the subcommand and runs it. */
#include "config.h"

#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "conf/conf_tree.h"

_Static_assert(sizeof(off_t) >= 8 && sizeof(time_t) >= 8,
               "files beyond 2 GiB and times beyond 2038: configure asks");

enum { WORDS_MAX = 64 }; /* words of the table that are compared for a suggestion */

/* Opens /dev/null for each standard file that is closed. Otherwise the store could be opened under one of
 * these numbers, and the program would print into it. A write to the replaced output fails and is reported,
 * as a write to a closed one would be. */
static void fill_standard_files(void)
{
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
            _exit(CMD_FAILED);
    }
}

static int print_help(FILE *out, int status)
{
    fprintf(out, "Usage: frontdesk [-c FILE] COMMAND [OPTION…]\n"
                 "An XMPP customer-service desk.\n\n");
    for (size_t i = 0; i < cmd_count; i++)
        fprintf(out, "  %-16s  %s\n", cmd_table[i].name, cmd_table[i].help);
    fprintf(out, "\n  -c, --config FILE  the configuration file, for every command\n  -h, "
                 "--help         print this help, or the options of a command, and exit\n  -V, "
                 "--version      print the version and exit\n\nExit status: 0 done, 1 failed, 2 usage "
                 "or configuration error.\nManual: frontdesk(8), frontdesk.conf(5)\n");
    return cmd_flush(out, "standard output", status);
}

static int print_version(void)
{
    printf("frontdesk %s\n", PACKAGE_VERSION);
    return cmd_flush(stdout, "standard output", CMD_DONE);
}

/* Returns the row that the words name, and in *used how many of the words are its name. */
static const struct cmd *find(char **words, int n, int *used)
{
    for (size_t i = 0; i < cmd_count; i++) {
        const char *name = cmd_table[i].name, *blank = strchr(name, ' ');
        size_t len = blank == NULL ? strlen(name) : (size_t)(blank - name);
        if (strlen(words[0]) != len || strncmp(words[0], name, len) != 0)
            continue;
        if (blank != NULL && (n < 2 || strcmp(words[1], blank + 1) != 0))
            continue;
        *used = blank == NULL ? 1 : 2;
        return &cmd_table[i];
    }
    return NULL;
}

/* Lists the words that may follow `first` ("archive"); those that may be first when it is NULL. */
static size_t words_after(const char *first, const char **list, char (*room)[32])
{
    size_t n = 0;
    for (size_t i = 0; i < cmd_count && n < WORDS_MAX; i++) {
        const char *name = cmd_table[i].name, *blank = strchr(name, ' ');
        if (first == NULL)
            snprintf(room[n], sizeof room[n], "%.*s", (int)strcspn(name, " "), name);
        else if (blank != NULL && strlen(first) == (size_t)(blank - name) &&
                 strncmp(first, name, strlen(first)) == 0)
            snprintf(room[n], sizeof room[n], "%s", blank + 1);
        else
            continue;
        if (n > 0 && strcmp(room[n], room[n - 1]) == 0)
            continue;
        list[n] = room[n];
        n++;
    }
    list[n] = NULL;
    return n;
}

static int print_group(const char *first)
{
    printf("Usage: frontdesk %s COMMAND [OPTION…]\n\n", first);
    for (size_t i = 0; i < cmd_count; i++) {
        if (strncmp(cmd_table[i].name, first, strlen(first)) == 0 && cmd_table[i].name[strlen(first)] == ' ')
            printf("  %-16s  %s\n", cmd_table[i].name, cmd_table[i].help);
    }
    return cmd_flush(stdout, "standard output", CMD_DONE);
}

/* Prints "archive: a subcommand is required: export, search or show". */
static void say_required(const char *first, const char *const *list)
{
    char names[WORDS_MAX * 32] = "";
    size_t len = 0;
    for (size_t i = 0; list[i] != NULL; i++) {
        const char *between = i == 0 ? "" : list[i + 1] == NULL ? " or " : ", ";
        len += (size_t)snprintf(names + len, sizeof names - len, "%s%s", between, list[i]);
    }
    cmd_say("%s: a subcommand is required: %s", first, names);
}

static int unknown(char **words, int n)
{
    const char *list[WORDS_MAX + 1];
    char room[WORDS_MAX][32];
    const char *first = words_after(words[0], list, room) > 0 ? words[0] : NULL;
    const char *word = first == NULL ? words[0] : n > 1 ? words[1] : NULL;
    const char *before = first == NULL ? "" : first, *gap = first == NULL ? "" : " ";
    if (first != NULL && word != NULL && (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0))
        return print_group(first);
    words_after(first, list, room);
    const char *meant = word == NULL ? NULL : conf_tree_nearest(word, list);
    if (meant != NULL)
        cmd_say("%s%s%s: no such command; did you mean `frontdesk %s%s%s`?", before, gap, word, before, gap,
                meant);
    else if (word != NULL)
        cmd_say("%s%s%s: no such command", before, gap, word);
    else
        say_required(before, list);
    fprintf(stderr, "Usage: frontdesk %s%s", before, gap);
    for (size_t i = 0; list[i] != NULL; i++)
        fprintf(stderr, "%s%s", i == 0 ? "" : " | ", list[i]);
    fprintf(stderr, "\nSee: frontdesk %s%s--help\n", before, gap);
    return CMD_USAGE;
}

/* Runs the command. Puts `-c file` before its own options when that was given before its name. */
static int run(const struct cmd *cmd, char *file, int n, char **rest)
{
    char *argv[n + 4];
    int argc = 0;
    argv[argc++] = (char *)cmd->name;
    if (file != NULL) {
        argv[argc++] = (char *)"-c";
        argv[argc++] = file;
    }
    for (int i = 0; i < n; i++)
        argv[argc++] = rest[i];
    argv[argc] = NULL;
    return cmd->run(argc, argv);
}

static int help(char **words, int n)
{
    static char option[] = "--help";
    int used = 0;
    const struct cmd *cmd = n == 0 ? NULL : find(words, n, &used);
    if (n == 0)
        return print_help(stdout, CMD_DONE);
    return cmd != NULL ? run(cmd, NULL, 1, (char *[]){option}) : unknown((char *[]){words[0], option}, 2);
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {.name = "config", .has_arg = required_argument, .val = 'c'},
        {.name = "help", .val = 'h'},
        {.name = "version", .val = 'V'},
        {.name = NULL},
    };
    char *file = NULL;
    fill_standard_files();
    signal(SIGPIPE, SIG_IGN); /* a pipe or socket without a reader is a failed write */
    signal(SIGXFSZ, SIG_IGN); /* a file at its size limit (ulimit -f, LimitFSIZE=) is a failed write */
    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, "+c:hV", options, NULL)) != -1;) {
        switch (c) {
        case 'c':
            file = optarg;
            break;
        case 'h':
            return print_help(stdout, CMD_DONE);
        case 'V':
            return print_version();
        default:
            cmd_say("%s: no such option, or its value is missing", argv[optind - 1]);
            fputs("See: frontdesk --help\n", stderr);
            return CMD_USAGE;
        }
    }
    int used = 0, n = argc - optind;
    if (n > 0 && strcmp(argv[optind], "help") == 0) /* as git and others have it */
        return help(argv + optind + 1, n - 1);
    if (n == 0)
        return print_help(stderr, CMD_USAGE);
    const struct cmd *cmd = find(argv + optind, n, &used);
    return cmd == NULL ? unknown(argv + optind, n) : run(cmd, file, n - used, argv + optind + used);
}
