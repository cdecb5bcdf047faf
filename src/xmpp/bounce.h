/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bounce: something we sent came back as an error (RFC 6120 section 8.3), because its recipient is gone, does not
 * take it, or cannot take it now.
 *
 * An error echoes what we sent, or is whatever a stranger likes to write: it is never content, and only a condition that
 * RFC 6120 names is said on. Its id says which message did not arrive. Of each sending of a message the first error counts,
 * of a conversation few a minute are told, and of whoever is not listened to none. It is acted on, and never silently:
 *
 *     from an agent      an offer moves on, a conversation goes back to the line and the message waits for the next
 *                        agent; for one who has just gone offline it waits as long as offline_grace says; one whose
 *                        server refuses us is paused and told what to do about it
 *     from a customer    the agent who has the conversation is told, or, where nobody has, the one who wrote. Gone or
 *                        refusing: given up after customer_gone, unless the customer is heard of. Not reachable at
 *                        the moment: tried again, and given up after RESEND_FOR_MS */
#ifndef FRONTDESK_BOUNCE_H
#define FRONTDESK_BOUNCE_H

#include <stdint.h>

#include <strophe.h>

struct desk;
struct jid;

enum {
    RESEND_FIRST_MS = 30 * 1000, /* until a message is sent again; then twice as long each time */
    RESEND_FOR_MS = 15 * 60 * 1000,
};

/* A message of type error. from: who was to receive ours, to: our address that sent it. */
void bounce_message(struct desk *, xmpp_stanza_t *, const struct jid *from, const struct jid *to);

/* Timers. */
void bounce_resend(struct desk *, int64_t message);
void bounce_customer_gone(struct desk *, int64_t conversation);

#endif
