/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fuzz_chat: what a service of language models sends, cut in pieces, and what becomes of it: the reader, the arguments of
 * calls, the URL of a tool, the filter, and the styling.
 *
 * The first byte is the length of the pieces; the rest is what comes. It must not matter where it is cut. */
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "chat.h"
#include "conf.h"
#include "filter.h"
#include "fuzz.h"
#include "log.h"
#include "utf8.h"

static struct chat_result read_all(struct chat_reader *r, const char *bytes, size_t len, size_t piece)
{
    for (size_t at = 0; at < len; at += piece)
        chat_read(r, bytes + at, len - at < piece ? len - at : piece);
    return chat_end(r);
}

static void check_text(const char *text)
{
    for (size_t i = 0, len = strlen(text); i < len;) {
        uint32_t cp;
        i += utf8_decode(text + i, len - i, &cp);
        fuzz_check(cp != UINT32_MAX, "no UTF-8 in an answer");
    }
}

static void check_filter(struct arena *arena, const char *text)
{
    static char *links[] = {(char *)"good.example"}, *redact[] = {(char *)"[0-9]{4,}"};
    static char empty[] = "", secret[] = "s3cret";
    static const struct conf conf = {.component.secret = secret};
    const struct conf_responder r = {.key = empty, .links = {links, 1}, .redact = {redact, 1}};
    const char *why = NULL, *said = filter_answer(arena, &conf, &r, text, &why);
    fuzz_check(said != NULL || why != NULL, "withheld without a reason");
    if (said == NULL)
        return;
    check_text(said);
    fuzz_check(utf8_length(said) <= FILTER_ANSWER + 1, "%zu characters", utf8_length(said));
    fuzz_check(strstr(said, "s3cret") == NULL, "the secret is said");
    for (const char *p = said; *p != '\0'; p++)
        fuzz_check(strspn(p, "0123456789") < 4, "what is redacted is said");
    for (const char *p = said; *p != '\0'; p++)
        fuzz_check((unsigned char)*p >= 0x20 || *p == '\n' || *p == '\t', "a control character is said");
}

static void check_call(struct arena *arena, const struct chat_call *c)
{
    const char *why = NULL, *url = chat_tool_url(arena, "https://shop.example/{text}?x={n}", c, &why);
    fuzz_check(url != NULL || why != NULL, "no URL, and no reason");
    fuzz_check(url == NULL || (strncmp(url, "https://shop.example/", 21) == 0 && strpbrk(url + 21, "/#@\\ \r\n") == NULL),
               "the URL goes elsewhere: %s", url);
    check_text(chat_argument(arena, c, "text"));
    const char *again = chat_request_again(arena, "{\"messages\":[]}", chat_call_text(arena, c, "yes"), "so");
    fuzz_check(strstr(again, "tool_call_id") != NULL, "no next round");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    struct arena *arena = arena_new();
    char *text = xmalloc(size);
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    struct chat_reader *whole = chat_reader_new(), *pieces = chat_reader_new();
    struct chat_result a = read_all(whole, text, size - 1, size), b = read_all(pieces, text, size - 1, data[0] % 16 + 1);
    fuzz_check((a.error == NULL) == (b.error == NULL) && strcmp(a.text, b.text) == 0 && a.n_calls == b.n_calls &&
                   a.tokens == b.tokens,
               "read in pieces it is another answer");
    check_text(a.text);
    check_filter(arena, a.text);
    for (size_t i = 0; i < a.n_calls; i++)
        check_call(arena, &a.call[i]);
    check_filter(arena, text);
    chat_reader_free(whole);
    chat_reader_free(pieces);
    free(text);
    arena_free(arena);
    return 0;
}
