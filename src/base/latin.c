/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * latin: see latin.h. */
#include "base/latin.h"

#include <stddef.h>

#include <uchar.h>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "base/arena.h"
#include "base/utf8.h"

enum { ROOM = 1024 }; /* UTF-16 units of the Latin form, which may be four times as long as the name */

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

/* ---- looks ---- */

enum { LOOK = 64, LOOK_ROOM = 18 * LOOK }; /* NFKC may turn one character into eighteen */

static const USpoofChecker *looks_of(struct latin *latin)
{
    UErrorCode error = U_ZERO_ERROR;
    if (latin->looks == NULL)
        latin->looks = uspoof_open(&error);
    return latin->looks;
}

/* Returns the character that a reader sees: letters and digits, with some look-alikes joined that ICU's
 * table of confusables keeps apart. 0 for all others. */
static UChar32 seen_as(UChar32 cp)
{
    if (cp == 0x138 || cp == 0x43a || cp == 0x3ba) /* kra, Cyrillic and Greek k */
        return 'k';
    if (cp == '$')
        return 's';
    if (cp == 0xa793) /* epsilon and open e look like this */
        return 'e';
    return (U_GET_GC_MASK(cp) & (U_GC_L_MASK | U_GC_N_MASK)) != 0 ? cp : 0;
}

/* Keeps the visible characters, in small letters. Returns the new length. */
static int32_t strip(UChar *text, int32_t length)
{
    int32_t to = 0;
    for (int32_t i = 0; i < length;) {
        UChar32 cp;
        U16_NEXT(text, i, length, cp);
        cp = seen_as(u_foldCase(cp, U_FOLD_CASE_DEFAULT));
        if (cp != 0)
            U16_APPEND_UNSAFE(text, to, cp);
    }
    return to;
}

/* Works in place. Returns the new length; 0 when ICU fails. */
static int32_t normalized(const UNormalizer2 *form, UChar *text, int32_t length)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar out[LOOK_ROOM];
    int32_t n = unorm2_normalize(form, text, length, out, LOOK_ROOM, &error);
    if (U_FAILURE(error))
        return 0;
    u_memcpy(text, out, n);
    return n;
}

static int32_t skeleton(struct latin *latin, UChar *text, int32_t length)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar out[LOOK_ROOM];
    const USpoofChecker *looks = looks_of(latin);
    int32_t n = looks == NULL ? -1 : uspoof_getSkeleton(looks, 0, text, length, out, LOOK_ROOM, &error);
    if (n < 0 || U_FAILURE(error))
        return length;
    u_memcpy(text, out, n);
    return n;
}

const char *latin_look(struct arena *arena, struct latin *latin, const char *text, bool capitals)
{
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2 *fold = unorm2_getNFKCCasefoldInstance(&error),
                       *compatible = unorm2_getNFKCInstance(&error), *apart = unorm2_getNFDInstance(&error);
    UChar wide[LOOK_ROOM];
    int32_t n = 0;
    u_strFromUTF8WithSub(wide, LOOK_ROOM, &n, utf8_head(arena, text, LOOK), -1, 0xFFFD, NULL, &error);
    if (U_FAILURE(error))
        return "";
    n = normalized(capitals ? compatible : fold, wide, n);
    n = normalized(apart, wide, n);
    n = skeleton(latin, wide, n);
    n = normalized(apart, wide, n);
    n = strip(wide, n);
    char out[LOOK_ROOM * 3 + 1];
    u_strToUTF8(out, sizeof out, NULL, wide, n, &error);
    return U_SUCCESS(error) ? arena_strdup(arena, out) : "";
}

void latin_forget(struct latin *latin)
{
    if (latin->looks != NULL)
        uspoof_close(latin->looks);
    latin->looks = NULL;
    if (latin->rules != NULL)
        utrans_close(latin->rules);
    latin->rules = NULL;
}
