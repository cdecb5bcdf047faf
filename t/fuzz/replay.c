/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * replay: gives a fuzzer every file of its corpus, without libFuzzer: t/fuzz/replay_NAME reads t/fuzz/corpus/NAME/
 * below $srcdir, or the files that its arguments name. TAP, one point a file; where one ends the program, the
 * remark before it names it. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "fuzz.h"
#include "t/tap.h"

static void replay(const char *path, const char *name)
{
    size_t size;
    char *bytes = fuzz_read(path, &size);
    /* Exactly as long as the input, so that a sanitizer sees the first byte that is read behind it. */
    uint8_t *data = xmalloc(size > 0 ? size : 1);
    memcpy(data, bytes, size);
    free(bytes);
    diag("%s", name);
    LLVMFuzzerTestOneInput(data, size);
    free(data);
    ok(true, "%s: all that must hold does", name);
}

static int is_input(const struct dirent *e)
{
    return e->d_name[0] != '.';
}

static void replay_all(const char *program)
{
    const char *top = getenv("srcdir"), *name = strstr(program, "replay_");
    char dir[1024], path[2048];
    struct dirent **list;
    if (name == NULL)
        fatal("%s: not called replay_NAME", program);
    snprintf(dir, sizeof dir, "%s/t/fuzz/corpus/%s", top == NULL ? "." : top, name + strlen("replay_"));
    int n = scandir(dir, &list, is_input, alphasort);
    if (n < 0)
        fatal("%s: %m", dir);
    for (int i = 0; i < n; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, list[i]->d_name);
        replay(path, list[i]->d_name);
        free(list[i]);
    }
    free(list);
    ok(n > 0, "%d inputs of %s", n, name + strlen("replay_"));
}

int main(int argc, char **argv)
{
    plan_none();
    for (int i = 1; i < argc; i++)
        replay(argv[i], argv[i]);
    if (argc == 1)
        replay_all(argv[0]);
    return done();
}
