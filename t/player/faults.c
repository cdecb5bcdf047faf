/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * faults: the link, the disk, the end of the process. */
#include <string.h>

#include "t/player/player.h"
#include "t/tap.h"
#include "t/world.h"

static void play_link(struct scene *s, const char *p)
{
    bool up = strcmp(p, "up") == 0;
    if (!up && strcmp(p, "down") != 0)
        scene_wrong(s, "the link is up or down");
    if (up == s->w->link_up)
        scene_wrong(s, "so it is already");
    world_link(s->w, up);
    if (s->w->again > 0)
        ok(true, "%d: %d unconfirmed went again, in order, with their ids", scene_line(s)->number,
           s->w->again);
}

static void play_full(struct scene *s, const char *p)
{
    (void)p;
    world_event(s->w, (struct desk_event){.kind = EVENT_LINK_FULL});
}

static void play_room(struct scene *s, const char *p)
{
    (void)p;
    world_event(s->w, (struct desk_event){.kind = EVENT_LINK_ROOM});
}

static void play_disk(struct scene *s, const char *p)
{
    s->w->disk_low = strcmp(p, "low") == 0;
    if (!s->w->disk_low && strcmp(p, "room") != 0)
        scene_wrong(s, "`disk low` or `disk room`");
    world_event(s->w, (struct desk_event){.kind = s->w->disk_low ? EVENT_DISK_LOW : EVENT_DISK_ROOM});
}

static void play_fence(struct scene *s, const char *p)
{
    s->w->fence_off = strcmp(p, "off") == 0;
}

static void play_stop(struct scene *s, const char *p)
{
    (void)p;
    world_event(s->w, (struct desk_event){.kind = EVENT_STOP});
}

static void play_stopped(struct scene *s, const char *p)
{
    (void)p;
    world_event(s->w, (struct desk_event){.kind = EVENT_STOPPED});
}

static void play_restart(struct scene *s, const char *p)
{
    (void)p;
    world_restart(s->w);
}

/* The event of the line before saw to it: see fate_of_line(). */
static void play_crash(struct scene *s, const char *p)
{
    (void)p;
    if (s->w->link_up)
        scene_wrong(s, "nothing happened in the line before");
}

static void play_commit_fails(struct scene *s, const char *p)
{
    if (strcmp(p, "fails") != 0)
        scene_wrong(s, "expected `commit fails`");
    s->w->fate = FATE_FAILED;
}

const struct verb faults_verbs[] = {
    {.word = "link", .play = play_link},
    {.word = "full", .play = play_full},
    {.word = "room", .play = play_room},
    {.word = "disk", .play = play_disk},
    {.word = "fence", .play = play_fence, .when = BEFORE},
    {.word = "stop", .play = play_stop},
    {.word = "stopped", .play = play_stopped},
    {.word = "restart", .play = play_restart},
    {.word = "crash", .play = play_crash},
    {.word = "commit", .play = play_commit_fails},
    {.word = NULL},
};
