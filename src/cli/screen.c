/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * screen: see screen.h. */
#include "config.h"

#include "cli/screen.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/utf8.h"

enum { COLUMNS_MIN = 20, COLUMNS_MAX = 10000 };

static const char *const ink_on[] = {
    [INK_PLAIN] = "",        [INK_BOLD] = "\033[1m",  [INK_DIM] = "\033[2m",
    [INK_GOOD] = "\033[32m", [INK_WARN] = "\033[33m", [INK_BAD] = "\033[31m",
};

static int columns_of(FILE *out, bool terminal)
{
    const char *text = getenv("COLUMNS");
    char *end;
    long n = text == NULL ? 0 : strtol(text, &end, 10);
    if (n > 0 && *end == '\0')
        return n < COLUMNS_MIN ? COLUMNS_MIN : n > COLUMNS_MAX ? COLUMNS_MAX : (int)n;
    struct winsize size;
    if (terminal && ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col < COLUMNS_MIN ? COLUMNS_MIN : size.ws_col;
    return terminal ? 80 : 0;
}

struct screen screen_of(FILE *out)
{
    const char *no_colour = getenv("NO_COLOR"), *term = getenv("TERM");
    bool terminal = fileno(out) >= 0 && isatty(fileno(out)) != 0;
    return (struct screen){
        .columns = columns_of(out, terminal),
        .colour = terminal && (no_colour == NULL || *no_colour == '\0') && term != NULL &&
                  strcmp(term, "dumb") != 0,
    };
}

const char *screen_ink(const struct screen *screen, enum ink ink)
{
    return screen->colour ? ink_on[ink] : "";
}

const char *screen_plain(const struct screen *screen, enum ink ink)
{
    return screen->colour && ink != INK_PLAIN ? "\033[0m" : "";
}

static size_t char_columns(uint32_t cp)
{
    char one[5] = "?";
    if (cp != UINT32_MAX)
        one[utf8_encode(cp, one)] = '\0';
    return utf8_columns(one);
}

/* Returns how many bytes of text fit into so many columns. */
static size_t fitting(const char *text, size_t len, size_t columns)
{
    size_t at = 0, used = 0;
    while (at < len) {
        uint32_t cp;
        size_t bytes = utf8_decode(text + at, len - at, &cp);
        used += char_columns(cp);
        if (used > columns)
            break;
        at += bytes;
    }
    return at;
}

char *screen_cut(struct arena *arena, const char *text, int columns)
{
    if (columns <= 0 || utf8_columns(text) <= (size_t)columns)
        return arena_strdup(arena, text);
    return arena_printf(arena, "%.*s…", (int)fitting(text, strlen(text), (size_t)columns - 1), text);
}

/* Returns where to break a line that is too long: after the last blank that fits, else at the last column,
 * but after one character at least. */
static size_t break_at(const char *line, size_t len, size_t columns)
{
    size_t end = fitting(line, len, columns);
    if (end == len)
        return len;
    for (size_t at = end; at > 0; at--) {
        if (line[at] == ' ')
            return at;
    }
    uint32_t cp;
    return end > 0 ? end : utf8_decode(line, len, &cp);
}

static void wrap_line(const struct screen *screen, FILE *out, const char *line, int margin)
{
    size_t len = strlen(line);
    size_t room = screen->columns > margin ? (size_t)(screen->columns - margin) : 1;
    while (screen->columns > 0 && len > 0) {
        size_t end = break_at(line, len, room);
        fprintf(out, "%.*s\n", (int)end, line);
        while (end < len && line[end] == ' ')
            end++;
        line += end;
        len -= end;
        if (len == 0)
            return;
        fprintf(out, "%*s", margin, "");
    }
    fprintf(out, "%s\n", line);
}

void screen_wrap(const struct screen *screen, FILE *out, struct arena *arena, const char *text, int margin)
{
    for (const char *line = text, *next; line != NULL; line = next) {
        const char *end = strchrnul(line, '\n');
        next = *end == '\0' ? NULL : end + 1;
        if (line != text)
            fprintf(out, "%*s", margin, "");
        wrap_line(screen, out,
                  utf8_printable(arena, arena_strndup(arena, line, (size_t)(end - line)), SIZE_MAX), margin);
    }
}
