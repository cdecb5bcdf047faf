/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * portrait: the name and the picture of one of our addresses, for one reader. Presence, vCard and PEP show the
 * same.
 *
 * A picture is always an `avatar` of the configuration. An agent sees the picture of the queue that the
 * customer writes to; a customer sees that of the agent who serves, else that of the queue. */
#ifndef FRONTDESK_PORTRAIT_H
#define FRONTDESK_PORTRAIT_H

struct conf_picture;
struct desk;
struct iq;

struct portrait {
    const char *name;
    const struct conf_picture *picture; /* NULL: there is none */
};

/* local: the local part of our address; "": the house. reader: a bare address. */
struct portrait portrait_of(struct desk *, const char *local, const char *reader);
/* Returns what the sender of the IQ is shown of the address that it was sent to. */
struct portrait portrait_in(const struct iq *);

#endif
