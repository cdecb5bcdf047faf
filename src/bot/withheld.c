/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * withheld: see withheld.h. */
#include "bot/withheld.h"

#include "base/utf8.h"
#include "bot/ground.h"
#include "bot/prompt.h"
#include "bot/responder_kind.h"
#include "bot/task.h"
#include "desk/archiving.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "model/completion_request.h"

enum { DRAFT = 2000 /* characters of a draft in a note */ };

static const char *missing(struct desk *d, const struct responder_state *b, const struct task *task,
                           const char *text)
{
    return b->conf->grounded
               ? ground_missing(d->arena, completion_request_given(d->arena, task->request), text)
               : NULL;
}

static bool repeats(struct desk *d, const struct conversation *t, const struct responder_state *b,
                    const struct task *task, const char *text)
{
    return ground_repeats(d->arena, prompt_frame(d, t, b->conf),
                          completion_request_data(d->arena, task->request), text);
}

const char *withheld_why(struct desk *d, const struct conversation *t, const struct responder_state *b,
                         const struct task *task, const char *text)
{
    if (missing(d, b, task, text) != NULL)
        return "its answer has a figure, date or address that is in no text that it was given";
    return repeats(d, t, b, task, text) ? "its answer repeats its instructions" : NULL;
}

void withheld_note(struct desk *d, const struct conversation *t, const struct responder_state *b,
                   const struct task *task, const char *draft)
{
    const char *what = missing(d, b, task, draft);
    const char *because = what == NULL ? "" : arena_printf(d->arena, " (nothing says \"%s\")", what);
    conversation_archive(d, t, "bot", "note", desk_address(d, t->queue_address), desk_new_id(d),
                         arena_printf(d->arena, "draft that was not sent%s: %s", because,
                                      utf8_printable(d->arena, utf8_line(d->arena, draft), DRAFT)));
}
