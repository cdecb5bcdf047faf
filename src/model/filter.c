/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * filter: see filter.h. */
#include "model/filter.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include <unicode/uregex.h>
#include <unicode/ustring.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/styling.h"
#include "base/utf8.h"
#include "conf/conf.h"
#include "model/speech.h"

enum {
    TEXT_BYTES = 256 * 1024,      /* bytes of a text; a longer text is not redacted, and not sent */
    REDACT_US = 50 * 1000,        /* CPU time for all texts of a prompt */
    TRIED_US = 25 * 1000,         /* CPU time for one text when an expression is tried */
    TRIED = 10000,                /* characters of such a text, as many as the default of max_message */
    LOOK_EVERY = 64,              /* places in the text between two readings of the clock */
    MARKDOWN = 4 * FILTER_ANSWER, /* bytes of an answer that may become FILTER_ANSWER characters */
};

static const char left_out[] = "[…]";

/* ---- regular expressions ---- */

/* Regular expressions with a time limit. ICU's own limit counts only steps that can be backtracked, of which
 * "[a-z]*+9" needs none although it takes for ever. Therefore the CPU time of the thread is measured. */
struct redaction {
    URegularExpression **re;
    size_t n;
    int64_t left_us, began_us, looked_at;
    bool late;
    UChar *in, *out; /* from malloc, as large as the largest text so far */
    int32_t in_room, out_room;
};

static int64_t spent_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static UBool may_go_on(struct redaction *r)
{
    r->late = r->late || spent_us() - r->began_us > r->left_us;
    return !r->late;
}

/* ICU calls this every ten thousand steps that can be backtracked. */
static UBool U_CALLCONV on_steps(const void *arg, int32_t steps)
{
    (void)steps;
    return may_go_on((struct redaction *)arg);
}

/* ICU calls this at every place of the text where it starts a new search. */
static UBool U_CALLCONV on_place(const void *arg, int64_t at)
{
    struct redaction *r = (struct redaction *)arg;
    if (at >= r->looked_at && at - r->looked_at < LOOK_EVERY)
        return true;
    r->looked_at = at;
    return may_go_on(r);
}

static URegularExpression *compiled(const char *expression, UErrorCode *error)
{
    int32_t room = (int32_t)strlen(expression) + 1, len = 0;
    UChar *pattern = xmalloc((size_t)room * sizeof *pattern);
    URegularExpression *re = NULL;
    u_strFromUTF8(pattern, room, &len, expression, -1, error);
    if (U_SUCCESS(*error))
        re = uregex_open(pattern, len, UREGEX_CASE_INSENSITIVE, NULL, error);
    free(pattern);
    return re;
}

struct redaction *redaction_open(const struct conf_list *expressions)
{
    struct redaction *r = xcalloc(1, sizeof *r);
    UErrorCode error = U_ZERO_ERROR;
    r->left_us = REDACT_US;
    r->re = xcalloc(expressions->n + 1, sizeof(URegularExpression *));
    for (size_t i = 0; U_SUCCESS(error) && i < expressions->n; i++) {
        r->re[r->n++] = compiled(expressions->item[i], &error);
        if (U_FAILURE(error))
            break;
        uregex_setMatchCallback(r->re[i], on_steps, r, &error);
        uregex_setFindProgressCallback(r->re[i], on_place, r, &error);
    }
    r->late = U_FAILURE(
        error); /* the expressions were checked with the configuration, so this is a lack of memory */
    return r;
}

void redaction_close(struct redaction *r)
{
    for (size_t i = 0; i < r->n; i++)
        uregex_close(r->re[i]);
    free(r->re);
    free(r->in);
    free(r->out);
    free(r);
}

static void make_room(UChar **buffer, int32_t *room, int32_t wanted)
{
    if (wanted <= *room)
        return;
    *buffer = xrealloc(*buffer, (size_t)wanted * sizeof **buffer);
    *room = wanted;
}

/* Redacts the text in r->in. Returns its new length in UTF-16 units. */
static int32_t apply_one(struct redaction *r, URegularExpression *re, int32_t units, UErrorCode *error)
{
    static const UChar mark[] = u"[…]";
    make_room(&r->out, &r->out_room,
              4 * units +
                  8); /* enough even if the expression matches the empty text between all characters */
    r->looked_at = 0;
    uregex_setText(re, r->in, units, error);
    int32_t made = uregex_replaceAll(re, mark, -1, r->out, r->out_room, error);
    UChar *in = r->in;
    int32_t room = r->in_room;
    r->in = r->out;
    r->in_room = r->out_room;
    r->out = in;
    r->out_room = room;
    return made;
}

char *redaction_apply(struct redaction *r, struct arena *arena, const char *text)
{
    UErrorCode error = U_ZERO_ERROR;
    int32_t len = (int32_t)strnlen(text, TEXT_BYTES + 1), units = 0, out_len = 0;
    if (r->late || len > TEXT_BYTES)
        return NULL;
    if (r->n == 0)
        return arena_strdup(arena, text);
    r->began_us = spent_us();
    make_room(&r->in, &r->in_room, len + 1);
    u_strFromUTF8(r->in, r->in_room, &units, text, len, &error);
    for (size_t i = 0; i < r->n && U_SUCCESS(error) && units <= TEXT_BYTES; i++)
        units = apply_one(r, r->re[i], units, &error);
    r->left_us -= spent_us() - r->began_us;
    r->late = r->late || U_FAILURE(error) || units > TEXT_BYTES || r->left_us <= 0;
    if (r->late)
        return NULL;
    char *result = arena_alloc(arena, (size_t)units * 3 + 1);
    u_strToUTF8(result, units * 3 + 1, &out_len, r->in, units, &error);
    return U_SUCCESS(error) ? result : NULL;
}

char *filter_redact(struct arena *arena, const struct conf_list *expressions, const char *text)
{
    struct redaction *r = redaction_open(expressions);
    char *redacted = redaction_apply(r, arena, text);
    redaction_close(r);
    return redacted;
}

bool filter_check(struct arena *arena, const char *expression, const char **why)
{
    UErrorCode error = U_ZERO_ERROR;
    URegularExpression *re = compiled(expression, &error);
    uregex_close(re);
    if (U_FAILURE(error))
        *why = arena_printf(arena, "not a regular expression (%s)", u_errorName(error));
    return U_SUCCESS(error);
}

/* Returns the seed, repeated, with a last character that no expression matches. */
static const char *long_text(struct arena *arena, const char *seed)
{
    size_t len = strlen(seed), n = TRIED / len;
    char *text = arena_alloc(arena, n * len + 2);
    for (size_t i = 0; i < n; i++)
        memcpy(text + i * len, seed, len);
    strcpy(text + n * len, "\x7f");
    return text;
}

static bool is_quick(struct arena *arena, char *expression, const char *seed)
{
    struct redaction *r = redaction_open(&(struct conf_list){.item = &expression, .n = 1});
    r->left_us = TRIED_US;
    const char *text = long_text(arena, seed), *redacted = redaction_apply(r, arena, text);
    redaction_close(r);
    return redacted != NULL;
}

/* The slowest texts for an expression consist of what it matches, so each of its characters and the whole
 * expression are tried as seeds too. */
bool filter_try(struct arena *arena, const char *expression, const char **why)
{
    static const char *const seeds[] = {"a",    "A",    "0",       " ",   "-",           ".",
                                        "@",    "_",    "/",       "ä",   "你",          "\n",
                                        "a ",   "a.",   "a-",      "a@",  "0 ",          "0-",
                                        "a0",   "a.a@", "a@a.",    "<a>", "ab12",        "()[]{}",
                                        "\"\"", "'",    "http://", "+49", "2026-01-01 ", "aA0 .-_@/:"};
    char *copy = arena_strdup(arena, expression);
    size_t len = strlen(expression);
    for (size_t i = 0; i < sizeof seeds / sizeof seeds[0] + len + 1; i++) {
        size_t n = sizeof seeds / sizeof seeds[0], one = 0;
        uint32_t cp;
        if (i >= n && i < n + len)
            one = utf8_decode(expression + i - n, len - (i - n), &cp);
        const char *seed = i < n          ? seeds[i]
                           : i == n + len ? expression
                                          : arena_strndup(arena, expression + i - n, one);
        if ((i >= n && i < n + len && cp == UINT32_MAX) || is_quick(arena, copy, seed))
            continue;
        *why =
            arena_printf(arena,
                         "takes more than %d ms for a text of %d characters like \"%s\", and the desk sends "
                         "no prompt with such a text; begin the expression with \\b, write {1,64} instead of "
                         "+ and {0,64} instead of *, and do not nest them",
                         TRIED_US / 1000, TRIED, utf8_printable(arena, seed, 20));
        return false;
    }
    return true;
}

/* ---- links ---- */

static bool is_allowed(const struct conf_list *domains, const char *host, size_t len)
{
    for (size_t i = 0; i < domains->n; i++) {
        size_t n = strlen(domains->item[i]);
        if (len >= n && strncasecmp(host + len - n, domains->item[i], n) == 0 &&
            (len == n || host[len - n - 1] == '.'))
            return true;
    }
    return false;
}

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80;
}

static size_t host_length(const char *host, size_t n)
{
    size_t len = 0;
    while (len < n && (is_alnum(host[len]) || host[len] == '.' || host[len] == '-'))
        len++;
    return len;
}

/* Whether a link goes to one of the domains. Reads the authority (RFC 3986 section 3.2) as clients and
 * browsers do: the host begins after the last @ and ends before the port. Only punctuation of the sentence
 * may follow. A host that could be read in another way is not allowed. */
static bool goes_to(const struct conf_list *domains, const char *authority)
{
    size_t n = strcspn(authority, "/?#\\ \t\r\n<>\""), from = n;
    while (from > 0 && authority[from - 1] != '@')
        from--;
    const char *host = authority + from;
    n -= from;
    size_t len = host_length(host, n), rest = len;
    if (rest < n && host[rest] == ':')
        rest++;
    while (rest < n && host[rest] >= '0' && host[rest] <= '9')
        rest++;
    for (; rest < n; rest++)
        if (is_alnum(host[rest]))
            return false;
    while (len > 0 && host[len - 1] == '.')
        len--;
    return is_allowed(domains, host, len);
}

static const char *scheme_begin(const char *text, const char *colon)
{
    while (colon > text && (unsigned char)colon[-1] < 0x80 &&
           (is_alnum(colon[-1]) || strchr("+-.", colon[-1]) != NULL))
        colon--;
    return colon;
}

/* Returns the authority of the link that begins at `at`; NULL when none begins there. Clients also turn
 * "www." into a link. */
static const char *authority_at(const char *text, const char *at)
{
    if (strncmp(at, "://", 3) == 0)
        return at + 3;
    return (at == text || !is_alnum(at[-1])) && strncasecmp(at, "www.", 4) == 0 ? at : NULL;
}

static const char *filter_links(struct arena *arena, const struct conf_list *domains, const char *text)
{
    if (domains->n == 0)
        return text;
    const char *from = text;
    char *out = arena_alloc(arena, 2 * strlen(text) + sizeof left_out),
         *end = out; /* a link of three bytes, "://", becomes five bytes at most */
    for (const char *at = text; *at != '\0';) {
        const char *authority = authority_at(text, at);
        if (authority == NULL) {
            at++;
            continue;
        }
        const char *begin = authority == at ? at : scheme_begin(from, at),
                   *close = authority + strcspn(authority, " \t\r\n<>\"");
        if (begin > text && begin[-1] == '(')
            close = begin + strcspn(begin, ") \t\r\n<>\"");
        if (!goes_to(domains, authority)) {
            memcpy(end, from, (size_t)(begin - from));
            end = stpcpy(end + (begin - from), left_out);
            from = close;
        }
        at = close > at ? close : at + 1;
    }
    strcpy(end, from);
    return out;
}

/* ---- the answer ---- */

/* Whether the text contains a secret, also as a part of a word: a customer may have made the model repeat a
 * secret that it was told by mistake. */
static bool has_secret(const struct conf *conf, const char *text)
{
    bool found = conf->component.secret[0] != '\0' && strstr(text, conf->component.secret) != NULL;
    for (size_t i = 0; i < conf->n_tools; i++)
        found = found || (conf->tools[i].key[0] != '\0' && strstr(text, conf->tools[i].key) != NULL) ||
                (conf->tools[i].secret[0] != '\0' && strstr(text, conf->tools[i].secret) != NULL);
    for (size_t i = 0; i < conf->n_responders; i++)
        found =
            found || (conf->responders[i].key[0] != '\0' && strstr(text, conf->responders[i].key) != NULL);
    return found;
}

/* Returns the text without invisible characters, except line breaks and tabs. */
static char *visible(struct arena *arena, const char *text)
{
    size_t len = strlen(text);
    char *out = arena_alloc(arena, len + 1), *end = out;
    for (size_t i = 0; i < len;) {
        uint32_t cp;
        size_t n = utf8_decode(text + i, len - i, &cp);
        bool keep = text[i] == '\n' || text[i] == '\t' ||
                    (cp != UINT32_MAX && utf8_is_xml(cp) && utf8_is_printable(cp)) || cp == 0x200d ||
                    (cp >= 0xfe00 && cp <= 0xfe0f); /* of emoji */
        if (keep) {
            memcpy(end, text + i, n);
            end += n;
        }
        i += n;
    }
    *end = '\0';
    return out;
}

/* Returns the first bytes of the text, cut at the end of a character. */
static const char *first_bytes(struct arena *arena, const char *text, size_t max)
{
    size_t len = strnlen(text, max + 1);
    if (len <= max)
        return text;
    len = max;
    while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
        len--;
    return arena_strndup(arena, text, len);
}

char *filter_translation(struct arena *arena, const struct conf *conf, const struct conf_responder *r,
                         const char *text, const char *source, const char **why)
{
    const char *clear = visible(arena, text),
               *styled = styling_from_markdown(arena, first_bytes(arena, clear, MARKDOWN));
    if (has_secret(conf, clear) || has_secret(conf, styled)) {
        *why = "the answer contained a secret of the configuration";
        return NULL;
    }
    const char *redacted = filter_redact(
        arena, &r->redact,
        styled); /* in its final form, because Markdown may divide the text that an expression matches */
    if (redacted == NULL) {
        *why = FILTER_TOO_SLOW;
        return NULL;
    }
    char *shown = utf8_head(arena, utf8_trim(arena, filter_links(arena, &r->links, redacted)), FILTER_ANSWER);
    if (!speech_is_clean(arena, shown,
                         source)) { /* a mark may only appear after the conversion: "&lt;think&gt;" */
        *why = "the answer contained marks of the model's reasoning";
        return NULL;
    }
    return shown;
}

char *filter_answer(struct arena *arena, const struct conf *conf, const struct conf_responder *r,
                    const char *text, const char **why)
{
    return filter_translation(arena, conf, r, text, NULL, why);
}
