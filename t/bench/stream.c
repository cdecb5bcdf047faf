/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stream: see stream.h. */
#include "stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <expat.h>

#include "measure.h"

enum { CHUNK = 64 * 1024 };

struct stream {
    int fd;
    stream_on_stanza *on;
    void *arg;
    XML_Parser parser;
    bool renew;
    int depth;
    bool in_body;
    struct stanza stanza;
    char *out;
    size_t start, end, size; /* out[start..end) waits to be written */
    char chunk[CHUNK];
};

static void copy(char *to, size_t size, const char *from)
{
    size_t len = strlen(from);
    if (len >= size)
        len = size - 1;
    memcpy(to, from, len);
    to[len] = '\0';
}

static void begin_stanza(struct stanza *s, const char *name, const char **attributes)
{
    copy(s->name, sizeof s->name, name);
    s->type[0] = s->child[0] = s->condition[0] = s->from[0] = s->to[0] = s->id[0] = s->body[0] = '\0';
    s->body_len = 0;
    for (; attributes[0] != NULL; attributes += 2) {
        if (strcmp(attributes[0], "from") == 0)
            copy(s->from, sizeof s->from, attributes[1]);
        else if (strcmp(attributes[0], "to") == 0)
            copy(s->to, sizeof s->to, attributes[1]);
        else if (strcmp(attributes[0], "id") == 0)
            copy(s->id, sizeof s->id, attributes[1]);
        else if (strcmp(attributes[0], "type") == 0)
            copy(s->type, sizeof s->type, attributes[1]);
    }
}

static void on_start(void *arg, const char *name, const char **attributes)
{
    struct stream *s = arg;
    s->depth++;
    if (s->depth == 1) {
        begin_stanza(&s->stanza, "stream", attributes);
        s->on(s->arg, s, &s->stanza);
    } else if (s->depth == 2) {
        begin_stanza(&s->stanza, name, attributes);
    } else if (s->depth == 3) {
        s->in_body = strcmp(name, "body") == 0;
        if (s->stanza.child[0] == '\0')
            copy(s->stanza.child, sizeof s->stanza.child, name);
    } else if (s->depth == 4) {
        copy(s->stanza.condition, sizeof s->stanza.condition, name);
    }
}

static void on_end(void *arg, const char *name)
{
    (void)name;
    struct stream *s = arg;
    s->depth--;
    if (s->depth == 2)
        s->in_body = false;
    if (s->depth == 1) {
        s->stanza.body[s->stanza.body_len] = '\0';
        s->on(s->arg, s, &s->stanza);
    }
}

static void on_text(void *arg, const char *text, int len)
{
    struct stream *s = arg;
    size_t room = sizeof s->stanza.body - 1 - s->stanza.body_len, n = (size_t)len < room ? (size_t)len : room;
    if (!s->in_body)
        return;
    memcpy(s->stanza.body + s->stanza.body_len, text, n);
    s->stanza.body_len += n;
}

static void make_parser(struct stream *s)
{
    s->parser = XML_ParserCreate("UTF-8");
    if (s->parser == NULL)
        die("out of memory");
    XML_SetUserData(s->parser, s);
    XML_SetElementHandler(s->parser, on_start, on_end);
    XML_SetCharacterDataHandler(s->parser, on_text);
    s->depth = 0;
    s->in_body = s->renew = false;
}

struct stream *stream_new(int fd, stream_on_stanza *on, void *arg)
{
    struct stream *s = calloc(1, sizeof *s);
    int yes = 1;
    if (s == NULL)
        die("out of memory");
    *s = (struct stream){.fd = fd, .on = on, .arg = arg};
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) != 0)
        die("fcntl: %s", strerror(errno));
    make_parser(s);
    return s;
}

void stream_free(struct stream *s)
{
    if (s == NULL)
        return;
    close(s->fd);
    XML_ParserFree(s->parser);
    free(s->out);
    free(s);
}

int stream_fd(const struct stream *s)
{
    return s->fd;
}

int stream_dial(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
        die("port %d: %s", port, strerror(errno));
    return fd;
}

int number_in(const char *text, const char *prefix)
{
    size_t len = strlen(prefix);
    return strncmp(text, prefix, len) == 0 ? atoi(text + len) : -1;
}

char *words(int bytes)
{
    static const char text[] = "Hello, my order has not arrived yet; could you have a look, please? ";
    char *body = calloc(1, (size_t)bytes + 1);
    if (body == NULL)
        die("out of memory");
    for (int i = 0; i < bytes; i++)
        body[i] = text[(size_t)i % (sizeof text - 1)];
    return body;
}

void stream_renew(struct stream *s)
{
    s->renew = true;
}

bool stream_read(struct stream *s)
{
    for (size_t total = 0; total < STREAM_READ_MAX;) {
        ssize_t n = recv(s->fd, s->chunk, CHUNK, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno == EAGAIN;
        if (n == 0)
            return false;
        if (XML_Parse(s->parser, s->chunk, (int)n, 0) != XML_STATUS_OK)
            die("broken XML from the peer: %s", XML_ErrorString(XML_GetErrorCode(s->parser)));
        total += (size_t)n;
        if (s->renew) {
            XML_ParserFree(s->parser);
            make_parser(s);
        }
    }
    return true;
}

static char *room(struct stream *s, size_t len)
{
    if (s->start == s->end)
        s->start = s->end = 0;
    if (s->end + len > s->size) {
        s->size = (s->end + len) * 2;
        s->out = realloc(s->out, s->size);
        if (s->out == NULL)
            die("out of memory");
    }
    return s->out + s->end;
}

static void put(struct stream *s, const char *bytes, size_t len)
{
    memcpy(room(s, len), bytes, len);
    s->end += len;
}

void stream_put(struct stream *s, const char *text)
{
    put(s, text, strlen(text));
}

void stream_put_escaped(struct stream *s, const char *text, size_t len)
{
    static const char *const escapes[256] = {
        ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['\''] = "&apos;", ['"'] = "&quot;",
    };
    size_t clean = 0;
    for (size_t i = 0; i < len; i++) {
        const char *escape = escapes[(unsigned char)text[i]];
        if (escape == NULL)
            continue;
        put(s, text + clean, i - clean);
        stream_put(s, escape);
        clean = i + 1;
    }
    put(s, text + clean, len - clean);
}

void stream_printf(struct stream *s, const char *fmt, ...)
{
    enum { USUAL = 512 };
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int len = vsnprintf(room(s, USUAL), USUAL, fmt, ap);
    if (len >= USUAL)
        vsnprintf(room(s, (size_t)len + 1), (size_t)len + 1, fmt, again);
    s->end += (size_t)len;
    va_end(again);
    va_end(ap);
}

bool stream_flush(struct stream *s)
{
    while (s->start < s->end) {
        ssize_t n = send(s->fd, s->out + s->start, s->end - s->start, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno == EAGAIN;
        s->start += (size_t)n;
    }
    return true;
}

size_t stream_pending(const struct stream *s)
{
    return s->end - s->start;
}

const char *stream_text(const struct stream *s)
{
    return s->out + s->start;
}
