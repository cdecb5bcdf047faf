/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * xep: describes an extension as a row. Each XEP has one file with one `const struct xep`, which all.c
 * lists.
 *
 * A handler sees the core, and never the shell: no socket, no loop, no clock. */
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
struct portrait;

/* The kinds of our addresses, as a set of bits. */
enum { AT_HOUSE = 1, AT_QUEUE = 2, AT_FACE = 4, AT_CHAT = AT_QUEUE | AT_FACE, AT_ALL = 7 };

/* An IQ for a handler. A handler is called only for a face that exists and that the sender may see; for
 * other faces the answer is item-not-found. */
struct iq {
    struct desk *desk;
    xmpp_stanza_t *stanza, *child; /* child: the one element inside */
    const struct jid *from, *to;
    unsigned at;                    /* one of AT_HOUSE, AT_QUEUE, AT_FACE */
    const struct conf_queue *queue; /* AT_QUEUE */
    const char *face_name;          /* AT_FACE */
    struct agent agent;             /* the sender; id 0: a customer or stranger */
    struct xml *reply;              /* inside <iq type="result">: the handler writes its payload */
    /* A condition of the handler's own to add to the error (RFC 6120 section 8.3.4); NULL: none. */
    const char *detail, *detail_ns;
};

/* The outcome of an IQ. route.c turns it into a result or an <error/> (RFC 6120 section 8.3). */
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

/* How a payload of a message is relayed between customer and agent. */
enum treat {
    TREAT_STRIP,   /* not relayed */
    TREAT_LIVE,    /* relayed when both sides are online, never stored: chat states */
    TREAT_ALONG,   /* relayed with other content; dropped when the message has nothing else */
    TREAT_CARRY,   /* relayed with the message; alone it is relayed reliably, but not archived */
    TREAT_KEEP,    /* like TREAT_CARRY, and archived even without a body */
    TREAT_RECEIPT, /* asks for a receipt, which the program sends once the message is stored */
    TREAT_REPLY,   /* like TREAT_KEEP, with the address in `to` rewritten for the other side */
    TREAT_OWN_ID,  /* the id of the author's client: written anew, as the id that the message itself has */
    TREAT_REFUSE,  /* encrypted: the message cannot be relayed, and its sender is told */
};

/* What of a payload goes beside an encrypted body, where servers can read it (beside.h). */
enum beside_body {
    BESIDE_FRAME,   /* the element without any text in it */
    BESIDE_WHOLE,   /* all: it only names a message, or is never encrypted by clients */
    BESIDE_NOTHING, /* it holds what a person said: its subject or link goes into the body */
};

struct xep_payload {
    const char *name; /* NULL: every element of the namespace, which must then have no other row */
    const char *ns;
    enum treat from_customer, from_agent;
    enum beside_body beside;
    /* Reads from the element what the program itself needs; NULL: nothing. */
    void (*note)(struct reading *, struct arena *, const xmpp_stanza_t *);
    enum refers refers; /* how it refers to the message that its attribute id names */
};

/* A message for a row of xep_take. */
struct errand {
    xmpp_stanza_t *stanza, *child; /* child: the element that the row names */
    const struct jid *from, *to;
    bool from_agent;
};

/* Messages with this element are for programs, rooms or calls, and hold no person's words, whatever else is
 * in them. They are taken out before they are handled as messages, and counted. */
struct xep_take {
    const char *name; /* NULL: every element of the namespace */
    const char *ns;   /* a namespace that ends in ':' stands for all its versions */
    /* Acts on it: then it is not counted. Returns false for a sender from whom it means nothing. NULL: is only
     * taken out. */
    bool (*receive)(struct desk *, const struct errand *);
    const char *what; /* "invitation to a room": for the supervisors' list of dropped messages */
    /* Refuses it; NULL: nothing is sent. Called at most 5 times a minute for each sender (DECLINES in
     * src/xmpp/message.c). */
    void (*decline)(struct desk *, const struct errand *);
};

/* A PEP node of ours (0163-pep.c answers for it). */
struct xep_node {
    const char *node; /* one that ends in ':' stands for all nodes that begin so */
    unsigned at;
    /* Writes the <item/>s for the sender of this IQ, instead of items. rest: what follows the ':'. */
    enum verdict (*answer)(struct iq *, const char *rest);
    /* Writes the <item/>s; NULL: the node exists and is empty. */
    void (*items)(struct desk *, struct xml *, const struct portrait *);
};

struct xep {
    const char *number, *name; /* "0199", "XMPP Ping" */
    /* Tables of the extension. Each ends with an empty row; NULL: none. */
    const struct xep_feature *features;
    const struct xep_iq *iqs;
    const struct xep_payload *payloads;
    const struct xep_take *takes;
    const struct xep_node *nodes;
    /* Write what disco#info and disco#items say of a node of the extension, inside <query/>. Return false
     * when there is no such node. NULL: the extension has no nodes. */
    bool (*node_info)(struct iq *, const char *node);
    bool (*node_items)(struct iq *, const char *node);
    /* True for a body that holds encrypted text, which is treated like TREAT_REFUSE. NULL: no body is. */
    bool (*refuses_body)(const char *body);
    /* Adds to our available presence. from: the local part of our address; reader: a bare address. NULL: adds
     * nothing. */
    void (*presence)(struct desk *, struct xml *, const char *from, const char *reader);
};

extern const struct xep *const xep_table[]; /* in order of numbers, NULL at the end */

#endif
