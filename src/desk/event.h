/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * event: everything that can happen to the core (events), and everything the core can ask for (effects). */
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
struct party;
struct wire_refusal;

enum event_kind {
    EVENT_LINK_UP,
    EVENT_LINK_DOWN,
    EVENT_LINK_TROUBLE, /* the reason why there is no link, or why it was lost */
    EVENT_LINK_FULL,    /* too many bytes wait to be written: kept messages stay in the outbox from now on */
    EVENT_LINK_ROOM,    /* the link can be written to again */
    EVENT_STANZA,
    EVENT_MAIL,      /* a message of a customer on another channel than XMPP */
    EVENT_GONE,      /* a customer cannot be reached on another channel than XMPP any more */
    EVENT_REFUSED,   /* a stanza that was over a limit of the wire, and was not read */
    EVENT_TICK,      /* the time that desk_due_ms() returned has come */
    EVENT_CLOCK,     /* the wall clock was set; comes before the event at which this was noticed */
    EVENT_MODEL,     /* news of a task: a language model or a tool has answered, or has failed */
    EVENT_HELD,      /* nothing could be written for a while; what people sent meanwhile comes after this */
    EVENT_DISK_LOW,  /* so little room is left for the store that no new messages may be taken */
    EVENT_DISK_ROOM, /* there is room again */
    EVENT_CONF,      /* a new configuration, already checked; it replaces the old one */
    EVENT_STOP,      /* the link will be closed: say goodbye; later stanzas are answered after the restart */
    EVENT_STOPPED,   /* the server has closed its side in order, so it has read all that was written */
};

/* Not called `struct event`, because libevent uses that name. */
struct desk_event {
    enum event_kind kind;
    int64_t now_ms; /* wall clock, milliseconds since 1970 UTC */
    union {
        xmpp_stanza_t *stanza;              /* EVENT_STANZA, borrowed */
        const struct mail *mail;            /* EVENT_MAIL, borrowed */
        const struct party *customer;       /* EVENT_GONE, borrowed */
        const struct wire_refusal *refusal; /* EVENT_REFUSED, borrowed */
        const struct conf *conf;            /* EVENT_CONF; must live as long as the desk uses it */
        const char *why;                    /* EVENT_LINK_TROUBLE, borrowed */
        const struct model_news *news;      /* EVENT_MODEL, borrowed */
        int64_t jump_ms;                    /* EVENT_CLOCK: how far; now_ms is the time after the jump */
    };
};

enum effect_kind {
    EFFECT_SEND,       /* write to the link; text is the stanza */
    EFFECT_MODEL_ASK,  /* ask a language model; text is the request */
    EFFECT_FETCH,      /* call a tool; text is the URL, body what is posted */
    EFFECT_EMBED,      /* ask the responder's service for embeddings; text is the request */
    EFFECT_MODEL_DROP, /* cancel the request or the call of this task: the answer is not needed any more */
    EFFECT_RELINK,     /* connect again, because the server does not answer; text is the reason */
};

struct effect {
    enum effect_kind kind;
    const char *text; /* in the turn's arena */
    size_t len;
    const char *body; /* FETCH: NULL if nothing is posted */
    /* FETCH: further headers, lines "Name: value"; and the id under which the service knows the request if it is
     * signed ("": it is not). */
    const char *headers, *id;
    int64_t task; /* MODEL_ASK, FETCH, EMBED, MODEL_DROP; of EMBED it is negative */
    /* MODEL_ASK, FETCH, EMBED: for whom: the id of a customer, or the negative id of an agent, and the domain of
     * that person's address. Whoever has the fewest requests under way is served first. */
    int64_t asker;
    const char *domain;
    const struct conf_tool *tool;           /* FETCH; valid until the end of the turn */
    const struct conf_responder *responder; /* MODEL_ASK, EMBED; valid until the end of the turn */
    struct effect *next;
};

/* A list of effects, in the order in which they must be performed after the commit. */
struct effects {
    struct effect *first, **end;
    size_t n;
};

#endif
