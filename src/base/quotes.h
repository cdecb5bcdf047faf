/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * quotes: lines that begin with '>', which is how people and clients quote an earlier message in plain text. */
#ifndef FRONTDESK_QUOTES_H
#define FRONTDESK_QUOTES_H

/* After the lines at its beginning that quote; the text itself when it begins with none, and its end when there is nothing
 * else. */
const char *quotes_skip(const char *text);

/* The next line of the text that is a quote; NULL when there is none. */
const char *quotes_next(const char *text);

/* What a quoted line has after its marks. */
const char *quotes_text(const char *line);

#endif
