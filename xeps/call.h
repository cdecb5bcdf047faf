/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * call: rejects calls, as XEP-0353 and XEP-0482 both do it. */
#ifndef FRONTDESK_XEPS_CALL_H
#define FRONTDESK_XEPS_CALL_H

#include <stdbool.h>

struct desk;
struct errand;

/* Sends <reject/> to the device that calls, so that it stops ringing. ns: the namespace of <reject/>; id: the
 * id of the call. With jingle_reason, the reason is given as XEP-0353 wants it. */
void call_reject(struct desk *, const struct errand *, const char *ns, const char *id, bool jingle_reason);

#endif
