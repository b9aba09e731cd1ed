#include "services/planner/core/cover_query.h"

#include "common/base/num.h"
#include "services/planner/core/query.h"

enum { SCRATCH_BYTES = 1 << 20, CLASSES_MAX = 256, KEY_ROOM = 160 };

/* Needs and stock, as they are or as they might be. */
struct view {
    struct evn_horizon horizon;
    struct evn_stocks stocks;
};

/* A question being answered. */
struct asking {
    struct evn_answer r;
    const struct evn_query_cover *query;
    struct evn_outlook outlook; /* as it is */
    const char *area;
    size_t n_asked, n_days; /* asked for; looked at, for targets may be longer */
    struct evn_reserve reserve;
    struct evn_labels areas, places, items;
    struct evn_arena scratch;
    struct view now, then; /* `then` with a what-if alone */
    int64_t daily[EVN_HORIZON_DAYS_MAX];
    uint32_t n_rows; /* on this page */
    bool full;
    char last[KEY_ROOM]; /* key of the last row on it */
};

/* Where a row stands: areas, then places; within a scope its classes, then its items. */
struct key {
    bool is_place;
    const char *scope, *item; /* item "": the classes */
};

static char *copy_of(struct asking *a, const char *text, size_t len)
{
    char *copy = evn_arena_alloc(a->r.ask->arena, len + 1);
    if (copy != NULL) {
        memcpy(copy, text, len);
        copy[len] = '\0';
    }
    return copy;
}

/* Add the first `len` characters of a name. */
static evn_err add_name(struct asking *a, struct evn_labels *labels, const char *text, size_t len)
{
    char name[EVN_CODE_MAX] = {0};
    uint32_t number;
    memcpy(name, text, len < sizeof name - 1 ? len : sizeof name - 1);
    if (evn_labels_find(labels, name, &number))
        return EVN_OK;
    char *copy = copy_of(a, name, strlen(name));
    return copy != NULL ? evn_labels_add(labels, copy, &number) : EVN_E_LIMIT;
}

static bool find_place(const struct asking *a, const char *code, struct evn_fact_place *out)
{
    const struct evn_fact_row *row =
        evn_facts_find(evn_planner_facts(a->r.state, EVN_FACT_PLACE), code);
    return row != NULL && evn_planner_read(EVN_FACT_PLACE, row, NULL, out);
}

/* Areas and places with targets of their own, and the items these name. */
static evn_err add_targets(struct asking *a)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < a->reserve.n; i++) {
        const struct evn_reserve_row *row = &a->reserve.row[i];
        struct evn_fact_place place;
        bool here = row->at_place
                        ? find_place(a, row->where, &place) && evn_scope_covers(a->area, place.area)
                        : evn_scope_covers(a->area, row->where);
        if (row->unit == EVN_RESERVE_DUTY || !here)
            continue;
        err = add_name(a, row->at_place ? &a->places : &a->areas, row->where, strlen(row->where));
        if (err == EVN_OK &&
            evn_facts_find(evn_planner_facts(a->r.state, EVN_FACT_ITEM), row->what) != NULL)
            err = add_name(a, &a->items, row->what, strlen(row->what));
        if (row->unit == EVN_RESERVE_DAYS && (size_t)row->value > a->n_days)
            a->n_days = (size_t)row->value;
    }
    return err;
}

/* Each area of codes so long that has communities or stock. */
static evn_err add_parts(struct asking *a)
{
    const struct evn_planner_state *state = a->r.state;
    size_t len = a->query->by;
    evn_err err = EVN_OK;
    for (size_t i = evn_planner_from(state, a->area); err == EVN_OK && i < state->n; i++) {
        const char *code = state->community[state->order[i]]->code;
        if (!evn_scope_covers(a->area, code))
            break;
        err = add_name(a, &a->areas, code, len);
    }
    for (size_t i = 0; err == EVN_OK && i < a->query->n_stock; i++) {
        struct evn_fact_place place;
        if (find_place(a, a->query->stock[i].place, &place) && strlen(place.area) >= len &&
            evn_scope_covers(a->area, place.area))
            err = add_name(a, &a->areas, place.area, len);
    }
    return err;
}

static evn_err find_scopes(struct asking *a)
{
    struct evn_arena *arena = a->r.ask->arena;
    evn_err err = evn_labels_init(&a->areas, EVN_HORIZON_SCOPES_MAX, arena);
    if (err == EVN_OK)
        err = evn_labels_init(&a->places, EVN_HORIZON_SCOPES_MAX, arena);
    if (err == EVN_OK)
        err = evn_labels_init(&a->items, EVN_HORIZON_ITEMS_MAX, arena);
    if (err == EVN_OK)
        err = add_name(a, &a->areas, a->area, strlen(a->area));
    if (err == EVN_OK)
        err = add_targets(a);
    return err == EVN_OK && a->query->by > 0 ? add_parts(a) : err;
}

/* What might be, checked and added up. */
static evn_err read_what_if(struct asking *a, struct evn_outlook *out)
{
    const struct evn_what_if *in = a->query->what_if;
    struct evn_more_sealed *sealed =
        evn_arena_array(a->r.ask->arena, in->n_sealed + 1, sizeof *sealed);
    if (sealed == NULL)
        return EVN_E_LIMIT;
    *out = a->outlook;
    out->zones_end = in->zones_end;
    out->cohorts_end = in->cohorts_end;
    out->sealed = sealed;
    out->n_sealed = in->n_sealed;
    out->tested = in->tested;
    out->n_tested = in->n_tested;
    for (size_t i = 0; i < in->n_sealed; i++) {
        const struct evn_what_if_seal *seal = &in->sealed[i];
        sealed[i].from = evn_day_valid(seal->from) ? seal->from : a->outlook.today;
        memcpy(sealed[i].community, seal->community, sizeof sealed[i].community);
        (void)evn_mul_i64(seal->residents, seal->buildings, &sealed[i].residents);
        if (evn_planner_community(a->r.state, seal->community) == NULL)
            return evn_answer_refuse(&a->r, EVN_E_UNKNOWN_REF, "what_if.sealed", seal->community);
    }
    for (size_t i = 0; i < in->n_tested; i++)
        if (evn_planner_community(a->r.state, in->tested[i].community) == NULL)
            return evn_answer_refuse(&a->r, EVN_E_UNKNOWN_REF, "what_if.tested",
                                     in->tested[i].community);
    for (size_t i = 0; i < in->n_closed; i++) {
        struct evn_fact_place place;
        if (!find_place(a, in->closed[i], &place))
            return evn_answer_refuse(&a->r, EVN_E_UNKNOWN_PLACE, "what_if.closed", in->closed[i]);
    }
    return EVN_OK;
}

static evn_err look(struct asking *a, const struct evn_outlook *outlook,
                    const struct evn_what_if *what_if, struct view *out)
{
    const struct evn_snapshot snapshot = {.holding = a->query->stock,
                                          .n_holdings = a->query->n_stock,
                                          .aboard = a->query->aboard,
                                          .n_aboard = a->query->n_aboard,
                                          .seen = a->r.ask->actor->scope};
    evn_err err = evn_horizon_of(a->r.state, &a->areas, &a->items, outlook, a->n_days,
                                 a->r.ask->arena, &a->scratch, &out->horizon);
    return err != EVN_OK ? err
                         : evn_stocks_of(a->r.state, &snapshot, &a->areas, &a->places, &a->items,
                                         what_if != NULL ? what_if->closed : NULL,
                                         what_if != NULL ? what_if->n_closed : 0, a->r.ask->arena,
                                         &out->stocks, a->r.why);
}

/* The target of a row. */
struct target {
    const struct evn_reserve_row *days, *units, *daily, *slot, *duty;
    bool capacity; /* of the item */
};

static struct target target_of(const struct asking *a, bool is_place, const char *scope,
                               const char *item, const char *category)
{
    const struct evn_reserve *from = &a->reserve;
    struct target t = {.duty = evn_reserve_area(from, EVN_RESERVE_DUTY, item, category, "")};
    if (is_place) {
        t.days = evn_reserve_place(from, EVN_RESERVE_DAYS, item, category, scope);
        t.units = evn_reserve_place(from, EVN_RESERVE_BASE_UNITS, item, category, scope);
        t.daily = evn_reserve_place(from, EVN_RESERVE_DAILY, item, category, scope);
        t.slot = evn_reserve_place(from, EVN_RESERVE_SLOT, item, category, scope);
    } else {
        t.days = evn_reserve_area(from, EVN_RESERVE_DAYS, item, category, scope);
        t.units = evn_reserve_area(from, EVN_RESERVE_BASE_UNITS, item, category, scope);
    }
    t.days = t.units != NULL ? NULL : t.days;
    return t;
}

static struct evn_cover_figures figures_of(struct asking *a, const struct view *view,
                                           const struct target *t, bool is_place, uint32_t scope,
                                           uint32_t item)
{
    size_t n_target = t->days != NULL ? (size_t)t->days->value : 0;
    int64_t units = t->units != NULL ? t->units->value : 0;
    struct evn_stock stock = is_place ? evn_stocks_place(&view->stocks, scope, item)
                                      : evn_stocks_area(&view->stocks, scope, item);
    const struct evn_line *line = is_place ? NULL : evn_horizon_line(&view->horizon, scope, item);
    const int64_t *need = line != NULL ? line->need : NULL;
    if (line != NULL && line->bad)
        return (struct evn_cover_figures){.error = EVN_E_OVERFLOW, .stock_out = EVN_DAY_NONE};
    if (is_place && t->days != NULL && t->daily == NULL)
        return (struct evn_cover_figures){.error = EVN_E_MISSING_FIELD, .stock_out = EVN_DAY_NONE};
    for (size_t d = 0; t->daily != NULL && d < a->n_days; d++)
        a->daily[d] = t->daily->value;
    const struct evn_cover_ask ask = {.need = t->daily != NULL ? a->daily : need,
                                      .n_days = a->n_days,
                                      .n_asked = a->n_asked,
                                      .n_target = n_target,
                                      .base_units = units,
                                      .capacity = t->capacity,
                                      .first = a->outlook.today};
    return evn_cover_of(&stock, &ask);
}

static bool is_empty(const struct evn_cover_figures *f)
{
    return f->on_hand == 0 && f->in_transit == 0 && f->reserved == 0 && f->earmarked == 0 &&
           f->unusable == 0 && f->closed == 0 && f->need == 0 && f->wanted == 0 && f->error == 0;
}

/* Short of the target, or of need on the days asked for. */
static bool is_gap(const struct asking *a, const struct evn_cover_figures *f)
{
    return f->short_of > 0 || f->error != 0 ||
           (evn_day_valid(f->stock_out) &&
            f->stock_out.n < a->outlook.today.n + (int32_t)a->n_asked);
}

/* Append to a text of `cap` bytes, cut there. */
static void append(char *to, size_t cap, const char *text)
{
    size_t len = strlen(to);
    evn_refusal_text(to + len, cap - len, text);
}

static void set_rule(struct evn_cover_row *row, const struct target *t)
{
    const struct evn_reserve_row *of = t->units != NULL ? t->units : t->days;
    if (of != NULL) {
        append(row->rule, sizeof row->rule, of->table);
        append(row->rule, sizeof row->rule, ": ");
        append(row->rule, sizeof row->rule, of->rule);
    }
    row->target_days = t->days != NULL ? (uint32_t)t->days->value : 0;
    if (t->duty != NULL)
        evn_refusal_text(row->duty, sizeof row->duty, t->duty->text);
    if (t->slot != NULL)
        evn_refusal_text(row->slot, sizeof row->slot, t->slot->text);
}

/* The row of an item in a scope; false: there is nothing, or it is not asked for. */
static bool make_row(struct asking *a, bool is_place, uint32_t scope, uint32_t item,
                     struct evn_cover_row *row)
{
    const char *name = a->items.name[item];
    const char *code = is_place ? a->places.name[scope] : a->areas.name[scope];
    struct evn_fact_item fact = {0};
    const struct evn_fact_row *known =
        evn_facts_find(evn_planner_facts(a->r.state, EVN_FACT_ITEM), name);
    if (known != NULL && !evn_planner_read(EVN_FACT_ITEM, known, NULL, &fact))
        return false;
    if ((a->query->item[0] != '\0' && strcmp(a->query->item, name) != 0) ||
        (a->query->category[0] != '\0' && strcmp(a->query->category, fact.category) != 0))
        return false;
    struct target t = target_of(a, is_place, code, name, fact.category);
    t.capacity = evn_planner_is_capacity(&fact);
    if (is_place && t.days == NULL && t.units == NULL && t.daily == NULL)
        return false;
    *row = (struct evn_cover_row){.is_place = is_place, .has_now = true};
    memcpy(row->scope, code, strlen(code) + 1);
    memcpy(row->item, name, strlen(name) + 1);
    memcpy(row->category, fact.category, sizeof row->category);
    set_rule(row, &t);
    row->now = figures_of(a, &a->now, &t, is_place, scope, item);
    row->has_then = a->query->what_if != NULL;
    if (row->has_then)
        row->then = figures_of(a, &a->then, &t, is_place, scope, item);
    return !is_empty(&row->now) || (row->has_then && !is_empty(&row->then));
}

/* "area|310105|MASK" */
static void write_key(const struct key *key, char out[KEY_ROOM])
{
    out[0] = '\0';
    append(out, KEY_ROOM, key->is_place ? "place|" : "area|");
    append(out, KEY_ROOM, key->scope);
    append(out, KEY_ROOM, "|");
    append(out, KEY_ROOM, key->item);
}

/* Whether the row comes behind the page before. The key is what write_key wrote. */
static bool is_behind(const struct asking *a, const struct key *key)
{
    const char *after = a->query->after, *scope = strchr(after, '|');
    const char *item = scope != NULL ? strchr(scope + 1, '|') : NULL;
    if (item == NULL)
        return true;
    bool place = after[0] == 'p';
    if (place != key->is_place)
        return key->is_place;
    size_t len = (size_t)(item - scope) - 1, own = strlen(key->scope);
    int c = strncmp(key->scope, scope + 1, len < own ? len : own);
    c = c != 0 ? c : (own > len) - (own < len);
    return c > 0 || (c == 0 && strcmp(key->item, item + 1) > 0);
}

/* Room for a row of this key on the page? */
static bool takes(struct asking *a, const struct key *key)
{
    if (a->full || !is_behind(a, key))
        return false;
    a->full = evn_answer_full(&a->r, a->n_rows);
    if (a->full)
        return false;
    a->n_rows++;
    write_key(key, a->last);
    return true;
}

static void add_class(const struct asking *a, const struct evn_cover_figures *f, const char *item,
                      uint32_t *n_short, int64_t *cdays, struct evn_day *out, char *first)
{
    *n_short += is_gap(a, f);
    if (f->cover_cdays >= *cdays)
        return;
    *cdays = f->cover_cdays;
    *out = f->stock_out;
    if (first != NULL)
        memcpy(first, item, strlen(item) + 1);
}

static evn_err put_class(struct asking *a, struct evn_cover_class *class)
{
    if (class->items == 0 || (a->query->gaps && class->items_short == 0 && class->then_short == 0))
        return EVN_OK;
    class->cover_cdays = class->cover_cdays == INT64_MAX ? 0 : class->cover_cdays;
    class->then_cdays = class->then_cdays == INT64_MAX ? 0 : class->then_cdays;
    return evn_answer_struct(&a->r, EVN_RESULT_CLASS, &evn_cover_class_table, class);
}

/* The classes of a scope: rows of one key. */
static evn_err put_classes(struct asking *a, bool is_place, uint32_t scope, const uint32_t *items)
{
    struct evn_labels classes;
    struct evn_arena *arena = &a->scratch;
    arena->used = 0;
    struct evn_cover_class *class = evn_arena_array(arena, CLASSES_MAX, sizeof *class);
    evn_err err = evn_labels_init(&classes, CLASSES_MAX, arena);
    for (uint32_t i = 0; class != NULL && err == EVN_OK && i < a->items.n; i++) {
        struct evn_cover_row row;
        uint32_t at;
        if (!make_row(a, is_place, scope, items[i], &row) ||
            (row.now.need == 0 && row.now.wanted == 0 && row.now.error == 0 && row.then.need == 0 &&
             row.then.wanted == 0))
            continue;
        char *name = evn_arena_alloc(arena, sizeof row.category);
        if (name == NULL)
            return EVN_E_LIMIT;
        memcpy(name, row.category, sizeof row.category);
        uint32_t n = classes.n;
        err = evn_labels_add(&classes, name, &at);
        if (err != EVN_OK)
            return err;
        struct evn_cover_class *c = &class[at];
        if (classes.n > n) {
            *c = (struct evn_cover_class){.is_place = is_place,
                                          .cover_cdays = INT64_MAX,
                                          .then_cdays = INT64_MAX,
                                          .stock_out = EVN_DAY_NONE,
                                          .then_out = EVN_DAY_NONE};
            memcpy(c->scope, row.scope, sizeof c->scope);
            memcpy(c->category, row.category, sizeof c->category);
        }
        c->items++;
        add_class(a, &row.now, row.item, &c->items_short, &c->cover_cdays, &c->stock_out,
                  c->first_out);
        if (row.has_then)
            add_class(a, &row.then, row.item, &c->then_short, &c->then_cdays, &c->then_out, NULL);
    }
    for (uint32_t i = 0; class != NULL && err == EVN_OK && i < classes.n; i++)
        err = put_class(a, &class[i]);
    return class != NULL ? err : EVN_E_LIMIT;
}

static evn_err put_scope(struct asking *a, bool is_place, uint32_t scope, const uint32_t *items)
{
    struct key key = {.is_place = is_place,
                      .scope = is_place ? a->places.name[scope] : a->areas.name[scope],
                      .item = ""};
    evn_err err = takes(a, &key) ? put_classes(a, is_place, scope, items) : EVN_OK;
    for (uint32_t i = 0; err == EVN_OK && !a->full && i < a->items.n; i++) {
        struct evn_cover_row row;
        if (!make_row(a, is_place, scope, items[i], &row) ||
            (a->query->gaps && !is_gap(a, &row.now) && (!row.has_then || !is_gap(a, &row.then))))
            continue;
        key.item = a->items.name[items[i]];
        if (takes(a, &key))
            err = evn_answer_struct(&a->r, EVN_RESULT_COVER, &evn_cover_row_table, &row);
    }
    return err;
}

static evn_err put_all(struct asking *a)
{
    struct evn_arena *arena = a->r.ask->arena;
    const uint32_t *areas = evn_labels_sorted(&a->areas, arena);
    const uint32_t *places = evn_labels_sorted(&a->places, arena);
    const uint32_t *items = evn_labels_sorted(&a->items, arena);
    evn_err err = areas != NULL && places != NULL && items != NULL ? EVN_OK : EVN_E_LIMIT;
    for (uint32_t i = 0; err == EVN_OK && !a->full && i < a->areas.n; i++)
        err = put_scope(a, false, areas[i], items);
    for (uint32_t i = 0; err == EVN_OK && !a->full && i < a->places.n; i++)
        err = put_scope(a, true, places[i], items);
    return err == EVN_OK && a->full
               ? evn_answer_put(&a->r, EVN_RESULT_NEXT, evn_bytes_text(a->last))
               : err;
}

static evn_err put_bad(struct asking *a)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < a->reserve.n_bad && a->query->after[0] == '\0'; i++) {
        struct evn_refused_rule row = {.has_refusal = true,
                                       .refusal = evn_refusal_to_wire(&a->reserve.bad[i].why)};
        memcpy(row.table, a->reserve.bad[i].table, strlen(a->reserve.bad[i].table) + 1);
        err = evn_answer_struct(&a->r, EVN_RESULT_REFUSED_RULE, &evn_refused_rule_table, &row);
    }
    return err;
}

static evn_err check(const struct asking *a)
{
    static const uint32_t lengths[] = {0, 2, 4, 6, 9, 12};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
        if (a->query->by == lengths[i])
            return EVN_OK;
    return evn_answer_refuse(&a->r, EVN_E_BAD_FIELD, "by", "");
}

static evn_err prepare(struct asking *a)
{
    struct evn_arena *arena = a->r.ask->arena;
    a->scratch = (struct evn_arena){.at = evn_arena_alloc(arena, SCRATCH_BYTES)};
    a->scratch.cap = a->scratch.at != NULL ? SCRATCH_BYTES : 0;
    evn_err err = check(a);
    if (err == EVN_OK)
        err = evn_answer_area(&a->r, a->query->area, &a->area);
    if (err == EVN_OK)
        err = evn_reserve_of(a->r.state, a->outlook.today, arena, &a->reserve);
    if (err == EVN_OK)
        err = find_scopes(a);
    return err != EVN_OK ? err : look(a, &a->outlook, NULL, &a->now);
}

evn_err evn_cover_answer(const struct evn_planner_state *state, const struct evn_ask *ask,
                         const struct evn_query_cover *query, struct evn_buf *result,
                         struct evn_refusal *why)
{
    struct evn_outlook might;
    struct asking *a = evn_arena_array(ask->arena, 1, sizeof *a);
    struct evn_answer r = {.state = state, .ask = ask, .result = result, .why = why};
    if (a == NULL)
        return evn_answer_refuse(&r, EVN_E_LIMIT, "", "cover");
    *why = evn_refusal_of(EVN_OK);
    a->r = r;
    a->query = query;
    a->outlook = evn_outlook_as_it_is(evn_day_at(ask->business_us, EVN_OFFSET_CHINA_MIN));
    a->outlook.expected = !query->standing;
    a->n_asked = a->n_days = query->days > 0 ? query->days : EVN_COVER_DAYS;
    evn_err err = prepare(a);
    if (err == EVN_OK && query->what_if != NULL) {
        err = read_what_if(a, &might);
        if (err == EVN_OK)
            err = look(a, &might, query->what_if, &a->then);
    }
    if (err == EVN_OK)
        err = put_all(a);
    if (err == EVN_OK)
        err = put_bad(a);
    return err != EVN_OK && why->err == EVN_OK ? evn_answer_refuse(&r, err, "", "cover") : err;
}
