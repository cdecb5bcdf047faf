/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_question: finds the question in a customer's words and asks the knowledge of a responder.
 * Conversations and the command line use the same function. */
#include "conf/conf.h"
#include "conf/phrase.h"
#include "knowledge/knowledge.h"

void knowledge_ask_responder_after(struct store *store, struct arena *arena, struct words *words,
                                   const struct conf_responder *r, const struct knowledge_before *before,
                                   const char *question, struct knowledge_answer *answer)
{
    *answer = (struct knowledge_answer){.decision = KNOWLEDGE_NONE};
    if (r->knowledge[0] != '\0')
        knowledge_ask_after(store, arena, words, r->knowledge, before,
                            phrase_skip(arena, words, &r->hello_words, question), answer);
}

void knowledge_ask_responder(struct store *store, struct arena *arena, struct words *words,
                             const struct conf_responder *r, const char *question,
                             struct knowledge_answer *answer)
{
    static const struct knowledge_before nothing = {.question = "", .title = "", .source = ""};
    knowledge_ask_responder_after(store, arena, words, r, &nothing, question, answer);
}
