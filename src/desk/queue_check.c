/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * queue_check: see queue_check.h. */
#include "desk/queue_check.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/jid.h"
#include "conf/conf_check.h"
#include "conf/conf_tree.h"
#include "conf/hours_check.h"
#include "conf/mistake.h"
#include "conf/notice.h"

static void check_queue_name(struct conf_checking *c, struct conf_queue *queue,
                             const struct conf_block *block)
{
    const char *title = conf_show(c, block->title), *domain = c->conf->component.domain, *why = NULL;
    struct jid jid;

    if (strpbrk(block->title, "@/") != NULL) {
        why = "write only the name, without @ and the domain";
    } else if (strchr(block->title, '.') != NULL) {
        why = "no dot may stand in it (the addresses of customers have one)";
    } else if (strlen(block->title) > 200) {
        why = "it is longer than 200 bytes";
    } else {
        const char *at =
            arena_printf(c->scratch, "%s@%s", block->title, domain[0] == '\0' ? "example.com" : domain);
        if (jid_prepare(c->scratch, at, &jid, &why)) {
            queue->name = arena_strdup(c->conf->arena, jid.local);
            if (strchr(jid.local, '.') == NULL) {
                return;
            }
            why = "no dot may stand in it (the addresses of customers have one)";
        }
    }
    mistake_add(c->m, block->line, "queue \"%s\": this name cannot be part of an address: %s", title, why);
}

/* The addresses of the agents as far as the @ (before) or from it on. */
static const char *const *agent_parts(struct conf_checking *c, bool before)
{
    const char **names = arena_alloc(c->scratch, (c->conf->n_agents + 1) * sizeof *names);

    for (size_t i = 0; i < c->conf->n_agents; i++) {
        const char *jid = c->conf->agents[i].jid, *at = strchr(jid, '@');
        size_t len = at == NULL ? strlen(jid) : (size_t)(at - jid);
        names[i] = before ? arena_strndup(c->scratch, jid, len) : jid + len;
    }
    return names;
}

/* Returns the agent whose address is most similar: both parts must be, because two people of one company have most of
 * their address in common. */
static const char *nearest_agent(struct conf_checking *c, const char *bare)
{
    const char *at = strchr(bare, '@');
    const char *local =
        conf_tree_nearest(arena_strndup(c->scratch, bare, (size_t)(at - bare)), agent_parts(c, true));
    const char *domain = conf_tree_nearest(at, agent_parts(c, false));

    for (size_t i = 0; local != NULL && domain != NULL && i < c->conf->n_agents; i++) {
        if (strcmp(c->conf->agents[i].jid, arena_printf(c->scratch, "%s%s", local, domain)) == 0) {
            return c->conf->agents[i].jid;
        }
    }
    return NULL;
}

static int key_is(const void *key, const void *entry)
{
    return strcmp(key, ((const struct conf_agent_key *)entry)->key);
}

/* Returns what to do about an agent who is not there. A name without a domain is meant for the agent who has it before
 * the @. */
static const char *agent_hint(struct conf_checking *c, const char *written, const char *bare,
                              const char *shown)
{
    size_t len = strlen(bare);
    for (size_t i = 0; strchr(written, '@') == NULL && i < c->conf->n_agents; i++) {
        const char *jid = c->conf->agents[i].jid;
        if (strncmp(jid, bare, len) == 0 && jid[len] == '@') {
            return arena_printf(c->scratch, "write the whole address, \"%s\"", conf_show(c, jid));
        }
    }
    if (strchr(written, '@') == NULL) {
        return "write the whole address, as in \"bob@example.com\"";
    }
    const char *near = nearest_agent(c, bare);
    return near != NULL ? arena_printf(c->scratch, "did you mean \"%s\"?", conf_show(c, near))
                        : arena_printf(c->scratch, "add agent \"%s\" { name = \"…\" }", shown);
}

static void add_queue_agent(struct conf_checking *c, size_t nth, int line, const char *written)
{
    struct conf_queue *queue = &c->conf->queues[nth];
    struct jid jid;
    const char *why = NULL, *title = conf_show(c, queue->name), *shown = conf_show(c, written);

    if (!jid_prepare(c->scratch, written, &jid, &why)) {
        mistake_add(c->m, line, "queue \"%s\": agent \"%s\" is not an address: %s; write it as name@domain",
                    title, shown, why);
        return;
    }
    const struct conf_agent_key *found =
        bsearch(jid.bare, c->agents, c->conf->n_agents, sizeof *c->agents, key_is);
    if (found == NULL) {
        if (c->all_read) {
            mistake_add(c->m, line, "queue \"%s\": there is no agent \"%s\"; %s", title, shown,
                        agent_hint(c, written, jid.bare, shown));
        }
    } else if (c->serving[found->index] == nth + 1) {
        mistake_add(c->m, line, "queue \"%s\": agent \"%s\" is in the list twice", title, shown);
    } else {
        c->serving[found->index] = nth + 1;
        queue->agents[queue->n_agents++] = found->index;
    }
}

static void check_queue_agents(struct conf_checking *c, size_t nth, const struct conf_block *block)
{
    struct conf_queue *queue = &c->conf->queues[nth];
    const struct conf_list *list = &queue->agents_text;
    const struct conf_written *w = conf_tree_find(block, "agents");
    int line = conf_line_of(c, block, "agents");

    queue->agents = arena_alloc(c->conf->arena, (list->n + 1) * sizeof *queue->agents);
    for (size_t i = 0; i < list->n; i++) {
        add_queue_agent(c, nth, line, list->item[i]);
    }
    if (list->n == 0 && w != NULL && w->n == 0) {
        mistake_add(
            c->m, line,
            "queue \"%s\": nobody serves it; list one agent at least, as in agents = {\"bob@example.com\"}",
            conf_show(c, queue->name));
    }
}

static void check_language(struct conf_checking *c, struct conf_queue *queue, const struct conf_block *block)
{
    const char *known = notice_language(c->conf, queue->language), *list = "";

    if (known != NULL) {
        return;
    }
    for (const char *const *l = notice_languages; *l != NULL; l++) {
        list = arena_printf(c->scratch, "%s%s%s", list, l == notice_languages ? "" : ", ", *l);
    }
    mistake_add(
        c->m, conf_line_of(c, block, "language"),
        "language = \"%s\": no catalogue; %s ship, and a block messages \"%s\" { … } makes another one",
        conf_show(c, queue->language), list, conf_show(c, queue->language));
}

static void check_responder_of(struct conf_checking *c, struct conf_queue *queue,
                               const struct conf_block *block)
{
    int line = conf_line_of(c, block, "responder");
    const char **names = arena_alloc(c->scratch, (c->conf->n_responders + 1) * sizeof *names);

    if (queue->responder[0] == '\0') {
        if (conf_tree_find(block, "responder_mode") != NULL && queue->responder_mode != RESPONDER_OFF) {
            mistake_note(c->m, conf_line_of(c, block, "responder_mode"),
                         "queue \"%s\": responder_mode = \"%s\" without a responder",
                         conf_show(c, queue->name), name_in(&responder_mode_names, queue->responder_mode));
        }
        return;
    }
    for (size_t i = 0; i < c->conf->n_responders; i++) {
        names[i] = c->conf->responders[i].name;
        if (strcmp(names[i], queue->responder) == 0) {
            return;
        }
    }
    if (c->all_read) {
        mistake_add(c->m, line, "queue \"%s\": there is no responder \"%s\"; %s", conf_show(c, queue->name),
                    conf_show(c, queue->responder),
                    conf_hint(c, queue->responder, names,
                              arena_printf(c->scratch, "add responder \"%s\" { type = \"faq\" … }",
                                           conf_show(c, queue->responder))));
    }
}

static void check_copilot_of(struct conf_checking *c, const struct conf_queue *queue,
                             const struct conf_block *block)
{
    const struct conf_responder *copilot = conf_responder(c->conf, queue->copilot);

    if (queue->copilot[0] != '\0' && c->all_read && (copilot == NULL || copilot->type != RESPONDER_OPENAI)) {
        mistake_add(c->m, conf_line_of(c, block, "copilot"),
                    "queue \"%s\": copilot = \"%s\": no responder block of type openai has this name",
                    conf_show(c, queue->name), conf_show(c, queue->copilot));
    }
}

static void check_queue(struct conf_checking *c, size_t nth, const struct conf_block *block)
{
    struct conf_queue *queue = &c->conf->queues[nth];

    queue->name = arena_strdup(c->conf->arena, block->title);
    check_queue_name(c, queue, block);
    if (queue->title[0] == '\0') {
        queue->title = arena_strdup(c->conf->arena, block->title);
    }
    check_queue_agents(c, nth, block);
    hours_check(c, &queue->hours, block);
    check_language(c, queue, block);
    check_responder_of(c, queue, block);
    check_copilot_of(c, queue, block);
    for (size_t i = 0; i < nth; i++) {
        if (strcmp(c->conf->queues[i].name, queue->name) == 0) {
            conf_note_twice(c, queue->line, "queue", queue->name, c->conf->queues[i].line);
            return;
        }
    }
}

void queue_check_all(struct conf_checking *c)
{
    const struct conf_block **blocks = conf_tree_blocks(c->m, c->tree, "queue");

    for (size_t i = 0; i < c->conf->n_queues; i++) {
        check_queue(c, i, blocks[i]);
    }
    if (c->conf->n_queues == 0 && c->all_read) {
        mistake_add(
            c->m, 1,
            "no queue; write one at least, as in queue \"support\" { agents = {\"bob@example.com\"} }");
    }
}

void queue_check_default(struct conf_checking *c)
{
    struct conf_component *component = &c->conf->component;
    const struct conf_block *block = conf_tree_blocks(c->m, c->tree, "component")[0];
    const char **names = arena_alloc(c->scratch, (c->conf->n_queues + 1) * sizeof *names);
    struct jid jid;
    const char *why;

    if (block == NULL) {
        return;
    }
    if (component->default_queue[0] == '\0') {
        if (c->conf->n_queues == 1) {
            component->default_queue = c->conf->queues[0].name;
        }
        return;
    }
    const char *address = arena_printf(c->scratch, "%s@example.com", component->default_queue);
    const char *name = jid_prepare(c->scratch, address, &jid, &why) ? jid.local : component->default_queue;
    for (size_t i = 0; i < c->conf->n_queues; i++) {
        names[i] = c->conf->queues[i].name;
        if (strcmp(names[i], name) == 0) {
            component->default_queue = c->conf->queues[i].name;
            return;
        }
    }
    if (c->all_read) {
        mistake_add(c->m, conf_line_of(c, block, "default_queue"),
                    "default_queue = \"%s\": there is no such queue; %s",
                    conf_show(c, component->default_queue),
                    conf_hint(c, name, names, "name one of the queue blocks"));
    }
}

/* If no agent has all skills, the queue's customers would wait for ever. */
void queue_check_skills(struct conf_checking *c)
{
    const struct conf_block **blocks = conf_tree_blocks(c->m, c->tree, "queue");

    for (size_t i = 0; i < c->conf->n_queues; i++) {
        const struct conf_queue *queue = &c->conf->queues[i];
        bool anybody = false;
        for (size_t k = 0; k < queue->n_agents; k++) {
            anybody = anybody || conf_queue_suits_agent(queue, &c->conf->agents[queue->agents[k]]);
        }
        if (!anybody && queue->n_agents > 0) {
            mistake_note(c->m, conf_line_of(c, blocks[i], "skills"),
                         "queue \"%s\": none of its agents has all of these skills, so nobody is ever asked",
                         conf_show(c, queue->name));
        }
    }
}
