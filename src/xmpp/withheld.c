/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * withheld: see withheld.h. */
#include "xmpp/withheld.h"

#include "conf/notice.h"
#include "desk/agent.h"
#include "desk/channel.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/customer.h"
#include "desk/letter.h"
#include "desk/party.h"
#include "desk/voice.h"
#include "xmpp/sealing_trust.h"

enum { HOUR_MS = 60 * 60 * 1000, MINUTE_MS = 60 * 1000 };

static bool is_time(struct desk *d, const char *what, int64_t period_ms)
{
    return flood_pass(&d->refused, flood_number(&d->flood_key, what), d->now_ms, 1, period_ms);
}

static void tell_supervisors(struct desk *d, const struct conf_agent *a)
{
    if (!is_time(d, arena_printf(d->arena, "no device %s", a->jid), HOUR_MS))
        return;
    log_warn(
        "agent %s: omemo = \"require\", and no device of this agent has keys that can be read; nothing of a "
        "conversation is sent to it",
        a->jid);
    for (size_t i = 0; i < d->conf->n_agents; i++) {
        struct agent s = agent_find(d, d->conf->agents[i].jid);
        if (s.id != 0 && s.conf != a && s.conf->role == ROLE_SUPERVISOR && s.state != AGENT_OFFLINE)
            agent_tell(d, s.jid,
                       arena_printf(
                           d->arena,
                           "%s has no device with OMEMO that can be read, and gets nothing of the customers' "
                           "words, because encryption is required (omemo = \"require\").",
                           a->name));
    }
}

static const char *for_agent(struct desk *d, const char *own)
{
    return desk_is_house(d, own)
               ? "There is something for you here that is only sent encrypted, and none of your devices can read that yet. "
                 "Switch OMEMO on for this chat, and write here."
               : VOICE_SIGN
               "A customer is here. This chat is only sent to you encrypted, and none of your devices can read "
               "that yet. Switch OMEMO on for it and write: !history shows what was said.";
}

static const char *for_customer(struct desk *d, const char *own, const char *peer, const char **lang)
{
    const struct conf_queue *q = conf_queue(d->conf, own);
    struct party party = party_of(d->arena, CHANNEL_XMPP, peer, NULL);
    struct customer u = customer_find(d, &party);
    *lang = customer_language(d, &u, q != NULL ? q : &d->conf->queues[0]);
    return notice_say(d->arena, d->conf, NOTICE_WITHHELD, *lang, NULL);
}

/* Of what the agent writes, and not of each notice of the desk. */
static void tell_holder(struct desk *d, const char *own, const char *peer)
{
    struct conversation t = conversation_of_customer(d, peer, own);
    if (t.id != 0 && t.agent_jid[0] != '\0' &&
        is_time(d, arena_printf(d->arena, "unsent %s %s", own, peer), MINUTE_MS))
        conversation_tell_agent(
            d, &t, t.agent_jid,
            "Not delivered: this queue sends encrypted messages only, and none of the customer's "
            "devices can read them now. Write again when the customer has written.");
}

bool withheld(struct desk *d, const struct letter *l, const char *own, const char *peer,
              struct letter *instead)
{
    const struct conf_agent *a = conf_agent(d->conf, peer);
    bool untrusted = a != NULL && sealing_trust_withholds(d, own, peer);
    if (a != NULL && !untrusted) /* of a key that waits, they were told */
        tell_supervisors(d, a);
    else if (a == NULL)
        tell_holder(d, own, peer);
    *instead = (struct letter){.from = l->from, .to = l->to, .id = l->id, .open = true};
    instead->body = untrusted   ? sealing_trust_withheld(d, own, peer)
                    : a != NULL ? for_agent(d, own)
                                : for_customer(d, own, peer, &instead->lang);
    return is_time(d, arena_printf(d->arena, "withheld %s %s", own, peer), HOUR_MS);
}
