/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sending: what people and the server send to the desk. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "desk/mail.h"
#include "t/memory.h"
#include "t/player/player.h"
#include "t/world.h"
#include "xml/stanza.h"
#include "xml/wire.h"

/* After a restart, with a server that answers our probes at once. */
void come_back(struct scene *s)
{
    s->coming_back = true;
    world_link(s->w, true);
    for (const struct presence *p = s->presences; p != NULL; p = p->next)
        if (p->xml != NULL && !world_receive(s->w, p->xml))
            scene_wrong(s, "not well-formed");
    s->coming_back = false;
}

/* Customers write over the memory channel, agents over XMPP. */
static bool receive_mail(struct scene *s, const char *xml)
{
    struct mail m;
    xmpp_stanza_t *stanza = st_parse(s->w->ctx, xml);
    const char *from = st_attr_or(stanza, "from", ""), *to = st_attr_or(stanza, "to", "");
    bool customers = strstr(from, "@customer.example") != NULL && strchr(to, '.') != NULL;
    if (stanza == NULL || !customers) {
        xmpp_stanza_release(stanza);
        return world_receive(s->w, xml);
    }
    if (!memory_mail(s->w, stanza, &m)) {
        printf("# only XMPP can say this: line %d\n", scene_line(s)->number);
        exit(ONLY_XMPP);
    }
    world_mail(s->w, &m);
    xmpp_stanza_release(stanza);
    return true;
}

void scene_receive(struct scene *s, const char *xml)
{
    bool dies =
        (s->mode == RESTARTS || s->mode == CRASHES) && !s->together && !s->coming_back && s->w->link_up;
    if (dies && s->mode == CRASHES)
        s->w->fate = FATE_LOST;
    if (s->mode == MEMORIES ? !receive_mail(s, xml) : !world_receive(s->w, xml))
        scene_wrong(s, "not well-formed");
    if (dies && s->mode == RESTARTS)
        world_restart(s->w);
    if (dies && s->w->desk != NULL)
        come_back(s);
}

static void refuse(struct scene *s, const char *from, const char *to, const struct options *o)
{
    const struct option *id = find_option(o, "id"), *type = find_option(o, "type");
    struct wire_refusal refusal = {.name = "message",
                                   .type = type == NULL ? NULL : type->value,
                                   .id = id->value,
                                   .from = from,
                                   .to = to,
                                   .limit = o->refused};
    world_event(s->w, (struct desk_event){.kind = EVENT_REFUSED, .refusal = &refusal});
}

static void send_one(struct scene *s, const char *from, const char *to, struct options o, const char *body)
{
    if (find_option(&o, "id") == NULL)
        add_option(&o, "id", arena_printf(s->arena, "m%d", s->next_id++));
    if (find_option(&o, "type") == NULL)
        add_option(&o, "type", "chat");
    if (o.refused != NULL)
        refuse(s, from, to, &o);
    else if (find_option(&o, "sealed") != NULL)
        play_sealed(s, from, to, &o, body);
    else
        scene_receive(s, message_xml(s, from, to, &o, body, ""));
}

const char *repeated(struct scene *s, const char *text, int times)
{
    size_t len = strlen(text);
    char *all = arena_alloc(s->arena, len * (size_t)times + 1);
    for (int i = 0; i < times; i++)
        memcpy(all + len * (size_t)i, text, len);
    return all;
}

void play_message(struct scene *s, const char *who, const char *p)
{
    struct options o;
    const char *to = desk_side(s, take_peer(s, &p));
    if (to[0] == '\0')
        scene_wrong(s, "that customer has no face there yet");
    const char *body = text_after(s, take_options(s, p, &o), false);
    if (body != NULL)
        body = repeated(s, body, o.times);
    for (int i = 0; i < o.copies; i++)
        send_one(s, person_full(s, who), to, o, body);
}

static void play_send(struct scene *s, const char *p)
{
    scene_receive(s, unescape(s, fill(s, p), false));
}

static void play_bounce(struct scene *s, const char *p)
{
    size_t len = strcspn(p, ":");
    const char *who = strncmp(p, "last to ", 8) == 0 ? arena_strndup(s->arena, p + 8, len - 8) : NULL;
    const struct sent *last = NULL;
    for (const struct sent *m = s->w->first; who != NULL && p[len] == ':' && m != NULL; m = m->next)
        if (m->body != NULL && world_is_at(m->to, person(s, who)))
            last = m;
    if (last == NULL)
        scene_wrong(s, "`bounce last to WHO: CONDITION`, after a message to somebody");
    scene_receive(
        s,
        arena_printf(
            s->arena,
            "<message type='error' id='%s' from='%s' to='%s'><error type='cancel'><%s xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
            "</error></message>",
            st_attr_or(last->stanza, "id", ""), last->to, last->from, skip_blanks(p + len + 1)));
}

const struct verb sending_verbs[] = {
    {.word = "send", .play = play_send},
    {.word = "bounce", .play = play_bounce},
    {.word = NULL},
};
