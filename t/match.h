/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * match: does a text or a stanza look as a scene says it should? */
#ifndef FRONTDESK_MATCH_H
#define FRONTDESK_MATCH_H

#include <stdbool.h>

#include <strophe.h>

struct arena;

/* The whole text: `*` stands for any text, `\` makes the next character stand for itself. */
bool match_text(const char *pattern, const char *text);

/* All that the pattern names is there: its attributes (values by match_text), its children, in any order, each by
 * one of its own; its text, unless it has none. What it does not name does not matter. An element <any> has any name.
 * The two namespaces that mean "a stanza" (jabber:client and that of our stream) are one. */
bool match_tree(struct arena *, xmpp_stanza_t *pattern, xmpp_stanza_t *stanza);

#endif
