/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pieces: how alike a question and a passage are by pieces of three to five characters (of Chinese, one and
 * two). Pieces find what stems miss: compounds ("Rückgabefrist" and "Rückgabe"), endings, misspelt words and
 * the order of neighbouring words. The measure is the cosine of the two texts as vectors, in which a piece
 * weighs the more, the fewer passages have it (tf-idf).
 *
 * Pieces are counted by a hash in PIECE_BUCKETS places, so what a comparison costs depends on the length of
 * the texts only, and how many passages have a piece is one array for each directory. */
#ifndef FRONTDESK_PIECES_H
#define FRONTDESK_PIECES_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct words;

enum { PIECE_BUCKETS = 1 << 17 };

/* Returns a text as its pieces are made from it, in the arena: the words of words.h, folded and with a blank
 * before and after each, umlauts written out ("ä" as "ae"), and Chinese in simplified characters. */
char *pieces_text(struct arena *, struct words *, const char *text);

/* Calls bucket() once for each bucket of which the texts have at least one piece. The texts are results of
 * pieces_text(). seen: PIECE_BUCKETS bytes of room. */
void pieces_each(uint8_t *seen, const char *const *texts, size_t n, void (*bucket)(void *arg, uint32_t),
                 void *arg);

/* A question that is compared with passages. */
struct pieces;

/* How many of the passages have a piece of each bucket: frequent[PIECE_BUCKETS], which must live as long as
 * the result. question: a result of pieces_text(). In the arena: 1.7 MiB. */
struct pieces *pieces_new(struct arena *, const uint32_t *frequent, int64_t passages);
/* Sets the question; another one takes its place. */
void pieces_ask(struct pieces *, const char *question);

/* How alike a passage is, each from 0 to 1. */
struct pieces_fit {
    double whole;   /* all that it says */
    double wording; /* the wordings of its question, each by itself: the mean of the best three */
    double best;    /* the best one of them */
    double unit;    /* each of them together with the body: the mean of the best three */
};

/* wordings: results of pieces_text(), one in a line; body likewise. */
struct pieces_fit pieces_compare(struct pieces *, const char *wordings, const char *body);

#endif
