/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * responder_check: see responder_check.h. */
#include "bot/responder_check.h"

#include <string.h>

#include "base/arena.h"
#include "conf/conf_check.h"
#include "conf/conf_tree.h"
#include "conf/mistake.h"
#include "model/model_check.h"

static bool is_used(const struct conf_checking *c, const char *responder)
{
    for (size_t i = 0; i < c->conf->n_queues; i++) {
        if (strcmp(c->conf->queues[i].responder, responder) == 0 ||
            strcmp(c->conf->queues[i].copilot, responder) == 0) {
            return true;
        }
    }
    return false;
}

void responder_check_tools(struct conf_checking *c)
{
    const struct conf_block **blocks = conf_tree_blocks(c->m, c->tree, "tool");

    for (size_t i = 0; i < c->conf->n_tools; i++) {
        model_check_tool(c->m, c->conf, &c->conf->tools[i], blocks[i]);
        for (size_t j = 0; j < i; j++) {
            if (strcmp(c->conf->tools[j].name, c->conf->tools[i].name) == 0) {
                conf_note_twice(c, c->conf->tools[i].line, "tool", c->conf->tools[i].name,
                                c->conf->tools[j].line);
                break;
            }
        }
    }
}

void responder_check_all(struct conf_checking *c)
{
    const struct conf_block **blocks = conf_tree_blocks(c->m, c->tree, "responder");

    for (size_t i = 0; i < c->conf->n_responders; i++) {
        struct conf_responder *responder = &c->conf->responders[i];
        const struct conf_block *block = blocks[i];
        const char *needs = responder->type == RESPONDER_OPENAI && responder->url[0] == '\0' ? "url"
                            : responder->type == RESPONDER_FAQ && responder->knowledge[0] == '\0'
                                ? "knowledge"
                                : NULL;
        responder->name = arena_strdup(c->conf->arena, block->title);
        if (needs != NULL && !block->cut) {
            mistake_add(c->m, block->line, "responder \"%s\": %s is missing; type %s needs it",
                        conf_show(c, responder->name), needs,
                        name_in(&responder_type_names, responder->type));
        }
        if (responder->choose_only && responder->knowledge[0] == '\0' && !block->cut) {
            mistake_add(c->m, block->line,
                        "responder \"%s\": choose_only needs texts to choose from; set knowledge",
                        conf_show(c, responder->name));
        }
        model_check_responder(c->m, c->conf, responder, block, is_used(c, block->title));
        model_check_embeddings(c->m, c->conf, responder, block, is_used(c, block->title));
        for (size_t j = 0; j < i; j++) {
            if (strcmp(c->conf->responders[j].name, responder->name) == 0) {
                conf_note_twice(c, responder->line, "responder", responder->name,
                                c->conf->responders[j].line);
                break;
            }
        }
    }
}
