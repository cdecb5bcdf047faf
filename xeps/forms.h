/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * forms: data forms (XEP-0004), as far as an extension of ours asks for words and reads them. */
#ifndef FRONTDESK_FORMS_H
#define FRONTDESK_FORMS_H

#include <stdbool.h>

#include <strophe.h>

struct arena;
struct xml;

#define NS_FORMS "jabber:x:data"

/* <x type="form"> with one line to fill in; instructions and label are for people. */
void form_ask(struct xml *, const char *title, const char *instructions, const char *var, const char *label,
              bool required);

/* The submitted form among the children of an element; NULL when there is none. A form that was cancelled is
 * none. */
xmpp_stanza_t *form_submitted(const xmpp_stanza_t *parent);
/* What was filled in, in the arena; "" when nothing was. */
const char *form_value(struct arena *, const xmpp_stanza_t *form, const char *var);

#endif
