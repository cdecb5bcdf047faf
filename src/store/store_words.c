/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store_words: passes words to FTS5 as tokens. Each table that uses the tokenizer has its own word breaker.
 */
#include "store/store_words.h"

#include <stdbool.h>
#include <stddef.h>

#include <sqlite3.h>

#include "base/words.h"

static int tokenizer_new(void *arg, const char **options, int count, Fts5Tokenizer **out)
{
    (void)arg, (void)options;
    if (count > 0) {
        return SQLITE_ERROR; /* it has no options */
    }
    *out = (Fts5Tokenizer *)words_new();
    return SQLITE_OK;
}

static void tokenizer_free(Fts5Tokenizer *tokenizer)
{
    words_free((struct words *)tokenizer);
}

struct sink {
    void *context;
    int (*token)(void *context, int flags, const char *token, int len, int start, int end);
    int status;
};

static bool on_word(void *arg, const char *folded, size_t len, size_t start, size_t end)
{
    struct sink *sink = arg;
    sink->status = sink->token(sink->context, 0, folded, (int)len, (int)start, (int)end);
    return sink->status == SQLITE_OK;
}

static int tokenizer_run(Fts5Tokenizer *tokenizer, void *context, int flags, const char *text, int len,
                         int (*token)(void *, int, const char *, int, int, int))
{
    (void)flags; /* the same for texts and queries */
    struct sink sink = {.context = context, .token = token, .status = SQLITE_OK};
    if (!text || len <= 0) {
        return SQLITE_OK;
    }
    bool whole = words_break((struct words *)tokenizer, text, (size_t)len, on_word, &sink);
    return whole || sink.status != SQLITE_OK ? sink.status : SQLITE_NOMEM;
}

/* FTS5 returns its functions through a pointer that a SELECT sets (sqlite.org/fts5.html, section 7). */
static fts5_api *find_api(sqlite3 *db)
{
    fts5_api *api = NULL;
    sqlite3_stmt *select = NULL;
    if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &select, NULL) == SQLITE_OK) {
        sqlite3_bind_pointer(select, 1, &api, "fts5_api_ptr", NULL);
        sqlite3_step(select);
    }
    sqlite3_finalize(select);
    return api;
}

int store_words_register(struct sqlite3 *db)
{
    fts5_api *api = find_api(db);
    fts5_tokenizer tokenizer = {
        .xCreate = tokenizer_new,
        .xDelete = tokenizer_free,
        .xTokenize = tokenizer_run,
    };
    return api ? api->xCreateTokenizer(api, "frontdesk", NULL, &tokenizer, NULL) : SQLITE_ERROR;
}
