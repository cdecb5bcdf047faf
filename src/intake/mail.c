/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mail: see mail.h. */
#include "intake/mail.h"

#include <string.h>
#include <strings.h>

#include "base/datetime.h"
#include "base/utf8.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/kept.h"
#include "desk/meaning.h"
#include "xml/stanza.h"
#include "xmpp/alias.h"
#include "xmpp/live.h"

enum {
    LANG_MAX = 35, /* the longest tag that RFC 5646 section 4.4.1 asks to support */
    LATE_MS = 60 * 1000, /* what was written longer ago is not of now */
};

/* Letters, digits and hyphens (RFC 5646 section 2.1). It is shown to agents: anything else is a stranger's
 * words; NULL. But many a client says what its system calls it: de_DE.UTF-8 is de-DE. */
static const char *read_language(struct arena *arena, const char *said)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    if (said == NULL || strlen(said) > 2 * LANG_MAX)
        return NULL;
    char *tag = arena_strndup(arena, said, strcspn(said, ".@"));
    for (char *p = tag; (p = strchr(p, '_')) != NULL; p++)
        *p = '-';
    size_t len = strlen(tag), first = strspn(tag, letters);
    bool is_tag = len <= LANG_MAX && first >= 2 && (tag[first] == '-' || tag[first] == '\0') &&
                  strspn(tag, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == len;
    return is_tag ? tag : NULL;
}

/* Of the words, where they have one of their own. */
static const char *language_of(struct arena *arena, const xmpp_stanza_t *stanza)
{
    const char *own = read_language(arena, st_attr(st_body(stanza), "xml:lang"));
    return own != NULL ? own : read_language(arena, st_attr(stanza, "xml:lang"));
}

/* Both legs carry m->id. Where that is not what the author's client calls it, the archive has that beside it.
 */
static void name_it(struct desk *d, struct mail *m, enum side side, const struct conversation *t)
{
    struct alias_author a = {
        .customer = side == FROM_CUSTOMER ? m->from->bare
                    : t != NULL           ? t->customer_jid
                                          : "",
        .agent = side == FROM_AGENT,
        .domain = m->from->domain,
    };
    const char *id = st_attr_or(m->stanza, "id", "");
    m->id = id[0] != '\0' ? alias_of(d, &a, id) : desk_new_id(d);
    if (id[0] != '\0' && m->id != id)
        m->content.origin_id = strlen(id) <= ORIGIN_MAX ? id : NULL;
}

/* Only the sender's own server is believed, for nobody else was there (XEP-0203 section 2): its oldest stamp,
 * whoever added others. A stamp of the future, or from before there was XMPP, is none. */
static int64_t stamp_of(const struct desk *d, const struct mail *m)
{
    static const int64_t first_ms = 946684800000; /* 2000-01-01 */
    int64_t oldest_ms = 0;
    for (const struct delay *one = m->content.delays; one != NULL; one = one->next) {
        int64_t ms = strcasecmp(one->from, m->from->domain) == 0 ? datetime_read(one->stamp) : 0;
        if (ms >= first_ms && ms <= d->now_ms - LATE_MS && (oldest_ms == 0 || ms < oldest_ms))
            oldest_ms = ms;
    }
    return oldest_ms;
}

struct mail mail_read(struct desk *d, xmpp_stanza_t *stanza, const struct jid *from, const struct jid *to,
                      enum side side, const struct conversation *t)
{
    struct mail m = {.stanza = stanza, .from = from, .to = to, .lang = language_of(d->arena, stanza)};
    m.content = xep_content(d, stanza, side, t);
    name_it(d, &m, side, t);
    m.stamp_ms = stamp_of(d, &m);
    return m;
}

bool mail_says(const struct mail *m)
{
    return m->content.means.file.present || (m->content.said != NULL && !utf8_is_blank(m->content.said));
}

const char *mail_too_old(struct desk *d, const struct mail *m, const char *again)
{
    return arena_printf(d->arena, "Not done: you wrote this at %.16s UTC, and it came only now. Write %s again if you still want it.",
                        datetime_utc(d->arena, m->stamp_ms), again);
}

const char *mail_said(const struct mail *m)
{
    const struct content *c = &m->content;
    if (c->said == NULL)
        return "";
    return c->body != NULL && strcmp(c->said, c->body) == 0 ? NULL : c->said;
}

bool mail_is_blank(const struct mail *m)
{
    return m->content.said != NULL && !m->content.means.file.present && utf8_is_blank(m->content.said);
}

void mail_receipt(struct desk *d, const struct mail *m)
{
    const char *id = st_attr(m->stanza, "id");
    if (id == NULL || st_child(m->stanza, "request", "urn:xmpp:receipts") == NULL)
        return;
    struct xml *x = xml_new(d->arena);
    xml_open(x, "message", NULL);
    xml_attr(x, "from", m->to->bare);
    xml_attr(x, "to", m->from->full);
    xml_attr(x, "id", live_id(d));
    xml_attr(x, "type", st_attr(m->stanza, "type"));
    xml_open(x, "received", "urn:xmpp:receipts");
    xml_attr(x, "id", id);
    xml_close(x);
    xml_close(x);
    desk_send(d, xml_string(x));
}

bool mail_too_large(const struct mail *m, const struct conf_queue *q)
{
    return (m->content.body != NULL && utf8_length(m->content.body) > (size_t)q->max_message) ||
           strlen(m->content.payload) + strlen(m->content.live) > PAYLOAD_MAX;
}

const char *mail_payload(struct desk *d, const struct mail *m)
{
    if (m->content.body == NULL || m->content.live[0] == '\0')
        return m->content.payload;
    return arena_printf(d->arena, "%s%s", m->content.payload, m->content.live);
}

void mail_refuse(struct desk *d, const struct mail *m, enum verdict v, const char *text, const char *lang)
{
    xep_refuse(d, "message", m->from->full, m->to->full, st_attr(m->stanza, "id"), v, text, lang);
}

int64_t mail_bytes(const struct mail *m)
{
    return kept_bytes(m->id, m->content.origin_id, m->content.body, m->content.payload);
}

void mail_kept(struct desk *d, const struct mail *m)
{
    kept_add(d, m->from->bare, mail_bytes(m));
}

int64_t mail_archive(struct desk *d, const struct conversation *t, const char *author, const struct mail *m,
                     const char *body)
{
    const struct content *c = &m->content;
    struct value values[10 + MEANING_VALUES] = {
        INT(t->id),
        INT(d->now_ms),
        TEXT(author),
        TEXT(m->from->bare),
        TEXT(m->id),
        TEXT(c->origin_id != NULL ? c->origin_id : ""),
        TEXT(body != NULL ? body : ""),
        TEXT(c->payload),
        TEXT(mail_said(m)),
        m->stamp_ms != 0 ? INT(m->stamp_ms) : TEXT(NULL),
    };
    meaning_values(&c->means, m->lang, values + 10);
    store_run_values(d->store, SQL_message_add_words, values, sizeof values / sizeof values[0]);
    int64_t id = store_last_id(d->store);
    if (strcmp(author, "agent") != 0)
        mail_kept(d, m);
    return id;
}
