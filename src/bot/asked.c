/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * asked: see asked.h. */
#include "bot/asked.h"

#include <string.h>

#include "base/utf8.h"
#include "bot/responder_kind.h"
#include "conf/phrase.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/say.h"
#include "desk/timer.h"

enum {
    QUESTION_MESSAGES = 50,            /* the latest messages that make up a question */
    QUESTION_CHARACTERS = PHRASE_TEXT, /* the last characters of its text; phrase_in() looks at no more */
};

struct part {
    int64_t id;
    const char *stanza_id, *body;
};

/* Says whether the body of a file's message is only a link, or empty: then it asks nothing. */
static bool is_link(struct desk *d, const char *body)
{
    const char *said = utf8_trim(d->arena, body);
    return said[0] == '\0' || (strstr(said, "://") != NULL && strpbrk(said, " \t\r\n") == NULL);
}

/* Adds a message to the question. A correction replaces the message that it corrects, if that belongs to the
 * same question (it may have come twice); else the correction is added as a message of its own. */
static void add_part(struct part *parts, size_t *n, const struct part *part, const char *replaces)
{
    bool corrects = false;
    for (size_t i = 0; replaces[0] != '\0' && i < *n; i++)
        if (strcmp(parts[i].stanza_id, replaces) == 0) {
            parts[i].body = part->body;
            corrects = true;
        }
    if (!corrects)
        parts[(*n)++] = *part;
}

static const char *last_characters(const char *text, size_t max)
{
    size_t length = utf8_length(text), len = strlen(text);
    while (length > max) {
        uint32_t cp;
        size_t one = utf8_decode(text, len, &cp);
        text += one;
        len -= one;
        length--;
    }
    return text;
}

struct asked asked_of(struct desk *d, const struct conversation *t, const struct responder_state *b)
{
    struct part parts[QUESTION_MESSAGES];
    size_t n = 0;
    struct asked asked = {.upto = b->heard, .last = "", .corrected = true};
    struct cursor *c =
        store_query(d->store, SQL_bot_unheard, INT(t->id), INT(b->heard), INT(QUESTION_MESSAGES));
    while (n < QUESTION_MESSAGES && cursor_next(c)) {
        struct part part = {.id = cursor_int(c, 0),
                            .stanza_id = cursor_text(c, 1),
                            .body = cursor_text(c, 2)};
        const char *replaces = cursor_text(c, 3);
        asked.upto = part.id;
        asked.corrected = asked.corrected && replaces[0] != '\0';
        if (cursor_int(c, 4)) {
            asked.file = true;
            if (is_link(d, part.body))
                continue;
        }
        asked.last = part.body;
        asked.last_id = part.id;
        add_part(parts, &n, &part, replaces);
    }
    cursor_end(c);
    struct text text = text_new(d->arena);
    for (size_t i = 0; i < n; i++)
        text_add(&text, "%s%s", i > 0 ? "\n" : "", parts[i].body);
    asked.text = utf8_trim(d->arena, last_characters(text.s, QUESTION_CHARACTERS));
    return asked;
}

void asked_take_up(struct desk *d, struct conversation *t, struct responder_state *b,
                   const struct asked *asked)
{
    b->after = b->heard;
    b->heard = asked->upto;
    store_run(d->store, SQL_bot_heard, INT(t->id), INT(asked->upto));
    timer_clear(d, TIMER_ANSWER, t->id);
}
