/* Tables against the descriptors of their messages, and events that cannot be. */
#include "services/planner/core/source.h"
#include "tests/lib/tables.h"
#include "tests/unit/planner/world.h"

static void every_table_says_what_its_proto_says(void)
{
    static const ProtobufCMessageDescriptor *const facts[EVN_N_FACTS] = {
        &evernormal__planner__v1__community_known__descriptor,
        &evernormal__planner__v1__zone_known__descriptor,
        &evernormal__planner__v1__norm_known__descriptor,
        &evernormal__planner__v1__item_norm_known__descriptor,
        &evernormal__planner__v1__item_known__descriptor,
        &evernormal__planner__v1__member_known__descriptor,
        &evernormal__planner__v1__key_person_known__descriptor,
        &evernormal__planner__v1__place_known__descriptor,
        &evernormal__planner__v1__policy_known__descriptor,
    };
    evn_check_tables(&evn_planner_command_table, &evernormal__planner__v1__command__descriptor);
    evn_check_tables(&evn_planner_query_table, &evernormal__planner__v1__query__descriptor);
    evn_check_tables(&evn_need_table, &evernormal__planner__v1__need_put__descriptor);
    evn_check_tables(&evn_closed_table, &evernormal__planner__v1__need_closed__descriptor);
    evn_check_tables(&evn_planned_table, &evernormal__planner__v1__day_planned__descriptor);
    evn_check_tables(&evn_total_table, &evernormal__planner__v1__total__descriptor);
    evn_check_tables(&evn_refused_table, &evernormal__planner__v1__refused_link__descriptor);
    evn_check_tables(&evn_cover_row_table, &evernormal__planner__v1__cover_row__descriptor);
    evn_check_tables(&evn_cover_class_table, &evernormal__planner__v1__cover_class__descriptor);
    evn_check_tables(&evn_refused_rule_table, &evernormal__planner__v1__refused_rule__descriptor);
    for (uint32_t i = 0; i < EVN_N_FACTS; i++)
        evn_check_tables(evn_fact_of(EVN_FACT_COMMUNITY + i)->message, facts[i]);
}

/* A message that is read in part: what is read has the number, name and kind of the proto. */
static void check_part(const struct evn_wire_message *table,
                       const ProtobufCMessageDescriptor *proto)
{
    EVN_CHECK_TEXT(table->name, proto->name);
    for (size_t i = 0; i < table->n_fields; i++) {
        const struct evn_wire_field *f = &table->field[i];
        const ProtobufCFieldDescriptor *p = protobuf_c_message_descriptor_get_field(proto, f->tag);
        EVN_MUST(p != NULL);
        EVN_CHECK_TEXT(f->name, strcmp(f->name, p->name) == 0 ? f->name : p->name);
        EVN_CHECK_EQ((f->flags & EVN_LIST) != 0, p->label == PROTOBUF_C_LABEL_REPEATED);
        EVN_CHECK_EQ(f->sub != NULL, p->type == PROTOBUF_C_TYPE_MESSAGE);
        EVN_CHECK_EQ(f->kind == EVN_WIRE_TEXT || f->kind == EVN_WIRE_CODE ||
                         f->kind == EVN_WIRE_DAY,
                     p->type == PROTOBUF_C_TYPE_STRING);
        EVN_CHECK_EQ(f->kind == EVN_WIRE_I64, p->type == PROTOBUF_C_TYPE_INT64);
        EVN_CHECK_EQ(f->kind == EVN_WIRE_U32, p->type == PROTOBUF_C_TYPE_UINT32);
        EVN_CHECK_EQ(f->kind == EVN_WIRE_BOOL, p->type == PROTOBUF_C_TYPE_BOOL);
        if (f->sub != NULL)
            check_part(f->sub, p->descriptor);
    }
}

static void what_is_read_of_the_registry_is_what_its_proto_says(void)
{
    static const ProtobufCMessageDescriptor *const protos[] = {
        &evernormal__registry__v1__item__descriptor,
        &evernormal__registry__v1__item_norm__descriptor,
        &evernormal__registry__v1__norm__descriptor,
        &evernormal__registry__v1__community__descriptor,
        &evernormal__registry__v1__zone__descriptor,
        &evernormal__registry__v1__member__descriptor,
        &evernormal__registry__v1__key_person__descriptor,
        &evernormal__registry__v1__place__descriptor,
        &evernormal__registry__v1__policy__descriptor,
    };
    size_t n = sizeof protos / sizeof protos[0];
    for (size_t i = 0; i < n; i++)
        check_part(evn_source_table(i), protos[i]);
    EVN_CHECK(evn_source_table(n) == NULL);
}

static void every_kind_has_its_field_in_results(void)
{
    const ProtobufCMessageDescriptor *result = &evernormal__planner__v1__result__descriptor;
    static const struct {
        unsigned number;
        const ProtobufCMessageDescriptor *message;
    } fields[] = {
        {EVN_RESULT_NEED, &evernormal__planner__v1__need_put__descriptor},
        {EVN_RESULT_TOTAL, &evernormal__planner__v1__total__descriptor},
        {EVN_RESULT_OPEN, &evernormal__planner__v1__day_planned__descriptor},
        {EVN_FACT_ZONE, &evernormal__planner__v1__zone_known__descriptor},
        {EVN_FACT_NORM, &evernormal__planner__v1__norm_known__descriptor},
        {EVN_FACT_LINK, &evernormal__planner__v1__item_norm_known__descriptor},
        {EVN_RESULT_REFUSED, &evernormal__planner__v1__refused_link__descriptor},
        {EVN_RESULT_COVER, &evernormal__planner__v1__cover_row__descriptor},
        {EVN_RESULT_CLASS, &evernormal__planner__v1__cover_class__descriptor},
        {EVN_RESULT_REFUSED_RULE, &evernormal__planner__v1__refused_rule__descriptor},
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        const ProtobufCFieldDescriptor *f =
            protobuf_c_message_descriptor_get_field(result, fields[i].number);
        EVN_MUST(f != NULL);
        EVN_CHECK(f->descriptor == fields[i].message);
    }
    EVN_CHECK(protobuf_c_message_descriptor_get_field(result, EVN_RESULT_NEXT) != NULL);
}

static void an_unknown_or_broken_event_stops_the_service(void)
{
    struct world w;
    world_init(&w);
    struct evn_event odd = {.kind = 99, .version = 1, .count = 1};
    EVN_CHECK_ERR(evn_planner_ops()->apply(w.state, &odd), EVN_E_UNKNOWN_EVENT);
    odd.kind = EVN_PLANNER_NEED;
    odd.version = 2;
    EVN_CHECK_ERR(evn_planner_ops()->apply(w.state, &odd), EVN_E_UNKNOWN_EVENT);
    odd.version = 1;
    for (odd.kind = EVN_PLANNER_NEED; odd.kind <= EVN_PLANNER_PLANNED; odd.kind++)
        EVN_CHECK_ERR(evn_planner_ops()->apply(w.state, &odd), EVN_E_CORRUPT);
    for (odd.kind = EVN_FACT_COMMUNITY; odd.kind <= EVN_FACT_LAST; odd.kind++)
        EVN_CHECK_ERR(evn_planner_ops()->apply(w.state, &odd), EVN_E_CORRUPT);
    world_fini(&w);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(every_table_says_what_its_proto_says),
    EVN_TEST(what_is_read_of_the_registry_is_what_its_proto_says),
    EVN_TEST(every_kind_has_its_field_in_results),
    EVN_TEST(an_unknown_or_broken_event_stops_the_service),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "planner.table", tests, sizeof tests / sizeof tests[0]);
}
