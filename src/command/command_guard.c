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

static const char *run_block_customer(struct command_call *o)
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

const struct command command_block_customer = {
    .word = "block",
    .where = IN_CHAT | ACTS,
    .needs = IF_MINE,
    .args = "[reason]",
    .help = "close this conversation and block the customer",
    .run = run_block_customer,
    .asks = {{.var = "args", .label = "Reason", .optional = true}},
};

/* Returns the next word of *rest, and moves *rest to the word after it. */
static const char *word(struct desk *d, const char **rest)
{
    size_t len = strcspn(*rest, " \t");
    const char *found = arena_strndup(d->arena, *rest, len);
    *rest += len + strspn(*rest + len, " \t");
    return found;
}

/* What is to be blocked, for how long and why. */
struct wish {
    const char *pattern, *duration, *reason;
};

/* Typed, the duration may be missing: "" then. */
static struct wish wish_of(const struct command_call *o)
{
    int64_t ms;
    if (o->value[0] != NULL)
        return (struct wish){o->value[0], o->value[1], o->value[2]};
    const char *rest = o->args, *why, *pattern = word(o->desk, &rest);
    const char *behind = rest, *duration = word(o->desk, &behind);
    bool is_duration =
        strcmp(duration, "off") == 0 || conf_value_duration(o->desk->arena, duration, &ms, &why);
    return (struct wish){pattern, is_duration ? duration : "", is_duration ? behind : rest};
}

/* Returns false if no block may last so long. *ms 0: for ever. */
static bool read_duration(struct desk *d, const char *text, int64_t *ms)
{
    const char *why;
    *ms = text[0] == '\0' ? d->conf->component.block_for_ms : 0;
    if (text[0] == '\0' || strcmp(text, "off") == 0)
        return true;
    return conf_value_duration(d->arena, text, ms, &why) && *ms > 0 && *ms <= BLOCK_FOR_MAX_MS;
}

static const char *run_block(struct command_call *o)
{
    struct desk *d = o->desk;
    struct wish wish = wish_of(o);
    const char *why;
    int64_t for_ms;
    if (wish.pattern[0] == '\0')
        return "Whom? block PATTERN [DURATION] [reason], as in: block spam@x.example, block x.example 7d, "
               "block *@*.x.example";
    if (!read_duration(d, wish.duration, &for_ms))
        return "Not blocked: a duration is 1s to 3650d. To block for ever, write off.";
    int64_t id =
        block_add(d, o->agent, wish.pattern, utf8_printable(d->arena, wish.reason, REASON_MAX), for_ms, &why);
    if (id == 0)
        return arena_printf(d->arena, "Not blocked: %s.", why);
    o->done = true;
    return arena_printf(d->arena, "Blocked %s: %s. unblock %lld ends it.", how_long(d, for_ms),
                        utf8_printable(d->arena, wish.pattern, 200), (long long)id);
}

const struct command command_block = {
    .word = "block",
    .where = IN_HOUSE | ACTS,
    .role = ROLE_SUPERVISOR,
    .args = "PATTERN [DURATION] [reason]",
    .help = "block an address, a domain, or a pattern with *",
    .run = run_block,
    .asks = {{.var = "pattern", .label = "Address, domain or pattern"},
             {.var = "duration", .label = "For how long", .kind = ARGUMENT_DURATION},
             {.var = "reason", .label = "Reason", .optional = true}},
};

static const char *run_unblock(struct command_call *o)
{
    int64_t n = choice_number(o->desk->arena, o->args);
    if (n == 0)
        return "Which one? Write unblock N, with a number from `blocks`.";
    o->done = block_remove(o->desk, n);
    return o->done ? "Unblocked." : "There is no such block: `blocks` lists them.";
}

const struct command command_unblock = {
    .word = "unblock",
    .where = IN_HOUSE | ACTS,
    .role = ROLE_SUPERVISOR,
    .needs = IF_BLOCKS,
    .args = "N",
    .help = "remove a block",
    .run = run_unblock,
    .asks = {{.var = "block", .label = "Block", .kind = ARGUMENT_BLOCK}},
};

static const char *run_blocks(struct command_call *o)
{
    const char *list = blocks_text(o->desk, moment_zone(o->desk, o->agent, NULL));
    return list[0] != '\0' ? list : "Nobody is blocked.";
}

const struct command command_blocks = {
    .word = "blocks",
    .where = IN_HOUSE,
    .role = ROLE_SUPERVISOR,
    .args = "",
    .help = "show who is blocked, by whom and until when",
    .run = run_blocks,
};

static const char *run_dropped(struct command_call *o)
{
    const char *list = dropped_text(o->desk, moment_zone(o->desk, o->agent, NULL));
    return list[0] != '\0' ? list : "Nothing was dropped.";
}

const struct command command_dropped = {
    .word = "dropped",
    .where = IN_HOUSE,
    .role = ROLE_SUPERVISOR,
    .args = "",
    .help = "show which messages were dropped, from whom and why",
    .run = run_dropped,
};
