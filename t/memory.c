/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * memory: see memory.h. */
#include "memory.h"

#include <string.h>

#include "base/arena.h"
#include "base/datetime.h"
#include "base/jid.h"
#include "desk/channel.h"
#include "desk/core.h"
#include "desk/letter.h"
#include "desk/mail.h"
#include "desk/meaning.h"
#include "desk/wiring.h"
#include "world.h"
#include "xml/stanza.h"
#include "xml/xml.h"

static struct world *world; /* of the one scene that is played */

static bool said(const char *text)
{
    return text != NULL && text[0] != '\0';
}

static struct xml *begin(struct desk *d, const char *from, const char *to, const char *id, const char *type)
{
    struct xml *x = xml_new(d->arena);
    xml_open(x, "message", NULL);
    xml_attr(x, "type", type);
    xml_attr(x, "from", desk_address(d, from[0] != '\0' ? from : desk_house(d)));
    xml_attr(x, "to", to);
    xml_attr(x, "id", id);
    return x;
}

static void end(struct xml *x)
{
    xml_close(x);
    world_take(world, xml_string(x));
}

static void write_empty(struct xml *x, const char *name, const char *ns, const char *id)
{
    xml_open(x, name, ns);
    xml_attr(x, "id", id);
    xml_close(x);
}

/* Not the payload: that is for readers on the channel that it came from. */
static void deliver(struct desk *d, const struct letter *l)
{
    struct xml *x = begin(d, l->from, l->to, said(l->id) ? l->id : desk_new_id(d), "chat");
    const struct meaning *m = l->means;
    if (said(l->lang))
        xml_attr(x, "xml:lang", l->lang);
    if (said(l->body))
        xml_leaf(x, "body", NULL, l->body);
    if (said(l->nick))
        xml_leaf(x, "nick", "http://jabber.org/protocol/nick", l->nick);
    if (m != NULL && said(m->replaces))
        write_empty(x, "replace", "urn:xmpp:message-correct:0", m->replaces);
    if (m != NULL && m->file.present && said(m->file.url)) {
        xml_open(x, "x", "jabber:x:oob");
        xml_leaf(x, "url", NULL, m->file.url);
        xml_close(x);
    }
    if (m != NULL && m->mark == MARK_TAKEN && said(m->marked))
        write_empty(x, "received", "urn:xmpp:receipts", m->marked);
    if (m != NULL && m->mark == MARK_READ && said(m->marked))
        write_empty(x, "displayed", "urn:xmpp:chat-markers:0", m->marked);
    if (m != NULL && said(m->reacts) && m->signs != NULL) {
        xml_open(x, "reactions", "urn:xmpp:reactions:0");
        xml_attr(x, "id", m->reacts);
        if (said(m->signs))
            xml_leaf(x, "reaction", NULL, m->signs);
        xml_close(x);
    }
    if (l->typing != TYPING_UNSAID)
        xml_leaf(x, l->typing == TYPING_COMPOSING ? "composing" : "paused",
                 "http://jabber.org/protocol/chatstates", NULL);
    if (l->stamp_ms != 0) {
        xml_open(x, "delay", "urn:xmpp:delay");
        xml_attr(x, "stamp", datetime_utc(d->arena, l->stamp_ms));
        xml_close(x);
    }
    end(x);
}

static const char *const conditions[REFUSAL_COUNT] = {
    [REFUSAL_BLOCKED] = "forbidden",           [REFUSAL_NOWHERE] = "item-not-found",
    [REFUSAL_TOO_LONG] = "not-acceptable",     [REFUSAL_TOO_FAST] = "policy-violation",
    [REFUSAL_NO_ROOM] = "resource-constraint",
};

static void refuse(struct desk *d, const struct mail *m, enum refusal why, const char *text, const char *lang)
{
    static const char ns[] = "urn:ietf:params:xml:ns:xmpp-stanzas";
    struct xml *x = begin(d, m->to, m->from.address, m->id, "error");
    xml_open(x, "error", NULL);
    xml_leaf(x, conditions[why], ns, NULL);
    if (said(text)) {
        xml_open(x, "text", ns);
        xml_attr(x, "xml:lang", lang);
        xml_text(x, text);
        xml_close(x);
    }
    xml_close(x);
    end(x);
}

static void receipt(struct desk *d, const struct mail *m)
{
    if (!m->content.receipt_wanted)
        return;
    struct xml *x = begin(d, m->to, m->from.address, desk_new_id(d), "chat");
    write_empty(x, "received", "urn:xmpp:receipts", m->id);
    end(x);
}

static const struct channel memory_channel = {
    .name = MEMORY,
    .send = deliver,
    .send_live = deliver,
    .refuse = refuse,
    .receipt = receipt,
};

void memory_wire(struct world *w)
{
    static const struct channel *channels[3];
    static struct wiring both;
    world = w;
    both = wiring;
    channels[0] = wiring.channels[0];
    channels[1] = &memory_channel;
    both.channels = channels;
    w->desk->wiring = &both;
}

static void mark(struct content *c, enum mark mark, const xmpp_stanza_t *element)
{
    c->receipt = c->carries = true;
    c->means.mark = mark;
    c->means.marked = st_attr(element, "id");
}

/* An element that this channel has a word for. */
static bool note(struct world *w, struct mail *m, const xmpp_stanza_t *child)
{
    struct content *c = &m->content;
    if (st_is(child, "body", NULL))
        c->body = c->said = st_text(w->own, child);
    else if (st_is(child, "nick", NULL))
        c->nick = st_text(w->own, child);
    else if (st_is(child, "request", "urn:xmpp:receipts"))
        c->receipt_wanted = true;
    else if (st_is(child, "received", "urn:xmpp:receipts"))
        mark(c, MARK_TAKEN, child);
    else if (st_is(child, "displayed", "urn:xmpp:chat-markers:0"))
        mark(c, MARK_READ, child);
    else if (st_is(child, "reactions", "urn:xmpp:reactions:0")) {
        c->means.reacts = c->refers[REFERS_REACTS].id = st_attr(child, "id");
        c->refers[REFERS_REACTS].fate = REFERENT_SENT;
        c->means.signs = st_child(child, "reaction", NULL) == NULL
                             ? ""
                             : st_text(w->own, st_child(child, "reaction", NULL));
        c->keeps = c->carries = c->shows = true;
    } else if (st_is(child, "composing", NULL))
        c->typing = TYPING_COMPOSING;
    else if (st_is(child, "paused", NULL) || st_is(child, "active", NULL))
        c->typing = TYPING_PAUSED;
    else if (st_is(child, "replace", NULL))
        c->correction = c->keeps = c->carries = (c->means.replaces = st_attr(child, "id")) != NULL;
    else
        return false;
    return true;
}

bool memory_mail(struct world *w, xmpp_stanza_t *stanza, struct mail *m)
{
    struct jid from, to;
    if (!jid_parse(w->own, st_attr_or(stanza, "from", ""), &from) ||
        !jid_parse(w->own, st_attr_or(stanza, "to", ""), &to))
        return false;
    *m = (struct mail){
        .from = party_of(w->own, MEMORY, from.bare, from.full),
        .to = to.local,
        .id = st_attr_or(stanza, "id", "none"),
        .lang = st_attr(stanza, "xml:lang"),
        .content = {.payload = "", .live = "", .nick = from.local},
    };
    for (const xmpp_stanza_t *child = st_first(stanza); child != NULL; child = st_next(child))
        if (!note(w, m, child))
            return false;
    return strcmp(st_attr_or(stanza, "type", ""), "chat") == 0;
}
