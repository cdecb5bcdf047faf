/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * session: the sessions with people's devices, as rows. The library names a session by a name and the number of the
 * device; the name is that of the pair of the call under way (omemo_inside.h), so the rows are found by the pair. */
#include "omemo/omemo_inside.h"

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
    *record = text != NULL ? omemo_bytes(o, text) : NULL;
    return *record != NULL; /* a damaged record is like none */
}

static int contains(const signal_protocol_address *address, void *omemo)
{
    return record_of(omemo, address->device_id) != NULL;
}

/* A session that has grown too large holds many keys of messages that never came: it is dropped, and begun anew. */
static int put(const signal_protocol_address *address, uint8_t *record, size_t n, uint8_t *user_record,
               size_t user_n, void *omemo)
{
    struct omemo *o = omemo;
    (void)user_record, (void)user_n;
    if (n > OMEMO_RECORD_MAX) {
        store_run(o->store, SQL_omemo_session_drop, TEXT(o->pair.own), TEXT(o->pair.peer),
                  INT(address->device_id));
        return SG_ERR_INVALID_MESSAGE;
    }
    bool is_new = o->hears && record_of(o, address->device_id) == NULL;
    store_run(o->store, SQL_omemo_session_put, TEXT(o->pair.own), TEXT(o->pair.peer), INT(address->device_id),
              TEXT(omemo_text(o, record, n)), INT(o->hears ? o->pair.now_ms : 0));
    if (!is_new)
        return 0;
    enum { DAY_MS = 24 * 60 * 60 * 1000, SOME = 20 };
    store_run(o->store, SQL_omemo_session_drop_more, TEXT(o->pair.own), TEXT(o->pair.peer), INT(SOME),
              INT(OMEMO_DEVICES));
    store_run(o->store, SQL_omemo_session_drop_old,
              INT(o->pair.now_ms - (int64_t)OMEMO_SESSION_KEPT_DAYS * DAY_MS), INT(SOME));
    return 0;
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

bool omemo_knows(struct omemo *o, const struct omemo_pair *pair)
{
    return store_int(o->store, SQL_omemo_session_devices, 0, TEXT(pair->own), TEXT(pair->peer), INT(1)) != 0;
}
