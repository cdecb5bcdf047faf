/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0364-otr: old encryption. OTR has no element of its own; its messages are bodies. */
#include <string.h>

#include "xeps/xep.h"

/* Says whether the body is a message of the protocol: "?OTR" is followed by ':' (data), '?' or 'v' (queries),
 * '|' or ',' (fragments). A customer who only writes about OTR ("?OTR is off") is not affected, nor is "?OTR
 * Error", which is plain text. */
static bool is_otr(const char *body)
{
    static const char tag[] = "?OTR";
    size_t len = sizeof tag - 1;
    return strncmp(body, tag, len) == 0 && body[len] != '\0' && strchr(":?v|,", body[len]) != NULL;
}

const struct xep xep_0364 = {
    .number = "0364",
    .name = "Current Off-the-Record Messaging Usage",
    .refuses_body = is_otr,
};
