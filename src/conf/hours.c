/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * hours: applies a week of local minutes to the offsets of a time zone.
 *
 * A queue is open while the local time is within one of its spans. Between two changes of the zone's offset,
 * local time and UTC differ by a constant, so the next opening or closing is calculated up to the next
 * change, and calculated again from there. Therefore an hour that is skipped in spring or repeated in autumn
 * needs no special case. */
#include "conf/hours.h"

#include "conf/conf.h"
#include "conf/hours_inside.h"
#include "conf/hours_zone.h"

enum { CHANGES_MAX = 64 /* changes of the offset that are tried before the answer is "never" */ };

static bool always_open(const struct conf_hours *hours)
{
    return hours->span == NULL && hours->n == 0;
}

/* Whether the queue is open at this local time of the week. *lasts: for how long that remains so, in local
 * time. */
static bool open_in_week(const struct conf_hours *hours, int64_t clock_ms, int64_t *lasts)
{
    int64_t next = INT64_MAX;

    for (size_t i = 0; i < hours->n; i++) {
        int64_t from = hours->span[i].from * (int64_t)MINUTE_MS, to = hours->span[i].to * (int64_t)MINUTE_MS;
        if (clock_ms >= from && clock_ms < to) {
            *lasts = to - clock_ms;
            return true;
        }
        int64_t until = hours_modulo(from - clock_ms, WEEK_MS);
        next = until < next ? until : next;
    }
    *lasts = next;
    return false;
}

bool hours_open(const struct conf_hours *hours, int64_t now_ms)
{
    int64_t lasts;

    if (always_open(hours) || hours->n == 0) {
        return always_open(hours);
    }
    struct hours_zone zone = hours_zone_open(hours);
    bool open = open_in_week(hours, hours_week_clock(now_ms + hours_zone_offset(&zone, now_ms)), &lasts);
    hours_zone_close(&zone);
    return open;
}

/* Returns the first time at or after at_ms at which the queue is open (or closed); -1 when there is none.
 * Each step goes to the end of a span, to the end of the pause between two spans, or to a change of the
 * offset, whichever is first. */
static int64_t first_ms(const struct conf_hours *hours, int64_t at_ms, bool open)
{
    struct hours_zone zone = hours_zone_open(hours);
    int64_t change = at_ms, lasts = 0, found = -1;
    size_t steps = 2 * hours->n + CHANGES_MAX;

    while (found < 0 && steps-- > 0) {
        if (at_ms >= change) {
            change = hours_zone_change(&zone, at_ms);
        }
        if (open_in_week(hours, hours_week_clock(at_ms + hours_zone_offset(&zone, at_ms)), &lasts) == open) {
            found = at_ms;
        } else if (lasts == INT64_MAX) {
            break;
        } else {
            at_ms = lasts < change - at_ms ? at_ms + lasts : change;
        }
    }
    hours_zone_close(&zone);
    return found;
}

int64_t hours_next_open_ms(const struct conf_hours *hours, int64_t now_ms)
{
    if (always_open(hours)) {
        return now_ms;
    }
    return hours->n == 0 ? -1 : first_ms(hours, now_ms, true);
}

int64_t hours_next_close_ms(const struct conf_hours *hours, int64_t now_ms)
{
    int64_t open_ms = hours_next_open_ms(hours, now_ms);

    return open_ms < 0 || always_open(hours) ? -1 : first_ms(hours, open_ms, false);
}

/* Returns the opening time in a week of local time, in milliseconds. */
static int64_t open_a_week(const struct conf_hours *hours)
{
    int64_t minutes = 0;

    for (size_t i = 0; i < hours->n; i++) {
        minutes += hours->span[i].to - hours->span[i].from;
    }
    return minutes * MINUTE_MS;
}

/* Works like first_ms(), but takes whole weeks in one step while the offset stays the same, because a queue
 * may be open for only an hour a week. */
int64_t hours_passed_ms(const struct conf_hours *hours, int64_t since_ms, int64_t open_ms)
{
    if (always_open(hours)) {
        return since_ms + open_ms;
    }
    struct hours_zone zone = hours_zone_open(hours);
    int64_t at_ms = since_ms, change = since_ms, weekly = open_a_week(hours), lasts = 0;

    for (int changes = 0; weekly > 0 && changes <= CHANGES_MAX;) {
        if (at_ms >= change) {
            change = hours_zone_change(&zone, at_ms);
            changes++;
        }
        int64_t weeks = (open_ms - 1) / weekly, until = (change - at_ms) / WEEK_MS;
        weeks = weeks < until ? weeks : until;
        at_ms += weeks * WEEK_MS;
        open_ms -= weeks * weekly;
        bool open = open_in_week(hours, hours_week_clock(at_ms + hours_zone_offset(&zone, at_ms)), &lasts);
        int64_t step = lasts < change - at_ms ? lasts : change - at_ms;
        if (open && open_ms <= step) {
            hours_zone_close(&zone);
            return at_ms + open_ms;
        }
        at_ms += step;
        open_ms -= open ? step : 0;
    }
    hours_zone_close(&zone);
    return -1;
}
