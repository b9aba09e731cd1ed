#include "common/client/event_kinds.h"

#include "evernormal/common/v1/error.pb-c.h"
#include "evernormal/registry/v1/event.pb-c.h"
#include "evernormal/service/v1/service.pb-c.h"

#include <stddef.h>
#include <string.h>

enum { KIND_FIRST_OWN = 16, KIND_ZONE_FIRST = 48, KIND_ZONE_LAST = 55, KIND_UNCHANGED = 40 };

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
    if (kind >= KIND_ZONE_FIRST && kind <= KIND_ZONE_LAST)
        return &evernormal__registry__v1__zone__descriptor;
    if (kind == KIND_UNCHANGED)
        return &evernormal__registry__v1__unchanged__descriptor;
    return kind - KIND_FIRST_OWN < sizeof own / sizeof own[0] ? own[kind - KIND_FIRST_OWN] : NULL;
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
    };
    if (kind < sizeof common / sizeof common[0])
        return common[kind];
    return kind >= KIND_FIRST_OWN && strcmp(service, "registry") == 0 ? registry_kind(kind) : NULL;
}
