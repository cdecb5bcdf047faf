/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * reference: messages that refer to an earlier one by its id: they correct it, retract it or answer it. Here
 * the desk remembers which messages of an agent did not go to the customer (commands, notes, refused
 * messages), so that nothing which refers to them reaches the customer either. */
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

/* What became of the message that is referred to. If a message has several references of a kind, the one that
 * is last in this list counts. */
enum referent {
    REFERENT_NONE,    /* there is no reference */
    REFERENT_SENT,    /* the customer wrote it or has got it */
    REFERENT_UNKNOWN, /* a line of the desk, or too old */
    REFERENT_FAILED,  /* a command of this agent that did nothing */
    REFERENT_REFUSED, /* words of this agent that were not sent */
    REFERENT_DONE,    /* a command or note of this agent that was carried out */
};

struct reference {
    const char *id; /* NULL: there is no reference */
    enum referent fate;
};

/* Finds what became of the message with this id, to which an agent's message to this face refers. to: the
 * address that a reply names as the author; NULL: none. */
enum referent reference_fate(struct desk *, const struct conversation *, const struct agent *, enum refers,
                             const char *id, const char *to);

/* Finds the message with this id, to which the customer of this conversation (a: NULL) or an agent refers; also
 * by the id that its author's client uses. Returns the id under which both sides know it: of a correction, that
 * of the message that was corrected first. NULL: there is no such message. */
const char *reference_first(struct desk *, const struct conversation *, const struct agent *a, enum refers,
                            const char *id);

/* Notes that this message of an agent did not go to the customer, and why. origin_id: the id that the agent's
 * client uses, if it is another; corrects: the id of the message that it corrects; each may be NULL. Keeps
 * the latest 200 of each agent. */
void reference_unsent(struct desk *, const struct conversation *, const struct agent *, const char *id,
                      const char *origin_id, const char *corrects, enum referent);

/* Finds the message that a receipt or a marker of the customer is for, as the present holder knows it. Returns its id; for a
 * translation or another message of the responder, that of the holder's last message before it, which the customer has
 * then read too. NULL: it is for a text of the desk, which the agent does not have. */
const char *reference_marked(struct desk *, const struct conversation *, const char *id);

/* Says whether this customer wrote a message with that id, in any conversation of the same face. */
bool reference_is_customers(struct desk *, const struct conversation *, const char *id);
/* The same of the newest message with that id that the customer wrote or was sent. */
bool reference_newest_is_customers(struct desk *, const struct conversation *, const char *id);

#endif
