/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Strangers' bytes: what is a character, what may be shown, how wide it is. */
#include "base/utf8.h"

#include "base/arena.h"
#include "t/tap.h"

#include <stdio.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const uint32_t BAD = UINT32_MAX;

static void test_decode(void)
{
    static const struct {
        const char *bytes;
        size_t len; /* available */
        size_t want_len;
        uint32_t want;
        const char *what;
    } cases[] = {
        {.bytes = "a", .len = 1, .want_len = 1, .want = 'a', .what = "ASCII"},
        {.bytes = "", .len = 1, .want_len = 1, .want = 0, .what = "NUL"},
        {.bytes = "\xc2\x80", .len = 2, .want_len = 2, .want = 0x80, .what = "the first of two bytes"},
        {.bytes = "\xdf\xbf", .len = 2, .want_len = 2, .want = 0x7ff, .what = "the last of two bytes"},
        {.bytes = "\xe0\xa0\x80", .len = 3, .want_len = 3, .want = 0x800, .what = "the first of three bytes"},
        {.bytes = "\xed\x9f\xbf",
         .len = 3,
         .want_len = 3,
         .want = 0xd7ff,
         .what = "the last before surrogates"},
        {.bytes = "\xee\x80\x80",
         .len = 3,
         .want_len = 3,
         .want = 0xe000,
         .what = "the first after surrogates"},
        {.bytes = "\xef\xbf\xbf", .len = 3, .want_len = 3, .want = 0xffff, .what = "the last of three bytes"},
        {.bytes = "\xf0\x90\x80\x80", .len = 4, .want_len = 4, .want = 0x10000, .what = "the first of four"},
        {.bytes = "\xf4\x8f\xbf\xbf", .len = 4, .want_len = 4, .want = 0x10ffff, .what = "the last of all"},
        {.bytes = "\xe9\x80\x80zz", .len = 5, .want_len = 3, .want = 0x9000, .what = "more bytes behind"},
        {.bytes = "\x80", .len = 1, .want_len = 1, .want = BAD, .what = "a continuation alone"},
        {.bytes = "\xff\xff", .len = 2, .want_len = 1, .want = BAD, .what = "a byte that never occurs"},
        {.bytes = "\xc0\x80", .len = 2, .want_len = 1, .want = BAD, .what = "overlong NUL"},
        {.bytes = "\xc1\xbf", .len = 2, .want_len = 1, .want = BAD, .what = "overlong in two bytes"},
        {.bytes = "\xe0\x9f\xbf", .len = 3, .want_len = 1, .want = BAD, .what = "overlong in three bytes"},
        {.bytes = "\xf0\x8f\xbf\xbf", .len = 4, .want_len = 1, .want = BAD, .what = "overlong in four bytes"},
        {.bytes = "\xed\xa0\x80", .len = 3, .want_len = 1, .want = BAD, .what = "the first surrogate"},
        {.bytes = "\xed\xbf\xbf", .len = 3, .want_len = 1, .want = BAD, .what = "the last surrogate"},
        {.bytes = "\xf4\x90\x80\x80", .len = 4, .want_len = 1, .want = BAD, .what = "above U+10FFFF"},
        {.bytes = "\xf5\x80\x80\x80", .len = 4, .want_len = 1, .want = BAD, .what = "far above"},
        {.bytes = "\xc3", .len = 1, .want_len = 1, .want = BAD, .what = "two bytes cut off"},
        {.bytes = "\xe6\xac\xbe", .len = 2, .want_len = 1, .want = BAD, .what = "three bytes cut off"},
        {.bytes = "\xf0\x9f\x99\x82", .len = 3, .want_len = 1, .want = BAD, .what = "four bytes cut off"},
        {.bytes = "\xe6\xac"
                  "a",
         .len = 3,
         .want_len = 1,
         .want = BAD,
         .what = "a letter inside"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        uint32_t cp = 0;
        size_t len = utf8_decode(cases[i].bytes, cases[i].len, &cp);
        ok(len == cases[i].want_len && cp == cases[i].want, "decode: %s (%zu bytes, U+%04X)", cases[i].what,
           len, cp);
    }
}

static void test_every_character(void)
{
    bool round = true, cut_off = true;

    for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
        bool surrogate = cp >= 0xd800 && cp <= 0xdfff;
        char bytes[4];
        uint32_t back;
        size_t len = utf8_encode(cp, bytes);
        size_t back_len = utf8_decode(bytes, len, &back);
        round &= surrogate ? back == BAD && back_len == 1 : back == cp && back_len == len;
        if (len > 1) {
            cut_off &= utf8_decode(bytes, len - 1, &back) == 1 && back == BAD;
        }
    }
    ok(round, "every character comes back from its bytes, every surrogate is refused");
    ok(cut_off, "without its last byte none does");
}

static void test_is_xml(void)
{
    static const struct {
        uint32_t cp;
        bool want;
    } cases[] = {
        {0, false},      {8, false},       {'\t', true},      {'\n', true},        {0xb, false},
        {0xc, false},    {'\r', true},     {0xe, false},      {0x1f, false},       {' ', true},
        {0x7f, true},    {0x85, true},     {0xd7ff, true},    {0xd800, false},     {0xdfff, false},
        {0xe000, true},  {0xfffd, true},   {0xfffe, false},   {0xffff, false},     {0x10000, true},
        {0x1fffe, true}, {0x10ffff, true}, {0x110000, false}, {UINT32_MAX, false},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        ok(utf8_is_xml(cases[i].cp) == cases[i].want, "U+%04X %s in XML", cases[i].cp,
           cases[i].want ? "may stand" : "may not stand");
    }
}

static void test_length_and_head(struct arena *a)
{
    static const struct {
        const char *text;
        size_t length;
        const char *head; /* of at most 3 characters */
    } cases[] = {
        {"", 0, ""},
        {"abc", 3, "abc"},
        {"abcd", 4, "abc…"},
        {"退款吧", 3, "退款吧"},
        {"我要退款", 4, "我要退…"},
        {"🙂🙂🙂🙂", 4, "🙂🙂🙂…"},
        {"\xff\xff\xff", 3, "\xff\xff\xff"},
        {"a\xe6\xac", 3, "a\xe6\xac"},
        {"a\xe6\xac"
         "bc",
         5, "a\xe6\xac…"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        is_int((long long)utf8_length(cases[i].text), (long long)cases[i].length, "length, row %zu", i);
        is_str(utf8_head(a, cases[i].text, 3), cases[i].head, "head, row %zu", i);
    }
    is_str(utf8_head(a, "abc", 0), "…", "a head of no characters");
    is_str(utf8_head(a, "", 0), "", "of nothing");
}

static void test_printable(struct arena *a)
{
    static const struct {
        const char *text, *want, *what;
    } cases[] = {
        {"", "", "nothing"},
        {"Jane Doe", "Jane Doe", "ordinary text"},
        {"Grüße 退款🙂", "Grüße 退款🙂", "letters of the world"},
        {"e\xcc\x81", "e\xcc\x81", "a combining accent"},
        {"a\nb\r\tc", "a?b??c", "line breaks and tabs"},
        {"\x01\x1b[31m\x7f", "??[31m?", "control characters"},
        {"\xc2\x85\xc2\x9b", "??", "C1 controls"},
        {"\xe2\x80\xa8\xe2\x80\xa9", "??", "line and paragraph separators"},
        {"a\xe2\x80\xae"
         "b\xe2\x80\xac",
         "a?b?", "RLO and PDF"},
        {"\xe2\x80\xaa\xe2\x80\xab\xe2\x80\xad", "???", "LRE, RLE, LRO"},
        {"\xe2\x81\xa6\xe2\x81\xa7\xe2\x81\xa8\xe2\x81\xa9", "????", "isolates"},
        {"\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c", "???", "LRM, RLM, ALM"},
        {"a\xe2\x80\x8b"
         "b\xe2\x80\x8c\xe2\x80\x8d",
         "a?b??", "zero-width space, non-joiner, joiner"},
        {"\xef\xbb\xbf\xe2\x81\xa0", "??", "byte order mark, word joiner"},
        {"\xc2\xad\xe3\x85\xa4\xcd\x8f", "???", "soft hyphen, Hangul filler, grapheme joiner"},
        {"\xf3\xa0\x81\xa1", "?", "a tag character"},
        {"a\xff\xc3", "a??", "ill-formed bytes"},
        {"\xed\xa0\x80", "???", "a surrogate"},
        {"1234567890", "1234567890", "exactly as many as fit"},
        {"12345678901", "1234567890…", "one too many"},
        {"退款退款退款退款退款退", "退款退款退款退款退款…", "characters, not bytes"},
        {"\n\n\n\n\n\n\n\n\n\n\n", "??????????…", "bad ones count too"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        is_str(utf8_printable(a, cases[i].text, 10), cases[i].want, "printable: %s", cases[i].what);
    }
}

static void test_columns(void)
{
    static const struct {
        const char *text;
        size_t columns;
        const char *what;
    } cases[] = {
        {"", 0, "nothing"},
        {"abc", 3, "ASCII"},
        {"Grüße", 5, "Latin"},
        {"e\xcc\x81", 1, "a combining accent"},
        {"退款", 4, "Chinese"},
        {"한국", 4, "Hangul syllables"},
        {"\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8", 2, "Hangul letters that join"},
        {"ｶﾅ", 2, "half-width kana"},
        {"ＡＢ", 4, "full-width Latin"},
        {"🙂", 2, "an emoji"},
        {"…", 1, "an ellipsis"},
        {"a\xe2\x80\x8b"
         "b",
         2, "a zero-width space"},
        {"a\xc2\xad", 2, "a soft hyphen, which terminals show"},
        {"a\xff", 2, "an ill-formed byte"},
        {"שלום", 4, "Hebrew"},
        {"ก็", 1, "Thai with a vowel sign"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        is_int((long long)utf8_columns(cases[i].text), (long long)cases[i].columns, "columns: %s",
               cases[i].what);
    }
}

static void test_trim(struct arena *a)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"", ""},
        {"a", "a"},
        {"  a b\t\n", "a b"},
        {" \t\r\n\f\v", ""},
        {"\xe3\x80\x80退款\xe3\x80\x80", "退款"},
        {"\xc2\xa0x\xc2\xa0", "x"},
        {" \xff ", "\xff"},
        {"\xe2\x80\x83x", "\xe2\x80\x83x"}, /* an em space is not among those we promise */
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        is_str(utf8_trim(a, cases[i].text), cases[i].want, "trim, row %zu", i);
    }
}

static void test_fold(struct arena *a)
{
    static const struct {
        const char *text, *want, *what;
    } cases[] = {
        {"", "", "nothing"},
        {"!Accept 12", "!accept 12", "ASCII"},
        {"TSCHÜSS ÄÖÑ", "tschüss äöñ", "Latin-1"},
        {"ŽLUŤOUČKÝ Ő", "žluťoučký ő", "Latin Extended-A"},
        {"ΑΝΤΊΟ ΣΑΣ", "αντίο σασ", "Greek"},
        {"σας", "σασ", "a final sigma equals the other one"},
        {"ДО СВИДАНИЯ Ёж Ў", "до свидания ёж ў", "Cyrillic"},
        {"！ＡＣＣＥＰＴ　１", "!accept　1", "full-width forms"},
        {"ß×÷ÿ", "ß×÷ÿ", "what has no other case stays"},
        {"再见", "再见", "Chinese"},
        {"A\xff\xc3", "a\xff\xc3", "ill-formed bytes stay"},
        {"ȺȾȺȾ", "ⱥⱦⱥⱦ", "two bytes that become three"},
        {"\xe2\x84\xaa", "k", "the Kelvin sign"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        is_str(utf8_fold(a, cases[i].text), cases[i].want, "fold: %s", cases[i].what);
    }

    bool fits = true; /* every character folds within twice its bytes: the sanitizer would see the rest */
    for (uint32_t cp = 1; cp <= 0x10ffff; cp++) {
        char text[5] = "";
        size_t len = utf8_encode(cp, text);
        text[len] = '\0';
        fits &= strlen(utf8_fold(a, text)) <= 2 * len;
        if (cp % 4096 == 0) {
            arena_reset(a);
        }
    }
    ok(fits, "no character grows to more than twice its bytes");
}

static void test_breaks(struct arena *a)
{
    is_str(utf8_indent(a,
                       "a\r\nb\xe2\x80\xa8"
                       "c",
                       "> "),
           "a\n> b\n> c", "a prefix follows every kind of line break");
    is_str(utf8_line(a, "a\r\nb\xe2\x80\xa8"
                        "c\n\n"),
           "a b c  ", "as one line, a blank is in the place of each");
    is_str(utf8_line(a, ""), "", "no text is no line");
}

static void test_unseen(void)
{
    static const struct {
        const char *text, *rest, *what;
    } cases[] = {
        {"", "", "nothing"},
        {" \t\r\n\v\f!", "!", "white space of ASCII"},
        {"\xc2\xa0\xe3\x80\x80\xe2\x80\x83\xe2\x80\xa8\xc2\x85!", "!",
         "no-break, ideographic, em, line separator, next line"},
        {"\xe2\x80\x8b\xe2\x80\x8d\xef\xbb\xbf\xc2\xad\xe2\x81\xa0!", "!",
         "zero widths, a byte order mark, a soft hyphen"},
        {"\xe2\x80\x8e\xe2\x80\xae\xd8\x9c\xe2\x81\xa6!", "!", "marks of direction"},
        {"\xef\xb8\x8f\xe1\xa0\x8e\xcd\x8f\xe3\x85\xa4\xe2\xa0\x80\xf3\xa0\x81\x81!", "!",
         "selectors, fillers, an empty Braille cell, a tag"},
        {"\x7f\xc2\x80!", "!", "controls"},
        {"\xc2\xa1Hola", "\xc2\xa1Hola", "an inverted mark is seen"},
        {"\xe2\x80\xbc\xef\xb8\x8f", "\xe2\x80\xbc\xef\xb8\x8f", "so is a double one"},
        {"\xff!", "\xff!", "an ill-formed byte is drawn"},
        {" \xe2\x80", "\xe2\x80", "and one that is cut off"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        is_str(utf8_skip_unseen(cases[i].text), cases[i].rest, "unseen: %s", cases[i].what);
        ok(utf8_is_blank(cases[i].text) == (cases[i].rest[0] == '\0'), "blank: %s", cases[i].what);
    }
}

int main(void)
{
    struct arena *a = arena_new();

    plan_none();
    test_decode();
    test_every_character();
    test_is_xml();
    test_length_and_head(a);
    test_printable(a);
    test_columns();
    test_trim(a);
    test_fold(a);
    test_breaks(a);
    test_unseen();
    arena_free(a);
    return done();
}
