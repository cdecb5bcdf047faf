/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * notify: sd_notify(3) without its library: one datagram to $NOTIFY_SOCKET. Without that variable nothing
 * happens. */
#ifndef FRONTDESK_NOTIFY_H
#define FRONTDESK_NOTIFY_H

#include <stdint.h>

void notify_ready(void);
void notify_stopping(void);
void notify_alive(void);
void notify_starting(void); /* the start takes longer than systemd waits: half a minute more, from now */
void notify_status(const char *text); /* no line breaks */
/* The service's WatchdogSec in milliseconds, 0: no watchdog. */
int64_t notify_watchdog_ms(void);

#endif
