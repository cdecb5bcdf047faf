/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Addresses: who somebody is must never depend on what they put behind the '/'. */
#include "base/jid.h"

#include "base/arena.h"
#include "t/tap.h"

#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void test_parse_good(struct arena *a)
{
    static const struct {
        const char *text, *local, *domain, *resource;
    } cases[] = {
        {"support.localhost", "", "support.localhost", ""},
        {"sales@support.localhost", "sales", "support.localhost", ""},
        {"bob@example.com/phone", "bob", "example.com", "phone"},
        {"example.com/phone", "", "example.com", "phone"},
        {"support.localhost/foo@bar", "", "support.localhost", "foo@bar"},
        {"a@b/c@d/e", "a", "b", "c@d/e"},
        {"support.localhost/@", "", "support.localhost", "@"},
        {"a@b//", "a", "b", "/"},
        {"Bob@Example.COM/Phone", "bob", "example.com", "Phone"},
        {"bob@example.com.", "bob", "example.com", ""},
        {"example.com./x.", "", "example.com", "x."},
        {"bob@[::1]:5222", "bob", "[::1]:5222", ""},
        {"müller@bücher.example", "müller", "bücher.example", ""},
        {"ÄNNE@example.com", "Änne", "example.com",
         ""}, /* only ASCII is lower-cased: the server prepared the rest */
        {"客户@例子.测试/手机 一", "客户", "例子.测试", "手机 一"},
        {"bob\\40home@example.com", "bob\\40home", "example.com", ""},
        {"a@b/ spaces and \"&'<>: \xf0\x9f\x99\x82", "a", "b", " spaces and \"&'<>: \xf0\x9f\x99\x82"},
        {"a@b/line\nbreak\x01", "a", "b", "line\nbreak\x01"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct jid jid = {.local = NULL}, again;
        if (!ok(jid_parse(a, cases[i].text, &jid), "%s is an address", cases[i].text)) {
            continue;
        }
        is_str(jid.local, cases[i].local, "its local part");
        is_str(jid.domain, cases[i].domain, "its domain");
        is_str(jid.resource, cases[i].resource, "its resource");
        const char *at = *cases[i].local == '\0' ? "" : "@", *slash = *cases[i].resource == '\0' ? "" : "/";
        char *bare = arena_printf(a, "%s%s%s", cases[i].local, at, cases[i].domain);
        is_str(jid.bare, bare, "its bare form");
        is_str(jid.full, arena_printf(a, "%s%s%s", bare, slash, cases[i].resource), "its full form");
        ok(jid_parse(a, jid.full, &again) && strcmp(again.full, jid.full) == 0,
           "parsed again it is the same");
    }
}

static void test_parse_bad(struct arena *a)
{
    static const struct {
        const char *text, *what;
    } cases[] = {
        {NULL, "NULL"},
        {"", "nothing"},
        {"@", "an @ alone"},
        {"/", "a / alone"},
        {"@example.com", "an empty local part"},
        {"bob@", "an empty domain"},
        {"bob@/phone", "an empty domain before a resource"},
        {"/phone", "a resource alone"},
        {"bob@example.com/", "an empty resource"},
        {"example.com/", "an empty resource of a domain"},
        {".", "a dot alone"},
        {"bob@.", "a dot for a domain"},
        {"bob@example.com..", "two dots at the end"},
        {"a@b@c", "two @"},
        {"a@@c", "two @ together"},
        {"a b@c", "a space in the local part"},
        {"a@b c", "a space in the domain"},
        {" a@b", "a leading space"},
        {"a@b ", "a trailing space"},
        {"a\tb@c", "a tab in the local part"},
        {"a@b\n", "a line feed in the domain"},
        {"a@b\x7f", "a delete in the domain"},
        {"a\xc2\x85@b", "a C1 control"},
        {"a\xc2\xa0@b", "a no-break space"},
        {"a\xe3\x80\x80@b", "an ideographic space"},
        {"a@b\xe2\x80\x8b", "a zero-width space in the domain"},
        {"a\"@b", "a quote in the local part"},
        {"a&@b", "an ampersand in the local part"},
        {"a'@b", "an apostrophe in the local part"},
        {"a:@b", "a colon in the local part"},
        {"a<@b", "a less-than sign in the local part"},
        {"a>@b", "a greater-than sign in the local part"},
        {"a\xff@b", "a bad byte in the local part"},
        {"a@b\xc3", "a cut-off character in the domain"},
        {"a@b/\xed\xa0\x80", "a surrogate in the resource"},
        {"a@b/\xc0\xaf", "an overlong slash in the resource"},
        {"a\xc0\xaf@b", "an overlong slash in the local part"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct jid jid;
        ok(!jid_parse(a, cases[i].text, &jid), "refused: %s", cases[i].what);
    }
}

/* local_len + domain_len + resource_len letters; 0 leaves the part out. */
static const char *long_jid(struct arena *a, size_t local_len, size_t domain_len, size_t resource_len)
{
    static char xs[2000];

    memset(xs, 'x', sizeof xs - 1);
    return arena_printf(a, "%.*s%s%.*s%s%.*s", (int)local_len, xs, local_len > 0 ? "@" : "", (int)domain_len,
                        xs, resource_len > 0 ? "/" : "", (int)resource_len, xs);
}

static void test_lengths(struct arena *a)
{
    static const struct {
        size_t local, domain, resource;
        bool good;
    } cases[] = {
        {.local = 1023, .domain = 1023, .resource = 1023, .good = true},
        {.local = 1024, .domain = 1, .resource = 0, .good = false},
        {.local = 0, .domain = 1024, .resource = 0, .good = false},
        {.local = 1, .domain = 1, .resource = 1024, .good = false},
        {.local = 0, .domain = 1023, .resource = 0, .good = true},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *text = long_jid(a, cases[i].local, cases[i].domain, cases[i].resource), *why = NULL;
        struct jid jid;
        ok(jid_parse(a, text, &jid) == cases[i].good, "%zu, %zu and %zu bytes are %s", cases[i].local,
           cases[i].domain, cases[i].resource, cases[i].good ? "an address" : "refused");
        ok(jid_prepare(a, text, &jid, &why) == cases[i].good, "and so they are in a configuration");
    }
    const char *dotted = arena_printf(a, "%s.", long_jid(a, 0, 1023, 0));
    struct jid jid;
    ok(jid_parse(a, dotted, &jid), "the trailing dot is not counted");
}

static void test_prepare_good(struct arena *a)
{
    static const struct {
        const char *text, *full;
    } cases[] = {
        {"bob@example.com", "bob@example.com"},
        {"Bob@Example.COM", "bob@example.com"},
        {"Bob@Example.COM/Work Phone", "bob@example.com/Work Phone"},
        {"ÄNNE@BÜCHER.example", "änne@bücher.example"},
        {"Straße@example.com", "strasse@example.com"},
        {"ＢＯＢ@ｅｘａｍｐｌｅ.com", "bob@example.com"},
        {"e\xcc\x81@example.com", "é@example.com"},
        {"ΣΊΣΥΦΟΣ@example.com", "σίσυφοσ@example.com"},
        {"客户@例子.测试", "客户@例子.测试"},
        {"bob@example.com.", "bob@example.com"},
        {"a\xc2\xad"
         "b@example.com",
         "ab@example.com"}, /* a soft hyphen is mapped to nothing */
        {"example.com/①", "example.com/1"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct jid jid = {.full = NULL}, parsed = {.full = NULL};
        const char *why = "";
        bool good = jid_prepare(a, cases[i].text, &jid, &why);
        ok(good, "%s can be prepared (%s)", cases[i].text, good ? "it is" : why);
        is_str(jid.full, cases[i].full, "to this form");
        ok(good && jid_parse(a, jid.full, &parsed) && strcmp(parsed.full, jid.full) == 0,
           "which is the one that a server sends");
    }
}

static void test_prepare_bad(struct arena *a)
{
    static const struct {
        const char *text, *why;
    } cases[] = {
        {NULL, "it is empty"},
        {"", "it is empty"},
        {"@example.com", "there is nothing before the @"},
        {"bob@", "there is no domain"},
        {"bob@example.com/", "there is nothing after the /"},
        {"a@b@c", "there is an @ or a / in the domain"},
        {"bob@exa＠mple.com", "there is an @ or a / in the domain"}, /* full-width: an @ once prepared */
        {"bob@exa／mple.com", "there is an @ or a / in the domain"},
        {"bo＠b@example.com", "a character is not allowed before the @"},
        {"bo：b@example.com", "a character is not allowed before the @"},
        {"bob@example..", "the domain ends with more than one dot"},
        {"bob smith@example.com", "there is a space before the @"},
        {"bob@ example.com", "there is a space in the domain"},
        {"bob\t@example.com", "there is a control character before the @"},
        {"bob@example\n.com", "there is a control character in the domain"},
        {"<bob>@example.com", "one of \"&'/:<>@ stands before the @"},
        {"bob\xff@example.com", "the part before the @ is not valid UTF-8"},
        {"bob@example\xff.com", "the domain is not valid UTF-8"},
        {"bob@example.com/\xff", "the part after the / is not valid UTF-8"},
        {"bob\xe2\x80\xae@example.com", "a character is not allowed before the @"},
        {"bob@exam\xe2\x80\xaeple.com", "a character is not allowed in a domain"},
        {"bob@example.com/\x01", "a character is not allowed after the /"},
        {"\xc2\xad@example.com", "there is nothing before the @"}, /* nothing is left of a soft hyphen */
        {"bob@\xc2\xad", "there is no domain"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct jid jid;
        const char *why = NULL;
        ok(!jid_prepare(a, cases[i].text, &jid, &why), "refused in a configuration, row %zu", i);
        is_str(why, cases[i].why, "because %s", cases[i].why);
    }

    char *growing =
        arena_alloc(a, 1024); /* U+FDFA becomes 18 characters, 33 bytes, in normalisation form KC */
    for (int i = 0; i < 1023 / 3; i++) {
        memcpy(growing + 3 * i, "\xef\xb7\xba", 3);
    }
    struct jid jid;
    const char *why = NULL;
    ok(!jid_prepare(a, arena_printf(a, "a@b/%s", growing), &jid, &why),
       "what grows over the limit is refused");
    is_str(why, "the part after the / is longer than 1023 bytes", "for its length");
}

static void test_same_bare(struct arena *a)
{
    static const struct {
        const char *text, *bare;
        bool same;
    } cases[] = {
        {"bob@example.com/phone", "bob@example.com", true},
        {"Bob@example.com", "bob@example.com", true},
        {"example.com/bob@example.com", "bob@example.com", false},
        {"example.com", "bob@example.com", false},
        {"bob@example.com/x", "bob@example.com/x", false},
        {"bob@example.com", "bob@example.co", false},
        {"bob@example.com", "", false},
        {"bob@example.com", NULL, false},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct jid jid;
        ok(jid_parse(a, cases[i].text, &jid) && jid_same_bare(&jid, cases[i].bare) == cases[i].same,
           "%s %s %s", cases[i].text, cases[i].same ? "is" : "is not",
           cases[i].bare ? cases[i].bare : "NULL");
    }
}

int main(void)
{
    struct arena *a = arena_new();

    plan_none();
    test_parse_good(a);
    test_parse_bad(a);
    test_lengths(a);
    test_prepare_good(a);
    test_prepare_bad(a);
    test_same_bare(a);
    arena_free(a);
    return done();
}
