/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * load: customers and agents on a real server, a connection each: SASL PLAIN, no TLS, one thread.
 *
 *     load PORT TO CUSTOMERS AGENTS BYTES PIDS PIDS
 *
 * The accounts customerN and agentN at localhost have the password "secret". TO is the desk's address; the
 * agents make themselves known to its domain. PIDS: the component's processes, the server's. It prints "in"
 * when all are logged in and then obeys lines on its standard input, each answered by one line:
 *
 *     open                    every customer has written once and is served by an agent
 *     run SECONDS EACH RATE   round trips customer - desk - agent - desk - customer, four stanzas through the
 * component: EACH of every customer on their way at any time (RATE 0), or RATE a second altogether
 *
 * A round trip at a rate counts from the moment when it was due, not from when there was time for it. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/epoll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <strophe.h>

#include "measure.h"
#include "stream.h"

enum {
    LOGINS = 32,    /* under way at once */
    RING = 1 << 20, /* round trips that can be told apart */
    SILENCE_SECONDS = 30,
    WARM_MS = 1000,
    EVENTS = 64,
};

struct load;

struct client {
    struct load *load;
    struct stream *stream;
    char user[32];
    int number;
    bool agent, authenticated, present, taken, served, dirty; /* taken: an agent has accepted this customer */
};

struct load {
    int port, customers, agents;
    const char *to, *domain;
    char *body;
    /* Prefixes of this run's ids: a desk that was started anew may send again what it sent to an earlier run.
     */
    char opener[32], question[32], answer[32];
    struct pids component, server;
    struct client *client; /* customers first */
    int epoll, present, served;

    /* Round trips, numbered from the beginning. */
    int64_t due_ns[RING]; /* 0: it is back */
    long sent, back;
    int each; /* 0: at a rate */
    bool counting, closing;
    long counted;
    struct sample latency;
};

/* ---- logging in ---- */

static void write_header(struct client *c)
{
    stream_put(c->stream, "<?xml version='1.0'?><stream:stream xmlns='jabber:client' "
                          "xmlns:stream='http://etherx.jabber.org/streams' version='1.0' to='localhost'>");
}

static void authenticate(struct client *c)
{
    char plain[64];
    int len = snprintf(plain, sizeof plain, "%c%s%csecret", '\0', c->user, '\0');
    xmpp_ctx_t *ctx = xmpp_ctx_new(NULL, NULL);
    char *text = xmpp_base64_encode(ctx, (unsigned char *)plain, (size_t)len);
    stream_printf(c->stream, "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>%s</auth>",
                  text);
    xmpp_free(ctx, text);
    xmpp_ctx_free(ctx);
}

static void on_features(struct client *c)
{
    if (c->authenticated)
        stream_put(c->stream, "<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
                              "<resource>bench</resource></bind></iq>");
    else
        authenticate(c);
}

static void on_success(struct client *c)
{
    c->authenticated = true;
    stream_renew(c->stream);
    write_header(c);
}

static void on_bound(struct client *c, const struct stanza *st)
{
    if (strcmp(st->type, "result") != 0)
        die("%s: no resource", c->user);
    stream_put(c->stream, "<presence/>");
    if (c->agent)
        stream_printf(c->stream, "<presence to='%s'/>", c->load->domain);
}

/* Our own presence comes back: from now on messages find us. */
static void on_presence(struct client *c, const struct stanza *st)
{
    size_t len = strlen(c->user);
    if (strncmp(st->from, c->user, len) == 0 && st->from[len] == '@' && st->type[0] == '\0' && !c->present) {
        c->present = true;
        c->load->present++;
    }
    if (c->agent && strcmp(st->type, "subscribe") == 0)
        stream_printf(c->stream, "<presence type='subscribed' to='%s'/>", c->load->domain);
}

/* ---- talking ---- */

static void send_next(struct load *l, struct client *c, int64_t due_ns)
{
    int64_t *slot = &l->due_ns[l->sent % RING];
    if (*slot != 0)
        die("round trip %ld has not come back", l->sent - RING);
    *slot = due_ns;
    stream_printf(c->stream, "<message type='chat' to='%s' id='%s%ld'><body>%s</body></message>", l->to,
                  l->question, l->sent++, l->body);
    c->dirty = true;
}

static void on_answer(struct client *c, long number)
{
    struct load *l = c->load;
    int64_t *due = &l->due_ns[number % RING], now = now_ns();
    if (number >= l->sent || *due == 0)
        die("round trip %ld came back twice", number);
    if (l->counting) {
        l->counted++;
        sample_add(&l->latency, now - *due);
    }
    *due = 0;
    l->back++;
    if (l->each > 0 && !l->closing)
        send_next(l, c, now);
}

static void on_customer_message(struct client *c, const struct stanza *st)
{
    int number = number_in(st->id, c->load->answer);
    if (number >= 0)
        on_answer(c, number);
}

/* The first message for a customer's agent offers the conversation, however that is worded; the second one, or the
 * customer's own first one, shows that it is the agent's. */
static void on_face_message(struct client *c, const struct stanza *st)
{
    struct load *l = c->load;
    int opener = number_in(st->id, l->opener),
        number = opener >= 0 ? opener : number_in(st->from, "customer");
    struct client *customer = number >= 0 && number < l->customers ? &l->client[number] : NULL;
    if (customer == NULL || customer->served)
        return;
    if (customer->taken || opener >= 0) {
        customer->served = true;
        l->served++;
    }
    if (!customer->taken)
        stream_printf(c->stream, "<message type='chat' to='%s' id='accept'><body>!accept</body></message>",
                      st->from);
    customer->taken = true;
}

static void on_agent_message(struct client *c, const struct stanza *st)
{
    int number = number_in(st->id, c->load->question);
    if (number >= 0)
        stream_printf(c->stream, "<message type='chat' to='%s' id='%s%d'><body>%s</body></message>", st->from,
                      c->load->answer, number, c->load->body);
    else
        on_face_message(c, st);
}

static void on_message(struct client *c, const struct stanza *st)
{
    if (strcmp(st->type, "error") == 0)
        die("%s: message %s came back: %s", c->user, st->id, st->condition);
    if (c->agent)
        on_agent_message(c, st);
    else
        on_customer_message(c, st);
}

static void on_stanza(void *arg, struct stream *stream, const struct stanza *st)
{
    struct client *c = arg;
    (void)stream;
    c->dirty = true;
    if (strcmp(st->name, "message") == 0)
        on_message(c, st);
    else if (strcmp(st->name, "presence") == 0)
        on_presence(c, st);
    else if (strcmp(st->name, "iq") == 0 && strcmp(st->id, "bind") == 0)
        on_bound(c, st);
    else if (strcmp(st->name, "stream:features") == 0)
        on_features(c);
    else if (strcmp(st->name, "success") == 0)
        on_success(c);
    else if (strcmp(st->name, "failure") == 0 || strcmp(st->name, "stream:error") == 0)
        die("%s: %s %s", c->user, st->name, st->child);
}

/* ---- time passes ---- */

static void watch(struct client *c)
{
    bool pending = stream_pending(c->stream) > 0;
    struct epoll_event e = {.events = EPOLLIN | (pending ? EPOLLOUT : 0), .data.ptr = c};
    if (epoll_ctl(c->load->epoll, EPOLL_CTL_MOD, stream_fd(c->stream), &e) != 0)
        die("epoll: %s", strerror(errno));
}

static void flush(struct client *c)
{
    bool was = stream_pending(c->stream) > 0;
    c->dirty = false;
    if (!stream_flush(c->stream))
        die("%s: the server has closed the stream", c->user);
    if (was || stream_pending(c->stream) > 0)
        watch(c);
}

static void serve(struct load *l, int64_t until_ns)
{
    struct epoll_event events[EVENTS];
    int64_t wait = until_ns - now_ns();
    if (wait < 0)
        wait = 0;
    struct timespec t = {.tv_sec = wait / 1000000000, .tv_nsec = wait % 1000000000};
    int n = epoll_pwait2(l->epoll, events, EVENTS, &t, NULL);
    if (n < 0 && errno != EINTR)
        die("epoll: %s", strerror(errno));
    for (int i = 0; i < n; i++) {
        struct client *c = events[i].data.ptr;
        if ((events[i].events & ~(uint32_t)EPOLLOUT) != 0 && !stream_read(c->stream))
            die("%s: the server has closed the stream", c->user);
        flush(c);
    }
}

static int64_t soon(void)
{
    return now_ns() + 100000000;
}

static void give_up_after(int64_t begin_ns, const char *what, long have, long want)
{
    if (now_ns() - begin_ns > (int64_t)SILENCE_SECONDS * 1000000000)
        die("%s: %ld of %ld after %d s", what, have, want, SILENCE_SECONDS);
}

static void start_client(struct load *l, int i)
{
    struct client *c = &l->client[i];
    *c = (struct client){.load = l, .agent = i >= l->customers};
    c->number = c->agent ? i - l->customers : i;
    snprintf(c->user, sizeof c->user, "%s%d", c->agent ? "agent" : "customer", c->number);
    c->stream = stream_new(stream_dial(l->port), on_stanza, c);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
    if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, stream_fd(c->stream), &e) != 0)
        die("epoll: %s", strerror(errno));
    write_header(c);
    flush(c);
}

static void log_in(struct load *l)
{
    int all = l->customers + l->agents, begun = 0;
    int64_t begin = now_ns();
    while (l->present < all) {
        while (begun < all && begun - l->present < LOGINS)
            start_client(l, begun++);
        give_up_after(begin, "clients logged in", l->present, all);
        serve(l, soon());
    }
    printf("in\n");
    fflush(stdout);
}

/* ---- the lines ---- */

static void command_open(struct load *l)
{
    int64_t begin = now_ns();
    for (int i = 0; i < l->customers; i++) {
        stream_printf(l->client[i].stream, "<message type='chat' to='%s' id='%s%d'><body>%s</body></message>",
                      l->to, l->opener, i, l->body);
        flush(&l->client[i]);
    }
    while (l->served < l->customers) {
        give_up_after(begin, "customers served", l->served, l->customers);
        serve(l, soon());
    }
    printf("open seconds=%.3f\n", (double)(now_ns() - begin) / 1e9);
}

static void flush_dirty(struct load *l)
{
    for (int i = 0; i < l->customers; i++)
        if (l->client[i].dirty)
            flush(&l->client[i]);
}

/* What is due by now; the time of the next. */
static int64_t send_due(struct load *l, double rate, int64_t begin, long *n)
{
    int64_t now = now_ns(), due = 0;
    while (rate > 0 && (due = begin + (int64_t)((double)*n * 1e9 / rate)) <= now)
        send_next(l, &l->client[(*n)++ % l->customers], due);
    flush_dirty(l);
    return rate > 0 ? due : now + 10000000;
}

static void serve_until(struct load *l, double rate, int64_t begin, long *n, int64_t end)
{
    while (now_ns() < end) {
        int64_t next = send_due(l, rate, begin, n);
        serve(l, next < end ? next : end);
    }
}

static void drain(struct load *l)
{
    int64_t begin = now_ns();
    l->closing = true;
    while (l->back < l->sent) {
        give_up_after(begin, "round trips back", l->back, l->sent);
        serve(l, soon());
    }
}

static void command_run(struct load *l, double seconds, int each, double rate)
{
    int64_t begin = now_ns();
    long n = 0;
    l->each = rate > 0 ? 0 : each;
    l->closing = l->counting = false;
    l->counted = 0;
    sample_clear(&l->latency);
    for (int i = 0; i < l->customers * l->each; i++)
        send_next(l, &l->client[i % l->customers], now_ns());
    serve_until(l, rate, begin, &n, begin + (int64_t)WARM_MS * 1000000);
    double component = pids_cpu_seconds(&l->component), server = pids_cpu_seconds(&l->server);
    int64_t from = now_ns();
    l->counting = true;
    serve_until(l, rate, begin, &n, from + (int64_t)(seconds * 1e9));
    l->counting = false;
    seconds = (double)(now_ns() - from) / 1e9;
    component = pids_cpu_seconds(&l->component) - component;
    server = pids_cpu_seconds(&l->server) - server;
    drain(l);
    printf("run trips=%ld seconds=%.4f per_second=%.1f component_cpu=%.3f server_cpu=%.3f p50_us=%.1f "
           "p99_us=%.1f\n",
           l->counted, seconds, (double)l->counted / seconds, component, server,
           sample_percentile_us(&l->latency, 50), sample_percentile_us(&l->latency, 99));
}

static void obey(struct load *l, char *line)
{
    double seconds, rate;
    int each;
    line[strcspn(line, "\n")] = '\0';
    if (strcmp(line, "open") == 0)
        command_open(l);
    else if (sscanf(line, "run %lf %d %lf", &seconds, &each, &rate) == 3 && seconds > 0)
        command_run(l, seconds, each, rate);
    else
        die("not understood: %s", line);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    if (argc != 8)
        die("usage: load PORT TO CUSTOMERS AGENTS BYTES PIDS PIDS");
    struct load *l = calloc(1, sizeof *l);
    if (l == NULL || strchr(argv[2], '@') == NULL)
        die("TO is the address of a desk");
    l->port = atoi(argv[1]);
    l->to = argv[2];
    l->domain = strchr(argv[2], '@') + 1;
    l->customers = atoi(argv[3]);
    l->agents = atoi(argv[4]);
    l->body = words(atoi(argv[5]));
    snprintf(l->opener, sizeof l->opener, "o%d-", (int)getpid());
    snprintf(l->question, sizeof l->question, "q%d-", (int)getpid());
    snprintf(l->answer, sizeof l->answer, "a%d-", (int)getpid());
    pids_parse(&l->component, argv[6]);
    pids_parse(&l->server, argv[7]);
    l->client = calloc((size_t)(l->customers + l->agents), sizeof *l->client);
    l->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (l->client == NULL || l->epoll < 0)
        die("out of memory");
    prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
    log_in(l);
    char line[256];
    while (fgets(line, sizeof line, stdin) != NULL)
        obey(l, line);
    for (int i = 0; i < l->customers + l->agents; i++)
        stream_free(l->client[i].stream);
    sample_free(&l->latency);
    free(l->client);
    free(l->body);
    free(l);
    return 0;
}
