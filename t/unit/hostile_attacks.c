/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * hostile_attacks: what strangers send, how much of it, and what shall come of it. */
#include "hostile.h"

#include <string.h>

enum { WRITER = 4000 }; /* fewer than flood_domain_messages */

#define EVIL_START "<message type='chat' from='" EVIL "' to='" SALES "' id='m1'>"

static void make_ordinary(struct bytes *b)
{
    for (int i = 0; i < ORDINARY; i++)
        put_message(b, JANE "/x", SALES, "<body>My order %d has not arrived yet. Where is it?</body>", i);
}

static void make_children(struct bytes *b)
{
    b->stanzas = 1;
    put(b, EVIL_START);
    put_times(b, "<a/>", 60000);
    put(b, "</message>");
}

static void make_levels(struct bytes *b)
{
    b->stanzas = 1;
    put(b, EVIL_START);
    put_times(b, "<a>", 150000);
    put_times(b, "</a>", 150000);
    put(b, "</message>");
}

static void make_names(struct bytes *b)
{
    b->stanzas = 1;
    put(b, EVIL_START);
    for (long i = 0; i < 800000; i++)
        put(b, "<n%lx/>", i);
    put(b, "</message>");
}

static void make_names_in_many(struct bytes *b)
{
    for (long i = 0; i < 800000; i++) {
        if (i % 900 == 0)
            put(b, "%s<message type='chat' from='" EVIL "' to='" SALES "' id='n%ld'><body>x</body>",
                i > 0 ? "</message>" : "", ++b->stanzas);
        put(b, "<n%lx/>", i);
    }
    put(b, "</message>");
}

/* Each is looked at for where its author's own words begin. */
static void make_quotes(struct bytes *b)
{
    b->stanzas = 1;
    put(b, EVIL_START "<body>");
    put_times(b, "&gt; \n", 40000);
    put(b, "bye</body><reply xmlns='urn:xmpp:reply:0' id='x'/><fallback xmlns='urn:xmpp:fallback:0'>");
    put_times(b, "<body start='1' end='9'/>", 900);
    put(b, "</fallback></message>");
}

static void make_newlines(struct bytes *b)
{
    b->stanzas = 1;
    put(b, EVIL_START "<body>");
    put_times(b, "\n", 262144);
    put(b, "</body></message>");
}

static void make_marks(struct bytes *b) /* of which a Unicode library may want to sort the whole run */
{
    for (int i = 0; i < 20; i++) {
        b->stanzas++;
        put(b, "<message type='chat' from='" EVIL "' to='" SALES "' id='z%d'><body>x", i);
        put_times(b, "\u0316\u0301", 4999);
        put(b, "</body></message>");
    }
}

static void make_attribute(struct bytes *b)
{
    b->stanzas = 1;
    put(b, EVIL_START "<a b='");
    put_times(b, "0123456789abcdef", 32 * 1024 * 1024 / 16);
    put(b, "'/></message>");
}

static void make_claims(struct bytes *b)
{
    put_message(b, EVIL, SALES,
                "<body>x</body><file-sharing xmlns='urn:xmpp:sfs:0'><file xmlns='urn:xmpp:file:metadata:0'>"
                "<size>4294967296</size></file></file-sharing>");
    put(b,
        "<iq type='set' from='" EVIL "' to='" SALES "' id='i'><open xmlns='http://jabber.org/protocol/ibb' "
        "block-size='4294967296' sid='i'/></iq>");
    put(b, "<iq type='set' from='" EVIL "' to='" SALES "' id='q'><query xmlns='urn:xmpp:mam:2'><set "
           "xmlns='http://jabber.org/protocol/rsm'><max>4294967296</max></set></query></iq>");
    put(b, "<presence from='" EVIL "' to='" HOUSE "'><priority>4294967296</priority></presence>");
    b->stanzas += 3;
}

static void make_ill_formed(struct bytes *b)
{
    static const char *const forms[] = {
        "\xc0\x80",
        "\xc1\xbf",
        "\xe0\x80\x80",
        "\xe0\x9f\xbf",
        "\xed\xa0\x80",
        "\xed\xbf\xbf",
        "\xef\xbf\xbe",
        "\xef\xbf\xbf",
        "\xf0\x80\x80\x80",
        "\xf0\x8f\xbf\xbf",
        "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80",
        "\xf8\x88\x80\x80\x80",
        "\xfe",
        "\xff",
        "\x80",
        "\xbf",
        "\xc3",
        "\xe2\x82",
        "\xf0\x9f\x98",
        "\x01",
        "\x1f",
        "&#0;",
        "&#xd800;",
        "&#xfffe;",
        "&#1114112;",
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        put_message(b, EVIL, SALES, "<body>%s</body>", forms[i]);
        put_cut(b);
    }
}

/* "from" as nobody sends it: each names an agent where the sender is not. */
static void make_forged(struct bytes *b)
{
    static const char *const forms[] = {
        "desk@x/y@agents.example",         "evil.example/" BOB, "x@evil.example/" BOB,
        "x@evil.example/y/" BOB "/desk",   BOB ".evil.example", "bob%40example.com@evil.example",
        "bob\\40example.com@evil.example",
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        put(b,
            "<iq type='set' from='%s' to='" HOUSE
            "' id='f'><command xmlns='http://jabber.org/protocol/commands' "
            "node='pause'/></iq>",
            forms[i]);
        put(b, "<presence from='%s' to='" HOUSE "'><show>dnd</show></presence>", forms[i]);
        put(b, "<presence type='unavailable' from='%s' to='" HOUSE "'/>", forms[i]);
        put(b, "<presence type='subscribed' from='%s' to='" HOUSE "'/>", forms[i]);
        b->stanzas += 4;
    }
    static const char *const none[] = {
        "", "@", "/", "@evil.example", "bob@", "a b@evil.example", BOB "@evil.example", "evil.example/"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        put_message(b, none[i], HOUSE, "<body>pause</body>");
}

static void make_echoes(struct bytes *b)
{
    static const char *const to[] = {SALES, HOUSE, NO_FACE};
    for (int i = 0; i < FLOOD; i++) {
        b->stanzas++;
        put(b,
            "<message type='error' from='" EVIL "' to='%s' id='e%d'><body>!close</body><error type='cancel'>"
            "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>",
            to[i % 3], i);
    }
}

#define FORWARDED                                                                                 \
    "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' type='chat' from='" BOB \
    "/desk' to='" HOUSE "'><body>pause</body></message></forwarded>"
#define BODY_OF "<body>!pause</body>"

/* Commands as a stranger may smuggle them in: all are words of a customer, or nothing. */
static void make_smuggled(struct bytes *b)
{
    put_message(b, EVIL, SALES, BODY_OF "<replace xmlns='urn:xmpp:message-correct:0' id='m0'/>");
    put_message(b, EVIL, SALES,
                BODY_OF "<delay xmlns='urn:xmpp:delay' from='" BOB "' stamp='2026-03-01T10:00:00Z'/>");
    put_message(b, EVIL, SALES, "<sent xmlns='urn:xmpp:carbons:2'>" FORWARDED "</sent>");
    put_message(b, EVIL, HOUSE, "<received xmlns='urn:xmpp:carbons:2'>" FORWARDED "</received>");
    put_message(b, EVIL, SALES, FORWARDED);
    put_message(b, EVIL, SALES,
                BODY_OF "<nick xmlns='http://jabber.org/protocol/nick'>Bob</nick>"
                        "<addresses xmlns='http://jabber.org/protocol/address'><address type='ofrom' "
                        "jid='" BOB "'/></addresses>");
    put_message(b, EVIL, SALES,
                "<html xmlns='http://jabber.org/protocol/xhtml-im'><body "
                "xmlns='http://www.w3.org/1999/xhtml'><script>x</script><img src='http://x/'/>!pause"
                "</body></html>" BODY_OF);
}

static void make_iqs(struct bytes *b)
{
    static const char *const children[] = {
        "<ping xmlns='urn:xmpp:ping'/>",
        "<query xmlns='http://jabber.org/protocol/disco#info'/>",
        "<vCard xmlns='vcard-temp'/>",
        "<query xmlns='jabber:iq:version'/>",
    };
    for (int i = 0; i < FLOOD; i++) {
        b->stanzas++;
        put(b, "<iq type='get' from='m%d@evil.example/x' to='" SALES "' id='i%d'>%s</iq>", i, i,
            children[i % 4]);
    }
}

static void make_iqs_refused(struct bytes *b)
{
    for (int i = 0; i < FLOOD; i++) {
        b->stanzas++;
        put(b,
            "<iq type='set' from='m%d@evil.example/x' to='%s' id='i%d'><command "
            "xmlns='http://jabber.org/protocol/commands' node='queue'/></iq>",
            i, i % 2 == 0 ? HOUSE : NO_FACE, i);
    }
}

static void make_presences(struct bytes *b)
{
    static const char *const to[] = {HOUSE, SALES, NO_FACE, NOBODY};
    for (int i = 0; i < FLOOD; i++) {
        b->stanzas++;
        put(b, "<presence from='m%d@evil.example/r%d' to='%s'%s><show>chat</show></presence>", i, i,
            to[i / 2 % 4], i % 2 == 0 ? "" : " type='unavailable'");
    }
}

static void make_probes(struct bytes *b)
{
    for (int i = 0; i < FLOOD; i++) {
        b->stanzas++;
        put(b, "<presence type='probe' from='m%d@evil.example' to='%s'/>", i, i % 2 == 0 ? SALES : NO_FACE);
    }
}

static void make_subscriptions(struct bytes *b)
{
    static const char *const types[] = {"subscribe", "unsubscribe", "subscribed", "unsubscribed"};
    for (int i = 0; i < FLOOD; i++) {
        b->stanzas++;
        put(b, "<presence type='%s' from='m%d@evil.example' to='%s'/>", types[i % 4], i,
            i / 4 % 2 == 0 ? SALES : HOUSE);
    }
}

static void make_one_writer(struct bytes *b)
{
    for (int i = 0; i < WRITER; i++)
        put_message(b, EVIL, SALES, "<body>Buy my carpets, number %d, as long as there are any left!</body>",
                    i);
}

static void make_signs(struct bytes *b)
{
    for (int i = 0; i < FLOOD; i++)
        put_message(b, EVIL, SALES,
                    "<composing xmlns='http://jabber.org/protocol/chatstates'/><received "
                    "xmlns='urn:xmpp:receipts' id='m%d'/>",
                    i);
}

static void make_encrypted(struct bytes *b)
{
    for (int i = 0; i < WRITER; i++)
        put_message(b, EVIL, SALES,
                    "<encrypted xmlns='eu.siacs.conversations.axolotl'/><body>No OMEMO</body>");
}

static void make_nobody(struct bytes *b)
{
    for (int i = 0; i < FLOOD; i++)
        put_message(b, EVIL, i % 2 == 0 ? NO_FACE : NOBODY, "<body>Anybody home at %d?</body>", i);
}

static void make_rooms(struct bytes *b)
{
    for (int i = 0; i < FLOOD; i++) {
        b->stanzas++;
        put(b,
            "<message type='groupchat' from='room@muc.example/m%d' to='" SALES
            "' id='g%d'><body>All of you</body></message>",
            i, i);
    }
}

static void make_large(struct bytes *b)
{
    for (int i = 0; i < 500; i++) {
        b->stanzas++;
        put(b, "<message type='chat' from='" EVIL "' to='" SALES "' id='l%d'>", i);
        put_times(b, "<a/>", 1000);
        put(b, "</message>");
    }
}

void make_newcomers(struct bytes *b)
{
    for (int i = 0; i < FLOOD; i++) {
        b->stanzas++;
        put(b,
            "<message type='chat' from='n%d@evil%d.example/x' to='" SALES
            "' id='n%d'><body>Hello, can you help me?</body></message>",
            i, i % 100, i);
    }
}

static void make_newcomers_named(struct bytes *b) /* each name is to be written in Latin letters */
{
    for (int i = 0; i < 1000; i++) {
        b->stanzas++;
        put(b,
            "<message type='chat' from='c%d@evil.example/x' to='" SALES "' id='n%d'><body>Hello</body>"
            "<nick xmlns='http://jabber.org/protocol/nick'>李雷 Ωμέγα Иван שלום %d</nick></message>",
            i, i, i);
    }
}

static void make_payloads(struct bytes *b)
{
    for (int i = 0; i < 200; i++) {
        b->stanzas++;
        put(b, "<message type='chat' from='" EVIL "' to='" SALES "' id='p%d'><body>x</body>", i);
        put_times(b,
                  "<reference xmlns='urn:xmpp:reference:0' begin='1' end='2' type='mention' "
                  "uri='xmpp:mallory@evil.example'/>",
                  30);
        put_times(b, "<active xmlns='http://jabber.org/protocol/chatstates'/>", 950);
        put(b, "</message>");
    }
}

static void make_devices(struct bytes *b) /* of an agent */
{
    for (int i = 0; i < FLOOD; i++) {
        b->stanzas++;
        put(b, "<presence from='" BOB "/r%d' to='" HOUSE "'><show>away</show></presence>", i);
    }
}

static void make_newcomers_house(struct bytes *b)
{
    for (int i = 0; i < FLOOD; i++) {
        b->stanzas++;
        put(b,
            "<message type='chat' from='n%d@evil.example/x' to='" HOUSE
            "' id='n%d'><body>Hello, can you help me?</body></message>",
            i, i);
    }
}

/* ---- on what the store holds already ---- */

static void
make_bounces(struct bytes *b) /* of what was never sent, into a conversation of 500 messages of 100 KB */
{
    for (int i = 0; i < 80; i++) {
        b->stanzas++;
        put(b,
            "<message type='error' from='" OLD "/x' to='" SALES "' id='guess%d'><error type='cancel'>"
            "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>",
            i);
    }
}

static void make_bounces_of_agent(struct bytes *b)
{
    for (int i = 0; i < 80; i++) {
        b->stanzas++;
        put(b,
            "<message type='error' from='" EVE "/x' to='old.k3f7@" HOUSE
            "' id='guess%d'><error type='modify'>"
            "<not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>",
            i);
    }
}

static void make_like_patterns(struct bytes *b) /* 1,000 letters that nearly match each of 200 patterns */
{
    for (int i = 0; i < 200; i++) {
        b->stanzas++;
        put(b, "<message type='chat' from='");
        put_times(b, "a", 1000);
        put(b,
            "@x%d.example/x' to='" SALES
            "' id='m%d'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>",
            i, i);
    }
}

static void put_orders(struct bytes *b, const char *to, const char *words, long times)
{
    for (long i = 0; i < times; i++)
        put_message(b, EVE "/desk", to, "<body>%s</body>", words);
}

static void make_orders(struct bytes *b)
{
    static const char *const words[] = {"queue", "agents", "mine", "blocks", "dropped", "help"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        put_orders(b, HOUSE, words[i], 50);
}

/* The lists of what is possible, and the forms with the longest lists to choose from. */
static void make_menus(struct bytes *b)
{
    static const struct {
        const char *to, *node;
    } forms[] = {{HOUSE, "take"}, {HOUSE, "mine"}, {HOUSE, "block"}, {"old.k3f7@" HOUSE, "transfer"}};
    for (int i = 0; i < 100; i++) {
        put(b,
            "<iq type='get' from='" EVE "/x' to='%s' id='l%d'><query "
            "xmlns='http://jabber.org/protocol/disco#items' node='http://jabber.org/protocol/commands'/></iq>",
            i % 2 == 0 ? HOUSE : "old.k3f7@" HOUSE, i);
        for (size_t f = 0; f < sizeof forms / sizeof forms[0]; f++)
            put(b,
                "<iq type='set' from='" EVE "/x' to='%s' id='f%d'><command "
                "xmlns='http://jabber.org/protocol/commands' node='%s'/></iq>",
                forms[f].to, i, forms[f].node);
        b->stanzas += 1 + sizeof forms / sizeof forms[0];
    }
}

static void make_stats(struct bytes *b)
{
    put_orders(b, HOUSE, "stats", 100);
}

static void make_history(struct bytes *b)
{
    put_orders(b, "old.k3f7@" HOUSE, "!history 100", 50);
    put_orders(b, "new.k3f7@" HOUSE, "!history 100", 50);
    put_orders(b, "old.k3f7@" HOUSE, "!info", 50);
}

static void make_returns(struct bytes *b) /* who has been here 5,000 times */
{
    for (int i = 0; i < 300; i++)
        put_message(b, NEW "/x", SALES, "<body>%s</body>", i % 2 == 0 ? "Hello" : "bye");
}

static void make_blocks(struct bytes *b) /* which look at who is waiting */
{
    for (int i = 0; i < 50; i++)
        put_message(b, EVE "/desk", HOUSE, "<body>block *a*a*a*a*%d*@*.y.example</body>", i);
}

static void make_route(struct bytes *b) /* a look at 300 who wait, for 100 agents who were asked */
{
    for (int i = 0; i < 500; i++) {
        b->stanzas++;
        put(b, "<presence from='here%d@agents.example/r%d' to='" HOUSE "'/>", i % 100 * 2, i);
    }
}

static void make_han(struct bytes *b)
{
    unsigned random = 1;
    for (int i = 0; i < 100; i++) {
        b->stanzas++;
        put(b, "<message type='chat' from='" EVIL "' to='" SALES "' id='h%d'><body>", i);
        for (int k = 0; k < 9900; k++) {
            unsigned c = 0x4e00 + (random = random * 1103515245 + 12345) / 65536 % 20000;
            const char utf8[] = {(char)(0xe0 | c >> 12), (char)(0x80 | (c >> 6 & 63)),
                                 (char)(0x80 | (c & 63)), '\0'};
            put_times(b, utf8, 1);
        }
        put(b, "</body></message>");
    }
}

/* What happens then is no attack: the longest turn is what counts. */
static void make_nothing(struct bytes *b)
{
    b->stanzas = 1;
    put(b, "<presence type='probe' from='" JANE "' to='" SALES "'/>");
}

/* ---- the table ---- */

const struct attack ordinary = {
    .name = "ordinary messages, archived and relayed",
    .make = make_ordinary,
    .answers = "9900 message to the agent",
    .rows = "9900 message",
    .memory_mb = 64,
    .wide = true,
};

/* clang-format off */
const struct attack attacks[] = {
    {.name = "60,000 empty children", .make = make_children, .memory_mb = 32,
     .answers = "1 not-acceptable",
     .rows = ""},
    {.name = "150,000 levels", .make = make_levels, .memory_mb = 48,
     .answers = "1 not-acceptable",
     .rows = ""},
    {.name = "800,000 names in one stanza", .make = make_names, .memory_mb = 48,
     .answers = "1 not-acceptable",
     .rows = ""},
    {.name = "800,000 names in 889 stanzas", .make = make_names_in_many, .memory_mb = 32,
     .answers = "2 message to the sender, 1 presence, 200 policy-violation",
     .rows = "1 customer, 1 face, 1 conversation, 21 message, 1 event, 1 timer"},
    {.name = "40,000 quoted lines, marked 900 times", .make = make_quotes, .memory_mb = 16,
     .answers = "1 not-acceptable",
     .rows = ""},
    {.name = "262,144 line ends", .make = make_newlines, .memory_mb = 32,
     .answers = "1 not-acceptable",
     .rows = ""},
    {.name = "10,000 combining marks, 20 times", .make = make_marks, .memory_mb = 32,
     .answers = "2 message to the sender, 1 presence",
     .rows = "1 customer, 1 face, 1 conversation, 21 message, 1 event, 1 timer"},
    {.name = "the same, and indexed", .make = make_marks, .memory_mb = 32, .indexed = true,
     .answers = "2 message to the sender, 1 presence",
     .rows = "1 customer, 1 face, 1 conversation, 21 message, 1 event, 1 timer"},
    {.name = "an attribute of 32 MiB", .make = make_attribute, .memory_mb = 48,
     .answers = "1 not-acceptable",
     .rows = ""},
    {.name = "claims of 4 GiB", .make = make_claims, .memory_mb = 8,
     .answers = "2 message to the sender, 1 presence, 2 service-unavailable",
     .rows = "1 customer, 1 face, 1 conversation, 2 message, 1 event, 1 timer"},
    {.name = "26 forms that are not UTF-8 or no XML", .make = make_ill_formed, .memory_mb = 8,
     .answers = "26 broken",
     .rows = "", .times = 1000},
    {.name = "forged senders", .make = make_forged, .memory_mb = 8,
     .answers = "7 item-not-found",
     .rows = ""},
    {.name = "smuggled commands", .make = make_smuggled, .memory_mb = 8,
     .answers = "2 message to the sender, 1 presence",
     .rows = "1 customer, 1 face, 1 conversation, 5 message, 1 event, 1 timer"},
    {.name = "errors that echo content", .make = make_echoes, .memory_mb = 8,
     .answers = "",
     .rows = ""},
    {.name = "IQs that are answered", .make = make_iqs, .memory_mb = 8,
     .answers = "10000 result",
     .rows = ""},
    {.name = "IQs that are refused", .make = make_iqs_refused, .memory_mb = 8,
     .answers = "10000 item-not-found",
     .rows = ""},
    {.name = "presences", .make = make_presences, .memory_mb = 8,
     .answers = "",
     .rows = ""},
    {.name = "probes", .make = make_probes, .memory_mb = 8,
     .answers = "5000 presence",
     .rows = ""},
    {.name = "subscriptions", .make = make_subscriptions, .memory_mb = 8,
     .answers = "2500 subscribed, 2500 presence, 2500 unsubscribed",
     .rows = ""},
    {.name = "one writer", .make = make_one_writer, .memory_mb = 8,
     .answers = "2 message to the sender, 1 presence, 200 policy-violation",
     .rows = "1 customer, 1 face, 1 conversation, 21 message, 1 event, 1 timer"},
    {.name = "typing notes and receipts", .make = make_signs, .memory_mb = 8,
     .answers = "",
     .rows = ""},
    {.name = "encrypted messages", .make = make_encrypted, .memory_mb = 8,
     .answers = "1 message to the sender, 211 policy-violation",
     .rows = "1 customer"},
    {.name = "messages to nobody", .make = make_nobody, .memory_mb = 8,
     .answers = "10000 item-not-found",
     .rows = ""},
    {.name = "messages of a room", .make = make_rooms, .memory_mb = 8,
     .answers = "10000 service-unavailable",
     .rows = ""},
    {.name = "500 stanzas over a limit", .make = make_large, .memory_mb = 8,
     .answers = "500 not-acceptable",
     .rows = ""},
    {.name = "new customers of 100 domains", .make = make_newcomers, .memory_mb = 32,
     .answers = "2000 message to the sender, 1000 presence, 9000 resource-constraint",
     .rows = "1000 customer, 1000 face, 1000 conversation, 2000 message, 1000 event, 1000 timer"},
    {.name = "the same, max_waiting 100,000", .make = make_newcomers, .memory_mb = 32, .wide = true,
     .answers = "20000 message to the sender, 10000 presence",
     .rows = "10000 customer, 10000 face, 10000 conversation, 20000 message, 10000 event, 10000 timer"},
    {.name = "1000 new customers with names to romanise", .make = make_newcomers_named, .times = 60, .memory_mb = 32, .wide = true,
     .answers = "2000 message to the sender, 1000 presence",
     .rows = "1000 customer, 1000 face, 1000 conversation, 2000 message, 1000 event, 1000 timer"},
    {.name = "980 payloads in each message", .make = make_payloads, .memory_mb = 32,
     .answers = "2 message to the sender, 1 presence, 180 policy-violation",
     .rows = "1 customer, 1 face, 1 conversation, 21 message, 1 event, 1 timer"},
    {.name = "an agent's devices", .make = make_devices, .memory_mb = 8,
     .answers = "99 get, 1 message to the agent, 1 presence",
     .rows = "99 device"},
    {.name = "new customers of one domain at the house", .make = make_newcomers_house, .memory_mb = 32,
     .answers = "1000 message to the sender, 9000 resource-constraint",
     .rows = "1000 customer, 1000 menu"},
    {.name = "errors for what was never sent", .make = make_bounces, .memory_mb = 8, .answers = "", .rows = ""},
    {.name = "an agent's errors for it", .make = make_bounces_of_agent, .memory_mb = 8, .answers = "", .rows = ""},
    {.name = "addresses like 200 patterns", .make = make_like_patterns, .memory_mb = 8, .answers = "", .rows = ""},
    {.name = "an agent's commands", .make = make_orders, .memory_mb = 32, .answers = "301 message to the sender", .rows = "", .times = 100},
    {.name = "an agent's menus", .make = make_menus, .memory_mb = 32, .answers = "500 result", .rows = "", .times = 100},
    {.name = "stats", .make = make_stats, .memory_mb = 8, .answers = "101 message to the sender", .rows = "", .times = 1000},
    {.name = "history and info of 50 MB", .make = make_history, .memory_mb = 64, .answers = "301 message to the sender", .rows = "", .times = 200},
    {.name = "who came 5,000 times comes again", .make = make_returns, .memory_mb = 8, .answers = "30 message to the sender, 20 presence, 200 policy-violation", .rows = "40 message, 20 event"},
    {.name = "50 blocks by pattern", .make = make_blocks, .memory_mb = 8, .answers = "51 message to the sender", .rows = "50 timer", .times = 200},
    {.name = "presences of agents while 300 wait", .make = make_route, .memory_mb = 8, .answers = "500 get", .rows = "500 device"},
    {.name = "100 messages of 9,900 Han, indexed", .make = make_han, .memory_mb = 64, .wide = true, .indexed = true, .answers = "2 message to the sender, 1 presence", .rows = "1 customer, 1 face, 1 conversation, 101 message, 1 event, 1 timer"},
    {.name = "300 timers due after an outage", .make = make_nothing, .memory_mb = 32, .later_ms = 4 * INT64_C(86400000), .answers = "202 subscribe, 705 presence, 199 unavailable, 303 message to the sender, 2 message to the agent", .rows = "300 message, 300 event, -301 timer", .times = 10000},
    {.name = "a reload", .make = make_nothing, .memory_mb = 32, .then = lab_reload, .answers = "405 presence, 202 subscribe", .rows = "2 timer", .times = 10000},
    {.name = "the clock is set", .make = make_nothing, .memory_mb = 32, .then = lab_set_clock, .answers = "1 presence", .rows = "", .times = 10000},
    {.name = "another link", .make = make_nothing, .memory_mb = 32, .then = lab_relink, .answers = "405 presence, 202 subscribe, 199 unavailable, 3 message to the sender, 2 message to the agent", .rows = "", .times = 10000},
    {0},
};
/* clang-format on */
