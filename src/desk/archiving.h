/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * archiving: puts what is said in a conversation into the archive. What people wrote goes
 * there by mail.h; src/cli/archive.h reads it. */
#ifndef FRONTDESK_ARCHIVING_H
#define FRONTDESK_ARCHIVING_H

#include <stdint.h>

struct conversation;
struct desk;

/* What the desk, a responder or a command says. author: "agent", "bot" or "system"; kind: "chat", or "note"
 * for agents only; jid: the author's bare JID; stanza_id: the id that it is sent with. Returns the message's
 * number. */
int64_t conversation_archive(struct desk *, const struct conversation *, const char *author, const char *kind,
                             const char *jid, const char *stanza_id, const char *body);

/* A responder's message that corrects the one with the id `replaces`. */
int64_t conversation_archive_correction(struct desk *, const struct conversation *, const char *stanza_id,
                                        const char *body, const char *replaces);

#endif
