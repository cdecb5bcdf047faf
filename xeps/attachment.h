/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * attachment: reads the description of a file, as XEP-0385 and XEP-0447 write it. */
#ifndef FRONTDESK_XEPS_ATTACHMENT_H
#define FRONTDESK_XEPS_ATTACHMENT_H

#include <strophe.h>

struct arena;
struct attachment;

/* Adds to the attachment what is not known of it yet. url: NULL or "" when there is none. file: the element
 * with <name/>, <media-type/> and <size/> (XEP-0446; XEP-0234 section 5 has the same names); NULL: none. */
void attachment_note(struct attachment *, struct arena *, const char *url, const xmpp_stanza_t *file);

#endif
