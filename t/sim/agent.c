/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agent: what agents do: come and go with their devices, take offers, pass them on, ignore them, answer,
 * close, transfer, fall silent. */
#include "sim.h"

#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "desk/voice.h"
#include "mail.h"

/* ---- a word in a chat, after a while ---- */

#define REPLY "<reply xmlns='urn:xmpp:reply:0' id='%s'/>"
#define REPLY_TO "<reply xmlns='urn:xmpp:reply:0' to='%s' id='%s'/>"
#define MARK \
    "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='0' end='%d'/></fallback>"

/* As clients do: with a quote in front, as a correction, with a sentence for a retraction; of what was for the desk alone. No
 * customer may see any of it, but what is added behind a quote that is marked. */
static struct said *speaks_of_secret(struct sim *s, int who, const char *face, const char *text, bool command)
{
    const char *id = s->people[who].secret;
    int64_t kind = sim_between(&s->people_rng, 0, 4);
    /* Where the quote does not have the desk's sign, only the reference says whose line it is. */
    const char *line = kind == 0                                     ? "!note"
                       : kind == 1 && sim_chance(&s->people_rng, 50) ? "and then"
                                                                     : VOICE_SIGN "Note of me:";
    const char *quote = arena_printf(s->arena, "> %s [#%s]\n", line, id);
    const char *quoted = arena_printf(s->arena, "&gt;%s%s", quote + 1, text);
    const char *more = "";
    if (kind <= 1)
        more =
            arena_printf(s->arena, REPLY MARK, kind == 0 ? id : "line-of-the-desk", (int)utf8_length(quote));
    else if (kind == 3)
        more = arena_printf(s->arena, "<replace xmlns='urn:xmpp:message-correct:0' id='%s'/>", id);
    else if (kind == 4)
        more = arena_printf(s->arena, "<retract xmlns='urn:xmpp:message-retract:1' id='%s'/>", id);
    struct said *said = person_says(s, who, face, kind <= 2 ? quoted : text, more);
    if (said == NULL)
        return NULL;
    said->command =
        command || kind > 1; /* the secret itself may have been lost on the way: the answer goes on then */
    said->after_quote = kind <= 1 ? text : NULL;
    return said;
}

/* A reply to the customer's last words. Clients put a quote in front and mark it: what the agent says is the text after it. */
static struct said *speaks_in_reply(struct sim *s, int who, const char *face, const char *text)
{
    static const char quote[] = "> what you wrote\n";
    const char *more =
        arena_printf(s->arena, REPLY_TO MARK, face, s->people[who].heard, (int)utf8_length(quote));
    struct said *said = person_says(s, who, face, arena_printf(s->arena, "&gt;%s%s", quote + 1, text), more);
    if (said != NULL)
        said->after_quote = text;
    return said;
}

static bool replies(struct sim *s, const struct person *p, const char *face)
{
    return !s->calm && p->heard != NULL && strcmp(p->heard_face, face) == 0 && sim_chance(&s->people_rng, 15);
}

static void will_say(struct sim *s, int who, int64_t least_ms, int64_t most_ms, const char *to,
                     const char *text);

/* An agent who has passed a customer on to a queue looks at what became of it. */
static void will_look_back(struct sim *s, int who, const char *face)
{
    will_say(s, who, 5000, 60000, face, "!history 9");
    will_say(s, who, 60000, 240000, face, "!history 9");
}

static void leave_at_once(struct sim *s, int who)
{
    for (int i = 0; i < DEVICES; i++)
        person_device(s, who, i, NULL);
}

static void leaves(struct sim *s, const struct happening *h)
{
    if (!s->calm)
        leave_at_once(s, h->who);
}

/* The colleague who is to have the customer often goes away before taking over. */
static void colleague_leaves(struct sim *s, const char *jid)
{
    for (int i = 0; i < s->n_agents; i++)
        if (strncmp(s->people[i].jid, jid, strlen(s->people[i].jid)) == 0 && sim_chance(&s->people_rng, 60))
            sim_later(s, sim_between(&s->people_rng, 0, 20000), leaves, 0, i, "", "");
}

/* Nothing but a command's word without its mark: the desk holds it, and it may be sent, taken for a command or dropped. */
enum { LONE_WORDS = 6 };
static const char *const lone_words[LONE_WORDS] = {"queue", "mine", "ready", "help", "take 2", "close"};

static bool is_lone(const char *text)
{
    for (size_t i = 0; i < LONE_WORDS; i++)
        if (strcmp(text, lone_words[i]) == 0)
            return true;
    return false;
}

static void speaks(struct sim *s, const struct happening *h)
{
    struct person *p = &s->people[h->who];
    bool command = (h->more[0] == '!' && h->more[1] != '!') || h->more[0] == '/';
    if (!s->calm && p->secret != NULL && strcmp(p->secret_face, h->text) == 0 &&
        sim_chance(&s->people_rng, 20)) {
        speaks_of_secret(s, h->who, h->text, h->more, command);
        return;
    }
    struct said *said = replies(s, p, h->text) ? speaks_in_reply(s, h->who, h->text, h->more)
                                               : person_says(s, h->who, h->text, h->more, "");
    if (said == NULL)
        return;
    if (strncmp(h->more, "!transfer queue", 15) == 0)
        will_look_back(s, h->who, h->text);
    else if (strncmp(h->more, "!transfer ", 10) == 0)
        colleague_leaves(s, h->more + 10);
    said->command = command || strcmp(h->text, SIM_HOUSE) == 0; /* what is said there goes to nobody */
    said->farewell = strcmp(h->more, "bye") == 0;
    said->may_vanish |= is_lone(h->more);
    if (command && read_is_face(h->text)) {
        p->secret = said->id;
        p->secret_face = h->text;
    }
}

static void will_say(struct sim *s, int who, int64_t least_ms, int64_t most_ms, const char *to,
                     const char *text)
{
    sim_later(s, sim_between(&s->people_rng, least_ms, most_ms), speaks, 0, who, to, text);
}

/* Any queue, or the next one that the agent does not serve: that is why people pass customers on. */
static const char *some_queue(struct sim *s, int who)
{
    int64_t n = sim_between(&s->people_rng, 0, s->n_queues - 1);
    for (int i = 1; i < s->n_queues && s->queues[n].serves[who]; i++)
        n = (n + 1) % s->n_queues;
    return s->queues[n].name;
}

/* One who is there, if anybody is. */
static const char *colleague(struct sim *s, int who)
{
    int n = (int)sim_between(&s->people_rng, 0, s->n_agents - 1);
    for (int i = 1; i < s->n_agents && (n == who || !person_online(&s->people[n])); i++)
        n = (n + 1) % s->n_agents;
    return s->people[n].jid;
}

/* An agent, or a queue, or nobody. */
static const char *somebody(struct sim *s, int who)
{
    int64_t kind = sim_between(&s->people_rng, 0, 9);
    if (kind < 5)
        return some_queue(s, who);
    return kind < 9 ? colleague(s, who) : "nobody";
}

/* A language model is to help. */
static const char *copilot_word(struct sim *s)
{
    static const char *const words[] = {
        "!suggest",      "!suggest",       "!send",        "!summary", "!translate de",
        "!translate de", "!translate off", "!translate %", "!bot",     "!ask how long is delivery"};
    return words[sim_between(&s->models_rng, 0, (int64_t)(sizeof words / sizeof words[0]) - 1)];
}

static const char *some_word(struct sim *s, int who)
{
    if (s->models != NULL && sim_chance(&s->models_rng, 50))
        return copilot_word(s);
    static const char *const words[] = {"!note careful %", "!info",         "!history 5", "!leave",
                                        "!close done %",   "!unknown %",    "!help",      "!accept",
                                        "!decline",        "!!important %", "/close",     "!pause tea %",
                                        "!ready"};
    int64_t n = sim_between(&s->people_rng, 0, 15);
    int64_t other = s->n_responders > 0 ? sim_between(&s->people_rng, 0, 99) : 99;
    if (other < 20)
        return "!bot";
    if (other < 35)
        return arena_printf(s->arena, "!transfer %s",
                            s->people[sim_between(&s->people_rng, 0, s->n_agents - 1)].jid);
    if (n >= 13)
        return arena_printf(s->arena, "!transfer %s please %%", somebody(s, who));
    return words[n];
}

static bool is_offer(const char *body)
{
    return strstr(body, "take it within") != NULL;
}

static void decide(struct sim *s, int who, const char *face)
{
    int64_t kind = sim_between(&s->people_rng, 0, 99);
    if (kind < 40)
        will_say(s, who, 300, 8000, face, "!accept");
    else if (kind < 65)
        will_say(s, who, 300, 8000, face, "hello, how can I help? %");
    else if (kind < 77)
        will_say(s, who, 300, 8000, face, "!decline");
    else if (kind < 87)
        will_say(s, who, 20000, 60000, face, sim_chance(&s->people_rng, 50) ? "!accept" : "late hello %");
}

static void answer(struct sim *s, int who, const char *face)
{
    if (s->models != NULL && sim_chance(&s->models_rng, 50)) {
        will_say(s, who, 500, 15000, face, copilot_word(s));
        return;
    }
    int64_t kind = sim_between(&s->people_rng, 0, 99);
    if (kind < 8)
        will_say(s, who, 500, 15000, face,
                 arena_printf(s->arena, "!transfer %s please %%", colleague(s, who)));
    else if (kind < 55)
        will_say(s, who, 500, 15000, face, "let me see %");
    else if (kind < 75)
        will_say(s, who, 500, 15000, face, some_word(s, who));
    else if (kind < 85)
        will_say(s, who, 500, 15000, face, "!close");
    else if (kind < 92)
        will_say(s, who, 500, 15000, face, lone_words[sim_between(&s->people_rng, 0, LONE_WORDS - 1)]);
}

/* Each line of the desk in a customer's chat begins with its sign. */
static void check_sign(struct sim *s, const struct person *p, const char *body)
{
    bool signs = strncmp(body, VOICE_SIGN, strlen(VOICE_SIGN)) == 0;
    for (const char *at = body; signs && (at = strchr(at, '\n')) != NULL;)
        if (strncmp(++at, VOICE_SIGN, strlen(VOICE_SIGN)) != 0)
            sim_violation(s, "%s reads a line of the desk without its sign: %s", p->jid, body);
}

/* Remembers the customer's last words, for a reply to them. */
static void note_heard(struct sim *s, struct person *p, const char *face, const char *body)
{
    const char *token = strstr(body, "[#c");
    check_sign(s, p, body);
    if (token == NULL || strncmp(body, VOICE_SIGN, strlen(VOICE_SIGN)) == 0)
        return;
    p->heard = arena_strndup(s->arena, token + 2, strcspn(token + 2, "]"));
    p->heard_face = face;
}

static void remember(struct sim *s, int who, const char *face)
{
    struct person *p = &s->people[who];
    for (int i = 0; i < p->n_faces; i++)
        if (strcmp(p->faces[i], face) == 0)
            return;
    if (p->n_faces < FACES_MAX)
        p->faces[p->n_faces++] = face;
}

void agent_hears(struct sim *s, int who, const char *from, const char *body)
{
    size_t local = strcspn(from, "@");
    if (from[local] == '\0' || memchr(from, '.', local) == NULL)
        return;
    remember(s, who, from);
    note_heard(s, &s->people[who], from, body);
    if (s->calm) {
        if (is_offer(body))
            will_say(s, who, 100, 1500, from, "!accept");
        return;
    }
    if (is_offer(body))
        decide(s, who, from);
    else if (s->models != NULL && strstr(body, "!send sends it") != NULL && sim_chance(&s->models_rng, 60))
        will_say(s, who, 100, 20000, from, "!send");
    else if (strstr(body, "[#c") != NULL)
        answer(s, who, from);
}

/* ---- moods ---- */

static void come_and_go(struct sim *s, int who)
{
    static const char *const shows[] = {"", "", "", "chat", "away", "xa", "dnd", NULL, NULL};
    person_device(s, who, (int)sim_between(&s->people_rng, 0, DEVICES - 1),
                  shows[sim_between(&s->people_rng, 0, 8)]);
}

/* Somebody of those in line, or whom a responder has, or any number. */
static const char *take(struct sim *s, bool waiting)
{
    const char *state = s->n_responders > 0 && sim_chance(&s->people_rng, 50) ? "bot" : "waiting";
    const char *those = arena_printf(s->arena, "FROM conversation WHERE state = '%s'", state);
    int64_t n = waiting ? eye_int(s, arena_printf(s->arena, "SELECT count(*) %s", those), 0) : 0;
    if (n > 0)
        n = eye_int(s,
                    arena_printf(s->arena, "SELECT id %s LIMIT 1 OFFSET %lld", those,
                                 (long long)sim_between(&s->people_rng, 0, n - 1)),
                    0);
    else
        n = sim_between(&s->people_rng, 1,
                        eye_int(s, "SELECT coalesce(max(id), 0) + 1 FROM conversation", 1));
    return arena_printf(s->arena, "take %lld", (long long)n);
}

static void house(struct sim *s, int who)
{
    static const char *const words[] = {"ready",  "ready", "ready", "pause lunch", "queue",
                                        "agents", "mine",  "stats", "help",        "what?"};
    int64_t n = sim_between(&s->people_rng, 0, 15);
    const char *text = n < 10 ? words[n] : take(s, n < 14);
    struct said *said = person_says(s, who, SIM_DOMAIN, text, "");
    if (said != NULL)
        said->command = true;
}

void agents_take(struct sim *s, int customer, int queue)
{
    int64_t id = eye_int(s,
                         arena_printf(s->arena,
                                      "SELECT id FROM talk WHERE customer_jid = '%s' AND desk = '%s' AND"
                                      " state IN ('bot', 'waiting', 'offered')",
                                      s->people[customer].jid, s->queues[queue].name),
                         0);
    for (int i = 0; i < s->n_agents && id > 0; i++) {
        if (!person_online(&s->people[i]) || !s->queues[queue].serves[i])
            continue;
        struct said *said =
            person_says(s, i, SIM_DOMAIN, arena_printf(s->arena, "take %lld", (long long)id), "");
        if (said != NULL)
            said->command = true;
        return;
    }
}

/* To any face of the past, whoever has it now. */
static void old_friend(struct sim *s, int who)
{
    const struct person *p = &s->people[who];
    if (p->n_faces == 0)
        return;
    const char *face = p->faces[sim_between(&s->people_rng, 0, p->n_faces - 1)];
    will_say(s, who, 0, 2000, face, sim_chance(&s->people_rng, 50) ? "are you there? %" : some_word(s, who));
}

static void as_customer(struct sim *s, int who)
{
    const struct sim_queue *q = &s->queues[sim_between(&s->people_rng, 0, s->n_queues - 1)];
    person_says(s, who, arena_printf(s->arena, "%s@" SIM_DOMAIN, q->name), "I am a customer too %", "");
}

void agent_acts(struct sim *s, const struct happening *h)
{
    if (s->calm)
        return;
    int64_t kind = sim_between(&s->people_rng, 0, 99);
    if (!person_online(&s->people[h->who]))
        person_device(s, h->who, 0, kind < 75 ? "" : kind < 85 ? "away" : NULL);
    else if (kind < 30)
        come_and_go(s, h->who);
    else if (kind < 36)
        leave_at_once(s, h->who);
    else if (kind < 60)
        house(s, h->who);
    else if (kind < 85)
        old_friend(s, h->who);
    else if (kind < 88)
        as_customer(s, h->who);
    if (s->people[h->who].shy && person_online(&s->people[h->who]) && sim_chance(&s->people_rng, 30))
        will_say(s, h->who, 0, 1000, SIM_DOMAIN, "!ready");
    sim_later(s, sim_between(&s->people_rng, 2000, 60000), agent_acts, 0, h->who, NULL, NULL);
}

/* ---- the calm ---- */

/* Says it to every one of our addresses that sql lists; ? in it is the agent's. */
static void say_to_all(struct sim *s, int who, const char *sql, const char *text)
{
    size_t before = strcspn(sql, "?");
    const char *list = eye_text(s, arena_printf(s->arena, "%.*s%s%s", (int)before, sql, s->people[who].jid,
                                                sql + before + (sql[before] == '?')));
    while (list != NULL && list[0] != '\0') {
        size_t len = strcspn(list, " ");
        speaks(s, &(struct happening){.who = who,
                                      .text = arena_printf(s->arena, "%.*s@" SIM_DOMAIN, (int)len, list),
                                      .more = text});
        list += len + (list[len] == ' ');
    }
}

void agents_calm(struct sim *s)
{
    for (int i = 0; i < s->n_agents; i++) {
        if (s->people[i].devices[0].show == NULL || s->people[i].devices[0].show[0] != '\0')
            person_device(s, i, 0, "");
        if (!s->agents[i].here)
            continue;
        if (eye_int(s,
                    arena_printf(s->arena, "SELECT manual <> 'ready' FROM agent WHERE jid = '%s'",
                                 s->people[i].jid),
                    1))
            speaks(s, &(struct happening){.who = i, .text = SIM_DOMAIN, .more = "!ready"});
        say_to_all(s, i,
                   "SELECT group_concat(localpart, ' ') FROM talk WHERE state = 'active' AND agent_jid = '?'",
                   "!close");
        /* Who is the only one to serve a queue cannot be its customer. */
        say_to_all(s, i,
                   "SELECT group_concat(desk, ' ') FROM talk WHERE state = 'waiting' AND customer_jid = '?'",
                   "bye");
    }
}
