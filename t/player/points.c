/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * points: what a line of a scene has shown, and what the desk had sent when it failed. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "t/player/player.h"
#include "t/tap.h"
#include "t/world.h"

enum { SHOWN_UNSEEN = 6 }; /* stanzas shown when an expectation is not met */

const struct line *scene_line(const struct scene *s)
{
    return &s->lines[s->at];
}

bool scene_point(struct scene *s, bool good)
{
    return ok(good, "%d: %s", scene_line(s)->number, scene_line(s)->text);
}

void scene_wrong(struct scene *s, const char *why)
{
    printf("Bail out! %s:%d: %s: %s\n", s->file, scene_line(s)->number, why, scene_line(s)->text);
    world_free(s->w);
    exit(1);
}

static const char *clock_of(int64_t ms)
{
    static char text[32];
    time_t seconds = (time_t)(ms / 1000);
    size_t len = strftime(text, sizeof text, "%a %H:%M:%S", gmtime(&seconds));
    snprintf(text + len, sizeof text - len, ".%03d", (int)(ms % 1000));
    return text;
}

void show_unseen(struct scene *s, bool messages, const char *who)
{
    int n = 0;
    for (const struct sent *m = s->w->first; m != NULL && n < SHOWN_UNSEEN; m = m->next)
        if (!m->seen && m->is_message == messages && (who == NULL || world_is_at(m->to, who))) {
            diag("unseen, %s: %s", clock_of(m->at_ms), m->xml);
            n++;
        }
    if (n == 0)
        diag("nothing more was sent%s%s", who == NULL ? "" : " to ", who == NULL ? "" : who);
}
