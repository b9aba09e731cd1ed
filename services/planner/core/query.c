#include "services/planner/core/query.h"

#include "common/base/num.h"
#include "services/planner/core/answer.h"

enum { KEY_ROOM = 256 };

static evn_err put_row(const struct evn_answer *r, uint32_t number, const struct evn_fact_row *row)
{
    return evn_answer_put(r, number, evn_bytes_of(row->body, row->len));
}

/* "item|tier": where a page of figures ends. */
static void key_of(const char *item, uint32_t tier, char out[EVN_CODE_MAX + 2])
{
    size_t len = strlen(item);
    memcpy(out, item, len);
    out[len] = '|';
    out[len + 1] = (char)('0' + tier);
    out[len + 2] = '\0';
}

/* Behind the page before: item and tier of its last row; "" and 0 for the first page. */
static evn_err read_key(const struct evn_answer *r, const char *after, char item[EVN_CODE_MAX],
                        uint32_t *tier)
{
    const char *bar = strchr(after, '|');
    item[0] = '\0';
    *tier = 0;
    if (after[0] == '\0')
        return EVN_OK;
    if (bar == NULL || bar - after >= EVN_CODE_MAX || bar[1] < '1' || bar[1] > '3' ||
        bar[2] != '\0')
        return evn_answer_refuse(r, EVN_E_BAD_FIELD, "after", after);
    memcpy(item, after, (size_t)(bar - after));
    item[bar - after] = '\0';
    *tier = (uint32_t)(bar[1] - '0');
    return EVN_OK;
}

static bool is_behind(const struct evn_figure_row *row, const char *item, uint32_t tier)
{
    int c = strcmp(row->item, item);
    return c > 0 || (c == 0 && row->tier > tier);
}

/* A community in the actor's scope. */
static evn_err find_community(const struct evn_answer *r, const char *code,
                              const struct evn_community **out)
{
    if (!evn_scope_covers(r->ask->actor->scope, code))
        return evn_answer_refuse(r, EVN_E_OUT_OF_SCOPE, "community", code);
    *out = evn_planner_community(r->state, code);
    return *out != NULL ? EVN_OK : evn_answer_refuse(r, EVN_E_UNKNOWN_REF, "community", code);
}

/* Its plan of the day; for no day, the one that stands. */
static evn_err find_plan(const struct evn_answer *r, const struct evn_community *community,
                         struct evn_day day, const struct evn_plan **out)
{
    *out = evn_day_valid(day) ? evn_plan_of(community, day)
           : community->open  ? evn_plan_last(community)
                              : NULL;
    return *out != NULL ? EVN_OK : evn_answer_refuse(r, EVN_E_UNKNOWN_REF, "day", community->code);
}

static evn_err answer_needs(const struct evn_answer *r, const struct evn_query_needs *needs)
{
    const struct evn_community *community;
    const struct evn_plan *plan;
    char item[EVN_CODE_MAX], last[EVN_CODE_MAX + 2] = "";
    uint32_t tier, rows = 0;
    evn_err err = find_community(r, needs->community, &community);
    if (err == EVN_OK)
        err = read_key(r, needs->after, item, &tier);
    if (err == EVN_OK)
        err = find_plan(r, community, needs->day, &plan);
    if (err == EVN_OK && plan->complete)
        err = evn_answer_struct(r, EVN_RESULT_OPEN, &evn_planned_table, &plan->planned);
    for (size_t i = 0; err == EVN_OK && i < plan->n; i++) {
        const struct evn_figure_row *row = &plan->row[i];
        if (!is_behind(row, item, tier))
            continue;
        if (evn_answer_full(r, rows++))
            return evn_answer_put(r, EVN_RESULT_NEXT, evn_bytes_text(last));
        err = evn_answer_put(r, EVN_RESULT_NEED, evn_bytes_of(row->body, row->len));
        key_of(row->item, row->tier, last);
    }
    return err;
}

/* The first figure of any community in the area behind (item, tier), or NULL. */
static const struct evn_figure_row *next_figure(const struct evn_answer *r, const char *area,
                                                struct evn_day day, const char *item, uint32_t tier)
{
    const struct evn_figure_row *best = NULL;
    for (size_t i = evn_planner_from(r->state, area); i < r->state->n; i++) {
        const struct evn_community *community = r->state->community[r->state->order[i]];
        if (!evn_scope_covers(area, community->code))
            break;
        const struct evn_plan *plan = evn_plan_of(community, day);
        for (size_t k = 0; plan != NULL && k < plan->n; k++)
            if (is_behind(&plan->row[k], item, tier)) {
                if (best == NULL || is_behind(best, plan->row[k].item, plan->row[k].tier))
                    best = &plan->row[k];
                break;
            }
    }
    return best;
}

static evn_err put_total(const struct evn_answer *r, const char *area, struct evn_day day,
                         const struct evn_figure_row *of)
{
    struct evn_total total = {.tier = of->tier};
    memcpy(total.item, of->item, sizeof total.item);
    for (size_t i = evn_planner_from(r->state, area); i < r->state->n; i++) {
        const struct evn_community *community = r->state->community[r->state->order[i]];
        if (!evn_scope_covers(area, community->code))
            break;
        const struct evn_figure_row *row =
            evn_plan_row(evn_plan_of(community, day), of->item, of->tier);
        if (row == NULL)
            continue;
        total.communities++;
        if (row->error != 0 || !evn_add_i64(total.quantity, row->quantity, &total.quantity) ||
            !evn_add_i64(total.daily, row->daily, &total.daily))
            return evn_answer_refuse(r, EVN_E_OVERFLOW, "total.quantity", of->item);
    }
    return evn_answer_struct(r, EVN_RESULT_TOTAL, &evn_total_table, &total);
}

static evn_err answer_totals(const struct evn_answer *r, const struct evn_query_totals *totals)
{
    const char *area;
    char item[EVN_CODE_MAX], last[EVN_CODE_MAX + 2] = "";
    uint32_t tier, rows = 0;
    const struct evn_figure_row *row;
    evn_err err = evn_answer_area(r, totals->area, &area);
    if (err == EVN_OK)
        err = read_key(r, totals->after, item, &tier);
    if (err != EVN_OK)
        return err;
    while (err == EVN_OK && (row = next_figure(r, area, totals->day, item, tier)) != NULL) {
        if (evn_answer_full(r, rows++))
            return evn_answer_put(r, EVN_RESULT_NEXT, evn_bytes_text(last));
        err = put_total(r, area, totals->day, row);
        memcpy(item, row->item, sizeof item);
        tier = row->tier;
        key_of(item, tier, last);
    }
    return err;
}

static evn_err answer_open(const struct evn_answer *r, const struct evn_query_open *open)
{
    const char *area, *last = "";
    uint32_t rows = 0;
    evn_err err = evn_answer_area(r, open->area, &area);
    if (err != EVN_OK)
        return err;
    const char *from = strcmp(open->after, area) > 0 ? open->after : area;
    for (size_t i = evn_planner_from(r->state, from); err == EVN_OK && i < r->state->n; i++) {
        const struct evn_community *community = r->state->community[r->state->order[i]];
        if (!evn_scope_covers(area, community->code))
            break;
        if (!community->open || strcmp(community->code, open->after) == 0)
            continue;
        if (evn_answer_full(r, rows++))
            return evn_answer_put(r, EVN_RESULT_NEXT, evn_bytes_text(last));
        err = evn_answer_struct(r, EVN_RESULT_OPEN, &evn_planned_table,
                                &evn_plan_last(community)->planned);
        last = community->code;
    }
    return err;
}

/* The norm and the link a term was computed from. */
static evn_err put_sources(const struct evn_answer *r, const char *item,
                           const struct evn_term *term)
{
    char key[KEY_ROOM];
    size_t len = strlen(item), norm_len = 0;
    const struct evn_fact_row *norm =
        evn_facts_find(evn_planner_facts(r->state, EVN_FACT_NORM), term->rule);
    while (term->rule[norm_len] != '\0' && term->rule[norm_len] != '|')
        norm_len++;
    memcpy(key, item, len);
    key[len] = '|';
    memcpy(key + len + 1, term->rule, norm_len);
    key[len + 1 + norm_len] = '\0';
    const struct evn_fact_row *link =
        evn_facts_find(evn_planner_facts(r->state, EVN_FACT_LINK), key);
    evn_err err = norm != NULL ? put_row(r, EVN_FACT_NORM, norm) : EVN_OK;
    return err == EVN_OK && link != NULL ? put_row(r, EVN_FACT_LINK, link) : err;
}

/* Sealed zones of a chain that hold or lie in the community. */
static evn_err put_zones(const struct evn_answer *r, const struct evn_community *community,
                         uint32_t chain)
{
    const struct evn_facts *zones = evn_planner_facts(r->state, EVN_FACT_ZONE);
    evn_err err = EVN_OK;
    for (uint32_t at = chain; err == EVN_OK && at != EVN_NO_ROW; at = zones->row[at].next) {
        struct evn_fact_zone zone;
        if (evn_planner_read(EVN_FACT_ZONE, &zones->row[at], NULL, &zone) && zone.sealed &&
            (evn_scope_covers(zone.area, community->code) ||
             evn_scope_covers(community->code, zone.area)))
            err = put_row(r, EVN_FACT_ZONE, &zones->row[at]);
    }
    return err;
}

/* Counts of the group of a term that stand on the day. */
static evn_err put_counts(const struct evn_answer *r, const struct evn_community *community,
                          const struct evn_need *need, const struct evn_term *term)
{
    const struct evn_facts *heads = evn_planner_facts(r->state, EVN_FACT_HEADCOUNT);
    const char *group = strchr(term->rule, '|');
    evn_err err = EVN_OK;
    if (term->kind != EVN_TERM_HEADCOUNT || group == NULL)
        return EVN_OK;
    for (uint32_t at = community->chain[EVN_FACT_HEADCOUNT - EVN_FACT_COMMUNITY];
         err == EVN_OK && at != EVN_NO_ROW; at = heads->row[at].next) {
        struct evn_fact_headcount head;
        if (evn_planner_read(EVN_FACT_HEADCOUNT, &heads->row[at], NULL, &head) &&
            strcmp(head.group, group + 1) == 0 && head.people > 0 && head.from.n <= need->day.n &&
            need->day.n <= head.until.n)
            err = put_row(r, EVN_FACT_HEADCOUNT, &heads->row[at]);
    }
    return err;
}

static evn_err answer_explain(const struct evn_answer *r, const struct evn_query_explain *explain)
{
    const struct evn_community *community;
    const struct evn_plan *plan;
    struct evn_need need;
    evn_err err = find_community(r, explain->community, &community);
    if (err == EVN_OK)
        err = find_plan(r, community, explain->day, &plan);
    if (err != EVN_OK)
        return err;
    const struct evn_figure_row *row = evn_plan_row(plan, explain->item, explain->tier);
    if (row == NULL)
        return evn_answer_refuse(r, EVN_E_UNKNOWN_REF, "item", explain->item);
    err = evn_wire_decode(&evn_need_table, evn_bytes_of(row->body, row->len), r->ask->arena,
                          EVN_WIRE_LENIENT, &need, r->why);
    if (err == EVN_OK)
        err = evn_answer_put(r, EVN_RESULT_NEED, evn_bytes_of(row->body, row->len));
    for (size_t i = 0; err == EVN_OK && i < need.n_terms; i++)
        if ((err = put_sources(r, need.item, &need.terms[i])) == EVN_OK)
            err = put_counts(r, community, &need, &need.terms[i]);
    if (err == EVN_OK)
        err = put_zones(r, community, r->state->wide);
    return err != EVN_OK
               ? err
               : put_zones(r, community, community->chain[EVN_FACT_ZONE - EVN_FACT_COMMUNITY]);
}

/* Rows for what a link cannot be planned with. */
static evn_err put_refused(const struct evn_answer *r, const struct evn_fact_link *link,
                           uint32_t *rows)
{
    struct evn_refused_link refused = {.has_refusal = true};
    struct evn_refusal why;
    const struct evn_fact_row *row;
    size_t at = 0;
    evn_err err = EVN_OK;
    memcpy(refused.item, link->item, sizeof refused.item);
    memcpy(refused.norm, link->norm, sizeof refused.norm);
    while (err == EVN_OK && (row = evn_link_norm(r->state, link->norm, &at)) != NULL) {
        struct evn_fact_norm norm;
        if (!evn_planner_read(EVN_FACT_NORM, row, NULL, &norm) ||
            evn_norm_use_of(r->state, &norm, &why) != EVN_NORM_REFUSED)
            continue;
        memcpy(refused.group, norm.group, sizeof refused.group);
        refused.refusal = evn_refusal_to_wire(&why);
        ++*rows;
        err = evn_answer_struct(r, EVN_RESULT_REFUSED, &evn_refused_table, &refused);
    }
    return err;
}

static evn_err answer_refused(const struct evn_answer *r, const struct evn_query_refused *query)
{
    const struct evn_facts *links = evn_planner_facts(r->state, EVN_FACT_LINK);
    const char *last = query->after;
    uint32_t rows = 0;
    evn_err err = EVN_OK;
    for (size_t i = evn_facts_from(links, query->after); err == EVN_OK && i < links->n; i++) {
        const struct evn_fact_row *row = &links->row[links->order[i]];
        struct evn_fact_link link;
        if (strcmp(row->key, query->after) == 0 ||
            !evn_planner_read(EVN_FACT_LINK, row, NULL, &link))
            continue;
        if (rows >= EVN_PAGE_ROWS || r->result->len > EVN_PAGE_BYTES)
            return evn_answer_put(r, EVN_RESULT_NEXT, evn_bytes_text(last));
        err = put_refused(r, &link, &rows);
        last = row->key;
    }
    return err;
}

evn_err evn_planner_query(const struct evn_planner_state *state, const struct evn_ask *ask,
                          struct evn_buf *result, struct evn_refusal *why)
{
    struct evn_planner_query query;
    struct evn_answer r = {.state = state, .ask = ask, .result = result, .why = why};
    evn_err err = evn_wire_decode(&evn_planner_query_table, ask->body, ask->arena, EVN_WIRE_STRICT,
                                  &query, why);
    if (err != EVN_OK)
        return err;
    if (query.needs != NULL)
        return answer_needs(&r, query.needs);
    if (query.totals != NULL)
        return answer_totals(&r, query.totals);
    if (query.open != NULL)
        return answer_open(&r, query.open);
    if (query.explain != NULL)
        return answer_explain(&r, query.explain);
    if (query.cover != NULL)
        return evn_cover_answer(state, ask, query.cover, result, why);
    if (query.warnings != NULL)
        return evn_warnings_answer(&r, query.warnings);
    if (query.bags != NULL)
        return evn_planner_bags(state, ask, query.bags, result, why);
    return answer_refused(&r, query.refused);
}
