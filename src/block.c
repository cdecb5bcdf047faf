/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * block: see block.h. */
#include "block.h"

#include <string.h>

#include "agent.h"
#include "conversation.h"
#include "core.h"
#include "letter.h"
#include "log.h"
#include "say.h"
#include "timer.h"

enum { CLOSED_AT_ONCE = 1000, SHOWN = 50 };

void blocks_load(struct desk *d)
{
    d->blocks = store_int(d->store, SQL_block_count, 0);
}

bool block_applies(struct desk *d, const struct jid *from, const char **pattern)
{
    if (d->blocks == 0)
        return false;
    struct cursor *c = store_query(d->store, SQL_block_plain, TEXT(from->bare), TEXT(from->domain));
    bool found = cursor_next(c);
    if (!found) {
        c = store_query(d->store, SQL_block_wild, TEXT(from->bare));
        found = cursor_next(c);
    }
    if (found && pattern != NULL)
        *pattern = cursor_text(c, 0);
    cursor_end(c);
    return found;
}

/* For SQLite's GLOB, in which '?' and '[' mean something too. */
static const char *glob_of(struct desk *d, const char *pattern)
{
    char *glob = arena_alloc(d->arena, 3 * strlen(pattern) + 1), *end = glob;
    for (const char *p = pattern; *p != '\0'; p++) {
        bool special = *p == '?' || *p == '[';
        if (special)
            *end++ = '[';
        *end++ = *p;
        if (special)
            *end++ = ']';
    }
    *end = '\0';
    return glob;
}

/* As servers write addresses, so that it can match; *plain: without '*'. NULL and *why when it is none. */
static const char *prepared(struct desk *d, const char *written, bool *plain, const char **why)
{
    struct jid jid;
    *plain = strchr(written, '*') == NULL;
    if (*plain)
        return jid_prepare(d->arena, written, &jid, why) ? jid.bare : NULL;
    const char *at = strchr(written, '@');
    *why = "a pattern is NAME@DOMAIN with * in it, and more than * alone";
    if (at == NULL || strchr(at + 1, '@') != NULL || strchr(written, '/') != NULL ||
        strspn(written, "*@.") == strlen(written) || strlen(written) > 1000)
        return NULL;
    char *lower = arena_strdup(d->arena, written);
    for (char *p = lower; *p != '\0'; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
    return lower;
}

/* Whoever talks just now has ended with it, and the agent knows why. */
static void close_those(struct desk *d, const char *glob, bool whole_domain)
{
    int64_t *ids = arena_alloc(d->arena, CLOSED_AT_ONCE * sizeof *ids);
    size_t n = 0;
    const char *or_in = whole_domain ? arena_printf(d->arena, "*@%s", glob) : glob;
    struct cursor *c = store_query(d->store, SQL_block_talks, TEXT(glob), TEXT(or_in), INT(CLOSED_AT_ONCE));
    while (n < CLOSED_AT_ONCE && cursor_next(c))
        ids[n++] = cursor_int(c, 0);
    cursor_end(c);
    for (size_t i = 0; i < n; i++) {
        struct conversation t = conversation_by_id(d, ids[i]);
        if (t.state == STATE_ACTIVE)
            conversation_tell_agent(d, &t, t.agent_jid, "This customer is blocked: the conversation is closed.");
        conversation_close(d, &t, "blocked");
    }
}

int64_t block_add(struct desk *d, const struct agent *by, const char *pattern, const char *shown,
                  const char *reason, int64_t for_ms, const char **why)
{
    bool plain;
    const char *p = prepared(d, pattern, &plain, why);
    if (p == NULL)
        return 0;
    if (d->blocks >= BLOCKS_MAX) {
        *why = "the list is full: unblock some first";
        return 0;
    }
    const char *glob = glob_of(d, p);
    int64_t until = for_ms > 0 ? d->now_ms + for_ms : 0;
    store_run(d->store, SQL_block_add, TEXT(p), TEXT(glob), INT(plain), TEXT(shown != NULL ? shown : p),
              TEXT(reason), INT(by->id), INT(d->now_ms), INT(until));
    int64_t id = store_int(d->store, SQL_block_find, 0, TEXT(p));
    timer_clear(d, TIMER_BLOCK, id);
    if (until != 0)
        timer_set(d, TIMER_BLOCK, id, until);
    blocks_load(d);
    log_info("block %lld: %s blocked %s", (long long)id, by->jid, shown != NULL ? shown : p);
    close_those(d, glob, plain && strchr(p, '@') == NULL);
    return id;
}

bool block_remove(struct desk *d, int64_t id)
{
    bool was = store_run(d->store, SQL_block_drop, INT(id)) > 0;
    timer_clear(d, TIMER_BLOCK, id);
    blocks_load(d);
    return was;
}

void block_over(struct desk *d, int64_t id)
{
    if (block_remove(d, id))
        log_info("block %lld is over", (long long)id);
}

const char *blocks_text(struct desk *d)
{
    struct text text = text_new(d->arena);
    struct cursor *c = store_query(d->store, SQL_block_list, INT(SHOWN));
    while (cursor_next(c)) {
        int64_t until = cursor_int(c, 3);
        text_add(&text, "%s%lld  %s%s%s, by %s, %s%.16s", text.s[0] != '\0' ? "\n" : "",
                 (long long)cursor_int(c, 0), cursor_text(c, 1), cursor_text(c, 2)[0] != '\0' ? ": " : "",
                 cursor_text(c, 2), cursor_text(c, 4), until != 0 ? "until " : "for ever",
                 until != 0 ? letter_time(d, until) : "");
    }
    if (d->blocks > SHOWN)
        text_add(&text, "\n… and %lld more", (long long)(d->blocks - SHOWN));
    return text.s;
}
