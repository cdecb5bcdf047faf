/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * quotes: see quotes.h. */
#include "base/quotes.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

static bool is_quote(const char *line)
{
    uint32_t cp;
    utf8_first(line, &cp);
    return utf8_folded(cp) == '>';
}

static const char *next_line(const char *line)
{
    return utf8_skip_unseen(line + strcspn(line, "\r\n"));
}

const char *quotes_skip(const char *text)
{
    const char *line = utf8_skip_unseen(text);
    if (!is_quote(line))
        return text;
    while (is_quote(line))
        line = next_line(line);
    return line;
}

const char *quotes_next(const char *text)
{
    const char *line = utf8_skip_unseen(text);
    while (line[0] != '\0' && !is_quote(line))
        line = next_line(line);
    return line[0] != '\0' ? line : NULL;
}

const char *quotes_text(const char *line)
{
    const char *end = line + strcspn(line, "\r\n");
    uint32_t cp;
    while (line < end && is_quote(line))
        line = utf8_skip_unseen(line + utf8_first(line, &cp));
    return line < end ? line : end;
}
