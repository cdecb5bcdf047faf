/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lone: see lone.h. A message that is held is in the table `unsent` as refused; when it is sent the archive has a
 * newer message with that id, which counts (reference.c). So all that refers to it is right at any time. */
#include "command/lone.h"

#include <string.h>

#include "base/utf8.h"
#include "command/command.h"
#include "command/relay.h"
#include "desk/agent.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/mail.h"
#include "desk/offer.h"
#include "desk/say.h"
#include "store/view.h"

enum { SHOWN_CHARACTERS = 40, ROWS_MAX = 1000 };

struct lone {
    LONE_FIELDS; /* db/columns */
};

static const struct view view = VIEW(LONE_COLUMNS(struct lone));

static struct lone find(struct desk *d, int64_t face, int64_t agent)
{
    struct lone l;
    view_first(&view, store_query(d->store, SQL_lone_get, INT(face), INT(agent)), &l);
    return l;
}

static void drop(struct desk *d, int64_t face, int64_t agent)
{
    store_run(d->store, SQL_lone_drop, INT(face), INT(agent));
}

static const char *shown(struct desk *d, const char *body)
{
    return utf8_printable(d->arena, body, SHOWN_CHARACTERS);
}

static void tell_not_sent(struct desk *d, const struct conversation *t, const char *agent_jid,
                          const struct lone *l)
{
    conversation_tell_agent(d, t, agent_jid, arena_printf(d->arena, "Not sent: \"%s\".", shown(d, l->body)));
}

/* ---- it comes ---- */

/* A reply to the customer's words is an answer; one to a line of the desk may be anything. */
static bool says_only_words(const struct mail *m)
{
    const struct content *c = &m->content;
    for (size_t i = REFERS_NONE; i < REFERS_COUNT; i++)
        if (c->refers[i].id != NULL && (i != REFERS_REPLIES || c->refers[i].fate != REFERENT_UNKNOWN))
            return false;
    return c->said != NULL && !c->means.file.present && c->means.signs == NULL;
}

bool lone_is_new(struct desk *d, const struct mail *m, const struct agent *a)
{
    const struct command *c = says_only_words(m) ? command_alone(d->arena, m->content.said, a) : NULL;
    return c != NULL && store_int(d->store, SQL_lone_was_asked, 0, INT(a->id), TEXT(c->word)) == 0;
}

bool lone_any(struct desk *d, const struct conversation *t, const struct agent *a)
{
    struct lone l = find(d, t->face, a->id);
    return l.conversation != 0 && l.conversation == t->id;
}

bool lone_is_held(struct desk *d, const struct conversation *t, const struct mail *m, const struct agent *a)
{
    struct lone l = find(d, t->face, a->id);
    return l.conversation != 0 && l.conversation == t->id && strcmp(l.stanza_id, m->id) == 0;
}

static void put(struct desk *d, const struct conversation *t, const struct mail *m, const struct agent *a,
                const char *word)
{
    const struct content *c = &m->content;
    store_run(d->store, SQL_lone_put, INT(t->face), INT(a->id), INT(t->id), TEXT(word), TEXT(m->id),
              TEXT(c->origin_id != NULL ? c->origin_id : ""), TEXT(m->lang != NULL ? m->lang : ""),
              TEXT(c->body), TEXT(c->payload), TEXT(m->from.device), INT(c->receipt_wanted),
              INT(m->stamp_ms));
}

static const char *as_command(struct desk *d, const struct command *c, const char *body)
{
    if (command_find(c->word, IN_CHAT) != NULL)
        return arena_printf(d->arena, "!%s", shown(d, body));
    return arena_printf(d->arena, "in the chat with the house, %s", say_house(d));
}

static const char *consequence(const struct conversation *t, const struct agent *a)
{
    if (conversation_held_by(t, a->id))
        return "";
    return t->state == CONVERSATION_CLOSED ? " That opens the conversation again."
                                           : " That takes the conversation.";
}

void lone_hold(struct desk *d, const struct conversation *t, const struct mail *m, const struct agent *a)
{
    const struct command *c = command_alone(d->arena, m->content.said, a);
    const char *body = utf8_trim(d->arena, m->content.said);
    put(d, t, m, a, c->word);
    store_run(d->store, SQL_lone_ask, INT(a->id), TEXT(c->word));
    reference_unsent(d, t, a, m->id, m->content.origin_id, NULL, REFERENT_REFUSED);
    conversation_tell_agent(
        d, t, a->jid,
        arena_printf(d->arena,
                     "Not sent yet: \"%s\" is also a command, %s. If it is for the customer, write it again; "
                     "anything else that you write to the customer sends it first.%s",
                     shown(d, body), as_command(d, c, body), consequence(t, a)));
}

/* ---- it goes ---- */

static struct mail mail_of(struct desk *d, const struct lone *l, const struct agent *a)
{
    return (struct mail){
        .from = party_of(d->arena, CHANNEL_XMPP, a->jid, l->device),
        .to = "",
        .id = l->stanza_id,
        .lang = l->lang[0] != '\0' ? l->lang : NULL,
        .content = {.body = l->body,
                    .said = l->body,
                    .payload = l->payload,
                    .live = "",
                    .receipt_wanted = l->receipt,
                    .origin_id = l->origin_id[0] != '\0' ? l->origin_id : NULL},
        .stored = true,
        .stamp_ms = l->said_ms,
    };
}

static bool repeats(struct desk *d, const struct mail *m, const struct lone *l)
{
    const char *said = m != NULL ? m->content.said : NULL;
    return said != NULL && !m->content.correction &&
           strcmp(utf8_word(d->arena, said), utf8_word(d->arena, l->body)) == 0;
}

void lone_send(struct desk *d, struct conversation *t, const struct mail *next, const struct agent *a)
{
    struct lone l = find(d, t->face, a->id);
    if (l.conversation == 0)
        return;
    drop(d, t->face, a->id);
    if (l.conversation != t->id || repeats(d, next, &l))
        return;
    struct mail m = mail_of(d, &l, a);
    relay_words(d, t, &m, a, l.body);
}

/* ---- it was meant otherwise ---- */

static bool names(const struct reference *r, const struct lone *l)
{
    return r->id != NULL && r->id[0] != '\0' && l->conversation != 0 &&
           (strcmp(r->id, l->stanza_id) == 0 || strcmp(r->id, l->origin_id) == 0);
}

void lone_commanded(struct desk *d, const struct conversation *t, const struct mail *m, const struct agent *a)
{
    struct lone l = find(d, t->face, a->id);
    if (names(&m->content.refers[REFERS_CORRECTS], &l) ||
        (l.conversation != 0 && command_has_word(m->content.said, l.word)))
        drop(d, t->face, a->id);
}

void lone_commanded_word(struct desk *d, const struct conversation *t, const struct agent *a,
                         const char *word)
{
    struct lone l = find(d, t->face, a->id);
    if (l.conversation != 0 && strcmp(l.word, word) == 0)
        drop(d, t->face, a->id);
}

void lone_commanded_house(struct desk *d, const struct agent *a, const char *word)
{
    struct held {
        int64_t face, conversation;
    } *list = arena_alloc(d->arena, ROWS_MAX * sizeof *list);
    size_t n = 0;
    struct cursor *c = store_query(d->store, SQL_lone_of_agent, INT(a->id), TEXT(word), INT(ROWS_MAX));
    while (n < ROWS_MAX && cursor_next(c))
        list[n++] = (struct held){cursor_int(c, 0), cursor_int(c, 1)};
    cursor_end(c);
    for (size_t i = 0; i < n; i++) {
        struct lone l = find(d, list[i].face, a->id);
        struct conversation t = conversation_by_id(d, list[i].conversation);
        drop(d, list[i].face, a->id);
        tell_not_sent(d, &t, a->jid, &l);
    }
}

/* From now on the message is the held one, with other words. */
static void take_place(struct mail *m, const struct lone *l)
{
    struct content *c = &m->content;
    const char *id = m->id;
    m->id = l->stanza_id;
    m->stored = true;
    m->stamp_ms = l->said_ms;
    c->origin_id =
        l->origin_id[0] != '\0' ? l->origin_id : id; /* some clients name the correction next time */
    c->payload = l->payload;
    c->correction = c->carries = c->keeps = false;
    c->refers[REFERS_CORRECTS] = (struct reference){0};
    c->means.replaces = NULL;
}

bool lone_changes(struct desk *d, const struct conversation *t, struct mail *m, const struct agent *a)
{
    const struct content *c = &m->content;
    struct lone l = find(d, t->face, a->id);
    if (names(&c->refers[REFERS_RETRACTS], &l)) {
        drop(d, t->face, a->id);
        tell_not_sent(d, t, a->jid, &l);
        return true;
    }
    if (names(&c->refers[REFERS_CORRECTS], &l) && c->said != NULL) {
        drop(d, t->face, a->id);
        take_place(m, &l);
    }
    return false;
}

void lone_entered(struct desk *d, struct conversation *t, const struct conversation *was)
{
    (void)was;
    struct held {
        int64_t agent, conversation;
    } *list = NULL;
    size_t n = 0;
    struct cursor *c = store_query(d->store, SQL_lone_of_face, INT(t->face), INT(ROWS_MAX));
    while (n < ROWS_MAX && cursor_next(c)) {
        if (list == NULL)
            list = arena_alloc(d->arena, ROWS_MAX * sizeof *list);
        list[n++] = (struct held){cursor_int(c, 0), cursor_int(c, 1)};
    }
    cursor_end(c);
    for (size_t i = 0; i < n; i++) {
        if (list[i].conversation == t->id &&
            (conversation_held_by(t, list[i].agent) || offer_to(d, t, list[i].agent) != 0))
            continue;
        struct lone l = find(d, t->face, list[i].agent);
        struct agent a = agent_by_id(d, list[i].agent);
        drop(d, t->face, list[i].agent);
        if (a.conf != NULL && l.conversation == t->id) /* of an older one that is known as "not sent yet" */
            tell_not_sent(d, t, a.jid, &l);
    }
}
