/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * forms: data forms (XEP-0004), as far as our extensions need them: ask for a text and read it. */
#ifndef FRONTDESK_FORMS_H
#define FRONTDESK_FORMS_H

#include <stdbool.h>

#include <strophe.h>

struct arena;
struct xml;

#define NS_FORMS "jabber:x:data"

/* Writes <x type="form"> with one text field. instructions and label are for people. */
void form_ask(struct xml *, const char *title, const char *instructions, const char *var, const char *label,
              bool required);

/* Returns the submitted form among the children of an element; NULL when there is none. A cancelled form
 * does not count. */
xmpp_stanza_t *form_submitted(const xmpp_stanza_t *parent);
/* Returns the value of a field, in the arena; "" when it was not filled in. */
const char *form_value(struct arena *, const xmpp_stanza_t *form, const char *var);

#endif
