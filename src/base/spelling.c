/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * spelling: see spelling.h. */
#include "base/spelling.h"

#include <string.h>

static size_t smallest(size_t a, size_t b, size_t c)
{
    return a < b ? (a < c ? a : c) : (b < c ? b : c);
}

size_t spelling_distance(const char *a, const char *b)
{
    size_t row[3][SPELLING_MAX + 1], n = strlen(a), m = strlen(b);
    if (n > SPELLING_MAX || m > SPELLING_MAX)
        return SPELLING_MAX;
    for (size_t j = 0; j <= m; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *now = row[i % 3], *last = row[(i + 2) % 3], *before = row[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            now[j] = smallest(last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < now[j])
                now[j] = before[j - 2] + 1;
        }
    }
    return row[n % 3][m];
}
