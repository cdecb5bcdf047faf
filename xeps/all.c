/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * all: the list of all extensions. To add one, write its file and add its number here.
 *
 * The list is explicit. Constructors are not used: an object that only registers itself is left out of a
 * program that is linked with a static library. */
#include "xeps/xep.h"

#define XEPS(x)                                                                                             \
    x(0004) x(0027) x(0030) x(0045) x(0050) x(0054) x(0066) x(0071) x(0082) x(0084) x(0085) x(0092) x(0114) \
        x(0115) x(0144) x(0153) x(0163) x(0172) x(0184) x(0199) x(0201) x(0202) x(0203) x(0224) x(0249)     \
            x(0280) x(0297) x(0308) x(0333) x(0334) x(0353) x(0356) x(0359) x(0364) x(0373) x(0380) x(0382) \
                x(0384) x(0385) x(0393) x(0424) x(0425) x(0428) x(0444) x(0447) x(0461) x(0482)

#define DECLARE(number) extern const struct xep xep_##number;
#define POINT(number) &xep_##number,

XEPS(DECLARE)

/* Two extensions without rows of behaviour, because the whole program depends on them: the form of every
 * time that we write (XEP-0082) and the link itself (XEP-0114, src/xmpp/link_stream.c). */
const struct xep xep_0082 = {.number = "0082", .name = "XMPP Date and Time Profiles"};
const struct xep xep_0114 = {.number = "0114", .name = "Jabber Component Protocol"};

const struct xep *const xep_table[] = {XEPS(POINT) NULL};
