/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mirror: after every change of a conversation's state the struct that the caller has is the row of the store. The
 * linker puts the functions below in the place of those of transition.h (--wrap; see sim_ways in Makefile.am), for
 * whoever calls them from another file. */
#include "sim.h"

#include <stdio.h>
#include <string.h>

#include "desk/core.h"
#include "desk/transition.h"
#include "intake/backlog.h"
#include "store/view.h"

static const struct view view = VIEW(CONVERSATION_COLUMNS(struct conversation));

static char found[200];
static long compared;

static bool is_same(const struct column *c, const struct conversation *a, const struct conversation *b)
{
    const void *left = (const char *)a + c->offset, *right = (const char *)b + c->offset;
    switch (c->type) {
    case COLUMN_INT:
        return *(const int64_t *)left == *(const int64_t *)right;
    case COLUMN_FLAG:
        return *(const bool *)left == *(const bool *)right;
    case COLUMN_TEXT:
        return strcmp(*(const char *const *)left, *(const char *const *)right) == 0;
    case COLUMN_NAME:
        return *(const unsigned *)left == *(const unsigned *)right;
    }
    return false;
}

static void compare(struct desk *d, const struct conversation *t, const char *way)
{
    struct conversation row = conversation_by_id(d, t->id);
    compared++;
    for (size_t i = 0; i < view.n && found[0] == '\0'; i++)
        if (!is_same(&view.column[i], t, &row))
            snprintf(
                found, sizeof found,
                "after conversation_%s the struct of conversation %lld is not its row: column %zu of conversation in db/columns",
                way, (long long)t->id, i + 1);
}

long sim_mirror_compared(void)
{
    return compared;
}

void sim_check_mirror(struct sim *s)
{
    if (found[0] != '\0')
        sim_violation(s, "%s", found);
    found[0] = '\0';
}

#define PARAMETERS(...) __VA_ARGS__
#define WAY(way, parameters, arguments)                                                           \
    void __real_conversation_##way(struct desk *, struct conversation *, PARAMETERS parameters);  \
    void __wrap_conversation_##way(struct desk *, struct conversation *, PARAMETERS parameters);  \
    void __wrap_conversation_##way(struct desk *d, struct conversation *t, PARAMETERS parameters) \
    {                                                                                             \
        __real_conversation_##way(d, t, PARAMETERS arguments);                                    \
        compare(d, t, #way);                                                                      \
    }

WAY(reopen, (enum conversation_state to), (to))
WAY(reopen_for, (int64_t agent, const char *reason), (agent, reason))
WAY(hold, (int64_t agent, const char *reason, const char *why), (agent, reason, why))
WAY(requeue, (const char *queue, const char *reason), (queue, reason))
WAY(requeue_for, (int64_t agent, const char *reason), (agent, reason))
WAY(to_line, (const char *reason), (reason))
WAY(to_bot, (const char *reason), (reason))
WAY(offered, (int64_t agent, const char *why), (agent, why))
WAY(unoffered, (const char *reason), (reason))
WAY(close, (const char *reason), (reason))

struct conversation __real_conversation_begin(struct desk *, const struct customer *,
                                              const struct conf_queue *, enum conversation_state,
                                              const char *);
struct conversation __wrap_conversation_begin(struct desk *, const struct customer *,
                                              const struct conf_queue *, enum conversation_state,
                                              const char *);

struct conversation __wrap_conversation_begin(struct desk *d, const struct customer *u,
                                              const struct conf_queue *q, enum conversation_state state,
                                              const char *why)
{
    struct conversation t = __real_conversation_begin(d, u, q, state, why);
    compare(d, &t, "begin");
    return t;
}
