/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * view: rows as structs, the names of enumerations, and db/columns: each time of the store says whether it
 * moves with a clock that is set, and does so. What db/sql.awk makes of a new line is t/columns.t. */
#include "store/view.h"

#include <string.h>

#define SQL_TEXTS
#include "store/sql.h"

#include "base/arena.h"
#include "base/log.h"
#include "t/tap.h"

#define LENGTH(a) (sizeof(a) / sizeof(a)[0])

static struct arena *arena;
static struct store *st;

static void on_log(void *arg, enum log_level level, const char *line)
{
    (void)arg, (void)level;
    diag("log: %s", line);
}

static void opened(void)
{
    const char *why = "";
    st = store_open(":memory:", STORE_DAEMON, arena, &why);
    if (st == NULL)
        fatal("%s", why);
}

static void run(const char *sql)
{
    if (!store_exec(st, sql))
        fatal("refused: %s", sql);
}

/* ---- names ---- */

enum colour { COLOUR_NONE, COLOUR_RED, COLOUR_BLUE };
static const struct name_list colour_names = NAME_LIST([COLOUR_RED] = "red", [COLOUR_BLUE] = "blue");

static const char *letter(size_t n)
{
    return n == 0 ? "a" : "b";
}

static void test_names(void)
{
    static const struct name_list letters = {.name = letter, .n = 2};
    is_str(name_in(&colour_names, COLOUR_BLUE), "blue", "a value has its name");
    is_str(name_in(&colour_names, COLOUR_NONE), NULL, "or none");
    is_int(name_find(&colour_names, "red"), COLOUR_RED, "a name is found");
    is_int(name_find(&colour_names, ""), -1, "another is not, nor is that of a value without a name");
    is_str(name_in(&letters, 1), "b", "a list may ask each row for its name");
    is_int(name_find(&letters, "b"), 1, "and finds it there");
}

/* ---- rows ---- */

struct thing {
    int64_t number;
    const char *word;
    bool flag;
    enum colour colour;
};
static const struct view things =
    VIEW({offsetof(struct thing, number), COLUMN_INT, NULL},
         {offsetof(struct thing, word), COLUMN_TEXT, NULL}, {offsetof(struct thing, flag), COLUMN_FLAG, NULL},
         {offsetof(struct thing, colour), COLUMN_NAME, &colour_names});

static void test_clear(void)
{
    struct thing t = {7, "x", true, COLOUR_BLUE};
    view_clear(&things, &t);
    ok(t.number == 0 && !t.flag && t.colour == COLOUR_BLUE,
       "a cleared row has numbers of 0, and its enum as it was");
    is_str(t.word, "", "and texts that are empty, not NULL");
}

/* A task, read by the columns of another struct: its kind is no colour, its agent is NULL. */
static void test_read(void)
{
    struct thing t = {.colour = COLOUR_RED};
    struct cursor *c = store_query(st, SQL_task_get, INT(1));
    ok(cursor_next(c), "there is a row");
    view_read(&things, c, 1, &t);
    is_int(t.number, 1, "a view is read from the column that is said");
    is_str(t.word, "summary", "the next is a text");
    ok(!t.flag, "NULL is no flag");
    is_int(t.colour, COLOUR_RED, "a name that is not in the list leaves the enum as it was");
    cursor_end(c);
    ok(!view_first(&things, store_query(st, SQL_task_get, INT(2)), &t),
       "without a row there is no first one");
    ok(t.number == 0 && t.word[0] == '\0', "then the row is cleared");
}

/* ---- times ---- */

/* How often db/columns says it of this column. */
static int times_said(const char *table, const char *column)
{
    int n = 0;
    for (size_t i = 0; i < LENGTH(sql_time); i++)
        n += strcmp(sql_time[i].table, table) == 0 && strcmp(sql_time[i].column, column) == 0;
    return n;
}

static void test_times_are_listed(void)
{
    char *all = arena_strdup(
        arena, store_ask(st, "SELECT group_concat(l.name || '.' || c.name, char(10)) FROM pragma_table_list l"
                             " JOIN pragma_table_xinfo(l.name) c WHERE l.schema = 'main' AND l.type = 'table'"
                             " AND c.name LIKE '%\\_ms' ESCAPE '\\'"));
    size_t n = 0;
    for (char *column; (column = strsep(&all, "\n")) != NULL; n++) {
        char *dot = strchr(column, '.');
        *dot = '\0';
        is_int(times_said(column, dot + 1), 1,
               "%s.%s: db/columns says once whether it moves when the clock is set", column, dot + 1);
    }
    is_int((long long)n, LENGTH(sql_time), "and says it of nothing else");
}

/* A row in each table that has times. The conversation 2 is closed. */
static void fill(void)
{
    run("INSERT INTO agent (jid) VALUES ('bob@example.com')");
    run("INSERT INTO customer (jid, since_ms) VALUES ('jane@customer.example', 1)");
    run("INSERT INTO face (customer, queue, localpart, name, since_ms) VALUES (1, 'sales', 'jane.x', 'Jane', "
        "1)");
    run("INSERT INTO conversation (face, queue, state, opened_ms, queued_ms, customer_ms) VALUES (1, "
        "'sales', 'bot', 1, 1, 1)");
    run("INSERT INTO conversation (face, queue, state, opened_ms, queued_ms, customer_ms, closed_ms, reason)"
        " VALUES (1, 'sales', 'closed', 1, 1, 1, 1, 'agent')");
    run("INSERT INTO offer (conversation, agent, round, at_ms, state, ended_ms) VALUES (1, 1, 1, 1, "
        "'declined', 1)");
    run("INSERT INTO message (conversation, at_ms, author, jid, stanza_id, body) VALUES (1, 1, 'customer', "
        "'j', 'i', 'Hello')");
    run("INSERT INTO rating (message, good, at_ms) VALUES (1, 1, 1)");
    run("INSERT INTO event (conversation, at_ms, from_state, to_state, queue, reason) VALUES (1, 1, '', "
        "'bot', 'sales', 'opened')");
    run("INSERT INTO menu (customer, n, at_ms, stanza_id, origin_id, body, payload) VALUES (1, 1, 1, 'i', "
        "'', 'Hello', '')");
    run("INSERT INTO timer (kind, ref, due_ms) VALUES ('idle', 1, 1), ('hours', 0, 1)");
    run("INSERT INTO block (pattern, glob, plain, shown, reason, agent, since_ms, until_ms) VALUES ('x', "
        "'x', 1, 'x', '', 1, 1, 1)");
    run("INSERT INTO dropped (who, why, first_ms, last_ms) VALUES ('x', 'y', 1, 1)");
    run("INSERT INTO bot (conversation, responder, since, since_ms, heard) VALUES (1, 'faq', 0, 1, 0), (2, "
        "'faq', 0, 1, 0)");
    run("INSERT INTO question (conversation, at_ms, text, outcome, title, source) VALUES (1, 1, 'Why?', "
        "'none', '', '')");
    run("INSERT INTO task (conversation, kind, responder, question, title, source, after, request, at_ms)"
        " VALUES (1, 'summary', 'ai', 'Why?', '', '', 0, '{}', 1)");
    run("INSERT INTO search (conversation, question, after, corrected, due_ms) VALUES (1, 'Hi', 0, 0, 1)");
    run("INSERT INTO consent (conversation, asked_ms, shown, text, responder, question, title, source, after, request,"
        " call, rounds) VALUES (1, 1, 1, 't', 'r', 'q', '', '', 0, '{}', '{}', 0)");
    run("INSERT INTO spent (conversation, customer, responder, at_ms, tokens) VALUES (1, 1, 'ai', 1, 5)");
    run("INSERT INTO roster (agent, face, state, name, queue, ended_ms) VALUES (1, 1, 'closed', 'Jane', 'sales', 1)");
    run("INSERT INTO want (what, domain, at_ms) VALUES ('queue', 'x', 1)");
    run("INSERT INTO omemo_identity (id, device, public, secret, made_ms) VALUES (1, 1, 'p', 's', 1)");
    run("INSERT INTO omemo_signed (id, record, made_ms) VALUES (1, 'r', 1)");
    run("INSERT INTO omemo_asker (jid, asked_ms) VALUES ('j', 1)");
    run("INSERT INTO omemo_session (own, peer, device, record, heard_ms) VALUES ('sales', 'j', 1, 'r', 1)");
    run("INSERT INTO omemo_known (peer, device, identity, waiting, seen_ms) VALUES ('j', 1, 'k', '', 1)");
    run("INSERT INTO omemo_theirs (peer, device, bundle, asked_ms) VALUES ('j', 1, '', 1)");
    run("INSERT INTO omemo_person (peer, own, list, plain, asked_ms) VALUES ('j', 'sales', 'some', 0, 1)");
    run("INSERT INTO omemo_repair (own, peer, device, query, body, lang, asked_ms) VALUES ('sales', 'j', 1, 'q', 'b', '', 1)");
    run("INSERT INTO shown (face, agent, said_ms, rung_ms) VALUES (1, 1, 1, 1)");
    run("INSERT INTO lone VALUES (1, 1, 1, 'queue', 'q', '', '', 'queue', '', 'd', 0, 1)");
}

static void set_times(int64_t to)
{
    for (size_t i = 0; i < LENGTH(sql_time); i++)
        if (strcmp(sql_time[i].column, "closed_ms") != 0)
            run(arena_printf(arena, "UPDATE %s SET %s = %lld", sql_time[i].table, sql_time[i].column,
                             (long long)to));
}

static void shift(int64_t jump_ms)
{
    static const struct {
        enum sql sql;
        size_t values;
    } shifts[] = {SQL_SHIFTS};
    for (size_t i = 0; i < LENGTH(shifts); i++)
        store_run_values(st, shifts[i].sql, (struct value[]){INT(jump_ms), INT(0)}, shifts[i].values);
}

static void test_times_move(void)
{
    set_times(1000);
    shift(500);
    for (size_t i = 0; i < LENGTH(sql_time); i++) {
        const char *table = sql_time[i].table, *column = sql_time[i].column,
                   *want = sql_time[i].moves ? "1500" : "1000";
        if (strcmp(table, "conversation") == 0 || strcmp(table, "bot") == 0)
            want = sql_time[i].moves ? "1000,1500" : strcmp(column, "closed_ms") == 0 ? "1" : "1000";
        if (strcmp(table, "timer") == 0)
            want = "1000,1500"; /* opening hours stay where they are */
        is_str(store_ask(st,
                         arena_printf(arena,
                                      "SELECT group_concat(DISTINCT %s) FROM (SELECT %s FROM %s ORDER BY 1)",
                                      column, column, table)),
               want, "%s.%s %s", table, column, sql_time[i].moves ? "moves" : "stays");
    }
}

static void test_never_moves(void)
{
    set_times(0);
    run("UPDATE conversation SET accepted_ms = NULL");
    shift(500);
    for (size_t i = 0; i < LENGTH(sql_time); i++)
        if (strcmp(sql_time[i].column, "closed_ms") != 0)
            is_str(store_ask(st, arena_printf(arena, "SELECT coalesce(max(%s), 0) FROM %s",
                                              sql_time[i].column, sql_time[i].table)),
                   "0", "%s.%s: 0 is no time, and NULL is none", sql_time[i].table, sql_time[i].column);
}

/* ---- statements ---- */

/* What is read by position is named. */
static void test_no_star(void)
{
    for (int i = 0; i < SQL_COUNT; i++) {
        const char *star = strstr(sql_statement[i].text, "SELECT *");
        ok((star == NULL || strstr(star, "FROM (SELECT") != NULL) &&
               strstr(sql_statement[i].text, "FROM talk") == NULL,
           "%s names its columns", sql_statement[i].name);
    }
}

int main(void)
{
    arena = arena_new();
    log_set_sink(on_log, NULL);
    plan_none();
    opened();
    test_names();
    test_clear();
    test_times_are_listed();
    fill();
    test_read();
    test_times_move();
    test_never_moves();
    test_no_star();
    store_close(st);
    arena_free(arena);
    return done();
}
