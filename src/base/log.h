/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * log: one line for each thing an operator would act on, to standard error.
 *
 * "2026-03-01T10:00:00.123Z info  link up: support.example.com at 127.0.0.1:5347"; under systemd (JOURNAL_STREAM set)
 * "<6>link up: …" without the time, which the journal has. No message bodies, no secrets. Every %s that holds a
 * stranger's text goes through utf8_printable() by the caller or is a JID; the writer itself replaces control
 * characters, so that no text can forge a line. */
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
/* Sends every line (without time and level prefix) to fn instead of standard error; NULL: back to standard error.
 * For tests. */
void log_set_sink(void (*fn)(void *arg, enum log_level, const char *line), void *arg);

void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_at(enum log_level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Logs and exits with status 1: start-up failures and out of memory. Never for input. */
void fatal(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));

/* malloc and friends that end the program instead of returning NULL. */
void *xmalloc(size_t);
void *xcalloc(size_t, size_t);
void *xrealloc(void *, size_t);
char *xstrdup(const char *);

#endif
