/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * hours: a week of local minutes laid over the offsets of a time zone.
 *
 * A queue is open at a moment when the local clock stands in one of its spans. Between two changes of the
 * zone's offset the local clock runs evenly, so the next opening or closing is found by arithmetic up to the
 * change, and by looking again at the change: an hour that is skipped in spring or comes twice in autumn
 * needs no case of its own. */
#include "conf/hours.h"

#include "conf/conf.h"
#include "conf/hours_inside.h"
#include "conf/hours_zone.h"

enum { CHANGES_MAX = 64 /* of the offset, looked at before "never" */ };

static bool always_open(const struct conf_queue *queue)
{
    return queue->hours == NULL && queue->n_hours == 0;
}

/* Is the queue open at this moment of the week; *lasts is how long that holds by the local clock. */
static bool open_in_week(const struct conf_queue *queue, int64_t clock_ms, int64_t *lasts)
{
    int64_t next = INT64_MAX;

    for (size_t i = 0; i < queue->n_hours; i++) {
        int64_t from = queue->hours[i].from * (int64_t)MINUTE_MS,
                to = queue->hours[i].to * (int64_t)MINUTE_MS;
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

bool hours_open(const struct conf_queue *queue, int64_t now_ms)
{
    int64_t lasts;

    if (always_open(queue) || queue->n_hours == 0) {
        return always_open(queue);
    }
    struct hours_zone zone = hours_zone_open(queue);
    bool open = open_in_week(queue, hours_week_clock(now_ms + hours_zone_offset(&zone, now_ms)), &lasts);
    hours_zone_close(&zone);
    return open;
}

/* The first moment from at_ms on when the queue is open (or closed); -1 when that never comes. Each step goes
 * to the end of a span, or of the pause between two, or to a change of the offset if that is earlier. */
static int64_t first_ms(const struct conf_queue *queue, int64_t at_ms, bool open)
{
    struct hours_zone zone = hours_zone_open(queue);
    int64_t change = at_ms, lasts = 0, found = -1;
    size_t steps = 2 * queue->n_hours + CHANGES_MAX;

    while (found < 0 && steps-- > 0) {
        if (at_ms >= change) {
            change = hours_zone_change(&zone, at_ms);
        }
        if (open_in_week(queue, hours_week_clock(at_ms + hours_zone_offset(&zone, at_ms)), &lasts) == open) {
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

int64_t hours_next_open_ms(const struct conf_queue *queue, int64_t now_ms)
{
    if (always_open(queue)) {
        return now_ms;
    }
    return queue->n_hours == 0 ? -1 : first_ms(queue, now_ms, true);
}

int64_t hours_next_close_ms(const struct conf_queue *queue, int64_t now_ms)
{
    int64_t open_ms = hours_next_open_ms(queue, now_ms);

    return open_ms < 0 || always_open(queue) ? -1 : first_ms(queue, open_ms, false);
}

/* Opening time in a week of the local clock. */
static int64_t open_a_week(const struct conf_queue *queue)
{
    int64_t minutes = 0;

    for (size_t i = 0; i < queue->n_hours; i++) {
        minutes += queue->hours[i].to - queue->hours[i].from;
    }
    return minutes * MINUTE_MS;
}

/* Walks like first_ms(), but over whole weeks at once as long as the offset stays the same: a queue may be
 * open for an hour a week only. */
int64_t hours_passed_ms(const struct conf_queue *queue, int64_t since_ms, int64_t open_ms)
{
    if (always_open(queue)) {
        return since_ms + open_ms;
    }
    struct hours_zone zone = hours_zone_open(queue);
    int64_t at_ms = since_ms, change = since_ms, weekly = open_a_week(queue), lasts = 0;

    for (int changes = 0; weekly > 0 && changes <= CHANGES_MAX;) {
        if (at_ms >= change) {
            change = hours_zone_change(&zone, at_ms);
            changes++;
        }
        int64_t weeks = (open_ms - 1) / weekly, until = (change - at_ms) / WEEK_MS;
        weeks = weeks < until ? weeks : until;
        at_ms += weeks * WEEK_MS;
        open_ms -= weeks * weekly;
        bool open = open_in_week(queue, hours_week_clock(at_ms + hours_zone_offset(&zone, at_ms)), &lasts);
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
