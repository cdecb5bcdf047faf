/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * xeps: the tables of extensions are sound, and what is made of all rows together is right: the sorting of a
 * message, the lists of disco, the hash of caps. Each row at work is a scene, t/scenes/xep-*.scene. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "t/tap.h"
#include "t/world.h"
#include "xeps/disco.h"
#include "xeps/reading.h"
#include "xeps/route.h"
#include "xml/stanza.h"

static const char configuration[] =
    "component { domain = \"support.example.com\" server = \"127.0.0.1:5347\" secret = \"secret\" }\n"
    "store { path = \"/nowhere/frontdesk.db\" }\n"
    "agent \"bob@example.com\" { name = \"Bob\" }\n"
    "queue \"sales\" { title = \"Sales & <more>\" agents = {\"bob@example.com\"} }\n";

/* ---- the rows ---- */

static bool is_number(const char *s)
{
    return s != NULL && strlen(s) == 4 && strspn(s, "0123456789") == 4;
}

static bool is_place(unsigned at)
{
    return at != 0 && (at & ~(unsigned)AT_ALL) == 0;
}

static void check_row(const struct xep *x)
{
    ok(is_number(x->number) && x->name != NULL && x->name[0] != '\0', "%s has a number and a name",
       x->number);
    for (const struct xep_feature *f = x->features; f != NULL && f->var != NULL; f++)
        ok(f->var[0] != '\0' && is_place(f->at), "%s: feature %s holds somewhere", x->number, f->var);
    for (const struct xep_iq *i = x->iqs; i != NULL && i->type != NULL; i++) {
        bool complete = i->name != NULL && i->ns != NULL && is_place(i->at) && i->handle != NULL;
        ok(complete && (strcmp(i->type, "get") == 0 || strcmp(i->type, "set") == 0),
           "%s: the route %s %s is complete", x->number, i->type, i->name);
    }
    for (const struct xep_payload *p = x->payloads; p != NULL && p->ns != NULL; p++)
        ok(p->ns[0] != '\0' && (p->name == NULL || p->name[0] != '\0') && p->from_customer <= TREAT_REFUSE &&
               p->from_agent <= TREAT_REFUSE,
           "%s: the payload %s of %s is complete", x->number, p->name != NULL ? p->name : "*", p->ns);
    for (const struct xep_node *n = x->nodes; n != NULL && n->node != NULL; n++)
        ok(n->node[0] != '\0' && is_place(n->at), "%s: the node %s is somewhere", x->number, n->node);
}

/* Two rows that claim the same: the second would never be found. */
static bool payloads_clash(const struct xep_payload *a, const struct xep_payload *b)
{
    return strcmp(a->ns, b->ns) == 0 && (a->name == NULL || b->name == NULL || strcmp(a->name, b->name) == 0);
}

static bool iqs_clash(const struct xep_iq *a, const struct xep_iq *b)
{
    return (a->at & b->at) && strcmp(a->type, b->type) == 0 && strcmp(a->name, b->name) == 0 &&
           strcmp(a->ns, b->ns) == 0;
}

/* How many rows of b clash with a row of a, itself not counted. */
static int clashes(const struct xep *a, const struct xep *b)
{
    int n = 0;
    for (const struct xep_payload *p = a->payloads; p != NULL && p->ns != NULL; p++)
        for (const struct xep_payload *r = b->payloads; r != NULL && r->ns != NULL; r++)
            n += p != r && payloads_clash(p, r);
    for (const struct xep_iq *p = a->iqs; p != NULL && p->type != NULL; p++)
        for (const struct xep_iq *r = b->iqs; r != NULL && r->type != NULL; r++)
            n += p != r && iqs_clash(p, r);
    for (const struct xep_feature *p = a->features; p != NULL && p->var != NULL; p++)
        for (const struct xep_feature *r = b->features; r != NULL && r->var != NULL; r++)
            n += p != r && (p->at & r->at) && strcmp(p->var, r->var) == 0;
    for (const struct xep_node *p = a->nodes; p != NULL && p->node != NULL; p++)
        for (const struct xep_node *r = b->nodes; r != NULL && r->node != NULL; r++)
            n += p != r && (p->at & r->at) && strcmp(p->node, r->node) == 0;
    return n;
}

static void check_table(void)
{
    int n = 0, unsorted = 0, clashing = 0;
    for (const struct xep *const *x = xep_table; *x != NULL; x++, n++) {
        check_row(*x);
        unsorted += x[1] != NULL && strcmp(x[0]->number, x[1]->number) >= 0;
        for (const struct xep *const *y = xep_table; *y != NULL; y++)
            clashing += clashes(*x, *y);
    }
    ok(n > 30, "there are %d extensions", n);
    is_int(unsorted, 0, "they are sorted by number, each once");
    is_int(clashing, 0, "no two rows claim the same payload, IQ, feature or node");
}

static void check_print(void)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    xep_print(out);
    fclose(out);
    ok(strncmp(text, "0004\tData Forms\n0027\tCurrent Jabber OpenPGP Usage\n", 50) == 0,
       "they are printed as number, tab, name");
    ok(strstr(text, "\n0082\t") != NULL && strstr(text, "\n0114\t") != NULL,
       "also those that are no row of behaviour");
    free(text);
}

/* ---- the sorting of a message ---- */

#define STATES "http://jabber.org/protocol/chatstates"

static const struct sorting {
    const char *what;
    enum side side;
    const char *inside; /* of <message/> */
    const char *body, *payload, *live, *origin_id, *nick;
    bool carries, keeps, receipt_wanted, encrypted, correction;
} sortings[] = {
    {.what = "nothing", .inside = ""},
    {.what = "a body", .inside = "<body>Hi</body>", .body = "Hi"},
    {.what = "an empty body", .inside = "<body/>"},
    {.what = "a body in another namespace", .inside = "<body xmlns='http://www.w3.org/1999/xhtml'>Hi</body>"},
    {.what = "an unknown element", .inside = "<body>Hi</body><x xmlns='urn:example:unknown'/>", .body = "Hi"},
    {.what = "an element without a namespace",
     .inside = "<body>Hi</body><greeting>Re</greeting>",
     .body = "Hi"},
    {.what = "a subject",
     .inside = "<body>Hi</body><subject>Re</subject>",
     .body = "Hi",
     .payload = "<subject>Re</subject>",
     .carries = true,
     .keeps = true},
    {.what = "a known name of another namespace", .inside = "<request xmlns='urn:example:receipts'/>"},
    {.what = "another name in a known namespace", .inside = "<dreaming xmlns='" STATES "'/>"},
    {.what = "a chat state",
     .inside = "<composing xmlns='" STATES "'/>",
     .live = "<composing xmlns=\"" STATES "\"/>"},
    {.what = "an agent's chat state with a body",
     .side = FROM_AGENT,
     .inside = "<body>Hi</body><active xmlns='" STATES "'/>",
     .body = "Hi",
     .live = "<active xmlns=\"" STATES "\"/>"},
    {.what = "a thread and an origin-id alone",
     .inside = "<thread>t</thread><origin-id xmlns='urn:xmpp:sid:0' id='o'/>",
     .origin_id = "o"},
    {.what = "the same with a body",
     .inside = "<thread>t</thread><body>Hi</body><origin-id xmlns='urn:xmpp:sid:0' id='o'/>",
     .body = "Hi",
     .payload = "<thread>t</thread>", /* a message without an id has none to pass on */
     .origin_id = "o"},
    {.what = "the same with a chat state",
     .inside = "<thread>t</thread><origin-id xmlns='urn:xmpp:sid:0' id='o'/><paused xmlns='" STATES "'/>",
     .live = "<paused xmlns=\"" STATES "\"/>",
     .origin_id = "o"},
    {.what = "the same with a marker",
     .inside = "<thread>t</thread><displayed xmlns='urn:xmpp:chat-markers:0' id='m'/>",
     .payload = "<thread>t</thread><displayed xmlns=\"urn:xmpp:chat-markers:0\" id=\"m\"/>",
     .carries = true},
    {.what = "an empty origin-id",
     .inside = "<origin-id xmlns='urn:xmpp:sid:0' id=''/><body>Hi</body>",
     .body = "Hi",
     .payload = ""},
    {.what = "a customer's request of a receipt",
     .inside = "<body>Hi</body><request xmlns='urn:xmpp:receipts'/>",
     .body = "Hi",
     .receipt_wanted = true},
    {.what = "an agent's request of a receipt",
     .side = FROM_AGENT,
     .inside = "<body>Hi</body><request xmlns='urn:xmpp:receipts'/>",
     .body = "Hi",
     .payload = "<request xmlns=\"urn:xmpp:receipts\"/>",
     .receipt_wanted = true},
    {.what = "a customer's receipt",
     .inside = "<received xmlns='urn:xmpp:receipts' id='a'/>",
     .payload = "<received xmlns=\"urn:xmpp:receipts\" id=\"a\"/>",
     .carries = true},
    {.what = "an agent's receipt",
     .side = FROM_AGENT,
     .inside = "<received xmlns='urn:xmpp:receipts' id='a'/>"},
    {.what = "a reaction",
     .inside = "<reactions xmlns='urn:xmpp:reactions:0' id='a'><reaction>&amp;</reaction></reactions>",
     .payload = "<reactions xmlns=\"urn:xmpp:reactions:0\" id=\"a\"><reaction>&amp;</reaction></reactions>",
     .carries = true,
     .keeps = true},
    {.what = "a correction",
     .inside = "<body>Hi</body><replace xmlns='urn:xmpp:message-correct:0' id='a'/>",
     .body = "Hi",
     .payload = "<replace xmlns=\"urn:xmpp:message-correct:0\" id=\"a\"/>",
     .carries = true,
     .keeps = true,
     .correction = true},
    {.what = "a nickname",
     .inside = "<nick xmlns='http://jabber.org/protocol/nick'>Jane</nick>",
     .nick = "Jane"},
    {.what = "an empty nickname", .inside = "<nick xmlns='http://jabber.org/protocol/nick'/>"},
    {.what = "OMEMO",
     .inside = "<body>F</body><encrypted xmlns='eu.siacs.conversations.axolotl'/>",
     .body = "F",
     .encrypted = true},
    {.what = "any element of OMEMO", .inside = "<whatever xmlns='urn:xmpp:omemo:2'/>", .encrypted = true},
    {.what = "OTR",
     .side = FROM_AGENT,
     .inside = "<body>?OTR:AAED</body>",
     .body = "?OTR:AAED",
     .encrypted = true},
    {.what = "words about OTR", .inside = "<body>?OTR</body>", .body = "?OTR"},
    {.what = "a carbon",
     .inside = "<sent xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>"
               "<message xmlns='jabber:client'><body>Hi</body></message></forwarded></sent>"},
    {.what = "a stanza-id, a delay and a hint",
     .inside =
         "<body>Hi</body><stanza-id xmlns='urn:xmpp:sid:0' id='a' by='b'/><delay xmlns='urn:xmpp:delay' "
         "stamp='2020-01-01T00:00:00Z'/><no-store xmlns='urn:xmpp:hints'/>",
     .body = "Hi"},
    {.what = "a reply before there is a conversation",
     .inside = "<body>Hi</body><reply xmlns='urn:xmpp:reply:0' to='jane@customer.example' id='a'/>",
     .body = "Hi",
     .payload = "<reply xmlns=\"urn:xmpp:reply:0\" id=\"a\"/>",
     .carries = true,
     .keeps = true},
    {.what = "elements inside a payload",
     .body = "http://a/?b&c",
     .inside = "<x xmlns='jabber:x:oob'><url>http://a/?b&amp;c</url><body xmlns='jabber:client'>x</body></x>",
     .payload =
         "<x xmlns=\"jabber:x:oob\"><url>http://a/?b&amp;c</url><body xmlns=\"jabber:client\">x</body></x>",
     .carries = true,
     .keeps = true},
};

static void check_sorting(struct world *w, const struct sorting *s)
{
    const char *xml = arena_printf(w->turn,
                                   "<message from='jane@customer.example/x' to='sales@support.example.com'>%s"
                                   "</message>",
                                   s->inside);
    xmpp_stanza_t *stanza = st_parse(w->ctx, xml);
    struct content c = xep_read(w->desk, stanza, s->side, NULL, NULL).content;
    is_str(c.body, s->body, "%s: body", s->what);
    is_str(c.payload, s->payload != NULL ? s->payload : "", "%s: payload", s->what);
    is_str(c.live, s->live != NULL ? s->live : "", "%s: live", s->what);
    is_str(c.origin_id, s->origin_id, "%s: origin-id", s->what);
    is_str(c.nick, s->nick, "%s: nick", s->what);
    ok(c.carries == s->carries && c.keeps == s->keeps, "%s: %s, %s", s->what,
       s->carries ? "is passed on" : "is not passed on", s->keeps ? "kept" : "not kept");
    ok(c.receipt_wanted == s->receipt_wanted && c.encrypted == s->encrypted && c.correction == s->correction,
       "%s: is what it is", s->what);
    xmpp_stanza_release(stanza);
    arena_reset(w->turn);
}

/* ---- errors ---- */

static const struct {
    enum verdict verdict;
    const char *condition, *type; /* RFC 6120 section 8.3.3 */
} verdicts[] = {
    {VERDICT_BAD_REQUEST, "bad-request", "modify"},
    {VERDICT_FORBIDDEN, "forbidden", "auth"},
    {VERDICT_ITEM_NOT_FOUND, "item-not-found", "cancel"},
    {VERDICT_NOT_ACCEPTABLE, "not-acceptable", "modify"},
    {VERDICT_NOT_ALLOWED, "not-allowed", "cancel"},
    {VERDICT_FEATURE_NOT_IMPLEMENTED, "feature-not-implemented", "cancel"},
    {VERDICT_SERVICE_UNAVAILABLE, "service-unavailable", "cancel"},
    {VERDICT_RESOURCE_CONSTRAINT, "resource-constraint", "wait"},
    {VERDICT_POLICY_VIOLATION, "policy-violation", "wait"},
};

static const char *refusal(struct world *w, enum verdict v, const char *id, const char *text)
{
    effects_clear(&w->effects);
    w->desk->out = &w->effects;
    xep_refuse(w->desk, "iq", "jane@customer.example/x", "sales@support.example.com", id, v, text, "en");
    return w->effects.n == 1 ? w->effects.first->text : "";
}

static void check_errors(struct world *w)
{
    w->desk->link_up = true;
    for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++) {
        const char *want = arena_printf(w->turn,
                                        "<iq type=\"error\" from=\"sales@support.example.com\" "
                                        "to=\"jane@customer.example/x\" id=\"a\"><error type=\"%s\">"
                                        "<%s xmlns=\"urn:ietf:params:xml:ns:xmpp-stanzas\"/></error></iq>",
                                        verdicts[i].type, verdicts[i].condition);
        is_str(refusal(w, verdicts[i].verdict, "a", NULL), want, "%s is of type %s", verdicts[i].condition,
               verdicts[i].type);
    }
    is_int(sizeof verdicts / sizeof verdicts[0], VERDICT_COUNT - 1, "every verdict but a result was tried");
    is_str(refusal(w, VERDICT_POLICY_VIOLATION, NULL, "Not <so> fast"),
           "<iq type=\"error\" from=\"sales@support.example.com\" to=\"jane@customer.example/x\"><error "
           "type=\"wait\">"
           "<policy-violation xmlns=\"urn:ietf:params:xml:ns:xmpp-stanzas\"/><text "
           "xmlns=\"urn:ietf:params:xml:ns:xmpp-stanzas\" "
           "xml:lang=\"en\">Not &lt;so&gt; fast</text></error></iq>",
           "an error with a text and without an id");
    w->desk->link_up = false;
    is_str(refusal(w, VERDICT_FORBIDDEN, "a", NULL), "", "no error while the link is down");
    arena_reset(w->turn);
}

/* ---- disco and caps ---- */

static void check_features(struct world *w)
{
    static const unsigned places[] = {AT_HOUSE, AT_QUEUE, AT_FACE};
    for (size_t p = 0; p < sizeof places / sizeof places[0]; p++) {
        size_t n, wrong = 0;
        const char **vars = disco_features(w->desk, places[p], &n);
        for (size_t i = 1; i < n; i++)
            wrong += strcmp(vars[i - 1], vars[i]) >= 0;
        ok(n > 5 && wrong == 0, "place %u has %zu features, sorted, each once", places[p], n);
    }
    arena_reset(w->turn);
}

static const struct sent *last_sent(const struct world *w)
{
    const struct sent *last = NULL;
    for (const struct sent *s = w->first; s != NULL; s = s->next)
        if (!s->seen)
            last = s;
    return last;
}

/* RFC 4648, for the hash that XEP-0115 section 5.1 describes, made from the answer as a client makes it. */
static const char *hash_of_answer(struct world *w, xmpp_stanza_t *answer)
{
    xmpp_stanza_t *query = st_child(answer, "query", NULL);
    const char *s = "";
    /* We send identities and features sorted; that they are is checked above. */
    for (xmpp_stanza_t *c = st_child(query, "identity", NULL); c != NULL; c = st_next(c))
        if (st_is(c, "identity", NULL))
            s = arena_printf(w->own, "%s%s/%s/%s/%s<", s, st_attr(c, "category"), st_attr(c, "type"),
                             st_attr_or(c, "xml:lang", ""), st_attr_or(c, "name", ""));
        else
            s = arena_printf(w->own, "%s%s<", s, st_attr_or(c, "var", "?"));
    unsigned char digest[20];
    xmpp_sha1_digest((const unsigned char *)s, strlen(s), digest);
    char *base64 = xmpp_base64_encode(w->ctx, digest, sizeof digest);
    const char *copy = arena_strdup(w->own, base64);
    xmpp_free(w->ctx, base64);
    return copy;
}

static void check_caps(struct world *w, const char *asker, const char *address)
{
    world_receive(w, arena_printf(w->own, "<presence type='probe' from='%s' to='%s'/>", asker, address));
    const struct sent *s = last_sent(w);
    xmpp_stanza_t *caps = s != NULL && world_is_at(s->from, address) ? st_child(s->stanza, "c", NULL) : NULL;
    const char *node = st_attr_or(caps, "node", ""), *ver = st_attr_or(caps, "ver", "");
    ok(caps != NULL && strcmp(st_attr_or(caps, "hash", ""), "sha-1") == 0, "%s: caps in the presence",
       address);
    world_receive(w, arena_printf(w->own,
                                  "<iq type='get' id='c' from='%s' to='%s'><query "
                                  "xmlns='http://jabber.org/protocol/disco#info' node='%s#%s'/></iq>",
                                  asker, address, node, ver));
    s = last_sent(w);
    ok(s != NULL && st_is(s->stanza, "iq", NULL), "%s: an answer for the node of the caps", address);
    if (s != NULL)
        is_str(hash_of_answer(w, s->stanza), ver, "%s: the hash is of that answer", address);
}

static void check_all_caps(struct world *w)
{
    world_link(w, true);
    check_caps(w, "jane@customer.example/x", "support.example.com");
    check_caps(w, "jane@customer.example/x", "sales@support.example.com");
    world_receive(w, "<presence from='bob@example.com/x' to='support.example.com'/>"); /* he gets an offer */
    world_receive(
        w,
        "<message from='jane@customer.example/x' to='sales@support.example.com'><body>Hi</body></message>");
    const char *face = store_ask(w->store, "SELECT localpart || '@support.example.com' FROM face");
    ok(face != NULL, "a customer has a face");
    if (face != NULL)
        check_caps(w, "bob@example.com/x", arena_strdup(w->own, face));
}

int main(void)
{
    plan_none();
    check_table();
    check_print();
    struct world *w = world_new(false);
    w->now_ms = 1772445600000; /* 2026-03-02T10:00:00Z */
    if (!ok(world_configure(w, configuration) && world_start(w), "a world"))
        diag("%s", w->trouble);
    for (size_t i = 0; i < sizeof sortings / sizeof sortings[0]; i++)
        check_sorting(w, &sortings[i]);
    check_errors(w);
    check_features(w);
    check_all_caps(w);
    is_str(w->trouble, NULL, "no trouble in that world");
    world_free(w);
    return done();
}
