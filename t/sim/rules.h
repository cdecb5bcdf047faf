/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rules: what must hold after each turn. One row is one rule. */
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

/* ---- of responders, in both of their tables; c: the conversation, b: its responder ---- */

#define SAYS_WHO_IT_IS "LIKE '%automatic assistant%'"
/* What was last said in the responder's stead, before this turn. */
#define LAST_SAID(which)                                                                                    \
    "max(b.since, coalesce((SELECT max(p.id) FROM message p WHERE p.conversation = c.id AND p.id <= ?4 AND" \
    " p.kind = 'chat' AND " which "), 0))"
/* What is older was taken up then. */
#define TAKEN_UP \
    LAST_SAID("((p.author = 'bot' AND p.body NOT " SAYS_WHO_IT_IS ") OR p.body LIKE 'So many people%')")
/* What is older was answered then. Nothing was where the customer is only asked about a file that came along, and by
 * what was shown of an answer that another question has cut. */
#define ASKS_ABOUT_PEOPLE "LIKE '%Shall I keep a place%'"
#define ANSWERED                                                                                            \
    LAST_SAID("p.author = 'bot' AND p.body NOT " SAYS_WHO_IT_IS " AND p.body NOT " ASKS_ABOUT_PEOPLE " AND" \
              " NOT instr(p.payload, 'replace')")
/* Small talk asks for nothing: where it comes first, the welcome is its answer. */
#define ASKS(m)                                                                                   \
    m ".body NOT IN ('hello', '你好', 'thanks', 'Thank you!', 'yes', 'Yes, please!', '?') AND " m \
      ".body NOT LIKE 'https://files.example%'"
/* r corrects m (XEP-0308). */
#define CORRECTS(r, m) \
    "instr(" r ".payload, 'replace') AND instr(" r ".payload, '\"' || " m ".stanza_id || '\"')"

#endif
