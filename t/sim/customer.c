/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * customer: what customers do: ask, go on asking, answer, write too much, say goodbye, close the browser.
 */
#include "sim.h"

#include <string.h>

#include "base/arena.h"
#include "mail.h"

enum { CROWD = 100, MAX_MESSAGE = 10000 /* the default of max_message */ };

static const char *some_desk(struct sim *s)
{
    if (sim_chance(&s->people_rng, 6))
        return SIM_DOMAIN;
    const struct sim_queue *q = &s->queues[sim_between(&s->people_rng, 0, s->n_queues - 1)];
    return arena_printf(s->arena, "%s@" SIM_DOMAIN, q->name);
}

static void flood(struct sim *s, int who, const char *desk)
{
    for (int n = (int)sim_between(&s->people_rng, 2, 30); n > 0; n--)
        person_says(s, who, desk, "and also %", "");
}

/* As much as the flood limit lets through, to one queue: more than one turn delivers. Whoever takes it is
 * given that while new words come. */
static void chat_on(struct sim *s, int who)
{
    const char *desk = arena_printf(s->arena, "%s@" SIM_DOMAIN, s->queues[0].name);
    for (int n = 0; n < 4; n++)
        person_says(s, who, desk, "and then %", "");
    agents_take(s, who, 0);
}

static void typing(struct sim *s, int who, const char *desk)
{
    server_from_person(s, who,
                       arena_printf(s->arena,
                                    "<message type='chat' from='%s/phone' to='%s'><composing "
                                    "xmlns='http://jabber.org/protocol/chatstates'/></message>",
                                    s->people[who].jid, desk));
}

/* Words of the setting `goodbye`, as people write them. */
static void goodbye(struct sim *s, int who, const char *desk)
{
    static const char *const words[] = {"bye", "Bye!", "Goodbye.", "Tschüss", "再见", "auf wiedersehen"};
    struct said *said = person_says(s, who, desk, words[sim_between(&s->people_rng, 0, 5)], "");
    if (said != NULL)
        said->bare_word = said->farewell = true;
}

/* XEP-0308: of the last message, wherever that went. */
static void correct(struct sim *s, int who, const char *desk)
{
    person_says(s, who, desk, "I meant %",
                arena_printf(s->arena, "<replace id='c%d-%d' xmlns='urn:xmpp:message-correct:0'/>", who,
                             s->people[who].n_said));
}

static void write_something(struct sim *s, int who, const char *desk)
{
    int64_t kind = sim_between(&s->people_rng, 0, 99);
    if (kind < 70) {
        person_says(s, who, desk, "I have a question %", "");
    } else if (kind < 76) {
        goodbye(s, who, desk);
    } else if (kind < 78) {
        correct(s, who, desk);
    } else if (kind < 84) {
        flood(s, who, desk);
    } else if (kind < 90) {
        typing(s, who, desk);
    } else if (kind < 92) {
        struct said *said =
            person_says(s, who, desk, "secret %", "<encrypted xmlns='eu.siacs.conversations.axolotl'/>");
        if (said != NULL)
            said->may_vanish = true;
    } else if (kind < 93) {
        person_says(s, who, desk, "!close %", "");
    } else if (kind < 94) {
        person_says(s, who, desk, arena_printf(s->arena, "long %%%0*d", MAX_MESSAGE, 0), "");
    } else {
        struct said *said = person_says(s, who, SIM_DOMAIN, "1", "");
        if (said != NULL)
            said->bare_word = said->may_vanish = true;
    }
}

void customer_acts(struct sim *s, const struct happening *h)
{
    struct person *p = &s->people[h->who];
    if (s->calm || p->gone)
        return;
    if (p->anonymous && sim_chance(&s->people_rng, 6)) {
        sim_note(s, "%s closes the browser", p->jid);
        p->gone = true;
        return;
    }
    if (!p->agent)
        person_device(s, h->who, 0, sim_chance(&s->people_rng, 5) ? NULL : "");
    if (p->chatty) {
        chat_on(s, h->who);
        sim_later(s, 2100, customer_acts, 0, h->who, NULL, NULL);
        return;
    }
    const char *desk = some_desk(s);
    if (s->n_responders > 0 && sim_chance(&s->people_rng, 60))
        ask_something(s, h->who, desk);
    else
        write_something(s, h->who, desk);
    /* In a crowd each writes less often: it is the line that is to be long. */
    int64_t hurry = sim_chance(&s->people_rng, 30) ? 20000 : 240000;
    sim_later(s, sim_between(&s->people_rng, 3000, hurry * (1 + s->n_customers / CROWD)), customer_acts, 0,
              h->who, NULL, NULL);
}

static void answers(struct sim *s, const struct happening *h)
{
    if (!s->calm && !s->people[h->who].gone)
        person_says(s, h->who, h->text, "I see %", "");
}

/* An agent's words are answered. Of the notices only the one of a transfer is: the words after it are for the new queue. */
void customer_hears(struct sim *s, int who, const char *from, const char *body)
{
    bool passed_on = strstr(body, "has passed your conversation on to") != NULL;
    if ((passed_on || strstr(body, "[#a") != NULL) && strchr(from, '@') != NULL &&
        sim_chance(&s->people_rng, passed_on ? 80 : 45))
        sim_later(s, sim_between(&s->people_rng, 500, 20000), answers, 0, who, from, NULL);
    if (s->n_responders > 0)
        ask_hears(s, who, from, body);
}
