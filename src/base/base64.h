/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base64: RFC 4648 section 4. */
#ifndef FRONTDESK_BASE64_H
#define FRONTDESK_BASE64_H

#include <stddef.h>

struct arena;

/* Encodes n bytes, in the arena, without line breaks. */
char *base64_encode(struct arena *, const void *bytes, size_t n);

#endif
