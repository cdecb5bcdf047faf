/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * url: see url.h. */
#include "base/url.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/utf8.h"

/* Reads the address as the resolver does: "127.1" is an address too. */
static bool is_loopback_v4(const char *host)
{
    struct in_addr address;
    return inet_aton(host, &address) != 0 && ntohl(address.s_addr) >> 24 == 127;
}

static bool is_loopback_v6(const char *host)
{
    struct in6_addr address;
    return inet_pton(AF_INET6, host, &address) == 1 &&
           (IN6_IS_ADDR_LOOPBACK(&address) || (IN6_IS_ADDR_V4MAPPED(&address) && address.s6_addr[12] == 127));
}

static bool is_local_name(const char *host)
{
    static const char local[] = "localhost"; /* RFC 6761: and all below it */
    size_t len = strlen(host), own = sizeof local - 1;
    if (len > 0 && host[len - 1] == '.')
        len--;
    return len >= own && strncasecmp(host + len - own, local, own) == 0 &&
           (len == own || host[len - own - 1] == '.');
}

bool url_is_loopback(const char *host)
{
    return is_loopback_v4(host) || is_loopback_v6(host) || is_local_name(host);
}

/* ---- the parts ---- */

/* Characters that no URL has, and characters that stand around a URL in a sentence. */
static const char around[] = " \t\r\n\"'<>";

struct url_parts {
    const char *authority, *host, *rest,
        *end; /* authority: after the "//"; host: after an @ in the authority; rest: from / ? or # on */
};

/* Returns the '@' that ends user and password, NULL when there is none. A password may hold an unescaped '/'
 * or '?'. Then a ':' stands before it, an '@' after it, and what follows the ':' is not a port number. */
static const char *end_of_user(const struct url_parts *p)
{
    const char *at = memrchr(p->authority, '@', (size_t)(p->rest - p->authority));
    const char *colon = memchr(p->authority, ':', (size_t)(p->rest - p->authority));
    if (at != NULL || colon == NULL || strspn(colon + 1, "0123456789") == (size_t)(p->rest - colon - 1))
        return at;
    return p->authority[0] == '[' ? NULL : memrchr(p->rest, '@', (size_t)(p->end - p->rest));
}

/* text begins after the "//". */
static struct url_parts parts_of(const char *text)
{
    struct url_parts p = {.authority = text, .host = text, .rest = text + strcspn(text, "/?# \t\r\n\"'<>")};
    p.end = text + strcspn(text, around);
    const char *at = end_of_user(&p);
    if (at != NULL) {
        p.host = at + 1;
        p.rest = p.host + strcspn(p.host, "/?# \t\r\n\"'<>");
    }
    return p; /* rest is not after end */
}

static const char *authority_of(const char *url)
{
    const char *slashes = strstr(url, "//");
    return slashes != NULL ? slashes + 2 : url;
}

const char *url_host(struct arena *arena, const char *url)
{
    struct url_parts p = parts_of(authority_of(url));
    if (p.host[0] == '[')
        return arena_strndup(arena, p.host + 1, strcspn(p.host + 1, "]/"));
    return arena_strndup(arena, p.host, strcspn(p.host, ":/?# \t\r\n\"'<>"));
}

const char *url_password(struct arena *arena, const char *url)
{
    struct url_parts p = parts_of(authority_of(url));
    if (p.host == p.authority)
        return "";
    const char *colon = memchr(p.authority, ':', (size_t)(p.host - p.authority)),
               *from = colon != NULL ? colon + 1 : p.authority;
    return arena_strndup(arena, from, (size_t)(p.host - 1 - from));
}

/* Whether a query parameter is named like a key: "api_key=…". A placeholder, "token={token}", does not
 * count. */
static bool names_key(const char *name, size_t len)
{
    static const char *const keys[] = {"key", "token",     "secret", "password", "passwd",
                                       "pwd", "signature", "sig",    "auth"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        size_t own = strlen(keys[i]);
        if (len >= own && strncasecmp(name + len - own, keys[i], own) == 0 && name[len] == '=' &&
            name[len + 1] != '{')
            return true;
    }
    return false;
}

bool url_has_secret(const char *url)
{
    struct url_parts p = parts_of(authority_of(url));
    if (p.host != p.authority)
        return true;
    for (const char *s = p.rest + strcspn(p.rest, "?"); *s != '\0' && *s != '#'; s += strcspn(s, "&#")) {
        s++;
        if (names_key(s, strcspn(s, "=&#")))
            return true;
    }
    return false;
}

/* Where the part of a URL that may be shown ends: before a '?', or before the password when the text around
 * the URL has cut off the '@'. */
static const char *end_of_shown(const struct url_parts *p)
{
    const char *colon = p->host[0] == '[' ? NULL : memchr(p->host, ':', (size_t)(p->rest - p->host));
    if (colon != NULL && strspn(colon + 1, "0123456789") < (size_t)(p->rest - colon - 1))
        return colon + 1;
    size_t path = strcspn(p->rest, "?");
    return p->rest + path < p->end ? p->rest + path + 1 : p->end;
}

const char *url_redacted(struct arena *arena, const char *text)
{
    const char *shown = "", *from = text;
    for (const char *mark; (mark = strstr(from, "://")) != NULL;) {
        struct url_parts p = parts_of(mark + 3);
        const char *end = end_of_shown(&p);
        shown = arena_printf(arena, "%s%.*s%s%.*s%s", shown, (int)(mark + 3 - from), from,
                             p.host != p.authority ? "…@" : "", (int)(end - p.host), p.host,
                             end < p.end ? "…" : "");
        from = p.end;
    }
    return arena_printf(arena, "%s%s", shown, from);
}

/* ---- a file's name ---- */

enum { FILE_CHARACTERS = 100, URL_BYTES = 2048 };

static int digit_of(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c != '\0' ? strchr(digits, c >= 'A' && c <= 'F' ? c | 0x20 : c) : NULL;
    return at != NULL ? (int)(at - digits) : -1;
}

/* Decodes RFC 3986 section 2.1. A sign that is not followed by two digits, or stands for a NUL, stays as it is. */
static const char *decoded(struct arena *arena, const char *from, size_t len)
{
    char *text = arena_alloc(arena, len + 1), *to = text;
    for (size_t i = 0; i < len; i++) {
        int high = from[i] == '%' && i + 2 < len ? digit_of(from[i + 1]) : -1;
        int low = high >= 0 ? digit_of(from[i + 2]) : -1;
        bool is = low >= 0 && high + low > 0;
        *to++ = is ? (char)(16 * high + low) : from[i];
        i += is ? 2 : 0;
    }
    *to = '\0';
    return text;
}

const char *url_file_name(struct arena *arena, const char *url)
{
    const char *authority = strstr(url, "://");
    if (authority == NULL || strlen(url) > URL_BYTES)
        return "";
    const char *path = authority + 3 + strcspn(authority + 3, "/?#");
    size_t len = strcspn(path, "?#");
    const char *slash = memrchr(path, '/', len);
    if (slash == NULL)
        return "";
    const char *part = decoded(arena, slash + 1, len - (size_t)(slash + 1 - path));
    const char *name = utf8_name(arena, part, FILE_CHARACTERS);
    return name != NULL ? name : "";
}
