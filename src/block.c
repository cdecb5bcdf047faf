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

/* Whom a block applies to. */
struct whom {
    const char *pattern; /* as servers write addresses, so that it can match */
    const char *glob;
    bool plain;  /* an address or a domain, which is looked up; else it has a '*' that stands for anything */
    bool domain; /* a whole one */
};

/* For SQLite's GLOB, in which '?' and '[' mean something too; '*' only where it is none of the letters. */
static const char *glob_of(struct desk *d, const char *pattern, const char *letters)
{
    char *glob = arena_alloc(d->arena, 3 * strlen(pattern) + 1), *end = glob;
    for (const char *p = pattern; *p != '\0'; p++) {
        bool special = strchr(letters, *p) != NULL;
        if (special)
            *end++ = '[';
        *end++ = *p;
        if (special)
            *end++ = ']';
    }
    *end = '\0';
    return glob;
}

static bool is_ours(const struct desk *d, const char *domain, const char **why)
{
    *why = "that is an address of the desk itself: write !block in the customer's chat, or name an address that others "
           "have";
    return strcmp(domain, d->conf->component.domain) == 0;
}

static bool read_plain(struct desk *d, const char *written, struct whom *w, const char **why)
{
    struct jid jid;
    if (!jid_prepare(d->arena, written, &jid, why) || is_ours(d, jid.domain, why))
        return false;
    *w = (struct whom){
        .pattern = jid.bare, .glob = glob_of(d, jid.bare, "?["), .plain = true, .domain = jid.local[0] == '\0'};
    return true;
}

static bool read_pattern(struct desk *d, const char *written, struct whom *w, const char **why)
{
    const char *at = strchr(written, '@');
    *why = "a pattern is NAME@DOMAIN with * in it, and more than * alone";
    if (at == NULL || strchr(at + 1, '@') != NULL || strchr(written, '/') != NULL ||
        strspn(written, "*@.") == strlen(written) || strlen(written) > 1000)
        return false;
    char *lower = arena_strdup(d->arena, written);
    for (char *p = lower; *p != '\0'; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
    if (is_ours(d, lower + (at - written) + 1, why))
        return false;
    *w = (struct whom){.pattern = lower, .glob = glob_of(d, lower, "?[")};
    return true;
}

static void close_one(struct desk *d, int64_t id)
{
    struct conversation t = conversation_by_id(d, id);
    if (t.state == STATE_ACTIVE)
        conversation_tell_agent(d, &t, t.agent_jid, "This customer is blocked: the conversation is closed.");
    conversation_close(d, &t, "blocked");
}

/* Whoever talks just now has ended with it, and the agent knows why. */
static void close_those(struct desk *d, const struct whom *w)
{
    int64_t *ids = arena_alloc(d->arena, CLOSED_AT_ONCE * sizeof *ids), last = 0;
    const char *or_in = w->domain ? arena_printf(d->arena, "*@%s", w->glob) : w->glob;
    size_t n;
    do {
        struct cursor *c =
            store_query(d->store, SQL_block_talks, TEXT(w->glob), TEXT(or_in), INT(last), INT(CLOSED_AT_ONCE));
        for (n = 0; n < CLOSED_AT_ONCE && cursor_next(c); n++)
            ids[n] = last = cursor_int(c, 0);
        cursor_end(c);
        for (size_t i = 0; i < n; i++)
            close_one(d, ids[i]);
    } while (n == CLOSED_AT_ONCE);
}

static int64_t add(struct desk *d, const struct agent *by, const struct whom *w, const char *shown,
                   const char *reason, int64_t for_ms, const char **why)
{
    if (d->blocks >= BLOCKS_MAX) {
        *why = "the list is full: unblock some first";
        return 0;
    }
    int64_t until = for_ms > 0 ? d->now_ms + for_ms : 0;
    store_run(d->store, SQL_block_add, TEXT(w->pattern), TEXT(w->glob), INT(w->plain), TEXT(shown), TEXT(reason),
              INT(by->id), INT(d->now_ms), INT(until));
    int64_t id = store_int(d->store, SQL_block_find, 0, TEXT(w->pattern));
    timer_clear(d, TIMER_BLOCK, id);
    if (until != 0)
        timer_set(d, TIMER_BLOCK, id, until);
    blocks_load(d);
    log_info("block %lld: %s blocked %s", (long long)id, by->jid, shown);
    close_those(d, w);
    return id;
}

int64_t block_add(struct desk *d, const struct agent *by, const char *pattern, const char *reason, int64_t for_ms,
                  const char **why)
{
    struct whom w;
    bool wild = strchr(pattern, '*') != NULL;
    bool understood = wild ? read_pattern(d, pattern, &w, why) : read_plain(d, pattern, &w, why);
    return understood ? add(d, by, &w, w.pattern, reason, for_ms, why) : 0;
}

int64_t block_add_customer(struct desk *d, const struct agent *by, const struct conversation *t, const char *reason,
                           int64_t for_ms, const char **why)
{
    const struct whom w = {
        .pattern = t->customer_jid, .glob = glob_of(d, t->customer_jid, "?[*"), .plain = true};
    return add(d, by, &w, t->localpart, reason, for_ms, why);
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
