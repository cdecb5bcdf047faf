/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf: every kind of mistake by its exact message (t/confs/NAME.conf; its first lines say "# expect: LINE:
 * message"), what a good file gives, and damaged files that must not break the reader. */
#include "conf/conf.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "conf/conf_value.h"
#include "conf/notice.h"
#include "t/tap.h"

enum { TEXT_MAX = 64 * 1024, FILES_MAX = 500 };

static char scratch[] = "/tmp/frontdesk-conf.XXXXXX";

static const struct secret_file {
    const char *name, *text;
    mode_t mode;
} secret_files[] = {
    {"good.secret", "s3cret-s3cret-s3cret\n", 0600},
    {"world.secret", "s3cret-s3cret-s3cret\n", 0644},
    {"empty.secret", "\n", 0600},
    {"lines.secret", "one\ntwo\n", 0600},
    {"sign.secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", 0600},
    {"good.key", "thirty-two bytes and some more\n with a line end", 0600},
    {"world.key", "thirty-two bytes and some more\n with a line end", 0644},
    {"short.key", "thirty-one bytes are not enough", 0600},
    {"bob.png", "\x89PNG\r\n\x1a\nIHDR", 0644},
    {"bob.jpg", "\xff\xd8\xff\xe0JFIF", 0644},
    {"bob.txt", "This is Bob.\n", 0644},
    {"acts.good", "# ours\npls = please | pls\nthanks: gracias [{pls}]\n", 0644},
    {"acts.bad", "thanks: gracias\nthanks: [{pleese}] danke\n", 0644},
};

static const char *in_scratch(const char *name)
{
    static char path[512];

    snprintf(path, sizeof path, "%s/%s", scratch, name);
    return path;
}

static void write_file(const char *name, const char *text, size_t len, mode_t mode)
{
    FILE *f = fopen(in_scratch(name), "w");

    if (f == NULL || fwrite(text, 1, len, f) != len || fclose(f) != 0 || chmod(in_scratch(name), mode) != 0) {
        fprintf(stderr, "cannot write %s\n", in_scratch(name));
        exit(1);
    }
}

/* What conf_read() says about a file of the scratch directory, without "PATH:", the directory shown as DIR.
 */
static char *complaints(struct arena *arena, const char *name, struct conf **conf, size_t *n_mistakes)
{
    char *said = NULL;
    size_t said_len = 0;
    FILE *f = open_memstream(&said, &said_len);
    const char *path = arena_strdup(arena, in_scratch(name));

    *conf = conf_read(path, conf_checks, f, n_mistakes);
    fclose(f);
    char *out = arena_alloc(arena, said_len + 1), *to = out;
    for (const char *p = said; *p != '\0';) {
        if ((p == said || p[-1] == '\n') && strncmp(p, path, strlen(path)) == 0) {
            p += strlen(path) + 1;
        } else if (strncmp(p, scratch, strlen(scratch)) == 0) {
            to = stpcpy(to, "DIR");
            p += strlen(scratch);
        } else {
            *to++ = *p++;
        }
    }
    *to = '\0';
    free(said);
    return out;
}

static size_t read_file(const char *path, char *text)
{
    FILE *f = fopen(path, "r");
    size_t len = f == NULL ? 0 : fread(text, 1, TEXT_MAX - 1, f);

    if (f != NULL) {
        fclose(f);
    }
    text[len] = '\0';
    return len;
}

/* The lines behind "# expect: " at the top of the file, and how many of them are no notes. */
static char *expected(struct arena *arena, const char *text, size_t *n_mistakes)
{
    static const char mark[] = "# expect: ";
    const char *out = "";

    *n_mistakes = 0;
    while (strncmp(text, mark, sizeof mark - 1) == 0) {
        text += sizeof mark - 1;
        int len = (int)strcspn(text, "\n");
        const char *line = arena_strndup(arena, text, (size_t)len);
        out = arena_printf(arena, "%s%s\n", out, line);
        *n_mistakes += strstr(line, ": note: ") == NULL;
        text += len + 1;
    }
    return arena_strdup(arena, out);
}

static void test_file(const char *directory, const char *name)
{
    struct arena *arena = arena_new();
    char *text = arena_alloc(arena, TEXT_MAX);
    size_t len = read_file(arena_printf(arena, "%s/%s", directory, name), text), want_n, got_n;
    struct conf *conf;
    const char *want = expected(arena, text, &want_n);

    write_file(name, text, len, strstr(text, "# mode: 644") != NULL ? 0644 : 0600);
    is_str(complaints(arena, name, &conf, &got_n), want, "%s: the messages", name);
    is_int((long long)got_n, (long long)want_n, "%s: how many are mistakes", name);
    ok((conf == NULL) == (want_n > 0), "%s: %s", name, want_n > 0 ? "refused" : "accepted");
    conf_free(conf);
    arena_free(arena);
}

static int is_conf(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);

    return len > 5 && strcmp(entry->d_name + len - 5, ".conf") == 0;
}

static void test_files(const char *directory)
{
    struct dirent **entries;
    int n = scandir(directory, &entries, is_conf, alphasort);

    ok(n > 50, "the directory of wrong files is there: %s", directory);
    for (int i = 0; i < n; i++) {
        test_file(directory, entries[i]->d_name);
        free(entries[i]);
    }
    if (n >= 0) {
        free(entries);
    }
}

static struct conf *read_good(const char *name)
{
    struct arena *arena = arena_new();
    struct conf *conf;
    size_t n;
    const char *said = complaints(arena, name, &conf, &n);

    if (!ok(conf != NULL, "%s is read", name)) {
        diag("%s", said);
        exit(done());
    }
    arena_free(arena);
    return conf;
}

/* What the contract's own example gives. test_files() has put the file into the scratch directory. */
static void test_product(void)
{
    struct conf *conf = read_good("product.conf");
    const struct conf_queue *sales = conf_queue(conf, "sales");
    const struct conf_agent *bob = conf_agent(conf, "bob@example.com"),
                            *eve = conf_agent(conf, "eve@example.com");

    is_str(conf->component.domain, "support.example.com", "the domain");
    is_str(conf->component.host, "127.0.0.1", "the host");
    is_int(conf->component.port, 5347, "the port");
    is_str(conf->component.secret, "change-me", "the secret");
    is_str(conf->component.default_queue, "sales", "the only queue is the default queue");
    is_str(conf->store_path, "/var/lib/frontdesk/frontdesk.db", "the store");
    is_int(conf->log_level, LOG_LEVEL_INFO, "the log level");
    is_int((long long)conf->n_responders, 2, "two responders");
    ok(bob != NULL && eve != NULL && sales != NULL, "both agents and the queue are found");
    ok(conf_queue(conf, "support") == NULL && conf_agent(conf, "sam@example.com") == NULL, "others are not");
    is_str(bob->name, "Bob", "an agent's name");
    is_int(bob->max_chats, 4, "an agent's max_chats");
    is_int((long long)bob->skills.n, 2, "an agent's skills");
    is_int(eve->role, ROLE_SUPERVISOR, "a supervisor");
    is_str(sales->title, "Sales", "a queue's title");
    is_int((long long)sales->n_agents, 2, "a queue's agents");
    ok(conf_queue_has_agent(conf, sales, eve), "a queue knows its agent");
    is_int((long long)sales->hours.n, 5, "mon-fri are five spans");
    is_int(sales->hours.span[4].to, 4 * 1440 + 18 * 60, "Friday's end");
    is_str(sales->hours.timezone, "Europe/Berlin", "a queue's time zone");
    is_str(sales->responder, "faq", "a queue's responder");
    is_str(name_in(&strategy_names, sales->strategy), "least-busy", "a queue's strategy");
    conf_free(conf);
}

static void test_defaults(void)
{
    struct conf *conf = read_good("good-least.conf");
    const struct conf_queue *q = conf_queue(conf, "sales");

    is_str(q->title, "sales", "the title is the name");
    is_str(q->greeting, "", "no greeting");
    is_str(q->hours.timezone, "UTC", "UTC");
    is_str(q->language, "en", "English");
    is_str(q->responder, "", "no responder");
    ok(q->hours.span == NULL && q->hours.n == 0, "always open");
    ok(!q->show_customer_jid, "addresses are not shown");
    is_int(q->max_waiting, 1000, "max_waiting");
    is_int(q->max_message, 10000, "max_message");
    is_int(q->flood_messages, 20, "flood_messages");
    is_int(q->flood_period_ms, 10000, "flood_period");
    is_int(q->offer_timeout_ms, 20000, "offer_timeout");
    is_int(q->round_pause_ms, 60000, "round_pause");
    is_int(q->offline_grace_ms, 60000, "offline_grace");
    is_int(q->reopen_within_ms, 30 * 60000, "reopen_within");
    is_int(q->idle_close_ms, 0, "idle_close");
    is_int(q->abandon_after_ms, 3 * 24 * 3600 * 1000, "abandon_after");
    is_int(q->position_every_ms, 30000, "position_every");
    is_int(q->agent_first_reply_ms, 3 * 60000, "agent_first_reply");
    is_int((long long)q->goodbye.n, 6, "goodbye");
    is_str(q->goodbye.item[2], "tschüss", "one of the goodbyes");
    conf_free(conf);
}

static void test_forms(void)
{
    struct conf *conf = read_good("good-forms.conf");
    const struct conf_queue *sales = conf_queue(conf, "sales"), *support = conf_queue(conf, "support");

    is_str(conf->component.host, "::1", "an IPv6 host without brackets");
    is_int(conf->component.port, 5347, "its port");
    is_str(conf->component.secret, "a\\b\"${HOME}#1 and more of it",
           "single quotes keep what is between them");
    is_str(conf->component.default_queue, "", "two queues and no default: the menu");
    is_str(conf->agents[0].jid, "bob@example.com", "an address is prepared");
    is_str(conf->agents[0].name, "B\"o\"b ${HOME}", "the environment is left alone");
    is_int((long long)conf->agents[0].skills.n, 1, "one text is a list of one");
    is_int(sales->offer_timeout_ms, 3600000, "a queue's own setting");
    is_int(support->offer_timeout_ms, 1500, "a setting outside all blocks");
    is_int((long long)support->hours.n, 6, "a list outside all blocks");
    is_int((long long)sales->goodbye.n, 0, "an empty list is not the default");
    is_str(support->goodbye.item[0], "ciao", "a queue's own list");
    is_str(support->name, "support", "a queue's name is prepared");
    ok(support->show_customer_jid, "On is true");
    is_str(notice_template(conf, NOTICE_NOBODY, "de-AT"), "Niemand da.\nServus.", "a notice of our own");
    is_str(notice_template(conf, NOTICE_NOBODY, "fr"), "Nobody.", "English of our own for another language");
    conf_free(conf);
    conf = read_good("good-secret-file.conf");
    is_str(conf->component.secret, "s3cret-s3cret-s3cret", "the secret of a file, without its line end");
    conf_free(conf);
}

/* Not a file that one could read; and reading goes on as before after each. */
static void test_no_file(void)
{
    static const struct row {
        const char *name, *message;
    } rows[] = {
        {"nowhere/at.all", " cannot be opened: No such file or directory\n"},
        {"", " is a directory; name the configuration file in it\n"},
        {"huge", " is larger than 1048576 bytes, the limit for a configuration file\n"},
    };
    size_t size = 1024 * 1024 + 1;
    char *spaces = malloc(size);

    memset(spaces, ' ', size);
    write_file("huge", spaces, size, 0600);
    free(spaces);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *arena = arena_new();
        struct conf *conf;
        size_t n;
        is_str(complaints(arena, rows[i].name, &conf, &n), rows[i].message, "\"%s\" is refused",
               rows[i].name);
        is_int((long long)n, 1, "which is one mistake");
        arena_free(arena);
    }
}

/* One row of the table, one truth: each default is within its own range, and no name is there twice. */
static void test_settings(void)
{
    struct arena *arena = arena_new();

    for (const struct conf_setting *s = NULL; (s = conf_setting_next(s)) != NULL;) {
        const char *why = "";
        char record[sizeof(struct conf_queue) + sizeof(struct conf)] __attribute__((aligned(16))) = "";
        bool fits = s->type == CONF_LIST || s->otherwise[0] == '\0' ||
                    conf_value_store(arena, s, &s->otherwise, 1, false, record, &why);
        ok(fits, "%s.%s: the default fits: %s", s->block, s->name, why);
        bool twice = false;
        for (const struct conf_setting *r = NULL; (r = conf_setting_next(r)) != s;) {
            twice |= strcmp(s->block, r->block) == 0 && strcmp(s->name, r->name) == 0;
        }
        ok(!twice && s->help[0] != '\0', "%s.%s is one row with a help", s->block, s->name);
    }
    arena_free(arena);
}

static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16;
}

/* Bytes changed, dropped, doubled: whatever comes, an answer comes, and the next good file is read. */
static void test_damage(void)
{
    static const char bytes[] = "{}\"'=,#/*\\\n \t;$+()x0\x80\xff";
    struct arena *arena = arena_new();
    char *good = arena_alloc(arena, TEXT_MAX), *bad = arena_alloc(arena, TEXT_MAX);
    size_t len = read_file(in_scratch("product.conf"), good), answered = 0, refused = 0;
    unsigned seed = 7;

    for (int round = 0; round < FILES_MAX; round++) {
        struct conf *conf;
        size_t n, bad_len = len;
        memcpy(bad, good, len);
        for (unsigned hit = 0; hit <= next_random(&seed) % 3; hit++) {
            size_t at = next_random(&seed) % bad_len, run = next_random(&seed) % 40 % (bad_len - at);
            if (next_random(&seed) % 2 == 0) {
                bad[at] = bytes[next_random(&seed) % (sizeof bytes - 1)];
            } else {
                memmove(bad + at, bad + at + run, bad_len - at - run);
                bad_len -= run;
            }
        }
        write_file("damaged", bad, bad_len, 0600);
        const char *said = complaints(arena, "damaged", &conf, &n);
        answered += (conf == NULL) == (n > 0) && (n == 0 || said[0] != '\0');
        refused += conf == NULL;
        conf_free(conf);
    }
    is_int((long long)answered, FILES_MAX, "damaged files get an answer each");
    ok(refused > FILES_MAX / 4, "many of them a refusal (%zu)", refused);
    conf_free(read_good("product.conf"));
    arena_free(arena);
}

static void remove_scratch(void)
{
    struct dirent **entries;
    int n = scandir(scratch, &entries, NULL, NULL);

    for (int i = 0; i < n; i++) {
        unlink(in_scratch(entries[i]->d_name));
        free(entries[i]);
    }
    if (n >= 0) {
        free(entries);
    }
    rmdir(scratch);
}

int main(void)
{
    char directory[1024];
    const char *srcdir = getenv("srcdir");

    plan_none();
    if (mkdtemp(scratch) == NULL) {
        perror(scratch);
        return 1;
    }
    for (size_t i = 0; i < sizeof secret_files / sizeof secret_files[0]; i++) {
        const struct secret_file *s = &secret_files[i];
        write_file(s->name, s->text, strlen(s->text), s->mode);
    }
    static const char large[65 * 1024] = "\x89PNG\r\n\x1a\n";
    write_file("big.png", large, sizeof large, 0644);
    snprintf(directory, sizeof directory, "%s/t/confs", srcdir == NULL ? "." : srcdir);
    test_files(directory);
    test_product();
    test_defaults();
    test_forms();
    test_no_file();
    test_settings();
    test_damage();
    remove_scratch();
    return done();
}
