/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * presence: who is there, and what the server answers when the desk probes. */
#include <string.h>

#include "base/arena.h"
#include "t/player/player.h"
#include "t/world.h"
#include "xml/stanza.h"
#include "xml/xml.h"

void remember_presence(struct scene *s, const char *from, const char *xml, bool offline)
{
    struct presence **p = &s->presences;
    while (*p != NULL && strcmp((*p)->from, from) != 0)
        p = &(*p)->next;
    if (*p == NULL)
        *p = arena_alloc(s->arena, sizeof **p);
    (*p)->from = from;
    (*p)->xml = offline ? NULL : xml;
}

/* Answers probes and requests as the server of somebody does who has accepted us. */
void answer_probes(struct scene *s)
{
    s->coming_back = true;
    for (struct sent *m = s->w->first; s->probes && m != NULL; m = m->next) {
        const char *type = st_attr_or(m->stanza, "type", "");
        if (m->seen || m->is_message || (strcmp(type, "probe") != 0 && strcmp(type, "subscribe") != 0))
            continue;
        m->seen = true;
        bool known = false;
        for (const struct presence *p = s->presences; p != NULL; p = p->next) {
            bool theirs = p->xml != NULL && world_is_at(p->from, m->to);
            known = known || theirs;
            if (theirs && strcmp(type, "probe") == 0)
                scene_receive(s, p->xml);
        }
        if (known && strcmp(type, "subscribe") == 0)
            scene_receive(s, arena_printf(s->arena, "<presence type='subscribed' from='%s' to='%s'/>", m->to,
                                          m->from));
    }
    s->coming_back = false;
}

void play_presence(struct scene *s, const char *who, const char *p)
{
    const char *show = take_word(s, &p), *to = SCENE_DOMAIN, *rest = after_word(p, "to");
    if (rest != NULL)
        to = desk_side(s, rest);
    else if (*p != '\0')
        scene_wrong(s, "expected `to`");
    static const char *const known[] = {"available", "chat", "away", "xa", "dnd", "offline"};
    size_t i = 0;
    while (i < sizeof known / sizeof known[0] && strcmp(known[i], show) != 0)
        i++;
    if (i == sizeof known / sizeof known[0])
        scene_wrong(s, "no such presence");
    bool offline = strcmp(show, "offline") == 0, plain = offline || strcmp(show, "available") == 0;
    struct xml *x = xml_new(s->arena);
    xml_open(x, "presence", NULL);
    xml_attr(x, "from", person_full(s, who));
    xml_attr(x, "to", to);
    xml_attr(x, "type", offline ? "unavailable" : NULL);
    if (!plain)
        xml_leaf(x, "show", NULL, show);
    xml_close(x);
    if (strcmp(to, SCENE_DOMAIN) == 0)
        remember_presence(s, person_full(s, who), xml_string(x), offline);
    scene_receive(s, xml_string(x));
}

static void play_probes(struct scene *s, const char *p)
{
    s->probes = strcmp(p, "on") == 0;
}

const struct verb presence_verbs[] = {
    {.word = "probes", .play = play_probes, .when = BEFORE},
    {.word = NULL},
};
