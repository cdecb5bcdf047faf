/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_terms: stop words, stems, pairs. */
#include "knowledge/knowledge_terms.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "base/words.h"

#define LENGTH(a) (sizeof(a) / sizeof(a)[0])

/* ---- stop words: as folded by words.h ---- */

static const char stops_en[] =
    " a about after all also am an and any anybody anyone anything are as at be been being but by can can't could "
    "couldn't did didn't do does doesn't doing don't each either else ever every exactly few for from get gets "
    "getting give given gives go goes going got had has have having he hello her here hers hi him his how i i'd i'll "
    "i'm i've if in instead into is isn't it it's its itself just kind know let like look made make makes many may "
    "maybe me might mine more most much must my need needs no not of off on one ones only or other our out over own "
    "please possible really say says shall she should so some somebody someone something sort still such take takes "
    "tell than thank thanks that that's the their them then there there's these they thing things this those to too "
    "us use used very want wanted wants was way we well were what what's when where where's which while who who's "
    "whom whose why will with within without won't would yet you you'd you're your yours happen happens happened "
    "certain actually called name named known mean means long far find found usually normally during between "
    "roughly approximately ";

static const char stops_de[] =
    " aber alle allem allen aller alles als also am an andere auch auf aus bei beim bin bis bist bitte da dann das "
    "dass dein deine dem den denn der des dich die dies diese diesem diesen dieser dieses dir doch dort du durch ein "
    "eine einem einen einer eines er es etwas euch euer eure für gab geben gibt habe haben hallo hat hatte ich ihm "
    "ihn ihnen ihr ihre ihrem ihren ihrer im in ist ja jede jeder jedes kann kannst kein keine können könnte lange "
    "mal man mehr mein meine meinem meinen meiner mich mir mit muss müssen möchte nach nicht noch nur ob oder ohne "
    "sein seine sich sie sind so soll sollte sondern sonst um und uns unser unsere vom von vor wann war warum was "
    "weil welche welchem welchen welcher welches wenn wer werde werden wie wieder will wir wird wo wofür woher wohin "
    "wurde wäre würde zu zum zur über ";

static const char stops_zh[] =
    " 的 了 吗 呢 吧 啊 呀 么 是 在 有 和 与 及 或 我 你 您 他 她 它 我们 你们 他们 它们 这 那 这个 那个 这些 那些 什么 "
    "怎么 怎样 如何 哪 哪个 哪些 哪里 哪儿 谁 多少 多久 多 几 几个 几天 几年 几点 几种 几次 多少天 多少年 何时 为什么 为何 可以 可 能 能否 可否 能不能 可不可以 是否 "
    "会 要 想 想要 需要 应该 请 请问 一下 就 都 也 还 还是 被 把 让 给 对 从 到 用 以 于 而 但 但是 如果 因为 所以 很 最 更 "
    "比较 一个 一 个 种 些 吧 嘛 啦 哦 没有 没 不 不是 怎么办 怎么样 什么时候 时候 大约 大概 知道 告诉 叫 做 叫做 称为 我要 "
    "我想 有没有 是不是 之 其 其中 里 中 上 下 位 只 者 着 过 得 地 所 每 哪一 一种 哪种 属于 由 来 去 说 您好 你好 谢谢 ";

static bool listed(const char *list, const char *word, size_t len)
{
    char key[TERM_BYTES + 3];
    if (len > TERM_BYTES) {
        return false;
    }
    key[0] = ' ';
    memcpy(key + 1, word, len);
    memcpy(key + 1 + len, " ", 2);
    return strstr(list, key) != NULL;
}

bool terms_is_stop(enum terms_language language, const char *folded, size_t len)
{
    static const char *const stops[] = {[TERMS_EN] = stops_en, [TERMS_DE] = stops_de, [TERMS_ZH] = stops_zh};
    return listed(stops[language], folded, len);
}

/* ---- stems ---- */

static const char *const irregular[][2] = {
    {"bought", "buy"},    {"paid", "pay"},         {"sent", "send"},           {"broke", "break"},
    {"broken", "break"},  {"lost", "lose"},        {"came", "come"},           {"went", "go"},
    {"gone", "go"},       {"brought", "bring"},    {"sold", "sell"},           {"told", "tell"},
    {"chose", "choose"},  {"chosen", "choose"},    {"took", "take"},           {"taken", "take"},
    {"wrote", "write"},   {"written", "write"},    {"began", "begin"},         {"begun", "begin"},
    {"kept", "keep"},     {"held", "hold"},        {"built", "build"},         {"left", "leave"},
    {"met", "meet"},      {"spoke", "speak"},      {"spoken", "speak"},        {"children", "child"},
    {"men", "man"},       {"women", "woman"},      {"people", "person"},       {"feet", "foot"},
    {"teeth", "tooth"},   {"mice", "mouse"},       {"given", "give"},          {"gave", "give"},
    {"flew", "fly"},      {"flown", "fly"},        {"fell", "fall"},           {"fallen", "fall"},
    {"froze", "freeze"},  {"frozen", "freeze"},    {"made", "make"},           {"shown", "show"},
    {"won", "win"},       {"ran", "run"},          {"wore", "wear"},           {"worn", "wear"},
    {"tore", "tear"},     {"torn", "tear"},        {"stole", "steal"},         {"stolen", "steal"},
    {"forgot", "forget"}, {"forgotten", "forget"}, {"discovered", "discover"}, {"bigger", "big"},
    {"biggest", "big"},   {"larger", "large"},     {"largest", "large"},       {"higher", "high"},
    {"highest", "high"},  {"longer", "long"},      {"longest", "long"},        {"deeper", "deep"},
    {"deepest", "deep"},  {"smaller", "small"},    {"smallest", "small"},      {"colder", "cold"},
    {"coldest", "cold"},  {"hotter", "hot"},       {"hottest", "hot"},         {"nearest", "near"},
    {"closest", "close"}, {"fastest", "fast"},     {"lightest", "light"},      {"heaviest", "heavy"},
    {"tallest", "tall"},  {"weigh", "weight"},     {"weighs", "weight"},       {"heated", "heat"},
    {"melted", "melt"},   {"boils", "boil"},
};

struct ending {
    const char *suffix, *instead;
    size_t stem; /* bytes that must be left */
};

/* The first ending that fits is used. */
static const struct ending plurals_en[] = {
    {"'s", "", 1},     {"sses", "ss", 1}, {"ies", "y", 2}, {"xes", "x", 2},
    {"ches", "ch", 2}, {"shes", "sh", 2}, {"oes", "o", 3}, {"ss", "ss", 1},
    {"us", "us", 1},   {"is", "is", 1},   {"s", "", 3},
};
static const struct ending verbs_en[] = {
    {"ied", "y", 2}, {"eed", "ee", 1}, {"ed", "", 3}, {"ying", "y", 2}, {"ing", "", 3},
};
static const struct ending nouns_en[] = {
    {"isation", "", 3}, {"ization", "", 3}, {"ation", "", 4}, {"ition", "", 4}, {"ement", "", 3},
    {"ment", "", 3},    {"iness", "", 3},   {"ness", "", 3},  {"ably", "", 4},  {"able", "", 4},
    {"ible", "", 4},    {"ally", "", 4},    {"fully", "", 3}, {"ful", "", 3},   {"ery", "", 4},
    {"ely", "", 3},     {"ly", "", 3},      {"er", "", 4},    {"or", "", 4},    {"ical", "ic", 3},
    {"al", "", 4},      {"ion", "", 4},     {"ity", "", 4},   {"ance", "", 4},  {"ence", "", 4},
};
static const struct ending ends_en[] = {
    {"ee", "ee", 1},
    {"e", "", 2},
    {"y", "i", 2},
};
static const struct ending nouns_de[] = {
    {"ungen", "", 4}, {"ung", "", 4},   {"keiten", "", 4}, {"keit", "", 4},
    {"heit", "", 4},  {"ieren", "", 4}, {"lich", "", 4},   {"bar", "", 4},
};
static const struct ending ends_de[] = {
    {"tet", "t", 3}, {"est", "", 3}, {"em", "", 3}, {"en", "", 3}, {"er", "", 3}, {"es", "", 3},
    {"et", "", 3},   {"e", "", 3},   {"n", "", 4},  {"s", "", 3},  {"t", "", 4},
};

/* Replaces the first ending that fits. Returns the new length of the word; 0 when none fits. */
static size_t cut(char *word, size_t len, const struct ending *endings, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t suffix = strlen(endings[i].suffix), instead = strlen(endings[i].instead);
        if (len >= suffix + endings[i].stem && memcmp(word + len - suffix, endings[i].suffix, suffix) == 0) {
            memcpy(word + len - suffix, endings[i].instead, instead);
            return len - suffix + instead;
        }
    }
    return 0;
}

static size_t cut_or_not(char *word, size_t len, const struct ending *endings, size_t n)
{
    size_t rest = cut(word, len, endings, n);
    return rest > 0 ? rest : len;
}

/* Drops a doubled last consonant, so that "cancelled" and "cancel", "shipping" and "ship" have the same stem.
 */
static size_t undouble(const char *word, size_t len)
{
    return len > 3 && word[len - 1] == word[len - 2] && strchr("bdfglmnprtz", word[len - 1]) != NULL ? len - 1
                                                                                                     : len;
}

static bool has_digit(const char *word, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (word[i] >= '0' && word[i] <= '9') {
            return true;
        }
    }
    return false;
}

static size_t stem_en(char *word, size_t len)
{
    for (size_t i = 0; i < LENGTH(irregular); i++) {
        if (strlen(irregular[i][0]) == len && memcmp(irregular[i][0], word, len) == 0) {
            len = strlen(irregular[i][1]);
            memcpy(word, irregular[i][1], len);
            break;
        }
    }
    len = cut_or_not(word, len, plurals_en, LENGTH(plurals_en));
    len = undouble(word, cut_or_not(word, len, verbs_en, LENGTH(verbs_en)));
    len = cut_or_not(word, len, nouns_en, LENGTH(nouns_en));
    return undouble(word, cut_or_not(word, len, ends_en, LENGTH(ends_en)));
}

static size_t without_umlauts(char *word, size_t len)
{
    size_t out = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned char next = i + 1 < len ? (unsigned char)word[i + 1] : 0;
        char plain = (unsigned char)word[i] != 0xc3 ? 0
                     : next == 0xa4                 ? 'a'
                     : next == 0xb6                 ? 'o'
                     : next == 0xbc                 ? 'u'
                                                    : 0;
        word[out++] = plain != 0 ? plain : word[i];
        i += plain != 0;
    }
    return out;
}

/* "Mueller" is written for "Müller" where there is no ü, so both get the same letters. */
static size_t without_written_out(char *word, size_t len)
{
    size_t out = 0;
    for (size_t i = 0; i < len; i++) {
        word[out++] = word[i];
        i += i + 1 < len && word[i + 1] == 'e' && strchr("aou", word[i]) != NULL;
    }
    return out;
}

static size_t end_of_stem_de(char *word, size_t len)
{
    if (len >= 8 && memcmp(word, "ge", 2) == 0 && word[len - 1] == 't') {
        memmove(word, word + 2, len - 3);
        return len - 3;
    }
    size_t rest = cut(word, len, nouns_de, LENGTH(nouns_de));
    return rest > 0 ? rest : cut_or_not(word, len, ends_de, LENGTH(ends_de));
}

/* "geliefert" gets the stem "liefer", as "liefern" and "Lieferung" do. */
static size_t stem_de(char *word, size_t len)
{
    return without_written_out(word, end_of_stem_de(word, without_umlauts(word, len)));
}

/* Removes ASCII characters at which FTS5 would split a term. Called after the stem was made, which needs the
 * "'s" of "it's". */
static size_t clean(char *word, size_t len)
{
    size_t out = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)word[i];
        if (c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')) {
            word[out++] = word[i];
        }
    }
    return out;
}

static char *stem(struct arena *arena, enum terms_language language, const char *folded, size_t len)
{
    char word[TERM_BYTES + 8];
    if (len > TERM_BYTES) {
        len = TERM_BYTES;
        while (((unsigned char)folded[len] & 0xc0) == 0x80) {
            len--;
        }
    }
    memcpy(word, folded, len);
    if (!has_digit(word, len)) {
        len = language == TERMS_DE ? stem_de(word, len) : stem_en(word, len);
    }
    return arena_strndup(arena, word, clean(word, len));
}

/* ---- breaking ---- */

static bool is_han(const char *s, size_t len)
{
    uint32_t c;
    utf8_decode(s, len, &c);
    return (c >= 0x3400 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3134f);
}

struct count {
    int en, de, han, words;
};

static bool count_word(void *arg, const char *folded, size_t len, size_t start, size_t end)
{
    struct count *count = arg;
    (void)start, (void)end;
    count->han += is_han(folded, len);
    count->en += listed(stops_en, folded, len);
    count->de += listed(stops_de, folded, len);
    return ++count->words < 2000;
}

enum terms_language terms_language(struct words *words, const char *text)
{
    struct count count = {.words = 0};
    words_break(words, text, strlen(text), count_word, &count);
    return count.han * 2 > count.words ? TERMS_ZH : count.de > count.en ? TERMS_DE : TERMS_EN;
}

static const char *const language_names[] = {[TERMS_EN] = "en", [TERMS_DE] = "de", [TERMS_ZH] = "zh"};

const char *terms_language_name(enum terms_language language)
{
    return language_names[language];
}

enum terms_language terms_language_named(const char *name)
{
    return strcmp(name, language_names[TERMS_DE]) == 0   ? TERMS_DE
           : strcmp(name, language_names[TERMS_ZH]) == 0 ? TERMS_ZH
                                                         : TERMS_EN;
}

struct breaking {
    struct arena *arena;
    enum terms_language language;
    bool question, stops; /* stops: are kept, of a question always */
    struct term *out;
    size_t n, max;
    /* The Chinese word directly before, to form a pair across the border. */
    char last[8];
    size_t last_len, last_end;
    bool last_stop;
};

static void add(struct breaking *b, enum term_kind kind, const char *text, const char *other, int parts)
{
    if (b->n < b->max && text[0] != '\0') {
        b->out[b->n++] = (struct term){.kind = kind, .text = text, .other = other, .parts = parts};
    }
}

static size_t char_bytes(const char *s, size_t len)
{
    uint32_t c;
    return utf8_decode(s, len, &c);
}

static void add_han(struct breaking *b, const char *folded, size_t len, size_t start, size_t end)
{
    bool stop = listed(stops_zh, folded, len);
    size_t first = char_bytes(folded, len), at = 0, count = 0;
    if (b->last_len > 0 && b->last_end == start && !(b->question && (stop || b->last_stop))) {
        add(b, TERM_ACROSS, arena_printf(b->arena, "%s%.*s", b->last, (int)first, folded), NULL, 1);
    }
    for (size_t i = 0; i < len; i += char_bytes(folded + i, len - i)) {
        count++;
    }
    for (size_t here = 0, next; here < len; here = next) {
        size_t size = char_bytes(folded + here, len - here);
        next = here + size;
        if (!b->question || (count == 1 && !stop)) {
            add(b, TERM_SINGLE, arena_strndup(b->arena, folded + here, size), NULL, 1);
        }
        if (next < len) {
            if (b->question && stop) {
                add(b, TERM_STOP, here == 0 ? arena_strndup(b->arena, folded, len) : "", NULL, 1);
                continue;
            }
            size_t pair = size + char_bytes(folded + next, len - next);
            enum term_kind kind = count == 2 ? TERM_WORD : TERM_PART;
            add(b, kind, arena_strndup(b->arena, folded + here, pair), NULL, (int)count - 1);
        }
        at = here;
    }
    if (stop && (b->question ? count == 1 : b->stops)) {
        add(b, TERM_STOP, arena_strndup(b->arena, folded, len), NULL, 1);
    }
    b->last_len = len - at < sizeof b->last ? len - at : 0;
    memcpy(b->last, folded + at, b->last_len);
    b->last[b->last_len] = '\0';
    b->last_end = end;
    b->last_stop = stop;
}

/* Turns "what’s" into "what's". */
static size_t straight_apostrophes(const char *word, size_t len, char *out)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        bool curly = i + 2 < len && memcmp(word + i, "\xe2\x80\x99", 3) == 0;
        out[n++] = curly ? '\'' : word[i];
        i += curly ? 2 : 0;
    }
    return n;
}

static bool on_word(void *arg, const char *folded, size_t len, size_t start, size_t end)
{
    struct breaking *b = arg;
    if (is_han(folded, len)) {
        add_han(b, folded, len, start, end);
        return b->n < b->max;
    }
    char plain[WORD_BYTES];
    if (len <= sizeof plain) {
        len = straight_apostrophes(folded, len, plain);
        folded = plain;
    }
    bool stop = listed(b->language == TERMS_DE ? stops_de : stops_en, folded, len);
    if (!b->question) {
        if (!stop || b->stops) {
            add(b, stop ? TERM_STOP : TERM_WORD, stem(b->arena, b->language, folded, len), NULL, 1);
        }
        return b->n < b->max;
    }
    const char *en = stem(b->arena, TERMS_EN, folded, len), *de = stem(b->arena, TERMS_DE, folded, len);
    add(b, stop ? TERM_STOP : TERM_WORD, en, strcmp(en, de) == 0 || de[0] == '\0' ? NULL : de, 1);
    return b->n < b->max;
}

size_t terms_of_question(struct arena *arena, struct words *words, const char *text, struct term *out,
                         size_t max)
{
    text = words_simplified(arena, words, text);
    struct breaking b = {
        .arena = arena, .language = terms_language(words, text), .question = true, .out = out, .max = max};
    words_break(words, text, strlen(text), on_word, &b);
    return b.n;
}

static char *terms_as_text(struct arena *arena, struct words *words, enum terms_language language,
                           const char *prefix, const char *text, bool stops)
{
    text = words_simplified(arena, words, text);
    size_t len = strlen(text), max = len + 8; /* a Chinese character has at least 3 bytes and gives at most
                                                 itself, a pair and a stop word */
    struct breaking b = {.arena = arena, .language = language, .max = max, .stops = stops};
    b.out = arena_alloc(arena, max * sizeof *b.out);
    words_break(words, text, len, on_word, &b);
    size_t size = 2;
    for (size_t i = 0; i < b.n; i++) {
        size += strlen(prefix) + strlen(b.out[i].text) + 2;
    }
    char *terms = arena_alloc(arena, size), *at = terms;
    *at++ = ' ';
    for (size_t i = 0; i < b.n; i++) {
        at = stpcpy(stpcpy(at, prefix), b.out[i].kind == TERM_STOP ? "_" : "");
        at = stpcpy(stpcpy(at, b.out[i].text), " ");
    }
    *at = '\0';
    return terms;
}

size_t terms_count(const char *terms)
{
    size_t n = 0;
    for (const char *at = terms; (at = strchr(at, ' ')) != NULL; at++)
        n++;
    return n > 0 ? n - 1 : 0;
}

char *terms_of_text(struct arena *arena, struct words *words, enum terms_language language,
                    const char *prefix, const char *text)
{
    return terms_as_text(arena, words, language, prefix, text, false);
}

char *terms_of_title(struct arena *arena, struct words *words, enum terms_language language,
                     const char *prefix, const char *text)
{
    return terms_as_text(arena, words, language, prefix, text, true);
}
