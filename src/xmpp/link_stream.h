/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * link_stream: the stream of XEP-0114 on the link's connection: our header, the handshake, and what the
 * server says. Only link.c includes this. */
#ifndef FRONTDESK_LINK_STREAM_H
#define FRONTDESK_LINK_STREAM_H

struct link;
struct wire;

/* Makes the wire that reads the server's stream. The caller frees it with wire_free(), before the link. */
struct wire *link_stream_new(struct link *);

/* Sends our stream header. The link must have a connection and be in the state LINK_OPENING. */
void link_stream_open(struct link *);

#endif
