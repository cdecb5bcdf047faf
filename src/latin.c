/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * latin: see latin.h. */
#include "latin.h"

#include <stddef.h>

#include <uchar.h>

#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "arena.h"

enum { ROOM = 1024 }; /* of the Latin form; a name may grow to four times its length */

static UTransliterator *rules_of(struct latin *latin)
{
    static const char16_t rules[] = u"Any-Latin; Latin-ASCII; Lower";
    UErrorCode error = U_ZERO_ERROR;
    if (latin->rules == NULL)
        latin->rules = utrans_openU(rules, -1, UTRANS_FORWARD, NULL, 0, NULL, &error);
    return latin->rules;
}

const char *latin_text(struct arena *arena, struct latin *latin, const char *name)
{
    UTransliterator *rules = rules_of(latin);
    UErrorCode error = U_ZERO_ERROR;
    UChar text[ROOM];
    char *out = arena_alloc(arena, ROOM);
    int32_t len = 0, limit;
    if (rules == NULL)
        return name;
    u_strFromUTF8WithSub(text, ROOM / 4, &len, name, -1, 0xFFFD, NULL, &error);
    limit = len;
    if (U_SUCCESS(error))
        utrans_transUChars(rules, text, &len, ROOM, 0, &limit, &error);
    if (U_SUCCESS(error))
        u_strToUTF8(out, ROOM, NULL, text, len, &error);
    return U_SUCCESS(error) && out[ROOM - 1] == '\0' ? out : name;
}

void latin_forget(struct latin *latin)
{
    if (latin->rules != NULL)
        utrans_close(latin->rules);
    latin->rules = NULL;
}
