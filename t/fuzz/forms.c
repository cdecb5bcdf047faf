/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * forms: any XML inside an IQ from an agent or a customer to the house, a queue or a face: commands
 * (XEP-0050), forms (XEP-0004) and whatever else is asked by IQ.
 *
 * The input is up to six IQs, NUL between them: a letter that says who asks where and a digit (odd: type
 * get), then the bytes that stand inside. "@S@" stands for the session id that the desk gave last.
 *
 * Whatever it is, also when the bytes end the IQ and begin another stanza: each get and each set that came is
 * answered exactly once, by a result or an error with its id, from where it went to whence it came. A result
 * and an error are answered by nothing. */
#include <stdlib.h>
#include <string.h>

#include "base/jid.h"
#include "desk.h"
#include "fuzz.h"
#include "xml/stanza.h"

enum { IQS = 6 };

static const struct way {
    enum fuzz_who from, to;
} ways[] = {
    {BOB, HOUSE},    {BOB, TOM_FACE}, {BOB, ANN_FACE}, {BOB, JOE_FACE}, {BOB, SALES}, {EVE, HOUSE},
    {EVE, PAT_FACE}, {KIM, TOM_FACE}, {KIM, PAT_FACE}, {TOM, HOUSE},    {TOM, SALES}, {TOM, TOM_FACE},
};

static const char *session; /* the last one of this input */

static void note_session(const struct fuzz_sent *s)
{
    const char *id = st_attr(st_child(s->stanza, "command", NULL), "sessionid");
    if (id != NULL)
        session = arena_strdup(fuzz_desk_arena(), id);
}

static bool is_answer(const struct fuzz_sent *s)
{
    return strcmp(s->name, "iq") == 0 && (strcmp(s->type, "result") == 0 || strcmp(s->type, "error") == 0);
}

/* The desk reads addresses in a form of its own: lower case, without a dot at the end. */
static const char *address(const char *text)
{
    struct jid jid;
    return jid_parse(fuzz_desk_arena(), text, &jid) ? jid.full : NULL;
}

/* Is this stanza one that somebody waits for an answer to, and that could come to us? */
static bool wants_answer(const struct fuzz_sent *in)
{
    struct jid from, to;
    return strcmp(in->name, "iq") == 0 && strcmp(in->type, "result") != 0 && strcmp(in->type, "error") != 0 &&
           jid_parse(fuzz_desk_arena(), in->from, &from) && jid_parse(fuzz_desk_arena(), in->to, &to) &&
           strcmp(to.domain, fuzz_address[HOUSE]) == 0 && strcmp(from.domain, fuzz_address[HOUSE]) != 0;
}

static void after(const struct fuzz_sent *in, const struct fuzz_sent *sent)
{
    int answers = 0;
    for (const struct fuzz_sent *s = sent; s != NULL; s = s->next) {
        if (!is_answer(s))
            continue;
        answers++;
        fuzz_check(strcmp(s->id, in->id) == 0, "\"%s\" was answered as \"%s\"", in->id, s->id);
        fuzz_check(strcmp(s->from, address(in->to)) == 0 && strcmp(s->to, address(in->from)) == 0,
                   "answered from %s to %s: %s", s->from, s->to, in->xml);
        fuzz_check(strcmp(s->type, "error") != 0 || st_first(st_child(s->stanza, "error", NULL)) != NULL,
                   "an error without a condition: %s", s->xml);
        note_session(s);
    }
    fuzz_check(answers == wants_answer(in), "%d answers to %s", answers, in->xml);
}

static const char *with_session(const char *bytes, size_t *len)
{
    char *text = arena_strndup(fuzz_desk_arena(), bytes, *len), *at = strstr(text, "@S@");
    if (at != NULL && session != NULL) {
        *at = '\0';
        text = arena_printf(fuzz_desk_arena(), "%s%s%s", text, session, at + 3);
        *len = strlen(text);
    }
    return text;
}

static bool send(const uint8_t *head, const char *inside, size_t len, int n)
{
    struct arena *arena = fuzz_desk_arena();
    const struct way *way =
        &ways[(head[0] + sizeof ways / sizeof ways[0] * 97 - 'a') % (sizeof ways / sizeof ways[0])];
    const char *open =
        arena_printf(arena, "<iq type='%s' id='q%d' from='%s/x' to='%s'>", head[1] & 1 ? "get" : "set", n,
                     fuzz_address[way->from], fuzz_address[way->to]);
    inside = with_session(inside, &len);
    return fuzz_desk_feed(open, strlen(open)) && fuzz_desk_feed(inside, len) && fuzz_desk_feed("</iq>", 5);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    session = NULL;
    fuzz_desk_begin(after);
    for (int n = 1; n <= IQS && size >= 2; n++) {
        const uint8_t *end = memchr(data + 2, '\0', size - 2);
        size_t len = end == NULL ? size - 2 : (size_t)(end - (data + 2));
        if (!send(data, (const char *)data + 2, len, n))
            break;
        size_t used = len + 2 + (end != NULL);
        data += used;
        size -= used;
    }
    fuzz_desk_end();
    return 0;
}
