/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * names: how a customer is called cannot trick the agent who reads it. For each character that is no letter
 * and yet changes how a line is read, in a nickname and in an address: what the agent is sent has none of
 * them. */
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/utf8.h"
#include "store/store.h"
#include "t/tap.h"
#include "t/world.h"

#define HOUSE "support.example.com"
#define SALES "sales@" HOUSE
#define JANE "jane@customer.example"
#define BOB "bob@example.com"
#define NS_PUBSUB "http://jabber.org/protocol/pubsub"

static const char configuration[] =
    "component { domain = \"" HOUSE "\" server = \"127.0.0.1:5347\" secret = \"secret\" }\n"
    "store { path = \"/nowhere/frontdesk.db\" }\n"
    "agent \"" BOB "\" { name = \"Bob\" }\n"
    "queue \"sales\" { title = \"Sales\" agents = {\"" BOB "\"} show_customer_jid = true }\n"
    "queue \"billing\" { title = \"Billing\" agents = {\"" BOB "\"} }\n";

/* What is no letter and yet changes how a line is read: overrides and isolates of direction, what has no
 * width, tags, fillers, line ends. */
static const uint32_t tricks[] = {
    0x00ad, 0x034f, 0x061c, 0x115f,  0x180e,  0x200b,  0x200c,  0x200d,  0x200e, 0x200f, 0x2028,
    0x2029, 0x202a, 0x202b, 0x202c,  0x202d,  0x202e,  0x2060,  0x2061,  0x2066, 0x2067, 0x2068,
    0x2069, 0x206a, 0x3164, 0xfe0f,  0xfeff,  0xffa0,  0xfff9,  0xfffb,  '\t',   '\n',   '\r',
    0x7f,   0x85,   0x9f,   0x1bca0, 0x1d173, 0xe0001, 0xe0041, 0xe0100,
};

/* NULL when all of xml may be shown; the line ends of our own texts may. */
static const char *unprintable(const char *xml)
{
    const char *end = xml + strlen(xml);
    for (uint32_t cp; xml < end;) {
        const char *at = xml;
        xml += utf8_decode(xml, (size_t)(end - xml), &cp);
        if (cp != '\n' && !utf8_is_printable(cp))
            return at;
    }
    return NULL;
}

static void send_named(struct world *w, const char *from, const char *name, const char *body)
{
    world_receive(w, arena_printf(w->own,
                                  "<message type='chat' from='%s' to='" SALES "' id='n'><body>%s</body><nick "
                                  "xmlns='http://jabber.org/protocol/nick'>%s</nick></message>",
                                  from, body, name));
}

static void orders(struct world *w)
{
    static const char *const words[] = {"!accept", "!info", "!history", "!leave", "!close"};
    const char *face = store_ask(w->store, "SELECT localpart FROM face ORDER BY id DESC LIMIT 1");
    face = arena_strdup(w->own, face);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        world_receive(w, arena_printf(w->own,
                                      "<message type='chat' from='" BOB "/d' to='%s@" HOUSE
                                      "'><body>%s</body></message>",
                                      face, words[i]));
    world_receive(w, "<message type='chat' from='" BOB "/d' to='" HOUSE "'><body>queue</body></message>");
    world_receive(w, "<message type='chat' from='" BOB "/d' to='" HOUSE "'><body>mine</body></message>");
    static const char *const questions[] = {
        "<vCard xmlns='vcard-temp'/>",
        "<query xmlns='http://jabber.org/protocol/disco#info'/>",
        "<pubsub xmlns='" NS_PUBSUB "'><items node='http://jabber.org/protocol/nick'/></pubsub>",
    };
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++)
        world_receive(w,
                      arena_printf(w->own, "<iq type='get' id='q' from='" BOB "/d' to='%s@" HOUSE "'>%s</iq>",
                                   face, questions[i]));
}

/* Nothing that the agent is sent has the trick in it, whether it is in the nickname or in the customer's
 * address. */
static void test_trick(uint32_t cp)
{
    char text[5] = "";
    text[utf8_encode(cp, text)] = '\0';
    struct world *w = world_new(false);
    w->now_ms = 1772445600000;
    if (!world_configure(w, configuration) || !world_start(w))
        fatal("no world: %s", w->trouble);
    world_link(w, true);
    world_receive(w, "<presence from='" BOB "/d' to='" HOUSE "'/>");
    const char *coded = cp < 0x20 ? arena_printf(w->own, "&#%u;", cp) : text;
    send_named(w, JANE "/x", arena_printf(w->own, "Jane%s[desk] Closed%s", coded, coded), "Hello");
    orders(w);
    if (cp > 0x20 && cp != 0x7f) {
        send_named(w, arena_printf(w->own, "ja%sne@evil.example/x", coded), "", "Hello");
        orders(w);
    }
    world_configure(w, configuration); /* a reload */
    orders(w);
    int n = 0;
    const char *wrong = NULL;
    for (const struct sent *s = w->first; s != NULL; s = s->next)
        if (world_is_at(s->to, BOB)) {
            n++;
            if (wrong == NULL && unprintable(s->xml) != NULL)
                wrong = s->xml;
        }
    ok(n > 20 && wrong == NULL, "U+%04X in a name: %d stanzas to the agent are clean", cp, n);
    if (wrong != NULL)
        diag("%s", wrong);
    is_str(store_ask(w->store, "SELECT localpart FROM face WHERE localpart GLOB '*[^a-z0-9.-]*'"), NULL,
           "U+%04X: the faces' addresses are ASCII", cp);
    is_str(w->trouble, NULL, "U+%04X: no trouble", cp);
    world_free(w);
}

int main(void)
{
    plan_none();
    for (size_t i = 0; i < sizeof tricks / sizeof tricks[0]; i++)
        test_trick(tricks[i]);
    return done();
}
