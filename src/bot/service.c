/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * service: see service.h. */
#include "bot/service.h"

#include "desk/core.h"
#include "model/speech.h"

static const char *service_name(struct desk *d, const struct conf_responder *r)
{
    return arena_printf(d->arena, "%s %s %s", r->url, r->model, r->extra);
}

enum service_shape service_shape(struct desk *d, const struct conf_responder *r)
{
    int64_t held = store_int(d->store, SQL_service_get, -1, TEXT(service_name(d, r)));
    return held < 0 ? SERVICE_UNKNOWN : held == 0 ? SERVICE_PLAIN : SERVICE_HELD;
}

void service_learn(struct desk *d, const struct conf_responder *r, const struct speech *s)
{
    enum service_shape known = service_shape(d, r), now = s->lone_end ? SERVICE_HELD : SERVICE_PLAIN;
    if (now > known)
        store_run(d->store, SQL_service_put, TEXT(service_name(d, r)), INT(s->lone_end));
}
