/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * keys: see keys.h. */
#include "config.h"

#include "cli/keys.h"

#include <stddef.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "conf/conf.h"

struct omemo *keys_new(const struct conf *conf, struct store *store, struct arena *arena)
{
    struct omemo *keys = omemo_new(store, arena);
    if (conf->omemo_key_len > 0)
        omemo_lock(keys, conf->omemo_key, conf->omemo_key_len);
    return keys;
}

const char *keys_trouble(const struct conf *conf, struct arena *arena, enum omemo_fit fit)
{
    const char *store = utf8_printable(arena, conf->store_path, 200),
               *file = utf8_printable(arena, conf->omemo_key_file, 200);
    switch (fit) {
    case OMEMO_FITS:
    case OMEMO_PLAIN:
        return NULL;
    case OMEMO_LOCKED:
        return arena_printf(
            arena,
            "%s: the OMEMO keys in it are encrypted, and omemo_key_file of store { } is not set: set it to "
            "the file with which they were encrypted, or give the desk new keys with `frontdesk omemo "
            "rotate`",
            store);
    case OMEMO_OTHER_LOCK:
        return arena_printf(
            arena,
            "%s: the OMEMO keys in it were not encrypted with omemo_key_file = \"%s\": put the file back with "
            "which they were, or give the desk new keys with `frontdesk omemo rotate`",
            store, file);
    }
    return NULL;
}
