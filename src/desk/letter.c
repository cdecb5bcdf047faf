/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letter: see letter.h. */
#include "desk/letter.h"

#include <string.h>

#include "base/utf8.h"
#include "desk/channel.h"
#include "desk/core.h"

struct letter letter_to_customer(const struct conversation *t, const char *id)
{
    return (
        struct letter){.channel = t->channel, .from = t->queue_address, .to = t->customer_address, .id = id};
}

void letter_send(struct desk *d, const struct letter *l)
{
    channel_find(d, l->channel)->send(d, l);
}

void letter_send_live(struct desk *d, const struct letter *l)
{
    channel_find(d, l->channel)->send_live(d, l);
}

const char *letter_fit(struct desk *d, const char *text)
{
    return strlen(text) <= LETTER_CHARACTERS ? text : utf8_head(d->arena, text, LETTER_CHARACTERS);
}
