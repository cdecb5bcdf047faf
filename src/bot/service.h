/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * service: remembers how a service of language models marks the reasoning that is not for the customer. This
 * is learned from its answers. Until a service has answered once, nothing that it writes is shown before its
 * end. The store keeps this over restarts. A service is known by the settings url, model and extra
 * together. */
#ifndef FRONTDESK_SERVICE_H
#define FRONTDESK_SERVICE_H

struct conf_responder;
struct desk;
struct speech;

enum service_shape {
    SERVICE_UNKNOWN, /* has not answered yet: nothing is shown before the answer is complete */
    SERVICE_PLAIN,   /* reasoning, if there is any, begins with a mark */
    SERVICE_HELD,    /* reasoning may begin without a mark: nothing is shown before the mark of its end */
};

enum service_shape service_shape(struct desk *, const struct conf_responder *);
/* Must be called with each complete answer, and with a part that ends reasoning which no mark began
 * (lone_end). */
void service_learn(struct desk *, const struct conf_responder *, const struct speech *);

#endif
