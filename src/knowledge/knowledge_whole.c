/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_whole: see knowledge_whole.h. */
#include "knowledge/knowledge_whole.h"

#include <string.h>

#include "base/arena.h"
#include "knowledge/knowledge.h"
#include "store/store.h"

size_t knowledge_whole(struct store *store, struct arena *arena, const char *directory, size_t max_bytes,
                       struct knowledge_hit **out)
{
    int64_t id = store_int(store, SQL_knowledge_directory_find, 0, TEXT(directory));
    if (id == 0 || store_int(store, SQL_passage_count, 0, INT(id)) > KNOWLEDGE_WHOLE)
        return 0;
    struct knowledge_hit *list = arena_alloc(arena, KNOWLEDGE_WHOLE * sizeof *list);
    size_t n = 0, bytes = 0;
    struct cursor *c = store_query(store, SQL_passage_whole, INT(id), INT(KNOWLEDGE_WHOLE));
    while (n < KNOWLEDGE_WHOLE && bytes <= max_bytes && cursor_next(c)) {
        list[n] = (struct knowledge_hit){.id = cursor_int(c, 0),
                                         .title = cursor_text(c, 1),
                                         .source = cursor_text(c, 2),
                                         .body = cursor_text(c, 3)};
        bytes += strlen(list[n].title) + strlen(list[n].body);
        n++;
    }
    cursor_end(c);
    *out = list;
    return bytes <= max_bytes ? n : 0;
}
