/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * message: see message.h. */
#include "xmpp/message.h"

#include <string.h>
#include <strings.h>

#include "base/datetime.h"
#include "base/language_tag.h"
#include "desk/agent.h"
#include "desk/authority.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/dropped.h"
#include "desk/mail.h"
#include "desk/party.h"
#include "desk/subscription.h"
#include "intake/agent_message.h"
#include "intake/arrival.h"
#include "intake/gate.h"
#include "omemo/omemo.h"
#include "xeps/reading.h"
#include "xeps/route.h"
#include "xml/stanza.h"
#include "xmpp/alias.h"
#include "xmpp/bounce.h"
#include "xmpp/keyring.h"
#include "xmpp/outbox.h"
#include "xmpp/sealing.h"
#include "xmpp/sealing_trust.h"

enum {
    DECLINES = 5, /* declines per minute for one sender */
    DECLINES_EVERY_MS = 60 * 1000,
    LATE_MS = 60 * 1000, /* a stamp that is older than this shows that the message was delayed */
};

/* Returns the language of the body, if it has its own; otherwise that of the stanza. Agents are shown it, so
 * only a tag is accepted. */
static const char *language_of(struct arena *arena, const xmpp_stanza_t *stanza)
{
    const char *own = language_tag_read(arena, st_attr(st_body(stanza), "xml:lang"));
    return own != NULL ? own : language_tag_read(arena, st_attr(stanza, "xml:lang"));
}

/* Sets m->id, the id of the message on both legs. If it differs from the id of the stanza, the archive keeps
 * that id too, unless the author's client has named another (XEP-0359): the shorter of the two can be found
 * again by its alias.
 */
static void name_it(struct desk *d, struct mail *m, const xmpp_stanza_t *stanza, enum side side,
                    const struct conversation *t)
{
    struct alias_author a = {
        .customer = side == FROM_CUSTOMER ? m->from.key
                    : t != NULL           ? t->customer_jid
                                          : "",
        .agent = side == FROM_AGENT,
        .domain = m->from.domain,
    };
    const char *id = st_attr_or(stanza, "id", "");
    m->id = id[0] != '\0' ? alias_of(d, &a, id) : desk_new_id(d);
    if (id[0] != '\0' && m->id != id && (m->content.origin_id == NULL || strlen(id) > ID_MAX))
        m->content.origin_id = strlen(id) <= ORIGIN_MAX ? id : NULL;
}

/* Returns the time of the oldest stamp from the sender's own server. Stamps of others are not believed,
 * because only that server knows when the message was sent (XEP-0203 section 2). A stamp in the future or
 * before 2000 does not count. */
static int64_t stamp_of(const struct desk *d, const struct delay *delays, const char *domain)
{
    static const int64_t first_ms = 946684800000; /* 2000-01-01 */
    int64_t oldest_ms = 0;
    for (const struct delay *one = delays; one != NULL; one = one->next) {
        int64_t ms = strcasecmp(one->from, domain) == 0 ? datetime_read(one->stamp) : 0;
        if (ms >= first_ms && ms <= d->now_ms - LATE_MS && (oldest_ms == 0 || ms < oldest_ms))
            oldest_ms = ms;
    }
    return oldest_ms;
}

/* A receipt or a marker shows that the sender's client has a message of ours: it need not be sent again. */
static void note_arrival(struct desk *d, const struct jid *from, const struct content *c)
{
    const char *marker = c->refers[REFERS_MARKS].id, *id = marker != NULL ? marker : c->means.marked;
    if (c->receipt && id != NULL)
        outbox_arrived(d, from->bare, id);
}

/* Returns false for a message that is nobody's words: one that was decrypted before, or that only keeps a session
 * alive; and for one over the limits of decrypting or with an untrusted key, which it refuses. may: the sender may write to that address; what others have encrypted is not decrypted. */
static bool mail_read(struct desk *d, xmpp_stanza_t *stanza, const struct jid *from, const struct jid *to,
                      enum side side, const struct conversation *t, bool may, struct mail *m)
{
    struct unsealed u = may ? sealing_open(d, stanza, from, to->local) : (struct unsealed){0};
    if (u.nothing)
        return false;
    struct reading r = xep_read(d, stanza, side, t, u.body);
    r.content.broken = u.broken;
    r.content.plain = u.body == NULL && r.content.body != NULL && !r.content.shows && !r.content.encrypted;
    const char *answers = desk_is_house(d, to->local) ? desk_house(d) : to->local;
    if (side == FROM_AGENT && r.content.plain && may && sealing_is_required(d, answers, from->bare))
        r.content.encrypted = true;
    *m = (struct mail){
        .from = party_of_jid(from),
        .to = to->local,
        .lang = language_of(d->arena, stanza),
        .content = r.content,
        .stamp_ms = stamp_of(d, r.delays, from->domain),
        .origin = stanza,
    };
    name_it(d, m, stanza, side, t);
    note_arrival(d, from, &m->content);
    if (u.refused)
        mail_refuse(d, m, REFUSAL_TOO_FAST, NULL, NULL);
    if (u.untrusted != NULL)
        mail_refuse(d, m, REFUSAL_BLOCKED, u.untrusted, "en");
    return !u.refused && u.untrusted == NULL;
}

/* By now the agent may have written !ready. */
static void remind(struct desk *d, const struct agent *a, const struct jid *from)
{
    struct agent now = agent_by_id(d, a->id);
    if (from->resource[0] != '\0')
        subscription_remind(d, &now);
}

static void to_house(struct desk *d, xmpp_stanza_t *stanza, const struct jid *from, const struct jid *to)
{
    struct agent a = agent_find(d, from->bare);
    if (a.id != 0)
        subscription_request_again(d, &a);
    struct mail m;
    if (!mail_read(d, stanza, from, to, a.id != 0 ? FROM_AGENT : FROM_CUSTOMER, NULL, true, &m))
        return;
    /* A removed agent's message was meant as a command, and is not a customer's first message. */
    if (a.id == 0 && m.content.body != NULL && agent_tell_removed(d, from->bare))
        return;
    if (a.id == 0)
        arrival(d, &m);
    else
        agent_message_to_house(d, &m, &a);
    if (a.id != 0 && m.content.said != NULL)
        remind(d, &a, from);
}

static void to_queue(struct desk *d, xmpp_stanza_t *stanza, const struct jid *from, const struct jid *to)
{
    struct mail m;
    if (!mail_read(d, stanza, from, to, FROM_CUSTOMER, NULL, true, &m))
        return;
    arrival(d, &m);
    if (!m.content.encrypted && st_child(stanza, "encrypted", NS_OMEMO) != NULL)
        sealing_trust_welcome(d, from->bare, to->local);
}

/* A sender who may not see a face gets the same answer as for a face that does not exist. */
static void to_face(struct desk *d, xmpp_stanza_t *stanza, const struct jid *from, const struct jid *to)
{
    struct agent a = agent_find(d, from->bare);
    if (a.id != 0) {
        subscription_request_again(d, &a);
        struct authority may;
        struct conversation t = authority_at_face(d, to->local, &a, &may);
        struct mail m;
        if (!mail_read(d, stanza, from, to, FROM_AGENT, &t, may.upto != 0, &m))
            return;
        agent_message(d, &m, &a, &t, &may);
        if (m.content.said != NULL)
            remind(d, &a, from);
        return;
    }
    struct mail m;
    if (!mail_read(d, stanza, from, to, FROM_CUSTOMER, NULL, false, &m) || m.content.body == NULL)
        return;
    agent_tell_removed(d, from->bare);
    mail_refuse(d, &m, REFUSAL_NOWHERE, NULL, NULL);
}

/* Whether the message is one that an XEP handles and that nobody has written, whatever its body: it opens no
 * conversation and is not relayed. */
static bool is_taken(struct desk *d, xmpp_stanza_t *stanza, const struct jid *from, const struct jid *to)
{
    struct errand e = {.stanza = stanza, .from = from, .to = to};
    const struct xep_take *row = xep_take(stanza, &e.child);
    if (row == NULL)
        return false;
    e.from_agent = agent_find(d, from->bare).id != 0;
    struct party author = party_of_jid(from);
    if (row->receive != NULL && row->receive(d, &e))
        return true;
    if (!e.from_agent && gate_ignores(d, &author))
        return true;
    dropped_add(d, from->bare, row->what);
    int64_t number = flood_number(&d->flood_key, arena_printf(d->arena, "decline %s", from->bare));
    if (row->decline != NULL && flood_pass(&d->refused, number, d->now_ms, DECLINES, DECLINES_EVERY_MS))
        row->decline(d, &e);
    return true;
}

/* Whether the message is from a server or a gateway, which asks no questions and needs no answer. */
static bool is_service(struct desk *d, const struct jid *from, const struct jid *to)
{
    if (from->local[0] != '\0' || agent_find(d, from->bare).id != 0 || strchr(to->local, '.') != NULL)
        return false;
    dropped_add(d, from->bare, "message of a server");
    return true;
}

void message_receive(struct desk *d, xmpp_stanza_t *stanza, const struct jid *from, const struct jid *to)
{
    const char *type = st_attr_or(stanza, "type", "normal");
    const struct conf_queue *queue;
    if (strcmp(type, "error") == 0) {
        bounce_message(d, stanza, from, to);
        return;
    }
    if (strcmp(type, "headline") == 0) { /* RFC 6121 section 5.2.2: nobody expects an answer */
        keyring_news(d, stanza, from);
        return;
    }
    if (strcmp(type, "groupchat") == 0) {
        xep_refuse(d, "message", from->full, to->full, st_attr(stanza, "id"), VERDICT_SERVICE_UNAVAILABLE,
                   NULL, NULL);
        dropped_add(d, from->bare, "message of a room");
        return;
    }
    if (is_taken(d, stanza, from, to) || is_service(d, from, to))
        return;
    switch (desk_place(d, to, &queue)) {
    case PLACE_HOUSE:
        to_house(d, stanza, from, to);
        break;
    case PLACE_QUEUE:
        to_queue(d, stanza, from, to);
        break;
    case PLACE_FACE:
        to_face(d, stanza, from, to);
        break;
    case PLACE_UNKNOWN:
        if (arrival_at_gone_queue(d, from->bare, to->local)) {
            to_queue(d, stanza, from, to);
            break;
        }
        xep_refuse(d, "message", from->full, to->full, st_attr(stanza, "id"), VERDICT_ITEM_NOT_FOUND, NULL,
                   NULL);
        break;
    }
}
