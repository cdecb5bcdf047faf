/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store_words: the FTS5 tokenizer "frontdesk", built on base/words.h. */
#ifndef FRONTDESK_STORE_WORDS_H
#define FRONTDESK_STORE_WORDS_H

struct sqlite3;

/* Registers tokenize='frontdesk' with a connection. Must be called before a table that uses it is read or
 * written. Returns an SQLite result code: SQLITE_ERROR when this SQLite has no FTS5. */
int store_words_register(struct sqlite3 *db);

#endif
