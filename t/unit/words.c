/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * words: tables of texts and their words; then a real FTS5 table with the store's tokenizer, in which
 * people's queries find what they should, and are never a syntax error. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sqlite3.h>

#include "base/arena.h"
#include "base/words.h"
#include "store/store_words.h"
#include "t/tap.h"

static struct words *words;
static struct arena *arena;

static const struct {
    const char *what, *text;
    const char *want; /* the folded words, joined by '|' */
} breaks[] = {
    {"nothing", "", ""},
    {"only punctuation and space", " .,;!? — …「」（） \t\n", ""},
    {"only mathematics", "+ < > = | ~ ^", ""},
    {"English", "Hello, world! It's 5 o'clock.", "hello|world|it's|5|o'clock"},
    {"numbers", "Order 12345: 1,234.50€", "order|12345|1,234.50|€"},
    {"an address", "mail bob@example.com @ @x a@@b", "mail|bob|example.com|x|a|b"},
    {"German", "Die Rückgabe der Straßenkarte", "die|rückgabe|der|strassenkarte"},
    {"German in capitals", "RÜCKGABE STRASSENKARTE", "rückgabe|strassenkarte"},
    {"diacritics stay", "schön schon", "schön|schon"},
    {"decomposed and composed are one",
     "Ru\xcc\x88"
     "ckgabe",
     "rückgabe"},
    {"a soft hyphen vanishes", "Rück\xc2\xadgabe", "rückgabe"},
    {"Chinese", "我要申请退款，订单号12345什么时候到账？", "我要|申请|退款|订单|号|12345|什么时候|到|账"},
    {"Japanese", "返品したいのですが、どうすればいいですか。", NULL},
    {"Japanese in half width", "ｶﾞｲﾄﾞ", "ガイド"},
    {"full width", "ＡＢＣ１２３", "abc123"},
    {"Thai", "ฉันต้องการคืนสินค้า", "ฉัน|ต้องการ|คืน|สินค้า"},
    {"Russian", "Возврат ДЕНЕГ", "возврат|денег"},
    {"Greek, with both sigmas", "ΟΔΟΣ οδός", "οδοσ|οδόσ"},
    {"Turkish letters, no locale", "İSTANBUL", "i̇stanbul"},
    {"Arabic", "استرداد المال", "استرداد|المال"},
    {"a ligature of many letters", "ﷺ", "صلى الله عليه وسلم"},
    {"emoji", "ok 👍🏽 👩‍👩‍👧 !", NULL},
    {"a flag", "🇩🇪", "🇩🇪"},
    {"ill-formed UTF-8", "re\xfftour \xc3( \xed\xa0\x80 \xf0\x9f retour\xe2\x82", "re|tour|retour"},
    {"nothing but ill-formed", "\xff\xfe\x80", ""},
    {"U+FFFD", "a\xef\xbf\xbd b", "a|b"},
};

struct found {
    char text[4096];
    size_t len, end;
    const char *source;
    bool in_order;
    int count, stop_after;
};

static bool on_word(void *arg, const char *folded, size_t len, size_t start, size_t end)
{
    struct found *f = arg;
    f->in_order = f->in_order && start >= f->end && end > start && len > 0;
    f->end = end;
    f->len += (size_t)snprintf(f->text + f->len, sizeof f->text - f->len, "%s%.*s", f->len ? "|" : "",
                               (int)len, folded);
    return ++f->count != f->stop_after;
}

static void test_breaks(void)
{
    for (size_t i = 0; i < sizeof breaks / sizeof breaks[0]; i++) {
        struct found f = {.in_order = true};
        size_t len = strlen(breaks[i].text);
        ok(words_break(words, breaks[i].text, len, on_word, &f), "%s: broken", breaks[i].what);
        if (breaks[i].want) {
            is_str(f.text, breaks[i].want, "%s: the words", breaks[i].what);
        } else {
            ok(f.count > 1, "%s: has words: %s", breaks[i].what, f.text);
        }
        ok(f.in_order && f.end <= len, "%s: their places", breaks[i].what);
    }
}

static bool on_place(void *arg, const char *folded, size_t len, size_t start, size_t end)
{
    (void)folded, (void)len;
    struct found *f = arg;
    f->len += (size_t)snprintf(f->text + f->len, sizeof f->text - f->len, "[%.*s]", (int)(end - start),
                               f->source + start);
    return true;
}

static void test_places(void)
{
    const char *text = "Die STRASSE… 退款，Straße \xff 👍";
    struct found f = {.source = text};
    words_break(words, text, strlen(text), on_place, &f);
    is_str(f.text, "[Die][STRASSE][退款][Straße][👍]", "places are those in the original");

    struct found stopped = {.in_order = true, .stop_after = 2};
    ok(!words_break(words, "a b c", 5, on_word, &stopped), "stops when told");
    is_str(stopped.text, "a|b", "… after the second word");
    struct found part = {.in_order = true};
    ok(words_break(words, "abc def", 5, on_word, &part), "a text needs no NUL");
    is_str(part.text, "abc|d", "… and ends where it is said to end");
}

static bool add_place(void *arg, const char *folded, size_t len, size_t start, size_t end)
{
    struct found *f = arg;
    f->len += (size_t)snprintf(f->text + f->len, sizeof f->text - f->len, "%zu-%zu %.*s|", start, end,
                               (int)len, folded);
    return ++f->count != f->stop_after;
}

/* Texts in ASCII take a short way. One letter that is not ASCII at the end, and the whole text goes to ICU. */
static void test_short_way(void)
{
    static const char common[] = "aB1 \t\n.,:;'_@$-\"/x9Z", *accent = " \xc3\xa9";
    uint32_t seed = 7;
    int differ = 0;
    for (int round = 0; round < 20000; round++) {
        char text[80];
        size_t len = 1 + (size_t)round % 64;
        for (size_t i = 0; i < len; i++) {
            seed = seed * 1664525 + 1013904223;
            uint32_t at = seed >> 16;
            text[i] = round % 4 == 0 ? (char)(at % 128) : common[at % (sizeof common - 1)];
        }
        memcpy(text + len, accent, 3);
        struct found quick = {.in_order = true}, icu = {.in_order = true};
        words_break(words, text, len, add_place, &quick);
        words_break(words, text, len + 3, add_place, &icu);
        icu.text[quick.len] = '\0';
        if (icu.count != quick.count + 1 || strcmp(quick.text, icu.text) != 0)
            differ++;
    }
    is_int(differ, 0, "20,000 texts in ASCII have the words that ICU finds");
}

/* Every single byte, pair of bytes and cut of a text: no crash, places in order. */
static void test_any_bytes(void)
{
    int wrong = 0;
    for (int a = 0; a < 256; a++) {
        for (int b = 0; b < 256; b++) {
            const char text[] = {'x', (char)a, (char)b, 'y'};
            struct found f = {.in_order = true};
            wrong += !words_break(words, text, sizeof text, on_word, &f) || !f.in_order;
        }
    }
    is_int(wrong, 0, "every pair of bytes inside a word");
    const char *text = breaks[11].text;
    for (size_t from = 0; from < strlen(text); from++) {
        for (size_t to = from; to <= strlen(text); to++) {
            struct found f = {.in_order = true};
            wrong += !words_break(words, text + from, to - from, on_word, &f) || !f.in_order;
        }
    }
    is_int(wrong, 0, "every cut out of a Chinese text");
}

static bool on_longest(void *arg, const char *folded, size_t len, size_t start, size_t end)
{
    (void)folded, (void)start, (void)end;
    size_t *longest = arg;
    *longest = len > *longest ? len : *longest;
    return true;
}

static const struct {
    const char *what, *unit;
    size_t most; /* bytes of a folded word; 0: whatever the dictionary says */
} long_texts[] = {
    {"ASCII", "a", WORD_BYTES},
    {"umlauts", "ü", WORD_BYTES},
    {"Chinese", "款", 0},
    {"emoji that are joined", "👩‍", 0},
    {"line ends", "\n", 0},
    {"bad bytes", "\xff", 0},
    {"combining accents", "a\xcc\x81", 0},
};

static void test_long(void)
{
    enum { BYTES = 500000 };
    char *text = malloc(BYTES + 8);
    for (size_t i = 0; i < sizeof long_texts / sizeof long_texts[0]; i++) {
        size_t len = 0, longest = 0;
        while (len < BYTES) {
            memcpy(text + len, long_texts[i].unit, strlen(long_texts[i].unit));
            len += strlen(long_texts[i].unit);
        }
        clock_t start = clock();
        ok(words_break(words, text, len, on_longest, &longest), "500,000 bytes of %s", long_texts[i].what);
        if (long_texts[i].most) {
            is_int((long long)longest, (long long)long_texts[i].most, "… a word is cut");
        }
        double took = (double)(clock() - start) / CLOCKS_PER_SEC;
        ok(took < 10, "… in time");
        diag("%.3f s", took);
    }
    free(text);
}

static const struct {
    const char *what, *text, *want;
} queries[] = {
    {"nothing", "", NULL},
    {"white space", " \t\n　\xc2\xa0", NULL},
    {"punctuation", "... !? \"\" * ( ) -", NULL},
    {"a word", "refund", "\"refund\""},
    {"two words", "  refund   order ", "\"refund\" \"order\""},
    {"an ideographic space", "退款　订单", "\"退款\" \"订单\""},
    {"quotes are doubled", "say \"hi\"", "\"say\" \"\"\"hi\"\"\""},
    {"operators are words", "a AND b OR NOT NEAR(c)", "\"a\" \"AND\" \"b\" \"OR\" \"NOT\" \"NEAR(c)\""},
    {"a piece without a word is left out", "a + b", "\"a\" \"b\""},
    {"columns and stars", "body:x y* ^z -w {a b}:c", "\"body:x\" \"y*\" \"^z\" \"-w\" \"{a\" \"b}:c\""},
};

static void test_queries(void)
{
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
        is_str(words_query(arena, words, queries[i].text), queries[i].want, "query: %s", queries[i].what);
    }
}

static const char *const messages[] = {
    [1] = "我要申请退款，订单号12345什么时候到账？",
    [2] = "Wie funktioniert die Rückgabe? Ich wohne in der Straße 5.",
    [3] = "schon gut",
    [4] = "ฉันต้องการคืนสินค้า",
    [5] = "返品したいのですが、返金はいつですか。",
    [6] = "thanks 👍🏽 great AND fast",
    [7] = "he said \"no refund\" yesterday",
    [8] = "NOT NEAR body:x",
    [9] = "bad \xff bytes 退款",
    [10] = "Ｆｕｌｌ width Rück\xc2\xadsendung",
};

static const struct {
    const char *query;
    const char *want; /* the ids found, in order */
} searches[] = {
    {"退款", "1 9"},
    {"申请退款", "1"},
    {"订单号12345", "1"},
    {"12345", "1"},
    {"什么时候 退款", "1"},
    {"退货", ""},
    {"rückgabe", "2"},
    {"RÜCKGABE", "2"},
    {"Ru\xcc\x88"
     "ckgabe",
     "2"},
    {"Ruckgabe", ""},
    {"STRASSE", "2"},
    {"straße", "2"},
    {"schön", ""},
    {"Schon", "3"},
    {"คืน", "4"},
    {"สินค้า", "4"},
    {"返品", "5"},
    {"返金", "5"},
    {"👍🏽", "6"},
    {"👎", ""},
    {"AND", "6"},
    {"great AND fast", "6"},
    {"great OR nothing", ""},
    {"\"no refund\"", "7"},
    {"\"no", "7"},
    {"refund\"", "7"},
    {"\"\"\"", "-"},
    {"no-refund", "7"},
    {"refund-no", ""},
    {"NOT", "8"},
    {"NEAR", "8"},
    {"body:x", "8"},
    {"body:refund", ""},
    {"ref*", ""},
    {"bytes", "9"},
    {"\xff bytes", "9"},
    {"full", "10"},
    {"rücksendung", "10"},
    {"); DROP TABLE search; --", ""},
    {"'", "-"},
    {"a' OR '1'='1", ""},
};

static void search(sqlite3 *db, const char *query, char *out, size_t size)
{
    sqlite3_stmt *s = NULL;
    *out = '\0';
    if (sqlite3_prepare_v2(db, "SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid", -1, &s,
                           NULL) != SQLITE_OK) {
        snprintf(out, size, "%s", sqlite3_errmsg(db));
        return;
    }
    sqlite3_bind_text(s, 1, query, -1, SQLITE_STATIC);
    int status;
    for (size_t len = 0; (status = sqlite3_step(s)) == SQLITE_ROW;) {
        len += (size_t)snprintf(out + len, size - len, "%s%d", len ? " " : "", sqlite3_column_int(s, 0));
    }
    if (status != SQLITE_DONE) {
        snprintf(out, size, "%s", sqlite3_errmsg(db));
    }
    sqlite3_finalize(s);
}

static void fill(sqlite3 *db)
{
    sqlite3_stmt *s = NULL;
    sqlite3_prepare_v2(db, "INSERT INTO search (rowid, body) VALUES (?1, ?2)", -1, &s, NULL);
    for (int i = 1; i < (int)(sizeof messages / sizeof messages[0]); i++) {
        sqlite3_bind_int(s, 1, i);
        sqlite3_bind_text(s, 2, messages[i], -1, SQLITE_STATIC);
        is_int(sqlite3_step(s), SQLITE_DONE, "message %d is indexed", i);
        sqlite3_reset(s);
    }
    sqlite3_finalize(s);
}

static void test_searches(void)
{
    sqlite3 *db = NULL;
    sqlite3_open(":memory:", &db);
    is_int(sqlite3_exec(db, "CREATE VIRTUAL TABLE early USING fts5(body, tokenize='frontdesk')", NULL, NULL,
                        NULL),
           SQLITE_ERROR, "without it there is no such tokenizer");
    is_int(store_words_register(db), SQLITE_OK, "the tokenizer registers");
    is_int(sqlite3_exec(db, "CREATE VIRTUAL TABLE early USING fts5(body, tokenize='frontdesk x')", NULL, NULL,
                        NULL),
           SQLITE_ERROR, "it has no options");
    is_int(sqlite3_exec(db, "CREATE VIRTUAL TABLE search USING fts5(body, tokenize='frontdesk')", NULL, NULL,
                        NULL),
           SQLITE_OK, "a table uses it");
    fill(db);
    for (size_t i = 0; i < sizeof searches / sizeof searches[0]; i++) {
        char got[256] = "-";
        const char *query = words_query(arena, words, searches[i].query);
        if (query) {
            search(db, query, got, sizeof got);
        }
        is_str(got, searches[i].want, "search: %s", searches[i].query);
    }
    is_int(sqlite3_exec(db, "INSERT INTO search (search) VALUES ('integrity-check')", NULL, NULL, NULL),
           SQLITE_OK, "the index is whole");
    is_int(sqlite3_exec(db, "DELETE FROM search WHERE rowid = 1", NULL, NULL, NULL), SQLITE_OK,
           "a message goes");
    char got[256];
    search(db, "\"退款\"", got, sizeof got);
    is_str(got, "9", "and is not found any more");
    sqlite3_close(db);
}

/* No text that a person can type is an FTS5 syntax error. */
static void test_typing(void)
{
    static const char *const keys[] = {"\"", "'", "a", " ",    "*",     "(",  ")",
                                       "^",  ":", "-", "AND ", "NEAR(", "退", "\xff"};
    enum { KEYS = sizeof keys / sizeof keys[0] };
    sqlite3 *db = NULL;
    sqlite3_open(":memory:", &db);
    store_words_register(db);
    sqlite3_exec(db, "CREATE VIRTUAL TABLE search USING fts5(body, tokenize='frontdesk')", NULL, NULL, NULL);
    int wrong = 0;
    for (int i = 0; i < KEYS * KEYS * KEYS * KEYS; i++) {
        char text[64], got[256];
        snprintf(text, sizeof text, "%s%s%s%s", keys[i % KEYS], keys[i / KEYS % KEYS],
                 keys[i / KEYS / KEYS % KEYS], keys[i / KEYS / KEYS / KEYS]);
        const char *query = words_query(arena, words, text);
        if (query) {
            search(db, query, got, sizeof got);
            if (*got) {
                diag("%s: %s: %s", text, query, got);
                wrong++;
            }
        }
        arena_reset(arena);
    }
    is_int(wrong, 0, "%d things one could type", KEYS * KEYS * KEYS * KEYS);
    sqlite3_close(db);
}

static bool count_word(void *arg, const char *folded, size_t len, size_t start, size_t end)
{
    (void)folded, (void)len, (void)start, (void)end;
    ++*(long *)arg;
    return true;
}

static void report_speed(void)
{
    for (int i = 1; i <= 2; i++) {
        long count = 0;
        clock_t start = clock();
        for (int n = 0; n < 5000; n++) {
            words_break(words, messages[i], strlen(messages[i]), count_word, &count);
        }
        double took = (double)(clock() - start) / CLOCKS_PER_SEC;
        diag("message %d (%zu bytes): %.0f texts, %.0f words a second", i, strlen(messages[i]), 5000 / took,
             (double)count / took);
    }
}

static void test_simplified(void)
{
    static const char *const rows[][2] = {
        {"營業時間", "营业时间"},
        {"营业时间", "营业时间"},
        {"Can I return 退貨?", "Can I return 退货?"},
        {"no Chinese: ÄÖÜ", "no Chinese: ÄÖÜ"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        is_str(words_simplified(arena, words, rows[i][0]), rows[i][1], "simplified: %s", rows[i][0]);
    is_str(words_simplified(arena, words, "\xff退貨"), "\xef\xbf\xbd退货", "simplified: ill-formed bytes");
}

int main(void)
{
    plan_none();
    words = words_new();
    arena = arena_new();
    test_breaks();
    test_places();
    test_short_way();
    test_any_bytes();
    test_long();
    test_queries();
    test_searches();
    test_typing();
    test_simplified();
    report_speed();
    arena_free(arena);
    words_free(words);
    words_free(NULL);
    return done();
}
