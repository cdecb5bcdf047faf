/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * keys: whether the OMEMO keys in the store can be read with the key file of the configuration. */
#ifndef FRONTDESK_KEYS_H
#define FRONTDESK_KEYS_H

#include "omemo/omemo.h"

struct arena;
struct conf;
struct store;

/* Returns the keys of the store, to be freed with omemo_free(). */
struct omemo *keys_new(const struct conf *, struct store *, struct arena *);

/* Returns what keeps the keys from being read, a sentence in the arena that names the file, the setting and what can be done;
 * NULL when they can be read. */
const char *keys_trouble(const struct conf *, struct arena *, enum omemo_fit);

#endif
