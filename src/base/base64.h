/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base64: RFC 4648 section 4. */
#ifndef FRONTDESK_BASE64_H
#define FRONTDESK_BASE64_H

#include <stddef.h>

struct arena;

/* Encodes n bytes, in the arena, without line breaks. */
char *base64_encode(struct arena *, const void *bytes, size_t n);

/* Decodes text, in the arena, and sets *n to the number of bytes. White space in it is skipped. Returns NULL for text
 * that is not base64. */
unsigned char *base64_decode(struct arena *, const char *text, size_t *n);

#endif
