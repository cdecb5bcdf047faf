/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf: any bytes as a configuration file. Either there is a configuration, and all that its table and
 * its header promise is so; or there are mistakes, each on a line of its own that begins "FILE:LINE: " and
 * can be shown on a terminal. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/jid.h"
#include "base/log.h"
#include "base/utf8.h"
#include "conf/conf.h"
#include "conf/hours.h"
#include "conf/hours_say.h"
#include "conf/hours_zone.h"
#include "fuzz.h"

static const int64_t moments[] = {0, 1772445600000, 1774746000000, 1792886400000, 4102444800000};

/* ---- mistakes ---- */

static int lines_of(const uint8_t *data, size_t size)
{
    int lines = 1;
    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n';
    return lines;
}

static void check_printable(const char *line, size_t len)
{
    for (size_t i = 0; i < len;) {
        uint32_t cp;
        i += utf8_decode(line + i, len - i, &cp);
        fuzz_check(cp != UINT32_MAX && cp >= 0x20 && !(cp >= 0x7f && cp <= 0x9f),
                   "a mistake that no terminal should be shown: %.*s", (int)len, line);
    }
}

/* True for a mistake, false for a note. */
static bool check_line(const char *line, size_t len, const char *path, int lines)
{
    size_t file = strlen(path);
    char *rest;
    check_printable(line, len);
    fuzz_check(len > file + 2 && memcmp(line, path, file) == 0 && line[file] == ':',
               "begins not with FILE: %.*s", (int)len, line);
    const char *text = line + file + 1;
    long number = strtol(text, &rest, 10);
    fuzz_check(number >= 1 && number <= lines && rest[0] == ':', "names no line of the file: %.*s", (int)len,
               line);
    text = rest + 1;
    fuzz_check(text[0] == ' ' && text + 1 < line + len, "says nothing: %.*s", (int)len, line);
    return strncmp(text, " note: ", 7) != 0;
}

static size_t check_mistakes(const char *errors, const char *path, int lines)
{
    size_t n = 0;
    for (const char *end; *errors != '\0'; errors = end + 1) {
        end = strchr(errors, '\n');
        fuzz_check(end != NULL, "a mistake without an end: %s", errors);
        n += check_line(errors, (size_t)(end - errors), path, lines);
    }
    return n;
}

/* ---- a configuration ---- */

static void check_numbers(const char *block, const void *record)
{
    for (const struct conf_setting *s = NULL; (s = conf_setting_next(s)) != NULL;) {
        if (strcmp(s->block, block) != 0 ||
            (s->type != CONF_INT && s->type != CONF_DURATION && s->type != CONF_SIZE))
            continue;
        int64_t value = *(const int64_t *)((const char *)record + s->offset);
        fuzz_check(value >= s->min && value <= s->max, "%s.%s is %lld", block, s->name, (long long)value);
    }
}

static void check_hours(struct arena *arena, const struct conf_queue *q)
{
    for (size_t i = 0; i < q->hours.n; i++)
        fuzz_check(q->hours.span[i].from >= 0 && q->hours.span[i].from < q->hours.span[i].to &&
                       q->hours.span[i].to <= 10080 &&
                       (i == 0 || q->hours.span[i - 1].to < q->hours.span[i].from),
                   "hours %zu of %s: %d to %d", i, q->name, q->hours.span[i].from, q->hours.span[i].to);
    for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
        int64_t now = moments[i], opens = hours_next_open_ms(&q->hours, now),
                closes = hours_next_close_ms(&q->hours, now);
        bool open = hours_open(&q->hours, now);
        fuzz_check(open ? opens == now : opens == -1 || opens > now, "%s is %s, opens %lld at %lld", q->name,
                   open ? "open" : "closed", (long long)opens, (long long)now);
        fuzz_check(closes == -1 || closes > now, "%s closes %lld at %lld", q->name, (long long)closes,
                   (long long)now);
        if (opens > now)
            fuzz_check(hours_open(&q->hours, opens) &&
                           hours_say(arena, &q->hours, q->language, opens, now)[0] != '\0',
                       "%s is closed when it opens", q->name);
    }
}

static void check_queue(struct arena *arena, const struct conf *conf, const struct conf_queue *q)
{
    struct jid jid;
    fuzz_check(conf_queue(conf, q->name) == q, "two queues %s", q->name);
    fuzz_check(strchr(q->name, '.') == NULL, "%s could be a face", q->name);
    fuzz_check(jid_parse(arena, arena_printf(arena, "%s@%s", q->name, conf->component.domain), &jid) &&
                   strcmp(jid.local, q->name) == 0 && strcmp(jid.domain, conf->component.domain) == 0,
               "%s@%s is no address", q->name, conf->component.domain);
    fuzz_check(q->n_agents > 0, "%s is served by nobody", q->name);
    for (size_t i = 0; i < q->n_agents; i++)
        fuzz_check(q->agents[i] < conf->n_agents, "an agent of %s is none", q->name);
    fuzz_check(q->title[0] != '\0' && hours_timezone_known(q->hours.timezone), "%s: title or timezone",
               q->name);
    check_numbers("queue", q);
    check_hours(arena, q);
}

static void check_conf(const struct conf *conf)
{
    struct arena *arena = arena_new();
    struct jid jid;
    fuzz_check(jid_parse(arena, conf->component.domain, &jid) &&
                   strcmp(jid.full, conf->component.domain) == 0,
               "domain %s", conf->component.domain);
    fuzz_check(conf->component.secret[0] != '\0' && conf->component.host[0] != '\0' &&
                   conf->component.port > 0 && conf->component.port < 65536,
               "a component without host, port or secret");
    fuzz_check(conf->n_agents > 0 && conf->n_queues > 0, "nobody serves anything");
    for (size_t i = 0; i < conf->n_agents; i++) {
        const struct conf_agent *a = &conf->agents[i];
        fuzz_check(conf_agent(conf, a->jid) == a, "two agents %s", a->jid);
        fuzz_check(jid_parse(arena, a->jid, &jid) && strcmp(jid.full, a->jid) == 0 && jid.local[0] != '\0' &&
                       jid.resource[0] == '\0' && strcmp(jid.domain, conf->component.domain) != 0,
                   "agent %s", a->jid);
        fuzz_check(a->name[0] != '\0', "%s has no name", a->jid);
        check_numbers("agent", a);
    }
    for (size_t i = 0; i < conf->n_queues; i++)
        check_queue(arena, conf, &conf->queues[i]);
    fuzz_check(conf->component.default_queue[0] == '\0' ||
                   conf_queue(conf, conf->component.default_queue) != NULL,
               "the default queue is none");
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char *path;
    if (path == NULL) {
        path = fuzz_file("frontdesk.conf");
        char *secret = fuzz_file("secret");
        fuzz_write(secret, "s3cret\n", 7);
        free(secret);
    }
    fuzz_write(path, data, size);
    char *errors = NULL;
    size_t len, n = 0;
    FILE *out = open_memstream(&errors, &len);
    struct conf *conf = conf_read(path, conf_checks, out, &n);
    fclose(out);
    fuzz_check((conf == NULL) == (n > 0), "%zu mistakes and %s configuration", n, conf == NULL ? "no" : "a");
    fuzz_check(strlen(errors) == len, "a NUL among the mistakes");
    fuzz_check(check_mistakes(errors, path, lines_of(data, size)) == n, "not %zu mistakes:\n%s", n, errors);
    if (conf != NULL)
        check_conf(conf);
    conf_free(conf);
    free(errors);
    return 0;
}
