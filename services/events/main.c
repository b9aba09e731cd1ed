#include "common/service/host.h"
#include "services/events/core/core.h"
#include "services/events/follow.h"

int main(int argc, char **argv)
{
    const struct evn_host_service service = {.ops = evn_events_ops(),
                                             .state_new = evn_hub_state_new,
                                             .state_destroy = evn_hub_state_destroy,
                                             .desk = evn_follow_desk()};
    return evn_host_main(argc, argv, &service);
}
