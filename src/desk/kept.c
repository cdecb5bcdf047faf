/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * kept: see kept.h. */
#include "desk/kept.h"

#include <string.h>

#include "desk/core.h"
#include "desk/party.h"
#include "desk/share.h"

int64_t kept_bytes(const char *id, const char *origin_id, const char *body, const char *payload)
{
    const char *texts[] = {id, origin_id, body, payload};
    int64_t bytes = KEPT_MESSAGE;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        bytes += texts[i] != NULL ? (int64_t)strlen(texts[i]) : 0;
    return bytes;
}

struct share kept_share(struct desk *d, int64_t more)
{
    return (struct share){
        .what = "archive: bytes of the last 24 h",
        .setting = "archive_day",
        .used = budget_used(d, "bytes of all", "") + more,
        .limit = d->conf->component.archive_day,
        .blur = budget_blur(d->conf->component.archive_day),
    };
}

void kept_add(struct desk *d, const char *bare_jid, int64_t bytes)
{
    const struct conf_component *c = &d->conf->component;
    budget_add(d, "bytes", bare_jid, bytes, c->customer_bytes_day);
    budget_add(d, "bytes of a domain", party_domain(d->arena, bare_jid), bytes, c->archive_day);
    if (!budget_add(d, "bytes of all", "", bytes, c->archive_day) || c->archive_day == 0)
        return;
    struct share s = kept_share(d, 0);
    share_note(d, &s);
}
