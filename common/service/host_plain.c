#include "common/service/host_plain.h"

#include "common/service/host_impl.h"

int evn_host_plain_main(int argc, char **argv, const struct evn_host_service *service)
{
    return evn_host_start(argc, argv, service, true);
}
