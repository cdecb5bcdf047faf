/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * subscription: how the desk comes to see the presence of agents (RFC 6121 section 3).
 *
 * A probe from somebody who is not subscribed is answered by Prosody with "unsubscribed", which also drops a
 * request that the agent has not answered yet. So a probe always goes before a request, and none goes while a
 * request is open.
 *
 * ejabberd drops a request to an account that does not exist yet, without a word; Prosody keeps it. So an open request is
 * repeated 15 s after it, then after 30 s and so on, at last once a day, and when the agent writes. Neither server shows a
 * request again that the agent has. */
#ifndef FRONTDESK_SUBSCRIPTION_H
#define FRONTDESK_SUBSCRIPTION_H

#include <stdint.h>

struct agent;
struct desk;

/* Sends each agent the house's presence, a probe, and a request where the agent has not accepted one yet. */
void subscriptions_greet(struct desk *);
/* Sends each agent unavailable presence, before the link is closed in an orderly way. */
void subscriptions_say_goodbye(struct desk *);

/* Sends a request. */
void subscription_request(struct desk *, const struct agent *);
/* Sends the request again when an agent writes whose presence is not seen: an open one at most once a minute, another
 * after a refusal at most once an hour. */
void subscription_request_again(struct desk *, const struct agent *);
/* Handler of TIMER_REQUEST: repeats an open request. */
void subscription_request_open(struct desk *, int64_t agent);
/* Tells an agent whose presence is not seen what to do about that, at most once a day. Called when the agent
 * writes. */
void subscription_remind(struct desk *, const struct agent *);

/* The agent has accepted the request of our address with this local part. */
void subscription_accepted(struct desk *, const struct agent *, const char *local);
/* The agent's server says that this address does not see the presence, or not any more. Explains that to the
 * agent once. */
void subscription_refused(struct desk *, const struct agent *, const char *local);

/* Asks the server for the agent's presence. */
void subscription_probe(struct desk *, const struct agent *);

#endif
