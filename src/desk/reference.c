/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * reference: see reference.h. The archive has the messages that a customer wrote or has got; the table
 * `unsent` has those that only the desk has got. Clients make the ids, and may use one again (some count from
 * 1 at each start). So if both have an id, the newer message counts. */
#include "desk/reference.h"

#include <string.h>

#include "desk/agent.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "store/view.h"

enum {
    UNSENT_KEPT = 200, /* of each agent */
    /* Of one message, each of which corrects the one before it. The archive names the first at once; only a
     * store of an older version has such chains. */
    CORRECTIONS = 8,
};

/* Of what was not sent. */
static const struct name_list referent_names =
    NAME_LIST([REFERENT_FAILED] = "failed", [REFERENT_REFUSED] = "refused", [REFERENT_DONE] = "done");

struct unsent {
    UNSENT_FIELDS; /* db/columns */
};

static const struct view view = VIEW(UNSENT_COLUMNS(struct unsent));

static struct unsent find_unsent(struct desk *d, const struct conversation *t, const struct agent *a,
                                 const char *id)
{
    struct unsent u = {.fate = REFERENT_UNKNOWN};
    view_first(&view, store_query(d->store, SQL_unsent_find, INT(a->id), INT(t->face), TEXT(id)), &u);
    return u;
}

/* The newest message of the archive that may be meant; 0: none. Only its author corrects a message or takes
 * it back. */
static int64_t find_sent(struct desk *d, const struct conversation *t, const struct agent *a, enum refers how,
                         const char *id)
{
    int64_t own = store_int(d->store, SQL_message_of_agent, 0, INT(t->face), TEXT(id), TEXT(a->jid));
    if (how == REFERS_CORRECTS || how == REFERS_RETRACTS)
        return own;
    int64_t theirs = store_int(d->store, SQL_message_of_face, 0, INT(t->face), TEXT(id));
    return own > theirs ? own : theirs;
}

/* Says whether a reply names the customer as the author: then it does not refer to a message of the agent. */
static bool names_customer(const struct conversation *t, const char *to)
{
    size_t len = strlen(t->localpart);
    return to != NULL && strncmp(to, t->localpart, len) == 0 && to[len] == '@';
}

enum referent reference_fate(struct desk *d, const struct conversation *t, const struct agent *a,
                             enum refers how, const char *id, const char *to)
{
    if (id[0] == '\0' || t->face == 0)
        return REFERENT_UNKNOWN;
    if (how == REFERS_REPLIES && names_customer(t, to))
        return reference_is_customers(d, t, id) ? REFERENT_SENT : REFERENT_UNKNOWN;
    struct unsent u = find_unsent(d, t, a, id);
    int64_t sent = find_sent(d, t, a, how, id);
    return sent > u.after || (sent != 0 && u.id == 0) ? REFERENT_SENT : u.fate;
}

static int64_t find_any(struct desk *d, const struct conversation *t, const struct agent *a, enum refers how,
                        const char *id)
{
    if (a != NULL)
        return find_sent(d, t, a, how, id);
    return store_int(d->store,
                     how == REFERS_CORRECTS || how == REFERS_RETRACTS ? SQL_message_of_customer
                                                                      : SQL_message_of_face,
                     0, INT(t->face), TEXT(id));
}

/* Finds a message, and sets *corrects to what it corrects; "": nothing. */
static const char *find_names(struct desk *d, int64_t message, const char **corrects)
{
    if (message == 0)
        return NULL;
    struct cursor *c = store_query(d->store, SQL_message_names, INT(message));
    const char *id = cursor_next(c) ? cursor_text(c, 0) : NULL;
    *corrects = id != NULL ? cursor_text(c, 1) : "";
    cursor_end(c);
    return id;
}

const char *reference_first(struct desk *d, const struct conversation *t, const struct agent *a,
                            enum refers how, const char *id)
{
    const char *first = NULL;
    for (int i = 0; i < CORRECTIONS && t->face != 0 && id[0] != '\0'; i++) {
        const char *corrects = "", *found = find_names(d, find_any(d, t, a, how, id), &corrects);
        if (found == NULL)
            break;
        first = corrects[0] != '\0' ? corrects : found;
        id = corrects;
    }
    return first;
}

static const char *agents_before(struct desk *d, const struct conversation *t, int64_t message)
{
    struct cursor *c =
        store_query(d->store, SQL_message_of_agent_before, INT(t->id), INT(message), TEXT(t->agent_jid));
    const char *id = cursor_next(c) ? cursor_text(c, 0) : NULL;
    cursor_end(c);
    return id;
}

const char *reference_marked(struct desk *d, const struct conversation *t, const char *id)
{
    struct cursor *c = store_query(d->store, SQL_message_to_customer, INT(t->id), TEXT(id));
    const char *author = "";
    int64_t message = 0;
    if (cursor_next(c)) {
        message = cursor_int(c, 0);
        author = cursor_text(c, 2);
    }
    cursor_end(c);
    if (strcmp(author, "agent") == 0)
        return id;
    if (message != 0)
        return strcmp(author, "bot") == 0 ? agents_before(d, t, message) : NULL;
    /* Not all that the desk says is archived, and the agent may have written it in an earlier conversation. */
    return !desk_is_new_id(id) || store_int(d->store, SQL_message_of_agent, 0, INT(t->face), TEXT(id),
                                            TEXT(t->agent_jid)) != 0
               ? id
               : NULL;
}

bool reference_is_customers(struct desk *d, const struct conversation *t, const char *id)
{
    return id[0] != '\0' && store_int(d->store, SQL_message_of_customer, 0, INT(t->face), TEXT(id)) != 0;
}

bool reference_newest_is_customers(struct desk *d, const struct conversation *t, const char *id)
{
    int64_t theirs = store_int(d->store, SQL_message_of_customer, 0, INT(t->face), TEXT(id));
    return theirs != 0 && theirs == store_int(d->store, SQL_message_of_face, 0, INT(t->face), TEXT(id));
}

/* After a command was carried out, all messages of its chain of corrections count as done, so that none of
 * them is carried out again. */
void reference_unsent(struct desk *d, const struct conversation *t, const struct agent *a, const char *id,
                      const char *origin_id, const char *corrects, enum referent fate)
{
    const char *origin = origin_id != NULL ? origin_id : "";
    int64_t chain = corrects != NULL ? find_unsent(d, t, a, corrects).chain : 0;
    int64_t after = store_int(d->store, SQL_message_last_id, 0);
    store_run(d->store, SQL_unsent_add, INT(a->id), INT(t->face), TEXT(id), TEXT(origin), INT(chain),
              TEXT(name_in(&referent_names, fate)), INT(after));
    if (chain != 0 && fate == REFERENT_DONE)
        store_run(d->store, SQL_unsent_done, INT(a->id), INT(chain));
    store_run(d->store, SQL_unsent_trim, INT(a->id), INT(UNSENT_KEPT));
}
