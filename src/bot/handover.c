/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * handover: see handover.h. */
#include "bot/handover.h"

#include <string.h>

#include "base/utf8.h"
#include "bot/responder_kind.h"
#include "bot/task.h"
#include "conf/hours.h"
#include "conf/hours_say.h"
#include "desk/agent.h"
#include "desk/archiving.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/limited_log.h"
#include "desk/line.h"
#include "desk/say.h"
#include "desk/transition.h"
#include "desk/voice.h"
#include "desk/welcome.h"

enum { BRIEFING_QUESTIONS = 10, BRIEFING_CHARACTERS = 200 };

/* ---- the briefing ---- */

static const char *outcome_text(struct desk *d, struct cursor *c)
{
    const char *outcome = cursor_text(c, 1);
    if (strcmp(outcome, "answer") == 0 && cursor_text(c, 2)[0] == '\0')
        return "answered"; /* without a text of the company */
    if (strcmp(outcome, "answer") == 0)
        return arena_printf(d->arena, "answered: %s (%s)", cursor_text(c, 2), cursor_text(c, 3));
    if (strcmp(outcome, "rejected") == 0)
        return cursor_text(c, 2)[0] == '\0'
                   ? "tried in vain"
                   : arena_printf(d->arena, "tried in vain: %s (%s)", cursor_text(c, 2), cursor_text(c, 3));
    return strcmp(outcome, "ask") == 0 ? "asked back" : "nothing found";
}

static void add_questions(struct desk *d, struct text *text, const struct conversation *t,
                          const struct responder_state *b)
{
    struct cursor *c =
        store_query(d->store, SQL_question_of, INT(t->id), INT(b->since_ms), INT(BRIEFING_QUESTIONS));
    while (cursor_next(c))
        text_add(text, "\n- \"%s\": %s",
                 utf8_printable(d->arena, voice_words(d, cursor_text(c, 0)), BRIEFING_CHARACTERS),
                 outcome_text(d, c));
}

/* Adds the notes of the responder's tools: what they have changed. */
static void add_notes(struct desk *d, struct text *text, const struct conversation *t,
                      const struct responder_state *b)
{
    struct cursor *c =
        store_query(d->store, SQL_bot_notes, INT(t->id), INT(b->since), INT(BRIEFING_QUESTIONS));
    while (cursor_next(c))
        text_add(text, "\n- %s", cursor_text(c, 0));
}

/* Returns the briefing, which only agents see: why the conversation comes to them, and what was tried. */
static const char *briefing(struct desk *d, const struct conversation *t, const struct responder_state *b,
                            const char *reason)
{
    struct text text = text_new(d->arena);
    text_add(&text, "%s. With the responder %s for %s", reason,
             b->conf != NULL ? b->conf->name : "(no longer configured)",
             say_seconds(d, d->now_ms - b->since_ms));
    text_add(&text, ", %lld question%s", (long long)b->turns, b->turns == 1 ? "" : "s");
    const char *tag = conversation_customer_tag(t);
    text_add(&text, "; language: %s; conversations here: %lld", tag[0] != '\0' ? tag : "unknown",
             (long long)store_int(d->store, SQL_face_conversations, 0, INT(t->face)));
    add_questions(d, &text, t, b);
    add_notes(d, &text, t, b);
    return text.s;
}

/* ---- the way to the line ---- */

/* Other conversations that came back may stand at the head too, so the position is counted. */
static void tell_waiting(struct desk *d, const struct conversation *t)
{
    static const struct expectation notices = {.estimate = NOTICE_HANDOVER,
                                               .no_estimate = NOTICE_HANDOVER_NO_ESTIMATE};
    welcome_expect(d, t, t->accepted_ms != 0 ? line_position(d, t) : t->entered, &notices);
}

void handover_now(struct desk *d, struct conversation *t, struct responder_state *b, const char *reason)
{
    tasks_drop(d, t->id,
               TASK_ANSWER); /* the part that the customer has seen is archived before the briefing */
    conversation_archive(d, t, "bot", "note", desk_address(d, t->queue_address), desk_new_id(d),
                         briefing(d, t, b, reason));
    conversation_to_line(d, t, reason);
    tell_waiting(d, t);
}

void handover(struct desk *d, struct conversation *t, struct responder_state *b, const char *reason)
{
    const struct conf_queue *q = conversation_queue(d, t);
    bool has_place = t->place != 0; /* in the line, from before the responder had it */
    if (!has_place && line_full(d, q, t->customer_jid)) {
        limited_log(d, LOG_LEVEL_WARN, t->customer_jid,
                    "conversation %lld stays with the responder: the line of %s is full", (long long)t->id,
                    q->name);
        conversation_tell(d, t, NOTICE_LINE_FULL, NULL);
        responder_offered(d, t, b, true);
        return;
    }
    handover_now(d, t, b, reason);
}

struct people handover_people(struct desk *d, const struct conversation *t)
{
    const struct conf_queue *q = conversation_queue(d, t);
    if (hours_open(&q->hours, d->now_ms))
        return (struct people){.there = agents_on_duty(d, q), .when = ""};
    int64_t opens = hours_next_open_ms(&q->hours, d->now_ms);
    return (struct people){
        .when =
            opens < 0 ? "" : hours_say(d->arena, &q->hours, conversation_language(d, t), opens, d->now_ms)};
}

void handover_or_ask(struct desk *d, struct conversation *t, struct responder_state *b, const char *reason)
{
    struct people people = handover_people(d, t);
    if (b->offered || people.there) {
        handover(d, t, b, reason);
        return;
    }
    responder_tell(d, t, b, people.when[0] == '\0' ? NOTICE_BOT_HUMAN_NOBODY : NOTICE_BOT_HUMAN_CLOSED,
                   (struct notice_value[]){{"when", people.when}, {0}});
    responder_offered(d, t, b, true);
}
