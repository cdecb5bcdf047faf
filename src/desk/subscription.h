/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * subscription: how the desk comes to see the presence of agents (RFC 6121 section 3).
 *
 * A probe from somebody who is not subscribed is answered by Prosody with "unsubscribed", which also drops a
 * request that the agent has not answered yet. So a probe always goes before a request, and none goes while a
 * request is open. */
#ifndef FRONTDESK_SUBSCRIPTION_H
#define FRONTDESK_SUBSCRIPTION_H

struct agent;
struct desk;

/* Sends each agent the house's presence, a probe, and a request where the agent has not accepted one yet. */
void subscriptions_greet(struct desk *);
/* Sends each agent unavailable presence, before the link is closed in an orderly way. */
void subscriptions_say_goodbye(struct desk *);

/* Sends a request. */
void subscription_request(struct desk *, const struct agent *);
/* Sends the request again when an agent writes whose presence is not seen, at most once an hour: the first
 * one may have come before the account existed, or have been overlooked. */
void subscription_request_again(struct desk *, const struct agent *);
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
