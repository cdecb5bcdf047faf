/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stream: an XMPP stream with no more than the benchmark needs, so that what is measured is the other side.
 * It trusts its peer, which is a program of this benchmark or a server that was started for it. */
#ifndef FRONTDESK_BENCH_STREAM_H
#define FRONTDESK_BENCH_STREAM_H

#include <stdbool.h>
#include <stddef.h>

enum {
    STANZA_ADDRESS = 512,
    STANZA_BODY = 16 * 1024, /* the rest of a longer one is dropped: the benchmark's own are far shorter */
    STREAM_READ_MAX = 256 * 1024,
};

/* One stanza, or (name "stream") the stream's header. Absent attributes are "". */
struct stanza {
    char name[32], type[32], child[32]; /* child: the first one's name */
    char condition[64];                 /* the last grandchild's name: of an error, why */
    char from[STANZA_ADDRESS], to[STANZA_ADDRESS], id[STANZA_ADDRESS];
    char body[STANZA_BODY];
    size_t body_len;
};

struct stream;
typedef void stream_on_stanza(void *arg, struct stream *, const struct stanza *);

/* A connected socket, made non-blocking, TCP_NODELAY. */
struct stream *stream_new(int fd, stream_on_stanza *, void *arg);
void stream_free(struct stream *);
int stream_fd(const struct stream *);

/* The number behind a prefix, -1 when the text does not begin with it. */
int number_in(const char *text, const char *prefix);

/* A message's text of so many bytes. */
char *words(int bytes);

/* Connects to a port of this machine. */
int stream_dial(int port);

/* Takes what is there, at most STREAM_READ_MAX bytes. False when the peer has closed. */
bool stream_read(struct stream *);
/* Another XML document follows (after SASL). */
void stream_renew(struct stream *);

void stream_put(struct stream *, const char *text);
void stream_put_escaped(struct stream *, const char *text, size_t len);
void stream_printf(struct stream *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Writes what the socket takes. False when the peer has closed. */
bool stream_flush(struct stream *);
/* What waits to be written; the text's address changes with the next put. */
size_t stream_pending(const struct stream *);
const char *stream_text(const struct stream *);

#endif
