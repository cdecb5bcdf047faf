/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * refusal: see refusal.h. */
#include "bot/refusal.h"

#include <stddef.h>
#include <string.h>

#include "base/utf8.h"

/* In the form of utf8_key(), with a plain apostrophe. */
static const char *const phrases[] = {
    "as an ai",
    "as a language model",
    "ai language model",
    "i cannot assist",
    "i can't assist",
    "i can not assist",
    "i cannot help with",
    "i can't help with",
    "i'm unable to",
    "i am unable to",
    "i cannot translate",
    "i can't translate",
    "i won't translate",
    "i will not translate",
    "unable to translate",
    "i cannot comply",
    "i can't comply",
    "i cannot fulfill",
    "i can't fulfill",
    "i cannot provide",
    "i can't provide",
    "als ki",
    "als sprachmodell",
    "ki-sprachmodell",
    "nicht übersetzen",
    "dabei kann ich nicht helfen",
    "dabei kann ich ihnen nicht helfen",
    "作为人工智能",
    "作为一个人工智能",
    "作为ai",
    "作为一个ai",
    "语言模型",
    "无法翻译",
    "不能翻译",
    "无法提供翻译",
    "无法协助",
};

/* Words by which a person speaks of these things. */
static const char *const topics[] = {"translat",     "übersetz",    "翻译",          "language model",
                                     "sprachmodell", "语言模型",    " ai ",          " ki ",
                                     "人工智能",     "unable",      "assist",        "comply",
                                     "can't help",   "cannot help", "kann ich nicht"};

static const char *key_of(struct arena *arena, const char *text)
{
    char *key = utf8_key(arena, text);
    for (char *at; (at = strstr(key, "’")) != NULL;) {
        *at = '\'';
        memmove(at + 1, at + 3, strlen(at + 3) + 1);
    }
    return key;
}

static bool has_one(const char *text, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strstr(text, list[i]) != NULL)
            return true;
    return false;
}

static bool is_command(const char *text)
{
    const char *at = utf8_skip_unseen(text);
    return (*at == '!' || *at == '/') && ((at[1] >= 'a' && at[1] <= 'z') || (at[1] >= 'A' && at[1] <= 'Z'));
}

bool refusal_is(struct arena *arena, const char *source, const char *text)
{
    const char *said = key_of(arena, text), *meant = key_of(arena, source);
    bool refuses = has_one(said, phrases, sizeof phrases / sizeof phrases[0]) &&
                   !has_one(meant, topics, sizeof topics / sizeof topics[0]) &&
                   !has_one(meant, phrases, sizeof phrases / sizeof phrases[0]);
    return refuses || (is_command(text) && !is_command(source));
}
