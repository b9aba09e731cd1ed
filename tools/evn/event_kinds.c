#include "tools/evn/event_kinds.h"

#include "evernormal/common/v1/error.pb-c.h"
#include "evernormal/service/v1/service.pb-c.h"

#include <stddef.h>

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
    (void)service;
    return kind < sizeof common / sizeof common[0] ? common[kind] : NULL;
}
