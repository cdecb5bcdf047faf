/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * alias: see alias.h. Uses a synthetic initialisation vector (as in RFC 5297), built from the keyed hash of
 * desk/flood.h: the tag is a keyed hash of the id and also seeds the key stream, so an alias that was not
 * made here is detected. */
#include "xmpp/alias.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "desk/conversation.h"
#include "desk/core.h"
#include "xmpp/live.h"

enum {
    BLOCK = 7,       /* bytes of one hash that are used */
    TAG = 2 * BLOCK, /* the first bytes of an alias */
    ROOM = TAG + ID_MAX + BLOCK,
};

static const char mark[] = "fd-";

/* ---- the key ---- */

static bool read_key(const char *text, struct flood_key *key)
{
    char *end;
    key->half[0] = strtoull(text, &end, 16);
    if (*end != '-')
        return false;
    key->half[1] = strtoull(end + 1, &end, 16);
    return *end == '\0';
}

/* Returns the key of the store, made when it is first needed and then kept: an id must have the same alias
 * for ever. */
static const struct flood_key *key_of(struct desk *d)
{
    if (d->alias_key_known)
        return &d->alias_key;
    struct cursor *c = store_query(d->store, SQL_fact_get, TEXT("alias_key"));
    d->alias_key_known = cursor_next(c) && read_key(cursor_text(c, 0), &d->alias_key);
    cursor_end(c);
    if (!d->alias_key_known)
        store_run(d->store, SQL_fact_set, TEXT("alias_key"),
                  TEXT(arena_printf(d->arena, "%016llx-%016llx", (unsigned long long)d->alias_key_new.half[0],
                                    (unsigned long long)d->alias_key_new.half[1])));
    if (!d->alias_key_known)
        d->alias_key = d->alias_key_new;
    d->alias_key_known = true;
    return &d->alias_key;
}

/* ---- encryption ---- */

/* Writes seven bytes of a keyed hash over the purpose and a text. */
static void put_hash(struct desk *d, const struct alias_author *a, const char *use, int n, const char *text,
                     unsigned char out[BLOCK])
{
    int64_t hash = flood_number(key_of(d), arena_printf(d->arena, "%s\n%s\n%s %d\n%s", a->customer,
                                                        a->agent ? "agent" : "customer", use, n, text));
    for (int i = 0; i < BLOCK; i++)
        out[i] = (unsigned char)(hash >> (8 * i));
}

static void put_tag(struct desk *d, const struct alias_author *a, const char *id, unsigned char tag[TAG])
{
    put_hash(d, a, "tag", 0, id, tag);
    put_hash(d, a, "tag", 1, id, tag + BLOCK);
}

/* RFC 4648 section 6, in small letters and without padding. */
static const char *base32(struct arena *arena, const unsigned char *bytes, size_t n)
{
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
    char *text = arena_alloc(arena, n * 8 / 5 + 2), *to = text;
    unsigned bits = 0, have = 0;
    for (size_t i = 0; i < n; i++) {
        bits = (bits << 8 | bytes[i]) & 0xfff;
        for (have += 8; have >= 5; have -= 5)
            *to++ = digits[bits >> (have - 5) & 31];
    }
    if (have > 0)
        *to++ = digits[bits << (5 - have) & 31];
    *to = '\0';
    return text;
}

/* Decodes base32. Returns the number of bytes, at most ROOM; 0 when the text is not base32. */
static size_t from_base32(const char *text, unsigned char out[ROOM])
{
    unsigned bits = 0, have = 0;
    size_t n = 0;
    for (; *text != '\0' && n < ROOM; text++) {
        unsigned digit = *text >= 'a' && *text <= 'z'   ? (unsigned)(*text - 'a')
                         : *text >= '2' && *text <= '7' ? (unsigned)(*text - '2') + 26
                                                        : 32;
        if (digit == 32)
            return 0;
        bits = (bits << 5 | digit) & 0xfff;
        have += 5;
        if (have >= 8) {
            have -= 8;
            out[n++] = (unsigned char)(bits >> have);
        }
    }
    return *text == '\0' ? n : 0;
}

/* Encrypts or decrypts bytes in place. */
static void cover(struct desk *d, const struct alias_author *a, const unsigned char tag[TAG],
                  unsigned char *bytes, size_t n)
{
    unsigned char stream[BLOCK];
    const char *seed = base32(d->arena, tag, TAG);
    for (size_t i = 0; i < n; i++) {
        if (i % BLOCK == 0)
            put_hash(d, a, "stream", (int)(i / BLOCK), seed, stream);
        bytes[i] ^= stream[i % BLOCK];
    }
}

static const char *encrypt(struct desk *d, const struct alias_author *a, const char *id)
{
    unsigned char bytes[ROOM];
    size_t len = strlen(id);
    put_tag(d, a, id, bytes);
    if (len > ID_MAX)
        len = 0;
    memcpy(bytes + TAG, id, len);
    cover(d, a, bytes, bytes + TAG, len);
    return arena_printf(d->arena, "%s%s", mark, base32(d->arena, bytes, TAG + len));
}

/* Returns the id in an alias; NULL when the alias was not made of an id of this author. *too_long: the alias
 * holds only a hash, because the id was too long. */
static const char *decrypt(struct desk *d, const struct alias_author *a, const char *alias, bool *too_long)
{
    unsigned char bytes[ROOM], tag[TAG];
    size_t n = strncmp(alias, mark, sizeof mark - 1) == 0 ? from_base32(alias + sizeof mark - 1, bytes) : 0;
    *too_long = n == TAG;
    if (n <= TAG || n > TAG + ID_MAX)
        return NULL;
    cover(d, a, bytes, bytes + TAG, n - TAG);
    const char *id = arena_strndup(d->arena, (char *)bytes + TAG, n - TAG);
    put_tag(d, a, id, tag);
    return memcmp(tag, bytes, TAG) == 0 ? id : NULL;
}

/* ---- which ids need one ---- */

/* Whether the id may hold an address: an '@', also escaped as clients and mail programs do it, or any
 * character that is not ASCII, because some of those look like '@'. */
static bool has_at_sign(const char *id)
{
    static const char *const ats[] = {"@", "%40", "\\40", "=40", "_40", "&#", "&commat;", "(at)", "[at]"};
    for (const char *p = id; *p != '\0'; p++)
        if ((unsigned char)*p >= 0x80)
            return true;
    if (strpbrk(id, "@%\\=_&([") == NULL)
        return false; /* nearly all ids end here */
    for (size_t i = 0; i < sizeof ats / sizeof ats[0]; i++)
        if (strcasestr(id, ats[i]) != NULL)
            return true;
    return false;
}

/* Whether the other side may see the id. An id that looks like one of live_id() is replaced, because its
 * loss would not be noticed. */
static bool may_be_seen(const struct alias_author *a, const char *id)
{
    return strlen(id) <= ID_MAX && !live_is(id) && !has_at_sign(id) &&
           (strlen(a->domain) < 4 || strcasestr(id, a->domain) == NULL);
}

const char *alias_of(struct desk *d, const struct alias_author *a, const char *id)
{
    return id[0] == '\0' || may_be_seen(a, id) ? id : encrypt(d, a, id);
}

const char *alias_reference(struct desk *d, const struct alias_author *a, const char *id,
                            const struct conversation *(*conversation)(void *arg), void *arg)
{
    struct alias_author other = {.customer = a->customer, .agent = !a->agent, .domain = ""};
    bool too_long;
    const char *theirs = decrypt(d, &other, id, &too_long);
    if (theirs != NULL)
        return theirs;
    const struct conversation *t = too_long ? conversation(arg) : NULL;
    if (t == NULL || t->id == 0)
        return alias_of(d, a, id);
    struct cursor *c = store_query(d->store, SQL_message_origin, INT(t->id), TEXT(id),
                                   TEXT(a->agent ? "customer" : "agent"));
    if (cursor_next(c) && cursor_text(c, 0)[0] != '\0')
        theirs = cursor_text(c, 0);
    cursor_end(c);
    return theirs != NULL ? theirs : alias_of(d, a, id);
}
