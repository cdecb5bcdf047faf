/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * responder_kind: see responder_kind.h. */
#include "bot/responder_kind.h"

#include <string.h>

#include "bot/responder.h"
#include "desk/answered.h"
#include "desk/archiving.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/letter.h"
#include "desk/meaning.h"
#include "desk/say.h"
#include "store/view.h"

static const struct view bots = VIEW(BOT_COLUMNS(struct responder_state));

struct responder_state responder_state_of(struct desk *d, const struct conversation *t)
{
    struct responder_state b = {0};
    if (view_first(&bots, store_query(d->store, SQL_bot_get, INT(t->id)), &b))
        b.conf = responder_of(d, conversation_queue(d, t));
    else
        b.handed = true;
    return b;
}

static struct letter letter_of(struct desk *d, const struct conversation *t, const struct responder_state *b,
                               const char *text)
{
    return (struct letter){
        .from = t->queue_address,
        .channel = t->channel,
        .to = t->customer_address,
        .id = desk_new_id(d),
        .lang = conversation_language(d, t),
        .nick =
            b->conf != NULL && b->conf->shown[0] != '\0' ? b->conf->shown : conversation_queue(d, t)->title,
        .body = text,
        .payload = "",
    };
}

/* upto: the last message that the text answers; 0: none, as of a notice. */
static const char *say_in(struct desk *d, const struct conversation *t, const struct responder_state *b,
                          const char *language, const char *text, int64_t upto)
{
    if (text[0] == '\0')
        return "";
    struct letter l = letter_of(d, t, b, text);
    l.lang = language;
    answered_refer(d, t, upto, &l);
    conversation_archive(d, t, "bot", "chat", desk_address(d, t->queue_address), l.id, l.body);
    letter_send(d, &l);
    return l.id;
}

const char *responder_say(struct desk *d, const struct conversation *t, const struct responder_state *b,
                          const char *text)
{
    return say_in(d, t, b, conversation_language(d, t), text, b->heard);
}

const char *responder_correct(struct desk *d, const struct conversation *t, const struct responder_state *b,
                              const char *id, const char *text, bool last)
{
    struct letter l = letter_of(d, t, b, text);
    l.means = &(struct meaning){.replaces = id};
    if (last)
        conversation_archive_correction(d, t, l.id, l.body, id);
    letter_send(d, &l);
    return l.id;
}

void responder_types(struct desk *d, const struct conversation *t, const struct responder_state *b,
                     bool typing)
{
    if (!b->states)
        return;
    struct letter l = {
        .from = t->queue_address,
        .channel = t->channel,
        .to = t->customer_full,
        .typing = typing ? TYPING_COMPOSING : TYPING_PAUSED,
    };
    letter_send_live(d, &l);
}

void responder_tell(struct desk *d, const struct conversation *t, const struct responder_state *b,
                    enum notice n, const struct notice_value *values)
{
    responder_tell_in(d, t, b, conversation_language(d, t), n, values);
}

void responder_tell_in(struct desk *d, const struct conversation *t, const struct responder_state *b,
                       const char *language, enum notice n, const struct notice_value *values)
{
    say_in(d, t, b, language, notice_say(d->arena, d->conf, n, language, values), 0);
}

void responder_tell_as_is(struct desk *d, const struct conversation *t, const struct responder_state *b,
                          const char *text)
{
    say_in(d, t, b, conversation_language(d, t), text, 0);
}

void responder_introduce(struct desk *d, const struct conversation *t, const struct responder_state *b,
                         enum notice n)
{
    struct letter l =
        letter_of(d, t, b,
                  notice_say(d->arena, d->conf, n, conversation_language(d, t),
                             (struct notice_value[]){{"queue", conversation_queue(d, t)->title}, {0}}));
    conversation_archive(d, t, "system", "chat", desk_address(d, t->queue_address), l.id, l.body);
    letter_send(d, &l);
}

void responder_note(struct desk *d, const struct conversation *t, struct responder_state *b,
                    const char *question, const char *outcome, const char *title, const char *source)
{
    b->turns++;
    b->missed = strcmp(outcome, "none") == 0 ? b->missed + 1 : 0;
    store_run(d->store, SQL_bot_turn, INT(t->id), INT(b->missed));
    store_run(d->store, SQL_question_add, INT(t->id), INT(d->now_ms), TEXT(question), TEXT(outcome),
              TEXT(title), TEXT(source));
}

void responder_rejected(struct desk *d, const struct conversation *t, struct responder_state *b)
{
    store_run(d->store, SQL_question_reject, INT(t->id), INT(b->since_ms));
    b->missed++;
    store_run(d->store, SQL_bot_missed, INT(t->id), INT(b->missed));
}

void responder_offered(struct desk *d, const struct conversation *t, struct responder_state *b, bool offered)
{
    if (b->offered != offered)
        store_run(d->store, SQL_bot_offered, INT(t->id), INT(offered));
    b->offered = offered;
}
