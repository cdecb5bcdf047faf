/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * service: what is known of a service of language models: how it marks what is not for the customer. Of one
 * that has not answered yet nothing is, and what it writes is not shown before its end. A row outlives
 * restarts; another url, model or extra is another service. */
#ifndef FRONTDESK_SERVICE_H
#define FRONTDESK_SERVICE_H

struct conf_responder;
struct desk;
struct speech;

enum service_shape {
    SERVICE_UNKNOWN, /* nothing is shown before the end */
    SERVICE_PLAIN,   /* reasoning, if there is any, begins with a mark */
    SERVICE_HELD,    /* reasoning may begin without one: nothing is shown before the mark of its end */
};

enum service_shape service_shape(struct desk *, const struct conf_responder *);
/* An answer has come, or as much of it as shows a lone end. */
void service_learn(struct desk *, const struct conf_responder *, const struct speech *);

#endif
