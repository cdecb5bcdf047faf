/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf_check: see conf_check.h. */
#include "conf/conf_check.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/utf8.h"
#include "conf/conf_tree.h"
#include "conf/mistake.h"

int conf_line_of(const struct conf_checking *c, const struct conf_block *block, const char *name)
{
    const struct conf_written *w = conf_tree_find(block, name);

    if (w == NULL) {
        w = conf_tree_find(&c->tree->blocks[0], name);
    }
    return w == NULL ? block->line : w->line;
}

const char *conf_show(const struct conf_checking *c, const char *text)
{
    return utf8_printable(c->scratch, text, 60);
}

const char *conf_hint(const struct conf_checking *c, const char *word, const char *const *names,
                      const char *otherwise)
{
    const char *like = conf_tree_nearest(word, names);

    return like == NULL ? otherwise : arena_printf(c->scratch, "did you mean \"%s\"?", conf_show(c, like));
}

char *conf_note_labels(struct conf_checking *c, int line, const char *what, const char *written,
                       const char *taken)
{
    char *other = NULL;

    if (strcasestr(written, "xn--") != NULL && strcasecmp(written, taken) != 0) {
        other = arena_strdup(c->conf->arena, written);
        for (char *p = other; *p != '\0'; p++) {
            *p = *p >= 'A' && *p <= 'Z' ? (char)(*p + 'a' - 'A') : *p;
        }
        mistake_note(c->m, line, "%s \"%s\": converted to \"%s\", the form that addresses use (RFC 7622)",
                     what, conf_show(c, written), conf_show(c, taken));
    }
    return other;
}

/* Notes when others can change the configuration file: they could do everything that the administrator can.
 */
static void check_file(struct conf_checking *c)
{
    const struct stat *st = c->st;
    const char *stranger = file_stranger(c->scratch, st, c->conf->user);

    if (!S_ISREG(st->st_mode)) {
        return;
    }
    if ((st->st_mode & S_IWOTH) != 0) {
        mistake_note(c->m, 1, "everybody can change this file; chmod o-w %s", conf_show(c, c->conf->file));
    }
    if (stranger != NULL) {
        mistake_note(c->m, 1,
                     "this file belongs to %s, who can change it; change its owner to root or to the user "
                     "that runs frontdesk",
                     conf_show(c, stranger));
    }
}

void conf_note_twice(struct conf_checking *c, int line, const char *kind, const char *name, int other)
{
    mistake_add(c->m, line, "%s \"%s\": is here twice; the other one is on line %d", kind, conf_show(c, name),
                other);
}

void conf_check(struct conf *conf, const struct conf_check *checks, const struct conf_tree *tree,
                struct mistakes *m, const struct stat *st)
{
    struct conf_checking c = {
        .conf = conf,
        .tree = tree,
        .m = m,
        .st = st,
        .scratch = m->arena,
        .serving = arena_alloc(m->arena, (conf->n_agents + 1) * sizeof(size_t)),
        .all_read = !tree->blocks[0].cut,
    };

    check_file(&c);
    for (const struct conf_check *row = checks; row->check != NULL; row++) {
        if (!row->notes || !mistake_any(m)) {
            row->check(&c);
        }
    }
}
