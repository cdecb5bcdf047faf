/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * asked: what one question is: all that the customer has written since the last one was taken up. */
#ifndef FRONTDESK_ASKED_H
#define FRONTDESK_ASKED_H

#include <stdbool.h>
#include <stdint.h>

struct bot;
struct conversation;
struct desk;

struct asked {
    const char *text; /* "" when nothing is new */
    const char *last; /* message of it */
    int64_t last_id;
    bool corrected;   /* it has nothing but corrections of older messages */
    bool file;        /* one came along; its link is no question */
    int64_t upto;     /* the last message of it */
};

struct asked asked_of(struct desk *, const struct conversation *, const struct bot *);

/* It is taken up: whatever is still being looked for answers an older question. */
void asked_take_up(struct desk *, struct conversation *, struct bot *, const struct asked *);

#endif
