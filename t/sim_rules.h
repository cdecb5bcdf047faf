/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sim_rules: what must hold after each turn. One row is one rule. */
#ifndef FRONTDESK_SIM_RULES_H
#define FRONTDESK_SIM_RULES_H

struct rule {
    const char *what; /* is wrong when there is an answer. NULL: the end */
    enum {
        ALWAYS = 0,
        STEADY = 1, /* as long as the clock was never set back */
        ALONE = 2,  /* the turn had one event */
        RESTED = 4, /* nothing is due, the link is up */
    } when;         /* several: all of them */
    int patience_s; /* it may be so for a while */
    /* ?1 the wall clock; ?2, ?3, ?4: the last offer, event and message before the turn; ?5: when the link
     * came up, 0: the clock jumped since; ?6: the last question before the turn. */
    const char *sql;
};

enum { SIM_RULES_MAX = 120 };

extern const struct rule sim_rules[];
extern const struct rule sim_rules_bot[];   /* in a world with responders */
extern const struct rule sim_rules_model[]; /* … with language models */

#endif
