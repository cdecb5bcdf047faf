/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vectors: see vectors.h. */
#include "knowledge/vectors.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "knowledge/passage.h"
#include "store/store.h"

enum {
    DROPPED_BLOCKS = 8,  /* that one step removes */
    DROPPED_ROWS = 1000, /* of vectors and what leads to them */
    SWEPT_BLOCKS = 16,   /* that one step looks at */
    NORM_BYTES = 4,
};

/* ---- texts ---- */

/* An FNV-1a hash with the length: the texts are the company's own. */
static const char *hash_of(struct arena *arena, const char *text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (const char *at = text; *at != '\0'; at++)
        hash = (hash ^ (unsigned char)*at) * UINT64_C(0x100000001b3);
    return arena_printf(arena, "%016llx%zu", (unsigned long long)hash, strlen(text));
}

struct making {
    struct store *store;
    struct arena *arena;
    struct vectors_batch *batch;
    size_t max, bytes;
};

/* Returns the number of a text in the batch; it is added if there is room. SIZE_MAX: there is none. */
static size_t place_of(struct making *m, const char *hash, const char *text)
{
    struct vectors_batch *b = m->batch;
    size_t len = strlen(text);
    for (size_t i = 0; i < b->n; i++)
        if (strcmp(b->hash[i], hash) == 0)
            return i;
    if (b->n == m->max || (b->n > 0 && m->bytes + len > VECTORS_BYTES))
        return SIZE_MAX;
    b->hash[b->n] = hash;
    b->text[b->n] = text;
    m->bytes += len;
    return b->n++;
}

/* Gives a passage the vector of one of its texts. Returns false when the batch is full. */
static bool take_text(struct making *m, int64_t passage, const char *text)
{
    struct vectors_batch *b = m->batch;
    const char *hash = hash_of(m->arena, text);
    int64_t known = store_int(m->store, SQL_vector_known, 0, INT(b->set), TEXT(hash));
    if (known != 0) {
        store_run(m->store, SQL_vector_link, INT(passage), INT(b->file), INT(known));
        return true;
    }
    size_t at = b->n_links < sizeof b->link / sizeof b->link[0] ? place_of(m, hash, text) : SIZE_MAX;
    if (at == SIZE_MAX)
        return false;
    b->link[b->n_links].passage = passage;
    b->link[b->n_links++].text = at;
    return true;
}

struct row {
    int64_t id;
    const char *title, *body, *wordings;
};

/* Returns false when the batch was full before the passage had all of its texts: then the passage begins the next
 * batch. What it has by now is kept. */
static bool take_passage(struct making *m, const struct row *row)
{
    char *rest = arena_strdup(m->arena, row->wordings);
    bool fits = take_text(m, row->id, arena_printf(m->arena, "%s\n%s", row->title, row->body));
    strsep(&rest, "\n"); /* the first wording is the title */
    for (size_t i = 1; fits && i < VECTORS_WORDINGS && rest != NULL; i++) {
        const char *wording = strsep(&rest, "\n");
        fits = wording[0] == '\0' || take_text(m, row->id, wording);
    }
    return fits;
}

/* Reads the next passages of a file. Returns how many there were. */
static size_t read_rows(struct making *m, int64_t file, int64_t after, struct row *rows)
{
    size_t n = 0;
    struct cursor *c =
        store_query(m->store, SQL_vector_passages, INT(file), INT(after), INT(VECTORS_PASSAGES));
    while (n < VECTORS_PASSAGES && cursor_next(c))
        rows[n++] = (struct row){cursor_int(c, 0), cursor_text(c, 1), cursor_text(c, 2), cursor_text(c, 3)};
    cursor_end(c);
    return n;
}

static enum vectors_step take_file(struct making *m, int64_t after)
{
    struct vectors_batch *b = m->batch;
    struct row rows[VECTORS_PASSAGES];
    size_t n = read_rows(m, b->file, after, rows);
    b->after = b->upto = after;
    for (size_t i = 0; i < n && take_passage(m, &rows[i]); i++) {
        b->upto = rows[i].id;
        b->passages++;
    }
    if (b->n > 0)
        return VECTORS_ASK;
    if (n == 0)
        store_run(m->store, SQL_vector_file_done, INT(b->set), INT(b->file), INT(after));
    else
        store_run(m->store, SQL_vector_file_add, INT(b->set), INT(b->file), INT(b->upto), INT(b->passages),
                  INT(b->after));
    return VECTORS_MORE;
}

/* ---- vectors of texts that are gone ---- */

/* Frees the places of vectors to which no passage leads, in the next blocks from this one on. */
static enum vectors_step sweep(struct store *st, int64_t set, int64_t block)
{
    for (int i = 0; i < SWEPT_BLOCKS && block != 0; i++) {
        block = store_int(st, SQL_vector_block_after, 0, INT(set), INT(block));
        int64_t n = block != 0 ? store_run(st, SQL_vector_orphans, INT(block)) : 0;
        if (n > 0) {
            store_run(st, SQL_vector_block_freed, INT(block), INT(n));
            store_run(st, SQL_vector_block_forget, INT(block));
        }
        block += block != 0;
    }
    store_run(st, SQL_vector_set_loose, INT(set), INT(block));
    return block != 0 ? VECTORS_MORE : VECTORS_NONE;
}

static int64_t find_or_add(struct store *st, const char *directory, const char *model, int64_t *loose)
{
    struct cursor *c = store_query(st, SQL_vector_set_find, TEXT(directory), TEXT(model));
    int64_t set = 0;
    if (cursor_next(c)) {
        set = cursor_int(c, 0);
        *loose = cursor_int(c, 2);
        cursor_end(c);
    } else if (store_run(st, SQL_vector_set_add, TEXT(directory), TEXT(model)) == 1)
        set = store_last_id(st);
    return set;
}

enum vectors_step vectors_next(struct store *st, struct arena *arena, const char *directory,
                               const char *model, size_t max, struct vectors_batch *batch)
{
    enum vectors_step step = VECTORS_NONE;
    int64_t loose = 0;
    *batch = (struct vectors_batch){.set = 0};
    struct making m = {st, arena, batch, max < VECTORS_TEXTS ? max : VECTORS_TEXTS, 0};
    if (!store_begin(st))
        return VECTORS_NONE;
    batch->set = find_or_add(st, directory, model, &loose);
    struct cursor *c = store_query(st, SQL_vector_file_next, INT(batch->set));
    if (batch->set != 0 && cursor_next(c)) {
        int64_t after = cursor_int(c, 1);
        batch->file = cursor_int(c, 0);
        cursor_end(c);
        step = take_file(&m, after);
    } else {
        cursor_end(c);
        step = loose != 0 ? sweep(st, batch->set, loose) : VECTORS_NONE;
    }
    return store_commit(st) ? step : VECTORS_NONE;
}

/* ---- writing ---- */

/* The block that vectors are added to. */
struct block {
    int64_t id;
    bool taken[VECTORS_BLOCK];
    unsigned char *norms;
    int8_t *values;
    size_t added;
};

/* Opens a block of the set that has a free place, or makes one. */
static struct block open_block(struct store *st, struct arena *arena, int64_t set, size_t dimension)
{
    struct block b = {.norms = arena_alloc(arena, VECTORS_BLOCK * NORM_BYTES),
                      .values = arena_alloc(arena, VECTORS_BLOCK * dimension)};
    memset(b.norms, 0, VECTORS_BLOCK * NORM_BYTES);
    memset(b.values, 0, VECTORS_BLOCK * dimension);
    struct cursor *c = store_query(st, SQL_vector_block_free, INT(set));
    if (cursor_next(c)) {
        b.id = cursor_int(c, 0);
        cursor_bytes(c, 1, b.norms, VECTORS_BLOCK * NORM_BYTES);
        cursor_bytes(c, 2, b.values, VECTORS_BLOCK * dimension);
        cursor_end(c);
    } else {
        store_run(st, SQL_vector_block_add, INT(set));
        b.id = store_last_id(st);
    }
    c = store_query(st, SQL_vector_block_places, INT(b.id));
    while (cursor_next(c))
        b.taken[cursor_int(c, 0) % VECTORS_BLOCK] = true;
    return b;
}

static void close_block(struct store *st, const struct block *b, size_t dimension)
{
    store_run(st, SQL_vector_block_write, INT(b->id), INT(b->added),
              BYTES(b->norms, VECTORS_BLOCK * NORM_BYTES), BYTES(b->values, VECTORS_BLOCK * dimension));
}

/* Returns a free place of the block; VECTORS_BLOCK: there is none. */
static size_t free_place(const struct block *b)
{
    size_t at = 0;
    while (at < VECTORS_BLOCK && b->taken[at])
        at++;
    return at;
}

static void fill_place(struct block *b, size_t at, const int8_t *values, size_t dimension, uint32_t norm)
{
    b->taken[at] = true;
    b->added++;
    memcpy(b->values + at * dimension, values, dimension);
    for (size_t i = 0; i < NORM_BYTES; i++)
        b->norms[at * NORM_BYTES + i] = (unsigned char)(norm >> (8 * i));
}

/* Writes the vectors, and their ids to id[]. */
static void write_vectors(struct store *st, struct arena *arena, const struct vectors_batch *batch,
                          const struct vectors_made *made, int64_t *id)
{
    struct block b = {.id = 0};
    for (size_t i = 0; i < made->n; i++) {
        id[i] = store_int(st, SQL_vector_known, 0, INT(batch->set), TEXT(batch->hash[i]));
        if (id[i] != 0)
            continue; /* another program was quicker */
        if (b.id != 0 && free_place(&b) == VECTORS_BLOCK) {
            close_block(st, &b, made->dimension);
            b.id = 0;
        }
        if (b.id == 0)
            b = open_block(st, arena, batch->set, made->dimension);
        size_t at = free_place(&b);
        if (at == VECTORS_BLOCK)
            return; /* only in a damaged store */
        fill_place(&b, at, made->values + i * made->dimension, made->dimension, made->norms[i]);
        id[i] = b.id * VECTORS_BLOCK + (int64_t)at;
        store_run(st, SQL_vector_add, INT(id[i]), INT(batch->set), TEXT(batch->hash[i]));
    }
    if (b.id != 0)
        close_block(st, &b, made->dimension);
}

/* Says whether vectors of this dimension belong to the set; the first ones decide. */
static bool takes(struct store *st, int64_t set, size_t dimension)
{
    int64_t has = store_int(st, SQL_vector_set_size, -1, INT(set));
    if (has == 0)
        store_run(st, SQL_vector_set_dimension, INT(set), INT(dimension));
    return has == 0 || has == (int64_t)dimension;
}

enum vectors_fate vectors_put(struct store *st, struct arena *arena, const struct vectors_batch *batch,
                              const struct vectors_made *made)
{
    int64_t id[VECTORS_TEXTS] = {0};
    enum vectors_fate fate = VECTORS_WRITTEN;
    if (!store_begin(st))
        return VECTORS_BUSY;
    if (takes(st, batch->set, made->dimension)) {
        write_vectors(st, arena, batch, made, id);
        for (size_t i = 0; i < batch->n_links; i++)
            if (id[batch->link[i].text] != 0)
                store_run(st, SQL_vector_link, INT(batch->link[i].passage), INT(batch->file),
                          INT(id[batch->link[i].text]));
        store_run(st, SQL_vector_file_add, INT(batch->set), INT(batch->file), INT(batch->upto),
                  INT(batch->passages), INT(batch->after));
    } else {
        store_run(st, SQL_vector_set_replace, INT(batch->set));
        fate = VECTORS_REPLACED;
    }
    return store_commit(st) ? fate : VECTORS_BUSY;
}

void vectors_skip(struct store *st, const struct vectors_batch *batch)
{
    if (!store_begin(st))
        return;
    /* A batch of one text may have stopped in the middle of a passage with several. */
    int64_t last = batch->n_links > 0 ? batch->link[batch->n_links - 1].passage : batch->upto;
    store_run(st, SQL_vector_file_add, INT(batch->set), INT(batch->file),
              INT(last > batch->upto ? last : batch->upto), INT(batch->passages + (last > batch->upto)),
              INT(batch->after));
    store_commit(st);
}

/* ---- forgetting ---- */

static bool drop_some(struct store *st, int64_t set)
{
    store_run(st, SQL_vector_file_drop, INT(set));
    if (store_run(st, SQL_vector_of_drop, INT(set), INT(DROPPED_ROWS)) > 0 ||
        store_run(st, SQL_vector_drop, INT(set), INT(DROPPED_ROWS)) > 0 ||
        store_run(st, SQL_vector_block_drop, INT(set), INT(DROPPED_BLOCKS)) > 0)
        return true;
    store_run(st, SQL_vector_set_drop, INT(set));
    return true;
}

static bool among(const char *directory, const char *model, const char *const *directories,
                  const char *const *models, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(directories[i], directory) == 0 && strcmp(models[i], model) == 0)
            return true;
    return false;
}

bool vectors_forget_others(struct store *st, const char *const *directories, const char *const *models,
                           size_t n)
{
    int64_t other = 0;
    struct cursor *c = store_query_values(st, SQL_vector_set_all, NULL, 0);
    while (other == 0 && cursor_next(c))
        other = among(cursor_text(c, 1), cursor_text(c, 2), directories, models, n) ? 0 : cursor_int(c, 0);
    cursor_end(c);
    if (other == 0)
        return false;
    if (!store_begin(st))
        return true;
    bool more = drop_some(st, other);
    return store_commit(st) && more;
}

bool vectors_forget_directory(struct store *st, int64_t directory)
{
    int64_t set = store_int(st, SQL_vector_set_of_directory, 0, INT(directory));
    return set != 0 && drop_some(st, set);
}

void vectors_forget_passages(struct store *st, int64_t file, int64_t limit)
{
    store_run(st, SQL_vector_of_forget, INT(file), INT(limit));
    store_run(st, SQL_vector_file_loose, INT(file));
}

void vectors_forget_file(struct store *st, int64_t file)
{
    store_run(st, SQL_vector_file_forget, INT(file));
}

struct vectors_count vectors_count(struct store *st, const char *directory, const char *model)
{
    struct vectors_count count = {.set = 0};
    struct cursor *c = store_query(st, SQL_vector_set_find, TEXT(directory), TEXT(model));
    if (!cursor_next(c))
        return count;
    count.set = cursor_int(c, 0);
    count.dimension = cursor_int(c, 1);
    cursor_end(c);
    c = store_query(st, SQL_vector_count, INT(count.set));
    if (cursor_next(c)) {
        count.passages = cursor_int(c, 0);
        count.made = cursor_int(c, 1);
        cursor_end(c);
    }
    return count;
}

bool vectors_enough(const struct vectors_count *count)
{
    return count->made > 0 && count->made >= count->passages - count->passages / 10;
}
