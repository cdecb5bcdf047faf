/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * contacts: the contact lists of agents, and clients that are asked to change them. */
#include <string.h>

#include "t/match.h"
#include "t/player/player.h"
#include "t/rosters.h"
#include "t/tap.h"
#include "t/world.h"

static void play_rosters(struct scene *s, const char *p)
{
    if (!rosters_grant(s->w, p))
        scene_wrong(s, "expected both, get, none, refused or silent");
    if (s->w->link_up)
        world_receive(s->w, s->w->greeting);
}

static void play_roster(struct scene *s, const char *p)
{
    const char *who = person(s, take_word(s, &p)), *rest = after_word(p, "=>");
    if (rest == NULL) {
        if (!rosters_change(s->w, who, fill(s, p)))
            scene_wrong(s, "expected => or an item");
        return;
    }
    const char *got = rosters_text(s->w, who), *want = unescape(s, fill(s, skip_blanks(rest)), true);
    if (!scene_point(s, match_text(want, got)))
        diag("got: %s", got);
}

static void play_client(struct scene *s, const char *p)
{
    const char *who = person_full(s, take_word(s, &p));
    rosters_client(s->w, who, p);
}

const struct verb contacts_verbs[] = {
    {.word = "rosters", .play = play_rosters, .when = BEFORE},
    {.word = "roster", .play = play_roster},
    {.word = "client", .play = play_client, .when = BEFORE},
    {.word = NULL},
};
