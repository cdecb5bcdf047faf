/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * notice_table: the names of the notices, their placeholders, and when they are sent. */
#include "conf/notice.h"

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
    [NOTICE_SEALED] =
        {
            .key = "sealed",
            .placeholders = "",
            .help = "Stands beside an encrypted text (OMEMO), for a client that cannot show it.",
        },
    [NOTICE_SEALED_FILE] =
        {
            .key = "sealed_file",
            .placeholders = "",
            .help = "Stands below a link that begins with aesgcm, for somebody who does not write encrypted.",
        },
    [NOTICE_ENCRYPTION_ENDS] =
        {
            .key = "encryption_ends",
            .placeholders = "",
            .help =
                "Follows the welcome of a customer who writes encrypted (OMEMO), unless omemo_notice is off.",
        },
    [NOTICE_ENCRYPTION_REQUIRED] =
        {
            .key = "encryption_required",
            .placeholders = "",
            .help = "The answer to a message in plain text that has to be encrypted, once per hour.",
        },
    [NOTICE_WITHHELD] =
        {
            .key = "withheld",
            .placeholders = "",
            .help = "Something is not sent because it could not be encrypted, and has to be; once per hour.",
        },
    [NOTICE_ENCRYPTION_ENDED] =
        {
            .key = "encryption_ended",
            .placeholders = "",
            .help = "The customer wrote encrypted (OMEMO) before, and has no device with OMEMO any more.",
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
    [NOTICE_BOT_ABOVE] =
        {
            .key = "bot_above",
            .placeholders = "part title",
            .help = "A question about the last answer: the sentence of it that was asked for.",
        },
    [NOTICE_BOT_NO_MORE] =
        {
            .key = "bot_no_more",
            .placeholders = "offer title",
            .help =
                "A question about the last answer that it does not answer. {offer}: one of the bot_unknown "
                "texts.",
        },
    [NOTICE_BOT_PARTLY] =
        {
            .key = "bot_partly",
            .placeholders = "questions offer",
            .help = "Of several questions, those without an answer. {offer}: one of the bot_unknown texts.",
        },
    [NOTICE_BOT_IN_LINE] =
        {
            .key = "bot_in_line",
            .placeholders = "answer title source",
            .help = "The responder answers a customer who waits for a person.",
        },
    [NOTICE_BOT_CHOICES] =
        {
            .key = "bot_choices",
            .placeholders = "choices",
            .help = "The question is not clear: a numbered list of passages to choose from.",
        },
    [NOTICE_BOT_CONFIRM] =
        {
            .key = "bot_confirm",
            .placeholders = "what",
            .help = "Before a tool changes something, if it has no confirm_text of its own.",
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
    [NOTICE_BOT_REJECTED] =
        {
            .key = "bot_rejected",
            .placeholders = "offer",
            .help = "An answer or a list did not help the customer.",
        },
    [NOTICE_BOT_SORRY] =
        {
            .key = "bot_sorry",
            .placeholders = "offer",
            .help = "The customer is angry.",
        },
    [NOTICE_BOT_OFFER] =
        {
            .key = "bot_offer",
            .placeholders = "",
            .help = "What bot_rejected and bot_sorry offer when an agent is on duty.",
        },
    [NOTICE_BOT_UNCLEAR] =
        {
            .key = "bot_unclear",
            .placeholders = "",
            .help = "The customer has written a question mark, or something else that could mean anything.",
        },
};
