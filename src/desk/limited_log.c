/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * limited_log: see limited_log.h. */
#include "desk/limited_log.h"

#include <stdarg.h>

#include "desk/core.h"
#include "desk/party.h"
#include "desk/share.h"

enum { LINES_MS = 60 * 1000, LINES_OF_ADDRESS = 3, LINES_OF_DOMAIN = 10, LINES_OF_KIND = 20 };

static bool may_log(struct desk *d, const char *fmt, const char *who, int64_t limit, int64_t *left_out)
{
    int64_t number = flood_number(&d->flood_key, arena_printf(d->arena, "%s\n%s", fmt, who));
    *left_out += flood_left_out(&d->lines, number, d->now_ms, limit, LINES_MS);
    return flood_pass(&d->lines, number, d->now_ms, limit, LINES_MS);
}

void limited_log(struct desk *d, enum log_level level, const char *who, const char *fmt, ...)
{
    const char *domain = party_domain(d->arena, who);
    int64_t left_out = 0;
    if (!may_log(d, fmt, who, LINES_OF_ADDRESS, &left_out) ||
        (!share_exempt(d, domain) &&
         !may_log(d, fmt, arena_printf(d->arena, "@%s", domain), LINES_OF_DOMAIN, &left_out)) ||
        !may_log(d, fmt, "", LINES_OF_KIND, &left_out))
        return;
    va_list ap;
    va_start(ap, fmt);
    const char *line = arena_vprintf(d->arena, fmt, ap);
    va_end(ap);
    const char *more = arena_printf(d->arena, " (%lld similar lines were left out)", (long long)left_out);
    log_at(level, "%s%s", line, left_out > 0 ? more : "");
}
