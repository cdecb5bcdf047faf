/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf: the configuration, read with libConfuse into plain structs. The core only reads them.
 *
 * The tables of settings (conf_settings.h) hold every setting: block, name, type, unit, range, default and
 * help. The parser, the checks and `frontdesk check --defaults` work from these tables, and so does the test
 * that fails when a setting is missing from the sample file or from frontdesk.conf(5).
 *
 * Settings of a queue or an agent with the flag CONF_TOP may also be written outside all blocks. There they
 * are the default for every queue (or agent) that does not set them itself. */
#ifndef FRONTDESK_CONF_H
#define FRONTDESK_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/log.h"
#include "base/name_list.h"
#include "conf/periods.h"

struct acts;
struct arena;
struct conf_checking;
struct latin;

/* Settings whose value is one of several words. The words are beside the tables of settings; the parser, the
 * help and the messages read them from there. */
enum role { ROLE_AGENT, ROLE_SUPERVISOR };
enum responder_mode { RESPONDER_FIRST, RESPONDER_FALLBACK, RESPONDER_OFF };
enum responder_in_line { IN_LINE_CLOSED, IN_LINE_ON, IN_LINE_OFF }; /* closed: outside the hours */
enum responder_type {
    RESPONDER_NONE, /* the type is missing, which is a mistake */
    RESPONDER_FAQ,
    RESPONDER_OPENAI,
    RESPONDER_NULL,
    RESPONDER_TYPES
};
enum stream { STREAM_SENTENCES, STREAM_CORRECTIONS, STREAM_OFF };
extern const struct name_list encryption_names, role_names, responder_mode_names, responder_in_line_names,
    responder_type_names, stream_names;
/* Each strategy is a file of its own in src/desk/strategy/, which holds its name. */
extern const struct name_list strategy_names;

struct conf_list {
    char **item;
    size_t n;
};

/* Under which groups the chats stand in agents' rosters. ROSTER_OFF: not at all. */
enum roster_groups { ROSTER_STATE, ROSTER_QUEUE, ROSTER_OFF };

struct conf_component {
    char *domain; /* prepared (nameprep), in U-labels */
    char *other;  /* the domain in A-labels when it was written so, else NULL; see conf_swap_labels() */
    char *server; /* as written, "127.0.0.1:5347" or "[::1]:5347"; the port defaults to 5347 */
    char *host;   /* the host of `server`, without brackets */
    int64_t port;
    char *secret;      /* from `secret` or secret_file; never logged or printed */
    char *secret_file; /* "" when the secret is in the configuration itself */
    /* Limit for one domain; the agents' domains are exempt. */
    int64_t flood_domain_messages, flood_domain_period_ms;
    int64_t domain_share;              /* percent of a limit that one domain may use; 100: off */
    struct conf_list customer_domains; /* prepared; exempt from domain_share and flood_domain_messages */
    /* Bytes kept in 24 hours: of one customer, of all customers; 0: no limit. */
    int64_t customer_bytes_day, archive_day;
    int64_t block_for_ms; /* 0: for ever */
    /* The queue of customers who write to the house, which is the only queue if there is one; "": they get a
     * menu. */
    char *default_queue;
    char *house; /* the local part of the address that the house chats from; "": it is the domain */
    enum roster_groups roster_groups;
    int64_t roster_keep_ms; /* 0: a chat leaves the agent's roster at once */
};

/* One span of opening hours, in minutes since Monday 00:00: `from` is inside, `to` is outside; 0 <= from <
 * to <= 10080. */
struct conf_span {
    int from, to;
};

/* The hours of a queue or an agent. */
struct conf_hours {
    struct conf_list text;
    /* Sorted, not overlapping; NULL: always open; not NULL with n 0: never open. */
    struct conf_span *span;
    size_t n;
    void *clock;    /* ICU's calendar of the time zone, for hours.c; NULL: one is opened at each call */
    char *timezone; /* an IANA name that ICU knows; default UTC */
};

/* The contents of the file that `avatar` names. */
struct conf_picture {
    const char *base64; /* NULL: there is no picture */
    const char *type;   /* "image/png" */
    size_t bytes;
    char sha1[2 * 20 + 1];
};

/* Which OMEMO keys of an agent's devices the desk trusts: any, or only those that it saw first. */
enum trust { TRUST_BLIND, TRUST_FIRST };
/* Whether people may encrypt with OMEMO. ENCRYPTION_PREFER: the desk encrypts what it writes first. ENCRYPTION_REQUIRE: what
 * people write in plain text is refused, and nothing of a conversation is sent to them in plain text. */
enum encryption { ENCRYPTION_OFF, ENCRYPTION_ACCEPT, ENCRYPTION_PREFER, ENCRYPTION_REQUIRE };

struct conf_agent {
    char *jid;    /* bare, prepared, its domain in U-labels */
    char *other;  /* the address with its domain in A-labels when it was written so, else NULL */
    char *name;   /* what customers see; default: the localpart */
    char *avatar; /* a file; "": none */
    struct conf_picture picture;
    enum role role;
    int64_t max_chats;       /* 1-1000 */
    struct conf_hours hours; /* of duty */
    bool zone_is_own;        /* the time zone is the agent's setting, not the first queue's */
    int64_t pause_after;     /* unanswered offers in a row; 0: never */
    enum encryption omemo;
    enum trust trust;
    struct conf_list skills;
    int line;
};

struct conf_queue {
    char *name;   /* the local part of its address: nodeprepped, without '.', which faces have */
    char *title;  /* default: the name */
    char *avatar; /* a file; "": none */
    struct conf_picture picture;
    char *greeting;               /* "" or a first line for customers, sent before the notices */
    struct conf_list agents_text; /* as written */
    size_t *agents;               /* indexes into conf->agents, in the order of the list */
    size_t n_agents;
    struct conf_list skills; /* an agent must have all of them to be asked */
    unsigned strategy;       /* index into strategy_names */
    struct conf_hours hours;
    char *language;           /* BCP 47 tag of a catalogue that ships or is overridden: en, de, zh */
    struct conf_list goodbye; /* words that end the conversation when they are the whole message */
    struct conf_list thanks;  /* words that open no conversation when they are the whole message */
    bool show_customer_jid;
    enum encryption omemo;
    bool omemo_notice;
    int64_t max_waiting; /* 1-1,000,000 */
    int64_t max_message; /* characters */
    int64_t flood_messages;
    int64_t flood_period_ms;
    QUEUE_PERIODS;            /* db/periods: offer_timeout_ms and its like; 0: off, but for two */
    int64_t reopen_within_ms; /* 0: never */
    int64_t position_every_ms;
    int64_t receipt_timeout_ms; /* 0: off */
    char *responder;            /* "" or the name of a responder block */
    enum responder_mode responder_mode;
    enum responder_in_line responder_in_line;
    char *copilot;           /* "" or the name of a responder block of type openai that helps the agents */
    bool close_summary;      /* the copilot writes a summary when a conversation is closed */
    int64_t responder_share; /* percent of the new conversations that go to the responder, 0-100 */
    int line;
};

struct conf_responder {
    enum responder_type type;
    char *name, *url, *model, *key_file, *knowledge;
    struct conf_list knowledge_also; /* further directories into which links in `knowledge` may lead */
    char *shown;                     /* what customers see; "": the title of the queue */
    RESPONDER_PERIODS;               /* db/periods: debounce_ms, close_after_ms */
    /* Limits after which a person takes over: answers; questions in a row without an answer. */
    int64_t max_turns, max_missed;
    int64_t max_conversations;            /* at the same time; more are refused, as when the line is full */
    struct conf_list human_words, topics; /* compared with any part of a message */
    struct conf_list yes_words, no_words, thanks_words, hello_words; /* compared with the whole message */
    struct conf_list acts_files; /* tables in addition to those that ship (acts/act.h) */
    const struct acts *acts;     /* all these tables, read; they live as long as the configuration */
    /* Settings of a language model (RESPONDER_OPENAI). */
    char *key;             /* the contents of key_file; "" when there is none; never logged or printed */
    char *proxy, *ca_file; /* proxy "": none; ca_file "": the certificates of the system */
    char *instructions;    /* sent to the model with the role "system" */
    char *extra;           /* a JSON object with further members of a request; "": none */
    char *max_tokens_name; /* the name that the service has for max_tokens */
    bool tools;
    bool choose_only;   /* the model picks a text of the knowledge, and writes nothing */
    enum stream stream; /* how a long answer is sent while the model still writes it */
    int64_t connect_timeout_ms, first_token_timeout_ms, total_timeout_ms;
    int64_t retries, max_calls, max_tokens, context_tokens;
    int64_t tokens_conversation, tokens_customer, tokens_domain, tokens_day; /* 0: no limit */
    /* Hand over below this score, -100 (never) to 100. */
    int64_t min_sentiment;
    bool grounded; /* figures in answers must stand in what the model was given */
    struct conf_list links, redact;
    struct conf_list use; /* names of tool blocks */
    /* A service for embeddings; "": none. key: the contents of key_file; "" when there is none; never logged. */
    char *embeddings, *embeddings_model, *embeddings_key_file, *embeddings_key;
    int64_t embeddings_timeout_ms;
    int line, redact_line;
};

/* A tool that the administrator gives to a language model: an HTTP request. */
struct conf_tool {
    char *name;                    /* the name by which the model calls the tool */
    char *description;             /* for the model */
    char *url;                     /* with {placeholders} after the host */
    struct conf_list parameters;   /* "order: the number of the order" */
    struct conf_list headers;      /* "X-Customer: {desk.customer}" */
    bool post;                     /* send the arguments as JSON in the body */
    bool confirm;                  /* somebody has to say yes before a call */
    struct conf_list confirm_text; /* "Shall I book {day}?", with or without "en: " before it */
    char *key_file, *key;
    char *secret_file, *secret; /* signs the request; secret "": it is not signed */
    int64_t timeout_ms;
    int64_t max_bytes; /* of the result */
    int line;
};

/* A text of the notice catalogue that the configuration replaces: messages "de" { welcome = "…" }. */
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
    char *omemo_key_file, *omemo_key;
    size_t omemo_key_len; /* bytes of omemo_key, which may be of any value; 0: there is no key */
    int omemo_key_line;
    char *user; /* "" when the daemon does not change its user */
    enum log_level log_level;
    struct conf_agent *agents;
    size_t n_agents;
    struct conf_queue *queues;
    size_t n_queues;
    bool pictures; /* somebody has one */
    struct conf_responder *responders;
    size_t n_responders;
    struct conf_tool *tools;
    size_t n_tools;
    struct conf_message *messages;
    size_t n_messages;
    bool a_labels;       /* domain and agents are in A-labels now, by conf_swap_labels() */
    struct arena *arena; /* holds all of the above */
};

enum conf_type {
    CONF_STRING,   /* any text */
    CONF_LIST,     /* {"a", "b"}, a single string is a list of one */
    CONF_INT,      /* range min..max */
    CONF_BOOL,     /* true/false, on/off, yes/no */
    CONF_DURATION, /* number with ms, s, m, h or d ("20s"), or off (0) where min is 0; in milliseconds */
    CONF_SIZE,     /* number with B, KiB, MiB, GiB or TiB ("20MiB"), or off (0) where min is 0; in bytes */
    CONF_CHOICE,   /* one of the words in choices; stored as its index, an enum value */
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
    /* Range of CONF_INT, CONF_DURATION (milliseconds) and CONF_SIZE (bytes); length of a string in bytes. */
    int64_t min, max;
    const char *otherwise; /* the default as it would be written; "" when empty */
    const struct name_list *choices;
    const char *help; /* one sentence for the manual and `check --settings` */
    size_t offset;    /* its place in the block's struct */
};

/* Returns the setting after the given one, in the order of the manual: the first after NULL, NULL after the
 * last. */
const struct conf_setting *conf_setting_next(const struct conf_setting *);

/* A check of the blocks (conf_check.h). It completes its part of the configuration and adds the mistakes
 * that it finds. */
struct conf_check {
    void (*check)(struct conf_checking *);
    bool notes; /* only run when there are no mistakes: else it would note the consequences of a mistake */
};

/* All checks, in the order in which they run; the row at the end has no function. Defined in src/wiring.c,
 * because the checks live in the rooms that own the blocks. Only callers of conf_read() use it. */
extern const struct conf_check conf_checks[];

/* Reads a configuration file and runs the checks. Prints every mistake (not only the first) to errors as
 * "FILE:LINE: what, and what would be right", one a line, in the order of the file; and as "FILE:LINE: note:
 * …" what is allowed but surely not meant. Returns NULL when there was a mistake. It is a mistake when
 * everybody can read the file of the secret, or the configuration file while it holds the secret. Agents,
 * queues and responders are in the order of the file. The caller frees the result with conf_free(). */
struct conf *conf_read(const char *file, const struct conf_check *, FILE *errors, size_t *n_mistakes);
void conf_free(struct conf *);

/* Swaps the domain of the component and the addresses of the agents between U-labels and A-labels. Addresses
 * should have U-labels (RFC 7622), but Prosody and ejabberd know a domain only as it is written in their
 * configuration. Where that has A-labels, as this configuration has, they accept and send nothing else.
 * Calling it twice restores the first form. Domains that were not written in A-labels stay as they are. */
void conf_swap_labels(struct conf *);

/* Returns the tool of this name if the responder may use it; NULL otherwise. */
const struct conf_tool *conf_tool(const struct conf *, const struct conf_responder *, const char *name);
/* These return NULL when there is none. */
const struct conf_queue *conf_queue(const struct conf *, const char *name);
const struct conf_responder *conf_responder(const struct conf *, const char *name);
/* Returns the responder of a queue; NULL when it has none or responder_mode is off. */
const struct conf_responder *conf_responder_of(const struct conf *, const struct conf_queue *);
const struct conf_agent *conf_agent(const struct conf *, const char *bare_jid);
bool conf_queue_has_agent(const struct conf *, const struct conf_queue *, const struct conf_agent *);
/* Says whether the agent has all skills that the queue asks for. */
bool conf_queue_suits_agent(const struct conf_queue *, const struct conf_agent *);

/* Prints every setting with default, unit, range and help, for `frontdesk check --settings`. */
void conf_print_settings(FILE *);

#endif
