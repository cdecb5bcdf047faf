/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * listener: how the line, the responder, the copilot and others learn what happens to conversations. A
 * listener is a row in src/wiring.c. Adding one changes neither conversation.c nor transition.c. */
#ifndef FRONTDESK_LISTENER_H
#define FRONTDESK_LISTENER_H

#include <stdbool.h>

#include "desk/conversation.h"

struct desk;

/* A listener leaves NULL what it does not need. Listeners are called in the order of the rows in
 * src/wiring.c, in the transaction of the change, after the conversation's row was written. */
struct listener {
    /* A conversation has left a state. was: the conversation as it was in that state. Not called for a new
     * conversation. */
    void (*left)(struct desk *, const struct conversation *was, enum conversation_state to);
    /* A conversation has entered a state; the struct is its row as it is now. was: the conversation before
     * that; id 0: it is new. A listener that writes the row must read it again into the struct. */
    void (*entered)(struct desk *, struct conversation *, const struct conversation *was);
    /* The customer or the holder has written. */
    void (*message)(struct desk *, const struct conversation *, bool by_agent);
};

#endif
