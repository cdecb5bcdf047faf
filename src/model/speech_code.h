/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * speech_code: code in what a model says, in blocks and between backticks. A call in a block of code takes
 * the block with it; code that is harmless is shown as it is, marks and all. */
#ifndef FRONTDESK_SPEECH_CODE_H
#define FRONTDESK_SPEECH_CODE_H

#include <stdbool.h>
#include <stddef.h>

#include "model/speech_inside.h"

/* Takes the code that begins with the backticks at the reader's place. STEP_NONE is not returned. */
enum speech_step speech_code_take(struct speech_reader *);

/* Says whether only blanks stand before this place in its line. */
bool speech_code_is_line_start(const struct speech_reader *, size_t at);

#endif
