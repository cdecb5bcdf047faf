/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * jid: an address from the server (jid_parse) and one that a person typed into the configuration
 * (jid_prepare).
 *
 * Which domain an address has decides who somebody is. So it is cut here a second time, in the plainest way
 * that RFC 7622 section 3.2 can be read: "desk@x/y@agents.example" is of x, whatever is behind the first
 * slash. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/jid.h"
#include "base/log.h"
#include "base/utf8.h"
#include "fuzz.h"

static bool same(const struct jid *a, const struct jid *b)
{
    return strcmp(a->local, b->local) == 0 && strcmp(a->domain, b->domain) == 0 &&
           strcmp(a->resource, b->resource) == 0 && strcmp(a->bare, b->bare) == 0 &&
           strcmp(a->full, b->full) == 0;
}

static const char *domain_of(struct arena *arena, const char *text)
{
    char *domain = arena_strdup(arena, text), *slash = strchr(domain, '/');
    if (slash != NULL)
        *slash = '\0';
    char *at = strchr(domain, '@');
    domain = at != NULL ? at + 1 : domain;
    size_t len = strlen(domain);
    if (len > 0 && domain[len - 1] == '.')
        domain[len - 1] = '\0';
    return domain;
}

static void check_part(const char *part, const char *forbidden)
{
    fuzz_check(strlen(part) <= JID_PART_MAX, "a part of %zu bytes", strlen(part));
    for (size_t i = 0, len = strlen(part); i < len;) {
        uint32_t cp;
        i += utf8_decode(part + i, len - i, &cp);
        fuzz_check(cp != UINT32_MAX, "ill-formed UTF-8 in %s", part);
        fuzz_check(forbidden == NULL || (cp > 0x20 && cp != 0x7f), "U+%04X in %s", (unsigned)cp, part);
    }
    fuzz_check(forbidden == NULL || strpbrk(part, forbidden) == NULL, "one of %s in %s", forbidden, part);
}

/* What holds of every address that was accepted. */
static void check_jid(struct arena *arena, const struct jid *jid)
{
    struct jid again, bare;
    fuzz_check(jid->domain[0] != '\0', "no domain");
    check_part(jid->local, "\"&'/:<>@");
    check_part(jid->domain, "@/");
    check_part(jid->resource, NULL);
    fuzz_check(strcmp(jid->bare, jid->local[0] != '\0' ? arena_printf(arena, "%s@%s", jid->local, jid->domain)
                                                       : jid->domain) == 0,
               "bare is %s", jid->bare);
    fuzz_check(strcmp(jid->full, jid->resource[0] != '\0'
                                     ? arena_printf(arena, "%s/%s", jid->bare, jid->resource)
                                     : jid->bare) == 0,
               "full is %s", jid->full);
    fuzz_check(jid_parse(arena, jid->full, &again) && same(jid, &again),
               "%s is not itself when it is read again", jid->full);
    fuzz_check(jid_parse(arena, jid->bare, &bare) && strcmp(bare.full, jid->bare) == 0 &&
                   strcmp(bare.domain, jid->domain) == 0 && bare.resource[0] == '\0',
               "%s is not the bare form of %s", jid->bare, jid->full);
    fuzz_check(jid_same_bare(&again, jid->bare) && jid_same_bare(&bare, jid->bare), "two people of %s",
               jid->bare);
}

/* What everybody's address looks like: it may not be refused. */
static bool is_plain(const char *text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789-_";
    size_t n = strspn(text, plain);
    const char *domain = text[n] == '@' ? text + n + 1 : text;
    size_t m = strspn(domain, plain);
    const char *resource = domain[m] == '/' ? domain + m + 1 : NULL;
    if (n == 0 || n > JID_PART_MAX || m == 0 || m > JID_PART_MAX || (domain[m] != '\0' && resource == NULL))
        return false;
    for (const char *c = resource; c != NULL && *c != '\0'; c++)
        if (*c < 0x20 || *c > 0x7e)
            return false;
    return resource == NULL || (resource[0] != '\0' && strlen(resource) <= JID_PART_MAX);
}

static void parse(struct arena *arena, const char *text)
{
    struct jid jid;
    if (!jid_parse(arena, text, &jid)) {
        fuzz_check(!is_plain(text), "refused: %s", text);
        return;
    }
    check_jid(arena, &jid);
    fuzz_check(strcasecmp(jid.domain, domain_of(arena, text)) == 0, "%s is of %s", text, jid.domain);
}

/* Twice, because a server prepares again what it is sent: an address that the second time became somebody
 * else's would let one person be configured and another one be meant. It may be refused then. */
static void prepare(struct arena *arena, const char *text)
{
    struct jid jid, again;
    const char *why = NULL;
    if (!jid_prepare(arena, text, &jid, &why)) {
        fuzz_check(why != NULL && why[0] != '\0', "refused without a reason: %s", text);
        return;
    }
    check_jid(arena, &jid);
    fuzz_check(!jid_prepare(arena, jid.full, &again, &why) || strcmp(again.domain, jid.domain) == 0,
               "%s is of %s, and prepared again of %s", text, jid.domain, again.domain);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = xmalloc(size + 1);
    struct arena *arena = arena_new();
    memcpy(text, data, size);
    text[size] = '\0';
    parse(arena, text);
    prepare(arena, text);
    arena_free(arena);
    free(text);
    return 0;
}
