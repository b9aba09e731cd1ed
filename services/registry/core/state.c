#include "services/registry/core/state.h"

#include "common/service/rights.h"
#include "services/registry/core/gtin.h"
#include "services/registry/core/model_staff.h"
#include "services/registry/core/model_zone.h"

#include <stdlib.h>

enum { SCRATCH_BYTES = 2 << 20 };

evn_err evn_registry_state_init(struct evn_registry_state *state)
{
    *state = (struct evn_registry_state){.next_due = EVN_MARK_NONE, .next_standing = EVN_MARK_NONE};
    evn_retention_init(&state->retention);
    evn_publish_init(&state->publish);
    for (size_t i = 0; i < EVN_N_ENTITIES; i++) {
        const struct evn_entity *entity = evn_entity_of(evn_entity_kind(i));
        evn_table_init(&state->table[i], entity->max, entity->has_areas);
    }
    evn_textmap_init(&state->codes.by_key, EVN_CODES_MAX);
    evn_days_init(&state->days, EVN_ZONES_MAX);
    return evn_arena_init(&state->scratch, SCRATCH_BYTES);
}

void evn_registry_state_fini(struct evn_registry_state *state)
{
    for (size_t i = 0; i < EVN_N_ENTITIES; i++)
        evn_table_fini(&state->table[i]);
    evn_retention_fini(&state->retention);
    evn_publish_fini(&state->publish);
    evn_textmap_fini(&state->codes.by_key);
    free(state->codes.owner);
    evn_days_fini(&state->days);
    evn_arena_fini(&state->scratch);
}

const struct evn_table *evn_registry_table(const struct evn_registry_state *state, uint32_t kind)
{
    EVN_ASSERT(evn_entity_of(kind) != NULL);
    return &state->table[evn_entity_index(kind)];
}

const struct evn_row *evn_registry_find(const struct evn_registry_state *state, uint32_t kind,
                                        const char *key)
{
    return evn_table_find(evn_registry_table(state, kind), key);
}

const char *evn_registry_area(const struct evn_registry_state *state, uint32_t kind,
                              const char *area)
{
    uint32_t owner;
    while ((owner = evn_entity_of(kind)->owner) != 0) {
        const struct evn_row *row = evn_registry_find(state, owner, area);
        if (row == NULL)
            return "";
        area = row->area;
        kind = owner;
    }
    return area;
}

bool evn_registry_read(uint32_t kind, const struct evn_row *row, struct evn_arena *arena, void *out)
{
    struct evn_refusal why;
    return evn_wire_decode(evn_entity_of(kind)->message, evn_bytes_of(row->body, row->len), arena,
                           EVN_WIRE_LENIENT, out, &why) == EVN_OK;
}

const char *evn_registry_code_owner(const struct evn_registry_state *state, const char *key)
{
    uint32_t at;
    if (!evn_textmap_find(&state->codes.by_key, evn_bytes_text(key), &at))
        return NULL;
    const char *owner = state->codes.owner[at];
    return owner[0] != '\0' ? owner : NULL;
}

static evn_err set_owner(struct evn_code_index *codes, const char *key, const char *owner)
{
    uint32_t at;
    if (!evn_textmap_find(&codes->by_key, evn_bytes_text(key), &at)) {
        if (codes->n == codes->cap) {
            size_t cap = codes->cap > 0 ? codes->cap * 2 : 64;
            void *grown = realloc(codes->owner, cap * sizeof *codes->owner);
            if (grown == NULL)
                return EVN_E_NO_MEMORY;
            codes->owner = grown;
            codes->cap = cap;
        }
        at = (uint32_t)codes->n;
        evn_err err = evn_textmap_add(&codes->by_key, evn_bytes_text(key), at);
        if (err != EVN_OK)
            return err;
        codes->n++;
    }
    memcpy(codes->owner[at], owner, strlen(owner) + 1);
    return EVN_OK;
}

/* Say of each code and trace prefix of the item that `owner` has it. */
static evn_err set_codes(struct evn_registry_state *state, const struct evn_item *item,
                         const char *owner)
{
    char key[EVN_CODE_MAX + 4];
    evn_err err = EVN_OK;
    for (size_t i = 0; i < item->n_codes && err == EVN_OK; i++)
        if (evn_item_code_key(item->codes[i].system, item->codes[i].value, key))
            err = set_owner(&state->codes, key, owner);
    for (size_t i = 0; i < item->n_trace_prefixes && err == EVN_OK; i++) {
        evn_trace_key(item->trace_prefixes[i], key);
        err = set_owner(&state->codes, key, owner);
    }
    return err;
}

/* The item's old codes become free, its new ones its own. */
static evn_err apply_item(struct evn_registry_state *state, const struct evn_item *item)
{
    struct evn_item old;
    const struct evn_row *row = evn_registry_find(state, EVN_REG_ITEM, item->code);
    if (row != NULL) {
        if (!evn_registry_read(EVN_REG_ITEM, row, &state->scratch, &old))
            return EVN_E_NO_MEMORY;
        evn_err err = set_codes(state, &old, "");
        if (err != EVN_OK)
            return err;
    }
    return set_codes(state, item, item->code);
}

static bool waits(int64_t mark)
{
    return mark != EVN_MARK_NONE && mark % 2 == 0;
}

/* Keep the smallest mark of the zones that wait, and how many have it. */
static void count_due(struct evn_registry_state *state, int64_t mark)
{
    if (!waits(mark) || mark > state->next_due)
        return;
    state->n_next_due = mark < state->next_due ? 1 : state->n_next_due + 1;
    state->next_due = mark;
}

static void zone_changed(struct evn_registry_state *state, int64_t old, int64_t new)
{
    if (old == state->next_due && waits(old) && --state->n_next_due == 0) {
        const struct evn_table *zones = evn_registry_table(state, EVN_REG_ZONE);
        state->next_due = EVN_MARK_NONE;
        for (size_t i = 0; i < zones->n; i++)
            count_due(state, zones->row[i].mark);
        return;
    }
    count_due(state, new);
}

static int64_t rules_version(const struct evn_registry_state *state)
{
    const struct evn_row *row = evn_registry_find(state, EVN_REG_POLICY, "isolation_rules");
    return row != NULL ? row->mark : 0;
}

static void count_stale(struct evn_registry_state *state)
{
    const struct evn_table *members = evn_registry_table(state, EVN_REG_MEMBER);
    int64_t version = rules_version(state);
    state->n_stale = 0;
    for (size_t i = 0; i < members->n; i++)
        state->n_stale += members->row[i].mark != version;
}

/* The first zone of an area: its days are counted from now on, and those that were reported. */
static evn_err begin_days(struct evn_registry_state *state, const char *area)
{
    struct evn_bytes name = evn_bytes_text(area);
    const struct evn_row *row;
    if (evn_days_find(&state->days, name) != NULL)
        return EVN_OK;
    evn_err err = evn_days_begin(&state->days, name);
    struct evn_table_walk walk = evn_table_in(evn_registry_table(state, EVN_REG_REPORT), area);
    while (err == EVN_OK && (row = evn_table_next(&walk)) != NULL)
        if (row->mark != EVN_MARK_NONE)
            err = evn_days_count_in(&state->days, name, (struct evn_day){(int32_t)row->mark}, 1);
    return err;
}

/* A report says `new` where it said `old`: a day, or EVN_MARK_NONE. */
static evn_err count_report(struct evn_registry_state *state, const char *area, int64_t old,
                            int64_t new)
{
    evn_err err = EVN_OK;
    if (new != EVN_MARK_NONE)
        err = evn_days_count(&state->days, area, (struct evn_day){(int32_t) new}, 1);
    if (err == EVN_OK && old != EVN_MARK_NONE)
        err = evn_days_count(&state->days, area, (struct evn_day){(int32_t)old}, -1);
    return err;
}

/* Keep the smallest mark of the standings, and how many have it. */
static void count_standing(struct evn_registry_state *state, int64_t mark)
{
    if (mark == EVN_MARK_NONE || mark > state->next_standing)
        return;
    state->n_next_standing = mark < state->next_standing ? 1 : state->n_next_standing + 1;
    state->next_standing = mark;
}

static void count_standings(struct evn_registry_state *state)
{
    const struct evn_table *standings = evn_registry_table(state, EVN_REG_STANDING);
    state->next_standing = EVN_MARK_NONE;
    for (size_t i = 0; i < standings->n; i++)
        count_standing(state, standings->row[i].mark);
}

/* A standing was put: worked out by other rules than now, it is to be looked at at once. */
static void standing_changed(struct evn_registry_state *state, const struct evn_standing *standing,
                             bool was, int64_t old)
{
    struct evn_table *standings = &state->table[evn_entity_index(EVN_REG_STANDING)];
    const struct evn_row *row = evn_table_find(standings, standing->staff);
    struct evn_row *own = &standings->row[row - standings->row];
    if (standing->rules != state->training_rules)
        own->mark = EVN_MARK_STALE;
    if (was && old == state->next_standing && --state->n_next_standing == 0)
        count_standings(state);
    else
        count_standing(state, own->mark);
}

/* A course or the rules of training changed: every standing is to be worked out anew. */
static void rules_changed(struct evn_registry_state *state)
{
    const struct evn_table *courses = evn_registry_table(state, EVN_REG_COURSE);
    struct evn_table *standings = &state->table[evn_entity_index(EVN_REG_STANDING)];
    const struct evn_row *rules = evn_registry_find(state, EVN_REG_POLICY, EVN_TRAINING_RULES);
    uint64_t sum = rules != NULL ? evn_hash_text(evn_bytes_of(rules->body, rules->len)) : 0;
    for (size_t i = 0; i < courses->n; i++)
        sum += evn_hash_text(evn_bytes_of(courses->row[i].body, courses->row[i].len));
    if (sum == state->training_rules)
        return;
    state->training_rules = sum;
    for (size_t i = 0; i < standings->n; i++)
        standings->row[i].mark = EVN_MARK_STALE;
    count_standings(state);
}

/* What follows from row `id` having been put, which had `old` as its mark (or was new). */
static evn_err follow(struct evn_registry_state *state, uint32_t kind, const struct evn_row_id *id,
                      bool was, int64_t old)
{
    if (kind == EVN_REG_ZONE) {
        zone_changed(state, was ? old : EVN_MARK_NONE, id->mark);
        return begin_days(state, id->area);
    }
    if (kind == EVN_REG_REPORT)
        return count_report(state, id->area, was ? old : EVN_MARK_NONE, id->mark);
    if (kind == EVN_REG_COURSE)
        rules_changed(state);
    if (kind == EVN_REG_POLICY) {
        count_stale(state);
        rules_changed(state);
    } else if (kind == EVN_REG_MEMBER) {
        int64_t version = rules_version(state);
        state->n_stale -= was && old != version;
        state->n_stale += id->mark != version;
        return evn_retention_follow(state, id->key);
    } else if (kind == EVN_REG_PERSON || kind == EVN_REG_KEY_PERSON) {
        return evn_retention_follow(state, id->key);
    } else if (kind == EVN_REG_READING && (uint64_t)id->mark > state->n_readings) {
        state->n_readings = (uint64_t)id->mark;
    }
    return EVN_OK;
}

evn_err evn_registry_apply(struct evn_registry_state *state, const struct evn_event *event)
{
    bool of_zone = event->kind >= EVN_REG_ZONE_SEALED && event->kind <= EVN_REG_ZONE_CORRECTED;
    uint32_t kind = of_zone                                ? (uint32_t)EVN_REG_ZONE
                    : event->kind == EVN_REG_PERSON_ERASED ? (uint32_t)EVN_REG_PERSON
                                                           : event->kind;
    const struct evn_entity *entity = evn_entity_of(kind);
    if (event->kind == EVN_REG_UNCHANGED)
        return EVN_OK;
    if (entity == NULL || event->version != 1)
        return EVN_E_UNKNOWN_EVENT;
    evn_arena_reset(&state->scratch);
    void *body = evn_arena_alloc(&state->scratch, entity->message->size);
    struct evn_refusal why;
    if (evn_wire_decode(entity->message, event->body, &state->scratch, EVN_WIRE_LENIENT, body,
                        &why) != EVN_OK)
        return EVN_E_CORRUPT;
    struct evn_row_id id;
    entity->identify(body, &id);
    evn_err err = kind == EVN_REG_ITEM ? apply_item(state, body) : EVN_OK;
    struct evn_table *table = &state->table[evn_entity_index(kind)];
    const struct evn_row *row = evn_table_find(table, id.key);
    bool was = row != NULL;
    int64_t old = was ? row->mark : 0;
    if (err == EVN_OK && kind == EVN_REG_PERSON)
        evn_retention_forget(&state->retention, table, row);
    if (err == EVN_OK)
        err = evn_table_put(table, &id, event->body);
    if (err == EVN_OK && kind == EVN_REG_PERSON && id.mark == EVN_MARK_ERASED &&
        old != EVN_MARK_ERASED)
        err = evn_retention_erased(&state->retention, table, id.key, event->seq);
    if (err == EVN_OK && kind == EVN_REG_ZONE)
        err = evn_publish_put(&state->publish, (size_t)(evn_table_find(table, id.key) - table->row),
                              body);
    if (err == EVN_OK && kind == EVN_REG_STANDING)
        standing_changed(state, body, was, old);
    return err != EVN_OK ? err : follow(state, kind, &id, was, old);
}
