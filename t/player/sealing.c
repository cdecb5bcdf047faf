/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sealing: messages that people encrypt with OMEMO: the option `sealed`. */
#include <string.h>

#include "base/arena.h"
#include "t/peer.h"
#include "t/player/player.h"
#include "t/world.h"

enum { MANY_KEYS = 10000 };

/* A byte of the first key, in base64. */
static char *spoilt(struct scene *s, const char *sealed)
{
    char *xml = arena_strdup(s->arena, sealed), *key = strstr(xml, "<key"), *at = strchr(key, '>') + 20;
    *at = *at == 'A' ? 'B' : 'A';
    return xml;
}

static const char *many_keys(struct scene *s, const char *sealed)
{
    const char *at = strstr(sealed, "<key");
    return arena_printf(s->arena, "%.*s%s%s", (int)(at - sealed), sealed,
                        repeated(s, "<key rid='1'>MwohBQ==</key>", MANY_KEYS), at);
}

static bool is_how(const struct option *sealed, const char *how)
{
    return sealed->value != NULL && strcmp(sealed->value, how) == 0;
}

/* The message as the device of this person encrypts it, or as somebody has changed it on the way. */
static const char *sealed_xml(struct scene *s, const char *from, const char *to, const struct options *o,
                              const char *body)
{
    const struct option *how = find_option(o, "sealed");
    bool empty = is_how(how, "empty");
    const char *bare = arena_strndup(s->arena, to, strcspn(to, "/")),
               *sealed = peer_seal(s->w, from, bare, empty ? NULL : body);
    if (sealed == NULL)
        scene_wrong(s, "the desk has no keys");
    if (is_how(how, "forged"))
        sealed = spoilt(s, sealed);
    else if (is_how(how, "many"))
        sealed = many_keys(s, sealed);
    struct options plain = {.n = 0};
    for (size_t i = 0; i < o->n; i++)
        if (&o->list[i] != how)
            plain.list[plain.n++] = o->list[i];
    plain.list[plain.n++] = (struct option){.value = sealed};
    plain.list[plain.n++] = (struct option){
        .value =
            "<encryption xmlns='urn:xmpp:eme:0' namespace='eu.siacs.conversations.axolotl' name='OMEMO'/>"};
    return message_xml(s, from, to, &plain, empty ? NULL : "Fallback of OMEMO", "");
}

void play_sealed(struct scene *s, const char *from, const char *to, const struct options *o, const char *body)
{
    const struct option *how = find_option(o, "sealed");
    bool again = is_how(how, "again"), late = is_how(how, "late");
    const char *xml = again ? s->sealed : late ? s->held : sealed_xml(s, from, to, o, body);
    if (xml == NULL)
        scene_wrong(s, "there is none");
    if (is_how(how, "held")) {
        s->held = xml;
        return;
    }
    s->sealed = xml;
    scene_receive(s, xml);
}

static void play_renew(struct scene *s, const char *p)
{
    peer_forget(s->w, person_full(s, p));
}

static void play_keys(struct scene *s, const char *p)
{
    peer_begin(s->w, person_full(s, p));
}

const struct verb sealing_verbs[] = {
    {.word = "keys", .play = play_keys},
    {.word = "renew", .play = play_renew},
    {.word = NULL},
};
