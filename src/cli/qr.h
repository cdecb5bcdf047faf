/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * qr: prints a text as a QR code, which a telephone reads from the screen. libqrencode makes the code; a program that was
 * built without it prints none. */
#ifndef FRONTDESK_QR_H
#define FRONTDESK_QR_H

#include <stdio.h>

struct screen;

enum qr {
    QR_PRINTED,
    QR_UNKNOWN,  /* the program was built without libqrencode */
    QR_TOO_LONG, /* the text has more bytes than a code can hold, 2953 */
    QR_TOO_WIDE, /* the screen has fewer columns than *columns */
};

/* Prints the text. On a screen with colours the code is black on white whatever the colours of the terminal are; without,
 * dark squares are blocks, for dark text on a light ground. Sets *columns to the width of the code, when it is known. */
enum qr qr_print(const struct screen *, FILE *, const char *text, int *columns);

#endif
