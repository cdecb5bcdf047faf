/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * choosing: the list that the customer was shown, and what is chosen from it. The list stays until something is chosen
 * or asked. */
#ifndef FRONTDESK_CHOOSING_H
#define FRONTDESK_CHOOSING_H

#include <stdbool.h>
#include <stddef.h>

struct asked;
struct conversation;
struct desk;
struct responder_state;

enum { CHOOSING_MAX = 9 /* entries of a list that are looked at */ };

struct choosing {
    struct {
        const char *title, *source, *body;
    } entry[CHOOSING_MAX];
    const char *heading[CHOOSING_MAX]; /* as the customer reads them */
    size_t n;                          /* 0: no list was shown, or it was used */
};

/* Reads the list, in the turn's arena. */
struct choosing choosing_of(struct desk *, const struct conversation *);
/* Returns the entry that the text is, counted from 1: its number, or its line with or without what is above it in the
 * file; 0: none. */
size_t choosing_line(struct desk *, const struct choosing *, const char *text);
/* Sends the entries whose bits are set (bit n: entry n, counted from 1), and drops the list. */
void choosing_take(struct desk *, struct conversation *, struct responder_state *, const struct choosing *,
                   unsigned chosen);
/* Shows the list again. */
void choosing_repeat(struct desk *, const struct conversation *, const struct responder_state *,
                     const struct choosing *);

#endif
