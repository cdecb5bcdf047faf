/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_export: `frontdesk archive export`: writes messages for other programs, one JSON object per line. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/when.h"
#include "cli/archive.h"
#include "cli/cmd.h"
#include "cli/cmd_json.h"
#include "conf/conf.h"

enum { PAGE = 100 }; /* messages in memory at a time */

static bool read_times(const struct cmd_args *args, struct archive_filter *f)
{
    struct {
        const char *name;
        int64_t *at_ms;
    } times[] = {{"since", &f->since_ms}, {"until", &f->until_ms}};
    int64_t now_ms = when_now_ms();
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        const char *text = cmd_value(args, times[i].name);
        if (text != NULL && !when_read(text, now_ms, times[i].at_ms)) {
            cmd_misused(args->cmd->name, "--%s %s: not a time; write " WHEN_FORMS, times[i].name, text);
            return false;
        }
    }
    return true;
}

static bool read_filter(const struct cmd_args *args, struct archive_filter *f)
{
    const char *format = cmd_value(args, "format");
    *f = (struct archive_filter){.queue = cmd_value(args, "queue"),
                                 .since_ms = INT64_MIN,
                                 .until_ms = INT64_MAX};
    if (format != NULL && strcmp(format, "jsonl") != 0) {
        cmd_misused(args->cmd->name, "--format %s: the only format is jsonl", format);
        return false;
    }
    return read_times(args, f) && cmd_integer(args, "conversation", 1, INT64_MAX, &f->conversation);
}

/* Opens standard output, or a file that only its owner can read, because it will hold messages of customers.
 */
static FILE *open_output(const char *file)
{
    if (file == NULL)
        return stdout;
    const char *why;
    int fd = file_create(file, &why);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
    if (out == NULL)
        cmd_say("%s: %s: the output cannot be written", file, why != NULL ? why : strerror(errno));
    return out;
}

static void write_line(FILE *out, struct arena *arena, const struct archive_message *m)
{
    json_t *json = cmd_json_message(arena, m);
    cmd_json_write(json, out, JSON_COMPACT);
    json_decref(json);
    putc('\n', out);
}

static int write_pages(struct cmd_session *s, const struct archive_filter *f, FILE *out, const char *name)
{
    struct archive_message page[PAGE];
    int status = CMD_DONE;
    int64_t after = 0, written = 0;
    size_t n = PAGE;
    while (n == PAGE && status == CMD_DONE) {
        n = archive_page(s->store, f, after, page, PAGE);
        for (size_t i = 0; i < n; i++)
            write_line(out, s->arena, &page[i]);
        if (n > 0)
            after = page[n - 1].id;
        written += (int64_t)n;
        arena_reset(s->arena);
        status = cmd_flush(out, name, CMD_DONE);
    }
    if (written == 0 && f->queue != NULL && conf_queue(s->conf, f->queue) == NULL)
        cmd_say("queue \"%s\": it has no messages in the archive, and it is not in the configuration",
                f->queue);
    return status == CMD_DONE ? cmd_store_status(s) : status;
}

static int export(struct cmd_session *s, const struct archive_filter *f)
{
    const char *file = cmd_value(&s->args, "output"), *name = file == NULL ? "standard output" : file;
    int status = cmd_open(s);
    if (status != CMD_DONE)
        return status;
    FILE *out = open_output(file);
    if (out == NULL)
        return CMD_FAILED;
    status = write_pages(s, f, out, name);
    if (out != stdout && fclose(out) != 0 && status == CMD_DONE) {
        cmd_say("%s: %s: the output is incomplete", name, strerror(errno));
        status = CMD_FAILED;
    }
    return status;
}

int cmd_archive_export(int argc, char **argv)
{
    struct cmd_session s = {.conf = NULL};
    struct archive_filter filter;
    int status;
    if (!cmd_parse(argc, argv, &s.args, &status))
        return status;
    if (!read_filter(&s.args, &filter))
        return CMD_USAGE;
    status = export(&s, &filter);
    cmd_close(&s);
    return status;
}
