/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * session: the sessions with people's devices, as rows. The library names a session by a name and the number of the
 * device; the name is that of the pair of the call under way (omemo_inside.h), so the rows are found by the pair. */
#include "omemo/omemo_inside.h"

#include <session_record.h>

#include "base/log.h"

static const char *record_of(struct omemo *o, int32_t device)
{
    struct cursor *c =
        store_query(o->store, SQL_omemo_session, TEXT(o->pair.own), TEXT(o->pair.peer), INT(device));
    const char *record = cursor_next(c) ? cursor_text(c, 0) : NULL;
    cursor_end(c);
    return record;
}

static int load(signal_buffer **record, signal_buffer **user_record, const signal_protocol_address *address,
                void *omemo)
{
    struct omemo *o = omemo;
    const char *text = record_of(o, address->device_id);
    *user_record = NULL;
    *record = text != NULL
                  ? rest_bytes(o, rest_session(o, o->pair.own, o->pair.peer, address->device_id), text)
                  : NULL;
    return *record != NULL; /* a damaged record is like none */
}

static int contains(const signal_protocol_address *address, void *omemo)
{
    return record_of(omemo, address->device_id) != NULL;
}

/* Removes all but the newest earlier states. The library keeps 40, and tries each with a message that it cannot decrypt.
 * Returns NULL when there are no more; else the shorter record, which the caller frees. */
static signal_buffer *shortened(struct omemo *o, const uint8_t *bytes, size_t n)
{
    session_record *record = NULL;
    signal_buffer *shorter = NULL;
    if (session_record_deserialize(&record, bytes, n, o->context) != 0)
        return NULL;
    session_record_state_node *state = session_record_get_previous_states_head(record);
    for (int i = 0; i < OMEMO_STATES && state != NULL; i++)
        state = session_record_get_previous_states_next(state);
    bool more = state != NULL;
    while (state != NULL)
        state = session_record_get_previous_states_remove(record, state);
    if (more && session_record_serialize(&shorter, record) < 0)
        shorter = NULL;
    SIGNAL_UNREF(record);
    return shorter;
}

/* Strangers decide how many sessions there are. To count them takes a while, so it is not done for each new one. Those of one
 * domain do not take the places of others: without a session, its owner would be answered in plain text. */
static void make_room(struct omemo *o)
{
    enum { DAY_MS = 24 * 60 * 60 * 1000, SOME = 20, EVERY = 50 };
    int64_t id = store_last_id(o->store);
    store_run(o->store, SQL_omemo_session_drop_more, TEXT(o->pair.own), TEXT(o->pair.peer), INT(SOME),
              INT(OMEMO_DEVICES));
    store_run(o->store, SQL_omemo_session_drop_old,
              INT(o->pair.now_ms - (int64_t)OMEMO_SESSION_KEPT_DAYS * DAY_MS), INT(SOME));
    if (id % EVERY == 0)
        store_run(o->store, SQL_omemo_session_drop_most, INT(2 * EVERY), INT(OMEMO_SESSIONS),
                  INT(OMEMO_CROWD));
}

static void write_row(struct omemo *o, int32_t device, const uint8_t *record, size_t n)
{
    bool is_new = o->hears && record_of(o, device) == NULL;
    const char *name = rest_session(o, o->pair.own, o->pair.peer, device);
    store_run(o->store, SQL_omemo_session_put, TEXT(o->pair.own), TEXT(o->pair.peer), INT(device),
              TEXT(rest_text(o, name, record, n)), INT(o->hears ? o->pair.now_ms : 0));
    if (is_new)
        make_room(o);
}

/* A session that has grown too large holds many keys of messages that never came. The message is refused, and the session stays
 * as it was, so that its owner is still answered encrypted; the repair that follows begins a new one in its place. */
static int put(const signal_protocol_address *address, uint8_t *record, size_t n, uint8_t *user_record,
               size_t user_n, void *omemo)
{
    struct omemo *o = omemo;
    (void)user_record, (void)user_n;
    signal_buffer *shorter = shortened(o, record, n);
    if (shorter != NULL) {
        record = signal_buffer_data(shorter);
        n = signal_buffer_len(shorter);
    }
    bool fits = n <= (o->pair.agent ? OMEMO_RECORD_MAX : OMEMO_STRANGER_RECORD_MAX);
    if (fits)
        write_row(o, address->device_id, record, n);
    o->grown = !fits;
    signal_buffer_bzero_free(shorter);
    return fits ? 0 : SG_ERR_INVALID_MESSAGE;
}

static int drop(const signal_protocol_address *address, void *omemo)
{
    struct omemo *o = omemo;
    return (int)store_run(o->store, SQL_omemo_session_drop, TEXT(o->pair.own), TEXT(o->pair.peer),
                          INT(address->device_id));
}

/* The library asks neither for all devices of a name nor for their removal. */
static int devices(signal_int_list **list, const char *name, size_t n, void *omemo)
{
    (void)list, (void)name, (void)n, (void)omemo;
    return SG_ERR_INVAL;
}

static int drop_all(const char *name, size_t n, void *omemo)
{
    (void)name, (void)n, (void)omemo;
    return SG_ERR_INVAL;
}

bool session_begin(struct omemo *o)
{
    signal_protocol_session_store sessions = {
        .load_session_func = load,
        .get_sub_device_sessions_func = devices,
        .store_session_func = put,
        .contains_session_func = contains,
        .delete_session_func = drop,
        .delete_all_sessions_func = drop_all,
        .user_data = o,
    };
    return signal_protocol_store_context_set_session_store(o->keys, &sessions) == 0;
}

bool omemo_has_session(struct omemo *o, const struct omemo_pair *pair, uint32_t device)
{
    o->pair = *pair;
    return record_of(o, (int32_t)device) != NULL;
}
