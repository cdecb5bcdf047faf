/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_json: facts as JSON. Whatever is in the store, it becomes JSON: bytes that are no UTF-8 are replaced.
 */
#ifndef FRONTDESK_CMD_JSON_H
#define FRONTDESK_CMD_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <jansson.h>

struct archive_message;
struct arena;

json_t *cmd_json_text(struct arena *, const char *);  /* NULL becomes null */
json_t *cmd_json_time(struct arena *, int64_t at_ms); /* RFC 3339 in UTC; 0 becomes null */
/* The fields that product.md promises, and what else the store knows of the message. */
json_t *cmd_json_message(struct arena *, const struct archive_message *);

/* Writes it, in the ways of jansson. What drives a terminal or turns the order of what stands around it (C1, DEL, bidirectional
 * marks), which JSON lets stand as it is, is escaped. False: not all of it could be written. */
bool cmd_json_write(json_t *, FILE *, size_t ways);

/* Prints it indented to standard output and lets go of it. Returns the exit status. */
int cmd_json_print(json_t *);

#endif
