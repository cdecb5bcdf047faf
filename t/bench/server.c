/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * server: what a component takes for an XMPP server, with customers and agents in it.
 *
 *     server desk|echo DOMAIN TO CUSTOMERS AGENTS BYTES
 *
 * Prints "port N", then obeys lines on its standard input, each answered by one line:
 *
 *     wait PIDS                     the component (these processes) has shaken hands; any secret will do
 *     open                          every customer has written once; with agents: and is served by one
 *     relay MESSAGES WINDOW RATE    so many messages from customers, RATE a second (0: as fast as they come
 * back, with at most WINDOW on their way); each must come back once, in each customer's order, to an agent
 * (desk) or to the customer (echo) trips MESSAGES WINDOW RATE    the same there and back: the agent answers
 * each, and the customer must get that
 *     calls N TO                    from now on N more customers ask TO, and ask again as soon as they are
 *                                   answered, also between the lines; with 0 they do not ask again
 *
 * It ends with its standard input. Between the lines it goes on answering fences, probes and subscriptions.
 */
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "measure.h"
#include "stream.h"

enum {
    OPENING = 256,        /* customers who have written and are not yet answered */
    SILENCE_SECONDS = 30, /* without any progress: give up */
};

struct customer {
    bool open, taken; /* an agent has accepted */
    long newest;      /* message that has come back */
};

struct server {
    bool desk;
    const char *domain, *to;
    int customers, agents;
    char *body;
    struct stream *stream;
    struct pids component;
    bool shaken;
    struct customer *customer;
    int opening, opened;        /* customers who have written; who are answered */
    char asked[STANZA_ADDRESS]; /* "": nobody asks again */
    long questions, answers;

    /* Of one relay. */
    bool both_ways;
    int64_t *sent_ns;       /* by message; 0: it is back */
    long first, sent, back; /* numbers go on from one relay to the next */
    struct sample latency;
};

/* ---- what the component says ---- */

static void presence_of(struct server *s, int agent)
{
    stream_printf(s->stream, "<presence from='agent%d@localhost/bench' to='%s'/>", agent, s->domain);
}

static void on_presence(struct server *s, const struct stanza *st)
{
    int agent = number_in(st->to, "agent");
    if (agent < 0 || agent >= s->agents)
        return;
    if (strcmp(st->type, "subscribe") == 0)
        stream_printf(s->stream, "<presence type='subscribed' from='agent%d@localhost' to='%s'/>", agent,
                      s->domain);
    if (strcmp(st->type, "subscribe") == 0 || strcmp(st->type, "probe") == 0)
        presence_of(s, agent);
}

/* A ping from the domain to itself comes back to it; nobody here answers anything else. */
static void on_iq(struct server *s, const struct stanza *st)
{
    if (strcmp(st->type, "get") != 0 && strcmp(st->type, "set") != 0)
        return;
    if (strcmp(st->to, s->domain) == 0)
        stream_printf(s->stream, "<iq type='%s' from='%s' to='%s' id='%s'><ping xmlns='urn:xmpp:ping'/></iq>",
                      st->type, st->from, st->to, st->id);
    else
        stream_printf(s->stream,
                      "<iq type='error' from='%s' to='%s' id='%s'><error type='cancel'>"
                      "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
                      st->to, st->from, st->id);
}

static void is_open(struct server *s, int customer)
{
    if (customer < 0 || customer >= s->customers || s->customer[customer].open)
        return;
    s->customer[customer].open = true;
    s->opened++;
}

static void is_back(struct server *s, const struct stanza *st, long message)
{
    struct customer *c = &s->customer[message % s->customers];
    if (message < s->first || message >= s->first + s->sent || s->sent_ns[message - s->first] == 0)
        die("message %ld came back twice, or was never sent", message);
    if (message < c->newest)
        die("message %ld came back after %ld", message, c->newest);
    if (number_in(st->to, s->desk && !s->both_ways ? "agent" : "customer") < 0)
        die("message %ld went to %s", message, st->to);
    c->newest = message;
    sample_add(&s->latency, now_ns() - s->sent_ns[message - s->first]);
    s->sent_ns[message - s->first] = 0;
    s->back++;
}

static void agent_writes(struct server *s, const struct stanza *to, const char *id, const char *body)
{
    stream_printf(
        s->stream,
        "<message type='chat' from='agent%d@localhost/bench' to='%s' id='%s'><body>%s</body></message>",
        number_in(to->to, "agent"), to->from, id, body);
}

static void ask(struct server *s, int asker)
{
    stream_printf(
        s->stream,
        "<message type='chat' from='asker%d@localhost/bench' to='%s' id='ask-%ld'><body>%s</body></message>",
        asker, s->asked, s->questions++, s->body);
}

/* The first message from a face offers the conversation, however that is worded; the next one shows that it is the
 * agent's. */
static void agent_reads(struct server *s, const struct stanza *st)
{
    int customer = number_in(st->from, "customer");
    if (customer < 0 || customer >= s->customers)
        return;
    if (s->customer[customer].taken) {
        is_open(s, customer);
        return;
    }
    s->customer[customer].taken = true;
    agent_writes(s, st, "accept", "!accept");
}

/* Before the answer there may be a welcome; the endpoint's answers begin like this. */
static void asker_reads(struct server *s, int asker, const char *text)
{
    if (strncmp(text, "The answer to: ", 15) != 0)
        return;
    s->answers++;
    if (s->asked[0] != '\0')
        ask(s, asker);
}

static void on_message(struct server *s, const struct stanza *st)
{
    if (strcmp(st->type, "error") == 0)
        die("the component refuses message %s: %s", st->id, st->condition);
    int message = number_in(st->id, "m-");
    if (number_in(st->to, "asker") >= 0)
        asker_reads(s, number_in(st->to, "asker"), st->body);
    else if (message >= 0 && s->both_ways && number_in(st->to, "agent") >= 0)
        agent_writes(s, st, st->id, s->body);
    else if (message >= 0)
        is_back(s, st, message);
    else if (s->agents == 0 && number_in(st->to, "customer") >= 0)
        is_open(s, number_in(st->to, "customer"));
    else if (number_in(st->to, "agent") >= 0)
        agent_reads(s, st);
}

static void on_stanza(void *arg, struct stream *stream, const struct stanza *st)
{
    struct server *s = arg;
    if (strcmp(st->name, "message") == 0)
        on_message(s, st);
    else if (strcmp(st->name, "presence") == 0)
        on_presence(s, st);
    else if (strcmp(st->name, "iq") == 0)
        on_iq(s, st);
    else if (strcmp(st->name, "stream") == 0)
        stream_printf(stream,
                      "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' "
                      "xmlns:stream='http://etherx.jabber.org/streams' from='%s' id='bench'>",
                      s->domain);
    else if (strcmp(st->name, "handshake") == 0) {
        stream_put(stream, "<handshake/>");
        s->shaken = true;
        for (int i = 0; i < s->agents; i++)
            presence_of(s, i);
    }
}

/* ---- time passes ---- */

/* One look at the socket and at the standard input; true when a line can be read there. */
static bool serve(struct server *s, int64_t until_ns)
{
    if (!stream_flush(s->stream))
        die("the component has closed the stream");
    struct pollfd fds[] = {
        {.fd = stream_fd(s->stream),
         .events = (short)(POLLIN | (stream_pending(s->stream) > 0 ? POLLOUT : 0))},
        {.fd = STDIN_FILENO, .events = POLLIN},
    };
    int64_t wait = until_ns - now_ns();
    if (wait < 0)
        wait = 0;
    struct timespec t = {.tv_sec = wait / 1000000000, .tv_nsec = wait % 1000000000};
    if (ppoll(fds, 2, &t, NULL) < 0 && errno != EINTR)
        die("poll: %s", strerror(errno));
    if (fds[0].revents != 0 && !stream_read(s->stream))
        die("the component has closed the stream");
    return fds[1].revents != 0;
}

/* Gives up when a count stands still for too long, or when the standard input ends. */
struct patience {
    long count;
    int64_t since_ns;
};

static void lose_patience(struct patience *p, long count, const char *what)
{
    int64_t now = now_ns();
    if (p->since_ns == 0 || count != p->count)
        *p = (struct patience){.count = count, .since_ns = now};
    else if (now - p->since_ns > (int64_t)SILENCE_SECONDS * 1000000000)
        die("%s: no progress for %d s at %ld", what, SILENCE_SECONDS, count);
}

static int64_t soon(void)
{
    return now_ns() + 100000000;
}

/* ---- the lines ---- */

static void command_wait(struct server *s, const char *pids)
{
    struct patience p = {0};
    pids_parse(&s->component, pids);
    while (!s->shaken) {
        lose_patience(&p, 0, "handshake");
        serve(s, soon());
    }
    printf("up\n");
}

static void write_message(struct server *s, int customer, const char *prefix, long number)
{
    stream_printf(s->stream,
                  "<message type='chat' from='customer%d@localhost/bench' to='%s' id='%s-%ld'><body>",
                  customer, s->to, prefix, number);
    stream_put(s->stream, s->body);
    stream_put(s->stream, "</body></message>");
}

static void command_open(struct server *s)
{
    struct patience p = {0};
    int64_t begin = now_ns();
    while (s->opened < s->customers) {
        for (; s->opening < s->customers && s->opening - s->opened < OPENING; s->opening++)
            write_message(s, s->opening, "open", s->opening);
        lose_patience(&p, s->opened, "customers served");
        serve(s, soon());
    }
    printf("open seconds=%.3f\n", (double)(now_ns() - begin) / 1e9);
}

static void send_due(struct server *s, long messages, long window, double rate, int64_t begin,
                     int64_t *next_ns)
{
    int64_t now = now_ns();
    *next_ns = now + 100000000;
    while (s->sent < messages) {
        int64_t due = rate > 0 ? begin + (int64_t)((double)s->sent * 1e9 / rate) : now;
        if (rate > 0 ? due > now : s->sent - s->back >= window) {
            if (due < *next_ns && rate > 0)
                *next_ns = due;
            return;
        }
        long number = s->first + s->sent;
        /* What was due earlier and could not be sent has waited since then. */
        s->sent_ns[s->sent++] = due;
        write_message(s, (int)(number % s->customers), "m", number);
    }
}

static void command_relay(struct server *s, bool both_ways, long messages, long window, double rate)
{
    struct patience p = {0};
    s->both_ways = both_ways;
    s->first += s->sent;
    s->sent = s->back = 0;
    s->sent_ns = realloc(s->sent_ns, (size_t)messages * sizeof *s->sent_ns);
    if (s->sent_ns == NULL)
        die("out of memory");
    sample_clear(&s->latency);
    double cpu = pids_cpu_seconds(&s->component);
    int64_t begin = now_ns();
    while (s->back < messages) {
        int64_t next;
        send_due(s, messages, window, rate, begin, &next);
        lose_patience(&p, s->back, "messages relayed");
        serve(s, next);
    }
    double seconds = (double)(now_ns() - begin) / 1e9;
    cpu = pids_cpu_seconds(&s->component) - cpu;
    printf("relay seconds=%.4f per_second=%.1f cpu=%.3f p50_us=%.1f p99_us=%.1f\n", seconds,
           (double)messages / seconds, cpu, sample_percentile_us(&s->latency, 50),
           sample_percentile_us(&s->latency, 99));
}

static void command_calls(struct server *s, int askers, const char *to)
{
    snprintf(s->asked, sizeof s->asked, "%s", askers > 0 ? to : "");
    for (int i = 0; i < askers; i++)
        ask(s, i);
    printf("calls asked=%ld answered=%ld\n", s->questions, s->answers);
}

static void obey(struct server *s, char *line)
{
    int askers;
    char to[200];
    long messages, window;
    double rate;
    line[strcspn(line, "\n")] = '\0';
    if (strncmp(line, "wait ", 5) == 0)
        command_wait(s, line + 5);
    else if (strcmp(line, "open") == 0)
        command_open(s);
    else if (sscanf(line, "relay %ld %ld %lf", &messages, &window, &rate) == 3 && messages > 0 && window > 0)
        command_relay(s, false, messages, window, rate);
    else if (sscanf(line, "trips %ld %ld %lf", &messages, &window, &rate) == 3 && messages > 0 && window > 0)
        command_relay(s, true, messages, window, rate);
    else if (sscanf(line, "calls %d %199s", &askers, to) == 2)
        command_calls(s, askers, to);
    else
        die("not understood: %s", line);
    fflush(stdout);
}

static int listen_somewhere(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, len) != 0 || listen(fd, 1) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &len) != 0)
        die("listen: %s", strerror(errno));
    printf("port %d\n", ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

static int accept_one(int listener)
{
    struct pollfd fd = {.fd = listener, .events = POLLIN};
    if (poll(&fd, 1, SILENCE_SECONDS * 1000) != 1)
        die("nobody connects");
    int connection = accept(listener, NULL, NULL);
    if (connection < 0)
        die("accept: %s", strerror(errno));
    close(listener);
    return connection;
}

int main(int argc, char **argv)
{
    if (argc != 7)
        die("usage: server desk|echo DOMAIN TO CUSTOMERS AGENTS BYTES");
    struct server s = {
        .desk = strcmp(argv[1], "desk") == 0,
        .domain = argv[2],
        .to = argv[3],
        .customers = atoi(argv[4]),
        .agents = atoi(argv[5]),
        .body = words(atoi(argv[6])),
    };
    if (s.customers < 1)
        die("at least one customer");
    s.customer = calloc((size_t)s.customers, sizeof *s.customer);
    if (s.customer == NULL)
        die("out of memory");
    prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL); /* else a rate comes in lumps of 50 us */
    s.stream = stream_new(accept_one(listen_somewhere()), on_stanza, &s);
    char line[256];
    do
        while (!serve(&s, soon()))
            ;
    while (fgets(line, sizeof line, stdin) != NULL && (obey(&s, line), true));
    stream_free(s.stream);
    sample_free(&s.latency);
    free(s.customer);
    free(s.sent_ns);
    free(s.body);
    return 0;
}
