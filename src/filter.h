/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * filter: what passes between customers and a language model. Neither side is trusted with the other's text. */
#ifndef FRONTDESK_FILTER_H
#define FRONTDESK_FILTER_H

#include <stdbool.h>

struct arena;
struct conf;
struct conf_list;
struct conf_responder;

enum { FILTER_ANSWER = 6000 /* characters of an answer that a customer is given */ };

/* Is it a regular expression (ICU's)? Else *why, in the arena. */
bool filter_check(struct arena *, const char *expression, const char **why);

/* The text with "[…]" for whatever one of the expressions finds; NULL when one takes too long: then nothing may pass. */
char *filter_redact(struct arena *, const struct conf_list *expressions, const char *text);

/* What a model wrote, as a customer may have it: legal XML, no longer than FILTER_ANSWER, redacted, "[…]" for links to
 * other domains than the responder's `links` (where it has any), and Markdown as chat clients show it. NULL with *why when
 * nothing of it may pass: a secret of the configuration is in it. */
char *filter_answer(struct arena *, const struct conf *, const struct conf_responder *, const char *text, const char **why);

#endif
