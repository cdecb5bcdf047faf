/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf_component: checks the component block: the domain, the server, the secret; and the key of the store block. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/jid.h"
#include "base/url.h"
#include "base/utf8.h"
#include "conf/conf_check.h"
#include "conf/conf_secret.h"
#include "conf/conf_tree.h"
#include "conf/mistake.h"

enum {
    PORT_OTHERWISE = 5347,
    SECRET_CHARACTERS = 12, /* a shorter secret is noted */
};

/* Letters, digits, '-' and '_' between dots, 63 bytes each at most. Characters of other scripts are allowed:
 * nameprep has accepted them. An address with a port or a path is refused here. */
static bool is_domain(const char *s)
{
    size_t label = 0;

    for (; *s != '\0'; s++) {
        bool part = (*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9') || *s == '-' || *s == '_' ||
                    (unsigned char)*s >= 0x80;
        if ((!part && *s != '.') || (*s == '.' && label == 0) || (part && ++label > 63)) {
            return false;
        }
        label = *s == '.' ? 0 : label;
    }
    return label > 0;
}

static void check_domain(struct conf_checking *c, const struct conf_block *block)
{
    struct conf_component *component = &c->conf->component;
    int line = conf_line_of(c, block, "domain");
    struct jid jid;
    const char *why = NULL;

    if (component->domain[0] == '\0') {
        return; /* reported as missing already */
    }
    bool prepared =
        strpbrk(component->domain, "@/") == NULL && jid_prepare(c->scratch, component->domain, &jid, &why);
    if (!prepared || !is_domain(jid.domain)) {
        mistake_add(c->m, line, "domain = \"%s\": not a domain: %s", conf_show(c, component->domain),
                    prepared || why == NULL ? "it is a name such as support.example.com" : why);
        component->domain = arena_strdup(c->conf->arena, "");
        return;
    }
    component->other = conf_note_labels(c, line, "domain =", component->domain, jid.domain);
    component->domain = arena_strdup(c->conf->arena, jid.domain);
}

/* The local part of an address, without a dot: the addresses of customers have one. */
static void check_house(struct conf_checking *c, const struct conf_block *block)
{
    struct conf_component *component = &c->conf->component;
    const char *why = "write the name alone, without a dot, @ or domain";
    struct jid jid;

    if (component->house[0] == '\0' || component->domain[0] == '\0') {
        return;
    }
    if (strpbrk(component->house, "@/.") == NULL &&
        jid_prepare(c->scratch, arena_printf(c->scratch, "%s@%s", component->house, component->domain), &jid,
                    &why) &&
        strchr(jid.local, '.') == NULL) {
        component->house = arena_strdup(c->conf->arena, jid.local);
        return;
    }
    mistake_add(c->m, conf_line_of(c, block, "house"), "house = \"%s\": this name gives no address: %s",
                conf_show(c, component->house), why);
}

/* Converts the domains to the form that addresses have. */
static void check_customer_domains(struct conf_checking *c, const struct conf_block *block)
{
    struct conf_list *list = &c->conf->component.customer_domains;

    for (size_t i = 0; i < list->n; i++) {
        struct jid jid;
        const char *why = NULL;
        bool prepared =
            strpbrk(list->item[i], "@/") == NULL && jid_prepare(c->scratch, list->item[i], &jid, &why);
        if (prepared && is_domain(jid.domain)) {
            list->item[i] = arena_strdup(c->conf->arena, jid.domain);
        } else {
            mistake_add(c->m, conf_line_of(c, block, "customer_domains"),
                        "customer_domains: \"%s\" is not a domain: %s", conf_show(c, list->item[i]),
                        prepared || why == NULL ? "it is a name such as example.com" : why);
        }
    }
}

/* Splits "host", "host:port", "[v6]:port" or "[v6]" into its parts. Returns NULL, or the reason why it
 * cannot. */
static const char *split_server(struct conf_component *component, struct arena *arena)
{
    const char *text = component->server, *host = text, *end, *port = NULL;

    if (*text == '[') {
        host = text + 1;
        end = strchr(host, ']');
        if (end == NULL) {
            return "a ] is missing, as in \"[::1]:5347\"";
        }
        port = end[1] == '\0' ? NULL : end + 1;
    } else if (strstr(text, "://") != NULL) {
        return "write only the host and the port, as in \"127.0.0.1:5347\"";
    } else {
        port = strchr(text, ':');
        end = port == NULL ? text + strlen(text) : port;
        if (port != NULL && strchr(port + 1, ':') != NULL) {
            return "an IPv6 address must be in brackets, as in \"[::1]:5347\"";
        }
    }
    if (end == host || strcspn(host, " /@") < (size_t)(end - host)) {
        return "no host; write HOST:PORT, as in \"127.0.0.1:5347\"";
    }
    if (port != NULL) {
        char *rest;
        component->port = strtol(port + 1, &rest, 10);
        if (*port != ':' || rest == port + 1 || *rest != '\0' || component->port < 1 ||
            component->port > 65535) {
            return "the port after the host must be a number from 1 to 65535, as in \"127.0.0.1:5347\"";
        }
    }
    component->host = arena_strndup(arena, host, (size_t)(end - host));
    return NULL;
}

static void check_server(struct conf_checking *c, const struct conf_block *block)
{
    struct conf_component *component = &c->conf->component;

    component->port = PORT_OTHERWISE;
    const char *why = split_server(component, c->conf->arena);
    if (why != NULL) {
        mistake_add(c->m, conf_line_of(c, block, "server"), "server = \"%s\": %s",
                    conf_show(c, component->server), why);
        return;
    }
    if (component->port == 5222 || component->port == 5269) {
        mistake_note(
            c->m, conf_line_of(c, block, "server"),
            "server = \"%s\": port %ld is for %s; components have a port of their own, which is 5347 unless "
            "the server's configuration names another",
            conf_show(c, component->server), component->port,
            component->port == 5222 ? "clients" : "other servers");
    }
    if (!url_is_loopback(component->host)) {
        mistake_note(c->m, conf_line_of(c, block, "server"),
                     "server = \"%s\": the server is on another machine, and the link is not encrypted "
                     "(XEP-0114), so that anybody on the way can read all messages; run frontdesk on the "
                     "same machine as the XMPP server, or use a tunnel",
                     conf_show(c, component->server));
    }
}

/* Anybody who can reach the component port of the XMPP server can try secrets there without limit. */
static void check_strength(struct conf_checking *c, int line, const char *setting, const char *secret)
{
    size_t length = utf8_length(secret);

    if (length > 0 && length < SECRET_CHARACTERS && strcmp(secret, "change-me") != 0) {
        mistake_note(c->m, line,
                     "%s: the secret has only %zu characters and can be guessed; use 32 random ones: od "
                     "-An -tx1 -N16 /dev/urandom | tr -d ' \\n'",
                     setting, length);
    }
}

static void check_secret(struct conf_checking *c, const struct conf_block *block)
{
    struct conf_component *component = &c->conf->component;
    const struct conf_written *secret = conf_tree_find(block, "secret"),
                              *file = conf_tree_find(block, "secret_file");

    if (secret == NULL && file == NULL) {
        if (!block->cut) {
            mistake_add(c->m, block->line,
                        "component: no secret is set; set secret_file (or secret) to the secret that the "
                        "XMPP server has for %s",
                        component->domain[0] == '\0' ? "the domain" : component->domain);
        }
        return;
    }
    if (secret != NULL && file != NULL) {
        mistake_add(c->m, secret->line > file->line ? secret->line : file->line,
                    "component: both secret and secret_file are set; remove one of them");
    }
    if (secret != NULL && S_ISREG(c->st->st_mode) && (c->st->st_mode & S_IROTH) != 0) {
        mistake_note(c->m, secret->line,
                     "secret: everybody can read this file; chmod o-r %s, or use secret_file",
                     conf_show(c, c->conf->file));
    }
    if (secret != NULL && strcmp(component->secret, "change-me") == 0) {
        mistake_note(c->m, secret->line,
                     "secret: this is the secret of the sample, which is public; replace it");
    }
    if (secret == NULL && component->secret_file[0] != '\0') {
        char *text = conf_secret_read(c->m, c->conf, "secret_file", component->secret_file, file->line);
        component->secret = text == NULL ? component->secret : text;
    }
    check_strength(c, secret != NULL ? secret->line : file->line, secret != NULL ? "secret" : "secret_file",
                   component->secret);
}

void conf_check_component(struct conf_checking *c)
{
    const struct conf_block *block = conf_tree_blocks(c->m, c->tree, "component")[0];

    if (block == NULL) {
        if (c->all_read) {
            mistake_add(c->m, 1,
                        "no component block; write component { domain = \"support.example.com\" secret_file "
                        "= \"…\" }");
        }
        return;
    }
    check_domain(c, block);
    check_house(c, block);
    check_customer_domains(c, block);
    check_server(c, block);
    check_secret(c, block);
}

static size_t directory_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? 0 : (size_t)(slash - path);
}

void conf_check_store(struct conf_checking *c)
{
    struct conf *conf = c->conf;
    const struct conf_block *block = conf_tree_blocks(c->m, c->tree, "store")[0];
    const char *file = conf->omemo_key_file;
    size_t len = directory_of(file);

    conf->omemo_key_line = block == NULL ? 1 : conf_line_of(c, block, "omemo_key_file");
    if (file[0] == '\0') {
        return;
    }
    conf->omemo_key =
        conf_key_read(c->m, conf, "omemo_key_file", file, conf->omemo_key_line, &conf->omemo_key_len);
    if (len == directory_of(conf->store_path) && strncmp(file, conf->store_path, len) == 0) {
        mistake_note(
            c->m, conf->omemo_key_line,
            "omemo_key_file = \"%s\": the file is beside the store, so that a copy of the directory has both; "
            "keep it in another directory",
            conf_show(c, file));
    }
}
