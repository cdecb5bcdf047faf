/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * archiving: puts into the archive what is said in a conversation, by people, the desk, a responder or a command.
 * src/cli/archive.h reads the archive. */
#ifndef FRONTDESK_ARCHIVING_H
#define FRONTDESK_ARCHIVING_H

#include <stdint.h>

struct conversation;
struct desk;
struct letter;
struct mail;

/* Archives a message of the desk, a responder or a command. author: "agent", "bot" or "system"; kind: "chat",
 * or "note" for agents only; jid: the author's bare JID; stanza_id: the id that the message is sent with.
 * Returns the number of the archived message. */
int64_t conversation_archive(struct desk *, const struct conversation *, const char *author, const char *kind,
                             const char *jid, const char *stanza_id, const char *body);

/* Archives a letter to the customer as a message of the desk ("system") or a responder ("bot"), and sends it.
 */
void conversation_send(struct desk *, const struct conversation *, const char *author, const struct letter *);

/* Archives a responder's message that corrects its earlier message with the id `replaces`. */
int64_t conversation_archive_correction(struct desk *, const struct conversation *, const char *stanza_id,
                                        const char *body, const char *replaces);

/* Archives the message, and returns its number there. A customer's message counts as kept. body: as it goes
 * to the other side. */
int64_t mail_archive(struct desk *, const struct conversation *, const char *author, const struct mail *,
                     const char *body);

/* Moves the messages that the customer wrote to the house before choosing a queue into this conversation.
 * Called when the conversation begins. */
void conversation_archive_kept(struct desk *, const struct conversation *);

#endif
