/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rejection: what the errors of services are about, and the request without it. */
#include "model/rejection.h"

#include <stdlib.h>
#include <string.h>

#include "t/tap.h"

#define TOOLS "\"tools\":[{\"type\":\"function\"}]"
#define REQUEST                                                                                                      \
    "{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"S\"},{\"role\":\"user\",\"content\":\"U\"}]," \
    "\"max_tokens\":9,\"stream\":true,\"stream_options\":{\"include_usage\":true}," TOOLS                            \
    ",\"temperature\":0.2}"

static const struct {
    const char *service, *error, *name; /* NULL: nothing */
} cases[] = {
    {"OpenAI, a reasoning model",
     "{\"error\":{\"message\":\"Unsupported parameter: 'max_tokens' is not supported with this model. Use "
     "'max_completion_tokens' instead.\",\"param\":\"max_tokens\",\"code\":\"unsupported_parameter\"}}",
     "max_tokens"},
    {"OpenAI, its temperature",
     "{\"error\":{\"message\":\"Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) "
     "value is supported.\",\"param\":\"temperature\",\"code\":\"unsupported_value\"}}",
     "temperature"},
    {"OpenAI, the role",
     "{\"error\":{\"message\":\"Unsupported value: 'messages[0].role' does not support 'system' with this model.\",\"param\":"
     "\"messages[0].role\"}}",
     "system"},
    {"OpenAI, streams",
     "{\"error\":{\"message\":\"Your organization must be verified to stream this model.\",\"param\":\"stream\"}}",
     "stream"},
    {"Mistral",
     "{\"detail\":[{\"type\":\"extra_forbidden\",\"loc\":[\"body\",\"stream_options\"],\"msg\":\"Extra inputs are not permitted\"}]}",
     "stream_options"},
    {"vLLM, tools",
     "{\"object\":\"error\",\"message\":\"\\\"auto\\\" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be "
     "set\",\"code\":400}",
     "tools"},
    {"Ollama, tools",
     "{\"error\":{\"message\":\"registry.ollama.ai/library/gemma:2b does not support tools\"}}", "tools"},
    {"llama.cpp, tools", "{\"error\":{\"code\":500,\"message\":\"tools param requires --jinja flag\"}}",
     "tools"},
    {"llama.cpp, streams with tools",
     "{\"error\":{\"code\":500,\"message\":\"Cannot use tools with stream\"}}", "stream"},
    {"a template of Gemma", "{\"error\":{\"message\":\"System role not supported\"}}", "system"},
    {"Gemini, a model without the role",
     "[{\"error\":{\"code\":400,\"message\":\"Developer instruction is not enabled for models/gemma-3\"}}]",
     "system"},
    {"Gemini, an unknown name",
     "[{\"error\":{\"code\":400,\"message\":\"Invalid JSON payload received. Unknown name \\\"stream_options\\\": Cannot find field.\"}}]",
     "stream_options"},
    {"a template of Mistral",
     "{\"error\":{\"message\":\"Conversation roles must alternate user/assistant/user/assistant/...\"}}",
     "system"},
    {"a template for two", "Only user and assistant roles are supported!", "system"},
    {"no JSON", "unknown field: stream_options", "stream_options"},
    {"no words", "", "stream_options"},
    {"an error that names nothing", "{\"error\":{\"message\":\"Bad request\"}}", "stream_options"},
};

static void test_names(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rejection r = {0};
        is_str(rejection_learn(&r, REQUEST, cases[i].error, true), cases[i].name, "%s", cases[i].service);
        char *without = rejection_apply(&r, REQUEST);
        struct rejection more = r;
        const char *next = rejection_learn(&more, without, cases[i].error, true);
        ok(next == NULL || strcmp(next, cases[i].name) != 0, "%s: not twice", cases[i].service);
        free(without);
    }
}

static void applied(const char *name, const char *request, const char *want)
{
    struct rejection r = {.n = 1};
    strcpy(r.name[0], name);
    char *text = rejection_apply(&r, request);
    is_str(text, want, "without %s", name);
    free(text);
}

static void test_apply(void)
{
    applied("max_tokens", "{\"max_tokens\":9}", "{\"max_completion_tokens\":9}");
    applied("max_completion_tokens", "{\"max_completion_tokens\":9}", "{\"max_tokens\":9}");
    applied("stream", "{\"stream\":true,\"stream_options\":{}}", "{\"stream\":false}");
    applied("tools", "{\"n\":1," TOOLS ",\"tool_choice\":\"auto\",\"parallel_tool_calls\":false}",
            "{\"n\":1}");
    applied("temperature", "{\"n\":1,\"temperature\":0.2}", "{\"n\":1}");
    applied("system",
            "{\"messages\":[{\"role\":\"system\",\"content\":\"S\"},{\"role\":\"user\",\"content\":\"U\"}]}",
            "{\"messages\":[{\"role\":\"user\",\"content\":\"S\\n\\nU\"}]}");
    applied("system", "{\"messages\":[{\"role\":\"system\",\"content\":\"S\"}]}",
            "{\"messages\":[{\"role\":\"user\",\"content\":\"S\"}]}");
    applied("system", "not JSON", "not JSON");
}

static void test_limits(void)
{
    struct rejection r = {.n = REJECTION_NAMES};
    ok(rejection_learn(&r, REQUEST, "'temperature'", true) == NULL, "no more than so many");
    r = (struct rejection){0};
    ok(rejection_learn(&r, REQUEST, "{\"error\":\"out of order\"}", false) == NULL,
       "a service that is broken");
    ok(rejection_learn(&r, "{\"messages\":[{\"role\":\"tool\"}]," TOOLS "}", "no tools", true) == NULL,
       "tools stay where one has answered");
    ok(rejection_learn(&r, "{", "stream_options", true) == NULL, "a request that cannot be read");
    is_str(rejection_setting("max_tokens"), "set max_tokens_name = \"max_completion_tokens\"", "the setting");
}

int main(void)
{
    plan_none();
    test_names();
    test_apply();
    test_limits();
    return done();
}
