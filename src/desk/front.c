/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * front: see front.h. */
#include "desk/front.h"

#include <stddef.h>
#include <string.h>

#include "base/jid.h"
#include "conf/hours.h"
#include "conf/hours_say.h"
#include "desk/agent.h"
#include "desk/channel.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/line.h"
#include "desk/party.h"
#include "desk/say.h"

static const char *notice_or_none(struct desk *d, enum notice n, const char *language,
                                  const struct notice_value *values)
{
    const char *text = notice_say(d->arena, d->conf, n, language, values);
    return text[0] != '\0' ? text : NULL; /* the administrator overrode it with nothing */
}

static const char *say_waiting(struct desk *d, const struct conf_queue *q, const char *language)
{
    int64_t waiting = line_waiting(d, q->name), estimate = line_estimate_ms(d, q->name, waiting);
    if (waiting == 0)
        return NULL;
    const char *wait = estimate < 0 ? "" : hours_say_duration(d->arena, language, estimate);
    return notice_or_none(d, estimate < 0 ? NOTICE_STATUS_WAITING_NO_ESTIMATE : NOTICE_STATUS_WAITING,
                          language,
                          (struct notice_value[]){{"waiting", say_number(d, waiting)}, {"wait", wait}, {0}});
}

static void say_open(struct desk *d, const struct conf_queue *q, const char *language, struct front *f)
{
    int64_t opens = hours_next_open_ms(&q->hours, d->now_ms);
    if (!hours_open(&q->hours, d->now_ms)) {
        f->show = "xa";
        f->status =
            opens < 0
                ? NULL
                : notice_or_none(d, NOTICE_STATUS_CLOSED, language,
                                 (struct notice_value[]){{"when", hours_say(d->arena, &q->hours, language,
                                                                            opens, d->now_ms)},
                                                         {0}});
        return;
    }
    bool on_duty = agents_on_duty(d, q);
    f->show = on_duty ? NULL : "away";
    f->status =
        on_duty ? say_waiting(d, q, language) : notice_or_none(d, NOTICE_STATUS_NOBODY, language, NULL);
}

static struct front front_for(struct desk *d, const struct conf_queue *q, const struct conversation *t,
                              const char *language)
{
    struct front f = {.name = q->title};
    if (t->id != 0 && t->state == CONVERSATION_ACTIVE) {
        f.agent = conf_agent(d->conf, t->agent_jid);
        f.name = front_name(d, t, t->agent_name);
    } else {
        say_open(d, q, language, &f);
    }
    return f;
}

struct front front_of(struct desk *d, const struct conf_queue *q, const char *reader)
{
    struct jid jid;
    if (!jid_parse(d->arena, reader, &jid))
        return (struct front){.name = q->title};
    struct party who = party_of_jid(&jid);
    struct conversation t = conversation_of_customer(d, who.key, q->name);
    struct customer u = customer_find(d, &who);
    return front_for(d, q, &t, customer_language(d, &u, q));
}

const char *front_name(struct desk *d, const struct conversation *t, const char *agent_name)
{
    return arena_printf(d->arena, "%s · %s", agent_name, conversation_desk_queue(d, t)->title);
}

void front_tell(struct desk *d, const struct conversation *t, bool named)
{
    const struct channel *channel = channel_find(d, t->channel);
    const struct conf_queue *q = conf_queue(d->conf, t->queue_address);
    if (channel->front == NULL || q == NULL || t->gone_ms != 0)
        return;
    struct front f = front_for(d, q, t, conversation_language(d, t));
    channel->front(d, t, &f, named);
}

/* Whether the queue's title is more than its address, which some clients show to strangers without one. */
static bool has_name(struct desk *d, const struct conversation *t)
{
    const struct conf_queue *q = conf_queue(d->conf, t->queue_address);
    return q != NULL && strcmp(q->title, q->name) != 0;
}

void front_entered(struct desk *d, struct conversation *t, const struct conversation *was)
{
    bool served = was->id != 0 && was->state == CONVERSATION_ACTIVE, serves = t->state == CONVERSATION_ACTIVE;
    bool begins = was->id == 0 || was->state == CONVERSATION_CLOSED, ends = t->state == CONVERSATION_CLOSED;
    if (served && serves && was->agent == t->agent)
        return;
    if (served || serves || begins || ends)
        front_tell(d, t, served || serves || (begins && has_name(d, t)));
}
