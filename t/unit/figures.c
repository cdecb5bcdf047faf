/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figures: what no scene can: days with tens of thousands of changes in several queues. */
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "store/store.h"
#include "t/tap.h"
#include "t/world.h"

#define HOUSE "support.example.com"

static const char configuration[] =
    "component { domain = \"support.example.com\" server = \"127.0.0.1:5347\" secret = \"secret\" }\n"
    "store { path = \"/nowhere/frontdesk.db\" }\n"
    "agent \"eve@example.com\" { name = \"Eve\" role = \"supervisor\" }\n"
    "queue \"quiet\" { title = \"Quiet\" agents = {\"eve@example.com\"} }\n"
    "queue \"a\" { title = \"A\" agents = {\"eve@example.com\"} }\n"
    "queue \"b\" { title = \"B\" agents = {\"eve@example.com\"} }\n"
    "queue \"c\" { title = \"C\" agents = {\"eve@example.com\"} }\n"
    "queue \"d\" { title = \"D\" agents = {\"eve@example.com\"} }\n";

/* What happened to one conversation in a queue, a second for each; a customer makes as much with hello and
 * bye. */
static void past(struct world *w, const char *queue, int n)
{
    store_exec(w->store,
               arena_printf(w->own,
                            "INSERT INTO event (conversation, at_ms, from_state, to_state, queue, reason) "
                            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
                            "SELECT (SELECT min(id) FROM conversation), %lld - i * 1000, '', "
                            "iif(i < 6000, 'waiting', iif(i %% 2, 'active', 'closed')), '%s', '' FROM n",
                            n, (long long)w->now_ms, queue));
}

static bool says(const struct world *w, const char *words)
{
    const char *last = "";
    for (const struct sent *s = w->first; s != NULL; s = s->next)
        if (s->body != NULL && strcmp(s->from, "desk@" HOUSE) == 0)
            last = s->body;
    bool found = strstr(last, words) != NULL;
    if (!ok(found, "%s", words))
        diag("%s", last);
    return found;
}

static void ask(struct world *w)
{
    w->now_ms += 2000; /* what was counted is forgotten */
    clock_t from = clock();
    world_receive(w, "<message from='eve@example.com/x' to='" HOUSE "'><body>stats</body></message>");
    double ms = (double)(clock() - from) * 1000 / CLOCKS_PER_SEC;
    if (!ok(ms < 1000, "counted in a moment"))
        diag("it took %.0f ms", ms);
}

int main(void)
{
    plan_none();
    struct world *w = world_new(false);
    w->now_ms = 1772445600000; /* 2026-03-02T10:00:00Z */
    if (!ok(world_configure(w, configuration) && world_start(w), "a world"))
        diag("%s", w->trouble);
    world_link(w, true);
    world_receive(w, "<presence from='eve@example.com/x' to='" HOUSE "'><show>away</show></presence>");
    world_receive(w, "<message from='jane@customer.example/x' to='quiet@" HOUSE
                     "'><body>Hello</body></message>");
    past(w, "a", 12000);
    ask(w);
    says(w, "Quiet: 1 opened, 0 answered, 0 closed, 0 abandoned; median wait n/a; now 1 waiting\n");
    says(w, "A: 10000 opened, 1 answered, 0 closed, 0 abandoned; median wait n/a; now 0 waiting (counted "
            "from the latest 10000 changes)");
    past(w, "b", 12000);
    past(w, "c", 12000);
    past(w, "d", 12000);
    ask(w);
    says(w, "D: 7499 opened, 0 answered, 0 closed, 0 abandoned; median wait n/a; now 0 waiting (counted "
            "from the latest 7499 changes)");
    says(w, "A: 7499 opened");
    is_str(w->trouble, NULL, "no trouble in that world");
    world_free(w);
    return done();
}
