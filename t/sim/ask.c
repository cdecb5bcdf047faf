/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ask: what customers say where a responder may answer: questions that its texts answer, that they leave open, that
 * they know nothing of; the wish for a person, yes and no, thanks, numbers, files; in one go, in pieces, and with
 * corrections. */
#include "sim.h"

#include <string.h>

#include "base/arena.h"
#include "mail.h"

#define SOME(s, words) \
    (words)[sim_between(&(s)->people_rng, 0, (int64_t)(sizeof(words) / sizeof(words)[0]) - 1)]

/* As they stand: a token in them would be one more word that is in no text. */
static void says(struct sim *s, int who, const char *desk, const char *text)
{
    struct said *said = person_says(s, who, desk, text, "");
    if (said == NULL)
        return;
    said->bare_word = true;
    said->farewell =
        strcmp(text, "thanks") == 0 || strcmp(text, "Thank you!") == 0 || strcmp(text, "bye") == 0;
    said->may_vanish = strcmp(desk, SIM_DOMAIN) == 0 && strlen(text) <= 3; /* a choice of the menu, perhaps */
}

static void says_then(struct sim *s, const struct happening *h)
{
    if (!s->calm && !s->people[h->who].gone)
        says(s, h->who, h->text, h->more);
}

static void will_say(struct sim *s, int who, int64_t most_ms, const char *desk, const char *text)
{
    sim_later(s, sim_between(&s->people_rng, 100, most_ms), says_then, 0, who, desk, text);
}

static const char *question(struct sim *s)
{
    static const char *const words[] = {
        "how long does delivery take",
        "How long is delivery?",
        "when is my money back",
        "when is my money back",
        "what does delivery cost",
        "What is the cost of delivery?",
        "delivery to Sweden, please",
        "how many days for a return",
        "发票可以开吗",
        "do you sell umbrellas",
        "can you repair my bicycle",
        "how long",
        "What does delivery cost? And when is my money back?",
        "Do you sell umbrellas? How long does delivery take?",
        "and how much is that?",
    };
    return SOME(s, words);
}

static void ask(struct sim *s, int who, const char *desk)
{
    says(s, who, desk, question(s));
}

/* With a token, so that the words are known again in a briefing. */
static void ask_in_vain(struct sim *s, int who, const char *desk)
{
    person_says(s, who, desk, "what about my order %", "");
}

static void wish(struct sim *s, int who, const char *desk)
{
    static const char *const words[] = {"human", "Human!", "I want to talk to a person, a human %", "人工"};
    const char *text = SOME(s, words);
    struct said *said = person_says(s, who, desk, text, "");
    if (said != NULL)
        said->bare_word = strchr(text, '%') == NULL;
}

static void small_talk(struct sim *s, int who, const char *desk)
{
    static const char *const words[] = {
        "yes", "Yes, please!", "no", "No, thanks.", "thanks", "Thank you!",       "hello", "你好",
        "1",   "2.",           "３", "?",           "lawyer", "my lawyer says so"};
    says(s, who, desk, SOME(s, words));
}

static void send_file(struct sim *s, int who, const char *desk)
{
    struct said *said =
        person_says(s, who, desk, "https://files.example/broken.jpg",
                    "<x xmlns='jabber:x:oob'><url>https://files.example/broken.jpg</url></x>");
    if (said != NULL)
        said->bare_word = true;
}

/* Within what most responders wait for, and a little more. */
static void ask_in_pieces(struct sim *s, int who, const char *desk)
{
    says(s, who, desk, "one question:");
    for (int n = (int)sim_between(&s->people_rng, 1, 4); n > 0; n--)
        will_say(s, who, 3000, desk, question(s));
}

static void corrects(struct sim *s, const struct happening *h)
{
    if (s->calm || s->people[h->who].gone)
        return;
    struct said *said = person_says(s, h->who, h->text, question(s), h->more);
    if (said != NULL)
        said->bare_word = true;
}

/* XEP-0308: soon enough to be of the same question, or too late. */
static void ask_and_correct(struct sim *s, int who, const char *desk)
{
    const struct said *said = person_says(s, who, desk, "how long does devilery take %", "");
    if (said != NULL)
        sim_later(s, sim_between(&s->people_rng, 200, 4000), corrects, 0, who, desk,
                  arena_printf(s->arena, "<replace id='%s' xmlns='urn:xmpp:message-correct:0'/>", said->id));
}

void ask_something(struct sim *s, int who, const char *desk)
{
    static const struct {
        int percent;
        void (*does)(struct sim *, int who, const char *desk);
    } rows[] = {{34, ask},           {12, ask_in_vain},     {12, wish}, {18, small_talk}, {6, send_file},
                {10, ask_in_pieces}, {100, ask_and_correct}};
    int64_t left = sim_between(&s->people_rng, 0, 99);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (left < rows[i].percent) {
            rows[i].does(s, who, desk);
            return;
        }
        left -= rows[i].percent;
    }
}

/* ---- what comes of what a responder says ---- */

static const char *reaction(struct sim *s, const char *body)
{
    static const char *const to_choices[] = {"1",  "1",  "2",     "2.",
                                             "３", "no", "human", "how long is delivery"};
    static const char *const to_offer[] = {"yes",         "yes",   "Yes, please!", "no",
                                           "No, thanks.", "human", "and pens?"};
    static const char *const to_answer[] = {"thanks",    "human", "2", "when is my money back",
                                            "to Norway", "bye"};
    if (strstr(body, "Which of these do you mean?") != NULL)
        return SOME(s, to_choices);
    static const char *const to_consent[] = {"yes", "yes", "Yes, please!", "yes", "no", "and pens?"};
    if (strstr(body, "Before I do this") != NULL)
        return SOME(s, to_consent);
    if (strstr(body, "write \"yes\"") != NULL)
        return SOME(s, to_offer);
    bool answered = strstr(body, "\n— ") != NULL || strstr(body, "[=") != NULL /* a language model */;
    return answered || strstr(body, "automatic assistant") != NULL ? SOME(s, to_answer) : NULL;
}

void ask_hears(struct sim *s, int who, const char *from, const char *body)
{
    const char *text = s->calm || strchr(from, '@') == NULL ? NULL : reaction(s, body);
    bool consent = strstr(body, "Before I do this") != NULL;
    if (text != NULL && sim_chance(&s->people_rng, consent ? 80 : 45))
        will_say(s, who, 15000, from, text);
}

static void adds(struct sim *s, const struct happening *h)
{
    if (!s->calm && !s->people[h->who].gone)
        person_says(s, h->who, h->text, "and what about %", "");
}

void ask_more(struct sim *s, int who, const char *desk, int64_t within_ms)
{
    sim_later(s, sim_between(&s->people_rng, 0, within_ms), adds, 0, who, desk, NULL);
}
