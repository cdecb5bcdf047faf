/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sealed: what a message that is encrypted with OMEMO costs beside a plain one.
 *
 *     sealed CONF CONF_OFF
 *
 * Two cores in this process, on the stores that both configurations name; in the second one OMEMO is switched off. In each,
 * two customers are served by an agent who writes plain text. It prints "filled", and then obeys lines on its standard input:
 *
 *     plain TIMES     so many plain messages of a customer at either desk, in turns
 *     sealed TIMES    at the first desk: a plain message of one customer, an encrypted one of the other, and an answer to each
 *
 * The answer is the median of the CPU time of each: the step, and the commit. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <strophe.h>

#include "base/arena.h"
#include "base/log.h"
#include "conf/conf.h"
#include "desk/desk.h"
#include "measure.h"
#include "omemo/omemo.h"
#include "store/store.h"
#include "xml/stanza.h"

#define PUBSUB "http://jabber.org/protocol/pubsub"

struct bench {
    xmpp_ctx_t *ctx;
    struct conf *conf;
    struct store *store;
    struct arena *arena;
    struct desk *desk;
    struct effects effects;
    int64_t now_ms;
    double cpu_us;
    char *face[2]; /* of the customer who writes plain text, and of the other one */
    int ids;
    bool seals; /* it encrypts for the customer who does */
};

struct device {
    struct store *store;
    struct arena *arena;
    struct omemo *keys;
};

static double cpu_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* A turn. Returns what was sent in it, as one text, which the caller frees. */
static char *turn(struct bench *b, const char *xml)
{
    xmpp_stanza_t *stanza = xml != NULL ? st_parse(b->ctx, xml) : NULL;
    struct desk_event e = {.kind = xml != NULL ? EVENT_STANZA : EVENT_LINK_UP, .stanza = stanza};
    struct desk_event tick = {.kind = EVENT_TICK};
    double begin_us = cpu_us();
    store_begin(b->store);
    e.now_ms = b->now_ms += 20;
    desk_step(b->desk, &e, &b->effects);
    tick.now_ms = b->now_ms;
    desk_step(b->desk, &tick, &b->effects);
    if (!store_commit(b->store))
        die("commit: %s", store_error(b->store));
    b->cpu_us = cpu_us() - begin_us;
    char *sent = NULL;
    size_t size;
    FILE *out = open_memstream(&sent, &size);
    for (const struct effect *one = b->effects.first; one != NULL; one = one->next)
        if (one->kind == EFFECT_SEND)
            fprintf(out, "%s\n", one->text);
    fclose(out);
    effects_clear(&b->effects);
    arena_reset(b->arena);
    if (stanza != NULL)
        xmpp_stanza_release(stanza);
    return sent;
}

static char *written(struct bench *b, const char *from, const char *to, const char *inside)
{
    char *xml = NULL;
    if (asprintf(&xml, "<message type='chat' from='%s/bench' to='%s' id='b%d'>%s</message>", from, to,
                 ++b->ids, inside) < 0)
        die("out of memory");
    char *sent = turn(b, xml);
    free(xml);
    return sent;
}

/* The server returns the fence: the outbox stays short. */
static void confirm(struct bench *b, char *sent)
{
    char *ping = strstr(sent, "<iq type=\"get\"");
    if (ping != NULL && strstr(ping, "urn:xmpp:ping") != NULL) {
        char *xml = strndup(ping, (size_t)(strstr(ping, "</iq>") + 5 - ping));
        free(turn(b, xml));
        free(xml);
    }
    free(sent);
}

static const char *jids[2] = {"plain@localhost", "sealed@localhost"};

static const char *queue_of(struct bench *b)
{
    return arena_printf(b->arena, "%s@%s", b->conf->queues[0].name, b->conf->component.domain);
}

static void serve(struct bench *b, int who)
{
    char *sent = written(b, jids[who], queue_of(b), "<body>Hello</body>");
    char *offer = strstr(sent, "take it within"), *from = NULL;
    while (offer != NULL && offer > sent && strncmp(offer, "\n<message", 9) != 0)
        offer--;
    from = offer != NULL ? strstr(offer, "from=\"") : NULL;
    if (from == NULL)
        die("no offer was made: %.300s", sent);
    from += strlen("from=\"");
    b->face[who] = strndup(from, strcspn(from, "\"/"));
    confirm(b, sent);
    confirm(b, written(b, b->conf->agents[0].jid, b->face[who], "<body>!accept</body>"));
}

static void set_up(struct bench *b, const char *conf)
{
    size_t mistakes = 0;
    const char *why = "";
    char xml[256];
    *b = (struct bench){.ctx = xmpp_ctx_new(NULL, NULL), .now_ms = 1767225600000, .arena = arena_new()};
    b->conf = conf_read(conf, conf_checks, stderr, &mistakes);
    if (b->conf == NULL)
        die("%s has mistakes", conf);
    b->store = store_open(b->conf->store_path, STORE_DAEMON, b->arena, &why);
    if (b->store == NULL)
        die("%s", why);
    effects_clear(&b->effects);
    b->desk = desk_new(b->store, b->conf, b->arena, 1);
    free(turn(b, NULL));
    snprintf(xml, sizeof xml, "<presence from='%s/bench' to='%s'/>", b->conf->agents[0].jid,
             b->conf->component.domain);
    confirm(b, turn(b, xml));
    serve(b, 0);
    serve(b, 1);
}

/* ---- the device ---- */

static struct omemo_pair pair_of(struct bench *b, struct device *d)
{
    return (struct omemo_pair){.own = "",
                               .peer = arena_printf(d->arena, "%s@%s", b->conf->queues[0].name,
                                                    b->conf->component.domain),
                               .now_ms = b->now_ms,
                               .agent = true};
}

static char *asked(struct bench *b, const char *node)
{
    char xml[512];
    snprintf(xml, sizeof xml,
             "<iq type='get' id='k' from='%s/bench' to='%s'><pubsub xmlns='" PUBSUB "'><items node='" NS_OMEMO
             ".%s'/></pubsub></iq>",
             jids[1], queue_of(b), node);
    return turn(b, xml);
}

static void meet(struct bench *b, struct device *d)
{
    char node[64], *list = asked(b, "devicelist"), *at = strstr(list, "<device id=\"");
    if (at == NULL)
        die("the desk has no device: %s", list);
    unsigned long device = strtoul(at + strlen("<device id=\""), NULL, 10);
    snprintf(node, sizeof node, "bundles:%lu", device);
    char *answer = asked(b, node), *from = strstr(answer, "<bundle"), *end = strstr(answer, "</bundle>");
    if (end == NULL)
        die("the desk has no keys: %s", answer);
    end[strlen("</bundle>")] = '\0';
    xmpp_stanza_t *bundle = st_parse(b->ctx, from);
    struct omemo_pair pair = pair_of(b, d);
    if (!omemo_take_bundle(d->keys, &pair, (uint32_t)device, bundle))
        die("no session with the desk");
    xmpp_stanza_release(bundle);
    free(list);
    free(answer);
}

static void device_set_up(struct device *d)
{
    const char *why = "";
    d->arena = arena_new();
    d->store = store_open(":memory:", STORE_DAEMON, d->arena, &why);
    if (d->store == NULL)
        die("%s", why);
    store_begin(d->store);
    d->keys = omemo_new(d->store, d->arena);
}

/* ---- rounds ---- */

static const char words[] = "My order has not arrived yet: what can I do about it?";

static double plain(struct bench *b, int who)
{
    char inside[200];
    snprintf(inside, sizeof inside, "<body>%s</body>", words);
    char *sent = written(b, jids[who], queue_of(b), inside);
    double us = b->cpu_us;
    confirm(b, sent);
    return us;
}

static double decrypted(struct bench *b, struct device *d)
{
    struct omemo_pair pair = pair_of(b, d);
    const char *inside = arena_printf(d->arena, "%s<body>Fallback</body>", omemo_seal(d->keys, &pair, words));
    char *sent = written(b, jids[1], queue_of(b), inside);
    double us = b->cpu_us;
    if (strstr(sent, words) == NULL)
        die("it was not decrypted: %.300s", sent);
    b->seals = true;
    confirm(b, sent);
    return us;
}

static double answered(struct bench *b, int who)
{
    char inside[200];
    snprintf(inside, sizeof inside, "<body>%s</body>", words);
    char *sent = written(b, b->conf->agents[0].jid, b->face[who], inside);
    double us = b->cpu_us;
    if ((strstr(sent, "<encrypted") != NULL) != (who == 1 && b->seals))
        die("it is encrypted, or is not: %.300s", sent);
    confirm(b, sent);
    return us;
}

static void add(struct sample *s, double us)
{
    sample_add(s, (int64_t)(us * 1e3));
}

static void compare(struct bench *on, struct bench *off, int times)
{
    struct sample us[2] = {0};
    for (int i = 0; i < times; i++) {
        int first = i % 2;
        for (int k = 0; k < 2; k++)
            add(&us[(first + k) % 2], plain((first + k) % 2 == 0 ? on : off, 0));
        (void)answered(on, 0);
        (void)answered(off, 0);
    }
    printf("plain on_us=%.2f off_us=%.2f\n", sample_percentile_us(&us[0], 50),
           sample_percentile_us(&us[1], 50));
    sample_free(&us[0]);
    sample_free(&us[1]);
}

static void play(struct bench *b, struct device *d, int times)
{
    struct sample us[4] = {0};
    for (int i = 0; i < times; i++) {
        add(&us[0], plain(b, 0));
        add(&us[1], decrypted(b, d));
        add(&us[2], answered(b, 0));
        add(&us[3], answered(b, 1));
        arena_reset(d->arena);
    }
    printf("sealed plain_us=%.2f decrypted_us=%.2f answered_us=%.2f encrypted_us=%.2f\n",
           sample_percentile_us(&us[0], 50), sample_percentile_us(&us[1], 50),
           sample_percentile_us(&us[2], 50), sample_percentile_us(&us[3], 50));
    for (size_t i = 0; i < 4; i++)
        sample_free(&us[i]);
}

static void obey(struct bench *on, struct bench *off, struct device *d, const char *line)
{
    int times;
    if (sscanf(line, "plain %d", &times) == 1 && times > 0)
        compare(on, off, times);
    else if (sscanf(line, "sealed %d", &times) == 1 && times > 0)
        play(on, d, times);
    else
        die("not understood: %s", line);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        die("usage: sealed CONF CONF_OFF");
    struct bench on, off;
    struct device d;
    char line[64];
    log_set_level(LOG_LEVEL_ERROR);
    set_up(&on, argv[1]);
    set_up(&off, argv[2]);
    device_set_up(&d);
    meet(&on, &d);
    printf("filled\n");
    fflush(stdout);
    while (fgets(line, sizeof line, stdin) != NULL)
        obey(&on, &off, &d, line);
    return 0;
}
