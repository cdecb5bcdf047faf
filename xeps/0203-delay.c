/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0203-delay: when a message was really written. The desk writes its own stamp (letter.c) on what a customer
 * wrote before an agent took over; it is the only one an agent sees. A sender's stamp is left out: it is a
 * claim that nobody can check, and it would sort the message to another place in the reader's history than
 * the archive has it. */
#include "xep.h"

static const struct xep_payload payloads[] = {
    {.name = "delay", .ns = "urn:xmpp:delay", .from_customer = TREAT_STRIP, .from_agent = TREAT_STRIP},
    {0},
};

const struct xep xep_0203 = {
    .number = "0203",
    .name = "Delayed Delivery",
    .payloads = payloads,
};
