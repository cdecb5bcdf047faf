/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * live: see live.h. */
#include "xmpp/live.h"

#include <string.h>

#include "desk/core.h"

static const char begin[] = "live-";

bool live_is(const char *id)
{
    return strncmp(id, begin, sizeof begin - 1) == 0;
}

const char *live_id(struct desk *d)
{
    return arena_printf(d->arena, "%s%s", begin, desk_new_id(d));
}
