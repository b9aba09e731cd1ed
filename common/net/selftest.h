/* selftest - prove at start that the door is shut. Shell.
 *
 * A service calls this on each bound endpoint before its ready line, because a library update or
 * a wrong option could open the door without a sound. */
#ifndef EVN_NET_SELFTEST_H
#define EVN_NET_SELFTEST_H

#include "common/net/socket.h"

/* Connect to our own bound `endpoint` three times: with a random key and without CURVE (both must
 * be refused) and, as control that the check can tell, with a key allowed for this moment (must
 * succeed). At most 2 s each; about 10 ms in all when healthy. EVN_OK at once in plain mode.
 * EVN_E_NOT_SECURE: any of the three went otherwise. EVN_E_NET: no sockets left. */
EVN_MUST_USE evn_err evn_selftest(struct evn_net *net, const char *endpoint);

#endif
