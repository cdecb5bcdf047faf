/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mistake: the list of the mistakes in a configuration. */
#include "conf/mistake.h"

#include "base/arena.h"
#include "base/url.h"

#include <stdlib.h>
#include <string.h>

__attribute__((format(printf, 4, 0))) static void add(struct mistakes *m, int line, bool note,
                                                      const char *fmt, va_list ap)
{
    if (m->n == m->room) {
        size_t room = m->room == 0 ? 16 : m->room * 2;
        m->list = arena_grow(m->arena, m->list, m->room * sizeof *m->list, room * sizeof *m->list);
        m->room = room;
    }
    m->list[m->n] = (struct mistake){
        .line = line,
        .note = note,
        .nth = m->n,
        .text = url_redacted(m->arena, arena_vprintf(m->arena, fmt, ap)), /* a URL may be in any setting */
    };
    m->n++;
    m->any |= !note;
}

void mistake_add(struct mistakes *m, int line, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    add(m, line, false, fmt, ap);
    va_end(ap);
}

void mistake_note(struct mistakes *m, int line, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    add(m, line, true, fmt, ap);
    va_end(ap);
}

bool mistake_any(const struct mistakes *m)
{
    return m->any;
}

static int by_line(const void *a, const void *b)
{
    const struct mistake *left = a, *right = b;

    if (left->line != right->line) {
        return left->line < right->line ? -1 : 1;
    }
    return left->nth < right->nth ? -1 : left->nth > right->nth;
}

static bool said_before(const struct mistakes *m, size_t nth)
{
    const struct mistake *one = &m->list[nth];

    for (size_t i = nth; i-- > 0 && m->list[i].line == one->line;) {
        if (strcmp(m->list[i].text, one->text) == 0) {
            return true;
        }
    }
    return false;
}

size_t mistake_print(struct mistakes *m, FILE *out)
{
    size_t count = 0;

    if (m->n > 0) {
        qsort(m->list, m->n, sizeof *m->list, by_line);
    }
    for (size_t i = 0; i < m->n; i++) {
        const struct mistake *one = &m->list[i];
        if (said_before(m, i)) {
            continue;
        }
        fprintf(out, "%s:", m->file);
        if (one->line > 0) {
            fprintf(out, "%d:", one->line);
        }
        fprintf(out, " %s%s\n", one->note ? "note: " : "", one->text);
        count += !one->note;
    }
    return count;
}
