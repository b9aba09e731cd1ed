/* desk - the registry's commands and questions about persons, with the vault at hand. Shell.
 *
 * The core knows what is sealed and never what is in it. Here a contact is sealed before anything
 * is decided, opened for who has just said why (a Reading that is committed), and a person's key
 * destroyed once the event that erases the person is committed - also after a restart, and when an
 * older copy of the vault was put back. Without its vault the registry does all but that, and says
 * so. */
#ifndef EVN_REGISTRY_DESK_H
#define EVN_REGISTRY_DESK_H

#include "common/service/desk.h"

/* For evn_host_service.desk; the state is the registry core's. Static. */
const struct evn_desk_ops *evn_registry_desk(void);

#endif
