/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * filter: cleans the texts that pass between customers and a language model. Neither side is trusted with
 * the text of the other. */
#ifndef FRONTDESK_FILTER_H
#define FRONTDESK_FILTER_H

#include <stdbool.h>

struct arena;
struct conf;
struct conf_list;
struct conf_responder;

#define FILTER_TOO_SLOW "an expression of redact took too long"

enum { FILTER_ANSWER = 6000 /* characters of an answer that are sent to a customer, at most */ };

/* Whether the expression is a valid regular expression of ICU. On false, *why is in the arena. */
bool filter_check(struct arena *, const char *expression, const char **why);

/* Whether the expression stays fast. Tries it on long texts of several kinds, which takes up to a second, so
 * the daemon must not call it. On false, *why is in the arena. */
bool filter_try(struct arena *, const char *expression, const char **why);

/* The expressions for all texts of one prompt. They share one time limit. */
struct redaction;

struct redaction *redaction_open(const struct conf_list *expressions);
void redaction_close(struct redaction *);
/* Returns the text with "[…]" in place of every match, in the arena. Returns NULL when the expressions have
 * exceeded their time limit, in this call or before: then nothing may be sent. */
char *redaction_apply(struct redaction *, struct arena *, const char *text);

/* Redacts one text, with a time limit of its own. Otherwise like redaction_apply(). */
char *filter_redact(struct arena *, const struct conf_list *expressions, const char *text);

/* Returns a model's text in the form in which a customer may see it, in the arena: legal XML characters, at
 * most FILTER_ANSWER characters, redacted, "[…]" in place of links to domains that are not among the
 * responder's `links` (when it has any), and Markdown turned into chat styling. Returns NULL with *why when
 * nothing of it may be sent: it holds a secret of the configuration, or something that speech_read() should
 * have removed. */
char *filter_answer(struct arena *, const struct conf *, const struct conf_responder *, const char *text,
                    const char **why);

/* Like filter_answer(), for a translation: marks of reasoning that also appear in `source`, the translated
 * text, are allowed, because a person wrote them (speech.h). */
char *filter_translation(struct arena *, const struct conf *, const struct conf_responder *, const char *text,
                         const char *source, const char **why);

#endif
