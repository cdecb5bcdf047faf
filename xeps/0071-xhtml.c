/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0071-xhtml: a second form of the text, which could say something else than the body that is archived. */
#include "xep.h"

static const struct xep_payload payloads[] = {
    {.name = "html",
     .ns = "http://jabber.org/protocol/xhtml-im",
     .from_customer = TREAT_STRIP,
     .from_agent = TREAT_STRIP},
    {0},
};

const struct xep xep_0071 = {
    .number = "0071",
    .name = "XHTML-IM",
    .payloads = payloads,
};
