/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * skip: finds where an element ends, in constant memory, however long and deep it is.
 *
 * For what is too large to show to expat, which keeps the names of all open elements and the whole of a tag.
 * The server has parsed what it sends us, so only the marks are read here: tags, quotation marks, comments,
 * CDATA. */
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
    SKIP_LOST, /* after SKIP_BROKEN, for ever */
};

struct skip {
    enum skip_state state;
    int depth;    /* elements that are open */
    int seen;     /* bytes of "CDATA[", "--" or "]]" that stand before */
    bool element; /* a start tag was seen, or there was one open from the start */
};

enum skip_result { SKIP_ON, SKIP_DONE, SKIP_BROKEN };

/* Begins inside `depth` open elements, 0 for before the first one's start tag. */
void skip_begin(struct skip *, int depth, bool in_cdata);

/* Reads on; *used is how many bytes it took: all, unless it is done with the element (or with a comment
 * outside all elements) before their end. SKIP_BROKEN: a processing instruction, a declaration, or an end tag
 * too many. */
enum skip_result skip_feed(struct skip *, const char *bytes, size_t len, size_t *used);

/* Whether the tag, comment or CDATA in which s stands ends within these bytes. s itself stays. */
bool skip_token_ends(const struct skip *s, const char *bytes, size_t len);

#endif
