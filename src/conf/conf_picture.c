/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf_picture: see conf_picture.h. */
#include "conf/conf_picture.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <strophe.h>

#include "base/arena.h"
#include "base/base64.h"
#include "base/file.h"
#include "conf/conf_check.h"
#include "conf/conf_tree.h"
#include "conf/mistake.h"

static const struct {
    const char *type, *begins;
} formats[] = {
    {"image/png", "\x89PNG\r\n\x1a\n"},
    {"image/jpeg", "\xff\xd8\xff"},
};

static const char *type_of(const char *bytes, size_t n)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        size_t len = strlen(formats[i].begins);
        if (n > len && memcmp(bytes, formats[i].begins, len) == 0) {
            return formats[i].type;
        }
    }
    return NULL;
}

/* Returns the bytes of the file. NULL: *why says in words why not. */
static char *read_file(struct conf_checking *c, const char *file, size_t *n, const char **why)
{
    struct stat st;
    int fd = file_open(file, &st, why);
    char *bytes = fd < 0 ? NULL : file_read(c->scratch, fd, CONF_PICTURE_MAX, CONF_PICTURE_MAX, n);

    if (bytes == NULL && *why == NULL) {
        *why = errno == EFBIG
                   ? "is larger than 64 KiB; make it smaller, as in: convert FILE -resize 192x192 small.png"
                   : arena_printf(c->scratch, "cannot be read: %s", strerror(errno));
    }
    if (fd >= 0) {
        close(fd);
    }
    return bytes;
}

static void keep(struct conf_checking *c, struct conf_picture *picture, const char *bytes, size_t n)
{
    unsigned char digest[20];

    xmpp_sha1_digest((const unsigned char *)bytes, n, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        snprintf(picture->sha1 + 2 * i, 3, "%02x", digest[i]);
    }
    picture->type = type_of(bytes, n);
    picture->bytes = n;
    c->conf->pictures = true;
    picture->base64 = base64_encode(c->conf->arena, bytes, n);
}

static void check_picture(struct conf_checking *c, const struct conf_block *block, const char *file,
                          struct conf_picture *picture)
{
    const char *why = NULL;
    size_t n = 0;
    char *bytes = file[0] == '\0' ? NULL : read_file(c, file, &n, &why);

    if (bytes != NULL && type_of(bytes, n) == NULL) {
        why =
            "is neither a PNG nor a JPEG picture; convert it, as in: convert FILE -resize 192x192 small.png";
    }
    if (why != NULL) {
        mistake_add(c->m, conf_line_of(c, block, "avatar"), "avatar = \"%s\": %s", conf_show(c, file), why);
    } else if (bytes != NULL) {
        keep(c, picture, bytes, n);
    }
}

void conf_check_pictures(struct conf_checking *c)
{
    const struct conf_block **agents = conf_tree_blocks(c->m, c->tree, "agent"),
                            **queues = conf_tree_blocks(c->m, c->tree, "queue");

    for (size_t i = 0; i < c->conf->n_agents; i++) {
        check_picture(c, agents[i], c->conf->agents[i].avatar, &c->conf->agents[i].picture);
    }
    for (size_t i = 0; i < c->conf->n_queues; i++) {
        check_picture(c, queues[i], c->conf->queues[i].avatar, &c->conf->queues[i].picture);
    }
}
