/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf_messages: checks the messages blocks, which replace lines of the catalogues. */
#include <string.h>
#include <strings.h>

#include "base/language_tag.h"
#include "conf/conf_check.h"
#include "conf/conf_tree.h"
#include "conf/language.h"
#include "conf/mistake.h"
#include "conf/notice.h"

static void check_message(struct conf_checking *c, const struct conf_message *message)
{
    const char *why = NULL;

    for (int i = 0; i < NOTICE_COUNT; i++) {
        if (strcmp(notice_table[i].key, message->key) == 0 &&
            !notice_check(c->scratch, (enum notice)i, message->text, &why)) {
            mistake_add(c->m, message->line, "messages \"%s\": %s = \"%s\": %s",
                        conf_show(c, message->language), message->key, conf_show(c, message->text), why);
        }
    }
}

/* A language that does not ship: what is missing of it. */
static void note_new_language(struct conf_checking *c, const struct conf_block *block, const char *language)
{
    bool words = conf_tree_find(block, LANGUAGE_SETTING) != NULL;
    size_t notices = block->n - words;

    if (notices < NOTICE_COUNT) {
        mistake_note(c->m, block->line,
                     "messages \"%s\": has %zu of %d notices; the others are sent in English", language,
                     notices, NOTICE_COUNT);
    }
    if (!words && !language_is_told(block->title)) {
        mistake_note(
            c->m, block->line,
            "messages \"%s\": the desk does not know the words of this language, so only clients that "
            "name it get it; add " LANGUAGE_SETTING " = \"…\"",
            language);
    }
}

static void check_language_block(struct conf_checking *c, const struct conf_block *block)
{
    const char *language = conf_show(c, block->title);

    if (!language_tag_is(block->title)) {
        mistake_add(c->m, block->line,
                    "messages \"%s\": not a language tag; write \"de\", \"fr\" or \"pt-BR\", as in xml:lang",
                    language);
    } else if (notice_language(NULL, block->title) == NULL) {
        note_new_language(c, block, language);
    }
}

void conf_check_messages(struct conf_checking *c)
{
    const struct conf_block **blocks = conf_tree_blocks(c->m, c->tree, "messages");

    for (size_t i = 0; i < c->conf->n_messages; i++) {
        check_message(c, &c->conf->messages[i]);
    }
    for (size_t i = 0; blocks[i] != NULL; i++) {
        check_language_block(c, blocks[i]);
        for (size_t j = 0; j < i; j++) {
            if (strcasecmp(blocks[j]->title, blocks[i]->title) == 0) {
                conf_note_twice(c, blocks[i]->line, "messages", blocks[i]->title, blocks[j]->line);
                break;
            }
        }
    }
}
