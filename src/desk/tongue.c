/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tongue: see tongue.h. */
#include "desk/tongue.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "conf/conf.h"
#include "conf/language.h"
#include "conf/notice.h"
#include "desk/core.h"
#include "desk/mail.h"

/* What a client says without being asked is no evidence. "en-GB" is: somebody chose it. */
static bool is_constant(const char *lang)
{
    return lang[0] == '\0' || strcasecmp(lang, "en") == 0;
}

static const char *heard_lang(const char *known, const char *said)
{
    bool less = said == NULL || said[0] == '\0' || (is_constant(said) && !is_constant(known));
    return less ? known : said;
}

/* A correction is the message before once more. The body of an encrypted message, of a reaction or a
 * retraction is the client's, not the customer's. */
static bool has_words(const struct mail *m)
{
    const struct content *c = &m->content;
    return c->said != NULL && !c->correction && !c->encrypted && !c->shows;
}

static struct tongue heard_words(struct tongue t, const struct language_found *found)
{
    bool same = strcmp(found->tag, t.speaks) == 0, again = strcmp(found->tag, t.speaks_next) == 0;
    bool sure = found->sureness == LANGUAGE_SURE, undecided = t.speaks[0] == '\0';
    if (sure && !same && (undecided || again))
        t.speaks = found->tag;
    if (sure || same || (undecided && t.speaks_next[0] == '\0'))
        t.speaks_next = strcmp(found->tag, t.speaks) == 0 ? "" : found->tag;
    return t;
}

/* A server or a client may deliver a message again, after a fault. */
static bool came_before(struct desk *d, const struct mail *m)
{
    return store_int(d->store, SQL_message_came_before, 0, TEXT(m->from.key), TEXT(m->id)) != 0;
}

struct tongue tongue_hear(struct desk *d, struct tongue t, const struct mail *m)
{
    t.lang = heard_lang(t.lang, m->lang);
    if (!has_words(m))
        return t;
    struct language_found found =
        language_of_text(desk_languages(d), desk_words(d), d->arena, m->content.said);
    found.tag = arena_strdup(d->arena, found.tag); /* the tables may be made anew */
    struct tongue heard = found.sureness == LANGUAGE_NO_EVIDENCE ? t : heard_words(t, &found);
    return tongue_same(heard, t) || came_before(d, m) ? t : heard; /* few change anything */
}

bool tongue_same(struct tongue a, struct tongue b)
{
    return strcmp(a.lang, b.lang) == 0 && strcmp(a.speaks, b.speaks) == 0 &&
           strcmp(a.speaks_next, b.speaks_next) == 0;
}

static const char *of_words(struct tongue t)
{
    return t.speaks[0] != '\0' ? t.speaks : t.speaks_next;
}

static bool is_kind_of(const char *tag, const char *language)
{
    size_t len = strlen(language);
    return strncasecmp(tag, language, len) == 0 && (tag[len] == '\0' || tag[len] == '-');
}

const char *tongue_tag(struct tongue t)
{
    const char *words = of_words(t);
    if (words[0] == '\0')
        return is_constant(t.lang) ? "" : t.lang;
    return is_kind_of(t.lang, words) ? t.lang : words; /* "de-AT" says more than "de" */
}

/* Returns the catalogue for a tag. A customer who writes Portuguese is told what "pt-BR" has. */
static const char *catalogue(const struct conf *conf, const char *tag)
{
    const char *language = notice_language(conf, tag);
    for (size_t i = 0; language == NULL && tag[0] != '\0' && i < conf->n_messages; i++)
        if (is_kind_of(conf->messages[i].language, tag))
            return conf->messages[i].language;
    return language;
}

const char *tongue_of_notices(const struct desk *d, struct tongue t, const struct conf_queue *q)
{
    const char *language = catalogue(d->conf, tongue_tag(t));
    if (language == NULL && !is_constant(t.lang)) /* the block `messages` of the words' language is gone */
        language = catalogue(d->conf, t.lang);
    return language != NULL ? language : q->language;
}

const char *tongue_of_text(struct desk *d, const char *text, const char *otherwise)
{
    struct language_found found = language_of_text(desk_languages(d), desk_words(d), d->arena, text);
    if (found.tag[0] == '\0' || is_kind_of(otherwise, found.tag))
        return otherwise;
    const char *language = catalogue(d->conf, found.tag);
    return language != NULL ? language : otherwise;
}
