/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * link_stream: see link_stream.h. */
#include "xmpp/link_stream.h"

#include <stdlib.h>
#include <string.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <strophe.h>

#include "base/log.h"
#include "xml/stanza.h"
#include "xmpp/link_inside.h"
#include "xmpp/trouble.h"

#define NS_STREAM "http://etherx.jabber.org/streams"

/* Escapes the five special characters of an attribute, some of which nameprep allows in the domain. */
static void add_escaped(struct evbuffer *out, const char *text)
{
    static const char *const escapes[256] = {
        ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['\''] = "&apos;", ['"'] = "&quot;",
    };
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (escapes[*c]) {
            evbuffer_add(out, escapes[*c], strlen(escapes[*c]));
        } else {
            evbuffer_add(out, c, 1);
        }
    }
}

void link_stream_open(struct link *l)
{
    struct evbuffer *out = bufferevent_get_output(l->bev);
    evbuffer_add_printf(out, "<?xml version='1.0'?><stream:stream xmlns='" NS_COMPONENT
                             "' xmlns:stream='" NS_STREAM "' to='");
    add_escaped(out, l->domain);
    evbuffer_add_printf(out, "'>");
}

/* XEP-0114 section 3: the hash of the stream id, as it reads after unescaping, followed by the secret. */
static void on_opened(void *arg, const char *id)
{
    struct link *l = arg;
    if (l->state != LINK_OPENING || !link_has_stream(l)) {
        return;
    }
    size_t id_len = strlen(id), secret_len = strlen(l->secret);
    unsigned char *key = xmalloc(id_len + secret_len + 1);
    memcpy(key, id, id_len);
    memcpy(key + id_len, l->secret, secret_len + 1);
    char *hash = xmpp_sha1(l->ctx, key, id_len + secret_len);
    free(key);
    if (!hash) {
        fatal("out of memory");
    }
    evbuffer_add_printf(bufferevent_get_output(l->bev), "<handshake>%s</handshake>", hash);
    xmpp_free(l->ctx, hash);
    l->state = LINK_SHAKING;
}

static void on_stream_error(struct link *l, const xmpp_stanza_t *error)
{
    const xmpp_stanza_t *child = st_first(error);
    const char *condition = child ? st_name(child) : "no reason given";
    link_condemn(l, trouble_of_condition(condition), condition);
}

static void link_becomes_up(struct link *l)
{
    l->state = LINK_UP;
    l->logged = 0;
    link_timer_set(l, LINK_STABLE_MS);
    log_info("link up: %s at %s", l->domain, l->where);
    l->ops.up(l->arg);
}

static void on_stanza(void *arg, xmpp_stanza_t *stanza)
{
    struct link *l = arg;
    if (!link_has_stream(l)) {
        return; /* the rest of the read in which the link was condemned is ignored */
    }
    if (st_is(stanza, "error", NS_STREAM)) {
        on_stream_error(l, stanza);
    } else if (l->state == LINK_SHAKING && st_is(stanza, "handshake", NULL)) {
        link_becomes_up(l);
    } else if (link_carries(l)) {
        l->ops.stanza(l->arg, stanza);
    }
}

static void on_refused(void *arg, const struct wire_refusal *refusal)
{
    struct link *l = arg;
    if (link_carries(l) && link_has_stream(l)) {
        l->ops.refused(l->arg, refusal);
    }
}

static void on_closed(void *arg)
{
    struct link *l = arg;
    /* After a stream error, a closing tag is not an answer to ours: a server that stops at the same moment
     * has not read everything. */
    l->in_order = l->state == LINK_CLOSING && l->was_up && link_has_stream(l);
    link_hang_up(l, "it closed the stream");
}

static const struct wire_ops wire_ops = {
    .opened = on_opened,
    .stanza = on_stanza,
    .refused = on_refused,
    .closed = on_closed,
};

struct wire *link_stream_new(struct link *l)
{
    return wire_new(l->ctx, &wire_ops, l);
}
