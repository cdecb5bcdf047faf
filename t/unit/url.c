/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * url: what leaves this machine, and what is never printed. */
#include "base/url.h"

#include "base/arena.h"
#include "base/utf8.h"
#include "t/tap.h"

static const struct {
    const char *host;
    bool is;
} hosts[] = {
    {"127.0.0.1", true},
    {"127.8.8.8", true},
    {"127.1", true},
    {"::1", true},
    {"0:0:0:0:0:0:0:1", true},
    {"::ffff:127.0.0.1", true},
    {"localhost", true},
    {"LocalHost.", true},
    {"xmpp.localhost", true},
    {"127.0.0.1.evil.example", false},
    {"127.evil.example", false},
    {"localhost.evil.example", false},
    {"notlocalhost", false},
    {"::ffff:10.0.0.1", false},
    {"10.0.0.1", false},
    {"0.0.0.0", false},
    {"xmpp.example.com", false},
    {"", false},
};

static const struct {
    const char *url, *host, *shown;
    bool secret;
} urls[] = {
    {"http://127.0.0.1:8080/v1", "127.0.0.1", "http://127.0.0.1:8080/v1", false},
    {"https://[::1]:8080/v1", "::1", "https://[::1]:8080/v1", false},
    {"https://models.example", "models.example", "https://models.example", false},
    {"https://joe:hunter2@models.example/v1", "models.example", "https://…@models.example/v1", true},
    {"https://hunter2@models.example/v1", "models.example", "https://…@models.example/v1", true},
    {"https://joe:hun@ter2@models.example:8080/v1", "models.example", "https://…@models.example:8080/v1",
     true},
    {"https://joe:hun/ter2@models.example/v1", "models.example", "https://…@models.example/v1", true},
    {"https://joe:hun?ter2@models.example/v1", "models.example", "https://…@models.example/v1", true},
    {"https://joe:h@[::1]/", "::1", "https://…@[::1]/", true},
    {"http://127.0.0.1@evil.example/", "evil.example", "http://…@evil.example/", true},
    {"https://shop.example/o/{order}?q={q}", "shop.example", "https://shop.example/o/{order}?…", false},
    {"https://shop.example/o?id={id}&api_key=hunter2", "shop.example", "https://shop.example/o?…", true},
    {"https://shop.example/o?Token=hunter2", "shop.example", "https://shop.example/o?…", true},
    {"https://shop.example/o?token={token}&monkeys=3", "shop.example", "https://shop.example/o?…", false},
    {"https://shop.example/people/a@b.example", "shop.example", "https://shop.example/people/a@b.example",
     false},
    {"joe:hunter2@proxy.example:3128", "proxy.example", NULL, true},
    {"proxy.example:3128", "proxy.example", NULL, false},
    {"", "", "", false},
};

static const struct {
    const char *text, *shown;
} texts[] = {
    {"Could not connect", "Could not connect"},
    {"Unsupported proxy scheme for 'socks://joe:hunter2@p.example:1'",
     "Unsupported proxy scheme for 'socks://…@p.example:1'"},
    {"http://a:b@c and \"https://d:e@f/?key=g\" fail", "http://…@c and \"https://…@f/?…\" fail"},
    {"// a comment", "// a comment"},
    {"url = \"https://joe:hunter2andmore…\" is cut", "url = \"https://joe:…\" is cut"},
    {"http://[::1]:80/a", "http://[::1]:80/a"},
    {"http://", "http://"},
};

static const struct {
    const char *url, *name;
} files[] = {
    {"https://up.example:5443/upload/1f/cup.jpg", "cup.jpg"},
    {"https://up.example/a/broken%20cup.jpg?v=2#x", "broken cup.jpg"},
    {"https://up.example/%E7%A0%B4%E6%9D%AF.jpg", "破杯.jpg"},
    {"aesgcm://up.example/a/cup.jpg#00ff", "cup.jpg"},
    {"https://up.example/a%2Fb%2fc", "a/b/c"},
    {"https://up.example/100%.txt", "100%.txt"},
    {"https://up.example/%4", "%4"},
    {"https://up.example/a%00b", "a%00b"},
    {"https://up.example/a%0Ab%E2%80%AEgpj.exe", "a?b?gpj.exe"},
    {"https://up.example/%E4.txt", "?.txt"},
    {"https://up.example/a/", ""},
    {"https://up.example/%20", ""},
    {"https://up.example?a/b", ""},
    {"https://up.example", ""},
    {"cup.jpg", ""},
    {"", ""},
};

int main(void)
{
    struct arena *arena = arena_new();
    plan_none();
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++)
        ok(url_is_loopback(hosts[i].host) == hosts[i].is, "%s %s this machine", hosts[i].host,
           hosts[i].is ? "is" : "is not");
    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        is_str(url_host(arena, urls[i].url), urls[i].host, "the host of %s", urls[i].url);
        if (urls[i].shown != NULL)
            is_str(url_redacted(arena, urls[i].url), urls[i].shown, "%s as it is printed", urls[i].url);
        ok(url_has_secret(urls[i].url) == urls[i].secret, "%s %s", urls[i].url,
           urls[i].secret ? "has a secret" : "has none");
    }
    is_str(url_password(arena, "https://joe:hun@ter2@models.example/"), "hun@ter2", "a password");
    is_str(url_password(arena, "https://hunter2@models.example/"), "hunter2", "a user who is one");
    is_str(url_password(arena, "https://models.example:80/"), "", "none");
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        is_str(url_redacted(arena, texts[i].text), texts[i].shown, "in a sentence: %s", texts[i].text);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        is_str(url_file_name(arena, files[i].url), files[i].name, "the file of %s", files[i].url);
    is_int((long long)utf8_length(url_file_name(arena, arena_printf(arena, "https://up.example/%s",
                                                                    arena_printf(arena, "%0500d", 0)))),
           101, "a long name is cut");
    arena_free(arena);
    return done();
}
