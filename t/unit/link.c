/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * link against a fake server on loopback in the same event loop: each trouble, its one sentence, and the way
 * back. */
#include "xmpp/link.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>

#include "base/log.h"
#include "t/tap.h"
#include "xml/stanza.h"
#include "xmpp/dial.h"

#define HEADER                                                             \
    "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' " \
    "xmlns:stream='http://etherx.jabber.org/streams' from='desk.example' id='a&amp;b7'>"
#define OUR_HEADER                                                                                    \
    "<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' " \
    "to='desk.example'>"
/* printf 'a&b7s3cret' | sha1sum */
#define OUR_HANDSHAKE "<handshake>3389333146c97758af4191f80e0b9948580e2fde</handshake>"
#define ERROR(condition)                                                         \
    "<stream:error><" condition " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>" \
    "<text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>no</text></stream:error></stream:stream>"

enum { HURRY = 100, LINES = 64 };

/* What the fake server answers. NULL: nothing. "hang up": it closes. */
struct script {
    const char *on_connect, *on_header, *on_handshake, *on_end;
};

static const struct script good = {.on_header = HEADER,
                                   .on_handshake = "<handshake/>",
                                   .on_end = "</stream:stream>"};

struct world {
    struct event_base *base;
    xmpp_ctx_t *ctx;
    struct link *link;

    struct evconnlistener *listener;
    int port;
    struct script script;
    struct bufferevent *peer; /* the connection that the server sees */
    bool header_seen, handshake_seen, end_seen;
    int connections;
    double connected_at; /* seconds, of the last one */
    double hung_up_at;

    int ups, downs, stanzas, refusals, fulls, rooms, idles, dones;
    bool in_order;
    int troubles;
    char trouble[640];
    char why[700];
    char last_id[64];
    const char *restart_on; /* id of the stanza on which link_restart() is called from inside */
    const char *stop_on;
    bool locked; /* ready() says no */
    char lines[LINES][700];
    int n_lines; /* of warnings and errors */
};

static double now(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* -- the fake server -- */

static void peer_free(struct world *w)
{
    if (w->peer) {
        bufferevent_free(w->peer);
        w->peer = NULL;
        w->hung_up_at = now();
    }
}

static void server_say(struct world *w, const char *words)
{
    if (words && !strcmp(words, "hang up")) {
        peer_free(w);
    } else if (words) {
        bufferevent_write(w->peer, words, strlen(words));
    }
}

static bool server_heard(struct world *w, const char *words)
{
    struct evbuffer *in = bufferevent_get_input(w->peer);
    return evbuffer_search(in, words, strlen(words), NULL).pos >= 0;
}

static void on_peer_readable(struct bufferevent *bev, void *arg)
{
    (void)bev;
    struct world *w = arg;
    if (!w->header_seen && server_heard(w, OUR_HEADER)) {
        w->header_seen = true;
        server_say(w, w->script.on_header);
    }
    if (w->peer && !w->handshake_seen && server_heard(w, "</handshake>")) {
        w->handshake_seen = true;
        server_say(w, w->script.on_handshake);
    }
    if (w->peer && !w->end_seen && server_heard(w, "</stream:stream>")) {
        w->end_seen = true;
        server_say(w, w->script.on_end);
    }
}

static void on_peer_event(struct bufferevent *bev, short what, void *arg)
{
    (void)what;
    struct world *w = arg;
    if (bev == w->peer) {
        peer_free(w);
    }
}

static void on_accept(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *sa, int len,
                      void *arg)
{
    (void)listener, (void)sa, (void)len;
    struct world *w = arg;
    if (w->peer) {
        bufferevent_free(w->peer);
    }
    w->peer = bufferevent_socket_new(w->base, fd, BEV_OPT_CLOSE_ON_FREE);
    bufferevent_setcb(w->peer, on_peer_readable, NULL, on_peer_event, w);
    bufferevent_enable(w->peer, EV_READ | EV_WRITE);
    w->header_seen = w->handshake_seen = w->end_seen = false;
    w->connections++;
    w->connected_at = now();
    server_say(w, w->script.on_connect);
}

/* -- what the link tells -- */

static void on_up(void *arg)
{
    struct world *w = arg;
    w->ups++;
    ok(link_is_up(w->link), "up() comes when the link is up");
}

static void on_trouble(void *arg, const char *sentence)
{
    struct world *w = arg;
    w->troubles++;
    snprintf(w->trouble, sizeof(w->trouble), "%s", sentence);
}

static void on_down(void *arg, const char *why)
{
    struct world *w = arg;
    w->downs++;
    snprintf(w->why, sizeof(w->why), "%s", why);
}

static void on_done(void *arg, bool in_order)
{
    struct world *w = arg;
    w->dones++;
    w->in_order = in_order;
    link_free(w->link);
    w->link = NULL;
}

static void on_stanza(void *arg, xmpp_stanza_t *stanza)
{
    struct world *w = arg;
    w->stanzas++;
    snprintf(w->last_id, sizeof(w->last_id), "%s", st_attr_or(stanza, "id", ""));
    if (w->restart_on && !strcmp(w->restart_on, w->last_id)) {
        link_restart(w->link, "asked for in a stanza");
    }
    if (w->stop_on && !strcmp(w->stop_on, w->last_id)) {
        link_stop(w->link, on_done, w);
    }
}

static void on_refused(void *arg, const struct wire_refusal *refusal)
{
    struct world *w = arg;
    w->refusals++;
    snprintf(w->last_id, sizeof(w->last_id), "%s", refusal->id);
}

static void on_full(void *arg)
{
    ((struct world *)arg)->fulls++;
}

static void on_room(void *arg)
{
    ((struct world *)arg)->rooms++;
}

static void on_idle(void *arg)
{
    ((struct world *)arg)->idles++;
}

static bool on_ready(void *arg)
{
    return !((struct world *)arg)->locked;
}

static const struct link_ops ops = {
    .up = on_up,
    .trouble = on_trouble,
    .down = on_down,
    .stanza = on_stanza,
    .refused = on_refused,
    .full = on_full,
    .room = on_room,
    .idle = on_idle,
    .ready = on_ready,
};

static void on_log(void *arg, enum log_level level, const char *line)
{
    struct world *w = arg;
    if (level <= LOG_LEVEL_WARN && w->n_lines < LINES) {
        snprintf(w->lines[w->n_lines++], sizeof(w->lines[0]), "%s", line);
    }
}

/* -- the stage -- */

static void server_listen(struct world *w)
{
    struct sockaddr_in sin = {.sin_family = AF_INET,
                              .sin_port = htons((uint16_t)w->port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(sin);
    w->listener = evconnlistener_new_bind(w->base, on_accept, w,
                                          LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC | LEV_OPT_REUSEABLE,
                                          -1, (struct sockaddr *)&sin, sizeof(sin));
    if (!w->listener) {
        fatal("cannot listen on loopback");
    }
    getsockname(evconnlistener_get_fd(w->listener), (struct sockaddr *)&sin, &len);
    w->port = ntohs(sin.sin_port);
}

static void server_vanish(struct world *w)
{
    evconnlistener_free(w->listener);
    w->listener = NULL;
    peer_free(w);
}

static struct world *world_new_at(const struct script *script, const char *host)
{
    struct world *w = xcalloc(1, sizeof(*w));
    w->base = event_base_new();
    w->ctx = xmpp_ctx_new(NULL, NULL);
    w->script = *script;
    server_listen(w);
    log_set_sink(on_log, w);
    struct link_conf conf = {
        .domain = "desk.example", .host = host, .port = w->port, .secret = "s3cret", .hurry = HURRY};
    w->link = link_new(w->base, w->ctx, &conf, &ops, w);
    return w;
}

static struct world *world_new(const struct script *script)
{
    struct world *w = world_new_at(script, "127.0.0.1");
    link_start(w->link);
    return w;
}

static void world_free(struct world *w)
{
    link_free(w->link);
    peer_free(w);
    if (w->listener) {
        evconnlistener_free(w->listener);
    }
    event_base_free(w->base);
    xmpp_ctx_free(w->ctx);
    log_set_sink(NULL, NULL);
    free(w);
}

/* Turns the loop until *count has reached want, at most ms. */
static bool until(struct world *w, const int *count, int want, int ms)
{
    double end = now() + ms / 1e3;
    while (*count < want && now() < end) {
        struct timeval tv = {.tv_usec = 2000};
        event_base_loopexit(w->base, &tv);
        event_base_dispatch(w->base);
    }
    return *count >= want;
}

static void turn_for(struct world *w, int ms)
{
    static const int never;
    until(w, &never, 1, ms);
}

static bool is_up_again(struct world *w, int ups, const char *text)
{
    bool came = until(w, &w->ups, ups, 5000);
    return ok(came && link_is_up(w->link), "%s", text);
}

/* -- the tests -- */

static void test_handshake(void)
{
    struct world *w = world_new_at(&good, "127.0.0.1");
    ok(!link_is_up(w->link) && !link_write(w->link, "<iq/>", 5), "nothing is taken before the start");
    link_start(w->link);
    ok(!link_is_up(w->link), "link_start() only starts");
    is_up_again(w, 1, "the handshake succeeds");
    ok(w->header_seen, "the stream header is as XEP-0114 has it");
    ok(server_heard(w, OUR_HANDSHAKE), "the hash is that of the unescaped id and the secret, lower-case hex");
    is_int(w->n_lines, 0, "nothing to complain about");

    int idles = w->idles;
    server_say(w, "<message id='m1' from='a@b' to='desk.example'/>");
    until(w, &w->stanzas, 1, 2000);
    is_str(w->last_id, "m1", "a stanza comes through");
    ok(w->idles > idles, "idle() follows");

    ok(link_write(w->link, "<presence id='p1'/>", 19), "bytes are taken");
    turn_for(w, 20);
    ok(server_heard(w, "<presence id='p1'/>"), "and reach the server");
    is_int((long long)link_backlog(w->link), 0, "no backlog is left");
    world_free(w);
}

static void test_name(void)
{
    struct world *w = world_new_at(&good, "localhost");
    link_start(w->link);
    is_up_again(w, 1, "a host may be a name");
    world_free(w);
}

static void test_one_turn_for_many(void)
{
    enum { MANY = 2000 };
    struct world *w = world_new(&good);
    is_up_again(w, 1, "up, before a flood");
    int idles = w->idles;
    struct evbuffer *out = bufferevent_get_output(w->peer);
    for (int i = 0; i < MANY; i++) {
        evbuffer_add_printf(out, "<message id='m%d'><body>some ordinary words of a customer</body></message>",
                            i);
    }
    ok(until(w, &w->stanzas, MANY, 5000), "all stanzas of a flood come through");
    is_str(w->last_id, "m1999", "in order");
    ok(w->idles - idles < MANY / 40, "in few turns (%d)", w->idles - idles);
    world_free(w);
}

static void test_over_limit(void)
{
    struct world *w = world_new(&good);
    is_up_again(w, 1, "up, before a stanza over a limit");
    struct evbuffer *out = bufferevent_get_output(w->peer);
    evbuffer_add_printf(out, "<message id='big'>");
    for (int i = 0; i <= WIRE_ELEMENTS; i++) {
        evbuffer_add_printf(out, "<a/>");
    }
    evbuffer_add_printf(out, "</message>");
    ok(until(w, &w->refusals, 1, 2000), "a stanza over a limit is reported");
    is_str(w->last_id, "big", "with its id");
    server_say(w, "<message id='next'/>");
    ok(until(w, &w->stanzas, 1, 2000) && w->downs == 0, "and the link lives on");
    world_free(w);
}

static const struct refusal {
    const char *name;
    struct script script;
    const char *sentence; /* with PORT for the port */
} refusals[] = {
    {
        .name = "wrong secret",
        .script = {.on_header = HEADER, .on_handshake = ERROR("not-authorized")},
        .sentence = "link: the server at 127.0.0.1:PORT does not accept the secret for desk.example "
                    "(not-authorized): set component.secret to the server's component_secret "
                    "(Prosody) or password (ejabberd); ejabberd reports the same if the hosts "
                    "of its component listener lack the domain",
    },
    {
        .name = "host unknown",
        .script = {.on_header = HEADER ERROR("host-unknown")},
        .sentence = "link: the server at 127.0.0.1:PORT does not know the component desk.example "
                    "(host-unknown): add it to the server's configuration, or correct "
                    "component.domain or the port in component.server",
    },
    {
        .name = "conflict",
        .script = {.on_header = HEADER, .on_handshake = ERROR("conflict")},
        .sentence = "link: another component is already connected to 127.0.0.1:PORT as desk.example "
                    "(conflict): stop the other component, or use another domain",
    },
    {
        .name = "a client port",
        .script = {.on_header = HEADER ERROR("invalid-namespace")},
        .sentence = "link: 127.0.0.1:PORT is not a component port (invalid-namespace): set "
                    "component.server to the port of the server's component listener, usually 5347",
    },
    {
        .name = "another stream error",
        .script = {.on_header = HEADER, .on_handshake = ERROR("policy-violation")},
        .sentence = "link: the server at 127.0.0.1:PORT closed the stream of desk.example with an "
                    "error (policy-violation): see the log of the server",
    },
    {
        .name = "hung up at once",
        .script = {.on_connect = "hang up"},
        .sentence = "link: the service at 127.0.0.1:PORT closed the connection during the handshake "
                    "(it closed the connection): set component.server to the server's component "
                    "port, usually 5347",
    },
    {
        .name = "hung up in mid-handshake",
        .script = {.on_header = HEADER, .on_handshake = "hang up"},
        .sentence = "link: the service at 127.0.0.1:PORT closed the connection during the handshake "
                    "(it closed the connection): set component.server to the server's component "
                    "port, usually 5347",
    },
    {
        .name = "stream closed in mid-handshake",
        .script = {.on_header = HEADER, .on_handshake = "</stream:stream>"},
        .sentence = "link: the service at 127.0.0.1:PORT closed the connection during the handshake "
                    "(it closed the stream): set component.server to the server's component port, "
                    "usually 5347",
    },
    {
        .name = "no answer",
        .script = {.on_connect = NULL},
        .sentence = "link: the service at 127.0.0.1:PORT does not answer the handshake: set "
                    "component.server to the server's component port, usually 5347",
    },
};

static void with_port(char *to, size_t size, const char *sentence, int port)
{
    const char *at = strstr(sentence, "PORT");
    snprintf(to, size, "%.*s%d%s", (int)(at - sentence), sentence, port, at + strlen("PORT"));
}

static void test_refusals(void)
{
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        const struct refusal *r = &refusals[i];
        char want[700];
        struct world *w = world_new(&r->script);
        ok(until(w, &w->connections, 3, 5000), "%s: it tries again and again", r->name);
        ok(w->ups == 0 && w->downs == 0, "%s: neither up nor down", r->name);
        with_port(want, sizeof(want), r->sentence, w->port);
        is_str(w->lines[0], want, "%s: said plainly", r->name);
        is_int(w->n_lines, 1, "%s: said once", r->name);
        w->script = good;
        is_up_again(w, 1, "up when the trouble is mended");
        world_free(w);
    }
}

static void test_absent(void)
{
    char want[700];
    struct world *w = world_new_at(&good, "127.0.0.1");
    server_vanish(w);
    link_start(w->link);
    until(w, &w->n_lines, 1, 2000);
    turn_for(w, 100);
    with_port(want, sizeof(want),
              "link: nothing listens at 127.0.0.1:PORT: start the server, and enable its "
              "component port",
              w->port);
    is_str(w->lines[0], want, "an absent server: said plainly");
    is_int(w->n_lines, 1, "an absent server: said once");
    server_listen(w);
    is_up_again(w, 1, "up when the server comes");

    server_vanish(w);
    until(w, &w->downs, 1, 2000);
    is_int(w->downs, 1, "down when it goes");
    ok(strstr(w->why, "was lost (it closed the connection)") != NULL, "down() says why: %s", w->why);
    ok(!link_is_up(w->link) && !link_write(w->link, "<iq/>", 5), "nothing is taken while it is away");
    until(w, &w->n_lines, 3, 2000);
    turn_for(w, 100);
    is_int(w->n_lines, 3, "the loss and the absence are said again after the link was up");
    is_str(w->lines[2], want, "the same sentence");
    server_listen(w);
    is_up_again(w, 2, "and it comes back by itself");
    world_free(w);
}

/* The server's end while the link is up: what it says, and that the link comes back. */
static const struct ending {
    const char *words, *why;
} endings[] = {
    {ERROR("system-shutdown"), "is shutting down (system-shutdown): frontdesk reconnects"},
    {ERROR("conflict"), "(conflict): stop the other component"},
    {ERROR("invalid-from"), "with an error (invalid-from)"},
    {"<stream:error/>", "with an error (no reason given)"},
    {"</stream:stream>", "was lost (it closed the stream): reconnecting"},
    {"hang up", "was lost (it closed the connection): reconnecting"},
    {"<message></presence>", "sent XML that cannot be accepted ("},
    {"<!DOCTYPE x>", "sent XML that cannot be accepted ("},
};

static void test_endings(void)
{
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        const struct ending *e = &endings[i];
        struct world *w = world_new(&good);
        is_up_again(w, 1, "up");
        server_say(w, e->words);
        until(w, &w->downs, 1, 2000);
        is_int(w->downs, 1, "down after %s", e->words);
        ok(strstr(w->why, e->why) != NULL, "it says why: %s", w->why);
        ok(w->n_lines == 1 && strstr(w->lines[0], e->why) != NULL, "so does the log");
        is_up_again(w, 2, "up again");
        world_free(w);
    }
}

static void test_backoff(void)
{
    static const int most[] = {1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000};
    for (unsigned i = 0; i < sizeof(most) / sizeof(most[0]); i++) {
        is_int(link_backoff_ms(i, 0), most[i] / 2, "attempt %u waits at least half", i);
        is_int(link_backoff_ms(i, UINT32_MAX), most[i], "attempt %u waits at most the whole", i);
    }
    is_int(link_backoff_ms(UINT32_MAX, UINT32_MAX), 60000, "never more than a minute");
    int middle = link_backoff_ms(6, UINT32_MAX / 2);
    ok(middle > 44000 && middle < 46000, "the jitter is even");
}

/* In hurried time: the first wait is 5-10 ms, the fifth 80-160 ms, the sixth 160-320 ms, a minute 600 ms. */
static void test_backoff_resets(void)
{
    static const struct script refusing = {.on_connect = "hang up"};
    struct world *w = world_new(&refusing);
    ok(until(w, &w->connections, 4, 5000), "four refusals");
    w->script = good;
    is_up_again(w, 1, "then up");
    peer_free(w);
    is_up_again(w, 2, "up again soon after");
    ok(w->connected_at - w->hung_up_at >= 0.075, "a link that did not hold goes on backing off (%.3f s)",
       w->connected_at - w->hung_up_at);
    turn_for(w, 700);
    ok(link_is_up(w->link), "it held for a minute");
    peer_free(w);
    is_up_again(w, 3, "up again");
    ok(w->connected_at - w->hung_up_at < 0.15, "after that the back-off starts from the beginning (%.3f s)",
       w->connected_at - w->hung_up_at);
    world_free(w);
}

static void test_restart(void)
{
    struct world *w = world_new(&good);
    link_restart(w->link, "too early");
    is_up_again(w, 1, "a restart before the link is up does nothing");
    link_restart(w->link, "no answer to a ping in 30 s");
    ok(w->downs == 0 && !link_is_up(w->link), "down() does not come from inside link_restart()");
    ok(!link_write(w->link, "<iq/>", 5), "nothing is taken any more");
    until(w, &w->downs, 1, 2000);
    ok(strstr(w->why, "was given up (no answer to a ping in 30 s): reconnecting") != NULL, "%s", w->why);
    is_up_again(w, 2, "a half-open link is replaced");
    is_int(w->connections, 2, "by a new connection");

    w->restart_on = "m2";
    server_say(w, "<message id='m1'/><message id='m2'/><message id='m3'/>");
    until(w, &w->downs, 2, 2000);
    is_int(w->stanzas, 2, "after a restart from inside a stanza the rest of the read is dropped");
    is_up_again(w, 3, "up again");
    world_free(w);
}

static void write_until_full(struct world *w)
{
    static char kilobyte[1024];
    int fulls = w->fulls;
    memset(kilobyte, ' ', sizeof(kilobyte));
    for (int i = 0; i < 64 * 1024 && w->fulls == fulls; i++) {
        link_write(w->link, kilobyte, sizeof(kilobyte));
        if (i % 256 == 0) {
            turn_for(w, 2);
        }
    }
}

static void test_backlog(void)
{
    struct world *w = world_new(&good);
    is_up_again(w, 1, "up, before a server that does not read");
    bufferevent_disable(w->peer, EV_READ);
    write_until_full(w);
    is_int(w->fulls, 1, "full() is called");
    ok(link_backlog(w->link) > LINK_WRITE_LOW, "with %zu bytes waiting", link_backlog(w->link));
    server_say(w, "<message id='later'/>");
    turn_for(w, 50);
    ok(w->stanzas == 0 && w->rooms == 0, "nothing is read meanwhile");
    ok(link_write(w->link, "<iq/>", 5), "what must be written is still taken");

    bufferevent_enable(w->peer, EV_READ);
    ok(until(w, &w->rooms, 1, 5000), "room() is called when the server reads again");
    ok(link_backlog(w->link) <= LINK_WRITE_LOW, "with %zu bytes waiting", link_backlog(w->link));
    ok(until(w, &w->stanzas, 1, 2000), "and reading goes on");
    is_int(w->fulls, 1, "full() was called once");

    bufferevent_disable(w->peer, EV_READ);
    write_until_full(w);
    peer_free(w);
    turn_for(w, 50);
    if (w->downs == 0) {
        link_restart(w->link, "stuck");
    }
    is_up_again(w, 2, "a link that is lost while full comes back");
    is_int(w->rooms, 1, "without room()");
    server_say(w, "<message id='again'/>");
    ok(until(w, &w->stanzas, 2, 2000), "and reads");
    world_free(w);
}

static void test_deaf(void)
{
    struct world *w = world_new(&good);
    is_up_again(w, 1, "up, before a server that never reads again");
    bufferevent_disable(w->peer, EV_READ);
    write_until_full(w);
    ok(until(w, &w->downs, 1, 10000), "it is given up");
    ok(strstr(w->why, "it has read nothing for a minute") != NULL, "%s", w->why);
    is_str(w->trouble, w->why, "trouble() has the same sentence");
    is_up_again(w, 2, "and connected to again");
    world_free(w);
}

static void test_stop(void)
{
    struct world *w = world_new(&good);
    is_up_again(w, 1, "up, before a stop");
    link_write(w->link, "<presence type='unavailable'/>", 30);
    link_stop(w->link, on_done, w);
    is_int(w->dones, 0, "done() does not come from inside link_stop()");
    ok(!link_is_up(w->link) && !link_write(w->link, "<iq/>", 5), "nothing is taken any more");
    until(w, &w->dones, 1, 2000);
    is_int(w->dones, 1, "done() comes");
    ok(w->end_seen, "the server got </stream:stream>");
    ok(w->in_order, "and answered it, so it has read everything");
    turn_for(w, 50);
    ok(w->downs == 0 && w->connections == 1 && w->n_lines == 0, "no down(), no complaint, no new connection");
    world_free(w);

    w = world_new(&(struct script){
        .on_header = HEADER, .on_handshake = "<handshake/>", .on_end = ERROR("system-shutdown")});
    is_up_again(w, 1, "up at a server that stops at the same moment");
    link_stop(w->link, on_done, w);
    ok(until(w, &w->dones, 1, 2000) && !w->in_order, "its error is no answer to our goodbye");
    world_free(w);

    w = world_new(&good);
    is_up_again(w, 1, "up, before a stop from inside a stanza");
    w->stop_on = "m1";
    server_say(w, "<message id='m1'/><message id='m2'/>");
    until(w, &w->dones, 1, 2000);
    ok(w->dones == 1 && w->stanzas == 2, "what stands behind it in the same read still comes");
    world_free(w);

    static const struct script deaf = {.on_header = HEADER, .on_handshake = "<handshake/>"};
    w = world_new(&deaf);
    is_up_again(w, 1, "up at a server that never says goodbye");
    link_stop(w->link, on_done, w);
    server_say(w, "<message id='late'/>");
    ok(until(w, &w->stanzas, 1, 2000), "what it still says is not lost");
    ok(until(w, &w->dones, 1, 2000) && !w->in_order, "it is not waited for for ever");
    world_free(w);

    w = world_new_at(&good, "127.0.0.1");
    server_vanish(w);
    link_start(w->link);
    turn_for(w, 30);
    link_stop(w->link, on_done, w);
    ok(until(w, &w->dones, 1, 2000), "stop between two attempts");
    world_free(w);

    static const struct script silent = {.on_connect = NULL};
    w = world_new(&silent);
    until(w, &w->connections, 1, 2000);
    link_stop(w->link, on_done, w);
    ok(until(w, &w->dones, 1, 2000), "stop in mid-handshake");
    world_free(w);
}

/* -- dialling -- */

static void on_dialled(void *arg, int fd, enum trouble trouble, const char *why)
{
    struct world *w = arg;
    int on = 0, idle = 0;
    socklen_t len = sizeof(on);
    w->dones++;
    if (fd >= 0) {
        getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, &len);
        is_int(on, 1, "TCP_NODELAY is on");
        getsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, &len);
        is_int(on, 1, "keepalive is on");
        getsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, &len);
        is_int(idle, 60, "after a minute of silence");
        ok(fcntl(fd, F_GETFL) & O_NONBLOCK, "the socket does not block");
        ok(fcntl(fd, F_GETFD) & FD_CLOEXEC, "nor is it handed to child processes");
        close(fd);
    }
    trouble_sentence(trouble, &(struct trouble_words){"HOST", "DOMAIN", why}, w->why, sizeof(w->why));
}

static void test_dial(void)
{
    static const struct {
        const char *host, *sentence;
    } rows[] = {
        {"127.0.0.1", ""},
        {"localhost", ""},
        {"127.0.0.2", "nothing listens at HOST:"},
        {"255.255.255.255", "the server at HOST cannot be reached ("},
    };
    struct world *w = world_new_at(&good, "127.0.0.1");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct dial *d = dial_new(w->base, rows[i].host, w->port, on_dialled, w);
        dial_start(d);
        is_int(w->dones, (long long)i, "%s: the answer comes from the loop", rows[i].host);
        until(w, &w->dones, (int)i + 1, 5000);
        bool same = *rows[i].sentence ? strstr(w->why, rows[i].sentence) == w->why : !*w->why;
        ok(same, "%s: %s", rows[i].host, *w->why ? w->why : "connected");
        dial_start(d);
        dial_free(d);
    }
    turn_for(w, 20);
    is_int(w->dones, sizeof(rows) / sizeof(rows[0]), "what was given up says nothing any more");
    world_free(w);
}

static void lock(struct world *w, bool locked)
{
    w->locked = locked;
    if (!locked) {
        link_go_on(w->link);
    }
}

/* While nothing can be taken nothing is read, for longer than a handshake may take; and all of it is read afterwards. */
static void test_not_ready(void)
{
    struct world *w = world_new(&good);
    is_up_again(w, 1, "the link is up");
    lock(w, true);
    for (int i = 0; i < 2000; i++) {
        server_say(w, "<message id='x'><body>0123456789012345678901234567890123456789</body></message>");
    }
    server_say(w, "<message id='last'/>");
    turn_for(w, 300);
    is_int(w->stanzas, 0, "nothing is taken");
    ok(link_write(w->link, "<iq/>", 5), "what is to be written is taken still");
    ok(link_is_up(w->link), "and the link is up");
    lock(w, false);
    until(w, &w->stanzas, 2001, 2000);
    is_str(w->last_id, "last", "all comes afterwards");

    lock(w, true);
    server_say(w, "hang up");
    turn_for(w, 50);
    is_int(w->downs, 0, "an end is not told either");
    lock(w, false);
    until(w, &w->downs, 1, 1000);
    is_int(w->downs, 1, "but afterwards");
    is_up_again(w, 2, "and the link comes back");
    world_free(w);
}

static void test_not_ready_early(void)
{
    struct world *w = world_new_at(&good, "127.0.0.1");
    lock(w, true);
    link_start(w->link);
    turn_for(w, 50);
    is_int(w->connections, 0, "nobody connects who cannot shake hands");
    lock(w, false);
    until(w, &w->connections, 1, 1000);
    lock(w, true);
    turn_for(w, 400); /* HURRY: a handshake may take 150 ms */
    is_str(w->trouble, "", "a handshake that cannot be taken is not too late");
    lock(w, false);
    is_up_again(w, 1, "and succeeds afterwards");
    world_free(w);
}

static void test_pause(void)
{
    struct world *w = world_new(&good);
    is_up_again(w, 1, "the link is up");
    link_pause(w->link);
    turn_for(w, 100);
    ok(!link_is_up(w->link) && w->peer == NULL, "a pause ends the connection");
    ok(w->downs == 0 && w->troubles == 0 && w->connections == 1, "without a word, and makes none");
    link_go_on(w->link);
    is_up_again(w, 2, "it comes back when it may");
    lock(w, true);
    link_stop(w->link, on_done, w);
    turn_for(w, 50);
    is_int(w->dones, 1, "link_stop() comes to an end while nothing is taken");
    world_free(w);
}

static void test_trouble_cut(void)
{
    char buf[24];
    struct trouble_words words = {.server = "a-rather-long-name.example:5347", .domain = "d", .why = "w"};
    trouble_sentence(TROUBLE_ABSENT, &words, buf, sizeof(buf));
    is_str(buf, "nothing listens at a-ra", "a sentence is cut to its buffer");
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    plan_none();
    test_dial();
    test_trouble_cut();
    test_handshake();
    test_name();
    test_one_turn_for_many();
    test_over_limit();
    test_refusals();
    test_absent();
    test_endings();
    test_backoff();
    test_backoff_resets();
    test_restart();
    test_backlog();
    test_deaf();
    test_stop();
    test_not_ready();
    test_not_ready_early();
    test_pause();
    return done();
}
