/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mail: see mail.h. */
#include "desk/mail.h"

#include <string.h>

#include "base/utf8.h"
#include "desk/core.h"
#include "desk/kept.h"
#include "desk/meaning.h"
#include "desk/moment.h"

bool mail_says(const struct mail *m)
{
    return m->content.means.file.present || (m->content.said != NULL && !utf8_is_blank(m->content.said));
}

const char *mail_too_old(struct desk *d, const struct mail *m, const struct conf_hours *zone,
                         const char *again)
{
    return arena_printf(
        d->arena,
        "Not done: you wrote this at %s, and it arrived only now. Write %s again if you still want it.",
        moment_say(d, zone, m->stamp_ms), again);
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

const char *mail_shown(const struct mail *m, const char *body)
{
    return m->content.means.signs != NULL ? NULL : body;
}

void mail_receipt(struct desk *d, const struct mail *m)
{
    channel_find(d, m->from.channel)->receipt(d, m);
}

bool mail_too_large(const struct mail *m, const struct conf_queue *q)
{
    return (m->content.body != NULL && utf8_length(m->content.body) > (size_t)q->max_message) ||
           strlen(m->content.payload) + strlen(m->content.live) > PAYLOAD_MAX;
}

bool mail_is_live(const struct mail *m)
{
    return m->content.live[0] != '\0' || m->content.typing != TYPING_UNSAID;
}

/* Returns what is relayed beside the body. A chat state is relayed with a body too. */
static const char *payload_of(struct desk *d, const struct content *c, bool live)
{
    if (live)
        return c->live;
    return c->body == NULL || c->live[0] == '\0' ? c->payload
                                                 : arena_printf(d->arena, "%s%s", c->payload, c->live);
}

void mail_travels(struct desk *d, const struct mail *m, struct letter *l, bool live)
{
    if (channel_find(d, m->from.channel) == channel_find(d, l->channel)) {
        l->payload = payload_of(d, &m->content, live);
        return;
    }
    l->typing = m->content.typing;
    l->means = live ? NULL : &m->content.means;
}

void mail_ask_again(struct desk *d, const struct mail *m, const struct letter *request)
{
    const struct channel *c = channel_find(d, m->from.channel);
    if (c->ask_again != NULL)
        c->ask_again(d, m, request);
    else
        letter_send(d, request);
}

void mail_refuse(struct desk *d, const struct mail *m, enum refusal why, const char *text, const char *lang)
{
    channel_find(d, m->from.channel)->refuse(d, m, why, text, lang);
}

int64_t mail_bytes(const struct mail *m)
{
    return kept_bytes(m->id, m->content.origin_id, m->content.body, m->content.payload) +
           meaning_bytes(&m->content.means);
}

void mail_kept(struct desk *d, const struct mail *m)
{
    kept_add(d, m->from.key, mail_bytes(m));
}
