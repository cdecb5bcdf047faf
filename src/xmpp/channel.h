/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * channel: XMPP as a way to customers (desk/channel.h), and to every agent. */
#ifndef FRONTDESK_XMPP_CHANNEL_H
#define FRONTDESK_XMPP_CHANNEL_H

struct channel;

extern const struct channel xmpp_channel;

#endif
