/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sim_rules: what must hold after each turn. One row is one rule. */
#ifndef FRONTDESK_SIM_RULES_H
#define FRONTDESK_SIM_RULES_H

struct rule {
    const char *what; /* is wrong when there is an answer. NULL: the end */
    enum {
        ALWAYS,
        STEADY, /* as long as the clock was never set back */
        ALONE,  /* the turn had one event */
        RESTED, /* nothing is due, the link is up */
    } when;
    int patience_s; /* it may be so for a while */
    /* ?1 the wall clock; ?2, ?3, ?4: the last offer, event and message before the turn; ?5: when the link
     * came up, 0: the clock jumped since. */
    const char *sql;
};

enum { SIM_RULES_MAX = 40 };

extern const struct rule sim_rules[];

#endif
