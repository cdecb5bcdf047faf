/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_omemo: `frontdesk omemo fingerprint`: the identity that people's clients show for the desk, also as a QR code; and
 * `frontdesk omemo rotate`: a new one. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/when.h"
#include "cli/cmd.h"
#include "cli/cmd_json.h"
#include "cli/keys.h"
#include "cli/qr.h"
#include "cli/screen.h"
#include "conf/conf.h"
#include "omemo/omemo.h"
#include "store/store.h"

static char *without_blanks(struct arena *arena, const char *text)
{
    char *all = arena_strdup(arena, text), *end = all;
    for (const char *p = text; *p != '\0'; p++)
        if (*p != ' ')
            *end++ = *p;
    *end = '\0';
    return all;
}

/* Percent-encodes what an address may hold and a URI may not (RFC 5122 section 2). */
static const char *encoded(struct arena *arena, const char *text)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    char *all = arena_alloc(arena, 3 * strlen(text) + 1), *end = all;
    for (const char *p = text; *p != '\0'; p++)
        if (strchr(plain, *p) != NULL)
            *end++ = *p;
        else
            end += sprintf(end, "%%%02X", (unsigned char)*p);
    *end = '\0';
    return all;
}

/* Returns the address of a queue, or of the house, and its key, as Conversations, Dino and Monal read it from a QR code. */
static const char *uri_of(struct cmd_session *s, const char *local, const char *fingerprint, uint32_t device)
{
    const struct conf_component *c = &s->conf->component;
    const char *domain = encoded(s->arena, c->other != NULL ? c->other : c->domain);
    return arena_printf(s->arena, "xmpp:%s%s%s?omemo-sid-%lu=%s", encoded(s->arena, local),
                        local[0] != '\0' ? "@" : "", domain, (unsigned long)device,
                        without_blanks(s->arena, fingerprint));
}

static int print_qr(const char *uri)
{
    struct screen screen = screen_of(stdout);
    int columns = 0;
    printf("%s\n", uri);
    switch (qr_print(&screen, stdout, uri, &columns)) {
    case QR_PRINTED:
        return CMD_DONE;
    case QR_UNKNOWN:
        cmd_say("--qr: this frontdesk was built without libqrencode, and cannot draw QR codes");
        break;
    case QR_TOO_LONG:
        cmd_say("--qr: the address is too long for a QR code");
        break;
    case QR_TOO_WIDE:
        cmd_say(
            "--qr: the QR code needs %d columns, and the terminal has %d: make it wider, or its font smaller",
            columns, screen.columns);
        break;
    }
    return CMD_FAILED;
}

static int print(struct cmd_session *s, const char *fingerprint, uint32_t device)
{
    const char *queue = cmd_value(&s->args, "queue"),
               *uri = uri_of(s, queue != NULL ? queue : s->conf->component.house, fingerprint, device);
    if (cmd_given(&s->args, "json"))
        return cmd_json_print(json_pack("{s:s, s:I, s:o}", "fingerprint",
                                        without_blanks(s->arena, fingerprint), "device", (json_int_t)device,
                                        "uri", cmd_json_text(s->arena, uri)));
    puts(fingerprint);
    int status = cmd_given(&s->args, "qr") ? print_qr(uri) : CMD_DONE;
    return cmd_flush(stdout, "standard output", status);
}

/* Makes the identity if the desk has none yet, so that it can be published before anybody writes. */
static int show_identity(struct cmd_session *s)
{
    struct omemo *keys = keys_new(s->conf, s->store, s->arena);
    const char *trouble = keys_trouble(s->conf, s->arena, omemo_fit(keys)), *fingerprint = "";
    uint32_t device = 0;
    if (trouble == NULL) {
        store_begin(s->store);
        device = omemo_device(keys, when_now_ms());
        fingerprint = omemo_fingerprint(keys, when_now_ms());
        if (!store_commit(s->store))
            device = 0;
    } else
        cmd_say("%s", trouble);
    omemo_free(keys);
    return trouble != NULL ? CMD_USAGE : device != 0 ? print(s, fingerprint, device) : cmd_store_status(s);
}

/* Whether the options fit together, and the configuration. */
static bool check_options(const struct cmd_session *s)
{
    const char *name = cmd_value(&s->args, "queue");
    const struct conf_queue *q = name != NULL ? conf_queue(s->conf, name) : NULL;
    if (cmd_given(&s->args, "json") && cmd_given(&s->args, "qr"))
        cmd_misused(s->args.cmd->name, "--qr and --json do not go together");
    else if (name != NULL && q == NULL)
        cmd_say("--queue %s: the configuration has no such queue", name);
    else
        return true;
    return false;
}

int cmd_omemo_fingerprint(int argc, char **argv)
{
    struct cmd_session s = {.conf = NULL};
    int status;
    if (!cmd_parse(argc, argv, &s.args, &status))
        return status;
    status = cmd_open(&s);
    if (status == CMD_DONE)
        status = check_options(&s) ? show_identity(&s) : CMD_USAGE;
    cmd_close(&s);
    return status;
}

/* Opens the store again as the daemon does, so that none starts meanwhile. */
static int open_alone(struct cmd_session *s)
{
    const char *why = "";
    int status = cmd_open(s);
    if (status != CMD_DONE)
        return status;
    if (store_daemon_runs(s->conf->store_path)) {
        cmd_say("%s: the daemon is running and uses the keys: stop it first, and start it again afterwards",
                s->conf->store_path);
        return CMD_FAILED;
    }
    store_close(s->store);
    s->store = store_open(s->conf->store_path, STORE_DAEMON, s->arena, &why);
    if (s->store == NULL)
        cmd_say("%s", why);
    return s->store != NULL ? CMD_DONE : CMD_FAILED;
}

static int print_rotated(struct cmd_session *s, const char *was, const char *fingerprint, uint32_t device)
{
    if (cmd_given(&s->args, "json"))
        return cmd_json_print(
            json_pack("{s:s, s:I, s:o}", "fingerprint", without_blanks(s->arena, fingerprint), "device",
                      (json_int_t)device, "was",
                      was[0] != '\0' ? json_string(without_blanks(s->arena, was)) : json_null()));
    if (was[0] != '\0')
        printf("old fingerprint: %s\n", was);
    printf("new fingerprint: %s\n", fingerprint);
    return cmd_flush(stdout, "standard output", CMD_DONE);
}

static int rotate(struct cmd_session *s)
{
    struct omemo *keys = keys_new(s->conf, s->store, s->arena);
    store_begin(s->store);
    const char *was = omemo_fingerprint_found(keys);
    omemo_rotate(keys, when_now_ms());
    uint32_t device = omemo_device(keys, when_now_ms());
    const char *fingerprint = omemo_fingerprint(keys, when_now_ms());
    bool done = store_commit(s->store);
    omemo_free(keys);
    if (!done)
        return cmd_store_status(s);
    store_checkpoint(s->store); /* the log has the old keys */
    return print_rotated(s, was, fingerprint, device);
}

int cmd_omemo_rotate(int argc, char **argv)
{
    struct cmd_session s = {.conf = NULL};
    int status;
    if (!cmd_parse(argc, argv, &s.args, &status))
        return status;
    status = open_alone(&s);
    if (status == CMD_DONE)
        status = rotate(&s);
    cmd_close(&s);
    return status;
}
