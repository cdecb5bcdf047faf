/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * encrypted: see encrypted.h. */
#include "desk/encrypted.h"

#include "base/arena.h"
#include "desk/agent.h"
#include "desk/content.h"
#include "desk/core.h"

const char *encrypted_without_key(struct desk *d, const char *refused)
{
    return arena_printf(
        d->arena,
        "%s: this message was encrypted, and the desk cannot read it. Switch OMEMO off for this chat.",
        refused);
}

const char *encrypted_refusal(struct desk *d, const struct agent *a, const struct content *c,
                              const char *refused)
{
    if (c->plain)
        return arena_printf(
            d->arena,
            "%s: the desk takes only encrypted messages from you. Switch OMEMO on for this chat, and write it "
            "again.",
            refused);
    if (c->broken)
        return arena_printf(
            d->arena, "%s: this message could not be decrypted. Send it again: a new key has been agreed on.",
            refused);
    if (a->conf != NULL && a->conf->omemo != ENCRYPTION_OFF)
        return arena_printf(
            d->arena,
            "%s: this message was encrypted, and the desk cannot read this kind of encryption. Use OMEMO or "
            "none.",
            refused);
    return encrypted_without_key(d, refused);
}
