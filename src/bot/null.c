/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * null: the kind of responder that welcomes the customer, collects the question, and passes it on. */
#include "bot/handover.h"
#include "bot/responder_kind.h"

static void answer(struct desk *d, struct conversation *t, struct responder_state *b, const char *question)
{
    (void)question;
    handover_or_ask(d, t, b, "The responder does not answer questions itself");
}

const struct responder_kind null_kind = {.answer = answer};
