/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf: the table of settings, and the configuration built by it. */
#include "conf.h"

#include "arena.h"
#include "conf_check.h"
#include "conf_text.h"
#include "conf_tree.h"
#include "conf_value.h"
#include "hours.h"
#include "latin.h"
#include "mistake.h"
#include "notice.h"
#include "utf8.h"

#include <stddef.h>
#include <string.h>

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR }; /* in milliseconds */
#define MONTH (30LL * DAY)
#define YEAR (365LL * DAY)

const struct conf_setting conf_settings[] = {
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
        .help = "The secret shared with the XMPP server; then the configuration must not be readable by "
                "everybody.",
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
        .help = "A file that holds the secret on its only line and is not readable by everybody; instead of "
                "secret.",
        .offset = offsetof(struct conf_component, secret_file),
    },
    {
        .block = "component",
        .name = "default_queue",
        .type = CONF_STRING,
        .min = 1,
        .max = 1023,
        .otherwise = "",
        .help = "The queue of those who write to the domain itself; without it they get a menu, or the only "
                "queue.",
        .offset = offsetof(struct conf_component, default_queue),
    },
    {
        .block = "component",
        .name = "flood_domain_messages",
        .type = CONF_INT,
        .min = 1,
        .max = 1000000,
        .otherwise = "5000",
        .help = "How many messages of one domain are taken in a period; the agents' domains are exempt.",
        .offset = offsetof(struct conf_component, flood_domain_messages),
    },
    {
        .block = "component",
        .name = "flood_domain_period",
        .type = CONF_DURATION,
        .min = SECOND,
        .max = HOUR,
        .otherwise = "10s",
        .help = "The period of flood_domain_messages.",
        .offset = offsetof(struct conf_component, flood_domain_period_ms),
    },
    {
        .block = "component",
        .name = "block_for",
        .type = CONF_DURATION,
        .max = YEAR,
        .otherwise = "30d",
        .help = "How long somebody is blocked when nothing else is said; off: for ever.",
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
        .choices = "error|warn|info|debug",
        .help = "The least important lines that are logged.",
        .offset = offsetof(struct conf, log_level),
    },
    {
        .block = "agent",
        .name = "name",
        .type = CONF_STRING,
        .min = 1,
        .max = 256,
        .otherwise = "",
        .help = "What customers see; without it the part of the address before the @.",
        .offset = offsetof(struct conf_agent, name),
    },
    {
        .block = "agent",
        .name = "role",
        .type = CONF_CHOICE,
        .otherwise = "agent",
        .choices = "agent|supervisor",
        .help = "A supervisor also watches, assigns and closes the conversations of others.",
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
        .help = "Conversations at the same time.",
        .offset = offsetof(struct conf_agent, max_chats),
    },
    {
        .block = "agent",
        .name = "skills",
        .type = CONF_LIST,
        .min = 1,
        .max = 64,
        .otherwise = "",
        .help = "What the agent can do; a queue may ask for it.",
        .offset = offsetof(struct conf_agent, skills),
    },
    {
        .block = "queue",
        .name = "title",
        .type = CONF_STRING,
        .min = 1,
        .max = 256,
        .otherwise = "",
        .help = "What customers see; without it the name of the block.",
        .offset = offsetof(struct conf_queue, title),
    },
    {
        .block = "queue",
        .name = "greeting",
        .type = CONF_STRING,
        .flags = CONF_LINES,
        .min = 1,
        .max = 4096,
        .otherwise = "",
        .help = "A first line for customers, said before the notices.",
        .offset = offsetof(struct conf_queue, greeting),
    },
    {
        .block = "queue",
        .name = "agents",
        .type = CONF_LIST,
        .flags = CONF_REQUIRED,
        .min = 1,
        .max = 3071,
        .otherwise = "",
        .help = "The addresses of those who serve the queue.",
        .offset = offsetof(struct conf_queue, agents_text),
    },
    {
        .block = "queue",
        .name = "skills",
        .type = CONF_LIST,
        .min = 1,
        .max = 64,
        .otherwise = "",
        .help = "Only agents who have all of these are asked.",
        .offset = offsetof(struct conf_queue, skills),
    },
    {
        .block = "queue",
        .name = "strategy",
        .type = CONF_CHOICE,
        .flags = CONF_TOP,
        .otherwise = "least-busy",
        .choices = "least-busy|round-robin|ring-all|priority",
        .help = "Who is asked first.",
        .offset = offsetof(struct conf_queue, strategy),
    },
    {
        .block = "queue",
        .name = "hours",
        .type = CONF_LIST,
        .flags = CONF_TOP,
        .min = 1,
        .max = 256,
        .otherwise = "",
        .help =
            "When the queue is open, as in \"mon-fri 09:00-18:00\"; \"never\" closes it; without it always.",
        .offset = offsetof(struct conf_queue, hours_text),
    },
    {
        .block = "queue",
        .name = "timezone",
        .type = CONF_STRING,
        .flags = CONF_TOP,
        .min = 1,
        .max = 64,
        .otherwise = "UTC",
        .help = "The IANA time zone of the hours.",
        .offset = offsetof(struct conf_queue, timezone),
    },
    {
        .block = "queue",
        .name = "language",
        .type = CONF_STRING,
        .flags = CONF_TOP,
        .min = 1,
        .max = 35,
        .otherwise = "en",
        .help = "The language of the notices when the customer's messages name none that is known.",
        .offset = offsetof(struct conf_queue, language),
    },
    {
        .block = "queue",
        .name = "goodbye",
        .type = CONF_LIST,
        .flags = CONF_TOP,
        .min = 1,
        .max = 64,
        .otherwise = "{\"bye\", \"goodbye\", \"tschüss\", \"auf wiedersehen\", \"再见\", \"拜拜\"}",
        .help = "Words that end the conversation when a customer writes nothing else.",
        .offset = offsetof(struct conf_queue, goodbye),
    },
    {
        .block = "queue",
        .name = "show_customer_jid",
        .type = CONF_BOOL,
        .flags = CONF_TOP,
        .otherwise = "false",
        .help = "Whether agents may see a customer's own address.",
        .offset = offsetof(struct conf_queue, show_customer_jid),
    },
    {
        .block = "queue",
        .name = "max_waiting",
        .type = CONF_INT,
        .flags = CONF_TOP,
        .min = 1,
        .max = 1000000,
        .otherwise = "1000",
        .help = "Customers in the line; more are told to come back later.",
        .offset = offsetof(struct conf_queue, max_waiting),
    },
    {
        .block = "queue",
        .name = "max_message",
        .type = CONF_INT,
        .flags = CONF_TOP,
        .min = 1,
        .max = 65536,
        .otherwise = "10000",
        .help = "Characters of a customer's message; a longer one is refused.",
        .offset = offsetof(struct conf_queue, max_message),
    },
    {
        .block = "queue",
        .name = "flood_messages",
        .type = CONF_INT,
        .flags = CONF_TOP,
        .min = 1,
        .max = 10000,
        .otherwise = "20",
        .help = "Messages that a customer may send within flood_period.",
        .offset = offsetof(struct conf_queue, flood_messages),
    },
    {
        .block = "queue",
        .name = "flood_period",
        .type = CONF_DURATION,
        .flags = CONF_TOP,
        .min = SECOND,
        .max = HOUR,
        .otherwise = "10s",
        .help = "The time in which flood_messages are counted.",
        .offset = offsetof(struct conf_queue, flood_period_ms),
    },
    {
        .block = "queue",
        .name = "offer_timeout",
        .type = CONF_DURATION,
        .flags = CONF_TOP,
        .min = SECOND,
        .max = HOUR,
        .otherwise = "20s",
        .help = "How long an agent has for an offer before the next one is asked.",
        .offset = offsetof(struct conf_queue, offer_timeout_ms),
    },
    {
        .block = "queue",
        .name = "round_pause",
        .type = CONF_DURATION,
        .flags = CONF_TOP,
        .min = SECOND,
        .max = HOUR,
        .otherwise = "60s",
        .help = "How long to wait after everybody was asked in vain, before asking again.",
        .offset = offsetof(struct conf_queue, round_pause_ms),
    },
    {
        .block = "queue",
        .name = "offline_grace",
        .type = CONF_DURATION,
        .flags = CONF_TOP,
        .max = DAY,
        .otherwise = "60s",
        .help = "How long an agent may be offline before the conversations go back to the line.",
        .offset = offsetof(struct conf_queue, offline_grace_ms),
    },
    {
        .block = "queue",
        .name = "reopen_within",
        .type = CONF_DURATION,
        .flags = CONF_TOP,
        .max = MONTH,
        .otherwise = "30m",
        .help = "How long after the end a message goes on with the same conversation.",
        .offset = offsetof(struct conf_queue, reopen_within_ms),
    },
    {
        .block = "queue",
        .name = "idle_close",
        .type = CONF_DURATION,
        .flags = CONF_TOP,
        .max = MONTH,
        .otherwise = "off",
        .help = "Silence after which a conversation is closed.",
        .offset = offsetof(struct conf_queue, idle_close_ms),
    },
    {
        .block = "queue",
        .name = "abandon_after",
        .type = CONF_DURATION,
        .flags = CONF_TOP,
        .max = MONTH,
        .otherwise = "off",
        .help = "How long a customer waits at most; then the conversation is closed and the customer told.",
        .offset = offsetof(struct conf_queue, abandon_after_ms),
    },
    {
        .block = "queue",
        .name = "position_every",
        .type = CONF_DURATION,
        .flags = CONF_TOP,
        .min = SECOND,
        .max = DAY,
        .otherwise = "30s",
        .help = "The shortest time between two notices of the position in the line.",
        .offset = offsetof(struct conf_queue, position_every_ms),
    },
    {
        .block = "queue",
        .name = "agent_first_reply",
        .type = CONF_DURATION,
        .flags = CONF_TOP,
        .max = DAY,
        .otherwise = "3m",
        .help = "How long an agent who accepted may stay silent; then the conversation goes back to the line.",
        .offset = offsetof(struct conf_queue, agent_first_reply_ms),
    },
    {
        .block = "queue",
        .name = "receipt_timeout",
        .type = CONF_DURATION,
        .flags = CONF_TOP,
        .max = DAY,
        .otherwise = "1m",
        .help = "How long a client that confirmed messages before may confirm none, until that is said.",
        .offset = offsetof(struct conf_queue, receipt_timeout_ms),
    },
    {
        .block = "queue",
        .name = "customer_gone",
        .type = CONF_DURATION,
        .flags = CONF_TOP,
        .max = DAY,
        .otherwise = "10m",
        .help = "How long a customer who cannot be reached may be silent before the conversation is closed.",
        .offset = offsetof(struct conf_queue, customer_gone_ms),
    },
    {
        .block = "queue",
        .name = "responder",
        .type = CONF_STRING,
        .min = 1,
        .max = 64,
        .otherwise = "",
        .help = "The responder block that answers first.",
        .offset = offsetof(struct conf_queue, responder),
    },
    {
        .block = "queue",
        .name = "responder_mode",
        .type = CONF_CHOICE,
        .flags = CONF_TOP,
        .otherwise = "first",
        .choices = "first|fallback|off",
        .help = "When the responder answers: always first, or when nobody is free, or not at all.",
        .offset = offsetof(struct conf_queue, responder_mode),
    },
    {
        .block = "queue",
        .name = "responder_after",
        .type = CONF_DURATION,
        .flags = CONF_TOP,
        .min = SECOND,
        .max = HOUR,
        .otherwise = "30s",
        .help = "How long nobody is free until a responder of mode fallback answers.",
        .offset = offsetof(struct conf_queue, responder_after_ms),
    },
    {
        .block = "queue",
        .name = "responder_share",
        .type = CONF_INT,
        .flags = CONF_TOP,
        .max = 100,
        .otherwise = "100",
        .help = "Of a hundred new conversations so many go to the responder, the others to the line.",
        .offset = offsetof(struct conf_queue, responder_share),
    },
    {
        .block = "queue",
        .name = "copilot",
        .type = CONF_STRING,
        .flags = CONF_TOP,
        .min = 1,
        .max = 64,
        .otherwise = "",
        .help = "The responder block of type openai that helps the agents; without it that of the queue, if it is one.",
        .offset = offsetof(struct conf_queue, copilot),
    },
    {
        .block = "queue",
        .name = "close_summary",
        .type = CONF_BOOL,
        .flags = CONF_TOP,
        .otherwise = "false",
        .help = "Whether the copilot sums up each conversation that an agent had when it is closed.",
        .offset = offsetof(struct conf_queue, close_summary),
    },
    {
        .block = "responder",
        .name = "type",
        .type = CONF_STRING,
        .flags = CONF_REQUIRED,
        .max = 64,
        .otherwise = "",
        .choices = "faq|openai|null",
        .help = "What answers.",
        .offset = offsetof(struct conf_responder, type),
    },
    {
        .block = "responder",
        .name = "url",
        .type = CONF_STRING,
        .min = 1,
        .max = 2048,
        .otherwise = "",
        .help = "Where the language model is served (type openai).",
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
        .help = "A file that holds the key of the service (type openai).",
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
        .help = "The directory of the texts to answer from.",
        .offset = offsetof(struct conf_responder, knowledge),
    },
    {
        .block = "responder",
        .name = "name",
        .type = CONF_STRING,
        .min = 1,
        .max = 256,
        .otherwise = "",
        .help = "What customers see; without it the title of the queue.",
        .offset = offsetof(struct conf_responder, shown),
    },
    {
        .block = "responder",
        .name = "debounce",
        .type = CONF_DURATION,
        .max = MINUTE,
        .otherwise = "2s",
        .help = "Messages that follow each other within this time are one question.",
        .offset = offsetof(struct conf_responder, debounce_ms),
    },
    {
        .block = "responder",
        .name = "close_after",
        .type = CONF_DURATION,
        .min = MINUTE,
        .max = MONTH,
        .otherwise = "1h",
        .help = "Silence after which a conversation with the responder is closed.",
        .offset = offsetof(struct conf_responder, close_after_ms),
    },
    {
        .block = "responder",
        .name = "max_turns",
        .type = CONF_INT,
        .min = 1,
        .max = 1000,
        .otherwise = "20",
        .help = "Questions of one conversation; after so many answers a person takes over.",
        .offset = offsetof(struct conf_responder, max_turns),
    },
    {
        .block = "responder",
        .name = "max_missed",
        .type = CONF_INT,
        .min = 1,
        .max = 100,
        .otherwise = "2",
        .help = "Questions in a row to which nothing was found; then a person takes over.",
        .offset = offsetof(struct conf_responder, max_missed),
    },
    {
        .block = "responder",
        .name = "max_conversations",
        .type = CONF_INT,
        .min = 1,
        .max = 1000000,
        .otherwise = "10000",
        .help = "Conversations at the same time; further customers are told to come back later.",
        .offset = offsetof(struct conf_responder, max_conversations),
    },
    {
        .block = "responder",
        .name = "human_words",
        .type = CONF_LIST,
        .min = 1,
        .max = 64,
        .otherwise = "{\"human\", \"a person\", \"real person\", \"operator\", \"mensch\", \"mitarbeiter\", \"人工\", \"真人\"}",
        .help = "A message with one of these asks for a person.",
        .offset = offsetof(struct conf_responder, human_words),
    },
    {
        .block = "responder",
        .name = "topics",
        .type = CONF_LIST,
        .min = 1,
        .max = 64,
        .otherwise = "",
        .help = "A message with one of these goes to a person at once.",
        .offset = offsetof(struct conf_responder, topics),
    },
    {
        .block = "responder",
        .name = "yes_words",
        .type = CONF_LIST,
        .min = 1,
        .max = 64,
        .otherwise = "{\"yes\", \"yes please\", \"ok\", \"ja\", \"ja bitte\", \"gerne\", \"是\", \"是的\", \"好\", \"好的\"}",
        .help = "What a customer writes who accepts the offer of a person.",
        .offset = offsetof(struct conf_responder, yes_words),
    },
    {
        .block = "responder",
        .name = "no_words",
        .type = CONF_LIST,
        .min = 1,
        .max = 64,
        .otherwise = "{\"no\", \"no thanks\", \"nein\", \"nein danke\", \"不用\", \"不用了\", \"不要\"}",
        .help = "What a customer writes who declines it.",
        .offset = offsetof(struct conf_responder, no_words),
    },
    {
        .block = "responder",
        .name = "thanks_words",
        .type = CONF_LIST,
        .min = 1,
        .max = 64,
        .otherwise = "{\"thanks\", \"thank you\", \"thanks a lot\", \"danke\", \"vielen dank\", \"谢谢\", \"谢谢你\"}",
        .help = "A message of thanks, to which no answer is looked for.",
        .offset = offsetof(struct conf_responder, thanks_words),
    },
    {
        .block = "responder",
        .name = "hello_words",
        .type = CONF_LIST,
        .min = 1,
        .max = 64,
        .otherwise = "{\"hello\", \"hi\", \"good morning\", \"hallo\", \"guten tag\", \"moin\", \"你好\", \"您好\"}",
        .help = "A greeting, to which no answer is looked for.",
        .offset = offsetof(struct conf_responder, hello_words),
    },
    {
        .block = "responder",
        .name = "instructions",
        .type = CONF_STRING,
        .flags = CONF_LINES,
        .min = 1,
        .max = 16384,
        .otherwise = "",
        .help = "What the language model is to know and to heed, besides the knowledge.",
        .offset = offsetof(struct conf_responder, instructions),
    },
    {
        .block = "responder",
        .name = "tools",
        .type = CONF_BOOL,
        .otherwise = "true",
        .help = "Whether the language model can call tools: to pass on to a person, to ask back, to close.",
        .offset = offsetof(struct conf_responder, tools),
    },
    {
        .block = "responder",
        .name = "stream",
        .type = CONF_CHOICE,
        .otherwise = "sentences",
        .choices = "sentences|corrections|off",
        .help = "How a long answer comes while the model still writes it.",
        .offset = offsetof(struct conf_responder, stream),
    },
    {
        .block = "responder",
        .name = "max_tokens",
        .type = CONF_INT,
        .min = 16,
        .max = 32768,
        .otherwise = "800",
        .help = "Tokens of an answer at most.",
        .offset = offsetof(struct conf_responder, max_tokens),
    },
    {
        .block = "responder",
        .name = "max_tokens_name",
        .type = CONF_STRING,
        .min = 1,
        .max = 64,
        .otherwise = "max_tokens",
        .help = "What the service calls that limit: some want max_completion_tokens.",
        .offset = offsetof(struct conf_responder, max_tokens_name),
    },
    {
        .block = "responder",
        .name = "context_tokens",
        .type = CONF_INT,
        .min = 500,
        .max = 1000000,
        .otherwise = "6000",
        .help = "Tokens of what the model is sent; of a longer conversation the oldest is left out.",
        .offset = offsetof(struct conf_responder, context_tokens),
    },
    {
        .block = "responder",
        .name = "extra",
        .type = CONF_STRING,
        .min = 2,
        .max = 4096,
        .otherwise = "",
        .help = "A JSON object with what else the service wants in a request.",
        .offset = offsetof(struct conf_responder, extra),
    },
    {
        .block = "responder",
        .name = "connect_timeout",
        .type = CONF_DURATION,
        .min = 100,
        .max = MINUTE,
        .otherwise = "5s",
        .help = "How long the service may take to be reached.",
        .offset = offsetof(struct conf_responder, connect_timeout_ms),
    },
    {
        .block = "responder",
        .name = "first_token_timeout",
        .type = CONF_DURATION,
        .min = 100,
        .max = 10 * MINUTE,
        .otherwise = "20s",
        .help = "How long the service may be silent before an answer, and in the middle of one.",
        .offset = offsetof(struct conf_responder, first_token_timeout_ms),
    },
    {
        .block = "responder",
        .name = "total_timeout",
        .type = CONF_DURATION,
        .min = SECOND,
        .max = 10 * MINUTE,
        .otherwise = "60s",
        .help = "How long an answer may take in all, with waiting for a turn and further attempts.",
        .offset = offsetof(struct conf_responder, total_timeout_ms),
    },
    {
        .block = "responder",
        .name = "retries",
        .type = CONF_INT,
        .max = 10,
        .otherwise = "2",
        .help = "Further attempts when the service is busy, in trouble or not reached.",
        .offset = offsetof(struct conf_responder, retries),
    },
    {
        .block = "responder",
        .name = "max_calls",
        .type = CONF_INT,
        .min = 1,
        .max = 1000,
        .otherwise = "8",
        .help = "Requests to the service at the same time; more wait for their turn.",
        .offset = offsetof(struct conf_responder, max_calls),
    },
    {
        .block = "responder",
        .name = "tokens_conversation",
        .type = CONF_INT,
        .max = 1000000000,
        .otherwise = "100000",
        .help = "Tokens that one conversation may cost; 0: any number.",
        .offset = offsetof(struct conf_responder, tokens_conversation),
    },
    {
        .block = "responder",
        .name = "tokens_customer",
        .type = CONF_INT,
        .max = 1000000000,
        .otherwise = "200000",
        .help = "Tokens that one customer may cost in 24 hours; 0: any number.",
        .offset = offsetof(struct conf_responder, tokens_customer),
    },
    {
        .block = "responder",
        .name = "tokens_day",
        .type = CONF_INT,
        .max = 1000000000,
        .otherwise = "0",
        .help = "Tokens that all may cost in 24 hours; 0: any number.",
        .offset = offsetof(struct conf_responder, tokens_day),
    },
    {
        .block = "responder",
        .name = "min_sentiment",
        .type = CONF_INT,
        .min = -100,
        .max = 100,
        .otherwise = "-100",
        .help = "A person takes over from customers whom the model finds unhappier, in hundredths.",
        .offset = offsetof(struct conf_responder, min_sentiment),
    },
    {
        .block = "responder",
        .name = "links",
        .type = CONF_LIST,
        .min = 1,
        .max = 255,
        .otherwise = "",
        .help = "The domains, with those below them, to which answers may link; without it any.",
        .offset = offsetof(struct conf_responder, links),
    },
    {
        .block = "responder",
        .name = "redact",
        .type = CONF_LIST,
        .min = 1,
        .max = 512,
        .otherwise = "",
        .help = "Regular expressions of what neither the model nor a customer may get to read.",
        .offset = offsetof(struct conf_responder, redact),
    },
    {
        .block = "responder",
        .name = "proxy",
        .type = CONF_STRING,
        .min = 1,
        .max = 2048,
        .otherwise = "",
        .help = "The proxy by which the service is reached.",
        .offset = offsetof(struct conf_responder, proxy),
    },
    {
        .block = "responder",
        .name = "ca_file",
        .type = CONF_STRING,
        .flags = CONF_PATH,
        .min = 1,
        .max = 4095,
        .otherwise = "",
        .help = "The certificates that the service is checked by, instead of those of the system.",
        .offset = offsetof(struct conf_responder, ca_file),
    },
    {
        .block = "responder",
        .name = "use",
        .type = CONF_LIST,
        .min = 1,
        .max = 64,
        .otherwise = "",
        .help = "The tool blocks that the language model may use.",
        .offset = offsetof(struct conf_responder, use),
    },
    {
        .block = "tool",
        .name = "description",
        .type = CONF_STRING,
        .flags = CONF_REQUIRED | CONF_LINES,
        .min = 1,
        .max = 1024,
        .otherwise = "",
        .help = "What the tool is for, for the language model.",
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
        .help = "Where it is asked; {names} of parameters may stand behind the host.",
        .offset = offsetof(struct conf_tool, url),
    },
    {
        .block = "tool",
        .name = "parameters",
        .type = CONF_LIST,
        .min = 1,
        .max = 256,
        .otherwise = "",
        .help = "What the model has to give: a name, a colon, and what it means.",
        .offset = offsetof(struct conf_tool, parameters),
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
        .name = "key_file",
        .type = CONF_STRING,
        .flags = CONF_PATH,
        .min = 1,
        .max = 4095,
        .otherwise = "",
        .help = "A file that holds the key of the service.",
        .offset = offsetof(struct conf_tool, key_file),
    },
    {
        .block = "tool",
        .name = "timeout",
        .type = CONF_DURATION,
        .min = 100,
        .max = MINUTE,
        .otherwise = "10s",
        .help = "How long the tool may take.",
        .offset = offsetof(struct conf_tool, timeout_ms),
    },
    {
        .block = "tool",
        .name = "max_bytes",
        .type = CONF_INT,
        .min = 1,
        .max = 65536,
        .otherwise = "8000",
        .help = "Bytes of a result at most.",
        .offset = offsetof(struct conf_tool, max_bytes),
    },
};
const size_t conf_n_settings = sizeof conf_settings / sizeof conf_settings[0];

/* The kinds of blocks. A kind that is there once is a struct inside struct conf; of a titled one there is an
 * array, whose elements have the given size and their line at the given place. */
static const struct kind {
    const char *name;
    bool titled;
    size_t at, at_n;   /* where struct conf has the struct, or the array's pointer and its length */
    size_t size, line; /* titled only */
} kinds[] = {
    {.name = "component", .at = offsetof(struct conf, component)},
    {.name = "store", .at = 0},
    {.name = "process", .at = 0},
    {.name = "log", .at = 0},
    {
        .name = "agent",
        .titled = true,
        .at = offsetof(struct conf, agents),
        .at_n = offsetof(struct conf, n_agents),
        .size = sizeof(struct conf_agent),
        .line = offsetof(struct conf_agent, line),
    },
    {
        .name = "queue",
        .titled = true,
        .at = offsetof(struct conf, queues),
        .at_n = offsetof(struct conf, n_queues),
        .size = sizeof(struct conf_queue),
        .line = offsetof(struct conf_queue, line),
    },
    {
        .name = "responder",
        .titled = true,
        .at = offsetof(struct conf, responders),
        .at_n = offsetof(struct conf, n_responders),
        .size = sizeof(struct conf_responder),
        .line = offsetof(struct conf_responder, line),
    },
    {
        .name = "tool",
        .titled = true,
        .at = offsetof(struct conf, tools),
        .at_n = offsetof(struct conf, n_tools),
        .size = sizeof(struct conf_tool),
        .line = offsetof(struct conf_tool, line),
    },
};

enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

/* ── what the parser may meet ── */

static const char *const *names_of(struct arena *arena, const char *block, bool top)
{
    const char **names = arena_alloc(arena, (conf_n_settings + 1) * sizeof *names);
    size_t n = 0;

    for (size_t i = 0; i < conf_n_settings; i++) {
        const struct conf_setting *s = &conf_settings[i];
        if (top ? (s->flags & CONF_TOP) != 0 : strcmp(s->block, block) == 0) {
            names[n++] = s->name;
        }
    }
    return names;
}

static const char *const *notice_keys(struct arena *arena)
{
    const char **names = arena_alloc(arena, (NOTICE_COUNT + 1) * sizeof *names);

    for (size_t i = 0; i < NOTICE_COUNT; i++) {
        names[i] = notice_table[i].key;
    }
    return names;
}

static const struct conf_schema *schema(struct arena *arena)
{
    struct conf_schema *rows = arena_alloc(arena, (N_KINDS + 3) * sizeof *rows);

    for (size_t i = 0; i < N_KINDS; i++) {
        rows[i] = (struct conf_schema){
            .kind = kinds[i].name,
            .titled = kinds[i].titled,
            .names = names_of(arena, kinds[i].name, false),
        };
    }
    rows[N_KINDS] = (struct conf_schema){.kind = "messages", .titled = true, .names = notice_keys(arena)};
    rows[N_KINDS + 1] = (struct conf_schema){.kind = "", .names = names_of(arena, "", true)};
    return rows;
}

/* ── from what is written to structs ── */

struct building {
    struct conf *conf;
    const struct conf_tree *tree;
    struct mistakes *m;
    const char *directory; /* of the file, with a slash at its end; "" for the current one */
};

static const struct conf_setting *setting_of(const char *block, const char *name)
{
    for (size_t i = 0; i < conf_n_settings; i++) {
        const struct conf_setting *s = &conf_settings[i];
        if (strcmp(s->name, name) == 0 &&
            (block[0] == '\0' ? (s->flags & CONF_TOP) != 0 : strcmp(s->block, block) == 0)) {
            return s;
        }
    }
    return NULL;
}

static void resolve_path(struct building *b, const struct conf_setting *s, void *record)
{
    char **path = (char **)((char *)record + s->offset);

    if ((*path)[0] != '/' && (*path)[0] != '\0') {
        *path = arena_printf(b->conf->arena, "%s%s", b->directory, *path);
    }
}

static void store_setting(struct building *b, const struct conf_setting *s, const struct conf_written *w,
                          void *record)
{
    const char *why = NULL;

    if (conf_value_store(b->conf->arena, s, w->values, w->n, w->list, record, &why)) {
        if ((s->flags & CONF_PATH) != 0) {
            resolve_path(b, s, record);
        }
    } else if ((s->flags & CONF_SECRET) == 0 && w->n == 1) {
        mistake_add(b->m, w->line, "%s = \"%s\": %s", s->name, utf8_printable(b->m->arena, w->values[0], 60),
                    why);
    } else {
        mistake_add(b->m, w->line, "%s: %s", s->name, why);
    }
}

static void tell_repeated(struct building *b, const struct conf_block *block)
{
    for (size_t i = 1; i < block->n; i++) {
        for (size_t j = 0; j < i; j++) {
            const struct conf_written *first = &block->settings[j], *again = &block->settings[i];
            if (strcmp(first->name, again->name) == 0) {
                mistake_add(b->m, again->line, "%s: is set twice here; the first time is on line %d",
                            again->name, first->line);
                break;
            }
        }
    }
}

/* The settings of a block that belong to the kind; of the outer level those that its blocks inherit. */
static void store_block(struct building *b, const char *kind, const struct conf_block *block, void *record)
{
    for (size_t i = 0; i < block->n; i++) {
        const struct conf_setting *s = setting_of(block->kind, block->settings[i].name);
        if (s != NULL && strcmp(s->block, kind) == 0) {
            store_setting(b, s, &block->settings[i], record);
        }
    }
}

static void tell_missing(struct building *b, const struct conf_block *block)
{
    for (size_t i = 0; i < conf_n_settings; i++) {
        const struct conf_setting *s = &conf_settings[i];
        if (strcmp(s->block, block->kind) == 0 && (s->flags & CONF_REQUIRED) != 0 && !block->cut &&
            conf_tree_find(block, s->name) == NULL) {
            mistake_add(b->m, block->line, "%s: %s is missing. %s", conf_tree_title(b->m, block), s->name,
                        s->help);
        }
    }
}

/* Defaults first, then what stands outside of all blocks: what a block does not set itself. */
static void store_inherited(struct building *b, const char *kind, void *record)
{
    for (size_t i = 0; i < conf_n_settings; i++) {
        if (strcmp(conf_settings[i].block, kind) == 0) {
            conf_value_default(b->conf->arena, &conf_settings[i], record);
        }
    }
    store_block(b, kind, &b->tree->blocks[0], record);
}

static void build_single(struct building *b, const struct kind *kind)
{
    const struct conf_block **blocks = conf_tree_blocks(b->m, b->tree, kind->name);
    void *record = (char *)b->conf + kind->at;

    store_inherited(b, kind->name, record);
    for (size_t i = 0; blocks[i] != NULL; i++) {
        store_block(b, kind->name, blocks[i], record);
        tell_missing(b, blocks[i]);
        if (i > 0) {
            mistake_add(b->m, blocks[i]->line, "%s: a second block; the first is on line %d", kind->name,
                        blocks[0]->line);
        }
    }
}

static void build_array(struct building *b, const struct kind *kind)
{
    const struct conf_block **blocks = conf_tree_blocks(b->m, b->tree, kind->name);
    void *pattern = arena_alloc(b->m->arena, kind->size);
    size_t n = 0;

    store_inherited(b, kind->name, pattern);
    while (blocks[n] != NULL) {
        n++;
    }
    char *array = arena_alloc(b->conf->arena, (n + 1) * kind->size);
    for (size_t i = 0; i < n; i++) {
        char *record = array + i * kind->size;
        memcpy(record, pattern, kind->size);
        *(int *)(record + kind->line) = blocks[i]->line;
        store_block(b, kind->name, blocks[i], record);
        tell_missing(b, blocks[i]);
    }
    memcpy((char *)b->conf + kind->at, &array, sizeof array);
    memcpy((char *)b->conf + kind->at_n, &n, sizeof n);
}

static void build_messages(struct building *b)
{
    const struct conf_block **blocks = conf_tree_blocks(b->m, b->tree, "messages");
    struct arena *arena = b->conf->arena;
    size_t n = 0;

    for (size_t i = 0; blocks[i] != NULL; i++) {
        n += blocks[i]->n;
    }
    b->conf->messages = arena_alloc(arena, (n + 1) * sizeof *b->conf->messages);
    for (size_t i = 0; blocks[i] != NULL; i++) {
        for (size_t j = 0; j < blocks[i]->n; j++) {
            const struct conf_written *w = &blocks[i]->settings[j];
            if (w->list || w->values[0][0] == '\0') {
                mistake_add(b->m, w->line, "%s: takes one text that is not empty", w->name);
                continue;
            }
            b->conf->messages[b->conf->n_messages++] = (struct conf_message){
                .language = arena_strdup(arena, blocks[i]->title),
                .key = arena_strdup(arena, w->name),
                .text = arena_strdup(arena, w->values[0]),
                .line = w->line,
            };
        }
    }
}

static void build(struct building *b, const struct stat *st)
{
    for (size_t i = 0; i < b->tree->n; i++) {
        tell_repeated(b, &b->tree->blocks[i]);
    }
    for (size_t i = 0; i < N_KINDS; i++) {
        (kinds[i].titled ? build_array : build_single)(b, &kinds[i]);
    }
    build_messages(b);
    conf_check(b->conf, b->tree, b->m, st);
}

static const char *directory_of(struct arena *arena, const char *file)
{
    const char *slash = strrchr(file, '/');

    return slash == NULL ? "" : arena_strndup(arena, file, (size_t)(slash + 1 - file));
}

static void read_into(struct conf *conf, struct mistakes *m)
{
    struct stat st;
    size_t len = 0;
    char *text = conf_text_read(m, conf->file, &len, &st);
    char *vetted = text == NULL ? NULL : conf_text_vet(m, text, len);
    struct conf_tree *tree = vetted == NULL ? NULL : conf_tree_read(m, vetted, schema(m->arena));

    if (tree != NULL && tree->n == 1 && tree->blocks[0].n == 0 && !tree->blocks[0].cut) {
        mistake_add(m, 1,
                    "nothing is set; a component, an agent and a queue are the least, see frontdesk.conf(5)");
    } else if (tree != NULL) {
        struct building b = {
            .conf = conf, .tree = tree, .m = m, .directory = directory_of(m->arena, conf->file)};
        build(&b, &st);
    }
}

struct conf *conf_read(const char *file, FILE *errors, size_t *n_mistakes)
{
    struct arena *arena = arena_new();
    struct conf *conf = arena_alloc(arena, sizeof *conf);
    struct mistakes m = {.arena = arena_new(), .file = file};

    conf->arena = arena;
    conf->file = arena_strdup(arena, file);
    conf->latin = arena_alloc(arena, sizeof *conf->latin);
    read_into(conf, &m);
    *n_mistakes = mistake_print(&m, errors);
    arena_free(m.arena);
    if (*n_mistakes > 0) {
        conf_free(conf);
        conf = NULL;
    }
    return conf;
}

void conf_free(struct conf *conf)
{
    if (conf == NULL) {
        return;
    }
    for (size_t i = 0; i < conf->n_queues; i++) {
        hours_forget(&conf->queues[i]);
    }
    latin_forget(conf->latin);
    arena_free(conf->arena);
}

/* ── questions ── */

const struct conf_queue *conf_queue(const struct conf *conf, const char *name)
{
    for (size_t i = 0; i < conf->n_queues; i++) {
        if (strcmp(conf->queues[i].name, name) == 0) {
            return &conf->queues[i];
        }
    }
    return NULL;
}

const struct conf_responder *conf_responder(const struct conf *conf, const char *name)
{
    for (size_t i = 0; i < conf->n_responders; i++) {
        if (strcmp(conf->responders[i].name, name) == 0) {
            return &conf->responders[i];
        }
    }
    return NULL;
}

const struct conf_tool *conf_tool(const struct conf *conf, const struct conf_responder *r, const char *name)
{
    for (size_t i = 0; i < r->use.n; i++) {
        for (size_t k = 0; strcmp(r->use.item[i], name) == 0 && k < conf->n_tools; k++) {
            if (strcmp(conf->tools[k].name, name) == 0) {
                return &conf->tools[k];
            }
        }
    }
    return NULL;
}

const struct conf_agent *conf_agent(const struct conf *conf, const char *bare_jid)
{
    for (size_t i = 0; i < conf->n_agents; i++) {
        if (strcmp(conf->agents[i].jid, bare_jid) == 0) {
            return &conf->agents[i];
        }
    }
    return NULL;
}

bool conf_queue_has_agent(const struct conf *conf, const struct conf_queue *queue,
                          const struct conf_agent *agent)
{
    for (size_t i = 0; i < queue->n_agents; i++) {
        if (&conf->agents[queue->agents[i]] == agent) {
            return true;
        }
    }
    return false;
}

const char *strategy_name(enum strategy strategy)
{
    static const char *const names[] = {
        [STRATEGY_LEAST_BUSY] = "least-busy",
        [STRATEGY_ROUND_ROBIN] = "round-robin",
        [STRATEGY_RING_ALL] = "ring-all",
        [STRATEGY_PRIORITY] = "priority",
    };

    return names[strategy];
}

void conf_print_settings(FILE *out)
{
    struct arena *arena = arena_new();

    for (size_t i = 0; i < conf_n_settings; i++) {
        const struct conf_setting *s = &conf_settings[i];
        fprintf(out, "%s.%s\t%s\t%s\t%s\t%s\n", s->block, s->name, conf_type_name(s), s->otherwise,
                conf_value_range(arena, s), s->help);
    }
    arena_free(arena);
}
