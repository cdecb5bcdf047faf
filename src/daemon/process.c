/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * process: see process.h. */
#include "config.h"

#include "daemon/process.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ADDRESS_SANITIZER
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define HAS_ADDRESS_SANITIZER
#endif

void process_harden(void)
{
    const struct rlimit none = {0, 0};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || setrlimit(RLIMIT_CORE, &none) != 0)
        log_debug("process: %s", strerror(errno));
#ifndef HAS_ADDRESS_SANITIZER
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        log_debug("process: %s", strerror(errno));
#endif
}

void process_open_files(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return;
    files.rlim_cur = files.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &files) != 0)
        log_debug("process: %s", strerror(errno));
}

static bool refused(struct arena *arena, const char **why, const char *user, const char *what)
{
    *why = arena_printf(arena, "process { user = \"%s\" }: %s", user, what);
    return false;
}

bool process_become(const char *user, struct arena *arena, const char **why)
{
    if (user[0] == '\0') {
        if (geteuid() == 0)
            log_warn("process: frontdesk runs as root, which it does not need: set process { user = "
                     "\"frontdesk\" }");
        return true;
    }
    errno = 0;
    const struct passwd *p = getpwnam(user);
    if (p == NULL)
        return refused(arena, why, user, errno != 0 ? strerror(errno) : "there is no such user");
    if (geteuid() == p->pw_uid)
        return true;
    if (geteuid() != 0)
        return refused(arena, why, user,
                       "only root can change to another user: start frontdesk as that user or as root");
    if (initgroups(p->pw_name, p->pw_gid) != 0 || setgid(p->pw_gid) != 0 || setuid(p->pw_uid) != 0)
        return refused(arena, why, user, strerror(errno));
    if (p->pw_uid != 0 && setuid(0) == 0)
        fatal("process: root's rights could not be given up");
    return true;
}
