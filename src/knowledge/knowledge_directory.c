/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_directory: see knowledge_directory.h. */
#include "knowledge/knowledge_directory.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/utf8.h"
#include "conf/conf.h"
#include "knowledge/knowledge.h"
#include "knowledge/knowledge_guard.h"
#include "knowledge/knowledge_inside.h"
#include "knowledge/knowledge_text.h"
#include "store/store.h"

static bool add_found(struct knowledge_pass *p, const char *name, const char *stamp, enum knowledge_kind kind)
{
    if (p->n == KNOWLEDGE_FILES) {
        knowledge_pass_mistake(p, "", 0,
                               "more than 10000 files; the others are not read: merge or remove some files");
        p->whole = false;
        return false;
    }
    if (p->n == p->room) {
        size_t room = p->room == 0 ? 16 : p->room * 2;
        p->found = arena_grow(p->arena, p->found, p->room * sizeof *p->found, room * sizeof *p->found);
        p->room = room;
    }
    p->found[p->n++] = (struct found){.name = name, .stamp = stamp, .kind = kind};
    return true;
}

static const char *stamp_of(struct knowledge_pass *p, const struct stat *st)
{
    /* Depends on the secrets too, so that a change of secrets makes all files be checked again. */
    return arena_printf(p->arena, KNOWLEDGE_FORM ".%02x %lld %lld.%09ld", knowledge_guard_mark(p->guard),
                        (long long)st->st_size, (long long)st->st_mtim.tv_sec, st->st_mtim.tv_nsec);
}

static bool is_above(const struct knowledge_pass *p, const struct stat *st, int depth)
{
    for (int i = 0; i <= depth; i++) {
        if (p->parent[i].device == st->st_dev && p->parent[i].inode == st->st_ino) {
            return true;
        }
    }
    return false;
}

/* Keeps the files that were read below a link that leads nowhere now, because its target may only be away
 * for a while. */
static bool keep_below(struct knowledge_pass *p, const char *name)
{
    bool any = false;
    if (p->store == NULL)
        return false;
    struct cursor *c = store_query(p->store, SQL_knowledge_file_below, INT(p->id), TEXT(name));
    while (cursor_next(c)) {
        const char *file = arena_strdup(p->arena, cursor_text(c, 0)), *slash = strrchr(file, '/');
        add_found(p, file, arena_strdup(p->arena, cursor_text(c, 1)),
                  knowledge_kind(slash == NULL ? file : slash + 1));
        any = true;
    }
    cursor_end(c);
    return any;
}

/* Handles an entry that stat() cannot look at; errno says why. */
static void look_at_nothing(struct knowledge_pass *p, const char *path, const char *name)
{
    struct stat st;
    const char *why = strerror(errno);
    bool leads_nowhere = errno == ENOENT || errno == ELOOP;
    if (lstat(path, &st) != 0 && errno == ENOENT) {
        return; /* it has gone since the directory was read */
    }
    if (!leads_nowhere) {
        knowledge_pass_mistake(p, name, 0, why);
        p->whole = false;
    } else if (keep_below(p, name)) {
        knowledge_pass_mistake(
            p, name, 0,
            "a link whose target does not exist: its passages stay in the store until the link "
            "is removed");
    }
}

const char knowledge_leading_out[] =
    "a link that leads out of the directory, so it is not followed: add its target to "
    "knowledge_also to allow it";

/* Whether the path leads out of the directory now. Files are checked again when they are opened. */
static bool leads_out(const struct knowledge_pass *p, const char *path)
{
    char *real = realpath(path, NULL);
    bool out = real != NULL && !knowledge_guard_inside(p->guard, real);
    free(real);
    return out;
}

/* Notes a file that other users can change, because they could decide what the responder says. The file is
 * read all the same. */
static void look_at_hands(struct knowledge_pass *p, const char *name, const struct stat *st)
{
    const char *what = p->exposed != NULL ? NULL : file_exposed(p->arena, st, S_IWGRP | S_IWOTH, p->user);
    if (what == NULL)
        return;
    p->exposed =
        arena_printf(p->arena,
                     "%s%s%s: %s, and customers are told what it says: chown everything in the directory "
                     "to root or to the user that runs frontdesk, and chmod -R go-w it",
                     p->directory, name[0] == '\0' ? "" : "/", utf8_printable(p->arena, name, 1000), what);
}

static void list_directory(struct knowledge_pass *p, const char *below, int depth);

static bool look_at(struct knowledge_pass *p, const char *name, int depth)
{
    struct stat st;
    const char *slash = strrchr(name, '/');
    const char *path = arena_printf(p->arena, "%s/%s", p->directory, name);
    enum knowledge_kind kind = knowledge_kind(slash == NULL ? name : slash + 1);
    if (kind == KNOWLEDGE_SYNONYMS && slash != NULL) {
        kind = KNOWLEDGE_NOTHING; /* the link further up was reported for all */
    }
    if (p->looked++ == KNOWLEDGE_ENTRIES) {
        knowledge_pass_mistake(
            p, "", 0,
            "more than 50000 files and directories; the others are not read: use a separate "
            "directory for `knowledge`");
        p->whole = false;
        return false;
    }
    if (stat(path, &st) != 0) {
        look_at_nothing(p, path, name);
        return true;
    }
    if (leads_out(p, path)) {
        if (S_ISDIR(st.st_mode) || kind != KNOWLEDGE_NOTHING) {
            knowledge_pass_mistake(p, name, 0, knowledge_leading_out);
        }
        return true;
    }
    if (S_ISDIR(st.st_mode)) {
        if (is_above(p, &st, depth)) {
            knowledge_pass_mistake(p, name, 0, "a link to a directory that contains the link: not followed");
        } else if (depth == KNOWLEDGE_DEPTH) {
            knowledge_pass_mistake(p, name, 0, "more than 8 levels of directories deep: not read");
        } else {
            list_directory(p, name, depth + 1);
        }
        return p->n < KNOWLEDGE_FILES && p->looked <= KNOWLEDGE_ENTRIES;
    }
    if (kind == KNOWLEDGE_NOTHING) {
        return true;
    }
    if (!S_ISREG(st.st_mode)) {
        knowledge_pass_mistake(p, name, 0, file_wrong_kind(st.st_mode));
        return true;
    }
    look_at_hands(p, name, &st);
    return add_found(p, name, stamp_of(p, &st), kind);
}

bool knowledge_directory_elsewhere(struct knowledge_pass *p, int fd, const char *path)
{
    const char *real = file_real_path(p->arena, fd, path);
    return real == NULL || !knowledge_guard_inside(p->guard, real);
}

static void list_directory(struct knowledge_pass *p, const char *below, int depth)
{
    const char *path = below[0] == '\0' ? p->directory : arena_printf(p->arena, "%s/%s", p->directory, below);
    DIR *dir = opendir(path);
    if (dir == NULL) {
        knowledge_pass_mistake(
            p, below, 0,
            arena_printf(p->arena,
                         "%s; the directory of `knowledge` must exist, and the user that runs frontdesk "
                         "must be able to read it; until then nothing is removed from the store",
                         strerror(errno)));
        p->whole = false;
        return;
    }
    struct stat st;
    if (knowledge_directory_elsewhere(p, dirfd(dir), path)) {
        knowledge_pass_mistake(p, below, 0, knowledge_leading_out);
        closedir(dir);
        return;
    }
    if (fstat(dirfd(dir), &st) == 0) {
        p->parent[depth] = (struct place){st.st_dev, st.st_ino};
        look_at_hands(p, below, &st);
    }
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        const char *name = below[0] == '\0' ? arena_strdup(p->arena, entry->d_name)
                                            : arena_printf(p->arena, "%s/%s", below, entry->d_name);
        if (!look_at(p, name, depth)) {
            break;
        }
    }
    closedir(dir);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct found *)a)->name, ((const struct found *)b)->name);
}

void knowledge_directory_list(struct knowledge_pass *p)
{
    p->listed = p->whole = true;
    p->id = store_int(p->store, SQL_knowledge_directory_find, 0, TEXT(p->directory));
    list_directory(p, "", 0);
    if (p->exposed != NULL) {
        p->on_mistake(p->arg, p->exposed);
    }
    if (p->n > 0) {
        qsort(p->found, p->n, sizeof *p->found, by_name);
    }
}

bool knowledge_directory_has(const struct knowledge_pass *p, const char *name)
{
    struct found key = {.name = name};
    const struct found *found = p->n == 0 ? NULL : bsearch(&key, p->found, p->n, sizeof key, by_name);
    return found != NULL && !found->refused;
}

static void ignore(void *arg, const char *text)
{
    (void)arg;
    (void)text;
}

const char *knowledge_exposed(struct arena *arena, const struct conf *conf, const char *directory)
{
    struct knowledge_pass *p = knowledge_pass_new(NULL, directory, ignore, NULL);
    knowledge_pass_guard(p, conf);
    list_directory(p, "", 0);
    const char *exposed = p->exposed != NULL ? arena_strdup(arena, p->exposed) : NULL;
    knowledge_pass_free(p);
    return exposed;
}
