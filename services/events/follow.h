/* follow - answers subscribers: the hub's desk. Shell.
 *
 * Follow gives the events behind a cursor that the filter wants and the actor may see, read out of
 * the services' own blocks; it waits up to a second for some to come. Besides, it says where the
 * merged order stands and lists the actor's subscriptions. */
#ifndef EVN_EVENTS_FOLLOW_H
#define EVN_EVENTS_FOLLOW_H

#include "common/service/desk.h"

const struct evn_desk_ops *evn_follow_desk(void);

#endif
