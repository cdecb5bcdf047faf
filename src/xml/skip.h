/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * skip: finds the end of an element in constant memory, however long and deep the element is.
 *
 * For elements that are too large for expat, which keeps the names of all open elements and the whole of a
 * tag in memory. The server has already parsed what it sends, so this code only reads the markup: tags,
 * quotation marks, comments, CDATA. */
#ifndef FRONTDESK_SKIP_H
#define FRONTDESK_SKIP_H

#include <stdbool.h>
#include <stddef.h>

enum skip_state {
    SKIP_TEXT,
    SKIP_MARK,  /* after '<' */
    SKIP_START, /* in a start tag */
    SKIP_SLASH, /* in a start tag, after '/' */
    SKIP_SINGLE,
    SKIP_DOUBLE, /* in a value */
    SKIP_END,    /* in an end tag */
    SKIP_BANG,   /* after "<!" */
    SKIP_DASH,   /* after "<!-" */
    SKIP_COMMENT,
    SKIP_BRACKET, /* after "<![" */
    SKIP_CDATA,
    SKIP_LOST, /* after SKIP_BROKEN; stays so */
};

struct skip {
    enum skip_state state;
    int depth;    /* open elements */
    int seen;     /* bytes of "CDATA[", "--" or "]]" read so far */
    bool element; /* a start tag was seen, or an element was open from the start */
};

enum skip_result { SKIP_ON, SKIP_DONE, SKIP_BROKEN };

/* Begins inside `depth` open elements; 0 stands for the place before the start tag. */
void skip_begin(struct skip *, int depth, bool in_cdata);

/* Reads the next bytes. Sets *used to the number of bytes read: all of them, unless the element (or a
 * comment outside of all elements) ends earlier. Returns SKIP_BROKEN for a processing instruction, a
 * declaration, or an end tag without a start tag. */
enum skip_result skip_feed(struct skip *, const char *bytes, size_t len, size_t *used);

/* Whether the tag, comment or CDATA section in which s stands ends within these bytes. Does not change s. */
bool skip_token_ends(const struct skip *s, const char *bytes, size_t len);

#endif
