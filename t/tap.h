/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tap: what a unit test needs to speak the Test Anything Protocol, and no more. */
#ifndef FRONTDESK_TAP_H
#define FRONTDESK_TAP_H

#include <stdbool.h>

/* Starts a test whose number of points is known only at its end, where done() prints it: a table grows
 * without anybody counting. */
void plan_none(void);

/* Prints "1..N" and returns the exit status for main: 1 if any point failed. A test that dies on the way has
 * printed no plan, which the driver takes for a failure. */
int done(void);

/* One point each; the text says what is true when the point is ok. They return whether it was. */
bool ok(bool cond, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
bool is_int(long long got, long long want, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
bool is_str(const char *got, const char *want, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* A remark for the reader; every line of it gets its own '#'. */
void diag(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
