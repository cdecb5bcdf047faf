/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * signals: what SIGTERM, SIGINT and SIGHUP ask for: the goodbye, and to read the configuration again. The on_
 * functions are callbacks of libevent with the loop as their argument. */
#ifndef FRONTDESK_SIGNALS_H
#define FRONTDESK_SIGNALS_H

#include <event2/util.h>

struct loop;

/* Blocks SIGTERM, SIGINT and SIGHUP until loop_run() can act on them, so that a signal that comes while the
 * store is opened or upgraded is not lost and does not end the program halfway. Call it before the store is
 * opened. */
void signals_hold(void);

/* Lets the signals through that signals_hold() has blocked. */
void signals_release(void);

/* SIGTERM and SIGINT: says goodbye, and ends the loop when the link has sent it. Ends it at once when asked
 * twice. While the store cannot be written, the goodbye is owed for at most 5 s (signals_on_give_up()). */
void signals_on_term(evutil_socket_t signal_number, short what, void *loop);

/* Ends without a goodbye that is still owed: another program holds the store and does not release it. A
 * goodbye would only have told people a little sooner that we are gone. */
void signals_on_give_up(evutil_socket_t, short what, void *loop);

/* SIGHUP: signals_read_conf(). */
void signals_on_hup(evutil_socket_t, short what, void *loop);

/* Lets the core say goodbye in a turn of its own, and then ends the link and the loop. */
void signals_say_goodbye(struct loop *);

/* Ends the loop after the present callback, with this exit status. */
void signals_stop_now(struct loop *, int status);

/* Reads the configuration file again and gives it to the core, in a turn of its own. The old configuration
 * stays in force when the new one has mistakes, or changes what needs a restart; both are logged. While the
 * store cannot be written, it is owed (OWED_CONF). */
void signals_read_conf(struct loop *);

#endif
