/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0115-caps: a hash over our disco#info in each presence. Gajim sends chat states only to addresses whose
 * caps it has seen.
 *
 * The hash is computed for each presence. That takes microseconds, and a cache would need an entry for each
 * queue and would have to be emptied by a reload. */
#include <stdint.h>
#include <string.h>

#include "xeps/disco.h"
#include "xeps/xep.h"

#define NS_CAPS "http://jabber.org/protocol/caps"

enum { SHA1_SIZE = 20, BASE64_SIZE = (SHA1_SIZE + 2) / 3 * 4 };

/* RFC 4648 section 4. The function of libstrophe needs a context, which the core does not have. */
static void base64(const unsigned char in[SHA1_SIZE], char out[BASE64_SIZE + 1])
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < SHA1_SIZE; i += 3) {
        size_t have = SHA1_SIZE - i < 3 ? SHA1_SIZE - i : 3;
        uint32_t bits = (uint32_t)in[i] << 16;
        if (have > 1)
            bits |= (uint32_t)in[i + 1] << 8;
        if (have > 2)
            bits |= in[i + 2];
        for (size_t j = 0; j < 4; j++)
            *out++ = j <= have ? digits[bits >> (18 - 6 * j) & 63] : '=';
    }
    *out = '\0';
}

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

static void presence(struct desk *d, struct xml *x, const char *from)
{
    const struct conf_queue *queue = conf_queue(d->conf, from);
    unsigned at = from[0] == '\0' || strcmp(from, desk_house(d)) == 0 ? AT_HOUSE
                  : queue != NULL                                     ? AT_QUEUE
                                                                      : AT_FACE;
    struct disco_identity ids[DISCO_IDENTITIES];
    size_t n_ids = disco_identities(at, false, queue, NULL, ids), n_vars;
    const char **vars = disco_features(d, at, &n_vars);
    const char *s = to_be_hashed(d->arena, ids, n_ids, vars, n_vars);
    unsigned char digest[SHA1_SIZE];
    char ver[BASE64_SIZE + 1];

    xmpp_sha1_digest((const unsigned char *)s, strlen(s), digest);
    base64(digest, ver);
    xml_open(x, "c", NS_CAPS);
    xml_attr(x, "hash", "sha-1");
    xml_attr(x, "node", CAPS_NODE);
    xml_attr(x, "ver", ver);
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
