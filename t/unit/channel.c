/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * channel: what a second channel reports and is asked beside messages: a message was taken or read, a
 * reaction, a customer who leaves. Scenes that a channel shares with XMPP are in t/scenes/channels.t. */
#include "desk/channel.h"

#include <string.h>

#include "base/arena.h"
#include "desk/mail.h"
#include "desk/party.h"
#include "store/store.h"
#include "t/memory.h"
#include "t/tap.h"
#include "t/world.h"

static const char conf[] =
    "component { domain = \"support.example.com\" server = \"127.0.0.1:5347\" secret = \"secret\" }\n"
    "store { path = \"/nowhere/frontdesk.db\" }\n"
    "agent \"bob@example.com\" { name = \"Bob\" }\n"
    "queue \"sales\" { title = \"Sales\" agents = {\"bob@example.com\"} customer_gone = \"2m\" }\n";

/* The last message to that address that has this text in it; NULL: none. */
static const struct sent *last(struct world *w, const char *to, const char *text)
{
    const struct sent *found = NULL;
    for (const struct sent *s = w->first; s != NULL; s = s->next)
        if (s->is_message && world_is_at(s->to, to) && strstr(s->xml, text) != NULL)
            found = s;
    return found;
}

static struct mail mail_of(struct world *w, const char *id, struct content content)
{
    content.payload = content.live = "";
    return (struct mail){.from =
                             party_of(w->own, MEMORY, "jane@customer.example", "jane@customer.example/tab"),
                         .to = "sales",
                         .id = id,
                         .content = content};
}

static void customer(struct world *w, const char *id, struct content content)
{
    struct mail m = mail_of(w, id, content);
    world_mail(w, &m);
}

/* Jane asks on the memory channel, and Bob has answered with the id "a1". Returns the face. */
static const char *conversation(struct world *w)
{
    world_receive(w, "<presence from='bob@example.com/desk' to='support.example.com'/>");
    customer(w, "q1", (struct content){.body = "Hello?", .said = "Hello?"});
    const struct sent *offer = last(w, "bob@example.com", "!accept");
    ok(offer != NULL, "Bob is offered a customer of the other channel");
    if (offer == NULL)
        return "";
    world_receive(
        w, arena_printf(w->own,
                        "<message type='chat' from='bob@example.com/desk' to='%s' id='a1'><body>Yes?</body>"
                        "</message>",
                        offer->from));
    ok(last(w, "jane@customer.example", "Yes?") != NULL, "and his answer comes there");
    return offer->from;
}

static void marks(struct world *w)
{
    customer(
        w, "r1",
        (struct content){.receipt = true, .carries = true, .means = {.mark = MARK_TAKEN, .marked = "a1"}});
    ok(last(w, "bob@example.com", "<received xmlns=\"urn:xmpp:receipts\" id=\"a1\"/>") != NULL,
       "the agent sees that the message was taken");
    customer(
        w, "r2",
        (struct content){.receipt = true, .carries = true, .means = {.mark = MARK_READ, .marked = "a1"}});
    ok(last(w, "bob@example.com", "<displayed xmlns=\"urn:xmpp:chat-markers:0\" id=\"a1\"/>") != NULL,
       "and that it was read");
}

static void reactions(struct world *w, const char *face)
{
    customer(w, "r3",
             (struct content){
                 .carries = true, .keeps = true, .shows = true, .means = {.reacts = "a1", .signs = "👍 🎉"}});
    ok(last(
           w, "bob@example.com",
           "<reactions xmlns=\"urn:xmpp:reactions:0\" id=\"a1\"><reaction>👍</reaction><reaction>🎉</reaction>") !=
           NULL,
       "a reaction comes to the agent with its signs");
    customer(w, "r4",
             (struct content){
                 .carries = true, .keeps = true, .shows = true, .means = {.reacts = "a1", .signs = ""}});
    ok(last(w, "bob@example.com", "<reactions xmlns=\"urn:xmpp:reactions:0\" id=\"a1\"/>") != NULL,
       "and is taken back");
    world_receive(
        w, arena_printf(
               w->own,
               "<message type='chat' from='bob@example.com/desk' to='%s' id='r5'>"
               "<reactions xmlns='urn:xmpp:reactions:0' id='q1'><reaction>😀</reaction><reaction> </reaction>"
               "<other/></reactions></message>",
               face));
    ok(last(w, "jane@customer.example", "id=\"q1\"><reaction>😀</reaction></reactions>") != NULL,
       "an agent's reaction comes to the customer, without what is no sign");
}

static void leaving(struct world *w)
{
    struct party jane = party_of(w->own, MEMORY, "jane@customer.example", NULL);
    struct party other = party_of(w->own, CHANNEL_XMPP, "jane@customer.example", NULL);
    struct desk_event gone = {.kind = EVENT_GONE, .customer = &other};
    world_event(w, gone);
    ok(last(w, "bob@example.com", "has left") == NULL,
       "the same address on another channel is another customer");
    gone.customer = &jane;
    world_event(w, gone);
    ok(last(w, "bob@example.com",
            "The customer has left. Without a sign of the customer the conversation will be closed "
            "in 2 min.") != NULL,
       "the agent hears that the customer has left");
    customer(w, "q2", (struct content){.body = "Back", .said = "Back"});
    world_run_until(w, w->now_ms + 3 * 60 * 1000);
    ok(last(w, "bob@example.com", "is closed") == NULL, "who comes back in time goes on");
    world_event(w, gone);
    world_run_until(w, w->now_ms + 3 * 60 * 1000);
    is_str(store_ask(w->store, "SELECT state || ' ' || reason FROM conversation ORDER BY id DESC LIMIT 1"),
           "closed customer", "who does not is closed after customer_gone");
    world_event(w, gone);
    ok(w->trouble == NULL, "and leaves again without any effect: %s", w->trouble == NULL ? "-" : w->trouble);
}

int main(void)
{
    struct world *w = world_new(false);
    plan_none();
    w->wire = memory_wire;
    w->now_ms = 1700000000000;
    ok(world_configure(w, conf) && world_start(w), "a desk with a second channel: %s",
       w->trouble == NULL ? "-" : w->trouble);
    world_link(w, true);
    const char *face = conversation(w);
    marks(w);
    reactions(w, face);
    leaving(w);
    world_free(w);
    return done();
}
