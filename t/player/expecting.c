/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * expecting: what must have been sent, stored and logged. */
#include <string.h>

#include "base/arena.h"
#include "store/store.h"
#include "t/match.h"
#include "t/player/player.h"
#include "t/tap.h"
#include "t/world.h"
#include "xml/stanza.h"

struct expectation {
    const char *who;  /* bare */
    const char *full; /* NULL: any resource */
    const char *from;
    const struct options *options;
    xmpp_stanza_t *pattern;
    bool with_body;
};

static bool is_candidate(const struct sent *m, const struct expectation *e)
{
    return !m->seen && m->is_message && (m->body != NULL) == e->with_body && world_is_at(m->to, e->who);
}

/* The house chats from an address with a local part, and answers the rest from where it was asked. */
static bool is_from(const struct sent *m, const char *from)
{
    return world_is_at(m->from, from) ||
           (strcmp(from, SCENE_DOMAIN) == 0 && world_is_at(m->from, "desk@" SCENE_DOMAIN));
}

static bool is_met(struct scene *s, const struct sent *m, const struct expectation *e)
{
    bool sealed = find_option(e->options, "sealed") != NULL;
    if (m->sealed != sealed || !is_from(m, e->from) || (e->full != NULL && strcmp(m->to, e->full) != 0))
        return false;
    for (size_t i = 0; i < e->options->n; i++)
        if (e->options->list[i].absent && has_option(s, m->stanza, &e->options->list[i]))
            return false;
    return match_tree(s->arena, e->pattern, m->stanza);
}

/* When the next message is not the one, but a later one is, those between are taken too: one mistake, one failure. */
static bool meet(struct scene *s, const struct expectation *e, bool skip)
{
    bool next = true;
    for (struct sent *m = s->w->first; m != NULL; m = m->next) {
        if (!is_candidate(m, e))
            continue;
        if (is_met(s, m, e)) {
            if (!next && !skip)
                show_unseen(s, true, e->who);
            for (struct sent *before = s->w->first; before != m; before = before->next)
                before->seen = before->seen || is_candidate(before, e);
            m->seen = true;
            return next || skip;
        }
        next = false;
    }
    show_unseen(s, true, e->who);
    return false;
}

void play_expectation(struct scene *s, const char *who, const char *p, bool skip)
{
    struct options o;
    struct expectation e = {.who = person(s, who), .options = &o};
    if (strchr(who, '/') != NULL)
        e.full = person_full(s, who);
    e.from = desk_side(s, take_peer(s, &p));
    const char *body = text_after(s, take_options(s, p, &o), true);
    e.with_body = body != NULL;
    if (!e.with_body && s->mode == CRASHES)
        return;
    e.pattern = st_parse(s->w->ctx, message_xml(s, NULL, NULL, &o, body, "*"));
    if (e.pattern == NULL)
        scene_wrong(s, "the options are not well-formed");
    scene_point(s, e.from[0] != '\0' && meet(s, &e, skip));
    xmpp_stanza_release(e.pattern);
}

void play_sees(struct scene *s, const char *who, const char *p)
{
    bool all = strcmp(p, "nothing at all") == 0, nothing = true;
    if (!all && strcmp(p, "nothing") != 0)
        scene_wrong(s, "expected `nothing` or `nothing at all`");
    all = all && s->mode != CRASHES;
    const char *bare = person(s, who);
    for (const struct sent *m = s->w->first; m != NULL; m = m->next)
        if (!m->seen && m->is_message && (all || m->body != NULL) && world_is_at(m->to, bare))
            nothing = false;
    if (!scene_point(s, nothing))
        show_unseen(s, true, bare);
}

static void play_expect(struct scene *s, const char *p)
{
    if (s->mode == CRASHES)
        return;
    const char *none = after_word(p, "no");
    const char *xml = unescape(s, fill(s, none != NULL ? none : p), true);
    xmpp_stanza_t *pattern = st_parse(s->w->ctx, xml);
    if (pattern == NULL)
        scene_wrong(s, "not well-formed");
    struct sent *m = s->w->first;
    while (m != NULL && (m->seen || !match_tree(s->arena, pattern, m->stanza)))
        m = m->next;
    if (!scene_point(s, (m == NULL) == (none != NULL)))
        show_unseen(s, st_is(pattern, "message", NULL), NULL);
    if (m != NULL)
        m->seen = true;
    xmpp_stanza_release(pattern);
}

static void play_drop(struct scene *s, const char *p)
{
    (void)p;
    for (struct sent *m = s->w->first; m != NULL; m = m->next)
        m->seen = true;
}

static void play_sql(struct scene *s, const char *p)
{
    const char *arrow = strstr(p, "=>");
    if (arrow == NULL)
        scene_wrong(s, "expected =>");
    const char *sql = fill(s, arena_strndup(s->arena, p, (size_t)(arrow - p)));
    const char *got = store_ask(s->w->store, sql), *want = unescape(s, fill(s, skip_blanks(arrow + 2)), true);
    if (got == NULL)
        got = "NULL";
    if (!scene_point(s, match_text(want, got)))
        diag("got: %s", got);
}

static struct sent *find_log(struct scene *s, const char *pattern)
{
    struct sent *line = s->w->log_first;
    while (line != NULL && (line->seen || !match_text(pattern, line->body)))
        line = line->next;
    return line;
}

static void play_log_has(struct scene *s, const char *p)
{
    struct sent *line = find_log(s, unescape(s, fill(s, p), true));
    if (scene_point(s, line != NULL)) {
        line->seen = true;
        return;
    }
    for (line = s->w->log_first; line != NULL; line = line->next)
        if (!line->seen)
            diag("log: %s", line->body);
}

static void play_log_has_not(struct scene *s, const char *p)
{
    struct sent *line = find_log(s, unescape(s, fill(s, p), true));
    if (!scene_point(s, line == NULL))
        diag("log: %s", line->body);
}

static void play_relink(struct scene *s, const char *p)
{
    if (!scene_point(s, s->w->relink != NULL && match_text(p, s->w->relink)))
        diag("got: %s", s->w->relink == NULL ? "nothing" : s->w->relink);
    s->w->relink = NULL;
}

const struct verb expecting_verbs[] = {
    {.word = "expect", .play = play_expect},
    {.word = "drop", .play = play_drop},
    {.word = "sql", .play = play_sql},
    {.word = "log?", .play = play_log_has},
    {.word = "log!", .play = play_log_has_not},
    {.word = "relink?", .play = play_relink},
    {.word = NULL},
};
