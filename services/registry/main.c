/* main - the registry as a process. */
#include "common/service/host.h"
#include "services/registry/core/core.h"
#include "services/registry/desk.h"

static evn_err state_new(void **out)
{
    struct evn_registry_state *state;
    evn_err err = evn_registry_state_new(&state);
    *out = state;
    return err;
}

static void state_destroy(void **state)
{
    struct evn_registry_state *registry = *state;
    evn_registry_state_destroy(&registry);
    *state = NULL;
}

int main(int argc, char **argv)
{
    const struct evn_host_service service = {.ops = evn_registry_ops(),
                                             .state_new = state_new,
                                             .state_destroy = state_destroy,
                                             .desk = evn_registry_desk()};
    return evn_host_main(argc, argv, &service);
}
