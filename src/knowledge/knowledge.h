/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge: the directories of texts that responders answer from, and their copy in the store.
 *
 * A pass brings the store up to date with one directory. It works in steps of one short transaction each, so
 * that the daemon can take a step in a quiet moment without making anybody wait. A file is not read again
 * when its size and time are unchanged, and not written again when the hash of its bytes is unchanged. A
 * file is replaced as a whole: a question meanwhile finds either the old or the new text. A file with a
 * mistake stays in the store as it was, and the mistake is reported. */
#ifndef FRONTDESK_KNOWLEDGE_H
#define FRONTDESK_KNOWLEDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct conf;
struct conf_responder;
struct store;
struct vectors_near;
struct words;

enum {
    KNOWLEDGE_FILES = 10000,   /* files of a directory and of the directories below it */
    KNOWLEDGE_DEPTH = 8,       /* levels of directories below the directory */
    KNOWLEDGE_ENTRIES = 50000, /* entries that are looked at, whatever their kind */
    KNOWLEDGE_FILE_BYTES = 4 << 20,
    KNOWLEDGE_PASSAGES = 200000, /* passages of a directory, with those below it */
    KNOWLEDGE_BATCH = 200,       /* passages that one step writes or removes, at most */
};

struct knowledge_pass;

struct knowledge_report {
    size_t files, passages; /* files and passages of the directory in the store now */
    /* Files that this pass read again; files that it removed because they are gone. */
    size_t read, removed;
    size_t mistakes;
};

/* Begins a pass over the directory. Calls on_mistake with "FILE:LINE: what, and what would be right" for
 * each mistake, and with the sentence of knowledge_exposed() (knowledge_directory.h), which is not counted as
 * a mistake. The caller frees the pass with knowledge_pass_free(). */
struct knowledge_pass *knowledge_pass_new(struct store *, const char *directory,
                                          void (*on_mistake)(void *arg, const char *text), void *arg);
/* Tells the pass, before its first step, where links may lead and which secrets customers must not be told,
 * from the configuration. Without this call links may not lead out of the directory and no secrets are
 * known. */
void knowledge_pass_guard(struct knowledge_pass *, const struct conf *);
/* Takes one step. Returns true when there is more to do. */
bool knowledge_pass_step(struct knowledge_pass *);
struct knowledge_report knowledge_pass_report(const struct knowledge_pass *);
void knowledge_pass_free(struct knowledge_pass *);

/* Removes from the store the directories that are not among the n given, one batch in one transaction.
 * Returns true when there is more to do. */
bool knowledge_forget_others(struct store *, const char *const *directories, size_t n);

enum knowledge_decision { KNOWLEDGE_NONE, KNOWLEDGE_ASK, KNOWLEDGE_ANSWER };
const char *knowledge_decision_name(enum knowledge_decision); /* "none", "ask", "answer" */

struct knowledge_hit {
    int64_t id;
    const char *title, *source, *body; /* source: the file's path below the directory */
    double score; /* 0 to 1: how well it fits the question, compared with a passage that says just that */
    double words,
        meaning; /* its two parts, 0 to 1 each: by the words, and by the vectors; see knowledge_ask() */
};

enum { KNOWLEDGE_HITS = 3, KNOWLEDGE_QUESTION = 500 /* only the first 500 characters of a question count */ };

/* What is known beside a question. What was said before it: a question that needs it (knowledge_follow.h) is
 * looked up together with it. And passages that mean the same, by their vectors. */
struct knowledge_before {
    const char *question;            /* the previous question; "": none */
    const char *title, *source;      /* of the passage that the customer was shown last; "": none */
    const struct vectors_near *near; /* vectors_find.h; NULL, or none of them: only the words count */
};

struct knowledge_answer {
    enum knowledge_decision decision;
    bool follows; /* the question was looked up together with what was said before it */
    struct knowledge_hit hit[KNOWLEDGE_HITS]; /* best first */
    size_t n;
    size_t choices; /* how many of them are worth asking back about: none is far behind the first */
};

/* Finds the passages that answer the question in this directory, from the store alone. Texts are in the
 * arena. */
void knowledge_ask(struct store *, struct arena *, struct words *, const char *directory,
                   const char *question, struct knowledge_answer *);
/* Like knowledge_ask(), for a question of which more is known. */
void knowledge_ask_after(struct store *, struct arena *, struct words *, const char *directory,
                         const struct knowledge_before *, const char *question, struct knowledge_answer *);
/* Like knowledge_ask(), for a customer of this responder: leaves out a greeting at the beginning of the
 * question. Finds nothing when the responder has no knowledge. */
void knowledge_ask_responder(struct store *, struct arena *, struct words *, const struct conf_responder *,
                             const char *question, struct knowledge_answer *);
void knowledge_ask_responder_after(struct store *, struct arena *, struct words *,
                                   const struct conf_responder *, const struct knowledge_before *,
                                   const char *question, struct knowledge_answer *);

#endif
