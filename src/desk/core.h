/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * core: what the files of the core share: the desk itself, which is little, because the state is in the
 * store. */
#ifndef FRONTDESK_CORE_H
#define FRONTDESK_CORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/jid.h"
#include "base/rng.h"
#include "base/words.h"
#include "conf/conf.h"
#include "desk/budget.h"
#include "desk/desk.h"
#include "desk/flood.h"
#include "store/store.h"
#include "xmpp/confirm.h"

/* Where a stanza is addressed to. */
enum place { PLACE_HOUSE, PLACE_QUEUE, PLACE_FACE, PLACE_UNKNOWN };

struct desk {
    struct store *store;
    const struct conf *conf;
    const struct wiring *wiring; /* the handlers; see desk/wiring.h */
    struct arena *arena;         /* the turn's */
    struct rng rng;

    /* Of the present step. */
    struct effects *out;
    int64_t now_ms;

    /* Of the present link. Not state: after a restart there is a new link. */
    bool link_up, link_full;
    bool disk_low; /* little room is left for the store; the shell says it again to a new desk */
    int64_t link_up_ms; /* since when */
    struct outbox *outbox;

    int64_t timer_ms; /* of the earliest timer in the store, INT64_MAX: none; a cache, timer.c keeps it */
    bool route;       /* something changed that may let an offer be made */
    struct resume {   /* the next look at the lines goes on behind this place */
        bool on;
        int64_t priority, place, due_ms;
    } resume;
    struct duty {     /* whether somebody of a queue takes offers, a cache; see agents_on_duty() */
        bool known, *queue;
    } duty;
    struct sweep {    /* telling positions goes on where it stopped */
        bool on;
        size_t queue;
        int64_t began_ms, priority, place, position;
    } sweep;
    struct flood_key flood_key;
    struct flood_key alias_key, alias_key_new; /* the store's, and the one it gets if it has none */
    bool alias_key_known;
    struct flood flood;   /* of each customer */
    struct flood domains; /* of each domain */
    struct flood refused; /* who is blocked, and was told */
    struct flood signs;   /* of each customer: receipts, markers, chat states */
    struct flood errors;  /* … and what came back */
    struct flood lines;   /* of the log, that strangers cause; see limited_log.h */
    struct budget budget; /* what stands before the counters of a day */
    struct voice *voice;  /* what nobody may look like; made when it is first asked for */
    struct words *words;  /* made when it is first asked for; see desk_words() */
    bool resumed;         /* the tasks of an earlier run were looked for */
    int64_t resume_after, resume_to; /* … of which these, by id, were not looked at yet */
    int answers;          /* questions looked up in the present step */
    int64_t blocks;       /* rows of the block list */
    struct patterns {     /* … that have to be compared with a sender, a cache; see blocks_load() */
        char **item;
        size_t n;
    } patterns;
    struct confirm confirm;
    struct figures *figures; /* counted lately, one for each queue; NULL: none was */
    int64_t changes;         /* of conversations' states, since the start */
};

/* Sends what is not kept: presence, chat states, receipts, answers to IQs. While the link is down nothing. */
void desk_send(struct desk *, const char *xml);

/* Performed after the commit, whether there is a link or not. In the turn's arena. */
void desk_effect(struct desk *, struct effect *);

/* "sales@support.example.com", in the arena; local "" gives the house. */
const char *desk_address(const struct desk *, const char *local);

/* ICU's word breaker. */
struct words *desk_words(struct desk *);

/* Drops what is only remembered of the store, and is read again when it is asked for. */
void desk_forget(struct desk *);

/* A fresh stanza id. */
const char *desk_new_id(struct desk *);

/* Whose address this is; *queue for PLACE_QUEUE. */
enum place desk_place(const struct desk *, const struct jid *to, const struct conf_queue **queue);

#endif
