/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * hours_check: see hours_check.h. */
#include "conf/hours_check.h"

#include <string.h>

#include "base/arena.h"
#include "conf/conf_check.h"
#include "conf/conf_tree.h"
#include "conf/hours_text.h"
#include "conf/hours_zone.h"
#include "conf/mistake.h"

enum { SPANS_MAX = 7 * 48 /* of one week */ };

static void check_spans(struct conf_checking *c, struct conf_hours *hours, const struct conf_block *block)
{
    struct conf_span spans[SPANS_MAX];
    int line = conf_line_of(c, block, "hours"), n = 0;

    for (size_t i = 0; i < hours->text.n; i++) {
        const char *why = NULL;
        int added = hours_parse(hours->text.item[i], spans + n, SPANS_MAX - n, &why);
        if (added < 0) {
            mistake_add(c->m, line, "hours = \"%s\": %s", conf_show(c, hours->text.item[i]), why);
            return;
        }
        n += added;
    }
    if (hours->text.n > 0) {
        hours->n = hours_merge(spans, (size_t)n);
        hours->span = arena_alloc(c->conf->arena, (hours->n + 1) * sizeof *hours->span);
        memcpy(hours->span, spans, hours->n * sizeof *hours->span);
    }
}

void hours_check(struct conf_checking *c, struct conf_hours *hours, const struct conf_block *block)
{
    check_spans(c, hours, block);
    if (hours_timezone_known(hours->timezone)) {
        hours_prepare(hours);
        return;
    }
    mistake_add(
        c->m, conf_line_of(c, block, "timezone"),
        "timezone = \"%s\": no such time zone; write its IANA name, as in \"Europe/Berlin\" or \"UTC\"",
        conf_show(c, hours->timezone));
}
