/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * qr: see qr.h. A character shows two squares of the code, one above the other. */
#include "config.h"

#include "cli/qr.h"

#include <stdbool.h>
#include <string.h>

#include "base/log.h"
#include "cli/screen.h"

#ifdef HAVE_QRENCODE
#include <errno.h>
#include <qrencode.h>

enum { QUIET = 4 /* squares around the code, which a reader needs (ISO/IEC 18004) */ };

static bool is_dark(const QRcode *code, int x, int y)
{
    return x >= 0 && y >= 0 && x < code->width && y < code->width &&
           (code->data[y * code->width + x] & 1) != 0;
}

static void print_line(const struct screen *screen, FILE *out, const QRcode *code, int y)
{
    static const char *const half[2][2] = {{" ", "▄"}, {"▀", "█"}}; /* upper, lower square */
    fputs(screen->colour ? "\033[30;107m" : "", out);
    for (int x = -QUIET; x < code->width + QUIET; x++)
        fputs(half[is_dark(code, x, y)][is_dark(code, x, y + 1)], out);
    fputs(screen->colour ? "\033[0m\n" : "\n", out);
}

enum qr qr_print(const struct screen *screen, FILE *out, const char *text, int *columns)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L);
    if (code == NULL && errno == ERANGE)
        return QR_TOO_LONG;
    if (code == NULL)
        fatal("out of memory");
    *columns = code->width + 2 * QUIET;
    bool fits = screen->columns == 0 || screen->columns >= *columns;
    for (int y = -QUIET; fits && y < code->width + QUIET; y += 2)
        print_line(screen, out, code, y);
    QRcode_free(code);
    return fits ? QR_PRINTED : QR_TOO_WIDE;
}

#else

enum qr qr_print(const struct screen *screen, FILE *out, const char *text, int *columns)
{
    (void)screen, (void)out, (void)text, (void)columns;
    return QR_UNKNOWN;
}

#endif
