/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf_model: see conf_model.h. */
#include "conf_model.h"

#include <string.h>
#include <strings.h>

#include "arena.h"
#include "chat.h"
#include "conf.h"
#include "conf_secret.h"
#include "conf_tree.h"
#include "filter.h"
#include "mistake.h"
#include "utf8.h"

static int line_of(const struct conf_block *block, const char *name)
{
    const struct conf_written *w = conf_tree_find(block, name);
    return w == NULL ? block->line : w->line;
}

static const char *show(struct mistakes *m, const char *text)
{
    return utf8_printable(m->arena, text, 60);
}

static bool is_near(const char *host)
{
    return strncmp(host, "127.", 4) == 0 || strncmp(host, "localhost", 9) == 0 || strncmp(host, "[::1]", 5) == 0;
}

/* The path of the API is added to it: ".../v1" becomes ".../v1/chat/completions". */
static void check_url(struct mistakes *m, struct conf *conf, struct conf_responder *r, const struct conf_block *block)
{
    size_t len = strlen(r->url);
    bool plain = strncasecmp(r->url, "http://", 7) == 0, safe = strncasecmp(r->url, "https://", 8) == 0;

    if ((!plain && !safe) || r->url[plain ? 7 : 8] == '\0' || strpbrk(r->url, " ?#") != NULL) {
        mistake_add(m, line_of(block, "url"),
                    "url = \"%s\": no address of a service; write it as in \"http://127.0.0.1:8080/v1\"", show(m, r->url));
        return;
    }
    while (len > 0 && r->url[len - 1] == '/') {
        len--;
    }
    r->url = arena_strndup(conf->arena, r->url, len);
    if (plain && !is_near(r->url + 7)) {
        mistake_note(m, line_of(block, "url"), "url = \"%s\": what customers write goes there without encryption; use https",
                     show(m, r->url));
    }
}

static void check_extra(struct mistakes *m, const struct conf_responder *r, const struct conf_block *block)
{
    struct chat_prompt prompt = {.model = "", .max_tokens_name = r->max_tokens_name, .extra = r->extra};
    const char *why = "";

    if (chat_request(m->arena, &prompt, &why) == NULL) {
        mistake_add(m, line_of(block, "extra"), "extra = \"%s\": %s", show(m, r->extra), why);
    }
}

static void check_expressions(struct mistakes *m, const struct conf_responder *r, const struct conf_block *block)
{
    for (size_t i = 0; i < r->redact.n; i++) {
        const char *why = "";
        if (!filter_check(m->arena, r->redact.item[i], &why)) {
            mistake_add(m, line_of(block, "redact"), "redact: \"%s\": %s", show(m, r->redact.item[i]), why);
        }
    }
}

void conf_model_check(struct mistakes *m, struct conf *conf, struct conf_responder *r, const struct conf_block *block,
                      bool used)
{
    r->key = arena_strdup(conf->arena, "");
    if (strcmp(r->type, "openai") != 0 || r->url[0] == '\0') {
        return;
    }
    check_url(m, conf, r, block);
    check_extra(m, r, block);
    check_expressions(m, r, block);
    if (used && r->key_file[0] != '\0') {
        char *key = conf_secret_read(m, conf->arena, "key_file", r->key_file, line_of(block, "key_file"));
        r->key = key != NULL ? key : r->key;
    }
}
