/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0027-pgp: old OpenPGP. What is encrypted to somebody's key cannot be read here. A signature is made by a
 * key that the other side cannot tie to the address it sees, so it is left out and the text goes on. */
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
