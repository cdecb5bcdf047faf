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

/* Reads at most max bytes of the file. Returns how many; -1 when it cannot be read. */
static ssize_t read_file(struct mistakes *m, const struct conf *conf, const char *setting, const char *file,
                         int line, char *buf, size_t max)
{
    const char *shown = utf8_printable(m->arena, file, 60), *why;
    struct stat st;
    int fd = file_open(file, &st, &why);
    ssize_t len = fd < 0 ? -1 : read(fd, buf, max);
    int error = errno;

    if (fd >= 0) {
        close(fd);
    }
    if (len < 0) {
        mistake_add(m, line, "%s = \"%s\": %s%s", setting, shown, why == NULL ? "cannot be read: " : "",
                    why == NULL ? strerror(error) : why);
        return -1;
    }
    check_hands(m, conf, setting, shown, &st, line);
    return len;
}

char *conf_secret_read(struct mistakes *m, const struct conf *conf, const char *setting, const char *file,
                       int line)
{
    char buf[CONF_SECRET_MAX + 3];
    ssize_t len = read_file(m, conf, setting, file, line, buf, sizeof buf - 1);

    if (len < 0) {
        return NULL;
    }
    buf[len] = '\0';
    if (len > 0 && buf[len - 1] == '\n') {
        buf[--len] = '\0';
    }
    if (len > 0 && buf[len - 1] == '\r') {
        buf[--len] = '\0';
    }
    if (len == 0 || len > CONF_SECRET_MAX || strlen(buf) != (size_t)len || !is_plain_text(buf)) {
        mistake_add(m, line, "%s = \"%s\": %s", setting, utf8_printable(m->arena, file, 60),
                    len == 0 ? "is empty; it must hold the secret on one line"
                             : "must hold only the secret, on one line of at most 1024 bytes");
        return NULL;
    }
    return arena_strndup(conf->arena, buf, (size_t)len);
}

char *conf_key_read(struct mistakes *m, const struct conf *conf, const char *setting, const char *file,
                    int line, size_t *len)
{
    char buf[CONF_KEY_MAX + 1];
    ssize_t n = read_file(m, conf, setting, file, line, buf, sizeof buf);

    if (n < 0) {
        return NULL;
    }
    if (n < CONF_KEY_MIN || n > CONF_KEY_MAX) {
        const char *shown = utf8_printable(m->arena, file, 60);
        mistake_add(
            m, line,
            "%s = \"%s\": the file has %s bytes; a key has %d to %d random ones: head -c 32 /dev/urandom > %s",
            setting, shown, n > CONF_KEY_MAX ? "too many" : arena_printf(m->arena, "%zd", n), CONF_KEY_MIN,
            CONF_KEY_MAX, shown);
        return NULL;
    }
    *len = (size_t)n;
    char *key = arena_alloc(conf->arena, (size_t)n);
    memcpy(key, buf, (size_t)n);
    return key;
}
