/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0201-threads: the name of a thread of talk; a client that groups by it keeps its groups. And the subject,
 * the other element that RFC 6121 section 5.2 has beside the body: words of a person, so the archive has them
 * too. */
#include "xeps/xep.h"
#include "xml/stanza.h"

static const struct xep_payload payloads[] = {
    {.name = "thread", .ns = NS_COMPONENT, .from_customer = TREAT_ALONG, .from_agent = TREAT_ALONG},
    {.name = "subject", .ns = NS_COMPONENT, .from_customer = TREAT_KEEP, .from_agent = TREAT_KEEP},
    {0},
};

const struct xep xep_0201 = {
    .number = "0201",
    .name = "Best Practices for Message Threads",
    .payloads = payloads,
};
