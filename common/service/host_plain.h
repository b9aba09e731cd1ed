/* host_plain - a service without keys, for benchmarks on this machine. Shell.
 *
 * The price of encryption is measured by leaving it out, and only there: this is a library of its
 * own, which no service's program links and no option of theirs reaches. Whoever connects acts as
 * the key "admin" of the installation; doors open on loopback or ipc alone, all others are refused
 * by the socket factory (common/net/socket.h), which says on standard error that it is plain. */
#ifndef EVN_SERVICE_HOST_PLAIN_H
#define EVN_SERVICE_HOST_PLAIN_H

#include "common/service/host.h"

/* As evn_host_main, on the plain transport. */
int evn_host_plain_main(int argc, char **argv, const struct evn_host_service *service);

#endif
