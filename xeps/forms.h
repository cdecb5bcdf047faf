/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * forms: data forms (XEP-0004), as far as our extensions need them: ask for texts and choices, and read
 * them. */
#ifndef FRONTDESK_FORMS_H
#define FRONTDESK_FORMS_H

#include <stdbool.h>

#include <strophe.h>

struct arena;
struct xml;

#define NS_FORMS "jabber:x:data"

/* Writes <x type="form">, its fields, and its end. title, instructions and labels are for people. */
void form_open(struct xml *, const char *title, const char *instructions);
/* A value that the client returns without showing it. */
void form_hidden(struct xml *, const char *var, const char *value);
/* A text on one line. value: filled in already; NULL: nothing. */
void form_text(struct xml *, const char *var, const char *label, const char *value, bool required);
/* A list to choose one from: it is opened, then come the options, then it is closed. value: chosen already; NULL: none. */
void form_list_open(struct xml *, const char *var, const char *label, const char *value, bool required);
void form_option(struct xml *, const char *value, const char *label);
void form_list_close(struct xml *);
void form_close(struct xml *);

/* Returns the submitted form among the children of an element; NULL when there is none. A cancelled form
 * does not count. */
xmpp_stanza_t *form_submitted(const xmpp_stanza_t *parent);
/* Returns the value of a field, in the arena; "" when it was not filled in. */
const char *form_value(struct arena *, const xmpp_stanza_t *form, const char *var);

#endif
