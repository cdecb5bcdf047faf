/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * completion: what a service of language models sends, cut in pieces, and what becomes of it: the reader, the
 * arguments of calls, the URL of a tool, what is left out of it, the filter, and the styling.
 *
 * The first byte is the length of the pieces; the rest is what comes. It must not matter where it is cut. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/utf8.h"
#include "conf/conf.h"
#include "fuzz.h"
#include "model/completion.h"
#include "model/completion_call.h"
#include "model/completion_request.h"
#include "model/embedding.h"
#include "model/filter.h"
#include "model/rejection.h"
#include "model/repetition.h"
#include "model/speech.h"

static struct completion_result read_all(struct completion_reader *r, const char *bytes, size_t len,
                                         size_t piece)
{
    for (size_t at = 0; at < len; at += piece)
        completion_read(r, bytes + at, len - at < piece ? len - at : piece);
    return completion_end(r);
}

static void check_text(const char *text)
{
    for (size_t i = 0, len = strlen(text); i < len;) {
        uint32_t cp;
        i += utf8_decode(text + i, len - i, &cp);
        fuzz_check(cp != UINT32_MAX, "no UTF-8 in an answer");
    }
}

static bool is_quoted(const char *text, const char *mark, size_t len)
{
    return mark > text &&
           (mark[-1] == '`' || mark[-1] == '"' || mark[-1] == '\'' || (unsigned char)mark[-1] >= 0x80) &&
           mark[len] != '\0';
}

/* A mark that nobody quotes, and that no code is around, is a leak; this asks in another way than speech.c
 * answers. */
static void check_marks(const char *said)
{
    static const char *const marks[] = {"<think>",
                                        "</think>",
                                        "<thinking>",
                                        "</thinking>",
                                        "<|im_end|>",
                                        "<|im_start|>",
                                        "<|channel|>",
                                        "<|message|>",
                                        "<|eot_id|>",
                                        "<end_of_turn>",
                                        "[INST]",
                                        "[/INST]",
                                        "[THINK]",
                                        "<tool_call>",
                                        "<|python_tag|>",
                                        "[TOOL_CALLS]",
                                        "<|tool_call_start|>",
                                        "<start_function_call>",
                                        "<toolcall>",
                                        "<｜DSML｜invoke>",
                                        "<｜end▁of▁sentence｜>",
                                        "◁think▷",
                                        "◁/think▷"};
    if (strchr(said, '`') != NULL)
        return;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        size_t len = strlen(marks[i]);
        for (const char *at = said; (at = strcasestr(at, marks[i])) != NULL; at++)
            fuzz_check(is_quoted(said, at, len) || (marks[i][0] == '[' && strncmp(at, marks[i], len) != 0),
                       "%s is said", marks[i]);
    }
}

/* While it is written nothing is shown that is not in the end, but before a lone end. */
static void check_speech(struct arena *arena, const char *text)
{
    struct speech whole = speech_read(arena, text, SPEECH_WHOLE, NULL);
    size_t len = strlen(text), shown = strlen(whole.text);
    check_marks(whole.text);
    fuzz_check(shown <= len, "more is said than was written");
    for (int i = 1; i < 4; i++) {
        struct speech part =
            speech_read(arena, arena_strndup(arena, text, len * (size_t)i / 4), SPEECH_PART, NULL);
        size_t n = strlen(part.text);
        fuzz_check((whole.lone_end && !part.lone_end) || part.dropped != whole.dropped ||
                       (n <= shown && memcmp(part.text, whole.text, n) == 0),
                   "what was shown is not in the answer");
    }
    for (size_t i = 0; i < whole.n_calls; i++)
        speech_is_copied(arena, &whole.call[i], text);
}

/* What repeats itself is at least begun; what is left out of a request is left out. */
static void check_service(const char *text)
{
    static const char request[] =
        "{\"messages\":[{\"role\":\"system\",\"content\":\"S\"},{\"role\":\"user\",\"content\":\"U\"}],"
        "\"max_tokens\":9,\"stream\":true,\"stream_options\":{},\"tools\":[1],\"temperature\":0.2}";
    size_t len = strlen(text), end = repetition_find(text);
    fuzz_check(end <= len, "a repetition ends after the text");
    struct rejection r = {0};
    for (int i = 0; i < 2 * REJECTION_NAMES; i++) {
        const char *name = rejection_learn(&r, request, text, i % 2 == 0);
        char *without = rejection_apply(&r, request);
        fuzz_check(strlen(without) > 0 && r.n <= REJECTION_NAMES, "no request");
        fuzz_check(name == NULL || rejection_setting(name) != NULL, "no setting");
        free(without);
    }
    free(rejection_apply(&r, text));
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
    check_marks(said);
    fuzz_check(utf8_length(said) <= FILTER_ANSWER + 1, "%zu characters", utf8_length(said));
    fuzz_check(strstr(said, "s3cret") == NULL, "the secret is said");
    for (const char *p = said; *p != '\0'; p++)
        fuzz_check(strspn(p, "0123456789") < 4, "what is redacted is said");
    for (const char *p = said; *p != '\0'; p++)
        fuzz_check((unsigned char)*p >= 0x20 || *p == '\n' || *p == '\t', "a control character is said");
}

static void check_call(struct arena *arena, const struct completion_call *c)
{
    const char *why = NULL, *url = completion_tool_url(arena, "https://shop.example/{text}?x={n}", c, &why);
    fuzz_check(url != NULL || why != NULL, "no URL, and no reason");
    fuzz_check(url == NULL || (strncmp(url, "https://shop.example/", 21) == 0 &&
                               strpbrk(url + 21, "/#@\\ \r\n") == NULL),
               "the URL goes elsewhere: %s", url);
    check_text(completion_argument(arena, c, "text"));
    const char *again =
        completion_request_again(arena, "{\"messages\":[]}", completion_call_text(arena, c, "yes"), "so");
    fuzz_check(strstr(again, "tool_call_id") != NULL, "no next round");
}

/* The same bytes as vectors of one text and of three. */
static void check_embedding(struct arena *arena, const char *bytes, size_t len)
{
    for (size_t n = 1; n <= 3; n += 2) {
        struct embedding e;
        const char *why = NULL;
        bool right = embedding_read(arena, bytes, len, n, &e, &why);
        fuzz_check(right == (why == NULL), "refused without a reason, or taken with one");
        for (size_t i = 0; right && i < n; i++) {
            uint32_t norm = 0;
            for (size_t k = 0; k < e.dimension; k++)
                norm += (uint32_t)(e.values[i * e.dimension + k] * e.values[i * e.dimension + k]);
            fuzz_check(norm == e.norms[i] && norm >= 127 * 127, "a vector of another length");
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    struct arena *arena = arena_new();
    char *text = xmalloc(size);
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    struct completion_reader *whole = completion_reader_new(), *pieces = completion_reader_new();
    struct completion_result a = read_all(whole, text, size - 1, size),
                             b = read_all(pieces, text, size - 1, data[0] % 16 + 1);
    fuzz_check((a.error == NULL) == (b.error == NULL) && strcmp(a.text, b.text) == 0 &&
                   a.n_calls == b.n_calls && a.tokens == b.tokens,
               "read in pieces it is another answer");
    check_text(a.text);
    check_speech(arena, a.text);
    check_speech(arena, text);
    check_filter(arena, a.text);
    check_filter(arena, speech_read(arena, a.text, SPEECH_WHOLE, NULL).text);
    for (size_t i = 0; i < a.n_calls; i++)
        check_call(arena, &a.call[i]);
    check_filter(arena, text);
    check_service(text);
    check_embedding(arena, text, size - 1);
    completion_reader_free(whole);
    completion_reader_free(pieces);
    free(text);
    arena_free(arena);
    return 0;
}
