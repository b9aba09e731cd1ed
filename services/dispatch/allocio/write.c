#include "services/dispatch/allocio/allocio.h"

#include "services/dispatch/allocio/render.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* One item being written; `err` is the first error of the buffer. */
struct answer {
    const struct evn_allocio_item *item;
    const struct evn_alloc_result *result;
    int64_t round;
    bool brief; /* codes without sentences */
    struct evn_buf *out;
    evn_err err;
};

/* Sources that hold stock: lanes come behind them. */
static size_t n_real(const struct evn_allocio_item *item)
{
    return item->problem.n_warehouses - item->problem.n_lanes;
}

static void put(struct answer *a, const char *text, size_t len)
{
    if (a->err == EVN_OK)
        a->err = evn_buf_add(a->out, evn_bytes_of(text, len));
}

__attribute__((format(printf, 2, 3))) static void putf(struct answer *a, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    EVN_ASSERT(n >= 0 && (size_t)n < sizeof text);
    put(a, text, (size_t)n);
}

/* A text that was read from JSON, or is ours: clean UTF-8 without control characters. */
static void put_text(struct answer *a, const char *text)
{
    put(a, "\"", 1);
    for (;;) {
        size_t n = strcspn(text, "\"\\");
        put(a, text, n);
        if (text[n] == '\0')
            break;
        const char escaped[2] = {'\\', text[n]};
        put(a, escaped, 2);
        text += n + 1;
    }
    put(a, "\"", 1);
}

/* "warehouse": its id, and of a lot its name too. */
static void put_source(struct answer *a, const char *field, size_t s)
{
    const struct evn_allocio_source *source = &a->item->sources[s];
    putf(a, "{\"%s\":", field);
    put_text(a, a->item->warehouse_ids[source->place].text);
    if (source->lot.text[0] == '\0')
        return;
    putf(a, ",\"lot\":");
    put_text(a, source->lot.text);
}

void evn_allocio_say(const struct evn_allocio_item *item, const struct evn_alloc_note *note,
                     enum evn_lang lang, char *out, size_t cap)
{
    const bool names = note->other != EVN_ALLOC_NONE, leads = note->lane != EVN_ALLOC_NONE;
    evn_alloc_render(note, lang, names ? item->community_ids[note->other].text : NULL,
                     leads ? item->sources[note->lane].lot.text : NULL, out, cap);
}

static void put_note(struct answer *a, const struct evn_alloc_note *note)
{
    char text[512];
    putf(a, "{\"code\":\"%s\"", evn_alloc_text_name(note->text));
    for (int lang = 0; lang < 2 && !a->brief; lang++) {
        evn_allocio_say(a->item, note, lang == 0 ? EVN_LANG_EN : EVN_LANG_ZH, text, sizeof text);
        putf(a, ",\"%s\":", lang == 0 ? "en" : "zh");
        put_text(a, text);
    }
    put(a, "}", 1);
}

static void put_tiers(struct answer *a, const int64_t of[EVN_ALLOC_TIERS])
{
    putf(a, "[%lld,%lld,%lld]", (long long)of[0], (long long)of[1], (long long)of[2]);
}

/* Why a community got what it got, and what it carries. */
static void put_why(struct answer *a, size_t i)
{
    const struct evn_alloc_problem *p = &a->item->problem;
    putf(a, ",\"why\":{\"given\":[");
    for (int32_t tier = 0; tier < EVN_ALLOC_TIERS; tier++) {
        const struct evn_alloc_note given = evn_explain_given(p, a->result, i, tier);
        put(a, ",", tier > 0);
        put_note(a, &given);
    }
    const struct evn_alloc_note bound = evn_explain_bound(p, a->result, i);
    const struct evn_alloc_note carried = evn_explain_carried(p, a->result, i);
    putf(a, "],\"not_more\":");
    put_note(a, &bound);
    putf(a, ",\"carried\":");
    put_note(a, &carried);
    put(a, "}", 1);
}

static int by_community(const void *x, const void *y)
{
    const struct evn_alloc_line *a = x, *b = y;
    if (a->community != b->community)
        return a->community < b->community ? -1 : 1;
    if (a->tier != b->tier)
        return a->tier < b->tier ? -1 : 1;
    return (a->warehouse > b->warehouse) - (a->warehouse < b->warehouse);
}

/* The community's lines, from `line` on; returns how many there are. */
static size_t put_community(struct answer *a, size_t i, const struct evn_alloc_line *line,
                            size_t n_lines)
{
    const struct evn_alloc_problem *p = &a->item->problem;
    const struct evn_alloc_share *s = &a->result->shares[i];
    const int64_t packs = s->packs[0] + s->packs[1] + s->packs[2];
    size_t n = 0;
    putf(a, "{\"id\":");
    put_text(a, a->item->community_ids[i].text);
    putf(a, ",\"packs\":");
    put_tiers(a, s->packs);
    putf(a, ",\"units\":%lld,\"from\":[", (long long)(packs * p->pack));
    for (; n < n_lines && line[n].community == i; n++) {
        put(a, ",", n > 0);
        put_source(a, "warehouse", line[n].warehouse);
        putf(a, ",\"tier\":%u,\"packs\":%lld}", line[n].tier + 1u, (long long)line[n].packs);
    }
    putf(a, "],\"missing\":");
    put_tiers(a, s->missing);
    putf(a, ",\"carried_micro\":%lld,\"served_round\":%lld", (long long)s->carried_micro,
         (long long)(packs > 0 ? a->round : p->communities[i].served_round));
    put_why(a, i);
    put(a, "}", 1);
    return n;
}

static void put_communities(struct answer *a)
{
    const size_t n_lines = a->result->n_lines;
    struct evn_alloc_line *line = malloc((n_lines + 1) * sizeof *line);
    size_t at = 0;
    if (line == NULL) {
        a->err = EVN_E_NO_MEMORY;
        return;
    }
    if (n_lines > 0)
        memcpy(line, a->result->lines, n_lines * sizeof *line);
    qsort(line, n_lines, sizeof *line, by_community);
    putf(a, ",\"communities\":[");
    for (size_t i = 0; i < a->item->problem.n_communities; i++) {
        put(a, ",\n", i > 0 ? 2 : 0);
        at += put_community(a, i, line + at, n_lines - at);
    }
    put(a, "]", 1);
    free(line);
}

static void put_warehouses(struct answer *a)
{
    putf(a, ",\"warehouses\":[");
    for (size_t w = 0; w < n_real(a->item); w++) {
        const struct evn_alloc_note left = evn_explain_left(&a->item->problem, a->result, w);
        put(a, ",", w > 0);
        put_source(a, "id", w);
        putf(a, ",\"left\":%lld,\"why\":", (long long)a->result->left[w]);
        put_note(a, &left);
        put(a, "}", 1);
    }
    put(a, "]", 1);
}

static void put_regions(struct answer *a)
{
    putf(a, ",\"regions\":[");
    for (size_t k = 0; k < a->result->n_regions; k++) {
        const struct evn_alloc_region *r = &a->result->regions[k];
        uint64_t said = 0;
        putf(a, "%s{\"tier\":%d,\"warehouses\":[", k > 0 ? "," : "", r->tier + 1);
        for (size_t w = 0; w < a->item->problem.n_warehouses; w++) {
            const uint16_t place = a->item->sources[w].place;
            if ((r->warehouses >> w & 1) == 0 || (said >> place & 1) != 0)
                continue;
            put(a, ",", said != 0);
            put_text(a, a->item->warehouse_ids[place].text);
            said |= UINT64_C(1) << place;
        }
        putf(a, "],\"lanes\":[");
        bool more = false;
        for (size_t w = n_real(a->item); w < a->item->problem.n_warehouses; w++)
            if ((r->warehouses >> w & 1) != 0) {
                put(a, ",", more);
                put_text(a, a->item->sources[w].lot.text);
                more = true;
            }
        putf(a, "],\"level_units\":%lld,\"level_per\":%lld,\"first_refused\":",
             (long long)r->level_units, (long long)r->level_per);
        put_text(a, a->item->community_ids[r->refused].text);
        put(a, "}", 1);
    }
    put(a, "]", 1);
}

struct evn_allocio_totals evn_allocio_total(const struct evn_allocio_item *item,
                                            const struct evn_alloc_result *result)
{
    const struct evn_alloc_problem *p = &item->problem;
    struct evn_allocio_totals t = {0};
    for (size_t w = 0; w < n_real(item); w++) {
        t.stock += p->stock[w];
        t.left += result->left[w];
    }
    for (size_t i = 0; i < p->n_communities; i++) {
        const struct evn_alloc_share *s = &result->shares[i];
        const int64_t missing = s->missing[0] + s->missing[1] + s->missing[2];
        t.given += (s->packs[0] + s->packs[1] + s->packs[2]) * p->pack;
        t.missing += missing;
        t.n_short += missing > 0;
    }
    EVN_ASSERT(t.given + t.left == t.stock);
    return t;
}

evn_err evn_allocio_put(const struct evn_allocio *doc, size_t i,
                        const struct evn_alloc_result *result, bool brief, struct evn_buf *out)
{
    struct answer a = {
        .item = &doc->items[i], .result = result, .round = doc->round, .brief = brief, .out = out};
    if (i == 0)
        putf(&a, "{\"format\":\"evernormal-allocation-result/1\",\"round\":%lld,\"items\":[",
             (long long)doc->round);
    putf(&a, "%s{\"item\":", i > 0 ? ",\n" : "");
    put_text(&a, a.item->id.text);
    putf(&a, ",\"pack\":%lld", (long long)a.item->problem.pack);
    put_communities(&a);
    put_warehouses(&a);
    put_regions(&a);
    const struct evn_allocio_totals t = evn_allocio_total(a.item, result);
    putf(&a, ",\"totals\":{\"stock\":%lld,\"given\":%lld,\"left\":%lld,\"short\":%lld,",
         (long long)t.stock, (long long)t.given, (long long)t.left, (long long)t.n_short);
    putf(&a, "\"missing\":%lld}}", (long long)t.missing);
    if (i + 1 == doc->n_items)
        putf(&a, "]}\n");
    return a.err;
}

static evn_err solve_item(const struct evn_allocio *doc, size_t i, evn_allocio_take *take,
                          void *self)
{
    const struct evn_alloc_problem *p = &doc->items[i].problem;
    struct evn_arena arena;
    struct evn_alloc_result result;
    evn_err err = evn_arena_init(
        &arena, evn_alloc_arena_bytes(p->n_communities + p->n_lanes, p->n_warehouses));
    if (err != EVN_OK)
        return err;
    err = evn_alloc_solve(p, &arena, &result);
    if (err == EVN_OK)
        err = take(self, i, &result);
    evn_arena_fini(&arena);
    return err;
}

evn_err evn_allocio_solve(const struct evn_allocio *doc, evn_allocio_take *take, void *self)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; i < doc->n_items && err == EVN_OK; i++)
        err = solve_item(doc, i, take, self);
    return err;
}

/* Into one buffer. */
struct whole {
    const struct evn_allocio *doc;
    struct evn_buf *out;
};

static evn_err add_item(void *self, size_t i, const struct evn_alloc_result *result)
{
    const struct whole *w = self;
    return evn_allocio_put(w->doc, i, result, false, w->out);
}

evn_err evn_allocio_write(const struct evn_allocio *doc, struct evn_buf *out)
{
    struct whole whole = {.doc = doc, .out = out};
    return evn_allocio_solve(doc, add_item, &whole);
}
