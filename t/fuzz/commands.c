/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * commands: any words from agents, in customers' chats and in the house, and from customers.
 *
 * The input is up to twelve messages, NUL between them: a letter that says who writes where (ways below), a
 * digit whose bits are a correction (1), a wish for a receipt (2) and half a minute that passes before (4),
 * and the body.
 *
 * Whatever it is: a command, known or not, never reaches a customer; other words of an agent arrive as they
 * were written, or the agent is told; a customer's words are in the archive as they were written, or the
 * customer is told. Nothing is silent. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "desk.h"
#include "fuzz.h"

enum { MESSAGES = 12 };

static const struct way {
    enum fuzz_who from, to;
} ways[] = {
    {BOB, TOM_FACE},                                              /* holds */
    {BOB, HOUSE},    {BOB, ANN_FACE},                             /* was offered */
    {BOB, JOE_FACE},                                              /* closed */
    {EVE, TOM_FACE},                                              /* a supervisor, who may look */
    {EVE, HOUSE},    {EVE, PAT_FACE},                             /* waits */
    {KIM, TOM_FACE},                                              /* of another queue */
    {KIM, PAT_FACE}, {KIM, HOUSE},    {TOM, SALES}, {JOE, SALES}, /* opens again */
    {ZOE, SALES},                                                 /* new */
    {ZOE, HOUSE},    {TOM, ANN_FACE},                             /* no business there */
};

static int64_t said_before; /* customers' messages in the archive and in the menu */

static bool told_encrypted_before; /* some customer was */

static bool told_encrypted(void)
{
    return store_ask(fuzz_desk_store(), "SELECT 1 FROM customer WHERE told_encrypted_ms <> 0 LIMIT 1") !=
           NULL;
}

static int64_t said(void)
{
    return atoll(store_ask(
        fuzz_desk_store(),
        "SELECT (SELECT count(*) FROM message WHERE author = 'customer') + (SELECT count(*) FROM menu)"));
}

static const char *last_said(void)
{
    const char *text =
        store_ask(fuzz_desk_store(),
                  "SELECT body FROM message WHERE author = 'customer' ORDER BY id DESC LIMIT 1");
    return text == NULL ? "" : text;
}

/* ---- read a second time, in the plainest way ---- */

static const char *behind_blanks(const char *text)
{
    return text + strspn(text, " \t\r\n");
}

static size_t mark(const char *text)
{
    return text[0] == '!' ? 1 : strncmp(text, "\xef\xbc\x81", 3) == 0 ? 3 : 0;
}

/* "!word". What is a command beside that ("/word", "! word") is one only when it is known: the desk may say.
 */
static bool is_command(const char *body)
{
    const char *text = behind_blanks(body);
    size_t n = mark(text);
    return n > 0 &&
           (isalpha((unsigned char)text[n]) || ((unsigned char)text[n] >= 0x80 && mark(text + n) == 0));
}

static const char *without_escape(const char *body)
{
    const char *text = utf8_skip_unseen(body);
    size_t n = mark(text);
    return n > 0 && strncmp(text, text + n, n) == 0
               ? arena_printf(fuzz_desk_arena(), "%.*s%s", (int)(text - body), body, text + n)
               : body;
}

/* To nobody it is answered once an hour. Whatever has such a word among others is let pass here. */
static bool is_polite_or_blank(const char *body)
{
    static const char *const words[] = {"bye",   "goodbye", "tschüss", "auf wiedersehen", "再见", "拜拜",
                                        "thank", "dank",    "谢"};
    const char *text = utf8_word(fuzz_desk_arena(), body);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strstr(text, words[i]) != NULL)
            return true;
    return utf8_is_blank(body);
}

/* Whoever writes encrypted is told once an hour that nobody here can read it. */
static bool was_explained(const struct fuzz_sent *in)
{
    return strncmp(in->body, "?OTR", 4) == 0 && told_encrypted_before;
}

/* ---- what must hold ---- */

static bool is_at(const char *address, const char *bare)
{
    size_t n = strlen(bare);
    return strncmp(address, bare, n) == 0 && (address[n] == '\0' || address[n] == '/');
}

/* How many messages went to a customer that have these words (part: among others). */
static int told_customers(const struct fuzz_sent *sent, const char *words, bool part)
{
    int n = 0;
    for (; sent != NULL; sent = sent->next)
        if (!sent->to_agent && sent->body != NULL)
            n += part ? strstr(sent->body, words) != NULL : strcmp(sent->body, words) == 0;
    return n;
}

/* The house chats from an address with a local part. */
static bool is_from(const char *to, const char *from)
{
    size_t local = strcspn(from, "@");
    return is_at(to, from) ||
           (strchr(to, '@') == NULL && strncmp(from, "desk@", local + 1) == 0 && is_at(to, from + local + 1));
}

/* Words, or an error. A receipt has neither. */
static int answers(const struct fuzz_sent *in, const struct fuzz_sent *sent)
{
    int n = 0;
    for (; sent != NULL; sent = sent->next)
        n += (sent->body != NULL || strcmp(sent->type, "error") == 0) &&
             (is_at(in->from, sent->to) || is_at(sent->to, in->from)) && is_from(in->to, sent->from);
    return n;
}

static void after_agent(const struct fuzz_sent *in, const struct fuzz_sent *sent)
{
    bool command = is_command(in->body);
    fuzz_check(!command || told_customers(sent, behind_blanks(in->body), true) == 0,
               "a command reached a customer: %s", in->body);
    int delivered = told_customers(sent, without_escape(in->body), false);
    fuzz_check(delivered <= 1, "%d times to a customer: %s", delivered, in->body);
    fuzz_check(delivered == 0 || strchr(in->to, '@') != NULL, "from the house to a customer: %s", in->body);
    fuzz_check(delivered == 1 || answers(in, sent) > 0, "neither passed on nor answered: %s", in->xml);
}

static void after_customer(const struct fuzz_sent *in, const struct fuzz_sent *sent)
{
    int64_t now = said();
    if (is_at(in->to, fuzz_address[SALES]) && now > said_before)
        fuzz_check(strcmp(last_said(), in->body) == 0, "archived as \"%s\": %s", last_said(), in->body);
    fuzz_check(now > said_before || answers(in, sent) > 0 || was_explained(in) ||
                   is_polite_or_blank(in->body),
               "neither archived nor answered: %s", in->xml);
}

static void after(const struct fuzz_sent *in, const struct fuzz_sent *sent)
{
    if (in->body == NULL || in->body[0] == '\0')
        return;
    if (strstr(in->from, "@agents.example") != NULL)
        after_agent(in, sent);
    else
        after_customer(in, sent);
}

/* ---- the input ---- */

static void send(const uint8_t *head, const char *body, int n)
{
    struct arena *arena = fuzz_desk_arena();
    const struct way *way =
        &ways[(head[0] + sizeof ways / sizeof ways[0] * 97 - 'a') % (sizeof ways / sizeof ways[0])];
    struct xml *x = xml_new(arena);
    if (head[1] & 4)
        fuzz_desk_pass(30);
    said_before = said();
    told_encrypted_before = told_encrypted();
    xml_open(x, "message", NULL);
    xml_attr(x, "type", "chat");
    xml_attr(x, "from", arena_printf(arena, "%s/x", fuzz_address[way->from]));
    xml_attr(x, "to", fuzz_address[way->to]);
    xml_attr(x, "id", arena_printf(arena, "m%d", n));
    xml_leaf(x, "body", NULL, body);
    if (head[1] & 1) {
        xml_open(x, "replace", "urn:xmpp:message-correct:0");
        xml_attr(x, "id", arena_printf(arena, "m%d", n - 1));
        xml_close(x);
    }
    if (head[1] & 2)
        xml_leaf(x, "request", "urn:xmpp:receipts", NULL);
    xml_close(x);
    const char *xml = xml_string(x);
    fuzz_check(fuzz_desk_feed(xml, strlen(xml)), "the wire does not take what the writer wrote: %s", xml);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_desk_begin(after);
    for (int n = 1; n <= MESSAGES && size >= 2; n++) {
        const uint8_t *end = memchr(data + 2, '\0', size - 2);
        size_t len = end == NULL ? size - 2 : (size_t)(end - (data + 2));
        send(data, arena_strndup(fuzz_desk_arena(), (const char *)data + 2, len), n);
        size_t used = len + 2 + (end != NULL);
        data += used;
        size -= used;
    }
    fuzz_desk_end();
    return 0;
}
