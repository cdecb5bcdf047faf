/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * reading: see reading.h. */
#include "xeps/reading.h"

#include <string.h>

#include "base/quotes.h"
#include "base/utf8.h"
#include "desk/conversation.h"
#include "desk/voice.h"
#include "xml/stanza.h"
#include "xmpp/alias.h"

/* Sorts the elements of one message. The writers are made when they are needed: most messages are a body. */
struct sorter {
    struct desk *desk;
    xmpp_stanza_t *stanza;
    enum side side;
    const struct conversation *conversation; /* NULL: not looked for yet */
    struct conversation found;
    struct reading reading;
    struct xml *payload, *live;
    const struct agent *agent; /* FROM_AGENT */
    const char *opened;        /* what was decrypted; NULL: nothing */
    int looked;                /* references that were looked for */
    /* The message refers to one that the customer never got: then no fallback range in the body counts. */
    bool strays;
    bool silent; /* what is passed on has no body */
    bool only_subject;
    bool sign;  /* there is a fallback for a retraction or a reaction */
    bool named; /* the id of the author's client was written */
    /* What the element that is passed on refers to, and the id in it; REFERS_NONE: nothing. */
    enum refers refers;
    const char *names;
};

const struct xep_payload *xep_payload_row(const char *name, const char *ns)
{
    for (const struct xep *const *x = xep_table; *x != NULL; x++)
        for (const struct xep_payload *p = (*x)->payloads; p != NULL && p->ns != NULL; p++)
            if ((p->name == NULL || (p->name[0] == name[0] && strcmp(p->name, name) == 0)) &&
                strcmp(p->ns, ns) == 0)
                return p;
    return NULL;
}

/* Customer and agent must not see each other's addresses, so an element that names its sender's address is
 * left out. */
static bool names_sender(struct sorter *s, const char *xml)
{
    const char *at = strchr(xml, '@');
    struct jid from;
    return at != NULL && jid_parse(s->desk->arena, st_attr_or(s->stanza, "from", ""), &from) &&
           strcasestr(xml, from.bare) != NULL;
}

/* A customer's message is sorted before its conversation is looked for, and few messages are replies. */
static const struct conversation *conversation_of(struct sorter *s)
{
    struct jid from, to;
    if (s->conversation != NULL)
        return s->conversation;
    s->conversation = &s->found;
    struct arena *arena = s->desk->arena;
    if (s->side == FROM_CUSTOMER && jid_parse(arena, st_attr_or(s->stanza, "from", ""), &from) &&
        jid_parse(arena, st_attr_or(s->stanza, "to", ""), &to))
        s->found = conversation_of_customer(s->desk, from.bare, to.local);
    return s->conversation;
}

static const struct conversation *asked_for(void *sorter)
{
    return conversation_of(sorter);
}

static bool author_of(struct sorter *s, struct alias_author *a)
{
    struct jid from;
    if (!jid_parse(s->desk->arena, st_attr_or(s->stanza, "from", ""), &from))
        return false;
    bool agent = s->side == FROM_AGENT;
    *a = (struct alias_author){
        .customer = !agent                    ? from.bare
                    : s->conversation != NULL ? s->conversation->customer_jid
                                              : "",
        .agent = agent,
        .domain = from.domain,
    };
    return true;
}

/* An id, as the reader's client knows it. */
static const char *for_reader(struct sorter *s, const char *id)
{
    struct alias_author a;
    return id == NULL || !author_of(s, &a) ? id : alias_reference(s->desk, &a, id, asked_for, s);
}

/* An id of the author's client, as the archive has it. */
static const char *own_id(struct sorter *s, const char *id)
{
    struct alias_author a;
    return id == NULL || !author_of(s, &a) ? id : alias_of(s->desk, &a, id);
}

/* A customer may also refer to something after the end of the conversation. */
static struct conversation last_talk(struct sorter *s)
{
    struct jid from, to;
    struct arena *arena = s->desk->arena;
    const struct conversation *t = conversation_of(s);
    if (t->face != 0 || s->side == FROM_AGENT ||
        !jid_parse(arena, st_attr_or(s->stanza, "from", ""), &from) ||
        !jid_parse(arena, st_attr_or(s->stanza, "to", ""), &to))
        return *t;
    return conversation_last_of_customer(s->desk, from.bare, to.local);
}

/* The message that is referred to, as the reader's client knows it. Clients name a message by its id or by
 * their own (XEP-0359), and some name its latest correction. The reader has one id for all of that. */
static const char *referred(struct sorter *s, enum refers how, const char *id)
{
    const char *marked = NULL;
    if (id != NULL && how == REFERS_MARKS && s->side == FROM_CUSTOMER)
        marked = reference_marked(s->desk, conversation_of(s), id);
    if (id == NULL || how == REFERS_NONE || how == REFERS_MARKS)
        return for_reader(s, marked != NULL ? marked : id);
    struct conversation t = last_talk(s);
    const struct agent *a = s->side == FROM_AGENT ? s->agent : NULL;
    const char *first = reference_first(s->desk, &t, a, how, id), *own;
    if (first == NULL && strcmp(own = own_id(s, id), id) != 0)
        first = reference_first(s->desk, &t, a, how, own);
    return for_reader(s, first != NULL ? first : id);
}

/* Ids are called id in every extension; a thread is one too. What is text is as much a customer's words as
 * the body. */
static const char *change(void *sorter, xmpp_stanza_t *element, const char *name, const char *value)
{
    bool thread = strcmp(st_name(element), "thread") == 0;
    bool id = name == NULL ? thread : strcmp(name, "id") == 0 || (thread && strcmp(name, "parent") == 0);
    struct sorter *s = sorter;
    if (id)
        return s->names != NULL && strcmp(s->names, value) == 0 ? referred(s, s->refers, value)
                                                                : for_reader(s, value);
    return name == NULL && s->side == FROM_CUSTOMER ? voice_words(s->desk, value) : value;
}

static bool pass(struct sorter *s, struct xml **x, xmpp_stanza_t *child)
{
    struct xml *one = xml_new(s->desk->arena);
    xml_change(one, change, s);
    xml_tree(one, child);
    const char *xml = xml_string(one);
    if (names_sender(s, xml))
        return false;
    if (*x == NULL)
        *x = xml_new(s->desk->arena);
    xml_raw(*x, xml);
    return true;
}

/* Translates the address of a quoted author for the reader. There are only two people, so the address is the
 * sender's or the reader's. The reader's appears as one of ours and becomes the reader's real address; the
 * sender's becomes our address from which the message will come. Returns NULL when there is no reader yet:
 * no address is better than one that the reader must not see. */
static const char *author_for_reader(struct sorter *s, const char *author)
{
    const struct conversation *t = conversation_of(s);
    struct jid jid;
    if (t->id == 0 || author == NULL || !jid_parse(s->desk->arena, author, &jid))
        return NULL;
    bool readers = strcmp(jid.domain, s->desk->conf->component.domain) == 0,
         to_agent = s->side == FROM_CUSTOMER;
    if (!readers)
        return desk_address(s->desk, to_agent ? t->localpart : t->queue_address);
    const char *reader = to_agent ? t->agent_jid : t->customer_jid;
    return reader[0] != '\0' ? reader : NULL;
}

static void write_reply(struct sorter *s, xmpp_stanza_t *child)
{
    if (s->payload == NULL)
        s->payload = xml_new(s->desk->arena);
    xml_open(s->payload, st_name(child), st_ns(child));
    xml_attr(s->payload, "id", referred(s, REFERS_REPLIES, st_attr(child, "id")));
    xml_attr(s->payload, "to", author_for_reader(s, st_attr(child, "to")));
    xml_close(s->payload);
}

/* A message has one id for its reader. A correction gets none here: clients would take it for a new name of
 * the message that is corrected. */
static void write_own_id(struct sorter *s, xmpp_stanza_t *child)
{
    const char *id = st_attr_or(s->stanza, "id", "");
    if (s->named || id[0] == '\0' || s->reading.content.correction)
        return;
    s->named = true;
    if (s->payload == NULL)
        s->payload = xml_new(s->desk->arena);
    xml_open(s->payload, st_name(child), st_ns(child));
    xml_attr(s->payload, "id", own_id(s, id));
    xml_close(s->payload);
}

enum { REFERENCES = 16 /* of one message that are looked for, each twice; clients send one */ };

static enum referent fate_of_id(struct sorter *s, enum refers how, const char *id, const char *to)
{
    enum referent fate = reference_fate(s->desk, s->conversation, s->agent, how, id, to);
    const char *own = fate == REFERENT_UNKNOWN ? own_id(s, id) : id;
    return strcmp(own, id) == 0 ? fate : reference_fate(s->desk, s->conversation, s->agent, how, own, to);
}

/* A customer's markers for texts of the desk would be for messages that the agent does not have. */
static enum referent fate_of_marker(struct sorter *s, const char *id)
{
    const struct conversation *t = conversation_of(s);
    return t->state != CONVERSATION_ACTIVE || reference_marked(s->desk, t, id) != NULL ? REFERENT_SENT
                                                                                       : REFERENT_UNKNOWN;
}

/* Finds out whether the message that an element refers to was relayed. An agent may refer to one that never
 * left this program. A customer's other references go to agents, who may see everything. */
static enum referent fate_of(struct sorter *s, const struct xep_payload *row, xmpp_stanza_t *child)
{
    if (row->refers == REFERS_NONE)
        return REFERENT_NONE;
    const char *id = st_attr_or(child, "id", "");
    bool marks = s->side == FROM_CUSTOMER && row->refers == REFERS_MARKS;
    enum referent fate = !marks && (s->side == FROM_CUSTOMER || s->conversation == NULL) ? REFERENT_SENT
                         : s->looked++ >= REFERENCES                                     ? REFERENT_UNKNOWN
                         : marks ? fate_of_marker(s, id)
                                 : fate_of_id(s, row->refers, id, st_attr(child, "to"));
    struct reference *r = &s->reading.content.refers[row->refers];
    if (r->id == NULL || fate > r->fate)
        *r = (struct reference){.id = id, .fate = fate};
    return fate;
}

static void treat(struct sorter *s, enum treat how, xmpp_stanza_t *child)
{
    struct content *c = &s->reading.content;
    switch (how) {
    case TREAT_STRIP:
        break;
    case TREAT_LIVE:
        pass(s, &s->live, child);
        break;
    case TREAT_ALONG:
        pass(s, &s->payload, child);
        break;
    case TREAT_CARRY:
        c->carries |= pass(s, &s->payload, child);
        break;
    case TREAT_KEEP:
        if (pass(s, &s->payload, child))
            c->carries = c->keeps = true;
        break;
    case TREAT_RECEIPT:
        break;
    case TREAT_REPLY:
        c->carries = c->keeps = true;
        write_reply(s, child);
        break;
    case TREAT_OWN_ID:
        write_own_id(s, child);
        break;
    case TREAT_REFUSE:
        c->encrypted |= s->opened == NULL;
        break;
    }
}

static void sort(struct sorter *s, xmpp_stanza_t *child)
{
    const struct xep_payload *row = xep_payload_row(st_name(child), st_ns(child));
    if (row == NULL)
        return;
    if (fate_of(s, row, child) > REFERENT_SENT)
        return;
    if ((s->strays || s->silent) && row->note != NULL && strcmp(row->name, "fallback") == 0)
        return;
    if (s->only_subject && strcmp(st_name(child), "subject") == 0)
        return; /* it is the body */
    s->refers = row->refers;
    s->names = row->refers != REFERS_NONE ? st_attr(child, "id") : NULL;
    treat(s, s->side == FROM_CUSTOMER ? row->from_customer : row->from_agent, child);
}

static bool is_refused_body(const char *body)
{
    for (const struct xep *const *x = xep_table; *x != NULL; x++)
        if ((*x)->refuses_body != NULL && (*x)->refuses_body(body))
            return true;
    return false;
}

/* Returns a row for the namespace in any version ("urn:xmpp:reactions:1" as well); NULL: such elements are
 * not relayed. */
static const struct xep_payload *find_family(const char *ns)
{
    const char *version = strncmp(ns, "urn:", 4) == 0 ? strrchr(ns, ':') : NULL;
    size_t len = version != NULL ? (size_t)(version + 1 - ns) : strlen(ns);
    for (const struct xep *const *x = xep_table; *x != NULL; x++)
        for (const struct xep_payload *p = (*x)->payloads; p != NULL && p->ns != NULL; p++)
            if (strcmp(p->ns, ns) == 0 ||
                (version != NULL && strncmp(p->ns, ns, len) == 0 && strchr(p->ns + len, ':') == NULL))
                return p;
    return NULL;
}

/* Whether a fallback is the only readable form of a customer's element, because the element itself (a
 * location, a poll) is not relayed. Its text then counts as the customer's words. */
static bool is_all_there_is(struct sorter *s, const xmpp_stanza_t *child)
{
    const char *ns = st_attr(child, "for");
    if (s->side != FROM_CUSTOMER || ns == NULL || strcmp(st_name(child), "fallback") != 0)
        return false;
    const struct xep_payload *family = find_family(ns);
    s->sign |= family != NULL && (family->refers == REFERS_RETRACTS || family->refers == REFERS_REACTS);
    return family == NULL;
}

/* A customer's whole text also counts as words when the message holds nothing that it could be a fallback
 * for. */
static void keep_words(struct sorter *s)
{
    struct content *c = &s->reading.content;
    if (s->side == FROM_CUSTOMER && !c->shows && !c->receipt && !c->means.file.present && !s->sign)
        s->reading.marks.all = false;
}

/* Reads all elements before any is sorted, because a mark may stand before the element that it belongs to. */
static void note_all(struct sorter *s)
{
    for (xmpp_stanza_t *child = st_first(s->stanza); child != NULL; child = st_next(child)) {
        const struct xep_payload *row = xep_payload_row(st_name(child), st_ns(child));
        if (row == NULL)
            continue;
        if (row->note != NULL && !is_all_there_is(s, child))
            row->note(&s->reading, s->desk->arena, child);
        s->strays |= row->refers != REFERS_MARKS && fate_of(s, row, child) > REFERENT_SENT;
    }
    keep_words(s);
}

/* Finds what counts as the body. A message without a body has its formatted text instead, else the link or
 * name of its file, else its subject. Clients show a link only where it is the body. */
static void find_body(struct sorter *s)
{
    struct content *c = &s->reading.content;
    const char *subject = st_child_text(s->desk->arena, s->stanza, "subject", NS_COMPONENT);
    c->body = s->opened != NULL            ? s->opened
              : st_body(s->stanza) != NULL ? st_text(s->desk->arena, st_body(s->stanza))
                                           : NULL;
    if (c->body != NULL && c->body[0] != '\0')
        return;
    c->body = s->reading.formatted != NULL && s->reading.formatted[0] != '\0' ? s->reading.formatted : NULL;
    const struct attachment *file = &c->means.file;
    if (c->body == NULL && file->present)
        c->body = file->url != NULL ? file->url : file->name;
    if (c->body == NULL && !file->present && subject != NULL && subject[0] != '\0') {
        c->body = subject;
        s->only_subject = true;
    }
}

static bool quotes_plainly(const char *body)
{
    const char *line = utf8_skip_unseen(body);
    return line[0] == '>' && (line[1] == ' ' || line[1] == '\n' || line[1] == '>');
}

static const char *said_in(struct sorter *s)
{
    const struct content *c = &s->reading.content;
    struct arena *arena = s->desk->arena;
    if (c->body == NULL || c->shows)
        return NULL;
    if (c->means.file.present && s->reading.marks.all)
        return c->body; /* the link of the file, for clients that do not know the file's element */
    const char *said = said_without(arena, c->body, &s->reading.marks);
    if (said == NULL || s->side == FROM_AGENT || !quotes_plainly(said))
        return said; /* an agent whose client does not mark it is asked (agent_message.c): it may hide a
                        command */
    const char *rest = quotes_skip(said);
    return rest[0] != '\0' ? rest : said;
}

/* Clients that know no reactions show the sentence for them as if somebody had said it, and so do some with
 * receipts and markers (Conversations since 2.17.10). So these go without a body. The archive keeps that of a
 * reaction; a receipt whose body is only a fallback is a receipt. */
static void be_silent(struct sorter *s)
{
    struct content *c = &s->reading.content;
    bool receipt = c->receipt && !c->shows && c->body != NULL && c->said == NULL;
    if (receipt)
        c->body = NULL;
    s->silent = receipt || c->means.signs != NULL;
}

/* Refused references are in no column: they are passed on to nobody. */
static const char *archived(struct sorter *s, enum refers refers)
{
    const struct reference *r = &s->reading.content.refers[refers];
    return r->id == NULL || r->fate > REFERENT_SENT ? NULL : referred(s, refers, r->id);
}

static void find_meaning(struct sorter *s)
{
    struct meaning *m = &s->reading.content.means;
    m->replaces = archived(s, REFERS_CORRECTS);
    m->retracts = archived(s, REFERS_RETRACTS);
    m->reacts = archived(s, REFERS_REACTS);
    m->replies = archived(s, REFERS_REPLIES);
    if (s->reading.content.refers[REFERS_MARKS].id != NULL)
        m->marked = archived(s, REFERS_MARKS);
}

struct reading xep_read(struct desk *d, xmpp_stanza_t *stanza, enum side side, const struct conversation *t,
                        const char *opened)
{
    struct sorter s = {
        .desk = d,
        .stanza = stanza,
        .side = side,
        .conversation = t,
        .opened = opened,
    };
    struct content *c = &s.reading.content;
    struct jid from;
    struct agent agent = {0};
    if (side == FROM_AGENT && jid_parse(d->arena, st_attr_or(stanza, "from", ""), &from))
        agent = agent_find(d, from.bare);
    s.agent = &agent;
    note_all(&s);
    find_body(&s);
    c->said = said_in(&s);
    be_silent(&s);
    for (xmpp_stanza_t *child = st_first(stanza); child != NULL; child = st_next(child))
        sort(&s, child);
    if (c->body != NULL && is_refused_body(c->body))
        c->encrypted = true;
    find_meaning(&s);
    /* An element that only goes along (TREAT_ALONG) is dropped when there is neither a body nor an element
     * that stands alone. */
    c->payload = s.payload != NULL && (c->body != NULL || c->carries) ? xml_string(s.payload) : "";
    c->live = s.live != NULL ? xml_string(s.live) : "";
    return s.reading;
}
