/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * listener: whoever must know what happens to conversations: the line, the responder, the copilot … A listener is a
 * row in src/wiring.c. Adding one changes neither conversation.c nor transition.c. */
#ifndef FRONTDESK_LISTENER_H
#define FRONTDESK_LISTENER_H

#include <stdbool.h>

#include "desk/conversation.h"

struct desk;

/* What a row does not want to know is NULL. All are called in the order of the rows, in the transaction of the change
 * and after the row was written. */
struct listener {
    /* was: as it was in the state that it has left. A new conversation leaves none. */
    void (*left)(struct desk *, const struct conversation *was, enum conversation_state to);
    /* The conversation as the row is now. was: as before; id 0: it is new. A listener that writes the row reads it
     * again into the struct. */
    void (*entered)(struct desk *, struct conversation *, const struct conversation *was);
    /* The customer or the holder has written. */
    void (*message)(struct desk *, const struct conversation *, bool by_agent);
};

#endif
