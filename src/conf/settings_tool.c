/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * settings_tool: the settings of a tool of a language model. */
#include "conf/conf_settings.h"

const struct conf_setting settings_tool[] = {
    {
        .block = "tool",
        .name = "description",
        .type = CONF_STRING,
        .flags = CONF_REQUIRED | CONF_LINES,
        .min = 1,
        .max = 1024,
        .otherwise = "",
        .help = "A description for the language model of what the tool does.",
        .offset = offsetof(struct conf_tool, description),
    },
    {
        .block = "tool",
        .name = "url",
        .type = CONF_STRING,
        .flags = CONF_REQUIRED,
        .min = 1,
        .max = 2048,
        .otherwise = "",
        .help =
            "The URL of the request; after the host it may contain {names} of parameters and facts of the desk "
            "such as {desk.customer}.",
        .offset = offsetof(struct conf_tool, url),
    },
    {
        .block = "tool",
        .name = "parameters",
        .type = CONF_LIST,
        .min = 1,
        .max = 256,
        .otherwise = "",
        .help =
            "The parameters that the model must give: each item is a name, a colon and the meaning; with a fact "
            "such as {desk.customer} for a meaning, the desk gives it.",
        .offset = offsetof(struct conf_tool, parameters),
    },
    {
        .block = "tool",
        .name = "headers",
        .type = CONF_LIST,
        .min = 1,
        .max = 256,
        .otherwise = "",
        .help =
            "Headers of the request: each item is a name, a colon and a value, which may contain facts of the "
            "desk such as {desk.customer}.",
        .offset = offsetof(struct conf_tool, headers),
    },
    {
        .block = "tool",
        .name = "post",
        .type = CONF_BOOL,
        .otherwise = "false",
        .help = "Whether the parameters are posted as a JSON object.",
        .offset = offsetof(struct conf_tool, post),
    },
    {
        .block = "tool",
        .name = "confirm",
        .type = CONF_BOOL,
        .otherwise = "",
        .help =
            "Whether a call is carried out only after the customer has said yes to it; without this setting, "
            "calls with post are.",
        .offset = offsetof(struct conf_tool, confirm),
    },
    {
        .block = "tool",
        .name = "confirm_text",
        .type = CONF_LIST,
        .min = 1,
        .max = 1024,
        .flags = CONF_LINES,
        .otherwise = "",
        .help =
            "What the customer is asked before a call; several items begin with the tag of their language and a "
            "colon.",
        .offset = offsetof(struct conf_tool, confirm_text),
    },
    {
        .block = "tool",
        .name = "key_file",
        .type = CONF_STRING,
        .flags = CONF_PATH,
        .min = 1,
        .max = 4095,
        .otherwise = "",
        .help = "A file that holds the key of the service on its only line; it must not be readable "
                "by everybody.",
        .offset = offsetof(struct conf_tool, key_file),
    },
    {
        .block = "tool",
        .name = "secret_file",
        .type = CONF_STRING,
        .flags = CONF_PATH,
        .min = 1,
        .max = 4095,
        .otherwise = "",
        .help =
            "A file that holds the secret with which each request is signed, on its only line; it must not be "
            "readable by everybody.",
        .offset = offsetof(struct conf_tool, secret_file),
    },
    {
        .block = "tool",
        .name = "timeout",
        .type = CONF_DURATION,
        .min = 100,
        .max = MINUTE,
        .otherwise = "10s",
        .help = "The timeout of a request.",
        .offset = offsetof(struct conf_tool, timeout_ms),
    },
    {
        .block = "tool",
        .name = "max_bytes",
        .type = CONF_INT,
        .min = 1,
        .max = 65536,
        .otherwise = "8000",
        .help = "How many bytes a result may have.",
        .offset = offsetof(struct conf_tool, max_bytes),
    },
    {0},
};
