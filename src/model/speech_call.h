/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * speech_call: the calls of tools that a model wrote as text: as JSON, between marks, and written out. The
 * take functions read what stands at the reader's place; the step says whether it was a call and was left
 * out. */
#ifndef FRONTDESK_SPEECH_CALL_H
#define FRONTDESK_SPEECH_CALL_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "model/speech_inside.h"
#include "model/speech_mark.h"

/* An object, or a list of objects, that is a call; with the source SPEECH_JSON what is shown is the object.
 */
enum speech_step speech_call_take_json(struct speech_reader *);
/* "Action: handoff" and "Action Input: {…}" on the next line, as ReAct has it: all that follows belongs to
 * it. */
enum speech_step speech_call_take_action(struct speech_reader *);
/* "handoff(reason="…")" on a line of its own, also in brackets. */
enum speech_step speech_call_take_written_out(struct speech_reader *);

/* Adds a call to the speech; copies the texts. With more than SPEECH_CALLS calls, the first becomes one that
 * cannot be read. name "": it cannot be read. text: as it was written, len bytes. */
void speech_call_add(struct speech_reader *, const char *name, const char *arguments, const char *text,
                     size_t len);
/* Adds the calls of a JSON value. Returns false if it has none. marked: it stands where only calls do. */
bool speech_call_add_json(struct speech_reader *, const json_t *value, bool marked, const char *text,
                          size_t len);
/* Adds what is between the marks of a call: JSON, or a name and perhaps its arguments after it. */
void speech_call_add_region(struct speech_reader *, size_t from, size_t end);
/* Returns where the region of a call ends that begins at the reader's place; sets *next to where the text
 * goes on. */
size_t speech_call_region_end(struct speech_reader *, const struct mark_found *open, size_t *next);

/* Says whether a text begins an object, or a list of objects. Sets *enough to false where more text decides.
 */
bool speech_call_begins_json(const struct mark_text *, size_t at, bool *enough);
/* Says whether a text looks like the beginning of a call, though it is no JSON: cut off, or with other
 * quotation marks. */
bool speech_call_is_likely(const char *text, size_t len);
/* Returns the JSON value at this place, which the caller drops, and sets *len to its length. NULL: there is
 * none, or 32 were read in this text. */
json_t *speech_call_json_at(struct speech_reader *, size_t at, size_t end, size_t *len);

/* Says whether this may be the name of a tool: at most MARK_NAME letters, digits, and some signs. */
bool speech_call_is_name(const char *name);
/* Says whether this is one of the tools that every model may call: answer, ask, handoff, close. */
bool speech_call_is_own(const char *name);

#endif
