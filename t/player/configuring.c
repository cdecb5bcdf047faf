/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * configuring: the configuration of a scene, its knowledge and its older store. */
#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "t/player/player.h"
#include "t/tap.h"
#include "t/world.h"

static bool has_block(const char *text, const char *name)
{
    size_t len = strlen(name);
    for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
        line += strspn(line, " \t\n");
        if (strncmp(line, name, len) == 0 && strchr(" \t{\"", line[len]) != NULL)
            return true;
    }
    return false;
}

static const struct {
    const char *block, *text;
} conf_defaults[] = {
    {"component",
     "component { domain = \"" SCENE_DOMAIN "\" server = \"127.0.0.1:5347\" secret = \"secret\" }\n"},
    {"store", "store { path = \"/nowhere/frontdesk.db\" }\n"},
    {"agent", "agent \"bob@example.com\" { name = \"Bob\" }\n"
              "agent \"eve@example.com\" { name = \"Eve\" role = \"supervisor\" }\n"},
    {"queue", "queue \"sales\" { title = \"Sales\" agents = {\"bob@example.com\", \"eve@example.com\"} }\n"
              "queue \"billing\" { title = \"Billing\" agents = {\"eve@example.com\"} }\n"},
};

static const char *whole_conf(struct scene *s, const char *text)
{
    for (size_t i = 0; i < sizeof conf_defaults / sizeof conf_defaults[0]; i++)
        if (!has_block(text, conf_defaults[i].block))
            text = arena_printf(s->arena, "%s%s", text, conf_defaults[i].text);
    return text;
}

void scene_configure(struct scene *s, const char *text)
{
    if (!world_configure(s->w, fill(s, whole_conf(s, text)))) {
        diag("%s", s->w->trouble);
        scene_wrong(s, "the configuration is wrong");
    }
}

static int64_t last_message_ms(sqlite3 *db)
{
    sqlite3_stmt *last;
    if (sqlite3_prepare_v2(db, "SELECT max(at_ms) FROM message", -1, &last, NULL) != SQLITE_OK ||
        sqlite3_step(last) != SQLITE_ROW)
        fatal("the store: %s", sqlite3_errmsg(db));
    int64_t ms = sqlite3_column_int64(last, 0);
    sqlite3_finalize(last);
    return ms;
}

/* Made by SQLite alone, before the desk opens it. */
static void play_store(struct scene *s, const char *p)
{
    enum { STORE_BYTES = 1 << 20 };
    sqlite3 *db;
    size_t len;
    int fd = open(p, O_RDONLY | O_CLOEXEC);
    char *sql = fd < 0 ? NULL : file_read(s->arena, fd, 0, STORE_BYTES, &len), *error = NULL;
    if (sql == NULL)
        fatal("%s: %m", p);
    close(fd);
    if (sqlite3_open(s->w->store_path, &db) != SQLITE_OK ||
        sqlite3_exec(db, sql, NULL, NULL, &error) != SQLITE_OK)
        fatal("%s: %s", p, error == NULL ? sqlite3_errmsg(db) : error);
    s->w->now_ms = last_message_ms(db) + 1000;
    sqlite3_close(db);
}

static void play_conf(struct scene *s, const char *p)
{
    (void)p;
    if (s->started)
        scene_wrong(s, "use `reload` here");
    s->conf = take_block(s);
}

static void play_knowledge(struct scene *s, const char *p)
{
    world_write_knowledge(s->w, p, take_block(s));
}

static void play_reload(struct scene *s, const char *p)
{
    (void)p;
    scene_configure(s, take_block(s));
}

const struct verb configuring_verbs[] = {
    {.word = "conf", .play = play_conf, .when = BEFORE},
    {.word = "store", .play = play_store, .when = BEFORE},
    {.word = "knowledge", .play = play_knowledge, .when = BEFORE},
    {.word = "reload", .play = play_reload},
    {.word = NULL},
};
