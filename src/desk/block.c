/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * block: see block.h. */
#include "desk/block.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "desk/agent.h"
#include "desk/contact.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/moment.h"
#include "desk/party.h"
#include "desk/say.h"
#include "desk/timer.h"
#include "desk/transition.h"

enum { CLOSED_AT_ONCE = 1000, SHOWN = 50 };

void blocks_free(struct desk *d)
{
    for (size_t i = 0; i < d->patterns.n; i++)
        free(d->patterns.item[i]);
    free(d->patterns.item);
    d->patterns = (struct patterns){0};
}

void blocks_load(struct desk *d)
{
    struct patterns *p = &d->patterns;
    blocks_free(d);
    d->blocks = store_int(d->store, SQL_block_count, 0);
    p->item = xcalloc((size_t)d->blocks + 1, sizeof *p->item);
    struct cursor *c = store_query(d->store, SQL_block_wild);
    while (p->n < (size_t)d->blocks && cursor_next(c))
        p->item[p->n++] = xstrdup(cursor_text(c, 0));
    cursor_end(c);
}

/* Returns the first place of a piece that has no '*'; NULL: none. */
static const char *find_piece(const char *text, size_t len, const char *piece, size_t piece_len)
{
    return piece_len == 0 ? text : memmem(text, len, piece, piece_len);
}

/* Takes a time in proportion to the lengths of pattern and text, because the text comes from a stranger.
 * SQLite's GLOB would try every way in which several '*' can divide the text. Trying only the first place of
 * each piece is enough: if a later place leads to a match, so does the first. */
bool block_matches(const char *pattern, const char *text)
{
    size_t len = strlen(text), first = strcspn(pattern, "*");
    if (pattern[first] == '\0')
        return strcmp(pattern, text) == 0;
    const char *last = strrchr(pattern, '*') + 1;
    size_t last_len = strlen(last);
    if (first + last_len > len || strncmp(text, pattern, first) != 0 ||
        strcmp(text + len - last_len, last) != 0)
        return false;
    const char *at = text + first, *end = text + len - last_len;
    for (const char *piece = pattern + first + 1; piece < last;) {
        size_t piece_len = strcspn(piece, "*");
        at = find_piece(at, (size_t)(end - at), piece, piece_len);
        if (at == NULL)
            return false;
        at += piece_len;
        piece += piece_len + 1;
    }
    return true;
}

static const char *pattern_of(struct desk *d, const char *bare)
{
    for (size_t i = 0; i < d->patterns.n; i++)
        if (block_matches(d->patterns.item[i], bare))
            return d->patterns.item[i];
    return NULL;
}

bool block_applies(struct desk *d, const struct party *from, const char **pattern)
{
    if (d->blocks == 0)
        return false;
    struct cursor *c = store_query(d->store, SQL_block_plain, TEXT(from->key), TEXT(from->domain));
    const char *found = cursor_next(c) ? cursor_text(c, 0) : pattern_of(d, from->key);
    cursor_end(c);
    if (found != NULL && pattern != NULL)
        *pattern = arena_strdup(d->arena, found);
    return found != NULL;
}

/* The senders that a block applies to. */
struct whom {
    const char *pattern; /* as servers write addresses, so that it can match */
    const char *glob;
    bool plain;  /* an address or a domain, which is looked up; else it has a '*' that stands for anything */
    bool domain; /* a whole one */
};

/* Returns the pattern for SQLite's GLOB, with brackets around each of these letters, so that they match only
 * themselves. */
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
    *why =
        "that is an address of the desk itself. Write !block in the customer's chat, or give somebody else's "
        "address";
    return strcmp(domain, d->conf->component.domain) == 0;
}

static bool read_plain(struct desk *d, const char *written, struct whom *w, const char **why)
{
    struct jid jid;
    if (!jid_prepare(d->arena, written, &jid, why) || is_ours(d, jid.domain, why))
        return false;
    *w = (struct whom){.pattern = jid.bare,
                       .glob = glob_of(d, jid.bare, "?["),
                       .plain = true,
                       .domain = jid.local[0] == '\0'};
    return true;
}

static bool read_pattern(struct desk *d, const char *written, struct whom *w, const char **why)
{
    const char *at = strchr(written, '@');
    *why = "a pattern has the form NAME@DOMAIN and contains *, but not only *";
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
    if (t.state == CONVERSATION_ACTIVE)
        contact_say_closed(d, &t, "This customer is blocked: the conversation is closed.");
    conversation_close(d, &t, "blocked");
}

static bool concerns(struct desk *d, const struct whom *w, const char *customer_jid)
{
    if (!w->plain)
        return block_matches(w->pattern, customer_jid);
    return strcmp(customer_jid, w->pattern) == 0 ||
           (w->domain && strcmp(party_domain(d->arena, customer_jid), w->pattern) == 0);
}

/* Closes the open conversations that a new block applies to. For one address they are looked up; for a domain
 * or a pattern all open conversations are compared. */
static void close_those(struct desk *d, const struct whom *w)
{
    int64_t *ids = arena_alloc(d->arena, CLOSED_AT_ONCE * sizeof *ids), face = 0;
    bool one = w->plain && !w->domain;
    size_t n, rows;
    do {
        struct cursor *c =
            one ? store_query(d->store, SQL_block_conversations_of, TEXT(w->pattern), INT(CLOSED_AT_ONCE))
                : store_query(d->store, SQL_block_conversations, INT(face), INT(CLOSED_AT_ONCE));
        for (n = rows = 0; rows < CLOSED_AT_ONCE && cursor_next(c); rows++) {
            face = cursor_int(c, 1);
            if (one || concerns(d, w, cursor_text(c, 2)))
                ids[n++] = cursor_int(c, 0);
        }
        cursor_end(c);
        for (size_t i = 0; i < n; i++)
            close_one(d, ids[i]);
    } while (!one && rows == CLOSED_AT_ONCE);
}

static int64_t add_block(struct desk *d, const struct agent *by, const struct whom *w, const char *shown,
                         const char *reason, int64_t for_ms, const char **why)
{
    if (d->blocks >= BLOCKS_MAX) {
        *why = "the list is full. Remove some blocks first";
        return 0;
    }
    int64_t until = for_ms > 0 ? d->now_ms + for_ms : 0;
    store_run(d->store, SQL_block_add, TEXT(w->pattern), TEXT(w->glob), INT(w->plain), TEXT(shown),
              TEXT(reason), INT(by->id), INT(d->now_ms), INT(until));
    int64_t id = store_int(d->store, SQL_block_find, 0, TEXT(w->pattern));
    timer_clear(d, TIMER_BLOCK, id);
    if (until != 0)
        timer_set(d, TIMER_BLOCK, id, until);
    blocks_load(d);
    log_info("block %lld: %s blocked %s", (long long)id, by->jid, shown);
    close_those(d, w);
    return id;
}

int64_t block_add(struct desk *d, const struct agent *by, const char *pattern, const char *reason,
                  int64_t for_ms, const char **why)
{
    struct whom w;
    bool wild = strchr(pattern, '*') != NULL;
    bool understood = wild ? read_pattern(d, pattern, &w, why) : read_plain(d, pattern, &w, why);
    return understood ? add_block(d, by, &w, w.pattern, reason, for_ms, why) : 0;
}

int64_t block_add_customer(struct desk *d, const struct agent *by, const struct conversation *t,
                           const char *reason, int64_t for_ms, const char **why)
{
    const struct whom w = {.pattern = t->customer_jid,
                           .glob = glob_of(d, t->customer_jid, "?[*"),
                           .plain = true};
    return add_block(d, by, &w, t->localpart, reason, for_ms, why);
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
        log_info("block %lld has ended", (long long)id);
}

const char *blocks_text(struct desk *d, const struct conf_hours *zone)
{
    struct text text = text_new(d->arena);
    struct cursor *c = store_query(d->store, SQL_block_list, INT(SHOWN));
    while (cursor_next(c)) {
        int64_t until = cursor_int(c, 3);
        text_add(&text, "%s%lld  %s%s%s, by %s, %s%s", text.s[0] != '\0' ? "\n" : "",
                 (long long)cursor_int(c, 0), cursor_text(c, 1), cursor_text(c, 2)[0] != '\0' ? ": " : "",
                 cursor_text(c, 2), cursor_text(c, 4), until != 0 ? "until " : "for ever",
                 until != 0 ? moment_say(d, zone, until) : "");
    }
    if (d->blocks > SHOWN)
        text_add(&text, "\n… and %lld more", (long long)(d->blocks - SHOWN));
    return text.s;
}
