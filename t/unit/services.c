/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * services: what each kind of service sends (t/services/answers.txt), whole, cut at every byte, and byte by byte:
 * what is read of it, and that nothing is shown meanwhile that is not in the end. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "model/completion.h"
#include "model/completion_call.h"
#include "model/speech.h"
#include "t/tap.h"

static struct arena *arena;

static const char *add_call(const char *out, const char *name, const char *arguments, const char *id,
                            const char *extra)
{
    out = arena_printf(arena, "%s | %s(%s)", out, name, arguments);
    if (id != NULL && id[0] != '\0')
        out = arena_printf(arena, "%s#%s", out, id);
    return extra != NULL && extra[0] != '\0' ? arena_printf(arena, "%s+%s", out, extra) : out;
}

static const char *shown(const struct completion_result *r)
{
    struct speech s = speech_read(arena, r->text, SPEECH_WHOLE, NULL);
    const char *out = s.text;
    for (size_t i = 0; i < r->n_calls; i++)
        out = add_call(out, r->call[i].name, r->call[i].arguments, r->call[i].id, r->call[i].extra);
    for (size_t i = 0; i < s.n_calls; i++)
        out = add_call(out, s.call[i].name, s.call[i].arguments, NULL, NULL);
    if (r->cut)
        out = arena_printf(arena, "%s | cut", out);
    if (r->tokens >= 0)
        out = arena_printf(arena, "%s | %lld", out, (long long)r->tokens);
    return r->error == NULL ? out : arena_printf(arena, "%s | error: %s", out, r->error);
}

/* The parts that a customer may see while it is written only grow, but where reasoning has a lone end. */
static void look(const struct completion_reader *r, const char **before, bool *grows)
{
    struct speech s = speech_read(arena, completion_text(r), SPEECH_PART, NULL);
    if (!s.lone_end && strncmp(s.text, *before, strlen(*before)) != 0)
        *grows = false;
    if (strstr(s.text, "<|") != NULL || strstr(s.text, "tool_call") != NULL)
        *grows = false;
    *before = s.text;
}

static const char *played(const char *bytes, size_t len, size_t first, size_t piece, bool *grows)
{
    struct completion_reader *r = completion_reader_new();
    const char *before = "";
    for (size_t at = 0, n = first; at < len; at += n, n = piece) {
        n = n < len - at ? n : len - at;
        completion_read(r, bytes + at, n);
        if (piece == 1)
            look(r, &before, grows);
    }
    struct completion_result result = completion_end(r);
    const char *out = arena_strdup(arena, shown(&result));
    completion_reader_free(r);
    return out;
}

static void test_case(const char *what, const char *bytes, size_t len, const char *want)
{
    bool grows = true;
    is_str(played(bytes, len, len, len, &grows), want, "%s", what);
    is_str(played(bytes, len, 1, 1, &grows), want, "%s, byte by byte", what);
    ok(grows, "%s: nothing is shown that is not in the end", what);
    size_t wrong = 0;
    for (size_t cut = 1; cut < len; cut++) {
        struct arena *outer = arena;
        arena = arena_new();
        wrong += strcmp(played(bytes, len, cut, len, &grows), want) != 0;
        arena_free(arena);
        arena = outer;
    }
    ok(wrong == 0, "%s, cut at each of %zu bytes", what, len);
}

static char *read_file(const char *name)
{
    const char *dir = getenv("srcdir") != NULL ? getenv("srcdir") : ".";
    FILE *f = fopen(arena_printf(arena, "%s/%s", dir, name), "r");
    size_t size = 1 << 20;
    char *text = arena_alloc(arena, size);
    size_t len = f == NULL ? 0 : fread(text, 1, size - 1, f);
    text[len] = '\0';
    ok(f != NULL && len > 0, "%s is there", name);
    if (f != NULL)
        fclose(f);
    return text;
}

int main(void)
{
    static const char *const services[] = {"llama.cpp", "Ollama", "vLLM", "Mistral", "Gemini", "OpenAI"};
    arena = arena_new();
    plan_none();
    char *file = read_file("t/services/answers.txt");
    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++)
        ok(strstr(file, arena_printf(arena, "\n= %s: ", services[i])) != NULL, "there are rows of %s",
           services[i]);
    for (char *at = file; (at = strstr(at, "\n= ")) != NULL;) {
        char *what = at + 3, *bytes = strchr(what, '\n') + 1, *end = strstr(bytes, "\n=> ");
        bytes[-1] = '\0';
        char *want = end + 4, *stop = want + strcspn(want, "\n");
        const char *wanted = arena_strndup(arena, want, (size_t)(stop - want));
        test_case(what, bytes, (size_t)(end + 1 - bytes), wanted);
        at = stop;
    }
    arena_free(arena);
    return done();
}
