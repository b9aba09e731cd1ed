/* evn-ledger - the service that owns stock. */
#include "services/ledger/service.h"

int main(int argc, char **argv)
{
    return evn_host_main(argc, argv, &evn_ledger_host);
}
