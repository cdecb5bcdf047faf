/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * channel: XMPP as a channel to customers (desk/channel.h). XMPP is also the way to every agent. */
#ifndef FRONTDESK_XMPP_CHANNEL_H
#define FRONTDESK_XMPP_CHANNEL_H

struct channel;

extern const struct channel xmpp_channel;

#endif
