/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model: what language models and tools say, and what is known of what they were asked. */
#ifndef FRONTDESK_SIM_MODEL_H
#define FRONTDESK_SIM_MODEL_H

#include "sim.h"

struct completion_result;

/* One of them is not NULL; an error may have been an answer once. */
struct answer {
    const struct completion_result *result;
    const char *fetched, *error;
    bool refused; /* by a tool, which did nothing */
};

/* Whatever the model says has a token, "[=17]", with the number of its task. */
struct answer lies_of_model(struct sim *, const struct effect *);
struct answer lies_of_tool(struct sim *, bool post);

#endif
