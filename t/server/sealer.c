/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sealer: devices of people who encrypt with OMEMO, for tests on real servers: crowd.py (slixmpp has no OMEMO in Debian)
 * starts it and speaks to it by lines. Words of a line are parted by tabs, and each line has one line for an answer:
 *
 *     take NAME ADDRESS DEVICE BUNDLE    begins a session of the device NAME from an address's keys: "yes", "no"
 *     seal NAME ADDRESS TEXT             the <encrypted/>; "" without a session
 *     read NAME ADDRESS ENCRYPTED        "text", a tab and the text with blanks for line breaks; or "empty", "again", "foreign", "broken"
 *     own NAME - -                       its number, a tab, and the <item/> with its keys, for its server
 *
 * A device is made when it is first named; all are forgotten at the end. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/log.h"
#include "omemo/omemo.h"
#include "store/store.h"
#include "xml/stanza.h"
#include "xml/xml.h"

enum { DEVICES = 200, WORDS = 5 };

struct device {
    const char *name;
    struct store *store;
    struct omemo *keys;
};

static struct device all[DEVICES];
static struct arena *arena; /* of a line */
static struct arena *kept;
static xmpp_ctx_t *ctx;

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static struct device *device_of(const char *name)
{
    size_t i = 0;
    const char *why = "";
    while (i < DEVICES && all[i].name != NULL && strcmp(all[i].name, name) != 0)
        i++;
    if (i == DEVICES)
        fatal("sealer: too many devices");
    struct device *d = &all[i];
    if (d->name != NULL)
        return d;
    d->name = arena_strdup(kept, name);
    d->store = store_open(":memory:", STORE_DAEMON, arena, &why);
    if (d->store == NULL)
        fatal("sealer: %s", why);
    store_begin(d->store);
    d->keys = omemo_new(d->store, arena);
    return d;
}

static const char *take(struct device *d, const struct omemo_pair *pair, char *word[WORDS])
{
    xmpp_stanza_t *bundle = word[4] != NULL ? st_parse(ctx, word[4]) : NULL;
    bool taken = bundle != NULL && omemo_take_bundle(d->keys, pair, omemo_number(word[3]), bundle);
    if (bundle != NULL)
        xmpp_stanza_release(bundle);
    return taken ? "yes" : "no";
}

static const char *seal(struct device *d, const struct omemo_pair *pair, char *word[WORDS])
{
    const char *sealed = omemo_seal(d->keys, pair, word[3]);
    return sealed != NULL ? sealed : "";
}

static const char *read_one(struct device *d, const struct omemo_pair *pair, char *word[WORDS])
{
    static const char *const outcomes[] = {[OMEMO_EMPTY] = "empty",
                                           [OMEMO_AGAIN] = "again",
                                           [OMEMO_FOREIGN] = "foreign",
                                           [OMEMO_BROKEN] = "broken"};
    xmpp_stanza_t *encrypted = st_parse(ctx, word[3]);
    if (encrypted == NULL)
        return "broken";
    struct omemo_reading r = omemo_read(d->keys, pair, encrypted);
    xmpp_stanza_release(encrypted);
    if (r.outcome != OMEMO_TEXT)
        return outcomes[r.outcome];
    char *line = arena_printf(arena, "text\t%s", r.text);
    for (char *c = line; (c = strchr(c, '\n')) != NULL;)
        *c = ' ';
    return line;
}

static const char *own(struct device *d)
{
    struct xml *x = xml_new(arena);
    omemo_write_bundle(d->keys, x, "", now_ms());
    unsigned long number = omemo_device(d->keys, now_ms());
    return arena_printf(arena, "%lu\t%s", number, xml_string(x));
}

static const char *answer(char *line)
{
    char *word[WORDS] = {0};
    for (int i = 0; i < WORDS && line != NULL; i++)
        word[i] = strsep(&line, "\t");
    if (word[3] == NULL)
        fatal("sealer: a line has too few words");
    /* Of the arrivals, none may be refused for those that a kill has lost. */
    struct omemo_pair pair = {.own = "", .peer = word[2], .now_ms = now_ms(), .agent = true};
    struct device *d = device_of(word[1]);
    if (strcmp(word[0], "own") == 0)
        return own(d);
    if (strcmp(word[0], "take") == 0)
        return take(d, &pair, word);
    return strcmp(word[0], "seal") == 0 ? seal(d, &pair, word) : read_one(d, &pair, word);
}

int main(void)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t n;
    arena = arena_new();
    kept = arena_new();
    ctx = xmpp_ctx_new(NULL, NULL);
    log_set_level(LOG_LEVEL_ERROR);
    while ((n = getline(&line, &room, stdin)) > 0) {
        line[n - 1] = '\0';
        puts(answer(line));
        fflush(stdout);
        arena_reset(arena);
    }
    for (size_t i = 0; i < DEVICES && all[i].name != NULL; i++) {
        omemo_free(all[i].keys);
        store_rollback(all[i].store);
        store_close(all[i].store);
    }
    free(line);
    xmpp_ctx_free(ctx);
    arena_free(arena);
    arena_free(kept);
    return 0;
}
