/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * shown: see shown.h. */
#include "xeps/shown.h"

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

static struct shown queue_shown(struct desk *d, const struct conf_queue *q, const char *reader)
{
    struct front f = front_of(d, q, reader);
    return (struct shown){
        .name = f.name,
        .picture = one_of(f.agent != NULL ? &f.agent->picture : &q->picture, &q->picture),
    };
}

static struct shown face_shown(struct desk *d, const char *local)
{
    struct conversation t = conversation_last_of_face(d, local);
    const struct conf_picture *picture = &conversation_desk_queue(d, &t)->picture;
    return (struct shown){.name = contact_name(d, &t), .picture = one_of(picture, picture)};
}

struct shown shown_of(struct desk *d, const char *local, const char *reader)
{
    const struct conf_queue *q = conf_queue(d->conf, local);
    if (q != NULL)
        return queue_shown(d, q, reader);
    if (local[0] == '\0' || strcmp(local, desk_house(d)) == 0)
        return (struct shown){.name = "frontdesk"};
    return face_shown(d, local);
}

struct shown shown_in(const struct iq *q)
{
    return shown_of(q->desk, q->at == AT_HOUSE ? "" : q->to->local, q->from->bare);
}
