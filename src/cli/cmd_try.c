/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_try: `frontdesk responder try`: a conversation with a responder in the terminal, and what it asks and decides. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/utf8.h"
#include "cli/cmd.h"
#include "cli/cmd_json.h"
#include "cli/rehearsal.h"
#include "cli/screen.h"
#include "conf/conf.h"
#include "knowledge/knowledge.h"
#include "model/completion.h"
#include "model/completion_request.h"
#include "model/news.h"

enum {
    SHOWN = 300,          /* characters of a call, a result or an answer in one line */
    WHOLE_SHOWN = 100000, /* … with --verbose */
};

struct trial {
    struct cmd_args args;
    struct conf *conf;
    const struct conf_responder *responder;
    struct conf_queue *queue;
    struct screen screen;
    struct arena *arena; /* of one message and its answer */
    bool json, quiet, verbose, typed, begun;
    bool failed; /* a model or a tool has */
};

/* ---- as JSON ---- */

/* Prints an event as one line and releases it. */
static void put_event(struct trial *t, json_t *event)
{
    if (t->json) {
        cmd_json_write(event, stdout, JSON_COMPACT);
        putchar('\n');
        fflush(stdout);
    }
    json_decref(event);
}

static json_t *text_of(struct trial *t, const char *text)
{
    return cmd_json_text(t->arena, text);
}

/* ---- as text ---- */

/* Prints what a person says, or (--verbose) what a model does: each line wrapped, with a margin after the first. */
static void put_lines(struct trial *t, const char *head, const char *text, enum ink ink)
{
    int margin = (int)utf8_length(head);
    char *copy = arena_strdup(t->arena, text);
    bool first = true;
    printf("%s%s%s", screen_ink(&t->screen, ink), head, screen_plain(&t->screen, ink));
    for (char *line; (line = strsep(&copy, "\n")) != NULL; first = false) {
        if (!first)
            printf("%*s", margin, "");
        screen_wrap(&t->screen, stdout, t->arena, line, margin);
    }
    fflush(stdout);
}

/* Prints a line about what goes on behind the conversation. */
static void put_note(struct trial *t, const char *text)
{
    if (t->json || t->quiet)
        return;
    fputs(screen_ink(&t->screen, INK_DIM), stdout);
    put_lines(t, "  · ", text, INK_PLAIN);
    fputs(screen_plain(&t->screen, INK_DIM), stdout);
    fflush(stdout);
}

static const char *shortened(struct trial *t, const char *text)
{
    return utf8_printable(t->arena, text, t->verbose ? WHOLE_SHOWN : SHOWN);
}

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

/* ---- what happens ---- */

static void on_says(void *arg, const char *who, const char *text)
{
    struct trial *t = arg;
    if (strcmp(who, t->queue->name) == 0) /* the desk's own notices have no speaker */
        who = t->queue->title;
    put_event(t, json_pack("{s:s, s:o, s:o}", "event", "message", "from", text_of(t, who), "text",
                           text_of(t, text)));
    if (!t->json)
        put_lines(t, arena_printf(t->arena, "%s: ", utf8_printable(t->arena, who, 40)), text, INK_BOLD);
}

/* Returns the names of the tools that a request offers. */
static const char *tools_in(struct trial *t, const json_t *request)
{
    const json_t *tools = json_object_get(request, "tools");
    const char *names = json_array_size(tools) == 0 ? ", no tools" : ", tools:";
    for (size_t i = 0; i < json_array_size(tools); i++)
        names =
            arena_printf(t->arena, "%s %s", names,
                         json_string_value(
                             json_object_get(json_object_get(json_array_get(tools, i), "function"), "name")));
    return names;
}

static size_t passages_in(const char *text)
{
    static const char mark[] = "<passage title=";
    size_t n = 0;
    for (const char *at = text; (at = strstr(at, mark)) != NULL; at += strlen(mark))
        n++;
    return n;
}

static void on_asks(void *arg, const char *text)
{
    struct trial *t = arg;
    json_t *request = json_loads(text, 0, NULL);
    size_t messages = json_array_size(json_object_get(request, "messages")), passages = passages_in(text);
    put_event(t, json_pack("{s:s, s:O?}", "event", "request", "request", request));
    put_note(t, arena_printf(t->arena, "asks the model: %zu message%s, %zu passage%s, about %lld tokens%s",
                             messages, plural(messages), passages, plural(passages),
                             (long long)completion_tokens(text), tools_in(t, request)));
    char *pretty = t->verbose && request != NULL ? json_dumps(request, JSON_INDENT(2)) : NULL;
    if (pretty != NULL)
        put_note(t, pretty);
    free(pretty);
    json_decref(request);
}

static void on_calls(void *arg, const struct conf_tool *tool, const char *url, const char *body)
{
    struct trial *t = arg;
    put_event(t, json_pack("{s:s, s:o, s:o, s:o}", "event", "tool", "tool", text_of(t, tool->name), "url",
                           text_of(t, url), "body", text_of(t, body)));
    put_note(t, arena_printf(t->arena, "asks %s: %s %s%s%s", tool->name, tool->post ? "POST" : "GET",
                             shortened(t, url), body != NULL ? " " : "",
                             body != NULL ? shortened(t, body) : ""));
}

static json_t *calls_json(struct trial *t, const struct completion_result *r)
{
    json_t *list = json_array();
    for (size_t i = 0; r != NULL && i < r->n_calls; i++)
        json_array_append_new(list, json_pack("{s:o, s:o}", "name", text_of(t, r->call[i].name), "arguments",
                                              text_of(t, r->call[i].arguments)));
    return list;
}

static const char *seconds(struct trial *t, int64_t ms)
{
    return arena_printf(t->arena, "%lld.%lld s", (long long)(ms / 1000), (long long)(ms % 1000 / 100));
}

static void model_came(struct trial *t, const struct completion_result *r, int64_t after_ms)
{
    const char *what = arena_printf(t->arena, "the model answers after %s", seconds(t, after_ms));
    if (r->tokens >= 0)
        what = arena_printf(t->arena, "%s, %lld tokens", what, (long long)r->tokens);
    if (r->cut)
        what = arena_printf(t->arena, "%s, cut off at max_tokens", what);
    for (size_t i = 0; i < r->n_calls; i++)
        what = arena_printf(t->arena, "%s%s %s %s", what, i == 0 ? ": calls" : ",",
                            shortened(t, r->call[i].name), shortened(t, r->call[i].arguments));
    if (r->text[0] != '\0' && r->n_calls > 0)
        what = arena_printf(t->arena, "%s; writes: %s", what, shortened(t, r->text));
    else if (r->text[0] != '\0')
        what = arena_printf(t->arena, "%s: %s", what, shortened(t, r->text));
    put_note(t, what);
}

static void on_came(void *arg, const char *tool, const struct model_news *n, int64_t after_ms)
{
    struct trial *t = arg;
    const struct completion_result *r = n->result;
    t->failed = t->failed || n->error != NULL;
    put_event(t, json_pack("{s:s, s:o, s:I, s:o, s:o, s:o, s:b, s:o}", "event",
                           tool == NULL ? "answer" : "result", "tool", text_of(t, tool), "after_ms",
                           (json_int_t)after_ms, "text", text_of(t, r != NULL ? r->text : n->fetched),
                           "calls", calls_json(t, r), "tokens",
                           r != NULL && r->tokens >= 0 ? json_integer(r->tokens) : json_null(), "cut",
                           r != NULL && r->cut, "error", text_of(t, n->error)));
    if (n->error != NULL)
        put_note(t, arena_printf(t->arena, "%s fails after %s: %s", tool != NULL ? tool : "the model",
                                 seconds(t, after_ms), shortened(t, n->error)));
    else if (r != NULL)
        model_came(t, r, after_ms);
    else
        put_note(t, arena_printf(t->arena, "%s answers after %s: %s", tool, seconds(t, after_ms),
                                 shortened(t, n->fetched)));
}

static json_t *found_json(struct trial *t, const struct knowledge_answer *found)
{
    json_t *list = json_array();
    for (size_t i = 0; i < found->n; i++)
        json_array_append_new(list,
                              json_pack("{s:o, s:o, s:f}", "title", text_of(t, found->hit[i].title), "source",
                                        text_of(t, found->hit[i].source), "score", found->hit[i].score));
    return list;
}

/* Returns what the knowledge has for a question, the best first. */
static const char *found_text(struct trial *t, const struct knowledge_answer *found)
{
    const char *text = "";
    for (size_t i = 0; i < found->n; i++)
        text = arena_printf(t->arena, "%s%s%.2f %s (%s)", text, i == 0 ? "finds " : "; ", found->hit[i].score,
                            shortened(t, found->hit[i].title), shortened(t, found->hit[i].source));
    return found->n > 0 ? text : "finds nothing in its texts";
}

static void on_decided(void *arg, const char *question, const char *outcome, const char *title,
                       const char *source, const struct knowledge_answer *found)
{
    struct trial *t = arg;
    bool answered = strcmp(outcome, "answer") == 0;
    put_event(t, json_pack("{s:s, s:o, s:o, s:o, s:o, s:o}", "event", "decision", "question",
                           text_of(t, question), "outcome", text_of(t, outcome), "title",
                           text_of(t, title[0] != '\0' ? title : NULL), "source",
                           text_of(t, source[0] != '\0' ? source : NULL), "found", found_json(t, found)));
    if (t->responder->knowledge[0] != '\0')
        put_note(t, found_text(t, found));
    if (answered && title[0] != '\0')
        put_note(t, arena_printf(t->arena, "decides: an answer, with %s (%s)", shortened(t, title),
                                 shortened(t, source)));
    else
        put_note(t, answered                      ? "decides: an answer"
                    : strcmp(outcome, "ask") == 0 ? "decides: asks back"
                                                  : "decides: has no answer");
}

static void on_ended(void *arg, const char *state, const char *note)
{
    struct trial *t = arg;
    bool closed = strcmp(state, "closed") == 0;
    put_event(t, json_pack("{s:s, s:s, s:o}", "event", "end", "to", closed ? "nobody" : "people", "briefing",
                           text_of(t, note[0] != '\0' ? note : NULL)));
    if (!closed && note[0] != '\0')
        put_note(t, arena_printf(t->arena, "hands over to people. Briefing: %s", note));
    if (!t->json && !t->quiet)
        put_note(t, closed ? "the conversation is closed; the next line begins another"
                           : "the next line begins another conversation");
}

static void on_mistake(void *arg, const char *sentence)
{
    (void)arg;
    cmd_say("%s", sentence);
}

static const struct rehearsal_ops ops = {
    .says = on_says,
    .asks = on_asks,
    .calls = on_calls,
    .came = on_came,
    .decided = on_decided,
    .ended = on_ended,
    .mistake = on_mistake,
};

/* Warnings of the desk belong to what is shown: what a service rejects, for example. */
static void on_log(void *arg, enum log_level level, const char *line)
{
    struct trial *t = arg;
    if (level > (t->verbose && t->begun ? LOG_LEVEL_INFO : LOG_LEVEL_WARN))
        return;
    put_event(t, json_pack("{s:s, s:s, s:o}", "event", "log", "level",
                           level == LOG_LEVEL_INFO ? "info" : "warn", "text", text_of(t, line)));
    put_note(t, arena_printf(t->arena, "log: %s", line));
}

/* ---- the conversation ---- */

static void introduce(struct trial *t)
{
    const struct conf_responder *r = t->responder;
    const char *what = r->type == RESPONDER_OPENAI
                           ? arena_printf(t->arena, "openai, %s%s%s", r->url,
                                          r->model[0] != '\0' ? ", model " : "", r->model)
                       : r->type == RESPONDER_FAQ ? "faq"
                                                  : "null";
    if (t->json || t->quiet)
        return;
    printf("Responder %s (%s) in queue %s. Write as a customer; end with Ctrl-D.\n",
           utf8_printable(t->arena, r->name, 64), utf8_printable(t->arena, what, 300),
           utf8_printable(t->arena, t->queue->name, 64));
    printf("Nothing is stored, and no agent hears of it.%s\n\n",
           r->use.n > 0 ? " Tools are really called." : "");
}

/* Repeats a line that the terminal does not show, so that the output can be read by itself. */
static void echo(struct trial *t, const char *line)
{
    put_event(t, json_pack("{s:s, s:o}", "event", "customer", "text", text_of(t, line)));
    if (!t->json && !t->typed)
        put_lines(t, "You: ", line, INK_BOLD);
}

static void prompt(const struct trial *t)
{
    if (t->typed && !t->json) {
        fputs("You: ", stdout);
        fflush(stdout);
    }
}

static void converse(struct trial *t, struct rehearsal *r)
{
    char *line = NULL;
    size_t size = 0;
    for (prompt(t); !ferror(stdout) && getline(&line, &size, stdin) > 0; prompt(t)) {
        line[strcspn(line, "\r\n")] = '\0';
        const char *text = utf8_trim(t->arena, utf8_printable(t->arena, line, SIZE_MAX));
        if (text[0] != '\0') {
            echo(t, text);
            rehearsal_write(r, text);
            if (!t->json)
                putchar('\n');
        }
        arena_reset(t->arena);
    }
    if (t->typed && !t->json)
        putchar('\n');
    free(line);
}

static int no_such_responder(const struct trial *t, const char *name)
{
    const char *names = "";
    for (size_t i = 0; i < t->conf->n_responders; i++)
        names = arena_printf(t->arena, "%s%s%s", names, i > 0 ? ", " : "",
                             utf8_printable(t->arena, t->conf->responders[i].name, 64));
    if (names[0] == '\0')
        return cmd_misused(t->args.cmd->name, "%s: the configuration has no responder",
                           utf8_printable(t->arena, name, 64));
    return cmd_misused(t->args.cmd->name, "%s: no such responder; choose one of: %s",
                       utf8_printable(t->arena, name, 64), names);
}

/* Chooses the queue that has the responder, or else the first, and talks to it. */
static int try_out(struct trial *t)
{
    const char *name = t->args.operand[0];
    struct conf_responder *responder = NULL;
    for (size_t i = 0; i < t->conf->n_responders; i++)
        if (strcmp(t->conf->responders[i].name, name) == 0)
            responder = &t->conf->responders[i];
    if (responder == NULL)
        return no_such_responder(t, name);
    t->responder = responder;
    t->queue = &t->conf->queues[0];
    for (size_t i = t->conf->n_queues; i > 0; i--)
        if (strcmp(t->conf->queues[i - 1].responder, name) == 0)
            t->queue = &t->conf->queues[i - 1];
    introduce(t);
    log_set_sink(on_log, t);
    struct rehearsal *r = rehearsal_new(t->conf, t->queue, responder, &ops, t);
    t->begun = true;
    converse(t, r);
    rehearsal_free(r);
    log_set_sink(NULL, NULL);
    return cmd_flush(stdout, "standard output", t->failed ? CMD_FAILED : CMD_DONE);
}

int cmd_responder_try(int argc, char **argv)
{
    struct trial t = {.screen = screen_of(stdout)};
    int status;
    if (!cmd_parse(argc, argv, &t.args, &status))
        return status;
    t.json = cmd_given(&t.args, "json");
    t.quiet = cmd_given(&t.args, "quiet");
    t.verbose = cmd_given(&t.args, "verbose");
    t.typed = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    if (t.quiet && t.verbose)
        return cmd_misused(t.args.cmd->name, "--quiet and --verbose exclude each other");
    t.conf = cmd_read_conf(&t.args);
    if (t.conf == NULL)
        return CMD_USAGE;
    t.arena = arena_new();
    status = try_out(&t);
    arena_free(t.arena);
    conf_free(t.conf);
    return status;
}
