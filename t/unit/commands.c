/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * xep: 0050 — what no scene can: a session is carried from the question to the answer. Each row of the
 * command table is asked for where it holds. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "command/command.h"
#include "desk/agent.h"
#include "desk/core.h"
#include "t/tap.h"
#include "t/world.h"
#include "xml/stanza.h"

#define HOUSE "support.example.com"
#define BOB "bob@example.com/phone"
#define EVE "eve@example.com/x" /* a supervisor */
#define NS_COMMANDS "http://jabber.org/protocol/commands"
#define NS_FORMS "jabber:x:data"

static const char configuration[] =
    "component { domain = \"support.example.com\" server = \"127.0.0.1:5347\" secret = \"secret\" }\n"
    "store { path = \"/nowhere/frontdesk.db\" }\n"
    "agent \"bob@example.com\" { name = \"Bob\" }\n"
    "agent \"eve@example.com\" { name = \"Eve\" role = \"supervisor\" }\n"
    "queue \"sales\" { title = \"Sales\" agents = {\"bob@example.com\", \"eve@example.com\"} }\n";

static struct world *w;
static const char *face;

/* ---- asking ---- */

static const struct sent *last_iq(void)
{
    const struct sent *last = NULL;
    for (const struct sent *s = w->first; s != NULL; s = s->next)
        if (st_is(s->stanza, "iq", NULL) && !s->seen)
            last = s;
    return last;
}

struct answer {
    const char *status, *session, *note,
        *wrong; /* "" when there is none; wrong: the command's own condition */
};

/* attributes of <command/>, and its inside. */
static struct answer ask(const char *from, const char *to, const char *node, const char *attributes,
                         const char *inside)
{
    world_receive(w, arena_printf(w->own,
                                  "<iq type='set' id='a' from='%s' to='%s'><command xmlns='" NS_COMMANDS
                                  "' node='%s' %s>%s</command></iq>",
                                  from, to, node, attributes, inside));
    const struct sent *s = last_iq();
    const xmpp_stanza_t *command = s != NULL ? st_child(s->stanza, "command", NS_COMMANDS) : NULL;
    const xmpp_stanza_t *error = s != NULL ? st_child(s->stanza, "error", NULL) : NULL;
    const char *note = st_child_text(w->own, command, "note", NS_COMMANDS);
    return (struct answer){
        .status = st_attr_or(command, "status", ""),
        .session = st_attr_or(command, "sessionid", ""),
        .note = note != NULL ? note : "",
        .wrong = st_name(st_child(error, NULL, NS_COMMANDS)),
    };
}

static const char *with_session(const char *session, const char *action)
{
    return arena_printf(w->own, "sessionid='%s' %s", session, action);
}

static const char *form(const char *args)
{
    return arena_printf(w->own,
                        "<x xmlns='" NS_FORMS
                        "' type='submit'><field var='args'><value>%s</value></field></x>",
                        args);
}

/* ---- tests ---- */

static void test_every_row(void)
{
    for (const struct command *const *at = command_table, *c; (c = *at) != NULL; at++) {
        static const struct {
            unsigned where;
            const char *name;
        } places[] = {{IN_HOUSE, "house"}, {IN_CHAT, "chat"}};
        for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
            const char *to = places[i].where == IN_HOUSE ? HOUSE : face;
            const struct command *there =
                command_find(c->word, places[i].where); /* a word may mean two things */
            bool all = there == NULL || there->role == ROLE_AGENT;
            struct answer a = ask(all ? BOB : EVE, to, c->word, "action='execute'", "");
            /* Bob has nothing then, nobody but jane waits, nobody is blocked, and there is no model. */
            bool none =
                there != NULL &&
                (there->asks[0].kind == ARGUMENT_MINE || (there->needs & (IF_BLOCKS | IF_MODEL)) != 0 ||
                 (there->asks[0].kind == ARGUMENT_WAITING && places[i].where == IN_CHAT));
            bool asks = there != NULL && there->asks[0].var != NULL && !none;
            const char *status = there == NULL ? "" : asks ? "executing" : "completed";
            is_str(a.status, status, "%s in the %s: %s", c->word, places[i].name,
                   status[0] != '\0' ? status : "is no command there");
            ok((a.note[0] != '\0') == (strcmp(status, "completed") == 0),
               "… and it says something when it is done");
        }
    }
    ok(command_find("nothing", IN_CHAT | IN_HOUSE) == NULL && command_find("", IN_HOUSE) == NULL,
       "other words are none");
}

static void test_roles(void)
{
    const struct command for_all = {.word = "a", .role = ROLE_AGENT},
                         for_some = {.word = "s", .role = ROLE_SUPERVISOR};
    struct agent bob = agent_find(w->desk, "bob@example.com"), eve = agent_find(w->desk, "eve@example.com");
    ok(command_allows(&for_all, &bob) && command_allows(&for_all, &eve),
       "an agent's command is for everybody");
    ok(!command_allows(&for_some, &bob) && command_allows(&for_some, &eve), "a supervisor's is not");
}

static void test_session(void)
{
    struct answer a = ask(BOB, face, "note", "", "");
    is_str(a.status, "executing", "a command with arguments asks");
    struct answer b = ask(BOB, face, "note", "", "");
    ok(a.session[0] != '\0' && strcmp(a.session, b.session) != 0, "each time in a session of its own");
    struct answer c = ask(BOB, face, "note", with_session(a.session, "action='complete'"), form("one"));
    is_str(c.note, "Noted.", "the form completes it");
    is_str(c.session, a.session, "in the same session");
    c = ask(BOB, face, "note", with_session(b.session, ""), form("two"));
    is_str(c.note, "Noted.", "without an action, too");
    is_str(store_ask(w->store, "SELECT group_concat(body) FROM message WHERE kind = 'note'"), "one,two",
           "both were done");

    c = ask(BOB, face, "note", with_session(a.session, ""), "");
    is_str(c.wrong, "bad-payload", "a session goes on with a form");
    c = ask(BOB, face, "note", with_session(a.session, ""), "<x xmlns='" NS_FORMS "' type='cancel'/>");
    is_str(c.wrong, "bad-payload", "that was not cancelled");
    c = ask(BOB, face, "note", with_session(a.session, ""), form(" \n "));
    is_str(c.wrong, "bad-payload", "nor left empty");
    c = ask(BOB, face, "note", with_session(a.session, "action='cancel'"), "");
    is_str(c.status, "canceled", "a session may be cancelled");
    is_str(c.session, a.session, "by its name");
    c = ask(BOB, HOUSE, "queue", "", "");
    c = ask(BOB, HOUSE, "queue", with_session(c.session, "action='execute'"), "");
    is_str(c.status, "completed", "one that is complete may be asked again (Converse does)");
    is_str(store_ask(w->store, "SELECT count(*) FROM message WHERE kind = 'note'"), "2",
           "nothing else was noted");
}

static void test_session_of_another(void)
{
    struct answer a = ask(BOB, face, "note", "", "");
    is_str(a.status, "executing", "a session");
    static const struct {
        const char *what, *from;
        bool house;
        const char *node;
    } others[] = {
        {"another agent", "eve@example.com/phone", false, "note"},
        {"another device", "bob@example.com/desktop", false, "note"},
        {"another command", BOB, false, "history"},
        {"another place", BOB, true, "pause"},
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct answer b = ask(others[i].from, others[i].house ? HOUSE : face, others[i].node,
                              with_session(a.session, "action='complete'"), form("x"));
        is_str(b.wrong, "bad-sessionid", "is none for %s", others[i].what);
    }
    struct answer b =
        ask(BOB, face, "note", with_session(arena_printf(w->own, "%sa", a.session), ""), form("x"));
    is_str(b.wrong, "bad-sessionid", "nor with a character more");
    b = ask(BOB, face, "note", with_session(arena_strndup(w->own, a.session, strlen(a.session) - 1), ""),
            form("x"));
    is_str(b.wrong, "bad-sessionid", "nor with one less");
    is_str(store_ask(w->store, "SELECT count(*) FROM message WHERE kind = 'note'"), "2",
           "and nothing was done");
}

static const char *fields(const char *conversation, const char *command, const char *stage)
{
    return arena_printf(
        w->own,
        "<x xmlns='" NS_FORMS "' type='submit'><field var='conversation'><value>%s</value></field>"
        "<field var='command'><value>%s</value></field><field var='stage'><value>%s</value></field>"
        "<field var='args'><value>3</value></field></x>",
        conversation, command, stage);
}

/* Says whether the form of the last answer has this field, hidden or not. */
static bool asks_for(const char *var, bool hidden)
{
    const struct sent *s = last_iq();
    const xmpp_stanza_t *form = st_child(st_child(s->stanza, "command", NS_COMMANDS), "x", NS_FORMS);
    for (xmpp_stanza_t *f = st_first(form); f != NULL; f = st_next(f))
        if (strcmp(st_attr_or(f, "var", ""), var) == 0)
            return hidden == (strcmp(st_attr_or(f, "type", ""), "hidden") == 0);
    return false;
}

/* Three stages in one session, there and back. */
static void test_mine(void)
{
    struct answer a = ask(BOB, face, "accept", "", "");
    a = ask(BOB, HOUSE, "mine", "", "");
    ok(asks_for("conversation", false), "mine asks which conversation");
    const char *session = a.session;
    a = ask(BOB, HOUSE, "mine", with_session(session, "action='next'"), fields("1", "", ""));
    ok(asks_for("conversation", true) && asks_for("command", false), "then what to do");
    is_str(a.session, session, "in the same session");
    a = ask(BOB, HOUSE, "mine", with_session(session, "action='prev'"), fields("1", "", ""));
    ok(asks_for("conversation", false), "back to the conversations");
    a = ask(BOB, HOUSE, "mine", with_session(session, ""), fields("1", "history", ""));
    ok(asks_for("command", true) && asks_for("args", false), "forth to the arguments");
    a = ask(BOB, HOUSE, "mine", with_session(session, "action='prev'"), fields("1", "history", "arguments"));
    ok(asks_for("command", false), "back to what to do");
    a = ask(BOB, HOUSE, "mine", with_session(session, "action='prev'"), "");
    ok(asks_for("conversation", false), "back without a form (Gajim sends none): to the beginning");
    a = ask(BOB, HOUSE, "mine", with_session(session, "action='complete'"),
            fields("1", "history", "arguments"));
    is_str(a.status, "completed", "and the last stage completes it");
    ok(strncmp(a.note, "Last messages:", 14) == 0, "with its answer");
    is_str(a.session, session, "in the same session");
    a = ask(EVE, HOUSE, "mine", with_session(session, ""), fields("1", "", ""));
    is_str(a.wrong, "bad-sessionid", "it is no session of another agent");
    a = ask(EVE, HOUSE, "mine", "", fields("1", "close", "arguments"));
    is_str(a.note, "This conversation is neither yours nor offered to you.", "who has no form of it");
    a = ask(BOB, HOUSE, "mine", with_session(session, "action='cancel'"), fields("1", "close", "arguments"));
    is_str(a.status, "canceled", "it may be cancelled in any stage");
    is_str(store_ask(w->store, "SELECT state FROM conversation"), "active", "and nothing was done");
    a = ask(BOB, face, "leave", "", "");
}

static const char *repeated(const char *what, size_t times)
{
    char *text = arena_alloc(w->own, strlen(what) * times + 1), *end = text;
    for (size_t i = 0; i < times; i++)
        end = stpcpy(end, what);
    *end = '\0';
    return text;
}

/* As for the same words in a message. */
static void test_limits(void)
{
    enum { LIMIT = 10000 };
    struct answer a = ask(BOB, face, "note", "", form(repeated("ü", LIMIT - strlen("!note ") + 1)));
    is_str(a.note, "Not done: longer than 10000 characters.", "a form longer than max_message is refused");
    is_str(store_ask(w->store, "SELECT max(length(body)) FROM message WHERE kind = 'note'"), "3",
           "nothing of it was noted");
    a = ask(BOB, face, "note", "", form(repeated("ü", LIMIT - strlen("!note "))));
    is_str(a.note, "Noted.", "one that is as long is done");
    a = ask(EVE, HOUSE, "block", "", form(repeated("x ", LIMIT / 2)));
    is_str(a.note, "Not done: this command is too long.",
           "and one to the house that is longer than a command");
    a = ask(BOB, HOUSE, "pause", "", form(repeated("x", LIMIT - strlen("pause "))));
    is_str(a.note, "Paused: you keep your conversations and get no new offers until !ready.",
           "one that is as long is done");
    a = ask(BOB, HOUSE, "ready", "", "");
}

/* Nothing is kept of a session, so nothing of it can be lost. */
static void test_restart(void)
{
    struct answer a = ask(BOB, face, "history", "", "");
    world_restart(w);
    world_link(w, true);
    a = ask(BOB, face, "history", with_session(a.session, "action='complete'"), form("5"));
    is_str(a.status, "completed", "a session outlives the desk");
    ok(strstr(a.note, "Hello") != NULL, "and has its answer: %s", a.note);
}

int main(void)
{
    plan_none();
    w = world_new(true);
    w->now_ms = 1772445600000; /* 2026-03-02T10:00:00Z */
    if (!ok(world_configure(w, configuration) && world_start(w), "a world"))
        diag("%s", w->trouble);
    world_link(w, true);
    world_receive(w, "<message from='jane@customer.example/x' to='sales@" HOUSE
                     "'><body>Hello</body></message>");
    const char *address = store_ask(w->store, "SELECT localpart || '@" HOUSE "' FROM face");
    if (ok(address != NULL, "a customer has a face")) {
        face = arena_strdup(w->own, address);
        test_roles();
        test_session();
        test_session_of_another();
        test_limits();
        test_mine();
        test_restart();
        test_every_row();
    }
    is_str(w->trouble, NULL, "no trouble in that world");
    world_free(w);
    return done();
}
