/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf_secret: secrets that stand in files of their own. */
#ifndef FRONTDESK_CONF_SECRET_H
#define FRONTDESK_CONF_SECRET_H

struct conf;
struct mistakes;

enum { CONF_SECRET_MAX = 1024 /* bytes */ };

/* The only line of the file, in the configuration's arena; NULL when that was a mistake, which is added as one of the setting
 * on that line: the file is not there, is none, is empty, holds something else, or everybody can read or change it. */
char *conf_secret_read(struct mistakes *, const struct conf *, const char *setting, const char *file, int line);

#endif
