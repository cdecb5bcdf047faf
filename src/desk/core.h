/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * core: the desk itself, which the files of the core share. It is small, because the state is in the
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
#include "desk/confirm.h"
#include "desk/desk.h"
#include "desk/flood.h"
#include "store/store.h"

/* What an address of a stanza belongs to. PLACE_UNKNOWN: to nothing of this desk. */
enum place { PLACE_HOUSE, PLACE_QUEUE, PLACE_FACE, PLACE_UNKNOWN };

struct desk {
    struct store *store;
    const struct conf *conf;
    const struct wiring *wiring; /* the handlers; see desk/wiring.h */
    struct arena *arena;         /* memory of this turn */
    struct rng rng;

    /* Set for each step. */
    struct effects *out;
    int64_t now_ms;

    /* About the present link. These are not kept: after a restart there is a new link. */
    bool link_up, link_full;
    bool disk_low; /* little room is left for the store; the shell repeats EVENT_DISK_LOW for a new desk */
    int64_t link_up_ms;   /* when the link came up */
    int64_t link_lost_ms; /* when it was lost, or this process's predecessor ended; 0: it is up */
    struct outbox *outbox;
    struct rosters *rosters;
    struct omemo *omemo; /* the keys of OMEMO; see omemo/omemo.h */

    int64_t timer_ms; /* when the earliest timer is due; INT64_MAX: no timer; a cache of timer.c */
    bool route;       /* something changed, so that an offer may be possible now */
    struct resume {   /* the router's next run also continues after this place in the lines */
        bool on;
        int64_t priority, place, due_ms;
    } resume;
    struct duty { /* a cache of agents_on_duty(), by queue */
        bool known, *queue;
        int64_t until_ms; /* some agent's hours begin or end */
    } duty;
    struct sweep { /* where line_tell_positions() continues in the next turn */
        bool on;
        size_t queue;
        int64_t began_ms, priority, place, position;
    } sweep;
    struct flood_key flood_key;
    struct flood_key alias_key, alias_key_new; /* the one in the store; the one to write if it has none */
    bool alias_key_known;
    struct flood flood;          /* messages of each customer */
    struct flood domains;        /* messages of each domain */
    struct flood refused;        /* refusals and polite answers, which a sender gets only now and then */
    struct flood signs;          /* receipts, markers and chat states of each customer */
    struct flood errors;         /* errors that each address sends back */
    struct flood lines;          /* log lines that strangers cause; see limited_log.h */
    struct budget budget;        /* the cache of budget.h */
    struct voice *voice;         /* looks that no customer's name may have; NULL until first needed */
    struct words *words;         /* NULL until first needed; see desk_words() */
    struct languages *languages; /* of this configuration; NULL until first needed; see desk_languages() */
    bool resumed;                /* tasks_resume() has looked for tasks of an earlier run */
    int64_t resume_after, resume_to; /* tasks with ids in this range (after, to] are still to be resumed */
    int answers;                     /* questions that responders looked up in the present step */
    int64_t blocks;                  /* how many rows the block list has */
    struct patterns {                /* the patterns of the block list, a cache; see blocks_load() */
        char **item;
        size_t n;
    } patterns;
    struct confirm confirm;
    struct figures *figures; /* the latest figures, one for each queue; NULL: not counted yet */
    int64_t changes;         /* changes of conversations' states since the start */
};

/* Sends a stanza that is not kept: presence, a chat state, a receipt, an answer to an IQ. Does nothing while
 * the link is down. */
void desk_send(struct desk *, const char *xml);

/* Appends an effect, which the caller performs after the commit, even while the link is down. The effect must
 * be in the turn's arena. */
void desk_effect(struct desk *, struct effect *);

/* Returns an address of the desk, as in "sales@support.example.com", in the arena. local "" or NULL: the
 * house. */
const char *desk_address(const struct desk *, const char *local);

/* Returns the local part of the address that the house chats from: some clients show no messages from a
 * domain.
 * "": from the domain, because a queue has that name or the setting is empty. */
const char *desk_house(const struct desk *);

/* Says whether a local part is one of the house's two addresses: "", or the one that it chats from. */
bool desk_is_house(const struct desk *, const char *local);

/* Returns ICU's word breaker. The desk owns it. */
struct words *desk_words(struct desk *);

/* Returns the tables that tell the language of a text. The desk owns them. */
struct languages *desk_languages(struct desk *);

/* Empties caches that are filled again from the store when needed: budgets, figures, agents on duty. */
void desk_forget(struct desk *);

/* Returns a new random stanza id, in the arena. */
const char *desk_new_id(struct desk *);
/* Says whether desk_new_id() may have made it. */
bool desk_is_new_id(const char *id);

/* Says what the address `to` belongs to. *queue: the queue, for PLACE_QUEUE; else NULL. */
enum place desk_place(const struct desk *, const struct jid *to, const struct conf_queue **queue);

#endif
