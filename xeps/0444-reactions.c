/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0444-reactions: a reaction names the message by its id, which is the same on both legs. */
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "desk/say.h"
#include "xeps/reading.h"
#include "xeps/xep.h"
#include "xml/stanza.h"

enum { SIGNS_BYTES = 255 }; /* that are kept of them */

/* One emoji each (XEP-0444 section 2.2): what has white space within is none. */
static const char *sign_of(struct arena *arena, const xmpp_stanza_t *element)
{
    const char *sign = st_is(element, "reaction", NULL) ? utf8_trim(arena, st_text(arena, element)) : "";
    uint32_t cp;
    size_t len;
    for (const char *p = sign; (len = utf8_first(p, &cp)) > 0; p += len)
        if (utf8_is_space(cp))
            return "";
    return sign;
}

static void note(struct reading *r, struct arena *arena, const xmpp_stanza_t *element)
{
    struct text signs = text_new(arena);
    for (const xmpp_stanza_t *e = st_first(element); e != NULL; e = st_next(e)) {
        const char *sign = sign_of(arena, e);
        if (sign[0] != '\0' && strlen(signs.s) + strlen(sign) < SIGNS_BYTES)
            text_add(&signs, "%s%s", signs.s[0] != '\0' ? " " : "", sign);
    }
    r->content.shows = true;
    r->content.means.signs = signs.s;
}

static const struct xep_feature features[] = {
    {.var = "urn:xmpp:reactions:0", .at = AT_CHAT},
    {0},
};

static const struct xep_payload payloads[] = {
    {.name = "reactions",
     .ns = "urn:xmpp:reactions:0",
     .from_customer = TREAT_KEEP,
     .from_agent = TREAT_KEEP,
     .beside = BESIDE_WHOLE,
     .note = note,
     .refers = REFERS_REACTS},
    {0},
};

const struct xep xep_0444 = {
    .number = "0444",
    .name = "Message Reactions",
    .features = features,
    .payloads = payloads,
};
