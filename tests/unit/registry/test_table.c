#include "common/base/rng.h"
#include "tests/lib/tables.h"
#include "tests/unit/registry/world.h"

#include "evernormal/registry/v1/command.pb-c.h"
#include "evernormal/registry/v1/query.pb-c.h"

static void every_table_says_what_its_proto_says(void)
{
    evn_check_tables(&evn_registry_command_table, &evernormal__registry__v1__command__descriptor);
    evn_check_tables(&evn_registry_query_table, &evernormal__registry__v1__query__descriptor);
    evn_check_tables(&evn_zone_table, &evernormal__registry__v1__zone__descriptor);
}

static void every_entity_has_its_number_in_events_commands_and_results(void)
{
    const ProtobufCMessageDescriptor *result = &evernormal__registry__v1__result__descriptor;
    for (size_t i = 0; i < EVN_N_ENTITIES; i++) {
        uint32_t kind = evn_entity_kind(i);
        EVN_CHECK_EQ(evn_entity_index(kind), i);
        const struct evn_entity *entity = evn_entity_of(kind);
        const ProtobufCFieldDescriptor *field =
            protobuf_c_message_descriptor_get_field(result, kind);
        EVN_MUST(field != NULL);
        EVN_CHECK_TEXT(field->name, entity->name);
        evn_check_tables(entity->message, field->descriptor);
        const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(
            &evernormal__registry__v1__table__descriptor, (int)kind);
        EVN_CHECK(value != NULL);
    }
    EVN_CHECK(evn_entity_of(EVN_REG_KEY_PERSON + 1) == NULL);
    EVN_CHECK(evn_entity_of(EVN_REG_PERSON - 1) == NULL);
    EVN_CHECK(evn_entity_of(evn_entity_kind(EVN_N_ENTITIES - 1) + 1) == NULL);
    EVN_CHECK(evn_entity_of(EVN_REG_ITEM - 1) == NULL);
}

static void rows_come_in_the_order_of_keys_and_areas(void)
{
    enum { N = 5000 };
    struct evn_rng rng = evn_rng_of(evn_test_seed(7));
    struct evn_table table;
    static char keys[N][16];
    evn_table_init(&table, N, true);
    for (uint32_t i = 0; i < N; i++) {
        struct evn_row_id id = {.mark = i};
        snprintf(id.key, sizeof id.key, "%08x-%u", evn_rng_below(&rng, 1u << 31), i);
        snprintf(id.area, sizeof id.area, "31%02u", evn_rng_below(&rng, 40));
        memcpy(keys[i], id.key, sizeof keys[i]);
        EVN_CHECK_OK(evn_table_put(&table, &id, evn_bytes_text(id.area)));
    }
    struct evn_table_walk walk = evn_table_after(&table, "", "");
    const struct evn_row *row, *last = NULL;
    size_t n = 0, n_area = 0, n_walk = 0;
    for (; (row = evn_table_next(&walk)) != NULL; last = row, n++) {
        CU_ASSERT(last == NULL || strcmp(last->key, row->key) < 0);
        n_area += strncmp(row->area, "3117", 4) == 0;
    }
    EVN_CHECK_EQ(n, N);
    for (walk = evn_table_in(&table, "3117"); (row = evn_table_next(&walk)) != NULL; n_walk++)
        EVN_CHECK_TEXT(row->area, "3117");
    EVN_CHECK_EQ(n_walk, n_area);
    for (uint32_t i = 0; i < N; i++) {
        row = evn_table_find(&table, keys[i]);
        CU_ASSERT(row != NULL && row->mark == i);
    }
    walk = evn_table_after(&table, keys[17], "");
    row = evn_table_next(&walk);
    EVN_CHECK(row == NULL || strcmp(row->key, keys[17]) > 0);
    evn_table_fini(&table);
}

static void a_row_keeps_its_place_when_it_is_put_again(void)
{
    struct evn_table table;
    evn_table_init(&table, 2, true);
    struct evn_row_id id = {.key = "a", .area = "31", .mark = 1}, other = {.key = "b"};
    EVN_CHECK_OK(evn_table_put(&table, &id, evn_bytes_text("one")));
    id.mark = 2;
    EVN_CHECK_OK(evn_table_put(&table, &id, evn_bytes_text("other")));
    EVN_CHECK_EQ(table.n, 1);
    EVN_CHECK_EQ(evn_table_find(&table, "a")->len, 5);
    EVN_CHECK_EQ(evn_table_find(&table, "a")->mark, 2);
    strcpy(id.area, "32");
    EVN_CHECK_ERR(evn_table_put(&table, &id, evn_bytes_text("other")), EVN_E_CORRUPT);
    EVN_CHECK_OK(evn_table_put(&table, &other, evn_bytes_text("x")));
    strcpy(other.key, "c");
    EVN_CHECK_ERR(evn_table_put(&table, &other, evn_bytes_text("x")), EVN_E_LIMIT);
    EVN_CHECK_EQ(table.n, 2);
    evn_table_fini(&table);
}

static void an_unknown_or_broken_event_stops_the_service(void)
{
    struct world w;
    world_init(&w);
    struct evn_event event = {.kind = 99, .version = 1, .count = 1};
    EVN_CHECK_ERR(evn_registry_ops()->apply(w.state, &event), EVN_E_UNKNOWN_EVENT);
    event.kind = EVN_REG_ITEM;
    event.version = 2;
    EVN_CHECK_ERR(evn_registry_ops()->apply(w.state, &event), EVN_E_UNKNOWN_EVENT);
    event.version = 1;
    EVN_CHECK_ERR(evn_registry_ops()->apply(w.state, &event), EVN_E_CORRUPT);
    event.kind = EVN_REG_UNCHANGED;
    EVN_CHECK_OK(evn_registry_ops()->apply(w.state, &event));
    world_fini(&w);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(every_table_says_what_its_proto_says),
    EVN_TEST(every_entity_has_its_number_in_events_commands_and_results),
    EVN_TEST(rows_come_in_the_order_of_keys_and_areas),
    EVN_TEST(a_row_keeps_its_place_when_it_is_put_again),
    EVN_TEST(an_unknown_or_broken_event_stops_the_service),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "registry.table", tests, sizeof tests / sizeof tests[0]);
}
