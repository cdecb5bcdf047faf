/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * attachment: see attachment.h. */
#include "xeps/attachment.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "desk/meaning.h"
#include "xml/stanza.h"

static void note_text(const char **noted, const char *text)
{
    if (*noted == NULL && text != NULL && text[0] != '\0')
        *noted = text;
}

/* Reads the size in bytes. Returns 0 for anything but digits, and for a number larger than any file. */
static int64_t size_of(const char *text)
{
    enum { DIGITS_MAX = 15 };
    size_t digits = text == NULL ? 0 : strspn(text, "0123456789");
    return digits == 0 || digits > DIGITS_MAX || text[digits] != '\0' ? 0 : strtoll(text, NULL, 10);
}

void attachment_note(struct attachment *a, struct arena *arena, const char *url, const xmpp_stanza_t *file)
{
    a->present = true;
    note_text(&a->url, url);
    note_text(&a->name, st_child_text(arena, file, "name", NULL));
    note_text(&a->type, st_child_text(arena, file, "media-type", NULL));
    if (a->size == 0)
        a->size = size_of(st_child_text(arena, file, "size", NULL));
}
