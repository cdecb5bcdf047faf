/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * page: a text in Markdown, or plain, as passages: headings, and questions with their answers.
 * knowledge_text.h describes the form. */
#ifndef FRONTDESK_PAGE_H
#define FRONTDESK_PAGE_H

#include <stdbool.h>

struct arena;
struct passage_list;

/* Adds the passages of a text to the list. name is the file's, for texts without a heading. The text is UTF-8
 * with lines that end in \n, and is changed. */
void page_parse(struct arena *, const char *name, char *text, struct passage_list *);

/* Overwrites comments of HTML with blanks: what stands there is not for customers. Lines stay where they are.
 */
void page_blank_comments(char *text);

/* Says whether a line would begin or end something else within an answer: a heading, a question, a comment, a block of
 * code. A line of dashes under a text makes a heading of it. */
bool page_begins_something(const char *line);

#endif
