/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store_words: the FTS5 tokenizer "frontdesk", on top of words. Part of the store's one door to SQLite. */
#ifndef FRONTDESK_STORE_WORDS_H
#define FRONTDESK_STORE_WORDS_H

struct sqlite3;

/* Makes tokenize='frontdesk' known to a connection; to be called before a table that says so is used. An
 * SQLite result code: SQLITE_ERROR when this SQLite has no FTS5. */
int store_words_register(struct sqlite3 *db);

#endif
