/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * message: see message.h. */
#include "intake/message.h"

#include <string.h>

#include "command/command.h"
#include "desk/agent.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/dropped.h"
#include "intake/agent_message.h"
#include "intake/customer_message.h"
#include "intake/gate.h"
#include "intake/house.h"
#include "intake/mail.h"
#include "xml/stanza.h"
#include "xmpp/bounce.h"

enum {
    DECLINES = 5, /* so many a minute for one sender */
    DECLINES_EVERY_MS = 60 * 1000,
};

static void to_house(struct desk *d, xmpp_stanza_t *stanza, const struct jid *from, const struct jid *to)
{
    struct agent a = agent_find(d, from->bare);
    if (a.id != 0)
        agent_ask_again(d, &a);
    struct mail m = mail_read(d, stanza, from, to, a.id != 0 ? FROM_AGENT : FROM_CUSTOMER, NULL);
    /* What was meant as a command is not a customer's first message. */
    if (a.id == 0 && m.content.body != NULL && agent_tell_removed(d, from->bare))
        return;
    if (a.id == 0)
        house_message(d, &m);
    else if (m.content.body != NULL)
        command_house(d, &m, &a);
}

static void to_queue(struct desk *d, xmpp_stanza_t *stanza, const struct jid *from, const struct jid *to,
                     const struct conf_queue *q)
{
    struct mail m = mail_read(d, stanza, from, to, FROM_CUSTOMER, NULL);
    customer_message(d, &m, q);
}

/* A desk whose queue left the configuration: its open conversations go on elsewhere, and still under that
 * address. */
static bool to_gone_queue(struct desk *d, xmpp_stanza_t *stanza, const struct jid *from, const struct jid *to)
{
    struct conversation t = conversation_of_customer(d, from->bare, to->local);
    if (t.id == 0)
        return false;
    struct mail m = mail_read(d, stanza, from, to, FROM_CUSTOMER, NULL);
    const struct conf_queue *q = conversation_queue(d, &t);
    if (!gate_blocks(d, &m, q))
        customer_goes_on(d, &m, q, &t);
    return true;
}

/* A face is no secret worth an answer of its own: who may not see it is told what is told of one that does
 * not exist. */
static void to_face(struct desk *d, xmpp_stanza_t *stanza, const struct jid *from, const struct jid *to)
{
    struct agent a = agent_find(d, from->bare);
    if (a.id != 0) {
        agent_ask_again(d, &a);
        struct mail m = {.stanza = stanza, .from = from, .to = to};
        agent_message(d, &m, &a);
        return;
    }
    struct mail m = mail_read(d, stanza, from, to, FROM_CUSTOMER, NULL);
    if (m.content.body == NULL)
        return;
    agent_tell_removed(d, from->bare);
    mail_refuse(d, &m, VERDICT_ITEM_NOT_FOUND, NULL, NULL);
}

/* What is no person's words, whatever body it has: it opens nothing and is passed to nobody. */
static bool is_taken(struct desk *d, xmpp_stanza_t *stanza, const struct jid *from, const struct jid *to)
{
    struct errand e = {.stanza = stanza, .from = from, .to = to};
    const struct xep_take *row = xep_take(stanza, &e.child);
    if (row == NULL)
        return false;
    e.from_agent = agent_find(d, from->bare).id != 0;
    if (!e.from_agent && gate_ignores(d, from))
        return true;
    dropped_add(d, from->bare, row->what);
    int64_t number = flood_number(&d->flood_key, arena_printf(d->arena, "decline %s", from->bare));
    if (row->decline != NULL && flood_pass(&d->refused, number, d->now_ms, DECLINES, DECLINES_EVERY_MS))
        row->decline(d, &e);
    return true;
}

/* A server, a gateway: it has no customers' questions, and no use for an answer. */
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
    if (strcmp(type, "headline") == 0)
        return; /* news of a server or a PEP node: RFC 6121 section 5.2.2, nobody expects an answer */
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
        to_queue(d, stanza, from, to, queue);
        break;
    case PLACE_FACE:
        to_face(d, stanza, from, to);
        break;
    case PLACE_UNKNOWN:
        if (to_gone_queue(d, stanza, from, to))
            break;
        xep_refuse(d, "message", from->full, to->full, st_attr(stanza, "id"), VERDICT_ITEM_NOT_FOUND, NULL,
                   NULL);
        break;
    }
}
