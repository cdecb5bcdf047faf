/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * net: the link between desk and server, stanza by stanza: it keeps their order, takes its time, breaks.
 */
#include "sim.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "xml/stanza.h"
#include "xmpp/outbox.h"

/* Until then, and a little longer, a fence may be late or lost. */
static void excuse_fences(struct sim *s, int64_t until_ms)
{
    if (s->excused_ms < until_ms)
        s->excused_ms = until_ms;
}

enum { TOGETHER = 6 }; /* stanzas that one read of the desk may bring */

/* ---- on the way ---- */

static void at_server(struct sim *s, const struct happening *h)
{
    if (h->guard == s->link_n)
        server_takes(s, h->text);
}

/* A time after that of the stanza before. */
static int64_t in_order(struct sim *s, int64_t *last_ms, int64_t delay_ms)
{
    int64_t at = s->mono_ms + delay_ms;
    if (at < s->stall_until_ms)
        at = s->stall_until_ms;
    if (at < *last_ms)
        at = *last_ms;
    *last_ms = at;
    return at - s->mono_ms;
}

void net_to_server(struct sim *s, const char *xml)
{
    if (!s->told_up)
        sim_violation(s, "sent while the link is down: %s", xml);
    if (s->link != LINK_UP)
        return;
    mail_performed(s, xml);
    sim_later(s, in_order(s, &s->to_server_ms, sim_between(&s->net, 0, 40)), at_server, s->link_n, 0, xml,
              NULL);
}

/* Reading pauses. It keeps its number, and with it its turn: others that were sent before and after it are still on
 * their way. */
static void read_later(struct sim *s, const struct happening *h, int64_t at_ms)
{
    if (s->to_desk_ms < at_ms)
        s->to_desk_ms = at_ms;
    sim_again(s, h, at_ms);
}

static void at_desk(struct sim *s, const struct happening *h)
{
    struct step steps[TOGETHER];
    struct happening next = *h;
    size_t n = 0, most = sim_chance(&s->net, 30) ? TOGETHER : 1;
    if (h->guard != s->link_n || s->desk == NULL)
        return;
    if (s->mono_ms < s->full_until_ms || process_is_locked(s)) {
        read_later(s, h, s->full_until_ms > s->locked_until_ms ? s->full_until_ms : s->locked_until_ms + 1);
        return;
    }
    do {
        if (next.n < s->at_desk_n)
            sim_violation(s, "the model of the link is wrong, this was overtaken: %s", next.text);
        s->at_desk_n = next.n;
        xmpp_stanza_t *stanza = st_parse(s->ctx, next.text);
        if (stanza == NULL) {
            sim_violation(s, "the server model is wrong: %s", next.text);
            break;
        }
        if (strncmp(next.text, "<iq", 3) != 0)
            sim_note(s, "in: %s", next.text);
        steps[n++] = (struct step){.event = {.kind = EVENT_STANZA, .stanza = stanza}, .xml = next.text};
    } while (n < most && sim_take_next(s, at_desk, s->link_n, s->mono_ms + 15, &next));
    process_turn(s, steps, n);
    for (size_t i = 0; i < n; i++)
        xmpp_stanza_release(steps[i].event.stanza);
}

void net_to_desk(struct sim *s, const char *xml)
{
    int copies = strncmp(xml, "<iq", 3) != 0 && sim_fault(s, FAULT_DOUBLE, 5) ? 2 : 1;
    if (s->link != LINK_UP)
        return;
    for (int i = 0; i < copies; i++)
        sim_later(s, in_order(s, &s->to_desk_ms, sim_between(&s->net, 0, 40)), at_desk, s->link_n, 0, xml,
                  NULL);
}

/* ---- up and down ---- */

static void comes_up(struct sim *s, const struct happening *h)
{
    if (h->guard != s->link_n || s->desk == NULL || s->told_up || s->link != LINK_DOWN || process_waits(s, h))
        return;
    s->link = LINK_UP;
    s->link_n++;
    s->told_up = true;
    s->full_until_ms = 0;
    s->up_ms = s->mono_ms;
    s->to_server_ms = s->to_desk_ms = s->mono_ms;
    mail_link(s);
    sim_note(s, "link up");
    process_turn(s, &(struct step){.event = {.kind = EVENT_LINK_UP}}, 1);
    contacts_grant(s);
}

void net_make(struct sim *s, int64_t delay_ms)
{
    sim_later(s, delay_ms, comes_up, s->link_n, 0, NULL, NULL);
}

static int by_time(const void *a, const void *b)
{
    const struct happening *x = a, *y = b;
    if (x->at_ms != y->at_ms)
        return x->at_ms < y->at_ms ? -1 : 1;
    return x->n < y->n ? -1 : 1;
}

/* Of what is on its way to the server the first few still arrive. */
static void arrive(struct sim *s, bool all)
{
    struct happening *way = arena_alloc(s->arena, (s->n_heap + 1) * sizeof *way);
    size_t n = 0;
    for (size_t i = 0; i < s->n_heap; i++)
        if (s->heap[i].happen == at_server && s->heap[i].guard == s->link_n)
            way[n++] = s->heap[i];
    qsort(way, n, sizeof *way, by_time);
    if (!all)
        n = (size_t)sim_between(&s->net, 0, (int64_t)n);
    for (size_t i = 0; i < n; i++)
        server_takes(s, way[i].text);
}

void net_flush(struct sim *s)
{
    if (s->link == LINK_UP)
        arrive(s, true);
}

static void told_down(struct sim *s, const struct happening *h)
{
    if (h->guard != s->process || !s->told_up || s->link != LINK_DOWN || process_waits(s, h))
        return;
    s->told_up = s->full = false;
    process_turn(s, &(struct step){.event = {.kind = EVENT_LINK_DOWN}}, 1);
    if (s->desk != NULL)
        net_make(s, sim_between(&s->net, 500, s->calm ? 1000 : 6000));
}

void net_break(struct sim *s, const char *why)
{
    if (!s->told_up)
        return;
    sim_note(s, "the link breaks: %s", why);
    if (s->link == LINK_UP)
        arrive(s, false);
    s->link = LINK_DOWN;
    s->link_n++;
    sim_later(s, sim_between(&s->net, 0, 200), told_down, s->process, 0, NULL, NULL);
}

void net_relink(struct sim *s, const char *why)
{
    s->relinks++;
    if (s->link == LINK_UP && !s->fences_off && s->mono_ms > s->excused_ms + FENCE_TIMEOUT_MS + 1000)
        sim_violation(s, "a link was given up that was in order: %s", why);
    net_break(s, why);
}

void net_process_died(struct sim *s)
{
    if (s->link == LINK_UP)
        arrive(s, false);
    s->link = LINK_DOWN;
    s->link_n++;
}

/* ---- troubles ---- */

static void has_room(struct sim *s, const struct happening *h)
{
    if (h->guard != s->link_n || !s->full || process_waits(s, h))
        return;
    s->full = false;
    sim_note(s, "the link has room");
    process_turn(s, &(struct step){.event = {.kind = EVENT_LINK_ROOM}}, 1);
}

static void become_full(struct sim *s)
{
    int64_t wait = sim_between(&s->faults_rng, 100, 40000);
    s->full = true;
    s->full_until_ms = s->mono_ms + wait + 1; /* what waits comes after has_room() */
    sim_note(s, "the link is full for %lld ms", (long long)wait);
    excuse_fences(s, s->full_until_ms);
    sim_later(s, wait, has_room, s->link_n, 0, NULL, NULL);
    process_turn(s, &(struct step){.event = {.kind = EVENT_LINK_FULL}}, 1);
}

static void fences_again(struct sim *s, const struct happening *h)
{
    (void)h;
    s->fences_off = false;
    excuse_fences(s, s->mono_ms);
}

static void lose_fences(struct sim *s)
{
    sim_note(s, "the server returns no fences");
    s->fences_off = true;
    sim_later(s, sim_between(&s->faults_rng, 1000, 50000), fences_again, 0, 0, NULL, NULL);
}

static void jump(struct sim *s, int64_t ms)
{
    sim_note(s, "the clock jumps by %lld ms", (long long)ms);
    s->wall_ahead_ms += ms;
    s->jumped_ms = s->mono_ms;
}

static int64_t jump_ms(struct sim *s)
{
    static const int64_t spans[] = {900, 5000, 60 * 1000, 30 * 60 * 1000, 2 * 3600 * 1000};
    return sim_between(&s->faults_rng, 1, spans[sim_between(&s->faults_rng, 0, 4)]);
}

/* One look at all that may go wrong with the link, the server and the machine. */
void net_troubles(struct sim *s)
{
    if (sim_fault(s, FAULT_CLOCK_ON, 15))
        jump(s, jump_ms(s));
    if (sim_fault(s, FAULT_CLOCK_BACK, 15))
        jump(s, -jump_ms(s));
    if (sim_fault(s, FAULT_DISK, 25))
        disk_fills(s);
    if (!process_is_locked(s) && sim_fault(s, FAULT_RELOAD, 40))
        conf_vary(s);
    if (!process_is_locked(s) && sim_fault(s, FAULT_LOCK, 25))
        process_lock(s);
    if (process_is_locked(s))
        return;                                 /* what the desk does not see would be as if it came later */
    bool up = s->told_up && s->link == LINK_UP; /* the desk may just have died of something */
    if (up && sim_fault(s, FAULT_STALL, 40))
        s->stall_until_ms = s->mono_ms + sim_between(&s->faults_rng, 100, 30000);
    excuse_fences(s, s->stall_until_ms);
    if (up && sim_fault(s, FAULT_NO_FENCE, 20))
        lose_fences(s);
    if (up && !s->full && sim_fault(s, FAULT_FULL, 30))
        become_full(s);
    up = s->told_up && s->link == LINK_UP;
    /* A full link has no fences that could tell: there it is TCP that gives up. */
    if (up && !s->full && sim_fault(s, FAULT_SILENCE, 15)) {
        sim_note(s, "the link is dead and silent");
        s->link = LINK_SILENT;
        s->link_n++;
    } else if (up && sim_fault(s, FAULT_SERVER_DEATH, 25)) {
        server_dies(s);
    } else if (up && sim_fault(s, FAULT_CUT, 40)) {
        net_break(s, "cut");
    } else if (sim_fault(s, FAULT_STOP, 20)) {
        process_stop(s);
    }
}
