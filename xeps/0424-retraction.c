/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0424-retraction: the author takes a message back. The archive keeps the message and the retraction. Up to
 * version 0.3 the element was inside <apply-to/> (XEP-0422); older clients still send that. */
#include "xeps/reading.h"
#include "xeps/xep.h"
#include "xml/stanza.h"

static void note_fastening(struct reading *r, struct arena *arena, const xmpp_stanza_t *element)
{
    (void)arena;
    r->content.shows |= st_child(element, "retract", NULL) != NULL;
}

static void note(struct reading *r, struct arena *arena, const xmpp_stanza_t *element)
{
    (void)arena, (void)element;
    r->content.shows = true;
}

static const struct xep_feature features[] = {
    {.var = "urn:xmpp:message-retract:0", .at = AT_CHAT},
    {.var = "urn:xmpp:message-retract:1", .at = AT_CHAT},
    {0},
};

static const struct xep_payload payloads[] = {
    {.name = "apply-to",
     .ns = "urn:xmpp:fasten:0",
     .from_customer = TREAT_KEEP,
     .from_agent = TREAT_KEEP,
     .note = note_fastening,
     .refers = REFERS_RETRACTS},
    {.name = "retract",
     .ns = "urn:xmpp:message-retract:0",
     .from_customer = TREAT_KEEP,
     .from_agent = TREAT_KEEP,
     .note = note,
     .refers = REFERS_RETRACTS},
    {.name = "retract",
     .ns = "urn:xmpp:message-retract:1",
     .from_customer = TREAT_KEEP,
     .from_agent = TREAT_KEEP,
     .note = note,
     .refers = REFERS_RETRACTS},
    {0},
};

const struct xep xep_0424 = {
    .number = "0424",
    .name = "Message Retraction",
    .features = features,
    .payloads = payloads,
};
