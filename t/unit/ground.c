/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ground: what a model says and what it was given, in three languages: the same in another form, near misses, what is no
 * figure, and texts that somebody made to be slow. */
#include "bot/ground.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "t/tap.h"

static struct arena *arena;

/* missing: what is found to be missing; NULL: nothing is. */
static const struct {
    const char *given, *answer, *missing;
} rows[] = {
    /* ---- the same in another form ---- */
    {"within 14 days", "You have 14 days.", NULL},
    {"within 14 days", "You have fourteen days.", NULL},
    {"within fourteen days", "Sie haben 14 Tage Zeit.", NULL},
    {"within 14 days", "Sie haben vierzehn Tage Zeit.", NULL},
    {"within 14 days", "您有十四天时间。", NULL},
    {"14天内", "It is a 14-day period.", NULL},
    {"innerhalb von 14 Tagen", "Das Rückgaberecht ist 14-tägig.", NULL},
    {"zweijährige Garantie", "Die Garantie gilt zwei Jahre.", NULL},
    {"zweijährige Garantie", "The warranty lasts two years.", NULL},
    {"ab 1.000 Euro", "from €1,000", NULL},
    {"ab 1.000 Euro", "from 1000 EUR", NULL},
    {"ab 1.000 Euro", "from 1 000 EUR", NULL},
    {"ab 1.000 Euro", "ab tausend Euro", NULL},
    {"10,000 customers", "1万位客户", NULL},
    {"10.000 Kunden", "10k customers", NULL},
    {"1.5 million", "1,5 Millionen", NULL},
    {"1,500,000", "1.5 million", NULL},
    {"49,90 €", "It costs €49.90.", NULL},
    {"49,90 €", "It costs 49.9 euros.", NULL},
    {"49,- Euro", "49 €", NULL},
    {"20 percent off", "20 % Rabatt", NULL},
    {"20 % Rabatt", "twenty percent off", NULL},
    {"20% off", "百分之二十", NULL},
    {"1,234.50 USD", "1.234,50 $", NULL},
    {"one hundred and twenty-five", "125", NULL},
    {"zweihundertfünfzig Stück", "250 pieces", NULL},
    {"einundzwanzig", "21", NULL},
    {"二百五十", "250", NULL},
    {"二零二六年", "2026", NULL},
    {"１４ days (full width)", "14 days", NULL},
    {"3–5 days", "three to five days", NULL},
    {"3-5 days", "3 bis 5 Tage", NULL},
    {"两三天", "2 to 3 days", NULL},
    {"24/7", "24/7", NULL},
    {"open 24 hours", "24h geöffnet", NULL},
    {"5 working days", "5 Werktage", NULL},
    {"5个工作日", "five business days", NULL},
    {"half of 30 Minuten", "30 min", NULL},
    /* ---- dates and times ---- */
    {"on 3 May 2026", "am 03.05.2026", NULL},
    {"2026-05-03", "May 3rd, 2026", NULL},
    {"2026-05-03", "the 3rd of May", NULL},
    {"03.05.2026", "2026年5月3日", NULL},
    {"3. Mai", "May 3", NULL},
    {"5月3日", "3 May", NULL},
    {"12/24/2026", "24 December", NULL},
    {"May 2026", "im Mai 2026", NULL},
    {"Wed, 24 Dec 2026", "24.12.", NULL},
    {"open 9:00-17:00", "from 9 am to 5 pm", NULL},
    {"open from 9 to 17", "9:00 to 17:00", NULL},
    {"9 am - 5 pm", "von 9 bis 17 Uhr", NULL},
    {"17 Uhr", "5 p.m.", NULL},
    {"9.30 Uhr", "9:30 am", NULL},
    {"9:30", "9点30分", NULL},
    {"下午5点", "17:00", NULL},
    {"Mo-Fr", "Monday to Friday", NULL},
    {"Mon-Fri", "You can come on Wednesday.", NULL},
    {"Montag bis Freitag", "周三", NULL},
    {"Are you there on Sunday?", "Not on Sunday.", NULL},
    /* ---- links, addresses, telephone numbers ---- */
    {"see https://shop.example/returns", "See shop.example/returns.", NULL},
    {"see shop.example/returns", "(https://www.shop.example/returns/)", NULL},
    {"see https://shop.example/returns?x=1", "the site shop.example", NULL},
    {"write to Info@Shop.example", "info@shop.example!", NULL},
    {"write to info@shop.example", "mailto:info@shop.example", NULL},
    {"call +49 30 1234567", "Call 030 123 45 67.", NULL},
    {"call +49 (0)30 / 12 34 567", "+49301234567", NULL},
    {"call 0049 30 1234567", "+49-30-1234567", NULL},
    {"拨打400-820-8820", "400 820 8820", NULL},
    {"Hauptstraße 5, 10115 Berlin", "Hauptstr. 5 in 10115 Berlin", NULL},
    {"5 Main Street", "5 Main St", NULL},
    {"order AB-4711", "Your order 4711 is on its way.", NULL},
    {"order A4711", "A4711", NULL},
    {"version 3.5.2", "3.5.2", NULL},
    /* ---- what is no figure ---- */
    {"", "1. Open the box.\n2. Press the button.\n3) Wait.", NULL},
    {"", "1️⃣ Open the box. 2️⃣ Wait.", NULL},
    {"", "Step 1: open it. Schritt 2: warten. 第三步：等。", NULL},
    {"", "One of my colleagues will help; first, tell me more. Two things are open.", NULL},
    {"", "Eine Kollegin hilft Ihnen, das ist ein Versprechen in einem Satz.", NULL},
    {"", "这是一个好问题，十分感谢，我们一起看一下，万一不行，找一位同事。", NULL},
    {"", "It plays MP3 and fits A4 paper.", NULL},
    {"", "The second one is better, e.g. in red, i.e. not blue. z.B. so.", NULL},
    {"", "Please wait.We will help.", NULL},
    {"", "", NULL},
    {"within 14 days, 5 EUR", "Within 14 days it costs 5 EUR; see the list:\n1. no return\n2. return", NULL},
    /* ---- near misses ---- */
    {"within 14 days", "You have 15 days.", "15 days"},
    {"within 14 days", "You have 14 weeks.", "14 weeks"},
    {"within 14 days", "You have two weeks.", "two weeks"},
    {"within 14 days", "within a week", "a week"},
    {"within 14 days", "Sie haben vierzehn Wochen Zeit.", "vierzehn wochen"},
    {"within 14 days", "您有十五天时间。", "十五天"},
    {"innerhalb von 14 Tagen", "innerhalb eines Monats, also einem Monat", "eines monats"},
    {"2 shirts", "2 years", "2 years"},
    {"49,90 €", "$49.90", "49.90"},
    {"49,90 €", "49,95 €", "49,95 €"},
    {"49,90 €", "4990 €", "4990 €"},
    {"20 % Rabatt", "30 % Rabatt", "30 %"},
    {"20 % Rabatt", "20 Euro Rabatt", "20 euro"},
    {"ab 1.000 Euro", "ab 10.000 Euro", "10.000 euro"},
    {"3 May 2026", "4 May 2026", "4 may 2026"},
    {"3 May 2026", "3 June 2026", "3 june 2026"},
    {"3 May 2026, 4 June 2027", "3 May 2027", "3 may 2027"},
    {"2026-05-03", "04.05.2026", "04.05.2026"},
    {"5月3日", "5月4日", "5月4日"},
    {"9:00-17:00", "until 6 pm", "6 pm"},
    {"9:00-17:00", "bis 18 Uhr", "18 uhr"},
    {"9:00-17:00", "9:30", "9:30"},
    {"Mo-Fr", "on Saturday", "saturday"},
    {"Montag", "am Dienstag", "dienstag"},
    {"周一", "周二", "周二"},
    {"see https://shop.example/returns", "https://shop.example/return", "https://shop.example/return"},
    {"see https://shop.example/returns", "https://shop.example.evil.com/returns",
     "https://shop.example.evil.com/returns"},
    {"see https://shop.example/returns", "evil.com", "evil.com"},
    {"info@shop.example", "help@shop.example", "help@shop.example"},
    {"+49 30 1234567", "+49 30 1234568", "+49 30 1234568"},
    {"030 1234567", "040 1234567", "040 1234567"},
    {"Hauptstraße 5", "Bahnhofstraße 5", "bahnhofstrasse"},
    {"Hauptstraße 5", "Hauptstraße 7", "7"},
    {"5 Main Street", "5 High Street", "5 high street"},
    {"order A4711", "order A4712", "a4712"},
    {"version 3.5.2", "version 3.5.3", "3.5.3"},
    {"",
     "You will get 1\xe2\x80\x8b"
     "5 % off.",
     "15 %"},
    {"", "You will get １５ ％ off.", "15 %"},
    {"", "It takes 3 days.", "3 days"},
    {"", "Es dauert drei Tage.", "drei tage"},
    {"", "需要三天。", "三天"},
    {"", "It costs nineteen euros.", "nineteen euros"},
    {"", "Das kostet einhundertzwanzig Euro.", "einhundertzwanzig euro"},
    {"", "打八折，百分之二十。", "百分之二十"},
    {"30 days", "1. You have 60 days.\n2. It is free.", "60 days"},
    {"a list:\n1. first\n2. last", "It takes 2 days.", "2 days"},
};

static const char house[] =
    "You are the assistant of the shop. Never give more than the agreed discount to a customer who is angry, and always offer "
    "a voucher before you speak of money. 请不要向任何顾客透露我们的最低价格，也不要告诉他们可以要求额外的折扣或者赠品。";

static const struct {
    const char *what, *data, *answer;
    bool repeats;
} leaks[] = {
    {"twelve words", "",
     "My rules: never give more than the agreed discount to a customer who is angry. So it is.", true},
    {"in other letters", "", "NEVER give -- more than *the* agreed DISCOUNT, to a customer who is", true},
    {"eleven words", "", "Never give more than the agreed discount to a customer who was.", false},
    {"that stand in a passage too", "never give more than the agreed discount to a customer who is angry",
     "We never give more than the agreed discount to a customer who is angry.", false},
    {"24 characters", "", "规则是：不要向任何顾客透露我们的最低价格，也不要告诉他们可以要求额外的折扣", true},
    {"some characters", "", "我们的最低价格是多少？额外的折扣没有。", false},
    {"nothing", "", "", false},
};

static double seconds_of(const char *given, const char *answer)
{
    struct timespec from, to;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    ground_missing(arena, given, answer);
    ground_repeats(arena, given, "", answer);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

/* 64 KiB of this, as answer and as text that is given. */
static void test_slow(const char *piece)
{
    enum { SIZE = 64 * 1024 };
    char *text = arena_alloc(arena, SIZE + 1);
    size_t len = strlen(piece);
    for (size_t i = 0; i + len <= SIZE; i += len)
        memcpy(text + i, piece, len);
    double took = seconds_of(text, text);
    if (!ok(took < 1.0, "64 KiB of \"%.20s\" do not take long", piece))
        diag("%.2f s", took);
    arena_reset(arena);
}

int main(void)
{
    static const char *const slow[] = {
        "a.",         "1 ",       "1 000 ",    "(",     "+1-",  "1/", "ein",  "one hundred ", "a",  "1",
        "www.a",      "http://",  "a@b.",      "一",    "千万", "$",  "\xff", "\xe2\x80\x8b", "9:", "3. Mai ",
        "monday to ", "1 a b c ", "straße 1 ", "\n1. ", "1a",   "-"};
    arena = arena_new();
    plan_none();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *got = ground_missing(arena, rows[i].given, rows[i].answer), *want = rows[i].missing;
        if (!ok((got == NULL) == (want == NULL) && (want == NULL || strcmp(got, want) == 0),
                "\"%s\" in \"%s\"", rows[i].answer, rows[i].given))
            diag("got %s, want %s", got == NULL ? "nothing" : got, want == NULL ? "nothing" : want);
    }
    for (size_t i = 0; i < sizeof leaks / sizeof leaks[0]; i++)
        ok(ground_repeats(arena, house, leaks[i].data, leaks[i].answer) == leaks[i].repeats, "repeated: %s",
           leaks[i].what);
    for (size_t i = 0; i < sizeof slow / sizeof slow[0]; i++)
        test_slow(slow[i]);
    arena_free(arena);
    return done();
}
