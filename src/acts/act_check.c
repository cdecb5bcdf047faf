/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * act_check: reads the tables of each responder when the configuration is read: those that ship, and the files of
 * its setting `acts`. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "acts/act_inside.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/words.h"
#include "conf/conf_check.h"
#include "conf/conf_tree.h"
#include "conf/mistake.h"

/* Returns the text of the file. NULL: *why says why not. */
static const char *read_file(struct conf_checking *c, const char *file, const char **why)
{
    struct stat st;
    size_t n = 0;
    int fd = file_open(file, &st, why);
    const char *text = fd < 0 ? NULL : file_read(c->scratch, fd, ACT_FILE_BYTES, ACT_FILE_BYTES, &n);
    if (text == NULL && *why == NULL)
        *why = errno == EFBIG ? "is larger than 64 KiB"
                              : arena_printf(c->scratch, "cannot be read: %s", strerror(errno));
    if (text != NULL && strlen(text) != n) {
        *why = "has a NUL byte; it is a text";
        text = NULL;
    }
    if (fd >= 0)
        close(fd);
    return text;
}

static void read_added(struct conf_checking *c, struct act_reader *r, const char *file, int line)
{
    const char *why = NULL, *text = read_file(c, file, &why);
    int at = 0;
    if (text != NULL)
        why = act_reader_text(r, text, &at);
    if (why != NULL && text != NULL)
        mistake_add(c->m, line, "acts: %s:%d: %s", conf_show(c, file), at, why);
    else if (why != NULL)
        mistake_add(c->m, line, "acts = \"%s\": this file %s", conf_show(c, file), why);
}

static const struct acts *tables_of(struct conf_checking *c, struct words *words,
                                    const struct conf_responder *responder, int line)
{
    struct act_reader *r = act_reader_new(c->conf->arena, words);
    act_reader_shipped(r);
    for (size_t i = 0; i < responder->acts_files.n; i++)
        read_added(c, r, responder->acts_files.item[i], line);
    return act_reader_end(r);
}

void act_check_tables(struct conf_checking *c)
{
    const struct conf_block **blocks = conf_tree_blocks(c->m, c->tree, "responder");
    const struct acts *shipped = NULL; /* responders without files share them */
    struct words *words = c->conf->n_responders > 0 ? words_new() : NULL;
    for (size_t i = 0; i < c->conf->n_responders; i++) {
        struct conf_responder *responder = &c->conf->responders[i];
        if (responder->acts_files.n > 0)
            responder->acts = tables_of(c, words, responder, conf_line_of(c, blocks[i], "acts"));
        else
            responder->acts = shipped = shipped != NULL ? shipped : tables_of(c, words, responder, 0);
    }
    words_free(words);
}
