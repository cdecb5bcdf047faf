/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf_secret: see conf_secret.h. */
#include "conf/conf_secret.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/utf8.h"
#include "conf/conf.h"
#include "conf/mistake.h"

static bool is_plain_text(const char *s)
{
    size_t len = strlen(s);

    for (size_t i = 0; i < len;) {
        uint32_t cp;
        i += utf8_decode(s + i, len - i, &cp);
        if (cp == UINT32_MAX || !utf8_is_xml(cp) || cp < 0x20) {
            return false;
        }
    }
    return true;
}

/* Checks whether others than the administrator can read or change the file. */
static void check_hands(struct mistakes *m, const struct conf *conf, const char *setting, const char *shown,
                        const struct stat *st, int line)
{
    const char *stranger = file_stranger(m->arena, st, conf->user);

    if (!S_ISREG(st->st_mode)) {
        return;
    }
    if ((st->st_mode & S_IROTH) != 0) {
        mistake_add(m, line, "%s = \"%s\": everybody can read it; chmod o-r %s", setting, shown, shown);
    }
    if ((st->st_mode & S_IWOTH) != 0) {
        mistake_add(m, line, "%s = \"%s\": everybody can change it; chmod o-w %s", setting, shown, shown);
    }
    if (stranger != NULL) {
        mistake_note(m, line,
                     "%s = \"%s\": it belongs to %s, who can read and change it; change its owner to root "
                     "or to the user that runs frontdesk",
                     setting, shown, utf8_printable(m->arena, stranger, 60));
    }
}

char *conf_secret_read(struct mistakes *m, const struct conf *conf, const char *setting, const char *file,
                       int line)
{
    char buf[CONF_SECRET_MAX + 3];
    const char *shown = utf8_printable(m->arena, file, 60), *why;
    struct stat st;
    int fd = file_open(file, &st, &why);
    ssize_t len = fd < 0 ? -1 : read(fd, buf, sizeof buf - 1);
    int error = errno;

    if (fd >= 0) {
        close(fd);
    }
    if (len < 0) {
        mistake_add(m, line, "%s = \"%s\": %s%s", setting, shown, why == NULL ? "cannot be read: " : "",
                    why == NULL ? strerror(error) : why);
        return NULL;
    }
    check_hands(m, conf, setting, shown, &st, line);
    buf[len] = '\0';
    if (len > 0 && buf[len - 1] == '\n') {
        buf[--len] = '\0';
    }
    if (len > 0 && buf[len - 1] == '\r') {
        buf[--len] = '\0';
    }
    if (len == 0 || len > CONF_SECRET_MAX || strlen(buf) != (size_t)len || !is_plain_text(buf)) {
        mistake_add(m, line, "%s = \"%s\": %s", setting, shown,
                    len == 0 ? "is empty; it must hold the secret on one line"
                             : "must hold only the secret, on one line of at most 1024 bytes");
        return NULL;
    }
    return arena_strndup(conf->arena, buf, (size_t)len);
}
