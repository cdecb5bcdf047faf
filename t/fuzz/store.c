/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store: a damaged store, of the first form (t/stores/store-1.sql, so it is upgraded) or of the present one.
 *
 * The bits of the input's first byte say which form (1), and what is done with the store once it is open:
 * agents work (2), customers write (4), agents leave the configuration and a day passes (8), and the commands
 * beside the desk ask (16). Then come damages, one after the other. As SQL on the sound store:
 *     U table column row value    a value is overwritten, whatever the schema says of it
 *     D table column row          rows are gone, with those that are like them
 * and as bytes of its file:
 *     T offset[3]                 the file ends here
 *     anything else: offset[3] length bytes
 *
 * Whatever it is: the store opens or says why not, naming the file; what is done with it then is committed,
 * or the store has an error that says why nothing was. It ends, and nothing that cannot be shown goes to the
 * server. */
#include <limits.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "cli/archive.h"
#include "conf/conf.h"
#include "desk/desk.h"
#include "fuzz.h"
#include "store/store.h"
#include "store/store_words.h"
#include "xml/stanza.h"

#define DOMAIN "support.example.com"
#define LENGTH(a) (sizeof(a) / sizeof(a)[0])

enum { PRESENT = 1, AGENTS = 2, CUSTOMERS = 4, CHANGES = 8, LOOK = 16 }; /* bits of the first byte */

enum {
    TABLES = 80,
    COLUMNS = 80,
    PAGE = 1024,
    DAMAGES = 20,
    TICKS = 3000, /* without time passing: more, and the desk would never come to rest */
};

static const int64_t start_ms = 1772445840000;

static const char conf_text[] =
    "component { domain = \"" DOMAIN "\" secret = \"x\" }\n"
    "agent \"bob@example.com\" { name = \"Bob\" }\n"
    "agent \"eve@example.com\" { name = \"Eve\" role = \"supervisor\" }\n"
    "queue \"sales\" { title = \"Sales\" agents = {\"bob@example.com\", \"eve@example.com\"} idle_close = "
    "\"1h\" }\n"
    "queue \"billing\" { title = \"Billing\" agents = {\"eve@example.com\"} hours = \"mon-fri 09:00-18:00\" "
    "timezone = \"Europe/Berlin\" abandon_after = \"1h\" }\n"
    "queue \"help\" { agents = {\"eve@example.com\"} responder = \"faq\" }\n"
    "responder \"faq\" { type = \"faq\" knowledge = \"/shop\" }\n";

/* The same day without bob and without billing: what a reload has to clear up. */
static const char later_text[] =
    "component { domain = \"" DOMAIN "\" secret = \"x\" }\n"
    "agent \"eve@example.com\" { name = \"Eve\" }\n"
    "queue \"sales\" { title = \"Sales\" agents = {\"eve@example.com\"} strategy = \"ring-all\" }\n";

static struct {
    xmpp_ctx_t *ctx;
    struct conf *conf, *later;
    char *path, *files[3]; /* the store; what may lie beside it */
    char *form[2];         /* the bytes of a sound one */
    size_t size[2];
    struct table {
        char *name, *column[COLUMNS];
        size_t n;
    } table[TABLES];
    size_t n_tables;
} f;

/* ---- sound stores ---- */

static void run(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fatal("%s: %s", sql, sqlite3_errmsg(db));
}

static sqlite3 *raw_open(void)
{
    sqlite3 *db;
    if (sqlite3_open(f.path, &db) != SQLITE_OK)
        fatal("%s: %s", f.path, sqlite3_errmsg(db));
    store_words_register(db);
    return db;
}

static void remove_store(void)
{
    unlink(f.path);
    for (size_t i = 0; i < LENGTH(f.files); i++)
        unlink(f.files[i]);
}

static void keep(int form)
{
    f.form[form] = fuzz_read(f.path, &f.size[form]);
}

static void list_columns(sqlite3 *db)
{
    sqlite3_stmt *stmt;
    if (sqlite3_prepare_v2(
            db,
            "SELECT t.name, c.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c "
            "WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.schema = 'main' ORDER BY t.name, "
            "c.cid",
            -1, &stmt, NULL) != SQLITE_OK)
        fatal("%s", sqlite3_errmsg(db));
    struct table *t = NULL;
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *table = (const char *)sqlite3_column_text(stmt, 0);
        if (f.n_tables == TABLES || (t != NULL && t->n == COLUMNS))
            fatal("the store has more tables or columns than this fuzzer has room for");
        if (t == NULL || strcmp(t->name, table) != 0)
            *(t = &f.table[f.n_tables++]) = (struct table){.name = xstrdup(table)};
        t->column[t->n++] = xstrdup((const char *)sqlite3_column_text(stmt, 1));
    }
    sqlite3_finalize(stmt);
}

/* What the first form knew nothing of: a responder that has a conversation, and what it knows. */
static const char present_rows[] =
    "INSERT INTO customer (id, jid, since_ms) VALUES (90, 'kai@customer.example', 1);"
    "INSERT INTO face (id, customer, queue, localpart, name, since_ms) VALUES (90, 90, 'help', 'kai.aaaa', "
    "'Kai', 1);"
    "INSERT INTO conversation (id, face, queue, state, opened_ms, queued_ms, customer_ms)"
    "  VALUES (90, 90, 'help', 'bot', 1772445839000, 1772445839000, 1772445839000);"
    "INSERT INTO bot (conversation, responder, since, since_ms, heard) VALUES (90, 'faq', 0, 1772445839000, "
    "0);"
    "INSERT INTO message (id, conversation, at_ms, author, jid, stanza_id, body)"
    "  VALUES (900, 90, 1772445839000, 'customer', 'kai@customer.example', 'm', 'returns');"
    "INSERT INTO choice VALUES (90, 1, 'Returns', 'a.md', 'Within **30** days.');"
    "INSERT INTO question VALUES (1, 90, 1772445839000, 'returns', 'ask', '', '');"
    "INSERT INTO timer VALUES ('answer', 90, 1772445839000);"
    "INSERT INTO knowledge_directory VALUES (1, '/shop');"
    "INSERT INTO knowledge_file VALUES (1, 1, 'a.md', 'live', '', '', 1, 4);"
    "INSERT INTO passage VALUES (1, 1, 1, 'Returns', 'Within **30** days.', 'en', ' 1_return ', ' 1_30 1_day ',"
    "  ' returns ', ' within 30 days ');"
    "INSERT INTO knowledge_pieces VALUES (1, x'0100000001');"
    "INSERT INTO passage_words (rowid, title, body) VALUES (1, '1_return', '1_30 1_day');"
    "INSERT INTO passage_term VALUES ('1_return', 1), ('1_30', 1), ('1_day', 1);"
    "INSERT INTO synonym VALUES (1, 1, 0, 'refund'), (1, 1, 1, 'return');";

/* Small pages, so that a byte of the input has something to hit. */
static void make_stores(void)
{
    const char *top = getenv("srcdir"), *why = "";
    struct arena *arena = arena_new();
    size_t size;
    char *sql = fuzz_read(arena_printf(arena, "%s/t/stores/store-1.sql", top == NULL ? "." : top), &size);
    remove_store();
    sqlite3 *db = raw_open();
    run(db, arena_printf(arena, "PRAGMA page_size = %d", PAGE));
    run(db, sql);
    sqlite3_close(db);
    keep(0);
    struct store *st = store_open(f.path, STORE_DAEMON, arena, &why);
    if (st == NULL)
        fatal("%s", why);
    while (store_index_some(st, 1000))
        ;
    store_close(st);
    db = raw_open();
    run(db, present_rows);
    run(db, "PRAGMA journal_mode = DELETE; VACUUM");
    list_columns(db);
    sqlite3_close(db);
    keep(1);
    free(sql);
    arena_free(arena);
}

static struct conf *configured(const char *text)
{
    char *path = fuzz_file("store.conf");
    size_t n;
    fuzz_write(path, text, strlen(text));
    struct conf *conf = conf_read(path, conf_checks, stderr, &n);
    if (conf == NULL)
        fatal("the configuration of the test has mistakes");
    free(path);
    return conf;
}

static void ignore_log(void *arg, enum log_level level, const char *line)
{
    (void)arg, (void)level, (void)line;
}

static void set_up(void)
{
    f.path = fuzz_file("store.db");
    f.files[0] = fuzz_file("store.db-wal");
    f.files[1] = fuzz_file("store.db-shm");
    f.files[2] = fuzz_file("store.db-journal");
    f.ctx = xmpp_ctx_new(NULL, NULL);
    f.conf = configured(conf_text);
    f.later = configured(later_text);
    log_set_sink(ignore_log, NULL);
    make_stores();
}

/* ---- the damage ---- */

struct input {
    const uint8_t *at, *end;
};

static unsigned next(struct input *in)
{
    return in->at < in->end ? *in->at++ : 0;
}

static size_t next_offset(struct input *in, size_t size)
{
    size_t offset = next(in);
    offset |= next(in) << 8;
    offset |= next(in) << 16;
    return offset % size;
}

/* Each is right somewhere and wrong nearly everywhere. Beyond them a number or a text is itself. */
static const char *const values[] = {
    "NULL",
    "0",
    "1",
    "-1",
    "2",
    "3",
    "4",
    "5",
    "99",
    "9223372036854775807",
    "(-9223372036854775807-1)",
    "1772445839000",
    "253402300800000",
    "''",
    "'open'",
    "'closed'",
    "'active'",
    "'waiting'",
    "'offered'",
    "'bot'",
    "'snoozed'",
    "'available'",
    "'offline'",
    "'paused'",
    "'accepted'",
    "'customer'",
    "'agent'",
    "'note'",
    "'grace'",
    "'offer'",
    "'position'",
    "'idle'",
    "'sales'",
    "'billing'",
    "'gone'",
    "'bob@example.com'",
    "'tom@customer.example'",
    "'@'",
    "'a.b'",
    "'de'",
    "'{'",
    "'<message'",
    "CAST(x'c3' AS TEXT)",
    "CAST(x'61006200' AS TEXT)",
    "printf('%.*c', 300, 'x')",
    "printf('%.*c', 20000, '<')",
};

/* Mistakes are no matter: whatever SQLite does not do is no damage. */
static void damage_row(sqlite3 *db, struct arena *arena, bool update, struct input *in)
{
    const struct table *t = &f.table[next(in) % f.n_tables];
    const char *column = t->column[next(in) % t->n];
    unsigned row = next(in);
    const char *where = row == 255
                            ? "1"
                            : arena_printf(arena, "\"%s\" IN (SELECT \"%s\" FROM \"%s\" LIMIT 1 OFFSET %u)",
                                           column, column, t->name, row % 24);
    if (!update)
        sqlite3_exec(db, arena_printf(arena, "DELETE FROM \"%s\" WHERE %s", t->name, where), NULL, NULL,
                     NULL);
    else
        sqlite3_exec(db,
                     arena_printf(arena, "UPDATE OR IGNORE \"%s\" SET \"%s\" = %s WHERE %s", t->name, column,
                                  values[next(in) % LENGTH(values)], where),
                     NULL, NULL, NULL);
}

static void damage_rows(struct arena *arena, struct input *in)
{
    sqlite3 *db = raw_open();
    sqlite3_exec(db, "PRAGMA journal_mode = OFF; PRAGMA ignore_check_constraints = ON; BEGIN", NULL, NULL,
                 NULL);
    for (int n = 0; n < DAMAGES && in->at < in->end && (*in->at == 'U' || *in->at == 'D'); n++)
        damage_row(db, arena, next(in) == 'U', in);
    sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    sqlite3_close(db);
}

static void damage_bytes(char *bytes, size_t *size, struct input *in)
{
    for (int n = 0; n < DAMAGES && in->at < in->end && *size > 0; n++) {
        bool cut = next(in) == 'T';
        size_t offset = next_offset(in, *size);
        if (cut)
            *size = offset;
        for (unsigned len = cut ? 0 : 1 + next(in) % 64; len > 0 && offset < *size && in->at < in->end; len--)
            bytes[offset++] = (char)next(in);
    }
}

static void damage(int form, struct arena *arena, struct input *in)
{
    remove_store();
    fuzz_write(f.path, f.form[form], f.size[form]);
    if (in->at < in->end && (*in->at == 'U' || *in->at == 'D'))
        damage_rows(arena, in);
    if (in->at == in->end)
        return;
    size_t size;
    char *bytes = fuzz_read(f.path, &size);
    damage_bytes(bytes, &size, in);
    fuzz_write(f.path, bytes, size);
    free(bytes);
}

/* ---- the desk's day ---- */

struct day {
    struct store *store;
    struct desk *desk;
    struct arena *arena;
    int64_t now_ms;
    bool alive;
};

static void check_sent(const struct effect *e)
{
    if (e->kind != EFFECT_SEND)
        return;
    fuzz_check(strlen(e->text) == e->len, "an effect's length is wrong: %s", e->text);
    xmpp_stanza_t *stanza = st_parse(f.ctx, e->text);
    fuzz_check(stanza != NULL, "what was sent is no stanza: %s", e->text);
    fuzz_check(st_attr_or(stanza, "to", "")[0] != '\0', "sent to nobody: %s", e->text);
    xmpp_stanza_release(stanza);
}

static void turn(struct day *d, struct desk_event e)
{
    struct effects effects;
    if (!d->alive)
        return;
    effects_clear(&effects);
    e.now_ms = d->now_ms;
    store_begin(d->store);
    desk_step(d->desk, &e, &effects);
    d->alive = store_commit(d->store);
    fuzz_check(d->alive == (store_error(d->store) == NULL), "%s",
               d->alive ? store_error(d->store) : "no error");
    for (const struct effect *one = effects.first; d->alive && one != NULL; one = one->next)
        check_sent(one);
    if (d->alive)
        arena_reset(d->arena);
}

static void rest(struct day *d)
{
    for (int n = 0; d->alive; n++) {
        int64_t due = desk_due_ms(d->desk);
        if (due == -1 || due > d->now_ms)
            return;
        fuzz_check(n < TICKS, "the desk does not come to rest: due %lld, now %lld", (long long)due,
                   (long long)d->now_ms);
        turn(d, (struct desk_event){.kind = EVENT_TICK});
    }
}

static void pass(struct day *d, int64_t seconds)
{
    d->now_ms += seconds * 1000;
    rest(d);
}

static void hear(struct day *d, const char *name, const char *from, const char *to, const char *inside)
{
    struct arena *arena = arena_new();
    xmpp_stanza_t *stanza = st_parse(
        f.ctx, arena_printf(arena, "<%s xmlns='jabber:component:accept' from='%s/y' to='%s' id='1'>%s</%.*s>",
                            name, from, to, inside, (int)strcspn(name, " "), name));
    fuzz_check(stanza != NULL, "the test's own %s is none", name);
    turn(d, (struct desk_event){.kind = EVENT_STANZA, .stanza = stanza});
    xmpp_stanza_release(stanza);
    arena_free(arena);
}

static void say(struct day *d, const char *from, const char *to, const char *words)
{
    char body[200];
    snprintf(body, sizeof body, "<body>%s</body>", words);
    hear(d, "message", from, to, body);
}

static void agents_work(struct day *d)
{
    static const char *const faces[] = {"kai.aaaa@" DOMAIN, "mei-wang.dy2n@" DOMAIN, "jorg.njzb@" DOMAIN,
                                        "jane-doe.ebkm@" DOMAIN, "tom.bv86@" DOMAIN};
    static const char *const orders[] = {"queue", "agents", "mine", "stats", "take 3", "help"};
    static const char *const words[] = {"!info",    "!history",          "!accept", "Good morning",
                                        "!note so", "!transfer billing", "!bot",    "!close"};
    for (size_t i = 0; i < LENGTH(orders); i++)
        say(d, "eve@example.com", DOMAIN, orders[i]);
    for (size_t i = 0; i < LENGTH(faces); i++) {
        hear(d, "iq type='get'", "eve@example.com", faces[i], "<vCard xmlns='vcard-temp'/>");
        for (size_t k = 0; k < LENGTH(words); k++)
            say(d, k % 2 == 0 ? "eve@example.com" : "bob@example.com", faces[i], words[k]);
    }
}

static void customers_write(struct day *d)
{
    static const char *const customers[] = {"mei@customer.example",  "jörg@customer.example",
                                            "jane@customer.example", "tom@customer.example",
                                            "pat@customer.example",  "new@customer.example"};
    for (size_t i = 0; i < LENGTH(customers); i++) {
        say(d, customers[i], i % 2 == 0 ? "sales@" DOMAIN : "billing@" DOMAIN, "Hello");
        say(d, customers[i], DOMAIN, "1");
    }
    say(d, "tom@customer.example", "sales@" DOMAIN, "bye");
    say(d, "kai@customer.example", "help@" DOMAIN, "1");
    say(d, "tom@customer.example", "help@" DOMAIN, "refund");
    pass(d, 5);
    say(d, "tom@customer.example", "help@" DOMAIN, "yes");
    say(d, "kai@customer.example", "help@" DOMAIN, "human");
}

static void live(struct store *st, struct arena *arena, unsigned what)
{
    struct day d = {.store = st, .arena = arena, .now_ms = start_ms, .alive = true};
    d.desk = desk_new(st, f.conf, arena, 1);
    turn(&d, (struct desk_event){.kind = EVENT_LINK_UP});
    rest(&d);
    hear(&d, "presence", "bob@example.com", DOMAIN, "");
    hear(&d, "presence", "eve@example.com", DOMAIN, "");
    pass(&d, 25);
    if (what & AGENTS)
        agents_work(&d);
    if (what & CUSTOMERS)
        customers_write(&d);
    pass(&d, 1);
    if (what & CHANGES) {
        hear(&d, "presence type='unavailable'", "bob@example.com", DOMAIN, "");
        pass(&d, 300);
        turn(&d, (struct desk_event){.kind = EVENT_CONF, .conf = f.later});
        pass(&d, 24 * 3600);
    }
    turn(&d, (struct desk_event){.kind = EVENT_STOP});
    desk_free(d.desk);
}

/* ---- the commands beside it ---- */

static void look(struct store *st)
{
    struct archive_message messages[30];
    struct archive_filter all = {.since_ms = INT64_MIN, .until_ms = INT64_MAX};
    store_index_some(st, 1000);
    store_begin(st);
    archive_page(st, &all, 0, messages, LENGTH(messages));
    archive_search(st, "\"rechnung\"", messages, LENGTH(messages));
    for (int64_t id = 0; id <= 6; id++) {
        struct archive_conversation talk;
        struct archive_entry entry;
        if (!archive_conversation(st, id, &talk))
            continue;
        struct transcript t = transcript_open(st, id);
        for (int n = 0; transcript_next(&t, &entry); n++)
            fuzz_check(n < 100000, "a transcript without an end");
    }
    bool whole = store_commit(st);
    fuzz_check(whole == (store_error(st) == NULL), "%s", whole ? store_error(st) : "no error");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (f.ctx == NULL)
        set_up();
    if (size < 1)
        return 0;
    struct arena *arena = arena_new();
    struct input in = {data + 1, data + size};
    const char *why = NULL;
    damage(data[0] & PRESENT, arena, &in);
    struct store *st = store_open(f.path, STORE_DAEMON, arena, &why);
    if (st == NULL)
        fuzz_check(why != NULL && strncmp(why, f.path, strlen(f.path)) == 0 &&
                       strlen(why) > strlen(f.path) + 2,
                   "no reason why it does not open: %s", why);
    else {
        fuzz_check(store_version(st) == SQL_MIGRATIONS, "form %d", store_version(st));
        if (data[0] & LOOK)
            look(st);
        live(st, arena, data[0]);
    }
    store_close(st);
    arena_free(arena);
    return 0;
}
