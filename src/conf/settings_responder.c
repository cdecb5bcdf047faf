/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * settings_responder: the settings of a responder. */
#include "conf/conf_settings.h"

const struct name_list responder_type_names =
    NAME_LIST([RESPONDER_FAQ] = "faq", [RESPONDER_OPENAI] = "openai", [RESPONDER_NULL] = "null");
const struct name_list stream_names =
    NAME_LIST([STREAM_SENTENCES] = "sentences", [STREAM_CORRECTIONS] = "corrections", [STREAM_OFF] = "off");

const struct conf_setting settings_responder[] = {
    {
        .block = "responder",
        .name = "type",
        .type = CONF_CHOICE,
        .flags = CONF_REQUIRED,
        .otherwise = "",
        .choices = &responder_type_names,
        .help = "The kind of responder: faq answers from the knowledge, openai asks a language "
                "model, null passes all questions on.",
        .offset = offsetof(struct conf_responder, type),
    },
    {
        .block = "responder",
        .name = "url",
        .type = CONF_STRING,
        .min = 1,
        .max = 2048,
        .otherwise = "",
        .help = "The URL of the language model's service (type openai).",
        .offset = offsetof(struct conf_responder, url),
    },
    {
        .block = "responder",
        .name = "model",
        .type = CONF_STRING,
        .min = 1,
        .max = 256,
        .otherwise = "",
        .help = "The name of the language model (type openai).",
        .offset = offsetof(struct conf_responder, model),
    },
    {
        .block = "responder",
        .name = "key_file",
        .type = CONF_STRING,
        .flags = CONF_PATH,
        .min = 1,
        .max = 4095,
        .otherwise = "",
        .help = "A file that holds the key of the service on its only line (type openai); it must "
                "not be readable by everybody.",
        .offset = offsetof(struct conf_responder, key_file),
    },
    {
        .block = "responder",
        .name = "knowledge",
        .type = CONF_STRING,
        .flags = CONF_PATH,
        .min = 1,
        .max = 4095,
        .otherwise = "",
        .help = "The directory with the texts from which the responder answers.",
        .offset = offsetof(struct conf_responder, knowledge),
    },
    {
        .block = "responder",
        .name = "knowledge_also",
        .type = CONF_LIST,
        .flags = CONF_PATH,
        .min = 1,
        .max = 4095,
        .otherwise = "",
        .help = "Follow links in the directory of knowledge that lead into these directories; links "
                "to any other place are not followed.",
        .offset = offsetof(struct conf_responder, knowledge_also),
    },
    {
        .block = "responder",
        .name = "name",
        .type = CONF_STRING,
        .min = 1,
        .max = 256,
        .otherwise = "",
        .help = "The name that customers see; without it, the title of the queue.",
        .offset = offsetof(struct conf_responder, shown),
    },
    {
        .block = "responder",
        .name = "debounce",
        .type = CONF_DURATION,
        .max = MINUTE,
        .otherwise = "2s",
        .help = "How long the responder waits for the customer's next message: messages that follow "
                "each other within this time are one question.",
        .offset = offsetof(struct conf_responder, debounce_ms),
    },
    {
        .block = "responder",
        .name = "close_after",
        .type = CONF_DURATION,
        .min = MINUTE,
        .max = MONTH,
        .otherwise = "1h",
        .help = "How long a customer may be silent before the conversation with the responder is closed.",
        .offset = offsetof(struct conf_responder, close_after_ms),
    },
    {
        .block = "responder",
        .name = "max_turns",
        .type = CONF_INT,
        .min = 1,
        .max = 1000,
        .otherwise = "20",
        .help = "How many answers the responder gives in one conversation; then a person takes over.",
        .offset = offsetof(struct conf_responder, max_turns),
    },
    {
        .block = "responder",
        .name = "max_missed",
        .type = CONF_INT,
        .min = 1,
        .max = 100,
        .otherwise = "2",
        .help = "How many questions in a row may find no answer; then a person takes over.",
        .offset = offsetof(struct conf_responder, max_missed),
    },
    {
        .block = "responder",
        .name = "max_conversations",
        .type = CONF_INT,
        .min = 1,
        .max = 1000000,
        .otherwise = "10000",
        .help = "How many conversations the responder has at the same time; the desk asks further "
                "customers to come back later.",
        .offset = offsetof(struct conf_responder, max_conversations),
    },
    {
        .block = "responder",
        .name = "human_words",
        .type = CONF_LIST,
        .min = 1,
        .max = 64,
        .otherwise = "",
        .help =
            "A message that contains one of these asks for a person, in addition to the patterns of acts.",
        .offset = offsetof(struct conf_responder, human_words),
    },
    {
        .block = "responder",
        .name = "topics",
        .type = CONF_LIST,
        .min = 1,
        .max = 64,
        .otherwise = "",
        .help = "A conversation goes to a person at once when a message contains one of these.",
        .offset = offsetof(struct conf_responder, topics),
    },
    {
        .block = "responder",
        .name = "yes_words",
        .type = CONF_LIST,
        .min = 1,
        .max = 64,
        .otherwise = "",
        .help =
            "Messages by which a customer accepts the offer of a person, in addition to the patterns of acts.",
        .offset = offsetof(struct conf_responder, yes_words),
    },
    {
        .block = "responder",
        .name = "no_words",
        .type = CONF_LIST,
        .min = 1,
        .max = 64,
        .otherwise = "",
        .help =
            "Messages by which a customer declines the offer of a person, in addition to the patterns of acts.",
        .offset = offsetof(struct conf_responder, no_words),
    },
    {
        .block = "responder",
        .name = "thanks_words",
        .type = CONF_LIST,
        .min = 1,
        .max = 64,
        .otherwise = "",
        .help =
            "Messages of thanks, in addition to the patterns of acts; the responder does not search for an answer to them.",
        .offset = offsetof(struct conf_responder, thanks_words),
    },
    {
        .block = "responder",
        .name = "hello_words",
        .type = CONF_LIST,
        .min = 1,
        .max = 64,
        .otherwise =
            "{\"hello\", \"hi\", \"good morning\", \"hallo\", \"guten tag\", \"moin\", \"你好\", \"您好\"}",
        .help =
            "Greetings, in addition to the patterns of acts; the responder does not search for an answer to them.",
        .offset = offsetof(struct conf_responder, hello_words),
    },
    {
        .block = "responder",
        .name = "acts",
        .type = CONF_LIST,
        .flags = CONF_PATH,
        .min = 1,
        .max = 4095,
        .otherwise = "",
        .help =
            "Files with patterns for thanks, greetings, the wish for a person and the like, in addition to "
            "those of the program.",
        .offset = offsetof(struct conf_responder, acts_files),
    },
    {0},
};
