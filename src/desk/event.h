/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * event: everything that can happen to the core, and everything the core can do about it. */
#ifndef FRONTDESK_EVENT_H
#define FRONTDESK_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <strophe.h>

struct conf;
struct conf_responder;
struct conf_tool;
struct model_news;
struct mail;
struct wire_refusal;

enum event_kind {
    EVENT_LINK_UP,
    EVENT_LINK_DOWN,
    EVENT_LINK_TROUBLE, /* why there is no link, or no longer */
    EVENT_LINK_FULL, /* too much is waiting to be written: only what must be written now */
    EVENT_LINK_ROOM,
    EVENT_STANZA,
    EVENT_MAIL, /* a message of a customer on another channel than XMPP */
    EVENT_REFUSED, /* a stanza over a limit of the wire */
    EVENT_TICK,    /* desk_due_ms() has come */
    EVENT_CLOCK,   /* the wall clock was set since the last event; comes before the event that found it */
    EVENT_MODEL,   /* something came of what a language model was asked */
    EVENT_HELD,      /* nothing could be written for a while: what people said meanwhile comes only after this */
    EVENT_DISK_LOW,  /* so little room is left for the store that no new words may be taken */
    EVENT_DISK_ROOM, /* … and that is over */
    EVENT_CONF,    /* a new configuration, already checked; it replaces the old one */
    EVENT_STOP,    /* last words before the link is closed; what still comes is stored, and answered after the start */
    EVENT_STOPPED, /* the server closed its side in order: it has read all that was written */
};

/* Not called `struct event`: that is libevent's. */
struct desk_event {
    enum event_kind kind;
    int64_t now_ms; /* wall clock, milliseconds since 1970 UTC */
    union {
        xmpp_stanza_t *stanza;              /* EVENT_STANZA, borrowed */
        const struct mail *mail;            /* EVENT_MAIL, borrowed */
        const struct wire_refusal *refusal; /* EVENT_REFUSED, borrowed */
        const struct conf *conf;            /* EVENT_CONF; must live as long as the desk uses it */
        const char *why;                    /* EVENT_LINK_TROUBLE, borrowed */
        const struct model_news *news;      /* EVENT_MODEL, borrowed */
        int64_t jump_ms;                    /* EVENT_CLOCK: by so much; now_ms is after it */
    };
};

enum effect_kind {
    EFFECT_SEND,   /* bytes for the link */
    EFFECT_MODEL_ASK,  /* a language model: text is the request */
    EFFECT_FETCH,      /* the result of a tool: text is the URL, body what is posted */
    EFFECT_MODEL_DROP, /* nobody waits for its answer any more */
    EFFECT_RELINK, /* the server does not answer: connect again */
};

struct effect {
    enum effect_kind kind;
    const char *text; /* SEND: the stanza; RELINK: why. In the turn's arena */
    size_t len;
    const char *body;                       /* FETCH: NULL when nothing is posted */
    int64_t task;                           /* MODEL_ASK, FETCH, MODEL_DROP */
    int64_t asker;      /* MODEL_ASK, FETCH: for whom: a customer's id, the negative one of an agent; those who have least go first */
    const char *domain; /* … and of which domain; NULL: nobody's */
    const struct conf_tool *tool;           /* FETCH; may be gone after the turn */
    const struct conf_responder *responder; /* MODEL_ASK; may be gone after the turn */
    struct effect *next;
};

/* In the order in which they must be performed, after the commit. */
struct effects {
    struct effect *first, **end;
    size_t n;
};

#endif
