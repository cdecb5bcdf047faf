/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * clock: see clock.h. */
#include "desk/clock.h"

#include "base/log.h"
#include "desk/core.h"
#include "desk/period.h"
#include "desk/say.h"
#include "desk/timer.h"

enum { COUNTED_MS = 24 * 60 * 60 * 1000 /* of what was spent */ };

/* db/columns says which columns move. */
static void shift_store(struct desk *d, int64_t jump_ms)
{
    static const struct {
        enum sql sql;
        size_t values;
    } shifts[] = {SQL_SHIFTS};
    const struct value values[] = {INT(jump_ms), INT(d->now_ms - jump_ms - COUNTED_MS)};
    for (size_t i = 0; i < sizeof shifts / sizeof shifts[0]; i++)
        store_run_values(d->store, shifts[i].sql, values, shifts[i].values);
}

void clock_was_set(struct desk *d, int64_t jump_ms)
{
    log_warn("the clock was set %s by %s: all timers move with it", jump_ms < 0 ? "back" : "forward",
             say_seconds(d, jump_ms < 0 ? -jump_ms : jump_ms));
    shift_store(d, jump_ms);
    timers_load(d);
    periods_clock_was_set(d);
    d->link_up_ms += jump_ms;
    d->sweep.began_ms += jump_ms;
    d->resume.due_ms += jump_ms;
    d->route = true; /* a queue may be open now, or closed */
}
