/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * relay: see relay.h. */
#include "command/relay.h"

#include "bot/copilot.h"
#include "desk/agent.h"
#include "desk/archiving.h"
#include "desk/confirm.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/front.h"
#include "desk/letter.h"
#include "desk/mail.h"
#include "desk/withdrawn.h"

void relay_words(struct desk *d, struct conversation *t, const struct mail *m, const struct agent *a,
                 const char *body)
{
    if (body != NULL || m->content.keeps) {
        mail_archive(d, t, "agent", m, body);
        conversation_agent_wrote(d, t, m->from.device);
    }
    struct letter l = letter_to_customer(t, m->id);
    l.lang = m->lang;
    l.nick = front_name(d, t, a->conf->name);
    l.body = mail_shown(m, body);
    l.stamp_ms = m->stamp_ms;
    l.stored = m->stored;
    mail_travels(d, m, &l, false);
    withdrawn_for_customer(d, t, m->content.means.retracts, &l);
    if (m->content.means.signs != NULL)
        l.means = &m->content.means; /* instead of a payload that reaction.c took away */
    letter_send(d, &l);
    if (l.body != NULL && m->content.receipt_wanted)
        confirm_asked(d, t, CONFIRM_CUSTOMER);
    if (body != NULL && m->content.said != NULL)
        copilot_translate(d, t, "agent", m->content.said);
}

static struct letter live_letter(struct desk *d, const struct conversation *t, const struct agent *a)
{
    return (struct letter){.channel = t->channel,
                           .from = t->queue_address,
                           .to = t->customer_full,
                           .nick = front_name(d, t, a->conf->name)};
}

void relay_live(struct desk *d, const struct conversation *t, const struct mail *m, const struct agent *a)
{
    struct letter l = live_letter(d, t, a);
    mail_travels(d, m, &l, true);
    if (mail_is_live(m))
        letter_send_live(d, &l);
}

void relay_paused(struct desk *d, const struct conversation *t, const struct mail *m, const struct agent *a)
{
    struct letter l = live_letter(d, t, a);
    l.typing = TYPING_PAUSED;
    if (m->content.typing != TYPING_UNSAID && conversation_held_by(t, a->id))
        letter_send_live(d, &l);
}
