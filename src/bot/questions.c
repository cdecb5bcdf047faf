/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * questions: see questions.h. */
#include "bot/questions.h"

#include <stdbool.h>
#include <string.h>

#include "acts/act.h"
#include "base/utf8.h"
#include "conf/conf.h"
#include "desk/core.h"
#include "knowledge/knowledge_part.h"
#include "knowledge/saying.h"

enum { SENTENCES = 20 /* that may be questions; what comes after them belongs to the last one */ };

/* Tables of phrases (saying.h). What may stand before a question; … */
static const char before[] =
    "and|but|or|then|so|also|ok|okay|well|please|plus|hi|hello|hey|first|second|secondly|finally|"
    "und|aber|oder|dann|also|auch|außerdem|bitte|hallo|ja|noch|erstens|zweitens";
/* … with what it begins, if there is no question mark; … */
static const char opens[] =
    "how|what|when|where|why|who|which|whose|what's|where's|do you|do i|does|did|is|are|can|could|will|would|"
    "should|may i|have you|am i|must i|any chance|"
    "wie|was|wann|wo|wohin|woher|warum|wieso|weshalb|wer|welche|welcher|welches|welchen|kann|können|könnt|könnte|"
    "darf|dürfen|muss|müssen|soll|gibt|habt|haben sie|ist|sind|wird|werden|geht|bieten sie|liefern sie|kostet";
/* … what makes a Chinese sentence a question; … */
static const char asks_zh[] =
    "吗|呢|怎么|怎样|如何|多少|多久|什么|哪|能不能|可不可以|可否|能否|有没有|是不是|是否|几天|几点|为何";
/* … with what a sentence begins that only tells something, whatever sign is at its end; … */
static const char tells[] = "i|i'm|i've|my|we|we're|our|it|ich|wir|mein|meine|unser|我|我们";
/* … and what asks whether anybody listens. */
static const char calls[] =
    "can you help|could you help|can anyone help|can someone help|help me|i have a question|i have some questions|"
    "i've a question|one question|quick question|two questions|a few questions|"
    "können sie mir helfen|kannst du mir helfen|könnt ihr mir helfen|können sie helfen|könnten sie mir helfen|"
    "ich habe eine frage|ich hätte eine frage|eine frage|kurze frage|zwei fragen|"
    "能帮|可以帮|帮我|帮帮|问一下|有个问题|在吗|有人吗";

/* Goes past the words that may stand before a question. */
static struct saying proper(struct saying s)
{
    while (saying_begins(&s, before))
        s.words += 1 + strcspn(s.words + 1, " ");
    return s;
}

static bool is_question(struct desk *d, const struct conf_responder *r, const char *sentence)
{
    static const struct act_context nothing = {.answered = false};
    struct words *words = desk_words(d);
    struct part_wanted wanted = part_wanted(d->arena, words, sentence);
    struct saying whole = saying_of(d->arena, words, sentence), s = proper(whole);
    bool marked = strchr(sentence, '?') != NULL || strstr(sentence, "？") != NULL;
    if (wanted.n == 0 && wanted.kind == NULL)
        return false;
    if (saying_has(&whole, calls) || act_of(r->acts, d->arena, words, &nothing, sentence, 0).act != ACT_NONE)
        return false;
    if (saying_begins(&s, opens) || saying_has(&whole, asks_zh))
        return marked || wanted.n > 0; /* "how long" may go on in the next message */
    return marked && !saying_begins(&s, tells);
}

static void append(struct desk *d, const char **to, const char *sentence)
{
    *to = (*to)[0] == '\0' ? sentence : arena_printf(d->arena, "%s %s", *to, sentence);
}

/* Adds a sentence to the question before it, or begins the next one. `lead`: sentences that tell something,
 * since the last question. */
static void take(struct desk *d, struct questions *q, const char **lead, const char *sentence, bool asks)
{
    append(d, lead, sentence);
    if (!asks)
        return;
    if (q->n < QUESTIONS_MOST) {
        q->asks[q->n] = sentence;
        q->text[q->n++] = *lead;
    } else {
        append(d, &q->rest, sentence);
    }
    *lead = "";
}

struct questions questions_of(struct desk *d, const struct conf_responder *r, const char *text)
{
    struct questions q = {.rest = ""};
    const char *lead = "";
    size_t n = 0;
    for (size_t line; text[0] != '\0'; text += line) {
        line = strcspn(text, "\n");
        const char *at = arena_strndup(d->arena, text, line);
        for (size_t len; (len = saying_sentence(at)) > 0; at += len) {
            const char *one = utf8_trim(d->arena, arena_strndup(d->arena, at, len));
            if (one[0] != '\0')
                take(d, &q, &lead, one, n++ < SENTENCES && is_question(d, r, one));
        }
        line += text[line] == '\n';
    }
    if (lead[0] != '\0' && q.rest[0] == '\0' && q.n > 0)
        append(d, &q.text[q.n - 1], lead);
    return q;
}
