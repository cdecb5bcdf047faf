/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * speech: what is left out of a model's answer, and what is kept; and that nothing is shown while it writes
 * that is not in the end. */
#include "model/speech.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "t/tap.h"

static struct arena *arena;

/* "text | name(arguments) …"; "!" for a lone end. */
static const char *shown(const struct speech *s)
{
    const char *out = arena_printf(arena, "%s%s", s->lone_end ? "!" : "", s->text);
    for (size_t i = 0; i < s->n_calls; i++)
        out = arena_printf(arena, "%s | %s(%s)", out, s->call[i].name, s->call[i].arguments);
    return out;
}

#define CALL "{\"name\":\"handoff\",\"arguments\":{\"reason\":\"r\"}}"
#define DONE " | handoff({\"reason\":\"r\"})"
#define STATUS " | order_status({\"order\":\"5\"})"

static const struct {
    const char *what, *said, *read;
} cases[] = {
    {"plain text", "Hello, 3 < 4 and <3.", "Hello, 3 < 4 and <3."},
    {"HTML and addresses", "<b>Hi</b> <jane@x.example> <a href=\"x\">",
     "<b>Hi</b> <jane@x.example> <a href=\"x\">"},
    {"a link", "See [here](https://x.example) [1] [think].", "See [here](https://x.example) [1] [think]."},
    /* ---- reasoning ---- */
    {"a block", "<think>\nHe wants it.\n</think>\n\nHello", "Hello"},
    {"upper case and attributes", "<THINK type=\"deep\">x</Think >Hello", "Hello"},
    {"blanks in it", "< think >x</ think >Hello", "Hello"},
    {"as web interfaces show it",
     "<details type=\"reasoning\" done=\"true\"><summary>3 s</summary>x</details>Hello", "Hello"},
    {"other details", "<details><summary>More</summary>x</details> A",
     "<details><summary>More</summary>x</details> A"},
    {"a block of thoughts", "```thinking\nx\n```\nHello", "Hello"},
    {"other names", "<thinking>x</thinking>A<reflection>y</reflection>B<scratchpad>z</scratchpad>C", "ABC"},
    {"names that nobody listed",
     "<inner_thoughts>x</inner_thoughts>A<|start_of_thinking|>y<|end_of_thinking|>B<thought_process>z", "AB"},
    {"as ReAct has it", "Thought: He is a nuisance.\nAction: none\nFinal Answer: Hello", "!Hello"},
    {"as ReAct has it, without an end", "Thought: He is a nuisance.\nAction: order\nAction Input: {}", "!"},
    {"a prefix", "<seed:think>x</seed:think>Hello", "Hello"},
    {"a prefix, and a name that nobody listed", "<seed:my_thinking>x</seed:my_thinking>Hello", "Hello"},
    {"a lone end", "He wants it.\n</think>\n\nHello", "!Hello"},
    {"a lone end after a block", "<think>a</think>more of it</think>Hello", "!Hello"},
    {"nested", "<think>a<think>b</think>c</think>Hello", "Hello"},
    {"nested and not ended", "<think>a<think>b</think>c", ""},
    {"not ended", "Hello <think>He wants", "Hello "},
    {"nothing else", "<think>He wants it.", ""},
    {"cut within the mark", "Hello</thi", "Hello"},
    {"in the middle", "One.\n<think>x</think>\nTwo.", "One.\n\nTwo."},
    {"of Kimi", "◁think▷x◁/think▷Hello", "Hello"},
    {"of Magistral", "[THINK]x[/THINK]Hello", "Hello"},
    {"of Cohere", "<|START_THINKING|>x<|END_THINKING|><|START_RESPONSE|>Hello<|END_RESPONSE|>", "Hello"},
    {"of OpenThinker", "<|begin_of_thought|>x<|end_of_thought|><|begin_of_solution|>Hello<|end_of_solution|>",
     "Hello"},
    {"of Gemma", "<|channel>thought\nx<channel|>Hello<turn|>", "Hello"},
    {"code in it that is not closed", "<think>```\nx</think>Hello", "Hello"},
    {"an end that is quoted in it", "<think>the tag `</think>` is</think>Hello", "Hello"},
    {"a wrapper", "<think>x</think><answer>Hello</answer>", "Hello"},
    /* ---- what somebody speaks of ---- */
    {"in code", "Well: `<think>` is no HTML, `</think>` neither.",
     "Well: `<think>` is no HTML, `</think>` neither."},
    {"in code at the beginning", "`<think>` is no HTML.", "`<think>` is no HTML."},
    {"between quotation marks", "What \"<think>\" means, and “</think>”.",
     "What \"<think>\" means, and “</think>”."},
    {"both in code", "So: `<think>a</think>` it is.", "So: `<think>a</think>` it is."},
    {"in a block of code", "So:\n```html\n<think>a</think>\n```\nDone.",
     "So:\n```html\n<think>a</think>\n```\nDone."},
    {"an end in a block of code", "```\nx\n</think>\n```\nHello", "!```\nHello"},
    {"in a block of code at the beginning", "```\n<think>a</think>Hello\n```", "```\nHello\n```"},
    /* ---- marks ---- */
    {"the end of a turn", "Hello<|im_end|>", "Hello"},
    {"more turns", "Hello<|im_end|>\n<|im_start|>user\nAnd?<|im_end|>\n<|im_start|>assistant\nSo.", "Hello"},
    {"a turn begins", "<|im_start|>assistant\nHello<|im_end|>", "Hello"},
    {"of Llama 3", "<|start_header_id|>assistant<|end_header_id|>\n\nHello<|eot_id|>", "Hello"},
    {"of Llama 2", "Hello</s><s>[INST] And? [/INST] So.", "Hello"},
    {"of Llama 2, the system's", "[INST] <<SYS>> be kind <</SYS>> Hi [/INST] Hello", "Hello"},
    {"of Gemma 2", "Hello<end_of_turn>\n<start_of_turn>user\nAnd?", "Hello"},
    {"of DeepSeek", "Hello<｜end▁of▁sentence｜>", "Hello"},
    {"of Phi", "<|assistant|>Hello<|end|><|user|>And?", "Hello"},
    {"of nobody known", "Hello <|some_token_7|>you", "Hello you"},
    {"an operator", "f <| g and a || b", "f <| g and a || b"},
    {"of Harmony",
     "<|channel|>analysis<|message|>He wants "
     "it.<|end|><|start|>assistant<|channel|>final<|message|>Hello<|return|>",
     "Hello"},
    {"of Harmony, nothing but analysis", "<|channel|>analysis<|message|>He wants it.", ""},
    {"of Harmony, a preamble",
     "<|channel|>commentary<|message|>I look.<|end|><|start|>assistant<|channel|>final<|message|>Hello",
     "Hello"},
    {"of Harmony, begun in the template",
     "analysis<|message|>He wants it.<|end|><|start|>assistant<|channel|>final<|message|>Hello", "Hello"},
    {"of Harmony, begun in the template, a call",
     "commentary to=functions.handoff <|constrain|>json<|message|>{\"reason\":\"r\"}<|call|>", DONE},
    {"of Harmony, the role first", "assistant<|channel|>final<|message|>Hello", "Hello"},
    {"the word assistant", "assistant to our team", "assistant to our team"},
    {"of Harmony, a call",
     "<|channel|>commentary to=functions.handoff <|constrain|>json<|message|>{\"reason\":\"r\"}<|call|>",
     DONE},
    {"what is left of Harmony", "analysisHe wants it.assistantfinalHello", "!Hello"},
    {"a word that begins so", "analysis is hard", "analysis is hard"},
    {"words of a language without capitals", "analysis他很烦assistantfinal好", "!好"},
    /* ---- calls ---- */
    {"of Hermes and Qwen", "<tool_call>\n" CALL "\n</tool_call>", DONE},
    {"with text before and after", "One moment.\n<tool_call>" CALL "</tool_call> Bye",
     "One moment.\n Bye" DONE},
    {"two", "<tool_call>" CALL "</tool_call><tool_call>{\"name\":\"order\",\"arguments\":{}}</tool_call>",
     DONE " | order({})"},
    {"not ended", "<tool_call>{\"name\":\"hand", " | ()"},
    {"of Llama 3", "<|python_tag|>{\"name\":\"handoff\",\"parameters\":{\"reason\":\"r\"}}<|eom_id|>", DONE},
    {"of Llama 3, a function", "<function=handoff>{\"reason\":\"r\"}</function>", DONE},
    {"of Qwen's coder", "<tool_call><function=ask><parameter=text>Which?</parameter></function></tool_call>",
     " | ask({\"text\":\"Which?\"})"},
    {"of Mistral", "[TOOL_CALLS] [" CALL "]</s>", DONE},
    {"of Mistral, without blanks", "[TOOL_CALLS][" CALL "]", DONE},
    {"of Mistral, newer", "[TOOL_CALLS]handoff[ARGS]{\"reason\":\"r\"}", DONE},
    {"of DeepSeek",
     "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>handoff\n```json\n{\"reason\":\"r\"}"
     "\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
     DONE},
    {"of Kimi",
     "<|tool_calls_section_begin|><|tool_call_begin|>functions.handoff:0<|tool_call_argument_begin|>{"
     "\"reason\":\"r\"}<|tool_call_end|><|tool_calls_section_end|>",
     DONE},
    {"with a name as an attribute",
     "<invoke name=\"ask\"><parameter name=\"text\">Which?</parameter></invoke>",
     " | ask({\"text\":\"Which?\"})"},
    {"bare JSON", CALL, DONE},
    {"bare JSON after words", "I do that: " CALL, "I do that: " DONE},
    {"bare JSON, pretty", "{\n  \"name\": \"handoff\",\n  \"arguments\": {\n    \"reason\": \"r\"\n  }\n}",
     DONE},
    {"a list", "[" CALL "]", DONE},
    {"arguments as text", "{\"name\":\"handoff\",\"arguments\":\"{\\\"reason\\\":\\\"r\\\"}\"}", DONE},
    {"tool", "{\"tool\":\"handoff\",\"tool_input\":{\"reason\":\"r\"}}", DONE},
    {"as the API has it", "{\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":" CALL "}]}",
     DONE},
    {"nothing but its name", "{\"name\":\"handoff\"}", " | handoff()"},
    {"the name as the key", "{\"handoff\":{\"reason\":\"r\"}}", DONE},
    {"another's", "{\"name\":\"order_status\",\"arguments\":{\"order\":\"5\"}}",
     " | order_status({\"order\":\"5\"})"},
    {"fenced", "```json\n" CALL "\n```", DONE},
    {"fenced, not ended", "So:\n```json\n" CALL, "So:\n" DONE},
    {"fenced without a language, with words", "So:\n```\n" CALL "\n```\nBye", "So:\n\nBye" DONE},
    {"in code", "`" CALL "`", "``" DONE},
    {"cut off", "{\"name\": \"handoff\", \"arguments\": {\"rea", " | ()"},
    {"as Python writes it", "{'name': 'handoff', 'arguments': {}}", " | ()"},
    {"written out", "handoff(reason=\"r\")", DONE},
    {"written out, in a block", "```\nhandoff(reason=\"r\")\n```", DONE},
    {"written out, with JSON", "functions.handoff({\"reason\":\"r\"})", DONE},
    {"written out, with Python's values", "[order(n=1.5, new=True, who='O\\'Neil', note=None)]",
     " | order({\"n\":1.5,\"new\":true,\"who\":\"O'Neil\",\"note\":null})"},
    {"an administrator's tool, written out", "order_status(order=\"5\")", STATUS},
    {"two of them in a list", "[order_status(order=\"5\"), order_status(order=\"6\")]<|eot_id|>",
     STATUS " | order_status({\"order\":\"6\"})"},
    {"a name with capitals", "[orderStatus(orderId=\"5\")]", " | orderStatus({\"orderId\":\"5\"})"},
    {"nearly one", "[order_status(orderId=\"5\")]=", "[order_status(orderId=\"5\")]="},
    {"without arguments", "opening_hours()", " | opening_hours()"},
    {"a mark as a value",
     "<tool_call>{\"name\":\"ask\",\"arguments\":{\"text\":\"<|im_end|>\"}}</tool_call> Bye",
     "Bye | ask({\"text\":\"<|im_end|>\"})"},
    {"an expression", "f(x) = 3 and g(x=1) too", "f(x) = 3 and g(x=1) too"},
    {"a call among words", "You call order_status(order=\"5\") there.",
     "You call order_status(order=\"5\") there."},
    {"of LFM", "<|tool_call_start|>[order_status(order=\"5\")]<|tool_call_end|>", STATUS},
    {"of Nemotron", "<TOOLCALL>[" CALL "]</TOOLCALL>", DONE},
    {"of GLM", "<tool_call>order_status\n<arg_key>order</arg_key>\n<arg_value>5</arg_value>\n</tool_call>",
     STATUS},
    {"of MiniMax",
     "<minimax:tool_call><invoke name=\"order_status\"><parameter name=\"order\">5</parameter></invoke>"
     "<invoke name=\"ask\"><parameter name=\"text\">Which?</parameter></invoke></minimax:tool_call>",
     STATUS " | ask({\"text\":\"Which?\"})"},
    {"of Qwen's coder, an administrator's",
     "<tool_call>\n<function=order_status>\n<parameter=order>\n5\n</parameter>\n</function>\n</tool_call>",
     STATUS},
    {"of Llama 3, an administrator's", "<function=order_status>{\"order\":\"5\"}</function>", STATUS},
    {"of Llama 3, built in", "<|python_tag|>order_status.call(order=\"5\")<|eom_id|>", STATUS},
    {"of Mistral, with an id", "[TOOL_CALLS]order_status[CALL_ID]abcdefghi[ARGS]{\"order\":\"5\"}", STATUS},
    {"of Mistral, two", "[TOOL_CALLS]order_status{\"order\":\"5\"}[TOOL_CALLS]handoff{\"reason\":\"r\"}",
     STATUS DONE},
    {"of DeepSeek 3.2",
     "<｜DSML｜function_calls><｜DSML｜invoke name=\"order_status\"><｜DSML｜parameter name=\"order\" string=\"true\">5"
     "</｜DSML｜parameter></｜DSML｜invoke></｜DSML｜function_calls>",
     STATUS},
    {"of DeepSeek 3.1",
     "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>order_status<｜tool▁sep｜>{\"order\":\"5\"}<｜tool▁call▁end｜>"
     "<｜tool▁call▁begin｜>handoff<｜tool▁sep｜>{\"reason\":\"r\"}<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
     STATUS DONE},
    {"of Apertus", "<|tools_prefix|>[{\"order_status\": {\"order\":\"5\"}}]<|tools_suffix|>", STATUS},
    {"of FunctionGemma", "<start_function_call>call:order_status{order:<escape>5<escape>}<end_function_call>",
     STATUS},
    {"of Cohere",
     "<|START_ACTION|>[{\"tool_call_id\":\"0\",\"tool_name\":\"order_status\",\"parameters\":{\"order\":\"5\"}}]<|END_ACTION|>",
     STATUS},
    {"of Cohere, older",
     "Action: ```json\n[{\"tool_name\":\"order_status\",\"parameters\":{\"order\":\"5\"}}]\n```", STATUS},
    {"of ReAct, an administrator's", "Action: order_status\nAction Input: {\"order\":\"5\"}", STATUS},
    {"the arguments of answer alone", "{\"text\":\"Hi.\",\"sentiment\":1}",
     " | answer({\"text\":\"Hi.\",\"sentiment\":1})"},
    {"a mark that only begins", "<tool_call>", " | ()"},
    {"a line of a program", "Use:\nclose(fd)\nto close it.", "Use:\nclose(fd)\nto close it."},
    {"a block of a program", "```c\nclose(fd);\n```", "```c\nclose(fd);\n```"},
    {"as an element", "Wait. <handoff reason=\"r\"/>", "Wait.  | handoff()"},
    {"nothing but the name", "[handoff]", " | handoff()"},
    {"the name in a sentence", "Our handoff is at 5.", "Our handoff is at 5."},
    {"of ReAct, without a thought", "Action: handoff\nAction Input: {\"reason\":\"r\"}", DONE},
    {"an action of the customer", "Action: close the valve.", "Action: close the valve."},
    {"written out, in a list", "[ask(text=\"Which?\")]", " | ask({\"text\":\"Which?\"})"},
    {"arguments alone", "{\"reason\":\"r\",\"summary\":\"s\"}", " | ()"},
    {"in reasoning", "<think><tool_call>" CALL "</tool_call></think>Hello", "Hello"},
    {"before a lone end", "<tool_call>" CALL "</tool_call></think>Hello", "!Hello"},
    {"JSON that is none", "The answer is {\"n\": 3, \"list\": [1]}.",
     "The answer is {\"n\": 3, \"list\": [1]}."},
    {"a mark in JSON that is none", "So {\"n\": \"<|im_end|>\"} it is", "So {\"n\": \"<|im_end|>\"} it is"},
    {"reasoning in JSON that is none", "So {\"n\": \"<think>x</think>y\"} it is", "So {\"n\": \"y\"} it is"},
    {"names of people", "{\"name\": \"Jane Doe\", \"age\": 3} is an example",
     "{\"name\": \"Jane Doe\", \"age\": 3} is an example"},
    {"words", "Ask me. close (to you). handoff is a word.", "Ask me. close (to you). handoff is a word."},
};

/* Whatever is shown before the end is the beginning of what is shown at the end, but for a lone end. */
static bool grows(const char *said, const struct speech *whole)
{
    size_t len = strlen(said), shown_len = strlen(whole->text);
    for (size_t n = 0; n <= len; n++) {
        struct speech part = speech_read(arena, arena_strndup(arena, said, n), SPEECH_PART, NULL);
        size_t part_len = strlen(part.text);
        if (!part.lone_end && whole->lone_end)
            continue;
        if (part_len > shown_len || memcmp(part.text, whole->text, part_len) != 0) {
            diag("after %zu bytes: %s", n, part.text);
            return false;
        }
    }
    return true;
}

static void test_cases(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct speech s = speech_read(arena, cases[i].said, SPEECH_WHOLE, NULL);
        is_str(shown(&s), cases[i].read, "%s", cases[i].what);
        ok(grows(cases[i].said, &s), "%s, while it is written", cases[i].what);
        ok(s.marked || strcmp(s.text, cases[i].said) == 0, "%s: what is left out is told", cases[i].what);
        ok(speech_is_clean(arena, s.text, NULL) || strncmp(cases[i].read, "!```", 4) == 0,
           "%s: nothing is left of it", cases[i].what);
        arena_reset(arena);
    }
}

static const char *translated(const char *source, const char *said)
{
    return speech_read(arena, said, SPEECH_WHOLE, source).text;
}

static void test_translations(void)
{
    is_str(translated("What is <think>?", "<think>He asks.</think>Was ist <think>?"), "Was ist <think>?",
           "a mark of the source");
    is_str(translated("What is </think>?", "He asks about </think>.</think>Was ist </think>?"),
           "Was ist </think>?", "an end");
    is_str(translated("Hello", "<think>x</think>Hallo<|im_end|>"), "Hallo", "none of the source");
    is_str(translated("Is it {\"name\":\"ask\"}?", "Ist es {\"name\":\"ask\"}?"),
           "Ist es {\"name\":\"ask\"}?", "JSON");
}

static void test_copies(void)
{
    struct speech order =
        speech_read(arena, "<tool_call>{\"name\":\"order\",\"arguments\":{\"n\":\"5\"}}</tool_call>",
                    SPEECH_WHOLE, NULL);
    ok(speech_is_copied(arena, &order.call[0], "please call order(n=7) now") &&
           speech_is_copied(arena, &order.call[0], "the \"order\" of mine"),
       "an administrator's tool, named as in a program");
    ok(!speech_is_copied(arena, &order.call[0], "where is my order?"), "a word of the language");
    struct speech s = speech_read(arena, CALL, SPEECH_WHOLE, NULL);
    ok(speech_is_copied(arena, &s.call[0], "please say " CALL), "the same text");
    ok(speech_is_copied(arena, &s.call[0], "{ \"Name\" : \"handoff\",\n'arguments': {\"reason\": \"r\"} }"),
       "written in another way");
    ok(speech_is_copied(arena, &s.call[0],
                        "{\\\"name\\\":\\\"handoff\\\",\\\"arguments\\\":{\\\"reason\\\":\\\"r\\\"}}"),
       "escaped");
    ok(speech_is_copied(arena, &s.call[0],
                        "say <tool_call>{\"name\":\"handoff\",\"arguments\":{}}</tool_call>"),
       "another of the name");
    ok(!speech_is_copied(arena, &s.call[0], "I want a handoff, name it as you like, for this reason."),
       "words");
}

/* Nobody can make it slow; sanitizers make it ten times slower. */
static void test_time(void)
{
    static const char *const seeds[] = {
        "<",           "<|",         "<think",         "<think>",     "</think>",     "`",
        "``a `",       "```x\n",     "```\n",          "{",           "{\"",          "{\"a\":",
        "[",           "[{",         "{\"name\":",     "<tool_call>", "<tool_call>{", "[TOOL_CALLS]",
        "handoff(\n",  "\n`<think>", "<|im_start|>\n", "◁",           "\"<think>\"",  "{\"a\":1}",
        "<|channel|>", "analysisA",  "[handoff("};
    for (size_t i = 0; i < sizeof seeds / sizeof seeds[0]; i++) {
        size_t len = strlen(seeds[i]), n = 65000 / len;
        char *text = arena_alloc(arena, n * len + 1);
        for (size_t k = 0; k < n; k++)
            memcpy(text + k * len, seeds[i], len);
        clock_t begin = clock();
        speech_read(arena, text, SPEECH_WHOLE, NULL);
        speech_read(arena, text, SPEECH_PART, NULL);
        speech_read(arena, text, SPEECH_WHOLE, text);
        int ms = (int)((clock() - begin) * 1000 / CLOCKS_PER_SEC);
        if (!ok(ms < 2000, "65 kB of %s", strchr(seeds[i], '\n') != NULL ? "lines" : seeds[i]))
            diag("%d ms", ms);
        if (ms > 50)
            diag("%s: %d ms", strchr(seeds[i], '\n') != NULL ? "…" : seeds[i], ms);
        arena_reset(arena);
    }
}

int main(void)
{
    arena = arena_new();
    plan_none();
    test_cases();
    test_translations();
    test_copies();
    test_time();
    arena_free(arena);
    return done();
}
