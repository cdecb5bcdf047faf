/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * alike: how alike questions of customers are to each other, without regard to any text of the knowledge: the mean of
 * two cosines, of the stems and of the pieces of characters (pieces.h) that they share. What many of the questions have
 * weighs little in both (tf-idf). */
#ifndef FRONTDESK_ALIKE_H
#define FRONTDESK_ALIKE_H

#include <stddef.h>

struct arena;
struct words;

struct alike;

/* Prepares n questions, in the arena: 3 MiB and what the questions need. */
struct alike *alike_new(struct arena *, struct words *, const char *const *questions, size_t n);

/* Sets the question with which others are compared, by its index; then returns how alike another one is to it, from 0
 * to 1. */
void alike_ask(struct alike *, size_t question);
double alike_to(struct alike *, size_t other);

#endif
