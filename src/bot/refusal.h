/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * refusal: what a model writes instead of a translation: that it will not translate, or a command. */
#ifndef FRONTDESK_REFUSAL_H
#define FRONTDESK_REFUSAL_H

#include <stdbool.h>

struct arena;

/* Says whether the text is a refusal in the words of language models, or begins with the sign of a command, which the
 * translated text (source) does not. What a person wrote of translations or of models is translated as it is. */
bool refusal_is(struct arena *, const char *source, const char *text);

#endif
