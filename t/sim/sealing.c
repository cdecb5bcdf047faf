/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sealing: people who encrypt with OMEMO. Some agents and customers have one device with keys or two, each a room omemo of
 * its own; they ask the desk for its keys, encrypt most of what they write, and decrypt what comes. Servers give their keys
 * to the desk. Now and then a device loses its keys, and somebody sends a message that was changed on the way or recorded
 * before.
 *
 * What must hold: whoever was read encrypted at an address is answered encrypted there; no word stands beside the
 * ciphertext; each device reads what is encrypted for it, once; the desk reads what was encrypted in a session that it
 * knows, once; and nothing that was forged is ever in the archive. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "desk/core.h"
#include "mail.h"
#include "omemo/omemo.h"
#include "sealing.h"
#include "store/store.h"
#include "xml/stanza.h"
#include "xml/xml.h"

enum {
    PLAYED_EVERY = 4, /* seeds */
    PATIENCE_MS = 15000,
    TRIES = 4, /* then it is written in plain text */
};

/* ---- devices ---- */

static void draw(void *arg, uint8_t *bytes, size_t n)
{
    struct sim *s = arg;
    for (size_t i = 0; i < n; i++)
        bytes[i] = (uint8_t)rng_next(&s->keys_rng);
}

static void give_keys(struct sim *s, struct client *c)
{
    const char *why = "";
    c->store = store_open(":memory:", STORE_DAEMON, s->seals->scratch, &why);
    if (c->store == NULL)
        fatal("%s", why);
    store_begin(c->store);
    c->keys = omemo_new(c->store, s->seals->scratch);
    omemo_draw_from(c->keys, draw, s);
}

static void take_keys(struct client *c)
{
    omemo_free(c->keys);
    store_rollback(c->store);
    store_close(c->store);
}

static void client_new(struct sim *s, int who)
{
    if (s->seals->n_clients == CLIENTS_MAX)
        return;
    struct client *c = arena_alloc(s->arena, sizeof *c);
    c->who = who;
    give_keys(s, c);
    s->seals->clients[s->seals->n_clients++] = c;
}

void sealing_make(struct sim *s)
{
    rng_seed(&s->keys_rng, ~s->options->seed * 7);
    if (s->options->seed % PLAYED_EVERY != 0)
        return;
    s->seals = arena_alloc(s->arena, sizeof *s->seals);
    s->seals->scratch = arena_new();
    for (int i = 0; i < s->n_people; i++)
        for (int n = 0; n < 2 && sim_chance(&s->keys_rng, n == 0 ? 40 : 30); n++)
            client_new(s, i);
}

void sealing_wire(struct sim *s)
{
    omemo_draw_from(s->desk->omemo, draw, s);
}

void sealing_free(struct sim *s)
{
    if (s->seals == NULL)
        return;
    for (int i = 0; i < s->seals->n_clients; i++)
        take_keys(s->seals->clients[i]);
    arena_free(s->seals->scratch);
}

static struct client *some_client(struct sim *s, int who)
{
    struct client *found = NULL;
    for (int i = 0; i < s->seals->n_clients; i++)
        if (s->seals->clients[i]->who == who && (found == NULL || sim_chance(&s->keys_rng, 50)))
            found = s->seals->clients[i];
    return found;
}

static struct chat *chat_of(struct sim *s, struct client *c, const char *address)
{
    struct chat *chat = s->seals->chats;
    while (chat != NULL && (chat->client != c || strcmp(chat->address, address) != 0))
        chat = chat->next;
    if (chat != NULL)
        return chat;
    chat = arena_alloc(s->arena, sizeof *chat);
    *chat = (struct chat){.next = s->seals->chats, .n = ++s->seals->n_chats, .client = c};
    chat->address = arena_strdup(s->arena, address);
    s->seals->chats = chat;
    return chat;
}

static struct omemo_pair pair_of(const struct sim *s, const char *address)
{
    return (struct omemo_pair){.own = "", .peer = address, .now_ms = sim_wall_ms(s), .agent = true};
}

/* The device begins anew, as when the application was installed again. */
static void renew(struct sim *s, struct client *c)
{
    sim_note(s, "a device of %s has new keys", s->people[c->who].jid);
    take_keys(c);
    give_keys(s, c);
    c->renewed++;
    for (struct chat *chat = s->seals->chats; chat != NULL; chat = chat->next)
        if (chat->client == c)
            chat->known = chat->read = false;
}

/* ---- what people write ---- */

static void send_plain(struct sim *s, const struct chat *chat, const struct pending *p)
{
    server_from_person(s, chat->client->who,
                       arena_printf(s->arena, "%s<body>%s</body>%s", p->before, p->body, p->after));
}

/* Somebody on the way has changed it, or sends it again under another id; the sender's server, for example. replaces: the
 * message itself never comes. */
static void forge(struct sim *s, const struct chat *chat, const char *sealed, bool replaces)
{
    enum { INSIDE = 16, INSIDE_TOO = 60 }; /* digits from the end of the key: the MAC covers them */
    char *xml = arena_strdup(s->arena, sealed), *key = strchr(strstr(xml, "<key"), '>') + 1,
         *rest = strstr(key, "</key>"), *at = rest - sim_between(&s->keys_rng, INSIDE, INSIDE_TOO);
    int64_t kind = sim_between(&s->keys_rng, replaces ? 1 : 0, 3);
    if (kind == 1)
        memmove(at, rest, strlen(rest) + 1);
    else if (kind == 3)
        at = strstr(xml, "<payload>") + strlen("<payload>");
    if (kind >= 2)
        *at = *at == 'A' ? 'B' : 'A';
    server_from_person(
        s, chat->client->who,
        arena_printf(
            s->arena,
            "<message type='chat' from='%s/phone' to='%s' id='%s-%d'>%s<body>forged</body></message>",
            s->people[chat->client->who].jid, chat->address, kind == 0 ? "repeat" : "forged",
            ++s->seals->n_forged, xml));
}

static void send_sealed(struct sim *s, struct chat *chat, const struct pending *p)
{
    struct omemo_pair pair = pair_of(s, chat->address);
    arena_reset(s->seals->scratch);
    const char *sealed = omemo_seal(chat->client->keys, &pair, p->text);
    if (sealed == NULL) {
        send_plain(s, chat, p);
        return;
    }
    sealed = arena_strdup(s->arena, sealed);
    p->said->chat = chat;
    p->said->with_keys = chat->client->renewed;
    p->said->sure = chat->known;
    p->said->number = ++chat->written;
    bool forged = !s->calm && sim_chance(&s->keys_rng, 4), replaced = forged && sim_chance(&s->keys_rng, 50);
    if (!replaced)
        server_from_person(s, chat->client->who,
                           arena_printf(s->arena, "%s%s<body>fallback</body>%s", p->before, sealed,
                                        p->after));
    if (forged)
        forge(s, chat, sealed, replaced);
}

static void flush(struct sim *s, struct chat *chat, bool sealed)
{
    struct pending *p = chat->first;
    chat->first = NULL;
    chat->tries = 0;
    for (; p != NULL; p = p->next)
        if (sealed)
            send_sealed(s, chat, p);
        else
            send_plain(s, chat, p);
}

static void ask(struct sim *s, const struct chat *chat, const char *node)
{
    server_from_person(
        s, chat->client->who,
        arena_printf(s->arena,
                     "<iq type='get' id='seal-%d' from='%s/phone' to='%s'><pubsub xmlns='" NS_PUBSUB
                     "'><items node='%s'/></pubsub></iq>",
                     chat->n, s->people[chat->client->who].jid, chat->address, node));
}

static struct chat *chat_by_number(struct sim *s, int n)
{
    struct chat *chat = s->seals->chats;
    while (chat != NULL && chat->n != n)
        chat = chat->next;
    return chat;
}

static void impatient(struct sim *s, const struct happening *h)
{
    struct chat *chat = chat_by_number(s, (int)h->guard);
    if (chat->first == NULL)
        return;
    if (s->calm || ++chat->tries > TRIES) {
        flush(s, chat, false);
        return;
    }
    ask(s, chat, LIST);
    sim_later(s, PATIENCE_MS, impatient, chat->n, h->who, NULL, NULL);
}

static void wait_for_keys(struct sim *s, struct chat *chat, struct pending *p)
{
    struct pending **end = &chat->first;
    while (*end != NULL)
        end = &(*end)->next;
    *end = p;
    if (chat->tries++ > 0)
        return;
    ask(s, chat, LIST);
    sim_later(s, PATIENCE_MS, impatient, chat->n, chat->client->who, NULL, NULL);
}

static const char *unescaped(struct sim *s, const char *body)
{
    xmpp_stanza_t *st = st_parse(s->ctx, arena_printf(s->arena, "<body>%s</body>", body));
    const char *text = st_text(s->arena, st);
    xmpp_stanza_release(st);
    return text;
}

bool sealing_says(struct sim *s, int who, struct said *said, const char *before, const char *body,
                  const char *after)
{
    struct client *c = s->seals != NULL ? some_client(s, who) : NULL;
    if (c == NULL || strstr(after, NS_OMEMO) != NULL || !sim_chance(&s->keys_rng, 85))
        return false;
    if (!s->calm && sim_between(&s->keys_rng, 0, 999) < 4)
        renew(s, c);
    struct chat *chat = chat_of(s, c, said->to);
    struct omemo_pair pair = pair_of(s, chat->address);
    struct pending *p = arena_alloc(s->arena, sizeof *p);
    *p = (struct pending){.said = said,
                          .before = arena_strdup(s->arena, before),
                          .text = unescaped(s, body),
                          .body = arena_strdup(s->arena, body),
                          .after = arena_strdup(s->arena, after)};
    if (omemo_knows(c->keys, &pair))
        send_sealed(s, chat, p);
    else if (s->calm)
        send_plain(s, chat, p);
    else
        wait_for_keys(s, chat, p);
    return true;
}

/* ---- IQs ---- */

const xmpp_stanza_t *sealing_items(const xmpp_stanza_t *iq)
{
    return st_child(st_child(iq, "pubsub", NS_PUBSUB), "items", NS_PUBSUB);
}

/* The desk's device, or its keys. */
static void answered(struct sim *s, struct chat *chat, const xmpp_stanza_t *iq)
{
    const xmpp_stanza_t *item = st_child(sealing_items(iq), "item", NS_PUBSUB);
    const xmpp_stanza_t *list = st_child(item, "list", NS_OMEMO),
                        *bundle = st_child(item, "bundle", NS_OMEMO);
    const char *node = st_attr_or(sealing_items(iq), "node", "");
    struct omemo_pair pair = pair_of(s, chat->address);
    if (chat->first == NULL)
        return;
    const char *device = st_attr(list != NULL ? st_child(list, "device", NS_OMEMO) : NULL, "id");
    if (device != NULL) {
        ask(s, chat, arena_printf(s->arena, BUNDLES "%s", device));
        return;
    }
    arena_reset(s->seals->scratch);
    bool good = bundle != NULL &&
                omemo_take_bundle(chat->client->keys, &pair, omemo_number(node + strlen(BUNDLES)), bundle);
    if (bundle != NULL && !good)
        sim_violation(s, "the desk's keys are not sound: %s", chat->address);
    if (good)
        chat->known = false;
    flush(s, chat, good);
}

bool sealing_iq(struct sim *s, int who, xmpp_stanza_t *iq)
{
    const char *id = st_attr_or(iq, "id", ""), *type = st_attr_or(iq, "type", "");
    if (s->seals == NULL || some_client(s, who) == NULL)
        return false;
    if (strncmp(id, "seal-", 5) == 0 && strcmp(type, "get") != 0) {
        answered(s, chat_by_number(s, atoi(id + 5)), iq);
        return true;
    }
    return strcmp(type, "get") == 0 && sealing_asked(s, who, iq);
}

/* ---- what people are sent ---- */

static bool is_for(struct sim *s, const struct client *c, const xmpp_stanza_t *encrypted)
{
    uint32_t device = omemo_device(c->keys, sim_wall_ms(s));
    const xmpp_stanza_t *header = st_child(encrypted, "header", NS_OMEMO);
    for (xmpp_stanza_t *key = st_first(header); key != NULL; key = st_next(key))
        if (omemo_number(st_attr(key, "rid")) == device)
            return true;
    return false;
}

/* Decrypts it on each device of the person. first: nobody there has had it yet. for_good: else the devices forget it. */
static const char *opened(struct sim *s, int who, const xmpp_stanza_t *st, bool first, bool for_good)
{
    const xmpp_stanza_t *encrypted = st_child(st, "encrypted", NS_OMEMO);
    const char *from = st_attr_or(st, "from", ""), *id = st_attr_or(st, "id", ""), *text = NULL;
    bool any = false, renewed = false;
    for (int i = 0; i < s->seals->n_clients; i++) {
        struct client *c = s->seals->clients[i];
        renewed = renewed || (c->who == who && c->renewed > 0);
        if (!for_good && c->who == who && !is_for(s, c, encrypted) && chat_of(s, c, from)->read)
            sim_violation(s, "a device of %s is left out: %s", s->people[who].jid, id);
        if (c->who != who || !is_for(s, c, encrypted))
            continue;
        any = true;
        struct omemo_pair pair = pair_of(s, from);
        arena_reset(s->seals->scratch);
        store_exec(c->store, "SAVEPOINT look");
        struct omemo_reading r = omemo_read(c->keys, &pair, encrypted);
        store_exec(c->store, for_good ? "RELEASE look" : "ROLLBACK TO look");
        if (r.outcome == OMEMO_TEXT)
            text = arena_strdup(s->arena, r.text);
        if (r.outcome == OMEMO_BROKEN && first) /* the key of an old repeat is gone */
            sim_violation(s, "a device of %s cannot decrypt %s", s->people[who].jid, id);
        if (r.outcome == OMEMO_AGAIN && first && for_good)
            sim_violation(s, "a key was used again: %s gets %s", s->people[who].jid, id);
        if (for_good && (r.outcome == OMEMO_TEXT || r.outcome == OMEMO_EMPTY))
            chat_of(s, c, from)->known = true;
    }
    if (!any && !renewed)
        sim_violation(s, "%s gets %s, encrypted for others", s->people[who].jid, id);
    return text;
}

/* What is put into the outbox. Who writes and writes loses so many messages that a session grows too large, and is dropped. */
const char *sealing_looks(struct sim *s, int who, const xmpp_stanza_t *st, const char *xml, const char *body)
{
    const char *from = st_attr_or(st, "from", "");
    bool sealed = st_child(st, "encrypted", NS_OMEMO) != NULL;
    if (s->seals == NULL)
        return body;
    for (const struct chat *chat = s->seals->chats; chat != NULL; chat = chat->next)
        if (!sealed && body != NULL && chat->client->who == who && chat->ever && !s->people[who].chatty &&
            strcmp(chat->address, from) == 0)
            sim_violation(s, "%s writes encrypted, and is answered in plain text: %s", s->people[who].jid,
                          xml);
    if (!sealed)
        return body;
    if (strstr(xml, "[#") != NULL)
        sim_violation(s, "words stand beside the ciphertext: %s", xml);
    const char *text = opened(s, who, st, true, false);
    return text != NULL ? text : body;
}

const char *sealing_hears(struct sim *s, int who, const xmpp_stanza_t *st, const char *body, bool first)
{
    if (s->seals == NULL || st_child(st, "encrypted", NS_OMEMO) == NULL)
        return body;
    const char *text = opened(s, who, st, first, true);
    return body != NULL ? text : NULL;
}

/* ---- after a turn ---- */

void sealing_turn(struct sim *s)
{
    if (s->seals != NULL)
        s->seals->asked = NULL;
}

void sealing_effect(struct sim *s, const xmpp_stanza_t *iq)
{
    if (s->seals != NULL &&
        strncmp(st_attr_or(sealing_items(iq), "node", ""), BUNDLES, strlen(BUNDLES)) == 0 &&
        strcmp(st_attr_or(iq, "type", ""), "get") == 0 &&
        strncmp(st_attr_or(iq, "id", ""), "keyring-", 8) != 0)
        s->seals->asked = arena_strdup(s->arena, st_attr_or(iq, "to", ""));
}

static const char words_sql[] =
    "SELECT count(*) FROM message WHERE stanza_id = ?1 AND kind = 'chat' AND instr(body, 'fallback') > 0";

bool sealing_turned(struct sim *s, struct said *said, bool alone, int64_t kept)
{
    if (said->chat == NULL)
        return false;
    if (kept > 1)
        sim_violation(s, "%s was encrypted once, and is %lld times in the archive", said->id,
                      (long long)kept);
    if (kept > 0)
        said->chat->ever = true;
    if (kept > 0 && said->with_keys == said->chat->client->renewed)
        said->chat->read = said->chat->known = true;
    /* The keys of so many lost messages are not kept. */
    bool far = s->people[said->author].chatty || said->number > said->chat->heard + OMEMO_AHEAD;
    if (kept > 0)
        said->chat->heard = said->number;
    if (eye_count(s, words_sql, said->id) != 0)
        sim_violation(s, "the archive has the fallback of %s", said->id);
    const char *asked = s->seals->asked;
    bool broken = asked != NULL && strcmp(asked, s->people[said->author].jid) == 0;
    if (alone && !far && (said->sure || said->stepped > 1) && broken)
        sim_violation(s, "the desk cannot decrypt %s", said->id);
    return broken || said->stepped > 1;
}

void sealing_end(struct sim *s)
{
    if (eye_int(s, "SELECT count(*) FROM message WHERE stanza_id GLOB 'forged-*'", 0) != 0)
        sim_violation(s, "a forged message is in the archive");
}
