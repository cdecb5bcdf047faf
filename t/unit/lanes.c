/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lanes: who is asked first of many (model.h), and what those that wait cost in memory. A service on the same
 * loop answers when the test lets it. */
#include "model/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <netinet/in.h>

#include "base/arena.h"
#include "base/log.h"
#include "conf/conf.h"
#include "model/news.h"
#include "t/tap.h"

enum { MANY = 1000, REQUEST = 65000, CALLS = 100 };

static struct event_base *base;
static struct bufferevent *open_calls[CALLS];
static int n_open;
static char order[4096]; /* which tasks were asked, in their order */
static int n_answered;

/* ---- the service ---- */

static void answer_first(void)
{
    static const char body[] =
        "{\"choices\":[{\"message\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}";
    struct bufferevent *b = open_calls[0];
    memmove(open_calls, open_calls + 1, (size_t)--n_open * sizeof open_calls[0]);
    evbuffer_add_printf(bufferevent_get_output(b), "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s",
                        sizeof body - 1, body);
}

/* A request is there as a whole: its first line has the number of the task. */
static void on_request(struct bufferevent *b, void *arg)
{
    (void)arg;
    struct evbuffer *in = bufferevent_get_input(b);
    struct evbuffer_ptr end = evbuffer_search(in, "\r\n\r\n", 4, NULL),
                        at = evbuffer_search(in, "Content-Length: ", 16, NULL);
    char what[16] = "";
    if (end.pos < 0 || at.pos < 0)
        return;
    size_t len = evbuffer_get_length(in);
    char *all = xmalloc(len + 1);
    evbuffer_copyout(in, all, len);
    all[len] = '\0';
    size_t body = strtoul(all + at.pos + 16, NULL, 10);
    if (len >= (size_t)end.pos + 4 + body) {
        snprintf(what, sizeof what, "%.*s ", (int)strcspn(all + end.pos + 4, " "), all + end.pos + 4);
        strncat(order, what, sizeof order - strlen(order) - 1);
        evbuffer_drain(in, len);
        open_calls[n_open++] = b;
    }
    free(all);
}

static void on_gone(struct bufferevent *b, short what, void *arg)
{
    (void)what, (void)arg;
    bufferevent_free(b);
}

static void on_call(evutil_socket_t fd, short what, void *arg)
{
    (void)what, (void)arg;
    evutil_socket_t one = accept(fd, NULL, NULL);
    evutil_make_socket_nonblocking(one);
    struct bufferevent *b = bufferevent_socket_new(base, one, BEV_OPT_CLOSE_ON_FREE);
    bufferevent_setcb(b, on_request, NULL, on_gone, NULL);
    bufferevent_enable(b, EV_READ | EV_WRITE);
}

static int listen_somewhere(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&a, len) != 0 || listen(fd, CALLS) != 0 ||
        getsockname(fd, (struct sockaddr *)&a, &len) != 0)
        fatal("no port");
    evutil_make_socket_nonblocking(fd);
    event_add(event_new(base, fd, EV_READ | EV_PERSIST, on_call, NULL), NULL);
    return ntohs(a.sin_port);
}

/* ---- who asks ---- */

static void on_news(void *arg, const struct model_news *n)
{
    (void)arg;
    n_answered += n->done && n->result != NULL;
}

static char *request_of(void *arg, int64_t task)
{
    (void)arg;
    char *text = xmalloc(REQUEST + 1);
    int n = snprintf(text, REQUEST, "%lld ", (long long)task);
    memset(text + n, 'x', REQUEST - (size_t)n);
    text[REQUEST] = '\0';
    return task == 13 ? (free(text), NULL) : text; /* one that the store does not have any more */
}

static const struct model_ops ops = {.news = on_news, .request = request_of};

static void turn_until_open(int n)
{
    for (int i = 0; i < 2000 && n_open < n; i++) {
        event_base_loop(base, EVLOOP_NONBLOCK);
        usleep(1000);
    }
}

static void ask(struct model *m, const struct conf_responder *r, int64_t from, int64_t to, int64_t who,
                const char *domain)
{
    for (int64_t task = from; task <= to; task++)
        model_ask(m, task, r, &(struct model_asker){who, domain});
}

static const char *all_of(struct model *m, int at_once, int n)
{
    (void)m;
    for (int i = 0; i < n; i++) {
        turn_until_open(n - i < at_once ? n - i : at_once);
        if (n_open == 0)
            break;
        answer_first();
    }
    for (int i = 0; i < 100 && n_answered < n; i++) {
        event_base_loop(base, EVLOOP_NONBLOCK);
        usleep(1000);
    }
    return order;
}

static void begin(void)
{
    order[0] = '\0';
    n_answered = 0;
}

static void test_order(struct model *m, struct conf_responder *r)
{
    r->max_calls = 1;
    begin();
    ask(m, r, 1, 6, 1, "a.example");
    ask(m, r, 21, 22, 2, "b.example");
    ask(m, r, 31, 31, 3, "c.example");
    is_str(all_of(m, 1, 9), "31 21 22 1 2 3 4 5 6 ", "who has asked for least goes first");
    is_int(n_answered, 9, "and all are answered");
    r->max_calls = 2;
    begin();
    ask(m, r, 1, 4, 1, "a.example");
    turn_until_open(2);
    ask(m, r, 21, 22, 2, "b.example");
    is_str(all_of(m, 2, 6), "1 2 21 3 22 4 ", "who has no call under way goes before who has one");
    begin();
    ask(m, r, 1, 1, 1, "a.example");
    ask(m, r, 2, 2, 2, "a.example");
    turn_until_open(2);
    ask(m, r, 3, 3, 3, "a.example");
    ask(m, r, 41, 41, 4, "b.example");
    is_str(all_of(m, 2, 4), "1 2 41 3 ", "a domain that has none goes before one that has some");
    begin();
    ask(m, r, 12, 14, 1, "a.example");
    is_str(all_of(m, 2, 2), "12 14 ", "what the store does not have any more is not asked");
    model_drop(m, 13);
}

static long resident_kib(void)
{
    long pages = 0, skip;
    FILE *f = fopen("/proc/self/statm", "r");
    if (f == NULL || fscanf(f, "%ld %ld", &skip, &pages) != 2)
        fatal("no /proc");
    fclose(f);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static void test_memory(struct model *m, struct conf_responder *r)
{
    r->max_calls = 8;
    begin();
    ask(m, r, 100, 110, 1, "a.example");
    turn_until_open(8);
    long before = resident_kib();
    for (int i = 0; i < MANY; i++)
        ask(m, r, 1000 + i, 1000 + i, i + 10, "a.example");
    event_base_loop(base, EVLOOP_NONBLOCK);
    long each = (resident_kib() - before) * 1024 / MANY;
    diag("a question that waits: %ld bytes; its request: %d", each, REQUEST);
    ok(each < 4096, "what waits costs little");
}

int main(void)
{
    struct arena *arena = arena_new();
    base = event_base_new();
    plan_none();
    struct conf_responder r = {
        .name = arena_strdup(arena, "ai"),
        .url = arena_printf(arena, "http://127.0.0.1:%d/v1", listen_somewhere()),
        .key = arena_strdup(arena, ""),
        .model = arena_strdup(arena, ""),
        .proxy = arena_strdup(arena, ""),
        .ca_file = arena_strdup(arena, ""),
        .total_timeout_ms = 60000,
        .connect_timeout_ms = 20000,
        .first_token_timeout_ms = 20000,
    };
    struct model *m = model_new(base, &ops, NULL);
    test_order(m, &r);
    test_memory(m, &r);
    model_free(m);
    arena_free(arena);
    return done();
}
