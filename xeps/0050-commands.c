/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0050-commands: the commands of command.h for clients that have buttons. The house offers its own commands,
 * and a customer's face offers those of a customer's chat. Only agents see commands.
 *
 * A command without arguments is carried out at once; one with arguments asks for them in a form. `mine` has more
 * stages: it asks which conversation, then which of the commands that are possible there, then for that command's
 * arguments. Hidden fields carry what was chosen before.
 *
 * The desk stores nothing between two requests. A session id is the same in all stages; it consists of a random part and
 * a hash over that part and everything that the session belongs to. Each stage checks anew what the agent may do, so a
 * form that is forged, old or sent twice can do no more than the same words in a chat. For the same reason a script may
 * send a form that it was not asked for, and name the arguments of any command as they would be typed: in one field
 * `args`.
 *
 * The answer to the agent is only in a <note/>. If it were in a form too, Gajim would show it twice, and
 * Profanity would open a window for it. */
#include <string.h>

#include "base/choice.h"
#include "base/name_list.h"
#include "base/utf8.h"
#include "command/command.h"
#include "command/lone.h"
#include "desk/conversation.h"
#include "desk/letter.h"
#include "desk/offer.h"
#include "desk/say.h"
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
    return c->asks[0].var != NULL;
}

/* Its form leads to the commands of the conversation that is chosen. */
static bool leads_on(const struct command *c)
{
    return c->asks[0].kind == ARGUMENT_MINE && takes_arguments(c);
}

/* ---- disco (sections 2.2 and 2.3) ---- */

static const char *title(struct arena *arena, const struct command *c)
{
    return arena_printf(arena, "%s: %s", c->word, c->help);
}

/* The conversation is that of the face that was asked. */
static struct command_call call_at(struct iq *q, struct conversation *t)
{
    struct command_call o = {.desk = q->desk, .agent = &q->agent};
    if (q->at != AT_FACE)
        return o;
    *t = authority_at_face(q->desk, q->to->local, &q->agent, &o.may);
    o.conversation = t;
    return o;
}

static bool items(struct iq *q, const char *node)
{
    if (where(q) == 0 || strcmp(node, NS_COMMANDS) != 0)
        return false;
    struct conversation conversation;
    struct command_call o = call_at(q, &conversation);
    for (const struct command *const *at = command_table, *c; q->agent.id != 0 && (c = *at) != NULL; at++) {
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

/* A request that is being answered. */
struct request {
    struct iq *iq;
    const struct command *node; /* what was asked for */
    const char *session;        /* NULL: it begins now */
    const xmpp_stanza_t *form;  /* what was submitted; NULL: nothing */
    struct command_call call;
    struct conversation conversation;
};

/* Adds the condition that XEP-0050 section 4.4 defines to that of the stanza. */
static enum verdict refuse(struct request *r, const char *condition)
{
    r->iq->detail = condition;
    r->iq->detail_ns = NS_COMMANDS;
    return VERDICT_BAD_REQUEST;
}

static void open_answer(struct request *r, const char *status)
{
    struct xml *x = r->iq->reply;
    xml_open(x, "command", NS_COMMANDS);
    xml_attr(x, "sessionid", r->session != NULL ? r->session : session_new(r->iq, r->node));
    xml_attr(x, "node", r->node->word);
    xml_attr(x, "status", status);
}

static enum verdict cancel(struct request *r)
{
    open_answer(r, "canceled");
    xml_close(r->iq->reply);
    return VERDICT_RESULT;
}

/* The command has ended. failed: section 3.4 wants a note of type error. */
static enum verdict end(struct request *r, const char *text, bool failed)
{
    struct xml *x = r->iq->reply;
    open_answer(r, "completed");
    xml_open(x, "note", NULL);
    xml_attr(x, "type", failed ? "error" : "info");
    xml_text(x, letter_fit(r->iq->desk, text));
    xml_close(x);
    xml_close(x);
    return VERDICT_RESULT;
}

/* ---- forms ---- */

/* forward: "next" or "complete", which is also what "execute" means. back: "prev" is allowed. */
static void open_stage(struct request *r, const char *forward, bool back)
{
    struct xml *x = r->iq->reply;
    open_answer(r, "executing");
    xml_open(x, "actions", NULL);
    xml_attr(x, "execute", forward);
    if (back)
        xml_leaf(x, "prev", NULL, NULL);
    xml_leaf(x, forward, NULL, NULL);
    xml_close(x);
}

static void close_stage(struct request *r)
{
    form_close(r->iq->reply);
    xml_close(r->iq->reply);
}

/* As a sentence begins. Words and helps are ASCII. */
static const char *capital(struct arena *arena, const char *text)
{
    return arena_printf(arena, "%c%s", text[0] >= 'a' && text[0] <= 'z' ? text[0] - 'a' + 'A' : text[0],
                        text + 1);
}

/* The command is about the conversation of its chat, not about the agent or another conversation. */
static bool is_about_it(const struct command *c)
{
    return (c->where & IN_HOUSE) == 0 && c->asks[0].kind != ARGUMENT_WAITING;
}

static const char *whose(const struct request *r)
{
    const struct conversation *t = &r->conversation;
    return arena_printf(r->iq->desk->arena, "%s in %s, #%lld", t->face_name,
                        conversation_queue(r->iq->desk, t)->title, (long long)t->id);
}

static void open_form(struct request *r, const struct command *c, bool cut)
{
    struct arena *arena = r->iq->desk->arena;
    const char *title = capital(arena, c->word),
               *instructions = arena_printf(arena, "%s.", capital(arena, c->help));
    if (r->call.conversation != NULL && is_about_it(c))
        title = arena_printf(arena, "%s: %s", title, whose(r));
    if (leads_on(c)) {
        title = "My conversations";
        instructions = "Choose one: then you see what can be done with it.";
    }
    form_open(r->iq->reply, title,
              cut ? arena_printf(arena, "%s Not all are listed: type the command for the others.",
                                 instructions)
                  : instructions);
}

static void write_list(struct request *r, const struct argument *a, const struct options *o)
{
    struct xml *x = r->iq->reply;
    form_list_open(x, a->var, a->label, o->chosen, !a->optional);
    for (size_t i = 0; i < o->n; i++)
        form_option(x, o->option[i].value, o->option[i].label);
    form_list_close(x);
}

/* Why there is no use in asking for the arguments; NULL: there is. */
static const char *in_vain(struct request *r, const struct command *c, struct options *options)
{
    const char *no = command_refused(c, &r->call);
    if (no == NULL && (c->needs & IF_HELD) != 0)
        no = command_not_yours(&r->call);
    for (size_t i = 0; no == NULL && c->asks[i].var != NULL; i++) {
        if (!argument_has_options(&c->asks[i]))
            continue;
        options[i] = argument_options(&r->call, &c->asks[i]);
        if (options[i].n == 0)
            no = argument_none(&c->asks[i]);
    }
    return no;
}

/* ---- `mine`: which conversation, and which command ---- */

#define STAGE "stage"
#define STAGE_ARGUMENTS "arguments" /* the last one */
/* Chosen already, because Profanity 0.13 lists the options only if one is. It is always possible. */
#define HARMLESS "info"

static void write_hidden(struct request *r, const struct command *c)
{
    struct xml *x = r->iq->reply;
    if (!leads_on(r->node))
        return;
    form_hidden(x, r->node->asks[0].var, say_number(r->iq->desk, r->conversation.id));
    if (c == r->node)
        return;
    form_hidden(x, "command", c->word);
    form_hidden(x, STAGE, STAGE_ARGUMENTS);
}

static enum verdict ask_command(struct request *r)
{
    struct desk *d = r->iq->desk;
    struct xml *x = r->iq->reply;
    open_stage(r, "next", true);
    form_open(x, whose(r), arena_printf(d->arena, "Chat: %s", say_link(d, &r->conversation)));
    write_hidden(r, r->node);
    form_list_open(x, "command", "What to do", HARMLESS, true);
    for (const struct command *const *at = command_table, *c; (c = *at) != NULL; at++)
        if ((c->where & IN_CHAT) != 0 && is_about_it(c) && command_possible(c, &r->call))
            form_option(x, c->word, title(d->arena, c));
    form_list_close(x);
    close_stage(r);
    return VERDICT_RESULT;
}

/* ---- arguments ---- */

static enum verdict ask(struct request *r, const struct command *c)
{
    struct options options[ARGUMENTS_MAX] = {{.n = 0}};
    const char *no = in_vain(r, c, options);
    bool cut = false;
    if (no != NULL)
        return end(r, no, !leads_on(c));
    for (size_t i = 0; c->asks[i].var != NULL; i++)
        cut = cut || options[i].cut;
    open_stage(r, leads_on(c) ? "next" : "complete", false);
    open_form(r, c, cut);
    if (c != r->node)
        write_hidden(r, c);
    for (const struct argument *a = c->asks; a->var != NULL; a++)
        if (argument_has_options(a))
            write_list(r, a, &options[a - c->asks]);
        else
            form_text(r->iq->reply, a->var, a->label, a->otherwise, !a->optional);
    close_stage(r);
    return VERDICT_RESULT;
}

static const char *value_of(struct request *r, const char *var)
{
    struct arena *arena = r->iq->desk->arena;
    return utf8_trim(arena, form_value(arena, r->form, var));
}

/* Returns false if a value is missing, or can never have been an option. */
static bool read_values(struct request *r, const struct command *c)
{
    for (size_t i = 0; c->asks[i].var != NULL; i++) {
        const struct argument *a = &c->asks[i];
        const char *value = r->call.value[i] = value_of(r, a->var);
        if (value[0] == '\0' ? !a->optional : !argument_fits(&r->call, a, value))
            return false;
    }
    return true;
}

#define TYPED "args" /* the field for all arguments as one text */

static enum verdict run(struct request *r, const struct command *c)
{
    const char *typed = r->form != NULL ? value_of(r, TYPED) : "";
    bool is_typed = !takes_arguments(c) || (typed[0] != '\0' && strcmp(c->asks[0].var, TYPED) != 0);
    if (!is_typed && !read_values(r, c))
        return refuse(r, "bad-payload");
    const char *answer = is_typed ? command_run(c, &r->call, typed) : command_run_form(c, &r->call);
    if (r->call.conversation == NULL)
        lone_commanded_house(r->iq->desk, r->call.agent, c->word);
    return end(r, answer != NULL ? answer : "Done: see the customer's chat.",
               command_failed(c, &r->call, answer));
}

/* ---- stages ---- */

enum action { ACTION_EXECUTE, ACTION_NEXT, ACTION_COMPLETE, ACTION_PREV, ACTION_CANCEL, N_ACTIONS };

static const struct name_list action_names =
    NAME_LIST([ACTION_EXECUTE] = "execute", [ACTION_NEXT] = "next", [ACTION_COMPLETE] = "complete",
              [ACTION_PREV] = "prev", [ACTION_CANCEL] = "cancel");

/* The conversation that was chosen in the first stage of `mine`. Returns false if the agent has to do with none. */
static bool find_mine(struct request *r)
{
    struct desk *d = r->iq->desk;
    int64_t id = choice_number(d->arena, value_of(r, r->node->asks[0].var)), agent = r->iq->agent.id;
    r->conversation = conversation_by_id(d, id);
    r->call.conversation = &r->conversation;
    r->call.may = authority_over(d, &r->conversation, &r->iq->agent);
    return conversation_held_by(&r->conversation, agent) || offer_to(d, &r->conversation, agent) != 0;
}

/* A stage of `mine`. The last one alone is complete. */
static enum verdict stage(struct request *r, enum action action)
{
    bool last = r->form != NULL && strcmp(value_of(r, STAGE), STAGE_ARGUMENTS) == 0;
    if (action == (last ? ACTION_NEXT : ACTION_COMPLETE))
        return refuse(r, "bad-action");
    if (action == ACTION_PREV && r->session == NULL)
        return refuse(r, "bad-sessionid");
    if (r->form == NULL || (action == ACTION_PREV && !last))
        return ask(r, r->node);
    if (!argument_fits(&r->call, r->node->asks, value_of(r, r->node->asks[0].var)))
        return refuse(r, "bad-payload");
    if (!find_mine(r))
        return end(r, "This conversation is neither yours nor offered to you.", true);
    const char *word = value_of(r, "command");
    if (word[0] == '\0' || action == ACTION_PREV)
        return ask_command(r);
    const struct command *c = command_find(word, IN_CHAT);
    if (c == NULL || !is_about_it(c) || !command_allows(c, &r->iq->agent))
        return refuse(r, "bad-payload");
    return takes_arguments(c) && !last ? ask(r, c) : run(r, c);
}

static enum verdict execute(struct request *r, enum action action)
{
    if (leads_on(r->node))
        return stage(r, action);
    if (action == ACTION_NEXT || action == ACTION_PREV)
        return refuse(r, "bad-action");
    if (takes_arguments(r->node) && r->form == NULL)
        return r->session == NULL ? ask(r, r->node) : refuse(r, "bad-payload");
    return run(r, r->node);
}

static enum verdict command(struct iq *q)
{
    struct request r = {.iq = q, .node = find(q, st_attr(q->child, "node"))};
    if (r.node == NULL)
        return VERDICT_ITEM_NOT_FOUND;
    if (!command_allows(r.node, &q->agent))
        return VERDICT_FORBIDDEN;
    if (q->agent.conf != NULL &&
        q->agent.conf->omemo ==
            ENCRYPTION_REQUIRE) /* a form shows what customers wrote, and is not encrypted */
        return VERDICT_NOT_ALLOWED;
    int action = name_find(&action_names, st_attr_or(q->child, "action", "execute"));
    if (action < 0)
        return refuse(&r, "malformed-action");
    r.session = st_attr(q->child, "sessionid");
    if (r.session != NULL ? !session_is_known(q, r.node, r.session) : action == ACTION_CANCEL)
        return refuse(&r, "bad-sessionid");
    r.form = form_submitted(q->child);
    r.call = call_at(q, &r.conversation);
    return action == ACTION_CANCEL ? cancel(&r) : execute(&r, (enum action)action);
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
