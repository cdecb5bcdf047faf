/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sealing: see sealing.h. */
#include "xmpp/sealing.h"

#include <string.h>

#include "conf/notice.h"
#include "desk/agent.h"
#include "desk/block.h"
#include "desk/core.h"
#include "desk/encrypted.h"
#include "desk/letter.h"
#include "desk/mail.h"
#include "desk/party.h"
#include "desk/share.h"
#include "desk/voice.h"
#include "omemo/omemo.h"
#include "xml/stanza.h"
#include "xml/xml.h"
#include "xmpp/keyring.h"
#include "xmpp/outbox.h"
#include "xmpp/sealing_first.h"
#include "xmpp/sealing_trust.h"

#define NS_PUBSUB "http://jabber.org/protocol/pubsub"
#define BUNDLES NS_OMEMO ".bundles:"

enum {
    OF_A_DOMAIN = 500, /* messages of one domain that are decrypted in a period */
    OF_A_DOMAIN_MS = 10 * 1000,
    BROKEN_MS = 60 * 1000,           /* how long nothing is decrypted after a broken message */
    REPAIRS = 2000,                  /* messages that are waited for once more */
    REPAIRS_OF_DOMAIN = 100,         /* … of one domain, in a minute */
    REPAIR_KEPT_MS = 10 * 60 * 1000, /* what waits for an answer that never comes */
    OLD_REPAIRS = 20,                /* removed whenever a new one is made */
};

static struct omemo_pair pair_of(const struct desk *d, const char *own, const char *peer)
{
    const struct conf_agent *a = conf_agent(d->conf, peer);
    return (struct omemo_pair){.own = own,
                               .peer = peer,
                               .now_ms = d->now_ms,
                               .agent = a != NULL,
                               .first = a != NULL && a->trust == TRUST_FIRST};
}

static const struct conf_queue *queue_of(const struct desk *d, const char *own)
{
    const struct conf_queue *q = conf_queue(d->conf, own);
    return q != NULL ? q : &d->conf->queues[0];
}

bool sealing_is_on(const struct desk *d, const char *own, const char *peer)
{
    const struct conf_agent *a = conf_agent(d->conf, peer);
    if (desk_is_house(d, own) && (a == NULL || strcmp(own, desk_house(d)) != 0))
        return false;
    return (a != NULL ? a->omemo : queue_of(d, own)->omemo) != ENCRYPTION_OFF;
}

bool sealing_is_required(const struct desk *d, const char *own, const char *peer)
{
    const struct conf_agent *a = conf_agent(d->conf, peer);
    return sealing_is_on(d, own, peer) &&
           (a != NULL ? a->omemo : queue_of(d, own)->omemo) == ENCRYPTION_REQUIRE;
}

/* Counts a message, and answers one that is over the limit as the flood of plain ones is: with an error. Never with the
 * advice to switch encryption off: a stranger who fills the limit of a domain would give it to others there. */
static bool passes(struct desk *d, const char *whose, int64_t limit, int64_t period_ms, struct unsealed *u)
{
    int64_t number = flood_number(&d->flood_key, whose);
    if (flood_pass(&d->refused, number, d->now_ms, limit, period_ms))
        return true;
    if (flood_answer(&d->refused, number, limit, period_ms) == FLOOD_SILENT)
        u->nothing = true;
    else
        u->refused = true;
    return false;
}

/* Decrypting costs a hundred times what a plain message costs, and comes before the limits of the intake: a stranger who
 * is over them, or blocked, is not decrypted. The first message over the sender's limit still is, so that the intake
 * explains the limit. */
static bool is_within_limits(struct desk *d, const struct jid *from, const char *own, struct unsealed *u)
{
    const struct conf_queue *q = queue_of(d, own);
    struct party author = party_of_jid(from);
    const char *pattern;
    if (conf_agent(d->conf, from->bare) != NULL)
        return true;
    if (block_applies(d, &author, &pattern))
        return false;
    return passes(d, arena_printf(d->arena, "sealed %s", from->bare), q->flood_messages + 1,
                  q->flood_period_ms, u) &&
           (share_exempt(d, from->domain) ||
            passes(d, arena_printf(d->arena, "sealed of %s", from->domain), OF_A_DOMAIN, OF_A_DOMAIN_MS, u));
}

static const char *broken_of(struct desk *d, const struct omemo_pair *pair)
{
    return arena_printf(d->arena, "broken %s %s", pair->own, pair->peer);
}

/* A broken message costs most, as each state of the session is tried. So after one of a stranger, no further one is
 * decrypted for a while, or until a new session was begun. */
static bool is_trusted(struct desk *d, const struct omemo_pair *pair, struct unsealed *u)
{
    const char *broken = broken_of(d, pair);
    return pair->agent ||
           !flood_holds(&d->refused, flood_number(&d->flood_key, broken), d->now_ms, BROKEN_MS) ||
           passes(d, broken, 1, BROKEN_MS, u);
}

static void beat(struct desk *d, const struct omemo_pair *pair)
{
    const char *id = desk_new_id(d), *sealed = omemo_seal(d->omemo, pair, NULL);
    if (sealed == NULL)
        return;
    struct xml *x = xml_new(d->arena);
    xml_open(x, "message", NULL);
    xml_attr(x, "type", "chat");
    xml_attr(x, "from", desk_address(d, pair->own));
    xml_attr(x, "to", pair->peer);
    xml_attr(x, "id", id);
    xml_raw(x, sealed);
    xml_leaf(x, "store", "urn:xmpp:hints", NULL);
    xml_close(x);
    outbox_add(d, xml_string(x), pair->peer, id);
}

static void open_plain(struct desk *d, const struct omemo_pair *pair, const struct jid *from)
{
    if (!sealing_is_on(d, pair->own, pair->peer))
        return;
    if (omemo_knows(d->omemo, pair))
        keyring_heard_plain(d, pair);
    else if (!pair->agent && queue_of(d, pair->own)->omemo == ENCRYPTION_PREFER)
        sealing_first_customer(d, pair, from);
}

/* A device that does not know the desk's, for example after `frontdesk omemo rotate`: a new session tells it. */
static bool is_for_others(const struct omemo_reading *r, const xmpp_stanza_t *encrypted)
{
    return r->outcome == OMEMO_FOREIGN && r->device != 0 && st_child(encrypted, "payload", NS_OMEMO) != NULL;
}

struct unsealed sealing_open(struct desk *d, const xmpp_stanza_t *stanza, const struct jid *from,
                             const char *own)
{
    const xmpp_stanza_t *encrypted = st_child(stanza, "encrypted", NS_OMEMO);
    struct omemo_pair pair = pair_of(d, own, from->bare);
    struct unsealed u = {0};
    if (encrypted == NULL && st_body(stanza) != NULL)
        open_plain(d, &pair, from);
    if (encrypted == NULL || !sealing_is_on(d, own, from->bare) || !is_within_limits(d, from, own, &u) ||
        !is_trusted(d, &pair, &u))
        return u;
    struct omemo_reading r = omemo_read(d->omemo, &pair, encrypted);
    if (r.beat)
        beat(d, &pair);
    u.body = r.text;
    u.nothing = r.outcome == OMEMO_EMPTY || r.outcome == OMEMO_AGAIN;
    if (r.outcome == OMEMO_UNTRUSTED)
        u.untrusted = sealing_trust_refusal(d, from->bare, r.device);
    u.broken = r.outcome == OMEMO_BROKEN || is_for_others(&r, encrypted);
    if (r.outcome == OMEMO_TEXT || u.broken)
        keyring_heard(d, &pair, r.device);
    if (r.outcome == OMEMO_BROKEN)
        flood_pass(&d->refused, flood_number(&d->flood_key, broken_of(d, &pair)), d->now_ms, 1, BROKEN_MS);
    return u;
}

bool sealing_begin(struct desk *d, const char *own, const char *peer)
{
    struct omemo_pair pair = pair_of(d, own, peer);
    return sealing_is_on(d, own, peer) && sealing_first_begin(d, &pair);
}

const char *sealing_seal(struct desk *d, const char *own, const char *peer, const char *text)
{
    struct omemo_pair pair = pair_of(d, own, peer);
    const char *sealed = omemo_seal(d->omemo, &pair, text);
    if (sealed != NULL)
        return sealed;
    sealing_first_begin(d, &pair); /* the sessions were damaged: an agent can have new ones at once */
    return omemo_seal(d->omemo, &pair, text);
}

/* ---- a message that cannot be decrypted ---- */

/* An agent's server gives the keys to the house, which the agent has approved, and not to every face. */
static const char *asker_of(struct desk *d, const char *own, const char *peer)
{
    struct agent a = agent_find(d, peer);
    return desk_address(d, a.id != 0 ? a.house : own);
}

/* The servers of strangers need not answer. Those who are over the limit get the request as it is, with the session that they
 * have or in plain text. */
static bool may_be_repaired(struct desk *d, const struct jid *to)
{
    store_run(d->store, SQL_omemo_repair_drop_old, INT(d->now_ms - REPAIR_KEPT_MS), INT(OLD_REPAIRS));
    int64_t number = flood_number(&d->flood_key, arena_printf(d->arena, "repairs of %s", to->domain));
    return conf_agent(d->conf, to->bare) != NULL ||
           ((share_exempt(d, to->domain) ||
             flood_pass(&d->refused, number, d->now_ms, REPAIRS_OF_DOMAIN, BROKEN_MS)) &&
            store_int(d->store, SQL_omemo_repairs, 0, INT(REPAIRS)) < REPAIRS);
}

static void ask_keys(struct desk *d, const char *own, const char *peer, uint32_t device, const char *query)
{
    struct xml *x = xml_new(d->arena);
    xml_open(x, "iq", NULL);
    xml_attr(x, "type", "get");
    xml_attr(x, "id", query);
    xml_attr(x, "from", asker_of(d, own, peer));
    xml_attr(x, "to", peer);
    xml_open(x, "pubsub", NS_PUBSUB);
    xml_open(x, "items", NULL);
    xml_attr(x, "node", arena_printf(d->arena, "%s%lu", BUNDLES, (unsigned long)device));
    xml_close(x);
    xml_close(x);
    xml_close(x);
    desk_send(d, xml_string(x));
}

void sealing_ask_again(struct desk *d, const struct mail *m, const struct letter *request)
{
    const xmpp_stanza_t *encrypted = st_child(m->origin, "encrypted", NS_OMEMO);
    const char *own = request->from, *query = desk_new_id(d);
    uint32_t device = omemo_sender(encrypted);
    struct jid to;
    if (device == 0 || !jid_parse(d->arena, request->to, &to) || !may_be_repaired(d, &to)) {
        letter_send(d, request);
        return;
    }
    store_run(d->store, SQL_omemo_repair_put, TEXT(own), TEXT(to.bare), INT(device), TEXT(query),
              TEXT(request->body), TEXT(request->lang != NULL ? request->lang : ""), INT(d->now_ms));
    ask_keys(d, own, to.bare, device, query);
}

/* The answers to what was asked before the link was lost, or before a crash, will not come. */
void sealing_link_up(struct desk *d)
{
    enum { MANY = 200 };
    struct cursor *c = store_query(d->store, SQL_omemo_repair_last, INT(MANY));
    while (cursor_next(c))
        ask_keys(d, cursor_text(c, 0), cursor_text(c, 1), (uint32_t)cursor_int(c, 2), cursor_text(c, 3));
    cursor_end(c);
}

static const xmpp_stanza_t *bundle_in(xmpp_stanza_t *iq)
{
    const xmpp_stanza_t *items = st_child(st_child(iq, "pubsub", NS_PUBSUB), "items", NS_PUBSUB);
    return st_child(st_child(items, "item", NS_PUBSUB), "bundle", NS_OMEMO);
}

static const char *without_key(struct desk *d, const struct letter *request)
{
    if (conf_agent(d->conf, request->to) == NULL)
        return notice_say(d->arena, d->conf, NOTICE_ENCRYPTED, request->lang, NULL);
    return desk_is_house(d, request->from) ? encrypted_without_key(d, "Not carried out")
                                           : voice_signed(d->arena, encrypted_without_key(d, "Not sent"));
}

/* When no new session can be had, the old one is still the best that there is: what was broken may have been a stranger's
 * message, and a server may be away for a while. Without any session the request goes out in plain text, and asks to switch
 * encryption off: no key was agreed on. */
void sealing_answer(struct desk *d, xmpp_stanza_t *iq, const struct jid *from)
{
    const char *id = st_attr(iq, "id"), *type = st_attr_or(iq, "type", "");
    if (id == NULL || !desk_is_new_id(id) || (strcmp(type, "result") != 0 && strcmp(type, "error") != 0))
        return;
    struct cursor *c = store_query(d->store, SQL_omemo_repair, TEXT(id), TEXT(from->bare));
    if (!cursor_next(c))
        return;
    struct letter l = {
        .from = cursor_text(c, 0),
        .to = from->bare,
        .body = cursor_text(c, 2),
        .lang = cursor_text(c, 3),
        .open = true,
    };
    uint32_t device = (uint32_t)cursor_int(c, 1);
    cursor_end(c);
    struct omemo_pair pair = pair_of(d, l.from, l.to);
    store_run(d->store, SQL_omemo_repair_drop, TEXT(l.from), TEXT(l.to));
    if (!keyring_take(d, &pair, device, bundle_in(iq)) && !omemo_knows(d->omemo, &pair))
        l.body = without_key(d, &l);
    flood_forget(&d->refused, flood_number(&d->flood_key, broken_of(d, &pair)), BROKEN_MS);
    letter_send(d, &l);
}
