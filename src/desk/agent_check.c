/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agent_check: see agent_check.h. */
#include "desk/agent_check.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/jid.h"
#include "conf/conf_check.h"
#include "conf/conf_tree.h"
#include "conf/hours_check.h"
#include "conf/hours_zone.h"
#include "conf/mistake.h"

/* Returns the time zone of the first queue; if it is unknown, its own check reports that. */
static char *zone_of_the_desk(struct conf_checking *c)
{
    char *zone = c->conf->n_queues > 0 ? c->conf->queues[0].hours.timezone : NULL;

    return zone != NULL && hours_timezone_known(zone) ? zone : arena_strdup(c->conf->arena, "UTC");
}

static void check_agent(struct conf_checking *c, size_t nth, const struct conf_block *block)
{
    struct conf_agent *agent = &c->conf->agents[nth];
    const char *why = "", *title = conf_show(c, block->title);
    struct jid jid;

    agent->jid = arena_strdup(c->conf->arena, "");
    agent->zone_is_own = agent->hours.timezone[0] != '\0';
    if (!agent->zone_is_own) {
        agent->hours.timezone = zone_of_the_desk(c);
    }
    hours_check(c, &agent->hours, block);
    if (!jid_prepare(c->scratch, block->title, &jid, &why)) {
        mistake_add(c->m, block->line, "agent \"%s\": not an address: %s; write it as name@domain", title,
                    why);
        return;
    }
    if (jid.local[0] == '\0') {
        mistake_add(c->m, block->line,
                    "agent \"%s\": a person's address is needed, as in \"bob@example.com\"", title);
    } else if (jid.resource[0] != '\0') {
        mistake_add(c->m, block->line,
                    "agent \"%s\": write the address without /%s; all devices of an agent count", title,
                    conf_show(c, jid.resource));
    } else if (strcmp(jid.domain, c->conf->component.domain) == 0) {
        mistake_add(
            c->m, block->line,
            "agent \"%s\": that is an address of the desk itself; an agent has an account on the XMPP server",
            title);
    }
    agent->other = conf_note_labels(c, block->line, "agent", block->title, jid.bare);
    agent->jid = arena_strdup(c->conf->arena, jid.bare);
    if (agent->name[0] == '\0') {
        agent->name = arena_strdup(c->conf->arena, jid.local);
    }
}

static int by_key(const void *a, const void *b)
{
    const struct conf_agent_key *left = a, *right = b;
    int order = strcmp(left->key, right->key);

    return order != 0 ? order : (left->index > right->index) - (left->index < right->index);
}

void agent_check_all(struct conf_checking *c)
{
    const struct conf_block **blocks = conf_tree_blocks(c->m, c->tree, "agent");
    size_t n = c->conf->n_agents;
    struct conf_agent_key *entries = arena_alloc(c->scratch, (n + 1) * sizeof *entries);

    for (size_t i = 0; i < n; i++) {
        check_agent(c, i, blocks[i]);
        entries[i] = (struct conf_agent_key){.key = c->conf->agents[i].jid, .index = i};
    }
    qsort(entries, n, sizeof *entries, by_key);
    for (size_t i = 1; i < n; i++) {
        if (entries[i].key[0] != '\0' && strcmp(entries[i].key, entries[i - 1].key) == 0) {
            conf_note_twice(c, c->conf->agents[entries[i].index].line, "agent", entries[i].key,
                            c->conf->agents[entries[i - 1].index].line);
        }
    }
    c->agents = entries;
}

void agent_check_idle(struct conf_checking *c)
{
    for (size_t i = 0; i < c->conf->n_agents; i++) {
        if (c->serving[i] == 0) {
            mistake_note(c->m, c->conf->agents[i].line, "agent \"%s\": serves no queue",
                         conf_show(c, c->conf->agents[i].jid));
        }
    }
}
