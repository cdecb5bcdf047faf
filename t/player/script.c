/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * script: the file of a scene, as lines. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "t/player/player.h"
#include "t/tap.h"

static void add_line(struct scene *s, size_t *size, int number, const char *text)
{
    if (s->n_lines == *size) {
        size_t bytes = *size * sizeof *s->lines;
        *size *= 2;
        s->lines = arena_grow(s->arena, s->lines, bytes, 2 * bytes);
    }
    s->lines[s->n_lines++] = (struct line){.number = number, .text = text};
}

/* Lines that go on are joined, except inside of a configuration. */
void scene_read(struct scene *s)
{
    FILE *file = fopen(s->file, "r");
    char *buf = NULL;
    size_t buf_size = 0, size = 64;
    bool block = false, knowledge = false; /* knowledge: empty lines count */
    if (file == NULL)
        fatal("%s: %m", s->file);
    s->lines = arena_alloc(s->arena, size * sizeof *s->lines);
    for (int number = 1; getline(&buf, &buf_size, file) >= 0; number++) {
        buf[strcspn(buf, "\n")] = '\0';
        const char *text = arena_strdup(s->arena, skip_blanks(buf));
        bool goes_on = text[0] != '\0' && isblank((unsigned char)buf[0]) && s->n_lines > 0 && !block;
        if (goes_on)
            s->lines[s->n_lines - 1].text =
                arena_printf(s->arena, "%s %s", s->lines[s->n_lines - 1].text, text);
        else if ((text[0] != '\0' || knowledge) && (text[0] != '#' || block))
            add_line(s, &size, number, text);
        knowledge = strcmp(text, "end") != 0 && (knowledge || after_word(text, "knowledge") != NULL);
        if (strcmp(text, "conf") == 0 || strcmp(text, "reload") == 0 || knowledge)
            block = true;
        else if (strcmp(text, "end") == 0)
            block = false;
    }
    free(buf);
    fclose(file);
}

/* The lines up to `end`. */
const char *take_block(struct scene *s)
{
    const char *text = "";
    for (s->at++; s->at < s->n_lines; s->at++) {
        const char *line = scene_line(s)->text;
        if (strcmp(line, "end") == 0)
            return text;
        text = arena_printf(s->arena, "%s%s\n", text, line);
    }
    s->at--;
    scene_wrong(s, "the block has no end");
}

bool scene_says(const struct scene *s, const char *line)
{
    for (size_t i = 0; i < s->n_lines; i++)
        if (strcmp(s->lines[i].text, line) == 0)
            return true;
    return false;
}

/* A restart may lose what a crash may lose. Scenes with a death of their own are left alone. */
bool scene_is_for(const struct scene *s, enum mode mode)
{
    if (mode == PLAIN)
        return true;
    if (mode == MEMORIES)
        return !scene_says(s, "only on XMPP");
    bool dies = scene_says(s, "crash") || scene_says(s, "commit fails") || scene_says(s, "not with restarts");
    return !dies && (mode == RESTARTS || !scene_says(s, "not with crashes"));
}

/* The store has to be there before the desk comes, or when it is gone. */
bool scene_on_disk(const struct scene *s)
{
    for (size_t i = 0; i < s->n_lines; i++)
        if (after_word(s->lines[i].text, "store") != NULL)
            return true;
    return s->mode == RESTARTS || s->mode == CRASHES || scene_says(s, "restart") || scene_says(s, "crash") ||
           scene_says(s, "commit fails");
}

/* Seen to before the scene began: see scene_is_for(). */
static void play_only_on(struct scene *s, const char *rest)
{
    if (strcmp(rest, "on XMPP") != 0)
        scene_wrong(s, "expected: only on XMPP");
}

static void play_not_with(struct scene *s, const char *p)
{
    if (strcmp(p, "with restarts") != 0 && strcmp(p, "with crashes") != 0)
        scene_wrong(s, "expected `not with restarts` or `not with crashes`");
}

const struct verb script_verbs[] = {
    {.word = "not", .play = play_not_with, .when = BEFORE},
    {.word = "only", .play = play_only_on, .when = BEFORE},
    {.word = NULL},
};
