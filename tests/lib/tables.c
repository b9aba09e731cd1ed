#include "tests/lib/tables.h"

#include "tests/lib/suite.h"

struct kind {
    ProtobufCType type; /* of the proto field */
    size_t size;        /* of the member; 0: any */
};

static struct kind kind_of(const struct evn_wire_field *f)
{
    static const struct kind kinds[] = {
        [EVN_WIRE_BOOL] = {PROTOBUF_C_TYPE_BOOL, sizeof(bool)},
        [EVN_WIRE_U32] = {PROTOBUF_C_TYPE_UINT32, sizeof(uint32_t)},
        [EVN_WIRE_U64] = {PROTOBUF_C_TYPE_UINT64, sizeof(uint64_t)},
        [EVN_WIRE_I32] = {PROTOBUF_C_TYPE_INT32, sizeof(int32_t)},
        [EVN_WIRE_I64] = {PROTOBUF_C_TYPE_INT64, sizeof(int64_t)},
        [EVN_WIRE_ENUM] = {PROTOBUF_C_TYPE_ENUM, sizeof(int32_t)},
        [EVN_WIRE_DAY] = {PROTOBUF_C_TYPE_STRING, sizeof(struct evn_day)},
        [EVN_WIRE_TEXT] = {PROTOBUF_C_TYPE_STRING, 0},
        [EVN_WIRE_CODE] = {PROTOBUF_C_TYPE_STRING, 0},
        [EVN_WIRE_ID] = {PROTOBUF_C_TYPE_BYTES, sizeof(struct evn_id)},
        [EVN_WIRE_FIXED] = {PROTOBUF_C_TYPE_BYTES, 0},
        [EVN_WIRE_BYTES] = {PROTOBUF_C_TYPE_BYTES, sizeof(struct evn_bytes)},
        [EVN_WIRE_MSG] = {PROTOBUF_C_TYPE_MESSAGE, 0},
        [EVN_WIRE_REF] = {PROTOBUF_C_TYPE_MESSAGE, sizeof(void *)},
    };
    return kinds[f->kind];
}

static void expect(bool ok, const struct evn_wire_message *table, const char *field,
                   const char *what)
{
    if (!ok)
        printf("\n    %s.%s: %s differs between table and proto\n", table->name, field, what);
    CU_ASSERT(ok);
}

static void check_field(const struct evn_wire_message *table, const struct evn_wire_field *f,
                        const ProtobufCMessageDescriptor *proto)
{
    const ProtobufCFieldDescriptor *p = protobuf_c_message_descriptor_get_field(proto, f->tag);
    expect(p != NULL, table, f->name, "the number");
    if (p == NULL)
        return;
    struct kind kind = kind_of(f);
    bool repeated = p->label == PROTOBUF_C_LABEL_REPEATED;
    expect(strcmp(p->name, f->name) == 0, table, f->name, "the name");
    expect(p->type == kind.type, table, f->name, "the type");
    expect(repeated == ((f->flags & EVN_LIST) != 0), table, f->name, "repeated");
    expect((f->kind == EVN_WIRE_DAY) == ((f->flags & EVN_A_DAY) != 0), table, f->name, "a day");
    expect(kind.size == 0 || kind.size == f->size, table, f->name, "the member's size");
    expect(f->offset + (repeated ? sizeof(void *) : f->size) <= table->size, table, f->name,
           "the struct");
    expect((f->sub != NULL) == (p->type == PROTOBUF_C_TYPE_MESSAGE), table, f->name, "the inside");
    if (f->sub == NULL || p->type != PROTOBUF_C_TYPE_MESSAGE)
        return;
    expect(f->kind == EVN_WIRE_REF || f->size == f->sub->size, table, f->name, "the inner struct");
    evn_check_tables(f->sub, p->descriptor);
}

/* The sets say what the flags say. */
static void check_sets(const struct evn_wire_message *table)
{
    struct evn_wire_sets sets = {0};
    for (size_t i = 0; i < table->n_fields; i++) {
        uint64_t bit = UINT64_C(1) << i;
        uint32_t flags = table->field[i].flags;
        sets.required |= (flags & EVN_REQUIRED) != 0 ? bit : 0;
        sets.one_of |= (flags & EVN_ONE_OF) != 0 ? bit : 0;
        sets.days |= (flags & (EVN_A_DAY | EVN_LIST)) == EVN_A_DAY ? bit : 0;
    }
    EVN_CHECK_EQ(table->sets->required, sets.required);
    EVN_CHECK_EQ(table->sets->one_of, sets.one_of);
    EVN_CHECK_EQ(table->sets->days, sets.days);
}

void evn_check_tables(const struct evn_wire_message *table, const ProtobufCMessageDescriptor *proto)
{
    EVN_CHECK_TEXT(table->name, proto->name);
    EVN_CHECK_EQ(table->n_fields, proto->n_fields);
    EVN_CHECK(table->n_fields <= 64);
    if (table->sets != NULL)
        check_sets(table);
    for (size_t i = 0; i < table->n_fields; i++) {
        const struct evn_wire_field *f = &table->field[i];
        expect(i == 0 || f[-1].tag < f->tag, table, f->name, "the order");
        check_field(table, f, proto);
    }
}
