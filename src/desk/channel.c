/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * channel: see channel.h. */
#include "desk/channel.h"

#include <string.h>

#include "desk/core.h"
#include "desk/wiring.h"

const struct channel *channel_find(const struct desk *d, const char *name)
{
    const struct channel *const *all = d->wiring->channels;
    for (const struct channel *const *c = all; name != NULL && *c != NULL; c++)
        if (strcmp((*c)->name, name) == 0)
            return *c;
    return all[0];
}
