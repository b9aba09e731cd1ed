#include "common/net/endpoint.h"

#include <errno.h>
#include <libgen.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char ipc[] = "ipc://", tcp[] = "tcp://";

static bool starts_with(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

evn_err evn_endpoint_refuse(struct evn_refusal *why, evn_err err, const char *subject)
{
    if (why != NULL) {
        *why = evn_refusal_of(err);
        evn_refusal_text(why->field, sizeof why->field, "endpoint");
        evn_refusal_text(why->subject, sizeof why->subject, subject);
    }
    return err;
}

static evn_err check_path(const char *path, struct evn_refusal *why)
{
    if (path[0] != '/' || path[strlen(path) - 1] == '/')
        return evn_endpoint_refuse(why, EVN_E_CONFIG, "an ipc path must be absolute");
    size_t len = strlen(path);
    if (len <= EVN_IPC_PATH_MAX)
        return EVN_OK;
    evn_endpoint_refuse(why, EVN_E_CONFIG, "the ipc path is longer than 107 bytes");
    if (why != NULL) {
        why->have = (int64_t)len;
        why->want = EVN_IPC_PATH_MAX;
    }
    return EVN_E_CONFIG;
}

evn_err evn_endpoint_check(const char *endpoint, struct evn_refusal *why)
{
    const char *path = evn_endpoint_path(endpoint);
    if (path != NULL)
        return check_path(path, why);
    if (!starts_with(endpoint, tcp) || strrchr(endpoint + strlen(tcp), ':') == NULL)
        return evn_endpoint_refuse(why, EVN_E_CONFIG, "write tcp://host:port or ipc:///path");
    if (strlen(endpoint) > EVN_ENDPOINT_MAX)
        return evn_endpoint_refuse(why, EVN_E_CONFIG, "the address is longer than 255 bytes");
    return EVN_OK;
}

const char *evn_endpoint_path(const char *endpoint)
{
    return starts_with(endpoint, ipc) ? endpoint + strlen(ipc) : NULL;
}

/* "127." and then digits and dots up to the port: a name such as 127.example.org is not local. */
static bool is_loopback_v4(const char *host)
{
    return starts_with(host, "127.") && host[strspn(host, "0123456789.")] == ':';
}

bool evn_endpoint_is_local(const char *endpoint)
{
    if (evn_endpoint_path(endpoint) != NULL)
        return true;
    if (!starts_with(endpoint, tcp))
        return false;
    const char *host = endpoint + strlen(tcp);
    return is_loopback_v4(host) || starts_with(host, "[::1]:");
}

evn_err evn_endpoint_folder(const char *endpoint, struct evn_refusal *why)
{
    const char *path = evn_endpoint_path(endpoint);
    if (path == NULL)
        return EVN_OK;
    char copy[EVN_IPC_PATH_MAX + 1];
    EVN_ASSERT(strlen(path) <= EVN_IPC_PATH_MAX);
    memcpy(copy, path, strlen(path) + 1);
    const char *folder = dirname(copy);
    struct stat st;
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return evn_endpoint_refuse(why, EVN_E_IO, folder);
    if (stat(folder, &st) != 0)
        return evn_endpoint_refuse(why, EVN_E_IO, folder);
    if (!S_ISDIR(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & 077) != 0)
        return evn_endpoint_refuse(why, EVN_E_CONFIG, "the ipc folder must be yours and 0700");
    return EVN_OK;
}
