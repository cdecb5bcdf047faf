/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sealing_trust: see sealing_trust.h. */
#include "xmpp/sealing_trust.h"

#include <string.h>

#include "desk/agent.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/letter.h"
#include "desk/voice.h"
#include "omemo/omemo.h"
#include "xmpp/sealing.h"

enum {
    LINES = 5, /* about one customer's keys in an hour: customers can make as many as they like */
    HOUR_MS = 60 * 60 * 1000,
};

static const char *number(struct desk *d, const struct omemo_news *n)
{
    return arena_printf(d->arena, "%lu", (unsigned long)n->device);
}

/* What has happened to whose device. */
static const char *event_of(struct desk *d, const struct omemo_news *n, const char *whose)
{
    if (n->was[0] == '\0')
        return arena_printf(d->arena, "%s has a new device that encrypts with OMEMO, %s.\nIts key: %s", whose,
                            number(d, n), n->is);
    return arena_printf(d->arena, "The OMEMO key of %s's device %s has changed.\nOld key: %s\nNew key: %s",
                        whose, number(d, n), n->was, n->is);
}

static const char *consequence_of(struct desk *d, const struct omemo_news *n)
{
    if (n->trusted)
        return "The desk accepts it. If nobody has set up a client anew, somebody else may be using the account.";
    return arena_printf(
        d->arena,
        "The desk does not read what is encrypted with it, and encrypts nothing for this device. If the key "
        "is the right one, an administrator confirms it: frontdesk omemo trust %s %s",
        n->pair.peer, number(d, n));
}

/* In clear too: there may be no device that can read it otherwise. */
static void tell(struct desk *d, const char *agent_jid, const char *text)
{
    struct letter l = {.from = "", .to = agent_jid, .body = text, .open = true};
    letter_send(d, &l);
}

static void tell_about_agent(struct desk *d, const struct omemo_news *n)
{
    struct agent a = agent_find(d, n->pair.peer);
    if (a.id == 0)
        return;
    const char *whose = arena_printf(d->arena, "%s (%s)", a.conf->name, a.jid),
               *text = arena_printf(d->arena, "%s\n%s", event_of(d, n, whose), consequence_of(d, n));
    tell(d, a.jid, text);
    for (size_t i = 0; i < d->conf->n_agents; i++) {
        struct agent s = agent_find(d, d->conf->agents[i].jid);
        if (s.id != 0 && s.id != a.id && s.conf->role == ROLE_SUPERVISOR)
            tell(d, s.jid, text);
    }
}

static void tell_about_customer(struct desk *d, const struct omemo_news *n)
{
    struct conversation t = conversation_of_customer(d, n->pair.peer, n->pair.own);
    struct agent a = t.id != 0 && t.agent != 0 ? agent_by_id(d, t.agent) : (struct agent){.id = 0};
    int64_t counted = flood_number(&d->flood_key, arena_printf(d->arena, "keys of %s", n->pair.peer));
    if (a.id == 0 || !flood_pass(&d->refused, counted, d->now_ms, LINES, HOUR_MS))
        return;
    const char *text =
        n->was[0] == '\0'
            ? arena_printf(d->arena, "%s also writes from another device now. Its OMEMO key: %s", t.face_name,
                           n->is)
            : arena_printf(d->arena, "%s encrypts with another OMEMO key now.\nOld key: %s\nNew key: %s",
                           t.face_name, n->was, n->is);
    conversation_tell_agent(d, &t, a.jid, text);
}

void sealing_trust_tell(struct desk *d)
{
    struct omemo_news n;
    while (omemo_next_news(d->omemo, &n))
        if (n.pair.agent)
            tell_about_agent(d, &n);
        else
            tell_about_customer(d, &n);
}

const char *sealing_trust_refusal(struct desk *d, const char *agent_jid, uint32_t device)
{
    return arena_printf(
        d->arena,
        "Not read: the desk does not trust the OMEMO key of this device, %lu. Write from a device that "
        "it knows, or have an administrator confirm the key: frontdesk omemo trust %s %lu",
        (unsigned long)device, agent_jid, (unsigned long)device);
}

bool sealing_trust_withholds(struct desk *d, const char *own, const char *peer)
{
    const struct conf_agent *a = conf_agent(d->conf, peer);
    return a != NULL && a->trust == TRUST_FIRST && sealing_is_on(d, own, peer) && omemo_waits(d->omemo, peer);
}

const char *sealing_trust_withheld(struct desk *d, const char *own, const char *agent_jid)
{
    return arena_printf(
        d->arena,
        "%sSomething for you was held back: the desk trusts the OMEMO key of none of your devices, and sends you "
        "nothing in clear meanwhile. An administrator confirms a key: frontdesk omemo trust %s%s",
        desk_is_house(d, own) ? "" : VOICE_SIGN, agent_jid,
        desk_is_house(d, own) ? "" : ". Then !history shows what was said.");
}

const char *sealing_trust_fingerprint(struct desk *d)
{
    return omemo_fingerprint_found(d->omemo);
}

void sealing_trust_welcome(struct desk *d, const char *customer_jid, const char *queue)
{
    struct conversation t = conversation_of_customer(d, customer_jid, queue);
    if (t.id == 0 || !conversation_queue(d, &t)->omemo_notice ||
        store_int(d->store, SQL_message_of_customer_count, 0, INT(t.id), INT(2)) != 1)
        return;
    conversation_tell(d, &t, NOTICE_ENCRYPTION_ENDS, NULL);
}
