/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * log: writes one line to standard error for each event that an operator would act on.
 *
 * A line is "2026-03-01T10:00:00.123Z info  link up: support.example.com at 127.0.0.1:5347". Under systemd
 * (JOURNAL_STREAM is set) it is "<6>link up: …", because the journal adds the time. A line never holds a
 * message body or a secret. A %s with a stranger's text must be a JID or come from utf8_printable(); the
 * writer also replaces control characters, so that no text can forge a line. */
#ifndef FRONTDESK_LOG_H
#define FRONTDESK_LOG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/name_list.h"

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

void log_set_level(enum log_level);
extern const struct name_list log_level_names;
bool log_level_parse(const char *name, enum log_level *out);
/* Sends every line (without time and level prefix) to fn instead of standard error. NULL: back to standard
 * error. For tests. */
void log_set_sink(void (*fn)(void *arg, enum log_level, const char *line), void *arg);

void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_at(enum log_level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Logs and exits with status 1. For failures at start-up and for lack of memory; never because of input. */
void fatal(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));

/* Allocate like malloc() and its relatives, but end the program instead of returning NULL. */
void *xmalloc(size_t);
void *xcalloc(size_t, size_t);
void *xrealloc(void *, size_t);
char *xstrdup(const char *);

#endif
