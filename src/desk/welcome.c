/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * welcome: see welcome.h. */
#include "desk/welcome.h"

#include "conf/hours.h"
#include "conf/hours_say.h"
#include "desk/agent.h"
#include "desk/archiving.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/letter.h"
#include "desk/line.h"
#include "desk/say.h"

void conversation_tell_closed(struct desk *d, const struct conversation *t)
{
    const struct conf_queue *q = conversation_queue(d, t);
    int64_t opens = hours_next_open_ms(&q->hours, d->now_ms);
    const char *when =
        opens < 0 ? "" : hours_say(d->arena, &q->hours, conversation_language(d, t), opens, d->now_ms);
    conversation_tell(d, t, opens < 0 ? NOTICE_NOBODY : NOTICE_CLOSED_HOURS,
                      (struct notice_value[]){{"queue", q->title}, {"when", when}, {0}});
    store_run(d->store, SQL_conversation_told, INT(t->id), INT(TOLD_CLOSED), INT(d->now_ms));
}

void welcome_expect(struct desk *d, const struct conversation *t, int64_t position,
                    const struct expectation *e)
{
    const struct conf_queue *q = conversation_queue(d, t);
    store_run(d->store, SQL_conversation_told, INT(t->id), INT(position), INT(d->now_ms));
    if (!hours_open(&q->hours, d->now_ms)) {
        conversation_tell_closed(d, t);
        return;
    }
    if (!agents_on_duty(d, q)) {
        conversation_tell(d, t, NOTICE_NOBODY, (struct notice_value[]){{"queue", q->title}, {0}});
        return;
    }
    int64_t estimate = line_estimate_ms(d, t->queue, position);
    const char *wait =
        estimate < 0 ? "" : hours_say_duration(d->arena, conversation_language(d, t), estimate);
    const struct notice_value values[] = {
        {"queue", q->title}, {"position", say_number(d, position)}, {"wait", wait}, {0}};
    conversation_tell(d, t, estimate < 0 ? e->no_estimate : e->estimate,
                      e->names_queue ? values : values + 1);
}

static void tell_reopened_waiting(struct desk *d, struct conversation *t)
{
    int64_t position = line_position(d, t);
    conversation_tell(d, t, NOTICE_REOPENED_WAITING,
                      (struct notice_value[]){{"position", say_number(d, position)}, {0}});
    store_run(d->store, SQL_conversation_told, INT(t->id), INT(position), INT(d->now_ms));
}

static void welcome_back(struct desk *d, struct conversation *t)
{
    if (t->state == CONVERSATION_ACTIVE)
        conversation_tell(d, t, NOTICE_REOPENED, (struct notice_value[]){{"agent", t->agent_name}, {0}});
    else if (!hours_open(&conversation_queue(d, t)->hours, d->now_ms))
        conversation_tell_closed(d, t);
    else
        tell_reopened_waiting(d, t);
}

void conversation_greet(struct desk *d, const struct conversation *t)
{
    const struct conf_queue *q = conversation_queue(d, t);
    if (q->greeting[0] == '\0')
        return;
    struct letter l = letter_to_customer(t, desk_new_id(d));
    l.body = q->greeting;
    conversation_send(d, t, "system", &l);
}

void conversation_welcome(struct desk *d, struct conversation *t, bool reopened)
{
    if (reopened) {
        welcome_back(d, t);
        return;
    }
    conversation_greet(d, t);
    welcome_expect(d, t, t->entered,
                   &(struct expectation){.estimate = NOTICE_WELCOME,
                                         .no_estimate = NOTICE_WELCOME_NO_ESTIMATE,
                                         .names_queue = true});
}
