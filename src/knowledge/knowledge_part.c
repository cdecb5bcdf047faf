/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_part: see knowledge_part.h. */
#include "knowledge/knowledge_part.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "knowledge/knowledge_terms.h"
#include "knowledge/saying.h"

enum { TERMS = 64, SENTENCE_TERMS = 200, ALIKE = 5 /* bytes that two words of one stem share, at least */ };

/* ---- kinds of questions ---- */

/* Phrases (saying.h). asks: in the question; tells: in a sentence that answers it. */
struct part_kind {
    const char *asks, *tells;
};

#define TIMES                                                                                           \
    "minute|minutes|hour|hours|day|days|week|weeks|month|months|year|years|immediately|at once|"        \
    "minuten|stunde|stunden|tag|tage|tagen|woche|wochen|monat|monate|monaten|jahr|jahre|jahren|sofort|" \
    "werktag|werktage|werktagen|arbeitstag|arbeitstage|arbeitstagen|"                                   \
    "分钟|小时|天|工作日|星期|周|个月|年|立即|马上"
#define DATES                                                                                              \
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|am|pm|o'clock|noon|midnight|"                \
    "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|montags|dienstags|mittwochs|donnerstags|" \
    "freitags|samstags|sonntags|mo|di|mi|do|fr|sa|so|uhr|点|号|月|星期|周"

static const struct part_kind kinds[] = {
    {"how long|how many days|how many weeks|how many hours|how soon|how fast|how quickly|"
     "wie lange|wie lang|wie schnell|wie viele tage|wieviele tage|wie viele wochen|dauert|dauer|"
     "多久|多长时间|几天|多少天|几个月|几周|多快",
     TIMES},
    {"how much|cost|costs|price|prices|fee|fees|charge|charges|expensive|free|"
     "kostet|kosten|teuer|preis|preise|gebühr|gebühren|kostenlos|umsonst|gratis|wie viel|wieviel|"
     "多少钱|钱|收费|费用|免费|价格|贵",
     "€|$|£|¥|eur|euro|euros|cent|cents|ct|usd|dollar|dollars|free|free of charge|no charge|"
     "kostenlos|kostenfrei|umsonst|gratis|gebührenfrei|元|块|免费|收费|折"},
    {"until when|by when|when|what time|bis wann|ab wann|wann|um wie viel uhr|uhrzeit|"
     "什么时候|几点|何时|哪天",
     TIMES "|" DATES},
};

/* ---- the question ---- */

static size_t own_terms(struct term *t, size_t n)
{
    size_t own = 0;
    for (size_t i = 0; i < n; i++)
        if (t[i].kind == TERM_WORD || t[i].kind == TERM_PART || t[i].kind == TERM_SINGLE)
            t[own++] = t[i];
    return own;
}

struct part_wanted part_wanted(struct arena *arena, struct words *words, const char *question)
{
    struct term *term = arena_alloc(arena, TERMS * sizeof *term);
    struct part_wanted w = {.term = term};
    struct saying said = saying_of(arena, words, question);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (saying_take_out(&said, kinds[i].asks) && w.kind == NULL)
            w.kind = &kinds[i];
    const char *text = strpbrk(said.words, "abcdefghijklmnopqrstuvwxyz") != NULL ? said.words : said.text;
    w.n = own_terms(term, terms_of_question(arena, words, text, term, TERMS));
    return w;
}

/* ---- the passage ---- */

/* Says whether two words have one stem, or one is the beginning of the other, as in German compounds. */
static bool alike(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b), less = n < m ? n : m;
    return n == m ? strcmp(a, b) == 0 : less >= ALIKE && strncmp(a, b, less) == 0;
}

static bool same_term(const struct term *a, const struct term *b)
{
    const char *other_a = a->other != NULL ? a->other : a->text,
               *other_b = b->other != NULL ? b->other : b->text;
    return alike(a->text, b->text) || alike(other_a, other_b);
}

bool part_is_new(const struct part_wanted *w, const struct part_wanted *before)
{
    bool known = true;
    for (size_t i = 0; i < w->n && known; i++) {
        known = false;
        for (size_t k = 0; k < before->n && !known; k++)
            known = same_term(&w->term[i], &before->term[k]);
    }
    return !known || (w->kind != NULL && w->kind != before->kind);
}

/* Notes in found[] which of the terms a sentence has. Returns their number. */
static size_t terms_in(struct arena *arena, struct words *words, const struct part_wanted *w,
                       const char *sentence, bool *found)
{
    struct term term[SENTENCE_TERMS];
    size_t n = terms_of_question(arena, words, sentence, term, SENTENCE_TERMS), here = 0;
    for (size_t i = 0; i < w->n; i++) {
        bool has = false;
        for (size_t k = 0; k < n && !has; k++)
            has = term[k].kind != TERM_STOP && same_term(&w->term[i], &term[k]);
        here += has;
        found[i] |= has;
    }
    return here;
}

static bool tells(struct arena *arena, struct words *words, const struct part_kind *kind,
                  const char *sentence)
{
    if (kind == NULL)
        return false;
    struct saying said = saying_of(arena, words, sentence);
    return saying_has(&said, kind->tells);
}

/* Returns a sentence as one line, in the arena. */
static const char *one_line(struct arena *arena, const char *text, size_t len)
{
    char *copy = arena_strndup(arena, text, len);
    for (char *at = copy; (at = strchr(at, '\n')) != NULL;)
        *at = ' ';
    return utf8_trim(arena, copy);
}

struct part part_of(struct arena *arena, struct words *words, const struct part_wanted *w, const char *title,
                    const char *body)
{
    struct part best = {.text = NULL};
    bool found[TERMS] = {false}, told = false;
    double most = 0, covered = 0, all = (double)w->n + (w->kind != NULL ? 1 : 0);
    terms_in(arena, words, w, title, found);
    for (size_t len; (len = saying_sentence(body)) > 0; body += len) {
        const char *one = one_line(arena, body, len);
        bool tells_it = tells(arena, words, w->kind, one);
        double fit = (double)terms_in(arena, words, w, one, found) + (tells_it ? 1.5 : 0);
        told |= tells_it;
        if (fit > most) {
            best.text = one;
            most = fit;
        }
    }
    for (size_t i = 0; i < w->n; i++)
        covered += found[i];
    best.covers = all > 0 ? (covered + (told ? 1 : 0)) / all : 0;
    return best;
}
