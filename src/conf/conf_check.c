/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf_check: what one setting alone cannot tell. */
#include "conf/conf_check.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/jid.h"
#include "base/url.h"
#include "base/utf8.h"
#include "conf/conf_model.h"
#include "conf/conf_secret.h"
#include "conf/conf_tree.h"
#include "conf/hours.h"
#include "conf/mistake.h"
#include "conf/notice.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum {
    SPANS_MAX = 7 * 48, /* of opening hours, of one queue */
    PORT_OTHERWISE = 5347,
    SECRET_CHARACTERS = 12, /* shorter ones are noted */
};

/* The configuration being checked. scratch is gone when it is read; what lasts goes to conf->arena. */
struct checking {
    struct conf *conf;
    const struct conf_tree *tree;
    struct mistakes *m;
    struct arena *scratch;
    const struct conf_block **component, **agents, **queues, **responders,
        **messages;  /* NULL at the end of each */
    size_t *serving; /* of each agent the last queue that lists it, counted from 1; 0: none */
    bool all_read;   /* nothing was left out at the outer level, so what is not here is nowhere */
};

/* Where a setting of the block was written: in it, outside of all blocks, or nowhere (then the block's own
 * line). */
static int line_of(const struct checking *c, const struct conf_block *block, const char *name)
{
    const struct conf_written *w = conf_tree_find(block, name);

    if (w == NULL) {
        w = conf_tree_find(&c->tree->blocks[0], name);
    }
    return w == NULL ? block->line : w->line;
}

static const char *show(const struct checking *c, const char *text)
{
    return utf8_printable(c->scratch, text, 60);
}

/* What to say behind a name that is not there. */
static const char *hint(const struct checking *c, const char *word, const char *const *names,
                        const char *otherwise)
{
    const char *like = conf_tree_nearest(word, names);

    return like == NULL ? otherwise : arena_printf(c->scratch, "did you mean \"%s\"?", show(c, like));
}

/* ── component ── */

/* Letters, digits, '-' and '_' between dots, 63 bytes each at most; other scripts passed nameprep. An address
 * with a port or a path is refused here. */
static bool is_domain(const char *s)
{
    size_t label = 0;

    for (; *s != '\0'; s++) {
        bool part = (*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9') || *s == '-' || *s == '_' ||
                    (unsigned char)*s >= 0x80;
        if ((!part && *s != '.') || (*s == '.' && label == 0) || (part && ++label > 63)) {
            return false;
        }
        label = *s == '.' ? 0 : label;
    }
    return label > 0;
}

/* In A-labels, where it was written so; said, because nothing else looks like what was written. */
static char *note_labels(struct checking *c, int line, const char *what, const char *written,
                         const char *taken)
{
    char *other = NULL;

    if (strcasestr(written, "xn--") != NULL && strcasecmp(written, taken) != 0) {
        other = arena_strdup(c->conf->arena, written);
        for (char *p = other; *p != '\0'; p++) {
            *p = *p >= 'A' && *p <= 'Z' ? (char)(*p + 'a' - 'A') : *p;
        }
        mistake_note(c->m, line, "%s \"%s\": taken for \"%s\", which is how addresses have it (RFC 7622)",
                     what, show(c, written), show(c, taken));
    }
    return other;
}

static void check_domain(struct checking *c, const struct conf_block *block)
{
    struct conf_component *component = &c->conf->component;
    int line = line_of(c, block, "domain");
    struct jid jid;
    const char *why = NULL;

    if (component->domain[0] == '\0') {
        return; /* named as missing already */
    }
    bool prepared =
        strpbrk(component->domain, "@/") == NULL && jid_prepare(c->scratch, component->domain, &jid, &why);
    if (!prepared || !is_domain(jid.domain)) {
        mistake_add(c->m, line, "domain = \"%s\": not a domain: %s", show(c, component->domain),
                    prepared || why == NULL ? "it is a name such as support.example.com" : why);
        component->domain = arena_strdup(c->conf->arena, "");
        return;
    }
    component->other = note_labels(c, line, "domain =", component->domain, jid.domain);
    component->domain = arena_strdup(c->conf->arena, jid.domain);
}

/* As addresses have them. */
static void check_customer_domains(struct checking *c, const struct conf_block *block)
{
    struct conf_list *list = &c->conf->component.customer_domains;

    for (size_t i = 0; i < list->n; i++) {
        struct jid jid;
        const char *why = NULL;
        bool prepared = strpbrk(list->item[i], "@/") == NULL && jid_prepare(c->scratch, list->item[i], &jid, &why);
        if (prepared && is_domain(jid.domain)) {
            list->item[i] = arena_strdup(c->conf->arena, jid.domain);
        } else {
            mistake_add(c->m, line_of(c, block, "customer_domains"), "customer_domains: \"%s\" is not a domain: %s",
                        show(c, list->item[i]), prepared || why == NULL ? "it is a name such as example.com" : why);
        }
    }
}

/* "host", "host:port", "[v6]:port" or "[v6]" into its parts; NULL or what is wrong. */
static const char *split_server(struct conf_component *component, struct arena *arena)
{
    const char *text = component->server, *host = text, *end, *port = NULL;

    if (*text == '[') {
        host = text + 1;
        end = strchr(host, ']');
        if (end == NULL) {
            return "a ] is missing, as in \"[::1]:5347\"";
        }
        port = end[1] == '\0' ? NULL : end + 1;
    } else {
        port = strchr(text, ':');
        end = port == NULL ? text + strlen(text) : port;
        if (port != NULL && strchr(port + 1, ':') != NULL) {
            return "an IPv6 address stands in brackets, as in \"[::1]:5347\"";
        }
    }
    if (end == host || strcspn(host, " /@") < (size_t)(end - host)) {
        return "no host; write HOST:PORT, as in \"127.0.0.1:5347\"";
    }
    if (port != NULL) {
        char *rest;
        component->port = strtol(port + 1, &rest, 10);
        if (*port != ':' || rest == port + 1 || *rest != '\0' || component->port < 1 ||
            component->port > 65535) {
            return "the port behind the host is a number from 1 to 65535, as in \"127.0.0.1:5347\"";
        }
    }
    component->host = arena_strndup(arena, host, (size_t)(end - host));
    return NULL;
}

static void check_server(struct checking *c, const struct conf_block *block)
{
    struct conf_component *component = &c->conf->component;

    component->port = PORT_OTHERWISE;
    const char *why = split_server(component, c->conf->arena);
    if (why != NULL) {
        mistake_add(c->m, line_of(c, block, "server"), "server = \"%s\": %s", show(c, component->server),
                    why);
    } else if (!url_is_loopback(component->host)) {
        mistake_note(c->m, line_of(c, block, "server"),
                     "server = \"%s\": not this machine: the link has no encryption (XEP-0114), so whoever is between reads all; "
                     "run frontdesk beside the XMPP server, or lead the link through a tunnel",
                     show(c, component->server));
    }
}

/* Who may reach the port of the XMPP server may try secrets there as often as they like. */
static void check_strength(struct checking *c, int line, const char *setting, const char *secret)
{
    size_t length = utf8_length(secret);

    if (length > 0 && length < SECRET_CHARACTERS && strcmp(secret, "change-me") != 0) {
        mistake_note(c->m, line, "%s: the secret has %zu characters and may be guessed; 32 random ones are better: "
                     "od -An -tx1 -N16 /dev/urandom | tr -d ' \\n'", setting, length);
    }
}

static void check_secret(struct checking *c, const struct conf_block *block, const struct stat *st)
{
    struct conf_component *component = &c->conf->component;
    const struct conf_written *secret = conf_tree_find(block, "secret"),
                              *file = conf_tree_find(block, "secret_file");

    if (secret == NULL && file == NULL) {
        if (!block->cut) {
            mistake_add(
                c->m, block->line,
                "component: no secret; set secret_file (or secret) to what the XMPP server has for %s",
                component->domain[0] == '\0' ? "the domain" : component->domain);
        }
        return;
    }
    if (secret != NULL && file != NULL) {
        mistake_add(c->m, secret->line > file->line ? secret->line : file->line,
                    "component: both secret and secret_file; one of them is enough");
    }
    if (secret != NULL && S_ISREG(st->st_mode) && (st->st_mode & S_IROTH) != 0) {
        mistake_note(c->m, secret->line,
                     "secret: everybody can read this file; chmod o-r %s, or use secret_file",
                     show(c, c->conf->file));
    }
    if (secret != NULL && strcmp(component->secret, "change-me") == 0) {
        mistake_note(c->m, secret->line,
                     "secret: still the one of the sample; every reader of the manual knows it");
    }
    if (secret == NULL && component->secret_file[0] != '\0') {
        char *text = conf_secret_read(c->m, c->conf, "secret_file", component->secret_file, file->line);
        component->secret = text == NULL ? component->secret : text;
    }
    check_strength(c, secret != NULL ? secret->line : file->line, secret != NULL ? "secret" : "secret_file", component->secret);
}

/* Who can change it is the administrator. */
static void check_file(struct checking *c, const struct stat *st)
{
    const char *stranger = file_stranger(c->scratch, st, c->conf->user);

    if (!S_ISREG(st->st_mode)) {
        return;
    }
    if ((st->st_mode & S_IWOTH) != 0) {
        mistake_note(c->m, 1, "everybody can change this file; chmod o-w %s", show(c, c->conf->file));
    }
    if (stranger != NULL) {
        mistake_note(c->m, 1, "this file belongs to %s, who can change it; give it to root, or to the user that runs frontdesk",
                     show(c, stranger));
    }
}

static void check_component(struct checking *c, const struct stat *st)
{
    const struct conf_block *block = c->component[0];

    if (block == NULL) {
        if (c->all_read) {
            mistake_add(c->m, 1,
                        "no component block; write component { domain = \"support.example.com\" secret_file "
                        "= \"…\" }");
        }
        return;
    }
    check_domain(c, block);
    check_customer_domains(c, block);
    check_server(c, block);
    check_secret(c, block, st);
}

/* ── agents ── */

static void check_agent(struct checking *c, size_t nth)
{
    struct conf_agent *agent = &c->conf->agents[nth];
    const struct conf_block *block = c->agents[nth];
    const char *why = "", *title = show(c, block->title);
    struct jid jid;

    agent->jid = arena_strdup(c->conf->arena, "");
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
                    show(c, jid.resource));
    } else if (strcmp(jid.domain, c->conf->component.domain) == 0) {
        mistake_add(
            c->m, block->line,
            "agent \"%s\": that is an address of the desk itself; an agent has an account on the XMPP server",
            title);
    }
    agent->other = note_labels(c, block->line, "agent", block->title, jid.bare);
    agent->jid = arena_strdup(c->conf->arena, jid.bare);
    if (agent->name[0] == '\0') {
        agent->name = arena_strdup(c->conf->arena, jid.local);
    }
}

/* Agents by address, to find them quickly and to see the same one twice. */
struct entry {
    const char *key;
    size_t index;
};

static int by_key(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;
    int order = strcmp(left->key, right->key);

    return order != 0 ? order : (left->index > right->index) - (left->index < right->index);
}

static int key_is(const void *key, const void *entry)
{
    return strcmp(key, ((const struct entry *)entry)->key);
}

static struct entry *check_agents(struct checking *c)
{
    size_t n = c->conf->n_agents;
    struct entry *entries = arena_alloc(c->scratch, (n + 1) * sizeof *entries);

    for (size_t i = 0; i < n; i++) {
        check_agent(c, i);
        entries[i] = (struct entry){.key = c->conf->agents[i].jid, .index = i};
    }
    qsort(entries, n, sizeof *entries, by_key);
    for (size_t i = 1; i < n; i++) {
        if (entries[i].key[0] != '\0' && strcmp(entries[i].key, entries[i - 1].key) == 0) {
            mistake_add(c->m, c->conf->agents[entries[i].index].line,
                        "agent \"%s\": is here twice; the other one is on line %d", show(c, entries[i].key),
                        c->conf->agents[entries[i - 1].index].line);
        }
    }
    return entries;
}

/* ── queues ── */

static void check_queue_name(struct checking *c, struct conf_queue *queue, const struct conf_block *block)
{
    const char *title = show(c, block->title), *domain = c->conf->component.domain, *why = NULL;
    struct jid jid;

    if (strpbrk(block->title, "@/") != NULL) {
        why = "the name alone is written, without @ and domain";
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
    mistake_add(c->m, block->line, "queue \"%s\": this name gives no address: %s", title, why);
}

static const char *const *agent_jids(struct checking *c)
{
    const char **names = arena_alloc(c->scratch, (c->conf->n_agents + 1) * sizeof *names);

    for (size_t i = 0; i < c->conf->n_agents; i++) {
        names[i] = c->conf->agents[i].jid;
    }
    return names;
}

static void add_queue_agent(struct checking *c, size_t nth, int line, const char *written,
                            const struct entry *agents)
{
    struct conf_queue *queue = &c->conf->queues[nth];
    struct jid jid;
    const char *why = NULL, *title = show(c, queue->name), *shown = show(c, written);

    if (!jid_prepare(c->scratch, written, &jid, &why)) {
        mistake_add(c->m, line, "queue \"%s\": agent \"%s\" is not an address: %s; write it as name@domain",
                    title, shown, why);
        return;
    }
    const struct entry *found = bsearch(jid.bare, agents, c->conf->n_agents, sizeof *agents, key_is);
    if (found == NULL) {
        if (c->all_read) {
            mistake_add(c->m, line, "queue \"%s\": there is no agent \"%s\"; %s", title, shown,
                        hint(c, jid.bare, agent_jids(c),
                             arena_printf(c->scratch, "add agent \"%s\" { name = \"…\" }", shown)));
        }
    } else if (c->serving[found->index] == nth + 1) {
        mistake_add(c->m, line, "queue \"%s\": agent \"%s\" is in the list twice", title, shown);
    } else {
        c->serving[found->index] = nth + 1;
        queue->agents[queue->n_agents++] = found->index;
    }
}

static void check_queue_agents(struct checking *c, size_t nth, const struct conf_block *block,
                               const struct entry *agents)
{
    struct conf_queue *queue = &c->conf->queues[nth];
    const struct conf_list *list = &queue->agents_text;
    const struct conf_written *w = conf_tree_find(block, "agents");
    int line = line_of(c, block, "agents");

    queue->agents = arena_alloc(c->conf->arena, (list->n + 1) * sizeof *queue->agents);
    for (size_t i = 0; i < list->n; i++) {
        add_queue_agent(c, nth, line, list->item[i], agents);
    }
    if (list->n == 0 && w != NULL && w->n == 0) {
        mistake_add(
            c->m, line,
            "queue \"%s\": nobody serves it; list one agent at least, as in agents = {\"bob@example.com\"}",
            show(c, queue->name));
    }
}

static void check_hours(struct checking *c, struct conf_queue *queue, const struct conf_block *block)
{
    struct conf_span spans[SPANS_MAX];
    int line = line_of(c, block, "hours"), n = 0;

    for (size_t i = 0; i < queue->hours_text.n; i++) {
        const char *why = NULL;
        int added = hours_parse(queue->hours_text.item[i], spans + n, SPANS_MAX - n, &why);
        if (added < 0) {
            mistake_add(c->m, line, "hours = \"%s\": %s", show(c, queue->hours_text.item[i]), why);
            return;
        }
        n += added;
    }
    if (queue->hours_text.n > 0) {
        queue->n_hours = hours_merge(spans, (size_t)n);
        queue->hours = arena_alloc(c->conf->arena, (queue->n_hours + 1) * sizeof *queue->hours);
        memcpy(queue->hours, spans, queue->n_hours * sizeof *queue->hours);
    }
}

static void check_zone(struct checking *c, struct conf_queue *queue, const struct conf_block *block)
{
    if (hours_timezone_known(queue->timezone)) {
        hours_prepare(queue);
        return;
    }
    mistake_add(
        c->m, line_of(c, block, "timezone"),
        "timezone = \"%s\": no such time zone; write its IANA name, as in \"Europe/Berlin\" or \"UTC\"",
        show(c, queue->timezone));
}

static void check_language(struct checking *c, struct conf_queue *queue, const struct conf_block *block)
{
    const char *known = notice_language(c->conf, queue->language), *list = "";

    if (known != NULL) {
        return;
    }
    for (const char *const *l = notice_languages; *l != NULL; l++) {
        list = arena_printf(c->scratch, "%s%s%s", list, l == notice_languages ? "" : ", ", *l);
    }
    mistake_add(
        c->m, line_of(c, block, "language"),
        "language = \"%s\": no catalogue; %s ship, and a block messages \"%s\" { … } makes another one",
        show(c, queue->language), list, show(c, queue->language));
}

static void check_responder_of(struct checking *c, struct conf_queue *queue, const struct conf_block *block)
{
    int line = line_of(c, block, "responder");
    const char **names = arena_alloc(c->scratch, (c->conf->n_responders + 1) * sizeof *names);

    if (queue->responder[0] == '\0') {
        if (conf_tree_find(block, "responder_mode") != NULL && queue->responder_mode != RESPONDER_OFF) {
            mistake_note(c->m, line_of(c, block, "responder_mode"), "queue \"%s\": responder_mode = \"%s\" without a responder",
                         show(c, queue->name), name_in(&responder_mode_names, queue->responder_mode));
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
        mistake_add(c->m, line, "queue \"%s\": there is no responder \"%s\"; %s", show(c, queue->name),
                    show(c, queue->responder),
                    hint(c, queue->responder, names,
                         arena_printf(c->scratch, "add responder \"%s\" { type = \"faq\" … }",
                                      show(c, queue->responder))));
    }
}

static void check_copilot_of(struct checking *c, const struct conf_queue *queue, const struct conf_block *block)
{
    const struct conf_responder *copilot = conf_responder(c->conf, queue->copilot);

    if (queue->copilot[0] != '\0' && c->all_read && (copilot == NULL || copilot->type != RESPONDER_OPENAI)) {
        mistake_add(c->m, line_of(c, block, "copilot"),
                    "queue \"%s\": copilot = \"%s\": no responder block of type openai has this name", show(c, queue->name),
                    show(c, queue->copilot));
    }
}

static void check_queue(struct checking *c, size_t nth, const struct entry *agents)
{
    struct conf_queue *queue = &c->conf->queues[nth];
    const struct conf_block *block = c->queues[nth];

    queue->name = arena_strdup(c->conf->arena, block->title);
    check_queue_name(c, queue, block);
    if (queue->title[0] == '\0') {
        queue->title = arena_strdup(c->conf->arena, block->title);
    }
    check_queue_agents(c, nth, block, agents);
    check_hours(c, queue, block);
    check_zone(c, queue, block);
    check_language(c, queue, block);
    check_responder_of(c, queue, block);
    check_copilot_of(c, queue, block);
    for (size_t i = 0; i < nth; i++) {
        if (strcmp(c->conf->queues[i].name, queue->name) == 0) {
            mistake_add(c->m, queue->line, "queue \"%s\": is here twice; the other one is on line %d",
                        show(c, queue->name), c->conf->queues[i].line);
            return;
        }
    }
}

static void check_queues(struct checking *c, const struct entry *agents)
{
    for (size_t i = 0; i < c->conf->n_queues; i++) {
        check_queue(c, i, agents);
    }
    if (c->conf->n_queues == 0 && c->all_read) {
        mistake_add(
            c->m, 1,
            "no queue; write one at least, as in queue \"support\" { agents = {\"bob@example.com\"} }");
    }
}

static bool has_skill(const struct conf_agent *agent, const char *skill)
{
    for (size_t i = 0; i < agent->skills.n; i++) {
        if (strcmp(agent->skills.item[i], skill) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_skills(const struct conf_agent *agent, const struct conf_list *skills)
{
    for (size_t i = 0; i < skills->n; i++) {
        if (!has_skill(agent, skills->item[i])) {
            return false;
        }
    }
    return true;
}

/* Its customers would wait for ever. */
static void note_queues_without_skills(struct checking *c)
{
    for (size_t i = 0; i < c->conf->n_queues; i++) {
        const struct conf_queue *queue = &c->conf->queues[i];
        bool anybody = false;
        for (size_t k = 0; k < queue->n_agents; k++) {
            anybody = anybody || has_skills(&c->conf->agents[queue->agents[k]], &queue->skills);
        }
        if (!anybody && queue->n_agents > 0) {
            mistake_note(c->m, line_of(c, c->queues[i], "skills"),
                         "queue \"%s\": none of its agents has all of these skills, so nobody is ever asked",
                         show(c, queue->name));
        }
    }
}

static void note_idle_agents(struct checking *c)
{
    for (size_t i = 0; i < c->conf->n_agents; i++) {
        if (c->serving[i] == 0) {
            mistake_note(c->m, c->conf->agents[i].line, "agent \"%s\": serves no queue",
                         show(c, c->conf->agents[i].jid));
        }
    }
}

/* Each name by which commands may know somebody. */
struct name {
    const char *key, *shown;
    const struct conf_agent *agent; /* NULL: a queue's */
    const struct conf_queue *queue;
};

static int line_of_name(const struct name *n)
{
    return n->agent != NULL ? n->agent->line : n->queue->line;
}

/* Queues first: their names are in the addresses of customers. */
static int by_name(const void *a, const void *b)
{
    const struct name *x = a, *y = b;
    int order = strcmp(x->key, y->key);
    if (order == 0) {
        order = (x->agent != NULL) - (y->agent != NULL);
    }
    return order != 0 ? order : line_of_name(x) - line_of_name(y);
}

static const char *owner(struct checking *c, const struct name *n)
{
    return n->agent != NULL ? arena_printf(c->scratch, "agent \"%s\"", show(c, n->agent->jid))
                            : arena_printf(c->scratch, "queue \"%s\"", show(c, n->queue->name));
}

static void note_same_name(struct checking *c, const struct name *first, const struct name *n)
{
    if (first->queue == n->queue && first->agent == n->agent) {
        return;
    }
    if (n->agent == NULL) {
        mistake_note(c->m, line_of_name(n),
                     "%s: is called \"%s\", as %s on line %d; customers cannot choose it by that name",
                     owner(c, n), show(c, n->shown), owner(c, first), line_of_name(first));
    } else {
        mistake_note(c->m, line_of_name(n),
                     "%s: is called \"%s\", as %s on line %d; !transfer wants the address then, or the name "
                     "of the queue",
                     owner(c, n), show(c, n->shown), owner(c, first), line_of_name(first));
    }
}

static void note_unseen_name(struct checking *c, const struct name *n)
{
    if (utf8_name(c->scratch, n->shown, 60) == NULL) {
        mistake_note(c->m, line_of_name(n), "%s: there is nothing to be seen in its %s", owner(c, n),
                     n->agent != NULL ? "name" : "title");
    }
}

static void note_names(struct checking *c)
{
    const struct conf *conf = c->conf;
    struct name *all = arena_alloc(c->scratch, (conf->n_agents + 2 * conf->n_queues + 1) * sizeof *all);
    size_t n = 0;

    for (size_t i = 0; i < conf->n_agents; i++) {
        all[n++] = (struct name){.shown = conf->agents[i].name, .agent = &conf->agents[i]};
    }
    for (size_t i = 0; i < conf->n_queues; i++) {
        all[n++] = (struct name){.shown = conf->queues[i].title, .queue = &conf->queues[i]};
        all[n++] = (struct name){.shown = conf->queues[i].name, .queue = &conf->queues[i]};
    }
    for (size_t i = 0; i < n; i++) {
        all[i].key = utf8_key(c->scratch, all[i].shown);
        note_unseen_name(c, &all[i]);
    }
    qsort(all, n, sizeof *all, by_name);
    for (size_t i = 1, first = 0; i < n; i++) {
        first = strcmp(all[first].key, all[i].key) == 0 ? first : i;
        if (first != i) {
            note_same_name(c, &all[first], &all[i]);
        }
    }
}

static void check_default_queue(struct checking *c)
{
    struct conf_component *component = &c->conf->component;
    const struct conf_block *block = c->component[0];
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
        mistake_add(c->m, line_of(c, block, "default_queue"),
                    "default_queue = \"%s\": there is no such queue; %s", show(c, component->default_queue),
                    hint(c, name, names, "name one of the queue blocks"));
    }
}

/* ── responders and messages ── */

static bool is_used(const struct checking *c, const char *responder)
{
    for (size_t i = 0; i < c->conf->n_queues; i++) {
        if (strcmp(c->conf->queues[i].responder, responder) == 0 || strcmp(c->conf->queues[i].copilot, responder) == 0) {
            return true;
        }
    }
    return false;
}

static void check_tools(struct checking *c)
{
    const struct conf_block **blocks = conf_tree_blocks(c->m, c->tree, "tool");

    for (size_t i = 0; i < c->conf->n_tools; i++) {
        conf_tool_check(c->m, c->conf, &c->conf->tools[i], blocks[i]);
        for (size_t j = 0; j < i; j++) {
            if (strcmp(c->conf->tools[j].name, c->conf->tools[i].name) == 0) {
                mistake_add(c->m, c->conf->tools[i].line, "tool \"%s\": is here twice; the other one is on line %d",
                            show(c, c->conf->tools[i].name), c->conf->tools[j].line);
                break;
            }
        }
    }
}

static void check_responders(struct checking *c)
{
    for (size_t i = 0; i < c->conf->n_responders; i++) {
        struct conf_responder *responder = &c->conf->responders[i];
        const struct conf_block *block = c->responders[i];
        const char *needs = responder->type == RESPONDER_OPENAI && responder->url[0] == '\0' ? "url"
                            : responder->type == RESPONDER_FAQ && responder->knowledge[0] == '\0'
                                ? "knowledge"
                                : NULL;
        responder->name = arena_strdup(c->conf->arena, block->title);
        if (needs != NULL && !block->cut) {
            mistake_add(c->m, block->line, "responder \"%s\": %s is missing; type %s needs it",
                        show(c, responder->name), needs, name_in(&responder_type_names, responder->type));
        }
        conf_model_check(c->m, c->conf, responder, block, is_used(c, block->title));
        for (size_t j = 0; j < i; j++) {
            if (strcmp(c->conf->responders[j].name, responder->name) == 0) {
                mistake_add(c->m, responder->line,
                            "responder \"%s\": is here twice; the other one is on line %d",
                            show(c, responder->name), c->conf->responders[j].line);
                break;
            }
        }
    }
}

/* BCP 47 as far as a customer's xml:lang needs it: letters, then more of letters and digits behind hyphens.
 */
static bool is_language_tag(const char *s)
{
    size_t part = 0;
    bool first = true;

    for (; *s != '\0'; s++) {
        bool letter = (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z');
        if (*s == '-') {
            if (part < 2 && first) {
                return false;
            }
            if (part == 0) {
                return false;
            }
            first = false;
            part = 0;
        } else if (++part > (first ? 3u : 8u) || !(letter || (!first && *s >= '0' && *s <= '9'))) {
            return false;
        }
    }
    return part >= (first ? 2 : 1);
}

static void check_message(struct checking *c, const struct conf_message *message)
{
    const char *why = NULL;

    for (int i = 0; i < NOTICE_COUNT; i++) {
        if (strcmp(notice_table[i].key, message->key) == 0 &&
            !notice_check(c->scratch, (enum notice)i, message->text, &why)) {
            mistake_add(c->m, message->line, "messages \"%s\": %s = \"%s\": %s", show(c, message->language),
                        message->key, show(c, message->text), why);
        }
    }
}

static void check_language_block(struct checking *c, const struct conf_block *block)
{
    const char *language = show(c, block->title);

    if (!is_language_tag(block->title)) {
        mistake_add(
            c->m, block->line,
            "messages \"%s\": not a language tag; write \"de\", \"fr\" or \"pt-BR\", as xml:lang has it",
            language);
    } else if (notice_language(NULL, block->title) == NULL && block->n < NOTICE_COUNT) {
        mistake_note(c->m, block->line, "messages \"%s\": has %zu of %d notices; the rest is said in English",
                     language, block->n, NOTICE_COUNT);
    }
}

static void check_messages(struct checking *c)
{
    for (size_t i = 0; i < c->conf->n_messages; i++) {
        check_message(c, &c->conf->messages[i]);
    }
    for (size_t i = 0; c->messages[i] != NULL; i++) {
        check_language_block(c, c->messages[i]);
        for (size_t j = 0; j < i; j++) {
            if (strcasecmp(c->messages[j]->title, c->messages[i]->title) == 0) {
                mistake_add(c->m, c->messages[i]->line,
                            "messages \"%s\": is here twice; the other one is on line %d",
                            show(c, c->messages[i]->title), c->messages[j]->line);
                break;
            }
        }
    }
}

void conf_check(struct conf *conf, const struct conf_tree *tree, struct mistakes *m, const struct stat *st)
{
    struct checking c = {
        .conf = conf,
        .tree = tree,
        .m = m,
        .scratch = m->arena,
        .component = conf_tree_blocks(m, tree, "component"),
        .agents = conf_tree_blocks(m, tree, "agent"),
        .queues = conf_tree_blocks(m, tree, "queue"),
        .responders = conf_tree_blocks(m, tree, "responder"),
        .messages = conf_tree_blocks(m, tree, "messages"),
        .serving = arena_alloc(m->arena, (conf->n_agents + 1) * sizeof(size_t)),
        .all_read = !tree->blocks[0].cut,
    };

    check_file(&c, st);
    check_component(&c, st);
    const struct entry *agents = check_agents(&c);
    check_messages(&c);
    check_tools(&c);
    check_responders(&c);
    check_queues(&c, agents);
    check_default_queue(&c);
    if (!mistake_any(m)) {
        note_queues_without_skills(&c);
        note_names(&c);
        note_idle_agents(&c); /* of those that a mistake keeps from their queue there is nothing to say */
    }
}
