/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_search: `frontdesk archive search`: finds messages by their words. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/when.h"
#include "base/words.h"
#include "cli/archive.h"
#include "cli/cmd.h"
#include "cli/cmd_json.h"
#include "cli/screen.h"
#include "cli/snippet.h"
#include "conf/conf.h"
#include "store/store.h"

enum {
    INDEX_BATCH = 100, /* messages per transaction while the index catches up; a daemon that starts meanwhile
                          waits for one transaction at most */
    HITS = 20,
    HITS_MAX = 10000,
    SNIPPET_COLUMNS = 100,
};

static char *join(struct arena *arena, char **words, int n)
{
    char *text = arena_strdup(arena, words[0]);
    for (int i = 1; i < n; i++)
        text = arena_printf(arena, "%s %s", text, words[i]);
    return text;
}

struct search {
    const char *text;
    struct words *words;
    struct archive_message *hits;
    size_t n;
    bool more;
};

static struct snippet snippet_of(struct cmd_session *s, const struct search *search, size_t i, size_t columns)
{
    return snippet_cut(s->arena, search->words, search->text, search->hits[i].body, columns);
}

static int print_hits_json(struct cmd_session *s, const struct search *search)
{
    json_t *hits = json_array();
    for (size_t i = 0; i < search->n; i++) {
        json_t *row = cmd_json_message(s->arena, &search->hits[i]);
        struct snippet snippet = snippet_of(s, search, i, SNIPPET_COLUMNS);
        char *text = arena_strdup(s->arena, "");
        for (size_t p = 0; p < snippet.n; p++)
            text = arena_printf(s->arena, "%s%s", text, snippet.parts[p].text);
        json_object_set_new(row, "snippet", cmd_json_text(s->arena, text));
        json_array_append_new(hits, row);
    }
    return cmd_json_print(json_pack("{s:o, s:o, s:b}", "query", cmd_json_text(s->arena, search->text), "hits",
                                    hits, "more", search->more));
}

static void print_hit(struct cmd_session *s, const struct screen *screen, const struct search *search,
                      size_t i)
{
    const struct archive_message *m = &search->hits[i];
    const char *inside = archive_inside(m);
    char *head = arena_printf(s->arena, "#%lld  %s  %s  %s%s%s %s", (long long)m->conversation,
                              when_local(s->arena, m->at_ms), m->queue, m->author,
                              *inside == '\0' ? "" : "'s ", inside, m->jid);
    printf("%s%s%s\n    ", screen_ink(screen, INK_DIM), screen_cut(s->arena, head, screen->columns),
           screen_plain(screen, INK_DIM));
    int room = screen->columns == 0 ? SNIPPET_COLUMNS
                                    : screen->columns - 6; /* the margin and the marks "…" at both ends */
    struct snippet snippet = snippet_of(s, search, i, room > 10 ? (size_t)room : 10);
    for (size_t p = 0; p < snippet.n; p++) {
        enum ink ink = snippet.parts[p].hit ? INK_BOLD : INK_PLAIN;
        printf("%s%s%s", screen_ink(screen, ink), snippet.parts[p].text, screen_plain(screen, ink));
    }
    putchar('\n');
}

static int print_hits(struct cmd_session *s, const struct search *search)
{
    struct screen screen = screen_of(stdout);
    for (size_t i = 0; i < search->n; i++)
        print_hit(s, &screen, search, i);
    if (search->n == 0)
        puts("Nothing was found.");
    if (search->more)
        printf("There are more messages: use --limit to show up to %d.\n", HITS_MAX);
    return cmd_flush(stdout, "standard output", CMD_DONE);
}

/* Indexes the newest messages. Leaves that to a running daemon, which would have to wait for this program
 * otherwise. */
static void catch_up(struct cmd_session *s)
{
    while (!store_daemon_runs(s->conf->store_path))
        if (!store_index_some(s->store, INDEX_BATCH))
            return;
    int64_t behind = store_int(s->store, SQL_index_behind, 0, INT(store_int(s->store, SQL_index_from, 0)));
    if (behind > 0)
        cmd_say("the newest %lld messages are not indexed yet and were not searched; the running "
                "desk indexes them when it has nothing else to do",
                (long long)behind);
}

static int search_for(struct cmd_session *s, struct search *search, size_t limit)
{
    int status = cmd_open(s);
    if (status != CMD_DONE)
        return status;
    search->text = join(s->arena, s->args.operand, s->args.n_operands);
    const char *expression = words_query(s->arena, search->words, search->text);
    if (expression == NULL)
        return cmd_misused(s->args.cmd->name, "\"%s\" contains no word to search for", search->text);
    catch_up(s);
    search->hits = arena_alloc(s->arena, (limit + 1) * sizeof *search->hits);
    search->n = archive_search(s->store, expression, search->hits, limit + 1);
    search->more = search->n > limit;
    if (search->more)
        search->n = limit;
    status = cmd_store_status(s);
    if (status != CMD_DONE)
        return status;
    return cmd_given(&s->args, "json") ? print_hits_json(s, search) : print_hits(s, search);
}

int cmd_archive_search(int argc, char **argv)
{
    struct cmd_session s = {.conf = NULL};
    struct search search = {.n = 0};
    int64_t limit = HITS;
    int status;
    if (!cmd_parse(argc, argv, &s.args, &status))
        return status;
    if (!cmd_integer(&s.args, "limit", 1, HITS_MAX, &limit))
        return CMD_USAGE;
    search.words = words_new();
    status = search_for(&s, &search, (size_t)limit);
    words_free(search.words);
    cmd_close(&s);
    return status;
}
