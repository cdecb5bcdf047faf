/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_inside: a pass over a directory, for knowledge.c, which brings files into the store, and
 * knowledge_directory.c, which finds them. No other file includes this. */
#ifndef FRONTDESK_KNOWLEDGE_INSIDE_H
#define FRONTDESK_KNOWLEDGE_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "knowledge/knowledge.h"
#include "knowledge/knowledge_text.h"

struct knowledge_guard;

/* Change this number when terms are made differently, so that everything is indexed again. */
#define KNOWLEDGE_FORM "2"

struct found {
    const char *name; /* below the directory */
    const char *stamp;
    enum knowledge_kind kind;
    bool refused; /* it holds a secret and must not be in the store */
};

/* Identifies a directory, whatever path leads to it. */
struct place {
    dev_t device;
    ino_t inode;
};

/* What a file that was read needs in the next transaction. */
enum work { WORK_NONE, WORK_STAMP, WORK_WRITE };

struct knowledge_pass {
    struct store *store;
    struct arena *arena; /* of the pass: names */
    struct arena *text;  /* of the file at work */
    struct words *words;
    const char *directory;
    struct knowledge_guard *guard;
    int64_t id; /* of the directory; 0: not yet */
    void (*on_mistake)(void *, const char *);
    void *arg;
    struct found *found;
    size_t n, room, at, looked;               /* looked: entries that were seen */
    struct place parent[KNOWLEDGE_DEPTH + 1]; /* the directories above the one that is listed */
    bool listed, whole; /* whole: all of the directory could be read, so a file that was not found is gone */
    struct passage_list list; /* of the file at work; not yet written from `written` on */
    size_t written;
    int64_t terms; /* of the passages written */
    enum work work;
    const char *bytes, *hash; /* WORK_WRITE: of the file at work */
    size_t len;
    int64_t old;                /* WORK_STAMP: the row of the file, which was only touched */
    int64_t file;               /* the row at work; 0: none */
    const char *user;           /* that may have the files too; "": none */
    const char *exposed;        /* the first that others can change: a sentence; NULL: none was found */
    const char *missing_before; /* where the removal of files that are no more has come to */
    struct knowledge_report report;
};

/* Reports what is wrong with a file or directory of the pass, and counts it. line 0: with no line of it. */
void knowledge_pass_mistake(struct knowledge_pass *, const char *name, int line, const char *what);

#endif
