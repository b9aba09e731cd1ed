/* A row laid over what the registry holds: what it does not say stays. */
#include "common/base/pbw.h"
#include "tests/lib/suite.h"
#include "tools/import/cell_text.h"
#include "tools/import/kind.h"

#include "evernormal/registry/v1/event.pb-c.h"

#include <stdlib.h>

typedef Evernormal__Registry__V1__Item item_message;
typedef Evernormal__Registry__V1__Place place_message;

static struct evn_batch batch;
static struct evn_buf present, merged;
static char told[1024];

static void begin(void)
{
    evn_batch_init(&batch);
    evn_buf_init(&present, 65536);
    evn_buf_init(&merged, 65536);
    told[0] = '\0';
}

static void end(void)
{
    evn_batch_fini(&batch);
    evn_buf_fini(&present);
    evn_buf_fini(&merged);
}

static void no_flaw(void *self, const struct evn_flaw *flaw)
{
    (void)self;
    EVN_CHECK_EQ(flaw->kind, EVN_FLAW_NONE);
}

static void note(void *self, const struct evn_cell_change *change)
{
    (void)self;
    size_t n = strlen(told);
    snprintf(told + n, sizeof told - n, "%s %s>%s;", change->name, change->before, change->after);
}

static void pack(const ProtobufCMessage *message)
{
    uint8_t bytes[4096];
    size_t n = protobuf_c_message_pack(message, bytes);
    evn_buf_clear(&present);
    EVN_CHECK_OK(evn_buf_add(&present, evn_bytes_of(bytes, n)));
}

/* Lay the one row of the table over `present`, and tell the differences. */
static void lay(const char *kind, const char *table)
{
    uint8_t text[4096];
    struct evn_kind_counts counts = {0};
    struct evn_bytes old = evn_bytes_of(present.at, present.len);
    memcpy(text, table, strlen(table));
    EVN_CHECK_OK(evn_kind_read(evn_kind_find(kind), evn_csv_of(text, strlen(table), true), NULL,
                               &batch, &counts, no_flaw, NULL));
    EVN_MUST(batch.n == 1);
    EVN_CHECK_OK(evn_patch(old, evn_batch_body(&batch, 0), &batch.entry[0].said, &merged));
    evn_cell_changes(evn_kind_find(kind), old, evn_bytes_of(merged.at, merged.len), note, NULL);
}

static item_message *item_of(void)
{
    item_message *item = evernormal__registry__v1__item__unpack(NULL, merged.len, merged.at);
    EVN_MUST(item != NULL);
    return item;
}

static void vaccine(void)
{
    item_message item = EVERNORMAL__REGISTRY__V1__ITEM__INIT;
    item.code = (char *)(uintptr_t) "V";
    item.name_zh = (char *)(uintptr_t) "疫苗";
    item.name_en = (char *)(uintptr_t) "Vaccine";
    item.category = (char *)(uintptr_t) "vaccine";
    item.tracking = EVERNORMAL__REGISTRY__V1__TRACKING__TRACKING_LOT_EXPIRY;
    item.cold_chain = 1;
    item.temp_min_dc = 20;
    item.temp_max_dc = 85;
    item.cold_budget_min = 240;
    item.initials = (char *)(uintptr_t) "vax";
    pack(&item.base);
}

static void fields_without_a_column_and_empty_cells_stay(void)
{
    begin();
    vaccine();
    lay("items", "code\tname_zh\tname_en\tcategory\ttemp_max_c\nV\t疫苗\tShot\tvaccine\t\n");
    EVN_CHECK_TEXT(told, "name_en Vaccine>Shot;");
    item_message *item = item_of();
    EVN_CHECK_EQ(item->temp_max_dc, 85);
    EVN_CHECK_EQ(item->cold_budget_min, 240);
    EVN_CHECK_TEXT(item->initials, "vax");
    protobuf_c_message_free_unpacked(&item->base, NULL);
    end();
}

static void a_stroke_or_a_zero_says_that_there_is_none(void)
{
    begin();
    vaccine();
    lay("items", "code\tcategory\ttemp_min_c\ttracking\tcold_chain\tcold_budget_min\n"
                 "V\tvaccine\t-20.5\tnone\tno\t-\n");
    EVN_CHECK_TEXT(told, "tracking lot-expiry>none;cold_chain yes>no;temp_min_c 2>-20.5;"
                         "cold_budget_min 240>0;");
    end();
}

static void initials_follow_a_new_name(void)
{
    begin();
    vaccine();
    lay("items", "code\tname_zh\tcategory\nV\t胰岛素\tvaccine\n");
    item_message *item = item_of();
    EVN_CHECK_TEXT(item->initials, "yds");
    protobuf_c_message_free_unpacked(&item->base, NULL);
    end();
}

static void a_vehicle_changes_in_parts(void)
{
    begin();
    Evernormal__Registry__V1__Vehicle vehicle = EVERNORMAL__REGISTRY__V1__VEHICLE__INIT;
    place_message place = EVERNORMAL__REGISTRY__V1__PLACE__INIT;
    place.code = (char *)(uintptr_t) "T";
    place.kind = EVERNORMAL__REGISTRY__V1__PLACE_KIND__PLACE_KIND_VEHICLE;
    place.min_life_days = 9;
    vehicle.weight_max_g = 1200000;
    vehicle.depot = (char *)(uintptr_t) "W";
    vehicle.shift_until_min = 60;
    place.vehicle = &vehicle;
    pack(&place.base);
    lay("places", "code\tkind\tdepot\tshift_from\tshift_until\nT\tvehicle\t\t06:30\t-\n");
    EVN_CHECK_TEXT(told, "shift_from 00:00>06:30;shift_until 01:00>00:00;");
    place_message *now = evernormal__registry__v1__place__unpack(NULL, merged.len, merged.at);
    EVN_MUST(now != NULL && now->vehicle != NULL);
    EVN_CHECK_EQ(now->vehicle->weight_max_g, 1200000);
    EVN_CHECK_TEXT(now->vehicle->depot, "W");
    EVN_CHECK_EQ(now->min_life_days, 9);
    protobuf_c_message_free_unpacked(&now->base, NULL);
    end();
}

static void what_is_whole_replaces_all(void)
{
    begin();
    vaccine();
    const struct evn_said whole = {.whole = true};
    EVN_CHECK_OK(evn_patch(evn_bytes_of(present.at, present.len), evn_bytes_text("\x0a\x01V"),
                           &whole, &merged));
    EVN_CHECK_EQ(merged.len, 3);
    end();
}

static void bytes_that_are_no_message_are_refused(void)
{
    const struct evn_said said = {.fields = 2};
    begin();
    EVN_CHECK_ERR(
        evn_patch(evn_bytes_text("\x0a\x7fV"), evn_bytes_text("\x0a\x01V"), &said, &merged),
        EVN_E_CORRUPT);
    end();
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(fields_without_a_column_and_empty_cells_stay),
        EVN_TEST(a_stroke_or_a_zero_says_that_there_is_none),
        EVN_TEST(initials_follow_a_new_name),
        EVN_TEST(a_vehicle_changes_in_parts),
        EVN_TEST(what_is_whole_replaces_all),
        EVN_TEST(bytes_that_are_no_message_are_refused),
    };
    return evn_test_main(argc, argv, "import.patch", tests, sizeof tests / sizeof tests[0]);
}
