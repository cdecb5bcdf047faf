/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tool_check: see tool_check.h. */
#include "model/tool_check.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/signature.h"
#include "base/utf8.h"
#include "conf/conf.h"
#include "conf/conf_secret.h"
#include "conf/conf_tree.h"
#include "conf/mistake.h"
#include "model/tool.h"

static int line_of(const struct conf_block *block, const char *name)
{
    const struct conf_written *w = conf_tree_find(block, name);
    return w == NULL ? block->line : w->line;
}

static const char *show(struct mistakes *m, const char *text)
{
    return utf8_printable(m->arena, text, 60);
}

#define FACTS "{desk.customer}, {desk.queue}, {desk.conversation} and {desk.channel}"

/* Checks the names of facts in a text: "desk.user" is none. Returns whether other placeholders are in it. */
static bool check_facts(struct mistakes *m, int line, const char *setting, const char *text)
{
    bool others = false;
    for (const char *open = text; (open = strchr(open, '{')) != NULL; open++) {
        const char *name = arena_strndup(m->arena, open + 1, strcspn(open + 1, "}"));
        if (strncmp(name, "desk.", 5) != 0)
            others = true;
        else if (!tool_is_fact(name))
            mistake_add(m, line, "%s: the desk does not know {%s}; it knows " FACTS, setting, show(m, name));
    }
    return others;
}

/* ---- who may fill in what ---- */

#define WHERE "{desk.customer} in url or in headers, or \"customer: {desk.customer}\" in parameters"

/* What a parameter is called that says who somebody is; in lower case, without what follows or joins words. */
static const char *const identities[] = {
    "customer",  "client",   "user",         "username",  "account",  "login",    "jid",
    "xmpp",      "member",   "caller",       "sender",    "owner",    "identity", "requester",
    "requestor", "whoami",   "subscriber",   "principal", "kunde",    "kunden",   "kundin",
    "nutzer",    "benutzer", "benutzername", "konto",     "mitglied", "absender", "anrufer",
    "客户",      "顾客",     "用户",         "账号",      "帐号",     "账户",     "会员",
};
/* These may be somebody else's, or a place to send something to. */
static const char *const contacts[] = {"email",   "mail", "phone", "mobile", "telefon", "telephone",
                                       "address", "name", "邮箱",  "电话",   "手机"};
/* What may follow: customer_id, userName, kundennummer. */
static const char *const endings[] = {"id",   "ids",  "no",  "nr",      "number", "nummer",    "name",
                                      "jid",  "code", "key", "address", "ref",    "reference", "email",
                                      "mail", "s",    "号",  "编号",    "号码"};
/* Says nothing by itself; the meaning of the parameter decides: "id: the id of the customer". */
static const char *const bare[] = {"id",  "who",  "whom", "number", "no", "nr",
                                   "for", "from", "by",   "wer",    "von"};

static bool is_among(const char *word, size_t len, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(list[i]) == len && strncasecmp(list[i], word, len) == 0)
            return true;
    return false;
}
#define IS_AMONG(word, len, list) is_among(word, len, list, sizeof list / sizeof list[0])

/* Says whether the word is one of the list, alone or with an ending. */
static bool begins_as(const char *word, size_t len, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t own = strlen(list[i]);
        if (len >= own && strncasecmp(word, list[i], own) == 0 &&
            (len == own || IS_AMONG(word + own, len - own, endings)))
            return true;
    }
    return false;
}

static bool is_part(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80;
}

/* Says whether a word of the text is one of the list: of "customer_id", "theCustomer" or "customer's". */
static bool has_word(const char *text, const char *const *list, size_t n)
{
    for (const char *at = text; *at != '\0';) {
        size_t len = 0;
        while (is_part(at[len]) &&
               !(len > 0 && at[len] >= 'A' && at[len] <= 'Z' && at[len - 1] >= 'a' && at[len - 1] <= 'z'))
            len++;
        if (len > 0 && begins_as(at, len, list, n))
            return true;
        at += len > 0 ? len : 1;
    }
    return false;
}
#define HAS_WORD(text, list) has_word(text, list, sizeof list / sizeof list[0])

static bool is_identity(const char *name, const char *meaning)
{
    return HAS_WORD(name, identities) ||
           (IS_AMONG(name, strlen(name), bare) && HAS_WORD(meaning, identities));
}

/* What a model fills in is what a customer made it say: anybody's name. Returns whether that is a mistake here. */
static bool check_identity(struct mistakes *m, const struct conf_tool *t, const char *parameter, int line)
{
    const char *name = completion_parameter(m->arena, parameter), *colon = strchr(parameter, ':');
    bool is = is_identity(name, colon == NULL ? "" : colon + 1), told = tool_tells_customer(t);
    if (is && !told)
        mistake_add(
            m, line,
            "parameters: the model fills in \"%s\", so it can never stand for who asks: a customer can make the model "
            "name anybody; write " WHERE,
            show(m, name));
    else if (is || (!told && HAS_WORD(name, contacts)))
        mistake_note(
            m, line,
            "parameters: the model fills in \"%s\", so it can never stand for who asks; the service must go by "
            "{desk.customer} alone",
            show(m, name));
    return is && !told;
}

static void check_parameters(struct mistakes *m, const struct conf_tool *t, const struct conf_block *block)
{
    int line = line_of(block, "parameters");
    bool asks = false, mistaken = false;
    for (size_t i = 0; i < t->parameters.n; i++) {
        const char *parameter = t->parameters.item[i];
        const char *name = completion_parameter(m->arena, parameter);
        if (strncmp(name, "desk.", 5) == 0)
            mistake_add(m, line, "parameters: \"%s\": only the desk's own facts are called desk.…",
                        show(m, name));
        if (!tool_is_told(parameter)) {
            asks = true;
            mistaken = check_identity(m, t, parameter, line) || mistaken;
        } else if (check_facts(m, line, "parameters", parameter))
            mistake_add(m, line,
                        "parameters: \"%s\": beside what the desk fills in, nothing of the model's may stand",
                        show(m, name));
    }
    if (asks && !mistaken && !tool_tells_customer(t))
        mistake_note(
            m, block->line,
            "tool \"%s\": the service is not told who asks, so a customer can ask it about everybody's; if that "
            "matters, write " WHERE,
            show(m, t->name));
}

/* ---- headers ---- */

static bool is_header_name(const char *name)
{
    static const char *const ours[] = {"host",
                                       "content-length",
                                       "content-type",
                                       "transfer-encoding",
                                       "connection",
                                       "authorization",
                                       "expect",
                                       "accept",
                                       "webhook-id",
                                       "webhook-timestamp",
                                       "webhook-signature",
                                       "te",
                                       "trailer",
                                       "upgrade",
                                       "proxy-authorization"};
    size_t len = strlen(name);
    return len > 0 && len <= 64 && !IS_AMONG(name, len, ours) &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == len;
}

static void check_headers(struct mistakes *m, const struct conf_tool *t, const struct conf_block *block)
{
    int line = line_of(block, "headers");
    for (size_t i = 0; i < t->headers.n; i++) {
        const char *header = t->headers.item[i], *colon = strchr(header, ':');
        bool clean = true;
        for (const char *p = header; *p != '\0'; p++)
            clean = clean && *p >= ' ' && *p <= '~';
        if (colon == NULL || !clean ||
            !is_header_name(arena_strndup(m->arena, header, (size_t)(colon - header))) ||
            utf8_trim(m->arena, colon + 1)[0] == '\0')
            mistake_add(
                m, line,
                "headers: \"%s\": not a header that a tool may have; write it as in \"X-Customer: {desk.customer}\"",
                show(m, header));
        else if (check_facts(m, line, "headers", header))
            mistake_add(m, line, "headers: \"%s\": the model may not write headers; use only " FACTS,
                        show(m, header));
    }
}

/* ---- the signature ---- */

static void check_secret(struct mistakes *m, struct conf *conf, struct conf_tool *t,
                         const struct conf_block *block)
{
    int line = line_of(block, "secret_file");
    t->secret = arena_strdup(conf->arena, "");
    if (t->secret_file[0] == '\0')
        return;
    char *secret = conf_secret_read(m, conf, "secret_file", t->secret_file, line);
    if (secret == NULL)
        return;
    if (!signature_secret_is_good(m->arena, secret)) {
        mistake_add(
            m, line,
            "secret_file = \"%s\": not a secret of Standard Webhooks: whsec_ and the base64 of 24 to 64 bytes; write whsec_ "
            "and, without a blank, what \"openssl rand -base64 32\" prints",
            show(m, t->secret_file));
        return;
    }
    t->secret = secret;
    if (!t->post)
        mistake_note(
            m, line,
            "secret_file: the signature of a GET does not cover its url; set post = true and confirm = false to have "
            "what is asked signed");
}

/* ---- what the customer says yes to ---- */

static bool has_placeholder(struct mistakes *m, const char *text, const char *name)
{
    return strstr(text, arena_printf(m->arena, "{%s}", name)) != NULL;
}

/* Nobody can agree to what is not shown, so every parameter of the model must be in the text. */
static void check_confirm_text(struct mistakes *m, const struct conf_tool *t, const char *text, int line)
{
    struct completion_tool known = tool_for_model(m->arena, t);
    for (size_t i = 0; i < known.n; i++) {
        const char *name = completion_parameter(m->arena, known.parameters[i]);
        if (!has_placeholder(m, text, name) && !has_placeholder(m, text, TOOL_PARAMETERS))
            mistake_add(
                m, line,
                "confirm_text: it does not show {%s}, so the customer could not know what to agree to; write {%s} or "
                "{" TOOL_PARAMETERS "}",
                show(m, name), show(m, name));
    }
    for (const char *open = text; (open = strchr(open, '{')) != NULL; open++) {
        const char *name = arena_strndup(m->arena, open + 1, strcspn(open + 1, "}"));
        bool is_known = strcmp(name, TOOL_PARAMETERS) == 0 || tool_is_fact(name);
        for (size_t i = 0; i < known.n; i++)
            is_known = is_known || strcmp(completion_parameter(m->arena, known.parameters[i]), name) == 0;
        if (!is_known)
            mistake_add(m, line, "confirm_text: {%s} is not one of the parameters that the model fills in",
                        show(m, name));
    }
}

static void check_confirm(struct mistakes *m, struct conf_tool *t, const struct conf_block *block)
{
    int line = line_of(block, "confirm_text");
    if (conf_tree_find(block, "confirm") == NULL)
        t->confirm = t->post;
    for (size_t i = 0; i < t->confirm_text.n; i++)
        check_confirm_text(m, t, t->confirm_text.item[i], line);
    if (t->confirm_text.n > 0 && !t->confirm)
        mistake_note(m, line, "confirm_text: nobody is asked, because confirm is false");
}

void tool_check(struct mistakes *m, struct conf *conf, struct conf_tool *t, const struct conf_block *block)
{
    check_facts(m, line_of(block, "url"), "url", t->url);
    check_headers(m, t, block);
    check_parameters(m, t, block);
    check_secret(m, conf, t, block);
    check_confirm(m, t, block);
}
