/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * wiring: see desk/wiring.h. The handlers that belong to the names. */
#include "desk/wiring.h"

#include "acts/act.h"
#include "bot/consent.h"
#include "bot/copilot.h"
#include "bot/openai.h"
#include "bot/responder.h"
#include "bot/responder_check.h"
#include "bot/responder_kind.h"
#include "bot/search.h"
#include "bot/task.h"
#include "command/lone.h"
#include "conf/conf_check.h"
#include "conf/conf_picture.h"
#include "desk/agent.h"
#include "desk/agent_check.h"
#include "desk/block.h"
#include "desk/called_check.h"
#include "desk/confirm.h"
#include "desk/contact.h"
#include "desk/conversation.h"
#include "desk/front.h"
#include "desk/gone.h"
#include "desk/line.h"
#include "desk/listener.h"
#include "desk/offer.h"
#include "desk/overdue.h"
#include "desk/prune.h"
#include "desk/queue_check.h"
#include "desk/router.h"
#include "desk/shown.h"
#include "desk/subscription.h"
#include "intake/backlog.h"
#include "xeps/xep.h"
#include "xmpp/bounce.h"
#include "xmpp/channel.h"
#include "xmpp/roster.h"
#include "xmpp/sealing_trust.h"

static const struct channel *const channels[] = {&xmpp_channel, NULL};

static void (*const tasks[TASK_KINDS])(struct desk *, struct task *, const struct model_news *) = {
    [TASK_ANSWER] = openai_came,        [TASK_SUGGEST] = copilot_suggested,
    [TASK_SUMMARY] = copilot_summed_up, [TASK_TRANSLATE] = copilot_translated,
    [TASK_CLOSING] = copilot_closed,
};

static const struct responder_kind *const responders[RESPONDER_TYPES] = {
    [RESPONDER_FAQ] = &faq_kind,
    [RESPONDER_OPENAI] = &openai_kind,
    [RESPONDER_NULL] = &null_kind,
};

const struct conf_check conf_checks[] = {
    {.check = conf_check_component},
    {.check = conf_check_store},
    {.check = agent_check_all},
    {.check = conf_check_messages},
    {.check = responder_check_tools},
    {.check = responder_check_all},
    {.check = act_check_tables},
    {.check = queue_check_all},
    {.check = conf_check_pictures},
    {.check = queue_check_default},
    {.check = queue_check_skills, .notes = true},
    {.check = called_check, .notes = true},
    {.check = agent_check_idle, .notes = true},
    {.check = NULL},
};

/* Of the order only this counts: backlog after confirm, see intake/backlog.h. */
static const struct listener listeners[] = {
    {.left = offer_left},
    {.left = shown_left},
    {.left = line_left, .entered = line_entered},
    {.left = agent_left, .entered = agent_entered},
    {.entered = contact_entered},
    {.entered = front_entered},
    {.entered = gone_entered},
    {.left = router_left, .entered = router_entered},
    {.entered = overdue_entered},
    {.left = responder_left, .entered = responder_entered},
    {.entered = consent_entered},
    {.left = copilot_left, .entered = copilot_entered},
    {.entered = confirm_entered, .message = confirm_message},
    {.entered = backlog_entered},
    {.entered = lone_entered},
};

/* Each looks only at conversations of its own state. */
static void nobody_writes(struct desk *d, int64_t conversation)
{
    conversation_idle(d, conversation);
    responder_idle(d, conversation);
}

const struct wiring wiring = {
    .tasks = tasks,
    .responders = responders,
    .listeners = listeners,
    .n_listeners = sizeof listeners / sizeof listeners[0],
    .fingerprint = sealing_trust_fingerprint,
    .xeps = xep_table,
    .channels = channels,
    .timers =
        {
            [TIMER_OFFER] = offer_expire,
            [TIMER_GRACE] = conversation_grace_over,
            [TIMER_LOGOUT] = agent_logged_out,
            [TIMER_FIRST_REPLY] = conversation_no_reply,
            [TIMER_IDLE] = nobody_writes,
            [TIMER_ABANDON] = conversation_waited_too_long,
            [TIMER_ROUND] = router_round_over,
            [TIMER_DELIVER] = backlog_deliver_more,
            [TIMER_GONE] = gone_over,
            [TIMER_RESEND] = bounce_resend,
            [TIMER_CONFIRM] = confirm_look,
            [TIMER_ANSWER] = responder_answer,
            [TIMER_SEARCH] = search_due,
            [TIMER_FALLBACK] = responder_fallback,
            [TIMER_RESPONDERS] = responders_sync,
            [TIMER_BLOCK] = block_over,
            [TIMER_POSITION] = line_tell_positions,
            [TIMER_HOURS] = router_hours,
            [TIMER_PRUNE] = prune_some,
            [TIMER_STALE] = agent_drop_stale,
            [TIMER_ROSTER] = roster_work,
            [TIMER_HERE] = gone_ask,
            [TIMER_CONTACTS] = contacts_tell_some,
            [TIMER_REQUEST] = subscription_request_open,
        },
};
