/* Every kind of event of every service says what it is about, or that it is about nothing; what it
 * says is held against its message. Which kinds there are the cores say themselves. */
#include "common/client/event_kinds.h"
#include "services/dispatch/core/core.h"
#include "services/events/core/keys.h"
#include "services/ledger/core/apply.h"
#include "services/planner/core/core.h"
#include "services/registry/core/core.h"
#include "tests/lib/suite.h"

enum { KINDS_MAX = 128 };

static const char *const services[] = {"registry", "ledger", "planner", "dispatch"};

/* Whether the core takes events of that kind: a body that is none is CORRUPT, or even fine. */
static bool takes(const struct evn_core_ops *ops, void *state, uint32_t kind)
{
    struct evn_event event = {.kind = kind, .version = 1, .count = 1, .seq = 1};
    return ops->apply(state, &event) != EVN_E_UNKNOWN_EVENT;
}

static void ledger_kinds(bool known[KINDS_MAX])
{
    static struct evn_ledger_state state;
    struct evn_ledger_limits limits = evn_ledger_limits_usual();
    EVN_MUST(evn_ledger_state_init(&state, &limits, 0) == EVN_OK);
    for (uint32_t kind = EVN_KIND_FIRST_OWN; kind < KINDS_MAX; kind++) {
        struct evn_frame frame = {.kind = kind, .version = 1, .count = 1};
        known[kind] = evn_ledger_apply(&state, &frame) != EVN_E_UNKNOWN_EVENT;
    }
    evn_ledger_state_fini(&state);
}

static void core_kinds(const char *service, bool known[KINDS_MAX])
{
    struct evn_registry_state *registry = NULL;
    struct evn_planner_state *planner = NULL;
    struct evn_dsp_state *dispatch = NULL;
    EVN_MUST(evn_registry_state_new(&registry) == EVN_OK);
    EVN_MUST(evn_planner_state_new(&planner) == EVN_OK);
    EVN_MUST(evn_dispatch_state_new(&dispatch) == EVN_OK);
    for (uint32_t kind = EVN_KIND_FIRST_OWN; kind < KINDS_MAX; kind++)
        known[kind] = strcmp(service, "registry") == 0  ? takes(evn_registry_ops(), registry, kind)
                      : strcmp(service, "planner") == 0 ? takes(evn_planner_ops(), planner, kind)
                                                        : takes(evn_dispatch_ops(), dispatch, kind);
    evn_registry_state_destroy(&registry);
    evn_planner_state_destroy(&planner);
    evn_dispatch_state_destroy(&dispatch);
}

static void every_kind_a_core_takes_has_a_message_and_a_line_of_keys(void)
{
    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++) {
        bool known[KINDS_MAX] = {false};
        size_t n = 0;
        if (strcmp(services[i], "ledger") == 0)
            ledger_kinds(known);
        else
            core_kinds(services[i], known);
        for (uint32_t kind = EVN_KIND_FIRST_OWN; kind < KINDS_MAX; kind++) {
            const struct evn_key_shape *shape = evn_key_shape_of(services[i], kind);
            bool has_message = evn_event_kind(services[i], kind) != NULL ||
                               (shape != NULL && shape->form == EVN_KEYS_RECORDS);
            n += known[kind];
            if (known[kind] && (shape == NULL || !has_message))
                printf("\n    %s %u\n", services[i], kind);
            EVN_CHECK(!known[kind] || (shape != NULL && has_message));
            EVN_CHECK(shape == NULL || has_message);
        }
        EVN_CHECK(n >= 8);
    }
}

static bool is_one_of(const char *name, const char *const *names)
{
    while (*names != NULL && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

/* Field `number` of the message holds such a key; 0 asks for none. */
static void check_field(const ProtobufCMessageDescriptor *m, uint32_t number,
                        const char *const *names, ProtobufCType type)
{
    if (number == 0)
        return;
    const ProtobufCFieldDescriptor *f = protobuf_c_message_descriptor_get_field(m, number);
    if (f == NULL || !is_one_of(f->name, names))
        printf("\n    %s field %u is %s\n", m->name, number, f != NULL ? f->name : "nothing");
    EVN_MUST(f != NULL);
    EVN_CHECK(is_one_of(f->name, names));
    EVN_CHECK_EQ(f->type, type);
    EVN_CHECK(f->label != PROTOBUF_C_LABEL_REPEATED);
}

static void check_trip(const ProtobufCMessageDescriptor *m)
{
    static const char *const vehicle[] = {"vehicle", NULL}, *const depot[] = {"depot", NULL};
    static const char *const point[] = {"point", NULL};
    const ProtobufCFieldDescriptor *stops = protobuf_c_message_descriptor_get_field(m, 12);
    check_field(m, 3, vehicle, PROTOBUF_C_TYPE_STRING);
    check_field(m, 4, depot, PROTOBUF_C_TYPE_STRING);
    EVN_MUST(stops != NULL && strcmp(stops->name, "stops") == 0);
    check_field(stops->descriptor, 2, point, PROTOBUF_C_TYPE_STRING);
}

static void check_shape(const struct evn_key_shape *s, const ProtobufCMessageDescriptor *m)
{
    static const char *const area[] = {"area", "code", "community", NULL};
    static const char *const place[] = {"place", "point",  "warehouse", "code",
                                        "to",    "number", NULL};
    static const char *const item[] = {"item", "code", "number", NULL};
    static const char *const account[] = {"account", NULL}, *const seal[] = {"seal", NULL};
    ProtobufCType type =
        s->form == EVN_KEYS_NUMBERS ? PROTOBUF_C_TYPE_UINT32 : PROTOBUF_C_TYPE_STRING;
    /* Who is named by a pseudonym is nobody's business but those who work with persons. */
    if (protobuf_c_message_descriptor_get_field_by_name(m, "person") != NULL)
        EVN_CHECK_EQ(s->audience, EVN_AUDIENCE_PERSONAL);
    check_field(m, s->inside, seal, PROTOBUF_C_TYPE_MESSAGE);
    if (s->inside != 0)
        m = protobuf_c_message_descriptor_get_field(m, s->inside)->descriptor;
    check_field(m, s->area, area, type);
    check_field(m, s->place, place, type);
    check_field(m, s->item, item, type);
    check_field(m, s->account, account, type);
    if (s->form == EVN_KEYS_TRIP)
        check_trip(m);
}

static void keys_stand_where_the_messages_have_them(void)
{
    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++)
        for (uint32_t kind = EVN_KIND_FIRST_OWN; kind < KINDS_MAX; kind++) {
            const struct evn_key_shape *shape = evn_key_shape_of(services[i], kind);
            const ProtobufCMessageDescriptor *message = evn_event_kind(services[i], kind);
            if (shape != NULL && message != NULL)
                check_shape(shape, message);
        }
}

/* A line that says there are keys names at least one field, and one that says none names none. */
static void a_line_without_keys_says_so(void)
{
    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++)
        for (uint32_t kind = EVN_KIND_FIRST_OWN; kind < KINDS_MAX; kind++) {
            const struct evn_key_shape *s = evn_key_shape_of(services[i], kind);
            bool by_field = s != NULL && (s->form == EVN_KEYS_TEXT || s->form == EVN_KEYS_NUMBERS);
            bool any = s != NULL && s->area + s->place + s->item + s->account > 0;
            EVN_CHECK(any == by_field);
        }
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(every_kind_a_core_takes_has_a_message_and_a_line_of_keys),
        EVN_TEST(keys_stand_where_the_messages_have_them),
        EVN_TEST(a_line_without_keys_says_so),
    };
    return evn_test_main(argc, argv, "events.kinds", tests, sizeof tests / sizeof tests[0]);
}
