/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mail: what a person wrote. */
#ifndef FRONTDESK_SIM_MAIL_H
#define FRONTDESK_SIM_MAIL_H

#include <stdbool.h>
#include <stdint.h>

#include <uthash.h>

#include "sim.h"

struct said {
    const char *id; /* also its token in the text: [#id] */
    const char *to;
    int author;
    int stepped;                     /* times the desk took it in a turn that was committed */
    int refused;                     /* … and answered with an error */
    int given, given_to[AGENTS_MAX]; /* times it was put into the outbox for a customer, for each agent */
    int returned[AGENTS_MAX];        /* times that one of its author's came back from each agent */
    const char
        *after_quote;  /* an agent's: the text after a quote that is marked; NULL: it has no such quote */
    struct chat *chat; /* in which it was encrypted; NULL: it was not */
    int with_keys;     /* … with the device's keys of that number */
    int number;        /* … as the message of that number there */
    bool sure;         /* … in a session that the desk knew by then */
    bool sends;        /* "!send" is what it ends with */
    bool receipted;
    bool command;    /* an agent's: no customer may ever see it */
    bool bare_word;  /* without a token */
    bool farewell;   /* thanks or a goodbye: to nobody, it is answered once an hour */
    bool may_vanish; /* by design not archived: encrypted, a menu's choice */
    UT_hash_handle hh;
};

/* Each complains when somebody reads what is not meant for them. */
void read_address(struct sim *, const char *xml, const char *from, const char *to);
void read_tokens(struct sim *, const char *xml, const char *from, int who, const char *id);
void read_message(struct sim *, struct said *, const char *from, int who, const char *xml);
/* What a model said. */
void wishes_read(struct sim *, const char *xml, const char *from, int who, const char *id, const char *body);
bool read_is_face(const char *address);
/* The agent's server returns the message: the agent may be given it again, and those behind it. */
void mail_returned(struct sim *, int who, const char *id);

#endif
