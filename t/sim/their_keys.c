/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * their_keys: what servers and devices of people who encrypt answer to the desk: the list of devices, their keys, and
 * whether a device announces OMEMO. */
#include <string.h>

#include "base/arena.h"
#include "sealing.h"
#include "sim.h"
#include "xml/stanza.h"
#include "xml/xml.h"

static const char *answer(struct sim *s, const xmpp_stanza_t *iq, const char *inside)
{
    return arena_printf(s->arena, "<iq type='result' id='%s' from='%s' to='%s'>%s</iq>",
                        st_attr_or(iq, "id", ""), st_attr_or(iq, "to", ""), st_attr_or(iq, "from", ""),
                        inside);
}

static const char *pubsub(struct sim *s, const char *node, const char *item)
{
    return arena_printf(s->arena, "<pubsub xmlns='" NS_PUBSUB "'><items node='%s'>%s</items></pubsub>", node,
                        item);
}

static const char *list_of(struct sim *s, int who)
{
    const char *devices = "";
    for (int i = 0; i < s->seals->n_clients; i++)
        if (s->seals->clients[i]->who == who)
            devices = arena_printf(s->arena, "%s<device id='%lu'/>", devices,
                                   (unsigned long)omemo_device(s->seals->clients[i]->keys, sim_wall_ms(s)));
    return arena_printf(s->arena, "<item id='current'><list xmlns='" NS_OMEMO "'>%s</list></item>", devices);
}

static const char *bundle_of(struct sim *s, int who, uint32_t device)
{
    for (int i = 0; i < s->seals->n_clients; i++) {
        struct client *c = s->seals->clients[i];
        if (c->who != who || omemo_device(c->keys, sim_wall_ms(s)) != device)
            continue;
        arena_reset(s->seals->scratch);
        struct xml *x = xml_new(s->seals->scratch);
        omemo_write_bundle(c->keys, x, "", sim_wall_ms(s));
        return arena_strdup(s->arena, xml_string(x));
    }
    return "";
}

/* A client without keys, the third one, does not announce OMEMO. */
static const char *features(struct sim *s, const char *full)
{
    const char *resource = full + strcspn(full, "/");
    return arena_printf(s->arena, "<query xmlns='" NS_INFO "'>%s</query>",
                        strcmp(resource, "/web") != 0 ? "<feature var='" LIST "+notify'/>" : "");
}

bool sealing_asked(struct sim *s, int who, const xmpp_stanza_t *iq)
{
    const char *node = st_attr_or(sealing_items(iq), "node", ""), *inside = NULL;
    if (strcmp(node, LIST) == 0)
        inside = pubsub(s, node, list_of(s, who));
    else if (strncmp(node, BUNDLES, strlen(BUNDLES)) == 0)
        inside = pubsub(s, node, bundle_of(s, who, omemo_number(node + strlen(BUNDLES))));
    else if (s->people[who].agent && st_child(iq, "query", NS_INFO) != NULL)
        inside = features(s, st_attr_or(iq, "to", ""));
    if (inside != NULL)
        server_from_person(s, who, answer(s, iq, inside));
    return inside != NULL;
}
