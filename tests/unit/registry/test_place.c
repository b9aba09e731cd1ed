#include "common/base/pbw.h"
#include "tests/unit/registry/world.h"

static struct world w;

static void begin(void)
{
    world_init(&w);
    world_fill(&w);
}

/* Ask page by page: how many rows say a place lies outside, and the sums of the pages' counts. */
static size_t ask_misplaced(const char *area, uint64_t count[4])
{
    struct evn_query_misplaced query = {.area = ""};
    struct evn_registry_query any = {.misplaced = &query};
    struct evn_pb_field field, part;
    size_t n = 0;
    strcpy(query.area, area);
    memset(count, 0, 4 * sizeof *count);
    do {
        evn_buf_clear(&w.bytes);
        EVN_CHECK_OK(evn_wire_encode(&evn_registry_query_table, &any, &w.bytes));
        EVN_CHECK_OK(evn_harness_query(&w.h, evn_bytes_of(w.bytes.at, w.bytes.len)));
        struct evn_bytes rest = evn_bytes_of(w.h.result.at, w.h.result.len);
        while (evn_pb_next(&rest, &field) == EVN_OK) {
            n += field.number == EVN_RESULT_MISPLACED;
            while (field.number == EVN_RESULT_MISPLACED_COUNT &&
                   evn_pb_next(&field.bytes, &part) == EVN_OK)
                count[part.number] += part.value;
        }
        strcpy(query.after, next_page(&w));
    } while (query.after[0] != '\0');
    return n;
}

static void an_area_needs_a_code_of_a_level_and_its_parent(void)
{
    begin();
    static const char *const bad[] = {"310",
                                      "31010",
                                      "310105001001-1",
                                      "31010a",
                                      "310105001001000",
                                      "310105001001-000-001-001",
                                      "310105001001-00-0001",
                                      "310105001001x001"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        EVN_CHECK_ERR(put_area(&w, bad[i]), EVN_E_BAD_FIELD);
        EVN_CHECK_TEXT(w.h.why.field, "area.area.code");
    }
    EVN_CHECK_ERR(put_area(&w, "3201"), EVN_E_UNKNOWN_REF);
    EVN_CHECK_TEXT(w.h.why.subject, "32");
    EVN_CHECK_ERR(put_area(&w, "310105001009-001"), EVN_E_UNKNOWN_REF);
    EVN_CHECK_OK(put_area(&w, "32"));
    EVN_CHECK_OK(put_area(&w, "3201"));
    EVN_CHECK_OK(put_area(&w, "32"));
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_UNCHANGED);
    strcpy(w.h.actor.scope, "32");
    EVN_CHECK_OK(put_area(&w, "320102"));
    EVN_CHECK_ERR(put_area(&w, "310106"), EVN_E_OUT_OF_SCOPE);
    world_fini(&w);
}

static void expect(struct evn_place place, evn_err want, const char *field)
{
    EVN_CHECK_ERR(put_place(&w, &place, true), want);
    EVN_CHECK_TEXT(w.h.why.field, field);
}

static void coordinates_carry_datum_and_source(void)
{
    begin();
    struct evn_place place = warehouse("W2");
    place.datum = EVN_DATUM_NONE;
    expect(place, EVN_E_MISSING_FIELD, "place.place.datum");
    place = warehouse("W2");
    place.coord_source[0] = '\0';
    expect(place, EVN_E_MISSING_FIELD, "place.place.coord_source");
    place = warehouse("W2");
    place.lat_e6 = place.lon_e6 = 0;
    EVN_CHECK_OK(put_place(&w, &place, false)); /* found by nobody: see misplaced */
    uint64_t count[4];
    EVN_CHECK_EQ(ask_misplaced("", count), 1);
    place.datum = EVN_DATUM_NONE;
    EVN_CHECK_OK(put_place(&w, &place, true));
    EVN_CHECK_EQ(ask_misplaced("", count), 0);
    place = warehouse("W2");
    place.lon_e6 = 190000000;
    expect(place, EVN_E_OUT_OF_RANGE, "place.place.lon_e6");
    world_fini(&w);
}

static void windows_and_areas_are_checked(void)
{
    begin();
    struct evn_open_hours hours[2] = {{540, 720}, {700, 1080}};
    struct evn_place place = warehouse("W2");
    place.open_hours = hours;
    place.n_open_hours = 2;
    expect(place, EVN_E_BAD_FIELD, "place.place.open_hours");
    hours[1].from_min = 1080;
    expect(place, EVN_E_BAD_FIELD, "place.place.open_hours");
    hours[1].from_min = 780;
    EVN_CHECK_OK(put_place(&w, &place, false));
    strcpy(place.area, "320101");
    expect(place, EVN_E_UNKNOWN_REF, "place.place.area");
    place.area[0] = '\0';
    EVN_CHECK_OK(put_place(&w, &place, true));
    strcpy(w.h.actor.scope, DISTRICT);
    struct evn_place again = warehouse("W2");
    EVN_CHECK_ERR(put_place(&w, &again, true), EVN_E_OUT_OF_SCOPE);
    strcpy(again.code, "W3");
    EVN_CHECK_OK(put_place(&w, &again, false));
    check_snapshot(&w);
    world_fini(&w);
}

static void a_vehicle_has_a_depot_a_shift_and_a_pass(void)
{
    begin();
    struct evn_place car = {
        .code = "V1", .kind = EVN_PLACE_VEHICLE, .area = DISTRICT, .name_zh = "一号车"};
    expect(car, EVN_E_MISSING_FIELD, "place.place.vehicle");
    car.has_vehicle = true;
    car.vehicle = (struct evn_vehicle){.weight_max_g = 1500000,
                                       .volume_max_ml = 8000000,
                                       .depot = "W9",
                                       .shift_from_min = 480,
                                       .shift_until_min = 1080,
                                       .pass_from = EVN_DAY_NONE,
                                       .pass_until = EVN_DAY_NONE};
    expect(car, EVN_E_UNKNOWN_PLACE, "place.place.vehicle.depot");
    strcpy(car.vehicle.depot, "V1");
    expect(car, EVN_E_BAD_FIELD, "place.place.vehicle.depot");
    strcpy(car.vehicle.depot, "W1");
    EVN_CHECK_OK(put_place(&w, &car, false));
    car.vehicle.pass_until = day("2022-11-30");
    expect(car, EVN_E_BAD_FIELD, "place.place.vehicle.pass_until");
    car.vehicle.pass_from = day("2022-12-01");
    expect(car, EVN_E_BAD_FIELD, "place.place.vehicle.pass_until");
    car.vehicle.pass_from = day("2022-11-01");
    EVN_CHECK_OK(put_place(&w, &car, true));
    car.vehicle.shift_from_min = 1080;
    expect(car, EVN_E_BAD_FIELD, "place.place.vehicle.shift_until_min");
    car.kind = EVN_PLACE_WAREHOUSE;
    expect(car, EVN_E_BAD_FIELD, "place.place.vehicle");
    world_fini(&w);
}

static void kind_and_parent_of_a_place_never_change(void)
{
    begin();
    struct evn_place place = warehouse("W1");
    place.kind = EVN_PLACE_HOSPITAL;
    EVN_CHECK_ERR(put_place(&w, &place, true), EVN_E_FIXED);
    EVN_CHECK_TEXT(w.h.why.field, "place.place.kind");
    EVN_CHECK_TEXT(w.h.why.subject, "W1");
    struct evn_place bin = warehouse("B1");
    bin.kind = EVN_PLACE_BIN;
    strcpy(bin.parent, "W1");
    EVN_CHECK_OK(put_place(&w, &bin, false));
    strcpy(bin.parent, "R1");
    EVN_CHECK_ERR(put_place(&w, &bin, true), EVN_E_FIXED);
    EVN_CHECK_TEXT(w.h.why.field, "place.place.parent");
    strcpy(bin.parent, "W1");
    bin.closed = true;
    EVN_CHECK_OK(put_place(&w, &bin, true));
    world_fini(&w);
}

static void a_community_s_reception_point_lies_inside_it(void)
{
    begin();
    static char points[2][EVN_CODE_MAX];
    struct evn_community_put put = {.community = {.code = "310105001002",
                                                  .name_zh = "二居委",
                                                  .reception_points = points,
                                                  .n_reception_points = 1},
                                    .has_community = true,
                                    .replace = true};
    struct evn_registry_command command = {.community = &put};
    strcpy(points[0], "R9");
    EVN_CHECK_ERR(post(&w, command), EVN_E_UNKNOWN_PLACE);
    strcpy(points[0], "W1");
    EVN_CHECK_ERR(post(&w, command), EVN_E_BAD_FIELD);
    strcpy(points[0], "R1");
    EVN_CHECK_ERR(post(&w, command), EVN_E_BAD_FIELD);
    put.community.n_reception_points = 0;
    EVN_CHECK_OK(post(&w, command));
    strcpy(put.community.code, COMMUNITY);
    put.community.n_reception_points = 2;
    strcpy(points[1], "R1");
    EVN_CHECK_ERR(post(&w, command), EVN_E_BAD_FIELD);
    put.community.n_reception_points = 1;
    EVN_CHECK_OK(post(&w, command));
    strcpy(put.community.code, "310105001009");
    EVN_CHECK_ERR(post(&w, command), EVN_E_UNKNOWN_REF);
    strcpy(put.community.code, BUILDING);
    EVN_CHECK_ERR(post(&w, command), EVN_E_BAD_FIELD);
    world_fini(&w);
}

static void places_are_listed_by_kind_and_area(void)
{
    begin();
    struct evn_query_list list = {.table = EVN_REG_PLACE, .area = COMMUNITY};
    struct evn_registry_query query = {.list = &list};
    evn_buf_clear(&w.bytes);
    EVN_CHECK_OK(evn_wire_encode(&evn_registry_query_table, &query, &w.bytes));
    EVN_CHECK_OK(evn_harness_query(&w.h, evn_bytes_of(w.bytes.at, w.bytes.len)));
    EVN_CHECK_EQ(n_in_result(&w, EVN_REG_PLACE), 1);
    list = (struct evn_query_list){.table = EVN_REG_PLACE, .kind = EVN_PLACE_WAREHOUSE};
    evn_buf_clear(&w.bytes);
    EVN_CHECK_OK(evn_wire_encode(&evn_registry_query_table, &query, &w.bytes));
    EVN_CHECK_OK(evn_harness_query(&w.h, evn_bytes_of(w.bytes.at, w.bytes.len)));
    EVN_CHECK_EQ(n_in_result(&w, EVN_REG_PLACE), 1);
    list = (struct evn_query_list){.table = EVN_REG_PLACE, .limit = 1};
    evn_buf_clear(&w.bytes);
    EVN_CHECK_OK(evn_wire_encode(&evn_registry_query_table, &query, &w.bytes));
    EVN_CHECK_OK(evn_harness_query(&w.h, evn_bytes_of(w.bytes.at, w.bytes.len)));
    EVN_CHECK_TEXT(next_page(&w), "R1");
    world_fini(&w);
}

static evn_err put_extent(const char *code, struct evn_extent extent)
{
    struct evn_area_put put = {.area = {.name_en = "area", .extent = extent, .has_extent = true},
                               .has_area = true,
                               .replace = true};
    strcpy(put.area.code, code);
    return post(&w, (struct evn_registry_command){.area = &put});
}

static void coordinates_outside_an_area_around_are_listed(void)
{
    uint64_t count[4];
    begin();
    struct evn_place place = warehouse("X1");
    place.lat_e6 = 29892700; /* Ningbo */
    place.lon_e6 = 121517200;
    place.datum = EVN_DATUM_GCJ02;
    strcpy(place.coord_source, "geocoder");
    EVN_CHECK_OK(put_place(&w, &place, true));
    EVN_CHECK_EQ(ask_misplaced("", count), 0);
    uint64_t located = count[2];
    EVN_CHECK(located > 0);
    EVN_CHECK_ERR(put_extent("31", (struct evn_extent){31900000, 30600000, 120800000, 122200000}),
                  EVN_E_BAD_FIELD);
    EVN_CHECK_TEXT(w.h.why.field, "area.area.extent");
    EVN_CHECK_OK(put_extent("31", (struct evn_extent){30600000, 31900000, 120800000, 122200000}));
    EVN_CHECK_EQ(ask_misplaced("", count), 1);
    EVN_CHECK_EQ(count[2], located);
    EVN_CHECK_EQ(count[3], 1);
    EVN_CHECK_EQ(ask_misplaced("32", count), 0);
    check_snapshot(&w);
    world_fini(&w);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(an_area_needs_a_code_of_a_level_and_its_parent),
    EVN_TEST(coordinates_carry_datum_and_source),
    EVN_TEST(coordinates_outside_an_area_around_are_listed),
    EVN_TEST(windows_and_areas_are_checked),
    EVN_TEST(a_vehicle_has_a_depot_a_shift_and_a_pass),
    EVN_TEST(kind_and_parent_of_a_place_never_change),
    EVN_TEST(a_community_s_reception_point_lies_inside_it),
    EVN_TEST(places_are_listed_by_kind_and_area),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "registry.place", tests, sizeof tests / sizeof tests[0]);
}
