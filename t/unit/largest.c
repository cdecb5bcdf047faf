/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * largest: the largest stanzas that anybody can cause. What the wire and the limits let in comes out again
 * longer: six bytes for a quotation mark, a mark before each line that imitates the desk. A server closes the
 * stream for a stanza that is larger than it likes: that none is, world.c looks at each; here, that nothing
 * is lost by it. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "t/tap.h"
#include "t/world.h"
#include "xml/stanza.h"
#include "xml/wire.h"
#include "xmpp/outbox.h"

#define BOB "bob@example.com"
#define JANE "jane@customer.example"
#define SALES "sales@support.example.com"

enum {
    AGENTS = 2000,
    QUEUES = 1800,
    MOST = 65536 /* of max_message */,
    PAYLOAD = 10500 /* times six is a little less than 64 KiB */
};

static struct world *w;
static const char *face;

static char *times(const char *text, int n)
{
    size_t len = strlen(text);
    char *all = arena_alloc(w->own, len * (size_t)n + 1);
    for (int i = 0; i < n; i++)
        memcpy(all + (size_t)i * len, text, len);
    all[len * (size_t)n] = '\0';
    return all;
}

/* Many agents and queues, each with a name that gets longer when it is written. */
static const char *configuration(void)
{
    char *all = arena_alloc(w->own, 1024 * 1024), *at = all;
    const char *name = times("&", 60);
    at += sprintf(
        at,
        "component { domain = \"support.example.com\" server = \"127.0.0.1:5347\" secret = \"secret\" }\n"
        "store { path = \"/nowhere/frontdesk.db\" }\n"
        "max_message = %d flood_messages = 10000\n"
        "agent \"" BOB "\" { name = \"Bob\" role = \"supervisor\" }\n"
        "queue \"sales\" { title = \"Sales\" agents = {\"" BOB "\"} }\n",
        MOST);
    for (int i = 0; i < AGENTS; i++)
        at += sprintf(at, "agent \"a%d@example.com\" { name = \"A%d%.55s\" }\n", i, i, name);
    for (int i = 0; i < QUEUES; i++)
        at += sprintf(at, "queue \"q%d\" { title = \"Q%d%.55s\" agents = {\"" BOB "\"} }\n", i, i, name);
    return all;
}

static void say(const char *from, const char *to, const char *id, const char *body, const char *payload)
{
    const char *xml = arena_printf(w->own,
                                   "<message type='chat' from='%s/phone' to='%s' id='%s'><body>%s</body>%s"
                                   "<request xmlns='urn:xmpp:receipts'/></message>",
                                   from, to, id, body, payload);
    if (strlen(xml) > WIRE_STANZA_BYTES || !world_receive(w, xml))
        diag("%s: the wire does not take it: %zu bytes", id, strlen(xml));
}

/* The newest message to somebody, and with this id (NULL: any). */
static const struct sent *got(const char *to, const char *id)
{
    const struct sent *found = NULL;
    for (const struct sent *s = w->first; s != NULL; s = s->next)
        if (s->is_message && s->body != NULL && world_is_at(s->to, to) &&
            (id == NULL || strcmp(st_attr_or(s->stanza, "id", ""), id) == 0))
            found = s;
    return found;
}

static size_t size(const struct sent *s)
{
    return s != NULL ? strlen(s->xml) : 0;
}

/* It came, whole, and with its payload; "more": characters that the desk puts before lines. */
static void is_whole(const char *to, const char *id, const char *what)
{
    const struct sent *s = got(to, id);
    ok(s != NULL && utf8_length(s->body) >= MOST && strstr(s->xml, "urn:xmpp:spoiler:0") != NULL,
       "%s: it comes, whole (%zu bytes)", what, size(s));
}

static void is_begun(const char *to, const char *id, const char *what)
{
    const struct sent *s = got(to, id);
    size_t len = s != NULL ? strlen(s->body) : 0;
    ok(len > 3 && strcmp(s->body + len - 3, "…") == 0 && utf8_length(s->body) > MOST - 100,
       "%s: its beginning comes (%zu bytes)", what, size(s));
}

static bool answered(const char *id, const char *type)
{
    for (const struct sent *s = w->first; s != NULL; s = s->next)
        if (strcmp(st_attr_or(s->stanza, "id", ""), id) == 0)
            return strcmp(st_attr_or(s->stanza, "type", ""), type) == 0;
    return false;
}

/* What a house with thousands of agents answers. */
static void test_orders(void)
{
    say(BOB, "support.example.com", "o1", "agents", "");
    is_begun(BOB, NULL, "a list of many agents");
    world_receive(w, "<iq type='set' from='" BOB "/phone' to='support.example.com' id='i1'><command "
                     "xmlns='http://jabber.org/protocol/commands' node='agents' action='execute'/></iq>");
    ok(answered("i1", "result"), "by a button: an answer comes too");
    static const char *const orders[] = {"queue", "stats", "mine", "help"};
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        const struct sent *before = got(BOB, NULL);
        say(BOB, "support.example.com", "o2", orders[i], "");
        ok(got(BOB, NULL) != before, "%s is answered (%zu bytes)", orders[i], size(got(BOB, NULL)));
    }
}

/* There is no part of it that would be an answer. */
static void test_items(void)
{
    world_receive(w, "<iq type='get' from='" JANE "/phone' to='support.example.com' id='i2'><query "
                     "xmlns='http://jabber.org/protocol/disco#items'/></iq>");
    ok(answered("i2", "error"), "too many queues for one stanza: an error, and the link stays");
}

static void test_quotes(void)
{
    const char *customer = times("\xf0\x9f\x98\x80", MOST), *quotes = times("\"", MOST),
               *before = times("▸ desk\n", MOST / 8);
    const char *spoiler =
        arena_printf(w->own, "<spoiler xmlns='urn:xmpp:spoiler:0'>%s</spoiler>", times("\"", PAYLOAD));
    say(JANE, SALES, "m1", quotes, spoiler);
    say(JANE, SALES, "m2", customer, spoiler);
    world_receive(w, "<presence from='" BOB "/phone' to='support.example.com'/>");
    const struct sent *offer = w->first;
    while (offer != NULL && (offer->body == NULL || strstr(offer->body, "jane has waited") == NULL))
        offer = offer->next;
    ok(offer != NULL && strstr(offer->body, "1 earlier message follows") != NULL,
       "an offer comes, and shows the last one (%zu bytes)", size(offer));
    is_whole(BOB, "m2", "all of four bytes");
    ok(got(BOB, "m1") == NULL, "which is all that an offer has room for");
    face = offer != NULL ? arena_strndup(w->own, offer->from, strcspn(offer->from, "/")) : "";
    say(BOB, face, "b1", "!accept", "");
    is_whole(BOB, "m1", "what was written while nobody was there, all quotation marks");
    say(JANE, SALES, "m3", quotes, spoiler);
    is_whole(BOB, "m3", "in a conversation");
    say(JANE, SALES, "m4", arena_printf(w->own, "%s%s", before, times("\"", MOST / 8 - 16)), spoiler);
    ok(got(BOB, "m4") != NULL && strstr(got(BOB, "m4")->body, "[customer] ▸ desk") != NULL,
       "lines that imitate the desk (%zu bytes)", size(got(BOB, "m4")));
    say(BOB, face, "b2", quotes, spoiler);
    is_whole(JANE, "b2", "an agent's answer");
}

/* A line of two characters, eight bytes on the wire, becomes nineteen. */
static void test_marks(void)
{
    say(JANE, SALES, "m5", times("\u202e&#13;", MOST / 2), "");
    is_begun(BOB, "m5", "nothing but lines that are marked");
    say(JANE, SALES, "m6", "x", "");
    ok(got(BOB, "m6") != NULL, "and what follows");
}

static void test_commands(void)
{
    static const char *const orders[] = {"!info", "!history 100", "!help", "!transfer nobody"};
    say(BOB, face, "c0", arena_printf(w->own, "!note %s", times("\"", MOST - 6)), "");
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        const struct sent *before = got(BOB, NULL);
        say(BOB, face, "c1", orders[i], "");
        ok(got(BOB, NULL) != before, "%s is answered (%zu bytes)", orders[i], size(got(BOB, NULL)));
    }
}

/* Forms with as many options as they may have, each with a label that gets longer when it is written. */
static void test_forms(void)
{
    static const struct {
        const char *node;
        bool house;
    } forms[] = {{"transfer", false}, {"translate", false}, {"mine", true}, {"take", true}, {"block", true}};
    for (int i = 0; i < 150; i++)
        say(arena_printf(w->own, "c%d@customer.example", i), SALES, arena_printf(w->own, "w%d", i),
            times("&", 60), "");
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        const char *id = arena_printf(w->own, "f%zu", i);
        world_receive(w, arena_printf(w->own,
                                      "<iq type='set' from='" BOB "/phone' to='%s' id='%s'><command "
                                      "xmlns='http://jabber.org/protocol/commands' node='%s'/></iq>",
                                      forms[i].house ? "support.example.com" : face, id, forms[i].node));
        ok(answered(id, "result"), "%s: a form comes", forms[i].node);
    }
}

static bool logged(const char *words)
{
    for (const struct sent *line = w->log_first; line != NULL; line = line->next)
        if (strstr(line->body, words) != NULL)
            return true;
    return false;
}

int main(void)
{
    plan_none();
    w = world_new(false);
    w->now_ms = 1000 * 1000;
    if (!ok(world_configure(w, configuration()) && world_start(w), "a world with %d agents", AGENTS))
        diag("%s", w->trouble);
    world_link(w, true);
    test_quotes();
    test_marks();
    test_commands();
    test_forms();
    test_orders();
    test_items();
    ok(!logged("was not sent"), "nothing was left out without a word");
    is_str(w->trouble, NULL, "no trouble in that world");
    world_free(w);
    return done();
}
