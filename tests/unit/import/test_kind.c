/* Tables of our own format: each column fills the field it says, and what is wrong is named. */
#include "tests/lib/suite.h"
#include "tools/import/kind.h"
#include "tools/import/policy.h"

#include "evernormal/registry/v1/event.pb-c.h"

enum { FLAWS_MAX = 16 };
static struct evn_batch batch;
static struct evn_kind_counts counts;
static struct evn_flaw flaws[FLAWS_MAX];
static size_t n_flaws;
static uint8_t text[65536];

static void note(void *self, const struct evn_flaw *flaw)
{
    (void)self;
    if (n_flaws < FLAWS_MAX)
        flaws[n_flaws++] = *flaw;
}

static struct evn_csv tsv(const char *from)
{
    n_flaws = 0;
    counts = (struct evn_kind_counts){0};
    evn_batch_init(&batch);
    memcpy(text, from, strlen(from));
    return evn_csv_of(text, strlen(from), true);
}

static const char *categories; /* of the reads that follow */

static evn_err read_kind(const char *kind, const char *from)
{
    return evn_kind_read(evn_kind_find(kind), tsv(from), categories, &batch, &counts, note, NULL);
}

static void check_key(size_t i, const char *want)
{
    struct evn_bytes key = evn_batch_key(&batch, i);
    EVN_CHECK(evn_bytes_equal(key, evn_bytes_text(want)));
}

static void check_flaw(size_t i, enum evn_flaw_kind kind, uint32_t line, const char *name)
{
    EVN_CHECK(i < n_flaws);
    EVN_CHECK_EQ(flaws[i].kind, kind);
    EVN_CHECK_EQ(flaws[i].line, line);
    EVN_CHECK_TEXT(flaws[i].name, name);
}

/* The i-th body through protobuf-c, and packed again: equal bytes, so equal to what a registry that
 * writes by ascending fields holds. */
static ProtobufCMessage *unpack(size_t i, const ProtobufCMessageDescriptor *type)
{
    uint8_t again[8192];
    struct evn_bytes body = evn_batch_body(&batch, i);
    ProtobufCMessage *m = protobuf_c_message_unpack(type, NULL, body.len, body.at);
    EVN_MUST(m != NULL);
    EVN_CHECK_EQ(protobuf_c_message_get_packed_size(m), body.len);
    size_t n = protobuf_c_message_pack(m, again);
    EVN_CHECK(evn_bytes_equal(evn_bytes_of(again, n), body));
    return m;
}

static void an_item_fills_its_fields(void)
{
    EVN_CHECK_OK(read_kind(
        "items", "code\tname_zh\tname_en\tcategory\ttracking\tunit_zh\tunit_en\tpacks\tweight_g\t"
                 "volume_ml\tcold_chain\ttemp_min_c\ttemp_max_c\tcodes\tlife_critical\n"
                 "A1\t胰岛素\tInsulin\tmed\tlot-expiry\t支\tpiece\t盒/box=5; 箱/case=100\t12.5\t"
                 "25\tyes\t2\t8.5\tOWN:X1; gtin:6901234567892=5\t1\n"
                 "B2\t\tB\tmed\t\t\t\t\t\t\t\t-20\t\t\t\n"));
    EVN_CHECK_EQ(n_flaws, 0);
    EVN_CHECK_EQ(batch.n, 2);
    Evernormal__Registry__V1__Item *item =
        (void *)unpack(0, &evernormal__registry__v1__item__descriptor);
    EVN_CHECK_TEXT(item->name_zh, "胰岛素");
    EVN_CHECK_EQ(item->tracking, EVERNORMAL__REGISTRY__V1__TRACKING__TRACKING_LOT_EXPIRY);
    EVN_CHECK_EQ(item->n_packs, 2);
    EVN_CHECK_TEXT(item->packs[1]->name_en, "case");
    EVN_CHECK_EQ(item->packs[1]->base_units, 100);
    EVN_CHECK_EQ(item->weight_mg, 12500);
    EVN_CHECK_EQ(item->volume_ul, 25000);
    EVN_CHECK(item->cold_chain && item->life_critical && !item->synthetic);
    EVN_CHECK_EQ(item->temp_max_dc, 85);
    EVN_CHECK_EQ(item->n_codes, 2);
    EVN_CHECK_EQ(item->codes[1]->system, EVERNORMAL__REGISTRY__V1__CODE_SYSTEM__CODE_SYSTEM_GTIN);
    EVN_CHECK_EQ(item->codes[1]->base_units, 5);
    protobuf_c_message_free_unpacked(&item->base, NULL);
    item = (void *)unpack(1, &evernormal__registry__v1__item__descriptor);
    EVN_CHECK_EQ(item->temp_min_dc, -200);
    protobuf_c_message_free_unpacked(&item->base, NULL);
    check_key(1, "B2");
    evn_batch_fini(&batch);
}

static void geocoded_addresses_say_their_datum_and_source(void)
{
    EVN_CHECK_OK(read_kind("places",
                           "place_id\tdistrict_code\tlon_gcj02\tlat_gcj02\t"
                           "coord_plausible\n31010100002\t310101\t121.5172\t29.8927\t0\n"));
    EVN_CHECK_EQ(n_flaws, 0);
    EVN_CHECK_EQ(batch.n, 1);
    Evernormal__Registry__V1__Place *place =
        (void *)unpack(0, &evernormal__registry__v1__place__descriptor);
    EVN_CHECK_TEXT(place->name_en, "31010100002");
    EVN_CHECK_EQ(place->kind, EVERNORMAL__REGISTRY__V1__PLACE_KIND__PLACE_KIND_OTHER);
    EVN_CHECK_TEXT(place->area, "310101");
    EVN_CHECK_EQ(place->lat_e6, 29892700);
    EVN_CHECK_EQ(place->lon_e6, 121517200);
    EVN_CHECK_EQ(place->datum, EVERNORMAL__REGISTRY__V1__DATUM__DATUM_GCJ02);
    EVN_CHECK_TEXT(place->coord_source, "geocoder");
    protobuf_c_message_free_unpacked(&place->base, NULL);
    check_key(0, "31010100002");
    evn_batch_fini(&batch);
}

static void an_area_s_extent_lies_inside_it(void)
{
    EVN_CHECK_OK(read_kind("areas",
                           "code\tname_zh\tlat_min\tlat_max\tlon_min\tlon_max\n"
                           "31\t上海市\t30.6\t31.9\t120.8\t122.2\n3101\t市辖区\t\t\t\t\n"));
    EVN_CHECK_EQ(n_flaws, 0);
    Evernormal__Registry__V1__Area *area =
        (void *)unpack(0, &evernormal__registry__v1__area__descriptor);
    EVN_MUST(area->extent != NULL);
    EVN_CHECK_EQ(area->extent->lat_min_e6, 30600000);
    EVN_CHECK_EQ(area->extent->lon_max_e6, 122200000);
    protobuf_c_message_free_unpacked(&area->base, NULL);
    area = (void *)unpack(1, &evernormal__registry__v1__area__descriptor);
    EVN_CHECK(area->extent == NULL);
    protobuf_c_message_free_unpacked(&area->base, NULL);
    evn_batch_fini(&batch);
}

static void a_vehicle_lies_inside_its_place(void)
{
    EVN_CHECK_OK(read_kind(
        "places", "depot\tcode\tkind\tarea\tname_en\tlat\tlon\tdatum\topen_hours\tweight_max_kg\t"
                  "volume_max_l\tshift_from\tshift_until\tpass_from\tsynthetic\n"
                  "W1\tV1\tvehicle\t310105\tVan\t31.22\t-121.4200001\twgs84\t\t1200\t6000.5\t"
                  "06:00\t26:30\t2022-11-14\t1\n"
                  "W1\tV2\tvehicle\t310105\tVan\t31.22\t121.42\twgs84\t\t1200\t6000.5\t"
                  "06:00\t26:30\t2022-11-14\t1\n"
                  "\tW1\twarehouse\t310105\tStore\t\t\t\t08:00-12:00; 14:00-18:00\t\t\t\t\t\t\n"));
    check_flaw(0, EVN_FLAW_NUMBER, 2, "lon"); /* seven decimals */
    EVN_CHECK_EQ(batch.n, 2);
    EVN_CHECK_EQ(counts.rows, 3);
    EVN_CHECK_EQ(counts.refused, 1);
    Evernormal__Registry__V1__Place *place =
        (void *)unpack(0, &evernormal__registry__v1__place__descriptor);
    EVN_CHECK_EQ(place->kind, EVERNORMAL__REGISTRY__V1__PLACE_KIND__PLACE_KIND_VEHICLE);
    EVN_CHECK_EQ(place->lon_e6, 121420000);
    EVN_MUST(place->vehicle != NULL);
    EVN_CHECK_EQ(place->vehicle->weight_max_g, 1200000);
    EVN_CHECK_EQ(place->vehicle->volume_max_ml, 6000500);
    EVN_CHECK_EQ(place->vehicle->shift_until_min, 26 * 60 + 30);
    EVN_CHECK_TEXT(place->vehicle->depot, "W1");
    EVN_CHECK_TEXT(place->vehicle->pass_from, "2022-11-14");
    EVN_CHECK(place->synthetic);
    protobuf_c_message_free_unpacked(&place->base, NULL);
    place = (void *)unpack(1, &evernormal__registry__v1__place__descriptor);
    EVN_CHECK(place->vehicle == NULL);
    EVN_CHECK_EQ(place->n_open_hours, 2);
    EVN_CHECK_EQ(place->open_hours[1]->until_min, 1080);
    protobuf_c_message_free_unpacked(&place->base, NULL);
    evn_batch_fini(&batch);
}

static void areas_come_as_their_publishers_lay_them_out(void)
{
    EVN_CHECK_OK(read_kind("areas", "street_code\tname_zh\tdistrict_code\n310105001\t华阳路街道\t"
                                    "310105\n"));
    check_key(0, "310105001");
    evn_batch_fini(&batch);
    EVN_CHECK_OK(read_kind("areas", "district_code\tname_en\tname_zh\tpopulation_2020\n"
                                    "310105\tChangning\t长宁区\t693051\n"));
    Evernormal__Registry__V1__Area *area =
        (void *)unpack(0, &evernormal__registry__v1__area__descriptor);
    EVN_CHECK_EQ(area->population, 693051);
    protobuf_c_message_free_unpacked(&area->base, NULL);
    evn_batch_fini(&batch);
    EVN_CHECK_ERR(read_kind("areas", "zip\tname_zh\n1\t2\n"), EVN_E_BAD_FILE);
    EVN_CHECK_EQ(n_flaws, 1);
    evn_batch_fini(&batch);
}

static void a_community_has_a_list_of_reception_points(void)
{
    EVN_CHECK_OK(read_kind("communities", "code\tname_zh\tresidents\treception_points\n"
                                          "310105001901\t和苑社区\t2310\tRP-1, RP-2\n"));
    Evernormal__Registry__V1__Community *c =
        (void *)unpack(0, &evernormal__registry__v1__community__descriptor);
    EVN_CHECK_EQ(c->n_reception_points, 2);
    EVN_CHECK_TEXT(c->reception_points[1], "RP-2");
    EVN_CHECK_EQ(c->residents, 2310);
    protobuf_c_message_free_unpacked(&c->base, NULL);
    evn_batch_fini(&batch);
}

static void norms_are_whole_millionths(void)
{
    EVN_CHECK_OK(read_kind("norms", "norm\tgroup\tvalue\tvalue_min\tunit\tper\tperiod\tverified\t"
                                    "source\nhand_rub\tcaregiver\t0.0333\t\tlitre\tperson\tday\t1\t"
                                    "a source\n"));
    check_key(0, "hand_rub|caregiver");
    Evernormal__Registry__V1__Norm *norm =
        (void *)unpack(0, &evernormal__registry__v1__norm__descriptor);
    EVN_CHECK_EQ(norm->value_e6, 33300);
    EVN_CHECK_EQ(norm->value_min_e6, 0);
    EVN_CHECK(norm->verified);
    protobuf_c_message_free_unpacked(&norm->base, NULL);
    evn_batch_fini(&batch);
    EVN_CHECK_OK(read_kind("item-norms", "item\tnorm\tamount\tsource\nA\tB\t12600\tc\n"));
    check_key(0, "A|B");
    evn_batch_fini(&batch);
}

static void a_red_cross_catalogue_is_a_table_of_items(void)
{
    static const char head[] = "item code\titem description\tlength cm\theight cm\twidth cm\t"
                               "volume litre\tweight kg\tin EIC\n";
    char file[600];
    snprintf(file, sizeof file,
             "%sDORAPARA1T\tPARACETAMOL, 100mg, tab.\t1\t2\t3\t0.006\t0.0005\tyes\n"
             "WNEVGGBU80,16\tBUSHING\t0\t0\t0\t0\t0\t\n"
             "WNEASTNR3+\tNIPPLE\t0\t0\t0\t0\t0\t\n",
             head);
    EVN_CHECK_ERR(read_kind("items", file), EVN_E_BAD_FILE);
    EVN_CHECK_EQ(n_flaws, 1);
    check_flaw(0, EVN_FLAW_CATEGORY, 1, "category");
    evn_batch_fini(&batch);

    categories = "DORA=emergency_medicine,D=disinfection";
    EVN_CHECK_OK(read_kind("items", file));
    EVN_CHECK_EQ(counts.rows, 3);
    EVN_CHECK_EQ(counts.refused, 2);
    check_flaw(0, EVN_FLAW_CODE, 3, "item code");
    check_flaw(1, EVN_FLAW_CATEGORY, 4, "category");
    Evernormal__Registry__V1__Item *item =
        (void *)unpack(0, &evernormal__registry__v1__item__descriptor);
    EVN_CHECK_TEXT(item->code, "DORAPARA1T");
    EVN_CHECK_TEXT(item->name_en, "PARACETAMOL, 100mg, tab.");
    EVN_CHECK_TEXT(item->category, "emergency_medicine");
    EVN_CHECK_EQ(item->weight_mg, 500);
    EVN_CHECK_EQ(item->volume_ul, 6000);
    EVN_CHECK_EQ(item->n_packs, 0);
    protobuf_c_message_free_unpacked(&item->base, NULL);
    evn_batch_fini(&batch);

    categories = "D=emergency_medicine,living_supply";
    EVN_CHECK_OK(read_kind("items", file));
    EVN_CHECK_EQ(counts.refused, 1);
    item = (void *)unpack(1, &evernormal__registry__v1__item__descriptor);
    EVN_CHECK_TEXT(item->code, "WNEASTNR3+");
    EVN_CHECK_TEXT(item->category, "living_supply");
    EVN_CHECK_EQ(item->weight_mg, 0);
    protobuf_c_message_free_unpacked(&item->base, NULL);
    evn_batch_fini(&batch);
    categories = NULL;
    EVN_CHECK(evn_kind_categories_good("a") && evn_kind_categories_good("A=b,c"));
    EVN_CHECK(!evn_kind_categories_good("") && !evn_kind_categories_good("a,") &&
              !evn_kind_categories_good("A=") && !evn_kind_categories_good("A=b c"));
}

static void each_refused_row_is_named_and_the_rest_goes_on(void)
{
    EVN_CHECK_OK(read_kind("items", "code\tcategory\ttracking\tpacks\tcodes\tcold_chain\n"
                                    "\tmed\t\t\t\t\n"
                                    "A\tmed\texpiry\tbox\t\t\n"
                                    "B\tmed\tEAN\t\t\t\n"
                                    "C\tmed\t\t\tEAN:1\t\n"
                                    "D\tmed\t\t\t\tmaybe\n"
                                    "E\tmed\n"
                                    "F\tmed\t\t\t\t\n"
                                    "F\tfood\t\t\t\t\n"
                                    "F\tmed\t\t\t\t\n"
                                    "G \tmed\t\t\t\t\n"));
    EVN_CHECK_EQ(n_flaws, 8);
    check_flaw(0, EVN_FLAW_EMPTY, 2, "code");
    check_flaw(1, EVN_FLAW_NUMBER, 3, "packs");
    check_flaw(2, EVN_FLAW_WORD, 4, "tracking");
    check_flaw(3, EVN_FLAW_WORD, 5, "codes");
    check_flaw(4, EVN_FLAW_WORD, 6, "cold_chain");
    check_flaw(5, EVN_FLAW_COLUMNS, 7, "");
    check_flaw(6, EVN_FLAW_TWICE, 9, "code");
    check_flaw(7, EVN_FLAW_TEXT, 11, "code");
    EVN_CHECK_EQ(batch.n, 1);
    EVN_CHECK_EQ(counts.rows, 10);
    EVN_CHECK_EQ(counts.refused, 8);
    evn_batch_fini(&batch);
}

static evn_err read_policy(const char *name, const char *from)
{
    return evn_policy_rows(name, tsv(from), &batch, &counts, note, NULL);
}

static const char isolation[] =
    "cohort\tphase\tplace\tphase_order\tdays\ttest_days\ttests\tct_threshold\tcode_managed\t"
    "may_go_out\tsupply_mode\tvalid_from\tvalid_to\tsource_file\n"
    "close_contact\tisolation\tcentral\t1\t5\t1,2,3,5\t4\t\t1\tno\tcentre\t2022-11-11\t\tx.txt\n"
    "close_contact\tisolation\tcentral\t1\t7\t\t\t\t\t\tcentre\t\t2022-11-10\tx.txt\n"
    "secondary_contact\tnone\tnone\t1\t0\t\t0\t\t0\tyes\tnone\t2022-11-11\t\tx.txt\n";

static void isolation_rows_say_what_is_not_known(void)
{
    EVN_CHECK_OK(read_policy("isolation_rules", isolation));
    Evernormal__Registry__V1__Policy *p =
        (void *)unpack(0, &evernormal__registry__v1__policy__descriptor);
    EVN_MUST(p->n_isolation == 3 && p->n_rules == 0);
    EVN_CHECK_EQ(p->isolation[0]->n_test_days, 4);
    EVN_CHECK_EQ(p->isolation[0]->test_days[3], 5);
    EVN_CHECK_EQ(p->isolation[0]->tests, 4);
    EVN_CHECK(!p->isolation[0]->tests_unknown && p->isolation[1]->tests_unknown);
    EVN_CHECK(!p->isolation[2]->tests_unknown);
    EVN_CHECK_TEXT(p->isolation[1]->valid_until, "2022-11-10");
    protobuf_c_message_free_unpacked(&p->base, NULL);
    evn_batch_fini(&batch);
}

static void a_version_can_be_put_in_and_taken_out(void)
{
    struct evn_buf with, without;
    uint32_t version;
    EVN_CHECK_OK(read_policy("isolation_rules", isolation));
    struct evn_bytes body = evn_batch_body(&batch, 0);
    evn_buf_init(&with, 4096);
    evn_buf_init(&without, 4096);
    EVN_CHECK_OK(evn_policy_versioned(body, 7, &with));
    Evernormal__Registry__V1__Policy *p =
        evernormal__registry__v1__policy__unpack(NULL, with.len, with.at);
    EVN_MUST(p != NULL);
    EVN_CHECK_EQ(p->version, 7);
    EVN_CHECK_EQ(p->n_isolation, 3);
    evernormal__registry__v1__policy__free_unpacked(p, NULL);
    EVN_CHECK(evn_policy_unversioned(evn_bytes_of(with.at, with.len), &without, &version));
    EVN_CHECK_EQ(version, 7);
    EVN_CHECK(evn_bytes_equal(evn_bytes_of(without.at, without.len), body));
    evn_buf_fini(&with);
    evn_buf_fini(&without);
    evn_batch_fini(&batch);
}

static void a_table_of_rules_goes_in_whole_or_not_at_all(void)
{
    EVN_CHECK_OK(read_policy("key_groups", "group\tperson_list\twhy\tvalid_from\tvalid_to\t"
                                           "authority\tsource_file\n"
                                           "a;b\t1\tbecause\t2022-11-11\t\tnational\tx\n"));
    Evernormal__Registry__V1__Policy *p =
        (void *)unpack(0, &evernormal__registry__v1__policy__descriptor);
    EVN_CHECK_TEXT(p->rules[0]->rule, "a;b");
    EVN_CHECK_TEXT(p->rules[0]->value, "1");
    EVN_CHECK_TEXT(p->rules[0]->meaning, "because");
    protobuf_c_message_free_unpacked(&p->base, NULL);
    evn_batch_fini(&batch);
    EVN_CHECK_ERR(
        read_policy("zone_rules", "rule\tvalue\tvalid_from\na\t1\t2022-11-11\nb\t1\tlater\n"),
        EVN_E_BAD_FILE);
    check_flaw(0, EVN_FLAW_DATE, 3, "valid_from");
    EVN_CHECK_EQ(batch.n, 0);
    evn_batch_fini(&batch);
}

static void a_table_is_named_by_its_file(void)
{
    char name[64];
    EVN_CHECK(evn_policy_name("a/b.c/zone_rules.tsv", name));
    EVN_CHECK_TEXT(name, "zone_rules");
    EVN_CHECK(!evn_policy_name("a/.tsv", name));
    EVN_CHECK(!evn_policy_name("zone rules.tsv", name));
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(an_item_fills_its_fields),
        EVN_TEST(geocoded_addresses_say_their_datum_and_source),
        EVN_TEST(an_area_s_extent_lies_inside_it),
        EVN_TEST(a_vehicle_lies_inside_its_place),
        EVN_TEST(areas_come_as_their_publishers_lay_them_out),
        EVN_TEST(a_community_has_a_list_of_reception_points),
        EVN_TEST(norms_are_whole_millionths),
        EVN_TEST(a_red_cross_catalogue_is_a_table_of_items),
        EVN_TEST(each_refused_row_is_named_and_the_rest_goes_on),
        EVN_TEST(isolation_rows_say_what_is_not_known),
        EVN_TEST(a_version_can_be_put_in_and_taken_out),
        EVN_TEST(a_table_of_rules_goes_in_whole_or_not_at_all),
        EVN_TEST(a_table_is_named_by_its_file),
    };
    return evn_test_main(argc, argv, "import.kind", tests, sizeof tests / sizeof tests[0]);
}
