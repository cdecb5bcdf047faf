/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * authority: see authority.h. */
#include "desk/authority.h"

#include "desk/agent.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/offer.h"
#include "desk/say.h"

enum { FACE_LOOKS = 50 /* conversations of a face that are looked at, the newest first */ };

const char authority_past[] = "this conversation was transferred and is no longer in your queues. !history "
                              "shows what was said until then.";

static bool acts(struct desk *d, const struct conversation *t, const struct agent *a)
{
    return a->conf->role == ROLE_SUPERVISOR || agent_serves(d, a, t->queue) ||
           conversation_held_by(t, a->id) || offer_to(d, t, a->id) != 0;
}

/* Returns the last message that the agent may read of a conversation that has left the agent's queues. If it
 * has left several of them, the latest departure counts. */
static int64_t read_until(struct desk *d, const struct conversation *t, const struct agent *a)
{
    int64_t upto = 0;
    struct cursor *c = store_query(d->store, SQL_departures, INT(t->id));
    while (cursor_next(c))
        if (cursor_int(c, 1) > upto && agent_serves(d, a, cursor_text(c, 0)))
            upto = cursor_int(c, 1);
    return upto;
}

struct authority authority_over(struct desk *d, const struct conversation *t, const struct agent *a)
{
    if (t->id == 0 || a->id == 0 || a->conf == NULL)
        return (struct authority){false, 0};
    if (acts(d, t, a))
        return (struct authority){true, INT64_MAX};
    return (struct authority){false, read_until(d, t, a)};
}

/* Nearly always the newest conversation is the one. But agents of another queue may know only an older one,
 * which was transferred to them. */
struct conversation authority_at_face(struct desk *d, const char *localpart, const struct agent *a,
                                      struct authority *may)
{
    *may = (struct authority){false, 0};
    if (a->id == 0 || a->conf == NULL)
        return conversation_by_id(d, 0);
    struct conversation t = conversation_last_of_face(d, localpart);
    for (int i = 0; t.id != 0 && i < FACE_LOOKS; i++) {
        *may = authority_over(d, &t, a);
        if (may->upto != 0)
            return t;
        t = conversation_by_id(d, store_int(d->store, SQL_conversation_before, 0, INT(t.face), INT(t.id)));
    }
    return conversation_by_id(d, 0);
}

const char *authority_queues(struct desk *d, const struct agent *a)
{
    if (a->conf != NULL && a->conf->role == ROLE_SUPERVISOR)
        return NULL;
    struct text text = text_new(d->arena);
    text_add(&text, "\n");
    for (size_t i = 0; i < d->conf->n_queues; i++)
        if (agent_serves(d, a, d->conf->queues[i].name))
            text_add(&text, "%s\n", d->conf->queues[i].name);
    return text.s;
}
