/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * writing: see writing.h. */
#include "bot/writing.h"

#include <string.h>

#include "base/utf8.h"
#include "bot/openai_inside.h"
#include "bot/responder_kind.h"
#include "bot/service.h"
#include "bot/task.h"
#include "bot/withheld.h"
#include "desk/core.h"
#include "model/completion_request.h"
#include "model/filter.h"
#include "model/repetition.h"
#include "model/speech.h"

enum { PIECE = 120 /* characters that a message has at least while the model is still writing */ };

size_t writing_sentence_end(const char *text)
{
    static const char *const ends[] = {"\n\n", ". ", "! ", "? ", ".\n", "!\n", "?\n", "。", "！", "？"};
    size_t last = 0, fences = 0;
    for (const char *at = text; (at = strstr(at, "```")) != NULL; at += 3)
        fences++;
    if (fences % 2 != 0)
        return 0;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        for (const char *at = text; (at = strstr(at, ends[i])) != NULL; at += strlen(ends[i]))
            if ((size_t)(at - text) + strlen(ends[i]) > last)
                last = (size_t)(at - text) + strlen(ends[i]);
    return last;
}

/* Returns what the filter lets through of a piece. If it refuses the piece, hands over and returns NULL. */
static const char *passed(struct desk *d, struct conversation *t, struct responder_state *b,
                          const char *piece)
{
    const char *why = "";
    const char *text = filter_answer(d->arena, d->conf, b->conf, piece, &why);
    if (text == NULL)
        openai_failed(d, t, b, why);
    return text;
}

/* The text that was shown turned out to be reasoning, because the mark of its end came after it. So nothing
 * counts as said: the answer replaces that message, or is sent as a new one. */
static void take_back(struct desk *d, struct task *task)
{
    task->said = 0;
    task_said(d, task);
}

/* Returns the part of the text that may be shown while the model still writes; "": nothing yet. */
static const char *shown_of(struct desk *d, struct task *task, const struct conf_responder *r,
                            const char *written)
{
    enum service_shape shape = service_shape(d, r);
    if (shape == SERVICE_UNKNOWN)
        return "";
    struct speech s = speech_read(d->arena, written, SPEECH_PART, NULL);
    if (shape == SERVICE_PLAIN && s.lone_end) {
        service_learn(d, r, &s);
        take_back(d, task);
    }
    return shape == SERVICE_HELD && !s.lone_end ? "" : s.text;
}

void writing_show(struct desk *d, struct task *task, struct conversation *t, struct responder_state *b,
                  const char *written)
{
    const char *text = b->conf->stream == STREAM_OFF ? "" : shown_of(d, task, b->conf, written);
    bool goes_on =
        completion_request_begun(d->arena, task->request)[0] != '\0'; /* is joined when it is complete */
    if (text[0] == '\0' || strlen(text) < (size_t)task->said || goes_on || repetition_find(text) != 0)
        return;
    bool grew = task->stanza_id[0] != '\0';
    bool grows = grew || (task->said == 0 && b->conf->stream == STREAM_CORRECTIONS && b->corrects);
    const char *rest = text + task->said;
    size_t end = writing_sentence_end(rest);
    if (utf8_length(arena_strndup(d->arena, rest, end)) < PIECE)
        return;
    int64_t said = task->said + (int64_t)end;
    const char *piece =
        passed(d, t, b,
               grows ? arena_strndup(d->arena, text, (size_t)said) : arena_strndup(d->arena, rest, end));
    if (piece == NULL || piece[0] == '\0' || withheld_why(d, t, b, task, piece) != NULL)
        return; /* the agent gets the whole draft when it is complete */
    task->said = said;
    if (grew) {
        task->shown = piece;
        task->shown_id = responder_correct(d, t, b, task->stanza_id, piece, false);
    } else {
        const char *id = responder_say(d, t, b, piece);
        task->stanza_id = grows ? id : "";
    }
    task_said(d, task);
    responder_types(d, t, b, true);
}
