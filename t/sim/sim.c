/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sim: plays seeds. TAP for a fixed few without arguments; many for `make soak`; one again when it failed.
 *
 *     sim                            the fixed seeds, as a test
 *     sim SEED [STEPS] [option …]    one; on failure the last events and the command that plays it again
 *     sim --seeds A-B [STEPS] [option …]    many; a seed that kills the process is a violation too
 *
 *     without=FAULT,…  only=FAULT,…  kinds of trouble, by the names in the summary; only=none: none
 *     customers=N                    instead of as many as the seed makes
 *     verbose                        every event
 *     keep                           the store of the run stays where it is, and where that is is printed
 *     shrink                         after a failure: the fewest steps, faults and customers that fail alike
 *     jobs=N                         with --seeds: so many processes
 *     first                          with --seeds: stop at the first violation */
#include "sim.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "many.h"
#include "t/tap.h"

enum { STEPS = 1200, TEST_STEPS = 300, TEST_SEEDS = 20, TWICE = 3, CROWD = 200 };

static const char *const fault_names[N_FAULTS] = {
    [FAULT_CUT] = "cut",
    [FAULT_CUT_WRITING] = "cut-writing",
    [FAULT_SILENCE] = "silence",
    [FAULT_SERVER_DEATH] = "server-death",
    [FAULT_NO_FENCE] = "no-fence",
    [FAULT_STALL] = "stall",
    [FAULT_FULL] = "link-full",
    [FAULT_KILL] = "kill",
    [FAULT_KILL_COMMITTED] = "kill-committed",
    [FAULT_KILL_WRITING] = "kill-writing",
    [FAULT_COMMIT] = "commit",
    [FAULT_DISK] = "disk-full",
    [FAULT_LOCK] = "lock",
    [FAULT_STOP] = "stop",
    [FAULT_DOUBLE] = "double",
    [FAULT_LATE] = "late",
    [FAULT_BOUNCE] = "bounce",
    [FAULT_CLOCK_ON] = "clock-on",
    [FAULT_CLOCK_BACK] = "clock-back",
    [FAULT_RELOAD] = "reload",
};

struct wish {
    struct sim_options options;
    uint64_t from, to;
    int jobs;
    bool many, first, shrink;
    uint64_t hash; /* of the last run */
};

/* ---- the command that plays it again ---- */

static void print_command(FILE *out, const struct sim_options *o)
{
    const char *comma = "";
    fprintf(out, "t/sim/sim %" PRIu64 " %d", o->seed, o->steps);
    if (o->customers > 0)
        fprintf(out, " customers=%d", o->customers);
    if (o->faults != ~0u) {
        fprintf(out, " only=");
        for (int f = 0; f < N_FAULTS; f++)
            if (o->faults >> f & 1) {
                fprintf(out, "%s%s", comma, fault_names[f]);
                comma = ",";
            }
        if (comma[0] == '\0')
            fprintf(out, "none");
    }
    fprintf(out, "\n");
}

/* ---- smaller ---- */

/* The words before the first colon say what is wrong; ids and texts come behind it. */
static bool fails_alike(const struct sim_options *o, const char *violation)
{
    struct sim_result r = sim_run(o);
    size_t len = strcspn(violation, ":0123456789");
    bool alike = r.violation != NULL && strncmp(r.violation, violation, len) == 0;
    free((void *)r.violation);
    free(r.last);
    return alike;
}

static void try_smaller(struct sim_options *best, struct sim_options o, const char *violation)
{
    if (fails_alike(&o, violation))
        *best = o;
}

static struct sim_options shrink(struct sim_options best, const char *violation)
{
    best.verbose = best.keep = false;
    for (int f = 0; f < N_FAULTS; f++) {
        struct sim_options o = best;
        o.faults &= ~(1u << f);
        try_smaller(&best, o, violation);
    }
    for (int n = 1; n < 16; n *= 2) {
        struct sim_options o = best;
        o.customers = n;
        if (best.customers == 0 || n < best.customers)
            try_smaller(&best, o, violation);
    }
    for (int step = best.steps / 2; step > 0; step /= 2) {
        struct sim_options o = best;
        o.steps = best.steps > step ? best.steps - step : best.steps;
        try_smaller(&best, o, violation);
    }
    best.faults &= (1u << N_FAULTS) - 1;
    return best;
}

/* ---- runs ---- */

static void show_failure(const struct wish *w, const struct sim_options *o, const struct sim_result *r)
{
    printf("# seed %" PRIu64 ": %s\n# again: ", o->seed, r->violation);
    print_command(stdout, o);
    if (!w->shrink) {
        for (char *save = NULL, *line = strtok_r(r->last, "\n", &save); line != NULL;
             line = strtok_r(NULL, "\n", &save))
            printf("#   %.400s\n", line);
        return;
    }
    struct sim_options smaller = shrink(*o, r->violation);
    printf("# smaller: ");
    print_command(stdout, &smaller);
    struct sim_result again = sim_run(&smaller);
    printf("%s# %s\n", again.last, again.violation);
    free(again.last);
    free((void *)again.violation);
}

static bool play(struct wish *w, uint64_t seed, struct total *t)
{
    struct sim_options o = w->options;
    o.seed = seed;
    struct sim_result r = sim_run(&o);
    bool good = r.violation == NULL;
    t->runs++;
    t->steps += r.turns;
    t->violations += !good;
    for (int f = 0; f < N_FAULTS; f++)
        t->faults[f] += r.faults[f];
    if (!good)
        show_failure(w, &o, &r);
    w->hash = r.hash;
    free((void *)r.violation);
    free(r.last);
    fflush(stdout);
    return good;
}

static void print_total(const struct total *t)
{
    long faults = 0;
    for (int f = 0; f < N_FAULTS; f++)
        faults += t->faults[f];
    printf("# %ld seeds, %ld steps, %ld faults, %ld violations\n#", t->runs, t->steps, faults, t->violations);
    for (int f = 0; f < N_FAULTS; f++)
        printf(" %s %ld%s", fault_names[f], t->faults[f], f + 1 < N_FAULTS ? "," : "\n");
}

static bool play_one(void *arg, uint64_t seed, struct total *t)
{
    return play(arg, seed, t);
}

static void died(void *arg, uint64_t seed, const char *how)
{
    struct sim_options o = ((const struct wish *)arg)->options;
    o.seed = seed;
    printf("# seed %" PRIu64 ": the process died: %s\n# again: ", seed, how);
    print_command(stdout, &o);
    fflush(stdout);
}

static void so_far(const struct total *t)
{
    printf("# so far: ");
    print_total(t);
    fflush(stdout);
}

static int play_seeds(struct wish *w)
{
    struct many m = {.from = w->from,
                     .to = w->to,
                     .jobs = w->jobs,
                     .first = w->first,
                     .play = play_one,
                     .died = died,
                     .so_far = so_far,
                     .arg = w};
    time_t begin = time(NULL);
    struct total t = {0};
    if (w->many)
        t = many_play(&m);
    else if (play(w, w->from, &t))
        printf("# hash %016" PRIx64 "\n", w->hash);
    print_total(&t);
    if (w->many)
        printf("# in %ld s\n", (long)(time(NULL) - begin));
    return t.violations > 0;
}

/* ---- the test ---- */

/* What another process says of the same seed: nothing of an address, of the environment or of a run before
 * may matter. */
static uint64_t hash_elsewhere(const struct wish *w, uint64_t seed)
{
    char self[512], command[640], line[400];
    uint64_t hash = 0;
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    if (len < 0)
        return 0;
    self[len] = '\0';
    snprintf(command, sizeof command, "TZ=Asia/Kolkata '%s' %" PRIu64 " %d", self, seed, w->options.steps);
    FILE *in = popen(command, "r");
    while (in != NULL && fgets(line, sizeof line, in) != NULL)
        sscanf(line, "# hash %" SCNx64, &hash);
    if (in != NULL)
        pclose(in);
    return hash;
}

static int test(void)
{
    struct wish w = {.options = {.steps = TEST_STEPS, .faults = ~0u}};
    struct total t = {0};
    plan_none();
    for (uint64_t seed = 1; seed <= TEST_SEEDS; seed++) {
        ok(play(&w, seed, &t), "seed %" PRIu64, seed);
        if (seed > TWICE)
            continue;
        uint64_t hash = w.hash;
        play(&w, seed, &t);
        ok(hash == w.hash, "seed %" PRIu64 " takes the same course again", seed);
        ok(hash == hash_elsewhere(&w, seed), "and in another process");
    }
    w.options.customers = CROWD;
    ok(play(&w, CROWD, &t), "a crowd of %d customers", CROWD);
    ok(sim_mirror_compared() > 1000, "after %ld changes of state the struct was the row",
       sim_mirror_compared());
    print_total(&t);
    return done();
}

/* ---- words of the command line ---- */

static unsigned fault_bits(const char *list)
{
    unsigned bits = 0;
    for (; list[0] != '\0'; list += list[0] == ',') {
        size_t len = strcspn(list, ",");
        int f = 0;
        while (f < N_FAULTS && (strlen(fault_names[f]) != len || strncmp(fault_names[f], list, len) != 0))
            f++;
        if (f < N_FAULTS)
            bits |= 1u << f;
        else if (strncmp(list, "none", len) != 0)
            fatal("there is no fault of that name: %s", list);
        list += len;
    }
    return bits;
}

static bool take_word(struct wish *w, const char *word)
{
    char *end;
    if (strncmp(word, "without=", 8) == 0)
        w->options.faults &= ~fault_bits(word + 8);
    else if (strncmp(word, "only=", 5) == 0)
        w->options.faults = fault_bits(word + 5);
    else if (strncmp(word, "customers=", 10) == 0)
        w->options.customers = atoi(word + 10);
    else if (strcmp(word, "verbose") == 0)
        w->options.verbose = true;
    else if (strcmp(word, "keep") == 0)
        w->options.keep = true;
    else if (strcmp(word, "shrink") == 0)
        w->shrink = true;
    else if (strcmp(word, "first") == 0)
        w->first = true;
    else if (strncmp(word, "jobs=", 5) == 0)
        w->jobs = atoi(word + 5);
    else
        w->options.steps = (int)strtol(word, &end, 10);
    return w->options.steps > 0;
}

int main(int argc, char **argv)
{
    struct wish w = {.options = {.steps = STEPS, .faults = ~0u}};
    int at = 2;
    if (argc == 1)
        return test();
    if (strcmp(argv[1], "--seeds") == 0 && argc > 2) {
        w.many = true;
        at = 3;
        if (sscanf(argv[2], "%" SCNu64 "-%" SCNu64, &w.from, &w.to) != 2)
            w.from = 0;
    } else {
        w.from = w.to = strtoull(argv[1], NULL, 10);
    }
    bool good = w.from > 0;
    for (; at < argc; at++)
        good = take_word(&w, argv[at]) && good;
    if (!good) {
        fprintf(stderr, "usage: sim [SEED | --seeds A-B] [STEPS] [without=… | only=…] [customers=N] "
                        "[verbose] [keep] [shrink] [jobs=N] [first]\n");
        return 2;
    }
    return play_seeds(&w);
}
