/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sealing: what thousands of strangers make grow with encrypted messages and requests for keys, and what that costs others:
 * sessions, prekeys, and messages that are waited for once more. */
#include "xmpp/sealing.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "omemo/omemo.h"
#include "store/store.h"
#include "t/peer.h"
#include "t/tap.h"
#include "t/turn.h"
#include "t/world.h"
#include "xml/stanza.h"

#define CONF                                                                                           \
    "component { domain = \"support.example.com\" server = \"127.0.0.1:5347\" secret = \"secret\" }\n" \
    "agent \"bob@example.com\" { name = \"Bob\" }\n"                                                   \
    "queue \"sales\" { title = \"Sales\" agents = {\"bob@example.com\"} }\n"
#define SALES "sales@support.example.com"
#define JANE "jane@customer.example/x"

enum { SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS };

static struct world *desk_new_world(void)
{
    struct world *w = world_new(false);
    w->now_ms = 1772445600000; /* 2026-03-02T10:00:00Z */
    if (!world_configure(w, CONF) || !world_start(w))
        fatal("%s", w->trouble);
    world_link(w, true);
    return w;
}

static void world_end(struct world *w)
{
    is_str(w->trouble, NULL, "nothing went wrong meanwhile");
    peers_free(w);
    world_free(w);
}

static long long asked(struct world *w, const char *sql)
{
    const char *n = store_ask(w->store, sql);
    return n != NULL ? strtoll(n, NULL, 10) : -1;
}

static void says(struct world *w, const char *from, const char *text)
{
    const char *sealed = peer_seal(w, from, SALES, text);
    if (sealed == NULL)
        fatal("%s gets no keys", from);
    world_receive(w, arena_printf(w->own,
                                  "<message type='chat' from='%s' to='" SALES
                                  "' id='%s'>%s<body>Fallback</body></message>",
                                  from, text, sealed));
}

/* How often something was sent in which this stands. */
static int count(const struct world *w, const char *what)
{
    int n = 0;
    for (const struct sent *s = w->first; s != NULL; s = s->next)
        n += strstr(s->xml, what) != NULL;
    return n;
}

static double cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* ---- sessions ---- */

/* Jane wrote first; since then strangers have had all the sessions that there may be. */
static void test_sessions(void)
{
    struct world *w = desk_new_world();
    says(w, JANE, "hello");
    w->now_ms += MINUTE_MS;
    store_begin(w->store);
    store_exec(w->store,
               arena_printf(
                   w->own,
                   "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO"
                   " omemo_session (own, peer, device, record, heard_ms) SELECT 'sales', 'm' || i ||"
                   " '@evil.example', 1, 'AAAA', %" PRId64 " FROM n",
                   OMEMO_SESSIONS, w->now_ms));
    store_commit(w->store);
    double longest_ms = 0;
    for (int i = 0; i < 100; i++) {
        w->now_ms += SECOND_MS;
        double begin_ms = cpu_ms();
        says(w, arena_printf(w->own, "n%d@evil.example/x", i), arena_printf(w->own, "n%d", i));
        if (cpu_ms() - begin_ms > longest_ms)
            longest_ms = cpu_ms() - begin_ms;
    }
    ok(asked(w, "SELECT count(*) FROM omemo_session") <= OMEMO_SESSIONS + 50, "the sessions are bounded");
    ok(asked(w, "SELECT count(*) FROM omemo_session WHERE peer = 'jane@customer.example'") == 1,
       "those of one domain make no room for each other in another's place");
    says(w, JANE, "again");
    ok(asked(w, "SELECT count(*) FROM message WHERE body = 'again'") == 1, "so that one is read later");
    ok(longest_ms < TURN_MS * SLOWER, "the longest turn takes %.1f ms (with the client's part)", longest_ms);
    world_end(w);
}

/* ---- messages that cannot be decrypted ---- */

static void says_broken(struct world *w, const char *from, const char *to)
{
    store_begin(w->store);
    unsigned long device = strtoul(store_ask(w->store, "SELECT device FROM omemo_identity"), NULL, 10);
    store_commit(w->store);
    world_receive(
        w,
        arena_printf(w->own,
                     "<message type='chat' from='%s' to='%s' id='b'><encrypted xmlns='" NS_OMEMO
                     "'><header sid='7'><key rid='%lu' prekey='true'>MwohBQ==</key><iv>AAAAAAAAAAAAAAAA</iv>"
                     "</header><payload>AAAA</payload></encrypted><body>Fallback</body></message>",
                     from, to, device));
}

/* Their servers never answer the question for their keys. */
static void test_repairs(void)
{
    enum { DOMAINS = 30, EACH = 120, REPAIRS = 2100 };
    struct world *w = desk_new_world();
    says(w, JANE, "hello");
    peers_free(w); /* from now on no server answers */
    for (int i = 0; i < EACH; i++) {
        for (int k = 0; k < DOMAINS; k++)
            says_broken(w, arena_printf(w->own, "m%d@evil%d.example/x", i, k), SALES);
        w->now_ms += SECOND_MS / 10;
    }
    long long rows = asked(w, "SELECT count(*) FROM omemo_repair");
    ok(rows <= REPAIRS, "%lld of %d are waited for, of at most %d", rows, DOMAINS * EACH, REPAIRS);
    ok(count(w, "We could not decrypt") > 1000, "the others are answered at once (%d)",
       count(w, "We could not decrypt"));
    w->now_ms += 30 * MINUTE_MS;
    says_broken(w, "late@evil.example/x", SALES);
    ok(asked(w, "SELECT count(*) FROM omemo_repair WHERE peer = 'late@evil.example'") == 1,
       "what never came is not waited for half an hour");
    world_end(w);
}

/* ---- keys ---- */

static void asks_keys(struct world *w, const char *from)
{
    unsigned long device = strtoul(store_ask(w->store, "SELECT device FROM omemo_identity"), NULL, 10);
    world_receive(w, arena_printf(w->own,
                                  "<iq type='get' id='k' from='%s' to='" SALES
                                  "'><pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='" NS_OMEMO
                                  ".bundles:%lu'/></pubsub></iq>",
                                  from, device));
}

static void test_keys(void)
{
    struct world *w = desk_new_world();
    says(w, JANE, "hello");
    int before = count(w, "<identityKey>");
    for (int i = 0; i < 3000; i++)
        asks_keys(w, arena_printf(w->own, "m%d@evil.example/x", i));
    int got = count(w, "<identityKey>") - before;
    ok(got <= 300, "3000 addresses of one domain get keys %d times in a minute", got);
    ok(got >= 100, "but some do");
    ok(asked(w, "SELECT count(*) FROM omemo_asker") < 60,
       "and have not all the sets that are made in a minute");
    says(w, "ann@customer.example/x", "hello too");
    ok(asked(w, "SELECT count(*) FROM message WHERE body = 'hello too'") == 1 &&
           asked(w, "SELECT count(*) FROM omemo_asker WHERE jid = 'ann@customer.example'") == 1,
       "somebody of another domain still gets a set of her own");
    world_end(w);
}

int main(void)
{
    plan_none();
    test_sessions();
    test_repairs();
    test_keys();
    return done();
}
