/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * command: see command.h. */
#include "command/command.h"

#include <ctype.h>
#include <string.h>

#include "base/choice.h"
#include "base/quotes.h"
#include "base/spelling.h"
#include "base/utf8.h"
#include "command/lone.h"
#include "desk/agent.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/encrypted.h"
#include "desk/letter.h"
#include "desk/mail.h"
#include "desk/moment.h"
#include "desk/say.h"

enum {
    COMMAND_MAX = 10000, /* bytes of a command to the house */
    SAID_SHOWN = 40,     /* characters of a command that its answer repeats */
};

/* The arguments of a form (XEP-0050) have the same limit as the message that would say the same: max_message
 * characters in a customer's chat, COMMAND_MAX bytes in the house. */
static const char *too_long(const struct command_call *o, const struct command *c, const char *args)
{
    struct desk *d = o->desk;
    if (o->conversation == NULL)
        return strlen(c->word) + 1 + strlen(args) > COMMAND_MAX ? "Not done: this command is too long."
                                                                : NULL;
    long long most = conversation_queue(d, o->conversation)->max_message;
    return utf8_length(arena_printf(d->arena, "!%s%s%s", c->word, args[0] != '\0' ? " " : "", args)) >
                   (size_t)most
               ? arena_printf(d->arena, "Not done: longer than %lld characters.", most)
               : NULL;
}

const char *command_refused(const struct command *c, const struct command_call *o)
{
    if (o->conversation != NULL && strcmp(o->conversation->customer_jid, o->agent->jid) == 0)
        return "You are the customer here."; /* so the notes of colleagues are not for this agent */
    if (o->conversation != NULL && !o->may.acts && (c->where & IN_PAST) == 0)
        return arena_printf(o->desk->arena, "Not done: %s", authority_past);
    if ((c->where & ADDS) != 0 && o->desk->disk_low)
        return "Not done: the desk's disk is full, so nothing can be saved. Try again later.";
    return NULL;
}

const char *command_run(const struct command *c, struct command_call *o, const char *args)
{
    if (o->conversation != NULL)
        lone_commanded_word(o->desk, o->conversation, o->agent, c->word);
    const char *no = command_refused(c, o);
    o->args = utf8_trim(o->desk->arena, args);
    no = no != NULL ? no : too_long(o, c, o->args);
    o->failed = no != NULL;
    return no != NULL ? no : c->run(o);
}

const char *command_run_form(const struct command *c, struct command_call *o)
{
    struct text args = text_new(o->desk->arena);
    for (size_t i = 0; c->asks[i].var != NULL; i++)
        if (o->value[i][0] != '\0')
            text_add(&args, "%s%s", args.s[0] != '\0' ? " " : "", o->value[i]);
    return command_run(c, o, args.s);
}

bool command_failed(const struct command *c, const struct command_call *o, const char *answer)
{
    return o->failed || ((c->where & ACTS) != 0 && answer != NULL && !o->done);
}

/* What was typed, as it is compared: without invisible characters, and with full-width characters made
 * half-width. */
struct typed {
    bool marked, slash, escaped;
    bool apart;       /* blanks between the mark and the word */
    char word[32];    /* folded; its length without a bound is a stranger's */
    const char *args; /* what follows the word */
};

static uint32_t folded_at(const char *p, size_t *len)
{
    uint32_t cp;
    *len = utf8_first(p, &cp);
    return utf8_folded(cp);
}

/* Reads the mark, and returns where the word after it begins. "!\u200bnote" is "!note". */
static const char *read_mark(struct typed *t, const char *p)
{
    size_t len;
    uint32_t mark = folded_at(p, &len);
    t->slash = mark == '/';
    t->marked = mark == '!' || t->slash;
    if (!t->marked)
        return p;
    const char *word = utf8_skip_unseen(p + len);
    for (p += len; p < word; p += len) {
        uint32_t cp;
        len = utf8_first(p, &cp);
        t->apart |= utf8_is_space(cp);
    }
    t->escaped = !t->slash && !t->apart && folded_at(word, &len) == '!';
    return word;
}

static const char *read_word(struct typed *t, const char *p)
{
    size_t n = 0, len;
    for (uint32_t cp; (cp = folded_at(p, &len)) != 0 && !utf8_is_space(cp); p += len)
        if (n + 5 < sizeof t->word && (cp > 0x10ffff || utf8_is_printable(cp)))
            n += cp > 0x10ffff ? (size_t)(t->word[n] = *p, 1) : utf8_encode(cp, t->word + n);
    t->word[n] = '\0';
    return p;
}

static struct typed read_typed(const char *text)
{
    struct typed t = {.marked = false};
    t.args = read_word(&t, read_mark(&t, utf8_skip_unseen(text)));
    return t;
}

static bool is_known(const char *word)
{
    return command_find(word, IN_CHAT | IN_HOUSE) != NULL;
}

bool command_is(const char *body)
{
    struct typed t = read_typed(body);
    if (!t.marked || t.escaped)
        return false;
    /* "!word" is never for the customer; "/etc" and "! really" are, unless they name a command. */
    if (!t.slash && !t.apart && (isalpha((unsigned char)t.word[0]) || (unsigned char)t.word[0] >= 0x80))
        return true;
    return is_known(t.word);
}

/* Says whether a command is complete with these arguments, so that a text with them can be nothing but this command. */
static bool completes(struct arena *arena, const struct command *c, const char *args)
{
    if (strcmp(c->args, "N") == 0)
        return choice_number(arena, args) != 0;
    return utf8_is_blank(args) && (c->args[0] == '\0' || c->args[0] == '[');
}

const struct command *command_alone(struct arena *arena, const char *said, const struct agent *a)
{
    struct typed t = read_typed(said);
    for (const struct command *const *at = command_table, *c; !t.marked && (c = *at) != NULL; at++)
        if (strcmp(c->word, t.word) == 0 && command_allows(c, a) && completes(arena, c, t.args))
            return c;
    return NULL;
}

bool command_has_word(const char *said, const char *word)
{
    struct typed t = read_typed(said);
    return !t.escaped && strcmp(t.word, word) == 0;
}

const char *command_nearly(const char *body)
{
    struct typed t = read_typed(body);
    size_t len = strcspn(t.word, ".,:;!?");
    if (!t.marked || t.escaped || command_is(body))
        return NULL;
    t.word[len] = '\0';
    for (const struct command *const *at = command_table, *c; (c = *at) != NULL; at++) {
        size_t may = strlen(c->word) >= 6 ? 2 : strlen(c->word) >= 4 ? 1 : 0;
        if (len > 0 && spelling_distance(t.word, c->word) <= may)
            return c->word;
    }
    return NULL;
}

const char *command_unescaped(struct arena *arena, const char *body, const char *said)
{
    struct typed t = read_typed(said);
    const char *at = strstr(body, said); /* behind a quote */
    if (!t.marked || !t.escaped || at == NULL)
        return body;
    size_t before = (size_t)(utf8_skip_unseen(at) - body);
    uint32_t mark;
    size_t len = utf8_first(body + before, &mark);
    if (strncmp(body + before, body + before + len, len) != 0)
        return body; /* two marks of different width are no escape */
    return arena_printf(arena, "%.*s%s", (int)before, body, body + before + len);
}

static bool may_in_house(const struct agent *a, const char *word)
{
    const struct command *c = command_find(word, IN_HOUSE);
    return c != NULL && command_allows(c, a);
}

/* Carries out a typed command. Returns what the agent is told; NULL: nothing. */
static const char *carry_out(struct command_call *o, unsigned where, const char *text)
{
    struct desk *d = o->desk;
    struct typed typed = read_typed(text);
    const char *word = typed.word, *args = typed.args;
    const struct command *c = command_find(word, where);
    if (c == NULL && where == IN_CHAT && may_in_house(o->agent, word))
        return arena_printf(d->arena,
                            "There is no command \"%s\" here. Write it in the chat with the house: %s", word,
                            say_house(d));
    if (c == NULL)
        return arena_printf(d->arena, "There is no command \"%s\" here. %shelp lists the commands.",
                            utf8_printable(d->arena, word, 31), where == IN_CHAT ? "!" : "");
    if (!command_allows(c, o->agent))
        return arena_printf(d->arena, "\"%s\" is for supervisors.", c->word);
    if (c->args[0] == '\0' && !utf8_is_blank(args))
        return where == IN_CHAT
                   ? arena_printf(d->arena,
                                  "Not done: !%s takes no text after it. Nobody got what you wrote there.",
                                  c->word)
                   : arena_printf(d->arena, "Not done: %s takes no text after it.", c->word);
    return command_run(c, o, args);
}

/* What only shows something may be long. */
static void answer_in_chat(const struct command_call *o, const char *said, const char *answer)
{
    const struct command *c = command_find(read_typed(said).word, IN_CHAT);
    if (c != NULL && (c->where & ACTS) == 0)
        conversation_answer_agent(o->desk, o->conversation, o->agent->jid,
                                  utf8_printable(o->desk->arena, said, SAID_SHOWN), answer);
    else
        conversation_tell_agent(o->desk, o->conversation, o->agent->jid, answer);
}

bool command_chat(struct desk *d, const struct mail *m, const struct agent *a, struct conversation *t)
{
    struct command_call o = {.desk = d, .agent = a, .conversation = t, .may = authority_over(d, t, a)};
    mail_receipt(d, m);
    const char *answer = carry_out(&o, IN_CHAT, m->content.said);
    if (answer != NULL)
        answer_in_chat(&o, m->content.said, answer);
    return o.done;
}

void command_word(struct desk *d, const struct agent *a, struct conversation *t, const char *word)
{
    struct command_call o = {.desk = d, .agent = a, .conversation = t, .may = authority_over(d, t, a)};
    const char *answer = command_run(command_find(word, IN_CHAT), &o, "");
    if (answer != NULL)
        conversation_tell_agent(d, t, a->jid, answer);
}

static void refuse_encrypted(struct desk *d, const struct mail *m, const struct agent *a)
{
    struct letter l = {.from = desk_house(d),
                       .to = a->jid,
                       .open = true,
                       .body = encrypted_refusal(d, a, &m->content, "Not carried out")};
    if (m->content.broken)
        mail_ask_again(d, m, &l);
    else
        letter_send(d, &l);
}

void command_house(struct desk *d, const struct mail *m, const struct agent *a)
{
    struct command_call o = {.desk = d, .agent = a};
    if (m->content.encrypted) {
        refuse_encrypted(d, m, a);
        return;
    }
    if (m->content.said == NULL)
        return; /* the fallback of something that is not a command */
    if (strlen(m->content.body) > COMMAND_MAX) {
        mail_refuse(d, m, REFUSAL_TOO_LONG, "This command is too long.", "en");
        return;
    }
    mail_receipt(d, m);
    if (m->stamp_ms != 0) {
        agent_tell(d, a->jid, mail_too_old(d, m, moment_zone(d, a, NULL), "it"));
        return;
    }
    const char *text = quotes_skip(m->content.said), *answer = carry_out(&o, IN_HOUSE, text);
    if (answer != NULL)
        agent_tell(d, a->jid, answer);
    lone_commanded_house(d, a, read_typed(text).word);
}
