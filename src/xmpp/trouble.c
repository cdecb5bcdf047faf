/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trouble: the table of troubles. A new one needs a value in the enum and a row here. */
#include "xmpp/trouble.h"

#include <stdio.h>
#include <string.h>

static const struct trouble_row {
    const char *condition; /* the condition of the stream error that means this trouble */
    enum log_level level;
    const char *sentence;
} troubles[] = {
    [TROUBLE_NONE] = {.level = LOG_LEVEL_INFO, .sentence = ""},
    [TROUBLE_SECRET] =
        {
            .condition = "not-authorized",
            .level = LOG_LEVEL_ERROR,
            .sentence = "the server at {server} does not accept the secret for {domain} (not-authorized): "
                        "set component.secret to the server's component_secret (Prosody) or password "
                        "(ejabberd); ejabberd reports the same if the hosts of its component listener lack "
                        "the domain",
        },
    [TROUBLE_UNKNOWN_HOST] =
        {
            .condition = "host-unknown",
            .level = LOG_LEVEL_ERROR,
            .sentence = "the server at {server} does not know the component {domain} (host-unknown): add it "
                        "to the server's configuration, or correct component.domain or the port in "
                        "component.server",
        },
    [TROUBLE_CONFLICT] =
        {
            .condition = "conflict",
            .level = LOG_LEVEL_ERROR,
            .sentence = "another component is already connected to {server} as {domain} (conflict): stop the "
                        "other component, or use another domain",
        },
    [TROUBLE_NAMESPACE] =
        {
            .condition = "invalid-namespace",
            .level = LOG_LEVEL_ERROR,
            .sentence = "{server} is not a component port (invalid-namespace): set component.server to the "
                        "port of the server's component listener, usually 5347",
        },
    [TROUBLE_SHUTDOWN] =
        {
            .condition = "system-shutdown",
            .level = LOG_LEVEL_WARN,
            .sentence = "the server at {server} is shutting down (system-shutdown): frontdesk reconnects "
                        "when it is back",
        },
    [TROUBLE_STREAM_ERROR] =
        {
            .level = LOG_LEVEL_ERROR,
            .sentence = "the server at {server} closed the stream of {domain} with an error ({why}): see the "
                        "log of the server",
        },
    [TROUBLE_NO_NAME] =
        {
            .level = LOG_LEVEL_ERROR,
            .sentence = "the host name of the server, {server}, cannot be resolved ({why}): check "
                        "component.server and DNS",
        },
    [TROUBLE_ABSENT] =
        {
            .level = LOG_LEVEL_ERROR,
            .sentence = "nothing listens at {server}: start the server, and enable its component port",
        },
    [TROUBLE_UNREACHABLE] =
        {
            .level = LOG_LEVEL_ERROR,
            .sentence = "the server at {server} cannot be reached ({why}): check component.server and the "
                        "network",
        },
    [TROUBLE_SILENT] =
        {
            .level = LOG_LEVEL_ERROR,
            .sentence = "the server at {server} does not answer (connection timeout): check "
                        "component.server, the network and the firewall",
        },
    [TROUBLE_NO_HANDSHAKE] =
        {
            .level = LOG_LEVEL_ERROR,
            .sentence = "the service at {server} does not answer the handshake: set component.server to the "
                        "server's component port, usually 5347",
        },
    [TROUBLE_HUNG_UP] =
        {
            .level = LOG_LEVEL_ERROR,
            .sentence = "the service at {server} closed the connection during the handshake ({why}): set "
                        "component.server to the server's component port, usually 5347",
        },
    [TROUBLE_LOST] =
        {
            .level = LOG_LEVEL_WARN,
            .sentence = "the connection to the server at {server} was lost ({why}): reconnecting",
        },
    [TROUBLE_BROKEN_XML] =
        {
            .level = LOG_LEVEL_ERROR,
            .sentence = "the server at {server} sent XML that cannot be accepted ({why}): reconnecting",
        },
    [TROUBLE_DEAF] =
        {
            .level = LOG_LEVEL_WARN,
            .sentence = "the connection to the server at {server} was given up ({why}): reconnecting",
        },
};
enum trouble trouble_of_condition(const char *condition)
{
    for (int t = 0; t < N_TROUBLES; t++) {
        if (troubles[t].condition && !strcmp(troubles[t].condition, condition)) {
            return (enum trouble)t;
        }
    }
    return TROUBLE_STREAM_ERROR;
}

enum log_level trouble_level(enum trouble trouble)
{
    return troubles[trouble].level;
}

void trouble_sentence(enum trouble trouble, const struct trouble_words *words, char *buf, size_t size)
{
    const struct {
        const char *name, *value;
    } places[] = {{"{server}", words->server}, {"{domain}", words->domain}, {"{why}", words->why}};
    const char *from = troubles[trouble].sentence;
    size_t used = 0;
    while (*from && used + 1 < size) {
        const char *value = NULL;
        for (size_t i = 0; i < sizeof(places) / sizeof(places[0]) && !value; i++) {
            size_t len = strlen(places[i].name);
            if (!strncmp(from, places[i].name, len)) {
                value = places[i].value;
                from += len;
            }
        }
        if (value) {
            used += (size_t)snprintf(buf + used, size - used, "%s", value);
        } else {
            buf[used++] = *from++;
        }
    }
    buf[used < size ? used : size - 1] = '\0';
}
