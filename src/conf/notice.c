/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * notice: the built-in catalogues, the administrator's overrides, and the filling of placeholders. */
#include "conf/notice.h"

#include "base/arena.h"
#include "base/utf8.h"
#include "conf/conf.h"

#include <string.h>
#include <strings.h>

#include "conf/notices.inc"

const struct notice_row notice_table[NOTICE_COUNT] = {
    [NOTICE_WELCOME] =
        {
            .key = "welcome",
            .placeholders = "queue position wait",
            .help = "The answer to a first message, when the customer waits for an agent.",
        },
    [NOTICE_WELCOME_NO_ESTIMATE] =
        {
            .key = "welcome_no_estimate",
            .placeholders = "queue position",
            .help = "Sent instead of welcome while there are no figures to estimate the wait from.",
        },
    [NOTICE_CLOSED_HOURS] =
        {
            .key = "closed_hours",
            .placeholders = "queue when",
            .help = "The answer to a first message outside the opening hours.",
        },
    [NOTICE_NOBODY] =
        {
            .key = "nobody",
            .placeholders = "queue",
            .help = "The answer to a first message when no agent is on duty.",
        },
    [NOTICE_POSITION] =
        {
            .key = "position",
            .placeholders = "position wait",
            .help = "The queue position has changed.",
        },
    [NOTICE_POSITION_NO_ESTIMATE] =
        {
            .key = "position_no_estimate",
            .placeholders = "position",
            .help = "Sent instead of position while there are no figures to estimate the wait from.",
        },
    [NOTICE_ACCEPTED] =
        {
            .key = "accepted",
            .placeholders = "agent",
            .help = "An agent has taken the conversation.",
        },
    [NOTICE_REQUEUED] =
        {
            .key = "requeued",
            .placeholders = "agent",
            .help = "The agent no longer has the conversation, which is back at the head of the line.",
        },
    [NOTICE_REQUEUED_SILENT] =
        {
            .key = "requeued_silent",
            .placeholders = "agent",
            .help = "The agent has not answered, and the conversation is back at the head of the line.",
        },
    [NOTICE_TRANSFERRED] =
        {
            .key = "transferred",
            .placeholders = "agent queue",
            .help = "The agent has passed the conversation on to another queue.",
        },
    [NOTICE_TRANSFERRED_AGENT] =
        {
            .key = "transferred_agent",
            .placeholders = "agent colleague",
            .help = "The agent has passed the conversation on to another agent.",
        },
    [NOTICE_CLOSED_AGENT] =
        {
            .key = "closed_agent",
            .placeholders = "agent",
            .help = "The agent has closed the conversation.",
        },
    [NOTICE_CLOSED_CUSTOMER] =
        {
            .key = "closed_customer",
            .placeholders = "",
            .help = "The customer has said goodbye, and the conversation is closed.",
        },
    [NOTICE_FAREWELL] =
        {
            .key = "farewell",
            .placeholders = "",
            .help =
                "The customer has said goodbye or thanks while no conversation was open; at most once an hour.",
        },
    [NOTICE_WITHDRAWN] =
        {
            .key = "withdrawn",
            .placeholders = "",
            .help = "Stands in the place of the last line after the agent has taken it back.",
        },
    [NOTICE_BLANK] =
        {
            .key = "blank",
            .placeholders = "",
            .help = "The customer's first message has no visible text; at most once an hour.",
        },
    [NOTICE_CLOSED_IDLE] =
        {
            .key = "closed_idle",
            .placeholders = "",
            .help = "The conversation was closed after a silence of idle_close.",
        },
    [NOTICE_CLOSED_ABANDONED] =
        {
            .key = "closed_abandoned",
            .placeholders = "",
            .help = "The conversation was closed after abandon_after in the line.",
        },
    [NOTICE_REOPENED] =
        {
            .key = "reopened",
            .placeholders = "agent",
            .help = "The customer wrote within reopen_within after the close, and the same agent continues.",
        },
    [NOTICE_REOPENED_WAITING] =
        {
            .key = "reopened_waiting",
            .placeholders = "position",
            .help =
                "The customer wrote within reopen_within after the close, and the agent is not available.",
        },
    [NOTICE_ENCRYPTED] =
        {
            .key = "encrypted",
            .placeholders = "",
            .help = "The answer to an encrypted message, once per hour.",
        },
    [NOTICE_ENCRYPTED_AGAIN] =
        {
            .key = "encrypted_again",
            .placeholders = "",
            .help = "The answer to an encrypted message (OMEMO) that could not be decrypted.",
        },
    [NOTICE_TOO_LONG] =
        {
            .key = "too_long",
            .placeholders = "max",
            .help = "The answer to a message longer than max_message.",
        },
    [NOTICE_FLOOD] =
        {
            .key = "flood",
            .placeholders = "max period",
            .help = "The customer has sent more than flood_messages within flood_period; sent once.",
        },
    [NOTICE_LINE_FULL] =
        {
            .key = "line_full",
            .placeholders = "",
            .help = "The answer to a first message when the line is full, or the customer's domain has "
                    "used its share of it.",
        },
    [NOTICE_DAY_FULL] =
        {
            .key = "day_full",
            .placeholders = "",
            .help = "The answer to a customer of whom customer_bytes_day were kept in 24 hours.",
        },
    [NOTICE_NO_ROOM] =
        {
            .key = "no_room",
            .placeholders = "",
            .help =
                "The answer to a message while the disk has less free space than min_free; once a minute for each sender.",
        },
    [NOTICE_BLOCKED] =
        {
            .key = "blocked",
            .placeholders = "",
            .help = "The answer to a blocked customer, once an hour.",
        },
    [NOTICE_MENU] =
        {
            .key = "menu",
            .placeholders = "queues",
            .help = "The answer to customers who write to the domain itself: a numbered list of the queues.",
        },
    [NOTICE_MENU_AGAIN] =
        {
            .key = "menu_again",
            .placeholders = "max queues",
            .help = "The customer's answer to the menu is not one of its numbers.",
        },
    [NOTICE_MENU_CHOSEN] =
        {
            .key = "menu_chosen",
            .placeholders = "queue address",
            .help = "The customer has chosen a queue from the menu.",
        },
    [NOTICE_HANDOVER] =
        {
            .key = "handover",
            .placeholders = "position wait",
            .help = "A person takes over from the responder.",
        },
    [NOTICE_HANDOVER_NO_ESTIMATE] =
        {
            .key = "handover_no_estimate",
            .placeholders = "position",
            .help = "Sent instead of handover while there are no figures to estimate the wait from.",
        },
    [NOTICE_BOT_WELCOME] =
        {
            .key = "bot_welcome",
            .placeholders = "queue",
            .help = "The first message of a responder.",
        },
    [NOTICE_BOT_FALLBACK] =
        {
            .key = "bot_fallback",
            .placeholders = "queue",
            .help = "A responder starts to answer because no agent is free.",
        },
    [NOTICE_BOT_AGAIN] =
        {
            .key = "bot_again",
            .placeholders = "agent",
            .help = "An agent has given the conversation to the responder with !bot.",
        },
    [NOTICE_BOT_ANSWER] =
        {
            .key = "bot_answer",
            .placeholders = "answer title source",
            .help = "An answer from the knowledge.",
        },
    [NOTICE_BOT_CHOICES] =
        {
            .key = "bot_choices",
            .placeholders = "choices",
            .help = "The question is not clear: a numbered list of passages to choose from.",
        },
    [NOTICE_BOT_UNKNOWN] =
        {
            .key = "bot_unknown",
            .placeholders = "",
            .help = "The responder has found no answer, and an agent is on duty.",
        },
    [NOTICE_BOT_UNKNOWN_CLOSED] =
        {
            .key = "bot_unknown_closed",
            .placeholders = "when",
            .help = "The responder has found no answer, and the queue is closed.",
        },
    [NOTICE_BOT_UNKNOWN_NOBODY] =
        {
            .key = "bot_unknown_nobody",
            .placeholders = "",
            .help = "The responder has found no answer, and no agent is on duty.",
        },
    [NOTICE_BOT_HUMAN_CLOSED] =
        {
            .key = "bot_human_closed",
            .placeholders = "when",
            .help = "The customer has asked for a person, and the queue is closed.",
        },
    [NOTICE_BOT_HUMAN_NOBODY] =
        {
            .key = "bot_human_nobody",
            .placeholders = "",
            .help = "The customer has asked for a person, and no agent is on duty.",
        },
    [NOTICE_BOT_FINE] =
        {
            .key = "bot_fine",
            .placeholders = "",
            .help = "The customer has declined the offer of a person.",
        },
    [NOTICE_BOT_THANKS] =
        {
            .key = "bot_thanks",
            .placeholders = "",
            .help = "The customer has said thanks.",
        },
    [NOTICE_STATUS_WAITING] =
        {
            .key = "status_waiting",
            .placeholders = "waiting wait",
            .help = "The status of the queue's contact while customers wait.",
        },
    [NOTICE_STATUS_WAITING_NO_ESTIMATE] =
        {
            .key = "status_waiting_no_estimate",
            .placeholders = "waiting",
            .help = "The same, without an estimate of the wait.",
        },
    [NOTICE_STATUS_CLOSED] =
        {
            .key = "status_closed",
            .placeholders = "when",
            .help = "The status of the queue's contact outside the hours.",
        },
    [NOTICE_STATUS_NOBODY] =
        {
            .key = "status_nobody",
            .placeholders = "",
            .help = "The status of the queue's contact while no agent is on duty.",
        },
    [NOTICE_BOT_HELLO] =
        {
            .key = "bot_hello",
            .placeholders = "",
            .help = "The customer has said hello.",
        },
};

/* Compares the first len bytes of a tag with a language: "de" of "de-AT", or of "de_AT", as operating systems
 * write it. */
static bool same_tag(const char *tag, size_t len, const char *language)
{
    for (size_t i = 0; i < len && language[i] != '\0'; i++) {
        char a = tag[i] == '_' ? '-' : tag[i], b = language[i] == '_' ? '-' : language[i];
        if (strncasecmp(&a, &b, 1) != 0) {
            return false;
        }
    }
    return strlen(language) == len;
}

/* Returns the length of the tag without its last subtag; 0 when there is only one. RFC 4647 section 3.4,
 * "lookup". */
static size_t shorter(const char *tag, size_t len)
{
    while (len > 0 && tag[len - 1] != '-' && tag[len - 1] != '_') {
        len--;
    }
    return len > 0 ? len - 1 : 0;
}

static const char *known(const struct conf *conf, const char *tag, size_t len)
{
    for (size_t i = 0; conf != NULL && i < conf->n_messages; i++) {
        if (same_tag(tag, len, conf->messages[i].language)) {
            return conf->messages[i].language;
        }
    }
    for (size_t i = 0; notice_languages[i] != NULL; i++) {
        if (same_tag(tag, len, notice_languages[i])) {
            return notice_languages[i];
        }
    }
    return NULL;
}

const char *notice_language(const struct conf *conf, const char *tag)
{
    const char *found = NULL;

    for (size_t len = tag == NULL ? 0 : strlen(tag); len > 0 && found == NULL; len = shorter(tag, len)) {
        found = known(conf, tag, len);
    }
    return found;
}

static const char *template_in(const struct conf *conf, enum notice notice, const char *tag, size_t len)
{
    for (size_t i = 0; conf != NULL && i < conf->n_messages; i++) {
        if (same_tag(tag, len, conf->messages[i].language) &&
            strcmp(conf->messages[i].key, notice_table[notice].key) == 0) {
            return conf->messages[i].text;
        }
    }
    for (size_t i = 0; notice_languages[i] != NULL; i++) {
        if (same_tag(tag, len, notice_languages[i])) {
            return texts[i][notice];
        }
    }
    return NULL;
}

const char *notice_template(const struct conf *conf, enum notice notice, const char *language)
{
    const char *found = NULL;

    for (size_t len = language == NULL ? 0 : strlen(language); len > 0 && found == NULL;
         len = shorter(language, len)) {
        found = template_in(conf, notice, language, len);
    }
    return found != NULL ? found : template_in(conf, notice, "en", 2);
}

/* Returns the length of the placeholder at the beginning of text, including the braces; 0 when there is none.
 */
static size_t placeholder(const char *text)
{
    size_t len = *text == '{' ? strspn(text + 1, "abcdefghijklmnopqrstuvwxyz_") : 0;

    return len > 0 && text[len + 1] == '}' ? len + 2 : 0;
}

/* Returns the value for a placeholder. Without a value, returns the placeholder itself, so that the missing
 * value is visible in the notice. */
static const char *value_of(struct arena *arena, const char *mark, size_t len,
                            const struct notice_value *values)
{
    for (; values != NULL && values->name != NULL; values++) {
        if (strlen(values->name) == len - 2 && strncmp(values->name, mark + 1, len - 2) == 0) {
            return values->value == NULL ? "" : values->value;
        }
    }
    return arena_strndup(arena, mark, len);
}

static char *fill(struct arena *arena, const char *text, const struct notice_value *values)
{
    size_t size = 0, room = strlen(text) + 256;
    char *out = arena_alloc(arena, room);

    while (*text != '\0') {
        size_t mark = placeholder(text);
        size_t plain = mark > 0 ? 0 : 1 + strcspn(text + 1, "{");
        const char *piece = mark > 0 ? value_of(arena, text, mark, values) : text;
        size_t len = mark > 0 ? strlen(piece) : plain;
        if (size + len + 1 > room) {
            out = arena_grow(arena, out, room, 2 * (size + len + 1));
            room = 2 * (size + len + 1);
        }
        memcpy(out + size, piece, len);
        size += len;
        text += mark + plain;
    }
    out[size] = '\0';
    return out;
}

char *notice_say(struct arena *arena, const struct conf *conf, enum notice notice, const char *language,
                 const struct notice_value *values)
{
    return fill(arena, notice_template(conf, notice, language), values);
}

/* Whether the word is one of the placeholders of the row. */
static bool has_placeholder(const struct notice_row *row, const char *word, size_t len)
{
    for (const char *p = row->placeholders; *p != '\0'; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");
        if (n == len && strncmp(p, word, len) == 0) {
            return true;
        }
        p += n;
    }
    return false;
}

/* "{queue} {position}", or "none". */
static const char *say_placeholders(struct arena *arena, const struct notice_row *row)
{
    const char *out = "";

    for (const char *p = row->placeholders; *p != '\0'; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");
        out = arena_printf(arena, "%s%s{%.*s}", out, *out == '\0' ? "" : " ", (int)n, p);
        p += n;
    }
    return *out == '\0' ? "none" : out;
}

/* Every opening brace is taken for a placeholder, so that a typing error such as {Queue} does not reach
 * customers. */
bool notice_check(struct arena *arena, enum notice notice, const char *text, const char **why)
{
    const struct notice_row *row = &notice_table[notice];

    for (const char *p = text; (p = strchr(p, '{')) != NULL; p++) {
        size_t len = placeholder(p);
        if (len > 0 && has_placeholder(row, p + 1, len - 2)) {
            continue;
        }
        size_t shown = len > 0 ? len : strcspn(p, "}") + 1;
        const char *mark = utf8_printable(arena, arena_strndup(arena, p, strnlen(p, shown)), 30);
        *why = arena_printf(arena, "no such placeholder: %s; this notice has: %s", mark,
                            say_placeholders(arena, row));
        return false;
    }
    return true;
}

void notice_print(FILE *out)
{
    for (size_t i = 0; i < NOTICE_COUNT; i++) {
        fprintf(out, "%s\t%s\t%s\n", notice_table[i].key, notice_table[i].placeholders, notice_table[i].help);
    }
}
