/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * many: see many.h. The books are in memory that all processes share, one page of them for each. */
#include "many.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"

enum { JOBS_MAX = 16, SAY_EVERY = 500, SEED_SECONDS = 300 /* more, and it hangs */ };

struct book {
    struct total total;
    uint64_t seed, next; /* being played, 0: none; to be played then */
    pid_t pid;
    bool over; /* it was the first violation */
};

void total_add(struct total *sum, const struct total *t)
{
    sum->runs += t->runs;
    sum->steps += t->steps;
    sum->violations += t->violations;
    for (int f = 0; f < N_FAULTS; f++)
        sum->faults[f] += t->faults[f];
}

static struct total sum_of(const struct book *books, int n)
{
    struct total sum = {0};
    for (int i = 0; i < n; i++)
        total_add(&sum, &books[i].total);
    return sum;
}

static bool is_over(const struct many *m, const struct book *books)
{
    for (int i = 0; i < m->jobs; i++)
        if (books[i].over)
            return true;
    return false;
}

static void work(const struct many *m, struct book *books, struct book *mine)
{
    while (mine->next <= m->to && !is_over(m, books)) {
        mine->seed = mine->next;
        mine->next += (uint64_t)m->jobs;
        alarm(SEED_SECONDS);
        bool good = m->play(m->arg, mine->seed, &mine->total);
        mine->seed = 0;
        mine->over = !good && m->first;
        if (mine == books && mine->total.runs % SAY_EVERY == 0) {
            struct total sum = sum_of(books, m->jobs);
            m->so_far(&sum);
        }
    }
    fflush(stdout);
    _exit(0);
}

static void start(const struct many *m, struct book *books, struct book *b)
{
    fflush(stdout);
    pid_t pid = fork();
    if (pid < 0)
        fatal("fork: %m");
    if (pid == 0)
        work(m, books, b);
    b->pid = pid; /* of the parent: the page is the child's too */
}

/* True when there is more for another process to do. */
static bool ended(const struct many *m, struct book *b, int status)
{
    char how[80];
    b->pid = 0;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0 && b->seed == 0)
        return false;
    if (WIFSIGNALED(status))
        snprintf(how, sizeof how, "%s", strsignal(WTERMSIG(status)));
    else
        snprintf(how, sizeof how, "exit status %d", WEXITSTATUS(status));
    b->total.runs++;
    b->total.violations++;
    m->died(m->arg, b->seed, how);
    b->seed = 0;
    b->over = m->first;
    return !b->over && b->next <= m->to;
}

struct total many_play(const struct many *many)
{
    struct many m = *many;
    if (m.jobs < 1 || m.jobs > JOBS_MAX)
        m.jobs = 1;
    size_t size = (size_t)m.jobs * sizeof(struct book);
    struct book *books = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (books == MAP_FAILED)
        fatal("mmap: %m");
    for (int i = 0; i < m.jobs; i++) {
        books[i].next = m.from + (uint64_t)i;
        start(&m, books, &books[i]);
    }
    int status;
    for (pid_t pid; (pid = wait(&status)) > 0;)
        for (int i = 0; i < m.jobs; i++)
            if (books[i].pid == pid && ended(&m, &books[i], status))
                start(&m, books, &books[i]);
    struct total sum = sum_of(books, m.jobs);
    munmap(books, size);
    return sum;
}
