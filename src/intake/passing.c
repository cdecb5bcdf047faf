/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * passing: see passing.h. */
#include "intake/passing.h"

#include "desk/confirm.h"
#include "desk/contact.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/dropped.h"
#include "desk/letter.h"
#include "desk/mail.h"
#include "desk/reference.h"
#include "desk/shown.h"
#include "desk/voice.h"
#include "desk/withdrawn.h"
#include "intake/gate.h"

enum { SIGNS_A_MESSAGE = 4 /* signs allowed for each allowed message: received, read, typing, paused */ };

void passing_send(struct desk *d, const struct conversation *t, const struct mail *m, bool receipt)
{
    struct letter l = {
        .from = t->localpart,
        .to = t->agent_jid,
        .id = m->id,
        .lang = m->lang,
        .nick = contact_name(d, t),
        .body = voice_words(d, mail_shown(m, m->content.body)),
        .receipt = receipt && mail_shown(m, m->content.body) != NULL,
        .stamp_ms = shown_late_stamp(d, t, m->stamp_ms),
    };
    mail_travels(d, m, &l, false);
    withdrawn_for_agent(d, t, m->content.means.retracts, INT64_MAX, &l);
    letter_send(d, &l);
    if (l.receipt)
        confirm_asked(d, t, CONFIRM_AGENT);
}

void passing_on(struct desk *d, const struct conversation *t, const struct mail *m)
{
    if (t->state == CONVERSATION_ACTIVE) /* else the agent who accepts gets it with the backlog */
        passing_send(d, t, m, true);
}

/* Passes on chat states and the like, only while an agent holds the conversation, and only to the device that
 * wrote last. */
static void pass_live(struct desk *d, const struct mail *m, const struct conversation *t)
{
    if (t->id == 0 || t->state != CONVERSATION_ACTIVE || !mail_is_live(m))
        return;
    struct letter l = {
        .from = t->localpart,
        .to = t->agent_full[0] != '\0' ? t->agent_full : t->agent_jid,
    };
    mail_travels(d, m, &l, true);
    letter_send_live(d, &l);
}

static bool too_many_signs(struct desk *d, const struct conversation *t, const struct conf_queue *q)
{
    if (flood_pass(&d->signs, flood_number(&d->flood_key, t->customer_jid), d->now_ms,
                   SIGNS_A_MESSAGE * q->flood_messages, q->flood_period_ms))
        return false;
    dropped_add(d, t->customer_jid, "too many receipts, markers or chat states");
    return true;
}

/* A receipt or a marker for a text of the desk goes to nobody: the agent has no such message. */
static void pass_sign_on(struct desk *d, const struct conversation *t, const struct mail *m)
{
    struct mail sign = *m;
    struct meaning *means = &sign.content.means;
    if (means->mark != MARK_NONE && means->marked != NULL &&
        (means->marked = reference_marked(d, t, means->marked)) == NULL)
        return;
    passing_on(d, t, &sign);
}

void passing_signs(struct desk *d, const struct mail *m, struct conversation *t, const struct conf_queue *q)
{
    if (t->id == 0)
        return;
    if (mail_too_large(m, q))
        return;
    if (t->gone_ms != 0) /* the customer can be reached again */
        store_run(d->store, SQL_conversation_gone, INT(t->id), INT(0));
    if (m->content.receipt)
        confirm_came(d, t, CONFIRM_CUSTOMER);
    bool by_client = m->content.receipt || !m->content.carries; /* else attention is asked for (XEP-0224) */
    if (by_client ? too_many_signs(d, t, q) : gate_too_fast(d, t->customer_jid, q))
        return;
    if (m->content.carries)
        pass_sign_on(d, t, m);
    pass_live(d, m, t);
}
