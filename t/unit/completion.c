/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * completion: what is written to a language model, and what services send: streams cut anywhere, objects,
 * errors, nonsense. */
#include "model/completion.h"
#include "model/completion_call.h"
#include "model/completion_request.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "t/tap.h"

static struct arena *arena;

/* "text | name(arguments) … | tokens | error" */
static const char *shown(const struct completion_result *r)
{
    const char *out = arena_printf(arena, "%s", r->text);
    for (size_t i = 0; i < r->n_calls; i++)
        out = arena_printf(arena, "%s | %s(%s)", out, r->call[i].name, r->call[i].arguments);
    if (r->cut)
        out = arena_printf(arena, "%s | cut", out);
    if (r->tokens >= 0)
        out = arena_printf(arena, "%s | %lld", out, (long long)r->tokens);
    return r->error == NULL ? out : arena_printf(arena, "%s | error: %s", out, r->error);
}

static const char *read_in_pieces(const char *text, size_t len, size_t piece)
{
    struct completion_reader *r = completion_reader_new();
    for (size_t at = 0; at < len; at += piece)
        completion_read(r, text + at, len - at < piece ? len - at : piece);
    struct completion_result result = completion_end(r);
    const char *out = arena_strdup(arena, shown(&result));
    completion_reader_free(r);
    return out;
}

#define DELTA(content) "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" content "\"}}]}\n\n"
#define DONE "data: [DONE]\n\n"
#define STOP "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"

static const struct {
    const char *what, *sent, *read;
} cases[] = {
    {"a stream", DELTA("Hello") DELTA(", w\\u00f6rld") STOP DONE, "Hello, wörld"},
    {"with CR LF, comments and other fields",
     ": ping\r\n\r\nevent: x\r\nid: 1\r\ndata:{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\r\n\r\n"
     "data: [DONE]\r\n\r\n",
     "a"},
    {"with lone CRs", "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\r\rdata: [DONE]\r\r", "a"},
    {"an event of two lines", "data: {\"choices\":\ndata: [{\"delta\":{\"content\":\"a\"}}]}\n\n" DONE, "a"},
    {"the end of the last event is missing", DELTA("a") STOP "data: [DONE]", "a"},
    {"without [DONE], but finished", DELTA("a") STOP, "a"},
    {"broken off", DELTA("Hel") DELTA("lo"), "Hello | error: the answer ended before it was complete"},
    {"broken off within an event", DELTA("Hel") "data: {\"choi",
     "Hel | error: the response of the service is not a JSON object"},
    {"what follows the end", DELTA("a") DONE DELTA("b"), "a"},
    {"reasoning beside it",
     "data: {\"choices\":[{\"delta\":{\"content\":null,\"reasoning_content\":\"a nuisance\",\"reasoning\":\"a\",\"thinking\":\"b\"}}]}\n\n" DELTA(
         "a") STOP DONE,
     "a"},
    {"nothing but reasoning",
     "{\"choices\":[{\"message\":{\"content\":null,\"reasoning_content\":\"a nuisance\"}}]}",
     " | error: the service sent no answer"},
    {"parts",
     "{\"choices\":[{\"message\":{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"a nuisance\"}]},{\"type\":\"text\",\"text\":\"Hi\"}]}}]}",
     "Hi"},
    {"parts in parts",
     "{\"choices\":[{\"message\":{\"content\":[{\"type\":\"text\",\"text\":[{\"type\":\"text\",\"text\":\"Hi\"}]}]}}]}",
     " | error: the service sent no answer"},
    {"usage at the end", DELTA("a") STOP "data: {\"choices\":[],\"usage\":{\"total_tokens\":42}}\n\n" DONE,
     "a | 42"},
    {"usage that is none",
     "{\"choices\":[{\"message\":{\"content\":\"a\"}}],\"usage\":{\"total_tokens\":-5}}", "a"},
    {"cut at the limit",
     DELTA("a") "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}\n\n" DONE, "a | cut"},
    {"an object",
     "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":\"stop\"}],\"usage\":{\"total_tokens\":7}}",
     "Hi | 7"},
    {"an object behind white space", "\n  {\"choices\":[{\"message\":{\"content\":\"Hi\"}}]}\n", "Hi"},
    {"a call in pieces",
     "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c\",\"function\":{\"name\":\"answer\",\"arguments\":\"\"}}]}}]}\n\n"
     "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"text\\\":\"}}]}}]}\n\n"
     "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"\\\"Hi\\\"}\"}}]}}]}\n\n" STOP
         DONE,
     " | answer({\"text\":\"Hi\"})"},
    {"calls without an index, and arguments as an object",
     "{\"choices\":[{\"message\":{\"content\":null,\"tool_calls\":[{\"function\":{\"name\":\"ask\",\"arguments\":{\"text\":\"?\"}}},{\"function\":{\"name\":\"close\"}}]}}]}",
     " | ask({\"text\":\"?\"}) | close()"},
    {"a call with a wild index",
     "{\"choices\":[{\"message\":{\"tool_calls\":[{\"index\":99,\"function\":{\"name\":\"x\"}}]}}]}",
     " | x()"},
    {"an error", "{\"error\":{\"message\":\"no\\nsuch model\",\"code\":404}}",
     " | error: the service reports: no?such model"},
    {"an error that is a text", "{\"error\":\"busy\"}", " | error: the service reports: busy"},
    {"an error in the stream", DELTA("a") "data: {\"error\":{}}\n\n",
     "a | error: the service reports: without a message"},
    {"nothing", "", " | error: the service sent no answer"},
    {"an empty object", "{}", " | error: the service sent no answer"},
    {"an empty stream", ": ping\n\n", " | error: the service sent no answer"},
    {"no choices", "{\"choices\":{}}", " | error: the service sent no answer"},
    {"types that are wrong",
     "{\"choices\":[{\"message\":{\"content\":[1],\"tool_calls\":\"x\"},\"finish_reason\":7}],\"usage\":[]}",
     " | error: the service sent no answer"},
    {"HTML", "<html><body>Bad gateway</body></html>",
     " | error: the response of the service is neither JSON nor an event stream"},
    {"an array", "[]", " | error: the response of the service is not a JSON object"},
    {"cut JSON", "{\"choices\":[", " | error: the response of the service is not a JSON object"},
    {"no JSON in the stream", "data: hello\n\n",
     " | error: the response of the service is not a JSON object"},
    {"no UTF-8", DELTA("\xff\xfe"), " | error: the response of the service is not a JSON object"},
    {"a zero character", DELTA("a\\u0000b"), " | error: the response of the service is not a JSON object"},
};

static void test_reading(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t len = strlen(cases[i].sent);
        is_str(read_in_pieces(cases[i].sent, len, len + 1), cases[i].read, "%s", cases[i].what);
        is_str(read_in_pieces(cases[i].sent, len, 1), cases[i].read, "%s, byte by byte", cases[i].what);
        is_str(read_in_pieces(cases[i].sent, len, 7), cases[i].read, "%s, in sevens", cases[i].what);
    }
    is_str(read_in_pieces("data: a\0b\n\n", 11, 100),
           " | error: a line of the stream is longer than 256 KiB, or has a zero byte", "a zero byte");
}

static const char *read_many(const char *begin, const char *again, size_t times, const char *end)
{
    struct completion_reader *r = completion_reader_new();
    completion_read(r, begin, strlen(begin));
    for (size_t i = 0; i < times; i++)
        completion_read(r, again, strlen(again));
    completion_read(r, end, strlen(end));
    struct completion_result result = completion_end(r);
    ok(strlen(result.text) <= COMPLETION_TEXT, "the text is bounded");
    const char *error = result.error == NULL ? "none" : arena_strdup(arena, result.error);
    completion_reader_free(r);
    return error;
}

static void test_limits(void)
{
    char *piece = arena_alloc(arena, 1001);
    memset(piece, 'x', 1000);
    const char *delta = arena_printf(arena, DELTA("%s"), piece);
    is_str(read_many("", delta, 60, STOP DONE), "none", "60 kB of text");
    is_str(read_many("", delta, 100, STOP DONE), "the answer is longer than 64 KiB", "100 kB of text");
    is_str(read_many("data: ", piece, 300, "\n\n"),
           "a line of the stream is longer than 256 KiB, or has a zero byte", "a line of 300 kB");
    is_str(read_many("", ": ping\n", 1000000, DONE), "the response of the service is larger than 4 MiB",
           "7 MB of comments");
    is_str(read_many("{\"a\": \"", piece, 5000, "\"}"), "the response of the service is larger than 4 MiB",
           "an object of 5 MB");
    is_str(
        read_many(
            "",
            "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}}]}}]}\n\n",
            1000, DONE),
        "a tool call is too long", "28 kB of arguments");
}

static void test_request(void)
{
    const struct completion_message messages[] = {{COMPLETION_SYSTEM, "Be \"kind\"\n"},
                                                  {COMPLETION_USER, "你好"},
                                                  {COMPLETION_ASSISTANT, "Hi"}};
    struct completion_prompt p = {.model = "m",
                                  .messages = messages,
                                  .n = 3,
                                  .max_tokens = 9,
                                  .max_tokens_name = "max_tokens",
                                  .extra = ""};
    const char *why = "";
    is_str(
        completion_request(arena, &p, &why),
        "{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"Be \\\"kind\\\"\\n\"},{\"role\":\"user\",\"content\":\"你好\"},"
        "{\"role\":\"assistant\",\"content\":\"Hi\"}],\"max_tokens\":9,\"stream\":false}",
        "a request");
    p.model = "";
    p.n = 0;
    p.stream = true;
    p.extra = "{\"max_tokens\": 5, \"seed\": 1}";
    is_str(
        completion_request(arena, &p, &why),
        "{\"messages\":[],\"max_tokens\":5,\"stream\":true,\"stream_options\":{\"include_usage\":true},\"seed\":1}",
        "with extra members, which win");
    p.extra = "{\"stream_options\": null, \"max_tokens\": null}";
    is_str(completion_request(arena, &p, &why), "{\"messages\":[],\"stream\":true}",
           "null leaves a member out");
    static const char *const wrong[] = {"[]", "{", "1", "{\"a\":1,\"a\":2}"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        p.extra = wrong[i];
        ok(completion_request(arena, &p, &why) == NULL, "extra must be an object: %s", wrong[i]);
    }
}

static void test_arguments(void)
{
    struct completion_call c = {.name = "answer",
                                .arguments =
                                    "{\"text\": \"Hi\", \"sentiment\": -0.5, \"n\": 3, \"list\": []}"};
    is_str(completion_argument(arena, &c, "text"), "Hi", "a text");
    is_str(completion_argument(arena, &c, "list"), "", "no text");
    is_str(completion_argument(arena, &c, "other"), "", "not there");
    ok(completion_number(&c, "sentiment", 9) == -0.5 && completion_number(&c, "n", 9) == 3 &&
           completion_number(&c, "text", 9) == 9,
       "numbers");
    c.arguments = "{\"text\": ";
    is_str(completion_argument(arena, &c, "text"), "", "no JSON");
    ok(completion_tokens("") >= 1 && completion_tokens("four words of English") >= 5 &&
           completion_tokens("你好吗") >= 4,
       "tokens are guessed high");
}

static void test_next_round(void)
{
    struct completion_call c = {.name = "order", .arguments = "{\"n\": 1}"};
    const char *call = completion_call_text(arena, &c, "One moment.");
    is_str(completion_call_name(arena, call), "order", "whose call it was");
    is_str(completion_call_name(arena, "{"), "", "nobody's, in a damaged store");
    is_str(
        completion_request_again(arena, "{\"messages\":[]}", call, "sent"),
        "{\"messages\":[{\"role\":\"assistant\",\"content\":\"One moment.\",\"tool_calls\":[{\"id\":\"call00000\",\"type\":\"function\","
        "\"function\":{\"name\":\"order\",\"arguments\":\"{\\\"n\\\": 1}\"}}]},"
        "{\"role\":\"tool\",\"tool_call_id\":\"call00000\",\"content\":\"sent\"}]}",
        "a tool's answer, behind what was said before it");
    ok(strstr(completion_request_again(arena, "{\"messages\":[]}", completion_call_text(arena, &c, ""),
                                       "sent"),
              "\"content\":null") != NULL,
       "nothing was said");
    struct completion_call given = {
        .name = "order", .arguments = "no JSON", .id = "D681PevKs", .extra = "{\"google\":{\"s\":\"c2ln\"}}"};
    is_str(
        completion_request_again(arena, "{\"messages\":[]}", completion_call_text(arena, &given, ""), ""),
        "{\"messages\":[{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"D681PevKs\",\"type\":\"function\","
        "\"function\":{\"name\":\"order\",\"arguments\":\"{}\"},\"extra_content\":{\"google\":{\"s\":\"c2ln\"}}}]},"
        "{\"role\":\"tool\",\"tool_call_id\":\"D681PevKs\",\"content\":\"(nothing)\"}]}",
        "the service's id and what it wants back; arguments that it can read, and a result that is not empty");
}

static void test_going_on(void)
{
    const char *request = "{\"messages\":[{\"role\":\"user\",\"content\":\"U\"}]}";
    const char *next = completion_request_go_on(arena, request, "It is so. ");
    is_str(completion_request_begun(arena, next), "It is so. ",
           "the beginning of an answer that was cut off");
    is_str(completion_request_begun(arena, request), "", "other requests have none");
    is_str(completion_request_begun(arena, "{"), "", "nor has a damaged one");
    ok(strstr(next, "{\"role\":\"assistant\",\"content\":\"It is so. \"},{\"role\":\"user\",") != NULL,
       "the roles alternate");
}

static void test_names(void)
{
    static const char *const names[][2] = {
        {"functions.handoff:0", "handoff"},         {"handoff<|channel|>commentary", "handoff"},
        {" default_api.handoff ", "handoff"},       {"`handoff`", "handoff"},
        {"shop.order-status", "shop.order-status"}, {"", ""}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        is_str(completion_plain_name(arena, names[i][0]), names[i][1], "the name in %s", names[i][0]);
    struct completion_call c = {.name = "answer", .arguments = "{\"sentiment\": \"-0.5\", \"n\": \"x\"}"};
    ok(completion_number(&c, "sentiment", 9) == -0.5 && completion_number(&c, "n", 9) == 9,
       "a number between quotation marks");
}

static void test_data(void)
{
    is_str(
        completion_request_data(
            arena,
            "{\"messages\":[{\"role\":\"system\",\"content\":\"Be kind.\\n\\n<passage title=\\\"T\\\">x</passage>\"},"
            "{\"role\":\"user\",\"content\":\"u\"},{\"role\":\"assistant\",\"content\":\"a\"},{\"role\":\"tool\",\"content\":\"t\"}]}"),
        "\n<passage title=\"T\">x</passage>\nu\n\nt\n", "what strangers, tools and texts put into a request");
    is_str(completion_request_data(arena, "{"), "", "nothing of a damaged one");
}

int main(void)
{
    arena = arena_new();
    plan_none();
    test_data();
    test_reading();
    test_limits();
    test_request();
    test_arguments();
    test_next_round();
    test_going_on();
    test_names();
    arena_free(arena);
    return done();
}
