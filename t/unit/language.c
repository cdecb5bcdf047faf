/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * language: sentences of customers, as they write them, and which language each is in. */
#include "conf/language.h"

#include <string.h>

#include "base/arena.h"
#include "base/words.h"
#include "conf/conf.h"
#include "t/tap.h"
#include "t/unit/language_held_out.h"

#define LENGTH(a) (sizeof(a) / sizeof(a)[0])

struct row {
    enum language_sureness sureness;
    const char *tag, *text;
};

#define NO LANGUAGE_NO_EVIDENCE
#define LIKELY LANGUAGE_LIKELY
#define SURE LANGUAGE_SURE

/* At a desk as it ships: en, de and zh. */
static const struct row rows[] = {
    /* What the four clients sent: clients/stanzas.log. */
    {SURE, "en", "Hello, do you have the blue running shoe in 44?"},
    {SURE, "en", "Hello, is anybody there? My login does not work."},
    {SURE, "en", "Hi, I need a terminal cable"},
    {SURE, "en", "Good morning! The left pedal of my bike is broken."},
    {SURE, "de", "Guten Tag, haben Sie den Laufschuh in 44?"},
    {SURE, "de", "Guten Tag, haben Sie den Laufschuh auch in 44?"},
    {SURE, "zh", "你好，请问可以退货吗？"},
    {SURE, "zh", "请怎怎样退货"},
    {NO, "", "geheim?"},
    {NO, "", "https://localhost:43587/file_share/NqhEt25rI3k1xYkuVgzUa5oX/pedal.png"},
    {NO, "", "2"},
    /* German. */
    {SURE, "de", "wo ist mein paket"},
    {SURE, "de", "WO IST MEIN PAKET?"},
    {SURE, "de", "Ich möchte meine Bestellung zurückgeben, geht das?"},
    {SURE, "de", "ich moechte meine bestellung zurueckgeben, geht das?"},
    {SURE, "de", "Meine Lifeferung is noch imer nicht angekomen"},
    {SURE, "de", "Hi, wo ist mein Paket?"},
    {SURE, "de", "Ich habe das MacBook Pro 14 Space Gray mit Magic Keyboard gekauft"},
    {SURE, "de", "Der Login im Online-Shop mit dem Google-Account geht nicht."},
    {SURE, "de", "Auf https://shop.example/where-is-my-order steht nichts, wo ist es?"},
    {LIKELY, "de", "Hallo"},
    {LIKELY, "de", "Hallo!"},
    {LIKELY, "de", "Guten Tag"},
    {LIKELY, "de", "danke"},
    {LIKELY, "de", "Hello, wo ist mein Paket?"},
    {LIKELY, "de", "Habt ihr den Nike Air Zoom Pegasus Turbo Next Nature in Core Black?"},
    {SURE, "de", "Sehr geehrte Damen und Herren, hiermit widerrufe ich den von mir abgeschlossenen Vertrag."},
    {SURE, "de", "kann den voucher code nicht einlösen, da kommt immer invalid"},
    {SURE, "de", "is das normal dass der akku so schnell leer is"},
    /* English. */
    {SURE, "en", "where is my parcel"},
    {SURE, "en", "I’d like to return these, how does that work?"},
    {SURE, "en", "I bought a Volkswagen Käfer from you and it doesn't start"},
    {LIKELY, "en", "Hello"},
    {LIKELY, "en", "thanks!"},
    {LIKELY, "en", "Hallo, where is my parcel?"},
    /* Chinese, in both scripts and with Latin names. */
    {SURE, "zh", "我的包裹在哪里"},
    {SURE, "zh", "我的包裹在哪裡？還沒收到"},
    {SURE, "zh", "我的 iPhone 15 Pro Max 手机壳坏了"},
    {SURE, "zh", "请看https://shop.example/where-is-my-order这个订单"},
    {LIKELY, "zh", "你好"},
    {LIKELY, "zh", "好"},
    {LIKELY, "zh", "可以 👍"},
    {SURE, "zh", "请问有哆啦A梦の商品吗"},
    /* Nothing to tell it by. */
    {NO, "", ""},
    {NO, "", " \n"},
    {NO, "", "ok"},
    {NO, "", "Hi"},
    {NO, "", "44"},
    {NO, "", "4711-0815"},
    {NO, "", "😀"},
    {NO, "", "XK-200 Rev B"},
    {NO, "", "where.is.my.order@shop.example"},
    {NO, "", "www.where-is-my-order.example"},
    {NO, "", "Müller, Hauptstraße 5, 50667 Köln"},
    {NO, "", "\xff\xfe\xc3"},
    /* Two languages. */
    {NO, "", "Where is my parcel? Wo ist mein Paket?"},
    {NO, "", "Danke, thanks"},
    {NO, "", "Ich brauche Hilfe. I need help."},
    {NO, "", "请帮我 please help me with the order"},
    {SURE, "zh", "Hello 你好，请问可以退货吗？ thanks"},
    {LIKELY, "zh", "我要退货"},
    /* Languages without a catalogue. */
    {NO, "", "Bonjour, où est mon colis ? Je l'ai commandé il y a trois jours."},
    {NO, "", "pas recu la commande du 12, quand est-ce que j'aurai des nouvelles"},
    {NO, "", "Hola, ¿dónde está mi pedido?"},
    {NO, "", "Waar is mijn pakket? Ik heb het vorige week besteld."},
    {NO, "", "Ciao, dov'è il mio pacco?"},
    {NO, "", "Hej, hvor er min pakke?"},
    {NO, "", "Gdzie jest moja paczka?"},
    {NO, "", "Paketim nerede, hala gelmedi"},
    {NO, "", "Где мой заказ?"},
    {NO, "", "Де моє замовлення?"},
    {NO, "", "荷物はどこですか"},
    {NO, "", "商品の返品を希望します"},
    {NO, "", "내 소포는 어디에 있나요"},
    {NO, "", "طلبي لم يصل بعد"},
    {NO, "", "Hol van a csomagom?"},
};

/* At a desk with blocks messages "fr" (whose words are in the program), "sw" (which gives its own), "uk" and
 * "pt-BR". */
static struct conf_message messages[] = {
    {.language = "fr", .key = "nobody", .text = "Personne."},
    {.language = "sw", .key = "common_words", .text = "wapi iko yangu mzigo habari nina tafadhali ya na kwa"},
    {.language = "uk", .key = "nobody", .text = "Нікого."},
    {.language = "pt-BR", .key = "nobody", .text = "Ninguém."},
    {.language = "de", .key = "common_words", .text = "jo oida packerl mei no"},
};
static const struct row added[] = {
    {SURE, "fr", "Bonjour, où est mon colis ? Je l'ai commandé il y a trois jours."},
    {LIKELY, "fr", "Bonjour"},
    {SURE, "sw", "Habari, mzigo wangu uko wapi? Nina swali tafadhali"},
    {SURE, "uk", "Добрий день, де моє замовлення? Я ще не отримав."},
    {NO, "", "Здравствуйте, где мой заказ? Я его ещё не получил."},
    {SURE, "pt", "Olá, onde está o meu pedido? Ainda não recebi."},
    {NO, "", "Hola, ¿dónde está mi pedido? Todavía no lo he recibido."},
    {SURE, "de", "Oida, mei Packerl is no net da"},
    {SURE, "en", "Where is my parcel?"},
};

static const char *const sureness_name[] = {"no evidence", "likely", "sure"};

static void try_rows(const char *desk, const struct conf *conf, const struct row *row, size_t n)
{
    struct arena *arena = arena_new();
    struct words *words = words_new();
    struct languages *languages = languages_new(words, conf);
    for (size_t i = 0; i < n; i++) {
        struct language_found found = language_of_text(languages, words, arena, row[i].text);
        bool same = found.sureness == row[i].sureness && strcmp(found.tag, row[i].tag) == 0;
        if (!ok(same, "%s: \"%s\" is %s %s", desk, row[i].text, sureness_name[row[i].sureness], row[i].tag))
            diag("got %s %s", sureness_name[found.sureness], found.tag);
    }
    languages_free(languages);
    words_free(words);
    arena_free(arena);
}

/* A text of a stranger is looked at to LANGUAGE_BYTES and no further, and cut between characters. */
static void test_bounds(void)
{
    struct arena *arena = arena_new();
    struct words *words = words_new();
    struct languages *languages = languages_new(words, NULL);
    static char text[8 * LANGUAGE_BYTES];
    memset(text, ' ', sizeof text - 1);
    memcpy(text + LANGUAGE_BYTES - 1, "好", 3);
    memcpy(text + LANGUAGE_BYTES + 10, "where is my parcel", 18);
    struct language_found found = language_of_text(languages, words, arena, text);
    is_str(found.tag, "", "what comes late does not count");
    memset(text, 'a', sizeof text - 1);
    found = language_of_text(languages, words, arena, text);
    is_str(found.tag, "", "nor does one long word");
    ok(arena_used(arena) < 8 * LANGUAGE_BYTES, "memory is bounded");
    languages_free(languages);
    words_free(words);
    arena_free(arena);
}

/* More languages than there is room for: the last ones are told by their clients only, and the first as ever.
 */
static void test_many(void)
{
    enum { MANY = 100 };
    static struct conf_message many[MANY];
    struct arena *arena = arena_new();
    struct words *words = words_new();
    for (int i = 0; i < MANY; i++)
        many[i] = (struct conf_message){.language = arena_printf(arena, "x%c%c", 'a' + i / 26, 'a' + i % 26),
                                        .key = arena_strdup(arena, LANGUAGE_SETTING),
                                        .text = arena_printf(arena, "bla%c%c blub dies", 'a' + i / 26,
                                                             'a' + i % 26)};
    const struct conf conf = {.messages = many, .n_messages = MANY};
    struct languages *languages = languages_new(words, &conf);
    struct language_found found = language_of_text(languages, words, arena, "blaaa blaaa blaaa");
    is_str(found.tag, "xaa", "the first of a hundred languages");
    found = language_of_text(languages, words, arena, "bladv bladv bladv");
    is_str(found.tag, "", "the last has no room");
    found = language_of_text(languages, words, arena, "Where is my parcel?");
    is_str(found.tag, "en", "and English is what it was");
    languages_free(languages);
    words_free(words);
    arena_free(arena);
}

static void test_told(void)
{
    ok(language_is_told("fr"), "fr");
    ok(language_is_told("PT-br"), "PT-br");
    ok(language_is_told("ja"), "ja, by its script");
    ok(!language_is_told("sw"), "not sw");
    ok(!language_is_told("f"), "not f");
}

/* Nine of ten must be right, and of what is wrong nothing may be another language of the desk's: that would
 * answer somebody in a language that he or she did not write. */
static void test_held_out(void)
{
    struct arena *arena = arena_new();
    struct words *words = words_new();
    struct languages *languages = languages_new(words, NULL);
    size_t right = 0, wrong = 0;
    for (size_t i = 0; i < LENGTH(held_out); i++) {
        struct language_found found = language_of_text(languages, words, arena, held_out[i].text);
        const char *want = held_out[i].tag == NULL ? "" : held_out[i].tag;
        right += strcmp(found.tag, want) == 0;
        wrong += strcmp(found.tag, want) != 0 && found.tag[0] != '\0';
        if (strcmp(found.tag, want) != 0)
            diag("%s instead of %s: %s", found.tag, want, held_out[i].text);
    }
    diag("held out: %zu of %zu right, %zu taken for another language", right, LENGTH(held_out), wrong);
    ok(10 * right >= 9 * LENGTH(held_out), "nine of ten held-out sentences are right");
    is_int((long long)wrong, 0, "and none is taken for another language");
    for (size_t i = 0; i < LENGTH(held_out_unsure); i++)
        ok(language_of_text(languages, words, arena, held_out_unsure[i]).sureness != LANGUAGE_SURE,
           "not sure of: %s", held_out_unsure[i]);
    languages_free(languages);
    words_free(words);
    arena_free(arena);
}

int main(void)
{
    const struct conf conf = {.messages = messages, .n_messages = LENGTH(messages)};
    plan_none();
    try_rows("as it ships", NULL, rows, LENGTH(rows));
    try_rows("with more", &conf, added, LENGTH(added));
    test_told();
    test_bounds();
    test_many();
    test_held_out();
    return done();
}
