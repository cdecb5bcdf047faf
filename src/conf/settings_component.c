/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * settings_component: the settings of the blocks component, store, process and log. */
#include "conf/conf_settings.h"

static const struct name_list roster_groups_names =
    NAME_LIST([ROSTER_STATE] = "state", [ROSTER_QUEUE] = "queue", [ROSTER_OFF] = "off");

const struct conf_setting settings_component[] = {
    {
        .block = "component",
        .name = "domain",
        .type = CONF_STRING,
        .flags = CONF_REQUIRED,
        .min = 1,
        .max = 1023,
        .otherwise = "",
        .help = "The desk's own XMPP domain, as the server's component section names it.",
        .offset = offsetof(struct conf_component, domain),
    },
    {
        .block = "component",
        .name = "server",
        .type = CONF_STRING,
        .min = 1,
        .max = 255,
        .otherwise = "127.0.0.1:5347",
        .help = "Host and component port (XEP-0114) of the XMPP server.",
        .offset = offsetof(struct conf_component, server),
    },
    {
        .block = "component",
        .name = "secret",
        .type = CONF_STRING,
        .flags = CONF_SECRET,
        .min = 1,
        .max = 1024,
        .otherwise = "",
        .help = "The secret shared with the XMPP server; the configuration must then not be readable "
                "by everybody.",
        .offset = offsetof(struct conf_component, secret),
    },
    {
        .block = "component",
        .name = "secret_file",
        .type = CONF_STRING,
        .flags = CONF_PATH,
        .min = 1,
        .max = 4095,
        .otherwise = "",
        .help = "A file that holds the secret on its only line, used instead of secret; it must not "
                "be readable by everybody.",
        .offset = offsetof(struct conf_component, secret_file),
    },
    {
        .block = "component",
        .name = "default_queue",
        .type = CONF_STRING,
        .min = 1,
        .max = 1023,
        .otherwise = "",
        .help = "The queue for customers who write to the domain itself; without it, they get a "
                "menu, or the queue if there is only one.",
        .offset = offsetof(struct conf_component, default_queue),
    },
    {
        .block = "component",
        .name = "house",
        .type = CONF_STRING,
        .max = 200,
        .otherwise = "desk",
        .help = "The name before the @ of the address that help, menu and notices of the desk come from; "
                "if empty, they come from the domain itself, from which some clients show no messages.",
        .offset = offsetof(struct conf_component, house),
    },
    {
        .block = "component",
        .name = "roster_groups",
        .type = CONF_CHOICE,
        .otherwise = "state",
        .choices = &roster_groups_names,
        .help =
            "How agents' contact lists show their chats, if the XMPP server or the agent's client lets the "
            "desk change them: by state, by queue, or off.",
        .offset = offsetof(struct conf_component, roster_groups),
    },
    {
        .block = "component",
        .name = "roster_keep",
        .type = CONF_DURATION,
        .max = YEAR,
        .otherwise = "1d",
        .help =
            "How long an agent's contact list shows a chat after the agent has closed it or passed it on; off "
            "removes it at once.",
        .offset = offsetof(struct conf_component, roster_keep_ms),
    },
    {
        .block = "component",
        .name = "flood_domain_messages",
        .type = CONF_INT,
        .min = 1,
        .max = 1000000,
        .otherwise = "5000",
        .help = "How many messages the desk accepts from one domain in flood_domain_period; the "
                "agents' domains and customer_domains are exempt.",
        .offset = offsetof(struct conf_component, flood_domain_messages),
    },
    {
        .block = "component",
        .name = "flood_domain_period",
        .type = CONF_DURATION,
        .min = SECOND,
        .max = HOUR,
        .otherwise = "10s",
        .help = "The period in which flood_domain_messages are counted.",
        .offset = offsetof(struct conf_component, flood_domain_period_ms),
    },
    {
        .block = "component",
        .name = "domain_share",
        .type = CONF_INT,
        .min = 1,
        .max = 100,
        .otherwise = "50",
        .help = "Percentage of a limit that one domain may use once half of the limit is used and "
                "another domain wants the rest; 100 means all.",
        .offset = offsetof(struct conf_component, domain_share),
    },
    {
        .block = "component",
        .name = "customer_domains",
        .type = CONF_LIST,
        .min = 1,
        .max = 1023,
        .otherwise = "",
        .help = "The domains of your own customers' and guests' accounts, exempt from domain_share "
                "and flood_domain_messages.",
        .offset = offsetof(struct conf_component, customer_domains),
    },
    {
        .block = "component",
        .name = "customer_bytes_day",
        .type = CONF_SIZE,
        .max = TIB,
        .otherwise = "20MiB",
        .help = "Refuse further messages of a customer of whom this much was kept within 24 hours.",
        .offset = offsetof(struct conf_component, customer_bytes_day),
    },
    {
        .block = "component",
        .name = "archive_day",
        .type = CONF_SIZE,
        .max = TIB,
        .otherwise = "2GiB",
        .help = "Refuse further messages when this much of all customers' messages was kept within "
                "24 hours; domain_share applies to it.",
        .offset = offsetof(struct conf_component, archive_day),
    },
    {
        .block = "component",
        .name = "block_for",
        .type = CONF_DURATION,
        .max = YEAR,
        .otherwise = "30d",
        .help = "How long a block lasts if the command gives no duration; off means for ever.",
        .offset = offsetof(struct conf_component, block_for_ms),
    },
    {
        .block = "store",
        .name = "path",
        .type = CONF_STRING,
        .flags = CONF_PATH,
        .min = 1,
        .max = 4095,
        .otherwise = "/var/lib/frontdesk/frontdesk.db",
        .help = "The SQLite database with the state of the desk and the archive.",
        .offset = offsetof(struct conf, store_path),
    },
    {
        .block = "store",
        .name = "min_free",
        .type = CONF_INT,
        .min = 0,
        .max = 1048576,
        .otherwise = "64",
        .help = "Refuse new messages while less than this is free on the store's disk, in MiB; 0 "
                "means never.",
        .offset = offsetof(struct conf, store_min_free),
    },
    {
        .block = "store",
        .name = "omemo_key_file",
        .type = CONF_STRING,
        .flags = CONF_PATH,
        .min = 1,
        .max = 4095,
        .otherwise = "",
        .help =
            "A file of at least 32 random bytes, with which the keys and sessions of OMEMO are encrypted in the "
            "store; it must not be readable by everybody.",
        .offset = offsetof(struct conf, omemo_key_file),
    },
    {
        .block = "process",
        .name = "user",
        .type = CONF_STRING,
        .min = 1,
        .max = 32,
        .otherwise = "",
        .help = "The user that the daemon becomes when root starts it.",
        .offset = offsetof(struct conf, user),
    },
    {
        .block = "log",
        .name = "level",
        .type = CONF_CHOICE,
        .otherwise = "info",
        .choices = &log_level_names,
        .help = "The lowest level that is logged.",
        .offset = offsetof(struct conf, log_level),
    },
    {0},
};
