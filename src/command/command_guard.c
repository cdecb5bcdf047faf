/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * command_guard: the commands against unwanted senders: !block in a customer's chat; block, unblock, blocks
 * and dropped in the house, for supervisors. */
#include <string.h>

#include "base/choice.h"
#include "base/utf8.h"
#include "command/command.h"
#include "conf/conf_value.h"
#include "desk/agent.h"
#include "desk/block.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/dropped.h"
#include "desk/moment.h"
#include "desk/say.h"

enum { REASON_MAX = 200 };

static const char *how_long(struct desk *d, int64_t ms)
{
    return ms > 0 ? arena_printf(d->arena, "for %s", say_seconds(d, ms)) : "for ever";
}

const char *command_block_customer(struct command_call *o)
{
    struct desk *d = o->desk;
    const struct conversation *t = o->conversation;
    if (o->agent->conf->role != ROLE_SUPERVISOR && command_not_yours(o) != NULL)
        return command_not_yours(o);
    const char *why, *reason = utf8_printable(d->arena, o->args, REASON_MAX);
    int64_t for_ms = d->conf->component.block_for_ms;
    int64_t id = block_add_customer(d, o->agent, t, reason, for_ms, &why);
    if (id == 0)
        return arena_printf(d->arena, "Not blocked: %s.", why);
    o->done = true;
    return arena_printf(d->arena, "%s is blocked %s. A supervisor can undo this in the house: unblock %lld",
                        t->face_name, how_long(d, for_ms), (long long)id);
}

/* Returns the next word of *rest, and moves *rest to the word after it. */
static const char *word(struct desk *d, const char **rest)
{
    size_t len = strcspn(*rest, " \t");
    const char *found = arena_strndup(d->arena, *rest, len);
    *rest += len + strspn(*rest + len, " \t");
    return found;
}

const char *command_block(struct command_call *o)
{
    struct desk *d = o->desk;
    const char *rest = o->args, *pattern = word(d, &rest), *why;
    if (pattern[0] == '\0')
        return "Whom? block PATTERN [DURATION] [reason], as in: block spam@x.example, block x.example 7d, "
               "block *@*.x.example";
    int64_t for_ms = d->conf->component.block_for_ms;
    const char *behind = rest, *duration = word(d, &behind);
    if (strcmp(duration, "off") == 0) {
        for_ms = 0;
        rest = behind;
    } else if (conf_value_duration(d->arena, duration, &for_ms, &why)) {
        rest = behind;
        if (for_ms <= 0 || for_ms > BLOCK_FOR_MAX_MS)
            return "Not blocked: a duration is 1s to 3650d. To block for ever, write off.";
    }
    int64_t id = block_add(d, o->agent, pattern, utf8_printable(d->arena, rest, REASON_MAX), for_ms, &why);
    if (id == 0)
        return arena_printf(d->arena, "Not blocked: %s.", why);
    o->done = true;
    return arena_printf(d->arena, "Blocked %s: %s. unblock %lld ends it.", how_long(d, for_ms),
                        utf8_printable(d->arena, pattern, 200), (long long)id);
}

const char *command_unblock(struct command_call *o)
{
    int64_t n = choice_number(o->desk->arena, o->args);
    if (n == 0)
        return "Which one? Write unblock N, with a number from `blocks`.";
    o->done = block_remove(o->desk, n);
    return o->done ? "Unblocked." : "There is no such block: `blocks` lists them.";
}

const char *command_blocks(struct command_call *o)
{
    const char *list = blocks_text(o->desk, moment_zone(o->desk, o->agent, NULL));
    return list[0] != '\0' ? list : "Nobody is blocked.";
}

const char *command_dropped(struct command_call *o)
{
    const char *list = dropped_text(o->desk, moment_zone(o->desk, o->agent, NULL));
    return list[0] != '\0' ? list : "Nothing was dropped.";
}
