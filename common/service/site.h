/* site - where everything of one installation is: folders, keys, endpoints. Shell.
 *
 *   DATA/keys/NAME.key, NAME.pub   key pairs; every .pub here is known to every service at start
 *   DATA/SERVICE/                  log, views and lock of one service
 *   DATA/endpoints                 optional: lines "SERVICE INTERACTIVE BULK", # comments
 *   RUN/SERVICE.sock, SERVICE-bulk.sock   the sockets, unless DATA/endpoints says otherwise
 *
 * DATA is $XDG_DATA_HOME/evernormal or $HOME/.local/share/evernormal; RUN is
 * $XDG_RUNTIME_DIR/evernormal, or DATA/run where that is not set. */
#ifndef EVN_SERVICE_SITE_H
#define EVN_SERVICE_SITE_H

#include "common/net/server.h"
#include "common/service/rights.h"

enum { EVN_PATH_MAX = 512 };

struct evn_site {
    char data[EVN_PATH_MAX]; /* absolute */
    char run[EVN_PATH_MAX];  /* absolute */
};

/* The names of all services, in the order they are best started; NULL at the end. */
extern const char *const evn_service_names[];

/* Those that keep a log and answer the requests of proto/spec/5-envelope.md: all but the gateway,
 * which speaks HTTP and holds sessions only; NULL at the end. */
extern const char *const evn_log_service_names[];

/* Fill in the folders; `data` and `run` may be NULL for the usual ones. With `data` given and
 * `run` not, RUN is DATA/run. EVN_E_CONFIG: no home, or a path too long or not absolute. */
EVN_MUST_USE evn_err evn_site_find(const char *data, const char *run, struct evn_site *out);

/* Make the folders (0700) and the key pairs of all services and of "admin" where they are not
 * there yet. EVN_E_IO, EVN_E_NOT_SECURE. */
EVN_MUST_USE evn_err evn_site_prepare(const struct evn_site *site);

/* DATA/SERVICE. EVN_E_CONFIG: too long. */
EVN_MUST_USE evn_err evn_site_folder(const struct evn_site *site, const char *service,
                                     char out[EVN_PATH_MAX]);

/* DATA/SERVICE, made if it is not there; its name survives a power cut. EVN_E_CONFIG, EVN_E_IO. */
EVN_MUST_USE evn_err evn_site_make_folder(const struct evn_site *site, const char *service,
                                          char out[EVN_PATH_MAX]);

/* Whether that service keeps a log and was ever started here. The gateway keeps none: nobody asks
 * it over the services' protocol. */
bool evn_site_has_service(const struct evn_site *site, const char *service);

/* The endpoint of a service's door. EVN_E_CONFIG: DATA/endpoints cannot be read, or too long. */
EVN_MUST_USE evn_err evn_site_endpoint(const struct evn_site *site, const char *service,
                                       enum evn_door door, char out[EVN_ENDPOINT_MAX + 1]);

/* The key pair NAME.key, or the public key NAME.pub. Errors: evn_key_load_*. */
EVN_MUST_USE evn_err evn_site_key_pair(const struct evn_site *site, const char *name,
                                       struct evn_key_pair *out);
EVN_MUST_USE evn_err evn_site_public_key(const struct evn_site *site, const char *name,
                                         struct evn_key *out);

/* Call `visit` for each .pub file: a service's key gets the role SERVICE, the gateway's besides
 * DELEGATE and all it may lend, any other file every role. Stops at the first error. EVN_E_IO. */
EVN_MUST_USE evn_err evn_site_each_key(const struct evn_site *site,
                                       evn_err (*visit)(void *self, const struct evn_key_fact *key),
                                       void *self);

#endif
