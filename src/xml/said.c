/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * said: see said.h. */
#include "xml/said.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "xml/stanza.h"

enum { DIGITS = 9 /* of a place in a body; more is beyond every body */ };

/* XEP-0428 section 2.2: unsigned. False when it is none. */
static bool read_place(const char *text, size_t otherwise, size_t *place)
{
    *place = text == NULL ? otherwise : 0;
    if (text == NULL)
        return true;
    for (const char *p = text; *p != '\0'; p++) {
        if (*p < '0' || *p > '9' || p - text >= DIGITS)
            return false;
        *place = *place * 10 + (size_t)(*p - '0');
    }
    return text[0] != '\0';
}

static void add_range(struct said_marks *marks, const xmpp_stanza_t *body)
{
    const char *start = st_attr(body, "start"), *end = st_attr(body, "end");
    struct said_range range;
    if (start == NULL && end == NULL) {
        marks->all = true;
        return;
    }
    if (marks->n < SAID_CUTS && read_place(start, 0, &range.start) && read_place(end, SIZE_MAX, &range.end) &&
        range.start < range.end)
        marks->range[marks->n++] = range;
}

void said_mark(struct said_marks *marks, const xmpp_stanza_t *fallback)
{
    if (st_first(fallback) == NULL)
        marks->all = true;
    for (const xmpp_stanza_t *child = st_first(fallback); child != NULL; child = st_next(child))
        if (st_is(child, "body", NULL))
            add_range(marks, child);
}

static bool is_marked(const struct said_marks *marks, size_t place)
{
    for (size_t i = 0; i < marks->n; i++)
        if (place >= marks->range[i].start && place < marks->range[i].end)
            return true;
    return false;
}

const char *said_without(struct arena *arena, const char *body, const struct said_marks *marks)
{
    if (marks->all)
        return NULL;
    if (marks->n == 0)
        return body;
    size_t len = strlen(body), place = 0;
    char *said = arena_alloc(arena, len + 1), *to = said;
    for (size_t i = 0, one; i < len; i += one, place++) {
        uint32_t cp;
        one = utf8_decode(body + i, len - i, &cp);
        if (is_marked(marks, place))
            continue;
        memcpy(to, body + i, one);
        to += one;
    }
    return said;
}
