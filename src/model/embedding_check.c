/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * embedding_check: checks the settings of a service for embeddings; see model_check.h. */
#include "model/model_check.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/url.h"
#include "base/utf8.h"
#include "conf/conf.h"
#include "conf/conf_secret.h"
#include "conf/conf_tree.h"
#include "conf/mistake.h"
#include "model/filter.h"

static int line_of(const struct conf_block *block, const char *name)
{
    const struct conf_written *w = conf_tree_find(block, name);
    return w == NULL ? block->line : w->line;
}

/* Says where the texts go, so that nobody learns of it by chance. */
static void note_where(struct mistakes *m, int line, const char *url, const char *shown)
{
    const char *host = url_host(m->arena, url);
    if (url_has_secret(url))
        mistake_note(m, line,
                     "embeddings = \"%s\": it contains a password or key, which everybody who can read this "
                     "file can use; use embeddings_key_file",
                     shown);
    if (url_is_loopback(host))
        return;
    mistake_note(m, line,
                 "embeddings = \"%s\": the texts of `knowledge` and the questions of customers leave this "
                 "machine%s",
                 shown,
                 strncasecmp(url, "http://", 7) == 0 ? ", and they go without encryption; use https" : "");
}

static void check_url(struct mistakes *m, struct conf *conf, struct conf_responder *r,
                      const struct conf_block *block)
{
    int line = line_of(block, "embeddings");
    size_t len = strlen(r->embeddings);
    bool plain = strncasecmp(r->embeddings, "http://", 7) == 0,
         safe = strncasecmp(r->embeddings, "https://", 8) == 0;
    const char *shown = utf8_printable(m->arena, url_redacted(m->arena, r->embeddings), 60);
    if ((!plain && !safe) || r->embeddings[plain ? 7 : 8] == '\0' || strpbrk(r->embeddings, " ?#") != NULL) {
        mistake_add(
            m, line,
            "embeddings = \"%s\": not the URL of a service; write it as in \"http://127.0.0.1:8081/v1\"",
            shown);
        return;
    }
    while (len > 0 && r->embeddings[len - 1] == '/')
        len--;
    r->embeddings = arena_strndup(conf->arena, r->embeddings, len);
    note_where(m, line, r->embeddings, shown);
}

static void check_expressions(struct mistakes *m, struct conf_responder *r, const struct conf_block *block)
{
    r->redact_line = line_of(block, "redact");
    for (size_t i = 0; i < r->redact.n; i++) {
        const char *why = "";
        if (!filter_check(m->arena, r->redact.item[i], &why))
            mistake_add(m, r->redact_line, "redact: \"%s\": %s",
                        utf8_printable(m->arena, r->redact.item[i], 60), why);
    }
}

void model_check_embeddings(struct mistakes *m, struct conf *conf, struct conf_responder *r,
                            const struct conf_block *block, bool used)
{
    r->embeddings_key = arena_strdup(conf->arena, "");
    if (r->embeddings[0] == '\0')
        return;
    check_url(m, conf, r, block);
    if (r->knowledge[0] == '\0' && !block->cut)
        mistake_add(
            m, line_of(block, "embeddings"),
            "embeddings: responder \"%s\" has no `knowledge`, so there are no texts to find; set knowledge",
            utf8_printable(m->arena, r->name, 60));
    if (r->type != RESPONDER_OPENAI) { /* else model_check_responder() has checked them */
        model_check_certificates(m, r, block);
        check_expressions(m, r, block);
    }
    if (used && r->embeddings_key_file[0] != '\0') {
        char *key = conf_secret_read(m, conf, "embeddings_key_file", r->embeddings_key_file,
                                     line_of(block, "embeddings_key_file"));
        r->embeddings_key = key != NULL ? key : r->embeddings_key;
    }
}
