/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * authority: plays every cell of authority.table, which says who may do what, on the whole core.
 *
 *     authority [FILE]     srcdir/t/unit/authority.table when no file is named
 *
 * A cell is one deed of one person in one situation. What that person gets back, what anybody else gets, and
 * which tables of the store are other than before must all be what the cell says: a refused deed changes
 * nothing and reaches nobody. At the end every command of the desk, every IQ that an extension answers and
 * every node of PEP must have had its rows: a new one that is not in the table fails here. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "command/command.h"
#include "conf/conf.h"
#include "store/store.h"
#include "t/match.h"
#include "t/tap.h"
#include "t/turn.h"
#include "t/world.h"
#include "xeps/xep.h"
#include "xml/stanza.h"

#define HOUSE "support.example.com"
#define NS_COMMANDS "http://jabber.org/protocol/commands"
#define NS_PUBSUB "http://jabber.org/protocol/pubsub"

enum {
    CUSTOMER,
    N_AGENTS = 3, /* they follow */
    N_PEOPLE = 6,
    COLUMNS = 4 + N_PEOPLE + 3,
    ROWS_MAX = 500,
    TELLINGS_MAX = 40,
    TABLES_MAX = 80,
};

/* In the order of the table's columns. The address that the server writes into `from`. */
static const struct person {
    const char *name, *bare, *full;
} people[N_PEOPLE] = {
    {"jane", "jane@customer.example", "jane@customer.example/phone"},
    {"bob", "bob@example.com", "bob@example.com/desk"},
    {"kim", "kim@example.com", "kim@example.com/desk"},
    {"eve", "eve@example.com", "eve@example.com/desk"},
    {"ann", "ann@elsewhere.example", "ann@elsewhere.example/phone"},
    {"irc", "irc.elsewhere.example", "irc.elsewhere.example"},
};

/* Eve serves no queue: what she may, she may as a supervisor. */
static const char configuration[] =
    "component { domain = \"" HOUSE "\" server = \"127.0.0.1:5347\" secret = \"secret\" }\n"
    "store { path = \"/nowhere/frontdesk.db\" }\n"
    "omemo = \"accept\"\n"
    "agent \"bob@example.com\" { name = \"Bob\" }\n"
    "agent \"kim@example.com\" { name = \"Kim\" }\n"
    "agent \"eve@example.com\" { name = \"Eve\" role = \"supervisor\" }\n"
    "queue \"sales\" { title = \"Sales\" agents = {\"bob@example.com\"} responder = \"faq\" responder_share = 0 }\n"
    "responder \"faq\" { type = \"faq\" knowledge = \"/nowhere\" }\n"
    "queue \"billing\" { title = \"Billing\" agents = {\"kim@example.com\"} }\n";

struct row {
    int line;
    const char *form, *where, *deed, *when, *cell[N_PEOPLE], *also, *changes, *shows;
};

/* A line `say` or `let`. */
struct telling {
    const char *name, *text;
};

static struct {
    struct row row[ROWS_MAX];
    size_t n_rows;
    struct telling telling[TELLINGS_MAX], let[TELLINGS_MAX];
    size_t n_tellings, n_lets;
    struct arena *arena;
} table;

/* ---- the file ---- */

static void bad(int line, const char *why) __attribute__((noreturn));
static void bad(int line, const char *why)
{
    printf("Bail out! authority.table:%d: %s\n", line, why);
    exit(1);
}

static char *trimmed(char *s)
{
    s += strspn(s, " \t");
    size_t len = strlen(s);
    while (len > 0 && strchr(" \t\n", s[len - 1]) != NULL)
        s[--len] = '\0';
    return s;
}

/* text with each {NAME} that a `let` gives put in, and each \n a line break. */
static const char *filled_in(const char *text)
{
    for (size_t i = 0; i < table.n_lets; i++) {
        const char *name = arena_printf(table.arena, "{%s}", table.let[i].name);
        for (const char *at; (at = strstr(text, name)) != NULL;)
            text = arena_printf(table.arena, "%.*s%s%s", (int)(at - text), text, table.let[i].text,
                                at + strlen(name));
    }
    const char *end = strstr(text, "\\n");
    return end == NULL ? arena_strdup(table.arena, text)
                       : arena_printf(table.arena, "%.*s\n%s", (int)(end - text), text, end + 2);
}

static void read_row(char *text, int line)
{
    struct row *r = &table.row[table.n_rows++];
    const char **column[COLUMNS] = {&r->form, &r->where, &r->deed, &r->when};
    if (table.n_rows == ROWS_MAX)
        bad(line, "too many rows");
    for (size_t i = 0; i < N_PEOPLE; i++)
        column[4 + i] = &r->cell[i];
    column[4 + N_PEOPLE] = &r->also;
    column[5 + N_PEOPLE] = &r->changes;
    column[6 + N_PEOPLE] = &r->shows;
    r->line = line;
    for (size_t i = 0; i < COLUMNS; i++) {
        char *cell = strsep(&text, "|");
        if (cell == NULL)
            bad(line, "too few columns");
        *column[i] = filled_in(trimmed(cell));
    }
    if (text != NULL)
        bad(line, "too many columns");
}

static void read_telling(struct telling *all, size_t *n, char *text, int line)
{
    char *name = strsep(&text, ":");
    if (text == NULL || *n == TELLINGS_MAX)
        bad(line, "NAME: TEXT");
    all[*n].name = arena_strdup(table.arena, trimmed(name));
    all[(*n)++].text = filled_in(trimmed(text));
}

static void read_table(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = NULL;
    size_t size = 0;
    int line = 0;
    table.arena = arena_new();
    if (file == NULL)
        fatal("%s: %m", path);
    while (getline(&text, &size, file) != -1) {
        char *s = trimmed(text);
        line++;
        if (s[0] == '#' || s[0] == '\0')
            continue;
        if (strncmp(s, "say ", 4) == 0)
            read_telling(table.telling, &table.n_tellings, s + 4, line);
        else if (strncmp(s, "let ", 4) == 0)
            read_telling(table.let, &table.n_lets, s + 4, line);
        else
            read_row(s, line);
    }
    free(text);
    fclose(file);
}

static const char *telling(const char *name)
{
    for (size_t i = 0; i < table.n_tellings; i++)
        if (strcmp(table.telling[i].name, name) == 0)
            return table.telling[i].text;
    return NULL;
}

/* ---- situations ---- */

static const char *face_address(struct world *w)
{
    const char *local = store_ask(w->store, "SELECT localpart || '@" HOUSE "' FROM face");
    return arena_strdup(w->own, local != NULL ? local : "nobody.k3f7@" HOUSE);
}

static void shows(struct world *w, const struct person *p)
{
    world_receive(w, arena_printf(w->own, "<presence from='%s' to='" HOUSE "'/>", p->full));
}

static void grants(struct world *w, const struct person *p, const char *type)
{
    world_receive(w, arena_printf(w->own, "<presence type='%s' from='%s' to='" HOUSE "'/>", type, p->bare));
}

static void writes(struct world *w, const struct person *p, const char *to, const char *body)
{
    world_receive(w, arena_printf(w->own,
                                  "<message type='chat' from='%s' to='%s' id='s'><body>%s</body></message>",
                                  p->full, to, body));
}

static void be_waiting(struct world *w)
{
    writes(w, &people[CUSTOMER], "sales@" HOUSE, "My order?");
}

static void be_offered(struct world *w)
{
    shows(w, &people[1]);
    be_waiting(w);
}

static void be_held(struct world *w)
{
    be_offered(w);
    writes(w, &people[1], face_address(w), "Hi");
}

static void be_closed(struct world *w)
{
    be_held(w);
    writes(w, &people[1], face_address(w), "!close");
}

/* Kim's, who does not know the queue that the customer wrote to. */
static void be_passed_on(struct world *w)
{
    be_held(w);
    writes(w, &people[1], face_address(w), "!transfer billing");
}

/* … and what followed there is not for Bob. */
static void be_away(struct world *w)
{
    be_passed_on(w);
    shows(w, &people[2]);
    writes(w, &people[2], face_address(w), "I am Kim");
    writes(w, &people[CUSTOMER], "sales@" HOUSE, "Secret");
    writes(w, &people[2], face_address(w), "!note A liar");
}

static void be_empty(struct world *w)
{
    (void)w;
}

static void be_chosen(struct world *w)
{
    writes(w, &people[CUSTOMER], HOUSE, "My order?");
    writes(w, &people[CUSTOMER], HOUSE, "1");
}

/* All of whom the customer is one. */
static void be_blocked(struct world *w)
{
    be_held(w);
    writes(w, &people[3], HOUSE, "block customer.example");
    writes(w, &people[3], HOUSE, "block spam.example 1d");
}

/* The agents have not granted their presence. */
static void be_unknown(struct world *w)
{
    for (size_t i = 1; i <= N_AGENTS; i++)
        grants(w, &people[i], "unsubscribed");
}

static struct world *make_world(void (*make)(struct world *))
{
    struct world *w = world_new(false);
    w->now_ms = 1772445600000; /* 2026-03-02T10:00:00Z */
    if (!world_configure(w, configuration) || !world_start(w))
        fatal("no world: %s", w->trouble);
    world_link(w, true);
    for (size_t i = 1; i <= N_AGENTS; i++)
        grants(w, &people[i], "subscribed");
    shows(w, &people[3]);
    make(w);
    world_run_until(w, w->now_ms + 5000); /* less than offer_timeout, and what was sent is confirmed */
    return w;
}

/* ---- what the store holds ---- */

struct dump {
    const char *table[TABLES_MAX], *query[TABLES_MAX], *text[TABLES_MAX];
    size_t n;
};

/* The SQL that makes one text of a table: row after row, each in all its columns. */
static const char *query_of(struct world *w, const char *name)
{
    const char *row =
        store_ask(w->store, arena_printf(w->own,
                                         "SELECT group_concat('quote(\"' || name || '\")', '||'',''||') "
                                         "FROM pragma_table_info('%s')",
                                         name));
    return arena_printf(w->own,
                        "SELECT group_concat(line, char(10)) FROM (SELECT %s AS line FROM %s ORDER BY 1)",
                        row, name);
}

static void read_texts(struct world *w, struct dump *d)
{
    for (size_t i = 0; i < d->n; i++) {
        const char *text = store_ask(w->store, d->query[i]);
        d->text[i] = arena_strdup(w->own, text != NULL ? text : "");
    }
}

static struct dump dump_of(struct world *w)
{
    struct dump d = {0};
    char *names =
        arena_strdup(w->own, store_ask(w->store,
                                       "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_master "
                                       "WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
                                       "AND name NOT LIKE 'message_words%' ORDER BY name)"));
    for (char *name; (name = strsep(&names, " ")) != NULL; d.n++) {
        if (d.n == TABLES_MAX)
            fatal("the store has more tables than this test compares");
        d.table[d.n] = name;
        d.query[d.n] = query_of(w, name);
    }
    read_texts(w, &d);
    return d;
}

/* The names of the tables that differ, each between blanks: " message conversation ". */
static const char *changed(struct world *w, const struct dump *a, const struct dump *b)
{
    const char *names = " ";
    for (size_t i = 0; i < a->n; i++)
        if (strcmp(a->text[i], b->text[i]) != 0)
            names = arena_printf(w->own, "%s%s ", names, a->table[i]);
    return names;
}

static bool has_word(const char *words, const char *word, size_t len)
{
    for (const char *s = words; *(s += strspn(s, " ")) != '\0'; s += strcspn(s, " "))
        if (strcspn(s, " ") == len && strncmp(s, word, len) == 0)
            return true;
    return false;
}

/* Every word of a is one of b. */
static bool all_within(const char *a, const char *b)
{
    for (const char *s = a; *(s += strspn(s, " ")) != '\0'; s += strcspn(s, " "))
        if (!has_word(b, s, strcspn(s, " ")))
            return false;
    return true;
}

/* ---- the worlds ---- */

/* Each situation is made once. Every cell is played in a process of its own, which begins as a copy of it. */
static struct situation {
    const char *name;
    void (*make)(struct world *);
    struct world *world; /* NULL: no row has asked for it yet */
    struct dump before;
} situations[] = {
    {"empty", be_empty, .world = NULL},      {"unknown", be_unknown, .world = NULL},
    {"chosen", be_chosen, .world = NULL},    {"blocked", be_blocked, .world = NULL},
    {"waiting", be_waiting, .world = NULL},  {"offered", be_offered, .world = NULL},
    {"held", be_held, .world = NULL},        {"closed", be_closed, .world = NULL},
    {"passed", be_passed_on, .world = NULL}, {"away", be_away, .world = NULL},
};

enum { N_SITUATIONS = sizeof situations / sizeof situations[0] };

static struct situation *situation_of(const struct row *r)
{
    struct situation *s = situations;
    while (s < situations + N_SITUATIONS && strcmp(s->name, r->when) != 0)
        s++;
    if (s == situations + N_SITUATIONS)
        bad(r->line, "no such situation");
    if (s->world == NULL) {
        s->world = make_world(s->make);
        s->before = dump_of(s->world);
    }
    return s;
}

static void end_worlds(void)
{
    for (size_t i = 0; i < N_SITUATIONS; i++)
        if (situations[i].world != NULL)
            world_free(situations[i].world);
}

/* ---- the deed ---- */

static const char *replaced(struct world *w, const char *text, const char *what, const char *by)
{
    const char *at = strstr(text, what);
    return at == NULL ? text
                      : arena_printf(w->own, "%.*s%s%s", (int)(at - text), text, by, at + strlen(what));
}

static const char *address(struct world *w, const struct row *r)
{
    if (strcmp(r->where, "house") == 0)
        return HOUSE;
    if (strcmp(r->where, "queue") == 0)
        return "sales@" HOUSE;
    if (strcmp(r->where, "face") == 0)
        return face_address(w);
    if (strcmp(r->where, "no face") == 0)
        return "nobody.k3f7@" HOUSE;
    if (strcmp(r->where, "nowhere") == 0)
        return "nothing@" HOUSE;
    bad(r->line, "no such place");
}

/* "chat as evil.example/{me}" is chat, and its sender is that. */
static const char *sender(struct world *w, const struct row *r, const struct person *p)
{
    const char *as = strstr(r->form, " as ");
    return as == NULL ? p->full : replaced(w, as + 4, "{me}", p->bare);
}

static bool is_form(const struct row *r, const char *form)
{
    size_t len = strlen(form);
    return strncmp(r->form, form, len) == 0 && (r->form[len] == '\0' || r->form[len] == ' ');
}

/* The first word of *text, which is moved behind it. */
static const char *take_word(struct world *w, const char **text)
{
    size_t len = strcspn(*text, " ");
    const char *word = arena_strndup(w->own, *text, len);
    *text += len + strspn(*text + len, " ");
    return word;
}

static const char *field(struct world *w, const char *var, const char *value)
{
    return arena_printf(w->own, "<field var='%s'><value>%s</value></field>", var, value);
}

/* The fields of a command: of each but the last argument a word, and of the last the rest. */
static const char *fields_of(struct world *w, const struct command *c, char *args)
{
    const char *all = "";
    for (const struct argument *a = c->asks; a->var != NULL; a++) {
        const char *value = a[1].var != NULL ? strsep(&args, " ") : args;
        all = arena_printf(w->own, "%s%s", all, field(w, a->var, value != NULL ? value : ""));
    }
    return all;
}

/* "mine 1": its second stage. "mine 1 close solved": its last. */
static const char *fields_of_mine(struct world *w, char *args)
{
    const char *all = field(w, "conversation", strsep(&args, " ")), *word = strsep(&args, " ");
    if (word == NULL)
        return all;
    const struct command *c = command_find(word, IN_CHAT);
    if (c == NULL)
        fatal("there is no command %s", word);
    return arena_printf(w->own, "%s%s%s%s", all, field(w, "command", word), field(w, "stage", "arguments"),
                        fields_of(w, c, args));
}

/* A command that takes arguments is sent with its form filled in, as in the last stage of XEP-0050. */
static const char *form_of(struct world *w, const char *where, const char *word, const char *args)
{
    const struct command *c = command_find(word, strcmp(where, "house") == 0 ? IN_HOUSE : IN_CHAT);
    bool mine = c != NULL && c->asks[0].kind == ARGUMENT_MINE;
    if (c == NULL || c->asks[0].var == NULL || (mine && args[0] == '\0'))
        return "";
    char *words = arena_strdup(w->own, args);
    return arena_printf(w->own, "<x xmlns='jabber:x:data' type='submit'>%s</x>",
                        mine ? fields_of_mine(w, words) : fields_of(w, c, words));
}

static const char *stanza_of(struct world *w, const struct row *r, const struct person *p)
{
    const char *deed = r->deed,
               *ends = arena_printf(w->own, "id='deed' from='%s' to='%s'", sender(w, r, p), address(w, r));
    if (is_form(r, "chat"))
        return arena_printf(w->own, "<message type='chat' %s><body>%s</body></message>", ends, deed);
    const char *word = take_word(w, &deed);
    if (is_form(r, "message"))
        return arena_printf(w->own, "<message type='%s' %s>%s</message>", word, ends, deed);
    if (is_form(r, "presence"))
        return strcmp(word, "available") == 0
                   ? arena_printf(w->own, "<presence %s>%s</presence>", ends, deed)
                   : arena_printf(w->own, "<presence type='%s' %s>%s</presence>", word, ends, deed);
    if (is_form(r, "iq"))
        return arena_printf(w->own, "<iq type='%s' %s>%s</iq>", word, ends, deed);
    if (is_form(r, "ad-hoc"))
        return arena_printf(w->own,
                            "<iq type='set' %s><command xmlns='" NS_COMMANDS "' node='%s'>%s</command></iq>",
                            ends, word, form_of(w, r->where, word, deed));
    bad(r->line, "no such form");
}

/* ---- what came of it ---- */

struct outcome {
    struct world *w;
    const struct row *row;
    const struct person *me;
    const char *stanza, *bare; /* the sender's address without a resource */
    const struct sent *sent;   /* the first that was sent then */
    const char *changed;       /* tables */
    const char *others;        /* names of those who got something */
    const char *shown;         /* names of those to whom the face showed itself */
    int mine;
};

/* A face or a queue shows itself without being asked (src/xmpp/contact.h): that is in no cell, but all of it is
 * checked. */
static bool is_showing(const struct outcome *o, const struct sent *s)
{
    if (strcmp(st_attr_or(s->stanza, "type", ""), "headline") == 0)
        return true;
    bool asked = is_form(o->row, "presence") && world_is_at(s->from, address(o->w, o->row));
    return st_is(s->stanza, "presence", NULL) && strstr(s->from, "@" HOUSE "/desk") != NULL &&
           strncmp(s->from, "desk@", 5) != 0 && !asked;
}

/* The desk asks an agent's client what it understands (src/xmpp/exchange.h): so too. */
static bool is_question(const struct sent *s)
{
    return st_is(s->stanza, "iq", NULL) && strcmp(s->from, HOUSE) == 0 &&
           strcmp(st_attr_or(s->stanza, "type", ""), "get") == 0;
}

/* The house asks each device of an agent what it announces (XEP-0384): that shows nothing. */
static bool is_about_client(const struct sent *s)
{
    return is_question(s) && st_child(s->stanza, "query", "http://jabber.org/protocol/disco#info") != NULL;
}

static bool is_mine(const struct outcome *o, const struct sent *s)
{
    return world_is_at(s->to, o->bare) && !is_showing(o, s) && !is_question(s);
}

static const char *sent_name(const struct sent *s)
{
    for (size_t i = 0; i < N_PEOPLE; i++)
        if (world_is_at(s->to, people[i].bare))
            return people[i].name;
    return s->to;
}

static void count_sent(struct outcome *o)
{
    o->others = o->shown = " ";
    for (const struct sent *s = o->sent; s != NULL; s = s->next) {
        if (world_is_at(s->to, HOUSE) || is_question(s))
            continue; /* a fence */
        if (is_showing(o, s))
            o->shown = arena_printf(o->w->own, "%s%s ", o->shown, sent_name(s));
        else if (is_mine(o, s))
            o->mine++;
        else if (!has_word(o->others, sent_name(s), strlen(sent_name(s))))
            o->others = arena_printf(o->w->own, "%s%s ", o->others, sent_name(s));
    }
}

static struct outcome play(const struct situation *s, const struct row *r, const struct person *p)
{
    struct world *w = s->world;
    const char *from = sender(w, r, p);
    struct outcome o = {
        .w = w,
        .row = r,
        .me = p,
        .stanza = stanza_of(w, r, p),
        .bare = arena_strndup(w->own, from, strcspn(from, "/")),
    };
    struct dump after = s->before;
    struct sent **end = w->end;
    if (!world_receive(w, o.stanza))
        bad(r->line, "the deed is not well-formed");
    o.sent = *end;
    read_texts(w, &after);
    o.changed = changed(w, &s->before, &after);
    count_sent(&o);
    return o;
}

static bool nobody_else(const struct outcome *o)
{
    return o->others[1] == '\0';
}

static bool unchanged(const struct outcome *o)
{
    return o->changed[1] == '\0';
}

/* What all stanzas to me have in common. */
static bool each_of_mine(const struct outcome *o,
                         bool (*is)(const struct outcome *, const struct sent *, const char *),
                         const char *text)
{
    for (const struct sent *s = o->sent; s != NULL; s = s->next)
        if (is_mine(o, s) && !is(o, s, text))
            return false;
    return o->mine > 0;
}

static bool one_of_mine(const struct outcome *o, const char *text)
{
    const char *pattern = arena_printf(o->w->own, "*%s*", text);
    for (const struct sent *s = o->sent; s != NULL; s = s->next)
        if (is_mine(o, s) && match_text(pattern, s->xml))
            return true;
    return false;
}

static bool comes_from_there(const struct outcome *o, const struct sent *s)
{
    const char *there = address(o->w, o->row);
    return world_is_at(s->from, strcmp(there, HOUSE) == 0 && s->body != NULL ? "desk@" HOUSE : there);
}

static bool is_error(const struct outcome *o, const struct sent *s, const char *condition)
{
    const xmpp_stanza_t *error = st_child(s->stanza, "error", NULL);
    return comes_from_there(o, s) && strcmp(st_attr_or(s->stanza, "type", ""), "error") == 0 &&
           strcmp(st_attr_or(s->stanza, "id", ""), "deed") == 0 &&
           st_is(st_first(error), condition, "urn:ietf:params:xml:ns:xmpp-stanzas");
}

static bool is_presence(const struct outcome *o, const struct sent *s, const char *type)
{
    return comes_from_there(o, s) && st_is(s->stanza, "presence", NULL) &&
           strcmp(st_attr_or(s->stanza, "type", ""), type) == 0;
}

/* In a message, or as the note of an ad-hoc command. */
static bool is_telling(const struct outcome *o, const struct sent *s, const char *text)
{
    const xmpp_stanza_t *command = st_child(s->stanza, "command", NS_COMMANDS);
    const char *note = st_child_text(o->w->own, command, "note", NULL), *said = note != NULL ? note : s->body;
    return comes_from_there(o, s) && said != NULL && match_text(text, said);
}

static bool is_empty_result(const struct outcome *o, const struct sent *s, const char *unused)
{
    (void)unused;
    return comes_from_there(o, s) && strcmp(st_attr_or(s->stanza, "type", ""), "result") == 0 &&
           st_first(st_first(s->stanza)) == NULL;
}

/* The rooms of the store in which nothing stands but what other rows say: how many, when next, what is sent; and the ids of what
 * an agent wrote to the desk alone. */
static const char derived[] =
    "outbox shown tally timer fact unsent share roster exchange omemo_client in_line";

/* Words for the queue: a customer's, whoever wrote them. */
static bool is_from_queue(const struct outcome *o, const struct sent *s, const char *unused)
{
    (void)o, (void)unused;
    return s->body != NULL && strcmp(s->from, "sales@" HOUSE) == 0;
}

/* Who else gets something: "jane (bob)": jane, and bob in some of the cells. */
static bool all_also(const struct outcome *o)
{
    char *may = arena_strdup(o->w->own, strcmp(o->row->also, "-") == 0 ? "" : o->row->also),
         *optional = strchr(may, '(');
    const char *must = optional == NULL ? may : arena_strndup(o->w->own, may, (size_t)(optional - may));
    for (char *c = may; *c != '\0'; c++)
        if (*c == '(' || *c == ')')
            *c = ' ';
    return all_within(must, o->others) && all_within(o->others, may);
}

static bool fits_yes(const struct outcome *o)
{
    const struct row *r = o->row;
    bool silent = strcmp(r->shows, "-") == 0;
    const char *changes = strcmp(r->changes, "-") == 0 ? "" : r->changes;
    const char *may = arena_printf(o->w->own, "%s %s", changes, changes[0] != '\0' || !silent ? derived : "");
    return (silent ? o->mine == 0 : one_of_mine(o, r->shows)) && all_also(o) &&
           all_within(changes, o->changed) && all_within(o->changed, may);
}

static bool fits_nothing(const struct outcome *o)
{
    return o->mine == 0 && nobody_else(o) && unchanged(o) && o->shown[1] == '\0';
}

static bool fits_shown(const struct outcome *o)
{
    return o->mine == 0 && nobody_else(o) && o->shown[1] != '\0' && all_within(o->shown, o->me->name);
}

static bool fits_unshown(const struct outcome *o)
{
    return o->mine == 0 && nobody_else(o) && o->shown[1] == '\0';
}

static const char *bare_of(const struct outcome *o, const char *jid)
{
    return arena_strndup(o->w->own, jid, strcspn(jid, "/"));
}

/* Whether a face showed itself only to agents who were offered the conversation, or held it. */
static bool shown_rightly(const struct outcome *o)
{
    static const char concerned[] =
        "SELECT 1 FROM agent a WHERE a.jid = '%s' AND (EXISTS (SELECT 1 FROM offer WHERE agent = a.id) OR "
        "EXISTS (SELECT 1 FROM event WHERE agent = a.id AND to_state = 'active')) "
        "UNION SELECT 1 FROM customer WHERE jid = '%s'";
    for (const struct sent *s = o->sent; s != NULL; s = s->next)
        if ((is_showing(o, s) || (is_question(s) && !is_about_client(s) && !world_is_at(s->to, HOUSE))) &&
            store_ask(o->w->store,
                      arena_printf(o->w->own, concerned, bare_of(o, s->to), bare_of(o, s->to))) == NULL)
            return false;
    return true;
}

static bool fits_dropped(const struct outcome *o)
{
    return o->mine == 0 && nobody_else(o) && all_within("dropped", o->changed) &&
           all_within(o->changed, "dropped fact");
}

static bool fits_empty(const struct outcome *o)
{
    return o->mine == 1 && each_of_mine(o, is_empty_result, "") && nobody_else(o) && unchanged(o);
}

static bool fits_unsubscribed(const struct outcome *o)
{
    return o->mine == 1 && each_of_mine(o, is_presence, "unsubscribed") && nobody_else(o) && unchanged(o);
}

/* May see, and is not asked in return. */
static bool is_sight(const struct outcome *o, const struct sent *s, const char *unused)
{
    (void)unused;
    return is_presence(o, s, "subscribed") || is_presence(o, s, "") || is_presence(o, s, "unavailable");
}

static bool fits_subscribed(const struct outcome *o)
{
    return o->mine == 2 && each_of_mine(o, is_sight, "") && nobody_else(o) && unchanged(o);
}

static bool fits_menu(const struct outcome *o)
{
    return o->mine == 1 && each_of_mine(o, is_telling, "*1  Sales*") && nobody_else(o) &&
           all_within("menu", o->changed) && all_within(o->changed, "customer menu outbox timer");
}

static bool fits_said(const struct outcome *o)
{
    return o->mine == 0 && all_within(o->others, "bob") && all_within("message", o->changed) &&
           all_within(o->changed, arena_printf(o->w->own, "message conversation %s", derived)) &&
           store_ask(o->w->store, "SELECT 1 FROM message WHERE stanza_id = 'deed' AND author = 'customer'") !=
               NULL;
}

static bool fits_passed_on(const struct outcome *o)
{
    return o->mine == 0 && all_within("bob", o->others) && all_within(o->others, "bob") &&
           all_within(o->changed, "outbox");
}

static bool fits_opens(const struct outcome *o)
{
    return each_of_mine(o, is_from_queue, "") && all_within(o->others, "bob") &&
           all_within("conversation message event", o->changed) && !has_word(o->changed, "menu", 4);
}

static const struct word {
    const char *name;
    bool (*fits)(const struct outcome *);
} words[] = {
    {"yes", fits_yes},
    {"nothing", fits_nothing},
    {"shown", fits_shown},
    {"unshown", fits_unshown},
    {"dropped", fits_dropped},
    {"empty", fits_empty},
    {"unsubscribed", fits_unsubscribed},
    {"subscribed", fits_subscribed},
    {"menu", fits_menu},
    {"said", fits_said},
    {"opens", fits_opens},
    {"passed-on", fits_passed_on},
};

static const char *const conditions[] = {
    "bad-request", "feature-not-implemented", "forbidden", "item-not-found",
    "not-allowed", "service-unavailable",
};

/* Dropped messages are counted. */
static bool fits_condition(const struct outcome *o, const char *condition)
{
    return o->mine == 1 && each_of_mine(o, is_error, condition) && nobody_else(o) &&
           all_within(o->changed, "dropped fact");
}

static bool fits_telling(const struct outcome *o, const char *text)
{
    return o->mine == 1 && each_of_mine(o, is_telling, text) && nobody_else(o) &&
           all_within(o->changed, "outbox shown unsent");
}

/* All words of a cell that would be true; NULL when expected is one of them and want is. */
static const char *what_fits(const struct outcome *o)
{
    const char *all = "";
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (words[i].fits(o))
            all = arena_printf(o->w->own, "%s %s", all, words[i].name);
    for (size_t i = 0; i < sizeof conditions / sizeof conditions[0]; i++)
        if (fits_condition(o, conditions[i]))
            all = arena_printf(o->w->own, "%s %s", all, conditions[i]);
    for (size_t i = 0; i < table.n_tellings; i++)
        if (fits_telling(o, table.telling[i].text))
            all = arena_printf(o->w->own, "%s %s", all, table.telling[i].name);
    return all;
}

static void explain(const struct outcome *o)
{
    diag("authority.table:%d: %s", o->row->line, o->stanza);
    diag("what fits:%s", what_fits(o));
    diag("changed:%s  others:%s", o->changed, o->others);
    for (const struct sent *s = o->sent; s != NULL; s = s->next)
        if (!world_is_at(s->to, HOUSE))
            diag("sent: %s", s->xml);
}

static bool fits(const struct outcome *o, const char *cell)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i].name, cell) == 0)
            return words[i].fits(o);
    for (size_t i = 0; i < sizeof conditions / sizeof conditions[0]; i++)
        if (strcmp(conditions[i], cell) == 0)
            return fits_condition(o, cell);
    const char *text = telling(cell);
    if (text == NULL)
        bad(o->row->line, "no such word for a cell");
    return fits_telling(o, text);
}

/* The exit status of a cell's process: 0 when all is as the cell says. */
static int play_cell(const struct situation *s, const struct row *r, size_t column)
{
    struct outcome o = play(s, r, &people[column]);
    bool rightly = shown_rightly(&o), as_said = fits(&o, r->cell[column]) && rightly;
    if (!rightly)
        diag("a face shows itself to somebody whom it does not concern");
    if (!as_said)
        explain(&o);
    if (s->world->trouble != NULL)
        diag("trouble: %s", s->world->trouble);
    return as_said && s->world->trouble == NULL ? 0 : 1;
}

/* One cell of each row, if possible one that is done: to look for leaks takes longer than the cell itself. */
static bool looks_for_leaks(const struct row *r, size_t column)
{
    size_t first = 0;
    while (first < N_PEOPLE - 1 && strcmp(r->cell[first], "yes") != 0)
        first++;
    return column == first;
}

/* exit() looks for leaks if there is a sanitizer, and writes down which lines were run if somebody counts them. */
static void end_cell(int status, bool leaks) __attribute__((noreturn));
static void end_cell(int status, bool leaks)
{
    if (!SANITIZED || leaks)
        exit(status);
    fflush(stdout);
    _exit(status);
}

static void test_cell(const struct row *r, size_t column)
{
    const struct situation *s = situation_of(r);
    int status = -1;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0)
        end_cell(play_cell(s, r, column), looks_for_leaks(r, column));
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        fatal("fork: %m");
    ok(status == 0, "%s, %s, %s, %s: %s: %s", r->form, r->where, r->deed, r->when, people[column].name,
       r->cell[column]);
}

/* ---- none was forgotten ---- */

static const char *const place_names[] = {[AT_HOUSE] = "house", [AT_QUEUE] = "queue", [AT_FACE] = "face"};

/* when NULL: in any situation. */
static bool has_command(const char *form, const char *where, const char *word, const char *when)
{
    for (size_t i = 0; i < table.n_rows; i++) {
        const struct row *r = &table.row[i];
        const char *deed = r->deed + (r->deed[0] == '!');
        size_t len = strcspn(deed, " ");
        if ((when == NULL || strcmp(r->when, when) == 0) && strcmp(r->form, form) == 0 &&
            strcmp(r->where, where) == 0 && strlen(word) == len && strncmp(deed, word, len) == 0)
            return true;
    }
    return false;
}

static void test_commands(void)
{
    for (const struct command *const *at = command_table, *c; (c = *at) != NULL; at++)
        for (size_t i = 0; i < 4; i++) {
            const char *form = i % 2 == 0 ? "chat" : "ad-hoc", *where = i < 2 ? "house" : "face";
            ok(has_command(form, where, c->word, NULL), "the table has the command %s, %s in the %s", c->word,
               form, where);
            if (i >= 2 && (c->where & IN_CHAT) != 0)
                ok(has_command(form, where, c->word, "away"),
                   "the table has the command %s, %s, of a conversation that was transferred away", c->word,
                   form);
        }
}

/* The child of an IQ's row; the caller releases it. */
static xmpp_stanza_t *child_of(xmpp_ctx_t *ctx, const struct row *r, const char *type, const char *where)
{
    size_t len = strlen(type);
    bool is = strcmp(r->form, "iq") == 0 && strcmp(r->where, where) == 0 &&
              strncmp(r->deed, type, len) == 0 && r->deed[len] == ' ';
    return is ? st_parse(ctx, r->deed + len + 1) : NULL;
}

static bool has_iq(xmpp_ctx_t *ctx, const struct xep_iq *iq, const char *where)
{
    bool found = false;
    for (size_t i = 0; i < table.n_rows && !found; i++) {
        xmpp_stanza_t *child = child_of(ctx, &table.row[i], iq->type, where);
        if (child == NULL)
            continue;
        found = st_is(child, iq->name, iq->ns);
        xmpp_stanza_release(child);
    }
    return found;
}

static bool has_node(xmpp_ctx_t *ctx, const char *node, const char *where)
{
    bool found = false;
    for (size_t i = 0; i < table.n_rows && !found; i++) {
        xmpp_stanza_t *child = child_of(ctx, &table.row[i], "get", where);
        if (child == NULL)
            continue;
        const char *name = st_attr_or(st_child(child, "items", NS_PUBSUB), "node", "");
        size_t len = strlen(node); /* one that ends in ':' stands for all that begin so */
        found = node[len - 1] == ':' ? strncmp(name, node, len) == 0 : strcmp(name, node) == 0;
        xmpp_stanza_release(child);
    }
    return found;
}

static void test_iqs(void)
{
    xmpp_ctx_t *ctx = xmpp_ctx_new(NULL, NULL);
    for (const struct xep *const *x = xep_table; *x != NULL; x++)
        for (unsigned at = AT_HOUSE; at <= AT_FACE; at *= 2) {
            for (const struct xep_iq *i = (*x)->iqs; i != NULL && i->type != NULL; i++)
                if (i->at & at)
                    ok(has_iq(ctx, i, place_names[at]), "the table has the IQ %s %s of XEP-%s, %s", i->type,
                       i->name, (*x)->number, place_names[at]);
            for (const struct xep_node *n = (*x)->nodes; n != NULL && n->node != NULL; n++)
                if (n->at & at)
                    ok(has_node(ctx, n->node, place_names[at]), "the table has the node %s, %s", n->node,
                       place_names[at]);
        }
    xmpp_ctx_free(ctx);
}

int main(int argc, char **argv)
{
    plan_none();
    const char *dir = getenv("srcdir");
    char *path = NULL;
    if (asprintf(&path, "%s/t/unit/authority.table", dir != NULL ? dir : ".") < 0)
        fatal("out of memory");
    read_table(argc > 1 ? argv[1] : path);
    for (size_t i = 0; i < table.n_rows; i++)
        for (size_t column = 0; column < N_PEOPLE; column++)
            test_cell(&table.row[i], column);
    test_commands();
    test_iqs();
    end_worlds();
    arena_free(table.arena);
    free(path);
    return done();
}
