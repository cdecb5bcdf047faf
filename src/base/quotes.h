/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * quotes: finds lines that begin with '>', the way in which people and clients quote an earlier message in
 * plain text. */
#ifndef FRONTDESK_QUOTES_H
#define FRONTDESK_QUOTES_H

/* Returns the text after the quoted lines at its beginning: the text itself when it does not begin with a
 * quoted line, its end when it holds nothing else. */
const char *quotes_skip(const char *text);

/* Returns the first quoted line at or after `text`; NULL when there is none. */
const char *quotes_next(const char *text);

/* Returns the content of a quoted line: the place after its '>' marks. */
const char *quotes_text(const char *line);

#endif
