/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * channel: writes a letter as a stanza. Letters that must arrive go through the outbox. */
#include "xmpp/channel.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/datetime.h"
#include "base/jid.h"
#include "base/log.h"
#include "base/utf8.h"
#include "conf/notice.h"
#include "desk/channel.h"
#include "desk/core.h"
#include "desk/customer.h"
#include "desk/letter.h"
#include "desk/mail.h"
#include "desk/meaning.h"
#include "desk/party.h"
#include "desk/voice.h"
#include "omemo/omemo.h"
#include "xeps/beside.h"
#include "xeps/route.h"
#include "xml/stanza.h"
#include "xml/xml.h"
#include "xmpp/alias.h"
#include "xmpp/client.h"
#include "xmpp/contact.h"
#include "xmpp/live.h"
#include "xmpp/outbox.h"
#include "xmpp/presence.h"
#include "xmpp/sealing.h"
#include "xmpp/sealing_trust.h"
#include "xmpp/withheld.h"

static const char quote_mark[] = "> ";

static bool said(const char *text)
{
    return text != NULL && text[0] != '\0';
}

/* Whether the payload is well-formed XML; a damaged one would end the stream. */
static bool is_sound(struct desk *d, const char *payload)
{
    if (st_is_element(arena_printf(d->arena, "<message>%s</message>", payload)))
        return true;
    log_error("store: the payload of a message is damaged and was left out");
    return false;
}

static void write_reference(struct xml *x, const char *name, const char *ns, const char *id)
{
    if (!said(id))
        return;
    xml_open(x, name, ns);
    xml_attr(x, "id", id);
    xml_close(x);
}

/* Writes a reaction (XEP-0444). Without emoji, it removes the earlier reactions. */
static void write_reaction(struct desk *d, struct xml *x, const struct meaning *m)
{
    if (!said(m->reacts) || m->signs == NULL)
        return;
    xml_open(x, "reactions", "urn:xmpp:reactions:0");
    xml_attr(x, "id", m->reacts);
    for (const char *s = m->signs + strspn(m->signs, " "); *s != '\0'; s += strspn(s, " ")) {
        size_t len = strcspn(s, " ");
        xml_leaf(x, "reaction", NULL, arena_strndup(d->arena, s, len));
        s += len;
    }
    xml_close(x);
}

/* Writes the meaning of a letter from another channel or from the desk itself. */
static void write_meaning(struct desk *d, struct xml *x, const struct meaning *m)
{
    write_reference(x, "replace", "urn:xmpp:message-correct:0", m->replaces);
    write_reference(x, "retract", "urn:xmpp:message-retract:1", m->retracts);
    if (m->mark == MARK_TAKEN)
        write_reference(x, "received", "urn:xmpp:receipts", m->marked);
    if (m->mark == MARK_READ)
        write_reference(x, "displayed", "urn:xmpp:chat-markers:0", m->marked);
    write_reaction(d, x, m);
    if (!m->file.present || !said(m->file.url))
        return;
    xml_open(x, "x", "jabber:x:oob");
    xml_leaf(x, "url", NULL, m->file.url);
    xml_close(x);
}

/* The body with the quote above it. */
static const char *whole_body(struct desk *d, const struct letter *l)
{
    return said(l->quotes) ? arena_printf(d->arena, "%s%s\n%s", quote_mark, l->quotes, l->body) : l->body;
}

/* A body as it goes out. */
struct wording {
    const char *body;
    const char *sealed;   /* the body, encrypted; NULL: it is not */
    const char *fallback; /* for a client without OMEMO, beside sealed */
};

/* The element <encrypted/> holds the whole body, and what stands beside it refers to that one. Clients go by the element, and
 * each writes another fallback, so any language will do. */
static void write_sealed(struct xml *x, const struct wording *w)
{
    xml_raw(x, w->sealed);
    xml_open(x, "encryption", "urn:xmpp:eme:0");
    xml_attr(x, "namespace", NS_OMEMO);
    xml_attr(x, "name", "OMEMO");
    xml_close(x);
    xml_leaf(x, "body", NULL, w->fallback);
    xml_leaf(x, "store", "urn:xmpp:hints", NULL);
}

static void write_body(struct desk *d, struct xml *x, const struct letter *l, const struct wording *w)
{
    if (w->sealed != NULL)
        write_sealed(x, w);
    else
        xml_leaf(x, "body", NULL, w->body);
    if (!said(l->quotes))
        return;
    xml_open(x, "fallback", "urn:xmpp:fallback:0");
    xml_attr(x, "for", "urn:xmpp:reply:0");
    xml_open(x, "body", NULL);
    xml_attr(x, "start", "0");
    xml_attr(x, "end", arena_printf(d->arena, "%zu", strlen(quote_mark) + utf8_length(l->quotes) + 1));
    xml_close(x);
    xml_close(x);
}

static const struct conversation *not_looked_for(void *nothing)
{
    (void)nothing;
    return NULL;
}

/* Of a message that the reader wrote, the reader's client has its own id. */
static void write_reply(struct desk *d, struct xml *x, const struct letter *l)
{
    struct alias_author a = {.customer = l->to, .agent = true, .domain = ""};
    xml_open(x, "reply", "urn:xmpp:reply:0");
    xml_attr(x, "id", alias_reference(d, &a, l->means->replies, not_looked_for, NULL));
    xml_attr(x, "to", l->answers != NULL ? l->answers : l->to);
    xml_close(x);
}

/* When a message is stored, nobody may be there to read it, or somebody else than later. So the reply in its payload
 * names no author or an old one; this names the author as the reader knows it. An address of ours or a reader's needs no
 * escapes. */
static const char *with_author(struct desk *d, const char *payload, const char *author)
{
    static const char begin[] = "xmlns=\"urn:xmpp:reply:0\" id=\"";
    const char *reply = strstr(payload, begin);
    const char *id_end = reply != NULL ? strchr(reply + sizeof begin - 1, '"') : NULL;
    const char *end = id_end != NULL ? strstr(id_end, "/>") : NULL;
    if (end == NULL)
        return payload;
    return arena_printf(d->arena, "%.*s to=\"%s\"%s", (int)(id_end + 1 - payload), payload, author, end);
}

static const char *payload_of(struct desk *d, const struct letter *l)
{
    return l->stored && l->answers != NULL ? with_author(d, l->payload, l->answers) : l->payload;
}

/* The body is a correction, and for clients that know the retraction only its fallback (XEP-0428). */
static void write_withdrawal(struct xml *x, const struct letter *l)
{
    write_reference(x, "replace", "urn:xmpp:message-correct:0", l->withdraws);
    if (said(l->payload) && strstr(l->payload, "urn:xmpp:fallback:0") != NULL)
        return;
    xml_open(x, "fallback", "urn:xmpp:fallback:0");
    xml_attr(x, "for", "urn:xmpp:message-retract:1");
    xml_close(x);
}

/* Chat states come from the resource (contact.h), words from the bare address. */
static const char *sender_of(struct desk *d, const struct letter *l, bool live)
{
    const char *bare = desk_address(d, said(l->from) ? l->from : desk_house(d));
    return live ? arena_printf(d->arena, "%s/%s", bare, DESK_RESOURCE) : bare;
}

static struct xml *write_letter(struct desk *d, const struct letter *l, bool live, const struct wording *w)
{
    struct xml *x = xml_new(d->arena);
    xml_open(x, "message", NULL);
    xml_attr(x, "type", "chat");
    xml_attr(x, "from", sender_of(d, l, live));
    xml_attr(x, "to", l->to);
    xml_attr(x, "id", l->id);
    if (said(l->lang))
        xml_attr(x, "xml:lang", l->lang);
    if (said(l->body))
        write_body(d, x, l, w);
    if (l->means != NULL && !said(l->payload))
        write_meaning(d, x, l->means);
    if (l->means != NULL && !said(l->payload) && said(l->means->replies))
        write_reply(d, x, l);
    if (l->typing != TYPING_UNSAID)
        xml_leaf(x, l->typing == TYPING_COMPOSING ? "composing" : "paused",
                 "http://jabber.org/protocol/chatstates", NULL);
    if (said(l->payload) && (!l->stored || is_sound(d, l->payload)))
        xml_raw(x, payload_of(d, l));
    if (said(l->withdraws))
        write_withdrawal(x, l);
    if (said(l->nick))
        xml_leaf(x, "nick", "http://jabber.org/protocol/nick", l->nick);
    if (l->receipt)
        xml_leaf(x, "request", "urn:xmpp:receipts", NULL);
    if (l->stamp_ms != 0) {
        xml_open(x, "delay", "urn:xmpp:delay");
        xml_attr(x, "from", d->conf->component.domain);
        xml_attr(x, "stamp", datetime_utc(d->arena, l->stamp_ms));
        xml_close(x);
    }
    return x;
}

/* Whether the recipient has a valid address. In a damaged store it may not, and a stanza without one would
 * end the stream. */
static bool has_reader(struct desk *d, const struct letter *l)
{
    struct jid jid;
    return said(l->to) && jid_parse(d->arena, l->to, &jid);
}

/* A line that stood beside the body. Nothing before it moves, because a fallback counts the characters of the body. */
static const char *with_line(struct desk *d, const char *body, const char *line)
{
    if (!said(line) || (said(body) && strstr(body, line) != NULL))
        return body;
    return said(body) ? arena_printf(d->arena, "%s\n%s", body, line) : line;
}

/* The letter to a reader who gets the body encrypted: what else holds words moves into the body, or is left out. */
static struct letter hidden(struct desk *d, const struct letter *l, struct meaning *means)
{
    struct letter h = *l;
    struct beside b = {0};
    if (said(l->payload) && (!l->stored || is_sound(d, l->payload)))
        b = xep_beside(d->arena, payload_of(d, l));
    h.payload = b.payload;
    h.stored = false;
    if (l->means != NULL) {
        *means = *l->means;
        h.means = means;
        b.link = said(l->payload) || !means->file.present ? b.link : means->file.url;
        means->file = (struct attachment){0};
    }
    h.body = with_line(d, with_line(d, l->body, b.subject), b.link);
    return h;
}

static const char *finished(struct desk *d, const struct letter *l, const struct wording *w)
{
    struct xml *x = write_letter(d, l, false, w);
    xml_close(x);
    return xml_string(x);
}

/* A notice in the language of the reader. */
static const char *notice_for(struct desk *d, const char *own, const char *peer, enum notice n)
{
    struct party party = party_of(d->arena, CHANNEL_XMPP, peer, NULL);
    const struct conf_queue *q = conf_queue(d->conf, own);
    if (conf_agent(d->conf, peer) != NULL)
        return notice_say(d->arena, d->conf, n, "en", NULL);
    struct customer u = customer_find(d, &party);
    return notice_say(d->arena, d->conf, n, customer_language(d, &u, q != NULL ? q : &d->conf->queues[0]),
                      NULL);
}

/* The file behind such a link is encrypted, with the key in the link (XEP-0454). */
static bool has_sealed_file(const char *body)
{
    static const char scheme[] = "aesgcm://";
    const char *at = body;
    while ((at = strstr(at, scheme)) != NULL && at != body && strchr(" \t\n", at[-1]) == NULL)
        at++;
    return at != NULL;
}

static const char *plain(struct desk *d, const struct letter *l, const char *own, const char *peer)
{
    struct wording w = {.body = said(l->body) ? whole_body(d, l) : NULL};
    if (w.body != NULL && has_sealed_file(w.body))
        w.body =
            arena_printf(d->arena, "%s\n%s%s", w.body, conf_agent(d->conf, peer) != NULL ? VOICE_SIGN : "",
                         notice_for(d, own, peer, NOTICE_SEALED_FILE));
    return finished(d, l, &w);
}

/* The body is encrypted if its reader writes encrypted. NULL: it would have to be, and cannot. */
static const char *written(struct desk *d, const struct letter *l)
{
    struct jid to;
    const char *own = said(l->from) ? l->from : desk_house(d);
    if (!jid_parse(d->arena, l->to, &to))
        return plain(d, l, own, "");
    bool begun = sealing_begin(d, own, to.bare),
         required = !l->open && (sealing_is_required(d, own, to.bare) ||
                                 (!begun && sealing_trust_withholds(d, own, to.bare)));
    if (!begun && !required)
        return plain(d, l, own, to.bare);
    struct meaning means;
    struct letter h = hidden(d, l, &means), instead;
    struct wording w = {.sealed =
                            begun && said(h.body) ? sealing_seal(d, own, to.bare, whole_body(d, &h)) : NULL};
    if (w.sealed != NULL)
        w.fallback = notice_for(d, own, to.bare, NOTICE_SEALED);
    if (!said(h.body) || w.sealed != NULL)
        return finished(d, &h, &w);
    if (!required)
        return plain(d, l, own, to.bare);
    return withheld(d, l, own, to.bare, &instead) ? plain(d, &instead, own, to.bare) : NULL;
}

/* Returns the letter with its body cut to the size that the server takes. Ordinary messages are never that
 * long; a list of thousands of agents is, or a message of 30,000 lines of which each gets a mark. The
 * archive has the whole text. */
static const char *beginning(struct desk *d, const struct letter *l)
{
    struct letter cut = *l;
    cut.body = said(l->body) ? letter_fit(d, l->body) : NULL;
    cut.payload = NULL;
    return written(d, &cut);
}

static void send_kept(struct desk *d, const struct letter *l)
{
    if (!has_reader(d, l)) {
        log_error("store: a message has no valid address and was not sent");
        return;
    }
    struct letter named = *l;
    named.id = said(l->id) ? l->id : desk_new_id(d);
    const char *xml = written(d, &named);
    if (xml == NULL)
        return;
    xml = strlen(xml) <= OUTBOX_STANZA_MAX ? xml : beginning(d, &named);
    if (xml != NULL) /* it cannot be encrypted any more, and must be */
        outbox_add(d, xml, named.to, named.id);
}

static void send_live(struct desk *d, const struct letter *l)
{
    if (!has_reader(d, l))
        return;
    struct letter marked = *l;
    marked.id = live_id(d);
    struct wording w = {.body = said(l->body) ? whole_body(d, l) : NULL};
    struct xml *x = write_letter(d, &marked, true, &w);
    xml_leaf(x, "no-store", "urn:xmpp:hints", NULL);
    xml_close(x);
    desk_send(d, xml_string(x));
}

/* RFC 6120 section 8.3. */
static const enum verdict verdicts[REFUSAL_COUNT] = {
    [REFUSAL_BLOCKED] = VERDICT_FORBIDDEN,           [REFUSAL_NOWHERE] = VERDICT_ITEM_NOT_FOUND,
    [REFUSAL_TOO_LONG] = VERDICT_NOT_ACCEPTABLE,     [REFUSAL_TOO_FAST] = VERDICT_POLICY_VIOLATION,
    [REFUSAL_NO_ROOM] = VERDICT_RESOURCE_CONSTRAINT, [REFUSAL_PLAIN] = VERDICT_NOT_ACCEPTABLE,
};

static void ask_again(struct desk *d, const struct mail *m, const struct letter *request)
{
    struct letter l = *request;
    l.from = said(l.from) ? l.from : desk_house(d);
    sealing_ask_again(d, m, &l);
}

static void refuse(struct desk *d, const struct mail *m, enum refusal why, const char *text, const char *lang)
{
    struct jid to;
    if (jid_parse(d->arena, st_attr(m->origin, "to"), &to))
        xep_refuse(d, "message", m->from.device, to.full, st_attr(m->origin, "id"), verdicts[why], text,
                   lang);
}

/* XEP-0184. */
static void receipt(struct desk *d, const struct mail *m)
{
    const char *id = st_attr(m->origin, "id");
    struct jid ours;
    if (id == NULL || !m->content.receipt_wanted ||
        !jid_parse(d->arena, st_attr_or(m->origin, "to", ""), &ours))
        return;
    struct xml *x = xml_new(d->arena);
    xml_open(x, "message", NULL);
    xml_attr(x, "from", ours.bare);
    xml_attr(x, "to", m->from.device);
    xml_attr(x, "id", live_id(d));
    xml_attr(x, "type", st_attr(m->origin, "type"));
    xml_open(x, "received", "urn:xmpp:receipts");
    xml_attr(x, "id", id);
    xml_close(x);
    xml_close(x);
    desk_send(d, xml_string(x));
}

static void presence(struct desk *d, const char *from_local, const char *to, enum presence_kind kind)
{
    static const char *const types[PRESENCE_KINDS] = {
        [PRESENCE_AVAILABLE] = NULL,
        [PRESENCE_UNAVAILABLE] = "unavailable",
        [PRESENCE_SUBSCRIBE] = "subscribe",
        [PRESENCE_PROBE] = "probe",
    };
    presence_send(d, from_local, to, types[kind]);
}

const struct channel xmpp_channel = {
    .name = CHANNEL_XMPP,
    .send = send_kept,
    .send_live = send_live,
    .refuse = refuse,
    .ask_again = ask_again,
    .receipt = receipt,
    .ask_corrections = client_ask_corrections,
    .ask_here = client_ask_here,
    .presence = presence,
    .contact = contact_show,
    .front = contact_show_front,
};
