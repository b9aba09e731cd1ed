#include "services/gateway/wire_types.h"

#include "evernormal/events/v1/command.pb-c.h"
#include "evernormal/events/v1/query.pb-c.h"
#include "evernormal/ledger/v1/command.pb-c.h"
#include "evernormal/ledger/v1/query.pb-c.h"
#include "evernormal/registry/v1/command.pb-c.h"
#include "evernormal/registry/v1/query.pb-c.h"
#if __has_include("evernormal/planner/v1/query.pb-c.h")
#include "evernormal/planner/v1/command.pb-c.h"
#include "evernormal/planner/v1/query.pb-c.h"
#define HAS_PLANNER
#endif
#if __has_include("evernormal/dispatch/v1/query.pb-c.h")
#include "evernormal/dispatch/v1/command.pb-c.h"
#include "evernormal/dispatch/v1/query.pb-c.h"
#define HAS_DISPATCH
#endif

#include <string.h>

const struct evn_service_types *evn_service_types_of(const char *service)
{
    static const struct evn_service_types types[] = {
        {"registry", &evernormal__registry__v1__command__descriptor,
         &evernormal__registry__v1__query__descriptor,
         &evernormal__registry__v1__result__descriptor},
        {"ledger", &evernormal__ledger__v1__command__descriptor,
         &evernormal__ledger__v1__query__descriptor, &evernormal__ledger__v1__result__descriptor},
        {"events", &evernormal__events__v1__command__descriptor,
         &evernormal__events__v1__query__descriptor, &evernormal__events__v1__result__descriptor},
#ifdef HAS_PLANNER
        {"planner", &evernormal__planner__v1__command__descriptor,
         &evernormal__planner__v1__query__descriptor, &evernormal__planner__v1__result__descriptor},
#endif
#ifdef HAS_DISPATCH
        {"dispatch", &evernormal__dispatch__v1__command__descriptor,
         &evernormal__dispatch__v1__query__descriptor,
         &evernormal__dispatch__v1__result__descriptor},
#endif
    };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (strcmp(types[i].service, service) == 0)
            return &types[i];
    return NULL;
}
