/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model_check: see model_check.h. */
#include "model/model_check.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/url.h"
#include "base/utf8.h"
#include "conf/conf.h"
#include "conf/conf_secret.h"
#include "conf/conf_tree.h"
#include "conf/mistake.h"
#include "model/completion_call.h"
#include "model/completion_request.h"
#include "model/filter.h"
#include "model/tool_check.h"

static int line_of(const struct conf_block *block, const char *name)
{
    const struct conf_written *w = conf_tree_find(block, name);
    return w == NULL ? block->line : w->line;
}

static const char *show(struct mistakes *m, const char *text)
{
    return utf8_printable(m->arena, text, 60);
}

/* Returns a URL in the form in which it may be printed. */
static const char *show_url(struct mistakes *m, const char *url)
{
    /* A proxy may be written without http:// before it. */
    static const char scheme[] = "http://";
    return strstr(url, "://") != NULL
               ? show(m, url_redacted(m->arena, url))
               : show(m, url_redacted(m->arena, arena_printf(m->arena, "%s%s", scheme, url)) + sizeof scheme -
                             1);
}

/* Notes a URL whose traffic can be read on its way, or that holds a secret that readers of the file do not
 * expect there. */
static void note_url(struct mistakes *m, int line, const char *setting, const char *url, const char *what)
{
    if (strncasecmp(url, "http://", 7) == 0 && !url_is_loopback(url_host(m->arena, url))) {
        mistake_note(m, line, "%s = \"%s\": messages of customers %s there without encryption; use https",
                     setting, show_url(m, url), what);
    }
    if (url_has_secret(url)) {
        mistake_note(m, line,
                     "%s = \"%s\": it contains a password or key, which everybody who can read this file "
                     "can use; chmod o-r the file%s",
                     setting, show_url(m, url), strcmp(setting, "url") == 0 ? ", or use key_file" : "");
    }
}

/* Checks the URL of the service. The path of the API is added to it later: ".../v1" becomes
 * ".../v1/chat/completions". */
static void check_url(struct mistakes *m, struct conf *conf, struct conf_responder *r,
                      const struct conf_block *block)
{
    size_t len = strlen(r->url);
    bool plain = strncasecmp(r->url, "http://", 7) == 0, safe = strncasecmp(r->url, "https://", 8) == 0;

    if ((!plain && !safe) || r->url[plain ? 7 : 8] == '\0' || strpbrk(r->url, " ?#") != NULL) {
        mistake_add(m, line_of(block, "url"),
                    "url = \"%s\": not the URL of a service; write it as in \"http://127.0.0.1:8080/v1\"",
                    show_url(m, r->url));
        return;
    }
    while (len > 0 && r->url[len - 1] == '/') {
        len--;
    }
    r->url = arena_strndup(conf->arena, r->url, len);
    note_url(m, line_of(block, "url"), "url", r->url, "go");
}

/* libcurl reads the file at each call, inside the loop, so a pipe would stop the loop. A file that does not
 * exist yet is not a mistake. */
void model_check_certificates(struct mistakes *m, const struct conf_responder *r,
                              const struct conf_block *block)
{
    struct stat st;
    const char *why = NULL;
    int fd = r->ca_file[0] != '\0' ? file_open(r->ca_file, &st, &why) : -1;

    if (why != NULL) {
        mistake_add(m, line_of(block, "ca_file"), "ca_file = \"%s\": %s", show(m, r->ca_file), why);
    }
    if (fd >= 0) {
        close(fd);
    }
}

static void check_extra(struct mistakes *m, const struct conf_responder *r, const struct conf_block *block)
{
    struct completion_prompt prompt = {.model = "", .max_tokens_name = r->max_tokens_name, .extra = r->extra};
    const char *why = "";

    if (completion_request(m->arena, &prompt, &why) == NULL) {
        mistake_add(m, line_of(block, "extra"), "extra = \"%s\": %s", show(m, r->extra), why);
    }
}

static void check_expressions(struct mistakes *m, struct conf_responder *r, const struct conf_block *block)
{
    r->redact_line = line_of(block, "redact");
    for (size_t i = 0; i < r->redact.n; i++) {
        const char *why = "";
        if (!filter_check(m->arena, r->redact.item[i], &why)) {
            mistake_add(m, line_of(block, "redact"), "redact: \"%s\": %s", show(m, r->redact.item[i]), why);
        }
    }
}

void model_check_responder(struct mistakes *m, struct conf *conf, struct conf_responder *r,
                           const struct conf_block *block, bool used)
{
    r->key = arena_strdup(conf->arena, "");
    if (r->type != RESPONDER_OPENAI || r->url[0] == '\0') {
        return;
    }
    check_url(m, conf, r, block);
    if (r->proxy[0] != '\0' && url_has_secret(r->proxy)) {
        note_url(m, line_of(block, "proxy"), "proxy", r->proxy, "go");
    }
    model_check_certificates(m, r, block);
    check_extra(m, r, block);
    check_expressions(m, r, block);
    for (size_t i = 0; i < r->use.n; i++) {
        if (conf_tool(conf, r, r->use.item[i]) == NULL) {
            mistake_add(m, line_of(block, "use"), "use: there is no tool \"%s\"; add tool \"%s\" { … }",
                        show(m, r->use.item[i]), show(m, r->use.item[i]));
        }
    }
    if (used && r->key_file[0] != '\0') {
        char *key = conf_secret_read(m, conf, "key_file", r->key_file, line_of(block, "key_file"));
        r->key = key != NULL ? key : r->key;
    }
}

/* ── tools ── */

static bool is_tool_name(const char *name)
{
    static const char *const taken[] = {"answer", "ask", "handoff", "close"};
    size_t len = strlen(name);

    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
        if (strcmp(name, taken[i]) == 0) {
            return false;
        }
    }
    return len > 0 && len <= 64 && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == len;
}

static bool is_parameter(struct mistakes *m, const struct conf_tool *t, const char *name)
{
    for (size_t i = 0; i < t->parameters.n; i++) {
        if (strcmp(completion_parameter(m->arena, t->parameters.item[i]), name) == 0) {
            return true;
        }
    }
    return false;
}

/* Checks the URL of a tool: a parameter must not be able to send the request to another host. */
static void check_tool_url(struct mistakes *m, const struct conf_tool *t, const struct conf_block *block)
{
    int line = line_of(block, "url");
    bool plain = strncasecmp(t->url, "http://", 7) == 0, safe = strncasecmp(t->url, "https://", 8) == 0;
    const char *host = t->url + (plain ? 7 : 8);

    if ((!plain && !safe) || *host == '\0' || strchr(t->url, ' ') != NULL) {
        mistake_add(m, line,
                    "url = \"%s\": not a URL; write it as in \"https://shop.example/orders/{order}\"",
                    show_url(m, t->url));
        return;
    }
    if (strcspn(host, "{}") < strcspn(host, "/?")) {
        mistake_add(m, line,
                    "url = \"%s\": the host must not contain a parameter; write {…} only after the host",
                    show_url(m, t->url));
    }
    for (const char *open = t->url; (open = strchr(open, '{')) != NULL; open++) {
        const char *name = arena_strndup(m->arena, open + 1, strcspn(open + 1, "}"));
        if (!is_parameter(m, t, name) && strncmp(name, "desk.", 5) != 0) { /* tool_check() knows these */
            mistake_add(m, line,
                        "url: {%s} is not one of the parameters; write parameters = {\"%s: what it means\"}",
                        show(m, name), show(m, name));
        }
    }
    note_url(m, line, "url", t->url, "may go");
}

void model_check_tool(struct mistakes *m, struct conf *conf, struct conf_tool *t,
                      const struct conf_block *block)
{
    t->name = arena_strdup(conf->arena, block->title);
    t->key = arena_strdup(conf->arena, "");
    if (!is_tool_name(t->name)) {
        mistake_add(m, block->line,
                    "tool \"%s\": a name must have 1 to 64 characters a-z, 0-9 and _, and must not be "
                    "answer, ask, handoff or close",
                    show(m, t->name));
    }
    if (t->url[0] != '\0') {
        check_tool_url(m, t, block);
    }
    if (t->key_file[0] != '\0') {
        char *key = conf_secret_read(m, conf, "key_file", t->key_file, line_of(block, "key_file"));
        t->key = key != NULL ? key : t->key;
    }
    tool_check(m, conf, t, block);
}
