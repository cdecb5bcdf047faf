/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_run: `frontdesk run`: the daemon, in the foreground. */
#include "config.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/random.h>
#include <time.h>

#include <strophe.h>

#include "base/arena.h"
#include "base/log.h"
#include "cli/cmd.h"
#include "cli/keys.h"
#include "conf/conf.h"
#include "daemon/loop.h"
#include "daemon/notify.h"
#include "daemon/process.h"
#include "daemon/signals.h"
#include "store/store.h"

static uint64_t random_seed(void)
{
    uint64_t seed = 0;
    if (getrandom(&seed, sizeof seed, 0) != (ssize_t)sizeof seed)
        fatal("the system provides no random numbers (getrandom)");
    return seed;
}

enum { RETRY_MS = 500, SAY_EVERY = 120 }; /* SAY_EVERY: attempts between two log lines */

/* Waits for SIGTERM or SIGINT, which signals_hold() has blocked. Returns true when one has come. */
static bool told_to_end(int64_t wait_ms)
{
    sigset_t end;
    sigemptyset(&end);
    sigaddset(&end, SIGTERM);
    sigaddset(&end, SIGINT);
    struct timespec wait = {.tv_sec = wait_ms / 1000, .tv_nsec = wait_ms % 1000 * 1000000};
    return sigtimedwait(&end, NULL, &wait) > 0;
}

/* Whether the error may go away by itself: another program has locked the store, or the disk is full or
 * fails. */
static bool may_pass(enum store_trouble trouble)
{
    return trouble == STORE_LOCKED || trouble == STORE_FULL || trouble == STORE_FAILING;
}

/* Opens the store; waits while it cannot be opened yet. Returns NULL when it gives up; *status is then the
 * exit status of the process. */
static struct store *open_store(const struct conf *conf, struct arena *arena, int *status)
{
    for (int i = 0;; i++) {
        const char *why = "";
        enum store_trouble trouble;
        struct store *store = store_open_at_once(conf->store_path, arena, &why, &trouble);
        if (store != NULL)
            return store;
        *status = CMD_FAILED;
        if (!may_pass(trouble)) {
            log_error("store: %s", why);
            return NULL;
        }
        if (i % SAY_EVERY == 0)
            log_error("store: %s; frontdesk waits and starts as soon as the store can be opened", why);
        notify_starting();
        notify_status("waiting: the store cannot be opened");
        arena_reset(arena);
        *status = CMD_DONE;
        if (told_to_end(RETRY_MS))
            return NULL;
    }
}

/* Encrypts the keys of a store from before there was a key file. Waits while another program writes. */
static int encrypt_keys(struct omemo *keys, struct store *store)
{
    while (store_error(store) == NULL && !store_begin(store))
        if (told_to_end(RETRY_MS))
            return CMD_FAILED;
    omemo_encrypt_all(keys);
    if (!store_commit(store)) {
        log_error("store: the OMEMO keys in it could not be encrypted: %s", store_error(store));
        return CMD_FAILED;
    }
    store_checkpoint(store); /* the log has the keys as they were */
    log_info("omemo: encrypted the keys in the store with omemo_key_file");
    return CMD_DONE;
}

/* The desk makes no new keys when it cannot read those that it has. */
static int settle_keys(const struct conf *conf, struct store *store, struct arena *arena)
{
    struct omemo *keys = keys_new(conf, store, arena);
    enum omemo_fit fit = omemo_fit(keys);
    const char *trouble = keys_trouble(conf, arena, fit);
    int status = trouble != NULL ? CMD_USAGE : CMD_DONE;
    if (trouble != NULL)
        log_error("omemo: %s", trouble);
    else if (fit == OMEMO_PLAIN)
        status = encrypt_keys(keys, store);
    omemo_free(keys);
    return status;
}

static void say_what_was_opened(const struct store *store, const struct conf *conf)
{
    int was = store_was_version(store), is = store_version(store);
    if (was == 0)
        log_info("store: %s: created a new, empty store", conf->store_path);
    else if (was < is)
        log_info("store: %s: migrated from schema version %d to %d", conf->store_path, was, is);
}

int cmd_run(int argc, char **argv)
{
    struct cmd_args args;
    int status;
    if (!cmd_parse(argc, argv, &args, &status))
        return status;
    size_t mistakes = 0;
    struct conf *conf = conf_read(cmd_conf_file(&args), conf_checks, stderr, &mistakes);
    if (conf == NULL)
        return CMD_USAGE;
    log_set_level(conf->log_level);
    signals_hold();
    struct arena *arena = arena_new();
    const char *why = "";
    process_harden();
    process_open_files();
    if (!process_become(conf->user, arena, &why)) {
        log_error("%s", why);
        conf_free(conf);
        arena_free(arena);
        return CMD_FAILED;
    }
    struct store *store = open_store(conf, arena, &status);
    if (store == NULL) {
        conf_free(conf);
        arena_free(arena);
        return status;
    }
    say_what_was_opened(store, conf);
    log_info("frontdesk %s: queues %zu, agents %zu, store %s", PACKAGE_VERSION, conf->n_queues,
             conf->n_agents, conf->store_path);
    status = settle_keys(conf, store, arena);
    arena_reset(arena);
    if (status == CMD_DONE) {
        xmpp_initialize();
        status = loop_run(conf, store, arena, random_seed());
        xmpp_shutdown();
    } else {
        conf_free(conf);
    }
    store_close(store);
    arena_free(arena);
    log_info("frontdesk stopped");
    return status;
}
