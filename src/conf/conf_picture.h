/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf_picture: reads the pictures of agents and queues, once for each load of the configuration. */
#ifndef FRONTDESK_CONF_PICTURE_H
#define FRONTDESK_CONF_PICTURE_H

struct conf_checking;

/* Bytes of a picture. It travels in one stanza, in base64, and clients load it for each contact. */
enum { CONF_PICTURE_MAX = 64 * 1024 };

/* Reads the files that `avatar` names. Adds a mistake where one cannot be read, is too large, or is neither
 * PNG nor JPEG. */
void conf_check_pictures(struct conf_checking *);

#endif
