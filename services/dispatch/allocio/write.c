#include "services/dispatch/allocio/allocio.h"

#include "services/dispatch/allocio/put.h"
#include "services/dispatch/allocio/render.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Sources that hold stock: lanes come behind them. */
static size_t n_real(const struct evn_allocio_item *item)
{
    return item->problem.n_warehouses - item->problem.n_lanes;
}

static void put(struct evn_allocio_put *a, const char *text, size_t len)
{
    if (a->err == EVN_OK)
        a->err = evn_buf_add(a->out, evn_bytes_of(text, len));
}

void evn_allocio_putf(struct evn_allocio_put *a, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    EVN_ASSERT(n >= 0 && (size_t)n < sizeof text);
    put(a, text, (size_t)n);
}

void evn_allocio_put_text(struct evn_allocio_put *a, const char *text)
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
static void put_source(struct evn_allocio_put *a, const char *field, size_t s)
{
    const struct evn_allocio_source *source = &a->item->sources[s];
    evn_allocio_putf(a, "{\"%s\":", field);
    evn_allocio_put_text(a, a->item->warehouse_ids[source->place].text);
    if (source->lot.text[0] == '\0')
        return;
    evn_allocio_putf(a, ",\"lot\":");
    evn_allocio_put_text(a, source->lot.text);
}

void evn_allocio_say(const struct evn_allocio_item *item, const struct evn_alloc_note *note,
                     enum evn_lang lang, char *out, size_t cap)
{
    const bool names = note->other != EVN_ALLOC_NONE, leads = note->lane != EVN_ALLOC_NONE;
    evn_alloc_render(note, lang, names ? item->community_ids[note->other].text : NULL,
                     leads ? item->sources[note->lane].lot.text : NULL, out, cap);
}

void evn_allocio_put_note(struct evn_allocio_put *a, const struct evn_alloc_note *note)
{
    char text[512];
    evn_allocio_putf(a, "{\"code\":\"%s\"", evn_alloc_text_name(note->text));
    for (int lang = 0; lang < 2 && !a->brief; lang++) {
        evn_allocio_say(a->item, note, lang == 0 ? EVN_LANG_EN : EVN_LANG_ZH, text, sizeof text);
        evn_allocio_putf(a, ",\"%s\":", lang == 0 ? "en" : "zh");
        evn_allocio_put_text(a, text);
    }
    put(a, "}", 1);
}

static void put_tiers(struct evn_allocio_put *a, const int64_t of[EVN_ALLOC_TIERS])
{
    evn_allocio_putf(a, "[%lld,%lld,%lld]", (long long)of[0], (long long)of[1], (long long)of[2]);
}

/* Why a community got what it got, and what it carries. */
static void put_why(struct evn_allocio_put *a, size_t i)
{
    const struct evn_alloc_problem *p = &a->item->problem;
    evn_allocio_putf(a, ",\"why\":{\"given\":[");
    for (int32_t tier = 0; tier < EVN_ALLOC_TIERS; tier++) {
        const struct evn_alloc_note given = evn_explain_given(p, a->result, i, tier);
        put(a, ",", tier > 0);
        evn_allocio_put_note(a, &given);
    }
    const struct evn_alloc_note bound = evn_explain_bound(p, a->result, i);
    const struct evn_alloc_note carried = evn_explain_carried(p, a->result, i);
    evn_allocio_putf(a, "],\"not_more\":");
    evn_allocio_put_note(a, &bound);
    evn_allocio_putf(a, ",\"carried\":");
    evn_allocio_put_note(a, &carried);
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

/* Where what the community was given came from: its lines from `line` on; returns how many. */
static size_t put_from(struct evn_allocio_put *a, size_t i, const struct evn_alloc_line *line,
                       size_t n_lines)
{
    size_t n = 0;
    evn_allocio_putf(a, ",\"from\":[");
    for (; n < n_lines && line[n].community == i; n++) {
        put(a, ",", n > 0);
        put_source(a, "warehouse", line[n].warehouse);
        evn_allocio_putf(a, ",\"tier\":%u,\"packs\":%lld}", line[n].tier + 1u,
                         (long long)line[n].packs);
    }
    put(a, "]", 1);
    return n;
}

/* The community, whose lines begin at `line`; returns how many there are. */
static size_t put_community(struct evn_allocio_put *a, size_t i, const struct evn_alloc_line *line,
                            size_t n_lines)
{
    const struct evn_alloc_problem *p = &a->item->problem;
    const struct evn_alloc_share *s = &a->result->shares[i];
    const int64_t packs = s->packs[0] + s->packs[1] + s->packs[2];
    evn_allocio_putf(a, "{\"id\":");
    evn_allocio_put_text(a, a->item->community_ids[i].text);
    evn_allocio_putf(a, ",\"packs\":");
    put_tiers(a, s->packs);
    evn_allocio_putf(a, ",\"units\":%lld", (long long)packs * p->pack);
    const size_t n = put_from(a, i, line, n_lines);
    evn_allocio_putf(a, ",\"missing\":");
    put_tiers(a, s->missing);
    evn_allocio_putf(a, ",\"carried_micro\":%lld,\"served_round\":%lld",
                     (long long)s->carried_micro,
                     (long long)(packs > 0 ? a->round : p->communities[i].served_round));
    put_why(a, i);
    put(a, "}", 1);
    return n;
}

/* The lines by community, to be freed; NULL sets the error. */
static struct evn_alloc_line *sorted_lines(struct evn_allocio_put *a)
{
    const size_t n_lines = a->result->n_lines;
    struct evn_alloc_line *line = malloc((n_lines + 1) * sizeof *line);
    if (line == NULL) {
        a->err = EVN_E_NO_MEMORY;
        return NULL;
    }
    if (n_lines > 0)
        memcpy(line, a->result->lines, n_lines * sizeof *line);
    qsort(line, n_lines, sizeof *line, by_community);
    return line;
}

static void put_communities(struct evn_allocio_put *a)
{
    const size_t n_lines = a->result->n_lines;
    struct evn_alloc_line *line = sorted_lines(a);
    size_t at = 0;
    if (line == NULL)
        return;
    evn_allocio_putf(a, ",\"communities\":[");
    for (size_t i = 0; i < a->item->problem.n_communities; i++) {
        put(a, ",\n", i > 0 ? 2 : 0);
        at += put_community(a, i, line + at, n_lines - at);
    }
    put(a, "]", 1);
    free(line);
}

static void put_warehouses(struct evn_allocio_put *a)
{
    evn_allocio_putf(a, ",\"warehouses\":[");
    for (size_t w = 0; w < n_real(a->item); w++) {
        const struct evn_alloc_note left = evn_explain_left(&a->item->problem, a->result, w);
        put(a, ",", w > 0);
        put_source(a, "id", w);
        evn_allocio_putf(a, ",\"left\":%lld,\"why\":", (long long)a->result->left[w]);
        evn_allocio_put_note(a, &left);
        put(a, "}", 1);
    }
    put(a, "]", 1);
}

static void put_regions(struct evn_allocio_put *a)
{
    evn_allocio_putf(a, ",\"regions\":[");
    for (size_t k = 0; k < a->result->n_regions; k++) {
        const struct evn_alloc_region *r = &a->result->regions[k];
        uint64_t said = 0;
        evn_allocio_putf(a, "%s{\"tier\":%d,\"warehouses\":[", k > 0 ? "," : "", r->tier + 1);
        for (size_t w = 0; w < a->item->problem.n_warehouses; w++) {
            const uint16_t place = a->item->sources[w].place;
            if ((r->warehouses >> w & 1) == 0 || (said >> place & 1) != 0)
                continue;
            put(a, ",", said != 0);
            evn_allocio_put_text(a, a->item->warehouse_ids[place].text);
            said |= UINT64_C(1) << place;
        }
        evn_allocio_putf(a, "],\"lanes\":[");
        bool more = false;
        for (size_t w = n_real(a->item); w < a->item->problem.n_warehouses; w++)
            if ((r->warehouses >> w & 1) != 0) {
                put(a, ",", more);
                evn_allocio_put_text(a, a->item->sources[w].lot.text);
                more = true;
            }
        evn_allocio_putf(a, "],\"level_units\":%lld,\"level_per\":%lld,\"first_refused\":",
                         (long long)r->level_units, (long long)r->level_per);
        evn_allocio_put_text(a, a->item->community_ids[r->refused].text);
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
    struct evn_allocio_put a = {
        .item = &doc->items[i], .result = result, .round = doc->round, .brief = brief, .out = out};
    if (i == 0)
        evn_allocio_putf(
            &a, "{\"format\":\"evernormal-allocation-result/1\",\"round\":%lld,\"items\":[",
            (long long)doc->round);
    evn_allocio_putf(&a, "%s{\"item\":", i > 0 ? ",\n" : "");
    evn_allocio_put_text(&a, a.item->id.text);
    evn_allocio_putf(&a, ",\"pack\":%lld", (long long)a.item->problem.pack);
    put_communities(&a);
    put_warehouses(&a);
    put_regions(&a);
    const struct evn_allocio_totals t = evn_allocio_total(a.item, result);
    evn_allocio_putf(&a, ",\"totals\":{\"stock\":%lld,\"given\":%lld,\"left\":%lld,\"short\":%lld,",
                     (long long)t.stock, (long long)t.given, (long long)t.left,
                     (long long)t.n_short);
    evn_allocio_putf(&a, "\"missing\":%lld", (long long)t.missing);
    if (a.item->in_kits > 0)
        evn_allocio_putf(&a, ",\"in_kits\":%lld", (long long)a.item->in_kits);
    evn_allocio_putf(&a, "}}");
    if (i + 1 == doc->n_items)
        evn_allocio_putf(&a, "]");
    return a.err;
}

/* One community that something stands in for; returns how many lines it has. */
static size_t put_stood(struct evn_allocio_put *a, const struct evn_allocio_standin *s, size_t i,
                        const struct evn_alloc_line *line, size_t n_lines)
{
    const struct evn_alloc_share *share = &a->result->shares[i];
    char text[512];
    evn_allocio_putf(a, "{\"id\":");
    evn_allocio_put_text(a, a->item->community_ids[i].text);
    evn_allocio_putf(a, ",\"packs\":");
    put_tiers(a, share->packs);
    const long long packs = share->packs[0] + share->packs[1] + share->packs[2];
    evn_allocio_putf(a, ",\"units\":%lld,\"stands_for\":%lld,\"missing\":%lld",
                     packs * s->problem->pack, (long long)s->stands_for[i],
                     (long long)s->missing[i]);
    const size_t n = put_from(a, i, line, n_lines);
    evn_allocio_putf(a, ",\"why\":{\"code\":\"%s\"", evn_alloc_text_name(EVN_TEXT_STOOD_IN));
    for (int lang = 0; lang < 2 && !a->brief; lang++) {
        evn_allocio_say_standin(s, i, lang == 0 ? EVN_LANG_EN : EVN_LANG_ZH, text, sizeof text);
        evn_allocio_putf(a, ",\"%s\":", lang == 0 ? "en" : "zh");
        evn_allocio_put_text(a, text);
    }
    evn_allocio_putf(a, "}}");
    return n;
}

evn_err evn_allocio_put_standin(const struct evn_allocio_standin *s, bool first, bool brief,
                                struct evn_buf *out)
{
    struct evn_allocio_put a = {.item = s->by, .result = s->result, .brief = brief, .out = out};
    struct evn_alloc_line *line = sorted_lines(&a);
    size_t at = 0;
    if (line == NULL)
        return a.err;
    evn_allocio_putf(&a, first ? ",\"substitutes\":[{\"item\":" : ",\n{\"item\":");
    evn_allocio_put_text(&a, s->item->id.text);
    evn_allocio_putf(&a, ",\"by\":");
    evn_allocio_put_text(&a, s->by->id.text);
    evn_allocio_putf(&a, ",\"give\":%lld,\"per\":%lld,\"communities\":[", (long long)s->give,
                     (long long)s->per);
    for (size_t i = 0; i < s->problem->n_communities && at < s->result->n_lines; i++)
        if (line[at].community == i) {
            put(&a, ",\n", at > 0 ? 2 : 0);
            at += put_stood(&a, s, i, line + at, s->result->n_lines - at);
        }
    evn_allocio_putf(&a, "],\"left\":[");
    for (size_t w = 0; w < n_real(s->by); w++) {
        put(&a, ",", w > 0);
        put_source(&a, "id", w);
        evn_allocio_putf(&a, ",\"left\":%lld}", (long long)s->result->left[w]);
    }
    evn_allocio_putf(&a, "]}");
    free(line);
    return a.err;
}

evn_err evn_allocio_put_end(bool standins, struct evn_buf *out)
{
    return evn_buf_add(out, evn_bytes_text(standins ? "]}\n" : "}\n"));
}
