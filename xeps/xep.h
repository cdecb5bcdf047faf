/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * xep: what one extension is, as a row: one XEP, one file, one `const struct xep`, listed in table.c.
 *
 * A handler sees the core, never the shell (no socket, no loop, no clock). */
#ifndef FRONTDESK_XEP_H
#define FRONTDESK_XEP_H

#include <stdbool.h>
#include <stdint.h>

#include <strophe.h>

#include "desk/agent.h"
#include "desk/core.h"
#include "desk/reference.h"
#include "xml/xml.h"

struct reading;

/* Which of our addresses. */
enum { AT_HOUSE = 1, AT_QUEUE = 2, AT_FACE = 4, AT_CHAT = AT_QUEUE | AT_FACE, AT_ALL = 7 };

/* An IQ on its way to a handler. For a face that exists and that the sender may see; any other face is
 * item-not-found before a handler is asked. */
struct iq {
    struct desk *desk;
    xmpp_stanza_t *stanza, *child; /* child: the one element inside */
    const struct jid *from, *to;
    unsigned at;                    /* one of AT_HOUSE, AT_QUEUE, AT_FACE */
    const struct conf_queue *queue; /* AT_QUEUE */
    const char *face_name;          /* AT_FACE */
    struct agent agent;             /* of the sender; id 0: a customer or stranger */
    struct xml *reply;              /* inside <iq type="result">: the handler writes its payload */
    /* A refusing handler's own condition beside the verdict's (RFC 6120 section 8.3.4); NULL: none. */
    const char *detail, *detail_ns;
};

/* A verdict becomes a result or an <error/> (RFC 6120 section 8.3) in one place, route.c. */
enum verdict {
    VERDICT_RESULT,
    VERDICT_BAD_REQUEST,
    VERDICT_FORBIDDEN,
    VERDICT_ITEM_NOT_FOUND,
    VERDICT_NOT_ACCEPTABLE,
    VERDICT_NOT_ALLOWED,
    VERDICT_FEATURE_NOT_IMPLEMENTED,
    VERDICT_SERVICE_UNAVAILABLE,
    VERDICT_RESOURCE_CONSTRAINT,
    VERDICT_POLICY_VIOLATION,
    VERDICT_COUNT
};

struct xep_feature {
    const char *var; /* for disco#info */
    unsigned at;
};

struct xep_iq {
    const char *type; /* "get" or "set" */
    const char *name, *ns;
    unsigned at;
    enum verdict (*handle)(struct iq *);
};

/* How a payload inside a message is treated on the way between customer and agent. */
enum treat {
    TREAT_STRIP, /* not passed on */
    TREAT_LIVE,  /* passed on while both are there, never stored: chat states */
    TREAT_ALONG, /* travels with whatever else is passed on; alone it says nothing and is dropped */
    TREAT_CARRY, /* travels with the message; alone it is passed on reliably, but is no message of the archive
                  */
    TREAT_KEEP,  /* the same, and worth a row in the archive even without a body */
    TREAT_RECEIPT, /* a receipt is asked for: the desk itself answers once the message is stored */
    TREAT_REPLY,   /* as KEEP, with the address in `to` rewritten for the other side */
    TREAT_REFUSE,  /* encrypted: the message cannot be relayed, its sender is told */
};

struct xep_payload {
    const char *name; /* NULL: every element of the namespace, which then has no other row */
    const char *ns;
    enum treat from_customer, from_agent;
    /* Takes out of the element what the desk itself wants to know; NULL: nothing. */
    void (*note)(struct reading *, struct arena *, const xmpp_stanza_t *);
    enum refers refers; /* to the message that its attribute id names */
};

/* A message on its way to a row of xep_take. */
struct errand {
    xmpp_stanza_t *stanza, *child; /* child: the element that the row names */
    const struct jid *from, *to;
    bool from_agent;
};

/* A message with such an element is an affair of programs, rooms or calls: whatever else is in it, nobody's
 * words. It is taken out before anything is made of it, and counted. */
struct xep_take {
    const char *name; /* NULL: every element of the namespace */
    const char *ns;   /* one that ends in ':' stands for each version of it */
    const char *what; /* "invitation to a room", for the supervisors' list of what was dropped */
    /* Says no to it; NULL: nothing is said. Called a few times a minute for each sender. */
    void (*decline)(struct desk *, const struct errand *);
};

/* What a PEP node of ours holds (0163-pep.c answers). */
struct xep_node {
    const char *node;
    unsigned at;
    void (*items)(struct iq *); /* writes <item/>s; NULL: the node is there and empty */
};

struct xep {
    const char *number, *name; /* "0199", "XMPP Ping" */
    /* Each ends with an empty row; NULL: none. */
    const struct xep_feature *features;
    const struct xep_iq *iqs;
    const struct xep_payload *payloads;
    const struct xep_take *takes;
    const struct xep_node *nodes;
    /* For a node of its own, writes what disco#info and disco#items say of it, inside <query/>; false: it has
     * no such node there. NULL: it has none. */
    bool (*node_info)(struct iq *, const char *node);
    bool (*node_items)(struct iq *, const char *node);
    /* True for a body that is no text but cipher, as TREAT_REFUSE; NULL: none is. */
    bool (*refuses_body)(const char *body);
    /* Adds to our available presence; NULL: nothing. from: localpart of the address. */
    void (*presence)(struct desk *, struct xml *, const char *from);
};

extern const struct xep *const xep_table[]; /* by number, NULL at the end */

#endif
