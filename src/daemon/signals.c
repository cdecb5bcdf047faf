/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * signals: see signals.h. */
#include "config.h"

#include "daemon/signals.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "base/log.h"
#include "conf/conf.h"
#include "daemon/chores.h"
#include "daemon/clocks.h"
#include "daemon/embedder.h"
#include "daemon/library.h"
#include "daemon/loop_inside.h"
#include "daemon/notify.h"
#include "daemon/turn.h"
#include "xmpp/link.h"

enum { GIVE_UP_MS = 5000 /* how long SIGTERM waits for the store */ };

static void mask_signals(int how)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigprocmask(how, &set, NULL);
}

void signals_hold(void)
{
    mask_signals(SIG_BLOCK);
}

void signals_release(void)
{
    mask_signals(SIG_UNBLOCK);
}

/* ---- SIGTERM and SIGINT: the goodbye ---- */

void signals_stop_now(struct loop *l, int status)
{
    l->status = status;
    event_base_loopbreak(l->base);
}

static void stopped(void *arg, bool in_order)
{
    struct loop *l = arg;
    turn_end(l);
    if (in_order) {
        turn_take(l, (struct desk_event){.kind = EVENT_STOPPED});
        turn_end(l);
    }
    signals_stop_now(l, turn_is_sound(l) ? EXIT_SUCCESS : EXIT_FAILURE);
}

void signals_say_goodbye(struct loop *l)
{
    turn_take(l, (struct desk_event){.kind = EVENT_STOP});
    turn_end(l);
    if (turn_is_sound(l))
        link_stop(l->link, stopped, l);
}

void signals_on_give_up(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    struct loop *l = arg;
    if ((l->owed & OWED_STOP) == 0)
        return;
    l->owed &= ~(unsigned)OWED_STOP;
    log_warn("store: another program still holds the write lock: frontdesk stops without telling "
             "the agents' clients");
    link_stop(l->link, stopped, l);
}

void signals_on_term(evutil_socket_t signal_number, short what, void *arg)
{
    (void)what;
    struct loop *l = arg;
    if (l->stopping || l->desk == NULL) {
        signals_stop_now(
            l, EXIT_SUCCESS); /* a second signal, or no core that could tell anybody: stops at once */
        return;
    }
    l->stopping = true;
    log_info("signal %d: stopping", (int)signal_number);
    notify_stopping();
    if (turn_begin(l)) {
        signals_say_goodbye(l);
        return;
    }
    struct timeval tv = clocks_after_ms(GIVE_UP_MS);
    l->owed |= OWED_STOP;
    event_add(l->give_up, &tv);
}

/* ---- SIGHUP: the configuration ---- */

/* Whether only settings of the core have changed, which can change while the program runs. */
static bool same_shell(const struct conf *a, const struct conf *b)
{
    return strcmp(a->component.domain, b->component.domain) == 0 &&
           strcmp(a->component.host, b->component.host) == 0 && a->component.port == b->component.port &&
           strcmp(a->component.secret, b->component.secret) == 0 &&
           strcmp(a->store_path, b->store_path) == 0 && a->omemo_key_len == b->omemo_key_len &&
           (a->omemo_key_len == 0 || memcmp(a->omemo_key, b->omemo_key, a->omemo_key_len) == 0);
}

static struct conf *read_again(const char *file)
{
    char *text = NULL;
    size_t size = 0, mistakes = 0;
    FILE *errors = open_memstream(&text, &size);
    if (errors == NULL)
        return NULL;
    struct conf *conf = conf_read(file, conf_checks, errors, &mistakes);
    fclose(errors);
    char *save = NULL;
    for (char *line = strtok_r(text, "\n", &save); line != NULL; line = strtok_r(NULL, "\n", &save))
        log_warn("%s", line);
    free(text);
    return conf;
}

void signals_read_conf(struct loop *l)
{
    if (!turn_begin(l)) { /* the core must get the configuration, which is not possible now */
        l->owed |= OWED_CONF;
        return;
    }
    struct conf *conf = read_again(l->conf->file);
    if (conf == NULL) {
        log_error("configuration: not reloaded because of mistakes: the old one stays in force until "
                  "they are corrected");
        return;
    }
    if (l->conf->a_labels)
        conf_swap_labels(conf);
    if (!same_shell(l->conf, conf)) {
        log_error(
            "configuration: not reloaded: a change of domain, server or secret of component { }, "
            "or of path or omemo_key_file of store { }, needs a restart; the old configuration stays in force "
            "until then");
        conf_free(conf);
        return;
    }
    struct conf *old = l->conf;
    l->conf = conf;
    library_configure(l->library, conf);
    embedder_configure(l->embedder, conf);
    chores_read_library_in(l, 0);
    log_set_level(conf->log_level);
    turn_take(l, (struct desk_event){.kind = EVENT_CONF, .conf = conf});
    turn_end(l);
    conf_free(old);
    log_info("configuration: reloaded from %s", conf->file);
}

void signals_on_hup(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    signals_read_conf(arg);
}
