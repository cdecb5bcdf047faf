/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0201-threads: the id of a thread, which is passed on for clients that group messages by it. Also the
 * subject (RFC 6121 section 5.2): a person wrote it, so it is archived too. */
#include "xeps/xep.h"
#include "xml/stanza.h"

static const struct xep_payload payloads[] = {
    {.name = "thread",
     .ns = NS_COMPONENT,
     .from_customer = TREAT_ALONG,
     .from_agent = TREAT_ALONG,
     .beside = BESIDE_WHOLE},
    {.name = "subject",
     .ns = NS_COMPONENT,
     .from_customer = TREAT_KEEP,
     .from_agent = TREAT_KEEP,
     .beside = BESIDE_NOTHING},
    {0},
};

const struct xep xep_0201 = {
    .number = "0201",
    .name = "Best Practices for Message Threads",
    .payloads = payloads,
};
