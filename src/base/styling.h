/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * styling: turns Markdown into the styling that chat clients show (XEP-0393, Message Styling). */
#ifndef FRONTDESK_STYLING_H
#define FRONTDESK_STYLING_H

struct arena;

/* Turns Markdown from a file or a language model into a message body, in the arena: **strong** becomes
 * *strong*; a heading becomes a line of its own in *strong*; [text](url) becomes "text (url)"; the lines of
 * a paragraph are joined; lists, quotations and code blocks stay lines. Text that is not Markdown stays as
 * it is. The result is at most four times the text plus 1 KiB long. Where it would be longer, or where
 * quotations are nested more than eight deep, the whole text is returned unchanged. */
char *styling_from_markdown(struct arena *, const char *markdown);

#endif
