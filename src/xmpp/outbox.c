/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * outbox: see outbox.h. */
#include "xmpp/outbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "desk/core.h"
#include "xml/stanza.h"
#include "xml/xml.h"

void outbox_load(struct desk *d)
{
    struct outbox *o = d->outbox = xcalloc(1, sizeof *o);
    o->next_fence = 1;
    o->last = store_int(d->store, SQL_outbox_last, 0);
    o->deleted = o->released = store_int(d->store, SQL_outbox_first, o->last + 1) - 1;
    o->sent = o->covered = o->released;
    o->recent = xcalloc(OUTBOX_RECENT, sizeof *o->recent);
    rng_word(&d->rng, o->tag, (int)sizeof o->tag - 1);
}

void outbox_free(struct desk *d)
{
    if (d->outbox != NULL)
        free(d->outbox->recent);
    free(d->outbox);
}

static int64_t message_of(const struct desk *d, const char *to, const char *id)
{
    return flood_number(&d->flood_key, arena_printf(d->arena, "sent %s\n%s", to, id));
}

void outbox_arrived(struct desk *d, const char *from, const char *id)
{
    struct outbox *o = d->outbox;
    int64_t message = message_of(d, from, id);
    for (int64_t row = o->last; row > o->released && row > o->last - OUTBOX_RECENT; row--) {
        struct recent_row *recent = &o->recent[row % OUTBOX_RECENT];
        if (recent->id != row || recent->message != message)
            continue;
        recent->id = 0;
        store_run(d->store, SQL_outbox_arrived, INT(row));
    }
}

void outbox_add(struct desk *d, const char *xml, const char *to, const char *id)
{
    struct outbox *o = d->outbox;
    if (strlen(xml) > OUTBOX_STANZA_MAX) {
        /* letter.c cuts letters to less than this. If it were kept, it would be sent again and end every
         * stream. */
        log_error("outbox: a stanza of %zu bytes is too large for the server and was not sent", strlen(xml));
        return;
    }
    bool in_order = o->sent == o->last;
    o->last++;
    store_run(d->store, SQL_outbox_add, INT(o->last), TEXT(xml));
    o->recent[o->last % OUTBOX_RECENT] = (struct recent_row){o->last, message_of(d, to, id)};
    if (d->link_up && !d->link_full && in_order) {
        desk_send(d, xml);
        o->sent = o->last;
    }
}

void outbox_link_up(struct desk *d)
{
    struct outbox *o = d->outbox;
    o->sent = o->released;
    o->covered = o->released;
    o->fence = o->fence_upto = o->fence_ms = 0;
    o->n_passed = 0;
    int64_t waiting = store_int(d->store, SQL_outbox_count, 0);
    if (waiting > 0)
        log_info("outbox: resending %lld stanzas that the server has not confirmed", (long long)waiting);
}

void outbox_link_down(struct desk *d)
{
    d->outbox->fence = 0;
}

void outbox_taken(struct desk *d)
{
    struct outbox *o = d->outbox;
    o->released = o->deleted = o->covered = o->sent;
    o->n_passed = 0;
    store_run(d->store, SQL_outbox_release, INT(o->deleted));
}

void outbox_link_room(struct desk *d)
{
    d->outbox->fence_ms = d->now_ms;
}

void outbox_shift(struct desk *d, int64_t jump_ms)
{
    struct outbox *o = d->outbox;
    if (o->fence_ms != 0)
        o->fence_ms += jump_ms;
    for (int i = 0; i < o->n_passed; i++)
        o->passed[i].ms += jump_ms;
}

/* The fence that was sent at this time has come back: rows are safe whose own fence came back a second or more
 * before that. */
static void release(struct outbox *o, int64_t sent_ms)
{
    int n = 0;
    while (n < o->n_passed && o->passed[n].ms + FENCE_SAFE_MS <= sent_ms)
        o->released = o->passed[n++].upto;
    o->n_passed -= n;
    memmove(o->passed, o->passed + n, (size_t)o->n_passed * sizeof *o->passed);
}

static void remember(struct outbox *o, int64_t upto, int64_t now_ms)
{
    if (upto <= o->covered)
        return;
    if (o->n_passed == FENCE_PASSED)
        o->n_passed--; /* its rows wait a little longer, with the new ones */
    o->passed[o->n_passed++] = (struct passed_fence){upto, now_ms};
    o->covered = upto;
}

bool outbox_fence_back(struct desk *d, const char *id)
{
    struct outbox *o = d->outbox;
    char tag[sizeof o->tag];
    long long number;
    if (id == NULL || sscanf(id, "fence-%8[a-z0-9]-%lld", tag, &number) != 2)
        return false;
    if (strcmp(tag, o->tag) != 0) {
        log_warn("link: a second frontdesk is connected as %s and gets some of the messages: stop one "
                 "of them",
                 d->conf->component.domain);
        return true;
    }
    if (o->fence == 0 || number != o->fence)
        return true; /* a fence of an earlier link */
    release(o, o->fence_ms);
    remember(o, o->fence_upto, d->now_ms);
    o->fence = 0;
    o->fence_ms = d->now_ms;
    return true;
}

static void send_fence(struct desk *d)
{
    struct outbox *o = d->outbox;
    o->fence = o->next_fence++;
    o->fence_upto = o->sent;
    o->fence_ms = d->now_ms;
    struct xml *x = xml_new(d->arena);
    xml_open(x, "iq", NULL);
    xml_attr(x, "type", "get");
    xml_attr(x, "from", d->conf->component.domain);
    xml_attr(x, "to", d->conf->component.domain);
    xml_attr(x, "id", arena_printf(d->arena, "fence-%s-%lld", o->tag, (long long)o->fence));
    xml_leaf(x, "ping", "urn:xmpp:ping", NULL);
    xml_close(x);
    desk_send(d, xml_string(x));
}

/* Sends rows again that are left from an earlier link: in order, a limited number in a turn, and none while
 * the link is full. */
static void send_again(struct desk *d)
{
    struct outbox *o = d->outbox;
    if (o->sent >= o->last)
        return;
    struct cursor *c = store_query(d->store, SQL_outbox_after, INT(o->sent), INT(OUTBOX_PUMP));
    int n = 0;
    for (size_t bytes = 0; bytes < OUTBOX_PUMP_BYTES && cursor_next(c);) {
        const char *xml = cursor_text(c, 1);
        bytes += strlen(xml);
        o->sent = cursor_int(c, 0);
        if (st_is_element(xml))
            desk_send(d, xml);
        else /* it would end this stream, and every later one when it is sent again */
            log_error("store: a stanza in the outbox is damaged and was not sent");
        n++;
    }
    cursor_end(c);
    if (n == 0) /* the newest rows were released meanwhile */
        o->sent = o->last;
}

static void delete_released(struct desk *d)
{
    struct outbox *o = d->outbox;
    if (o->deleted >= o->released)
        return;
    int64_t upto = o->deleted + OUTBOX_RELEASE;
    o->deleted = upto < o->released ? upto : o->released;
    store_run(d->store, SQL_outbox_release, INT(o->deleted));
}

/* Returns when the next fence is due, or when the present one times out. */
static int64_t fence_due_ms(const struct outbox *o)
{
    if (o->fence != 0)
        return o->fence_ms + FENCE_TIMEOUT_MS;
    if (o->fence_ms == 0)
        return 0; /* the first fence on this link */
    int64_t due_ms = o->fence_ms + (o->sent > o->covered ? FENCE_EVERY_MS : FENCE_IDLE_MS);
    bool waits = o->n_passed > 0 && o->passed[0].ms + FENCE_SAFE_MS < due_ms;
    return waits ? o->passed[0].ms + FENCE_SAFE_MS : due_ms;
}

void outbox_work(struct desk *d)
{
    struct outbox *o = d->outbox;
    delete_released(d);
    if (!d->link_up)
        return;
    if (d->link_full)
        return;
    send_again(d);
    if (d->now_ms < fence_due_ms(o))
        return;
    if (o->fence == 0) {
        send_fence(d);
        return;
    }
    o->fence = 0;
    struct effect *e = arena_alloc(d->arena, sizeof *e);
    *e = (struct effect){.kind = EFFECT_RELINK, .text = "the server has not answered for 20 s"};
    *d->out->end = e;
    d->out->end = &e->next;
    d->out->n++;
    o->fence_ms = d->now_ms; /* in case the shell is slow to reconnect */
}

int64_t outbox_due_ms(const struct desk *d)
{
    const struct outbox *o = d->outbox;
    if (o->deleted < o->released)
        return 0;
    if (!d->link_up || d->link_full)
        return -1;
    if (o->sent < o->last)
        return 0;
    return fence_due_ms(o);
}
