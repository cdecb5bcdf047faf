/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * customer: see customer.h. */
#include "desk/customer.h"

#include <ctype.h>
#include <string.h>

#include "base/latin.h"
#include "base/utf8.h"
#include "desk/channel.h"
#include "desk/contact.h"
#include "desk/core.h"
#include "desk/kept.h"
#include "desk/mail.h"
#include "desk/party.h"
#include "desk/prune.h"
#include "desk/tongue.h"
#include "desk/visitor.h"
#include "desk/voice.h"
#include "store/view.h"

enum { SLUG_MAX = 24, NICK_MAX = 60, WORD = 4 };

static const struct view view = VIEW(CUSTOMER_COLUMNS(struct customer));

struct customer customer_find(struct desk *d, const struct party *who)
{
    struct customer u;
    view_first(&view, store_query(d->store, SQL_customer_find, TEXT(who->key)), &u);
    u.channel = who->channel;
    u.address = who->address;
    u.jid = who->key;
    return u;
}

static const char *told_or(const char *told, const char *known)
{
    return told != NULL && told[0] != '\0' ? told : known;
}

struct customer customer_of_mail(struct desk *d, const struct mail *m)
{
    struct customer u = customer_find(d, &m->from);
    struct tongue tongue = tongue_hear(d, TONGUE_OF(&u), m);
    TONGUE_SET(&u, tongue);
    return u;
}

/* The customer is called otherwise from now on. The localparts of the faces stay. */
static void rename_faces(struct desk *d, const struct customer *u)
{
    enum { MANY = 64 }; /* one for each queue */
    int64_t ids[MANY];
    size_t n = 0;
    struct cursor *c = store_query(d->store, SQL_face_of_customer, INT(u->id), INT(MANY));
    while (n < MANY && cursor_next(c))
        ids[n++] = cursor_int(c, 0);
    cursor_end(c);
    for (size_t i = 0; i < n; i++) {
        store_run(d->store, SQL_face_rename, INT(ids[i]), TEXT(u->nick));
        store_run(d->store, SQL_face_look_drop, INT(ids[i]));
        voice_face(d, ids[i], u->nick, u->jid);
        contact_renamed(d, ids[i]);
    }
}

struct customer customer_note(struct desk *d, const struct mail *m)
{
    struct customer known = customer_find(d, &m->from), u = known;
    const char *nick = m->content.nick == NULL ? NULL : utf8_name(d->arena, m->content.nick, NICK_MAX);
    struct tongue tongue = tongue_hear(d, TONGUE_OF(&known), m);
    u.full_jid = m->from.device;
    u.nick = told_or(nick, known.nick);
    TONGUE_SET(&u, tongue);
    if (known.id == 0) {
        store_run(d->store, SQL_customer_add, TEXT(u.jid), TEXT(u.full_jid), TEXT(u.nick), TEXT(u.lang),
                  INT(d->now_ms), TEXT(u.channel), TEXT(u.speaks), TEXT(u.speaks_next));
        u.id = store_last_id(d->store);
        prune_customer_later(d, u.id);
        kept_add(d, m->from.key, KEPT_CUSTOMER);
    } else if (strcmp(u.full_jid, known.full_jid) != 0 || strcmp(u.nick, known.nick) != 0 ||
               !tongue_same(TONGUE_OF(&u), TONGUE_OF(&known))) {
        store_run(d->store, SQL_customer_update, INT(u.id), TEXT(u.full_jid), TEXT(u.nick), TEXT(u.lang),
                  TEXT(u.speaks), TEXT(u.speaks_next));
        if (strcmp(u.nick, known.nick) != 0)
            rename_faces(d, &u);
    }
    return u;
}

const char *customer_language(const struct desk *d, const struct customer *u, const struct conf_queue *q)
{
    return tongue_of_notices(d, TONGUE_OF(u), q);
}

const char *face_slug(struct desk *d, const char *name)
{
    bool ascii = true;
    for (const char *s = name; *s != '\0'; s++)
        ascii = ascii && (unsigned char)*s < 0x80;
    /* Names come from strangers, so only the beginning is looked at. */
    const char *from = ascii ? name : latin_text(d->arena, d->conf->latin, utf8_head(d->arena, name, 48));
    char *slug = arena_alloc(d->arena, SLUG_MAX + 1);
    size_t n = 0;
    for (; *from != '\0' && n < SLUG_MAX; from++) {
        unsigned char c = (unsigned char)*from;
        if (c < 0x80 && isalnum(c))
            slug[n++] = (char)tolower(c);
        else if (n > 0 && slug[n - 1] != '-' && c != '\'')
            slug[n++] = '-';
    }
    while (n > 0 && slug[n - 1] == '-')
        n--;
    slug[n] = '\0';
    return n > 0 ? slug : "guest";
}

/* Returns the name that people are shown: the nickname, else the localpart, else "Visitor 7". */
static const char *display_name(struct desk *d, const struct customer *u)
{
    if (u->nick[0] != '\0')
        return u->nick;
    const char *name = NULL;
    struct jid jid;
    if (strcmp(u->channel, CHANNEL_XMPP) == 0 && jid_parse(d->arena, u->jid, &jid) && jid.local[0] != '\0' &&
        !visitor_is(jid.local))
        name = utf8_name(d->arena, jid_unescape(d->arena, jid.local), NICK_MAX);
    return name != NULL ? name : visitor_new(d);
}

struct face face_of(struct desk *d, const struct customer *u, const char *queue)
{
    struct face f = {0};
    struct cursor *c = store_query(d->store, SQL_face_find, INT(u->id), TEXT(queue));
    if (cursor_next(c)) {
        f = (struct face){.id = cursor_int(c, 0), .localpart = cursor_text(c, 1), .name = cursor_text(c, 2)};
        bool looked = cursor_int(c, 3) != 0;
        cursor_end(c);
        if (!looked)
            f.name = voice_face(d, f.id, f.name, u->jid);
        return f;
    }
    f.name = display_name(d, u);
    const char *slug = face_slug(d, f.name);
    char word[WORD + 8 + 1];
    int len = WORD; /* one letter more after each clash, so the loop ends soon */
    do {
        rng_word(&d->rng, word, len);
        f.localpart = arena_printf(d->arena, "%s.%s", slug, word);
        if (len < WORD + 8)
            len++;
    } while (store_int(d->store, SQL_face_taken, 0, TEXT(f.localpart)) != 0);
    store_run(d->store, SQL_face_add, INT(u->id), TEXT(queue), TEXT(f.localpart), TEXT(f.name),
              INT(d->now_ms));
    f.id = store_last_id(d->store);
    f.name = voice_face(d, f.id, f.name, u->jid);
    return f;
}
