/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * record: what the desk does, as one number: a hash over all effects of a scene or of a seed, in which the
 * catalogues' texts are replaced by their keys. t/record.sh compares it with the record of an earlier commit,
 * to show that a change of the code's form has changed nothing that anybody sees. Linked with
 * --wrap=notice_say. */
#ifndef FRONTDESK_RECORD_H
#define FRONTDESK_RECORD_H

#include <stdint.h>

struct effect;

/* The hash of no effects. Forgets what the catalogues have said before. */
uint64_t record_begin(void);

/* The hash with one effect more. */
uint64_t record_effect(uint64_t hash, const struct effect *);

#endif
