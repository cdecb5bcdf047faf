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

#define FILTER_TOO_SLOW "an expression of redact took too long"

enum { FILTER_ANSWER = 6000 /* characters of an answer that a customer is given */ };

/* Is it a regular expression (ICU's)? Else *why, in the arena. */
bool filter_check(struct arena *, const char *expression, const char **why);

/* Can nobody make it slow? It is tried on long texts of a few kinds, which takes up to a second: not for the daemon. Else
 * *why, in the arena. */
bool filter_try(struct arena *, const char *expression, const char **why);

/* The expressions for all texts of one prompt, which share one limit of time. */
struct redaction;

struct redaction *redaction_open(const struct conf_list *expressions);
void redaction_close(struct redaction *);
/* The text with "[…]" for whatever one of the expressions finds, in the arena; NULL when they have taken too long, now or
 * before: then nothing may pass. */
char *redaction_apply(struct redaction *, struct arena *, const char *text);

/* The same for one text. */
char *filter_redact(struct arena *, const struct conf_list *expressions, const char *text);

/* What a model wrote, as a customer may have it: legal XML, no longer than FILTER_ANSWER, redacted, "[…]" for links to
 * other domains than the responder's `links` (where it has any), and Markdown as chat clients show it. NULL with *why when
 * nothing of it may pass: a secret of the configuration is in it, or what speech_read() should have left out. */
char *filter_answer(struct arena *, const struct conf *, const struct conf_responder *, const char *text, const char **why);

/* The same of a translation: what looks like a mark of reasoning in its source is somebody's word (speech.h). */
char *filter_translation(struct arena *, const struct conf *, const struct conf_responder *, const char *text, const char *source,
                         const char **why);

#endif
