/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * core: see core.h. */
#include "desk/core.h"

#include <stdlib.h>
#include <string.h>

#include "conf/language.h"
#include "desk/figures.h"

void desk_effect(struct desk *d, struct effect *e)
{
    *d->out->end = e;
    d->out->end = &e->next;
    d->out->n++;
}

void desk_send(struct desk *d, const char *xml)
{
    if (!d->link_up)
        return;
    struct effect *e = arena_alloc(d->arena, sizeof *e);
    *e = (struct effect){.kind = EFFECT_SEND, .text = xml, .len = strlen(xml)};
    desk_effect(d, e);
}

const char *desk_address(const struct desk *d, const char *local)
{
    const char *domain = d->conf->component.domain;
    return local == NULL || local[0] == '\0' ? domain : arena_printf(d->arena, "%s@%s", local, domain);
}

const char *desk_house(const struct desk *d)
{
    const char *house = d->conf->component.house;
    return conf_queue(d->conf, house) != NULL ? "" : house;
}

struct words *desk_words(struct desk *d)
{
    if (d->words == NULL)
        d->words = words_new();
    return d->words;
}

struct languages *desk_languages(struct desk *d)
{
    if (d->languages == NULL)
        d->languages = languages_new(desk_words(d), d->conf);
    return d->languages;
}

enum { NEW_ID = 16 /* characters */ };

const char *desk_new_id(struct desk *d)
{
    char word[NEW_ID + 1];
    rng_word(&d->rng, word, NEW_ID);
    return arena_strdup(d->arena, word);
}

bool desk_is_new_id(const char *id)
{
    return rng_is_word(id, NEW_ID);
}

bool desk_is_house(const struct desk *d, const char *local)
{
    return local[0] == '\0' ||
           (strcmp(local, d->conf->component.house) == 0 && conf_queue(d->conf, local) == NULL);
}

enum place desk_place(const struct desk *d, const struct jid *to, const struct conf_queue **queue)
{
    *queue = NULL;
    if (strcmp(to->domain, d->conf->component.domain) != 0)
        return PLACE_UNKNOWN;
    if (desk_is_house(d, to->local))
        return PLACE_HOUSE;
    *queue = conf_queue(d->conf, to->local);
    if (*queue != NULL)
        return PLACE_QUEUE;
    /* Queues have no '.', faces have one: they can never be taken for each other. */
    return strchr(to->local, '.') != NULL ? PLACE_FACE : PLACE_UNKNOWN;
}

void desk_forget(struct desk *d)
{
    budget_free(&d->budget);
    figures_forget(d);
    free(d->duty.queue);
    d->duty = (struct duty){0};
}
