/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * settings_agent: the settings of an agent. */
#include "conf/conf_settings.h"

const struct name_list role_names = NAME_LIST([ROLE_AGENT] = "agent", [ROLE_SUPERVISOR] = "supervisor");

const struct name_list encryption_names =
    NAME_LIST([ENCRYPTION_OFF] = "off", [ENCRYPTION_ACCEPT] = "accept", [ENCRYPTION_PREFER] = "prefer",
              [ENCRYPTION_REQUIRE] = "require");

static const struct name_list trust_names = NAME_LIST([TRUST_BLIND] = "blind", [TRUST_FIRST] = "first");

const struct conf_setting settings_agent[] = {
    {
        .block = "agent",
        .name = "name",
        .type = CONF_STRING,
        .min = 1,
        .max = 256,
        .otherwise = "",
        .help = "The name that customers see; without it, the part of the address before the @.",
        .offset = offsetof(struct conf_agent, name),
    },
    {
        .block = "agent",
        .name = "avatar",
        .type = CONF_STRING,
        .flags = CONF_PATH,
        .min = 1,
        .max = 1023,
        .otherwise = "",
        .help =
            "A PNG or JPEG file of at most 64 KiB: the picture that customers see while the agent serves them.",
        .offset = offsetof(struct conf_agent, avatar),
    },
    {
        .block = "agent",
        .name = "role",
        .type = CONF_CHOICE,
        .otherwise = "agent",
        .choices = &role_names,
        .help = "A supervisor sees the conversations of all queues, may take conversations that no "
                "agent has, and may block customers.",
        .offset = offsetof(struct conf_agent, role),
    },
    {
        .block = "agent",
        .name = "max_chats",
        .type = CONF_INT,
        .flags = CONF_TOP,
        .min = 1,
        .max = 1000,
        .otherwise = "4",
        .help = "How many conversations the agent may have at the same time.",
        .offset = offsetof(struct conf_agent, max_chats),
    },
    {
        .block = "agent",
        .name = "hours",
        .type = CONF_LIST,
        .min = 1,
        .max = 256,
        .otherwise = "",
        .help =
            "The agent's hours of duty; outside them, the agent gets no offers. Without this setting, presence alone "
            "decides.",
        .offset = offsetof(struct conf_agent, hours.text),
    },
    {
        .block = "agent",
        .name = "timezone",
        .type = CONF_STRING,
        .min = 1,
        .max = 64,
        .otherwise = "",
        .help =
            "The IANA time zone of the agent's hours, and of the times that the agent reads; without it, that of the "
            "queue.",
        .offset = offsetof(struct conf_agent, hours.timezone),
    },
    {
        .block = "agent",
        .name = "pause_after",
        .type = CONF_INT,
        .flags = CONF_TOP,
        .min = 0,
        .max = 1000,
        .otherwise = "3",
        .help = "After how many offers in a row that ran out unanswered the agent is paused, until !ready; "
                "0 means never.",
        .offset = offsetof(struct conf_agent, pause_after),
    },
    {
        .block = "agent",
        .name = "skills",
        .type = CONF_LIST,
        .min = 1,
        .max = 64,
        .otherwise = "",
        .help = "The agent's skills; a queue may require some of them.",
        .offset = offsetof(struct conf_agent, skills),
    },
    {
        .block = "agent",
        .name = "omemo",
        .type = CONF_CHOICE,
        .flags = CONF_TOP,
        .otherwise = "prefer",
        .choices = &encryption_names,
        .help =
            "With prefer, the desk writes to the agent encrypted (OMEMO) when all devices of the agent that are online "
            "announce it; with accept, after the agent has written so; with off, encrypted messages are refused; with "
            "require, plain ones are, and the agent is sent nothing of a conversation in plain text.",
        .offset = offsetof(struct conf_agent, omemo),
    },
    {
        .block = "agent",
        .name = "trust",
        .type = CONF_CHOICE,
        .flags = CONF_TOP,
        .otherwise = "blind",
        .choices = &trust_names,
        .help =
            "With first, the desk trusts the OMEMO keys with which it saw the agent's devices first, and a changed key or "
            "a further device only after an administrator has confirmed it; with blind, any.",
        .offset = offsetof(struct conf_agent, trust),
    },
    {0},
};
