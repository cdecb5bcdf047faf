/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fuzz: what the fuzzers t/fuzz/NAME.c share.
 *
 * Each has one entry that is given any bytes, does with them what the program would, and checks what must
 * hold whatever they are. `make fuzz` links it with libFuzzer, which makes the bytes up; `make check` links
 * it with replay.c, which gives it every file of t/fuzz/corpus/NAME/: what was found once is looked at for
 * ever. */
#ifndef FRONTDESK_FUZZ_H
#define FRONTDESK_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Always 0. It keeps nothing from one input to the next. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Says what does not hold and aborts, which libFuzzer and the replay take for a find. */
void fuzz_fail(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));
#define fuzz_check(fine, ...)       \
    do {                            \
        if (!(fine))                \
            fuzz_fail(__VA_ARGS__); \
    } while (0)

/* The path of a file of that name in a scratch directory, which is removed at the end. The string is the
 * caller's. */
char *fuzz_file(const char *name);
/* The file with these bytes in place of what it held; mode 0600. */
void fuzz_write(const char *path, const void *bytes, size_t size);
/* All of a file, NUL-terminated, the caller's. A file that cannot be read ends the program. */
char *fuzz_read(const char *path, size_t *size);
/* The path of a store as a new daemon makes it, the same for each input: to make one takes longer than most else. The
 * caller's. */
char *fuzz_new_store(void);

#endif
