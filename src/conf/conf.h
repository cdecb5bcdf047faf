/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf: the configuration, read with libConfuse into plain structs that the core only reads.
 *
 * The tables of settings (conf_settings.h) hold every setting: block, name, type, unit, range, default, help. From it come the
 * parser, the checks, `frontdesk check --defaults`, and the test that fails when a setting is missing from the sample
 * file or from frontdesk.conf(5).
 *
 * Settings of a queue or an agent that carry CONF_TOP may also stand outside all blocks: there they are the default for
 * every queue (agent) that does not set them itself. */
#ifndef FRONTDESK_CONF_H
#define FRONTDESK_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/log.h"
#include "base/name_list.h"

struct arena;
struct conf_checking;
struct latin;

/* What a setting takes a word of. The list of the words is beside the settings; parser, help and messages read it. */
enum role { ROLE_AGENT, ROLE_SUPERVISOR };
enum responder_mode { RESPONDER_FIRST, RESPONDER_FALLBACK, RESPONDER_OFF };
enum responder_type { RESPONDER_NONE /* not said, which is a mistake */, RESPONDER_FAQ, RESPONDER_OPENAI, RESPONDER_NULL, RESPONDER_TYPES };
enum stream { STREAM_SENTENCES, STREAM_CORRECTIONS, STREAM_OFF };
extern const struct name_list role_names, responder_mode_names, responder_type_names, stream_names;
/* Each strategy is a file of its own, which knows its name: src/desk/strategy/ lists them. */
extern const struct name_list strategy_names;

struct conf_list {
    char **item;
    size_t n;
};

struct conf_component {
    char *domain; /* prepared (nameprep), in U-labels */
    char *other;  /* … in A-labels, where it was written so; NULL. See conf_swap_labels() */
    char *server; /* as written, "127.0.0.1:5347" or "[::1]:5347"; the port defaults to 5347 */
    char *host;   /* of server, without brackets */
    int64_t port;
    char *secret; /* from secret or secret_file; never logged or printed */
    char *secret_file; /* "" when the secret is in the configuration itself */
    int64_t flood_domain_messages, flood_domain_period_ms; /* of one domain that is none of the agents' */
    int64_t domain_share;              /* percent; 100: off */
    struct conf_list customer_domains; /* prepared; their customers are many people */
    int64_t customer_bytes_day, archive_day; /* bytes; 0: no limit */
    int64_t block_for_ms; /* 0: for ever */
    char *default_queue; /* "" when a customer who writes to the house gets the menu; the only queue if there is one */
};

struct conf_agent {
    char *jid;   /* bare, prepared, its domain in U-labels */
    char *other; /* … in A-labels, where it was written so; NULL */
    char *name; /* what customers see; default: the localpart */
    enum role role;
    int64_t max_chats; /* 1-1000 */
    struct conf_list skills;
    int line;
};

/* One span of opening hours: minutes since Monday 00:00, from inclusive, to exclusive; 0 <= from < to <= 10080. */
struct conf_span {
    int from, to;
};

struct conf_queue {
    char *name;  /* the localpart of its address: nodeprepped, no '.' (faces have one) */
    char *title; /* default: the name */
    char *greeting; /* "" or a first line for customers, said before the notices */
    struct conf_list agents_text; /* as written */
    size_t *agents; /* indexes into conf->agents, in the order of the list */
    size_t n_agents;
    struct conf_list skills; /* an agent must have them all */
    unsigned strategy; /* in the order of strategy_names */
    struct conf_list hours_text;
    struct conf_span *hours; /* sorted, not overlapping; NULL: always open; n_hours 0 otherwise: never */
    size_t n_hours;
    void *clock; /* ICU's calendar of the time zone, for hours.c; NULL: one is opened at each question */
    char *timezone;  /* an IANA name that ICU knows; default UTC */
    char *language;  /* BCP 47 tag of a catalogue that ships or is overridden: en, de, zh */
    struct conf_list goodbye; /* words that end the conversation when they are the whole message */
    struct conf_list thanks;  /* words that begin none, likewise */
    bool show_customer_jid;
    int64_t max_waiting; /* 1-1,000,000 */
    int64_t max_message; /* characters */
    int64_t flood_messages;
    int64_t flood_period_ms;
    int64_t offer_timeout_ms;
    int64_t round_pause_ms; /* after everybody was asked in vain, until they are asked again */
    int64_t offline_grace_ms;
    int64_t reopen_within_ms; /* 0: never */
    int64_t idle_close_ms;    /* 0: off */
    int64_t abandon_after_ms; /* of opening time; 0: off; a customer who waited so long is told and the conversation closed */
    int64_t position_every_ms;
    int64_t agent_first_reply_ms; /* 0: off */
    int64_t receipt_timeout_ms;   /* 0: off */
    int64_t customer_gone_ms;     /* 0: never given up */
    char *responder;              /* "" or the name of a responder block */
    enum responder_mode responder_mode;
    int64_t responder_after_ms; /* RESPONDER_FALLBACK: so long nobody was free */
    char *copilot;              /* "" or the name of a responder block of type openai, for the agents */
    bool close_summary;         /* the copilot sums up what is closed */
    int64_t responder_share;    /* 0-100: of a hundred new conversations so many go to the responder */
    int line;
};

struct conf_responder {
    enum responder_type type;
    char *name, *url, *model, *key_file, *knowledge;
    struct conf_list knowledge_also; /* other directories, where links of that one may lead */
    char *shown; /* what customers see; "": the title of the queue */
    int64_t debounce_ms;
    int64_t close_after_ms; /* silence */
    int64_t max_turns, max_missed; /* then a person; missed: one after the other */
    int64_t max_conversations;     /* at the same time; more are refused as when the line is full */
    struct conf_list human_words, topics; /* anywhere in a message */
    struct conf_list yes_words, no_words, thanks_words, hello_words; /* the whole message */
    /* Of a language model. */
    char *key;                /* of key_file; "" when there is none; never logged or printed */
    char *proxy, *ca_file;    /* "": none; those of the system */
    char *instructions;       /* for the model, in the role of the system */
    char *extra;              /* a JSON object: what else a service wants in a request; "" */
    char *max_tokens_name;    /* what the service calls it */
    bool tools;
    enum stream stream; /* of a long answer, while it is written */
    int64_t connect_timeout_ms, first_token_timeout_ms, total_timeout_ms;
    int64_t retries, max_calls, max_tokens, context_tokens;
    int64_t tokens_conversation, tokens_customer, tokens_day; /* 0: no limit */
    int64_t min_sentiment;                                     /* -100 (never) to 100 */
    struct conf_list links, redact;
    struct conf_list use; /* names of tool blocks */
    int line, redact_line;
};

/* A tool of the administrator that a language model may use: an HTTP request. */
struct conf_tool {
    char *name;        /* as the model calls it */
    char *description; /* for the model */
    char *url;         /* with {placeholders} behind the host */
    struct conf_list parameters; /* "order: the number of the order" */
    bool post;         /* the arguments go as JSON in the body */
    char *key_file, *key;
    int64_t timeout_ms;
    int64_t max_bytes; /* of the result */
    int line;
};

/* messages "de" { welcome = "…" }: a line of the catalogue replaced. */
struct conf_message {
    char *language, *key, *text;
    int line;
};

struct conf {
    char *file;
    struct latin *latin; /* for the names of faces */
    struct conf_component component;
    char *store_path;
    int64_t store_min_free; /* MiB */
    char *user; /* "" when the daemon stays who it is */
    enum log_level log_level;
    struct conf_agent *agents;
    size_t n_agents;
    struct conf_queue *queues;
    size_t n_queues;
    struct conf_responder *responders;
    size_t n_responders;
    struct conf_tool *tools;
    size_t n_tools;
    struct conf_message *messages;
    size_t n_messages;
    bool a_labels;       /* conf_swap_labels() was called */
    struct arena *arena; /* all of the above */
};

enum conf_type {
    CONF_STRING,   /* any text */
    CONF_LIST,     /* {"a", "b"}, a single string is a list of one */
    CONF_INT,      /* range min..max */
    CONF_BOOL,     /* true/false, on/off, yes/no */
    CONF_DURATION, /* number with ms, s, m, h or d ("20s"), or off = 0 where min is 0; stored as milliseconds */
    CONF_SIZE,     /* number with B, KiB, MiB, GiB or TiB ("20MiB"), or off = 0 where min is 0; stored as bytes */
    CONF_CHOICE,   /* one of the words in choices, kept as its number (an enum) */
};

enum {
    CONF_TOP = 1,
    CONF_REQUIRED = 2,
    CONF_SECRET = 4, /* never shown */
    CONF_PATH = 8,   /* a relative path starts at the directory of the configuration file */
    CONF_LINES = 16, /* a string that may have line breaks */
};

struct conf_setting {
    const char *block; /* "component", "store", "log", "agent", "queue", "responder", "tool" */
    const char *name;
    enum conf_type type;
    unsigned flags;
    int64_t min, max;            /* of CONF_INT, (milliseconds) CONF_DURATION and (bytes) CONF_SIZE; bytes of a string */
    const char *otherwise;       /* the default as it would be written; "" when empty */
    const struct name_list *choices;
    const char *help;            /* one sentence for the manual and `check --settings` */
    size_t offset;               /* where it is kept in the block's struct */
};

/* All of them, in the order in which the manual has them: the first after NULL, NULL after the last. */
const struct conf_setting *conf_setting_next(const struct conf_setting *);

/* A check of the blocks (conf_check.h). It completes its part of the configuration, and adds what does not
 * fit to the mistakes. */
struct conf_check {
    void (*check)(struct conf_checking *);
    bool
        notes; /* only of a configuration without mistakes: else what a mistake has left out would be noted */
};

/* All of them, in this order; the row at the end has no function. Defined in src/wiring.c, because the nouns
 * of the blocks live in other rooms: only callers of conf_read() name it. */
extern const struct conf_check conf_checks[];

/* Reads FILE. Every mistake found (not only the first) is printed to errors as "FILE:LINE: what, and what would be
 * right", one a line; things that are allowed but surely not meant as "FILE:LINE: note: …". NULL when there was a
 * mistake. The secret's file must not be readable by others; neither must FILE when it holds the secret. The caller
 * owns the result: conf_free(). Sorted as in the file. */
struct conf *conf_read(const char *file, const struct conf_check *, FILE *errors, size_t *n_mistakes);
void conf_free(struct conf *);

/* Addresses have U-labels (RFC 7622), but Prosody and ejabberd know a domain only as it stands in their
 * configuration. Where that has A-labels, as ours has, they take and send nothing else: then domain and jid
 * of the component and the agents are those, and again the others. */
void conf_swap_labels(struct conf *);

/* The tool of this name that the responder may use; NULL: none. */
const struct conf_tool *conf_tool(const struct conf *, const struct conf_responder *, const char *name);
/* NULL when there is none. */
const struct conf_queue *conf_queue(const struct conf *, const char *name);
const struct conf_responder *conf_responder(const struct conf *, const char *name);
/* The responder of a queue; NULL when it has none, or when it is off. */
const struct conf_responder *conf_responder_of(const struct conf *, const struct conf_queue *);
const struct conf_agent *conf_agent(const struct conf *, const char *bare_jid);
bool conf_queue_has_agent(const struct conf *, const struct conf_queue *, const struct conf_agent *);

/* Prints every setting with default, unit, range and help, for `frontdesk check --settings`. */
void conf_print_settings(FILE *);

#endif
