/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * failure: what is done when a language model has no answer for the customer; for the files of
 * openai_inside.h. */
#include "bot/handover.h"
#include "bot/openai_inside.h"
#include "bot/responder_kind.h"
#include "bot/task.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/limited_log.h"

/* Ends the open answer, which the model may still be writing, and logs why. */
static void end(struct desk *d, const struct conversation *t, const struct responder_state *b,
                const char *why)
{
    limited_log(d, LOG_LEVEL_WARN, t->customer_jid, "conversation %lld: responder %s: %s", (long long)t->id,
                b->conf != NULL ? b->conf->name : "?", why);
    tasks_drop(d, t->id, TASK_ANSWER);
    responder_types(d, t, b, false);
}

static void hand_over(struct desk *d, struct conversation *t, struct responder_state *b, const char *why)
{
    handover(d, t, b, arena_printf(d->arena, "The language model could not answer: %s", why));
}

void openai_failed(struct desk *d, struct conversation *t, struct responder_state *b, const char *why)
{
    end(d, t, b, why);
    hand_over(d, t, b, why);
}

void openai_no_answer(struct desk *d, struct conversation *t, struct responder_state *b, const char *question,
                      const char *why)
{
    end(d, t, b, why);
    if (!faq_instead(d, t, b, question))
        hand_over(d, t, b, why);
}
