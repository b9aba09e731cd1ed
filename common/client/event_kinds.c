#include "common/client/event_kinds.h"

#include "evernormal/common/v1/error.pb-c.h"
#include "evernormal/dispatch/v1/event.pb-c.h"
#include "evernormal/dispatch/v1/ride.pb-c.h"
#include "evernormal/dispatch/v1/ticket.pb-c.h"
#include "evernormal/ledger/v1/event.pb-c.h"
#include "evernormal/planner/v1/event.pb-c.h"
#include "evernormal/registry/v1/event.pb-c.h"
#include "evernormal/service/v1/service.pb-c.h"

#include <stddef.h>
#include <string.h>

enum {
    KIND_FIRST_OWN = 16,
    KIND_PLANNER_FACT = 32,
    KIND_UNCHANGED = 40,
    KIND_DISPATCH_STOCK = 40,
    KIND_ZONE_FIRST = 48,
    KIND_ZONE_LAST = 55,
    KIND_PERSON = 32,
    KIND_READING = 33,
    KIND_PERSON_ERASED = 56,
    KIND_TEST_RESULT = 60,
    KIND_TRANSFER = 60,
    KIND_DOOR_ROUND = 80,
    KIND_ENDING = 70,
    KIND_TICKET = 70,
    KIND_TICKET_LAST = 79,
    KIND_EXTENT = 90,
    KIND_DOORS = 91,
    KIND_RIDE = 120,
    KIND_STAFF_FIRST = 80
};

/* The message `kind` - `first` places behind the first of them. */
static const ProtobufCMessageDescriptor *pick(const ProtobufCMessageDescriptor *const *messages,
                                              size_t bytes, uint32_t kind, uint32_t first)
{
    return kind >= first && kind - first < bytes / sizeof *messages ? messages[kind - first] : NULL;
}

static const ProtobufCMessageDescriptor *registry_kind(uint32_t kind)
{
    static const ProtobufCMessageDescriptor *const own[] = {
        &evernormal__registry__v1__item__descriptor,
        &evernormal__registry__v1__area__descriptor,
        &evernormal__registry__v1__place__descriptor,
        &evernormal__registry__v1__item_norm__descriptor,
        &evernormal__registry__v1__norm__descriptor,
        &evernormal__registry__v1__policy__descriptor,
        &evernormal__registry__v1__community__descriptor,
        &evernormal__registry__v1__zone__descriptor,
        &evernormal__registry__v1__report__descriptor,
        &evernormal__registry__v1__member__descriptor,
        &evernormal__registry__v1__key_person__descriptor,
    };
    static const ProtobufCMessageDescriptor *const tests[] = {
        &evernormal__registry__v1__test_result__descriptor,
        &evernormal__registry__v1__proposal__descriptor,
        &evernormal__registry__v1__area_test__descriptor,
        &evernormal__registry__v1__loop_stay__descriptor,
    };
    static const ProtobufCMessageDescriptor *const staff[] = {
        &evernormal__registry__v1__organisation__descriptor,
        &evernormal__registry__v1__course__descriptor,
        &evernormal__registry__v1__staff__descriptor,
        &evernormal__registry__v1__training__descriptor,
        &evernormal__service__v1__standing__descriptor,
        &evernormal__registry__v1__duty__descriptor,
    };
    if (kind >= KIND_STAFF_FIRST)
        return pick(staff, sizeof staff, kind, KIND_STAFF_FIRST);
    if (kind >= KIND_ZONE_FIRST && kind <= KIND_ZONE_LAST)
        return &evernormal__registry__v1__zone__descriptor;
    if (kind == KIND_UNCHANGED)
        return &evernormal__registry__v1__unchanged__descriptor;
    if (kind == KIND_PERSON || kind == KIND_PERSON_ERASED)
        return &evernormal__registry__v1__person__descriptor;
    if (kind == KIND_READING)
        return &evernormal__registry__v1__reading__descriptor;
    if (kind == KIND_ENDING)
        return &evernormal__registry__v1__ending__descriptor;
    return kind >= KIND_TEST_RESULT ? pick(tests, sizeof tests, kind, KIND_TEST_RESULT)
                                    : pick(own, sizeof own, kind, KIND_FIRST_OWN);
}

static const ProtobufCMessageDescriptor *dispatch_kind(uint32_t kind)
{
    static const ProtobufCMessageDescriptor *const own[] = {
        &evernormal__dispatch__v1__item__descriptor,
        &evernormal__dispatch__v1__place__descriptor,
        &evernormal__dispatch__v1__community__descriptor,
        &evernormal__dispatch__v1__item_norm__descriptor,
        &evernormal__dispatch__v1__need__descriptor,
        &evernormal__dispatch__v1__parameters__descriptor,
        &evernormal__dispatch__v1__request__descriptor,
        &evernormal__dispatch__v1__line__descriptor,
        &evernormal__dispatch__v1__round__descriptor,
        &evernormal__dispatch__v1__award__descriptor,
        &evernormal__dispatch__v1__share__descriptor,
        &evernormal__dispatch__v1__trip__descriptor,
        &evernormal__dispatch__v1__cover__descriptor,
        &evernormal__dispatch__v1__hindrance__descriptor,
    };
    static const ProtobufCMessageDescriptor *const tickets[] = {
        &evernormal__dispatch__v1__ticket__descriptor,
        &evernormal__dispatch__v1__ticket_step__descriptor,
        &evernormal__dispatch__v1__duty_unit__descriptor,
        &evernormal__dispatch__v1__duty_member__descriptor,
        &evernormal__dispatch__v1__duty_shift__descriptor,
        &evernormal__dispatch__v1__deadlines__descriptor,
        &evernormal__dispatch__v1__ticket_zone__descriptor,
    };
    static const ProtobufCMessageDescriptor *const rides[] = {
        &evernormal__dispatch__v1__ride__descriptor,
        &evernormal__dispatch__v1__regular__descriptor,
    };
    if (kind >= KIND_TICKET && kind <= KIND_TICKET_LAST)
        return pick(tickets, sizeof tickets, kind, KIND_TICKET);
    if (kind >= KIND_RIDE)
        return pick(rides, sizeof rides, kind, KIND_RIDE);
    if (kind == KIND_EXTENT)
        return &evernormal__dispatch__v1__extent__descriptor;
    if (kind == KIND_DOORS)
        return &evernormal__dispatch__v1__doors__descriptor;
    if (kind == KIND_TRANSFER)
        return &evernormal__dispatch__v1__transfer__descriptor;
    if (kind == KIND_DOOR_ROUND)
        return &evernormal__dispatch__v1__door_round__descriptor;
    if (kind == KIND_DISPATCH_STOCK)
        return &evernormal__dispatch__v1__stock__descriptor;
    return pick(own, sizeof own, kind, KIND_FIRST_OWN);
}

static const ProtobufCMessageDescriptor *planner_kind(uint32_t kind)
{
    static const ProtobufCMessageDescriptor *const own[] = {
        &evernormal__planner__v1__need_put__descriptor,
        &evernormal__planner__v1__need_closed__descriptor,
        &evernormal__planner__v1__day_planned__descriptor,
        &evernormal__planner__v1__warnings_checked__descriptor,
    };
    static const ProtobufCMessageDescriptor *const fact[] = {
        &evernormal__planner__v1__community_known__descriptor,
        &evernormal__planner__v1__zone_known__descriptor,
        &evernormal__planner__v1__norm_known__descriptor,
        &evernormal__planner__v1__item_norm_known__descriptor,
        &evernormal__planner__v1__item_known__descriptor,
        &evernormal__planner__v1__member_known__descriptor,
        &evernormal__planner__v1__key_person_known__descriptor,
        &evernormal__planner__v1__place_known__descriptor,
        &evernormal__planner__v1__policy_known__descriptor,
        &evernormal__planner__v1__signal_known__descriptor,
        &evernormal__planner__v1__warning__descriptor,
        &evernormal__planner__v1__headcount_known__descriptor,
    };
    if (kind >= KIND_PLANNER_FACT)
        return pick(fact, sizeof fact, kind, KIND_PLANNER_FACT);
    return pick(own, sizeof own, kind, KIND_FIRST_OWN);
}

/* Records are no message. */
static const ProtobufCMessageDescriptor *ledger_kind(uint32_t kind)
{
    static const ProtobufCMessageDescriptor *const own[] = {
        NULL,
        &evernormal__ledger__v1__item_known__descriptor,
        &evernormal__ledger__v1__place_known__descriptor,
        &evernormal__ledger__v1__lot_known__descriptor,
        &evernormal__ledger__v1__name_known__descriptor,
        &evernormal__ledger__v1__name_known__descriptor,
        &evernormal__ledger__v1__account_opened__descriptor,
        &evernormal__ledger__v1__document__descriptor,
        &evernormal__ledger__v1__refused__descriptor,
        &evernormal__ledger__v1__state_digest__descriptor,
        &evernormal__ledger__v1__expected_delivery__descriptor,
        &evernormal__ledger__v1__count_sheet__descriptor,
        &evernormal__ledger__v1__cold_chain__descriptor,
        &evernormal__ledger__v1__recall__descriptor,
        &evernormal__ledger__v1__threshold_crossed__descriptor,
        &evernormal__ledger__v1__kit_known__descriptor,
        &evernormal__ledger__v1__discrepancy__descriptor,
        &evernormal__ledger__v1__threshold_set__descriptor,
    };
    return pick(own, sizeof own, kind, KIND_FIRST_OWN);
}

const ProtobufCMessageDescriptor *evn_event_kind(const char *service, uint32_t kind)
{
    static const ProtobufCMessageDescriptor *const common[] = {
        NULL,
        &evernormal__common__v1__refusal__descriptor,
        &evernormal__service__v1__outbox__descriptor,
        &evernormal__service__v1__lane_answer__descriptor,
        &evernormal__service__v1__cursor__descriptor,
        &evernormal__service__v1__clock__descriptor,
        &evernormal__service__v1__key__descriptor,
        &evernormal__service__v1__clock__descriptor,
        &evernormal__service__v1__cursor__descriptor,
        &evernormal__service__v1__standing__descriptor,
    };
    if (kind < KIND_FIRST_OWN)
        return kind < sizeof common / sizeof common[0] ? common[kind] : NULL;
    if (strcmp(service, "registry") == 0)
        return registry_kind(kind);
    if (strcmp(service, "ledger") == 0)
        return ledger_kind(kind);
    if (strcmp(service, "planner") == 0)
        return planner_kind(kind);
    return strcmp(service, "dispatch") == 0 ? dispatch_kind(kind) : NULL;
}
