/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rejection: what a service does not take in a request, as its errors tell: a member that it does not know, the
 * role "system", tools. The request is then made without it, and the answer is proof that this was the reason.
 * Does no networking. */
#ifndef FRONTDESK_REJECTION_H
#define FRONTDESK_REJECTION_H

#include <stdbool.h>
#include <stddef.h>

enum {
    REJECTION_NAMES = 8,    /* that are left out of the requests to one service */
    REJECTION_NAME = 48,    /* bytes */
    REJECTION_ERROR = 4096, /* bytes of an error that are looked at */
};

/* Names of members, in the order in which they were rejected; "system" is the role. Zero at first. */
struct rejection {
    size_t n;
    char name[REJECTION_NAMES][REJECTION_NAME];
};

/* Finds in an error which part of the request it is about, and adds that part. request: as it was sent. bad: the
 * service calls the request itself bad, so that a part is at fault even if none is named. Returns its name; NULL
 * when there is none that could be left out. */
const char *rejection_learn(struct rejection *, const char *request, const char *error, bool bad);

/* Returns the request without the rejected parts, from malloc(). The tokens of an answer are limited under the
 * other name of that setting, and the system's text is put before the user's first. */
char *rejection_apply(const struct rejection *, const char *request);

/* Returns what the administrator can write into the responder's block so that the service need not refuse it
 * first; "" when there is no setting for it. */
const char *rejection_setting(const char *name);

#endif
