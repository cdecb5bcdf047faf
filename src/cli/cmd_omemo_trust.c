/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_omemo_trust: `frontdesk omemo devices`: the keys of agents' devices; and `frontdesk omemo trust`: confirms one that the
 * desk has not seen before. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/jid.h"
#include "base/utf8.h"
#include "base/when.h"
#include "cli/cmd.h"
#include "cli/cmd_json.h"
#include "cli/keys.h"
#include "cli/table.h"
#include "conf/conf.h"
#include "store/store.h"

/* ---- devices ---- */

static const struct table_column columns[] = {
    {.title = "AGENT", .shrink = true},
    {.title = "DEVICE", .right = true},
    {.title = "STATE"},
    {.title = "FINGERPRINT"},
};

static void add_row(struct table *table, struct arena *arena, const char *jid, uint32_t device, enum ink ink,
                    const char *state, const char *fingerprint)
{
    table_row(table);
    table_cell(table, INK_PLAIN, jid);
    table_cell(table, INK_PLAIN, arena_printf(arena, "%lu", (unsigned long)device));
    table_cell(table, ink, state);
    table_cell(table, INK_PLAIN, fingerprint);
}

static void add_key(struct table *table, struct arena *arena, const char *jid, const struct omemo_key *k)
{
    if (k->trusted[0] != '\0')
        add_row(table, arena, jid, k->device, INK_PLAIN, k->waiting[0] != '\0' ? "replaced" : "trusted",
                k->trusted);
    if (k->waiting[0] != '\0')
        add_row(table, arena, jid, k->device, INK_WARN, "unconfirmed", k->waiting);
    if (k->trusted[0] == '\0' && k->waiting[0] == '\0')
        add_row(table, arena, jid, k->device, INK_DIM, "expected", "");
}

static char *bare_hex(struct arena *arena, const char *fingerprint)
{
    char *all = arena_strdup(arena, fingerprint), *end = all;
    for (const char *p = fingerprint; *p != '\0'; p++)
        if (*p != ' ')
            *end++ = *p;
    *end = '\0';
    return all;
}

static json_t *hex_json(struct arena *arena, const char *fingerprint)
{
    return fingerprint[0] != '\0' ? json_string(bare_hex(arena, fingerprint)) : json_null();
}

static json_t *key_json(struct arena *arena, const char *jid, const struct omemo_key *k)
{
    return json_pack("{s:o, s:I, s:o, s:o, s:o}", "agent", cmd_json_text(arena, jid), "device",
                     (json_int_t)k->device, "trusted", hex_json(arena, k->trusted), "unconfirmed",
                     hex_json(arena, k->waiting), "seen", cmd_json_time(arena, k->seen_ms));
}

/* Returns the agent of the configuration that an operand names; NULL after saying that there is none. */
static const struct conf_agent *agent_named(const struct cmd_session *s, const char *name)
{
    struct jid jid;
    const char *why = NULL;
    const struct conf_agent *a =
        jid_prepare(s->arena, name, &jid, &why) ? conf_agent(s->conf, jid.bare) : NULL;
    if (a == NULL)
        cmd_say("%s: the configuration has no such agent", utf8_printable(s->arena, name, 200));
    return a;
}

static int show_devices(struct cmd_session *s)
{
    const struct conf_agent *only = NULL;
    if (s->args.n_operands > 0 && (only = agent_named(s, s->args.operand[0])) == NULL)
        return CMD_USAGE;
    struct omemo *keys = keys_new(s->conf, s->store, s->arena);
    struct table *table = table_new(s->arena, columns, sizeof columns / sizeof columns[0]);
    json_t *all = json_array();
    for (size_t i = 0; i < s->conf->n_agents; i++) {
        const struct conf_agent *a = &s->conf->agents[i];
        struct omemo_key key[OMEMO_KNOWN];
        size_t n = only == NULL || only == a ? omemo_keys_of(keys, a->jid, key) : 0;
        for (size_t j = 0; j < n; j++) {
            add_key(table, s->arena, a->jid, &key[j]);
            json_array_append_new(all, key_json(s->arena, a->jid, &key[j]));
        }
    }
    omemo_free(keys);
    int status = cmd_store_status(s);
    if (cmd_given(&s->args, "json")) {
        int printed = cmd_json_print(all);
        return status != CMD_DONE ? status : printed;
    }
    if (json_array_size(all) == 0)
        puts("No device has shown a key yet.");
    json_decref(all);
    struct screen screen = screen_of(stdout);
    table_print(table, &screen, stdout);
    return cmd_flush(stdout, "standard output", status);
}

int cmd_omemo_devices(int argc, char **argv)
{
    return cmd_with_store(argc, argv, show_devices);
}

/* ---- trust ---- */

static int print_trusted(struct cmd_session *s, const char *jid, const struct omemo_key *key, size_t n)
{
    json_t *all = json_array();
    bool json = cmd_given(&s->args, "json");
    for (size_t i = 0; i < n; i++) {
        struct omemo_key now = {
            .device = key[i].device, .trusted = key[i].waiting, .waiting = "", .seen_ms = key[i].seen_ms};
        json_array_append_new(all, key_json(s->arena, jid, &now));
        if (!json)
            printf("%s: device %lu is trusted now: %s\n", jid, (unsigned long)now.device, now.trusted);
    }
    if (json)
        return cmd_json_print(all);
    json_decref(all);
    return cmd_flush(stdout, "standard output", CMD_DONE);
}

/* device 0: all that wait. Moves those that are trusted now to the beginning of key. */
static size_t trust_waiting(struct omemo *keys, const char *jid, int64_t device,
                            struct omemo_key key[OMEMO_KNOWN])
{
    size_t n = omemo_keys_of(keys, jid, key), trusted = 0;
    for (size_t i = 0; i < n; i++)
        if ((device == 0 || key[i].device == device) && omemo_trust(keys, jid, key[i].device))
            key[trusted++] = key[i];
    return trusted;
}

static int trust(struct cmd_session *s)
{
    int64_t device = 0;
    struct omemo_key key[OMEMO_KNOWN];
    const struct conf_agent *a = agent_named(s, s->args.operand[0]);
    if (a == NULL)
        return CMD_USAGE;
    if (s->args.n_operands > 1 && !cmd_read_integer(s->args.operand[1], 1, INT32_MAX, &device))
        return cmd_misused(s->args.cmd->name, "%s: not the number of a device",
                           utf8_printable(s->arena, s->args.operand[1], 60));
    struct omemo *keys = keys_new(s->conf, s->store, s->arena);
    store_begin(s->store);
    size_t n = trust_waiting(keys, a->jid, device, key);
    bool done = store_commit(s->store);
    omemo_free(keys);
    if (!done)
        return cmd_store_status(s);
    if (n > 0)
        return print_trusted(s, a->jid, key, n);
    cmd_say("%s: no key %swaits to be confirmed; `frontdesk omemo devices` lists all", a->jid,
            device != 0 ? "of this device " : "");
    return CMD_FAILED;
}

int cmd_omemo_trust(int argc, char **argv)
{
    return cmd_with_store(argc, argv, trust);
}
