/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ground_link: see ground_inside.h. Links, addresses of mail, and telephone numbers. */
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "bot/ground_inside.h"

enum {
    LINK_BYTES = 2048,
    HOST_BYTES = 253,
    PHONE_LEAST = 7, /* digits */
};

/* ---- links ---- */

static bool ends_link(const char *at)
{
    uint32_t cp;
    utf8_first(at, &cp);
    return *at == '\0' || *at == '<' || *at == '>' || *at == '"' || *at == '|' || *at == '\\' || *at == '`' ||
           *at == '*' || cp == UINT32_MAX || utf8_is_space(cp) || ground_han(at) > 0 ||
           (cp >= 0x3000 && cp <= 0x303f) || (cp >= 0x2010 && cp <= 0x203a);
}

/* A name with one of these at its end is the name of a host also without a scheme. */
static bool is_top_level(const char *at, size_t len)
{
    static const char *const names[] = {"com", "org", "net",  "de",     "at",    "ch",      "eu",   "uk",
                                        "cn",  "io",  "info", "biz",    "fr",    "nl",      "pl",   "cz",
                                        "es",  "app", "dev",  "shop",   "store", "example", "test", "us",
                                        "ca",  "co",  "tv",   "online", "cloud", "berlin",  "gov",  "edu",
                                        "hk",  "tw",  "jp",   "ru",     "se",    "dk",      "fi",   "no",
                                        "be",  "lu",  "li",   "im",     "site",  "xyz"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strlen(names[i]) == len && strncmp(names[i], at, len) == 0)
            return true;
    return false;
}

static size_t host_length(const char *at)
{
    size_t n = 0;
    while (n < HOST_BYTES && (ground_is_plain(at[n]) ||
                              ((at[n] == '-' || at[n] == '.') && n > 0 && ground_is_plain(at[n + 1]))))
        n++;
    return n;
}

/* Says whether a host begins here: letters, dots, and a known end. */
static bool is_host(const char *at, size_t len)
{
    size_t dot = len;
    while (dot > 0 && at[dot - 1] != '.')
        dot--;
    return dot > 1 && is_top_level(at + dot, len - dot);
}

/* Returns the length of the link or address that begins here; 0: none does. *host: where its host begins. */
size_t ground_link_length(const char *at, size_t *host)
{
    size_t scheme = 0, len = 0;
    while (at[scheme] >= 'a' && at[scheme] <= 'z' && scheme < 12)
        scheme++;
    bool full = scheme > 0 && strncmp(at + scheme, "://", 3) == 0;
    bool mail = scheme > 0 && (strncmp(at, "mailto:", 7) == 0 || strncmp(at, "xmpp:", 5) == 0);
    *host = full ? scheme + 3 : mail ? scheme + 1 : 0;
    size_t local = *host;
    while (!full && local < HOST_BYTES &&
           (ground_is_plain(at[local]) || (at[local] != '\0' && strchr("._%+-", at[local]) != NULL)))
        local++;
    bool address = !full && local > *host && at[local] == '@' && host_length(at + local + 1) > 0;
    size_t name = host_length(at + *host);
    if (!full && !mail && !address && !is_host(at + *host, name))
        return 0;
    while (len < LINK_BYTES && !ends_link(at + len))
        len++;
    while (len > *host && strchr(".,;:!?)]}'\"_~", at[len - 1]) != NULL)
        len--;
    return len > *host ? len : 0;
}

void ground_link(struct ground_reading *r, size_t len, size_t host)
{
    struct ground_item i = {.kind = GROUND_LINK};
    const char *at = r->text + r->at + host;
    size_t n = len - host;
    if (n > 4 && strncmp(at, "www.", 4) == 0) {
        at += 4;
        n -= 4;
    }
    while (n > 0 && at[n - 1] == '/')
        n--;
    ground_form_add(&i, GROUND_LINK, arena_strndup(r->arena, at, n));
    if (r->source) { /* its host stands there too, and what is before a ? or # */
        ground_form_add(&i, GROUND_LINK,
                        arena_strndup(r->arena, at, strcspn(at, "/?#") < n ? strcspn(at, "/?#") : n));
        const char *sign = memchr(at, '@', n);
        if (sign != NULL)
            ground_form_add(&i, GROUND_LINK, arena_strndup(r->arena, sign + 1, n - (size_t)(sign + 1 - at)));
    }
    ground_give(r, &i, len);
}

/* ---- telephone numbers ---- */

/* Returns the digits without what only stands for "from abroad" or "from here". */
static const char *phone_form(struct ground_reading *r, const char *at, size_t len)
{
    char *out = arena_alloc(r->arena, len + 1), *end = out;
    for (size_t i = 0; i < len; i++) {
        if (at[i] == '(' && at[i + 1] == '0' && at[i + 2] == ')')
            i += 2;
        else if (ground_is_digit(at[i]))
            *end++ = at[i];
    }
    *end = '\0';
    while (*out == '0')
        out++;
    return out;
}

/* Returns the length of a telephone number that begins here; 0: none does. sure: it can be nothing else. */
size_t ground_phone_length(const char *at, bool *sure)
{
    size_t n = 0, digits = 0, last = 0, groups = 0;
    bool plus = *at == '+';
    if (plus || *at == '(')
        n++;
    if (!ground_is_digit(at[n]))
        return 0;
    while (ground_is_digit(at[n]) || (at[n] != '\0' && strchr(" -/()", at[n]) != NULL)) {
        if (ground_is_digit(at[n])) {
            groups += n == 0 || !ground_is_digit(at[n - 1]);
            digits++;
            last = n + 1;
        } else if (at[n] == ' ' && (at[n + 1] == ' ' || at[n + 1] == '-'))
            break;
        n++;
        if (digits > 20)
            return 0;
    }
    char first = at[plus || *at == '('];
    *sure = plus || first == '0';
    return digits >= PHONE_LEAST && (*sure || groups >= 2) && !(last < n && ground_is_digit(at[last])) &&
                   !ground_is_plain(at[last])
               ? last
               : 0;
}

void ground_phone(struct ground_reading *r, size_t len, bool sure)
{
    struct ground_item i = {.kind = GROUND_PHONE};
    ground_form_add(&i, GROUND_PHONE, phone_form(r, r->text + r->at, len));
    i.unit = sure ? UNIT_OTHER : UNIT_NONE;
    i.start = r->at;
    i.end = r->at + len;
    r->found(r->arg, &i);
}
