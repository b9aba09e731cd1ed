#include "services/dispatch/allocio/allocio.h"

#include "services/dispatch/alloc/explain.h"
#include "services/dispatch/allocio/render.h"

#include <jansson.h>

/* One item being written. */
struct answer {
    const struct evn_allocio_item *item;
    const struct evn_alloc_result *result;
    int64_t round;
};

static json_t *note_json(const struct answer *a, const struct evn_alloc_note *note)
{
    char en[512], zh[512];
    const char *other =
        note->other != EVN_ALLOC_NONE ? a->item->community_ids[note->other].text : NULL;
    evn_alloc_render(note, EVN_LANG_EN, other, en, sizeof en);
    evn_alloc_render(note, EVN_LANG_ZH, other, zh, sizeof zh);
    return json_pack("{s:s, s:s, s:s}", "code", evn_alloc_text_name(note->text), "en", en, "zh",
                     zh);
}

/* Three numbers, or the notes on them. */
static json_t *tiers_json(const int64_t of[EVN_ALLOC_TIERS])
{
    return json_pack("[I, I, I]", (json_int_t)of[0], (json_int_t)of[1], (json_int_t)of[2]);
}

static json_t *given_json(const struct answer *a, size_t i)
{
    json_t *list = json_array();
    for (int32_t tier = 0; tier < EVN_ALLOC_TIERS; tier++) {
        const struct evn_alloc_note note = evn_explain_given(&a->item->problem, a->result, i, tier);
        json_array_append_new(list, note_json(a, &note));
    }
    return list;
}

static json_t *community_json(const struct answer *a, size_t i, json_t *from)
{
    const struct evn_alloc_problem *p = &a->item->problem;
    const struct evn_alloc_share *s = &a->result->shares[i];
    const struct evn_alloc_note bound = evn_explain_bound(p, a->result, i);
    const struct evn_alloc_note carried = evn_explain_carried(p, a->result, i);
    const int64_t packs = s->packs[0] + s->packs[1] + s->packs[2];
    return json_pack("{s:s, s:o, s:I, s:o, s:o, s:I, s:I, s:{s:o, s:o, s:o}}", "id",
                     a->item->community_ids[i].text, "packs", tiers_json(s->packs), "units",
                     (json_int_t)packs * p->pack, "from", from, "missing", tiers_json(s->missing),
                     "carried_micro", (json_int_t)s->carried_micro, "served_round",
                     (json_int_t)(packs > 0 ? a->round : p->communities[i].served_round), "why",
                     "given", given_json(a, i), "not_more", note_json(a, &bound), "carried",
                     note_json(a, &carried));
}

static json_t *communities_json(const struct answer *a)
{
    const size_t n = a->item->problem.n_communities;
    json_t *list = json_array(), *froms = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(froms, json_array());
    for (size_t k = 0; k < a->result->n_lines; k++) {
        const struct evn_alloc_line *line = &a->result->lines[k];
        json_array_append_new(json_array_get(froms, line->community),
                              json_pack("{s:s, s:i, s:I}", "warehouse",
                                        a->item->warehouse_ids[line->warehouse].text, "tier",
                                        line->tier + 1, "packs", (json_int_t)line->packs));
    }
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, community_json(a, i, json_incref(json_array_get(froms, i))));
    json_decref(froms);
    return list;
}

static json_t *warehouses_json(const struct answer *a)
{
    json_t *list = json_array();
    for (size_t w = 0; w < a->item->problem.n_warehouses; w++) {
        const struct evn_alloc_note left = evn_explain_left(&a->item->problem, a->result, w);
        json_array_append_new(
            list, json_pack("{s:s, s:I, s:o}", "id", a->item->warehouse_ids[w].text, "left",
                            (json_int_t)a->result->left[w], "why", note_json(a, &left)));
    }
    return list;
}

static json_t *regions_json(const struct answer *a)
{
    json_t *list = json_array();
    for (size_t k = 0; k < a->result->n_regions; k++) {
        const struct evn_alloc_region *r = &a->result->regions[k];
        json_t *names = json_array();
        for (size_t w = 0; w < a->item->problem.n_warehouses; w++)
            if ((r->warehouses >> w & 1) != 0)
                json_array_append_new(names, json_string(a->item->warehouse_ids[w].text));
        json_array_append_new(list, json_pack("{s:i, s:o, s:I, s:I, s:s}", "tier", r->tier + 1,
                                              "warehouses", names, "level_units",
                                              (json_int_t)r->level_units, "level_per",
                                              (json_int_t)r->level_per, "first_refused",
                                              a->item->community_ids[r->refused].text));
    }
    return list;
}

static int append(const char *text, size_t len, void *buf)
{
    return evn_buf_add(buf, evn_bytes_of(text, len)) == EVN_OK ? 0 : -1;
}

static evn_err add_text(struct evn_buf *out, const char *text)
{
    return evn_buf_add(out, evn_bytes_text(text));
}

static evn_err write_item(const struct answer *a, struct evn_buf *out)
{
    json_t *item = json_pack("{s:s, s:I, s:o, s:o, s:o}", "item", a->item->id.text, "pack",
                             (json_int_t)a->item->problem.pack, "communities", communities_json(a),
                             "warehouses", warehouses_json(a), "regions", regions_json(a));
    if (item == NULL)
        return EVN_E_NO_MEMORY;
    const int failed = json_dump_callback(item, append, out, JSON_COMPACT);
    json_decref(item);
    return failed != 0 ? EVN_E_LIMIT : EVN_OK;
}

static evn_err solve_item(const struct evn_allocio_item *item, int64_t round, struct evn_buf *out)
{
    const struct evn_alloc_problem *p = &item->problem;
    struct evn_arena arena;
    struct evn_alloc_result result;
    evn_err err = evn_arena_init(&arena, evn_alloc_arena_bytes(p->n_communities, p->n_warehouses));
    if (err != EVN_OK)
        return err;
    err = evn_alloc_solve(p, &arena, &result);
    if (err == EVN_OK) {
        const struct answer answer = {.item = item, .result = &result, .round = round};
        err = write_item(&answer, out);
    }
    evn_arena_fini(&arena);
    return err;
}

evn_err evn_allocio_write(const struct evn_allocio *doc, struct evn_buf *out)
{
    char head[96];
    snprintf(head, sizeof head, "{\"format\":\"evernormal-allocation-result/1\",\"round\":%lld,",
             (long long)doc->round);
    evn_err err = add_text(out, head);
    if (err == EVN_OK)
        err = add_text(out, "\"items\":[");
    for (size_t i = 0; i < doc->n_items && err == EVN_OK; i++) {
        if (i > 0)
            err = add_text(out, ",\n");
        if (err == EVN_OK)
            err = solve_item(&doc->items[i], doc->round, out);
    }
    return err == EVN_OK ? add_text(out, "]}\n") : err;
}
