/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * moment: see moment.h. */
#include "desk/moment.h"

#include <string.h>

#include "base/datetime.h"
#include "conf/hours_zone.h"
#include "desk/agent.h"
#include "desk/conversation.h"
#include "desk/core.h"

const struct conf_hours *moment_zone(const struct desk *d, const struct agent *a,
                                     const struct conversation *t)
{
    bool own = a->conf != NULL && a->conf->zone_is_own;
    if (t != NULL && !own)
        return &conversation_queue(d, t)->hours;
    return a->conf != NULL ? &a->conf->hours : &d->conf->queues[0].hours;
}

static const char *local(struct desk *d, const struct hours_zone *zone, int64_t at_ms)
{
    return datetime_utc(d->arena, at_ms + hours_zone_offset(zone, at_ms));
}

const char *moment_bare(struct desk *d, const struct conf_hours *hours, int64_t at_ms)
{
    enum { DATE = sizeof "2026-03-02" - 1, TIME = sizeof "10:00" - 1 };
    struct hours_zone zone = hours_zone_open(hours);
    const char *at = local(d, &zone, at_ms), *now = local(d, &zone, d->now_ms);
    hours_zone_close(&zone);
    if (strlen(at) <= DATE + 1 + TIME)
        return at; /* a year that is no year: milliseconds */
    if (strncmp(at, now, DATE) == 0)
        return arena_strndup(d->arena, at + DATE + 1, TIME);
    return arena_printf(d->arena, "%.*s %.*s", DATE, at, TIME, at + DATE + 1);
}

static bool is_utc(const struct conf_hours *hours)
{
    return strcmp(hours->timezone, "UTC") == 0 || strcmp(hours->timezone, "Etc/UTC") == 0;
}

const char *moment_say(struct desk *d, const struct conf_hours *hours, int64_t at_ms)
{
    const char *at = moment_bare(d, hours, at_ms);
    return is_utc(hours) ? arena_printf(d->arena, "%s UTC", at) : at;
}
