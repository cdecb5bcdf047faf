/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * passage: see passage.h. */
#include "knowledge/passage.h"

#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"

#define LENGTH(a) (sizeof(a) / sizeof(a)[0])

static void list_add(struct arena *arena, struct passage_list *list, struct passage_text passage)
{
    if (list->n == list->room) {
        size_t room = list->room == 0 ? 16 : list->room * 2;
        list->at = arena_grow(arena, list->at, list->room * sizeof *list->at, room * sizeof *list->at);
        list->room = room;
    }
    passage.title = utf8_head(arena, passage.title, TITLE_CHARACTERS);
    list->at[list->n++] = passage;
}

/* Returns where to divide a text that is too long: after the last empty line, line, sentence or blank before
 * the limit; otherwise between two characters. */
static size_t divide(const char *text, size_t len)
{
    static const char *const marks[] = {"\n\n", "\n", "。", ". ", " "};
    if (len <= PASSAGE_BYTES) {
        return len;
    }
    for (size_t m = 0; m < LENGTH(marks); m++) {
        size_t size = strlen(marks[m]);
        for (size_t i = PASSAGE_BYTES - size; i > PASSAGE_BYTES / 3; i--) {
            if (memcmp(text + i, marks[m], size) == 0) {
                return i + size;
            }
        }
    }
    size_t end = PASSAGE_BYTES;
    while (((unsigned char)text[end] & 0xc0) == 0x80) {
        end--;
    }
    return end;
}

void passage_list_add(struct arena *arena, struct passage_list *list, struct passage_text passage)
{
    const char *rest = utf8_trim(arena, passage.body);
    for (size_t len = strlen(rest); len > 0;) {
        size_t size = divide(rest, len);
        passage.body = utf8_trim(arena, arena_strndup(arena, rest, size));
        if (passage.body[0] != '\0') {
            list_add(arena, list, passage);
        }
        rest += size;
        len -= size;
    }
}

#define BELOW " › "

const char *passage_heading(const char *title)
{
    const char *next;
    while ((next = strstr(title, BELOW)) != NULL)
        title = next + strlen(BELOW);
    return title;
}

const char *passage_heading_full(struct arena *arena, const char *title)
{
    const char *inner = passage_heading(title);
    if (inner == title)
        return title;
    const char *above = arena_strndup(arena, title, (size_t)(inner - title) - strlen(BELOW));
    return arena_printf(arena, "%s: %s", passage_heading(above), inner);
}
