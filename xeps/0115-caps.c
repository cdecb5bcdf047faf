/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0115-caps: a hash over our disco#info in each presence. Gajim sends chat states only to addresses whose
 * caps it has seen.
 *
 * The hash is computed for each presence. That takes microseconds, and a cache would need an entry for each
 * queue and would have to be emptied by a reload. */
#include <string.h>

#include "base/base64.h"
#include "xeps/disco.h"
#include "xeps/xep.h"

#define NS_CAPS "http://jabber.org/protocol/caps"

enum { SHA1_SIZE = 20 };

/* The string S of section 5.1. */
static const char *to_be_hashed(struct arena *arena, const struct disco_identity *ids, size_t n_ids,
                                const char **vars, size_t n_vars)
{
    size_t size = 1;
    for (size_t i = 0; i < n_ids; i++)
        size += strlen(ids[i].category) + strlen(ids[i].type) +
                (ids[i].name != NULL ? strlen(ids[i].name) : 0) + 4;
    for (size_t i = 0; i < n_vars; i++)
        size += strlen(vars[i]) + 1;
    char *s = arena_alloc(arena, size), *end = s;
    for (size_t i = 0; i < n_ids; i++) {
        end = stpcpy(stpcpy(end, ids[i].category), "/");
        end = stpcpy(stpcpy(end, ids[i].type), "//"); /* no xml:lang */
        end = stpcpy(stpcpy(end, ids[i].name != NULL ? ids[i].name : ""), "<");
    }
    for (size_t i = 0; i < n_vars; i++)
        end = stpcpy(stpcpy(end, vars[i]), "<");
    return s;
}

static void presence(struct desk *d, struct xml *x, const char *from, const char *reader)
{
    (void)reader;
    const struct conf_queue *queue = conf_queue(d->conf, from);
    unsigned at = desk_is_house(d, from) ? AT_HOUSE : queue != NULL ? AT_QUEUE : AT_FACE;
    struct disco_identity ids[DISCO_IDENTITIES];
    size_t n_ids = disco_identities(at, false, queue, NULL, ids), n_vars;
    const char **vars = disco_features(d, at, &n_vars);
    const char *s = to_be_hashed(d->arena, ids, n_ids, vars, n_vars);
    unsigned char digest[SHA1_SIZE];

    xmpp_sha1_digest((const unsigned char *)s, strlen(s), digest);
    xml_open(x, "c", NS_CAPS);
    xml_attr(x, "hash", "sha-1");
    xml_attr(x, "node", CAPS_NODE);
    xml_attr(x, "ver", base64_encode(d->arena, digest, sizeof digest));
    xml_close(x);
}

static const struct xep_feature features[] = {
    {.var = NS_CAPS, .at = AT_ALL},
    {0},
};

const struct xep xep_0115 = {
    .number = "0115",
    .name = "Entity Capabilities",
    .features = features,
    .presence = presence,
};
