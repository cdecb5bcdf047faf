/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_store: `frontdesk backup`, `restore` and `store check`: copies of a live store, their way back, and whether a
 * store is sound. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/datetime.h"
#include "base/utf8.h"
#include "base/when.h"
#include "cli/cmd.h"
#include "cli/cmd_json.h"
#include "conf/conf.h"
#include "store/copy.h"

/* Reads the configuration, without opening the store. */
static int begin(struct cmd_session *s)
{
    size_t mistakes;
    s->arena = arena_new();
    s->conf = conf_read(cmd_conf_file(&s->args), conf_checks, stderr, &mistakes);
    return s->conf != NULL ? CMD_DONE : CMD_USAGE;
}

static const char *shown(struct cmd_session *s, const char *path)
{
    return utf8_printable(s->arena, path, SIZE_MAX);
}

static const char *size_of(struct cmd_session *s, int64_t bytes)
{
    return bytes < (1 << 20) ? arena_printf(s->arena, "%" PRId64 " KiB", (bytes + 1023) >> 10)
                             : arena_printf(s->arena, "%.1f MiB", (double)bytes / (1 << 20));
}

static const char *contents(struct cmd_session *s, const struct copy_facts *f)
{
    return arena_printf(s->arena, "%s, %" PRId64 " messages of %" PRId64 " conversations%s%s",
                        size_of(s, f->bytes), f->messages, f->conversations,
                        f->last_ms > 0 ? ", the last of " : "",
                        f->last_ms > 0 ? when_local(s->arena, f->last_ms) : "");
}

static json_t *facts_json(struct cmd_session *s, const char *path, const struct copy_facts *f)
{
    return json_pack("{s:o, s:I, s:i, s:I, s:I, s:I, s:o}", "file", cmd_json_text(s->arena, path), "bytes",
                     (json_int_t)f->bytes, "version", f->version, "messages", (json_int_t)f->messages,
                     "conversations", (json_int_t)f->conversations, "unsent", (json_int_t)f->unsent, "last",
                     f->last_ms > 0 ? json_string(datetime_utc(s->arena, f->last_ms)) : json_null());
}

static int say(struct cmd_session *s, const char *path, const struct copy_facts *f, const char *sentence)
{
    if (cmd_given(&s->args, "json"))
        return cmd_json_print(facts_json(s, path, f));
    printf("%s\n", sentence);
    return cmd_flush(stdout, "standard output", CMD_DONE);
}

static int failed(const char *why)
{
    cmd_say("%s", why);
    return CMD_FAILED;
}

static int run(int argc, char **argv, int (*command)(struct cmd_session *))
{
    struct cmd_session s = {.conf = NULL};
    int status;
    if (!cmd_parse(argc, argv, &s.args, &status))
        return status;
    status = begin(&s);
    if (status == CMD_DONE)
        status = command(&s);
    cmd_close(&s);
    return status;
}

/* ---- backup ---- */

static int backup(struct cmd_session *s)
{
    struct copy_facts f;
    const char *to = s->args.operand[0], *why;
    if (!copy_make(s->arena, s->conf->store_path, to, true, &f, &why))
        return failed(why);
    return say(s, to, &f,
               arena_printf(s->arena, "%s: %s; examined, and sound", shown(s, to), contents(s, &f)));
}

int cmd_backup(int argc, char **argv)
{
    return run(argc, argv, backup);
}

/* ---- restore ---- */

static int restore(struct cmd_session *s)
{
    struct copy_facts f;
    const char *outbox = cmd_value(&s->args, "outbox"), *from = s->args.operand[0], *kept, *why;
    if (outbox == NULL || (strcmp(outbox, "keep") != 0 && strcmp(outbox, "drop") != 0))
        return cmd_misused(
            s->args.cmd->name,
            "--outbox keep or --outbox drop is required: keep sends what the copy had not sent, "
            "which people may have got since; drop does not, and removes the sessions of OMEMO");
    const char *suffix = arena_printf(s->arena, ".replaced-%" PRId64, when_now_ms() / 1000);
    if (!copy_restore(s->arena, from, s->conf->store_path, strcmp(outbox, "drop") == 0, suffix, &f, &kept,
                      &why))
        return failed(why);
    if (f.without_log)
        cmd_say(
            "%s: the file was in use when it was copied, and its log (%s-wal) is not beside it: what was said last "
            "may be missing",
            shown(s, from), shown(s, from));
    const char *old = kept[0] == '\0'
                          ? ""
                          : arena_printf(s->arena, "\nThe store that was there is %s now.", shown(s, kept));
    return say(s, s->conf->store_path, &f,
               arena_printf(s->arena, "%s: %s%s", shown(s, s->conf->store_path), contents(s, &f), old));
}

int cmd_restore(int argc, char **argv)
{
    return run(argc, argv, restore);
}

/* ---- store check ---- */

static int check(struct cmd_session *s)
{
    struct copy_facts f;
    const char *path = s->args.n_operands > 0 ? s->args.operand[0] : s->conf->store_path, *why;
    if (!copy_examine(s->arena, path, &f, &why))
        return failed(why);
    bool is_copy = s->args.n_operands > 0 && f.without_log;
    if (is_copy)
        cmd_say(
            "%s: the file was in use when it was copied, and its log (%s-wal) is not beside it: what was said last "
            "may be missing",
            shown(s, path), shown(s, path));
    int status = say(s, path, &f,
                     arena_printf(s->arena, "%s: %s; sound, schema version %d", shown(s, path),
                                  contents(s, &f), f.version));
    return is_copy ? CMD_FAILED : status;
}

int cmd_store_check(int argc, char **argv)
{
    return run(argc, argv, check);
}
