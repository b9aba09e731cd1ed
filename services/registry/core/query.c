#include "services/registry/core/query.h"

#include "common/base/pbw.h"
#include "services/registry/core/gtin.h"
#include "services/registry/core/model_zone.h"
#include "services/registry/core/reader.h"

static const struct evn_wire_field get_fields[] = {
    EVN_FIELD_NUMBER(1, ENUM, struct evn_query_get, table, EVN_REQUIRED, EVN_REG_ITEM,
                     EVN_REG_LAST),
    EVN_FIELD_TEXT(2, TEXT, struct evn_query_get, key, EVN_REQUIRED, 1),
};
static const struct evn_wire_message get_table =
    EVN_MESSAGE("evernormal.registry.v1.Get", struct evn_query_get, get_fields);

static const struct evn_wire_field list_fields[] = {
    EVN_FIELD_NUMBER(1, ENUM, struct evn_query_list, table, EVN_REQUIRED, EVN_REG_ITEM,
                     EVN_REG_LAST),
    EVN_FIELD_NUMBER(2, U32, struct evn_query_list, limit, 0, 1, EVN_PAGE_MAX),
    EVN_FIELD_TEXT(3, TEXT, struct evn_query_list, after, 0, 1),
    EVN_FIELD_TEXT(4, CODE, struct evn_query_list, area, 0, 1),
    EVN_FIELD_NUMBER(5, U32, struct evn_query_list, kind, 0, 1, EVN_PLACE_OTHER),
};
static const struct evn_wire_message list_table =
    EVN_MESSAGE("evernormal.registry.v1.List", struct evn_query_list, list_fields);

static const struct evn_wire_field by_code_fields[] = {
    EVN_FIELD_NUMBER(1, ENUM, struct evn_query_by_code, system, EVN_REQUIRED, EVN_CODE_GTIN,
                     EVN_CODE_OWN),
    EVN_FIELD_TEXT(2, TEXT, struct evn_query_by_code, value, EVN_REQUIRED, 1),
};
static const struct evn_wire_message by_code_table =
    EVN_MESSAGE("evernormal.registry.v1.ByCode", struct evn_query_by_code, by_code_fields);

static const struct evn_wire_field overdue_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_query_overdue, area, 0, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_query_overdue, after, 0, 1),
};
static const struct evn_wire_message overdue_table =
    EVN_MESSAGE("evernormal.registry.v1.Overdue", struct evn_query_overdue, overdue_fields);

static const struct evn_wire_field keys_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_query_keys, after, 0, 1),
};
static const struct evn_wire_message keys_table =
    EVN_MESSAGE("evernormal.registry.v1.Keys", struct evn_query_keys, keys_fields);

static const struct evn_wire_field search_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_query_search, text, 0, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_query_search, category, 0, 1),
    EVN_FIELD_TEXT(3, CODE, struct evn_query_search, atc, 0, 1),
    EVN_FIELD_NUMBER(4, U32, struct evn_query_search, limit, 0, 1, EVN_PAGE_MAX),
    EVN_FIELD_TEXT(5, TEXT, struct evn_query_search, after, 0, 1),
};
static const struct evn_wire_message search_table =
    EVN_MESSAGE("evernormal.registry.v1.Search", struct evn_query_search, search_fields);

static const struct evn_wire_field gaps_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_query_gaps, area, 0, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_query_gaps, after, 0, 1),
    EVN_FIELD_NUMBER(3, U32, struct evn_query_gaps, tested_days, 0, 1, 366),
};
static const struct evn_wire_message gaps_table =
    EVN_MESSAGE("evernormal.registry.v1.Gaps", struct evn_query_gaps, gaps_fields);

static const struct evn_wire_field door_list_fields[] = {
    EVN_FIELD_NUMBER(1, U64, struct evn_query_door_list, reading, EVN_REQUIRED, 1, INT64_MAX),
};
static const struct evn_wire_message door_list_table =
    EVN_MESSAGE("evernormal.registry.v1.DoorList", struct evn_query_door_list, door_list_fields);

static const struct evn_wire_message vault_table = {.name = "evernormal.registry.v1.Vault",
                                                    .size = sizeof(struct evn_query_vault)};

static const struct evn_wire_field retests_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_query_retests, area, 0, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_query_retests, after, 0, 1),
    EVN_FIELD_PLAIN(3, BOOL, struct evn_query_retests, overdue, 0),
};
static const struct evn_wire_message retests_table =
    EVN_MESSAGE("evernormal.registry.v1.Retests", struct evn_query_retests, retests_fields);
static const struct evn_wire_field would_end_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_query_would_end, area, 0, 2),
    EVN_FIELD_PLAIN(2, DAY, struct evn_query_would_end, zones_end, 0),
    EVN_FIELD_PLAIN(3, DAY, struct evn_query_would_end, cohorts_end, 0),
    EVN_FIELD_TEXT(4, CODE, struct evn_query_would_end, after, 0, 1),
};
static const struct evn_wire_message would_end_table =
    EVN_MESSAGE("evernormal.registry.v1.WouldEnd", struct evn_query_would_end, would_end_fields);
static const struct evn_wire_field coverage_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_query_coverage, area, 0, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_query_coverage, organisation, 0, 1),
    EVN_FIELD_TEXT(3, CODE, struct evn_query_coverage, course, 0, 1),
    EVN_FIELD_TEXT(4, TEXT, struct evn_query_coverage, after, 0, 1),
};
static const struct evn_wire_message coverage_table =
    EVN_MESSAGE("evernormal.registry.v1.Coverage", struct evn_query_coverage, coverage_fields);

static const struct evn_wire_field training_list_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_query_training_list, area, 0, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_query_training_list, organisation, 0, 1),
    EVN_FIELD_TEXT(3, CODE, struct evn_query_training_list, course, 0, 1),
    EVN_FIELD_TEXT(4, CODE, struct evn_query_training_list, staff, 0, 1),
    EVN_FIELD_PLAIN(5, BOOL, struct evn_query_training_list, overdue, 0),
    EVN_FIELD_PLAIN(6, BOOL, struct evn_query_training_list, open, 0),
    EVN_FIELD_TEXT(7, TEXT, struct evn_query_training_list, after, 0, 1),
};
static const struct evn_wire_message training_list_table = EVN_MESSAGE(
    "evernormal.registry.v1.TrainingList", struct evn_query_training_list, training_list_fields);

static const struct evn_wire_field on_duty_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_query_on_duty, organisation, 0, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_query_on_duty, area, 0, 2),
    EVN_FIELD_TEXT(3, CODE, struct evn_query_on_duty, type, 0, 1),
    EVN_FIELD_NUMBER(4, I64, struct evn_query_on_duty, at_us, 0, EVN_AT_MIN_US, EVN_AT_MAX_US),
};
static const struct evn_wire_message on_duty_table =
    EVN_MESSAGE("evernormal.registry.v1.OnDuty", struct evn_query_on_duty, on_duty_fields);

static const struct evn_wire_field misplaced_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_query_misplaced, area, 0, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_query_misplaced, after, 0, 1),
};
static const struct evn_wire_message misplaced_table =
    EVN_MESSAGE("evernormal.registry.v1.Misplaced", struct evn_query_misplaced, misplaced_fields);

static const struct evn_wire_field public_fields[] = {
    EVN_FIELD_PLAIN(1, DAY, struct evn_query_public, day, 0),
    EVN_FIELD_NUMBER(2, U32, struct evn_query_public, version, 0, 1, UINT32_MAX),
    EVN_FIELD_PLAIN(3, BOOL, struct evn_query_public, versions, 0),
    EVN_FIELD_TEXT(4, TEXT, struct evn_query_public, after, 0, 1),
};
static const struct evn_wire_message public_table =
    EVN_MESSAGE("evernormal.registry.v1.PublicZones", struct evn_query_public, public_fields);

static const struct evn_wire_field query_fields[] = {
    EVN_FIELD_REF(1, struct evn_registry_query, get, EVN_ONE_OF, &get_table),
    EVN_FIELD_REF(2, struct evn_registry_query, list, EVN_ONE_OF, &list_table),
    EVN_FIELD_REF(3, struct evn_registry_query, by_code, EVN_ONE_OF, &by_code_table),
    EVN_FIELD_REF(4, struct evn_registry_query, overdue, EVN_ONE_OF, &overdue_table),
    EVN_FIELD_REF(5, struct evn_registry_query, keys, EVN_ONE_OF, &keys_table),
    EVN_FIELD_REF(6, struct evn_registry_query, search, EVN_ONE_OF, &search_table),
    EVN_FIELD_REF(7, struct evn_registry_query, gaps, EVN_ONE_OF, &gaps_table),
    EVN_FIELD_REF(8, struct evn_registry_query, door_list, EVN_ONE_OF, &door_list_table),
    EVN_FIELD_REF(9, struct evn_registry_query, vault, EVN_ONE_OF, &vault_table),
    EVN_FIELD_REF(60, struct evn_registry_query, retests, EVN_ONE_OF, &retests_table),
    EVN_FIELD_REF(70, struct evn_registry_query, would_end, EVN_ONE_OF, &would_end_table),
    EVN_FIELD_REF(80, struct evn_registry_query, coverage, EVN_ONE_OF, &coverage_table),
    EVN_FIELD_REF(81, struct evn_registry_query, training_list, EVN_ONE_OF, &training_list_table),
    EVN_FIELD_REF(82, struct evn_registry_query, on_duty, EVN_ONE_OF, &on_duty_table),
    EVN_FIELD_REF(100, struct evn_registry_query, misplaced, EVN_ONE_OF, &misplaced_table),
    EVN_FIELD_REF(110, struct evn_registry_query, public_zones, EVN_ONE_OF, &public_table),
};
const struct evn_wire_message evn_registry_query_table =
    EVN_MESSAGE("evernormal.registry.v1.Query", struct evn_registry_query, query_fields);

evn_err evn_reader_may(const struct evn_reader *r, uint32_t kind, const char *asked,
                       const char **area)
{
    const struct evn_entity *entity = evn_entity_of(kind);
    const struct evn_actor *actor = r->ask->actor;
    *area = asked;
    if (entity->readers == 0)
        return EVN_OK;
    if ((entity->readers & actor->roles) == 0)
        return evn_reader_refuse(r, EVN_E_NOT_ALLOWED, "", entity->name);
    if (evn_scope_covers(actor->scope, asked))
        return EVN_OK;
    *area = actor->scope;
    return evn_scope_covers(asked, actor->scope)
               ? EVN_OK
               : evn_reader_refuse(r, EVN_E_OUT_OF_SCOPE, "", asked);
}

/* Some numbers between the tables' are commands that put nothing. */
static evn_err need_table(const struct evn_reader *r, const char *field, uint32_t kind)
{
    return evn_entity_of(kind) != NULL ? EVN_OK
                                       : evn_reader_refuse(r, EVN_E_BAD_FIELD, field, "table");
}

static evn_err answer_get(const struct evn_reader *r, const struct evn_query_get *get)
{
    if (need_table(r, "get.table", (uint32_t)get->table) != EVN_OK)
        return r->why->err;
    uint32_t kind = (uint32_t)get->table;
    const char *area;
    const struct evn_row *row = evn_registry_find(r->state, kind, get->key);
    evn_err err = evn_reader_may(
        r, kind, row != NULL ? evn_registry_area(r->state, kind, row->area) : "", &area);
    if (err != EVN_OK)
        return err;
    if (row == NULL)
        return evn_reader_refuse(r, EVN_E_UNKNOWN_REF, evn_entity_of(kind)->name, get->key);
    if (evn_entity_of(kind)->owner != 0 &&
        !evn_scope_covers(r->ask->actor->scope, evn_registry_area(r->state, kind, row->area)))
        return evn_reader_refuse(r, EVN_E_OUT_OF_SCOPE, "", get->key);
    return evn_reader_row(r, kind, row);
}

static evn_err answer_list(const struct evn_reader *r, const struct evn_query_list *list)
{
    if (need_table(r, "list.table", (uint32_t)list->table) != EVN_OK)
        return r->why->err;
    uint32_t kind = (uint32_t)list->table, limit = list->limit > 0 ? list->limit : EVN_PAGE_USUAL;
    const char *area, *last = "";
    const struct evn_row *row;
    evn_err err = evn_reader_may(r, kind, list->area, &area);
    if (err == EVN_OK && list->kind != 0 && kind != EVN_REG_PLACE)
        err = evn_reader_refuse(r, EVN_E_BAD_FIELD, "list.kind", evn_entity_of(kind)->name);
    if (err != EVN_OK)
        return err;
    bool owned = evn_entity_of(kind)->owner != 0;
    struct evn_table_walk walk =
        evn_table_after(evn_registry_table(r->state, kind), list->after, owned ? "" : area);
    for (uint32_t n = 0; err == EVN_OK && (row = evn_table_next(&walk)) != NULL; n++) {
        if (owned && n == EVN_LOOK_MAX)
            return evn_reader_next(r, last);
        if (owned && !evn_scope_covers(area, evn_registry_area(r->state, kind, row->area))) {
            last = row->key;
            continue;
        }
        if (list->kind != 0 && row->mark != list->kind)
            continue;
        if (limit-- == 0 || r->result->len > EVN_PAGE_BYTES)
            return evn_reader_next(r, last);
        err = evn_reader_row(r, kind, row);
        last = row->key;
    }
    return err;
}

static evn_err answer_by_code(const struct evn_reader *r, const struct evn_query_by_code *by_code)
{
    char key[EVN_CODE_MAX + 4];
    evn_err err = evn_item_code_check(by_code->system, by_code->value);
    if (err == EVN_OK && !evn_item_code_key(by_code->system, by_code->value, key))
        err = EVN_E_BAD_FIELD;
    if (err != EVN_OK)
        return evn_reader_refuse(r, err, "by_code.value", by_code->value);
    const char *owner = evn_registry_code_owner(r->state, key);
    if (owner == NULL)
        return evn_reader_refuse(r, EVN_E_UNKNOWN_REF, "by_code.value", by_code->value);
    return evn_reader_row(r, EVN_REG_ITEM, evn_registry_find(r->state, EVN_REG_ITEM, owner));
}

/* One OverdueZone; the zone stands for 00:00 of the day after it was to be lowered. */
static evn_err put_overdue(const struct evn_reader *r, const struct evn_row *row)
{
    int32_t lowered_on = (int32_t)((row->mark - (row->mark & 1)) / 2);
    int64_t since_us = evn_day_start_us((struct evn_day){lowered_on + 1}, EVN_OFFSET_CHINA_MIN);
    int64_t overdue_us = r->ask->business_us - since_us;
    size_t room = row->len + 64;
    struct evn_buf buf = {.at = evn_arena_alloc(r->ask->arena, room), .cap = room, .max = room};
    struct evn_pbw w = {.buf = &buf, .err = EVN_OK};
    if (buf.at == NULL)
        return evn_reader_refuse(r, EVN_E_TOO_LARGE, "", "");
    evn_pbw_bytes(&w, 1, evn_bytes_of(row->body, row->len));
    evn_pbw_i64(&w, 2, since_us);
    evn_pbw_i64(&w, 3, overdue_us);
    evn_pbw_u64(&w, 4, (uint64_t)(overdue_us / EVN_US_PER_DAY));
    return w.err != EVN_OK ? evn_reader_refuse(r, w.err, "", "result")
                           : evn_reader_put(r, EVN_RESULT_OVERDUE, evn_bytes_of(buf.at, buf.len));
}

static evn_err answer_overdue(const struct evn_reader *r, const struct evn_query_overdue *overdue)
{
    struct evn_day today = evn_day_at(r->ask->business_us, EVN_OFFSET_CHINA_MIN);
    int64_t last = evn_zone_mark(true, today.n - 1, true);
    const char *key = "";
    const struct evn_row *row;
    uint32_t n = 0;
    evn_err err = EVN_OK;
    struct evn_table_walk walk =
        evn_table_after(evn_registry_table(r->state, EVN_REG_ZONE), overdue->after, overdue->area);
    while (err == EVN_OK && (row = evn_table_next(&walk)) != NULL) {
        if (row->mark > last)
            continue;
        if (n++ == EVN_PAGE_MAX || r->result->len > EVN_PAGE_BYTES)
            return evn_reader_next(r, key);
        err = put_overdue(r, row);
        key = row->key;
    }
    return err;
}

/* Put `fact` into the page of the smallest keys so far, ascending; the largest falls out. */
static void keep_smallest(const struct evn_key_fact **page, size_t *n, size_t max,
                          const struct evn_key_fact *fact)
{
    size_t i = *n;
    if (*n == max && strcmp(fact->public_key, page[max - 1]->public_key) > 0)
        return;
    for (; i > 0 && strcmp(page[i - 1]->public_key, fact->public_key) > 0; i--)
        if (i < max)
            page[i] = page[i - 1];
    if (i < max)
        page[i] = fact;
    *n += *n < max;
}

/* One page by the order of their text; keys are kept in no order, so all are looked at once. */
static evn_err answer_keys(const struct evn_reader *r, const struct evn_query_keys *keys)
{
    enum { PAGE = EVN_PAGE_USUAL + 1 }; /* one more says that there is another page */
    uint8_t room[512];
    const struct evn_rights *rights = r->ask->rights;
    const struct evn_key_fact *page[PAGE];
    size_t n = 0;
    if ((r->ask->actor->roles & (EVN_ROLE_ADMIN | EVN_ROLE_AUDITOR)) == 0)
        return evn_reader_refuse(r, EVN_E_NOT_ALLOWED, "", "key");
    for (size_t i = 0; i < rights->n; i++)
        if (strcmp(rights->fact[i].public_key, keys->after) > 0)
            keep_smallest(page, &n, PAGE, &rights->fact[i]);
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < n && i < EVN_PAGE_USUAL; i++) {
        struct evn_buf buf = {.at = room, .cap = sizeof room, .max = sizeof room};
        err = evn_wire_encode(&evn_key_message, page[i], &buf);
        if (err == EVN_OK)
            err = evn_reader_put(r, EVN_RESULT_KEY, evn_bytes_of(buf.at, buf.len));
    }
    return err == EVN_OK && n == PAGE ? evn_reader_next(r, page[EVN_PAGE_USUAL - 1]->public_key)
                                      : err;
}

evn_err evn_registry_reading(const struct evn_registry_state *state, const struct evn_ask *ask,
                             uint64_t number, struct evn_reading *out, struct evn_refusal *why)
{
    struct evn_reader r = {.state = state, .ask = ask, .why = why};
    char key[EVN_READING_KEY_MAX];
    evn_reading_key(number, key);
    const struct evn_row *row = evn_registry_find(state, EVN_REG_READING, key);
    if (row == NULL || row->mark != (int64_t)number)
        return evn_reader_refuse(&r, EVN_E_UNKNOWN_REF, "door_list.reading", "");
    if (!evn_registry_read(EVN_REG_READING, row, ask->arena, out))
        return evn_reader_refuse(&r, EVN_E_TOO_LARGE, "", "");
    if (strcmp(out->actor, ask->actor->name) != 0)
        return evn_reader_refuse(&r, EVN_E_NOT_ALLOWED, "door_list.reading", out->actor);
    return ask->now_us - out->at_us <= EVN_READING_US
               ? EVN_OK
               : evn_reader_refuse(&r, EVN_E_UNKNOWN_REF, "door_list.reading", "");
}

evn_err evn_registry_query(const struct evn_registry_state *state, const struct evn_ask *ask,
                           struct evn_buf *result, struct evn_refusal *why)
{
    struct evn_registry_query query;
    struct evn_reader r = {.state = state, .ask = ask, .result = result, .why = why};
    evn_err err = evn_wire_decode(&evn_registry_query_table, ask->body, ask->arena, EVN_WIRE_STRICT,
                                  &query, why);
    if (err != EVN_OK)
        return err;
    if (query.get != NULL)
        return answer_get(&r, query.get);
    if (query.list != NULL)
        return answer_list(&r, query.list);
    if (query.by_code != NULL)
        return answer_by_code(&r, query.by_code);
    if (query.overdue != NULL)
        return answer_overdue(&r, query.overdue);
    if (query.search != NULL)
        return evn_answer_search(&r, query.search);
    if (query.gaps != NULL)
        return evn_answer_gaps(&r, query.gaps);
    if (query.retests != NULL)
        return evn_answer_retests(&r, query.retests);
    if (query.would_end != NULL)
        return evn_answer_would_end(&r, query.would_end);
    if (query.coverage != NULL)
        return evn_answer_coverage(&r, query.coverage);
    if (query.training_list != NULL)
        return evn_answer_training(&r, query.training_list);
    if (query.on_duty != NULL)
        return evn_answer_on_duty(&r, query.on_duty);
    if (query.misplaced != NULL)
        return evn_answer_misplaced(&r, query.misplaced);
    if (query.public_zones != NULL)
        return evn_answer_public(&r, query.public_zones);
    if (query.door_list != NULL || query.vault != NULL)
        return evn_reader_refuse(&r, EVN_E_UNKNOWN_KIND, "", "vault");
    return answer_keys(&r, query.keys);
}
