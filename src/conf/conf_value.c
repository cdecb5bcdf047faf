/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf_value: one function for each type of setting. */
#include "conf/conf_value.h"

#include "base/arena.h"
#include "base/utf8.h"
#include "conf/conf.h"
#include "conf/conf_tree.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

/* Units of a measure, the largest first. */
struct unit {
    const char *name;
    int64_t n;
};

struct measure {
    const char *what, *units, *example;
    struct unit unit[6];
};

static const struct measure durations = {
    .what = "duration",
    .units = "ms, s, m, h and d",
    .example = "\"20s\", \"4m\" or \"7d\"",
    .unit =
        {{"d", 24 * 3600 * 1000}, {"h", 3600 * 1000}, {"m", 60 * 1000}, {"s", 1000}, {"ms", 1}, {NULL, 0}},
};

static const struct measure sizes = {
    .what = "size",
    .units = "B, KiB, MiB, GiB and TiB",
    .example = "\"500KiB\", \"20MiB\" or \"2GiB\"",
    .unit = {{"TiB", 1LL << 40}, {"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"B", 1}, {NULL, 0}},
};

/* Returns n as text, in the largest unit of which it is a multiple. */
static const char *say(struct arena *arena, const struct measure *m, int64_t n)
{
    const struct unit *u = m->unit;

    while (u[1].name != NULL && n % u->n != 0) {
        u++;
    }
    return arena_printf(arena, "%lld%s", (long long)(n / u->n), u->name);
}

static const struct measure *measure_of(const struct conf_setting *s)
{
    return s->type == CONF_SIZE ? &sizes : &durations;
}

/* Returns the words that may be written, with NULL at the end. */
static const char *const *words_of(struct arena *arena, const struct name_list *choices)
{
    const char **words = arena_alloc(arena, (choices->n + 1) * sizeof *words);
    size_t n = 0;

    for (size_t i = 0; i < choices->n; i++) {
        if (name_in(choices, i) != NULL) {
            words[n++] = name_in(choices, i);
        }
    }
    return words;
}

/* Returns "a, b or c". */
static const char *say_choices(struct arena *arena, const struct name_list *choices)
{
    const char *said = "";

    for (const char *const *word = words_of(arena, choices); *word != NULL; word++) {
        const char *between = word[1] == NULL ? "" : word[2] == NULL ? " or " : ", ";
        said = arena_printf(arena, "%s%s%s", said, *word, between);
    }
    return said;
}

const char *conf_value_range(struct arena *arena, const struct conf_setting *s)
{
    switch (s->type) {
    case CONF_INT:
        return arena_printf(arena, "%lld to %lld", (long long)s->min, (long long)s->max);
    case CONF_DURATION:
    case CONF_SIZE:
        if (s->min == 0) {
            return arena_printf(arena, "up to %s, or off", say(arena, measure_of(s), s->max));
        }
        return arena_printf(arena, "%s to %s", say(arena, measure_of(s), s->min),
                            say(arena, measure_of(s), s->max));
    case CONF_BOOL:
        return "true or false";
    case CONF_CHOICE:
        return say_choices(arena, s->choices);
    case CONF_LIST:
        return arena_printf(arena, "items of %lld to %lld bytes", (long long)s->min, (long long)s->max);
    case CONF_STRING:
        return arena_printf(arena, "%s%lld bytes", s->min == 0 ? "up to " : "1 to ", (long long)s->max);
    }
    return "";
}

const char *conf_type_name(const struct conf_setting *s)
{
    static const char *const names[] = {
        [CONF_STRING] = "string", [CONF_LIST] = "list",         [CONF_INT] = "number",
        [CONF_BOOL] = "boolean",  [CONF_DURATION] = "duration", [CONF_CHOICE] = "choice",
        [CONF_SIZE] = "size",
    };

    return names[s->type];
}

/* Reads decimal digits. Returns false when there is none. A number that is too large becomes about INT64_MAX
 * / 10, which is out of every range. */
static bool digits(const char **p, int64_t *out)
{
    const char *begin = *p;

    for (*out = 0; **p >= '0' && **p <= '9'; (*p)++) {
        if (__builtin_mul_overflow(*out, 10, out) || __builtin_add_overflow(*out, **p - '0', out)) {
            *out = INT64_MAX / 10;
        }
    }
    return *p > begin;
}

static bool read_measure(struct arena *arena, const struct measure *m, const char *text, int64_t *out,
                         const char **why)
{
    int64_t n;

    if (!digits(&text, &n)) {
        *why = arena_printf(arena, "not a %s; write a number with a unit, as in %s", m->what, m->example);
        return false;
    }
    if (*text == '\0') {
        *why = arena_printf(arena, "a %s needs a unit, as in %s", m->what, m->example);
        return false;
    }
    for (const struct unit *u = m->unit; u->name != NULL; u++) {
        if (strcmp(text, u->name) == 0) {
            if (__builtin_mul_overflow(n, u->n, out)) {
                *out = INT64_MAX;
            }
            return true;
        }
    }
    *why = arena_printf(arena, "no such unit: \"%s\"; the units are %s, as in %s",
                        utf8_printable(arena, text, 20), m->units, m->example);
    return false;
}

bool conf_value_duration(struct arena *arena, const char *text, int64_t *ms, const char **why)
{
    return read_measure(arena, &durations, text, ms, why);
}

static bool parse_measure(struct arena *arena, const struct conf_setting *s, const char *text, int64_t *out,
                          const char **why)
{
    const char *range = conf_value_range(arena, s);
    int64_t n = 0;
    bool off = strcasecmp(text, "off") == 0;

    if (!off && !read_measure(arena, measure_of(s), text, &n, why)) {
        *why = arena_printf(arena, "%s (%s)", *why, range);
        return false;
    }
    if (n < s->min || n > s->max) {
        *why = off ? arena_printf(arena, "cannot be off; the range is %s", range)
                   : arena_printf(arena, "out of range; the range is %s", range);
        return false;
    }
    *out = n;
    return true;
}

static bool parse_int(struct arena *arena, const struct conf_setting *s, const char *text, int64_t *out,
                      const char **why)
{
    const char *range = conf_value_range(arena, s), *p = text + (*text == '-');
    int64_t n;

    if (!digits(&p, &n) || *p != '\0') {
        *why = arena_printf(arena, "not a whole number (%s)", range);
        return false;
    }
    n = *text == '-' ? -n : n;
    if (n < s->min || n > s->max) {
        *why = arena_printf(arena, "out of range; the range is %s", range);
        return false;
    }
    *out = n;
    return true;
}

static bool parse_bool(const char *text, bool *out, const char **why)
{
    static const struct word {
        const char *text;
        bool value;
    } words[] = {
        {"true", true}, {"on", true}, {"yes", true}, {"false", false}, {"off", false}, {"no", false},
    };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcasecmp(text, words[i].text) == 0) {
            *out = words[i].value;
            return true;
        }
    }
    *why = "not a boolean; write true or false";
    return false;
}

/* Returns the value of the word; -1 with *why when it is not one of the choices. */
static int choice(struct arena *arena, const struct conf_setting *s, const char *text, const char **why)
{
    int value = name_find(s->choices, text);

    if (value >= 0) {
        return value;
    }
    const char *like = conf_tree_nearest(text, words_of(arena, s->choices));
    if (like != NULL) {
        *why =
            arena_printf(arena, "not one of %s; did you mean \"%s\"?", say_choices(arena, s->choices), like);
    } else {
        *why = arena_printf(arena, "not one of %s", say_choices(arena, s->choices));
    }
    return -1;
}

/* conf_text_vet() has refused control characters, but a text may contain \n and \t in their escaped form. */
static bool check_text(struct arena *arena, const struct conf_setting *s, const char *text, const char **why)
{
    size_t len = strlen(text);

    if ((int64_t)len < s->min) {
        *why = "must not be empty";
    } else if ((int64_t)len > s->max) {
        *why = arena_printf(arena, "too long; the range is %s", conf_value_range(arena, s));
    } else if ((s->flags & CONF_LINES) == 0 && strpbrk(text, "\n\t\r") != NULL) {
        *why = "must be one line without tabs";
    } else {
        return true;
    }
    return false;
}

static bool store_list(struct arena *arena, const struct conf_setting *s, const char *const *values, size_t n,
                       struct conf_list *out, const char **why)
{
    struct conf_list list = {.item = arena_alloc(arena, (n + 1) * sizeof(char *)), .n = n};

    for (size_t i = 0; i < n; i++) {
        if (!check_text(arena, s, values[i], why)) {
            *why = arena_printf(arena, "item %zu: %s", i + 1, *why);
            return false;
        }
        list.item[i] = arena_strdup(arena, values[i]);
    }
    *out = list;
    return true;
}

static bool store_one(struct arena *arena, const struct conf_setting *s, const char *text, void *at,
                      const char **why)
{
    int chosen;

    switch (s->type) {
    case CONF_INT:
        return parse_int(arena, s, text, at, why);
    case CONF_DURATION:
    case CONF_SIZE:
        return parse_measure(arena, s, text, at, why);
    case CONF_BOOL:
        return parse_bool(text, at, why);
    case CONF_CHOICE:
        chosen = choice(arena, s, text, why);
        if (chosen >= 0) {
            *(unsigned *)at =
                (unsigned)chosen; /* gcc and clang represent each of these enumerations as unsigned int */
        }
        return chosen >= 0;
    case CONF_STRING:
        if (!check_text(arena, s, text, why)) {
            return false;
        }
        *(char **)at = arena_strdup(arena, text);
        return true;
    case CONF_LIST:
        break; /* store_list */
    }
    return false;
}

bool conf_value_store(struct arena *arena, const struct conf_setting *s, const char *const *values, size_t n,
                      bool list, void *record, const char **why)
{
    void *at = (char *)record + s->offset;

    if (s->type == CONF_LIST) {
        return store_list(arena, s, values, n, at, why);
    }
    if (list || n != 1) {
        *why = "expects one value, not a list";
        return false;
    }
    return store_one(arena, s, values[0], at, why);
}

enum { DEFAULTS = 32 /* items of a default */ };

/* The default of a list is written as in the file: {"a", "b"}. */
static size_t split_default(struct arena *arena, const char *text, const char *values[], size_t max)
{
    size_t n = 0;

    while ((text = strchr(text, '"')) != NULL) {
        const char *end = strchr(text + 1, '"');
        assert(end != NULL && n < max);
        values[n++] = arena_strndup(arena, text + 1, (size_t)(end - text - 1));
        text = end + 1;
    }
    return n;
}

void conf_value_default(struct arena *arena, const struct conf_setting *s, void *record)
{
    const char *values[DEFAULTS] = {s->otherwise}, *why = NULL;
    size_t n = s->type == CONF_LIST ? split_default(arena, s->otherwise, values, DEFAULTS) : 1;

    if (s->type == CONF_STRING) {
        *(char **)((char *)record + s->offset) =
            arena_strdup(arena,
                         s->otherwise); /* a default may be empty, although a written text must not be */
        return;
    }
    if ((s->type == CONF_CHOICE || s->type == CONF_BOOL) && s->otherwise[0] == '\0') {
        return; /* it has no default: the setting is required, or a check sets it */
    }
    bool fits = conf_value_store(arena, s, values, n, s->type == CONF_LIST, record, &why);
    assert(fits);
}
