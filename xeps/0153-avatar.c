/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0153-avatar: a hash of the picture in each presence, so that clients fetch the vCard only when it changes.
 * Without a picture it is empty, and they need not fetch it at all. */
#include "xeps/portrait.h"
#include "xeps/xep.h"

static void presence(struct desk *d, struct xml *x, const char *from, const char *reader)
{
    struct portrait s = portrait_of(d, from, reader);
    xml_open(x, "x", "vcard-temp:x:update");
    xml_leaf(x, "photo", NULL, s.picture != NULL ? s.picture->sha1 : NULL);
    xml_close(x);
}

const struct xep xep_0153 = {
    .number = "0153",
    .name = "vCard-Based Avatars",
    .presence = presence,
};
