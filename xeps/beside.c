/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * beside: see beside.h. */
#include "xeps/beside.h"

#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "xeps/reading.h"
#include "xml/stanza.h"
#include "xml/xml.h"

static const char *without_text(void *nothing, xmpp_stanza_t *element, const char *name, const char *value)
{
    (void)nothing, (void)element;
    return name != NULL ? value : NULL;
}

static void write_frame(struct arena *arena, struct xml *x, xmpp_stanza_t *element)
{
    struct xml *frame = xml_new(arena);
    xml_change(frame, without_text, NULL);
    xml_tree(frame, element);
    xml_raw(x, xml_string(frame));
}

/* A file of which no link is known has at least a name. */
static void keep(struct arena *arena, struct beside *b, const struct xep_payload *row, xmpp_stanza_t *element)
{
    struct reading r = {0};
    if (strcmp(row->name, "subject") == 0)
        b->subject = st_text(arena, element);
    if (row->note == NULL || b->link != NULL)
        return;
    row->note(&r, arena, element);
    const struct attachment *file = &r.content.means.file;
    const char *link = file->url != NULL ? file->url : file->name;
    if (link != NULL)
        b->link = arena_strdup(arena, link); /* the tree is freed */
}

static void sort(struct arena *arena, struct beside *b, struct xml *x, xmpp_stanza_t *element)
{
    const struct xep_payload *row = xep_payload_row(st_name(element), st_ns(element));
    if (row == NULL)
        return;
    switch (row->beside) {
    case BESIDE_FRAME:
        write_frame(arena, x, element);
        break;
    case BESIDE_WHOLE:
        xml_tree(x, element);
        break;
    case BESIDE_NOTHING:
        keep(arena, b, row, element);
        break;
    }
}

struct beside xep_beside(struct arena *arena, const char *payload)
{
    struct beside b = {.payload = ""};
    if (payload == NULL || payload[0] == '\0')
        return b;
    xmpp_ctx_t *ctx = xmpp_ctx_new(NULL, NULL);
    if (ctx == NULL)
        fatal("out of memory");
    xmpp_stanza_t *all = st_parse(ctx, arena_printf(arena, "<message>%s</message>", payload));
    struct xml *x = xml_new(arena);
    for (xmpp_stanza_t *one = all != NULL ? st_first(all) : NULL; one != NULL; one = st_next(one))
        sort(arena, &b, x, one);
    b.payload = xml_string(x);
    if (all != NULL)
        xmpp_stanza_release(all);
    xmpp_ctx_free(ctx);
    return b;
}
