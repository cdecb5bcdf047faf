/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * filter: see filter.h. */
#include "filter.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include <unicode/uregex.h>
#include <unicode/ustring.h>

#include "arena.h"
#include "conf.h"
#include "styling.h"
#include "utf8.h"

enum {
    STEPS = 500, /* of ICU's time limit: about milliseconds */
    TEXT = 256 * 1024, /* bytes that are looked at */
};

static const char left_out[] = "[…]";

/* ---- regular expressions ---- */

static URegularExpression *compiled(struct arena *arena, const char *expression, UErrorCode *error)
{
    int32_t room = (int32_t)strlen(expression) + 1, len = 0;
    UChar *pattern = arena_alloc(arena, (size_t)room * sizeof *pattern);
    u_strFromUTF8(pattern, room, &len, expression, -1, error);
    if (U_FAILURE(*error))
        return NULL;
    URegularExpression *re = uregex_open(pattern, len, UREGEX_CASE_INSENSITIVE, NULL, error);
    if (U_SUCCESS(*error))
        uregex_setTimeLimit(re, STEPS, error);
    return re;
}

bool filter_check(struct arena *arena, const char *expression, const char **why)
{
    UErrorCode error = U_ZERO_ERROR;
    URegularExpression *re = compiled(arena, expression, &error);
    uregex_close(re);
    if (U_FAILURE(error))
        *why = arena_printf(arena, "no regular expression (%s)", u_errorName(error));
    return U_SUCCESS(error);
}

static char *redact_one(struct arena *arena, const char *expression, const char *text)
{
    static const UChar mark[] = u"[…]";
    UErrorCode error = U_ZERO_ERROR;
    int32_t len = (int32_t)strlen(text), units = 0, out_units = 0, out_len = 0;
    URegularExpression *re = compiled(arena, expression, &error);
    UChar *in = arena_alloc(arena, ((size_t)len + 1) * sizeof *in);
    u_strFromUTF8(in, len + 1, &units, text, len, &error);
    int32_t room = 4 * units + 8; /* even of an expression that finds nothing between any two characters */
    UChar *out = arena_alloc(arena, (size_t)room * sizeof *out);
    uregex_setText(re, in, units, &error);
    out_units = uregex_replaceAll(re, mark, -1, out, room, &error);
    char *result = NULL;
    if (U_SUCCESS(error)) {
        result = arena_alloc(arena, (size_t)out_units * 3 + 1);
        u_strToUTF8(result, out_units * 3 + 1, &out_len, out, out_units, &error);
    }
    uregex_close(re);
    return U_SUCCESS(error) ? result : NULL;
}

char *filter_redact(struct arena *arena, const struct conf_list *expressions, const char *text)
{
    char *left = strlen(text) <= TEXT ? arena_strdup(arena, text) : NULL;
    for (size_t i = 0; left != NULL && i < expressions->n; i++)
        left = redact_one(arena, expressions->item[i], left);
    return left;
}

/* ---- links ---- */

static bool is_allowed(const struct conf_list *domains, const char *host, size_t len)
{
    for (size_t i = 0; i < domains->n; i++) {
        size_t n = strlen(domains->item[i]);
        if (len >= n && strncasecmp(host + len - n, domains->item[i], n) == 0 && (len == n || host[len - n - 1] == '.'))
            return true;
    }
    return false;
}

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

static size_t host_length(const char *host, size_t n)
{
    size_t len = 0;
    while (len < n && (is_alnum(host[len]) || host[len] == '.' || host[len] == '-'))
        len++;
    return len;
}

/* The authority (RFC 3986, section 3.2) as clients and browsers read it: what is behind the last @, up to the port. Behind
 * that only punctuation of the sentence may stand; a host that somebody could read in another way is none that is allowed. */
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
    while (colon > text && (unsigned char)colon[-1] < 0x80 && (is_alnum(colon[-1]) || strchr("+-.", colon[-1]) != NULL))
        colon--;
    return colon;
}

/* Does a link begin here? Then where its authority is. Clients make a link of www. too. */
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
    char *out = arena_alloc(arena, 2 * strlen(text) + sizeof left_out), *end = out; /* "://" becomes five bytes at most */
    for (const char *at = text; *at != '\0';) {
        const char *authority = authority_at(text, at);
        if (authority == NULL) {
            at++;
            continue;
        }
        const char *begin = authority == at ? at : scheme_begin(from, at), *close = authority + strcspn(authority, " \t\r\n<>\"");
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

/* Not even as a part of it: a model may have been talked into saying what it was told by mistake. */
static bool has_secret(const struct conf *conf, const char *text)
{
    bool found = conf->component.secret[0] != '\0' && strstr(text, conf->component.secret) != NULL;
    for (size_t i = 0; i < conf->n_tools; i++)
        found = found || (conf->tools[i].key[0] != '\0' && strstr(text, conf->tools[i].key) != NULL);
    for (size_t i = 0; i < conf->n_responders; i++)
        found = found || (conf->responders[i].key[0] != '\0' && strstr(text, conf->responders[i].key) != NULL);
    return found;
}

/* Line breaks and tabs stay; what cannot be seen does not. */
static char *visible(struct arena *arena, const char *text)
{
    size_t len = strlen(text);
    char *out = arena_alloc(arena, len + 1), *end = out;
    for (size_t i = 0; i < len;) {
        uint32_t cp;
        size_t n = utf8_decode(text + i, len - i, &cp);
        bool keep = text[i] == '\n' || text[i] == '\t' || (cp != UINT32_MAX && utf8_is_xml(cp) && utf8_is_printable(cp)) ||
                    cp == 0x200d || (cp >= 0xfe00 && cp <= 0xfe0f); /* of emoji */
        if (keep) {
            memcpy(end, text + i, n);
            end += n;
        }
        i += n;
    }
    *end = '\0';
    return out;
}

char *filter_answer(struct arena *arena, const struct conf *conf, const struct conf_responder *r, const char *text,
                    const char **why)
{
    const char *clear = visible(arena, text), *redacted = filter_redact(arena, &r->redact, clear);
    /* Markdown may have divided what is to be found. */
    const char *styled = redacted == NULL ? NULL : filter_redact(arena, &r->redact, styling_from_markdown(arena, redacted));
    if (styled == NULL) {
        *why = "an expression of redact took too long";
        return NULL;
    }
    if (has_secret(conf, clear) || has_secret(conf, styled)) {
        *why = "the answer had a secret of the configuration in it";
        return NULL;
    }
    return utf8_head(arena, utf8_trim(arena, filter_links(arena, &r->links, styled)), FILTER_ANSWER);
}
