/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * jid: cuts an address, checks its parts, and prepares those that people typed. */
#include "base/jid.h"

#include "base/arena.h"
#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

#include <idn-free.h>
#include <idna.h>
#include <stringprep.h>

/* A part of the text, without a NUL at its end. p is NULL when the part is absent, which is not the same as
 * empty. */
struct slice {
    const char *p;
    size_t len;
};

struct jid_parts {
    struct slice local, domain, resource;
};

/* RFC 7622 section 3.2: the resource begins at the first '/'; the local part ends at the first '@' before
 * that. */
static struct jid_parts parts_of(const char *text)
{
    struct jid_parts parts = {.domain = {.p = text, .len = strlen(text)}};
    const char *slash = strchr(text, '/');

    if (slash != NULL) {
        parts.resource = (struct slice){.p = slash + 1, .len = parts.domain.len - (size_t)(slash + 1 - text)};
        parts.domain.len = (size_t)(slash - text);
    }
    const char *at = memchr(text, '@', parts.domain.len);
    if (at != NULL) {
        parts.local = (struct slice){.p = text, .len = (size_t)(at - text)};
        parts.domain = (struct slice){.p = at + 1, .len = parts.domain.len - parts.local.len - 1};
    }
    if (parts.domain.len > 0 && parts.domain.p[parts.domain.len - 1] == '.') {
        parts.domain.len--;
    }
    return parts;
}

static bool is_control(uint32_t cp)
{
    return cp < 0x20 || (cp >= 0x7f && cp <= 0x9f);
}

/* RFC 3454 tables C.1.1 and C.1.2, and the two separators. */
static bool is_stringprep_space(uint32_t cp)
{
    return cp == ' ' || cp == 0xa0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200b) || cp == 0x2028 ||
           cp == 0x2029 || cp == 0x202f || cp == 0x205f || cp == 0x3000;
}

static bool in_ascii_set(uint32_t cp, const char *set)
{
    return cp > 0 && cp < 0x80 && strchr(set, (int)cp) != NULL;
}

/* These characters are allowed in every part, and most addresses have no others. They skip the other checks,
 * because each stanza brings two addresses. */
static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

/* The rule of each of the three parts, with the text of each error. */
static const struct rule {
    const char *forbidden; /* these ASCII characters */
    bool any;              /* controls and spaces are allowed */
    const char *empty, *too_long, *ill_formed, *control, *space, *bad_character;
} local_rule =
    {
        .forbidden = "\"&'/:<>@",
        .empty = "there is nothing before the @",
        .too_long = "the part before the @ is longer than 1023 bytes",
        .ill_formed = "the part before the @ is not valid UTF-8",
        .control = "there is a control character before the @",
        .space = "there is a space before the @",
        .bad_character = "one of \"&'/:<>@ stands before the @",
},
  domain_rule =
      {
          .forbidden = "@/",
          .empty = "there is no domain",
          .too_long = "the domain is longer than 1023 bytes",
          .ill_formed = "the domain is not valid UTF-8",
          .control = "there is a control character in the domain",
          .space = "there is a space in the domain",
          .bad_character = "there is an @ or a / in the domain",
},
  resource_rule = {
      .forbidden = "",
      .any = true,
      .empty = "there is nothing after the /",
      .too_long = "the part after the / is longer than 1023 bytes",
      .ill_formed = "the part after the / is not valid UTF-8",
};

/* Returns NULL when the part obeys the rule, else the reason. */
static const char *check(struct slice part, const struct rule *rule)
{
    if (part.len == 0) {
        return rule->empty;
    }
    if (part.len > JID_PART_MAX) {
        return rule->too_long;
    }
    for (size_t i = 0; i < part.len;) {
        uint32_t cp;
        if (is_plain(part.p[i])) {
            i++;
            continue;
        }
        i += utf8_decode(part.p + i, part.len - i, &cp);
        if (cp == UINT32_MAX) {
            return rule->ill_formed;
        }
        if (!rule->any && is_control(cp)) {
            return rule->control;
        }
        if (!rule->any && is_stringprep_space(cp)) {
            return rule->space;
        }
        if (in_ascii_set(cp, rule->forbidden)) {
            return rule->bad_character;
        }
    }
    return NULL;
}

static const char *check_parts(const struct jid_parts *parts)
{
    const char *why = check(parts->domain, &domain_rule);

    if (why == NULL && parts->domain.p[parts->domain.len - 1] == '.') {
        why = "the domain ends with more than one dot"; /* the result would change if it were parsed again */
    }
    if (why == NULL && parts->local.p != NULL) {
        why = check(parts->local, &local_rule);
    }
    if (why == NULL && parts->resource.p != NULL) {
        why = check(parts->resource, &resource_rule);
    }
    return why;
}

static char *lower(char *s)
{
    for (char *p = s; *p != '\0'; p++) {
        if (*p >= 'A' && *p <= 'Z') {
            *p += 'a' - 'A';
        }
    }
    return s;
}

static char *join(struct arena *arena, const char *left, char between, const char *right)
{
    size_t left_len = strlen(left), right_len = strlen(right);
    char *joined = arena_alloc(arena, left_len + right_len + 2);

    memcpy(joined, left, left_len);
    joined[left_len] = between;
    memcpy(joined + left_len + 1, right, right_len);
    return joined;
}

static struct jid build(struct arena *arena, const struct jid_parts *parts)
{
    struct jid jid = {.local = "", .resource = ""};

    jid.bare = jid.domain = lower(arena_strndup(arena, parts->domain.p, parts->domain.len));
    if (parts->local.p != NULL) {
        jid.local = lower(arena_strndup(arena, parts->local.p, parts->local.len));
        jid.bare = join(arena, jid.local, '@', jid.domain);
    }
    jid.full = jid.bare;
    if (parts->resource.p != NULL) {
        jid.resource = arena_strndup(arena, parts->resource.p, parts->resource.len);
        jid.full = join(arena, jid.bare, '/', jid.resource);
    }
    return jid;
}

bool jid_parse(struct arena *arena, const char *text, struct jid *out)
{
    if (text == NULL) {
        return false;
    }
    struct jid_parts parts = parts_of(text);
    if (check_parts(&parts) != NULL) {
        return false;
    }
    *out = build(arena, &parts);
    return true;
}

/* Applies the stringprep profile to one part. The buffer has room for eighteen times the length, because a
 * profile can turn one character into eighteen; check() checks the length of the result. Control characters
 * and forbidden characters are left to check(), whose errors name them. */
static const char *prepare(struct arena *arena, struct slice *part, const Stringprep_profile *profile,
                           const char *why)
{
    if (part->p == NULL) {
        return NULL;
    }
    size_t size = part->len * 18 + 1;
    char *text = arena_alloc(arena, size);
    memcpy(text, part->p, part->len);
    if (stringprep(text, size, 0, profile) != STRINGPREP_OK) {
        return why;
    }
    *part = (struct slice){.p = text, .len = strlen(text)};
    return NULL;
}

/* "xn--tst-qla.example" is "täst.example". Other labels and invalid A-labels stay as they are. */
static void use_u_labels(struct arena *arena, struct slice *domain)
{
    char *text = NULL;
    const char *written = arena_strndup(arena, domain->p, domain->len);
    if (strstr(written, "xn--") == NULL ||
        idna_to_unicode_8z8z(written, &text, IDNA_ALLOW_UNASSIGNED) != IDNA_SUCCESS) {
        return;
    }
    domain->p = arena_strdup(arena, text);
    domain->len = strlen(text);
    idn_free(text);
}

bool jid_prepare(struct arena *arena, const char *text, struct jid *out, const char **why)
{
    if (text == NULL || text[0] == '\0') {
        *why = "it is empty";
        return false;
    }
    struct jid_parts parts = parts_of(text);
    *why = check_parts(
        &parts); /* first, because stringprep needs valid UTF-8, and because these errors are clearer */
    if (*why == NULL) {
        *why = prepare(arena, &parts.domain, stringprep_nameprep, "a character is not allowed in a domain");
    }
    if (*why == NULL) {
        use_u_labels(arena, &parts.domain);
        *why =
            prepare(arena, &parts.local, stringprep_xmpp_nodeprep, "a character is not allowed before the @");
    }
    if (*why == NULL) {
        *why = prepare(arena, &parts.resource, stringprep_xmpp_resourceprep,
                       "a character is not allowed after the /");
    }
    if (*why == NULL) {
        *why = check_parts(&parts); /* again, because a full-width @ is an ordinary @ after stringprep */
    }
    if (*why != NULL) {
        return false;
    }
    *out = build(arena, &parts);
    return true;
}

static char unescaped(const char *p)
{
    static const struct {
        char code[4], is;
    } rows[] = {
        {"\\20", ' '}, {"\\22", '"'}, {"\\26", '&'}, {"\\27", '\''}, {"\\2f", '/'},
        {"\\3a", ':'}, {"\\3c", '<'}, {"\\3e", '>'}, {"\\40", '@'},  {"\\5c", '\\'},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strncasecmp(p, rows[i].code, 3) == 0) {
            return rows[i].is;
        }
    }
    return '\0';
}

const char *jid_unescape(struct arena *arena, const char *local)
{
    char *text = arena_strdup(arena, local), *to = text;
    for (const char *p = local; *p != '\0'; to++) {
        char is = *p == '\\' ? unescaped(p) : '\0';
        *to = is != '\0' ? is : *p;
        p += is != '\0' ? 3 : 1;
    }
    *to = '\0';
    return text;
}

bool jid_same_bare(const struct jid *jid, const char *bare)
{
    return bare != NULL && strcmp(jid->bare, bare) == 0;
}
