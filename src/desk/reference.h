/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * reference: a message that refers to an earlier one by its id: corrects it, takes it back, answers it. What
 * an agent wrote to the desk alone (a command, a note) is known here, so that nothing which refers to it
 * reaches the customer. */
#ifndef FRONTDESK_REFERENCE_H
#define FRONTDESK_REFERENCE_H

#include <stdbool.h>
#include <stdint.h>

struct agent;
struct conversation;
struct desk;

enum refers {
    REFERS_NONE,
    REFERS_CORRECTS, /* XEP-0308 */
    REFERS_RETRACTS, /* XEP-0424 */
    REFERS_REACTS,   /* XEP-0444 */
    REFERS_REPLIES,  /* XEP-0461 */
    REFERS_MARKS,    /* XEP-0333 */
    REFERS_COUNT
};

/* What became of the message that is referred to. Of several the last one here counts. */
enum referent {
    REFERENT_NONE,    /* none is */
    REFERENT_SENT,    /* the customer wrote it or has it */
    REFERENT_UNKNOWN, /* a line of the desk, or from long ago */
    REFERENT_FAILED,  /* a command of this agent that did nothing */
    REFERENT_REFUSED, /* words of this agent that were not sent */
    REFERENT_DONE,    /* a command of this agent, or a note */
};

struct reference {
    const char *id; /* NULL: there is none */
    enum referent fate;
};

/* For an agent's message in this face. to: the author that a reply names; NULL: none. */
enum referent reference_fate(struct desk *, const struct conversation *, const struct agent *, enum refers,
                             const char *id, const char *to);

/* Notes that this message of an agent went to nobody, and why. origin_id: as the agent's client calls it, where
 * that is not its id; corrects: the message that it corrects; each may be NULL. */
void reference_unsent(struct desk *, const struct conversation *, const struct agent *, const char *id,
                      const char *origin_id, const char *corrects, enum referent);

/* Whether this customer has written a message of that id to that queue. */
bool reference_is_customers(struct desk *, const struct conversation *, const char *id);

#endif
