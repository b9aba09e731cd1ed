/* main - dispatch as a process. */
#include "common/service/host.h"
#include "services/dispatch/core/core.h"

static evn_err state_new(void **out)
{
    struct evn_dsp_state *state;
    evn_err err = evn_dispatch_state_new(&state);
    *out = state;
    return err;
}

static void state_destroy(void **state)
{
    struct evn_dsp_state *dispatch = *state;
    evn_dispatch_state_destroy(&dispatch);
    *state = NULL;
}

int main(int argc, char **argv)
{
    const struct evn_host_service service = {.ops = evn_dispatch_ops(),
                                             .state_new = state_new,
                                             .state_destroy = state_destroy,
                                             .secret = evn_dispatch_secret};
    return evn_host_main(argc, argv, &service);
}
