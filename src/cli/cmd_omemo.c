/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_omemo: `frontdesk omemo fingerprint`: the identity that people's clients show for the desk. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/when.h"
#include "cli/cmd.h"
#include "cli/cmd_json.h"
#include "omemo/omemo.h"
#include "store/store.h"

static char *without_blanks(struct arena *arena, const char *text)
{
    char *all = arena_strdup(arena, text), *end = all;
    for (const char *p = text; *p != '\0'; p++)
        if (*p != ' ')
            *end++ = *p;
    *end = '\0';
    return all;
}

static int print(struct cmd_session *s, const char *fingerprint, uint32_t device)
{
    if (cmd_given(&s->args, "json"))
        return cmd_json_print(json_pack("{s:s, s:I}", "fingerprint", without_blanks(s->arena, fingerprint),
                                        "device", (json_int_t)device));
    puts(fingerprint);
    return cmd_flush(stdout, "standard output", CMD_DONE);
}

/* Makes the identity if the desk has none yet, so that it can be published before anybody writes. */
static int show_identity(struct cmd_session *s)
{
    struct omemo *keys = omemo_new(s->store, s->arena);
    store_begin(s->store);
    uint32_t device = omemo_device(keys, when_now_ms());
    const char *fingerprint = omemo_fingerprint(keys, when_now_ms());
    omemo_free(keys);
    return store_commit(s->store) ? print(s, fingerprint, device) : cmd_store_status(s);
}

int cmd_omemo_fingerprint(int argc, char **argv)
{
    struct cmd_session s = {.conf = NULL};
    int status;
    if (!cmd_parse(argc, argv, &s.args, &status))
        return status;
    status = cmd_open(&s);
    if (status == CMD_DONE)
        status = show_identity(&s);
    cmd_close(&s);
    return status;
}
