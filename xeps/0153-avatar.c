/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0153-avatar: tells clients that the address has no picture, so that they need not fetch the vCard for it.
 */
#include "xeps/xep.h"

static void presence(struct desk *d, struct xml *x, const char *from)
{
    (void)d, (void)from;
    xml_open(x, "x", "vcard-temp:x:update");
    xml_leaf(x, "photo", NULL, NULL);
    xml_close(x);
}

const struct xep xep_0153 = {
    .number = "0153",
    .name = "vCard-Based Avatars",
    .presence = presence,
};
