/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * desk: see desk.h. Whatever comes in, after each stanza: the store has no error; all that is sent
 * is XML that the wire takes, one stanza each, under its limits, from an address of the desk; no customer is
 * shown an agent's address that was not typed into a message; and the rows agree with each other. */
#include "desk.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "desk/block.h"
#include "desk/core.h"
#include "fuzz.h"
#include "t/world.h"
#include "xml/stanza.h"
#include "xml/wire.h"

#define DOMAIN "support.example.com"
#define AGENTS "agents.example"
#define HEADER \
    "<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' id='1'>"

enum { START_MS_S = 1772445600 };

static const char conf[] =
    "component { domain = \"" DOMAIN "\" secret = \"x\" }\n"
    "agent \"bob@" AGENTS "\" { name = \"Bob\" }\n"
    "agent \"eve@" AGENTS "\" { name = \"Eve\" role = \"supervisor\" }\n"
    "agent \"kim@" AGENTS "\" { name = \"Kim\" }\n"
    "queue \"sales\" { title = \"Sales\" agents = {\"bob@" AGENTS "\", \"eve@" AGENTS "\"} }\n"
    "queue \"billing\" { title = \"Billing\" agents = {\"kim@" AGENTS "\", \"eve@" AGENTS "\"} }\n";

const char *fuzz_address[FUZZ_WHO] = {
    [HOUSE] = DOMAIN,
    [SALES] = "sales@" DOMAIN,
    [BILLING] = "billing@" DOMAIN,
    [BOB] = "bob@" AGENTS,
    [EVE] = "eve@" AGENTS,
    [KIM] = "kim@" AGENTS,
    [TOM] = "tom@customer.example",
    [ANN] = "ann@customer.example",
    [JOE] = "joe@customer.example",
    [PAT] = "pat@customer.example",
    [ZOE] = "zoe@customer.example",
};

static struct {
    struct world *world;
    struct desk as_it_was;
    struct arena *arena;
    struct wire *in, *out;
    bool in_whole;
    int64_t now_ms;
    fuzz_after *after;
    struct fuzz_sent *sent, **end, *last;
    bool agents_named; /* somebody has typed the agents' domain */
} f;

/* ---- the day so far ---- */

static void say(enum fuzz_who from, enum fuzz_who to, const char *text)
{
    static int n;
    world_receive(f.world,
                  arena_printf(f.world->own,
                               "<message xmlns='jabber:component:accept' type='chat' from='%s/x' to='%s' "
                               "id='old%d'><body>%s</body></message>",
                               fuzz_address[from], fuzz_address[to], ++n, text));
}

static void is_here(enum fuzz_who who, const char *show)
{
    world_receive(f.world, arena_printf(f.world->own,
                                        "<presence xmlns='jabber:component:accept' from='%s/x' to='" DOMAIN
                                        "'>%s</presence>",
                                        fuzz_address[who], show));
}

static void find_face(enum fuzz_who customer, enum fuzz_who face)
{
    struct world *w = f.world;
    const char *local = store_ask(
        w->store,
        arena_printf(w->own,
                     "SELECT localpart FROM face JOIN customer c ON c.id = customer WHERE c.jid = '%s'",
                     fuzz_address[customer]));
    fuzz_check(local != NULL, "%s has no face", fuzz_address[customer]);
    fuzz_address[face] = arena_printf(w->own, "%s@" DOMAIN, local);
}

static void play(void)
{
    is_here(BOB, "");
    is_here(KIM, "<show>away</show>");
    say(JOE, SALES, "Hello");
    find_face(JOE, JOE_FACE);
    say(BOB, JOE_FACE, "What is it?");
    say(BOB, JOE_FACE, "!close was nothing");
    say(TOM, SALES, "Where is my parcel?");
    find_face(TOM, TOM_FACE);
    say(BOB, TOM_FACE, "I look it up.");
    say(ANN, SALES, "Anybody here?");
    find_face(ANN, ANN_FACE);
    say(PAT, BILLING, "My bill is wrong");
    find_face(PAT, PAT_FACE);
    const char *states = store_ask(f.world->store, "SELECT group_concat(state, ' ') FROM (SELECT state FROM "
                                                   "conversation ORDER BY id)");
    fuzz_check(f.world->trouble == NULL, "%s", f.world->trouble);
    fuzz_check(strcmp(states, "closed active offered waiting") == 0, "the conversations are %s", states);
}

static void ignore_log(void *arg, enum log_level level, const char *line)
{
    (void)arg, (void)level, (void)line;
}

/* ---- what is sent ---- */

static bool is_of(const char *address, const char *domain)
{
    const char *at = strchr(address, '@');
    at = at == NULL || at > address + strcspn(address, "/") ? address : at + 1;
    return strncmp(at, domain, strlen(domain)) == 0 && strchr("/", at[strlen(domain)]) != NULL;
}

static struct fuzz_sent *described(xmpp_stanza_t *stanza)
{
    struct fuzz_sent *s = arena_alloc(f.arena, sizeof *s);
    s->stanza = xmpp_stanza_clone(stanza);
    s->name = st_name(stanza);
    s->type = st_attr_or(stanza, "type", "");
    s->id = st_attr_or(stanza, "id", "");
    s->from = st_attr_or(stanza, "from", "");
    s->to = st_attr_or(stanza, "to", "");
    s->body = strcmp(s->name, "message") == 0 ? st_child_text(f.arena, stanza, "body", NULL) : NULL;
    s->to_agent = is_of(s->to, AGENTS);
    return s;
}

static void on_sent(void *arg, xmpp_stanza_t *stanza)
{
    (void)arg;
    *f.end = f.last = described(stanza);
    f.end = &f.last->next;
}

static void on_too_much(void *arg, const struct wire_refusal *r)
{
    (void)arg;
    fuzz_fail("sent a %s that is %s", r->name, r->limit);
}

static void on_opened(void *arg, const char *id)
{
    (void)arg, (void)id;
}

static void on_closed(void *arg)
{
    (void)arg;
}

static int occurrences(const char *text)
{
    int n = 0;
    for (; (text = strcasestr(text, AGENTS)) != NULL; text++)
        n++;
    return n;
}

static void check_effect(const struct effect *e)
{
    if (e->kind != EFFECT_SEND)
        return;
    f.last = NULL;
    fuzz_check(strlen(e->text) == e->len, "%zu bytes of %zu: %s", strlen(e->text), e->len, e->text);
    fuzz_check(wire_feed(f.out, e->text, e->len), "sent what ends a stream (%s): %s", wire_error(f.out),
               e->text);
    fuzz_check(f.last != NULL && f.last->next == NULL, "sent no stanza: %s", e->text);
    f.last->xml = e->text;
    fuzz_check(is_of(f.last->from, DOMAIN), "sent from somebody else's address: %s", e->text);
    fuzz_check(f.last->to[0] != '\0', "sent to nobody: %s", e->text);
    fuzz_check(f.last->to_agent || is_of(f.last->to, DOMAIN) || f.agents_named ||
                   occurrences(e->text) == occurrences(f.last->to),
               "shows an agent's address to a customer: %s", e->text);
}

/* ---- what comes in ---- */

static const struct rule {
    const char *wrong, *sql;
} rules[] = {
    {"the tally is not the count",
     "SELECT 1 FROM (SELECT queue, state, count(*) FROM conversation GROUP BY 1, 2 EXCEPT "
     "SELECT queue, state, n FROM tally)"},
    {"offered without an offer",
     "SELECT c.id FROM conversation c WHERE state = 'offered' AND NOT EXISTS (SELECT 1 FROM "
     "offer o WHERE o.conversation = c.id AND o.state = 'open')"},
    {"an offer of what is not offered",
     "SELECT c.id FROM offer o JOIN conversation c ON c.id = o.conversation WHERE "
     "o.state = 'open' AND c.state <> 'offered'"},
    {"the event log says otherwise",
     "SELECT c.id FROM conversation c WHERE c.state <> (SELECT to_state FROM event e "
     "WHERE e.conversation = c.id ORDER BY e.id DESC LIMIT 1)"},
    {"an offer never runs out",
     "SELECT o.id FROM offer o WHERE o.state = 'open' AND NOT EXISTS (SELECT 1 FROM timer t "
     "WHERE t.kind = 'offer' AND t.ref = o.id)"},
    {"a queue's words reached another's agent",
     "SELECT 1 FROM outbox WHERE xml LIKE '%to=\"kim@%' AND xml NOT LIKE "
     "'%from=\"pat.%' AND xml NOT LIKE '%from=\"" DOMAIN "\"%' AND xml NOT LIKE '%from=\"desk@" DOMAIN
     "\"%' AND NOT EXISTS "
     "(SELECT 1 FROM event WHERE reason = 'transfer' OR reason = 'opened' AND "
     "queue = 'billing' AND conversation > 4)"},
};

static void check_rows(void)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        const char *found = store_ask(f.world->store, rules[i].sql);
        fuzz_check(found == NULL, "%s: %s", rules[i].wrong, found);
    }
}

static void step(struct desk_event e, const struct fuzz_sent *in)
{
    struct effects effects;
    effects_clear(&effects);
    e.now_ms = f.now_ms;
    f.sent = NULL;
    f.end = &f.sent;
    desk_step(f.world->desk, &e, &effects);
    fuzz_check(store_error(f.world->store) == NULL, "%s", store_error(f.world->store));
    for (const struct effect *one = effects.first; one != NULL; one = one->next)
        check_effect(one);
    if (in != NULL)
        f.after(in, f.sent);
    for (struct fuzz_sent *s = f.sent; s != NULL; s = s->next)
        xmpp_stanza_release(s->stanza);
}

static void on_stanza(void *arg, xmpp_stanza_t *stanza)
{
    (void)arg;
    struct fuzz_sent *in = described(stanza);
    struct xml *x = xml_new(f.arena);
    xml_tree(x, stanza);
    in->xml = xml_string(x);
    f.agents_named = f.agents_named || occurrences(in->xml) > occurrences(in->from);
    step((struct desk_event){.kind = EVENT_STANZA, .stanza = stanza}, in);
    xmpp_stanza_release(in->stanza);
}

static void on_refused(void *arg, const struct wire_refusal *r)
{
    (void)arg;
    const char *const said[] = {r->name, r->id, r->to};
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
        f.agents_named = f.agents_named || (said[i] != NULL && occurrences(said[i]) > 0);
    step((struct desk_event){.kind = EVENT_REFUSED, .refusal = r}, NULL);
}

static const struct wire_ops in_ops = {
    .opened = on_opened, .stanza = on_stanza, .refused = on_refused, .closed = on_closed};
static const struct wire_ops out_ops = {
    .opened = on_opened, .stanza = on_sent, .refused = on_too_much, .closed = on_closed};

static struct wire *opened(const struct wire_ops *ops)
{
    struct wire *w = wire_new(f.world->ctx, ops, NULL);
    fuzz_check(wire_feed(w, HEADER, strlen(HEADER)), "%s", wire_error(w));
    return w;
}

/* ---- an input ---- */

static void tear_down(void)
{
    world_free(f.world); /* with its scratch directory */
    arena_free(f.arena);
}

static void set_up(void)
{
    f.world = world_new(false);
    f.arena = arena_new();
    f.world->now_ms = (int64_t)START_MS_S * 1000;
    fuzz_check(world_configure(f.world, conf) && world_start(f.world), "%s", f.world->trouble);
    world_link(f.world, true);
    play();
    desk_forget(f.world->desk);
    f.as_it_was = *f.world->desk;
    atexit(tear_down);
    log_set_sink(ignore_log, NULL);
}

void fuzz_desk_begin(fuzz_after *after)
{
    if (f.world == NULL)
        set_up();
    f.after = after;
    f.now_ms = f.world->now_ms;
    f.agents_named = false;
    f.in = opened(&in_ops);
    f.out = opened(&out_ops);
    f.in_whole = true;
    store_begin(f.world->store);
}

bool fuzz_desk_feed(const char *bytes, size_t len)
{
    f.in_whole = f.in_whole && wire_feed(f.in, bytes, len);
    return f.in_whole;
}

void fuzz_desk_pass(int seconds)
{
    f.now_ms += seconds * 1000;
    step((struct desk_event){.kind = EVENT_TICK}, NULL);
}

void fuzz_desk_end(void)
{
    check_rows();
    store_rollback(f.world->store);
    desk_forget(f.world->desk);
    blocks_free(f.world->desk);
    *f.world->desk = f.as_it_was;
    f.world->desk->patterns = (struct patterns){0};
    blocks_load(f.world->desk);
    wire_free(f.in);
    wire_free(f.out);
    arena_reset(f.world->turn);
    arena_reset(f.arena);
}

struct store *fuzz_desk_store(void)
{
    return f.world->store;
}

struct arena *fuzz_desk_arena(void)
{
    return f.arena;
}
