/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * completion_inside: what the files of completion share about jansson. No other file includes this. */
#ifndef FRONTDESK_COMPLETION_INSIDE_H
#define FRONTDESK_COMPLETION_INSIDE_H

#include <jansson.h>

/* Returns a new reference to this text as a JSON string; to "" when it is not UTF-8, which none of our texts
 * is.
 */
json_t *completion_json(const char *text);

#endif
