/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * skip: a state machine that reads the markup of XML. */
#include "xml/skip.h"

void skip_begin(struct skip *s, int depth, bool in_cdata)
{
    *s = (struct skip){
        .state = in_cdata ? SKIP_CDATA : SKIP_TEXT,
        .depth = depth,
        .element = depth > 0,
    };
}

static enum skip_result to_text(struct skip *s)
{
    s->state = SKIP_TEXT;
    return s->depth == 0 ? SKIP_DONE : SKIP_ON;
}

static enum skip_result after_mark(struct skip *s, char c)
{
    switch (c) {
    case '/':
        s->state = SKIP_END;
        return s->depth > 0 ? SKIP_ON : SKIP_BROKEN;
    case '!':
        s->state = SKIP_BANG;
        s->seen = 0;
        return SKIP_ON;
    case '?':
        return SKIP_BROKEN;
    default:
        s->state = SKIP_START;
        s->element = true;
        return SKIP_ON;
    }
}

static enum skip_result in_start(struct skip *s, char c)
{
    bool slash = s->state == SKIP_SLASH;
    s->state = SKIP_START;
    switch (c) {
    case '\'':
        s->state = SKIP_SINGLE;
        return SKIP_ON;
    case '"':
        s->state = SKIP_DOUBLE;
        return SKIP_ON;
    case '/':
        s->state = SKIP_SLASH;
        return SKIP_ON;
    case '>':
        s->depth += !slash;
        return to_text(s);
    default:
        return SKIP_ON;
    }
}

/* Only a comment or CDATA is accepted, because a stream has no declarations. */
static enum skip_result after_bang(struct skip *s, char c)
{
    s->seen = 0;
    s->state = c == '-' ? SKIP_DASH : SKIP_BRACKET;
    return c == '-' || c == '[' ? SKIP_ON : SKIP_BROKEN;
}

static enum skip_result after_dash(struct skip *s, char c)
{
    s->state = SKIP_COMMENT;
    return c == '-' ? SKIP_ON : SKIP_BROKEN;
}

static enum skip_result after_bracket(struct skip *s, char c)
{
    static const char mark[] = "CDATA[";
    if (c != mark[s->seen++]) {
        return SKIP_BROKEN;
    }
    if (mark[s->seen] == '\0') {
        s->state = SKIP_CDATA;
        s->seen = 0;
    }
    return SKIP_ON;
}

/* Comments and CDATA end with '>' after two or more '-' or ']'. */
static enum skip_result to_close(struct skip *s, char letter, char c)
{
    if (c == '>' && s->seen == 2) {
        return to_text(s);
    }
    s->seen = c != letter ? 0 : s->seen < 2 ? s->seen + 1 : 2;
    return SKIP_ON;
}

static enum skip_result step(struct skip *s, char c)
{
    switch (s->state) {
    case SKIP_TEXT:
        s->state = c == '<' ? SKIP_MARK : SKIP_TEXT;
        return SKIP_ON;
    case SKIP_MARK:
        return after_mark(s, c);
    case SKIP_START:
    case SKIP_SLASH:
        return in_start(s, c);
    case SKIP_SINGLE:
        s->state = c == '\'' ? SKIP_START : SKIP_SINGLE;
        return SKIP_ON;
    case SKIP_DOUBLE:
        s->state = c == '"' ? SKIP_START : SKIP_DOUBLE;
        return SKIP_ON;
    case SKIP_END:
        if (c != '>') {
            return SKIP_ON;
        }
        s->depth--;
        return to_text(s);
    case SKIP_BANG:
        return after_bang(s, c);
    case SKIP_DASH:
        return after_dash(s, c);
    case SKIP_COMMENT:
        return to_close(s, '-', c);
    case SKIP_BRACKET:
        return after_bracket(s, c);
    case SKIP_CDATA:
        return to_close(s, ']', c);
    case SKIP_LOST:
        break;
    }
    return SKIP_BROKEN;
}

enum skip_result skip_feed(struct skip *s, const char *bytes, size_t len, size_t *used)
{
    enum skip_result result = SKIP_ON;
    for (*used = 0; *used < len && result == SKIP_ON; ++*used) {
        result = step(s, bytes[*used]);
    }
    if (result == SKIP_BROKEN) {
        s->state = SKIP_LOST;
    }
    return result;
}

bool skip_token_ends(const struct skip *s, const char *bytes, size_t len)
{
    struct skip ahead = *s;
    for (size_t i = 0; i < len && ahead.state != SKIP_TEXT; i++) {
        step(&ahead, bytes[i]);
    }
    return ahead.state == SKIP_TEXT;
}
