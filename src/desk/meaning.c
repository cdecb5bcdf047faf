/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * meaning: see meaning.h. */
#include "desk/meaning.h"

#include <string.h>

#include "store/store.h"

enum {
    ID_MAX = 4096,  /* bytes; alias.c keeps none that is longer */
    URL_MAX = 2048, /* more is no link that a person could follow; the payload has it */
    NAME_MAX = 255,
};

static struct value bounded(const char *text, size_t max)
{
    return TEXT(text == NULL || strlen(text) > max ? "" : text);
}

void meaning_values(const struct meaning *m, const char *lang, struct value *values)
{
    const struct attachment *file = &m->file;
    values[0] = TEXT(lang == NULL ? "" : lang);
    values[1] = bounded(m->replaces, ID_MAX);
    values[2] = bounded(m->retracts, ID_MAX);
    values[3] = bounded(m->reacts, ID_MAX);
    values[4] = bounded(m->replies, ID_MAX);
    values[5] = file->present ? bounded(file->url, URL_MAX) : TEXT(NULL);
    values[6] = bounded(file->name, NAME_MAX);
    values[7] = bounded(file->type, NAME_MAX);
    values[8] = file->size > 0 ? INT(file->size) : TEXT(NULL);
}

bool meaning_is_empty(const struct meaning *m)
{
    return m->replaces == NULL && m->retracts == NULL && m->reacts == NULL && m->replies == NULL &&
           !m->file.present && m->file.name == NULL && m->file.type == NULL && m->file.size <= 0;
}

int64_t meaning_bytes(const struct meaning *m)
{
    if (meaning_is_empty(m))
        return 0;
    struct value values[MEANING_VALUES];
    int64_t bytes = 0;
    meaning_values(m, NULL, values);
    for (size_t i = 0; i < MEANING_VALUES; i++)
        bytes += values[i].kind == VALUE_TEXT && values[i].s != NULL ? (int64_t)strlen(values[i].s) : 0;
    return bytes;
}
