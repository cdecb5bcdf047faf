/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * echo: the bare components that frontdesk is compared with: expat, string building, nothing else.
 *
 *     echo PORT DOMAIN SECRET [STORE|-] [AGENTS]
 *
 * Without AGENTS every message goes back to its sender. With AGENTS it plays the desk: what customerN writes
 * to the desk goes to one of the agents, from customerN.f@DOMAIN, and what the agent answers there goes to
 * the customer, from desk@DOMAIN: as many stanzas through the server as frontdesk sends.
 *
 * With STORE it writes, before anything is sent, the rows that frontdesk writes for one relayed message (the
 * message, the conversation's marks, the outbox row, which goes when a later fence is back), one commit for
 * each read, into a store with frontdesk's own tables in which customerN has conversation N + 1. */
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>
#include <strophe.h>

#include "measure.h"
#include "stream.h"

enum { CHANGE_ADD, CHANGE_MARK, CHANGE_KEEP, CHANGE_RELEASE, CHANGES };

static const char *const changes[CHANGES] = {
    /* The columns that are not named have, by default, what frontdesk writes there. */
    [CHANGE_ADD] = ("INSERT INTO message (conversation, at_ms, author, jid, stanza_id, body) "
                    "VALUES (?1, ?2, 'customer', ?3, ?4, ?5)"),
    [CHANGE_MARK] = "UPDATE conversation SET customer_ms = ?2, relayed = ?3 WHERE id = ?1",
    [CHANGE_KEEP] = "INSERT INTO outbox (xml) VALUES (?1)",
    [CHANGE_RELEASE] = "DELETE FROM outbox WHERE id <= ?1",
};

static const char *const pragmas =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; "
    "PRAGMA cache_size = -4096; PRAGMA wal_autocheckpoint = 2000";

struct echo {
    const char *domain, *secret;
    int agents;
    struct stream *stream;
    bool up;

    sqlite3 *db; /* NULL: nothing is kept */
    sqlite3_stmt *change[CHANGES];
    bool in_transaction;
    sqlite3_int64 newest, fenced,
        passed; /* outbox rows: the last; covered by the fence under way; by the one before */
    int64_t fence_ns;
};

/* ---- the store ---- */

static void check(struct echo *e, int rc)
{
    if (rc != SQLITE_OK && rc != SQLITE_DONE)
        die("sqlite: %s", sqlite3_errmsg(e->db));
}

static void open_store(struct echo *e, const char *path)
{
    check(e, sqlite3_open_v2(path, &e->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL));
    check(e, sqlite3_exec(e->db, pragmas, NULL, NULL, NULL));
    for (int i = 0; i < CHANGES; i++)
        check(e, sqlite3_prepare_v3(e->db, changes[i], -1, SQLITE_PREPARE_PERSISTENT, &e->change[i], NULL));
}

static void close_store(struct echo *e)
{
    for (int i = 0; i < CHANGES; i++)
        sqlite3_finalize(e->change[i]);
    sqlite3_close(e->db);
}

static void run(struct echo *e, int change)
{
    if (!e->in_transaction)
        check(e, sqlite3_exec(e->db, "BEGIN IMMEDIATE", NULL, NULL, NULL));
    e->in_transaction = true;
    check(e, sqlite3_step(e->change[change]));
    check(e, sqlite3_reset(e->change[change]));
}

static void bind_text(struct echo *e, int change, int at, const char *text, size_t len)
{
    check(e, sqlite3_bind_text(e->change[change], at, text, (int)len, SQLITE_STATIC));
}

static void bind_int(struct echo *e, int change, int at, sqlite3_int64 n)
{
    check(e, sqlite3_bind_int64(e->change[change], at, n));
}

/* The stanza on its way out begins behind so many bytes that wait to be written. */
static void keep(struct echo *e, const struct stanza *st, size_t begin)
{
    int conversation = atoi(st->from + strlen("customer")) + 1;
    int64_t now_ms = now_ns() / 1000000;
    size_t bare = strcspn(st->from, "/");
    bind_int(e, CHANGE_ADD, 1, conversation);
    bind_int(e, CHANGE_ADD, 2, now_ms);
    bind_text(e, CHANGE_ADD, 3, st->from, bare);
    bind_text(e, CHANGE_ADD, 4, st->id, strlen(st->id));
    bind_text(e, CHANGE_ADD, 5, st->body, st->body_len);
    run(e, CHANGE_ADD);
    bind_int(e, CHANGE_MARK, 1, conversation);
    bind_int(e, CHANGE_MARK, 2, now_ms);
    bind_int(e, CHANGE_MARK, 3, sqlite3_last_insert_rowid(e->db));
    run(e, CHANGE_MARK);
    bind_text(e, CHANGE_KEEP, 1, stream_text(e->stream) + begin, stream_pending(e->stream) - begin);
    run(e, CHANGE_KEEP);
    e->newest = sqlite3_last_insert_rowid(e->db);
}

static void fence_back(struct echo *e)
{
    if (e->passed > 0) {
        bind_int(e, CHANGE_RELEASE, 1, e->passed);
        run(e, CHANGE_RELEASE);
    }
    e->passed = e->fenced;
    e->fenced = 0;
}

static void send_fence(struct echo *e)
{
    if (e->db == NULL || !e->up || e->fenced != 0 || e->newest == 0 || now_ns() - e->fence_ns < 1000000000)
        return;
    e->fenced = e->newest;
    e->fence_ns = now_ns();
    stream_printf(e->stream, "<iq type='get' from='%s' to='%s' id='fence'><ping xmlns='urn:xmpp:ping'/></iq>",
                  e->domain, e->domain);
}

/* ---- the stream ---- */

/* Whom it goes on to, and from whom: as the desk would have it, or back. */
static void address(struct echo *e, const struct stanza *st, char *from, char *to, size_t size)
{
    int n;
    if (e->agents == 0) {
        snprintf(from, size, "%s", st->to);
        snprintf(to, size, "%s", st->from);
    } else if (sscanf(st->to, "customer%d.f@", &n) == 1) {
        snprintf(from, size, "desk@%s", e->domain);
        snprintf(to, size, "customer%d@localhost", n);
    } else {
        n = atoi(st->from + strlen("customer"));
        snprintf(from, size, "customer%d.f@%s", n, e->domain);
        snprintf(to, size, "agent%d@localhost", n % e->agents);
    }
}

static void on_message(struct echo *e, const struct stanza *st)
{
    char from[STANZA_ADDRESS], to[STANZA_ADDRESS];
    if (strcmp(st->type, "error") == 0)
        die("message %s came back: %s", st->id, st->condition);
    if (st->body_len == 0)
        return;
    address(e, st, from, to, sizeof from);
    size_t begin = stream_pending(e->stream);
    stream_put(e->stream, "<message type='chat' from='");
    stream_put(e->stream, from);
    stream_put(e->stream, "' to='");
    stream_put(e->stream, to);
    stream_put(e->stream, "' id='");
    stream_put(e->stream, st->id);
    stream_put(e->stream, "'><body>");
    stream_put_escaped(e->stream, st->body, st->body_len);
    stream_put(e->stream, "</body></message>");
    if (e->db != NULL)
        keep(e, st, begin);
}

static void shake_hands(struct echo *e, const char *id)
{
    char key[1024];
    xmpp_ctx_t *ctx = xmpp_ctx_new(NULL, NULL);
    int len = snprintf(key, sizeof key, "%s%s", id, e->secret);
    char *hash = xmpp_sha1(ctx, (unsigned char *)key, (size_t)len);
    stream_printf(e->stream, "<handshake>%s</handshake>", hash);
    xmpp_free(ctx, hash);
    xmpp_ctx_free(ctx);
}

static void on_stanza(void *arg, struct stream *stream, const struct stanza *st)
{
    struct echo *e = arg;
    (void)stream;
    if (strcmp(st->name, "message") == 0)
        on_message(e, st);
    else if (strcmp(st->name, "iq") == 0 && strcmp(st->from, e->domain) == 0)
        fence_back(e);
    else if (strcmp(st->name, "stream") == 0)
        shake_hands(e, st->id);
    else if (strcmp(st->name, "handshake") == 0) {
        e->up = true;
        printf("up\n");
        fflush(stdout);
    } else if (strcmp(st->name, "stream:error") == 0)
        die("the server ended the stream: %s", st->child);
}

/* False when the server has closed. */
static bool turn(struct echo *e)
{
    struct pollfd fd = {.fd = stream_fd(e->stream), .events = POLLIN};
    if (stream_pending(e->stream) > 0)
        fd.events |= POLLOUT;
    if (poll(&fd, 1, 1000) < 0 && errno != EINTR)
        die("poll: %s", strerror(errno));
    if ((fd.revents & (POLLIN | POLLHUP | POLLERR)) != 0 && !stream_read(e->stream))
        return false;
    if (e->in_transaction) {
        check(e, sqlite3_exec(e->db, "COMMIT", NULL, NULL, NULL));
        e->in_transaction = false;
    }
    send_fence(e);
    return stream_flush(e->stream);
}

int main(int argc, char **argv)
{
    if (argc < 4 || argc > 6)
        die("usage: echo PORT DOMAIN SECRET [STORE|-] [AGENTS]");
    struct echo e = {.domain = argv[2], .secret = argv[3], .agents = argc == 6 ? atoi(argv[5]) : 0};
    if (argc > 4 && strcmp(argv[4], "-") != 0)
        open_store(&e, argv[4]);
    e.stream = stream_new(stream_dial(atoi(argv[1])), on_stanza, &e);
    stream_printf(e.stream,
                  "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' "
                  "xmlns:stream='http://etherx.jabber.org/streams' to='%s'>",
                  e.domain);
    if (!stream_flush(e.stream))
        die("the server closed at once");
    while (turn(&e))
        ;
    stream_free(e.stream);
    if (e.db != NULL)
        close_store(&e);
    return 0;
}
