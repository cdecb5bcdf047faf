/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * notify: sd_notify(3) without libsystemd: sends one datagram to $NOTIFY_SOCKET. Does nothing when that
 * variable is not set. */
#ifndef FRONTDESK_NOTIFY_H
#define FRONTDESK_NOTIFY_H

#include <stdint.h>

void notify_ready(void); /* only the first call does something */
void notify_stopping(void);
void notify_alive(void);
void notify_starting(void);           /* asks systemd for 30 s more, from now, for a slow start */
void notify_status(const char *text); /* text must have no line breaks */
/* Returns the service's WatchdogSec in milliseconds; 0: there is no watchdog. */
int64_t notify_watchdog_ms(void);

#endif
