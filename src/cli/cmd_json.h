/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_json: writes data of the store as JSON. Bytes that are not UTF-8 are replaced, so that the output is
 * always JSON. */
#ifndef FRONTDESK_CMD_JSON_H
#define FRONTDESK_CMD_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <jansson.h>

struct archive_message;
struct arena;

json_t *cmd_json_text(struct arena *, const char *);  /* NULL gives null */
json_t *cmd_json_time(struct arena *, int64_t at_ms); /* RFC 3339 in UTC; 0 gives null */
/* Returns a message with the fields that frontdesk(8) documents for `archive export`, and with further
 * columns of the store that are not empty. */
json_t *cmd_json_message(struct arena *, const struct archive_message *);
/* Adds the same but for the conversation, its queue and the time. */
void cmd_json_add_message(json_t *, struct arena *, const struct archive_message *);

/* Writes the value with jansson's flags (`ways`). Escapes characters that JSON allows but that control a
 * terminal or change the order of the text around them (C1, DEL, bidirectional marks). Returns false when
 * not everything could be written. */
bool cmd_json_write(json_t *, FILE *, size_t ways);

/* Prints the value indented to standard output and releases it. Returns the exit status. */
int cmd_json_print(json_t *);

#endif
