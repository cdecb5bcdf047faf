/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0027-pgp: old OpenPGP. Encrypted messages are refused, because the desk has no key to read them. A
 * signature is removed and the text is passed on: the other side sees another address than the one that the
 * key belongs to. */
#include "xeps/xep.h"

static const struct xep_payload payloads[] = {
    {.name = "x", .ns = "jabber:x:encrypted", .from_customer = TREAT_REFUSE, .from_agent = TREAT_REFUSE},
    {.name = "x", .ns = "jabber:x:signed", .from_customer = TREAT_STRIP, .from_agent = TREAT_STRIP},
    {0},
};

const struct xep xep_0027 = {
    .number = "0027",
    .name = "Current Jabber OpenPGP Usage",
    .payloads = payloads,
};
