/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bounce: handles errors for messages that we sent (RFC 6120 section 8.3): the recipient does not exist,
 * refuses the message, or cannot take it now.
 *
 * The contents of an error are never relayed: it echoes our message, or holds whatever a stranger likes to
 * write. Only a condition that RFC 6120 defines is reported. The error's id says which message was not
 * delivered. Only the first error for each sending of a message counts, and at most 3 a minute are reported
 * for one conversation. Errors from senders whose messages would not be accepted either are dropped. Every
 * error that counts has a consequence that somebody can see.
 *
 * An error from an agent: an offer passes to the next agent. A conversation goes back to the line, and the
 * message waits for the next agent; when the agent has just gone offline, it waits for as long as
 * offline_grace says. An agent whose server refuses our messages is paused and told what to do about it.
 *
 * An error from a customer: the agent who has the conversation is told, or, when nobody has it, the agent
 * who wrote. When the customer is gone or refuses us, the conversation is closed after customer_gone, unless
 * there is a sign of the customer before. When the customer cannot be reached at the moment, the message is
 * sent again, and given up after RESEND_FOR_MS. */
#ifndef FRONTDESK_BOUNCE_H
#define FRONTDESK_BOUNCE_H

#include <stdint.h>

#include <strophe.h>

struct desk;
struct jid;

enum {
    /* First pause before a message is sent again; the pauses grow to 7 minutes. */
    RESEND_FIRST_MS = 30 * 1000,
    RESEND_FOR_MS = 15 * 60 * 1000,
};

/* Handles a message of type error. from: the recipient of our message; to: our address that sent it. */
void bounce_message(struct desk *, xmpp_stanza_t *, const struct jid *from, const struct jid *to);

/* Handler of a timer. */
void bounce_resend(struct desk *, int64_t message);

#endif
