#include "tests/unit/registry/world.h"

#include "common/base/pbw.h"

void world_init(struct world *w)
{
    EVN_MUST(evn_registry_state_new(&w->state) == EVN_OK);
    evn_harness_init(&w->h, evn_registry_ops(), w->state);
    evn_buf_init(&w->bytes, 1 << 20);
}

void world_fini(struct world *w)
{
    evn_registry_state_destroy(&w->state);
    evn_harness_fini(&w->h);
    evn_buf_fini(&w->bytes);
}

evn_err post(struct world *w, struct evn_registry_command command)
{
    uint8_t rest[10] = {0};
    evn_put_u64(rest, w->h.next_seq);
    command.id = evn_id_make(w->h.now_us, rest);
    evn_buf_clear(&w->bytes);
    EVN_CHECK_OK(evn_wire_encode(&evn_registry_command_table, &command, &w->bytes));
    return evn_harness_post(&w->h, evn_bytes_of(w->bytes.at, w->bytes.len));
}

evn_err put_item(struct world *w, const struct evn_item *item, bool replace)
{
    struct evn_item_put put = {.item = *item, .has_item = true, .replace = replace};
    return post(w, (struct evn_registry_command){.item = &put});
}

evn_err put_area(struct world *w, const char *code)
{
    struct evn_area_put put = {.area = {.name_zh = "区域"}, .has_area = true};
    strcpy(put.area.code, code);
    return post(w, (struct evn_registry_command){.area = &put});
}

evn_err put_place(struct world *w, const struct evn_place *place, bool replace)
{
    struct evn_place_put put = {.place = *place, .has_place = true, .replace = replace};
    return post(w, (struct evn_registry_command){.place = &put});
}

evn_err put_policy(struct world *w, const struct evn_policy *policy)
{
    struct evn_policy copy = *policy;
    return post(w, (struct evn_registry_command){.policy = &copy});
}

struct evn_day day(const char *text)
{
    struct evn_day d = EVN_DAY_NONE;
    if (text[0] != '\0')
        EVN_CHECK_OK(evn_day_parse(text, &d));
    return d;
}

void at(struct world *w, const char *text, int minutes)
{
    w->h.business_us =
        evn_day_start_us(day(text), EVN_OFFSET_CHINA_MIN) + minutes * 60 * EVN_US_PER_S;
    w->h.now_us = w->h.business_us;
}

struct evn_policy isolation_rules(void)
{
    static uint32_t d1235[] = {1, 2, 3, 5}, d13[] = {1, 3}, d1357[] = {1, 3, 5, 7},
                    d135[] = {1, 3, 5};
    static const struct {
        const char *cohort, *phase, *place, *supply;
        uint32_t order, days, *test_days;
        size_t n_tests;
        bool old;
    } rows[] = {
        {"close_contact", "isolation", "central", "centre", 1, 5, d1235, 4, false},
        {"close_contact", "isolation", "home", "door", 2, 3, d13, 2, false},
        {"secondary_contact", "none", "none", "none", 1, 0, NULL, 0, false},
        {"high_risk_area_leaver", "isolation", "home", "door", 1, 7, d1357, 4, false},
        {"high_risk_worker_end_of_loop", "monitoring", "home", "door", 1, 5, d135, 3, false},
        {"inbound_traveller", "isolation", "central", "centre", 1, 5, d1235, 4, false},
        {"inbound_traveller", "isolation", "home", "door", 2, 3, d13, 2, false},
        {"inbound_ct35_40_past_infection", "isolation", "home", "door", 1, 3, NULL, 2, false},
        {"close_contact", "isolation", "central", "centre", 1, 7, NULL, 0, true},
        {"close_contact", "monitoring", "home", "door", 2, 3, NULL, 0, true},
        {"high_risk_area_leaver", "isolation", "central", "centre", 1, 7, NULL, 0, true},
        {"high_risk_worker_end_of_loop", "isolation", "central_or_home", "centre", 1, 7, NULL, 0,
         true},
        {"inbound_traveller", "isolation", "central", "centre", 1, 7, NULL, 0, true},
        {"inbound_traveller", "monitoring", "home", "door", 2, 3, NULL, 0, true},
    };
    enum { N = sizeof rows / sizeof rows[0] };
    static struct evn_isolation_rule rules[N];
    for (size_t i = 0; i < N; i++) {
        struct evn_isolation_rule *r = &rules[i];
        *r = (struct evn_isolation_rule){.phase_order = rows[i].order,
                                         .days = rows[i].days,
                                         .test_days = rows[i].test_days,
                                         .n_test_days = rows[i].test_days ? rows[i].n_tests : 0,
                                         .tests = (uint32_t)rows[i].n_tests,
                                         .tests_unknown = rows[i].old};
        strcpy(r->cohort, rows[i].cohort);
        strcpy(r->phase, rows[i].phase);
        strcpy(r->place, rows[i].place);
        strcpy(r->supply_mode, rows[i].supply);
        r->valid_from = day(rows[i].old ? "" : "2022-11-11");
        r->valid_until = day(rows[i].old ? "2022-11-10" : "");
    }
    return (struct evn_policy){
        .table = "isolation_rules", .version = 1, .isolation = rules, .n_isolation = N};
}

struct evn_item rice(void)
{
    static struct evn_pack packs[2] = {{.name_en = "bag", .base_units = 10},
                                       {.name_zh = "箱", .base_units = 50}};
    static struct evn_item_code codes[3] = {{EVN_CODE_GTIN, "4006381333931", 10},
                                            {EVN_CODE_OWN, "R-1", 0},
                                            {EVN_CODE_ATC, "A10AB01", 0}};
    return (struct evn_item){.code = "RICE",
                             .name_zh = "大米",
                             .name_en = "Rice",
                             .category = "living_supply",
                             .tracking = EVN_TRACKING_EXPIRY,
                             .unit_en = "kg",
                             .packs = packs,
                             .n_packs = 2,
                             .weight_mg = 1000000,
                             .volume_ul = 1200000,
                             .codes = codes,
                             .n_codes = 3};
}

struct evn_place warehouse(const char *code)
{
    struct evn_place place = {.kind = EVN_PLACE_WAREHOUSE,
                              .area = DISTRICT,
                              .name_zh = "一号库",
                              .lat_e6 = 31200000,
                              .lon_e6 = 121400000,
                              .datum = EVN_DATUM_GCJ02,
                              .coord_source = "survey"};
    strcpy(place.code, code);
    return place;
}

struct evn_seal seal(const char *zone, const char *area, const char *start)
{
    struct evn_seal s = {.level = EVN_LEVEL_HIGH,
                         .residents = 120,
                         .authority = "Changning headquarters",
                         .reason = "one infected person",
                         .end_rule = "five_day",
                         .start_day = day(start)};
    strcpy(s.zone, zone);
    strcpy(s.area, area);
    return s;
}

static void fill_rules(struct world *w)
{
    struct evn_policy isolation = isolation_rules();
    static struct evn_rule rows[] = {
        {.rule = "days_without_new_infection_to_lower", .value = "5"},
        {.rule = "high_expand_only_if", .value = "spread_unclear;community_transmission"},
    };
    struct evn_policy zones = {.table = "zone_rules", .version = 1, .rules = rows, .n_rules = 2};
    for (int i = 0; i < 2; i++)
        rows[i].valid_from = rows[i].valid_until = EVN_DAY_NONE;
    EVN_CHECK_OK(put_policy(w, &isolation));
    EVN_CHECK_OK(put_policy(w, &zones));
}

void world_fill(struct world *w)
{
    static const char *const areas[] = {"31",           CITY,
                                        DISTRICT,       STREET,
                                        COMMUNITY,      COMMUNITY "-000",
                                        BUILDING,       UNIT,
                                        "310105001002", "310105001001-000-002"};
    static char points[1][EVN_CODE_MAX] = {"R1"};
    struct evn_item item = rice(), insulin = {.code = "INSULIN",
                                              .name_en = "Insulin",
                                              .category = "emergency_medicine",
                                              .cold_chain = true,
                                              .temp_min_dc = 20,
                                              .temp_max_dc = 80,
                                              .life_critical = true};
    struct evn_place place = warehouse("W1"), point = warehouse("R1");
    struct evn_community_put community = {.community = {.code = COMMUNITY,
                                                        .name_zh = "长宁一居委",
                                                        .residents = 4000,
                                                        .households = 1500,
                                                        .reception_points = points,
                                                        .n_reception_points = 1},
                                          .has_community = true};
    for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++)
        EVN_CHECK_OK(put_area(w, areas[i]));
    point.kind = EVN_PLACE_RECEPTION_POINT;
    strcpy(point.area, COMMUNITY);
    EVN_CHECK_OK(put_place(w, &place, false));
    EVN_CHECK_OK(put_place(w, &point, false));
    EVN_CHECK_OK(put_item(w, &item, false));
    EVN_CHECK_OK(put_item(w, &insulin, false));
    EVN_CHECK_OK(post(w, (struct evn_registry_command){.community = &community}));
    fill_rules(w);
}

bool get(struct world *w, uint32_t kind, const char *key, void *out)
{
    const struct evn_row *row = evn_registry_find(w->state, kind, key);
    evn_arena_reset(&w->h.arena);
    return row != NULL && evn_registry_read(kind, row, &w->h.arena, out);
}

size_t n_in_result(const struct world *w, uint32_t number)
{
    struct evn_bytes rest = evn_bytes_of(w->h.result.at, w->h.result.len);
    struct evn_pb_field field;
    size_t n = 0;
    while (evn_pb_next(&rest, &field) == EVN_OK)
        n += field.number == number;
    return n;
}

const char *next_page(const struct world *w)
{
    static char text[EVN_ROW_KEY_MAX];
    struct evn_bytes rest = evn_bytes_of(w->h.result.at, w->h.result.len);
    struct evn_pb_field field;
    text[0] = '\0';
    while (evn_pb_next(&rest, &field) == EVN_OK)
        if (field.number == EVN_RESULT_NEXT && field.bytes.len < sizeof text) {
            memcpy(text, field.bytes.at, field.bytes.len);
            text[field.bytes.len] = '\0';
        }
    return text;
}

void check_snapshot(struct world *w)
{
    struct evn_registry_state *copy;
    char before[65], after[65];
    EVN_MUST(evn_registry_state_new(&copy) == EVN_OK);
    evn_harness_digest(&w->h, before);
    evn_harness_copy(&w->h, copy);
    struct evn_canon canon = {0};
    evn_registry_ops()->canon(copy, &w->h.arena, &canon);
    evn_canon_format(&canon, after);
    EVN_CHECK_TEXT(after, before);
    EVN_CHECK_EQ(copy->next_due, w->state->next_due);
    EVN_CHECK_EQ(copy->n_next_due, w->state->n_next_due);
    EVN_CHECK_EQ(copy->next_standing, w->state->next_standing);
    EVN_CHECK_EQ(copy->n_next_standing, w->state->n_next_standing);
    EVN_CHECK_EQ(copy->training_rules, w->state->training_rules);
    EVN_CHECK_EQ(copy->n_stale, w->state->n_stale);
    evn_registry_state_destroy(&copy);
}
