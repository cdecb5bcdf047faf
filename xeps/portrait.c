/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * portrait: see portrait.h. */
#include "xeps/portrait.h"

#include <stddef.h>
#include <string.h>

#include "desk/contact.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/front.h"
#include "xeps/xep.h"

static const struct conf_picture *one_of(const struct conf_picture *first, const struct conf_picture *second)
{
    return first->base64 != NULL ? first : second->base64 != NULL ? second : NULL;
}

static struct portrait queue_portrait(struct desk *d, const struct conf_queue *q, const char *reader)
{
    struct front f = front_of(d, q, reader);
    return (struct portrait){
        .name = f.name,
        .picture = one_of(f.agent != NULL ? &f.agent->picture : &q->picture, &q->picture),
    };
}

static struct portrait face_portrait(struct desk *d, const char *local)
{
    struct conversation t = conversation_last_of_face(d, local);
    const struct conf_picture *picture = &conversation_desk_queue(d, &t)->picture;
    return (struct portrait){.name = contact_name(d, &t), .picture = one_of(picture, picture)};
}

struct portrait portrait_of(struct desk *d, const char *local, const char *reader)
{
    const struct conf_queue *q = conf_queue(d->conf, local);
    if (q != NULL)
        return queue_portrait(d, q, reader);
    if (local[0] == '\0' || strcmp(local, desk_house(d)) == 0)
        return (struct portrait){.name = "frontdesk"};
    return face_portrait(d, local);
}

struct portrait portrait_in(const struct iq *q)
{
    return portrait_of(q->desk, q->at == AT_HOUSE ? "" : q->to->local, q->from->bare);
}
