/* The planner as a process. */
#include "common/service/host.h"
#include "services/planner/core/core.h"

static evn_err state_new(void **out)
{
    struct evn_planner_state *state;
    evn_err err = evn_planner_state_new(&state);
    *out = state;
    return err;
}

static void state_destroy(void **state)
{
    struct evn_planner_state *own = *state;
    evn_planner_state_destroy(&own);
    *state = NULL;
}

int main(int argc, char **argv)
{
    struct evn_host_service planner = {
        .ops = evn_planner_ops(), .state_new = state_new, .state_destroy = state_destroy};
    return evn_host_main(argc, argv, &planner);
}
