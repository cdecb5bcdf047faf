/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_run: `frontdesk run`: the daemon, in the foreground. */
#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <sys/random.h>

#include <strophe.h>

#include "arena.h"
#include "cmd.h"
#include "conf.h"
#include "log.h"
#include "loop.h"
#include "process.h"
#include "store.h"

static uint64_t random_seed(void)
{
    uint64_t seed = 0;
    if (getrandom(&seed, sizeof seed, 0) != (ssize_t)sizeof seed)
        fatal("the system has no random numbers");
    return seed;
}

int cmd_run(int argc, char **argv)
{
    struct cmd_args args;
    int status;
    if (!cmd_parse(argc, argv, &args, &status))
        return status;
    size_t mistakes = 0;
    struct conf *conf = conf_read(cmd_conf_file(&args), stderr, &mistakes);
    if (conf == NULL)
        return CMD_USAGE;
    log_set_level(conf->log_level);
    loop_hold_signals();
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
    struct store *store = store_open(conf->store_path, STORE_DAEMON, arena, &why);
    if (store == NULL) {
        log_error("store: %s", why);
        conf_free(conf);
        arena_free(arena);
        return CMD_FAILED;
    }
    log_info("frontdesk %s: queues %zu, agents %zu, store %s", PACKAGE_VERSION, conf->n_queues,
             conf->n_agents, conf->store_path);
    arena_reset(arena);
    xmpp_initialize();
    status = loop_run(conf, store, arena, random_seed());
    xmpp_shutdown();
    store_close(store);
    arena_free(arena);
    log_info("frontdesk stopped");
    return status;
}
