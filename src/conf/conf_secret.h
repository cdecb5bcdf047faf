/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf_secret: reads secrets that are in files of their own. */
#ifndef FRONTDESK_CONF_SECRET_H
#define FRONTDESK_CONF_SECRET_H

#include <stddef.h>

struct conf;
struct mistakes;

enum { CONF_SECRET_MAX = 1024 /* bytes */ };
enum { CONF_KEY_MIN = 32, CONF_KEY_MAX = 4096 /* bytes */ };

/* Returns the only line of the file, in the configuration's arena. Adds a mistake of the setting on that
 * line when the file cannot be read, is not an ordinary file, is empty, holds anything else than one line of
 * at most CONF_SECRET_MAX bytes, or can be read or changed by everybody. Returns NULL when the file holds no
 * usable secret. */
char *conf_secret_read(struct mistakes *, const struct conf *, const char *setting, const char *file,
                       int line);

/* Returns all bytes of a file with a key, CONF_KEY_MIN to CONF_KEY_MAX of any value, in the configuration's arena. Adds
 * mistakes as conf_secret_read() does, and then may return NULL. */
char *conf_key_read(struct mistakes *, const struct conf *, const char *setting, const char *file, int line,
                    size_t *len);

#endif
