/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * people: who they are, their devices, and how they write. */
#include "sim.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "mail.h"

enum {
    CUSTOMERS_LEAST = 4,
    CUSTOMERS_MOST = 45,
    CROWD_LEAST = 150,
    CROWD_MOST = 600,
    CROWDED_PERCENT = 6,
    LATE_PERCENT = 10,
    LATE_MS = 180 * 1000,
};

/* The number in the name is the place in the table: agents first. */
int person_find(const struct sim *s, const char *address)
{
    bool agent = strncmp(address, "ag", 2) == 0;
    if (!agent && strncmp(address, "cu", 2) != 0)
        return -1;
    int who = atoi(address + 2) + (agent ? 0 : s->n_agents);
    size_t len = strcspn(address, "/");
    if (who >= s->n_people || strncmp(s->people[who].jid, address, len) != 0 ||
        s->people[who].jid[len] != '\0')
        return -1;
    return who;
}

bool person_online(const struct person *p)
{
    for (int i = 0; i < DEVICES; i++)
        if (p->devices[i].show != NULL)
            return true;
    return false;
}

void person_device(struct sim *s, int who, int device, const char *show)
{
    struct device *d = &s->people[who].devices[device];
    if (d->show == show)
        return;
    d->show = show;
    sim_note(s, "%s/%s is %s", s->people[who].jid, d->resource,
             show == NULL      ? "offline"
             : show[0] == '\0' ? "available"
                               : show);
    server_presence(s, who, device);
}

static const char *some_device(struct sim *s, const struct person *p)
{
    int from = (int)sim_between(&s->people_rng, 0, DEVICES - 1);
    for (int i = 0; i < DEVICES; i++)
        if (p->devices[(from + i) % DEVICES].show != NULL)
            return p->devices[(from + i) % DEVICES].resource;
    return NULL;
}

/* What clients call the language of a message has nothing to do with its words. */
static const char *some_language(const char *id)
{
    static const char *const languages[] = {
        "", "", "xml:lang='en' ", "xml:lang='en' ", "xml:lang='de' ", "xml:lang='zh-CN' ", "xml:lang='fr' "};
    unsigned sum = 0;
    for (; *id != '\0'; id++)
        sum = 31 * sum + (unsigned char)*id;
    return languages[sum % (sizeof languages / sizeof languages[0])];
}

struct said *person_says(struct sim *s, int who, const char *to, const char *text, const char *more)
{
    struct person *p = &s->people[who];
    const char *device = some_device(s, p);
    if (device == NULL)
        return NULL;
    struct said *said = said_new(s, who, to);
    size_t len = strlen(text), of_send = strlen("!send");
    said->sends = len >= of_send && strcmp(text + len - of_send, "!send") == 0;
    bool token = strstr(text, "%") != NULL;
    const char *before = arena_strndup(s->arena, text, strcspn(text, "%"));
    const char *body =
        token ? arena_printf(s->arena, "%s[#%s]%s", before, said->id, strchr(text, '%') + 1) : text;
    const char *start = arena_printf(s->arena, "<message type='chat' from='%s/%s' to='%s' %sid='%s'>", p->jid,
                                     device, to, some_language(said->id), said->id),
               *end = arena_printf(s->arena, "%s<request xmlns='urn:xmpp:receipts'/></message>", more);
    if (!sealing_says(s, who, said, start, body, end))
        server_from_person(s, who, arena_printf(s->arena, "%s<body>%s</body>%s", start, body, end));
    return said;
}

static void add(struct sim *s, bool agent, int n)
{
    struct person *p = &s->people[s->n_people++];
    p->agent = agent;
    p->jid = arena_printf(s->arena, agent ? "ag%02d@" SIM_AGENTS : "cu%02d@" SIM_CUSTOMERS, n);
    p->devices[0].resource = "phone";
    p->devices[1].resource = "desk";
    p->devices[2].resource = "web";
}

/* Some mornings nobody is there for a while, and somebody writes all the time: so much that it takes more
 * than one turn to give it to whoever comes. */
void people_make(struct sim *s)
{
    bool late = sim_chance(&s->plan, LATE_PERCENT);
    for (int i = 0; i < s->n_agents; i++) {
        add(s, true, i);
        s->people[i].shy = sim_chance(&s->plan, 15);
        sim_later(s, sim_between(&s->people_rng, 0, 15000) + (late ? LATE_MS : 0), agent_acts, 0, i, NULL,
                  NULL);
    }
    bool crowd = sim_chance(&s->plan, CROWDED_PERCENT) && !late;
    s->n_customers = (int)sim_between(&s->plan, crowd ? CROWD_LEAST : CUSTOMERS_LEAST,
                                      crowd ? CROWD_MOST : CUSTOMERS_MOST);
    if (s->options->customers > 0)
        s->n_customers = s->options->customers;
    if (s->n_customers > PEOPLE_MAX - s->n_agents)
        s->n_customers = PEOPLE_MAX - s->n_agents;
    for (int i = 0; i < s->n_customers; i++) {
        add(s, false, i);
        s->people[s->n_people - 1].anonymous = sim_chance(&s->plan, 20);
        s->people[s->n_people - 1].chatty = late && i == 0;
        s->people[s->n_people - 1].devices[0].show = "";
        /* Whoever writes and writes has much to say by the time the agents come. */
        int64_t until = s->people[s->n_people - 1].chatty ? 5000 : 120000;
        sim_later(s, sim_between(&s->people_rng, 0, until), customer_acts, 0, s->n_people - 1, NULL, NULL);
    }
}
