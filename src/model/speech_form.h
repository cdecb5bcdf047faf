/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * speech_form: calls that a model wrote as text, but not as JSON: the name of a tool among the marks of a
 * template, and arguments as tags or as in Python. */
#ifndef FRONTDESK_SPEECH_FORM_H
#define FRONTDESK_SPEECH_FORM_H

#include <stddef.h>

struct arena;

/* Returns the name of a tool in the text before its arguments, in the arena: the last word that is not a mark
 * of a template, as in "<function=NAME>", "<invoke name="NAME">", "functions.NAME:0<|sep|>", "NAME[ARGS]".
 * "": there is none. */
const char *speech_form_name(struct arena *, const char *text, size_t len);

/* Returns the arguments in the text as a JSON object, in the arena; "" when there are none. Reads
 * <parameter=KEY>VALUE</parameter>, <parameter name="KEY">, <arg_key>KEY</arg_key><arg_value>VALUE</arg_value>,
 * KEY:<escape>VALUE<escape>, and KEY="VALUE" as in Python. At most 32 arguments count. */
const char *speech_form_arguments(struct arena *, const char *text, size_t len);

/* Returns the length of the first call in the text as Python writes it, NAME(KEY=VALUE, …); 0: the text does
 * not begin with one. */
size_t speech_form_python(const char *text, size_t len);

#endif
