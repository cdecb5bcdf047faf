/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_knowledge_gaps: `frontdesk knowledge gaps` and `accept`: what customers asked and the texts do not answer, and a
 * text of it to review. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/datetime.h"
#include "base/utf8.h"
#include "base/when.h"
#include "base/words.h"
#include "cli/cmd.h"
#include "cli/cmd_json.h"
#include "cli/cmd_knowledge.h"
#include "cli/screen.h"
#include "conf/conf.h"
#include "knowledge/gaps.h"
#include "store/store.h"

#define DEFAULT_SINCE "90d"

struct gaps {
    struct cmd_session s;
    struct arena *keep; /* what was found; the session's arena is reset meanwhile */
    const struct conf_responder *responder;
    int64_t since_ms;
    struct gap *at;
    size_t n;
};

static int find(struct gaps *g)
{
    const char *since = cmd_value(&g->s.args, "since");
    if (!when_read(since != NULL ? since : DEFAULT_SINCE, when_now_ms(), &g->since_ms))
        return cmd_misused(g->s.args.cmd->name, "--since %s: not a time; write " WHEN_FORMS,
                           utf8_printable(g->keep, since, 64));
    int status = cmd_knowledge_open(&g->s, &g->responder);
    if (status != CMD_DONE)
        return status;
    struct words *words = words_new();
    g->n = gaps_find(g->s.store, g->s.arena, g->keep, words, g->responder, g->since_ms, &g->at);
    words_free(words);
    return cmd_store_status(&g->s);
}

static struct gaps begin(void)
{
    return (struct gaps){.keep = arena_new()};
}

static int end(struct gaps *g, int status)
{
    cmd_close(&g->s);
    arena_free(g->keep);
    return status;
}

/* ---- gaps ---- */

static json_t *text_or_null(struct arena *arena, const char *text)
{
    return cmd_json_text(arena, text[0] == '\0' ? NULL : text);
}

static int print_json(struct gaps *g)
{
    json_t *list = json_array();
    for (size_t i = 0; i < g->n; i++) {
        const struct gap *gap = &g->at[i];
        json_t *wordings = json_array(), *covered = json_null();
        for (size_t k = 0; k < gap->n_wordings; k++)
            json_array_append_new(wordings, cmd_json_text(g->keep, gap->wording[k]));
        if (gap->title[0] != '\0')
            covered = json_pack("{s:o, s:o}", "title", cmd_json_text(g->keep, gap->title), "source",
                                cmd_json_text(g->keep, gap->source));
        json_array_append_new(
            list,
            json_pack("{s:I, s:I, s:I, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "gap", (json_int_t)gap->id,
                      "questions", (json_int_t)gap->n_questions, "customers", (json_int_t)gap->n_customers,
                      "first", datetime_utc(g->keep, gap->first_ms), "last",
                      datetime_utc(g->keep, gap->last_ms), "wordings", wordings, "rejected",
                      text_or_null(g->keep, gap->rejected), "answer", text_or_null(g->keep, gap->answer),
                      "conversation", gap->answered_in == 0 ? json_null() : json_integer(gap->answered_in),
                      "covered_by", covered, "synonyms", text_or_null(g->keep, gap->synonyms)));
    }
    return cmd_json_print(json_pack("{s:o, s:s, s:o}", "responder",
                                    cmd_json_text(g->keep, g->responder->name), "since",
                                    datetime_utc(g->keep, g->since_ms), "gaps", list));
}

static void print_part(struct gaps *g, const struct screen *screen, const char *label, const char *text)
{
    printf("    %s%s%s ", screen_ink(screen, INK_DIM), label, screen_plain(screen, INK_DIM));
    screen_wrap(screen, stdout, g->keep, text, 6);
}

static const char *times(struct arena *arena, size_t n, const char *one, const char *more)
{
    return arena_printf(arena, "%zu %s", n, n == 1 ? one : more);
}

static void print_gap(struct gaps *g, const struct screen *screen, const struct gap *gap)
{
    printf("\n%s#%lld%s  %s of %s, last %s\n", screen_ink(screen, INK_BOLD), (long long)gap->id,
           screen_plain(screen, INK_BOLD), times(g->keep, gap->n_questions, "question", "questions"),
           times(g->keep, gap->n_customers, "customer", "customers"), when_local(g->keep, gap->last_ms));
    for (size_t k = 0; k < gap->n_wordings; k++) {
        fputs("    ", stdout);
        screen_wrap(screen, stdout, g->keep, gap->wording[k], 6);
    }
    if (gap->rejected[0] != '\0')
        print_part(g, screen, "Rejected:", gap->rejected);
    if (gap->answer[0] != '\0')
        print_part(g, screen, arena_printf(g->keep, "An agent (#%lld):", (long long)gap->answered_in),
                   gap->answer);
    if (gap->title[0] != '\0')
        print_part(g, screen, "A text has that:", arena_printf(g->keep, "%s (%s)", gap->title, gap->source));
    if (gap->synonyms[0] != '\0')
        print_part(g, screen, "Perhaps for synonyms.txt:", gap->synonyms);
}

static int print_gaps(struct gaps *g)
{
    struct screen screen = screen_of(stdout);
    if (g->n == 0)
        printf(
            "No gaps: since %s, customers of responder %s asked nothing that the knowledge does not answer now.\n",
            when_local(g->keep, g->since_ms), utf8_printable(g->keep, g->responder->name, 64));
    else
        printf("%s of responder %s since %s. To write a text of one: frontdesk knowledge accept N\n",
               times(g->keep, g->n, "gap", "gaps"), utf8_printable(g->keep, g->responder->name, 64),
               when_local(g->keep, g->since_ms));
    for (size_t i = 0; i < g->n; i++)
        print_gap(g, &screen, &g->at[i]);
    return cmd_flush(stdout, "standard output", CMD_DONE);
}

int cmd_knowledge_gaps(int argc, char **argv)
{
    struct gaps g = begin();
    int status;
    if (!cmd_parse(argc, argv, &g.s.args, &status))
        return end(&g, status);
    status = find(&g);
    if (status == CMD_DONE)
        status = cmd_given(&g.s.args, "json") ? print_json(&g) : print_gaps(&g);
    return end(&g, status);
}

/* ---- accept ---- */

/* Says whether the desk reads what lies in a directory. */
static const char *read_by(struct gaps *g, const char *directory)
{
    char *real = realpath(directory, NULL);
    const char *found = NULL;
    for (size_t i = 0; real != NULL && i < g->s.conf->n_responders; i++) {
        const struct conf_responder *r = &g->s.conf->responders[i];
        char *theirs = r->knowledge[0] == '\0' ? NULL : realpath(r->knowledge, NULL);
        size_t len = theirs == NULL ? 0 : strlen(theirs);
        if (theirs != NULL && strncmp(real, theirs, len) == 0 && (real[len] == '\0' || real[len] == '/'))
            found = r->name;
        free(theirs);
    }
    free(real);
    return found;
}

static int write_text(struct gaps *g, const struct gap *gap, const char *directory)
{
    const char *path = arena_printf(g->keep, "%s/gap-%lld.md", directory, (long long)gap->id), *reader;
    if (mkdir(directory, 0750) != 0 && errno != EEXIST) {
        cmd_say("%s: %s", utf8_printable(g->keep, directory, SIZE_MAX), strerror(errno));
        return CMD_FAILED;
    }
    if ((reader = read_by(g, directory)) != NULL)
        return cmd_misused(
            g->s.args.cmd->name,
            "--into %s: responder \"%s\" would answer from it at once; choose a directory outside of "
            "its knowledge, and move the text there when it was reviewed",
            utf8_printable(g->keep, directory, SIZE_MAX), utf8_printable(g->keep, reader, 64));
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
    if (out == NULL) {
        cmd_say("%s: %s", utf8_printable(g->keep, path, SIZE_MAX),
                errno == EEXIST ? "is there already; remove it first if it is to be written again"
                                : strerror(errno));
        return CMD_FAILED;
    }
    fputs(gap_markdown(g->keep, gap), out);
    int status = cmd_flush(out, path, CMD_DONE);
    if (fclose(out) != 0 || status != CMD_DONE) {
        cmd_say("%s: could not be written", utf8_printable(g->keep, path, SIZE_MAX));
        unlink(path);
        return CMD_FAILED;
    }
    printf("%s is written. %s Then move it into %s.\n", utf8_printable(g->keep, path, SIZE_MAX),
           gap->answer[0] != '\0'
               ? "Review it: it has what the agent wrote to one customer, perhaps with names or numbers."
               : "Write the answer behind \"A:\".",
           utf8_printable(g->keep, g->responder->knowledge, SIZE_MAX));
    if (gap->title[0] != '\0')
        printf("\"%s\" (%s) may say this already; then %s%s.\n",
               utf8_printable(g->keep, gap->title, SIZE_MAX), utf8_printable(g->keep, gap->source, SIZE_MAX),
               gap->synonyms[0] != '\0' ? "a line in synonyms.txt is enough: " : "add the questions to it",
               utf8_printable(g->keep, gap->synonyms, SIZE_MAX));
    return cmd_flush(stdout, "standard output", CMD_DONE);
}

static int accept_one(struct gaps *g)
{
    int64_t id;
    if (!cmd_read_integer(g->s.args.operand[0], 1, INT64_MAX, &id))
        return cmd_misused(g->s.args.cmd->name, "%s: not the number of a gap; see frontdesk knowledge gaps",
                           utf8_printable(g->keep, g->s.args.operand[0], 64));
    int status = find(g);
    const char *into = cmd_value(&g->s.args, "into");
    for (size_t i = 0; status == CMD_DONE && i < g->n; i++)
        if (g->at[i].id == id)
            return write_text(g, &g->at[i],
                              into != NULL ? into
                                           : arena_printf(g->keep, "%s.review", g->responder->knowledge));
    if (status == CMD_DONE) {
        cmd_say("there is no gap #%lld since %s; frontdesk knowledge gaps lists them", (long long)id,
                when_local(g->keep, g->since_ms));
        status = CMD_FAILED;
    }
    return status;
}

int cmd_knowledge_accept(int argc, char **argv)
{
    struct gaps g = begin();
    int status;
    if (!cmd_parse(argc, argv, &g.s.args, &status))
        return end(&g, status);
    return end(&g, accept_one(&g));
}
