/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0050-commands: the commands of command.h for clients that have buttons. The house offers its own commands,
 * and a customer's face offers those of a customer's chat. Only agents see commands.
 *
 * A command without arguments is carried out at once. A command with arguments asks for them in a form with
 * one field, for the words that would follow "!word". The desk stores nothing between the two requests: a
 * submitted form means the second stage, and a session id consists of a random part and a hash over that part
 * and everything that the session belongs to.
 *
 * The answer to the agent is only in a <note/>. If it were in a form too, Gajim would show it twice, and
 * Profanity would open a window for it. */
#include <string.h>

#include "base/utf8.h"
#include "command/command.h"
#include "desk/conversation.h"
#include "desk/letter.h"
#include "xeps/forms.h"
#include "xeps/xep.h"
#include "xml/stanza.h"

#define NS_COMMANDS "http://jabber.org/protocol/commands"

enum { NONCE = 10, HASH = 16 };

/* ---- which commands ---- */

static unsigned where(const struct iq *q)
{
    return q->at == AT_HOUSE ? IN_HOUSE : q->at == AT_FACE ? IN_CHAT : 0;
}

/* Returns the command; NULL also when the sender is not an agent, so that a stranger cannot find out which
 * commands exist. */
static const struct command *find(const struct iq *q, const char *node)
{
    return q->agent.id != 0 && node != NULL ? command_find(node, where(q)) : NULL;
}

static bool takes_arguments(const struct command *c)
{
    return c->args[0] != '\0';
}

static bool needs_arguments(const struct command *c)
{
    return takes_arguments(c) && c->args[0] != '[';
}

/* ---- disco (sections 2.2 and 2.3) ---- */

static const char *title(struct arena *arena, const struct command *c)
{
    return arena_printf(arena, "%s: %s", c->word, c->help);
}

static bool items(struct iq *q, const char *node)
{
    if (where(q) == 0 || strcmp(node, NS_COMMANDS) != 0)
        return false;
    struct conversation conversation;
    struct command_call o = {.desk = q->desk, .agent = &q->agent};
    if (q->at == AT_FACE) {
        conversation = authority_at_face(q->desk, q->to->local, &q->agent, &o.may);
        o.conversation = &conversation;
    }
    for (const struct command *c = command_table; q->agent.id != 0 && c->word != NULL; c++) {
        if ((c->where & where(q)) == 0 || !command_possible(c, &o))
            continue;
        xml_open(q->reply, "item", NULL);
        xml_attr(q->reply, "jid", q->to->full);
        xml_attr(q->reply, "node", c->word);
        xml_attr(q->reply, "name", title(q->desk->arena, c));
        xml_close(q->reply);
    }
    return true;
}

static void write_identity(struct xml *x, const char *type, const char *name)
{
    xml_open(x, "identity", NULL);
    xml_attr(x, "category", "automation");
    xml_attr(x, "type", type);
    xml_attr(x, "name", name);
    xml_close(x);
}

static void write_feature(struct xml *x, const char *var)
{
    xml_open(x, "feature", NULL);
    xml_attr(x, "var", var);
    xml_close(x);
}

static bool info(struct iq *q, const char *node)
{
    if (where(q) != 0 && strcmp(node, NS_COMMANDS) == 0) {
        write_identity(q->reply, "command-list", "Commands");
        write_feature(q->reply, NS_COMMANDS);
        return true;
    }
    const struct command *c = find(q, node);
    if (c == NULL)
        return false;
    write_identity(q->reply, "command-node", title(q->desk->arena, c));
    write_feature(q->reply, NS_COMMANDS);
    if (takes_arguments(c))
        write_feature(q->reply, NS_FORMS);
    return true;
}

/* ---- sessions (section 3.3) ---- */

/* Returns the first hexadecimal digits of a hash over everything that identifies a session. */
static const char *seal(const struct iq *q, const struct command *c, const char *nonce)
{
    static const char digits[] = "0123456789abcdef";
    const char *text =
        arena_printf(q->desk->arena, "%s %s %s %s", nonce, q->from->full, q->to->full, c->word);
    unsigned char digest[XMPP_SHA1_DIGEST_SIZE];
    char hex[HASH];
    xmpp_sha1_digest((const unsigned char *)text, strlen(text), digest);
    for (size_t i = 0; i < HASH; i++)
        hex[i] = digits[(i % 2 == 0 ? digest[i / 2] >> 4 : digest[i / 2]) & 15];
    return arena_strndup(q->desk->arena, hex, HASH);
}

static const char *session_new(struct iq *q, const struct command *c)
{
    char nonce[NONCE + 1];
    rng_word(&q->desk->rng, nonce, NONCE);
    return arena_printf(q->desk->arena, "%s-%s", nonce, seal(q, c, nonce));
}

static bool session_is_known(const struct iq *q, const struct command *c, const char *session)
{
    const char *nonce = arena_strndup(q->desk->arena, session, strcspn(session, "-"));
    return strlen(nonce) == NONCE && strlen(session) == NONCE + 1 + HASH &&
           strcmp(session + NONCE + 1, seal(q, c, nonce)) == 0;
}

/* ---- answers ---- */

/* Adds the condition that XEP-0050 section 4.4 defines to that of the stanza. */
static enum verdict refuse(struct iq *q, const char *condition)
{
    q->detail = condition;
    q->detail_ns = NS_COMMANDS;
    return VERDICT_BAD_REQUEST;
}

static void open_answer(struct iq *q, const struct command *c, const char *session, const char *status)
{
    xml_open(q->reply, "command", NS_COMMANDS);
    xml_attr(q->reply, "sessionid", session);
    xml_attr(q->reply, "node", c->word);
    xml_attr(q->reply, "status", status);
}

static enum verdict cancel(struct iq *q, const struct command *c, const char *session)
{
    open_answer(q, c, session, "canceled");
    xml_close(q->reply);
    return VERDICT_RESULT;
}

static enum verdict ask(struct iq *q, const struct command *c, const char *session)
{
    open_answer(q, c, session, "executing");
    xml_open(q->reply, "actions", NULL);
    xml_attr(q->reply, "execute", "complete");
    xml_leaf(q->reply, "complete", NULL, NULL);
    xml_close(q->reply);
    form_ask(q->reply, c->word, c->help, "args", c->args, needs_arguments(c));
    xml_close(q->reply);
    return VERDICT_RESULT;
}

static enum verdict complete(struct iq *q, const struct command *c, const char *session, const char *args)
{
    struct command_call o = {.desk = q->desk, .agent = &q->agent};
    struct conversation conversation;
    if (q->at == AT_FACE) {
        conversation = authority_at_face(q->desk, q->to->local, &q->agent, &o.may);
        o.conversation = &conversation;
    }
    const char *answer = command_run(c, &o, args);
    open_answer(q, c, session, "completed");
    xml_open(q->reply, "note", NULL);
    xml_attr(q->reply, "type", "info");
    xml_text(q->reply, answer != NULL ? letter_fit(q->desk, answer) : "Done.");
    xml_close(q->reply);
    xml_close(q->reply);
    return VERDICT_RESULT;
}

static enum verdict execute(struct iq *q, const struct command *c, const char *session)
{
    const xmpp_stanza_t *form = form_submitted(q->child);
    const char *args = "";
    if (takes_arguments(c)) {
        if (form == NULL)
            return session == NULL ? ask(q, c, session_new(q, c)) : refuse(q, "bad-payload");
        args = utf8_trim(q->desk->arena, form_value(q->desk->arena, form, "args"));
        if (needs_arguments(c) && args[0] == '\0')
            return refuse(q, "bad-payload");
    }
    return complete(q, c, session != NULL ? session : session_new(q, c), args);
}

/* ---- the request ---- */

/* Every stage is the last one, so the actions next and prev are never allowed. */
static const struct action {
    const char *name;
    enum verdict (*handle)(struct iq *, const struct command *, const char *session); /* NULL: bad-action */
} actions[] = {
    {.name = "execute", .handle = execute}, {.name = "complete", .handle = execute},
    {.name = "cancel", .handle = cancel},   {.name = "next", .handle = NULL},
    {.name = "prev", .handle = NULL},       {0},
};

static const struct action *find_action(const char *name)
{
    for (const struct action *a = actions; a->name != NULL; a++)
        if (strcmp(a->name, name) == 0)
            return a;
    return NULL;
}

static enum verdict command(struct iq *q)
{
    const struct command *c = find(q, st_attr(q->child, "node"));
    if (c == NULL)
        return VERDICT_ITEM_NOT_FOUND;
    if (!command_allows(c, &q->agent))
        return VERDICT_FORBIDDEN;
    const struct action *action = find_action(st_attr_or(q->child, "action", "execute"));
    if (action == NULL)
        return refuse(q, "malformed-action");
    if (action->handle == NULL)
        return refuse(q, "bad-action");
    const char *session = st_attr(q->child, "sessionid");
    if (session != NULL ? !session_is_known(q, c, session) : action->handle == cancel)
        return refuse(q, "bad-sessionid");
    return action->handle(q, c, session);
}

static const struct xep_feature features[] = {
    {.var = NS_COMMANDS, .at = AT_HOUSE | AT_FACE},
    {0},
};

static const struct xep_iq iqs[] = {
    {.type = "set", .name = "command", .ns = NS_COMMANDS, .at = AT_HOUSE | AT_FACE, .handle = command},
    {0},
};

const struct xep xep_0050 = {
    .number = "0050",
    .name = "Ad-Hoc Commands",
    .features = features,
    .iqs = iqs,
    .node_info = info,
    .node_items = items,
};
