/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * scene: plays a behaviour that is written as a text, FILE.scene, against the whole core, in virtual time.
 * TAP.
 *
 *     scene FILE.scene
 *     scene --restarts FILE.scene    the desk is killed and started again after each stanza it was sent
 *     scene --crashes FILE.scene     … and loses each time all that it had stored and not yet sent
 *     scene --memory FILE.scene      customers are not on XMPP but on the channel of memory.h; exit status 3 when they say
 *                                    what only XMPP has words for
 *
 * The last two are a hard test of "after a restart the desk is as it was": a scene must come out the same.
 * One in which time passes while somebody is awaited, or that is about something not kept by design, says
 * `not with restarts`. What has no body (chat states, receipts, errors) and presence is not kept, so a crash
 * may lose it.
 *
 * One statement a line; a line that begins with a blank goes on with the one before it; # begins a comment
 * line. Each expectation is one point of the test and its text is the line itself. At the end nothing may
 * have been said to anybody that the scene does not mention; presence, headlines and IQs that it does not
 * mention do not matter.
 *
 * The domain is support.example.com. It is Monday, 2026-03-02T10:00:00Z, the link comes up with the first
 * statement (unless that is `link down`), and the server returns fences at once.
 *
 * Who:
 *   bob         the configured agent whose localpart this is; any other word, jane, is jane@customer.example;
 *               something@with.at is itself. Resource x, unless it is said: jane/phone.
 *   sales       the queue; `house` is the domain itself, and from it also desk@ the domain
 *   jane@sales  jane's face in queue sales: what agents see of her
 *   In texts and XML: {domain}, {jid:jane} (also {jid:jane/phone}), {face:jane@sales} (its address), {srcdir},
 * {id:Hello} (what both sides call the archived message with this body; {id:Hel*}: which begins so).
 *
 * The configuration (component and store are added):
 *   conf        then lines, then
 *   end         Without a queue block: queues "sales" (Sales: bob, eve) and "billing" (Billing: eve). Without
 * an agent block: agents bob (Bob) and eve (Eve, a supervisor). reload … end                 a new
 * configuration, as after SIGHUP knowledge FILE … end         a file of the directory {knowledge}, which
 * stands for its path in conf and reload
 *
 *   store FILE                   an older desk's store, dumped: t/stores/store-N.sql. The scene begins a second after the last
 *                                message that is in it. Before anything else
 *
 * What happens:
 *   jane -> sales: text          a message, type chat, with the next id: m1, m2, … In texts \n is a line
 * break, \t a tab, \uXXXX a character, \\ a backslash, \* a star jane -> sales [option …]: text options:
 * id=abc type=… lang=de nick="Jane Doe" thread=… subject=… receipt marker receipt-for=ID displayed=ID
 * origin=ID replace=ID oob=URL delay=STAMP state=composing omemo, and <element xmlns='…'/> as it is; !id:
 * without an id; copies=20: so many messages; times=1000: the text so many times over; refused="larger than
 * …": the wire skipped it jane -> sales [option …]     without a body bob is available | chat | away | xa |
 * dnd | offline [to jane@sales] presence, to the house if nothing else is said send <xml …/> any stanza from
 * the server bounce last to jane: gone    the last message with a body to her comes back, with this condition
 *   rosters both | get | none | refused | silent [1]
 *                                what the agents' server lets the desk do with their contact lists, also after
 *                                each connection (rosters.h); 1: by urn:xmpp:privilege:1
 *   roster bob <item …/>         bob changes his contact list
 *   client bob/x takes suggestions | refuses | silent
 *                                … his client does so when the desk suggests it (XEP-0144)
 *   model says: text             a language model answers the oldest question that it was asked
 *   model hurries: text          … or the newest
 *   model writes: text           … or has written this so far; `model calls TOOL {json}`; `model fails: why`
 *   model gets: text             a tool of the administrator, which the model wanted, returns this; `model refuses: why`
 *   model is late: text          the answer to the question that was dropped last
 *   model calls TOOL {json} + TOOL {json} + :text
 *                                several calls in one answer, and what is written beside them
 *   model repeats                the last answer once more
 *   model is known               the services of the configuration have answered before: what they write is shown at once
 *   link up | link down          After `link up` every unconfirmed message must have gone again with its old id; what
 *                                had been sent before is then a duplicate, which nobody sees twice
 *   full | room                  too much waits to be written; no longer
 *   disk low | disk room         there is little room for the store; no longer
 *   held 1m                      the store could not be written for so long, and nothing was read
 *   fence off | fence on         the server does not return fences any more
 *   probes on                    the server answers probes and requests to people who were said to be something
 *   after 1m30s                  virtual time passes, every timer fires in its moment (ms s m h d)
 *   at mon 09:00                 until the next such moment, UTC; also `at 2026-03-08T12:00:00Z`. Before anything
 *                                happened: the scene begins then
 *   clock +1h | clock -1h        somebody sets the clock: time jumps without passing
 *   together … end               the events between are steps of one turn
 *   restart                      killed and started again; the link is down
 *   crash                        as `restart`, but what the event of the line before made was stored and never sent
 *   commit fails                 the next event's commit fails: nothing is sent, and as `restart`
 *   stop                         the desk's last words before the link is closed
 *   stopped                      … and the server has closed it, in order
 *   drop                         all that was sent so far counts as seen
 *   not with restarts, not with crashes
 *   only on XMPP                 … and so not with --memory: it is about what only that channel has
 *
 * What must have happened:
 *   jane <- sales: pattern       The next message with a body to jane that was not yet seen. * is any text
 *   jane <- sales [option …]: pattern
 *                                … and it has these options (their values are patterns; without a value:
 * any). !nick: it has none. Also error=CONDITION, and elements as far as they are given jane <- sales [option
 * …]     The next one without a body: a chat state, a receipt, an error jane <~ sales …              the
 * same, but those before it may be anything jane/phone <- sales …        addressed to that resource bob sees
 * nothing             no message with a body; `bob sees nothing at all`: also none without expect <xml …/>
 * The first stanza not yet seen that has all this: for IQs and presence; for messages too, whoever they are
 * to. Values of attributes and texts are patterns expect no <xml …/>           there is none such
 *   roster bob => pattern        bob's contact list, as `Jane · Sales [With you] both; …`; -: it is empty
 *   sql SELECT
 * … => pattern      the first column of the first row; NULL where there is none log? pattern a line of the
 * log that was not yet matched log! pattern                 no such line model? pattern               a
 * language model was asked, and the request (JSON), not yet looked at, is this model is idle nothing that it
 * was asked is still waited for relink? pattern              the desk wanted a new connection, for this
 * reason
 */
#include <ctype.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/utf8.h"
#include "conf/conf.h"
#include "desk/mail.h"
#include "match.h"
#include "memory.h"
#include "model/completion.h"
#include "model/news.h"
#include "record.h"
#include "rosters.h"
#include "store/store.h"
#include "tap.h"
#include "world.h"
#include "xml/stanza.h"
#include "xml/wire.h"
#include "xml/xml.h"

#define DOMAIN "support.example.com"

enum { ONLY_XMPP = 3 }; /* exit status */
enum {
    SHOWN_UNSEEN = 6, /* stanzas shown when an expectation is not met */
    OPTIONS_MAX = 24,
};

static const int64_t monday_ms = 1772409600000; /* 2026-03-02T00:00:00Z */
static const int64_t day_ms = 24 * 3600 * 1000LL;

struct line {
    int number;
    const char *text;
};

struct scene {
    struct world *w;
    struct arena *arena; /* lives as long as the scene */
    const char *file;
    struct line *lines;
    size_t n_lines, at; /* at: the line being played */
    const char *conf;
    bool started, together;
    bool probes;
    enum mode { PLAIN, RESTARTS, CRASHES, MEMORIES } mode;
    bool coming_back;
    int next_id;
    struct presence *presences;
};

/* What somebody was last said to be. */
struct presence {
    struct presence *next;
    const char *from, *xml;
};

/* ---- points ---- */

static const struct line *this_line(const struct scene *s)
{
    return &s->lines[s->at];
}

static bool point(struct scene *s, bool good)
{
    return ok(good, "%d: %s", this_line(s)->number, this_line(s)->text);
}

static void wrong(struct scene *s, const char *why) __attribute__((noreturn));
static void wrong(struct scene *s, const char *why)
{
    printf("Bail out! %s:%d: %s: %s\n", s->file, this_line(s)->number, why, this_line(s)->text);
    world_free(s->w);
    exit(1);
}

static const char *clock_of(int64_t ms)
{
    static char text[32];
    time_t seconds = (time_t)(ms / 1000);
    size_t len = strftime(text, sizeof text, "%a %H:%M:%S", gmtime(&seconds));
    snprintf(text + len, sizeof text - len, ".%03d", (int)(ms % 1000));
    return text;
}

static void show_unseen(struct scene *s, bool messages, const char *who)
{
    int n = 0;
    for (const struct sent *m = s->w->first; m != NULL && n < SHOWN_UNSEEN; m = m->next)
        if (!m->seen && m->is_message == messages && (who == NULL || world_is_at(m->to, who))) {
            diag("unseen, %s: %s", clock_of(m->at_ms), m->xml);
            n++;
        }
    if (n == 0)
        diag("nothing more was sent%s%s", who == NULL ? "" : " to ", who == NULL ? "" : who);
}

/* ---- words ---- */

static const char *blanks(const char *p)
{
    return p + strspn(p, " \t");
}

/* When text begins with word (and a blank or the end follows), what follows; else NULL. */
static const char *after_word(const char *text, const char *word)
{
    size_t len = strlen(word);
    if (strncmp(text, word, len) != 0 || (text[len] != '\0' && text[len] != ' ' && text[len] != '\t'))
        return NULL;
    return blanks(text + len);
}

static char *take_word(struct scene *s, const char **p)
{
    size_t len = strcspn(*p, " \t");
    char *word = arena_strndup(s->arena, *p, len);
    *p = blanks(*p + len);
    return word;
}

static const char *put_char(char *at, uint32_t cp, char **end)
{
    *end = at + utf8_encode(cp, at);
    return at;
}

/* \n and \t and \uXXXX become what they mean; in a pattern \* and \\ stay for the matcher. */
static char *unescape(struct scene *s, const char *text, bool pattern)
{
    char *out = arena_alloc(s->arena, strlen(text) + 1), *end = out;
    for (const char *p = text; *p != '\0'; p++) {
        if (*p != '\\' || p[1] == '\0') {
            *end++ = *p;
            continue;
        }
        switch (*++p) {
        case 'n':
            *end++ = '\n';
            break;
        case 't':
            *end++ = '\t';
            break;
        case 'u':
            put_char(end, (uint32_t)strtoul(arena_strndup(s->arena, p + 1, 4), NULL, 16), &end);
            p += strnlen(p + 1, 4);
            break;
        default:
            if (pattern)
                *end++ = '\\';
            *end++ = *p;
        }
    }
    return out;
}

/* ---- who is who ---- */

static const char *bare_of(struct scene *s, const char *address)
{
    return arena_strndup(s->arena, address, strcspn(address, "/"));
}

static const char *person(struct scene *s, const char *word)
{
    const char *bare = bare_of(s, word);
    size_t len = strlen(bare);
    if (strchr(bare, '@') != NULL)
        return bare;
    for (size_t i = 0; i < s->w->conf->n_agents; i++) {
        const char *jid = s->w->conf->agents[i].jid;
        if (strncmp(jid, bare, len) == 0 && jid[len] == '@')
            return jid;
    }
    return arena_printf(s->arena, "%s@customer.example", bare);
}

static const char *person_full(struct scene *s, const char *word)
{
    const char *slash = strchr(word, '/');
    return arena_printf(s->arena, "%s/%s", person(s, word), slash == NULL ? "x" : slash + 1);
}

/* "" when she has no face there yet. */
static const char *face(struct scene *s, const char *who, const char *queue)
{
    const char *sql = arena_printf(
        s->arena,
        "SELECT localpart FROM face JOIN customer ON customer.id = face.customer WHERE jid IN ('%s', '" MEMORY
        ":%s') "
        "AND queue = '%s'",
        person(s, who), person(s, who), queue);
    const char *localpart = store_ask(s->w->store, sql);
    return localpart == NULL ? "" : arena_printf(s->arena, "%s@" DOMAIN, localpart);
}

/* One of the desk's addresses: house, a queue, jane@sales; anything else with an @ is itself. */
static const char *desk_side(struct scene *s, const char *word)
{
    if (strcmp(word, "house") == 0)
        return DOMAIN;
    const char *at = strrchr(word, '@');
    if (at != NULL && strchr(at, '.') == NULL) /* also of a queue that is no more */
        return face(s, arena_strndup(s->arena, word, (size_t)(at - word)), at + 1);
    if (at != NULL || strchr(word, '.') != NULL)
        return word;
    return arena_printf(s->arena, "%s@" DOMAIN, word);
}

/* Absolute, because a path in a configuration counts from the configuration. */
static const char *source_directory(struct scene *s)
{
    char *path = realpath(getenv("srcdir") != NULL ? getenv("srcdir") : ".", NULL);
    const char *kept = arena_strdup(s->arena, path != NULL ? path : "");
    free(path);
    return kept;
}

static const char *hole_value(struct scene *s, const char *hole)
{
    const char *at;
    if (strcmp(hole, "domain") == 0)
        return DOMAIN;
    if (strcmp(hole, "knowledge") == 0)
        return world_knowledge(s->w);
    if (strcmp(hole, "srcdir") == 0)
        return source_directory(s);
    if (strncmp(hole, "jid:", 4) == 0)
        return strchr(hole, '/') != NULL ? person_full(s, hole + 4) : person(s, hole + 4);
    if (strncmp(hole, "face:", 5) == 0 && (at = strrchr(hole, '@')) != NULL)
        return face(s, arena_strndup(s->arena, hole + 5, (size_t)(at - hole - 5)), at + 1);
    if (strncmp(hole, "id:", 3) == 0)
        return store_ask(s->w->store,
                         arena_printf(s->arena, "SELECT stanza_id FROM message WHERE body %s '%s'",
                                      hole[strlen(hole) - 1] == '*' ? "GLOB" : "=", hole + 3));
    return NULL;
}

/* Braces that are none of ours stay. */
static const char *fill(struct scene *s, const char *text)
{
    const char *out = "";
    for (const char *open; (open = strchr(text, '{')) != NULL;) {
        size_t len = strcspn(open, "}");
        const char *value =
            open[len] == '}' ? hole_value(s, arena_strndup(s->arena, open + 1, len - 1)) : NULL;
        size_t before = (size_t)(open - text);
        out = arena_printf(s->arena, "%s%.*s%s", out, (int)before, text, value == NULL ? "{" : value);
        text = value == NULL ? open + 1 : open + len + 1;
    }
    return out[0] == '\0' ? text : arena_printf(s->arena, "%s%s", out, text);
}

/* ---- options of a message ---- */

/* What an option looks like in XML, both to send and to expect; % is its value. @: an attribute of the message. */
static const struct option_row {
    const char *word, *xml;
} option_table[] = {
    {"id", "@id"},
    {"type", "@type"},
    {"lang", "@xml:lang"},
    {"nick", "<nick xmlns='http://jabber.org/protocol/nick'>%</nick>"},
    {"thread", "<thread>%</thread>"},
    {"subject", "<subject>%</subject>"},
    {"receipt", "<request xmlns='urn:xmpp:receipts'/>"},
    {"receipt-for", "<received xmlns='urn:xmpp:receipts' id='%'/>"},
    {"marker", "<markable xmlns='urn:xmpp:chat-markers:0'/>"},
    {"displayed", "<displayed xmlns='urn:xmpp:chat-markers:0' id='%'/>"},
    {"origin", "<origin-id xmlns='urn:xmpp:sid:0' id='%'/>"},
    {"replace", "<replace xmlns='urn:xmpp:message-correct:0' id='%'/>"},
    {"oob", "<x xmlns='jabber:x:oob'><url>%</url></x>"},
    {"delay", "<delay xmlns='urn:xmpp:delay' stamp='%'/>"},
    {"state", "<% xmlns='http://jabber.org/protocol/chatstates'/>"},
    {"omemo", "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1'/></encrypted>"},
    {"no-store", "<no-store xmlns='urn:xmpp:hints'/>"},
    {"error", "<error><% xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"},
};

struct option {
    const struct option_row *row; /* NULL: an element as it is */
    bool absent;
    const char *value; /* NULL: none; of an element its XML */
};

struct options {
    struct option list[OPTIONS_MAX + 2]; /* two that the player adds */
    size_t n;
    int copies, times;
    const char *refused; /* NULL: it is a stanza */
};

static const struct option_row *option_row(const char *word)
{
    for (size_t i = 0; i < sizeof option_table / sizeof option_table[0]; i++)
        if (strcmp(option_table[i].word, word) == 0)
            return &option_table[i];
    return NULL;
}

static const struct option *find_option(const struct options *o, const char *word)
{
    for (size_t i = 0; i < o->n; i++)
        if (o->list[i].row != NULL && strcmp(o->list[i].row->word, word) == 0)
            return &o->list[i];
    return NULL;
}

/* The end of the tag that begins at p; NULL when it has none. */
static const char *tag_end(const char *p)
{
    char quote = '\0';
    for (; *p != '\0'; p++) {
        if (quote != '\0') {
            if (*p == quote)
                quote = '\0';
        } else if (*p == '"' || *p == '\'') {
            quote = *p;
        } else if (*p == '>') {
            return p + 1;
        }
    }
    return NULL;
}

/* The end of the element that begins at p. */
static const char *element_end(const char *p)
{
    int depth = 0;
    while (p != NULL && *p != '\0') {
        const char *end = tag_end(p);
        if (end == NULL)
            return NULL;
        if (p[1] == '/')
            depth--;
        else if (end[-2] != '/')
            depth++;
        if (depth == 0)
            return end;
        p = strchr(end, '<');
    }
    return NULL;
}

static const char *take_element(struct scene *s, const char *p, struct option *o)
{
    const char *end = element_end(p);
    if (end == NULL)
        wrong(s, "an element without an end");
    o->value = fill(s, arena_strndup(s->arena, p, (size_t)(end - p)));
    return end;
}

static const char *take_value(struct scene *s, const char *p, const char **value)
{
    size_t len = *p == '"' ? strcspn(p + 1, "\"") : strcspn(p, " ]");
    const char *from = *p == '"' ? p + 1 : p;
    *value = fill(s, arena_strndup(s->arena, from, len));
    return from + len + (*p == '"');
}

/* Options that are not XML. */
static bool special_option(struct options *o, const char *word, const char *value)
{
    if (strcmp(word, "copies") == 0)
        o->copies = atoi(value);
    else if (strcmp(word, "times") == 0)
        o->times = atoi(value);
    else if (strcmp(word, "refused") == 0)
        o->refused = value;
    else
        return false;
    return true;
}

static const char *take_option(struct scene *s, const char *p, struct options *all)
{
    struct option o = {.row = NULL};
    if (*p == '<') {
        p = take_element(s, p, &o);
    } else {
        o.absent = *p == '!';
        p += o.absent;
        size_t len = strcspn(p, " =]");
        const char *word = arena_strndup(s->arena, p, len);
        p += len;
        if (*p == '=')
            p = take_value(s, p + 1, &o.value);
        if (o.value != NULL && special_option(all, word, o.value))
            return p;
        if ((o.row = option_row(word)) == NULL)
            wrong(s, arena_printf(s->arena, "no such option: %s", word));
    }
    if (all->n == OPTIONS_MAX)
        wrong(s, "too many options");
    all->list[all->n++] = o;
    return p;
}

/* [option …], when there are any; returns what follows them. */
static const char *take_options(struct scene *s, const char *p, struct options *o)
{
    *o = (struct options){.copies = 1, .times = 1};
    if (*p != '[')
        return p;
    for (p = blanks(p + 1); *p != ']'; p = blanks(p)) {
        if (*p == '\0')
            wrong(s, "the options have no end");
        p = take_option(s, p, o);
    }
    return p + 1;
}

static void put_option(struct scene *s, struct xml *x, const struct option *o, const char *otherwise)
{
    if (o->row == NULL) {
        xml_raw(x, o->value);
        return;
    }
    const char *value = o->value == NULL ? otherwise : o->value, *hole = strchr(o->row->xml, '%');
    if (hole == NULL) {
        xml_raw(x, o->row->xml);
        return;
    }
    if (hole == o->row->xml + 1 && strcmp(value, "*") == 0)
        value = "any"; /* the name of an element: see match_tree() */
    struct xml *escaped = xml_new(s->arena);
    xml_leaf(escaped, "v", NULL, value);
    const char *text = xml_string(escaped), *inner = strchr(text, '>') + 1;
    size_t len = strcmp(text, "<v/>") == 0 ? 0 : strlen(inner) - strlen("</v>");
    xml_raw(x, arena_printf(s->arena, "%.*s%.*s%s", (int)(hole - o->row->xml), o->row->xml, (int)len, inner,
                            hole + 1));
}

static bool is_attribute(const struct option *o)
{
    return o->row != NULL && o->row->xml[0] == '@';
}

/* otherwise: the value of an option that is given without one. body NULL: none. */
static const char *message_xml(struct scene *s, const char *from, const char *to, const struct options *o,
                               const char *body, const char *otherwise)
{
    struct xml *x = xml_new(s->arena);
    xml_open(x, "message", NULL);
    xml_attr(x, "from", from);
    xml_attr(x, "to", to);
    for (size_t i = 0; i < o->n; i++)
        if (is_attribute(&o->list[i]) && !o->list[i].absent)
            xml_attr(x, o->list[i].row->xml + 1, o->list[i].value == NULL ? otherwise : o->list[i].value);
    if (body != NULL)
        xml_leaf(x, "body", NULL, body);
    for (size_t i = 0; i < o->n; i++)
        if (!is_attribute(&o->list[i]) && !o->list[i].absent)
            put_option(s, x, &o->list[i], otherwise);
    xml_close(x);
    return xml_string(x);
}

static bool has_option(struct scene *s, xmpp_stanza_t *stanza, const struct option *o)
{
    if (is_attribute(o))
        return st_attr(stanza, o->row->xml + 1) != NULL;
    struct xml *x = xml_new(s->arena);
    xml_open(x, "message", NULL);
    put_option(s, x, o, "*");
    xml_close(x);
    xmpp_stanza_t *pattern = st_parse(s->w->ctx, xml_string(x));
    if (pattern == NULL)
        wrong(s, "the options are not well-formed");
    bool has = match_tree(s->arena, pattern, stanza);
    xmpp_stanza_release(pattern);
    return has;
}

/* ---- sending ---- */

/* After a restart, with a server that answers our probes at once. */
static void come_back(struct scene *s)
{
    s->coming_back = true;
    world_link(s->w, true);
    for (const struct presence *p = s->presences; p != NULL; p = p->next)
        if (p->xml != NULL && !world_receive(s->w, p->xml))
            wrong(s, "not well-formed");
    s->coming_back = false;
}

/* Customers write over the memory channel, agents over XMPP. */
static bool receive_mail(struct scene *s, const char *xml)
{
    struct mail m;
    xmpp_stanza_t *stanza = st_parse(s->w->ctx, xml);
    const char *from = st_attr_or(stanza, "from", ""), *to = st_attr_or(stanza, "to", "");
    bool customers = strstr(from, "@customer.example") != NULL && strchr(to, '.') != NULL;
    if (stanza == NULL || !customers) {
        xmpp_stanza_release(stanza);
        return world_receive(s->w, xml);
    }
    if (!memory_mail(s->w, stanza, &m)) {
        printf("# only XMPP can say this: line %d\n", this_line(s)->number);
        exit(ONLY_XMPP);
    }
    world_mail(s->w, &m);
    xmpp_stanza_release(stanza);
    return true;
}

static void receive(struct scene *s, const char *xml)
{
    bool dies =
        (s->mode == RESTARTS || s->mode == CRASHES) && !s->together && !s->coming_back && s->w->link_up;
    if (dies && s->mode == CRASHES)
        s->w->fate = FATE_LOST;
    if (s->mode == MEMORIES ? !receive_mail(s, xml) : !world_receive(s->w, xml))
        wrong(s, "not well-formed");
    if (dies && s->mode == RESTARTS)
        world_restart(s->w);
    if (dies && s->w->desk != NULL)
        come_back(s);
}

static void add_option(struct options *o, const char *word, const char *value)
{
    o->list[o->n++] = (struct option){.row = option_row(word), .value = value};
}

static void refuse(struct scene *s, const char *from, const char *to, const struct options *o)
{
    const struct option *id = find_option(o, "id"), *type = find_option(o, "type");
    struct wire_refusal refusal = {.name = "message",
                                   .type = type == NULL ? NULL : type->value,
                                   .id = id->value,
                                   .from = from,
                                   .to = to,
                                   .limit = o->refused};
    world_event(s->w, (struct desk_event){.kind = EVENT_REFUSED, .refusal = &refusal});
}

static void send_one(struct scene *s, const char *from, const char *to, struct options o, const char *body)
{
    if (find_option(&o, "id") == NULL)
        add_option(&o, "id", arena_printf(s->arena, "m%d", s->next_id++));
    if (find_option(&o, "type") == NULL)
        add_option(&o, "type", "chat");
    if (o.refused != NULL)
        refuse(s, from, to, &o);
    else
        receive(s, message_xml(s, from, to, &o, body, ""));
}

static const char *repeated(struct scene *s, const char *text, int times)
{
    size_t len = strlen(text);
    char *all = arena_alloc(s->arena, len * (size_t)times + 1);
    for (int i = 0; i < times; i++)
        memcpy(all + len * (size_t)i, text, len);
    return all;
}

/* ": text" or nothing. */
static const char *text_after(struct scene *s, const char *p, bool pattern)
{
    if (*p == '\0')
        return NULL;
    if (*p != ':')
        wrong(s, "expected ':' or the end of the line");
    return unescape(s, fill(s, blanks(p + 1)), pattern);
}

/* The peer ends at a blank, a colon or a bracket. */
static const char *take_peer(struct scene *s, const char **p)
{
    size_t len = strcspn(*p, " \t:[");
    const char *peer = arena_strndup(s->arena, *p, len);
    *p = blanks(*p + len);
    return peer;
}

static void play_message(struct scene *s, const char *who, const char *p)
{
    struct options o;
    const char *to = desk_side(s, take_peer(s, &p));
    if (to[0] == '\0')
        wrong(s, "that customer has no face there yet");
    const char *body = text_after(s, take_options(s, p, &o), false);
    if (body != NULL)
        body = repeated(s, body, o.times);
    for (int i = 0; i < o.copies; i++)
        send_one(s, person_full(s, who), to, o, body);
}

/* ---- expecting messages ---- */

struct expectation {
    const char *who;  /* bare */
    const char *full; /* NULL: any resource */
    const char *from;
    const struct options *options;
    xmpp_stanza_t *pattern;
    bool with_body;
};

static bool is_candidate(const struct sent *m, const struct expectation *e)
{
    return !m->seen && m->is_message && (m->body != NULL) == e->with_body && world_is_at(m->to, e->who);
}

/* The house chats from an address with a local part, and answers the rest from where it was asked. */
static bool is_from(const struct sent *m, const char *from)
{
    return world_is_at(m->from, from) || (strcmp(from, DOMAIN) == 0 && world_is_at(m->from, "desk@" DOMAIN));
}

static bool is_met(struct scene *s, const struct sent *m, const struct expectation *e)
{
    if (!is_from(m, e->from) || (e->full != NULL && strcmp(m->to, e->full) != 0))
        return false;
    for (size_t i = 0; i < e->options->n; i++)
        if (e->options->list[i].absent && has_option(s, m->stanza, &e->options->list[i]))
            return false;
    return match_tree(s->arena, e->pattern, m->stanza);
}

/* When the next message is not the one, but a later one is, those between are taken too: one mistake, one failure. */
static bool meet(struct scene *s, const struct expectation *e, bool skip)
{
    bool next = true;
    for (struct sent *m = s->w->first; m != NULL; m = m->next) {
        if (!is_candidate(m, e))
            continue;
        if (is_met(s, m, e)) {
            if (!next && !skip)
                show_unseen(s, true, e->who);
            for (struct sent *before = s->w->first; before != m; before = before->next)
                before->seen = before->seen || is_candidate(before, e);
            m->seen = true;
            return next || skip;
        }
        next = false;
    }
    show_unseen(s, true, e->who);
    return false;
}

static void play_expectation(struct scene *s, const char *who, const char *p, bool skip)
{
    struct options o;
    struct expectation e = {.who = person(s, who), .options = &o};
    if (strchr(who, '/') != NULL)
        e.full = person_full(s, who);
    e.from = desk_side(s, take_peer(s, &p));
    const char *body = text_after(s, take_options(s, p, &o), true);
    e.with_body = body != NULL;
    if (!e.with_body && s->mode == CRASHES)
        return;
    e.pattern = st_parse(s->w->ctx, message_xml(s, NULL, NULL, &o, body, "*"));
    if (e.pattern == NULL)
        wrong(s, "the options are not well-formed");
    point(s, e.from[0] != '\0' && meet(s, &e, skip));
    xmpp_stanza_release(e.pattern);
}

static void play_sees(struct scene *s, const char *who, const char *p)
{
    bool all = strcmp(p, "nothing at all") == 0, nothing = true;
    if (!all && strcmp(p, "nothing") != 0)
        wrong(s, "expected `nothing` or `nothing at all`");
    all = all && s->mode != CRASHES;
    const char *bare = person(s, who);
    for (const struct sent *m = s->w->first; m != NULL; m = m->next)
        if (!m->seen && m->is_message && (all || m->body != NULL) && world_is_at(m->to, bare))
            nothing = false;
    if (!point(s, nothing))
        show_unseen(s, true, bare);
}

/* ---- presence ---- */

static void remember_presence(struct scene *s, const char *from, const char *xml, bool offline)
{
    struct presence **p = &s->presences;
    while (*p != NULL && strcmp((*p)->from, from) != 0)
        p = &(*p)->next;
    if (*p == NULL)
        *p = arena_alloc(s->arena, sizeof **p);
    (*p)->from = from;
    (*p)->xml = offline ? NULL : xml;
}

/* Answers probes and requests as the server of somebody does who has accepted us. */
static void answer_probes(struct scene *s)
{
    s->coming_back = true;
    for (struct sent *m = s->w->first; s->probes && m != NULL; m = m->next) {
        const char *type = st_attr_or(m->stanza, "type", "");
        if (m->seen || m->is_message || (strcmp(type, "probe") != 0 && strcmp(type, "subscribe") != 0))
            continue;
        m->seen = true;
        bool known = false;
        for (const struct presence *p = s->presences; p != NULL; p = p->next) {
            bool theirs = p->xml != NULL && world_is_at(p->from, m->to);
            known = known || theirs;
            if (theirs && strcmp(type, "probe") == 0)
                receive(s, p->xml);
        }
        if (known && strcmp(type, "subscribe") == 0)
            receive(s, arena_printf(s->arena, "<presence type='subscribed' from='%s' to='%s'/>", m->to,
                                    m->from));
    }
    s->coming_back = false;
}

static void play_presence(struct scene *s, const char *who, const char *p)
{
    const char *show = take_word(s, &p), *to = DOMAIN, *rest = after_word(p, "to");
    if (rest != NULL)
        to = desk_side(s, rest);
    else if (*p != '\0')
        wrong(s, "expected `to`");
    static const char *const known[] = {"available", "chat", "away", "xa", "dnd", "offline"};
    size_t i = 0;
    while (i < sizeof known / sizeof known[0] && strcmp(known[i], show) != 0)
        i++;
    if (i == sizeof known / sizeof known[0])
        wrong(s, "no such presence");
    bool offline = strcmp(show, "offline") == 0, plain = offline || strcmp(show, "available") == 0;
    struct xml *x = xml_new(s->arena);
    xml_open(x, "presence", NULL);
    xml_attr(x, "from", person_full(s, who));
    xml_attr(x, "to", to);
    xml_attr(x, "type", offline ? "unavailable" : NULL);
    if (!plain)
        xml_leaf(x, "show", NULL, show);
    xml_close(x);
    if (strcmp(to, DOMAIN) == 0)
        remember_presence(s, person_full(s, who), xml_string(x), offline);
    receive(s, xml_string(x));
}

/* ---- time ---- */

static int64_t parse_duration(struct scene *s, const char *text)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000}};
    int64_t ms = 0;
    while (*text != '\0') {
        char *end;
        int64_t n = strtoll(text, &end, 10);
        size_t i = 0;
        while (i < 5 && (strncmp(end, units[i].unit, strlen(units[i].unit)) != 0 ||
                         isalpha((unsigned char)end[strlen(units[i].unit)])))
            i++;
        if (end == text || i == 5)
            wrong(s, "a duration is a number with ms, s, m, h or d");
        ms += n * units[i].ms;
        text = end + strlen(units[i].unit);
    }
    return ms;
}

/* Days since 1970 of a date (proleptic Gregorian calendar). */
static int64_t days_of(int year, int month, int day)
{
    int64_t y = month > 2 ? year : year - 1, m = month > 2 ? month - 3 : month + 9;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

static int64_t parse_moment(struct scene *s, const char *text)
{
    static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    int year, month, day, hour, minute, second;
    if (sscanf(text, "%d-%d-%dT%d:%d:%dZ", &year, &month, &day, &hour, &minute, &second) == 6)
        return days_of(year, month, day) * day_ms + ((hour * 60 + minute) * 60 + second) * 1000LL;
    char name[4];
    if (sscanf(text, "%3s %d:%d", name, &hour, &minute) != 3)
        wrong(s, "a moment is `mon 09:00` or `2026-03-02T09:00:00Z`");
    for (int i = 0; i < 7; i++)
        if (strcmp(name, days[i]) == 0) {
            int64_t at = monday_ms + i * day_ms + (hour * 60 + minute) * 60000LL;
            while (at < s->w->now_ms)
                at += 7 * day_ms;
            return at;
        }
    wrong(s, "no such day");
}

static void play_after(struct scene *s, const char *p)
{
    world_run_until(s->w, s->w->now_ms + parse_duration(s, p));
}

static void play_at(struct scene *s, const char *p)
{
    int64_t at = parse_moment(s, p);
    if (at < s->w->now_ms)
        wrong(s, "that is over");
    world_run_until(s->w, at);
}

static void play_clock(struct scene *s, const char *p)
{
    int64_t jump = parse_duration(s, p + (*p == '+' || *p == '-'));
    if (*p == '-')
        jump = -jump;
    s->w->now_ms += jump;
    world_event(s->w, (struct desk_event){.kind = EVENT_CLOCK, .jump_ms = jump});
}

/* ---- the other verbs ---- */

static void play_send(struct scene *s, const char *p)
{
    receive(s, unescape(s, fill(s, p), false));
}

static void play_bounce(struct scene *s, const char *p)
{
    size_t len = strcspn(p, ":");
    const char *who = strncmp(p, "last to ", 8) == 0 ? arena_strndup(s->arena, p + 8, len - 8) : NULL;
    const struct sent *last = NULL;
    for (const struct sent *m = s->w->first; who != NULL && p[len] == ':' && m != NULL; m = m->next)
        if (m->body != NULL && world_is_at(m->to, person(s, who)))
            last = m;
    if (last == NULL)
        wrong(s, "`bounce last to WHO: CONDITION`, after a message to somebody");
    receive(
        s,
        arena_printf(
            s->arena,
            "<message type='error' id='%s' from='%s' to='%s'><error type='cancel'><%s xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
            "</error></message>",
            st_attr_or(last->stanza, "id", ""), last->to, last->from, blanks(p + len + 1)));
}

static void play_expect(struct scene *s, const char *p)
{
    if (s->mode == CRASHES)
        return;
    const char *none = after_word(p, "no");
    const char *xml = unescape(s, fill(s, none != NULL ? none : p), true);
    xmpp_stanza_t *pattern = st_parse(s->w->ctx, xml);
    if (pattern == NULL)
        wrong(s, "not well-formed");
    struct sent *m = s->w->first;
    while (m != NULL && (m->seen || !match_tree(s->arena, pattern, m->stanza)))
        m = m->next;
    if (!point(s, (m == NULL) == (none != NULL)))
        show_unseen(s, st_is(pattern, "message", NULL), NULL);
    if (m != NULL)
        m->seen = true;
    xmpp_stanza_release(pattern);
}

static void play_link(struct scene *s, const char *p)
{
    bool up = strcmp(p, "up") == 0;
    if (!up && strcmp(p, "down") != 0)
        wrong(s, "the link is up or down");
    if (up == s->w->link_up)
        wrong(s, "so it is already");
    world_link(s->w, up);
    if (s->w->again > 0)
        ok(true, "%d: %d unconfirmed went again, in order, with their ids", this_line(s)->number,
           s->w->again);
}

static void play_full(struct scene *s, const char *p)
{
    (void)p;
    world_event(s->w, (struct desk_event){.kind = EVENT_LINK_FULL});
}

static void play_room(struct scene *s, const char *p)
{
    (void)p;
    world_event(s->w, (struct desk_event){.kind = EVENT_LINK_ROOM});
}

static void play_stop(struct scene *s, const char *p)
{
    (void)p;
    world_event(s->w, (struct desk_event){.kind = EVENT_STOP});
}

static void play_stopped(struct scene *s, const char *p)
{
    (void)p;
    world_event(s->w, (struct desk_event){.kind = EVENT_STOPPED});
}

static void play_disk(struct scene *s, const char *p)
{
    s->w->disk_low = strcmp(p, "low") == 0;
    if (!s->w->disk_low && strcmp(p, "room") != 0)
        wrong(s, "`disk low` or `disk room`");
    world_event(s->w, (struct desk_event){.kind = s->w->disk_low ? EVENT_DISK_LOW : EVENT_DISK_ROOM});
}

static void play_held(struct scene *s, const char *p)
{
    s->w->now_ms += parse_duration(s, p);
    world_event(s->w, (struct desk_event){.kind = EVENT_HELD});
}

static void play_fence(struct scene *s, const char *p)
{
    s->w->fence_off = strcmp(p, "off") == 0;
}

static void play_probes(struct scene *s, const char *p)
{
    s->probes = strcmp(p, "on") == 0;
}

static void play_rosters(struct scene *s, const char *p)
{
    if (!rosters_grant(s->w, p))
        wrong(s, "expected both, get, none, refused or silent");
    if (s->w->link_up)
        world_receive(s->w, s->w->greeting);
}

static void play_roster(struct scene *s, const char *p)
{
    const char *who = person(s, take_word(s, &p)), *rest = after_word(p, "=>");
    if (rest == NULL) {
        if (!rosters_change(s->w, who, fill(s, p)))
            wrong(s, "expected => or an item");
        return;
    }
    const char *got = rosters_text(s->w, who), *want = unescape(s, fill(s, blanks(rest)), true);
    if (!point(s, match_text(want, got)))
        diag("got: %s", got);
}

static void play_client(struct scene *s, const char *p)
{
    const char *who = person_full(s, take_word(s, &p));
    rosters_client(s->w, who, p);
}

/* Seen to before the scene began: see is_for(). */
static void play_only_on(struct scene *s, const char *rest)
{
    if (strcmp(rest, "on XMPP") != 0)
        wrong(s, "expected: only on XMPP");
}

static void play_not_with(struct scene *s, const char *p)
{
    if (strcmp(p, "with restarts") != 0 && strcmp(p, "with crashes") != 0)
        wrong(s, "expected `not with restarts` or `not with crashes`");
}

static void play_drop(struct scene *s, const char *p)
{
    (void)p;
    for (struct sent *m = s->w->first; m != NULL; m = m->next)
        m->seen = true;
}

static void play_sql(struct scene *s, const char *p)
{
    const char *arrow = strstr(p, "=>");
    if (arrow == NULL)
        wrong(s, "expected =>");
    const char *sql = fill(s, arena_strndup(s->arena, p, (size_t)(arrow - p)));
    const char *got = store_ask(s->w->store, sql), *want = unescape(s, fill(s, blanks(arrow + 2)), true);
    if (got == NULL)
        got = "NULL";
    if (!point(s, match_text(want, got)))
        diag("got: %s", got);
}

static struct sent *find_log(struct scene *s, const char *pattern)
{
    struct sent *line = s->w->log_first;
    while (line != NULL && (line->seen || !match_text(pattern, line->body)))
        line = line->next;
    return line;
}

static void play_log_has(struct scene *s, const char *p)
{
    struct sent *line = find_log(s, unescape(s, fill(s, p), true));
    if (point(s, line != NULL)) {
        line->seen = true;
        return;
    }
    for (line = s->w->log_first; line != NULL; line = line->next)
        if (!line->seen)
            diag("log: %s", line->body);
}

static void play_log_has_not(struct scene *s, const char *p)
{
    struct sent *line = find_log(s, unescape(s, fill(s, p), true));
    if (!point(s, line == NULL))
        diag("log: %s", line->body);
}

/* ---- language models ---- */

static struct question *open_question(struct scene *s)
{
    struct question *q = s->w->questions;
    while (q != NULL && (q->answered || q->dropped))
        q = q->next;
    if (q == NULL)
        wrong(s, "the model was not asked");
    return q;
}

static struct question *newest_question(struct scene *s)
{
    struct question *last = open_question(s);
    for (struct question *q = last; q != NULL; q = q->next)
        last = q->answered || q->dropped ? last : q;
    return last;
}

static struct question *dropped_question(struct scene *s)
{
    struct question *last = NULL;
    for (struct question *q = s->w->questions; q != NULL; q = q->next)
        last = q->dropped ? q : last;
    if (last == NULL)
        wrong(s, "no question was dropped");
    return last;
}

static struct question *answered_question(struct scene *s)
{
    struct question *last = NULL;
    for (struct question *q = s->w->questions; q != NULL; q = q->next)
        last = q->answered ? q : last;
    if (last == NULL)
        wrong(s, "the model has not answered");
    return last;
}

static void bring(struct scene *s, struct question *q, const struct completion_result *result,
                  const char *error)
{
    struct model_news news = {.task = q->task, .done = true, .result = result, .error = error};
    q->answered = true;
    world_news(s->w, &news);
}

static void bring_text(struct scene *s, struct question *q, const char *text)
{
    struct completion_result result = {.text = text == NULL ? "" : text, .tokens = 100};
    bring(s, q, &result, NULL);
}

static void bring_call(struct scene *s, const char *p)
{
    struct completion_result result = {.text = "", .tokens = 100};
    while (p != NULL && result.n_calls < COMPLETION_CALLS) {
        const char *plus = strstr(p, " + "),
                   *one = plus == NULL ? p : arena_strndup(s->arena, p, (size_t)(plus - p));
        p = plus == NULL ? NULL : plus + 3;
        if (one[0] == ':') {
            result.text = unescape(s, fill(s, one + 1), false);
            continue;
        }
        result.call[result.n_calls].name = take_word(s, &one);
        result.call[result.n_calls++].arguments = unescape(s, fill(s, one), false);
    }
    bring(s, open_question(s), &result, NULL);
}

static void bring_fetched(struct scene *s, const char *text)
{
    struct question *q = open_question(s);
    struct model_news news = {.task = q->task, .done = true, .fetched = text};
    q->answered = true;
    world_news(s->w, &news);
}

static void bring_refused(struct scene *s, const char *why)
{
    struct question *q = open_question(s);
    struct model_news news = {.task = q->task, .done = true, .error = why, .refused = true};
    q->answered = true;
    world_news(s->w, &news);
}

static void bring_part(struct scene *s, const char *text)
{
    struct model_news news = {.task = open_question(s)->task, .text = text};
    world_news(s->w, &news);
}

static void make_known(struct scene *s)
{
    for (size_t i = 0; i < s->w->conf->n_responders; i++) {
        const struct conf_responder *r = &s->w->conf->responders[i];
        if (r->type == RESPONDER_OPENAI)
            store_ask(s->w->store,
                      arena_printf(s->arena, "INSERT INTO service (name, held) VALUES ('%s %s %s', 0)",
                                   r->url, r->model, r->extra));
    }
}

static void play_model(struct scene *s, const char *p)
{
    const char *rest;
    size_t colon = strcspn(p, ":");
    const char *text = p[colon] == ':' ? text_after(s, p + colon, false) : NULL;
    if (strncmp(p, "says:", 5) == 0)
        bring_text(s, open_question(s), text);
    else if (strncmp(p, "hurries:", 8) == 0)
        bring_text(s, newest_question(s), text);
    else if (strncmp(p, "writes:", 7) == 0)
        bring_part(s, text);
    else if (strncmp(p, "gets:", 5) == 0)
        bring_fetched(s, text);
    else if (strncmp(p, "refuses:", 8) == 0)
        bring_refused(s, text);
    else if (strncmp(p, "fails:", 6) == 0)
        bring(s, open_question(s), NULL, text);
    else if (strncmp(p, "is late:", 8) == 0)
        bring_text(s, dropped_question(s), text);
    else if (strcmp(p, "repeats") == 0)
        bring_text(s, answered_question(s), "once more");
    else if (strcmp(p, "is known") == 0)
        make_known(s);
    else if ((rest = after_word(p, "calls")) != NULL)
        bring_call(s, rest);
    else if (strcmp(p, "is idle") == 0) {
        struct question *q = s->w->questions;
        while (q != NULL && (q->answered || q->dropped))
            q = q->next;
        point(s, q == NULL);
    } else
        wrong(s, "see `model` above");
}

static void play_model_was_asked(struct scene *s, const char *p)
{
    struct question *q = s->w->questions;
    while (q != NULL && (q->seen || q->dropped))
        q = q->next;
    if (!point(s, q != NULL && match_text(unescape(s, fill(s, p), true), q->request)))
        diag("asked: %s", q == NULL ? "nothing" : q->request);
    if (q != NULL)
        q->seen = true;
}

static void play_relink(struct scene *s, const char *p)
{
    if (!point(s, s->w->relink != NULL && match_text(p, s->w->relink)))
        diag("got: %s", s->w->relink == NULL ? "nothing" : s->w->relink);
    s->w->relink = NULL;
}

static void play_restart(struct scene *s, const char *p)
{
    (void)p;
    world_restart(s->w);
}

/* The event of the line before saw to it: see fate_of_line(). */
static void play_crash(struct scene *s, const char *p)
{
    (void)p;
    if (s->w->link_up)
        wrong(s, "nothing happened in the line before");
}

static void play_commit_fails(struct scene *s, const char *p)
{
    if (strcmp(p, "fails") != 0)
        wrong(s, "expected `commit fails`");
    s->w->fate = FATE_FAILED;
}

static void play_together(struct scene *s, const char *p)
{
    (void)p;
    s->together = true;
    world_together(s->w);
}

static void play_end(struct scene *s, const char *p)
{
    (void)p;
    if (!s->together)
        wrong(s, "nothing to end");
    s->together = false;
    world_apart(s->w);
}

/* ---- the configuration ---- */

static bool has_block(const char *text, const char *name)
{
    size_t len = strlen(name);
    for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
        line += strspn(line, " \t\n");
        if (strncmp(line, name, len) == 0 && strchr(" \t{\"", line[len]) != NULL)
            return true;
    }
    return false;
}

static const struct {
    const char *block, *text;
} conf_defaults[] = {
    {"component", "component { domain = \"" DOMAIN "\" server = \"127.0.0.1:5347\" secret = \"secret\" }\n"},
    {"store", "store { path = \"/nowhere/frontdesk.db\" }\n"},
    {"agent", "agent \"bob@example.com\" { name = \"Bob\" }\n"
              "agent \"eve@example.com\" { name = \"Eve\" role = \"supervisor\" }\n"},
    {"queue", "queue \"sales\" { title = \"Sales\" agents = {\"bob@example.com\", \"eve@example.com\"} }\n"
              "queue \"billing\" { title = \"Billing\" agents = {\"eve@example.com\"} }\n"},
};

static const char *whole_conf(struct scene *s, const char *text)
{
    for (size_t i = 0; i < sizeof conf_defaults / sizeof conf_defaults[0]; i++)
        if (!has_block(text, conf_defaults[i].block))
            text = arena_printf(s->arena, "%s%s", text, conf_defaults[i].text);
    return text;
}

/* The lines up to `end`. */
static const char *take_block(struct scene *s)
{
    const char *text = "";
    for (s->at++; s->at < s->n_lines; s->at++) {
        const char *line = this_line(s)->text;
        if (strcmp(line, "end") == 0)
            return text;
        text = arena_printf(s->arena, "%s%s\n", text, line);
    }
    s->at--;
    wrong(s, "the block has no end");
}

static void configure(struct scene *s, const char *text)
{
    if (!world_configure(s->w, fill(s, whole_conf(s, text)))) {
        diag("%s", s->w->trouble);
        wrong(s, "the configuration is wrong");
    }
}

static int64_t last_message_ms(sqlite3 *db)
{
    sqlite3_stmt *last;
    if (sqlite3_prepare_v2(db, "SELECT max(at_ms) FROM message", -1, &last, NULL) != SQLITE_OK ||
        sqlite3_step(last) != SQLITE_ROW)
        fatal("the store: %s", sqlite3_errmsg(db));
    int64_t ms = sqlite3_column_int64(last, 0);
    sqlite3_finalize(last);
    return ms;
}

/* Made by SQLite alone, before the desk opens it. */
static void play_store(struct scene *s, const char *p)
{
    enum { STORE_BYTES = 1 << 20 };
    sqlite3 *db;
    size_t len;
    int fd = open(p, O_RDONLY | O_CLOEXEC);
    char *sql = fd < 0 ? NULL : file_read(s->arena, fd, 0, STORE_BYTES, &len), *error = NULL;
    if (sql == NULL)
        fatal("%s: %m", p);
    close(fd);
    if (sqlite3_open(s->w->store_path, &db) != SQLITE_OK ||
        sqlite3_exec(db, sql, NULL, NULL, &error) != SQLITE_OK)
        fatal("%s: %s", p, error == NULL ? sqlite3_errmsg(db) : error);
    s->w->now_ms = last_message_ms(db) + 1000;
    sqlite3_close(db);
}

static void play_conf(struct scene *s, const char *p)
{
    (void)p;
    if (s->started)
        wrong(s, "use `reload` here");
    s->conf = take_block(s);
}

static void play_knowledge(struct scene *s, const char *p)
{
    world_write_knowledge(s->w, p, take_block(s));
}

static void play_reload(struct scene *s, const char *p)
{
    (void)p;
    configure(s, take_block(s));
}

/* ---- lines ---- */

/* BEFORE: does not start the desk. */
static const struct verb {
    const char *word;
    void (*play)(struct scene *, const char *rest);
    enum { NOW, BEFORE } when;
} verb_table[] = {
    {.word = "conf", .play = play_conf, .when = BEFORE},
    {.word = "store", .play = play_store, .when = BEFORE},
    {.word = "knowledge", .play = play_knowledge, .when = BEFORE},
    {.word = "fence", .play = play_fence, .when = BEFORE},
    {.word = "probes", .play = play_probes, .when = BEFORE},
    {.word = "rosters", .play = play_rosters, .when = BEFORE},
    {.word = "client", .play = play_client, .when = BEFORE},
    {.word = "not", .play = play_not_with, .when = BEFORE},
    {.word = "only", .play = play_only_on, .when = BEFORE},
    {.word = "reload", .play = play_reload},
    {.word = "send", .play = play_send},
    {.word = "roster", .play = play_roster},
    {.word = "bounce", .play = play_bounce},
    {.word = "expect", .play = play_expect},
    {.word = "link", .play = play_link},
    {.word = "full", .play = play_full},
    {.word = "room", .play = play_room},
    {.word = "disk", .play = play_disk},
    {.word = "held", .play = play_held},
    {.word = "after", .play = play_after},
    {.word = "at", .play = play_at},
    {.word = "clock", .play = play_clock},
    {.word = "together", .play = play_together},
    {.word = "end", .play = play_end},
    {.word = "restart", .play = play_restart},
    {.word = "crash", .play = play_crash},
    {.word = "commit", .play = play_commit_fails},
    {.word = "stop", .play = play_stop},
    {.word = "stopped", .play = play_stopped},
    {.word = "model", .play = play_model},
    {.word = "model?", .play = play_model_was_asked},
    {.word = "drop", .play = play_drop},
    {.word = "sql", .play = play_sql},
    {.word = "log?", .play = play_log_has},
    {.word = "log!", .play = play_log_has_not},
    {.word = "relink?", .play = play_relink},
};

static const struct verb *find_verb(const char *text, const char **rest)
{
    for (size_t i = 0; i < sizeof verb_table / sizeof verb_table[0]; i++)
        if ((*rest = after_word(text, verb_table[i].word)) != NULL)
            return &verb_table[i];
    return NULL;
}

/* A line about somebody: bob is …, jane -> … */
static void play_person(struct scene *s, const char *p)
{
    const char *who = take_word(s, &p), *verb = take_word(s, &p);
    if (strcmp(verb, "->") == 0)
        play_message(s, who, p);
    else if (strcmp(verb, "<-") == 0)
        play_expectation(s, who, p, false);
    else if (strcmp(verb, "<~") == 0)
        play_expectation(s, who, p, true);
    else if (strcmp(verb, "is") == 0)
        play_presence(s, who, p);
    else if (strcmp(verb, "sees") == 0)
        play_sees(s, who, p);
    else
        wrong(s, "not a line of a scene");
}

static void start(struct scene *s, bool link_up)
{
    s->started = true;
    configure(s, s->conf);
    if (!world_start(s->w)) {
        diag("%s", s->w->trouble);
        wrong(s, "the desk does not open");
    }
    if (link_up)
        world_link(s->w, true);
}

/* The first line decides how the desk is found: when it begins, and whether the link is up. True when that was all
 * that it says. */
static bool play_first(struct scene *s, const char *text)
{
    const char *rest = after_word(text, "at");
    if (rest != NULL) {
        s->w->now_ms = monday_ms;
        s->w->now_ms = parse_moment(s, rest);
        return true;
    }
    bool down = strcmp(text, "link down") == 0;
    start(s, !down);
    return down;
}

static enum fate fate_of_line(const struct scene *s)
{
    bool crash = s->at + 1 < s->n_lines && strcmp(s->lines[s->at + 1].text, "crash") == 0;
    return crash ? FATE_LOST : s->w->fate;
}

/* A world that broke its own rules fails the line in which it did. */
static void check_trouble(struct scene *s)
{
    if (s->w->trouble == NULL)
        return;
    point(s, false);
    diag("%s", s->w->trouble);
    s->w->trouble = NULL;
    if (s->w->desk == NULL)
        wrong(s, "the desk did not open again");
}

static void play_line(struct scene *s)
{
    const char *text = this_line(s)->text, *rest;
    const struct verb *verb = find_verb(text, &rest);
    bool before = verb != NULL && verb->when == BEFORE;
    if (!s->started && !before && play_first(s, text))
        return;
    if (s->started)
        s->w->fate = fate_of_line(s);
    if (verb != NULL)
        verb->play(s, rest);
    else
        play_person(s, text);
    if (s->started && !s->together)
        answer_probes(s);
    check_trouble(s);
}

static void finish(struct scene *s)
{
    bool silent = true;
    for (const struct sent *m = s->w->first; m != NULL; m = m->next)
        if (!m->seen && m->body != NULL)
            silent = false;
    if (!ok(silent, "nothing was said that the scene does not mention"))
        show_unseen(s, true, NULL);
    if (s->w->relink != NULL)
        ok(false, "the desk wanted a new connection: %s", s->w->relink);
}

/* ---- the file ---- */

static void add_line(struct scene *s, size_t *size, int number, const char *text)
{
    if (s->n_lines == *size) {
        size_t bytes = *size * sizeof *s->lines;
        *size *= 2;
        s->lines = arena_grow(s->arena, s->lines, bytes, 2 * bytes);
    }
    s->lines[s->n_lines++] = (struct line){.number = number, .text = text};
}

/* Lines that go on are joined, except inside of a configuration. */
static void read_scene(struct scene *s)
{
    FILE *file = fopen(s->file, "r");
    char *buf = NULL;
    size_t buf_size = 0, size = 64;
    bool block = false, knowledge = false; /* knowledge: empty lines count */
    if (file == NULL)
        fatal("%s: %m", s->file);
    s->lines = arena_alloc(s->arena, size * sizeof *s->lines);
    for (int number = 1; getline(&buf, &buf_size, file) >= 0; number++) {
        buf[strcspn(buf, "\n")] = '\0';
        const char *text = arena_strdup(s->arena, blanks(buf));
        bool goes_on = text[0] != '\0' && isblank((unsigned char)buf[0]) && s->n_lines > 0 && !block;
        if (goes_on)
            s->lines[s->n_lines - 1].text =
                arena_printf(s->arena, "%s %s", s->lines[s->n_lines - 1].text, text);
        else if ((text[0] != '\0' || knowledge) && (text[0] != '#' || block))
            add_line(s, &size, number, text);
        knowledge = strcmp(text, "end") != 0 && (knowledge || after_word(text, "knowledge") != NULL);
        if (strcmp(text, "conf") == 0 || strcmp(text, "reload") == 0 || knowledge)
            block = true;
        else if (strcmp(text, "end") == 0)
            block = false;
    }
    free(buf);
    fclose(file);
}

static bool says(const struct scene *s, const char *line)
{
    for (size_t i = 0; i < s->n_lines; i++)
        if (strcmp(s->lines[i].text, line) == 0)
            return true;
    return false;
}

/* A restart may lose what a crash may lose. Scenes with a death of their own are left alone. */
static bool is_for(const struct scene *s, enum mode mode)
{
    if (mode == PLAIN)
        return true;
    if (mode == MEMORIES)
        return !says(s, "only on XMPP");
    bool dies = says(s, "crash") || says(s, "commit fails") || says(s, "not with restarts");
    return !dies && (mode == RESTARTS || !says(s, "not with crashes"));
}

/* The store has to be there before the desk comes, or when it is gone. */
static bool on_disk(const struct scene *s)
{
    for (size_t i = 0; i < s->n_lines; i++)
        if (after_word(s->lines[i].text, "store") != NULL)
            return true;
    return s->mode == RESTARTS || s->mode == CRASHES || says(s, "restart") || says(s, "crash") ||
           says(s, "commit fails");
}

static void watch(struct world *w, const struct effect *e)
{
    w->hash = record_effect(w->hash, e);
}

static void play(struct scene *s)
{
    s->w = world_new(on_disk(s));
    s->w->watch = watch;
    s->w->wire = s->mode == MEMORIES ? memory_wire : NULL;
    s->w->hash = record_begin();
    s->w->now_ms = monday_ms + 10 * 3600 * 1000LL;
    for (; s->at < s->n_lines; s->at++)
        play_line(s);
    if (!s->started)
        ok(false, "the scene has no line that does anything");
    finish(s);
    diag("hash %016" PRIx64, s->w->hash);
    world_free(s->w);
}

int main(int argc, char **argv)
{
    static const char *const modes[] = {
        [PLAIN] = "", [RESTARTS] = "--restarts", [CRASHES] = "--crashes", [MEMORIES] = "--memory"};
    struct scene s = {.conf = "", .next_id = 1};
    if (argc == 3 && strcmp(argv[1], modes[RESTARTS]) == 0)
        s.mode = RESTARTS;
    else if (argc == 3 && strcmp(argv[1], modes[CRASHES]) == 0)
        s.mode = CRASHES;
    else if (argc == 3 && strcmp(argv[1], modes[MEMORIES]) == 0)
        s.mode = MEMORIES;
    else if (argc != 2) {
        fprintf(stderr, "usage: scene [--restarts | --crashes | --memory] FILE.scene\n");
        return 2;
    }
    plan_none();
    s.file = argv[argc - 1];
    s.arena = arena_new();
    read_scene(&s);
    int status = 0;
    if (is_for(&s, s.mode)) {
        play(&s);
        status = done();
    } else {
        printf("1..0 # SKIP not with %s\n", modes[s.mode] + 2);
    }
    arena_free(s.arena);
    return status;
}
