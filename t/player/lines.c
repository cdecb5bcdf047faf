/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lines: each line of a scene is given to the file that knows its first word. */
#include <string.h>

#include "base/arena.h"
#include "t/player/player.h"
#include "t/tap.h"
#include "t/world.h"

static void play_together(struct scene *s, const char *p)
{
    (void)p;
    s->together = true;
    world_together(s->w);
}

static void play_end(struct scene *s, const char *p)
{
    (void)p;
    if (!s->together)
        scene_wrong(s, "nothing to end");
    s->together = false;
    world_apart(s->w);
}

static const struct verb lines_verbs[] = {
    {.word = "together", .play = play_together},
    {.word = "end", .play = play_end},
    {.word = NULL},
};

static const struct verb *const verb_tables[] = {
    configuring_verbs, contacts_verbs, expecting_verbs, faults_verbs,  lines_verbs,   models_verbs,
    moments_verbs,     presence_verbs, script_verbs,    sealing_verbs, sending_verbs,
};

static const struct verb *find_verb(const char *text, const char **rest)
{
    for (size_t i = 0; i < sizeof verb_tables / sizeof verb_tables[0]; i++)
        for (const struct verb *v = verb_tables[i]; v->word != NULL; v++)
            if ((*rest = after_word(text, v->word)) != NULL)
                return v;
    return NULL;
}

/* A line about somebody: bob is …, jane -> … */
static void play_person(struct scene *s, const char *p)
{
    const char *who = take_word(s, &p), *verb = take_word(s, &p);
    if (strcmp(verb, "->") == 0)
        play_message(s, who, p);
    else if (strcmp(verb, "<-") == 0)
        play_expectation(s, who, p, false);
    else if (strcmp(verb, "<~") == 0)
        play_expectation(s, who, p, true);
    else if (strcmp(verb, "is") == 0)
        play_presence(s, who, p);
    else if (strcmp(verb, "sees") == 0)
        play_sees(s, who, p);
    else
        scene_wrong(s, "not a line of a scene");
}

static void start(struct scene *s, bool link_up)
{
    s->started = true;
    scene_configure(s, s->conf);
    if (!world_start(s->w)) {
        diag("%s", s->w->trouble);
        scene_wrong(s, "the desk does not open");
    }
    if (link_up)
        world_link(s->w, true);
}

/* The first line decides how the desk is found: when it begins, and whether the link is up. True when that was all
 * that it says. */
static bool play_first(struct scene *s, const char *text)
{
    const char *rest = after_word(text, "at");
    if (rest != NULL) {
        s->w->now_ms = MONDAY_MS;
        s->w->now_ms = parse_moment(s, rest);
        return true;
    }
    bool down = strcmp(text, "link down") == 0;
    start(s, !down);
    return down;
}

enum fate fate_of_line(const struct scene *s)
{
    bool crash = s->at + 1 < s->n_lines && strcmp(s->lines[s->at + 1].text, "crash") == 0;
    return crash ? FATE_LOST : s->w->fate;
}

/* A world that broke its own rules fails the line in which it did. */
static void check_trouble(struct scene *s)
{
    if (s->w->trouble == NULL)
        return;
    scene_point(s, false);
    diag("%s", s->w->trouble);
    s->w->trouble = NULL;
    if (s->w->desk == NULL)
        scene_wrong(s, "the desk did not open again");
}

void play_line(struct scene *s)
{
    const char *text = scene_line(s)->text, *rest;
    const struct verb *verb = find_verb(text, &rest);
    bool before = verb != NULL && verb->when == BEFORE;
    if (!s->started && !before && play_first(s, text))
        return;
    if (s->started)
        s->w->fate = fate_of_line(s);
    if (verb != NULL)
        verb->play(s, rest);
    else
        play_person(s, text);
    if (s->started && !s->together)
        answer_probes(s);
    check_trouble(s);
}
