/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * scene: plays a behaviour that is written as a text, FILE.scene, against the whole core, in virtual time.
 * TAP. The language is played by player/.
 *
 *     scene FILE.scene
 *     scene --restarts FILE.scene    the desk is killed and started again after each stanza it was sent
 *     scene --crashes FILE.scene     … and loses each time all that it had stored and not yet sent
 *     scene --memory FILE.scene      customers are not on XMPP but on the channel of memory.h; exit status 3 when they
 *                                    say what only XMPP has words for
 *
 * The second and the third are a hard test of "after a restart the desk is as it was": a scene must come out the same.
 * One in which time passes while somebody is awaited, or that is about something not kept by design, says
 * `not with restarts`. What has no body (chat states, receipts, errors) and presence is not kept, so a crash
 * may lose it.
 *
 * One statement a line; a line that begins with a blank goes on with the one before it; # begins a comment
 * line. Each expectation is one point of the test and its text is the line itself. At the end nothing may
 * have been said to anybody that the scene does not mention; presence, headlines and IQs that it does not
 * mention do not matter.
 *
 * The domain is support.example.com. It is Monday, 2026-03-02T10:00:00Z, the link comes up with the first
 * statement (unless that is `link down`), and the server returns fences at once.
 *
 * Who:
 *   bob         the configured agent whose localpart this is; any other word, jane, is jane@customer.example;
 *               something@with.at is itself. Resource x, unless it is said: jane/phone.
 *   sales       the queue; `house` is the domain itself, and from it also desk@ the domain
 *   jane@sales  jane's face in queue sales: what agents see of her
 *
 * In texts and XML: {domain}, {jid:jane} (also {jid:jane/phone}), {face:jane@sales} (its address), {srcdir}, {device}
 *   (the desk's, of OMEMO),
 * {id:Hello} (what both sides call the archived message with this body; {id:Hel*}: which begins so).
 *
 * The configuration (component and store are added):
 *   conf                         then lines, then
 *   end                          Without a queue block: queues "sales" (Sales: bob, eve) and "billing" (Billing: eve).
 *                                Without an agent block: agents bob (Bob) and eve (Eve, a supervisor).
 *   reload … end                 a new configuration, as after SIGHUP
 *   knowledge FILE … end         a file of the directory {knowledge}, which stands for its path in conf and reload
 *   store FILE                   an older desk's store, dumped: t/stores/store-N.sql. The scene begins a second after
 *                                the last message that is in it. Before anything else
 *
 * What happens:
 *   jane -> sales: text          a message, type chat, with the next id: m1, m2, … In texts \n is a line break, \t a
 *                                tab, \uXXXX a character, \\ a backslash, \* a star
 *   jane -> sales [option …]: text
 *                                options: id=abc type=… lang=de nick="Jane Doe" thread=… subject=… receipt marker
 *                                receipt-for=ID displayed=ID origin=ID replace=ID oob=URL delay=STAMP
 *                                state=composing omemo, and <element xmlns='…'/> as it is; !id: without an id;
 *                                copies=20: so many messages; times=1000: the text so many times over;
 *                                refused="larger than …": the wire skipped it
 *   jane -> sales [option …]     without a body
 *   bob is available | chat | away | xa | dnd | offline [to jane@sales]
 *                                presence, to the house if nothing else is said
 *   send <xml …/>                any stanza from the server
 *   jane -> sales [sealed]: text
 *                                encrypted with OMEMO by her device (the resource), which fetches the desk's keys if it
 *                                has no session. sealed=again: the last such message once more; =held: it is only made;
 *                                =late: the held one arrives; =forged: changed on the way; =empty: without a text;
 *                                =many: with 10,000 keys more
 *   keys bob/x                   this device has OMEMO, announces it, and is in the list of its server
 *   renew jane/x                 the device loses its keys, and makes new ones
 *   bounce last to jane: gone    the last message with a body to her comes back, with this condition
 *   rosters both | get | none | refused | silent [1]
 *                                what the agents' server lets the desk do with their contact lists, also after
 *                                each connection (rosters.h); 1: by urn:xmpp:privilege:1
 *   roster bob <item …/>         bob changes his contact list
 *   client bob/x takes suggestions | refuses | silent
 *                                … his client does so when the desk suggests it (XEP-0144)
 *   model says: text             a language model answers the oldest question that it was asked
 *   model hurries: text          … or the newest
 *   model is cut: text           … or this much of its answer, at max_tokens
 *   model writes: text           … or has written this so far; `model calls TOOL {json}`; `model fails: why`
 *   model gets: text             a tool of the administrator, which the model wanted, returns this;
 *                                `model refuses: why`
 *   vectors MODEL                the texts of {knowledge} get their vectors by this model (t/embed.h)
 *   model embeds                 … which answers the oldest question with the vector of its text
 *   model is late: text          the answer to the question that was dropped last
 *   model calls TOOL {json} + TOOL {json} + :text
 *                                several calls in one answer, and what is written beside them; `+ cut`: at max_tokens
 *   model repeats                the last answer once more
 *   model is known               the services of the configuration have answered before: what they write is shown at
 *                                once
 *   link up | link down          After `link up` every unconfirmed message must have gone again with its old id; what
 *                                had been sent before is then a duplicate, which nobody sees twice
 *   full | room                  too much waits to be written; no longer
 *   disk low | disk room         there is little room for the store; no longer
 *   held 1m                      the store could not be written for so long, and nothing was read
 *   fence off | fence on         the server does not return fences any more
 *   probes on                    the server answers probes and requests to people who were said to be something
 *   after 1m30s                  virtual time passes, every timer fires in its moment (ms s m h d)
 *   at mon 09:00                 until the next such moment, UTC; also `at 2026-03-08T12:00:00Z`. Before anything
 *                                happened: the scene begins then
 *   clock +1h | clock -1h        somebody sets the clock: time jumps without passing
 *   together … end               the events between are steps of one turn
 *   restart                      killed and started again; the link is down
 *   crash                        as `restart`, but what the event of the line before made was stored and never sent
 *   commit fails                 the next event's commit fails: nothing is sent, and as `restart`
 *   stop                         the desk's last words before the link is closed
 *   stopped                      … and the server has closed it, in order
 *   drop                         all that was sent so far counts as seen
 *   not with restarts, not with crashes
 *   only on XMPP                 … and so not with --memory: it is about what only that channel has
 *
 * What must have happened (a message that is encrypted needs the option sealed, and no other may have it):
 *   jane <- sales: pattern       The next message with a body to jane that was not yet seen. * is any text
 *   jane <- sales [option …]: pattern
 *                                … and it has these options (their values are patterns; without a value: any).
 *                                !nick: it has none. Also error=CONDITION, and elements as far as they are given
 *   jane <- sales [option …]     The next one without a body: a chat state, a receipt, an error
 *   jane <~ sales …              the same, but those before it may be anything
 *   jane/phone <- sales …        addressed to that resource
 *   bob sees nothing             no message with a body; `bob sees nothing at all`: also none without
 *   expect <xml …/>              The first stanza not yet seen that has all this: for IQs and presence; for messages
 *                                too, whoever they are to. Values of attributes and texts are patterns
 *   expect no <xml …/>           there is none such
 *   roster bob => pattern        bob's contact list, as `Jane · Sales [With you] both; …`; -: it is empty
 *   sql SELECT … => pattern      the first column of the first row; NULL where there is none
 *   log? pattern                 a line of the log that was not yet matched
 *   log! pattern                 no such line
 *   model? pattern               a language model was asked, and the request (JSON), not yet looked at, is this
 *   model is idle                nothing that it was asked is still waited for
 *   relink? pattern              the desk wanted a new connection, for this reason
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "t/memory.h"
#include "t/player/player.h"
#include "t/record.h"
#include "t/tap.h"
#include "t/world.h"

static void finish(struct scene *s)
{
    bool silent = true;
    for (const struct sent *m = s->w->first; m != NULL; m = m->next)
        if (!m->seen && m->body != NULL)
            silent = false;
    if (!ok(silent, "nothing was said that the scene does not mention"))
        show_unseen(s, true, NULL);
    if (s->w->relink != NULL)
        ok(false, "the desk wanted a new connection: %s", s->w->relink);
}

static void watch(struct world *w, const struct effect *e)
{
    w->hash = record_effect(w->hash, e);
}

static void play(struct scene *s)
{
    s->w = world_new(scene_on_disk(s));
    s->w->watch = watch;
    s->w->wire = s->mode == MEMORIES ? memory_wire : NULL;
    s->w->hash = record_begin();
    s->w->now_ms = MONDAY_MS + 10 * 3600 * 1000LL;
    for (; s->at < s->n_lines; s->at++)
        play_line(s);
    if (!s->started)
        ok(false, "the scene has no line that does anything");
    finish(s);
    diag("hash %016" PRIx64, s->w->hash);
    world_free(s->w);
}

int main(int argc, char **argv)
{
    static const char *const modes[] = {
        [PLAIN] = "", [RESTARTS] = "--restarts", [CRASHES] = "--crashes", [MEMORIES] = "--memory"};
    struct scene s = {.conf = "", .next_id = 1};
    if (argc == 3 && strcmp(argv[1], modes[RESTARTS]) == 0)
        s.mode = RESTARTS;
    else if (argc == 3 && strcmp(argv[1], modes[CRASHES]) == 0)
        s.mode = CRASHES;
    else if (argc == 3 && strcmp(argv[1], modes[MEMORIES]) == 0)
        s.mode = MEMORIES;
    else if (argc != 2) {
        fprintf(stderr, "usage: scene [--restarts | --crashes | --memory] FILE.scene\n");
        return 2;
    }
    plan_none();
    s.file = argv[argc - 1];
    s.arena = arena_new();
    scene_read(&s);
    int status = 0;
    if (scene_is_for(&s, s.mode)) {
        play(&s);
        status = done();
    } else {
        printf("1..0 # SKIP not with %s\n", modes[s.mode] + 2);
    }
    arena_free(s.arena);
    return status;
}
