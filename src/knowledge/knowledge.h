/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge: the directories of texts that responders answer from, and the store's picture of them.
 *
 * A pass goes over one directory and brings the store up to date, in steps of one short transaction each, so that the
 * daemon can take one in a quiet moment and never keeps anybody waiting. What has not changed (size and time, else the
 * hash of its bytes) is not read again. A file is replaced as a whole: who asks meanwhile finds the old form or the new.
 * A file with a mistake stays in the store as it was, and the mistake is reported. */
#ifndef FRONTDESK_KNOWLEDGE_H
#define FRONTDESK_KNOWLEDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct conf;
struct conf_responder;
struct store;
struct words;

enum {
    KNOWLEDGE_FILES = 10000,           /* of a directory, with those below it */
    KNOWLEDGE_DEPTH = 8,               /* of directories in directories */
    KNOWLEDGE_ENTRIES = 50000,         /* that are looked at, whatever they are */
    KNOWLEDGE_FILE_BYTES = 4 << 20,
    KNOWLEDGE_PASSAGES = 200000,       /* of a directory */
    KNOWLEDGE_BATCH = 200,             /* passages that a step writes or removes, at most */
};

struct knowledge_pass;

struct knowledge_report {
    size_t files, passages;            /* that the directory has now, in the store */
    size_t read, removed;              /* files that were read anew, that are no more */
    size_t mistakes;
};

/* Begins a pass over the directory. on_mistake is called with "FILE:LINE: what, and what would be right";
 * also with what knowledge_exposed() says, which is not counted as a mistake. Forgotten by
 * knowledge_pass_free(), whose texts it keeps in an arena of its own. */
struct knowledge_pass *knowledge_pass_new(struct store *, const char *directory,
                                          void (*on_mistake)(void *arg, const char *text), void *arg);
/* Before the first step: what its links may lead to, and which secrets may not be told, as this configuration says. Without it
 * links lead nowhere else, and there are no secrets. */
void knowledge_pass_guard(struct knowledge_pass *, const struct conf *);
/* One step; true when there is more to do. */
bool knowledge_pass_step(struct knowledge_pass *);
/* Without a store: the first file or directory there that somebody else can change than root and the user
 * that runs the daemon, and what to do; NULL: there is none. */
const char *knowledge_exposed(struct arena *, const struct conf *, const char *directory);
struct knowledge_report knowledge_pass_report(const struct knowledge_pass *);
void knowledge_pass_free(struct knowledge_pass *);

/* Forgets the directories that are not among the n given, a batch a transaction; true when there is more to do. */
bool knowledge_forget_others(struct store *, const char *const *directories, size_t n);

enum knowledge_decision { KNOWLEDGE_NONE, KNOWLEDGE_ASK, KNOWLEDGE_ANSWER };
const char *knowledge_decision_name(enum knowledge_decision); /* "none", "ask", "answer" */

struct knowledge_hit {
    int64_t id;
    const char *title, *source, *body; /* source: the file below the directory */
    double score;                      /* 0 to 1: how much of the question it covers, weighed by rarity */
};

enum { KNOWLEDGE_HITS = 3, KNOWLEDGE_QUESTION = 500 /* characters of it that are looked at */ };

struct knowledge_answer {
    enum knowledge_decision decision;
    struct knowledge_hit hit[KNOWLEDGE_HITS]; /* the best first */
    size_t n;
};

/* What is known about the question in this directory, from the store alone. Texts are in the arena. */
void knowledge_ask(struct store *, struct arena *, struct words *, const char *directory, const char *question,
                   struct knowledge_answer *);
/* … as a customer of this responder asks: a greeting at the beginning is no part of the question. Nothing is found where the
 * responder has no knowledge. */
void knowledge_ask_responder(struct store *, struct arena *, struct words *, const struct conf_responder *, const char *question,
                             struct knowledge_answer *);

#endif
