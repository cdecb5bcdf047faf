/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * outbox: what no scene can reach, turn by turn: backlogs that are larger than a turn, fences that are not
 * ours or of an earlier link, a clock that jumps while one is under way. */
#include "xmpp/outbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "desk/core.h"
#include "desk/desk.h"
#include "t/tap.h"
#include "t/world.h"
#include "xml/stanza.h"

static const char configuration[] =
    "component { domain = \"support.example.com\" server = \"127.0.0.1:5347\" secret = \"secret\" }\n"
    "store { path = \"/nowhere/frontdesk.db\" }\n"
    "agent \"bob@example.com\" { name = \"Bob\" }\n"
    "queue \"sales\" { title = \"Sales\" agents = {\"bob@example.com\"} }\n";

enum { NOW_MS = 1000 * 1000 };

static struct world *w;
static int64_t now_ms = NOW_MS;

/* What one turn sent. */
static struct {
    int rows; /* of the outbox, marked <row n='…'/> */
    long long first, last;
    bool in_order;
    char fence[64]; /* id, "" when there was none */
    bool relink;
} turn;

static void look_at(const struct effect *e)
{
    const char *row = strstr(e->text, "<row n='"), *fence = strstr(e->text, "id=\"fence-");
    if (e->kind == EFFECT_RELINK)
        turn.relink = true;
    else if (row != NULL) {
        long long n = strtoll(row + strlen("<row n='"), NULL, 10);
        turn.in_order &= turn.rows == 0 || n == turn.last + 1;
        if (turn.rows++ == 0)
            turn.first = n;
        turn.last = n;
    } else if (fence != NULL)
        snprintf(turn.fence, sizeof turn.fence, "%.*s", (int)strcspn(fence + 4, "\""), fence + 4);
}

static void happen(struct desk_event e)
{
    struct effects effects;
    memset(&turn, 0, sizeof turn);
    turn.in_order = true;
    effects_clear(&effects);
    e.now_ms = now_ms;
    store_begin(w->store);
    desk_step(w->desk, &e, &effects);
    if (e.kind == EVENT_STANZA) /* which is one of many in a turn: a tick ends it */
        desk_step(w->desk, &(struct desk_event){.kind = EVENT_TICK, .now_ms = now_ms}, &effects);
    if (!store_commit(w->store))
        diag("%s", store_error(w->store));
    for (const struct effect *f = effects.first; f != NULL; f = f->next)
        look_at(f);
    arena_reset(w->turn);
}

static void tick(void)
{
    happen((struct desk_event){.kind = EVENT_TICK});
}

static void clock_jumps(int64_t jump_ms)
{
    now_ms += jump_ms;
    happen((struct desk_event){.kind = EVENT_CLOCK, .jump_ms = jump_ms});
}

static void fence_returns(const char *id)
{
    const char *xml = arena_printf(w->own,
                                   "<iq type='get' from='support.example.com' to='support.example.com' "
                                   "id='%s'><ping xmlns='urn:xmpp:ping'/></iq>",
                                   id);
    xmpp_stanza_t *stanza = st_parse(w->ctx, xml);
    happen((struct desk_event){.kind = EVENT_STANZA, .stanza = stanza});
    xmpp_stanza_release(stanza);
}

/* Rows with the numbers from … to, written in one turn, as if for a customer. */
static void add(int from, int to)
{
    struct effects effects;
    effects_clear(&effects);
    store_begin(w->store);
    w->desk->out = &effects;
    w->desk->now_ms = now_ms;
    for (int n = from; n <= to; n++)
        outbox_add(w->desk,
                   arena_printf(w->turn, "<message to='jane@customer.example'><row n='%d'/></message>", n),
                   "jane@customer.example", arena_printf(w->turn, "row-%d", n));
    store_commit(w->store);
    arena_reset(w->turn);
}

static long long kept(void)
{
    return strtoll(store_ask(w->store, "SELECT count(*) FROM outbox"), NULL, 10);
}

static bool logged(const char *words)
{
    for (const struct sent *line = w->log_first; line != NULL; line = line->next)
        if (strstr(line->body, words) != NULL)
            return true;
    return false;
}

/* Ticks as long as the desk is due at once; how many turns it took. */
static int rest(void)
{
    int turns = 0;
    for (; turns < 100 && outbox_due_ms(w->desk) == 0; turns++)
        tick();
    return turns;
}

static void test_backlog(void)
{
    enum { BACKLOG = 3 * OUTBOX_PUMP - 100 };
    add(1, BACKLOG);
    is_int(kept(), BACKLOG, "while the link is down rows are kept");
    is_int(outbox_due_ms(w->desk), -1, "and nothing is due");
    happen((struct desk_event){.kind = EVENT_LINK_UP});
    is_int(turn.rows, OUTBOX_PUMP, "the link comes up: a turn sends so many");
    ok(turn.first == 1 && turn.in_order, "from the first on, in order");
    is_int(outbox_due_ms(w->desk), 0, "the rest is due at once");
    add(BACKLOG + 1, BACKLOG + 1);
    tick();
    ok(turn.first == OUTBOX_PUMP + 1 && turn.in_order, "a new one does not overtake");

    happen((struct desk_event){.kind = EVENT_LINK_FULL});
    is_int(turn.rows, 0, "the link is full: nothing");
    tick();
    is_int(turn.rows, 0, "nor at a tick");
    is_int(outbox_due_ms(w->desk), -1, "nothing is due");
    happen((struct desk_event){.kind = EVENT_LINK_ROOM});
    ok(turn.first == 2 * OUTBOX_PUMP + 1 && turn.last == BACKLOG + 1 && turn.in_order,
       "room again: the rest, and the new one at its end");
    add(BACKLOG + 2, BACKLOG + 2);
    rest();
    is_int(kept(), BACKLOG + 2, "all are kept until fences return");
}

static void test_fences(void)
{
    long long all = kept();
    now_ms += FENCE_TIMEOUT_MS;
    happen((struct desk_event){.kind = EVENT_LINK_DOWN});
    happen((struct desk_event){.kind = EVENT_LINK_UP});
    rest();
    happen((struct desk_event){.kind = EVENT_LINK_DOWN});
    happen((struct desk_event){.kind = EVENT_LINK_UP});
    char first[sizeof turn.fence], second[sizeof turn.fence];
    snprintf(first, sizeof first, "%s", turn.fence);
    ok(strncmp(first, "fence-", 6) == 0, "a fence goes out with the link: %s", first);
    rest();
    fence_returns(first);
    is_int(kept(), all, "the first fence that returns releases nothing");
    is_str(turn.fence, "", "the next does not follow at once");
    now_ms += FENCE_EVERY_MS;
    tick();
    ok(turn.fence[0] != '\0', "but after a tenth of a second, for the rows that the first did not cover");
    fence_returns(turn.fence);
    is_int(kept(), all, "and that one releases nothing either");
    now_ms += FENCE_SAFE_MS - FENCE_EVERY_MS - 1;
    tick();
    is_str(turn.fence, "", "then there is none a moment before a second is over");
    now_ms++;
    is_int(outbox_due_ms(w->desk), now_ms, "it is due a second after the first came back");
    tick();
    snprintf(second, sizeof second, "%s", turn.fence);
    ok(strncmp(second, "fence-", 6) == 0 && strcmp(first, second) != 0, "the second fence: %s", second);

    static const char *const strange[] = {"fence-",           "fence-abcdefgh", "fence-abcdefgh-",
                                          "fence-ABCDEFGH-2", "ping",           ""};
    for (size_t i = 0; i < sizeof strange / sizeof strange[0]; i++) {
        fence_returns(strange[i]);
        is_int(kept(), all, "\"%s\" is no fence", strange[i]);
    }
    ok(!logged("a second frontdesk"), "and nobody else's");
    fence_returns("fence-abcdefgh-2");
    ok(logged("a second frontdesk is connected as support.example.com"), "somebody else's is noticed");
    fence_returns(first);
    is_int(kept(), all, "one that returns twice counts once");
    fence_returns(second);
    is_int(outbox_due_ms(w->desk) > 0 ? kept() : -1, all - OUTBOX_PUMP,
           "the second one releases what the first had covered, which was what one turn sends");
    is_int(outbox_due_ms(w->desk), now_ms + FENCE_EVERY_MS,
           "a tenth of a second later than those, as they were sent");
    now_ms += FENCE_EVERY_MS;
    tick();
    fence_returns(turn.fence);
    rest();
    is_int(kept(), 0, "the next one releases the rest");
    is_int(outbox_due_ms(w->desk), now_ms + FENCE_IDLE_MS, "then fences are for liveness only");
}

/* A server that hangs and then does everything at once has not had a second between two fences. */
static void test_slow_fence(void)
{
    now_ms += FENCE_IDLE_MS;
    add(1, 1);
    tick();
    now_ms += 10 * 1000;
    fence_returns(turn.fence);
    is_str(turn.fence, "", "a fence that took ten seconds is not followed at once");
    is_int(outbox_due_ms(w->desk), now_ms + FENCE_SAFE_MS, "but a second after it came back");
    is_int(kept(), 1, "and releases nothing yet");
    now_ms += FENCE_SAFE_MS;
    tick();
    fence_returns(turn.fence);
    rest();
    is_int(kept(), 0, "the next one does");
}

/* What was released is deleted a bounded number a turn. */
static void test_release(void)
{
    enum { MANY = 2 * OUTBOX_RELEASE + 10 };
    now_ms += FENCE_IDLE_MS;
    add(1, MANY);
    tick();
    fence_returns(turn.fence);
    now_ms += FENCE_SAFE_MS;
    tick();
    fence_returns(turn.fence);
    is_int(kept(), MANY - OUTBOX_RELEASE, "a turn deletes so many");
    is_int(outbox_due_ms(w->desk), 0, "the rest is due at once");
    happen((struct desk_event){.kind = EVENT_LINK_DOWN});
    is_int(kept(), MANY - 2 * OUTBOX_RELEASE, "also while the link is down");
    happen((struct desk_event){.kind = EVENT_LINK_UP});
    is_int(turn.rows, 0, "what is released is not sent again though its row is there");
    rest();
    is_int(kept(), 0, "all are deleted");
}

static void test_old_link(void)
{
    char old[sizeof turn.fence];
    snprintf(old, sizeof old, "%s", turn.fence);
    happen((struct desk_event){.kind = EVENT_LINK_DOWN});
    happen((struct desk_event){.kind = EVENT_LINK_UP});
    snprintf(old, sizeof old, "%s", turn.fence);
    add(1, 3);
    happen((struct desk_event){.kind = EVENT_LINK_DOWN});
    happen((struct desk_event){.kind = EVENT_LINK_UP});
    is_int(turn.rows, 3, "the link broke: the rows go again");
    ok(turn.fence[0] != '\0' && strcmp(turn.fence, old) != 0, "with a new fence");
    char present[sizeof turn.fence];
    snprintf(present, sizeof present, "%s", turn.fence);
    fence_returns(old);
    fence_returns(present);
    now_ms += FENCE_SAFE_MS;
    tick();
    is_int(kept(), 3, "the old link's fence counts for nothing on the new one");
    fence_returns(turn.fence);
    is_int(kept(), 0, "two of the new one do");
}

/* A byte on the disk has changed. Sent, that row would end this stream and each one after it. */
static void test_damaged(void)
{
    add(1, 3);
    happen((struct desk_event){.kind = EVENT_LINK_DOWN});
    ok(store_exec(w->store, "UPDATE outbox SET xml = replace(xml, '/><', '/<') WHERE xml LIKE '%''2''%'"),
       "the second of three rows is damaged");
    happen((struct desk_event){.kind = EVENT_LINK_UP});
    ok(turn.rows == 2 && turn.first == 1 && turn.last == 3, "the link is up again: the two others go");
    ok(logged("damaged"), "which is logged");
    rest();
    for (int n = 0; n < 2; n++) {
        fence_returns(turn.fence);
        now_ms += FENCE_SAFE_MS;
        tick();
    }
    is_int(kept(), 0, "it goes with those around it");
}

/* Of one message in a tenth of a second, those of the last second and a bit go again: that is the window. */
static void test_window(void)
{
    char fence[sizeof turn.fence];
    now_ms += FENCE_IDLE_MS;
    for (int n = 1; n <= 50; n++, now_ms += 100) {
        add(n, n);
        tick();
        snprintf(fence, sizeof fence, "%s", turn.fence);
        if (fence[0] != '\0')
            fence_returns(fence);
        rest();
    }
    is_int(kept(), 10, "a message in a tenth of a second: so many are not certain");
    happen((struct desk_event){.kind = EVENT_LINK_DOWN});
    happen((struct desk_event){.kind = EVENT_LINK_UP});
    is_int(turn.rows, 10, "the link broke: those go again");
    for (int n = 0; n < 2; n++) {
        fence_returns(turn.fence);
        now_ms += FENCE_SAFE_MS;
        tick();
    }
    rest();
    is_int(kept(), 0, "they are certain a second later");
}

static void arrives(const char *from, const char *id)
{
    store_begin(w->store);
    outbox_arrived(w->desk, from, id);
    store_commit(w->store);
    arena_reset(w->turn);
}

/* What the reader's client has confirmed is not sent again. */
static void test_arrived(void)
{
    now_ms += FENCE_IDLE_MS;
    add(1, 3);
    tick();
    arrives("eve@customer.example", "row-2");
    is_int(kept(), 3, "somebody else's receipt changes nothing");
    arrives("jane@customer.example", "row-7");
    is_int(kept(), 3, "nor one for another message");
    arrives("jane@customer.example", "row-2");
    arrives("jane@customer.example", "row-2");
    is_int(kept(), 2, "a receipt deletes the row");
    happen((struct desk_event){.kind = EVENT_LINK_DOWN});
    happen((struct desk_event){.kind = EVENT_LINK_UP});
    ok(turn.rows == 2 && turn.first == 1 && turn.last == 3, "which does not go again, but the others do");
    for (int n = 0; n < 2; n++) {
        fence_returns(turn.fence);
        now_ms += FENCE_SAFE_MS;
        tick();
    }
    rest();
    is_int(kept(), 0, "the fences release these");
    add(1, OUTBOX_RECENT + 1);
    arrives("jane@customer.example", "row-1");
    is_int(kept(), OUTBOX_RECENT + 1, "a receipt for a message long ago is too late");
    arrives("jane@customer.example", "row-2");
    is_int(kept(), OUTBOX_RECENT, "the newest are looked through");
    for (int n = 0; n < 12; n++) {
        tick();
        fence_returns(turn.fence);
        now_ms += FENCE_SAFE_MS;
    }
    rest();
    is_int(kept(), 0, "all is certain in the end");
}

static void test_clock(void)
{
    char lost[sizeof turn.fence];
    now_ms += FENCE_IDLE_MS;
    tick();
    snprintf(lost, sizeof lost, "%s", turn.fence);
    ok(lost[0] != '\0', "a fence is under way");
    now_ms += 1000;
    clock_jumps(-3600 * 1000);
    ok(!turn.relink, "the clock jumps back an hour: the link is not given up");
    is_int(outbox_due_ms(w->desk), now_ms + FENCE_TIMEOUT_MS - 1000,
           "and the fence has the time that it had");
    clock_jumps(3600 * 1000);
    ok(!turn.relink, "nor when it jumps forward");
    now_ms += FENCE_TIMEOUT_MS - 1000 - 1;
    tick();
    ok(!turn.relink, "a moment before");
    now_ms++;
    tick();
    ok(turn.relink, "the server is silent: a new link is wanted");
    tick();
    ok(!turn.relink, "which is said once");
    fence_returns(lost);
    ok(!turn.relink && turn.rows == 0, "an answer that comes too late changes nothing");
}

int main(void)
{
    plan_none();
    w = world_new(false);
    w->now_ms = NOW_MS;
    if (!ok(world_configure(w, configuration) && world_start(w), "a world"))
        diag("%s", w->trouble);
    tick();
    test_backlog();
    test_fences();
    test_slow_fence();
    test_release();
    test_old_link();
    test_damaged();
    test_window();
    test_arrived();
    test_clock();
    is_str(w->trouble, NULL, "no trouble in that world");
    world_free(w);
    return done();
}
