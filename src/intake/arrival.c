/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * arrival: see arrival.h. */
#include "intake/arrival.h"

#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/mail.h"
#include "intake/customer_message.h"
#include "intake/gate.h"
#include "intake/house.h"

bool arrival_at_gone_queue(struct desk *d, const char *key, const char *desk_queue)
{
    return conversation_of_customer(d, key, desk_queue).id != 0;
}

/* Continues the open conversation at a queue that left the configuration. Returns false if there is none. */
static bool goes_on(struct desk *d, const struct mail *m)
{
    struct conversation t = conversation_of_customer(d, m->from.key, m->to);
    if (t.id == 0)
        return false;
    const struct conf_queue *q = conversation_queue(d, &t);
    if (!gate_blocks(d, m, q))
        customer_goes_on(d, m, q, &t);
    return true;
}

/* From here on the house has one address. */
static void at_house(struct desk *d, const struct mail *m)
{
    struct mail to_house = *m;
    to_house.to = "";
    house_message(d, &to_house);
}

void arrival(struct desk *d, const struct mail *m)
{
    const struct conf_queue *q = conf_queue(d->conf, m->to);
    if (q != NULL)
        customer_message(d, m, q);
    else if (desk_is_house(d, m->to))
        at_house(d, m);
    else if (!goes_on(d, m))
        mail_refuse(d, m, REFUSAL_NOWHERE, NULL, NULL);
}
