/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * styling: Markdown as chat clients show it (XEP-0393, Message Styling). */
#ifndef FRONTDESK_STYLING_H
#define FRONTDESK_STYLING_H

struct arena;

/* Text in Markdown, from a file or a language model, as a message body: **strong** becomes *strong*, a heading a line of
 * its own in *strong*, [text](url) "text (url)"; the lines of a paragraph are joined; lists, quotations and blocks of code
 * stay lines. What is no Markdown passes as it is. In the arena; no longer than four times the text and 1 KiB: where
 * it would be, and of quotations more than eight deep, the text stays as it is. */
char *styling_from_markdown(struct arena *, const char *markdown);

#endif
