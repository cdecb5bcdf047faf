/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * options: what stands in brackets beside a message, [id=abc receipt], both to send and to expect. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "t/match.h"
#include "t/player/player.h"
#include "t/world.h"
#include "xml/stanza.h"
#include "xml/xml.h"

/* What an option looks like in XML, both to send and to expect; % is its value. @: an attribute of the message. */
static const struct option_row {
    const char *word, *xml;
} option_table[] = {
    {"id", "@id"},
    {"type", "@type"},
    {"lang", "@xml:lang"},
    {"nick", "<nick xmlns='http://jabber.org/protocol/nick'>%</nick>"},
    {"thread", "<thread>%</thread>"},
    {"subject", "<subject>%</subject>"},
    {"receipt", "<request xmlns='urn:xmpp:receipts'/>"},
    {"receipt-for", "<received xmlns='urn:xmpp:receipts' id='%'/>"},
    {"marker", "<markable xmlns='urn:xmpp:chat-markers:0'/>"},
    {"displayed", "<displayed xmlns='urn:xmpp:chat-markers:0' id='%'/>"},
    {"origin", "<origin-id xmlns='urn:xmpp:sid:0' id='%'/>"},
    {"replace", "<replace xmlns='urn:xmpp:message-correct:0' id='%'/>"},
    {"oob", "<x xmlns='jabber:x:oob'><url>%</url></x>"},
    {"delay", "<delay xmlns='urn:xmpp:delay' stamp='%'/>"},
    {"state", "<% xmlns='http://jabber.org/protocol/chatstates'/>"},
    {"omemo", "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1'/></encrypted>"},
    {"sealed", "<encrypted xmlns='eu.siacs.conversations.axolotl'/>"},
    {"no-store", "<no-store xmlns='urn:xmpp:hints'/>"},
    {"error", "<error><% xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"},
};

static const struct option_row *option_row(const char *word)
{
    for (size_t i = 0; i < sizeof option_table / sizeof option_table[0]; i++)
        if (strcmp(option_table[i].word, word) == 0)
            return &option_table[i];
    return NULL;
}

const struct option *find_option(const struct options *o, const char *word)
{
    for (size_t i = 0; i < o->n; i++)
        if (o->list[i].row != NULL && strcmp(o->list[i].row->word, word) == 0)
            return &o->list[i];
    return NULL;
}

void add_option(struct options *o, const char *word, const char *value)
{
    o->list[o->n++] = (struct option){.row = option_row(word), .value = value};
}

/* The end of the tag that begins at p; NULL when it has none. */
static const char *tag_end(const char *p)
{
    char quote = '\0';
    for (; *p != '\0'; p++) {
        if (quote != '\0') {
            if (*p == quote)
                quote = '\0';
        } else if (*p == '"' || *p == '\'') {
            quote = *p;
        } else if (*p == '>') {
            return p + 1;
        }
    }
    return NULL;
}

/* The end of the element that begins at p. */
static const char *element_end(const char *p)
{
    int depth = 0;
    while (p != NULL && *p != '\0') {
        const char *end = tag_end(p);
        if (end == NULL)
            return NULL;
        if (p[1] == '/')
            depth--;
        else if (end[-2] != '/')
            depth++;
        if (depth == 0)
            return end;
        p = strchr(end, '<');
    }
    return NULL;
}

static const char *take_element(struct scene *s, const char *p, struct option *o)
{
    const char *end = element_end(p);
    if (end == NULL)
        scene_wrong(s, "an element without an end");
    o->value = fill(s, arena_strndup(s->arena, p, (size_t)(end - p)));
    return end;
}

static const char *take_value(struct scene *s, const char *p, const char **value)
{
    size_t len = *p == '"' ? strcspn(p + 1, "\"") : strcspn(p, " ]");
    const char *from = *p == '"' ? p + 1 : p;
    *value = fill(s, arena_strndup(s->arena, from, len));
    return from + len + (*p == '"');
}

/* Options that are not XML. */
static bool special_option(struct options *o, const char *word, const char *value)
{
    if (strcmp(word, "copies") == 0)
        o->copies = atoi(value);
    else if (strcmp(word, "times") == 0)
        o->times = atoi(value);
    else if (strcmp(word, "refused") == 0)
        o->refused = value;
    else
        return false;
    return true;
}

static const char *take_option(struct scene *s, const char *p, struct options *all)
{
    struct option o = {.row = NULL};
    if (*p == '<') {
        p = take_element(s, p, &o);
    } else {
        o.absent = *p == '!';
        p += o.absent;
        size_t len = strcspn(p, " =]");
        const char *word = arena_strndup(s->arena, p, len);
        p += len;
        if (*p == '=')
            p = take_value(s, p + 1, &o.value);
        if (o.value != NULL && special_option(all, word, o.value))
            return p;
        if ((o.row = option_row(word)) == NULL)
            scene_wrong(s, arena_printf(s->arena, "no such option: %s", word));
    }
    if (all->n == OPTIONS_MAX)
        scene_wrong(s, "too many options");
    all->list[all->n++] = o;
    return p;
}

/* [option …], when there are any; returns what follows them. */
const char *take_options(struct scene *s, const char *p, struct options *o)
{
    *o = (struct options){.copies = 1, .times = 1};
    if (*p != '[')
        return p;
    for (p = skip_blanks(p + 1); *p != ']'; p = skip_blanks(p)) {
        if (*p == '\0')
            scene_wrong(s, "the options have no end");
        p = take_option(s, p, o);
    }
    return p + 1;
}

static void put_option(struct scene *s, struct xml *x, const struct option *o, const char *otherwise)
{
    if (o->row == NULL) {
        xml_raw(x, o->value);
        return;
    }
    const char *value = o->value == NULL ? otherwise : o->value, *hole = strchr(o->row->xml, '%');
    if (hole == NULL) {
        xml_raw(x, o->row->xml);
        return;
    }
    if (hole == o->row->xml + 1 && strcmp(value, "*") == 0)
        value = "any"; /* the name of an element: see match_tree() */
    struct xml *escaped = xml_new(s->arena);
    xml_leaf(escaped, "v", NULL, value);
    const char *text = xml_string(escaped), *inner = strchr(text, '>') + 1;
    size_t len = strcmp(text, "<v/>") == 0 ? 0 : strlen(inner) - strlen("</v>");
    xml_raw(x, arena_printf(s->arena, "%.*s%.*s%s", (int)(hole - o->row->xml), o->row->xml, (int)len, inner,
                            hole + 1));
}

static bool is_attribute(const struct option *o)
{
    return o->row != NULL && o->row->xml[0] == '@';
}

/* otherwise: the value of an option that is given without one. body NULL: none. */
const char *message_xml(struct scene *s, const char *from, const char *to, const struct options *o,
                        const char *body, const char *otherwise)
{
    struct xml *x = xml_new(s->arena);
    xml_open(x, "message", NULL);
    xml_attr(x, "from", from);
    xml_attr(x, "to", to);
    for (size_t i = 0; i < o->n; i++)
        if (is_attribute(&o->list[i]) && !o->list[i].absent)
            xml_attr(x, o->list[i].row->xml + 1, o->list[i].value == NULL ? otherwise : o->list[i].value);
    if (body != NULL)
        xml_leaf(x, "body", NULL, body);
    for (size_t i = 0; i < o->n; i++)
        if (!is_attribute(&o->list[i]) && !o->list[i].absent)
            put_option(s, x, &o->list[i], otherwise);
    xml_close(x);
    return xml_string(x);
}

bool has_option(struct scene *s, xmpp_stanza_t *stanza, const struct option *o)
{
    if (is_attribute(o))
        return st_attr(stanza, o->row->xml + 1) != NULL;
    struct xml *x = xml_new(s->arena);
    xml_open(x, "message", NULL);
    put_option(s, x, o, "*");
    xml_close(x);
    xmpp_stanza_t *pattern = st_parse(s->w->ctx, xml_string(x));
    if (pattern == NULL)
        scene_wrong(s, "the options are not well-formed");
    bool has = match_tree(s->arena, pattern, stanza);
    xmpp_stanza_release(pattern);
    return has;
}
