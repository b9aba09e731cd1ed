#include "common/service/site.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

const char *const evn_service_names[] = {"registry", "ledger",  "planner", "dispatch",
                                         "events",   "gateway", NULL};

const char *const evn_log_service_names[] = {"registry", "ledger", "planner",
                                             "dispatch", "events", NULL};

/* Join path parts; false when it does not fit. */
static bool join(char out[EVN_PATH_MAX], const char *a, const char *b, const char *c)
{
    int n = snprintf(out, EVN_PATH_MAX, "%s%s%s", a, b, c);
    return n > 0 && n < EVN_PATH_MAX;
}

static bool usual_data(char out[EVN_PATH_MAX])
{
    const char *base = getenv("XDG_DATA_HOME");
    if (base != NULL && base[0] == '/')
        return join(out, base, "/evernormal", "");
    const char *home = getenv("HOME");
    return home != NULL && home[0] == '/' && join(out, home, "/.local/share/evernormal", "");
}

evn_err evn_site_find(const char *data, const char *run, struct evn_site *out)
{
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    bool ok =
        data != NULL ? data[0] == '/' && join(out->data, data, "", "") : usual_data(out->data);
    if (run != NULL)
        ok = ok && run[0] == '/' && join(out->run, run, "", "");
    else if (data == NULL && runtime != NULL && runtime[0] == '/')
        ok = ok && join(out->run, runtime, "/evernormal", "");
    else
        ok = ok && join(out->run, out->data, "/run", "");
    return ok ? EVN_OK : EVN_E_CONFIG;
}

/* mkdir -p, each new folder 0700. */
static evn_err make_folder(const char *path)
{
    char part[EVN_PATH_MAX];
    size_t len = strlen(path);
    for (size_t i = 1; i <= len; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        memcpy(part, path, i);
        part[i] = '\0';
        if (mkdir(part, 0700) != 0 && errno != EEXIST)
            return EVN_E_IO;
    }
    return EVN_OK;
}

/* Several services may do this at once: whoever comes second takes what is there. */
static evn_err prepare_key(const struct evn_site *site, const char *name)
{
    char secret[EVN_PATH_MAX], public[EVN_PATH_MAX];
    struct evn_key_pair pair;
    char stem[EVN_PATH_MAX];
    if (!join(stem, site->data, "/keys/", name) || !join(secret, stem, ".key", "") ||
        !join(public, stem, ".pub", ""))
        return EVN_E_CONFIG;
    evn_err err = access(secret, F_OK) == 0 ? EVN_E_EXISTS : evn_key_generate(&pair);
    if (err == EVN_OK)
        err = evn_key_save_secret(secret, &pair);
    if (err == EVN_E_EXISTS)
        err = evn_key_load_secret(secret, &pair);
    if (err == EVN_OK && access(public, F_OK) != 0)
        err = evn_key_save_public(public, &pair.public_key);
    err = err == EVN_E_EXISTS ? EVN_OK : err;
    evn_key_wipe(&pair);
    return err;
}

evn_err evn_site_prepare(const struct evn_site *site)
{
    char keys[EVN_PATH_MAX];
    if (!join(keys, site->data, "/keys", ""))
        return EVN_E_CONFIG;
    evn_err err = make_folder(keys);
    if (err == EVN_OK)
        err = make_folder(site->run);
    for (const char *const *name = evn_service_names; err == EVN_OK && *name != NULL; name++)
        err = prepare_key(site, *name);
    return err != EVN_OK ? err : prepare_key(site, "admin");
}

evn_err evn_site_folder(const struct evn_site *site, const char *service, char out[EVN_PATH_MAX])
{
    return join(out, site->data, "/", service) ? EVN_OK : EVN_E_CONFIG;
}

evn_err evn_site_make_folder(const struct evn_site *site, const char *service,
                             char out[EVN_PATH_MAX])
{
    evn_err err = evn_site_folder(site, service, out);
    if (err == EVN_OK && mkdir(out, 0700) != 0 && errno != EEXIST)
        err = EVN_E_IO;
    int fd = err == EVN_OK ? open(site->data, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (err == EVN_OK && (fd < 0 || fsync(fd) != 0))
        err = EVN_E_IO;
    if (fd >= 0)
        close(fd);
    return err;
}

/* Look the service up in DATA/endpoints. False when it is not listed there. */
static bool listed(const struct evn_site *site, const char *service, enum evn_door door,
                   char out[EVN_ENDPOINT_MAX + 1])
{
    char path[EVN_PATH_MAX], line[700], name[64], first[256], second[256];
    bool found = false;
    FILE *f = join(path, site->data, "/endpoints", "") ? fopen(path, "re") : NULL;
    while (f != NULL && !found && fgets(line, sizeof line, f) != NULL) {
        if (sscanf(line, "%63s %255s %255s", name, first, second) != 3 || name[0] == '#' ||
            strcmp(name, service) != 0)
            continue;
        snprintf(out, EVN_ENDPOINT_MAX + 1, "%s", door == EVN_DOOR_BULK ? second : first);
        found = true;
    }
    if (f != NULL)
        fclose(f);
    return found;
}

bool evn_site_has_service(const struct evn_site *site, const char *service)
{
    char folder[EVN_PATH_MAX];
    return strcmp(service, "gateway") != 0 && evn_site_folder(site, service, folder) == EVN_OK &&
           access(folder, F_OK) == 0;
}

evn_err evn_site_endpoint(const struct evn_site *site, const char *service, enum evn_door door,
                          char out[EVN_ENDPOINT_MAX + 1])
{
    if (listed(site, service, door, out))
        return EVN_OK;
    int n = snprintf(out, EVN_ENDPOINT_MAX + 1, "ipc://%s/%s%s.sock", site->run, service,
                     door == EVN_DOOR_BULK ? "-bulk" : "");
    return n > 0 && n <= EVN_ENDPOINT_MAX ? EVN_OK : EVN_E_CONFIG;
}

evn_err evn_site_key_pair(const struct evn_site *site, const char *name, struct evn_key_pair *out)
{
    char stem[EVN_PATH_MAX], path[EVN_PATH_MAX];
    if (!join(stem, site->data, "/keys/", name) || !join(path, stem, ".key", ""))
        return EVN_E_CONFIG;
    return evn_key_load_secret(path, out);
}

evn_err evn_site_public_key(const struct evn_site *site, const char *name, struct evn_key *out)
{
    char stem[EVN_PATH_MAX], path[EVN_PATH_MAX];
    if (!join(stem, site->data, "/keys/", name) || !join(path, stem, ".pub", ""))
        return EVN_E_CONFIG;
    return evn_key_load_public(path, out);
}

static uint32_t bootstrap_roles(const char *name)
{
    const uint32_t all = EVN_ROLE_ALL;
    if (strcmp(name, "gateway") == 0)
        return all & ~(uint32_t)EVN_ROLE_ADMIN;
    for (const char *const *service = evn_service_names; *service != NULL; service++)
        if (strcmp(name, *service) == 0)
            return EVN_ROLE_SERVICE;
    return all & ~(uint32_t)EVN_ROLE_SERVICE;
}

static evn_err visit_file(const struct evn_site *site, const char *file,
                          evn_err (*visit)(void *self, const struct evn_key_fact *key), void *self)
{
    struct evn_key_fact fact = {0};
    struct evn_key key;
    size_t len = strlen(file);
    if (len < 5 || len - 4 >= sizeof fact.name || strcmp(file + len - 4, ".pub") != 0)
        return EVN_OK;
    memcpy(fact.name, file, len - 4);
    evn_err err = evn_site_public_key(site, fact.name, &key);
    if (err != EVN_OK)
        return err;
    evn_key_format(&key, fact.public_key);
    fact.roles = bootstrap_roles(fact.name);
    return visit(self, &fact);
}

evn_err evn_site_each_key(const struct evn_site *site,
                          evn_err (*visit)(void *self, const struct evn_key_fact *key), void *self)
{
    char path[EVN_PATH_MAX];
    struct dirent **entry;
    int n = join(path, site->data, "/keys", "") ? scandir(path, &entry, NULL, alphasort) : -1;
    if (n < 0)
        return EVN_E_IO;
    evn_err err = EVN_OK;
    for (int i = 0; i < n; i++) {
        if (err == EVN_OK)
            err = visit_file(site, entry[i]->d_name, visit, self);
        free(entry[i]);
    }
    free(entry);
    return err;
}
