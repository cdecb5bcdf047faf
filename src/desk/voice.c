/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * voice: see voice.h. */
#include "desk/voice.h"

#include <stdlib.h>
#include <string.h>

#include "base/latin.h"
#include "base/utf8.h"
#include "desk/core.h"

enum {
    INSIDE = 24,     /* characters after a bracket that are looked at */
    CATCH_UP = 1000, /* faces of an older version that are checked at a start */
};

/* ---- the sign ---- */

const char *voice_signed(struct arena *arena, const char *text)
{
    return arena_printf(arena, VOICE_SIGN "%s", utf8_indent(arena, text, VOICE_SIGN));
}

bool voice_is_signed(const char *line)
{
    static const char older[] = "[desk]";
    /* A client may have made another blank of the sign's, or none. */
    static const size_t sign_len = sizeof VOICE_SIGN - 1 - 1;
    line = utf8_skip_unseen(line);
    return strncmp(line, VOICE_SIGN, sign_len) == 0 || strncmp(line, older, sizeof older - 1) == 0;
}

/* Signs that are drawn as the desk's or nearly so: triangles, arrow heads and angles that point to the right. */
static bool is_like_sign(uint32_t cp)
{
    static const struct {
        uint32_t first, last;
    } rows[] = {
        {0x1405, 0x1405},   {0x1433, 0x1433},   {0x15d2, 0x15d2}, {0x2023, 0x2023}, {0x22b3, 0x22b3},
        {0x23e9, 0x23e9},   {0x23f5, 0x23f5},   {0x25b6, 0x25bb}, {0x276f, 0x276f}, {0x2771, 0x2771},
        {0x27a2, 0x27a4},   {0x29d0, 0x29d0},   {0x2b9a, 0x2b9a}, {0x2b9e, 0x2b9e}, {0x2bc8, 0x2bc8},
        {0x1f782, 0x1f782}, {0x1f892, 0x1f892},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (cp >= rows[i].first && cp <= rows[i].last)
            return true;
    return false;
}

/* ---- words ---- */

static const char customer_mark[] = "[customer] ";

static uint32_t take(const char **p, const char *end)
{
    uint32_t cp;
    *p += utf8_decode(*p, (size_t)(end - *p), &cp);
    return cp;
}

static bool is_mark(struct desk *d, const char *inside, size_t len)
{
    const char *look = latin_look(d->arena, d->conf->latin, arena_strndup(d->arena, inside, len), false);
    return strcmp(look, "desk") == 0 || strcmp(look, "frontdesk") == 0;
}

/* Says whether the text after a bracket reads as the desk's mark: the text up to the closing bracket or a
 * colon, or if there is neither, its first word. */
static bool reads_as_mark(struct desk *d, const char *p, const char *end)
{
    const char *begin = p, *word = NULL;
    for (int i = 0; i < INSIDE && p < end; i++) {
        const char *at = p;
        uint32_t cp = take(&p, end);
        enum utf8_kind kind = utf8_kind(cp);
        if (kind == UTF8_CLOSING || kind == UTF8_BAR)
            return is_mark(d, begin, (size_t)(at - begin));
        if (word == NULL && at > begin && (cp == ' ' || (kind != UTF8_LETTER && kind != UTF8_UNSEEN)))
            word = at;
        if (cp == ':')
            return is_mark(d, begin, (size_t)(at - begin));
    }
    if (word == NULL)
        word = p;
    return is_mark(d, begin, (size_t)(word - begin));
}

/* Says whether a line looks as if it began with the desk's sign, or with the mark of older versions.
 * Characters other than letters may stand before either. Accents without a letter are hardly seen, so they
 * do not count as letters. A line that overrides the direction of writing is marked in any case, because it
 * may show the mark backwards. */
static bool imitates(struct desk *d, const char *p, const char *end)
{
    while (p < end) {
        uint32_t cp = take(&p, end);
        enum utf8_kind kind = utf8_kind(cp);
        if (cp == 0x202d || cp == 0x202e || is_like_sign(cp))
            return true;
        if ((kind == UTF8_OPENING || kind == UTF8_BAR) && reads_as_mark(d, p, end))
            return true;
        if (kind == UTF8_LETTER && utf8_is_visible(cp))
            return false;
    }
    return false;
}

/* Returns the end of the line: its line break, or the end of the text. */
static const char *line_end(const char *p, const char *end)
{
    while (p < end) {
        const char *at = p;
        if (utf8_is_break(take(&p, end)))
            return at;
    }
    return end;
}

static const char *mark_line(struct desk *d, const char *body, const char *line)
{
    return arena_printf(d->arena, "%.*s%s%s", (int)(line - body), body, customer_mark, line);
}

/* Marks all n lines in one copy. With a copy for each line, a message with many of them would take a long
 * time. */
static const char *mark_all(struct desk *d, const char *body, size_t n)
{
    const char *end = body + strlen(body);
    char *out = arena_alloc(d->arena, strlen(body) + n * (sizeof customer_mark - 1) + 1), *to = out;
    for (const char *p = body, *stop; p < end; p = stop) {
        stop = line_end(p, end);
        if (imitates(d, p, stop)) {
            memcpy(to, customer_mark, sizeof customer_mark - 1);
            to += sizeof customer_mark - 1;
        }
        if (stop < end)
            take(&stop, end);
        memcpy(to, p, (size_t)(stop - p));
        to += stop - p;
    }
    *to = '\0';
    return out;
}

/* A quick test that nearly all ASCII texts fail: they need no further look. */
static bool has_brackets(const char *body)
{
    for (const unsigned char *p = (const unsigned char *)body; *p != '\0'; p++)
        if (*p >= 0x80 || *p == '[' || *p == '(' || *p == '{' || *p == '<' || *p == '|')
            return true;
    return false;
}

const char *voice_words(struct desk *d, const char *body)
{
    if (body == NULL || !has_brackets(body))
        return body;
    size_t n = 0;
    const char *end = body + strlen(body), *only = NULL;
    for (const char *p = body, *stop; p < end; p = stop) {
        stop = line_end(p, end);
        if (imitates(d, p, stop)) {
            only = p;
            n++;
        }
        if (stop < end)
            take(&stop, end);
    }
    return n == 0 ? body : n == 1 ? mark_line(d, body, only) : mark_all(d, body, n);
}

/* ---- names ---- */

/* Words for a role, in the languages of the catalogues. They are left out of a name before it is compared, so
 * "Bob Support" looks like "Bob". A name that has only such words, as in "Support Team", looks like the desk.
 */
static const char *const roles[] = {
    "agent",           "supervisor",    "support",       "desk",         "frontdesk",
    "helpdesk",        "team",          "staff",         "service",      "admin",
    "operator",        "manager",       "official",      "assistant",    "bot",
    "chatbot",         "administrator", "moderator",     "kundendienst", "kundenservice",
    "kundenbetreuung", "mitarbeiter",   "mitarbeiterin", "assistent",    "客服",
    "人工客服",        "客服人员",      "管理员",
};

enum { ROLES = sizeof roles / sizeof roles[0] };

/* Hashes of what the names of the configuration look like, sorted; and hashes of what the words for a role
 * look like. */
struct voice {
    int64_t *look;
    size_t n, room;
    int64_t role[ROLES];
};

/* Returns one of the two looks of a text in the form that is stored: of its small letters, or of its
 * capitals. NULL if no letter is left. */
static const char *look_of(struct desk *d, const char *text, bool capitals)
{
    const char *look = latin_look(d->arena, d->conf->latin, text, capitals);
    return look[0] == '\0' ? NULL : arena_printf(d->arena, "%s%s", capitals ? "I" : "i", look);
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void guard(struct desk *d, const char *name)
{
    struct voice *v = d->voice;
    for (int capitals = 0; capitals < 2; capitals++) {
        const char *look = look_of(d, name, capitals);
        if (look == NULL)
            continue;
        if (v->n == v->room)
            v->look = xrealloc(v->look, (v->room = 2 * v->room + 16) * sizeof *v->look);
        v->look[v->n++] = flood_number(&d->flood_key, look);
        store_run(d->store, SQL_face_mark_like, TEXT(look));
    }
}

/* The localpart of an agent's address is guarded too, because commands accept it as a name. */
static void guard_agent(struct desk *d, const struct conf_agent *a)
{
    guard(d, a->name);
    guard(d, arena_strndup(d->arena, a->jid, strcspn(a->jid, "@")));
}

static int64_t role_number(struct desk *d, const char *word)
{
    return flood_number(&d->flood_key, latin_look(d->arena, d->conf->latin, word, false));
}

static void build(struct desk *d)
{
    if (d->voice == NULL)
        d->voice = xcalloc(1, sizeof *d->voice);
    d->voice->n = 0;
    for (size_t i = 0; i < ROLES; i++)
        d->voice->role[i] = role_number(d, roles[i]);
    guard(d, "desk");
    guard(d, "frontdesk");
    guard(d, d->conf->component.domain);
    for (size_t i = 0; i < d->conf->n_agents; i++)
        guard_agent(d, &d->conf->agents[i]);
    for (size_t i = 0; i < d->conf->n_queues; i++) {
        guard(d, d->conf->queues[i].name);
        guard(d, d->conf->queues[i].title);
    }
    for (size_t i = 0; i < d->conf->n_responders; i++) {
        guard(d, d->conf->responders[i].name);
        guard(d, d->conf->responders[i].shown);
    }
    qsort(d->voice->look, d->voice->n, sizeof *d->voice->look, by_value);
}

static bool is_guarded(struct desk *d, const char *look)
{
    int64_t number = flood_number(&d->flood_key, look);
    if (d->voice == NULL)
        build(d);
    return bsearch(&number, d->voice->look, d->voice->n, sizeof number, by_value) != NULL;
}

static bool is_role(struct desk *d, const char *word, size_t len)
{
    if (d->voice == NULL)
        build(d);
    int64_t number = role_number(d, arena_strndup(d->arena, word, len));
    for (size_t i = 0; i < ROLES; i++)
        if (d->voice->role[i] == number)
            return true;
    return false;
}

/* Returns a part of a name without the words for a role; "" if it has no other words. */
static const char *without_roles(struct desk *d, const char *part)
{
    const char *rest = "";
    for (const char *p = part; *p != '\0'; p += strspn(p, " ")) {
        size_t len = strcspn(p, " ");
        if (len > 0 && !is_role(d, p, len))
            rest = arena_printf(d->arena, "%s%.*s ", rest, (int)len, p);
        p += len;
    }
    return rest;
}

/* Stores what a name of this face looks like. Returns true if it looks like a guarded name. */
static bool add_look(struct desk *d, int64_t face, const char *text)
{
    bool guarded = false;
    for (int capitals = 0; capitals < 2; capitals++) {
        const char *look = look_of(d, text, capitals);
        if (look == NULL)
            continue;
        store_run(d->store, SQL_face_look_add, TEXT(look), INT(face));
        guarded |= is_guarded(d, look);
    }
    return guarded;
}

/* Says whether a part of a name ends here. "Eve (supervisor)" has the part "Eve" before the bracket; "Bob –
 * Sales" has "Bob" and "Sales". A hyphen between two letters belongs to the name. */
static bool ends_part(const char *name, const char *at, const char *end)
{
    const char *after = at;
    uint32_t cp = take(&after, end);
    if (cp == '-')
        return at == name || at[-1] == ' ' || *after == ' ';
    enum utf8_kind kind = utf8_kind(cp);
    return cp != '.' && cp != '\'' && cp != 0x2019 && cp != '&' && kind != UTF8_LETTER &&
           kind != UTF8_UNSEEN && kind != UTF8_PICTURE;
}

static bool add_part(struct desk *d, int64_t face, const char *part)
{
    const char *rest = without_roles(d, part);
    bool only_role = rest[0] == '\0' && latin_look(d->arena, d->conf->latin, part, false)[0] != '\0';
    return add_look(d, face, rest) || only_role;
}

/* Stores the looks of the whole name, and of its first and last parts that have a letter: people are known by
 * these. Parts between them are ignored. Returns true if one of them looks like a guarded name. */
static bool add_parts(struct desk *d, int64_t face, const char *name)
{
    const char *end = name + strlen(name), *from = name, *first = NULL, *last = NULL;
    for (const char *p = name; from < end; from = p) {
        const char *stop = p;
        while (p < end && !ends_part(name, stop = p, end))
            take(&p, end);
        if (p < end)
            take(&p, end);
        else
            stop = end;
        const char *part = arena_strndup(d->arena, from, (size_t)(stop - from));
        if (latin_look(d->arena, d->conf->latin, part, false)[0] != '\0') {
            first = first == NULL ? part : first;
            last = part;
        }
    }
    bool guarded = add_look(d, face, name);
    guarded |= first != NULL && add_part(d, face, first);
    return (last != first && add_part(d, face, last)) || guarded;
}

const char *voice_face(struct desk *d, int64_t face, const char *name, const char *jid)
{
    bool guarded = add_parts(d, face, name) && conf_agent(d->conf, jid) == NULL;
    store_run(d->store, guarded ? SQL_face_mark : SQL_face_looked, INT(face));
    return guarded ? arena_printf(d->arena, "%s (customer)", name) : name;
}

/* Checks the faces with an open conversation that an older version of the desk made. Others are checked when
 * they write. */
static void catch_up(struct desk *d)
{
    int64_t faces[CATCH_UP];
    const char *names[CATCH_UP], *jids[CATCH_UP];
    size_t n = 0;
    struct cursor *c = store_query(d->store, SQL_face_not_looked, INT(CATCH_UP));
    while (n < CATCH_UP && cursor_next(c)) {
        faces[n] = cursor_int(c, 0);
        names[n] = cursor_text(c, 1);
        jids[n++] = cursor_text(c, 2);
    }
    cursor_end(c);
    for (size_t i = 0; i < n; i++)
        voice_face(d, faces[i], names[i], jids[i]);
}

void voice_sync(struct desk *d)
{
    build(d);
    catch_up(d);
}

void voice_free(struct voice *v)
{
    if (v != NULL)
        free(v->look);
    free(v);
}
