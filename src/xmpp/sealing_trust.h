/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sealing_trust: who is told when a person's device comes with a key that the desk has not seen. An agent and the supervisors
 * are told about the agent's device, and whoever serves a customer about the customer's. With the setting trust = "first",
 * an agent's device with such a key is neither read nor written to until an administrator has confirmed the key. */
#ifndef FRONTDESK_SEALING_TRUST_H
#define FRONTDESK_SEALING_TRUST_H

#include <stdbool.h>
#include <stdint.h>

struct desk;

/* Tells what is new about keys in this step. Call it when no letter is being sent. */
void sealing_trust_tell(struct desk *);
/* Returns the sentence that refuses a message which begins a session with an unconfirmed key, in the arena. */
const char *sealing_trust_refusal(struct desk *, const char *agent_jid, uint32_t device);
/* Whether nothing is sent to this person from that address, because keys of the person's devices wait to be confirmed and none
 * is trusted: in clear it could be read with the account alone. And what is sent instead, in the arena. */
bool sealing_trust_withholds(struct desk *, const char *own, const char *peer);
const char *sealing_trust_withheld(struct desk *, const char *own, const char *agent_jid);

/* Tells a customer whose conversation has just begun, with an encrypted message, that the encryption ends at the desk. */
void sealing_trust_welcome(struct desk *, const char *customer_jid, const char *queue);
/* Returns the fingerprint of the desk's own key, in the arena; "": it has none yet. */
const char *sealing_trust_fingerprint(struct desk *);

#endif
